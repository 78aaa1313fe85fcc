"""DESIGN.md's table of what is said after each kind of answer: `python -m tests.mutations.table`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutations.measurement import COLUMNS, measure
from tests.mutations.operations import OPERATIONS

DESIGN = Path(__file__).parents[2] / "DESIGN.md"
BEGIN, END = "<!-- made by python -m tests.mutations.table -->", "<!-- until here -->"
HEAD = (f"| | {' | '.join(COLUMNS)} |", f"|{'---|' * (len(COLUMNS) + 1)}")


def rows() -> list[str]:
    """Return the table as DESIGN.md has it."""
    text = DESIGN.read_text(encoding="utf-8")
    return text.partition(BEGIN)[2].partition(END)[0].strip().splitlines()


def write() -> None:
    """Measure every operation and write the table anew; say what was wrong."""
    table = list(HEAD)
    for operation in OPERATIONS:
        with TemporaryDirectory() as folder:
            measured = measure(operation, Path(folder))
        table.append(measured.row(operation.name))
        sys.stdout.write(f"{table[-1]}\n")
        for case, wrong in measured.wrong.items():
            sys.stdout.write(f"    {case}: {wrong}\n")
    before, _, rest = DESIGN.read_text(encoding="utf-8").partition(BEGIN)
    made = "\n".join([BEGIN, "", *table, "", END])
    DESIGN.write_text(f"{before}{made}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    write()
