"""The benchmarks that DESIGN.md and README.md name run, and print ratios of one run."""

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


def test_the_benchmark_of_throughput_prints_what_is_aimed_at() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.throughput", "20"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "64 forms at once told, s" in done.stdout
    assert "bare Bolt" in done.stdout


def test_the_benchmark_of_a_million_bookings_prints_what_each_call_costs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.million", "200", "--encrypted"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for call in ("list: everybody's", "words: a common word", "attention", "take and finish"):
        assert call in done.stdout


def test_the_benchmark_of_a_start_prints_how_long_it_took() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.start", "20"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "s to the first form with 20 unfinished bookings" in done.stdout
