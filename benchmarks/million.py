"""What every call of the store costs with a million bookings, beside the same with a thousand.

    python -m benchmarks.million [bookings] [DATABASE_URL of an empty PostgreSQL] [--encrypted]

Without an address the database is a file of SQLite, which this process reads: its processor's time counts,
of PostgreSQL that on the wall. Each call is made a few times, and the shortest is printed.
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import count, islice
from tempfile import TemporaryDirectory

from cryptography.fernet import Fernet
from pydantic import SecretStr

from benchmarks.population import NOW, OWNERS, TEAM, fill
from bot.scheduling.jobs.retries import due
from bot.scheduling.model.record import ENDED, State
from bot.scheduling.model.reference import TIMED, Kind
from bot.scheduling.ports.results import Outcome
from bot.scheduling.ports.store import Decision, Entry, Search
from bot.scheduling.tasks.provider import Book
from bot.scheduling.tasks.queue import Queue
from bot.scheduling.tasks.slack import ShowCard
from bot.store import open_database
from bot.store.sql.database import Database
from bot.store.sql.store import SqlStore
from tests.builders import a_booking
from tests.store.steps import take_one

FEW = 1_000
ROUNDS = 15
SLOWEST = timedelta(milliseconds=20)
RATIO = 1.5
# So much more is nothing that anybody waits for, whatever its ratio.
NOTHING = timedelta(milliseconds=1)

Call = Callable[[], object]
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The shortest time of a call, and how many bookings it found; None where it finds none."""

    time: timedelta
    found: int | None = None


def main() -> None:
    """Fill a database with few bookings, then with many, and print what each call costs with both."""
    arguments = [each for each in sys.argv[1:] if each != "--encrypted"]
    bookings = int(arguments[0]) if arguments else 1_000_000
    keys = [SecretStr(Fernet.generate_key().decode())] if "--encrypted" in sys.argv else []
    address = arguments[1] if len(arguments) > 1 else ""
    clock = time.perf_counter if address else time.process_time
    with _database(address, keys=keys) as database:
        store = SqlStore(database)
        fill(database, bookings=FEW)
        _analyze(database, server=bool(address))
        few = measured(store, clock=clock)
        fill(database, bookings=bookings, begin=FEW)
        _analyze(database, server=bool(address))
        many, alike = measured(store, clock=clock), measured(store, clock=clock, sizes=few)
    sys.stdout.write("\n".join(_report(few, many, alike, bookings)) + "\n")


def measured(
    store: SqlStore, *, clock: Clock, sizes: Mapping[str, Cost] | None = None
) -> dict[str, Cost]:
    """Return what each call costs by a clock; with `sizes` searches look for as many as were found there."""
    costs = {}
    for name, search in _searches(store).items():
        before = sizes[name].found if sizes else None
        same = search if before is None else replace(search, limit=max(before, 1))
        cost = _shortest(partial(store.select, same), clock=clock)
        costs[name] = Cost(time=cost, found=len(store.select(same)))
    calls = {**_look_ups(store), **_upkeep(store), **_writes(store)}
    return costs | {name: Cost(time=_shortest(call, clock=clock)) for name, call in calls.items()}


def _shortest(call: Call, *, clock: Clock) -> timedelta:
    times = []
    for _ in range(ROUNDS):
        started = clock()
        call()
        times.append(clock() - started)
    return timedelta(seconds=min(times))


def _searches(store: SqlStore) -> dict[str, Search]:
    """Return what lists, look-ups and guards search, by what it is for."""
    owner, shown = OWNERS[0], frozenset(State) - {State.CANCELED}
    sessions, agents = frozenset({Kind.SESSION}), frozenset({Kind.AGENT})
    ahead = Search(team=TEAM, lasting=NOW, states=shown, limit=100)
    sample = store.select(Search(team=TEAM, kinds=sessions, start=NOW, limit=1))[0]
    stands = Search(team=TEAM, kinds=sessions, states=frozenset(State) - ENDED, limit=20)
    newest, of_case = replace(stands, latest_first=True), replace(stands, words=(sample.case,))
    past_year = {"start": NOW - timedelta(days=366), "end": NOW}
    name, day = sample.title.split()[-1], {"start": NOW, "end": NOW + timedelta(days=1)}
    return {
        "list: mine": replace(ahead, owner=owner),
        "list: mine, one kind": replace(ahead, owner=owner, kinds=agents),
        "list: everybody's": ahead,
        "list: everybody's, one kind": replace(ahead, kinds=sessions),
        "list: everybody's, a day": replace(ahead, lasting=None, **day),
        "list: everybody's, a year ago": replace(
            ahead, lasting=None, start=NOW - timedelta(days=366), end=NOW - timedelta(days=300)
        ),
        "list: a kind nobody has": replace(ahead, kinds=frozenset({Kind.CANCELLATION})),
        "words: a name": replace(ahead, words=(name,)),
        "words: a name, mine": replace(ahead, words=(name,), owner=owner),
        "words: a case": replace(ahead, words=(sample.case,)),
        "words: a common word": replace(ahead, words=("deposition",)),
        "words: a common word, mine": replace(ahead, words=("deposition",), owner=owner),
        "words: a common and a name": replace(ahead, words=("deposition", name)),
        "words: a beginning": replace(ahead, words=(name[:5],)),
        "words: one letter": replace(ahead, words=("d",)),
        "words: nowhere": replace(ahead, words=("zzz",)),
        "words: at any time": Search(team=TEAM, words=(name,), limit=100),
        "next": replace(ahead, owner=owner, states=frozenset(State) - ENDED, limit=1),
        "last": Search(team=TEAM, owner=owner, latest_first=True, limit=1),
        "last of a kind": Search(
            team=TEAM, owner=owner, latest_first=True, limit=1, kinds=frozenset({Kind.SESSION})
        ),
        "others at the same time": Search(
            team=TEAM, kinds=sessions, start=NOW, end=NOW + timedelta(seconds=1)
        ),
        "by the provider's id": Search(
            team=TEAM, kinds=agents, remote_id=f"link-of-{sample.ref}".lower(), limit=9
        ),
        "cards of a channel": Search(
            team=TEAM,
            channel="C1",
            kinds=frozenset(Kind),
            states=frozenset(State) - ENDED,
            latest_first=True,
            limit=100,
        ),
        "filling in: the same case": replace(of_case, lasting=NOW),
        "filling in: the same case, past": replace(of_case, **past_year),
        "filling in: the same case, mine": replace(of_case, lasting=NOW, owner=sample.owner),
        "filling in: the same channel": replace(newest, channel="C1"),
        "filling in: the last": replace(newest, owner=owner),
        "attention": Search(
            team=TEAM,
            start=NOW - timedelta(days=30),
            kinds=frozenset(Kind),
            states=shown,
            unsettled=True,
        ),
        "failed, ahead": replace(
            ahead, kinds=TIMED, states=frozenset({State.FAILED}), unsettled=True
        ),
    }


def _look_ups(store: SqlStore) -> dict[str, Call]:
    ref = store.select(Search(team=TEAM, start=NOW, limit=1))[0].ref
    sessions = frozenset({Kind.SESSION})
    ahead = Search(team=TEAM, start=NOW, kinds=sessions, states=frozenset({State.CONFIRMED}))
    new = store.select(replace(ahead, limit=1))[0].with_(ref="S-NEW1")
    return {
        "get": lambda: store.get(TEAM, ref),
        "history": lambda: store.history(TEAM, ref),
        "pending": lambda: store.pending(TEAM, ref=ref),
        "teams": store.teams,
        "next due": lambda: [store.next_due(queue) for queue in Queue],
        "is readable": store.is_readable,
        "audit": store.appointment_access_log,
        "who is busy": lambda: store.overlapping(new),
        "of the same case and deponent": lambda: store.of_same_matter(
            new, within=timedelta(days=14)
        ),
    }


def _upkeep(store: SqlStore) -> dict[str, Call]:
    long_ago, wait = NOW - timedelta(days=5 * 365), timedelta(minutes=15)
    archive = store.archive
    return {
        "cards that turn": lambda: store.plan_card_redraws(now=long_ago, most=50),
        "delay reminders": lambda: store.plan_delay_reminders(
            now=NOW, since=NOW - wait, admins=False, most=50
        ),
        "to be blanked: a page": lambda: list(islice(archive.begun_before(NOW), 200)),
        "notes to be blanked": lambda: archive.redact_notes(text=lambda _: "", before=NOW),
        "keys to be deleted": lambda: archive.delete_keys(before=long_ago, most=200),
        "history to be deleted": lambda: archive.delete_history(
            before=long_ago, may_go=lambda _: False
        ),
        "words to be indexed": lambda: store.index_words(most=200),
    }


def _writes(store: SqlStore) -> dict[str, Call]:
    """Return what writes: of a booking of its own in each round."""
    written = store.select(Search(team=TEAM, kinds=frozenset({Kind.CALENDAR_ACTION})))
    numbers, moved = count(len(written)), count(len(written))

    def add() -> None:
        number = next(numbers)
        booking = a_booking(f"E-{number:04}", team=TEAM, remote_session_id=f"new-{number}")
        store.add(booking, _decision(f"add {number}"))

    def move() -> None:
        number = next(moved)
        store.change(
            TEAM, f"E-{number:04}", _decision(f"move {number}"), transition=lambda booking: booking
        )

    def take_and_finish() -> None:
        job = take_one(store, Queue.SLACK, now=NOW, lease=timedelta(seconds=10))
        if job is not None:
            store.finish(job, Outcome(), at=NOW)

    return {"add": add, "change": move, "take and finish": take_and_finish}


def _decision(key: str) -> Decision:
    return Decision(
        key=key,
        entry=Entry(by="U0", what="scheduled", at=NOW),
        then=due(Book(), ShowCard(), at=NOW),
    )


def _report(
    few: Mapping[str, Cost], many: Mapping[str, Cost], alike: Mapping[str, Cost], bookings: int
) -> Iterator[str]:
    yield f"{'milliseconds':32}{FEW:>10,}{bookings:>12,}   ratio{'as many as are shown':>24}"
    for name, before in few.items():
        after, whole = alike[name].time, many[name]
        slow = whole.time > SLOWEST or (
            after > RATIO * before.time and after - before.time > NOTHING
        )
        figures = f"{_ms(before.time):10.2f}{_ms(after):12.2f}{after / before.time:8.1f}"
        found = "" if whole.found is None else f"{_ms(whole.time):13.2f} for {whole.found:>3}"
        yield f"{name:32}{figures}{found:24}   {'SLOW' if slow else 'ok'}"


def _ms(duration: timedelta) -> float:
    return duration / timedelta(milliseconds=1)


def _analyze(database: Database, *, server: bool) -> None:
    """Have a server count what was filled in, as it does by itself after a minute."""
    if server:
        with database.writing():
            database.execute("ANALYZE")


@contextmanager
def _database(address: str, *, keys: list[SecretStr]) -> Iterator[Database]:
    """Give an empty database: the server's at the address, or else a file."""
    with TemporaryDirectory() as folder:
        url = address or f"sqlite:///{folder}/data/docket.db"
        with closing(open_database(url, keys=keys)) as database:
            yield database


if __name__ == "__main__":
    main()
