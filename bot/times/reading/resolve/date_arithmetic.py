"""Date arithmetic: so many days, workdays or months from a day, and the weekday next to it."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.times.reading.parts import Amount, Shift
from bot.times.workdays import NO_REGION, Regions, after_workdays


def moved(day: date, by: Amount, *, regions: Regions = NO_REGION) -> date:
    """The day so many months, days and workdays away; the 31st becomes a shorter month's last day."""
    if by.months:
        day += relativedelta(months=by.months)
    day += timedelta(days=by.days)
    return after_workdays(day, by.workdays, regions=regions)


def shifted(day: date, shift: Shift, *, regions: Regions) -> date:
    """The day an amount away from another, or the weekday next before or after it."""
    if shift.weekday is None:
        return moved(day, shift.by, regions=regions)
    step = timedelta(days=shift.by.days)
    day += step
    while day.weekday() != shift.weekday:
        day += step
    return day + (shift.times - 1) * 7 * step


def month_ahead(day: date, ahead: int) -> tuple[int, int]:
    """The year and month so many months on from a day's."""
    first = day.replace(day=1) + relativedelta(months=ahead)
    return first.year, first.month
