"""The benchmarks that DESIGN.md and README.md name run, and print ratios of one run."""

import subprocess
import sys

from tests.process import ROOT


def printed(benchmark: str, *arguments: str) -> str:
    """Run a benchmark as its page says, and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{benchmark}", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_benchmark_of_times_prints_its_ratios() -> None:
    assert "dateparser / Docket" in printed("when", "1")


def test_the_benchmark_of_throughput_prints_what_is_aimed_at() -> None:
    table = printed("throughput", "20")
    assert "64 forms at once told, s" in table
    assert "bare Bolt" in table


def test_the_benchmark_of_a_million_bookings_prints_what_each_call_costs() -> None:
    table = printed("million", "200", "--encrypted")
    for call in ("list: everybody's", "words: a common word", "attention", "take and finish"):
        assert call in table


def test_the_benchmark_of_a_start_prints_how_long_it_took() -> None:
    assert "s to the first form with 20 unfinished bookings" in printed("start", "20")
