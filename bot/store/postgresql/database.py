"""The PostgreSQL server: connections, transactions, and the keys that its text is encrypted with.

Every process has a pool of connections. What is read is read from one snapshot; what is written locks
the rows it depends on. Keys are followed at the beginning of each transaction, in the same round trip.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from bot.scheduling.model.record import Record
from bot.scheduling.tasks.queue import Queue
from bot.store import CannotBackUp, CannotOpen, Patience
from bot.store.encryption import Cipher, Keys
from bot.store.postgresql.notifications import Notifications
from bot.store.postgresql.schema import WRITE_ALONE, WRITE_TOGETHER, set_up
from bot.store.rows import Row, Unread
from bot.store.sql.current_transaction import CurrentTransaction
from bot.store.sql.database import UniqueViolation
from bot.store.sql.keys_in_use import KeysInUse
from bot.store.sql.tables import refuse_moved

log = logging.getLogger(__name__)

Connection = psycopg.Connection[Row]

OLDEST_VERSION = 130_000
ENCODING = "UTF8"
# As many as take and record work at once; people's requests take turns with them.
MOST_CONNECTIONS = 16
# Slack waits three seconds for an answer: without the database, a person is told so before that.
CONNECT_WITHIN = timedelta(seconds=2)
# How long the pool tries to connect, at ever longer intervals, before it begins anew.
RECONNECT_WITHIN = timedelta(seconds=5)
# How long a transaction may wait for another one, and how long one may be left open by a process
# that stands still: what it has locked is everybody's again then.
STATEMENT_WITHIN = timedelta(seconds=30)
IDLE_WITHIN = timedelta(seconds=5)
# How long it takes a server that lost a connection to say whether it committed.
SETTLED_WITHIN = timedelta(seconds=20)
# Leases are told by the clocks of those who take them.
CLOCKS_APART = timedelta(seconds=2)

FOLLOW = "SELECT location, at FROM moved; SELECT wrapped FROM keys_in_use ORDER BY id"
READ = f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {FOLLOW}"
WRITE = f"BEGIN; {WRITE_TOGETHER}; {FOLLOW}"
# It may take long, between one statement and the next as well.
WRITE_BY_ITSELF = (
    f"BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0; {WRITE_ALONE}; {FOLLOW}"
)
IDENTITY = (
    "SELECT (SELECT oid FROM pg_database WHERE datname = current_database())::text || ' '"
    " || string_agg(to_regclass(name)::oid::text, ' ' ORDER BY name) AS identity"
    " FROM unnest(ARRAY['bookings', 'decisions', 'history', 'work']) AS name"
)
# Of several locks the order is the same for all, also where two names come to one number.
LOCK = (
    "SELECT pg_advisory_xact_lock(number) FROM (SELECT DISTINCT hashtextextended(name, 0) AS number"
    " FROM unnest(%s::text[]) AS name ORDER BY number) numbers"
)
SETTINGS = (
    f"SET idle_in_transaction_session_timeout = {IDLE_WITHIN // timedelta(milliseconds=1)};"
    f" SET statement_timeout = {STATEMENT_WITHIN // timedelta(milliseconds=1)};"
    # Every question has its index. How many jobs there are changes within seconds, and a server that last
    # counted them in a quiet minute reads the whole table again for each of them (70 ms instead of 2).
    " SET enable_seqscan = off;"
    # Before version 18 a table that has no index then costs ten billion, and what costs more than a hundred
    # thousand is compiled first, each time: 0.1 s and more before a transaction that takes 1 ms.
    " SET jit = off;"
    # What Slack is told was accepted is on the disk, whatever else the server is set to.
    " SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') = 'off'"
)


class PostgresDatabase:
    """A server's database, for any number of threads, processes and machines."""

    for_update = " FOR UPDATE"
    skip_locked = " FOR UPDATE SKIP LOCKED"
    greatest = "greatest"
    error = psycopg.Error

    def __init__(self, url: str, *, keys: Keys, create: bool, patience: Patience) -> None:
        """Connect, bring the tables up to date, and encrypt them if there are keys.

        With `create` off, a database without tables is refused. Whoever waits for it longer than
        their `patience` gets a psycopg.Error. Raises CannotOpen and psycopg.Error.
        """
        self.location = _location(url)
        self._keys = KeysInUse(keys)
        self._patience = patience
        self._current = CurrentTransaction[Connection]()
        conninfo = make_conninfo(
            url,
            application_name="docket",
            client_encoding=ENCODING,
            connect_timeout=int(CONNECT_WITHIN.total_seconds()),
            tcp_user_timeout=CONNECT_WITHIN * 5 // timedelta(milliseconds=1),
        )
        with psycopg.connect(conninfo, autocommit=True, row_factory=dict_row) as connection:
            _check(connection)
            set_up(connection, create=create)
        self._pool = ConnectionPool(
            conninfo,
            connection_class=Connection,
            kwargs={"autocommit": True, "row_factory": dict_row},
            configure=_configure,
            min_size=1,
            max_size=MOST_CONNECTIONS,
            timeout=CONNECT_WITHIN.total_seconds(),
            reconnect_timeout=RECONNECT_WITHIN.total_seconds(),
            open=True,
        )
        self._notifications = Notifications(conninfo)
        try:
            with self.writing_alone() as before:
                self._keys.use_first(self, before)
        except BaseException:
            self.close()
            raise

    @property
    def cipher(self) -> Cipher:
        """How text is kept, within something read or written."""
        return self._current.cipher or self._keys.cipher

    @property
    def identity(self) -> str:
        """The server's own numbers of the database and its tables: whatever is restored gets new ones."""
        return str(self.query(IDENTITY)[0]["identity"])

    def close(self) -> None:
        """Close every connection."""
        self._notifications.close()
        self._pool.close()

    @contextmanager
    def reading(self) -> Iterator[Cipher]:
        """See one state throughout; give how text is kept in it. Raises WrongKeys."""
        if self._current.connection is not None:
            yield self.cipher
            return
        with self._transaction(READ) as cipher:
            yield cipher

    @contextmanager
    def writing(self, *, ahead: bool = False) -> Iterator[Cipher]:
        """Write all of it or nothing; give how text is kept. Raises WrongKeys.

        Nobody waits here until others have written, so that nothing has to go `ahead` of them.
        """
        del ahead
        with self._writing(WRITE) as cipher:
            yield cipher

    @contextmanager
    def writing_alone(self) -> Iterator[Cipher]:
        """Write as in `writing` while nobody else does. Raises WrongKeys."""
        with self._writing(WRITE_BY_ITSELF) as cipher:
            yield cipher

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Within something written, undo only what is done in here where it fails."""
        with self._current.require_connection().transaction():
            yield

    def lock(self, *names: str) -> None:
        """Let nobody else have a lock of these names until what is written is written."""
        self._current.require_connection().execute(LOCK, [[f"docket {name}" for name in names]])

    def try_lock(self, name: str) -> bool:
        """Take a lock of this name likewise, unless somebody else has it; say whether it was taken."""
        lock = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0)) AS taken"
        row = self._current.require_connection().execute(lock, [f"docket {name}"]).fetchone()
        return row is not None and bool(row["taken"])

    def query(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return the rows of a SELECT, or what RETURNING gives."""
        return self._current.require_connection().execute(_prepared(statement), values).fetchall()

    def execute(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Carry out a statement, and return how many rows that concerns. Raises UniqueViolation."""
        try:
            return self._current.require_connection().execute(_prepared(statement), values).rowcount
        except psycopg.errors.UniqueViolation as error:
            raise UniqueViolation from error

    def load(self, table: str, rows: Sequence[Row]) -> None:
        """Write new rows of the same columns by COPY."""
        if not rows:
            return
        columns = sql.SQL(", ").join(map(sql.Identifier, rows[0]))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
        with (
            self._current.require_connection().cursor() as cursor,
            cursor.copy(statement) as writer,
        ):
            for row in rows:
                writer.write_row(tuple(row.values()))

    @property
    def jobs_written(self) -> Counter[Queue]:
        """How many jobs of each queue were written in what this thread writes."""
        return self._current.jobs_written

    @property
    def bookings_written(self) -> dict[tuple[str, str], Record]:
        """The bookings that this thread has written so far in what it writes, by team and reference."""
        return self._current.bookings_written

    def notify(self) -> None:
        """Let other processes know that there are jobs to take, once they are written."""
        self._current.notifies = True

    def on_notified(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever another process has let this one know."""
        self._notifications.add(listener)

    def continue_ids(self, table: str) -> None:
        """Number rows of the table to come from the greatest `id` that is there."""
        proceed = "SELECT setval(pg_get_serial_sequence({}, 'id'), greatest(max(id), 1)) FROM {}"
        self._current.require_connection().execute(
            sql.SQL(proceed).format(sql.Literal(table), sql.Identifier(table))
        )

    def rotate_keys(self) -> list[Unread]:
        """Encrypt all with the first key, so that the others can go; return what cannot be read."""
        with self.writing_alone() as before:
            return self._keys.rotate(self, before)

    def back_up(self, file: Path) -> None:
        """Refuse: the server's own programs do it. Raises CannotBackUp."""
        raise CannotBackUp(
            "PostgreSQL makes its own backups, also while Docket runs. Run: pg_dump --format=custom"
            f" --file={file} {self.location}"
        )

    def clear(self) -> None:
        """Do nothing: the server's own VACUUM frees what stood there before."""

    @contextmanager
    def _writing(self, begin: str) -> Iterator[Cipher]:
        """Write in a transaction that begins so, and commit it."""
        self._current.notifies = False
        self._current.jobs_written.clear()
        with self._transaction(begin) as cipher:
            yield cipher
            self._commit(self._current.require_connection())

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Cipher]:
        """Begin a transaction on a connection for this thread, and roll it back unless it was ended."""
        connection, wrapped = self._begun(begin)
        self._current.connection = connection
        try:
            self._current.cipher = self._keys.follow(wrapped)
            yield self._current.cipher
        finally:
            self._current.end()
            with suppress(psycopg.OperationalError):
                connection.rollback()
            self._pool.putconn(connection)

    def _begun(self, begin: str) -> tuple[Connection, tuple[str, ...]]:
        """Begin on a connection that lives: of those in the pool, some may have been lost meanwhile."""
        for _ in range(MOST_CONNECTIONS):
            connection = self._pool.getconn(self._patience(CONNECT_WITHIN.total_seconds()))
            try:
                return connection, _begin(connection, self._in_time(begin))
            except psycopg.OperationalError as error:
                lives = not connection.broken
                self._pool.putconn(connection)
                if lives:
                    raise
                lost = error
            except BaseException:
                self._pool.putconn(connection)
                raise
        raise lost

    def _in_time(self, begin: str) -> str:
        """Return how a transaction begins that waits for others no longer than somebody waits for it."""
        longest = STATEMENT_WITHIN.total_seconds()
        seconds = self._patience(longest)
        if seconds == longest:
            return begin
        # Zero would be for as long as it takes.
        lock_timeout = max(int(seconds * 1000), 1)
        return begin.replace(";", f"; SET LOCAL lock_timeout = {lock_timeout};", 1)

    def _commit(self, connection: Connection) -> None:
        """Commit; where the connection is lost meanwhile, find out whether it was."""
        if self._current.notifies:
            self._notifications.send(connection)
        row = connection.execute("SELECT pg_current_xact_id_if_assigned()::text AS id").fetchone()
        try:
            connection.execute("COMMIT")
        except psycopg.OperationalError as error:
            if row is None or row["id"] is None or not self._is_committed(row["id"]):
                raise
            log.warning("the connection was lost while committing, which was done: %s", error)

    def _is_committed(self, transaction: str) -> bool:
        """Ask the server, once it answers again, whether a transaction was committed.

        Raises psycopg.Error where it does not answer in time: then nobody knows.
        """
        deadline = time.monotonic() + SETTLED_WITHIN.total_seconds()
        while True:
            try:
                with self._pool.connection() as connection:
                    status = _status(connection, transaction)
                if status != "in progress":
                    return status == "committed"
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)


def _begin(connection: Connection, begin: str) -> tuple[str, ...]:
    """Begin, and return the wrapped keys in use. Raises MovedAway."""
    cursor = connection.execute(begin.encode(), prepare=False)
    moved: Sequence[Row] = ()
    rows: Sequence[Row] = ()
    while cursor.nextset():
        moved, rows = rows, cursor.fetchall() if cursor.description else ()
    refuse_moved(moved)
    return tuple(row["wrapped"] for row in rows)


def _status(connection: Connection, transaction: str) -> str:
    """Return what became of a transaction: one that the server forgot in a crash was not committed."""
    try:
        row = connection.execute(
            "SELECT pg_xact_status(%s::xid8) AS status", [transaction]
        ).fetchone()
    except psycopg.errors.InvalidParameterValue:
        return "aborted"
    return str(row["status"]) if row else "aborted"


def _configure(connection: Connection) -> None:
    """Set a new connection of the pool."""
    connection.execute(SETTINGS, prepare=False)


def _check(connection: Connection) -> None:
    """Refuse what is too old, can't keep every letter, or has another clock. Raises CannotOpen."""
    version = connection.info.server_version
    if version < OLDEST_VERSION:
        raise CannotOpen(
            f"The database server is PostgreSQL {version // 10_000}. Docket needs 13 or newer."
        )
    shown = connection.execute("SHOW server_encoding").fetchone()
    encoding = shown["server_encoding"] if shown else ""
    if encoding != ENCODING:
        raise CannotOpen(
            f"The database keeps text as {encoding}, which can't hold every name. Create one with"
            " CREATE DATABASE docket TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C', and set DATABASE_URL"
            " to it."
        )
    before = datetime.now(UTC)
    row = connection.execute("SELECT clock_timestamp() AS now").fetchone()
    after = datetime.now(UTC)
    apart = max(before - row["now"], row["now"] - after) if row else timedelta(0)
    if apart > CLOCKS_APART:
        raise CannotOpen(
            f"This machine's clock and the database server's are {apart.total_seconds():.0f} seconds apart."
            " Set both by NTP, and start Docket again."
        )


def _location(url: str) -> str:
    """Return server and database of a URL, without the password. Raises CannotOpen."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # What libpq says of it quotes it, with the password.
        raise CannotOpen(
            "DATABASE_URL isn't a PostgreSQL URL. Set it to postgresql://USER:PASSWORD@HOST/DATABASE."
        ) from None
    return f"postgresql://{parts.get('host', 'localhost')}/{parts.get('dbname', '')}"


@lru_cache(maxsize=512)
def _prepared(statement: str) -> bytes:
    """Return a statement with PostgreSQL's marks for values; no other question mark stands in any."""
    return statement.replace("?", "%s").encode()
