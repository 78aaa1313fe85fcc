"""Bookings, history and work as rows: what is written of them, and how it is read back.

Only ids, references, states, times and names to look up stand in a row as they are; the rest is
sealed as what it is and whose, so that a row's text that was put into another one is not read.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bot.scheduling.attention import is_unsettled
from bot.scheduling.codec import read_booking, read_start
from bot.scheduling.jobs.rate_limit_keys import rate_limit_key
from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.record import Record
from bot.scheduling.ports.store import (
    Entry,
    PendingJob,
)
from bot.scheduling.tasks.news import REMINDERS
from bot.scheduling.tasks.provider import CheckClaim, CheckDrift, CompareList, Poll
from bot.scheduling.tasks.queue import (
    TASK,
    Job,
    Queue,
    ScheduledTask,
    Task,
    UnresolvedTry,
    queue_of,
)
from bot.scheduling.tasks.slack import DirectMessage, Remind
from bot.store.encryption import Cipher

Row = dict[str, Any]


class Table(StrEnum):
    """The tables that hold what people typed."""

    BOOKINGS = "bookings"
    HISTORY = "history"
    WORK = "work"


SEALED = {Table.BOOKINGS: ("data",), Table.HISTORY: ("what", "text"), Table.WORK: ("task",)}

# The number of what a booking's words and busy times are made of: it grows by one whenever that changes,
# with an index of what has a lower one. So it's known what an earlier version wrote, also over this one's.
INDEXED = 2
UNINDEXED = f"indexed < {INDEXED}"

_EARLIEST = datetime(1, 1, 2, tzinfo=UTC).timestamp()
_LATEST = datetime(9999, 12, 30, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Something stored that cannot be read, by the reference of its booking."""

    table: Table
    ref: str


def sealed_as(table: Table, column: str, row: Row) -> str:
    """Return a row's text and owner; for a line of history also who did it and when."""
    of = f"{table}.{column} {row['team']} {row['ref']}"
    return f"{of} {row['by']} {row['at']!r}" if table is Table.HISTORY else of


def seal_row(table: Table, row: Row, cipher: Cipher) -> Row:
    """Return the row as it is kept."""
    sealed = {
        column: cipher.seal(row[column], of=sealed_as(table, column, row))
        for column in SEALED[table]
    }
    return row | sealed


def open_row(table: Table, row: Row, cipher: Cipher) -> Row:
    """Return the row with its text again. Raises ValueError."""
    opened = {
        column: cipher.open(row[column], of=sealed_as(table, column, row))
        for column in SEALED[table]
    }
    return row | opened


def row_of_booking(booking: Record, cipher: Cipher) -> Row:
    """Return a booking's row. Raises ValueError where it could not be read back."""
    data = booking.model_dump_json()
    read_booking(data)
    row = {
        "team": booking.team,
        "ref": booking.ref,
        "owner": booking.owner,
        "state": booking.state,
        "starts": booking.starts.timestamp(),
        "created": booking.created.timestamp(),
        "link": cipher.lookup(booking.remote_key or placeholder_id(booking)),
        "channel": booking.card.channel if booking.card else "",
        "left_in": booking.left.channel if booking.left else "",
        "ends": booking.ends.timestamp(),
        "turns": booking.redraw_at.timestamp() if booking.redraw_at else None,
        "unsettled": int(is_unsettled(booking)),
        "indexed": INDEXED,
        "data": data,
    }
    return seal_row(Table.BOOKINGS, row, cipher)


def placeholder_id(booking: Record) -> str:
    """Return what stands in the unique column for the provider's id where there is none yet."""
    return f"{booking.team}/{booking.ref}"


def booking_of(row: Row, cipher: Cipher) -> Record:
    """Read a booking's row. Raises Unreadable, also where it holds another booking."""
    try:
        booking = read_booking(open_row(Table.BOOKINGS, row, cipher)["data"])
    except ValueError as error:
        raise Unreadable(row["ref"], owner=row["owner"]) from error
    if (booking.team, booking.ref) != (row["team"], row["ref"]):
        raise Unreadable(row["ref"], owner=row["owner"])
    return booking


def is_shifted(row: Row, cipher: Cipher) -> bool:
    """Whether a booking's wall clock means another instant than its row says, or cannot be read."""
    try:
        starts = read_start(open_row(Table.BOOKINGS, row, cipher)["data"])
    except ValueError:
        return True
    return starts != time_of(row["starts"])


def row_of_entry(team: str, ref: str, entry: Entry, cipher: Cipher) -> Row:
    """Return the row of a line of history."""
    row = {
        "team": team,
        "ref": ref,
        "by": entry.by,
        "what": entry.what,
        "text": entry.text,
        "at": entry.at.timestamp(),
    }
    return seal_row(Table.HISTORY, row, cipher)


def entry_of(row: Row, cipher: Cipher) -> Entry:
    """Read a line of history. Raises ValueError."""
    opened = open_row(Table.HISTORY, row, cipher)
    return Entry(by=row["by"], what=opened["what"], text=opened["text"], at=time_of(row["at"]))


def row_of_scheduled_task(team: str, ref: str, due: ScheduledTask, cipher: Cipher) -> Row:
    """Return the row of a job."""
    row = {
        "team": team,
        "ref": ref,
        "lane": queue_of(due.task, ref=ref),
        "line": _line(team, ref, due.task),
        "task": TASK.dump_json(due.task).decode(),
        "due": due.at.timestamp(),
        "since": due.at.timestamp(),
    }
    return seal_row(Table.WORK, row, cipher)


def job_of(row: Row, cipher: Cipher, *, booking: Record | None = None) -> Job:
    """Read a job that was taken, given its booking. Raises ValueError."""
    return Job(
        id=row["id"],
        team=row["team"],
        ref=row["ref"],
        task=task_of(row, cipher),
        attempt=row["attempt"],
        since=time_of(row["since"]),
        lease=row["lease"],
        unresolved=_unresolved(row),
        restored=None if row["restored"] is None else time_of(row["restored"]),
        booking=booking,
    )


def _unresolved(row: Row) -> UnresolvedTry | None:
    if row["tried"] is None:
        return None
    at, until = time_of(row["tried"]), time_of(row["restored"] or row["tried"])
    return UnresolvedTry(at=at, until=max(at, until), cursor=row["cursor"])


def pending_of(row: Row, cipher: Cipher) -> PendingJob:
    """Read a job that waits, as far as it can be read."""
    try:
        task = task_of(row, cipher)
    except ValueError:
        task = None
    return PendingJob(
        ref=row["ref"],
        queue=Queue(row["lane"]),
        task=task,
        since=time_of(row["since"]),
        is_set_aside=row["set_aside"] is not None,
    )


def task_of(row: Row, cipher: Cipher) -> Task:
    """Read the task of a job. Raises ValueError."""
    return TASK.validate_json(open_row(Table.WORK, row, cipher)["task"])


def row_of_task(row: Row, task: Task, cipher: Cipher) -> Row:
    """Return what changes in the row of a job that gets another task."""
    sealed = seal_row(Table.WORK, row | {"task": TASK.dump_json(task).decode()}, cipher)
    return {"task": sealed["task"]}


def row_of_rate_limit_key(task: Task, booking: Record | None, *, unresolved: bool = False) -> Row:
    """Return a task's rate limit key as a row has it; both are empty where it sends nothing to Slack.

    `unresolved` says that it is not known what an earlier try came to.
    """
    key = rate_limit_key(task, booking, unresolved=unresolved) if booking is not None else None
    return {"way": key.group, "place": key.channel} if key else {"way": "", "place": ""}


def time_of(seconds: float) -> datetime:
    """Return the time so long after the epoch (aware UTC), or the nearest there is."""
    return datetime.fromtimestamp(min(max(seconds, _EARLIEST), _LATEST), tz=UTC)


def _line(team: str, ref: str, task: Task) -> str:
    """Name the queue a task waits in: what may wait for hours must hold up nothing."""
    match task:
        case Poll() | CheckClaim() | CheckDrift():
            queue: str = task.kind
        case CompareList(horizon=horizon):
            queue = f"{task.kind} {horizon}"
        case Remind():
            queue = f"{task.kind} {task.since.timestamp()} {task.admins} {task.over}"
        case DirectMessage(user=user, news=news) if news.what in REMINDERS:
            return f"{team}/remind {user}"
        case _:
            queue = queue_of(task, ref=ref)
    return f"{team}/{ref}/{queue}"
