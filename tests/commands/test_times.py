"""docket when and docket understand: what a typed time, or line, is read as."""

import json
import subprocess
import sys

import pytest

from tests.commands.runner import run


def test_when_prints_what_a_time_is_read_as() -> None:
    assert ", 2:00 PM C" in run("when", "tomorrow 2pm", "--zone", "America/Chicago").output
    asked = run("when", "tomorrow 2pm", "--zone", "America/Chicago", "--json")
    printed = json.loads(asked.output)
    assert printed["local"].endswith("T14:00:00")
    assert printed["zone"] == "America/Chicago"
    assert run("when").exit_code == 2
    british = ("--zone", "Europe/London", "--locale", "en-GB")
    assert "Mon 5 Jul 2027, 15:00 BST" in run("when", "5 jul 2027 3pm", *british).output


def test_understand_prints_what_each_part_of_a_line_was_taken_for() -> None:
    line = "/session Ruiz depo 24STCV03215 tomorrow 2pm with ana@firm.example"
    printed = run("understand", line).output.splitlines()
    assert printed[:4] == [
        "verb       new",
        "title      Ruiz depo with",
        "case       24STCV03215",
        "addresses  ana@firm.example",
    ]
    assert printed[4].startswith("when       ")
    assert "2:00 PM" in printed[4]
    assert json.loads(run("understand", line, "--json").output)["case"] == "24STCV03215"
    assert run("understand", "Ruiz depo").exit_code == 2


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        (
            "/session postpone next one 2 weeks",
            ["verb      move", "booking   next", "moved to  postpone 2 weeks"],
        ),
        (
            "/session S-7K2M fri 2pm",
            [
                "booking       S-7K2M",
                "did you mean  /session move S-7K2M fri 2pm",
                "              /session show S-7K2M",
                "              /session cancel S-7K2M",
            ],
        ),
        ("/bookings friday Smith", ["verb      list", "argument  friday Smith"]),
        (
            "/agent https://zoom.us/j/98412345678",
            ["verb  new", "link  https://zoom.us/j/98412345678"],
        ),
    ],
)
def test_understand_prints_what_else_a_line_can_be(line: str, printed: list[str]) -> None:
    assert run("understand", line).output.splitlines() == printed


def test_a_question_stands_in_one_column_with_its_choices() -> None:
    printed = run("understand", "/session Lee depo tomorrow 1pm or 2pm").output.splitlines()
    assert [said[:5] for said in printed] == ["verb ", "title", "when ", "     ", "     "]


def test_a_zone_that_there_is_not_is_said_to_be_none() -> None:
    for command in (("when", "2pm"), ("understand", "/session 2pm")):
        refused = run(*command, "--zone", "Mars")
        assert refused.exit_code == 2
        assert "There's no time zone Mars." in refused.output


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("no json", "it isn't JSON"),
        ("[1]", "it doesn't have the form that --help shows"),
        ("{}", 'it has no "command"'),
        ('{"command": "/x", "text": ""}', "there's no command /x"),
        (
            '{"command": "/session", "text": "2pm", "now": "2027-01-27T09:00", "zone": "Mars"}',
            "now needs its UTC offset",
        ),
        (
            '{"command": "/session", "text": "2pm", "now": "2027-01-27T09:00Z", "zone": "Mars"}',
            "No time zone found with key Mars",
        ),
    ],
)
def test_a_line_that_cannot_be_read_is_answered_with_the_reason(line: str, why: str) -> None:
    said = json.loads(run("understand", "--jsonl", typed=line).output)
    assert said["refused"].startswith(f"This line can't be read: {why}")


def test_understand_answers_line_by_line() -> None:
    asked = {"now": "2027-01-27T09:00:00-05:00", "zone": "America/New_York", "text": "3pm"}
    was = {"local": "2027-02-01T10:00", "zone": "America/New_York"}
    lines = [asked | {"command": "/session", "was": was}, asked]
    typed = "\n".join(map(json.dumps, lines))
    moved, refused = run("understand", "--jsonl", typed=typed).output.splitlines()
    assert json.loads(moved)["when"]["instant"] == "2027-02-01T20:00:00Z"
    assert "command" in json.loads(refused)["refused"]


def test_when_answers_line_by_line_as_they_come() -> None:
    asked = {"text": "Thu 2pm", "now": "2027-01-27T09:00:00-05:00", "zone": "America/New_York"}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "when", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(2):
            process.stdin.write(json.dumps(asked) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["instant"] == "2027-01-28T19:00:00Z"
        process.stdin.close()
