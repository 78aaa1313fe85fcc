"""How fast typed times are read, beside a well-configured dateparser, with the same phrases; and whole lines.

    python -m benchmarks.when [rounds]

Both are warmed first, then take turns phrase by phrase; the ratios are from that one run.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import dateparser

from bot.scheduling.command_line.parser import parse_command
from bot.times import zone_data
from bot.times.reading import read
from bot.times.zones import zone_info
from tests.times.phrase_tables import sheets

zone_data.choose()

ZONE = "America/New_York"
NOW = datetime(2026, 11, 20, 10, 20, tzinfo=zone_info(ZONE))
TESTS = Path(__file__).parent.parent / "tests"
LINES = TESTS / "scheduling" / "command_line" / "lines.txt"
SETTINGS = {
    "PREFER_DATES_FROM": "future",
    "RELATIVE_BASE": NOW.replace(tzinfo=None),
    "RETURN_AS_TIMEZONE_AWARE": False,
}
LONGEST = [
    "2 h 1 m " * 62,
    "2pm ET 3pm PT " * 36,
    "b julho to PT and " * 27,
    "1 day and " * 50,
    "1/2 " * 125,
    "at " * 166,
]


def main() -> None:
    """Print medians, 99th percentiles and their ratios, and the slowest of the longest texts."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    phrases = [phrase for sheet in sheets("english") for phrase in sheet.lines]
    for phrase in phrases:
        ours(phrase)
        theirs(phrase)
    pairs = [(_timed(ours, p), _timed(theirs, p)) for _ in range(rounds) for p in phrases]
    docket, other = ([pair[side] for pair in pairs] for side in (0, 1))
    longest = max(_timed(ours, text[:500]) for text in LONGEST)
    medians, highs = _median(other) / _median(docket), _high(other) / _high(docket)
    typed = _typed()
    for line in typed:
        whole_line(line)
    report = [
        f"{len(phrases)} phrases, {rounds} rounds, milliseconds",
        _line("Docket", docket),
        _line("dateparser", other),
        f"dateparser / Docket    median {medians:6.1f}   99th {highs:6.1f}",
        _line("Docket, other languages", _timed_elsewhere()),
        _line("Docket, command lines", [_timed(whole_line, line) for line in typed for _ in "12"]),
        f"slowest of {len(LONGEST)} texts of 500 characters: {longest:.1f}",
    ]
    sys.stdout.write("\n".join(report) + "\n")


def ours(phrase: str) -> object:
    """Docket's reading."""
    return read(phrase, now=NOW, zone=ZONE)


def theirs(phrase: str) -> object:
    """The reading of dateparser, told the language and to look ahead."""
    return dateparser.parse(phrase, languages=["en"], settings=SETTINGS)


def whole_line(line: str) -> object:
    """What a whole line of `/session` is understood as."""
    return parse_command("/session", line, now=NOW, zone=ZONE)


def _typed() -> list[str]:
    lines = LINES.read_text(encoding="utf-8").splitlines()
    return [line.rsplit(" | ", 2)[0] for line in lines if line[:1] not in ("", "#")]


def _timed_elsewhere() -> list[float]:
    """Time what is typed in languages that only dateparser knows, once each language is loaded."""
    typed = [(sheet.read, phrase) for sheet in sheets("other_languages") for phrase in sheet.lines]
    for read_there, phrase in typed:
        read_there(phrase)
    return [_timed(read_there, phrase) for read_there, phrase in typed for _ in "12"]


def _timed(parse: Callable[[str], object], text: str) -> float:
    started = time.perf_counter()
    parse(text)
    return 1000 * (time.perf_counter() - started)


def _median(times: list[float]) -> float:
    return statistics.median(times)


def _high(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


def _line(name: str, times: list[float]) -> str:
    return f"{name:22} median {_median(times):6.3f}   99th {_high(times):6.3f}"


if __name__ == "__main__":
    main()
