"""Recognizes questions typed in place of a command, and finds the command that answers them."""

from bot.scheduling.command_line.languages import english, others
from bot.scheduling.command_line.typed_line import TypedLine, first_word, with_straight_apostrophes
from bot.scheduling.command_line.verbs import Verb

_INTERROGATIVES = english.INTERROGATIVES | english.INDEFINITES
_HELP_WORDS = english.HELP_WORDS | others.HELP_WORDS


def is_undo(line: TypedLine) -> bool:
    """Return whether a line asks to undo or repeat something, and its command has no such verb."""
    is_one = line.first in english.UNDO_OR_REPEAT and line.verbs.named(line.first) is None
    if not is_one or line.begins_with_name:
        return False
    has_object = line.first in english.UNDO or line.second in english.NEXT_OR_LAST
    return has_object or len(line.bare) == 1


def answering_command(line: TypedLine) -> str | None:
    """Return the verb and words of the command that answers a question; None if it is no question."""
    if not _asks(line):
        return None
    if line.first in english.ASKS_FOR_HELP | _HELP_WORDS:
        return Verb.HELP
    if line.first in others.QUESTION_WORDS:
        return Verb.LIST
    searched = search_words(line.text)
    verb = Verb.SHOW if searched.lower() in english.NEXT_OR_LAST else Verb.LIST
    return f"{verb} {searched}".strip()


def search_words(text: str) -> str:
    """Return the words of a question that a list can be searched for."""
    said = (word.strip("?!,") for word in text.split())
    return " ".join(
        word
        for word in said
        if word and with_straight_apostrophes(word.lower()) not in english.NOT_SEARCHED
    )


def is_next_or_last(text: str) -> bool:
    """Return whether words mean the next or last booking and nothing else: `next one`, `last please`."""
    first, *rest = text.lower().split() or [""]
    return first in english.NEXT_OR_LAST and set(rest) <= english.LISTABLE | english.COURTESIES


def split_next_or_last(text: str) -> tuple[str, str]:
    """Split a text into `next` or `last` and the words after it and its noun; the name may be empty."""
    name, after = first_word(text)
    if name.lower() not in english.NEXT_OR_LAST:
        return "", text
    what, rest = first_word(after)
    return name, rest if what.lower() in english.LISTABLE | {english.ONE} else after


def is_period(text: str) -> bool:
    """Return whether words say which days to list and nothing else: `my week`, `tomorrow's bookings`."""
    words = text.strip("?! ").split()
    return all(
        word.lower().removesuffix(english.POSSESSIVE) in english.PERIOD_WORDS for word in words
    )


def _asks(line: TypedLine) -> bool:
    if _ends_question(line):
        return True
    return (_begins_question(line) or _only_names_a_list(line)) and not line.begins_with_name


def _ends_question(line: TypedLine) -> bool:
    """Return whether the end makes it a question: `…?`, `is 2pm free`; a title with a time is none."""
    if line.first in english.AUXILIARIES and line.bare[-1] in english.ENDS_QUESTION:
        return True
    if not line.ends_in_question_mark:
        return False
    begins = line.first in _INTERROGATIVES | english.AUXILIARIES | {english.HOW}
    return not line.has_clock_time or begins or bool(english.FREE & set(line.bare))


# Words that begin a question if one of these follows.
_FOLLOWED_IN_QUESTIONS = {
    english.HOW: english.AFTER_HOW,
    **dict.fromkeys(english.AUXILIARIES, english.SUBJECTS),
}


def _begins_question(line: TypedLine) -> bool:
    word, second = line.first, line.second
    if word in english.AUXILIARIES_ONLY_ASKED | _INTERROGATIVES:
        return True
    if word in others.QUESTION_WORDS:
        return "".join(line.words[1:2])[:1].islower() and not line.has_clock_time
    if word in _FOLLOWED_IN_QUESTIONS:
        return second in _FOLLOWED_IN_QUESTIONS[word]
    if word in english.SEARCH_VERBS:
        return _searches(line)
    return (word in english.TELL_VERBS and second in english.OBJECTS) or _asks_for_free_time(line)


def _searches(line: TypedLine) -> bool:
    """Return whether a verb such as `find` begins a search and not a title, `Search warrant hearing`."""
    if line.first == english.LOOK and line.second not in english.AFTER_LOOK:
        return False
    begins_title = line.is_capitalized or line.second in english.TITLE_AFTER_SEARCH
    return not begins_title or not line.has_clock_time


def _asks_for_free_time(line: TypedLine) -> bool:
    return line.first in english.FREE and (is_period(line.rest) or line.is_time(line.rest))


def _only_names_a_list(line: TypedLine) -> bool:
    """Return whether it only names what can be listed or shown: `my week`, `sessions friday`."""
    if line.first in _HELP_WORDS:
        return set(line.bare[1:]) <= english.AFTER_HELP_WORD
    if is_next_or_last(" ".join(line.bare)):
        return True
    if line.first == english.MY and line.second in english.LISTABLE | english.NEXT_OR_LAST:
        return True
    named = english.LISTABLE | english.LIST_RANGES | {english.MY}
    return is_period(line.text) and bool(named & set(line.bare))
