"""A store is opened by its URL."""

from contextlib import closing
from pathlib import Path

import pytest

from bot.store import CannotOpen, open_store
from tests.builders import a_booking
from tests.postgresql import database
from tests.store.steps import add


def test_a_file_is_made_where_there_is_none_unless_it_must_be_there(tmp_path: Path) -> None:
    path = tmp_path / "docket.db"
    with pytest.raises(CannotOpen, match=f"There's no database at {path}"):
        open_store(f"sqlite:///{path}", create=False)
    assert not path.exists()
    for create in (True, False):
        with closing(open_store(f"sqlite:///{path}", create=create)) as store:
            assert store.is_readable()
            assert store.location == str(path)


def test_what_there_is_no_store_for_is_refused() -> None:
    with pytest.raises(CannotOpen, match="Docket has no store for mysql"):
        open_store("mysql://localhost/docket")


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_cannot_keep_every_letter_is_refused_before_it_has_tables(
    encoding: str,
) -> None:
    with database(settings=f"ENCODING '{encoding}' LOCALE 'C'") as url:
        for _ in range(2):
            with pytest.raises(CannotOpen, match=f"keeps text as {encoding}.* ENCODING 'UTF8'"):
                open_store(url)


def test_text_is_sent_as_unicode_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    booking = a_booking(owner="U1", channel="C1")
    named = booking.with_(session=booking.session.with_(title="Łukasz v. 東京"))
    with database() as url, closing(open_store(url)) as store:
        add(store, named)
        assert store.get(named.team, named.ref) == named
