"""What is unusual about a time that somebody is about to book; never a reason to refuse it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.times.moment import Moment
from bot.times.workdays import public_holiday

_EARLIEST, _LATEST = 7, 21
_SOON = timedelta(hours=1)
_WEEKEND = {5: "Saturday", 6: "Sunday"}


def cautions(moment: Moment, *, now: datetime, holiday_region: str = "") -> Iterator[str]:
    """Say in sentences what to look at twice, by the clocks where it is, at `now` (aware)."""
    day, hour = moment.local.date(), moment.local.hour
    if day.weekday() in _WEEKEND:
        yield f"It is a {_WEEKEND[day.weekday()]}."
    holiday = public_holiday(day, moment.zone, holiday_region)
    if holiday:
        yield f"It is a public holiday there: {holiday}."
    if hour < _EARLIEST:
        yield "It is before 7 AM there."
    if (hour, moment.local.minute) > (_LATEST, 0):
        yield "It is after 9 PM there."
    if moment.instant - now < _SOON:
        yield "It is less than an hour ahead."
