"""How SQLite goes about a search: through an index in the order of the list, never through the table."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.scheduling.model.record import State
from bot.scheduling.model.reference import TIMED, Kind
from bot.scheduling.ports.store import Search
from bot.store import all_of_them
from bot.store.encryption import Keys
from bot.store.rows import Row
from bot.store.sql.store import SqlStore
from bot.store.sqlite.database import SqliteDatabase
from tests.builders import NOW, OWNER, TEAM, a_booking, a_session
from tests.store.steps import add

SHOWN = frozenset(State) - {State.CANCELED}
SESSIONS = frozenset({Kind.SESSION})
WEEK = {"start": NOW, "end": NOW + timedelta(days=7)}


class Planned(SqliteDatabase):
    """A database that says how each of its queries of bookings and busy times is carried out."""

    plan: str = ""

    def query(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return the rows, and keep the plan."""
        if statement.startswith("SELECT * FROM bookings") or " busy_times busy" in statement:
            steps = super().query(f"EXPLAIN QUERY PLAN {statement}", values)
            self.plan += "\n".join(step["detail"] for step in steps)
        return super().query(statement, values)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Planned]:
    path = tmp_path / "docket.db"
    with closing(Planned(path, keys=Keys(), patience=all_of_them)) as database:
        yield database


@pytest.mark.parametrize(
    ("index", "search"),
    [
        ("bookings_by_owner", {"owner": OWNER, "lasting": NOW, "states": SHOWN}),
        ("bookings_by_owner", {"owner": OWNER, "lasting": NOW, "kinds": SESSIONS}),
        ("bookings_by_owner", {"owner": OWNER, "start": NOW, "limit": 1}),
        ("bookings_by_making", {"owner": OWNER, "latest_first": True, "limit": 1}),
        ("bookings_by_start", {"lasting": NOW, "states": SHOWN}),
        ("bookings_by_start", {**WEEK, "states": SHOWN}),
        ("bookings_by_kind", {"lasting": NOW, "kinds": SESSIONS}),
        ("bookings_by_link", {"remote_id": "x", "kinds": SESSIONS}),
        ("bookings_by_channel", {"channel": "C1", "kinds": frozenset(Kind), "latest_first": True}),
        ("bookings_unsettled", {**WEEK, "unsettled": True, "kinds": frozenset(Kind)}),
        ("bookings_unsettled", {"lasting": NOW, "unsettled": True, "kinds": TIMED}),
    ],
)
def test_each_list_has_an_index_in_its_own_order(
    database: Planned, index: str, search: dict[str, Any]
) -> None:
    SqlStore(database).select(Search(team=TEAM, **search))
    assert f"USING INDEX {index} (team=?" in database.plan
    assert "SCAN" not in database.plan
    assert "TEMP B-TREE FOR ORDER BY" not in database.plan


def test_what_has_a_rare_word_is_looked_up_by_its_reference(database: Planned) -> None:
    store = SqlStore(database)
    add(store, a_booking())
    assert len(store.select(Search(team=TEAM, words=("doe",)))) == 1
    assert database.plan == "", "no list is gone through"


def test_what_is_to_be_indexed_is_found_at_once(database: Planned) -> None:
    SqlStore(database).index_words(most=200)
    assert "USING INDEX bookings_to_index" in database.plan
    assert "TEMP B-TREE" not in database.plan


def test_who_is_busy_is_found_by_name_and_time(database: Planned) -> None:
    SqlStore(database).overlapping(a_booking(session=a_session(hosts=("ana@firm.example",))))
    for index in ("busy_times_by_start", "busy_times_that_last"):
        assert f"USING COVERING INDEX {index} (team=? AND key=? AND starts" in database.plan
    assert "SCAN busy" not in database.plan
