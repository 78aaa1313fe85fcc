"""A search of bookings as conditions on their rows, and the order in which they come."""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from bot.scheduling.model.booking import MAX_DURATION
from bot.scheduling.model.record import Record, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.search_words import words_in
from bot.scheduling.ports.store import Search
from bot.store.encryption import Cipher

A_DAY = 86_400
# As its index has it.
IS_LONG = f"ends - starts > {A_DAY}"

Condition = tuple[str, list[Any]]
# A time and a reference: where a row stands in the order of a list.
Position = tuple[float, str]


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list: by start, or latest made first; references tell apart what is equal."""

    column: str
    sql: str
    comes_after: str

    def beyond(self, position: Position) -> Condition:
        """Return what is true of the rows that come after a position."""
        time, ref = position
        return self.comes_after, [time, time, ref]

    def position(self, booking: Record) -> Position:
        """Return where a booking's row stands."""
        time = booking.created if self is LATEST_FIRST else booking.starts
        return time.timestamp(), booking.ref

    def key(self, booking: Record) -> tuple[float, str]:
        """Return what a booking is sorted by in this order."""
        time = -booking.created.timestamp() if self is LATEST_FIRST else booking.starts.timestamp()
        return time, booking.ref


# The first half of what comes beyond is said again so that an index is entered there.
BY_START = Order("starts", "starts, ref", "starts >= ? AND (starts > ? OR ref > ?)")
LATEST_FIRST = Order("created", "created DESC, ref", "created <= ? AND (created < ? OR ref > ?)")


def can_match(search: Search) -> bool:
    """Return whether there can be a booking that is found: marks alone are no words to look for."""
    has_words = not search.words or any(map(words_in, search.words))
    return bool(search.kinds and search.states and has_words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows that an index gives in order: those that come after a position and start before a time.

    `others` is what is true of them besides. Those that are `long` are few.
    """

    order: Order
    after: Position
    before: float = math.inf
    others: tuple[Condition, ...] = ()
    long: bool = False

    def conditions(self) -> list[Condition]:
        """Return what is true of the rows."""
        return [*self.bounds(), *self.others]

    def bounds(self) -> list[Condition]:
        """Return between what the rows stand."""
        before = [] if self.before == math.inf else [("starts < ?", [self.before])]
        return [self.order.beyond(self.after), *before]


def order_of(search: Search) -> Order:
    """Return the order in which what is found comes."""
    return LATEST_FIRST if search.latest_first else BY_START


def parts(search: Search) -> Iterator[Part]:
    """Give the parts of all rows in which what is found is, each in its order.

    A card is in a channel or was left there. What lasts at a time has begun within a day, unless it is
    long. Where in an index a part begins is said once: of two bounds SQLite may take the worse.
    """
    here: list[tuple[Condition, ...]] = [()]
    if search.channel is not None:
        here = [
            (("channel = ?", [search.channel]),),
            (("left_in = ? AND left_in != ''", [search.channel]),),
        ]
    for place, part in product(here, _parts_by_start(search)):
        others = (*place, *part.others)
        if search.latest_first:
            begun = ("starts >= ?", [part.after[0]])
            first = LATEST_FIRST.position(search.after) if search.after else (math.inf, "")
            yield replace(part, order=LATEST_FIRST, after=first, others=(*others, begun))
        else:
            first = BY_START.position(search.after) if search.after else part.after
            yield replace(part, after=max(first, part.after), others=others)


def _parts_by_start(search: Search) -> Iterator[Part]:
    """Give the parts of time in which what is found starts."""
    earliest = search.start.timestamp() if search.start else -math.inf
    end = search.end.timestamp() if search.end else math.inf
    if search.lasting is None:
        yield Part(order=BY_START, after=(earliest, ""), before=end)
        return
    a_day_before = search.lasting.timestamp() - A_DAY
    yield Part(order=BY_START, after=(max(earliest, a_day_before), ""), before=end)
    if earliest < a_day_before:
        yield Part(
            order=BY_START,
            after=(max(earliest, (search.lasting - MAX_DURATION).timestamp()), ""),
            before=min(end, a_day_before),
            others=((IS_LONG, []),),
            long=True,
        )


def conditions(search: Search, part: Part, cipher: Cipher) -> Iterator[Condition]:
    """Give what is true of the rows that are found, but for their words, channel and start."""
    yield "team = ?", [search.team]
    if search.owner is not None:
        yield "owner = ?", [search.owner]
    if search.remote_id is not None:
        yield "link = ?", [cipher.lookup(search.remote_id)]
    if search.lasting is not None:
        yield "ends > ?", [search.lasting.timestamp()]
    if search.unsettled:
        yield "unsettled = 1", []
    yield from _among("state", search.states, frozenset(State))
    yield from _among(_kind(search, part), search.kinds, frozenset(Kind))


def joined(conditions: Sequence[Condition]) -> Condition:
    """Return all conditions as one."""
    where = " AND ".join(f"({sql})" for sql, _ in conditions)
    return where, [value for _, values in conditions for value in values]


def _kind(search: Search, part: Part) -> str:
    """Return a booking's kind as its index has it, or so that no index has it where another is better."""
    has_better = search.owner or search.remote_id or search.channel or search.words or part.long
    is_only_kind = len(search.kinds) == 1 and not has_better and not search.unsettled
    return "substr(ref, 1, 1)" if is_only_kind else "substr(ref || '', 1, 1)"


def _among(
    column: str, wanted: Collection[str], all_there_are: Collection[str]
) -> Iterator[Condition]:
    """Give the condition that a column has one of these values, unless it may have any."""
    if len(wanted) == 1:
        yield f"{column} = ?", [*wanted]
    elif wanted != all_there_are:
        yield f"{column} IN ({', '.join('?' * len(wanted))})", sorted(wanted)
