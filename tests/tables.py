"""Tables of examples: what is typed or done, and what is said."""

from collections.abc import Mapping
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")


def rows(table: Mapping[A, Mapping[B, C]]) -> list[tuple[A, B, C]]:
    """Return a table of tables row by row, for a test with three parameters."""
    return [
        (outer, inner, value) for outer, below in table.items() for inner, value in below.items()
    ]
