"""What a command line is understood as, in words: one line for each part, under its name."""

from datetime import datetime

import pytest

from bot.scheduling.command_line.as_json import describe, parse_request
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


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        (
            "/session postpone next one 2 weeks",
            ["verb      move", "booking   next", "moved to  postpone 2 weeks"],
        ),
        ("/bookings friday Smith", ["verb      list", "argument  friday Smith"]),
        (
            "/session undo",
            [
                (
                    "answer  “undo” isn't a `/session` command. `/session list` shows your bookings"
                    " with their references, and `/session help` shows what you can do."
                )
            ],
        ),
    ],
)
def test_what_is_behind_another_verb_is_told(line: str, lines: list[str]) -> None:
    command, _, text = line.partition(" ")
    parsed = parse_command(command, text, now=NOW, zone=NEW_YORK)
    assert list(describe(parsed, reader=Reader(zone=NEW_YORK))) == lines


REQUEST = {"command": "/session", "now": NOW.isoformat(), "zone": NEW_YORK}


def test_a_request_is_answered_with_every_field_of_a_parsed_line() -> None:
    answer = parse_request({**REQUEST, "text": "Ruiz 24STCV03215 tomorrow 2-3pm ana@b.com"})
    when = answer.pop("when")
    assert when["instant"] == "2026-11-26T19:00:00Z"
    assert answer == {
        "verb": "new",
        "ref": "",
        "did_you_mean": [],
        "say": "",
        "title": "Ruiz",
        "case": "24STCV03215",
        "emails": ["ana@b.com"],
        "minutes": 60,
    }


def test_a_request_about_a_move_says_when_the_booking_was() -> None:
    was = {"local": "2026-12-08T10:00", "zone": NEW_YORK}
    answer = parse_request({**REQUEST, "text": "1 hour later", "was": was})
    assert answer["when"]["instant"] == "2026-12-08T16:00:00Z"
    assert parse_request({**REQUEST, "text": "list"})["when"] is None


def test_a_request_for_no_command_is_refused() -> None:
    with pytest.raises(ValueError, match="there's no command /x"):
        parse_request({**REQUEST, "command": "/x", "text": ""})
