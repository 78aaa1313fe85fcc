"""The phrase tables: `phrase | what it means`, one line each, in files that anyone can add to."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bot.times.moment import Moment
from bot.times.reading import Answer, Question, Reading, read
from bot.times.zones import zone_info

ZONE = "America/New_York"
NOW = datetime(2026, 11, 20, 10, 20, tzinfo=zone_info(ZONE))
TABLES = Path(__file__).parent / "phrases"
IN_A_LINE, MOVING, HOLIDAYS = "in-a-line", "moving", "holidays"


class Sheet(NamedTuple):
    """Lines that were typed at one time, in one zone (IANA) and locale.

    `in_a_line`: other words may stand around the time; `was`: the time of the session that is moved;
    `region`: whose public holidays count beside those of the zone's country (`US-CA`).
    """

    table: str
    now: datetime
    zone: str
    locale: str
    in_a_line: bool
    was: Moment | None
    region: str
    lines: dict[str, str]

    @property
    def name(self) -> str:
        """What a test over the sheet is called."""
        return " ".join(str(told) for told in self[:-1])

    def read(self, phrase: str) -> Answer:
        """What a phrase means where the sheet was typed."""
        there = partial(read, now=self.now, zone=self.zone, locale=self.locale)
        return there(phrase, leftovers=self.in_a_line, was=self.was, holiday_region=self.region)

    def meanings(self) -> dict[str, str]:
        """Each phrase with what it is read as, in the terms of its line."""
        home = self.was.zone if self.was else self.zone
        return {
            phrase: _meaning_like(expected, self.read(phrase), home=home)
            for phrase, expected in self.lines.items()
        }


def sheets(table: str = "**/*") -> list[Sheet]:
    """The sheets of one table or of all.

    Each begins with `@ now zone locale`, perhaps with `in-a-line`, `moving TIME ZONE` or `holidays
    REGION` behind it; below it stand its lines, `phrase | what it means`.
    """
    return [sheet for path in sorted(TABLES.glob(f"{table}.txt")) for sheet in _sheets_in(path)]


def _sheets_in(path: Path) -> list[Sheet]:
    found: list[Sheet] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        phrase, mark, means = line.rpartition(" | ")
        if line.startswith("@") and not mark:
            found.append(_empty_sheet(path.stem, line))
        elif mark and not line.startswith("#"):
            found[-1].lines[phrase.rstrip(" ")] = means.strip()
    return found


def _empty_sheet(table: str, line: str) -> Sheet:
    _, now, zone, locale, *how = line.split()
    was = Moment(datetime.fromisoformat(how[1]), how[2]) if MOVING in how else None
    region = how[1] if HOLIDAYS in how else ""
    at = datetime.fromisoformat(now)
    return Sheet(table, at, zone, locale, IN_A_LINE in how, was, region, {})


def every_phrase() -> list[tuple[str, str]]:
    """The phrases of all tables, each with the locale of those who type so."""
    return [(sheet.locale, phrase) for sheet in sheets() for phrase in sheet.lines]


def moment_of(phrase: str, *, now: datetime = NOW, zone: str = ZONE) -> Moment:
    """The one moment that a phrase means to somebody in a zone (IANA); fails where it is asked or refused."""
    answer = read(phrase, now=now, zone=zone)
    assert isinstance(answer, Reading), answer
    return answer.moment


def meaning(answer: Answer, *, home: str = ZONE) -> str:
    """An answer as the tables write it; the zone of whoever typed it (`home`, IANA) is left out."""
    match answer:
        case Reading():
            return _reading(answer, home=home)
        case Question():
            return "ask " + ", ".join(_reading(choice, home=home) for choice in answer.choices)
        case _:
            return "refused"


def _meaning_like(expected: str, answer: Answer, *, home: str) -> str:
    """Likewise, but `open` for a question and a refusal alike where that is expected."""
    is_open = expected == "open" and not isinstance(answer, Reading)
    return "open" if is_open else meaning(answer, home=home)


def _reading(reading: Reading, *, home: str) -> str:
    parts = [_local(reading.moment, date_only=reading.date_only)]
    if reading.moment.zone != home:
        parts.append(reading.moment.zone)
    if reading.duration is not None:
        parts.append(f"for {reading.duration.total_seconds() / 60:g} min")
    if reading.rest:
        parts.append(f"rest {reading.rest}")
    return " ".join(parts)


def _local(moment: Moment, *, date_only: bool) -> str:
    if date_only:
        return f"{moment.local:%Y-%m-%d}"
    return f"{moment.local:%Y-%m-%d %H:%M}" + (f":{moment.local:%S}" if moment.local.second else "")


def local_time(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A wall-clock time, which is naive on purpose."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC).replace(tzinfo=None)
