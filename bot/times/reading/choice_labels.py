"""The labels of a question's choices, written so that no two look alike."""

from collections import Counter
from collections.abc import Sequence

from bot.times.reading.answers import Reading
from bot.times.writing import Reader

VISIBLE_CHARACTERS = 30
"""How many characters of a button Slack shows on a narrow screen."""


def written(choice: Reading, *, reader: Reader) -> str:
    """A choice as it is shown: a day alone stays a day, in the zone that was given."""
    moment = choice.moment
    if not choice.date_only:
        return moment.written(reader)
    day = moment.day_written(reader)
    return day if moment.zone == reader.zone else f"{day}, {moment.zone_written(reader)}"


def labels(choices: Sequence[Reading], *, reader: Reader) -> list[str]:
    """The choices, each beginning with what distinguishes it, as a button may show no more."""
    usual = [written(choice, reader=reader) for choice in choices]
    days = [choice.moment.day_written(reader) for choice in choices]
    is_one_day = len(set(days)) == 1 < len(days)
    if not is_one_day and _tell_apart(usual):
        return usual
    pairs = list(zip(usual, days, strict=True))
    clock_first = [_after(label, day) for label, day in pairs]
    if _tell_apart(clock_first):
        return clock_first
    year_last = [_without_year(day) + label.removeprefix(day) + _year(day) for label, day in pairs]
    heads = Counter(label[:VISIBLE_CHARACTERS] for label in year_last)
    return [
        label if heads[label[:VISIBLE_CHARACTERS]] == 1 else _zone_first(choice, reader=reader)
        for choice, label in zip(choices, year_last, strict=True)
    ]


def _tell_apart(labels: Sequence[str]) -> bool:
    return len({label[:VISIBLE_CHARACTERS] for label in labels}) == len(labels)


def _after(label: str, day: str) -> str:
    """The label with its day after the clock: `3:00 PM EST, Fri, Nov 27, 2026`."""
    return label if label == day else f"{label.removeprefix(day).lstrip(', ')}, {day}"


def _without_year(day: str) -> str:
    return day[: -len(_year(day))]


def _year(day: str) -> str:
    """The year that a day ends with, and the comma before it: `, 2026`."""
    return f", {day[-4:]}" if day[-6] == "," else f" {day[-4:]}"


def _zone_first(choice: Reading, *, reader: Reader) -> str:
    """A choice of several zones and days: `Santiago time (UTC−4), Sat, Apr 3, 2027, 11:30 PM`."""
    moment = choice.moment
    clock = "" if choice.date_only else f", {moment.clock_written(reader)}"
    return f"{moment.zone_written(reader)}, {moment.day_written(reader)}{clock}"
