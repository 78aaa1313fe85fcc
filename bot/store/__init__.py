"""Stores: where bookings, decisions and the work that follows are kept.

A store is a package here; `open_store` knows by which URLs it is meant, and `bot.settings` which are set.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

if TYPE_CHECKING:
    from bot.store.ports import ManagedStore


class CannotOpen(Exception):
    """The database cannot be used as it is; the sentence says why and what to do."""


def open_store(url: str, *, keys: Sequence[SecretStr] = (), create: bool = True) -> "ManagedStore":
    """Open the database at a URL, with the keys that its text is encrypted with.

    Where there is none, it is made, or with `create` off refused. Raises CannotOpen.
    """
    scheme, _, rest = url.partition("://")
    match scheme:
        case "sqlite":
            # The log needs CannotOpen at once, and a store only where one is opened.
            from bot.store.sqlite import open_sqlite  # noqa: PLC0415

            return open_sqlite(Path(rest.removeprefix("/")), keys=keys, create=create)
        case "postgresql" | "postgres":
            from bot.store.postgresql import open_postgresql  # noqa: PLC0415 - as above

            return open_postgresql(url, keys=keys, create=create)
        case _:
            raise CannotOpen(f"Docket has no store for {scheme}. Check DATABASE_URL.")
