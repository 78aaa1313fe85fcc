"""Lines as coordinators, paralegals and clinics type them, each judged by hand: `lines.txt`.

`line | when | words kept`, read on Wednesday, November 25, 2026, at 10:20 in New York. When: a
moment (`?` behind it: read so, or asked with it offered), a day, `ask` with what must be offered,
`open` for anything but a moment, `refused`, `none`. A day without a year is the next to come,
`@` names its zone, `for` its minutes. Words kept: all that is no time, wherever it was put.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.scheduling.command_line.parser import ParsedCommand, parse_command
from bot.times.reading import Question, Reading, Refusal
from bot.times.zones import zone_info

ZONE = "America/New_York"
NOW = datetime.fromisoformat("2026-11-25T10:20-05:00")


def judged(table: str) -> Iterator[tuple[str, str, str]]:
    for line in (Path(__file__).parent / table).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text, when, kept = (part.strip() for part in line.rsplit(" | ", 2))
            yield text, when, kept


def judged_elsewhere() -> Iterator[tuple[str, str, str, str, str]]:
    """The lines of `foreign_lines.txt`, each with its locale and zone first."""
    for text, when, kept in judged("foreign_lines.txt"):
        where, _, line = text.partition(" | ")
        locale, _, zone = where.partition(" ")
        yield locale, zone, line, when, kept


def is_meant(choice: Reading, moment: str) -> bool:
    """Whether a reading is the moment or day, which is written as `12-09 14:00@Europe/London`."""
    wall, _, zone = moment.strip().removesuffix("?").partition("@")
    if not wall.startswith("20"):
        wall = f"{2026 if wall >= '11-25' else 2027}-{wall}"
    if len(wall) == len("2026-12-09"):
        return f"{choice.moment.local:%Y-%m-%d}" == wall
    at = datetime.fromisoformat(wall).replace(tzinfo=zone_info(zone or ZONE))
    return not choice.date_only and choice.moment.instant == at


def words_of(text: str) -> Counter[str]:
    stripped = (word.strip('.,;:-|()[]“”"—').lower() for word in text.split())
    return Counter(word for word in stripped if word)


def assert_asked(said: ParsedCommand, offered: str) -> None:
    assert isinstance(said.when, Question)
    choices = said.when.choices
    assert len({(one.moment.instant, one.moment.zone, one.date_only) for one in choices}) > 1
    for moment in offered.split(", "):
        assert any(is_meant(choice, moment) for choice in choices), moment


@pytest.mark.parametrize(("text", "when", "kept"), list(judged("lines.txt")))
def test_a_line_is_understood_as_it_was_meant(text: str, when: str, kept: str) -> None:
    assert_meant(parse_command("/session", text, now=NOW, zone=ZONE), when, kept)


@pytest.mark.parametrize(("locale", "zone", "text", "when", "kept"), list(judged_elsewhere()))
def test_a_line_in_another_language(
    locale: str, zone: str, text: str, when: str, kept: str
) -> None:
    said = parse_command("/session", text, now=NOW, zone=zone, locale=locale)
    assert_meant(said, when, kept)


def assert_meant(said: ParsedCommand, when: str, kept: str) -> None:
    assert said.verb == "new"
    meant, _, minutes = when.partition(" for ")
    match meant.split()[0]:
        case "open":
            assert not isinstance(said.when, Reading)
        case "none":
            assert said.when is None
        case "refused":
            assert isinstance(said.when, Refusal)
        case "ask":
            assert_asked(said, meant.removeprefix("ask "))
        case _ if isinstance(said.when, Question) and meant.endswith("?"):
            assert_asked(said, meant)
        case _:
            assert isinstance(said.when, Reading)
            assert is_meant(said.when, meant)
    if minutes:
        assert (said.minutes or 0) == int(minutes)
    if kept != "*":
        found = words_of(" ".join((said.title, said.case, *said.emails)))
        assert words_of(kept) <= found
        assert isinstance(said.when, Question) or found == words_of(kept)
