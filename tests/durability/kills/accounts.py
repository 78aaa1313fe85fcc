"""Three accounts of every booking, compared: what people were told, what is stored, what providers hold."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from bot.scheduling.model.record import (
    ENDED,
    IN_PROGRESS,
    OUTCOME_UNKNOWN,
    FailureReason,
    State,
)

UNDER_WAY = (
    "Booking…",
    "Sending…",
    "Changing…",
    "Canceling…",
    "Asking Cronofy…",
    "Asking CareValidate…",
)

T = TypeVar("T")
K = TypeVar("K")

_REF = re.compile(r"\b[SAPEC]-[0-9A-Z]{4,5}\b")


class Finding(StrEnum):
    """What can be wrong with a booking."""

    LOST = "lost"
    DOUBLED = "doubled"
    UNTOLD = "untold"
    UNFINISHED = "unfinished"


@dataclass(slots=True)
class Wish:
    """What somebody asked for, and which of it Docket accepted.

    `key` is what tells it from all others: a session's title, a call's host, an invitee's address.
    `starts` are the times (aware) that may be right, `titles` the titles, `cancellations` whether it
    is canceled: more than one where nobody knows whether a change was accepted. What is sent `at_once`
    has no time of its own.
    """

    key: str
    accepted: bool = False
    starts: list[datetime] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    cancellations: list[bool] = field(default_factory=lambda: [False])
    at_once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A booking as the store has it; `written` is its time as a card writes it.

    A request about what others made counts as a booking, confirmed once it is done; `confirmed_as` is
    what a card says of that. Nobody can be the `deponent` of two at one time.
    """

    key: str
    ref: str
    state: State
    trouble: FailureReason | None
    start: datetime
    written: str
    title: str
    deponent: str = ""
    confirmed_as: str = "Confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A booking as its provider has it; a canceled one is not living, nor a request that is not done."""

    key: str
    living: bool
    start: datetime
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of Docket's in Slack: what it says, the booking whose card it is, the marks it bears.

    What only one person sees, there or in direct messages, is `private`.
    """

    text: str
    channel: str = ""
    private: bool = False
    card_of: str = ""
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Everything at the end, when nothing is under way anymore."""

    wishes: Sequence[Wish]
    stored: Sequence[Stored]
    held: Sequence[Held]
    messages: Sequence[Message]

    def compare(self) -> list[str]:
        """Return a sentence for everything in which they do not agree."""
        return [f"{finding}: {what}" for finding, what in self._findings()]

    def _findings(self) -> Iterator[tuple[Finding, str]]:
        stored = _grouped(self.stored, lambda each: each.key)
        held = _grouped(self.held, lambda each: each.key)
        cards = _grouped(self.messages, lambda message: message.card_of)
        wishes = {wish.key: wish for wish in self.wishes}
        for key in sorted({*stored, *held} - {*wishes}):
            yield Finding.DOUBLED, f"nobody asked for {key}"
        for wish in self.wishes:
            yield from _of_wish(wish, stored[wish.key], held[wish.key])
        for each in self.stored:
            if each.key in wishes:
                told = [message.text for message in self.messages if each.ref in message.text]
                yield from _as_stored(each, held[each.key], at_once=wishes[each.key].at_once)
                yield from _as_decided(each, wishes[each.key], told)
                yield from _as_shown(each, cards[each.ref], at_once=wishes[each.key].at_once)
                yield from _as_told(each, wishes[each.key], self._told_alone(each.ref))
        yield from _at_two_places(self.stored)
        yield from _said_twice(self.messages)

    def _told_alone(self, ref: str) -> list[str]:
        """Return what one person alone was told of a booking's outcome, beside its card and lists."""
        private = (each.text for each in self.messages if each.private and each.card_of != ref)
        return [
            text
            for text in private
            if {*_REF.findall(text)} == {ref} and not any(words in text for words in UNDER_WAY)
        ]


def _grouped(items: Iterable[T], key: Callable[[T], K]) -> defaultdict[K, list[T]]:
    found: defaultdict[K, list[T]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return found


def _of_wish(
    wish: Wish, stored: Sequence[Stored], held: Sequence[Held]
) -> Iterator[tuple[Finding, str]]:
    if wish.accepted and not stored:
        yield Finding.LOST, f"{wish.key} was accepted and is not stored"
    if len(stored) > 1:
        yield Finding.DOUBLED, f"{wish.key} is stored {len(stored)} times"
    living = sum(each.living for each in held)
    if living > 1:
        yield Finding.DOUBLED, f"{wish.key} is held {living} times"


def _as_stored(
    stored: Stored, held: Sequence[Held], *, at_once: bool
) -> Iterator[tuple[Finding, str]]:
    living = [each for each in held if each.living]
    name = f"{stored.ref} ({stored.key}), {stored.state}"
    if stored.state in IN_PROGRESS:
        yield Finding.UNFINISHED, f"{name}, is still under way"
    elif stored.state in ENDED and living and stored.trouble not in OUTCOME_UNKNOWN:
        yield Finding.DOUBLED, f"{name}, is held all the same"
    if stored.state in ENDED or stored.trouble in OUTCOME_UNKNOWN:
        return
    if not living:
        yield Finding.LOST, f"{name}, is not held"
    for each in living:
        if each.start != stored.start and not at_once:
            yield Finding.LOST, f"{name}, for {stored.start}, is held for {each.start}"
        if each.title and each.title != stored.title:
            yield Finding.LOST, f"{name}, {stored.title!r}, is held as {each.title!r}"


def _as_decided(stored: Stored, wish: Wish, told: Sequence[str]) -> Iterator[tuple[Finding, str]]:
    """Compare it with what was accepted; what came to nothing somebody was told."""
    name = f"{stored.ref} ({stored.key}), {stored.state}"
    ended = stored.state is State.CANCELED
    if ended not in wish.cancellations and stored.state is not State.FAILED:
        what = "was accepted for cancellation" if not ended else "was canceled by nobody"
        yield Finding.LOST, f"{name}, {what}; told: {told}"
    if stored.state in ENDED or stored.trouble in OUTCOME_UNKNOWN:
        return
    if any("Not changed" in text for text in told):
        return
    if not wish.at_once and stored.start not in wish.starts:
        yield Finding.LOST, f"{name}, is at {stored.start} and should be at {wish.starts}"
    if wish.titles and stored.title not in wish.titles:
        yield Finding.LOST, f"{name}, is called {stored.title!r} and should be {wish.titles}"


def _as_shown(
    stored: Stored, cards: Sequence[Message], *, at_once: bool
) -> Iterator[tuple[Finding, str]]:
    name = f"{stored.ref} ({stored.key}), {stored.state}"
    if not cards:
        yield Finding.UNTOLD, f"{name}, has no card"
    if len(cards) > 1:
        yield Finding.DOUBLED, f"{name}, has {len(cards)} cards"
    for card in cards:
        if any(words in card.text for words in UNDER_WAY):
            yield Finding.UNFINISHED, f"{name}, its card says: {card.text}"
        elif _said_of(stored) not in card.text:
            yield Finding.UNTOLD, f"{name}, its card says: {card.text}"
        elif not at_once and stored.written not in card.text:
            yield Finding.UNTOLD, f"{name}, at {stored.written}, its card says: {card.text}"


def _as_told(stored: Stored, wish: Wish, told: Sequence[str]) -> Iterator[tuple[Finding, str]]:
    """Compare it with what whoever asked for it was told of its outcome."""
    name = f"{stored.ref} ({stored.key}), {stored.state}"
    if wish.accepted and not told:
        yield Finding.UNTOLD, f"{name}, and who asked for it was not told"
    elif stored.state is State.CONFIRMED and not wish.at_once:
        if not any(stored.written in text for text in told):
            yield Finding.UNTOLD, f"{name}, at {stored.written}, and who asked for it read: {told}"
    elif stored.state is State.CANCELED and not any("cancel" in text.lower() for text in told):
        yield Finding.UNTOLD, f"{name}, and who asked for it read: {told}"


def _at_two_places(stored: Iterable[Stored]) -> Iterator[tuple[Finding, str]]:
    living = (each for each in stored if each.deponent and each.state not in ENDED)
    for (deponent, start), there in _grouped(
        living, lambda each: (each.deponent, each.start)
    ).items():
        if len(there) > 1:
            yield Finding.DOUBLED, f"{deponent} testifies {len(there)} times at {start}"


def _said_of(stored: Stored) -> str:
    """Return what a card says of the state it is in; nothing while something is under way."""
    return stored.confirmed_as if stored.state is State.CONFIRMED else _SAID_OF[stored.state]


_SAID_OF = {
    State.CANCELED: "Canceled",
    State.FAILED: "Not",
    State.REQUESTED: "Requested",
    **dict.fromkeys(IN_PROGRESS, ""),
}


def _said_twice(messages: Sequence[Message]) -> Iterator[tuple[Finding, str]]:
    counted = Counter((each.channel, mark) for each in messages for mark in each.marks)
    for (channel, mark), times in sorted(counted.items()):
        if times > 1:
            yield Finding.DOUBLED, f"{mark} was said {times} times in {channel}"
