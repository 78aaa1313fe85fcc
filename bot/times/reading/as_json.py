"""Readings as plain values, for `docket when` and its line-by-line form."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

from bot.times.reading.answers import Answer, Question, Reading
from bot.times.reading.parser import read
from bot.times.reading.preloading import preload


def when_json(reading: Answer) -> dict[str, Any]:
    """What was read, as JSON has it: a reading, `ask` with `choices`, or `refused`."""
    match reading:
        case Reading():
            return _reading(reading)
        case Question():
            choices = [_reading(choice) for choice in reading.choices]
            return {"ask": reading.sentence, "choices": choices}
        case _:
            return {"refused": reading.sentence}


def _reading(reading: Reading) -> dict[str, Any]:
    written: dict[str, Any] = {
        "local": reading.moment.local.isoformat(timespec="seconds"),
        "zone": reading.moment.zone,
        "instant": reading.moment.instant.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "date_only": reading.date_only,
        "said": list(reading.said),
        "assumed": list(reading.assumed),
        "rest": reading.rest,
    }
    if reading.duration is not None:
        written["duration_minutes"] = reading.duration.total_seconds() / 60
    if reading.note is not None:
        written["note"] = reading.note
    return written


AnswerRequest = Callable[[dict[str, Any]], dict[str, Any]]


def json_lines(lines: Iterable[str], *, answer: AnswerRequest) -> Iterator[str]:
    """For each line of JSON one line with what `answer` makes of it.

    A line that is not of its form, or names no zone there is, is answered with `refused`.
    """
    preload()
    for line in lines:
        if line.strip():
            yield json.dumps(_answered(line, answer=answer), ensure_ascii=False)


def _answered(line: str, *, answer: AnswerRequest) -> dict[str, Any]:
    try:
        return answer(json.loads(line))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return {"refused": f"This line can't be read: {_reason(error)}"}


def _reason(error: Exception) -> str:
    match error:
        case json.JSONDecodeError():
            return f"it isn't JSON ({error})"
        case ZoneInfoNotFoundError():
            return str(error.args[0])
        case KeyError():
            return f'it has no "{error.args[0]}"'
        case ValueError():
            return str(error)
        case _:
            return "it doesn't have the form that --help shows"


def read_request(request: dict[str, Any], *, holiday_region: str = "") -> dict[str, Any]:
    """What `{"text", "now", "zone", "locale"?, "leftovers"?}` is read as."""
    answer = read(
        request["text"],
        now=aware(request["now"]),
        zone=request["zone"],
        locale=request.get("locale") or "en-US",
        leftovers=bool(request.get("leftovers", False)),
        holiday_region=holiday_region,
    )
    return when_json(answer)


def aware(now: str) -> datetime:
    """The time that an ISO text with an offset gives; ValueError without one."""
    present = datetime.fromisoformat(now)
    if present.tzinfo is None:
        raise ValueError("now needs its UTC offset")
    return present
