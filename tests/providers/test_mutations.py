"""Whatever an answer is like, what people are told is what the provider holds, or that it isn't known."""

from pathlib import Path

import pytest

from tests.mutations.measurement import measure
from tests.mutations.operation import Operation
from tests.mutations.operations import OPERATIONS
from tests.mutations.table import HEAD, rows


@pytest.mark.timeout(600)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_nothing_is_claimed_doubled_or_lost(operation: Operation, tmp_path: Path) -> None:
    measured = measure(operation, tmp_path)
    assert not measured.wrong, "\n".join(f"{c}: {w}" for c, w in measured.wrong.items())
    row = measured.row(operation.name)
    assert row in rows(), "DESIGN.md says otherwise: run python -m tests.mutations.table"


def test_the_table_has_nothing_else() -> None:
    names = [row.split("|")[1].strip() for row in rows()]
    assert rows()[:2] == list(HEAD)
    assert names[2:] == [operation.name for operation in OPERATIONS]
