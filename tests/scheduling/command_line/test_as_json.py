"""What a command line is understood as, in words: one line for each part, under its name."""

from datetime import datetime

import pytest

from bot.scheduling.command_line.as_json import describe
from bot.scheduling.command_line.parser import parse_command
from bot.times.writing import Reader

NOW = datetime.fromisoformat("2026-11-25T10:20-05:00")
NEW_YORK = "America/New_York"


@pytest.mark.parametrize(
    ("when", "lines"),
    [
        ("tomorrow 2pm", ["when   Thu, Nov 26, 2026, 2:00 PM EST"]),
        (
            "tomorrow 2pm or 3pm",
            [
                "when   That's more than one time. Which one do you mean?",
                "         - 2:00 PM EST, Thu, Nov 26, 2026",
                "         - 3:00 PM EST, Thu, Nov 26, 2026",
            ],
        ),
        ("Feb 30 2pm", ["when   February doesn't have a day 30. Enter another date."]),
        ("", []),
    ],
)
def test_a_line_is_explained_part_by_part(when: str, lines: list[str]) -> None:
    parsed = parse_command("/session", f"Reyes depo {when}", now=NOW, zone=NEW_YORK)
    said = list(describe(parsed, reader=Reader(zone=NEW_YORK)))
    assert [line.rstrip() for line in said] == ["verb   new", "title  Reyes depo", *lines]
