"""Command lines understood, as plain values and in words: for `python -m bot understand`."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.scheduling.command_line import Understood, understand
from bot.times.moment import Moment
from bot.times.reading import Question, Reading
from bot.times.reading.answers import Answer
from bot.times.reading.as_json import aware, when_json
from bot.times.reading.offering import labels, written
from bot.times.writing import Reader


def understand_asked(asked: dict[str, Any], *, holiday_region: str = "") -> dict[str, Any]:
    """What `{"command", "text", "now", "zone", "locale"?, "was"?: {"local", "zone"}}` is understood as."""
    was = asked.get("was")
    understood = understand(
        asked["command"],
        asked["text"],
        now=aware(asked["now"]),
        zone=asked["zone"],
        locale=asked.get("locale") or "en-US",
        was=Moment(datetime.fromisoformat(was["local"]), was["zone"]) if was else None,
        holiday_region=holiday_region,
    )
    return understood_json(understood)


def understood_json(understood: Understood) -> dict[str, Any]:
    """What was understood, as JSON has it."""
    return {
        "verb": understood.verb,
        "ref": understood.ref,
        "did_you_mean": list(understood.did_you_mean),
        "say": understood.say,
        "when": when_json(understood.when) if understood.when is not None else None,
        "title": understood.title,
        "case": understood.case,
        "emails": list(understood.emails),
        "minutes": understood.minutes,
    }


def in_words(understood: Understood, *, reader: Reader) -> Iterator[str]:
    """What each part of a line was taken for, a line of words for each."""
    parts = (
        ("verb", understood.verb or ""),
        ("reference", understood.ref),
        ("did you mean", " or ".join(understood.did_you_mean)),
        ("answer", understood.say),
        ("argument", "" if understood.verb == "new" else understood.rest),
        ("title", understood.title),
        ("case", understood.case),
        ("addresses", ", ".join(understood.emails)),
        ("length", f"{understood.minutes} minutes" if understood.minutes else ""),
    )
    yield from (f"{name}: {said}" for name, said in parts if said)
    yield from (f"when: {line}" for line in when_in_words(understood.when, reader=reader))


def when_in_words(answer: Answer | None, *, reader: Reader) -> Iterator[str]:
    """How a time was read, in words: the moment, what is asked with its choices, or the refusal."""
    match answer:
        case None:
            return
        case Reading():
            yield _in_full(answer, reader=reader)
        case Question():
            yield answer.sentence
            yield from (f"  - {label}" for label in labels(answer.choices, reader=reader))
        case _:
            yield answer.sentence


def _in_full(reading: Reading, *, reader: Reader) -> str:
    lasting = f", {reading.duration.total_seconds() / 60:g} minutes" if reading.duration else ""
    return (
        f"{written(reading, reader=reader)}{lasting}{f' ({reading.note})' if reading.note else ''}"
    )
