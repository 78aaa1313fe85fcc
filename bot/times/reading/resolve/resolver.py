"""A phrase in one zone, and what a wall-clock time there comes to: a reading, a question, a refusal."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Question, Reading, Refusal, ask
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Calendar, Clock, DayTime, Part
from bot.times.reading.resolve.context import Context
from bot.times.reading.resolve.days import DayReadings, days, ways_of_day
from bot.times.reading.resolve.month_days import Days
from bot.times.reading.resolve.zone_candidates import ZoneCandidate
from bot.times.workdays import NO_REGION, Regions
from bot.times.zones import zone_info, zones_with_offset

_YEARS_AHEAD = 5
_UNTIL_A_LEAP_DAY = 8


@dataclass(frozen=True, slots=True)
class Resolver:
    """A phrase, the zone it is read in, and who asked; `anchor` is the day that it is there.

    A duration `by_clock` is what clocks show from start to end, even where they change between.
    Days are counted and named as where the holidays of the `regions` are observed.
    """

    parse: PartialParse
    zone: ZoneCandidate
    context: Context
    anchor: date
    regions: Regions = NO_REGION
    duration: timedelta | None = None
    by_clock: bool = False

    def with_parts(self, parts: dict[str, Part]) -> "Resolver":
        """The same for other parts in the same zones."""
        return replace(self, parse=self.parse.with_parts(parts))

    def days(self, *, anchor: date | None = None) -> tuple[Days, ...]:
        """Every way of reading the day that was said, counted from the anchor or from another day."""
        return days(
            self.parse,
            today=anchor or self.anchor,
            day_first=self.context.day_first,
            regions=self.regions,
        )

    def ways_of_day(self) -> DayReadings:
        """The ways of reading the day that may be meant; none if no day was said."""
        return ways_of_day(
            self.parse,
            today=self.anchor,
            day_first=self.context.day_first,
            regions=self.regions,
        )

    def local(self, moment: Moment) -> datetime:
        """What clocks in the zone show at a moment."""
        return Moment.at(moment.instant, self.zone.name).local

    def answer(self, local: datetime, *, assumed: tuple[str, ...] = ()) -> Answer:
        """The reading of a wall-clock time; or the question or refusal a clock change makes of it."""
        zone = self.zone
        found = _moments(zone, local)
        if not found:
            return self._skipped(local)
        if zone.exact and zone.offset is not None and found[0].offset != zone.offset:
            return self._by_offset_or_zone(found[0], zone.offset)
        if self.duration and self.by_clock and not _moments(zone, local + self.duration):
            return self._skipped(local + self.duration)
        ahead = [moment for moment in found if not self.context.is_past(moment)]
        readings = tuple(self.reading(moment, assumed=assumed) for moment in ahead or found)
        if len(readings) == 1:
            return _if_near(readings[0], context=self.context)
        clock = self.context.reader.clock(local.time())
        return Question(f"{clock} happens twice that day. Which one?", readings)

    def _by_offset_or_zone(self, there: Moment, offset: timedelta) -> Answer:
        """`3 AM EEST (UTC+3)` on a day when clocks there are at UTC+2: which is meant is asked."""
        fixed = (Moment(there.local, zone) for zone in zones_with_offset(offset))
        ahead = [one for one in (*fixed, there) if not self.context.is_past(one)]
        written = there.written(self.context.reader)
        sentence = f"The time zone and the UTC offset don't match. Local time there is {written}."
        readings = [self.reading(moment) for moment in ahead]
        return ask(sentence, readings) or self.past(there.local)

    def _skipped(self, local: datetime) -> Refusal:
        reader = self.context.reader
        near = _around_gap(self.zone, local)
        before, after = (moment.written(reader) for moment in near)
        skipped = reader.clock(local.time())
        return Refusal(
            f"Clocks there skip {skipped} that day. Enter {before} or {after}.",
            instead=tuple(self.reading(one) for one in near if not self.context.is_past(one)),
        )

    def _lasts(self, moment: Moment) -> timedelta | None:
        """How long it really lasts; across a clock change that is not what the clocks show."""
        if not (self.duration and self.by_clock):
            return self.duration
        ends = _moments(self.zone, moment.local + self.duration)
        return ends[0].instant - moment.instant if ends else self.duration

    def reading(self, moment: Moment, *, assumed: tuple[str, ...] = ()) -> Reading:
        """The reading of one moment that nothing more is to be asked about."""
        said, unsaid = _said_and_assumed(self.parse)
        return Reading(
            moment=_by_known_letters(moment, zone=self.zone, context=self.context),
            said=said,
            assumed=tuple(dict.fromkeys((*unsaid, *assumed))),
            duration=self._lasts(moment),
            note=_season_note(self.zone, moment),
        )

    def day(self, day: date) -> Answer:
        """The reading of a day without a clock."""
        said, unsaid = _said_and_assumed(self.parse)
        moment = Moment(datetime.combine(day, time()), self.zone.name)
        reading = Reading(
            moment=moment, date_only=True, said=said, assumed=unsaid, duration=self.duration
        )
        if day < self.context.today(self.zone.name):
            return self.past(moment.local, day_only=True)
        return _if_near(reading, context=self.context)

    def is_past(self, local: datetime) -> bool:
        """Whether a wall-clock time there is over."""
        found = _moments(self.zone, local) or (Moment(local, self.zone.name),)
        return all(self.context.is_past(moment) for moment in found)

    def past(self, local: datetime, *, day_only: bool = False) -> Refusal:
        """What to say of a time that is over: what was read, and what may be meant instead."""
        zone = self.zone.name
        was = Moment(local, zone)
        written = Moment.day_written if day_only else Moment.written
        over = written(was, self.context.reader)
        kind = "day" if day_only else "time"
        return Refusal(
            f"{over} has passed. Enter a later {kind}.",
            is_past=True,
            instead=self._a_year_later(was, day_only=day_only),
        )

    def _a_year_later(self, was: Moment, *, day_only: bool) -> tuple[Reading, ...]:
        """What may be meant by a past date: that of the coming year, if the year was said."""
        day = self.parse.part(Calendar)
        if day is None or day.year is None:
            return ()
        coming = self.reading(_in_the_coming_year(was, now=self.context.now))
        return (replace(coming, date_only=day_only),)


def _moments(zone: ZoneCandidate, local: datetime) -> tuple[Moment, ...]:
    """The moments when clocks there show this: none in a gap, two where an hour comes twice."""
    clocks = zone_info(zone.name)
    before, after = (local.replace(tzinfo=clocks, fold=fold).utcoffset() for fold in (0, 1))
    if before == after:
        return (Moment(local, zone.name),)
    first, second = (Moment(local.replace(fold=fold), zone.name) for fold in (0, 1))
    if Moment.at(first.instant, zone.name).local != local:
        return ()
    fitting = tuple(one for one in (first, second) if one.offset == zone.offset)
    return fitting or (first, second)


def _around_gap(zone: ZoneCandidate, local: datetime) -> tuple[Moment, Moment]:
    """For a wall-clock time that a clock change skips: as far before the gap, and as far after it."""
    by_old_rules, by_new_rules = (
        Moment(local.replace(fold=fold), zone.name).instant for fold in (0, 1)
    )
    return Moment.at(by_new_rules, zone.name), Moment.at(by_old_rules, zone.name)


def _if_near(reading: Reading, *, context: Context) -> Answer:
    """The reading; asked about where its year is far ahead and it is not said in full."""
    years = reading.moment.local.year - context.now.year
    in_full = {"weekday", "year"} | ({"zone"} if not reading.date_only else set())
    if years <= _YEARS_AHEAD or in_full <= set(reading.said):
        return reading
    day = reading.moment.day_written(context.reader)
    if "year" not in reading.said:
        return Refusal(
            f"{day} is {years} years away. If that's what you mean, enter the full date."
        )
    nearer = replace(reading, moment=_in_the_coming_year(reading.moment, now=context.now))
    return Question(f"{day} is {years} years away. Is that what you mean?", (reading, nearer))


def _in_the_coming_year(moment: Moment, *, now: datetime) -> Moment:
    """The same day of the year and clock, the next time it comes."""
    years = range(now.year, now.year + _UNTIL_A_LEAP_DAY + 1)
    days = (date(at, moment.local.month, 1) + timedelta(moment.local.day - 1) for at in years)
    found = (
        Moment(datetime.combine(day, moment.local.time()), moment.zone)
        for day in days
        if day.month == moment.local.month
    )
    return next(one for one in found if one.instant > now)


def _by_known_letters(moment: Moment, *, zone: ZoneCandidate, context: Context) -> Moment:
    """Letters that clocks go by where the booking is, or the person, are theirs: London's `GMT`."""
    for own in (context.was.zone if context.was else context.zone, context.zone):
        there = Moment.at(moment.instant, own)
        if there.abbreviation() == zone.letters.upper() and there.offset == moment.offset:
            return there
    return moment


def _season_note(zone: ZoneCandidate, moment: Moment) -> str | None:
    """What to say of `EST` in summer: it is read as what people there go by that day."""
    if zone.offset is None or zone.offset == moment.offset or not zone.letters:
        return None
    return (
        f"Docket read {zone.letters.upper()} as {zone.label}, which is {moment.abbreviation()} that"
        " day"
    )


def _said_and_assumed(parse: PartialParse) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which parts of the time were said, and which Docket filled in."""
    day = parse.parts.get("day")
    clock = parse.part(Clock)
    daytime = parse.part(DayTime)
    is_tonight = daytime is not None and daytime.today
    known = {
        "year": isinstance(day, Calendar) and day.year is not None,
        "date": is_tonight or bool({"day", "elapsed", "period"} & parse.parts.keys()),
        "weekday": "weekday" in parse.parts,
        "clock": bool({"clock", "elapsed"} & parse.parts.keys()),
        "am/pm": clock is not None and bool(clock.half or clock.exact or "daytime" in parse.parts),
        "zone": bool(parse.zones),
        "duration": "length" in parse.parts or "end" in parse.parts,
    }
    assumed = {
        "date": not (is_tonight or {"day", "weekday", "elapsed"} & parse.parts.keys()),
        "year": isinstance(day, Calendar) and day.year is None,
        "zone": not parse.zones,
    }
    return _names(known), _names(assumed)


def _names(parts: dict[str, bool]) -> tuple[str, ...]:
    return tuple(name for name, holds in parts.items() if holds)
