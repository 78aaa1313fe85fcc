"""Stores: where bookings, decisions and the work that follows are kept.

A database is a package here; `open_database` knows by which URLs it is meant, and `bot.settings` which
may be set.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

if TYPE_CHECKING:
    from bot.store.ports import ManagedStore
    from bot.store.sql.database import Database


# Says how many of so many seconds whoever waits for the database has.
Patience = Callable[[float], float]


def all_of_them(seconds: float) -> float:
    """Return the seconds: nobody waits for an answer."""
    return seconds


class CannotOpen(Exception):
    """The database cannot be used as it is; the sentence says why and what to do."""


class CannotBackUp(Exception):
    """No backup can be made so; the sentence says why and what to do."""


def open_store(
    url: str,
    *,
    keys: Sequence[SecretStr] = (),
    create: bool = True,
    patience: Patience = all_of_them,
) -> "ManagedStore":
    """Open the store in the database at a URL, with the keys that its text is encrypted with.

    Where there is none, it is made, or with `create` off refused. Whoever waits for a database that others
    hold gets an error when their `patience` is over, and nothing is written. Raises CannotOpen.
    """
    # The log needs CannotOpen at once, and a store only where one is opened.
    from bot.store.sql.store import SqlStore  # noqa: PLC0415

    return SqlStore(open_database(url, keys=keys, create=create, patience=patience))


def open_database(
    url: str,
    *,
    keys: Sequence[SecretStr] = (),
    create: bool = True,
    patience: Patience = all_of_them,
) -> "Database":
    """Open the database at a URL, as `open_store` does. Raises CannotOpen."""
    scheme, _, rest = url.partition("://")
    match scheme:
        case "sqlite":
            from bot.store.sqlite import open_file  # noqa: PLC0415 - as above

            path = Path(rest.removeprefix("/"))
            return open_file(path, keys=keys, create=create, patience=patience)
        case "postgresql" | "postgres":
            from bot.store.postgresql import connect  # noqa: PLC0415 - as above

            return connect(url, keys=keys, create=create, patience=patience)
        case _:
            raise CannotOpen(f"Docket has no store for {scheme}. Check DATABASE_URL.")
