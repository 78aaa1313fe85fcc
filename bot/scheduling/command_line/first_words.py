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
from bot.scheduling.command_line.typed_line import TypedLine, first_word, without_to
from bot.scheduling.command_line.verbs import ABOUT_ONE, SYNTAX, Argument, Verb
from bot.times.reading.answers import Answer

# Verbs that need no booking, so that a line with one and no argument for it is a title.
_ASK_FOR_NO_BOOKING = {Verb.NEW, Verb.LIST, Verb.SLOTS, Verb.ADD, Verb.REMOVE, Verb.ATTENTION}


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstWords:
    """The verb of a line (None if it is to be answered in words), its booking, and the rest.

    `name` is how the line refers to a booking: its reference, `next` or `last`. `typed` is the new
    time after it, with the verb if only that tells its direction. `did_you_mean` are commands to
    suggest, `say` is a sentence to answer with.
    """

    verb: Verb | None
    ref: str = ""
    rest: str = ""
    name: str = ""
    typed: str = ""
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
        or _verb_without_booking(line)
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
    argument = SYNTAX[verb].argument
    name, typed = _split_name(rest, argument=argument)
    time = _new_time(typed, argument=argument, word=word, line=line)
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


def _new_time(typed: str, *, argument: Argument, word: str, line: TypedLine) -> str:
    """Return the new time of a booking, with the typed `word` for the verb if it needs that."""
    if argument is Argument.BOOKING_OR_TIME:
        return f"{word} {typed}" if line.needs_verb(typed, verb=word) else typed
    if argument is not Argument.BOOKING_THEN_TIME:
        return ""
    time = without_to(english.TIME_LABEL.sub("", typed))
    return time if line.is_new_time(time) else ""


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


def _verb_without_booking(line: TypedLine) -> FirstWords | None:
    """Suggest a search for a verb without a reference, `cancel the Okafor depo`."""
    verb = line.verbs.named(line.first)
    if verb is None or verb in _ASK_FOR_NO_BOOKING:
        return None
    what, to, time = line.rest.rpartition(f" {english.TO} ")
    has_new_time = bool(verb in (Verb.MOVE, Verb.EDIT) and to and line.is_time(time))
    if not has_new_time and not _has_object(verb, line=line):
        return None
    if verb is Verb.HELP:
        return FirstWords(verb=None, did_you_mean=(f"{line.command} help",))
    searched = search_words(what if has_new_time else line.rest)
    found = f"{line.command} list {searched}".strip()
    return FirstWords(verb=None, did_you_mean=(found, f"{line.command} new {line.text}"))


def _has_object(verb: Verb, *, line: TypedLine) -> bool:
    """Return whether a verb is followed by its object and not by the rest of a title."""
    has_determiner = line.second in english.DETERMINERS
    if line.is_capitalized:
        return has_determiner and not line.has_clock_time
    if line.second in english.TITLE_AFTER_VERB:
        return False
    if has_determiner or line.first in english.VERBS_NEVER_IN_TITLES or not line.has_clock_time:
        return True
    return verb in (Verb.CANCEL, Verb.SHOW) and line.is_time(line.rest)
