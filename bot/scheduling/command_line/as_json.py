"""Command lines understood, as plain values and in words: for `docket understand`."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

from bot.scheduling.command_line.understand import Understood, understand
from bot.scheduling.command_line.verbs import ABOUT_ONE, VERBS, Verb
from bot.times.moment import Moment
from bot.times.reading import Question, Reading
from bot.times.reading.answers import Answer
from bot.times.reading.as_json import aware, when_json
from bot.times.reading.offering import labels, written
from bot.times.writing import Reader


def understand_asked(asked: dict[str, Any], *, holiday_region: str = "") -> dict[str, Any]:
    """What `{"command", "text", "now", "zone", "locale"?, "was"?: {"local", "zone"}}` is understood as."""
    command, was = asked["command"], asked.get("was")
    if command not in VERBS:
        raise ValueError(f"there's no command {command}")
    understood = understand(
        command,
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
    """What each part of a line was taken for: its name, and beside it what was said of it."""
    parts = {name: lines for name, lines in _parts(understood, reader=reader) if any(lines)}
    width = max(map(len, parts), default=0)
    for name, lines in parts.items():
        for head, line in zip_longest((name,), lines, fillvalue=""):
            yield f"{head:{width}}  {line}"


def _parts(understood: Understood, *, reader: Reader) -> Iterator[tuple[str, Sequence[str]]]:
    is_new, minutes = understood.verb is Verb.NEW, understood.minutes
    call = understood.call
    yield "verb", (understood.verb or "",)
    yield "booking", (understood.ref or understood.name,)
    yield "did you mean", understood.did_you_mean
    yield "answer", (understood.say,)
    yield "link", call.links if call else ()
    if is_new:
        yield "title", (understood.title,)
        yield "case", (understood.case,)
        yield "addresses", (", ".join(understood.emails),)
        yield "when", tuple(when_in_words(understood.when, reader=reader))
        yield "length", (f"{minutes} minutes" if minutes else "",)
    elif understood.verb in ABOUT_ONE:
        yield "moved to", (understood.typed if understood.verb is Verb.MOVE else "",)
    elif understood.verb:
        yield "argument", (understood.rest,)


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
