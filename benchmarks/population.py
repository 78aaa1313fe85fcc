"""Fills a store with as many bookings as a busy agency has in five years, as rows that Docket would write."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, product

from bot.scheduling.codec import read_booking
from bot.scheduling.model.busy_times import busy_times
from bot.scheduling.model.record import Card, State
from bot.scheduling.model.reference import ALPHABET, LENGTH
from bot.scheduling.model.search_words import words_of
from bot.scheduling.model.session import Deponent
from bot.store.encryption import Cipher
from bot.store.rows import Row, Table, open_row, row_of_booking, row_of_entry, seal_row
from bot.store.sql.database import Database
from bot.times.moment import Moment
from tests.builders import a_booking, a_session, an_agent, an_answer, an_appointment, an_entry

TEAM = "T1"
NOW = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)
OWNERS = [f"U{number}" for number in range(40)]
CHANNELS = [f"C{number}" for number in range(20)]
EARLIEST = NOW - timedelta(days=4 * 365)
SPAN = timedelta(days=5 * 365)
MATTERS = ("Deposition of", "Hearing", "Mediation", "Arbitration of", "Remote deposition of")
SYLLABLES = ("mar", "ber", "son", "lin", "qui", "tan", "dor", "el", "wood", "ham", "ost", "vik")
NAMES = [f"{a}{b}{c}".title() for a, b, c in product(SYLLABLES, repeat=3)]
# What differs from one booking to the next stands so in the row that the others are made from.
REF, TITLE, CASE, LOCAL, MADE = "0000", "Its title", "its-case", "2027-01-28T13:30:00", NOW
HOST, DEPONENT = "its-host", "Its deponent"
HOSTS = [f"host-{number}" for number in range(40)]
HISTORY = ("scheduled", "is scheduled", "moved")
AT_ONCE = 500
NAMES_THERE_ARE = len(ALPHABET) ** LENGTH
STEP = 610_839  # odd, so that it comes to each of them


@dataclass(frozen=True, slots=True)
class Pattern:
    """A booking that others are made from, its row unsealed, and how many of a hundred are like it."""

    row: Row
    share: int


def fill(db: Database, *, bookings: int, begin: int = 0) -> None:
    """Write bookings with their words, busy times, history and decisions, where `begin` are there already."""
    chance = random.Random(bookings)  # noqa: S311 - the same ones each time
    made = islice(_bookings(chance, db.cipher), begin, bookings)
    for _ in range(begin, bookings, AT_ONCE):
        with db.writing() as cipher:
            rows = list(islice(made, AT_ONCE))
            db.load(Table.BOOKINGS, [seal_row(Table.BOOKINGS, row, cipher) for row in rows])
            db.load("booking_words", [each for row in rows for each in _words(row, cipher)])
            db.load("busy_times", [each for row in rows for each in _busy_times(row, cipher)])
            db.load(Table.HISTORY, [each for row in rows for each in _history(row, cipher)])
            db.load("decisions", [each for row in rows for each in _decisions(row)])


def _bookings(chance: random.Random, cipher: Cipher) -> Iterator[Row]:
    """Give rows of bookings, not yet sealed."""
    patterns = _patterns(cipher)
    for number in range(NAMES_THERE_ARE):
        (pattern,) = chance.choices(patterns, [each.share for each in patterns])
        yield _like(pattern.row, _name(number), chance=chance, cipher=cipher)


def _name(number: int) -> str:
    """Return the name of a booking in its reference: each once, in no order."""
    number = number * STEP % NAMES_THERE_ARE
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))


def _like(pattern: Row, name: str, *, chance: random.Random, cipher: Cipher) -> Row:
    starts = EARLIEST + timedelta(minutes=15 * chance.randrange(int(SPAN / timedelta(minutes=15))))
    person = f"{chance.choice(NAMES)} {chance.choice(NAMES)}"
    created = starts - timedelta(days=chance.randrange(1, 60))
    owner, channel = chance.choice(OWNERS), chance.choice(CHANNELS)
    ref = pattern["ref"].replace(REF, name)
    texts = {
        pattern["ref"]: ref,
        pattern["ref"].lower(): ref.lower(),
        TITLE: f"{chance.choice(MATTERS)} {person}",
        HOST: chance.choice(HOSTS),
        DEPONENT: person,
        CASE: f"{starts:%y}-CV-{chance.randrange(100_000):05}",
        LOCAL: f"{starts.replace(tzinfo=None).isoformat()}",
        "America/Los_Angeles": "UTC",
        '"owner":"U1"': f'"owner":"{owner}"',
        '"channel":"C0"': f'"channel":"{channel}"',
        f"{MADE:%Y-%m-%dT%H:%M:%SZ}": f"{created:%Y-%m-%dT%H:%M:%SZ}",
    }
    data = pattern["data"]
    for before, after in texts.items():
        data = data.replace(before, after)
    moved = starts.timestamp() - pattern["starts"]
    return pattern | {
        "ref": ref,
        "owner": owner,
        "channel": channel,
        "starts": starts.timestamp(),
        "ends": pattern["ends"] + moved,
        "created": created.timestamp(),
        "turns": starts.timestamp() if pattern["turns"] and starts > NOW else None,
        "link": cipher.lookup(f"link-of-{ref}".lower()),
        "data": data,
    }


def _patterns(cipher: Cipher) -> list[Pattern]:
    moment = Moment(local=datetime.fromisoformat(LOCAL), zone="America/Los_Angeles")
    usual = {"team": TEAM, "moment": moment, "created": MADE, "card": Card(channel="C0", ts="1.0")}
    deponent = Deponent(name=DEPONENT, email="deponent@firm.example")
    hosts = (f"{HOST}@firm.example",)
    session = a_session(title=TITLE, case=CASE, hosts=hosts, deponent=deponent)
    s, a, p = (f"{letter}-{REF}" for letter in "SAP")
    made = (
        (a_booking(s, session=session, state=State.CONFIRMED, booked=an_answer(), **usual), 50),
        (a_booking(s, session=session, state=State.CANCELED, booked=an_answer(), **usual), 9),
        (a_booking(s, session=session, state=State.FAILED, **usual), 1),
        (an_agent(a, state=State.CONFIRMED, on_its_way=True, **usual), 25),
        (an_appointment(p, state=State.CONFIRMED, **usual), 15),
    )
    rows = ((row_of_booking(booking, cipher), share) for booking, share in made)
    return [Pattern(open_row(Table.BOOKINGS, row, cipher), share) for row, share in rows]


def _words(row: Row, cipher: Cipher) -> list[Row]:
    words = sorted({cipher.word(word) for word in words_of(read_booking(row["data"]))})
    of = {name: row[name] for name in ("team", "ref", "starts")}
    return [{**of, "word": word} for word in words]


def _busy_times(row: Row, cipher: Cipher) -> list[Row]:
    of = {name: row[name] for name in ("team", "ref")}
    times = busy_times(read_booking(row["data"]))
    return [
        {
            **of,
            "key": cipher.word(each.key),
            "starts": each.starts.timestamp(),
            "ends": each.ends.timestamp(),
        }
        for each in times
    ]


def _history(row: Row, cipher: Cipher) -> list[Row]:
    at = datetime.fromtimestamp(row["created"], tz=UTC)
    return [row_of_entry(TEAM, row["ref"], an_entry(what, at=at), cipher) for what in HISTORY]


def _decisions(row: Row) -> list[Row]:
    of = {"team": TEAM, "ref": row["ref"], "at": row["created"]}
    return [{"key": f"{TEAM}/{row['ref']}/{number}", **of} for number in range(2)]
