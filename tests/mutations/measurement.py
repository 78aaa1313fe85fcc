"""Having an operation done for all its cases, and the row of DESIGN.md's table that says what came of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tests.mutations.answers import Kind
from tests.mutations.claims import Claim, claim_of, complaints, untrue
from tests.mutations.operation import Operation
from tests.mutations.world import Case, world

COLUMNS = tuple(Kind)
NOT_ASKED = "·"
A_WHILE = timedelta(seconds=15)


@dataclass(kw_only=True)
class Measured:
    """What was claimed of each kind of answer, by whether the thing was done, and what was wrong."""

    claims: dict[tuple[Kind, bool], set[Claim]] = field(default_factory=lambda: defaultdict(set))
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def row(self, name: str) -> str:
        """Write the operation's row of the table."""
        cells = (self._cell(kind) for kind in COLUMNS)
        return f"| {name} | {' | '.join(cells)} |"

    def _cell(self, kind: Kind) -> str:
        done, not_done = (_written(self.claims.get((kind, does), ())) for does in (True, False))
        return done if not_done in {NOT_ASKED, done} else f"{done} / {not_done}"


def _written(claims: Iterable[Claim]) -> str:
    return " or ".join(sorted(claims)) or NOT_ASKED


def measure(operation: Operation, folder: Path) -> Measured:
    """Have it done in batches, each in an office of its own below the folder."""
    measured = Measured()
    for n, cases in enumerate(operation.batches()):
        place = folder / str(n)
        place.mkdir()
        _measure(operation, cases, place, measured)
    return measured


def _measure(operation: Operation, cases: list[Case], folder: Path, measured: Measured) -> None:
    with world(folder, cases, **operation.settings) as office:
        if operation.prepare:
            operation.prepare(office)
            office.settle(A_WHILE)
        operation.ask(office)
        office.settle(operation.within)
        bookings, cards = office.bookings(), office.cards()
        for case in cases:
            card, held = cards[case.ref], operation.see(office, case)
            claim = claim_of(card.text)
            plain = case.does and case.variant.kind in {Kind.DOCUMENTED, Kind.ODD}
            wanted = operation.good if plain else ""
            found = complaints(claim, held, bookings[case.ref], now=office.hurry(), wanted=wanted)
            found += untrue([reply.text for reply in card.replies], held, bookings[case.ref])
            if plain and not operation.looks and case.asked != 1:
                found.append(f"asked {case.asked} times")
            if found:
                measured.wrong[str(case)] = found
            measured.claims[case.variant.kind, case.does].add(claim)
