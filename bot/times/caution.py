"""What is unusual about a time that someone is about to book; never a reason to refuse it."""

from calendar import SATURDAY, SUNDAY, day_name
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from bot.times.moment import Moment
from bot.times.workdays import public_holiday
from bot.times.writing import Reader

_EARLIEST, _LATEST = time(7), time(21)
_SOON = timedelta(hours=1)
_WEEKEND = (SATURDAY, SUNDAY)


def cautions(
    moment: Moment, *, reader: Reader, now: datetime, holiday_region: str = ""
) -> Iterator[str]:
    """The warnings to show, as sentences, by the local time there, at `now` (aware)."""
    clock = moment.local.time().replace(second=0)
    weekday = moment.local.weekday()
    there = "" if moment.zone == reader.zone else " there"
    if weekday in _WEEKEND:
        yield f"It's a {day_name[weekday]}."
    holiday = public_holiday(moment.local.date(), moment.zone, holiday_region)
    if holiday:
        yield f"It's a public holiday{there}: {holiday}."
    if clock < _EARLIEST:
        yield f"It's before {reader.clock(_EARLIEST)}{there}."
    if clock > _LATEST:
        yield f"It's after {reader.clock(_LATEST)}{there}."
    if moment.instant - now < _SOON:
        yield "It's less than an hour from now."
