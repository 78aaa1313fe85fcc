"""Stores: where bookings, decisions and the work that follows are kept.

A database is a package here; `open_database` knows by which URLs it is meant, and `bot.settings` which
may be set.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

if TYPE_CHECKING:
    from bot.store.ports import ManagedStore
    from bot.store.sql.database import Database


class CannotOpen(Exception):
    """The database cannot be used as it is; the sentence says why and what to do."""


def open_store(url: str, *, keys: Sequence[SecretStr] = (), create: bool = True) -> "ManagedStore":
    """Open the store in the database at a URL, with the keys that its text is encrypted with.

    Where there is none, it is made, or with `create` off refused. Raises CannotOpen.
    """
    # The log needs CannotOpen at once, and a store only where one is opened.
    from bot.store.sql.store import SqlStore  # noqa: PLC0415

    return SqlStore(open_database(url, keys=keys, create=create))


def open_database(url: str, *, keys: Sequence[SecretStr] = (), create: bool = True) -> "Database":
    """Open the database at a URL, as `open_store` does. Raises CannotOpen."""
    scheme, _, rest = url.partition("://")
    match scheme:
        case "sqlite":
            from bot.store.sqlite import open_file  # noqa: PLC0415 - as above

            return open_file(Path(rest.removeprefix("/")), keys=keys, create=create)
        case "postgresql" | "postgres":
            from bot.store.postgresql import connect  # noqa: PLC0415 - as above

            return connect(url, keys=keys, create=create)
        case _:
            raise CannotOpen(f"Docket has no store for {scheme}. Check DATABASE_URL.")
