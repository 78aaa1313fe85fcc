"""python -m bot rotate-keys: what is kept at rest, looked after by hand."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from click import ClickException

from bot.app import open_store
from bot.settings import Settings
from bot.store import CannotOpen
from bot.store.sqlite import SqliteStore


def rotate(settings: Settings) -> str:
    """Encrypt everything with the first key, and say what that leaves to do."""
    if not settings.docket_encryption_keys:
        raise ClickException(
            "Set DOCKET_ENCRYPTION_KEYS to the new key and the earlier ones: NEW,OLD"
        )
    with _opened(settings) as store:
        unread = store.rotate_keys()
    if unread:
        refs = ", ".join(sorted({each.ref for each in unread}))
        return (
            f"Everything is encrypted with the first key, except what cannot be read, about {refs}."
        )
    return "Everything is encrypted with the first key. The others can be left out now."


@contextmanager
def _opened(settings: Settings) -> Iterator[SqliteStore]:
    """Open the database, or say why not."""
    try:
        store = open_store(settings)
    except CannotOpen as refused:
        raise ClickException(str(refused)) from None
    except (OSError, sqlite3.Error) as error:
        raise ClickException(
            f"The database {settings.database_path} cannot be opened: {error}."
        ) from None
    with closing(store):
        yield store
