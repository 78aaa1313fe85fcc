"""The tables, by the columns that tell their rows apart, and how one is read page by page."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

from bot.store import CannotOpen
from bot.store.rows import Row
from bot.store.sql.database import Database

PAGE = 500

TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "booking_words": ("team", "ref", "word"),
        "bookings": ("team", "ref"),
        "busy_times": ("team", "ref", "key", "starts"),
        "counted": ("id",),
        "decisions": ("key",),
        "history": ("id",),
        "keys_in_use": ("id",),
        "pace": ("team", "way", "place"),
        "provider_calls": ("id",),
        "said_once": ("team", "what"),
        "work": ("id",),
        "zone_data": ("version",),
    }
)


class MovedAway(CannotOpen):
    """The database was copied to another, which is used since."""


def refuse_moved(moved: Sequence[Row]) -> None:
    """Refuse a database whose table `moved` has a row. Raises MovedAway."""
    for row in moved:
        day = datetime.fromtimestamp(row["at"], UTC).date()
        raise MovedAway(
            f"This database was copied to {row['location']} on {day} and is no longer used. Set DATABASE_URL"
            " to that one."
        )


def all_rows(db: Database, table: str) -> Iterator[Row]:
    """Give every row of a table in the order of its key."""
    for page in pages(db, table):
        yield from page


def pages(db: Database, table: str) -> Iterator[list[Row]]:
    """Give the rows of a table in the order of its key, some hundreds at a time."""
    key = TABLES[table]
    names, marks = ", ".join(key), ", ".join("?" * len(key))
    page: list[Row] = []
    while True:
        beyond = f" WHERE ({names}) > ({marks})" if page else ""
        last = [page[-1][name] for name in key] if page else []
        select = f"SELECT * FROM {table}{beyond} ORDER BY {names} LIMIT {PAGE}"  # noqa: S608 - ours
        page = db.query(select, last)
        yield page
        if len(page) < PAGE:
            return
