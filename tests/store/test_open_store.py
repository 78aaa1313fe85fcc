"""A store is opened by its URL."""

from contextlib import closing
from pathlib import Path

import pytest

from bot.store import CannotOpen, open_store


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
