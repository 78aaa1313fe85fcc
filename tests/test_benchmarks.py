"""The benchmark that DESIGN.md names runs, and prints ratios of one run."""

import subprocess
import sys

from tests.process import ROOT


def test_the_benchmark_of_times_prints_its_ratios() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.when", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "dateparser / Docket" in done.stdout
