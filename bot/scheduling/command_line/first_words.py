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

# Verbs that a title may begin with whatever follows: they ask for no booking.
_ASK_FOR_NO_BOOKING = {Verb.NEW, Verb.LIST, Verb.SLOTS, Verb.ADD, Verb.REMOVE, Verb.ATTENTION}


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstWords:
    """The verb (None where only an answer in words is due), what it is about, and what follows.

    `name` is what a booking is called by, its reference, `next` or `last`, and `typed` the words
    behind it, with their verb where it alone says in which direction it moves. `did_you_mean` are
    commands to ask about, `say` a sentence to answer with.
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
    """Say what a line begins with.

    `read_time` reads words that must be a time and nothing else, `read_move` those that may also be
    how far a booking moves.
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
    """A verb is one where what follows can be its argument."""
    word, rest = first_word(line.text)
    verb = line.verbs.named(word)
    if verb is None or not can_follow(verb, rest, line=line):
        return None
    ref, behind = leading_reference(rest)
    if ref and verb is Verb.NEW and (behind or not is_session_for_agent(ref, line=line)):
        return None
    if verb in (Verb.REMOVE, Verb.DELETE) and ref and not behind:
        # What is taken off an event has a key, what was booked here a reference.
        verb = Verb.CANCEL
    if verb not in ABOUT_ONE:
        return FirstWords(verb=verb, ref=ref, rest=rest)
    argument = SYNTAX[verb].argument
    name, typed = _split_name(rest, argument=argument)
    time = _new_time(typed, argument=argument, word=word, line=line)
    return FirstWords(verb=verb, ref=ref, rest=rest, name=name, typed=time)


def _split_name(text: str, *, argument: Argument) -> tuple[str, str]:
    """Divide what a booking is called by, if it is named, from the words behind it."""
    ref, behind = leading_reference(text)
    if ref:
        return ref, without_to(behind)
    named, behind = split_next_or_last(text)
    if not named and argument is not Argument.BOOKING_OR_TIME:
        named, behind = first_word(text)
    return named, without_to(behind)


def _new_time(typed: str, *, argument: Argument, word: str, line: TypedLine) -> str:
    """Return the new time behind a booking's name, with the typed `word` for the verb if it needs that."""
    if argument is Argument.BOOKING_OR_TIME:
        return f"{word} {typed}" if line.needs_verb(typed, verb=word) else typed
    if argument is not Argument.BOOKING_THEN_TIME:
        return ""
    time = without_to(english.TIME_LABEL.sub("", typed))
    return time if line.is_new_time(time) else ""


def _misspelled_verb(line: TypedLine) -> FirstWords | None:
    """A word one typo from a verb is asked about where what follows is that verb's argument."""
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
    """A booking that is named is shown, or asked about with the time beside it; no form is opened."""
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
    """`please list friday`, `could you book …` is what follows the words, if that has a verb."""
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
    """What asks is answered with the list to ask, or with help."""
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
    """`cancel the Okafor depo` names no booking that can be found; nothing new is booked of it."""
    verb = line.verbs.named(line.first)
    if verb is None or verb in _ASK_FOR_NO_BOOKING:
        return None
    what, to, time = line.rest.rpartition(f" {english.TO} ")
    has_new_time = bool(verb in (Verb.MOVE, Verb.EDIT) and to and line.is_time(time))
    if not has_new_time and not _has_object(verb, line=line):
        return None
    if verb is Verb.HELP:
        return FirstWords(verb=None, did_you_mean=(f"{line.command} help",))
    looked = search_words(what if has_new_time else line.rest)
    found = f"{line.command} list {looked}".strip()
    return FirstWords(verb=None, did_you_mean=(found, f"{line.command} new {line.text}"))


def _has_object(verb: Verb, *, line: TypedLine) -> bool:
    """Say whether a verb is followed by what it is done to, and not by the rest of a title."""
    is_told = line.second in english.DETERMINERS
    if line.is_capitalized:
        return is_told and not line.has_clock_time
    if line.second in english.TITLE_AFTER_VERB:
        return False
    if is_told or line.first in english.VERBS_NEVER_IN_TITLES or not line.has_clock_time:
        return True
    return verb in (Verb.CANCEL, Verb.SHOW) and line.is_time(line.rest)
