"""The table of bookings: each in its latest state, the whole of it in `data`."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.record import Record
from bot.scheduling.ports.results import DeriveTasks, SideEffect, Transition
from bot.scheduling.ports.store import (
    LinkTaken,
    Search,
)
from bot.scheduling.tasks.queue import ScheduledTask
from bot.store.encryption import Cipher
from bot.store.rows import (
    Row,
    Table,
    Unread,
    booking_of,
    may_contain,
    placeholder_id,
    row_of_booking,
    time_of,
)
from bot.store.sqlite.file import OF_BOOKING, SqliteFile
from bot.store.sqlite.unread import UnreadLog

PAGE = 200

CARD_OUTDATED = "turns <= ?"


class Bookings:
    """Writes, reads and finds bookings; what writes is part of a transaction of the caller's."""

    def __init__(self, file: SqliteFile, *, unread: UnreadLog) -> None:
        self._file = file
        self._table = file.db.table(Table.BOOKINGS)
        self._unread = unread

    def get(self, team: str, ref: str) -> Record | None:
        """Return the booking, or None. Raises Unreadable."""
        with self._file.reading() as cipher:
            row = self._row(team, ref)
            return booking_of(row, cipher) if row else None

    def exists(self, team: str, ref: str) -> bool:
        """Return whether there is such a booking, whether or not it can be read."""
        return self._row(team, ref) is not None

    def save(self, booking: Record, *, blanked: datetime | None = None) -> None:
        """Write a booking; `blanked` is when it lost everything personal. Raises LinkTaken, ValueError."""
        row = row_of_booking(booking, self._file.cipher)
        row["blanked"] = blanked.timestamp() if blanked else None
        try:
            self._table.upsert(row, pk=("team", "ref"))
        except sqlite3.IntegrityError as error:
            if booking.provider_state is None:
                raise LinkTaken(booking.remote_id) from error
            # The provider says whose its id is now: what else has it here is over there.
            row["link"] = self._file.cipher.lookup(placeholder_id(booking))
            self._table.upsert(row, pk=("team", "ref"))

    def apply(
        self,
        team: str,
        ref: str,
        transition: Transition | None,
        *,
        derive: DeriveTasks | None = None,
    ) -> Sequence[ScheduledTask]:
        """Let a booking make a transition, and return the work derived from it. Raises Unreadable."""
        booking = self.get(team, ref) if transition else None
        if transition is None or booking is None:
            return ()
        after = transition(booking).after(booking)
        self.save(after)
        return derive(booking, after) if derive else ()

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
        words = [word.casefold() for word in search.words]
        found = (
            booking
            for booking in self._stream(search, words)
            if _has_words(booking, words) and _lasts(booking, search.lasting)
        )
        return list(islice(found, search.limit))

    def shifted(self, *, since: datetime) -> list[tuple[Booking, datetime]]:
        """Return the bookings whose wall clock means another instant than is written, with that one.

        Both are from `since` on (aware UTC).
        """
        with self._file.reading() as cipher:
            rows = list(self._table.rows_where("starts >= ?", [since.timestamp()]))
        started = {(row["team"], row["ref"]): time_of(row["starts"]) for row in rows}
        found = (
            (each, started[each.team, each.ref])
            for each in self._readable(rows, cipher)
            if isinstance(each, Booking)
        )
        return [(each, was) for each, was in found if each.starts != was]

    def teams(self) -> list[str]:
        """Return the Slack workspaces that have bookings."""
        with self._file.reading():
            rows = self._file.db.execute("SELECT DISTINCT team FROM bookings ORDER BY team")
            return [team for (team,) in rows.fetchall()]

    def names(self) -> list[tuple[str, str]]:
        """Return team and reference of every booking."""
        with self._file.reading():
            rows = self._file.db.execute("SELECT team, ref FROM bookings ORDER BY team, ref")
            return rows.fetchall()

    def begun_before(self, time: datetime) -> list[tuple[str, str]]:
        """Return team and reference of what began before a time (aware UTC) and was not blanked since."""
        begun = (
            "SELECT team, ref FROM bookings WHERE blanked IS NULL AND starts < ? ORDER BY starts"
        )
        with self._file.reading():
            return self._file.db.execute(begun, [time.timestamp()]).fetchall()

    def has_outdated_cards(self, *, now: datetime) -> bool:
        """Return whether a card has to be redrawn by now, because its booking has begun or is over."""
        with self._file.reading():
            return bool(self._table.count_where(CARD_OUTDATED, [now.timestamp()]))

    def take_outdated_cards(self, *, now: datetime, most: int) -> list[tuple[str, str]]:
        """Return team and reference of so many whose card has to be redrawn; each is returned once."""
        rows = self._table.rows_where(
            CARD_OUTDATED, [now.timestamp()], select="team, ref", order_by="turns", limit=most
        )
        outdated = [(row["team"], row["ref"]) for row in rows]
        for team, ref in outdated:
            self._file.db.execute(
                f"UPDATE bookings SET turns = NULL WHERE {OF_BOOKING}",  # noqa: S608 - a constant
                [team, ref],
            )
        return outdated

    def is_readable(self) -> bool:
        """Return whether the table answers; raises as SQLite and the keys do."""
        with self._file.reading():
            self._file.db.execute("SELECT data FROM bookings LIMIT 1").fetchone()
        return True

    def _row(self, team: str, ref: str) -> Row | None:
        return self._file.first(Table.BOOKINGS, OF_BOOKING, [team, ref])

    def _stream(self, search: Search, words: Sequence[str]) -> Iterator[Record]:
        """Read what matches page by page: nobody waits while a long list is searched."""
        column, order, beyond = (
            ("created", "created DESC, ref", "(created < ? OR created = ? AND ref > ?)")
            if search.latest_first
            else ("starts", "starts, ref", "(starts > ? OR starts = ? AND ref > ?)")
        )
        size = PAGE if words else min(PAGE, search.limit)
        last: list[Any] = []
        while True:
            with self._file.reading() as cipher:
                where, values = _conditions(search, cipher)
                where += f" AND {beyond}" if last else ""
                rows = self._table.rows_where(where, values + last, order_by=order, limit=size)
                page = list(rows)
            likely = [row for row in page if may_contain(row, cipher, words)]
            yield from self._readable(likely, cipher)
            if len(page) < size:
                return
            last = [page[-1][column], page[-1][column], page[-1]["ref"]]

    def _readable(self, rows: Sequence[Row], cipher: Cipher) -> Iterator[Record]:
        for row in rows:
            try:
                yield booking_of(row, cipher)
            except Unreadable:
                self._unread.report(Unread(table=Table.BOOKINGS, ref=row["ref"]))


def _conditions(search: Search, cipher: Cipher) -> tuple[str, list[Any]]:
    conditions: list[str] = ["team = ?"]
    values: list[Any] = [search.team]
    for condition, value in (
        ("owner = ?", search.owner),
        ("link = ?", search.remote_id and cipher.lookup(search.remote_id)),
        ("starts >= ?", search.start and search.start.timestamp()),
        ("starts < ?", search.end and search.end.timestamp()),
        ("ends > ?", search.lasting and search.lasting.timestamp()),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    if search.channel is not None:
        conditions.append("(channel = ? OR left_in = ?)")
        values += [search.channel] * 2
    for column, wanted in (("state", search.states), ("substr(ref, 1, 1)", search.kinds)):
        conditions.append(f"{column} IN ({', '.join('?' * len(wanted))})")
        values += sorted(wanted)
    return " AND ".join(conditions), values


def _lasts(booking: Record, at: datetime | None) -> bool:
    """Return whether it is not over at a time; of what was written long ago the row only bounds that."""
    return at is None or booking.ends > at


def _has_words(booking: Record, words: Sequence[str]) -> bool:
    text = " ".join((booking.ref, booking.title, booking.case)).casefold()
    return all(word in text for word in words)
