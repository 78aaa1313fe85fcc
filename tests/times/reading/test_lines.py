"""`docket when --jsonl`: a line in, a line out."""

import json
from typing import Any

from bot.times.reading.as_json import json_lines, read_request

ASKED = {"now": "2026-11-20T10:20:00-05:00", "zone": "America/New_York"}


def answered(text: str, **more: object) -> dict[str, Any]:
    (line,) = json_lines([json.dumps({"text": text, **ASKED, **more})], answer=read_request)
    answer: dict[str, Any] = json.loads(line)
    return answer


def test_a_reading() -> None:
    answer = answered("Jan 28 2027 1:30am PT")
    assert answer["local"] == "2027-01-28T01:30:00"
    assert answer["zone"] == "America/Los_Angeles"
    assert answer["instant"] == "2027-01-28T09:30:00Z"
    assert answer["date_only"] is False
    assert answer["said"] == ["year", "date", "clock", "am/pm", "zone"]
    assert answer["assumed"] == []
    assert answer["rest"] == ""


def test_a_day() -> None:
    answer = answered("tomorrow")
    assert (answer["local"], answer["date_only"]) == ("2026-11-21T00:00:00", True)
    assert answer["assumed"] == ["zone"]


def test_a_question() -> None:
    answer = answered("7/6 2pm", locale="en-CA")
    assert answer["ask"].endswith("?")
    assert [choice["local"] for choice in answer["choices"]] == [
        "2027-07-06T14:00:00",
        "2027-06-07T14:00:00",
    ]


def test_a_refusal() -> None:
    assert "has passed" in answered("yesterday")["refused"]


def test_words_around_it_where_they_are_allowed() -> None:
    assert answered("Doe tomorrow 2pm", leftovers=True)["rest"] == "Doe"
    assert "refused" in answered("Doe tomorrow 2pm")


def test_a_line_that_cannot_be_read_is_answered_and_the_next_one_too() -> None:
    good = json.dumps({"text": "tomorrow", **ASKED})
    bad = ["{", "[]", '{"text": "tomorrow"}', json.dumps({**ASKED, "text": 3})]
    bad.append(json.dumps({"text": "tomorrow", "now": "2026-11-20T10:20:00", "zone": "UTC"}))
    bad.append(json.dumps({"text": "tomorrow", "now": ASKED["now"], "zone": "Nowhere/Town"}))
    *refused, last = (
        json.loads(line) for line in json_lines([*bad, "", good], answer=read_request)
    )
    assert all("refused" in answer for answer in refused)
    assert len(refused) == len(bad)
    assert last["local"] == "2026-11-21T00:00:00"
