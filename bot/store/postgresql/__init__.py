"""PostgreSQL: one database, for any number of processes and machines."""

from collections.abc import Sequence

import psycopg
from pydantic import SecretStr

from bot.store import CannotOpen, Patience, all_of_them
from bot.store.encryption import Keys
from bot.store.postgresql.database import PostgresDatabase


def connect(
    url: str,
    *,
    keys: Sequence[SecretStr] = (),
    create: bool = True,
    patience: Patience = all_of_them,
) -> PostgresDatabase:
    """Open the database, and make its tables where there are none and they may be made.

    Raises CannotOpen.
    """
    try:
        return PostgresDatabase(url, keys=Keys(keys), create=create, patience=patience)
    except psycopg.Error as error:
        raise CannotOpen(f"The database can't be opened: {error}. Check DATABASE_URL.") from error
