"""Parsed command lines as JSON and in words, for `docket understand`."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

from bot.scheduling.command_line.parser import ParsedCommand, parse_command
from bot.scheduling.command_line.verbs import ABOUT_ONE, VERBS, Verb
from bot.times.moment import Moment
from bot.times.reading import Question, Reading
from bot.times.reading.answers import Answer
from bot.times.reading.as_json import aware, when_json
from bot.times.reading.choice_labels import labels, written
from bot.times.writing import Reader


def parse_request(asked: dict[str, Any], *, holiday_region: str = "") -> dict[str, Any]:
    """Parse the line in `{"command", "text", "now", "zone", "locale"?, "was"?: {"local", "zone"}}`."""
    command, was = asked["command"], asked.get("was")
    if command not in VERBS:
        raise ValueError(f"there's no command {command}")
    parsed = parse_command(
        command,
        asked["text"],
        now=aware(asked["now"]),
        zone=asked["zone"],
        locale=asked.get("locale") or "en-US",
        was=Moment(datetime.fromisoformat(was["local"]), was["zone"]) if was else None,
        holiday_region=holiday_region,
    )
    return command_json(parsed)


def command_json(parsed: ParsedCommand) -> dict[str, Any]:
    """Return a parsed command line as plain values for JSON."""
    return {
        "verb": parsed.verb,
        "ref": parsed.ref,
        "did_you_mean": list(parsed.did_you_mean),
        "say": parsed.say,
        "when": when_json(parsed.when) if parsed.when is not None else None,
        "title": parsed.title,
        "case": parsed.case,
        "emails": list(parsed.emails),
        "minutes": parsed.minutes,
    }


def describe(parsed: ParsedCommand, *, reader: Reader) -> Iterator[str]:
    """Return each part of a parsed line as text: its name, and its value in a second column."""
    parts = {name: lines for name, lines in _parts(parsed, reader=reader) if any(lines)}
    width = max(map(len, parts), default=0)
    for name, lines in parts.items():
        for head, line in zip_longest((name,), lines, fillvalue=""):
            yield f"{head:{width}}  {line}"


def _parts(parsed: ParsedCommand, *, reader: Reader) -> Iterator[tuple[str, Sequence[str]]]:
    is_new, minutes = parsed.verb is Verb.NEW, parsed.minutes
    pasted = parsed.pasted_links
    yield "verb", (parsed.verb or "",)
    words = " ".join(parsed.described[-1].words) if parsed.described else ""
    yield "booking", (parsed.ref or parsed.name or words,)
    yield "did you mean", parsed.did_you_mean
    yield "answer", (parsed.say,)
    yield "link", pasted.links if pasted else ()
    if is_new:
        yield "title", (parsed.title,)
        yield "case", (parsed.case,)
        yield "addresses", (", ".join(parsed.emails),)
        yield "when", tuple(describe_time(parsed.when, reader=reader))
        yield "length", (f"{minutes} minutes" if minutes else "",)
    elif parsed.verb in ABOUT_ONE:
        yield "moved to", (parsed.typed if parsed.verb is Verb.MOVE else "",)
    elif parsed.verb:
        yield "argument", (parsed.rest,)


def describe_time(answer: Answer | None, *, reader: Reader) -> Iterator[str]:
    """Return how a time was read as text: the moment, the question with its choices, or the refusal."""
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
