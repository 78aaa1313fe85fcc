"""The table of words: which bookings have which word in their reference, title or case.

Where text is encrypted, a word is kept as its keyed hash: it is found whole, and otherwise by its beginning.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from heapq import merge
from itertools import product

from bot.scheduling.model.record import Record
from bot.scheduling.ports.store import Search
from bot.store.encryption import Cipher
from bot.store.sql.database import OF_BOOKING, Database, insert_many
from bot.store.sql.search_query import Condition, Part, Position, joined
from bot.store.words import words_in, words_of

# What more rows than this have is common: it is gone through in order, not sorted.
COMMON = 2_000
# So many common words that begin alike are gone through beside each other. Of more, so many rows are sorted.
MOST_WORDS = 8
MOST_SORTED = 10_000

_LAST = "\U0010ffff"
_BEGINNING = "word >= ? AND word < ?"
_COUNT = (
    "SELECT count(*) AS rows FROM (SELECT 1 FROM booking_words"  # noqa: S608 - constants
    f" WHERE team = ? AND {_BEGINNING} LIMIT ?) counted"
)
# Each word is found by one look into the index, however many bookings have it.
_WORDS = f"""
WITH RECURSIVE words(word) AS (
    SELECT min(word) FROM booking_words WHERE team = ? AND {_BEGINNING}
    UNION ALL
    SELECT (SELECT min(w.word) FROM booking_words w WHERE w.team = ? AND w.word > words.word AND w.word < ?)
    FROM words WHERE word IS NOT NULL
)
SELECT word FROM words WHERE word IS NOT NULL LIMIT ?
"""  # noqa: S608 - a constant
_HAS = (
    "EXISTS (SELECT 1 FROM booking_words w WHERE w.team = {of}.team AND w.ref = {of}.ref"
    " AND w.word >= ? AND w.word < ?)"
)


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

    def look_up(self, search: Search, wanted: Sequence[str]) -> "LookUp | None":
        """Return how to find what has all these words by them; None where bookings are to be gone through.

        The rarest word is looked up, and the others in what has that. Where all are common, the bookings of
        one person are gone through, and all where more words begin so than are looked up one by one.
        """
        team = search.team
        count, rarest = min((self._count(team, word, most=COMMON), word) for word in wanted)
        has_others = [_has(word, of="found") for word in wanted if word != rarest]
        beginning = [("team = ?", [team]), (_BEGINNING, _range(rarest)), *has_others]
        if count <= COMMON:
            return LookUp(self._db, [beginning])
        if search.owner is not None:
            return None
        words = self._beginning_with(rarest, team=team)
        if len(words) <= MOST_WORDS:
            return LookUp(self._db, list(_of_each(words, search=search, has_others=has_others)))
        is_worth_sorting = self._count(team, rarest, most=MOST_SORTED) <= MOST_SORTED
        return LookUp(self._db, [beginning]) if is_worth_sorting else None

    def _count(self, team: str, beginning: str, *, most: int) -> int:
        """Count the rows of words that begin so, up to one more than `most`."""
        return int(self._db.query(_COUNT, [team, *_range(beginning), most + 1])[0]["rows"])

    def _beginning_with(self, beginning: str, *, team: str) -> list[str]:
        """Return the words there are that begin so, one more at most than are looked up."""
        first, last = _range(beginning)
        rows = self._db.query(_WORDS, [team, first, last, team, last, MOST_WORDS + 1])
        return [row["word"] for row in rows]


class LookUp:
    """Finds bookings in the table of words: an index gives those of each list of conditions in order."""

    def __init__(self, db: Database, lists: Sequence[Sequence[Condition]]) -> None:
        self._db = db
        self._lists = lists

    def refs(self, part: Part, *, size: int) -> Iterator[str]:
        """Give the references of what is found in a part, which comes by start; so many are read at once."""
        for _, ref in merge(*(self._of_list(each, part, size=size) for each in self._lists)):
            yield ref

    def _of_list(
        self, conditions: Sequence[Condition], part: Part, *, size: int
    ) -> Iterator[Position]:
        while True:
            where, values = joined([*conditions, *part.bounds()])
            found = f"SELECT starts, ref FROM booking_words found WHERE {where}"  # noqa: S608 - ours
            rows = self._db.query(f"{found} ORDER BY starts, ref LIMIT ?", [*values, size])
            positions = [(row["starts"], row["ref"]) for row in rows]
            yield from positions
            if len(positions) < size:
                return
            part = replace(part, after=positions[-1])


def _of_each(
    words: Sequence[str], *, search: Search, has_others: Sequence[Condition]
) -> Iterator[list[Condition]]:
    """Give what is true of the rows of each word and kind, as the index has them in order."""
    for word, kind in product(words, sorted(search.kinds)):
        of_word: list[Condition] = [("team = ?", [search.team]), ("word = ?", [word])]
        yield [*of_word, ("substr(ref, 1, 1) = ?", [kind]), *has_others]


def has_each(wanted: Sequence[str]) -> list[Condition]:
    """Return that a booking has each of these words, or that its words are still to be written."""
    has = [_has(word, of="bookings") for word in wanted]
    return [(f"indexed = 0 OR {sql}", values) for sql, values in has]


def _has(beginning: str, *, of: str) -> Condition:
    """Return that a row's booking has a word that begins so."""
    return _HAS.format(of=of), _range(beginning)


def _range(beginning: str) -> list[str]:
    """Return the first word that begins so, and what comes after the last."""
    return [beginning, beginning + _LAST]
