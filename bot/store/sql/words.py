"""The table of words: which bookings have which word in what they are found by.

Where text is encrypted, a word is kept as its keyed hash: it is found whole, and otherwise by its beginning.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from bot.scheduling.model.record import Record
from bot.scheduling.model.search_words import words_in, words_of
from bot.scheduling.ports.store import Search
from bot.store.encryption import Cipher
from bot.store.rows import UNINDEXED, Row
from bot.store.sql.database import OF_BOOKING, Database, insert_many, rows_of_one
from bot.store.sql.search_query import Condition, Part, joined

# What more rows than this have is common: it is gone through in order, not sorted.
COMMON = 2_000
# So many lists, of a common word and a kind each, are gone through beside each other.
# Of more, so many rows are sorted.
MOST_LISTS = 8
MOST_SORTED = 10_000

_LAST = "\U0010ffff"
_BEGINNING = "word >= ? AND word < ?"
_COUNT = (
    "SELECT count(*) AS rows FROM (SELECT 1 FROM booking_words"  # noqa: S608 - constants
    f" WHERE team = ? AND {_BEGINNING} LIMIT ?) counted"
)
# Each word is found by one look into the index, however many bookings have it, and so is each kind of one.
_WORDS = f"""
WITH RECURSIVE words(word) AS (
    SELECT min(word) FROM booking_words WHERE team = ? AND {_BEGINNING}
    UNION ALL
    SELECT (SELECT min(w.word) FROM booking_words w WHERE w.team = ? AND w.word > words.word AND w.word < ?)
    FROM words WHERE word IS NOT NULL
)
SELECT word FROM words WHERE word IS NOT NULL LIMIT ?
"""  # noqa: S608 - a constant
_LISTS = """
WITH words(word) AS (VALUES {words}), kinds(kind) AS (VALUES {kinds})
SELECT word, kind FROM words CROSS JOIN kinds WHERE (
    SELECT min(w.starts) FROM booking_words w
    WHERE w.team = ? AND w.word = words.word AND substr(w.ref, 1, 1) = kind
) IS NOT NULL
"""
_HAS = (
    "EXISTS (SELECT 1 FROM booking_words w WHERE w.team = {of}.team AND w.ref = {of}.ref"
    " AND w.word >= ? AND w.word < ?)"
)
_FIRST = (
    "SELECT starts, ref FROM (SELECT starts, ref FROM booking_words found WHERE {where}"
    " ORDER BY starts, ref LIMIT ?) page"
)
# Asked of row by row, in order: of an EXISTS a database may make a join that begins with the bookings.
_IS_SOUGHT = (
    "(SELECT 1 FROM bookings b WHERE b.team = found.team AND b.ref = found.ref AND {where})"
    " IS NOT NULL"
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
        one person are gone through, and all where more words begin so than are gone through one by one.
        """
        team = search.team
        count, rarest = min((self._count(team, word, most=COMMON), word) for word in wanted)
        others = [_has(word, of="found") for word in wanted if word != rarest]
        beginning = [("team = ?", [team]), (_BEGINNING, _range(rarest)), *others]
        if count <= COMMON:
            return LookUp(self._db, [beginning])
        if search.owner is not None:
            return None
        words = self._beginning_with(rarest, team=team)
        lists = self._lists(words, search) if len(words) <= MOST_LISTS else None
        if lists is not None and len(lists) <= MOST_LISTS:
            of_each = [_of_list(*each, team=team, others=others) for each in lists]
            return LookUp(self._db, of_each, are_long=True)
        is_worth_sorting = self._count(team, rarest, most=MOST_SORTED) <= MOST_SORTED
        return LookUp(self._db, [beginning]) if is_worth_sorting else None

    def _count(self, team: str, beginning: str, *, most: int) -> int:
        """Count the rows of words that begin so, up to one more than `most`."""
        return int(self._db.query(_COUNT, [team, *_range(beginning), most + 1])[0]["rows"])

    def _beginning_with(self, beginning: str, *, team: str) -> list[str]:
        """Return the words there are that begin so, one more at most than are gone through one by one."""
        first, last = _range(beginning)
        rows = self._db.query(_WORDS, [team, first, last, team, last, MOST_LISTS + 1])
        return [row["word"] for row in rows]

    def _lists(self, words: Sequence[str], search: Search) -> list[tuple[str, str]]:
        """Return each of these words with each kind that is looked for and has it."""
        kinds = sorted(search.kinds)
        statement = _LISTS.format(words=rows_of_one(words), kinds=rows_of_one(kinds))
        rows = self._db.query(statement, [*words, *kinds, search.team])
        return [(row["word"], row["kind"]) for row in rows]


class LookUp:
    """Finds bookings in the table of words: an index gives those of each list of conditions in order.

    Of lists that are long only what is sought is gone through, so that they are read to the end of a page.
    """

    def __init__(
        self, db: Database, lists: Sequence[Sequence[Condition]], *, are_long: bool = False
    ) -> None:
        self._db = db
        self._lists = lists
        self._are_long = are_long

    def refs(self, part: Part, *, sought: Sequence[Condition], size: int) -> Iterator[str]:
        """Give the references of what is found in a part, which comes by start; so many are read at once.

        `sought` is what is true of the bookings that are looked for; others may be among what is found.
        """
        while self._lists:
            rows = self._page(part, sought=sought, size=size)
            yield from (row["ref"] for row in rows)
            if len(rows) < size:
                return
            part = replace(part, after=(rows[-1]["starts"], rows[-1]["ref"]))

    def _page(self, part: Part, *, sought: Sequence[Condition], size: int) -> list[Row]:
        """Return the first rows in a part, of all lists; of each no more are read than there may be."""
        others = [_is_sought(sought)] if self._are_long else []
        lists = [joined([*conditions, *part.bounds(), *others]) for conditions in self._lists]
        pages = " UNION ALL ".join(_FIRST.format(where=where) for where, _ in lists)
        values = [value for _, values in lists for value in [*values, size]]
        return self._db.query(f"{pages} ORDER BY starts, ref LIMIT ?", [*values, size])


def _of_list(word: str, kind: str, *, team: str, others: Sequence[Condition]) -> list[Condition]:
    """Return what is true of the rows of a word and a kind, as the index has them in order."""
    of_word: list[Condition] = [("team = ?", [team]), ("word = ?", [word])]
    return [*of_word, ("substr(ref, 1, 1) = ?", [kind]), *others]


def _is_sought(sought: Sequence[Condition]) -> Condition:
    """Return that this is true of a row's booking."""
    where, values = joined(sought)
    return _IS_SOUGHT.format(where=where), values


def has_each(wanted: Sequence[str]) -> list[Condition]:
    """Return that a booking has each of these words, or that its words are still to be written."""
    has = [_has(word, of="bookings") for word in wanted]
    return [(f"{UNINDEXED} OR {sql}", values) for sql, values in has]


def _has(beginning: str, *, of: str) -> Condition:
    """Return that a row's booking has a word that begins so."""
    return _HAS.format(of=of), _range(beginning)


def _range(beginning: str) -> list[str]:
    """Return the first word that begins so, and what comes after the last."""
    return [beginning, beginning + _LAST]
