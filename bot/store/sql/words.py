"""The table of words: which bookings have which word in their reference, title or case.

Where text is encrypted, a word is kept as its keyed hash: it is found whole, and otherwise by its beginning.
"""

from collections.abc import Collection, Sequence
from typing import Any

from bot.scheduling.model.record import Record
from bot.store.encryption import Cipher
from bot.store.sql.database import OF_BOOKING, Database, insert_many
from bot.store.words import words_in, words_of

# What more rows than this have is common: it is cheaper to go through bookings until enough have it.
COMMON = 10_000

_LAST = "\U0010ffff"
_BEGINNING = "word >= ? AND word < ?"
_HAVING = f"SELECT ref FROM booking_words found WHERE team = ? AND {_BEGINNING}"  # noqa: S608 - a constant
_COUNT = (
    "SELECT count(*) AS rows FROM (SELECT 1 FROM booking_words"  # noqa: S608 - constants
    f" WHERE team = ? AND {_BEGINNING} LIMIT {COMMON + 1}) counted"
)
_HAS = (
    "EXISTS (SELECT 1 FROM booking_words w WHERE w.team = {of}.team AND w.ref = {of}.ref"
    " AND w.word >= ? AND w.word < ?)"
)

Condition = tuple[str, list[Any]]


def beginnings(words: Collection[str], cipher: Cipher) -> list[str]:
    """Return what words have to begin with where these were typed; marks between words say nothing."""
    found = frozenset[str]().union(*map(words_in, words))
    return [cipher.word(word) for word in sorted(found)]


def has_words(booking: Record, wanted: Sequence[str], cipher: Cipher) -> bool:
    """Return whether a booking has all the words that are looked for."""
    words = [cipher.word(word) for word in words_of(booking)]
    return all(any(word.startswith(each) for word in words) for each in wanted)


class BookingWords:
    """Writes words and finds bookings by them; every call is part of something the caller reads or writes."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def write(self, booking: Record) -> None:
        """Write the words of a booking in place of those it had."""
        team, ref, starts = booking.team, booking.ref, booking.starts.timestamp()
        words = {self._db.cipher.word(word) for word in words_of(booking)}
        written = self._db.query(
            f"SELECT word, starts FROM booking_words WHERE {OF_BOOKING}",  # noqa: S608 - a constant
            [team, ref],
        )
        if {(row["word"], row["starts"]) for row in written} == {(word, starts) for word in words}:
            return
        if written:
            self._db.execute(f"DELETE FROM booking_words WHERE {OF_BOOKING}", [team, ref])  # noqa: S608 - a constant
        of = {"team": team, "ref": ref, "starts": starts}
        insert_many(self._db, "booking_words", [{**of, "word": word} for word in sorted(words)])

    def find(self, team: str, wanted: Sequence[str], *, starts: Condition) -> list[str] | None:
        """Return the references of what has all these words, by start; None where all are common.

        `starts` is what bounds their start. The rarest word is looked up, and the others in what has that.
        """
        count, rarest = min((self._count(team, word), word) for word in wanted)
        if count > COMMON:
            return None
        bounds, values = starts
        others = [word for word in wanted if word != rarest]
        has_others = "".join(f" AND {_HAS.format(of='found')}" for _ in others)
        rows = self._db.query(
            f"{_HAVING}{bounds}{has_others} ORDER BY starts, ref",
            [team, *_range(rarest), *values, *(each for word in others for each in _range(word))],
        )
        return [row["ref"] for row in rows]

    def _count(self, team: str, beginning: str) -> int:
        rows = self._db.query(_COUNT, [team, *_range(beginning)])
        return int(rows[0]["rows"])


def has_each(wanted: Sequence[str]) -> list[Condition]:
    """Return that a booking has each of these words, or that its words are still to be written."""
    has = f"indexed = 0 OR {_HAS.format(of='bookings')}"
    return [(has, _range(word)) for word in wanted]


def _range(beginning: str) -> list[str]:
    """Return the first word that begins so, and what comes after the last."""
    return [beginning, beginning + _LAST]
