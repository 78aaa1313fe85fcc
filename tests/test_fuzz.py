"""Whatever a signed request holds: nothing breaks, every row reads back, nobody changes what is another's."""

from pathlib import Path

from tests.fuzz import fuzzed

FEW = 300


def test_damaged_requests_of_every_kind_break_nothing(tmp_path: Path) -> None:
    """The long run is `python -m tests.fuzz 15000`."""
    with fuzzed(tmp_path, seed=20270120) as fuzz:
        fuzz.run(FEW)
        assert fuzz.statuses[200] > FEW / 2
