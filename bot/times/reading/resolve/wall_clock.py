"""When clocks in a zone show a time: once, never where they skip it, twice where an hour repeats."""

from datetime import datetime, timedelta

from bot.times.moment import Moment
from bot.times.zones import zone_info


def moments_at(local: datetime, *, zone: str, offset: timedelta | None) -> tuple[Moment, ...]:
    """The moments when clocks in a zone (IANA) show this; of two, the one at the offset that was said."""
    clocks = zone_info(zone)
    before, after = (local.replace(tzinfo=clocks, fold=fold).utcoffset() for fold in (0, 1))
    if before == after:
        return (Moment(local, zone),)
    first, second = (Moment(local.replace(fold=fold), zone) for fold in (0, 1))
    if Moment.at(first.instant, zone).local != local:
        return ()
    fitting = tuple(one for one in (first, second) if one.offset == offset)
    return fitting or (first, second)


def around_gap(local: datetime, *, zone: str) -> tuple[Moment, Moment]:
    """For a wall-clock time that a clock change skips: as far before the gap, and as far after it."""
    by_old_rules, by_new_rules = (Moment(local.replace(fold=fold), zone).instant for fold in (0, 1))
    return Moment.at(by_new_rules, zone), Moment.at(by_old_rules, zone)
