"""Encryption at rest: nothing that was typed is in the file, its -wal or a backup, and nothing gets lost."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.scheduling.jobs.retries import due
from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.reference import Kind
from bot.scheduling.ports.store import Decision, Search
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book, Cancel
from bot.scheduling.tasks.queue import Queue
from bot.scheduling.tasks.slack import Announce
from bot.settings import SQLITE
from bot.store.encryption import Keys, WrongKeys
from bot.store.ports import ManagedStore
from bot.store.rows import SEALED, Table, Unread
from tests.builders import (
    NOW,
    OWNER,
    TEAM,
    a_booking,
    a_session,
    an_entry,
)
from tests.complete_records import complete_records
from tests.process import ROOT
from tests.store import crowd
from tests.store.steps import add, take_one

EVERYTHING = Search(team=TEAM, kinds=frozenset(Kind))


def new_key() -> str:
    return Fernet.generate_key().decode()


OLD, NEW = new_key(), new_key()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "docket.db"


def opened(path: Path, *keys: str) -> closing[ManagedStore]:
    """Open the store with these keys."""
    return closing(crowd.opened(f"{SQLITE}{path}", *keys))


def execute(path: Path, *statements: str) -> None:
    """Change the file behind the store's back."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def write(store: ManagedStore) -> None:
    """Write all of it, with work and history that hold words as well; some of it is deleted again."""
    news = News(what=EventType.CANCELED, by=OWNER, why="HushWordReason")
    for booking in complete_records(appointment_id="hushword-appointment"):
        scheduled = due(
            Announce(news=news, channel="C1"), Cancel(by=OWNER, reason="HushWordCancel"), at=NOW
        )
        entry = an_entry("moved", text="HushWordHistory")
        store.add(booking, Decision(key=booking.ref, entry=entry, then=scheduled))
        store.note(TEAM, booking.ref, entry=an_entry("HushWordDeed", text="HushWordLooked"))
    store.change(
        TEAM,
        "S-7K2M",
        Decision(key="edit", entry=an_entry("edited"), then=due(Book(), at=NOW)),
        transition=lambda now: now.with_(
            session=a_session(title="HushWordLater", notes="HushWord" * 5_000)
        ),
    )


WORD = re.compile(rb"hush\W?word", re.IGNORECASE)


def found(files: Iterable[Path]) -> dict[str, bytes]:
    """Return what is found in each file that holds such a word, which base64 does not by chance."""
    hits = {file.name: WORD.search(file.read_bytes()) for file in files}
    return {name: hit[0] for name, hit in hits.items() if hit}


def files_of(path: Path) -> list[Path]:
    """Return the file, its -wal and -shm, and a backup made beside them."""
    backup = path.with_name("backup.db")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(backup)) as copy:
        source.backup(copy)
    return sorted(path.parent.iterdir())


def tokens_open_only_with_keys(path: Path) -> Sequence[str]:
    """Return what is sealed in the file, as base64 text: words would not show in it by chance."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT data FROM bookings").fetchall()
    return [data for (data,) in rows]


def test_the_words_are_found_where_nothing_is_encrypted(path: Path) -> None:
    """Otherwise the other tests here would prove nothing."""
    with opened(path) as store:
        write(store)
        assert set(found(files_of(path))) >= {"docket.db-wal", "backup.db"}
    assert "docket.db" in found(files_of(path))


def test_nothing_typed_is_in_the_file_its_wal_or_a_backup(path: Path) -> None:
    with opened(path, NEW) as store:
        assert store.is_encrypted()
        write(store)
        assert {file.name for file in files_of(path)} >= {"docket.db", "docket.db-wal", "backup.db"}
        assert found(files_of(path)) == {}
    assert found(files_of(path)) == {}
    assert all(token.startswith("gAAAA") for token in tokens_open_only_with_keys(path))


def test_setting_the_keys_encrypts_what_is_there_and_leaves_nothing_behind(path: Path) -> None:
    with opened(path) as store:
        write(store)
        before = store.select(EVERYTHING)
    execute(
        path,
        "PRAGMA secure_delete = OFF",  # as it was before: what is deleted stays behind for a while
        "DELETE FROM work WHERE lane = 'slack'",
        "DELETE FROM decisions",
    )
    assert "docket.db" in found([path])
    with opened(path, NEW) as store:
        assert found(files_of(path)) == {}
        assert store.select(EVERYTHING) == before
        assert [entry.text for entry in store.history(TEAM, "A-7K2M")] == [
            "HushWordHistory",
            "HushWordLooked",
        ]
        assert store.select(Search(team=TEAM, words=("HUSHWORDlater",)))[0].ref == "S-7K2M"
        assert store.select(Search(team=TEAM, remote_id="hushword-appointment"))[0].ref == "P-7K2M"
        job = take_one(store, Queue.CRONOFY, now=NOW, lease=timedelta(days=1))
        assert job
        assert job.task == Cancel(by=OWNER, reason="HushWordCancel")
        assert store.unread() == []
    assert found(files_of(path)) == {}


def test_a_process_that_never_got_to_clear_the_file_is_made_up_for(path: Path) -> None:
    """Killed between encrypting and clearing: the next start clears."""
    with opened(path) as store:
        write(store)
    with opened(path, NEW):
        pass
    execute(
        path,
        "PRAGMA secure_delete = OFF",
        "PRAGMA user_version = 0",
        "CREATE TABLE gone AS SELECT 'HushWordGone' || hex(zeroblob(9000)) AS text FROM bookings",
        "DROP TABLE gone",
    )
    assert "docket.db" in found([path])
    with opened(path, NEW):
        assert found(files_of(path)) == {}


def test_processes_that_start_at_once_with_new_keys_encrypt_once(path: Path) -> None:
    with opened(path) as store:
        write(store)
        before = store.select(EVERYTHING)
    opening = "import sys; from tests.store.crowd import opened; opened(*sys.argv[1:]).close()"
    processes = [
        subprocess.Popen([sys.executable, "-c", opening, f"{SQLITE}{path}", NEW], cwd=ROOT)
        for _ in range(4)
    ]
    assert [process.wait() for process in processes] == [0] * 4
    with opened(path, NEW) as store:
        assert store.select(EVERYTHING) == before
        assert store.unread() == []
    assert found(files_of(path)) == {}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM keys_in_use").fetchone() == (1,)


@pytest.mark.parametrize(
    ("keys", "why"),
    [([], "DOCKET_ENCRYPTION_KEYS isn't set"), ([OLD], "a key that isn't in")],
    ids=["no keys", "another key"],
)
def test_without_its_key_the_database_is_refused(path: Path, keys: list[str], why: str) -> None:
    with opened(path, NEW) as store:
        write(store)
    with pytest.raises(WrongKeys, match=why) as refused:
        opened(path, *keys)
    assert NEW not in str(refused.value)
    with opened(path, NEW) as store:
        assert len(store.select(EVERYTHING)) == 5


def test_a_key_that_anything_was_encrypted_with_is_needed_until_the_keys_are_rotated(
    path: Path,
) -> None:
    with opened(path, OLD) as store:
        write(store)
    with opened(path, NEW, OLD) as store:
        store.note(TEAM, "S-7K2M", entry=an_entry("moved", text="HushWordNew"))
    for too_few in (OLD, NEW):
        with pytest.raises(WrongKeys):
            opened(path, too_few)
    with opened(path, NEW, OLD) as store:
        before = store.select(EVERYTHING)
        assert store.rotate_keys() == []
    with pytest.raises(WrongKeys):
        opened(path, OLD)
    with opened(path, NEW) as store:
        assert store.select(EVERYTHING) == before
        assert store.history(TEAM, "S-7K2M")[-1].text == "HushWordNew"
        assert store.select(Search(team=TEAM, remote_id="hushword-appointment"))[0].ref == "P-7K2M"
        assert take_one(store, Queue.SLACK, now=NOW, lease=timedelta(days=1))
        assert store.unread() == []


def test_after_a_rotation_the_old_key_opens_nothing_that_is_left_in_the_file(path: Path) -> None:
    with opened(path, OLD) as store:
        write(store)
    with opened(path, NEW, OLD) as store:
        store.rotate_keys()
    old, opens = Fernet(OLD), []
    for file in files_of(path):
        for token in re.findall(rb"gAAAA[\w-]{60,}={0,2}", file.read_bytes()):
            try:
                opens.append(old.decrypt(token))
            except Exception:  # noqa: BLE001, S112 - whatever it is, it does not open
                continue
    assert opens == []


def test_rotating_leaves_what_cannot_be_read_and_names_it(path: Path) -> None:
    with opened(path, OLD) as store:
        write(store)
    execute(path, "UPDATE bookings SET data = 'gAAAA' WHERE ref = 'A-7K2M'")
    with opened(path, NEW, OLD) as store:
        assert store.rotate_keys() == [Unread(table=Table.BOOKINGS, ref="A-7K2M")]
    with opened(path, NEW) as store:
        assert len(store.select(EVERYTHING)) == 4


def test_a_process_without_keys_writes_nothing_once_another_has_encrypted_the_file(
    path: Path,
) -> None:
    with opened(path) as before:
        write(before)
        with opened(path, NEW) as after:
            for use in (
                lambda: before.get(TEAM, "S-7K2M"),
                lambda: before.select(EVERYTHING),
                lambda: before.note(TEAM, "S-7K2M", entry=an_entry("HushWord")),
                lambda: take_one(before, Queue.SLACK, now=NOW, lease=timedelta(days=1)),
            ):
                with pytest.raises(WrongKeys):
                    use()
            assert not before.is_readable()
            assert after.unread() == []


def test_a_process_with_the_keys_follows_another_that_has_encrypted_or_rotated(path: Path) -> None:
    with opened(path, NEW, OLD) as mine, opened(path, NEW, OLD) as other:
        write(other)
        other.rotate_keys()
        mine.note(TEAM, "S-7K2M", entry=an_entry("moved", text="HushWordMine"))
        assert other.history(TEAM, "S-7K2M")[-1].text == "HushWordMine"
        assert len(mine.select(EVERYTHING)) == 5


@pytest.mark.parametrize(
    "swap",
    [
        (
            "UPDATE bookings SET data = (SELECT data FROM bookings WHERE ref = 'S-0002')"
            " WHERE ref = 'S-7K2M'"
        ),
        (
            "UPDATE bookings SET data = (SELECT text FROM history WHERE ref = 'S-7K2M')"
            " WHERE ref = 'S-7K2M'"
        ),
    ],
    ids=["another row", "another table"],
)
def test_rows_cannot_be_swapped_unnoticed(path: Path, swap: str) -> None:
    with opened(path, NEW) as store:
        write(store)
        store.add(a_booking("S-0002", remote_session_id="o"), Decision(key="o", entry=an_entry()))
        execute(path, swap)
        with pytest.raises(Unreadable):
            store.get(TEAM, "S-7K2M")


def test_who_did_what_and_when_cannot_be_changed_unnoticed(path: Path) -> None:
    with opened(path, NEW) as store:
        write(store)
        assert len(store.history(TEAM, "P-7K2M")) == 2
        for change in ("by = 'U9'", "at = at + 1"):
            execute(path, f"UPDATE history SET {change} WHERE ref = 'P-7K2M'")  # noqa: S608 - ours
            assert store.history(TEAM, "P-7K2M") == []


def test_one_name_has_another_hash_in_another_database(tmp_path: Path) -> None:
    links = set()
    for name in ("a", "b"):
        path = tmp_path / name / "docket.db"
        with opened(path, NEW) as store:
            write(store)
        with closing(sqlite3.connect(path)) as connection:
            links |= set(connection.execute("SELECT link FROM bookings WHERE ref = 'S-7K2M'"))
    assert len(links) == 2


# Ids, references, states, times, numbers, keyed hashes, and names that Docket itself gives.
PLAIN = {
    "bookings": {
        "team",
        "ref",
        "owner",
        "state",
        "starts",
        "created",
        "link",
        "channel",
        "left_in",
        "blanked",
        "ends",
        "turns",
        "indexed",
        "unsettled",
    },
    # The words themselves only where there are no keys: else their keyed hashes.
    "booking_words": {"team", "ref", "word", "starts"},
    "busy_times": {"team", "ref", "key", "starts", "ends"},
    "decisions": {"key", "team", "ref", "at"},
    "history": {"id", "team", "ref", "by", "at"},
    "work": {
        *("id", "team", "ref", "lane", "line", "due", "since"),
        *("attempt", "lease", "leased_until", "set_aside", "way", "place", "reminded", "restored"),
        *("tried", "cursor"),
    },
    "pace": {"team", "way", "place", "taken", "until", "refused_at", "refused", "unasked"}
    | {"pages", "reading_since", "apart"},
    "keys_in_use": {"id", "wrapped"},
    "counted": {"id", "team", "user", "what", "amount", "at"},
    "said_once": {"team", "what", "at"},
    "zone_data": {"version", "at"},
    "moved": {"location", "at"},
    "origin": {"identity"},
    "provider_calls": {"id", "provider", "at"},
    "_sqlite_migrations": {"id", "migration_set", "name", "applied_at"},
}


def test_every_column_is_sealed_or_known_to_hold_nothing_typed(path: Path) -> None:
    """A column that is new must be looked at: whether it holds what people typed."""
    with opened(path, NEW):
        pass
    with closing(sqlite3.connect(path)) as connection:
        columns = connection.execute(
            "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c"
            " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite^_%' ESCAPE '^'"
        ).fetchall()
    sealed = {(table.value, column) for table, names in SEALED.items() for column in names}
    plain = {(table, column) for table, names in PLAIN.items() for column in names}
    assert set(columns) - sealed == plain


def test_words_are_hashes_as_soon_as_there_are_keys(path: Path) -> None:
    """They are written anew: none of those that stood there as they were typed is left."""
    telling = a_booking(session=a_session(title="HushWord of Doe"))
    with opened(path) as store:
        store.add(telling, Decision(key="one", entry=an_entry()))
    with opened(path, OLD) as store:
        assert store.select(replace(EVERYTHING, words=("hushword",))) == [telling]
        assert store.index_words(most=9) == 1
        assert store.select(replace(EVERYTHING, words=("HushWord", "doe"))) == [telling]
        assert store.select(replace(EVERYTHING, words=("hush",))) == []
    with opened(path, NEW, OLD) as store:
        store.rotate_keys()
        assert store.select(replace(EVERYTHING, words=("hushword",))) == [telling]
    assert b"hushword" not in path.read_bytes()


def test_what_was_indexed_without_its_people_is_found_by_them_after_an_upgrade(path: Path) -> None:
    session = a_session(hosts=("h.lindqvist@firm.example",))
    with opened(path, OLD) as store:
        add(store, a_booking(session=session))
    written = (
        "DELETE FROM booking_words",
        "DELETE FROM _sqlite_migrations WHERE name = 'words_of_people'",
    )
    with closing(sqlite3.connect(path)) as before, before:
        for statement in written:
            before.execute(statement)
    with opened(path, OLD) as store:
        by_host = replace(EVERYTHING, words=("H.Lindqvist@firm.example",))
        assert len(store.select(by_host)) == 1
        assert store.index_words(most=9) == 1
        assert len(store.select(by_host)) == 1
    assert b"lindqvist" not in path.read_bytes()


def test_who_is_busy_with_what_an_earlier_version_wrote_is_known_after_an_upgrade(
    path: Path,
) -> None:
    session = a_session(hosts=("h.lindqvist@firm.example",))
    again = a_booking("S-0002", session=session)
    with opened(path, OLD) as store:
        add(store, a_booking(session=session))
    execute(
        path,
        "DROP TABLE busy_times",
        "DELETE FROM _sqlite_migrations WHERE name = 'busy_times'",
    )
    with opened(path, OLD) as store:
        assert store.overlapping(again) == []
        assert store.index_words(most=9) == 1
        assert len(store.overlapping(again)) == 1
    assert b"lindqvist" not in path.read_bytes()


def test_who_is_busy_is_known_by_hashes_once_keys_are_set(path: Path) -> None:
    session = a_session(hosts=("h.lindqvist@firm.example",))
    again = a_booking("S-0002", session=session)
    with opened(path) as store:
        add(store, a_booking(session=session))
    with opened(path, OLD) as store:
        assert store.index_words(most=9) == 1
        assert len(store.overlapping(again)) == 1
    with opened(path, NEW, OLD) as store:
        store.rotate_keys()
        assert len(store.overlapping(again)) == 1
    assert b"lindqvist" not in path.read_bytes()


def test_keys_show_nowhere() -> None:
    assert NEW not in repr(Keys([SecretStr(NEW)]))
