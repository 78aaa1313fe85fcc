"""Finds a booking that is named in a line, and suggests commands for it."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass

from bot.scheduling.command_line.languages import english
from bot.scheduling.command_line.questions import is_period
from bot.scheduling.command_line.references import reference_at, split_words
from bot.scheduling.command_line.typed_line import (
    TypedLine,
    first_word,
    time_at_either_end,
    without_to,
)
from bot.scheduling.command_line.verbs import COMMAND_OF_KIND, VERBS, Verb
from bot.scheduling.model.reference import ALPHABET, DASHES, Kind, kind_of

# If a reference is among so many first words, no form is opened.
_FIRST_WORDS = 3
_LIKE_A_NAME = re.compile(r"\W*[A-Z]-?[A-Z][a-z]+\W*")
# Words that can come before a letter and a number that are a reference.
_BEFORE_REFERENCE = (
    english.DETERMINERS | english.POLITE_OPENINGS | english.LISTABLE | english.UNDO_OR_REPEAT
)
# Verbs that the title of a new booking can have in it, too.
_IN_NEW_BOOKINGS = {Verb.NEW, Verb.LIST, Verb.SHOW}


@dataclass(frozen=True, slots=True)
class NamedBooking:
    """A reference in a line, and the words before and after it."""

    ref: str
    before: str
    after: str

    @property
    def others(self) -> str:
        """All words but the reference."""
        return f"{self.before} {self.after}".strip()

    @property
    def command(self) -> str:
        """The command for bookings of its kind."""
        return COMMAND_OF_KIND[kind_of(self.ref)]


def find_named_booking(line: TypedLine) -> NamedBooking | None:
    """Return the booking that is named among the first words of a line.

    Later in the line, a reference counts if it can be nothing else and the line books nothing. A
    command that only lists may have the days to list instead: `all S-7K2M`.
    """
    if line.verbs.kind is None and is_period(first_word(line.text)[0]):
        return None
    words = split_words(line.text)
    for at in range(len(words)):
        is_first = at < _FIRST_WORDS
        ref, end = _reference_at(words, at, line=line, certain=not is_first)
        if ref and (is_first or _books_nothing(line)):
            return NamedBooking(ref, " ".join(words[:at]), " ".join(words[end:]))
    return None


def is_session_for_agent(ref: str, *, line: TypedLine) -> bool:
    """Return whether it is a session, and the command of the line sends agents."""
    return line.verbs.kind is Kind.AGENT and kind_of(ref) is Kind.SESSION


def suggested_commands(named: NamedBooking, *, line: TypedLine) -> tuple[str, ...]:
    """Return the commands that may be meant, the likeliest first."""
    ref, command, kind = named.ref, named.command, kind_of(named.ref)
    show, cancel = f"{command} show {ref}", f"{command} cancel {ref}"
    if kind not in (Kind.SESSION, Kind.AGENT):
        return (show, cancel) if kind is Kind.APPOINTMENT else (show,)
    verbs_typed = {
        word: verb for word in named.others.split() if (verb := VERBS[command].named(word))
    }
    time = _new_time(
        _without(named.before, verbs_typed), _without(named.after, verbs_typed), line=line
    )
    word = _word_for_move(verbs_typed, time, line=line)
    move = f"{command} {word} {ref} {time or english.EXAMPLE_TIME}"
    verbs = set(verbs_typed.values())
    if is_session_for_agent(ref, line=line):
        return (f"{COMMAND_OF_KIND[Kind.AGENT]} {ref}", show, move)
    if Verb.CANCEL in verbs:
        return (cancel, show, move)
    if Verb.COPY in verbs:
        return (f"{command} copy {ref} {time}".strip(), show, move)
    if Verb.EDIT in verbs and not time:
        return (f"{command} edit {ref}", show, move)
    return (move, show, cancel) if time or Verb.MOVE in verbs else (show, move, cancel)


def _word_for_move(verbs_typed: Mapping[str, Verb], time: str, *, line: TypedLine) -> str:
    """Return the typed word that tells the direction of a move, or the verb."""
    moves = (word for word, verb in verbs_typed.items() if verb is Verb.MOVE)
    return next((word for word in moves if line.needs_verb(time, verb=word)), Verb.MOVE)


def _new_time(before: str, after: str, *, line: TypedLine) -> str:
    """Return the new time before or after a reference, or across both."""
    both = f"{before} {after}".strip()
    sides = (both, after, before) if line.is_new_time(before) else (after, both)
    times = (time_at_either_end(side, is_time=line.is_new_time) for side in sides)
    return without_to(next(filter(None, times), ""))


def _reference_at(
    words: tuple[str, ...], at: int, *, line: TypedLine, certain: bool
) -> tuple[str, int]:
    """Return the reference that begins at a word and the index of its end; only a `certain` one if asked."""
    ref, end = reference_at(words, at, expected=_is_expected_at(words, at, line=line))
    if end == at + 1 and ref and not _is_reference_alone(words[at], ref, line=line):
        return "", at
    has_dash = not set(DASHES).isdisjoint(words[at])
    is_certain = has_dash and any(map(str.isdigit, ref)) and any(map(str.isalpha, ref[2:]))
    return (ref, end) if is_certain or not certain else ("", at)


def _is_expected_at(words: tuple[str, ...], at: int, *, line: TypedLine) -> bool:
    """Return whether a letter and a number are a reference: `s 12pm fri 2pm` has no other title."""
    if words[at].strip("#").upper() != line.verbs.kind:
        return False
    after = " ".join(words[at + 2 :])
    known = (line.verbs.named(word) or word in _BEFORE_REFERENCE for word in words[:at])
    return all(known) and (line.is_new_time(after) or (at > 0 and not after))


def _is_reference_alone(word: str, ref: str, *, line: TypedLine) -> bool:
    """Return whether a word is a reference and not a name, a model number or a time."""
    if _LIKE_A_NAME.fullmatch(word) or line.is_time(word):
        return False
    letters = re.sub(r"\W", "", word)[1:].upper()
    is_own = kind_of(ref) is line.verbs.kind
    if letters.isdigit() and not is_own and ref not in word.upper():
        return len(line.words) == 1 or line.is_time(line.rest)
    return any(mark.isdigit() for mark in letters) or set(letters) <= set(ALPHABET)


def _books_nothing(line: TypedLine) -> bool:
    """Return whether a line has no time of day, or a verb for something other than a booking."""
    verbs = {line.verbs.named(word) for word in line.bare} - {None} - _IN_NEW_BOOKINGS
    return not line.has_clock_time or (bool(verbs) and not line.is_capitalized)


def _without(text: str, words: Container[str]) -> str:
    """Return a text without these words."""
    return " ".join(word for word in text.split() if word not in words)
