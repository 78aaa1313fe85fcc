"""A search of bookings as conditions on their rows, and the order in which they come."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import product

from bot.scheduling.model.booking import MAX_DURATION
from bot.scheduling.model.record import Record, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.ports.store import Search
from bot.store.encryption import Cipher
from bot.store.sql.words import Condition
from bot.store.words import words_in

A_DAY = 86_400
# As its index has it.
IS_LONG = f"ends - starts > {A_DAY}"


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list: by start, or latest made first; references tell apart what is equal."""

    column: str
    sql: str
    comes_after: str

    def beyond(self, ref: str, time: float) -> Condition:
        """Return what is true of the rows that come after one."""
        return self.comes_after, [time, time, ref]

    def after(self, booking: Record) -> Condition:
        """Return what is true of the rows that come after a booking's."""
        time = booking.created if self is LATEST_FIRST else booking.starts
        return self.beyond(booking.ref, time.timestamp())

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


def order_of(search: Search) -> Order:
    """Return the order in which what is found comes."""
    return LATEST_FIRST if search.latest_first else BY_START


def starts_within(search: Search) -> Condition:
    """Return what bounds the starts of what is found; empty, or what follows another condition."""
    earliest = [search.start] if search.start else []
    # What lasts at a time has begun no longer before than anything lasts.
    earliest += [search.lasting - MAX_DURATION] if search.lasting else []
    bounds = [(" AND starts >= ?", max(earliest).timestamp())] if earliest else []
    bounds += [(" AND starts < ?", search.end.timestamp())] if search.end else []
    return "".join(sql for sql, _ in bounds), [value for _, value in bounds]


def ways(search: Search) -> Iterator[list[Condition]]:
    """Give what is true of the rows besides, in parts each of which an index gives in order.

    A card is in a channel or was left there. What lasts at a time has begun within a day, unless it is long.
    """
    here: list[list[Condition]] = [[]]
    if search.channel is not None:
        here = [
            [("channel = ?", [search.channel])],
            [("left_in = ? AND left_in != ''", [search.channel])],
        ]
    times: list[list[Condition]] = [[]]
    if search.lasting is not None:
        a_day_before = search.lasting.timestamp() - A_DAY
        times = [
            [("starts >= ?", [a_day_before])],
            [(f"starts < ? AND {IS_LONG}", [a_day_before])],
        ]
    after = [order_of(search).after(search.after)] if search.after else []
    for place, time in product(here, times):
        yield [*place, *time, *after]


def beyond_words(search: Search) -> list[Condition]:
    """Return what is true besides of rows that have the words: their channel, what they come after."""
    after = [order_of(search).after(search.after)] if search.after else []
    if search.channel is None:
        return after
    return [("channel = ? OR left_in = ?", [search.channel] * 2), *after]


def conditions(search: Search, cipher: Cipher) -> Iterator[Condition]:
    """Give what is true of the rows that are found, but for their words and channel."""
    bounds, values = starts_within(search)
    yield f"team = ?{bounds}", [search.team, *values]
    if search.owner is not None:
        yield "owner = ?", [search.owner]
    if search.remote_id is not None:
        yield "link = ?", [cipher.lookup(search.remote_id)]
    if search.lasting is not None:
        yield "ends > ?", [search.lasting.timestamp()]
    if search.unsettled:
        yield "unsettled = 1", []
    yield from _among("state", search.states, frozenset(State))
    yield from _among(_kind(search), search.kinds, frozenset(Kind))


def _kind(search: Search) -> str:
    """Return a booking's kind as its index has it, or so that no index has it where another is better."""
    has_better = search.owner or search.remote_id or search.channel or search.words
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
