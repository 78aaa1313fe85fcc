"""The phrase tables: `phrase | what it means`, one line each, in files that anyone can add to."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bot.times.moment import Moment
from bot.times.reading import Answer, Question, Reading
from bot.times.zones import zone_info

ZONE = "America/New_York"
NOW = datetime(2026, 11, 20, 10, 20, tzinfo=zone_info(ZONE))
TABLES = Path(__file__).parent / "phrases"
LOCALES = {"french": "fr-FR", "german": "de-DE", "portuguese": "pt-BR", "spanish": "es-ES"}


def lines(table: str) -> list[tuple[str, str]]:
    """Each phrase of a table with its meaning; empty lines and comments left out."""
    written = (TABLES / f"{table}.txt").read_text(encoding="utf-8").splitlines()
    return [phrase_and_meaning(line) for line in written if line and not line.startswith("#")]


def located_lines(table: str) -> list[tuple[str, str, str, str]]:
    """Each `locale zone | phrase | meaning` of a table as locale, zone, phrase and meaning."""
    cases = []
    for left, means in lines(table):
        where, _, phrase = left.partition(" | ")
        locale, _, zone = where.partition(" ")
        cases.append((locale, zone, phrase, means))
    return cases


def phrase_and_meaning(line: str) -> tuple[str, str]:
    """The two sides of a line, `phrase | what it means`."""
    phrase, _, means = line.rpartition(" | ")
    return phrase.rstrip(" "), means.strip()


def every_phrase() -> list[tuple[str, str]]:
    """The phrases of all tables, each with the locale of those who type so."""
    phrases = [*located("holidays"), *located("other_languages")]
    for path in sorted(TABLES.glob("*.txt")):
        if path.stem not in ("holidays", "other_languages", "kinds"):
            locale = LOCALES.get(path.stem, "en-US")
            phrases += [(locale, phrase) for phrase, _ in lines(path.stem)]
    for path in (TABLES / "kinds.txt", *sorted((TABLES / "blind").glob("*.txt"))):
        phrases += [(sheet.locale, phrase) for sheet in sheets(path) for phrase in sheet.lines]
    return phrases


def located(table: str) -> list[tuple[str, str]]:
    """Each phrase of a table of `locale zone | phrase | meaning` with its locale."""
    return [(locale, phrase) for locale, _, phrase, _ in located_lines(table)]


class Sheet(NamedTuple):
    """Lines that were typed at one time, in one zone (IANA) and locale."""

    table: str
    now: datetime
    zone: str
    locale: str
    lines: dict[str, str]


def sheets(table: Path) -> Iterator[Sheet]:
    """The sheets of a table: `@ now zone locale`, and below it `phrase | what it means`."""
    sheet: Sheet | None = None
    for line in table.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            _, now, zone, locale = line.split()
            sheet = Sheet(table.stem, datetime.fromisoformat(now), zone, locale, {})
            yield sheet
        elif sheet and line and not line.startswith("#"):
            phrase, means = phrase_and_meaning(line)
            sheet.lines[phrase] = means


def meaning(answer: Answer, *, home: str = ZONE) -> str:
    """An answer as the tables write it; the zone of whoever typed it (`home`, IANA) is left out."""
    match answer:
        case Reading():
            return _reading(answer, home=home)
        case Question():
            return "ask " + ", ".join(_reading(choice, home=home) for choice in answer.choices)
        case _:
            return "refused"


def meaning_or_open(answer: Answer, *, home: str = ZONE) -> str:
    """Likewise, but `open` for a question and a refusal alike."""
    return meaning(answer, home=home) if isinstance(answer, Reading) else "open"


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
