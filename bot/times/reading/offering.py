"""What a question offers, written so that no two choices look alike."""

from collections.abc import Sequence

from bot.times.reading.answers import Reading
from bot.times.writing import Reader

SHOWN = 30
"""So many characters of a button Slack shows on a narrow screen."""


def written(choice: Reading, *, reader: Reader) -> str:
    """A choice, to be read as just what it offers: a day alone stays a day, in the zone that was said."""
    moment = choice.moment
    if not choice.date_only:
        return moment.written(reader)
    day = moment.day_written(reader)
    return day if moment.zone == reader.zone else f"{day}, {moment.zone_written(reader)}"


def labels(choices: Sequence[Reading], *, reader: Reader) -> list[str]:
    """The choices with what tells them apart at their heads, which is all that a button may show."""
    usual = [written(choice, reader=reader) for choice in choices]
    days = [choice.moment.day_written(reader) for choice in choices]
    is_one_day = len(set(days)) == 1 < len(days)
    if not is_one_day and len({label[:SHOWN] for label in usual}) == len(usual):
        return usual
    return [
        label if label == day else f"{label.removeprefix(day).lstrip(', ')}, {day}"
        for label, day in zip(usual, days, strict=True)
    ]
