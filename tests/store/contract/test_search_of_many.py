"""What every store finds by words, in whatever way it looks, is what has them: in order, page after page."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.population import NOW, OWNERS, TEAM, fill
from bot.scheduling.model.record import Record, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.search_words import words_of
from bot.scheduling.ports.store import Search
from bot.store import open_database
from bot.store.sql.store import SqlStore
from bot.store.sql.words import COMMON
from tests.store import crowd

# Six of ten are sessions, which all have the word "cv" in their case.
BOOKINGS = COMMON * 9 // 5
DAY = timedelta(days=1)
SHOWN = frozenset(State) - {State.CANCELED}
AHEAD = Search(team=TEAM, lasting=NOW, states=SHOWN)
EVER = Search(team=TEAM)
SEARCHES = (
    replace(AHEAD, words=("cv",)),
    replace(AHEAD, words=("cv",), owner=OWNERS[0]),
    replace(AHEAD, words=("cv",), kinds=frozenset({Kind.SESSION})),
    replace(AHEAD, words=("cv",), kinds=frozenset({Kind.AGENT})),
    replace(AHEAD, words=("cv", "s")),
    replace(AHEAD, words=("cv", "hearing")),
    replace(AHEAD, words=("cv", "zzz")),
    replace(AHEAD, words=("s",)),
    replace(AHEAD, words=("meeting",)),
    replace(AHEAD, words=("marber",)),
    replace(AHEAD, words=("2",)),
    replace(EVER, words=("cv",), start=NOW - 90 * DAY, end=NOW - 30 * DAY),
    replace(EVER, words=("cv",), start=NOW, lasting=NOW + DAY, end=NOW + 60 * DAY),
    replace(EVER, words=("cv",), channel="C3"),
    replace(EVER, words=("cv", "mediation"), latest_first=True),
    replace(EVER, end=NOW - 1400 * DAY),
    replace(AHEAD, start=NOW + 90 * DAY),
    replace(AHEAD, end=NOW),
)


@pytest.fixture
def store(url: str, keys: list[str]) -> Iterator[SqlStore]:
    """A store that has so many bookings that many have a common word."""
    with closing(open_database(url, keys=crowd.secrets(*keys))) as database:
        fill(database, bookings=BOOKINGS)
        yield SqlStore(database)


def test_searches_find_what_they_ask_for_in_order(store: SqlStore, keys: list[str]) -> None:
    bookings = store.select(Search(team=TEAM, limit=BOOKINGS))
    assert len(bookings) == BOOKINGS
    for search in SEARCHES:
        expected = [b.ref for b in bookings if _is_found(b, search, whole=bool(keys))]
        if search.latest_first:
            made = {booking.ref: booking.created for booking in bookings}
            expected.sort(key=lambda ref: (-made[ref].timestamp(), ref))
        assert _refs(store, replace(search, limit=7)) == expected[:7], search
        assert _refs(store, replace(search, limit=60), pages=3) == expected[:180], search


def _refs(store: SqlStore, search: Search, *, pages: int = 1) -> list[str]:
    found: list[Record] = []
    for _ in range(pages):
        found += store.select(replace(search, after=found[-1]) if found else search)
    return [booking.ref for booking in found]


def _is_found(booking: Record, search: Search, *, whole: bool) -> bool:
    return (
        booking.ref[0] in search.kinds
        and booking.state in search.states
        and search.owner in {None, booking.owner}
        and (search.start is None or booking.starts >= search.start)
        and (search.end is None or booking.starts < search.end)
        and (search.lasting is None or booking.ends > search.lasting)
        and (
            search.channel is None or bool(booking.card and booking.card.channel == search.channel)
        )
        and all(_has(booking, word, whole=whole) for word in search.words)
    )


def _has(booking: Record, wanted: str, *, whole: bool) -> bool:
    words = words_of(booking)
    return wanted in words if whole else any(word.startswith(wanted) for word in words)
