"""What a command line begins with: a verb, a reference, a question, or the words of a new booking."""

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass

from bot.scheduling.command_line.questions import (
    LIST_WORDS,
    UNDOING,
    answering_command,
    is_next_or_last,
    is_period,
    is_undo,
    search_words,
    split_next_or_last,
    words_of,
)
from bot.scheduling.command_line.references import (
    DIGITLESS,
    leading_reference,
    reference_at,
    split_words,
)
from bot.scheduling.command_line.typed_line import TypedLine, first_word, time_at_end, without_to
from bot.scheduling.command_line.verbs import ABOUT_ONE, COMMAND_OF_KIND, VERBS, CommandVerbs, Verb
from bot.scheduling.model.reference import ALPHABET, DASHES, Kind, kind_of
from bot.times.reading.answers import Answer, Question, Reading, Refusal

# What of a line is looked at for a reference that opens no form.
_FIRST = 3
_POLITE = words_of("please pls plz docket @docket hey hi ok kindly")
# Said of what there is already, and no beginning of a title.
_DETERMINERS = words_of(
    "the my our this that these those it me us them all everything his her their"
)
_LEADING_UP = _DETERMINERS | _POLITE | LIST_WORDS | UNDOING
# What is called new: a patient, a place.
_ARE_NEW = words_of("pt patient client hire matter york jersey mexico orleans hampshire")
# Verbs that begin no title in small letters.
_ORDERS = words_of("cancel delete unbook reschedule resched")
_LABEL = re.compile(r"(?:the\s+)?(?:time|date|day)\s+(?=to\b)", re.IGNORECASE)
# Asked for politely; to `set it up` is to book it.
_WISH = re.compile(
    r"(?:can|could|would|will)\s+(?:you|u|we|i)\s+(?:(?:please|pls)\s+)?"
    r"(?P<new>(?:set\s+up|put\s+(?:down|in)|set|add|arrange|make)\s+)?(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)
_LIKE_A_NAME = re.compile(r"\W*[A-Z]-?[A-Z][a-z]+\W*")


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstWords:
    """The verb (None where only an answer in words is due), what it is about, and what follows.

    `name` is what a booking is called by, its reference, `next` or `last`, and `typed` the words
    behind it, with their verb where it alone says in which direction it moves.
    """

    verb: Verb | None
    ref: str = ""
    rest: str = ""
    name: str = ""
    typed: str = ""
    did_you_mean: tuple[str, ...] = ()
    say: str = ""


def first_words(
    command: str, text: str, *, reading: Callable[[str], Answer], moved: Callable[[str], Answer]
) -> FirstWords:
    """Say what a line begins with.

    `reading` reads words that must be a time and nothing else, `moved` those that may also be how
    far a booking moves.
    """
    return _Line(command, TypedLine(text.strip(), reading), moved).read()


@dataclass(frozen=True, slots=True)
class _Line:
    command: str
    line: TypedLine
    moved: Callable[[str], Answer]

    @property
    def text(self) -> str:
        return self.line.text

    @property
    def verbs(self) -> CommandVerbs:
        return VERBS[self.command]

    def read(self) -> FirstWords:
        return (
            self._verb()
            or self._near()
            or self._reference()
            or self._polite()
            or self._question()
            or self._unfinished()
            or FirstWords(verb=self.verbs.default, rest=self.text)
        )

    def _verb(self) -> FirstWords | None:
        first, rest = first_word(self.text)
        verb = self.verbs.named(first)
        if verb is None or not self._follows(verb, rest):
            return None
        ref, behind = leading_reference(rest)
        if ref and verb is Verb.NEW and (behind or not self._is_joined(ref)):
            return None
        if verb in (Verb.REMOVE, Verb.DELETE) and ref and not behind:
            # What is taken off an event has a key, what was booked here a reference.
            verb = Verb.CANCEL
        if verb not in ABOUT_ONE:
            return FirstWords(verb=verb, ref=ref, rest=rest)
        name, typed = _named_before(rest, verb=verb)
        time = self._time_typed(typed, verb=verb, told=first)
        return FirstWords(verb=verb, ref=ref, rest=rest, name=name, typed=time)

    def _time_typed(self, typed: str, *, verb: Verb, told: str) -> str:
        """Return the new time behind a booking's name, with the verb `told` where it needs that."""
        if verb is Verb.MOVE:
            return f"{told} {typed}" if self._gives_direction(told, typed) else typed
        time = without_to(_LABEL.sub("", typed))
        return time if verb is Verb.EDIT and self._is_new_time(time) else ""

    def _is_joined(self, ref: str) -> bool:
        """Say whether it is a session that an agent can be sent to."""
        return self.command == "/agent" and kind_of(ref) is Kind.SESSION

    def _gives_direction(self, verb: str, time: str) -> bool:
        """Say whether only a verb tells where to something moves: `postpone` 2 weeks, `push` back an hour."""
        alone = time and isinstance(self.moved(time), Question)
        return bool(alone) and isinstance(self.moved(f"{verb} {time}"), Reading)

    def _follows(self, verb: Verb, rest: str) -> bool:
        """Say whether what stands behind a verb can be its argument; else the line is a title."""
        if not rest or leading_reference(rest)[0] or DIGITLESS.fullmatch(rest):
            return True
        match verb:
            case Verb.NEW:
                return self._is_booked_anew(rest)
            case Verb.LIST:
                return self.line.is_time(rest) or not self.line.has_clock_time
            case Verb.REMOVE | Verb.ADD | Verb.SLOTS | Verb.DELETE | Verb.ATTENTION:
                return not self.line.is_capitalized or len(rest.split()) == 1
            case Verb.MOVE:
                return self._may_be_moved(rest)
            case _ if verb in ABOUT_ONE:
                return self._is_one_booking(verb, rest)
            case _:
                return self.verbs.named(rest) is not None

    def _is_booked_anew(self, rest: str) -> bool:
        """Say whether something is booked, and nobody or nothing called new."""
        if self.line.second in _ARE_NEW or self.line.is_name:
            return False
        return not self.line.is_capitalized or self.line.is_time(rest)

    def _may_be_moved(self, rest: str) -> bool:
        """Say whether words are a new time, for what has still to be chosen or for the next booking."""
        named, behind = split_next_or_last(rest)
        is_next = bool(named) and (not behind or self._is_new_time(behind))
        return is_next or self._is_new_time(rest)

    def _is_one_booking(self, verb: Verb, rest: str) -> bool:
        """Say whether words name the next booking or the last, or what a cancellation has instead."""
        return is_next_or_last(rest) or (verb is Verb.CANCEL and self._is_key(rest))

    def _is_new_time(self, words: str) -> bool:
        """Say whether words can be where a booking is moved to, or by how much: `to 3`, `1 week`."""
        time = without_to(words)
        ways = (time, f"by {time}")
        return bool(time) and any(not isinstance(self.moved(way), Refusal) for way in ways)

    def _is_key(self, rest: str) -> bool:
        """Say whether words can be an agent's key or CareValidate's own id."""
        key = first_word(rest)[0]
        is_key = any(mark.isdigit() for mark in key) or "@" in rest or rest == key
        return is_key and self.command in ("/agent", "/appointment")

    def _near(self) -> FirstWords | None:
        """A word one slip from a verb is asked about where what follows is that verb's argument."""
        first, rest = first_word(self.text)
        # A capitalized word is a name, unless a reference follows it.
        has_ref = bool(leading_reference(rest)[0])
        verb = None if first != first.lower() and not has_ref else self.verbs.near(first)
        if verb is None or (verb is Verb.NEW and rest) or not self._fits_near(verb, rest):
            return None
        meant = f"{self.command} {verb} {rest}".strip()
        anew = (f"{self.command} new {self.text}",) if rest and not has_ref else ()
        return FirstWords(verb=None, rest=rest, did_you_mean=(meant, *anew))

    def _fits_near(self, verb: Verb, rest: str) -> bool:
        if verb is Verb.LIST:
            return not rest or is_period(rest)
        return self._follows(verb, rest)

    def _reference(self) -> FirstWords | None:
        """A booking that is named is shown, or asked about with the time beside it; no form is opened."""
        named = None if self._lists() else self._named()
        if named is None:
            return None
        ref, before, behind = named
        others = f"{before} {behind}".strip()
        command = COMMAND_OF_KIND[kind_of(ref)]
        if not others and self._is_joined(ref):
            return FirstWords(verb=Verb.NEW, ref=ref, rest=ref)
        if not others and command == self.command:
            return FirstWords(verb=Verb.SHOW, ref=ref, rest=ref, name=ref)
        return FirstWords(verb=None, ref=ref, did_you_mean=self._about(ref, before, behind))

    def _lists(self) -> bool:
        """Say whether a line of a command that only lists begins with the days to list: `all S-7K2M`."""
        return self.verbs.kind is None and is_period(first_word(self.text)[0])

    def _about(self, ref: str, before: str, behind: str) -> tuple[str, ...]:
        """Return the commands that may be meant with this booking."""
        command = COMMAND_OF_KIND[kind_of(ref)]
        show, cancel = f"{command} show {ref}", f"{command} cancel {ref}"
        if kind_of(ref) not in (Kind.SESSION, Kind.AGENT):
            return (show, cancel) if kind_of(ref) is Kind.APPOINTMENT else (show,)
        others = f"{before} {behind}".split()
        told = {word: verb for word in others if (verb := VERBS[command].named(word))}
        time = self._time_around(_without(before, told), _without(behind, told))
        move = f"{command} {self._move_word(told, time)} {ref} {time or 'fri 3pm'}"
        verbs = set(told.values())
        if self._is_joined(ref):
            return (f"/agent {ref}", show, move)
        if Verb.CANCEL in verbs:
            return (cancel, show, move)
        if Verb.EDIT in verbs and not time:
            return (f"{command} edit {ref}", show, move)
        return (move, show, cancel) if time or Verb.MOVE in verbs else (show, move, cancel)

    def _move_word(self, told: Mapping[str, Verb], time: str) -> str:
        """Return the word for a move that gives the time its direction, else the verb."""
        moved = (word for word, verb in told.items() if verb is Verb.MOVE)
        return next((word for word in moved if self._gives_direction(word, time)), Verb.MOVE)

    def _time_around(self, before: str, behind: str) -> str:
        """Return the new time on the two sides of a reference, which are one if both are a time."""
        both = f"{before} {behind}".strip()
        sides = (both, behind, before) if self._is_new_time(before) else (behind, both)
        times = (time_at_end(side, is_time=self._is_new_time) for side in sides)
        return without_to(next(filter(None, times), ""))

    def _named(self) -> tuple[str, str, str] | None:
        """Return the reference among the first words, and the words before and behind it.

        Further behind it counts if it can be nothing else and the line books nothing.
        """
        words = split_words(self.text)
        for at in range(len(words)):
            ref, end = self._named_at(words, at, surely=at >= _FIRST)
            if ref and (at < _FIRST or self._books_nothing()):
                return ref, " ".join(words[:at]), " ".join(words[end:])
        return None

    def _named_at(self, words: tuple[str, ...], at: int, *, surely: bool) -> tuple[str, int]:
        ref, end = reference_at(words, at, told=self._is_told(words, at))
        if end == at + 1 and ref and not self._is_alone(words[at], ref):
            return "", at
        has_dash = not set(DASHES).isdisjoint(words[at])
        sure = has_dash and any(map(str.isdigit, ref)) and any(map(str.isalpha, ref[2:]))
        return (ref, end) if sure or not surely else ("", at)

    def _is_told(self, words: tuple[str, ...], at: int) -> bool:
        """Say whether a letter and a number are a reference: `s 12pm fri 2pm` has no title but that."""
        if words[at].strip("#").upper() != self.verbs.kind:
            return False
        behind = " ".join(words[at + 2 :])
        known = (self.verbs.named(word) or word in _LEADING_UP for word in words[:at])
        return all(known) and (self._is_new_time(behind) or (at > 0 and not behind))

    def _is_alone(self, word: str, ref: str) -> bool:
        """Say whether a word is a reference, and neither a name, a model's number nor a time."""
        if _LIKE_A_NAME.fullmatch(word) or self.line.is_time(word):
            return False
        letters = re.sub(r"\W", "", word)[1:].upper()
        is_own = kind_of(ref) is self.verbs.kind
        if letters.isdigit() and not is_own and ref not in word.upper():
            return len(self.line.words) == 1 or self.line.is_time(self.line.rest)
        return any(mark.isdigit() for mark in letters) or set(letters) <= set(ALPHABET)

    def _books_nothing(self) -> bool:
        """Say whether a line has no time of day, or orders something other than a booking."""
        verbs = {self.verbs.named(word) for word in self.line.bare} - {
            None,
            Verb.NEW,
            Verb.LIST,
            Verb.SHOW,
        }
        return not self.line.has_clock_time or (bool(verbs) and not self.line.is_capitalized)

    def _polite(self) -> FirstWords | None:
        """`please list friday`, `could you book …` is what follows the words, if that has a verb."""
        action = _WISH.fullmatch(self.text)
        if action and action["new"]:
            is_booking = self.verbs.kind is not None and self.line.has_clock_time
            return FirstWords(verb=Verb.NEW, rest=action["rest"]) if is_booking else None
        rest = action["rest"] if action else self.line.rest
        if not rest or not (action or self.line.first in _POLITE):
            return None
        said = _Line(self.command, TypedLine(rest, self.line.reading), self.moved).read()
        return None if said.verb is Verb.NEW and said.rest == rest else said

    def _question(self) -> FirstWords | None:
        """What asks is answered with the list to ask, or with help."""
        if self.verbs.kind is None and is_period(self.text):
            return None
        if is_undo(self.line):
            return FirstWords(verb=None, say=self._no_undoing(self.line.first))
        looked = answering_command(self.line)
        if looked is None:
            return None
        meant = dict.fromkeys((f"{self.command} {looked}", f"{self.command} help"))
        return FirstWords(verb=None, did_you_mean=tuple(meant))

    def _no_undoing(self, word: str) -> str:
        return (
            f"“{word}” isn't a `{self.command}` command. `{self.command} list` shows your bookings"
            f" with their references, and `{self.command} help` shows what you can do."
        )

    def _unfinished(self) -> FirstWords | None:
        """`cancel the Okafor depo` names no booking that can be found; nothing new is booked of it."""
        verb = self.verbs.named(self.line.first)
        if verb is None or verb in (
            Verb.NEW,
            Verb.LIST,
            Verb.SLOTS,
            Verb.ADD,
            Verb.REMOVE,
            Verb.ATTENTION,
        ):
            return None
        what, to, time = self.line.rest.rpartition(" to ")
        is_told = bool(verb in (Verb.MOVE, Verb.EDIT) and to and self.line.is_time(time))
        if not is_told and not self._orders(verb):
            return None
        if verb is Verb.HELP:
            return FirstWords(verb=None, did_you_mean=(f"{self.command} help",))
        looked = search_words(what if is_told else self.line.rest)
        found = f"{self.command} list {looked}".strip()
        return FirstWords(verb=None, did_you_mean=(found, f"{self.command} new {self.text}"))

    def _orders(self, verb: Verb) -> bool:
        """Say whether a verb is followed by what it is done to, and not by the rest of a title."""
        is_told = self.line.second in _DETERMINERS
        if self.line.is_capitalized:
            return is_told and not self.line.has_clock_time
        if self.line.second in ("of", "v", "vs"):
            return False
        if is_told or self.line.first in _ORDERS or not self.line.has_clock_time:
            return True
        return verb in (Verb.CANCEL, Verb.SHOW) and self.line.is_time(self.line.rest)


def _without(text: str, words: Container[str]) -> str:
    """Return a text without these words."""
    return " ".join(word for word in text.split() if word not in words)


def _named_before(text: str, *, verb: Verb) -> tuple[str, str]:
    """Divide what a booking is called by from the words behind it; a move may say the time alone."""
    ref, behind = leading_reference(text)
    if ref:
        return ref, without_to(behind)
    named, behind = split_next_or_last(text)
    if not named and verb is not Verb.MOVE:
        named, behind = first_word(text)
    return named, without_to(behind)
