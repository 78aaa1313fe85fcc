"""Copies a database into another, of the same kind or another, and makes sure that all arrived."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.store.rows import Row
from bot.store.sql.database import Database, insert
from bot.store.sql.tables import TABLES, all_rows, pages


class NotEmpty(Exception):
    """The database to copy to holds something."""


class NotTheSame(Exception):
    """A table of the copy is not what was copied."""


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """A table, how many rows it has, and the checksum (SHA-256) of all of them."""

    name: str
    rows: int
    checksum: str


def copy(source: Database, target: Database, *, at: datetime) -> list[CopiedTable]:
    """Copy all there is, work under way as well, and say of the source that it is no longer used.

    Meanwhile nobody else writes to either; `at` (aware UTC) is when. Raises NotEmpty and NotTheSame,
    and what the databases raise: both are as they were before then.
    """
    with source.writing_alone():
        with target.writing_alone():
            copied = [_copy_table(source, target, table) for table in TABLES]
            _copy_origin(source, target)
        insert(source, "moved", {"location": target.location, "at": at.timestamp()})
    return copied


def _copy_table(source: Database, target: Database, table: str) -> CopiedTable:
    """Copy a table, and compare what arrived with what was there. Raises NotEmpty, NotTheSame."""
    if next(all_rows(target, table), None) is not None:
        raise NotEmpty(target.location)
    before = _summary(table, _loaded(target, table, pages(source, table)))
    if "id" in TABLES[table]:
        target.continue_ids(table)
    after = _summary(table, pages(target, table))
    if before != after:
        raise NotTheSame(f"{table}: {before.rows} rows there, {after.rows} in the copy")
    return after


def _copy_origin(source: Database, target: Database) -> None:
    """Let the copy of a restored backup that nobody has run on yet be known as one, too."""
    other = "SELECT identity FROM origin WHERE identity != ?"
    for row in source.query(other, [source.identity]):
        insert(target, "origin", row)


def _loaded(target: Database, table: str, pages: Iterator[list[Row]]) -> Iterator[list[Row]]:
    """Give pages of a table, each once it is written into the copy."""
    for page in pages:
        target.load(table, page)
        yield page


def _summary(table: str, pages: Iterator[list[Row]]) -> CopiedTable:
    """Count the rows of a table, and sum them up in the order of its key."""
    checksum, rows = hashlib.sha256(), 0
    for page in pages:
        checksum.update(json.dumps(page, sort_keys=True).encode())
        rows += len(page)
    return CopiedTable(table, rows, checksum.hexdigest())
