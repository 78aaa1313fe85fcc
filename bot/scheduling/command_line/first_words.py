"""What a command line begins with: a verb, a reference, a question, or the words of a new booking."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.scheduling.command_line.arguments import can_follow
from bot.scheduling.command_line.languages import english
from bot.scheduling.command_line.named_booking import (
    find_named_booking,
    is_session_for_agent,
    suggested_commands,
)
from bot.scheduling.command_line.questions import (
    answering_command,
    is_period,
    is_undo,
    search_words,
    split_next_or_last,
)
from bot.scheduling.command_line.references import leading_reference
from bot.scheduling.command_line.typed_line import (
    MOST_WORDS_OF_A_TIME,
    TypedLine,
    first_word,
    without_to,
)
from bot.scheduling.command_line.verbs import ABOUT_ONE, SYNTAX, Argument, Verb
from bot.times.reading.answers import Answer

# Verbs that need no booking, so that a line with one and no argument for it is a title.
_ASK_FOR_NO_BOOKING = {Verb.NEW, Verb.LIST, Verb.SLOTS, Verb.ADD, Verb.REMOVE, Verb.ATTENTION}
# After what is described, these may have a new time.
_THEN_TIME = {Argument.BOOKING_OR_TIME, Argument.BOOKING_THEN_TIME}


@dataclass(frozen=True, slots=True)
class Description:
    """Words that may describe a booking, and the new time behind them.

    Those in `whole` may be part of the time as well: `Jordan fri 3pm`.
    """

    words: tuple[str, ...]
    whole: tuple[str, ...] = ()
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstWords:
    """The verb of a line (None if it is to be answered in words), its booking, and the rest.

    `name` is how the line refers to a booking: its reference, `next` or `last`. `typed` is the new
    time after it, with the verb if only that tells its direction. A line without a name may have it
    `described`, in as many ways as its words can be divided from a time. `did_you_mean` are commands
    to suggest, `say` is a sentence to answer with.
    """

    verb: Verb | None
    ref: str = ""
    rest: str = ""
    name: str = ""
    typed: str = ""
    described: tuple[Description, ...] = ()
    did_you_mean: tuple[str, ...] = ()
    say: str = ""


def first_words(
    command: str,
    text: str,
    *,
    read_time: Callable[[str], Answer],
    read_move: Callable[[str], Answer],
) -> FirstWords:
    """Return what a line begins with.

    `read_time` reads words that have to be a time and nothing else; `read_move` also takes how far a
    booking moves.
    """
    return _first_words(TypedLine(command, text.strip(), read_time, read_move))


def _first_words(line: TypedLine) -> FirstWords:
    return (
        _verb(line)
        or _misspelled_verb(line)
        or _reference(line)
        or _polite_request(line)
        or _question(line)
        or _verb_with_words(line)
        or FirstWords(verb=line.verbs.default, rest=line.text)
    )


def _verb(line: TypedLine) -> FirstWords | None:
    """Read a verb, if what follows can be its argument."""
    word, rest = first_word(line.text)
    verb = line.verbs.named(word)
    if verb is None or not can_follow(verb, rest, line=line):
        return None
    ref, after = leading_reference(rest)
    if ref and verb is Verb.NEW and (after or not is_session_for_agent(ref, line=line)):
        return None
    if verb in (Verb.REMOVE, Verb.DELETE) and ref and not after:
        # An agent on a calendar event has a key; one with a reference was booked here.
        verb = Verb.CANCEL
    if verb not in ABOUT_ONE:
        return FirstWords(verb=verb, ref=ref, rest=rest)
    name, typed = _split_name(rest, argument=SYNTAX[verb].argument)
    time = _new_time(typed, verb=verb, word=word, line=line)
    return FirstWords(verb=verb, ref=ref, rest=rest, name=name, typed=time)


def _split_name(text: str, *, argument: Argument) -> tuple[str, str]:
    """Split a text into the name of a booking, which may be empty, and the words after it."""
    ref, after = leading_reference(text)
    if ref:
        return ref, without_to(after)
    named, after = split_next_or_last(text)
    if not named and argument is not Argument.BOOKING_OR_TIME:
        named, after = first_word(text)
    return named, without_to(after)


def _new_time(typed: str, *, verb: Verb, word: str, line: TypedLine) -> str:
    """Return the new time of a booking, with the typed `word` for the verb if it needs that.

    Words that are none stay where only a time can follow, so that the form says what is wrong with them.
    """
    argument = SYNTAX[verb].argument
    if argument is Argument.BOOKING_OR_TIME:
        return f"{word} {typed}" if line.needs_verb(typed, verb=word) else typed
    if argument is not Argument.BOOKING_THEN_TIME:
        return ""
    time = without_to(english.TIME_LABEL.sub("", typed))
    return time if verb is Verb.COPY or line.is_new_time(time) else ""


def _misspelled_verb(line: TypedLine) -> FirstWords | None:
    """Suggest the verb that a word is one typo from, if what follows can be its argument."""
    first, rest = first_word(line.text)
    # A capitalized word is a name, unless a reference follows it.
    has_ref = bool(leading_reference(rest)[0])
    verb = None if first != first.lower() and not has_ref else line.verbs.near(first)
    if verb is None or (verb is Verb.NEW and rest) or not _fits_typo(verb, rest, line=line):
        return None
    meant = f"{line.command} {verb} {rest}".strip()
    anew = (f"{line.command} new {line.text}",) if rest and not has_ref else ()
    return FirstWords(verb=None, rest=rest, did_you_mean=(meant, *anew))


def _fits_typo(verb: Verb, rest: str, *, line: TypedLine) -> bool:
    if verb is Verb.LIST:
        return not rest or is_period(rest)
    return can_follow(verb, rest, line=line)


def _reference(line: TypedLine) -> FirstWords | None:
    """Show a booking whose reference is the whole line; suggest commands if there are other words."""
    named = find_named_booking(line)
    if named is None:
        return None
    ref = named.ref
    if not named.others and is_session_for_agent(ref, line=line):
        return FirstWords(verb=Verb.NEW, ref=ref, rest=ref)
    if not named.others and named.command == line.command:
        return FirstWords(verb=Verb.SHOW, ref=ref, rest=ref, name=ref)
    return FirstWords(verb=None, ref=ref, did_you_mean=suggested_commands(named, line=line))


def _polite_request(line: TypedLine) -> FirstWords | None:
    """Read what follows `please` or `could you`, if that is a command."""
    request = english.POLITE_REQUEST.fullmatch(line.text)
    if request and request["new"]:
        is_booking = line.verbs.kind is not None and line.has_clock_time
        return FirstWords(verb=Verb.NEW, rest=request["rest"]) if is_booking else None
    rest = request["rest"] if request else line.rest
    if not rest or not (request or line.first in english.POLITE_OPENINGS):
        return None
    begun = _first_words(replace(line, text=rest))
    return None if begun.verb is Verb.NEW and begun.rest == rest else begun


def _question(line: TypedLine) -> FirstWords | None:
    """Answer a question with the list that tells, or with help."""
    if line.verbs.kind is None and is_period(line.text):
        return None
    if is_undo(line):
        return FirstWords(verb=None, say=_not_a_command(line.first, command=line.command))
    answer = answering_command(line)
    if answer is None:
        return None
    meant = dict.fromkeys((f"{line.command} {answer}", f"{line.command} help"))
    return FirstWords(verb=None, did_you_mean=tuple(meant))


def _not_a_command(word: str, *, command: str) -> str:
    return (
        f"“{word}” isn't a `{command}` command. `{command} list` shows your bookings"
        f" with their references, and `{command} help` shows what you can do."
    )


def _verb_with_words(line: TypedLine) -> FirstWords | None:
    """Read a verb and the words that describe its booking: `cancel the Okafor depo`."""
    verb = line.verbs.named(line.first)
    if verb is None or verb in _ASK_FOR_NO_BOOKING:
        return None
    what, to, time = line.rest.rpartition(f" {english.TO} ")
    takes_time = SYNTAX[verb].argument in _THEN_TIME
    has_new_time = bool(takes_time and to and line.is_new_time(time))
    if not has_new_time and not _has_object(verb, line=line):
        return None
    if verb is Verb.HELP:
        return FirstWords(verb=None, did_you_mean=(f"{line.command} help",))
    if verb is Verb.SHOW and is_period(search_words(line.rest)):
        listed = f"{line.command} list {search_words(line.rest)}".strip()
        return FirstWords(verb=None, did_you_mean=(listed, f"{line.command} new {line.text}"))
    ways = [(what, "", time)] if has_new_time else _ways_to_divide(line.rest, verb=verb, line=line)
    described = tuple(_description(*way, line=line) for way in ways)
    return FirstWords(verb=verb, rest=line.rest, described=described)


def _ways_to_divide(text: str, *, verb: Verb, line: TypedLine) -> list[tuple[str, str, str]]:
    """Return the ways in which words describe a booking and end in its new time, most words first.

    Each is what surely describes it, the words after it that may be part of the time, and the time.
    """
    words = text.split()
    ends = [len(words)]
    if SYNTAX[verb].argument in _THEN_TIME:
        earliest = max(1, len(words) - MOST_WORDS_OF_A_TIME)
        ends += [
            at
            for at in range(len(words) - 1, earliest - 1, -1)
            if line.is_new_time(" ".join(words[at:]))
        ]
    what = words[: ends[-1]]
    return [
        (" ".join(what), " ".join(words[len(what) : end]), " ".join(words[end:])) for end in ends
    ]


def _description(what: str, also: str, time: str, *, line: TypedLine) -> Description:
    """Return the words that tell one booking from another, and its new time."""
    verb = line.words[0]
    return Description(
        words=_telling(what),
        whole=_telling(also),
        typed=f"{verb} {time}" if line.needs_verb(time, verb=verb) else without_to(time),
    )


def _telling(text: str) -> tuple[str, ...]:
    """Return the words of a text that tell one booking from another, or those that do not alone."""
    words = [word.removesuffix(english.POSSESSIVE) for word in search_words(text).split()]
    telling = [word for word in words if word.lower() not in english.COMMON_NOUNS]
    return tuple(telling or words)


def _is_name(text: str) -> bool:
    """Return whether a text begins with a capital, and is not all in capitals."""
    return text[:1].isupper() and not text.isupper()


def _has_object(verb: Verb, *, line: TypedLine) -> bool:
    """Return whether a verb is followed by its object and not by the rest of a title."""
    after = english.TITLE_AFTER_VERB | english.TITLE_AFTER_ONE_VERB.get(line.first, frozenset())
    if line.second in after:
        return False
    has_determiner = line.second in english.DETERMINERS
    if not line.is_capitalized:
        never_in_title = line.first in english.VERBS_NEVER_IN_TITLES
        begins_with_name = verb in (Verb.MOVE, Verb.EDIT) and _is_name(line.rest)
        is_object = has_determiner or never_in_title or begins_with_name
        return is_object or not line.has_clock_time
    if line.has_clock_time:
        return line.first in english.VERBS_THAT_MOVE
    return has_determiner or line.first in english.VERBS_NEVER_IN_TITLES
