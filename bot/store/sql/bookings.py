"""The table of bookings: each in its latest state, the whole of it in `data`."""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from heapq import merge
from itertools import islice

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.busy_times import BusyTime, busy_times, takes_place_of
from bot.scheduling.model.record import Record
from bot.scheduling.model.search_words import text_of
from bot.scheduling.ports.results import DeriveTasks, SideEffect, Transition
from bot.scheduling.ports.store import (
    LinkTaken,
    Overlap,
    ReferenceTaken,
    Search,
)
from bot.scheduling.tasks.queue import ScheduledTask
from bot.store.encryption import Cipher
from bot.store.rows import (
    INDEXED,
    UNINDEXED,
    Row,
    Table,
    Unread,
    booking_of,
    is_shifted,
    placeholder_id,
    row_of_booking,
    time_of,
)
from bot.store.sql.busy_times import BusyTimes
from bot.store.sql.database import (
    OF_BOOKING,
    Database,
    UniqueViolation,
    first,
    insert,
    rows_of_one,
    update,
    values_of,
)
from bot.store.sql.search_query import (
    Part,
    can_match,
    conditions,
    joined,
    order_of,
    parts,
)
from bot.store.sql.unread import UnreadLog
from bot.store.sql.words import BookingWords, LookUp, beginnings, has_each, has_words

PAGE = 200
# Of bookings that have words some are not what is looked for: so many at least are looked up at once.
LOOKED_UP = 10

KEY = ("team", "ref")
SELECT = "SELECT * FROM bookings"
CARD_OUTDATED = "turns <= ?"


@dataclass(frozen=True, slots=True)
class Found:
    """A booking, and the row that it was read from."""

    booking: Record
    row: Row


class Bookings:
    """Writes, reads and finds bookings; what writes is part of a transaction of the caller's."""

    def __init__(self, db: Database, *, unread: UnreadLog) -> None:
        self._db = db
        self._unread = unread
        self._words = BookingWords(db)
        self._busy_times = BusyTimes(db)

    def get(self, team: str, ref: str) -> Record | None:
        """Return the booking, or None. Raises Unreadable."""
        if written := self._db.bookings_written.get((team, ref)):
            return written
        found = self.find(team, ref)
        return found.booking if found else None

    def find(self, team: str, ref: str) -> Found | None:
        """Return the booking with its row, or None. Raises Unreadable."""
        with self._db.reading() as cipher:
            row = first(self._db, f"{SELECT} WHERE {OF_BOOKING}", [team, ref])
            return Found(booking_of(row, cipher), row) if row else None

    def lock(self, team: str, *refs: str) -> None:
        """Let nobody else change these bookings until what is written is written.

        All that one transaction changes are locked at once, so that no two wait for each other.
        """
        if not refs:
            return
        marks = ", ".join("?" * len(refs))
        lock = f"SELECT ref FROM bookings WHERE team = ? AND ref IN ({marks}) ORDER BY ref"  # noqa: S608 - only marks
        self._db.query(lock + self._db.for_update, [team, *refs])

    def add(self, booking: Record) -> None:
        """Write a new booking. Raises ReferenceTaken, LinkTaken, ValueError."""
        self._write(booking, row_of_booking(booking, self._db.cipher), write=self._insert)
        self._words.write(booking)
        self._busy_times.write(booking)

    def save(self, booking: Record, *, over: Found, blanked: datetime | None = None) -> None:
        """Write what changes in the row of a booking that this transaction has locked and found.

        `blanked` is when it lost everything personal. Raises LinkTaken, ValueError.
        """
        row = row_of_booking(booking, self._db.cipher)
        row["blanked"] = blanked.timestamp() if blanked else None
        changes = {name: value for name, value in row.items() if over.row[name] != value}
        if changes:
            key = {name: row[name] for name in KEY}
            self._write(booking, changes, write=partial(update, self._db, Table.BOOKINGS, key))
        if changes.keys() & {"indexed", "starts"} or text_of(booking) != text_of(over.booking):
            self._words.write(booking)
        if "indexed" in changes or busy_times(booking) != busy_times(over.booking):
            self._busy_times.write(booking)

    def lock_busy(self, team: str, times: Collection[BusyTime]) -> None:
        """Let nobody else be asked about these, or take them so, until what is written is written."""
        self._busy_times.lock(team, times)

    def overlapping(
        self, times: Collection[BusyTime], *, of: Record, within: timedelta = timedelta(0)
    ) -> list[Overlap]:
        """Return what else takes these times of a booking, or does `within` so long, by start.

        One that can't be read is left out.
        """
        found = []
        looked_up = self._busy_times.look_up(of.team, times, but=of.ref, within=within)
        for ref, taken in looked_up.items():
            try:
                booking = self.get(of.team, ref)
            except Unreadable:
                self._unread.report(Unread(table=Table.BOOKINGS, ref=ref))
                continue
            if isinstance(booking, Booking) and not takes_place_of(of, booking):
                found.append(Overlap(booking=booking, taken=taken))
        return found

    def apply(
        self,
        team: str,
        ref: str,
        transition: Transition | None,
        *,
        derive: DeriveTasks | None = None,
    ) -> Sequence[ScheduledTask]:
        """Let a booking make a transition, and return the work derived from it. Raises Unreadable."""
        found = self.find(team, ref) if transition else None
        if transition is None or found is None:
            return ()
        after = transition(found.booking).after(found.booking)
        self.save(after, over=found)
        return derive(found.booking, after) if derive else ()

    def apply_side_effect(self, team: str, also: SideEffect | None) -> None:
        """Let the other booking make its transition; that it cannot be read must not undo what was done."""
        if also is None:
            return
        try:
            self.apply(team, also.ref, also.transition)
        except Unreadable:
            self._unread.report(Unread(table=Table.BOOKINGS, ref=also.ref))

    def select(self, search: Search) -> list[Record]:
        """Return the bookings that match, by start, or latest made first; unreadable ones are left out."""
        if not can_match(search):
            return []
        with self._db.reading():
            found = merge(*self._streams(search), key=order_of(search).key)
            return list(islice(_each_once(found), search.limit))

    def shifted(self, *, since: datetime) -> list[tuple[Booking, datetime]]:
        """Return the bookings whose wall clock means another instant than is written, with that one.

        Both are from `since` on (aware UTC).
        """
        shifted = []
        for page in self._by_start("starts >= ?", since):
            cipher = self._db.cipher
            rows = [row for row in page if is_shifted(row, cipher)]
            was = {(row["team"], row["ref"]): time_of(row["starts"]) for row in rows}
            shifted += [
                (each, was[each.team, each.ref])
                for each in self._readable(rows, cipher)
                if isinstance(each, Booking)
            ]
        return shifted

    def teams(self) -> list[str]:
        """Return the Slack workspaces that have bookings."""
        with self._db.reading():
            return values_of(self._db, Table.BOOKINGS, "team")

    def names(self) -> list[tuple[str, str]]:
        """Return team and reference of every booking."""
        with self._db.reading():
            rows = self._db.query("SELECT team, ref FROM bookings ORDER BY team, ref")
        return _names(rows)

    def begun_before(self, time: datetime) -> Iterator[tuple[str, str]]:
        """Give team and reference of what began before a time (aware UTC) and was not blanked since."""
        for page in self._by_start("starts < ?", time):
            yield from _names(page)

    def _by_start(self, where: str, time: datetime) -> Iterator[list[Row]]:
        """Give what starts before a time, or from then on, and is not blanked, of all teams page by page.

        Nothing of what lies ahead ever is.
        """
        after: list[object] = [-math.inf, "", ""]
        while True:
            with self._db.reading():
                page = self._db.query(
                    f"{SELECT} WHERE blanked IS NULL AND {where} AND (starts, team, ref) > (?, ?, ?)"
                    f" ORDER BY starts, team, ref LIMIT {PAGE}",
                    [time.timestamp(), *after],
                )
            yield page
            if len(page) < PAGE:
                return
            after = [page[-1][name] for name in ("starts", "team", "ref")]

    def has_outdated_cards(self, *, now: datetime) -> bool:
        """Return whether a card has to be redrawn by now, because its booking has begun or is over."""
        outdated = f"SELECT ref FROM bookings WHERE {CARD_OUTDATED}"  # noqa: S608 - a constant
        with self._db.reading():
            return first(self._db, outdated, [now.timestamp()]) is not None

    def take_outdated_cards(self, *, now: datetime, most: int) -> list[tuple[str, str]]:
        """Return team and reference of so many whose card has to be redrawn; each is returned once."""
        outdated = f"SELECT team, ref FROM bookings WHERE {CARD_OUTDATED} ORDER BY turns LIMIT ?"  # noqa: S608 - a constant
        rows = self._db.query(outdated + self._db.skip_locked, [now.timestamp(), most])
        for row in rows:
            update(self._db, Table.BOOKINGS, row, {"turns": None})
        return _names(rows)

    def is_readable(self) -> bool:
        """Return whether the table answers; raises as the database and the keys do."""
        with self._db.reading():
            first(self._db, "SELECT data FROM bookings")
        return True

    def index_words(self, *, most: int) -> int:
        """Write words and busy times of so many bookings that an earlier version wrote; return how many.

        What cannot be read is not listed, so that it needs none.
        """
        unindexed = f"{SELECT} WHERE {UNINDEXED} ORDER BY team, ref LIMIT ?{self._db.skip_locked}"
        rows = self._db.query(unindexed, [most])
        for row in rows:
            changes: Row = {"indexed": INDEXED}
            for booking in self._readable([row], self._db.cipher):
                self._words.write(booking)
                self._busy_times.write(booking)
                written = row_of_booking(booking, self._db.cipher)
                changes |= {name: written[name] for name in ("ends", "unsettled")}
            update(self._db, Table.BOOKINGS, {name: row[name] for name in KEY}, changes)
        return len(rows)

    def _write(self, booking: Record, row: Row, *, write: Callable[[Row], None]) -> None:
        """Write a row, or what changes in it, under the provider's id, if no other has that."""
        try:
            with self._db.savepoint():
                write(row)
        except UniqueViolation as error:
            if booking.provider_state is None:
                raise LinkTaken(booking.remote_id) from error
            # The provider says whose its id is now: what else has it here is over there.
            write(row | {"link": self._db.cipher.lookup(placeholder_id(booking))})
        self._db.bookings_written[booking.team, booking.ref] = booking

    def _insert(self, row: Row) -> None:
        if not insert(self._db, Table.BOOKINGS, row, unless=", ".join(KEY)):
            raise ReferenceTaken(row["ref"])

    def _streams(self, search: Search) -> Iterator[Iterator[Record]]:
        """Give what matches in parts, each in order."""
        words = self._look_up(search)
        for part in parts(search):
            if words is None or part.long:
                yield self._stream(search, part)
            else:
                yield self._among(search, words, part)

    def _look_up(self, search: Search) -> LookUp | None:
        """Return how to find what matches by words; None where bookings are to be gone through.

        That is without words or by another order, and where some bookings have no words yet.
        """
        if not search.words or search.latest_first:
            return None
        unindexed = f"SELECT ref FROM bookings WHERE team = ? AND {UNINDEXED}"  # noqa: S608 - a constant
        if first(self._db, unindexed, [search.team]) is not None:
            return None
        return self._words.look_up(search, beginnings(search.words, self._db.cipher))

    def _among(self, search: Search, words: LookUp, part: Part) -> Iterator[Record]:
        """Read what matches of the bookings that have the words, ever more of them at a time."""
        size = max(_page_size(search), LOOKED_UP)
        sought = [*conditions(search, part, self._db.cipher), *part.others]
        refs = words.refs(part, sought=sought, size=size)
        while some := list(islice(refs, size)):
            yield from self._stream(search, part, among=some)
            size = min(2 * size, PAGE)

    def _stream(self, search: Search, part: Part, *, among: Sequence[str] = ()) -> Iterator[Record]:
        """Read what matches, of these bookings if some are named, page by page as it is asked for."""
        size = _page_size(search)
        while True:
            rows, found = self._page(search, part, size=size, among=among)
            yield from found
            if len(rows) < size:
                return
            part = replace(part, after=(rows[-1][part.order.column], rows[-1]["ref"]))

    def _page(
        self, search: Search, part: Part, *, size: int, among: Sequence[str]
    ) -> tuple[list[Row], Iterator[Record]]:
        """Return the next rows that may match, and those that do."""
        cipher = self._db.cipher
        wanted = beginnings(search.words, cipher)
        having = () if among else has_each(wanted)
        where, values = joined([*conditions(search, part, cipher), *having, *part.conditions()])
        page = f"{_select(among)} {where} ORDER BY {part.order.sql} LIMIT ?"
        rows = self._db.query(page, [*among, *values, size])
        return rows, (
            booking
            for row in rows
            for booking in self._readable([row], cipher)
            if _lasts(booking, search.lasting)
            and (row["indexed"] >= INDEXED or has_words(booking, wanted, cipher))
        )

    def _readable(self, rows: Sequence[Row], cipher: Cipher) -> Iterator[Record]:
        for row in rows:
            try:
                yield booking_of(row, cipher)
            except Unreadable:
                self._unread.report(Unread(table=Table.BOOKINGS, ref=row["ref"]))


def _select(among: Sequence[str]) -> str:
    """Return the beginning of a query of all bookings, or of those with so many references.

    They are joined crosswise, because SQLite then looks each of them up.
    """
    if not among:
        return f"{SELECT} WHERE"
    return (
        f"WITH named(one) AS (VALUES {rows_of_one(among)}) SELECT bookings.* FROM named CROSS JOIN bookings"  # noqa: S608 - only marks
        " WHERE ref = one AND"
    )


def _page_size(search: Search) -> int:
    """Return how many rows are read at once."""
    return min(PAGE, search.limit)


def _names(rows: Sequence[Row]) -> list[tuple[str, str]]:
    return [(row["team"], row["ref"]) for row in rows]


def _each_once(bookings: Iterable[Record]) -> Iterator[Record]:
    """Give each booking once, of those that follow each other."""
    last = ""
    for booking in bookings:
        if booking.ref != last:
            yield booking
        last = booking.ref


def _lasts(booking: Record, at: datetime | None) -> bool:
    """Return whether it is not over at a time; of what was written long ago the row only bounds that."""
    return at is None or booking.ends > at
