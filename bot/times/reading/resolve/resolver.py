"""Turning moments into answers: readings with what was said and assumed, questions, refusals."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Question, Reading, Refusal, readings
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Calendar, Clock, DayTime
from bot.times.reading.resolve.context import Context
from bot.times.reading.resolve.zoning import Place, moments, neighbours
from bot.times.workdays import NOWHERE, Regions
from bot.times.zones import zones_with_offset

_YEARS_AHEAD = 5


@dataclass(frozen=True, slots=True)
class Resolver:
    """A phrase, the zone it is read in, and who asked; `anchor` is the day that it is there.

    A duration `by_clock` is what clocks show from start to end, even where they change between.
    Days are counted and named as where the holidays of the regions `kept` are.
    """

    said: PartialParse
    place: Place
    asked: Context
    anchor: date
    duration: timedelta | None = None
    by_clock: bool = False
    kept: Regions = NOWHERE

    def answer(self, local: datetime, *, assumed: tuple[str, ...] = ()) -> Answer:
        """The reading of a wall-clock time; or the question or refusal a clock change makes of it."""
        place = self.place
        found = moments(place, local)
        if not found:
            return self._skipped(local)
        if place.exact and place.offset is not None and found[0].offset != place.offset:
            return self._by_offset_or_zone(found[0], place.offset)
        if self.duration and self.by_clock and not moments(place, local + self.duration):
            return self._skipped(local + self.duration)
        ahead = [moment for moment in found if not self.asked.is_past(moment)]
        readings = tuple(self.reading(moment, assumed=assumed) for moment in ahead or found)
        if len(readings) == 1:
            return _if_near(readings[0], asked=self.asked)
        clock = self.asked.reader.clock(local.time())
        return Question(f"{clock} comes twice that day. Which one?", readings)

    def _by_offset_or_zone(self, there: Moment, offset: timedelta) -> Answer:
        """`3 AM EEST (UTC+3)` on a day when clocks there are at UTC+2: which is meant is asked."""
        fixed = (Moment(there.local, zone) for zone in zones_with_offset(offset))
        ahead = [one for one in (*fixed, there) if not self.asked.is_past(one)]
        written = there.written(self.asked.reader)
        sentence = f"The zone and the offset do not agree: clocks there say {written}."
        readings = [self.reading(moment) for moment in ahead]
        return asking(sentence, readings) or self.past(there.local)

    def _skipped(self, local: datetime) -> Refusal:
        reader = self.asked.reader
        near = neighbours(self.place, local)
        before, after = (moment.written(reader) for moment in near)
        skipped = reader.clock(local.time())
        return Refusal(
            f"Clocks there skip {skipped} on that day. Type {before} or {after}.",
            instead=tuple(self.reading(one) for one in near if not self.asked.is_past(one)),
        )

    def _lasts(self, moment: Moment) -> timedelta | None:
        """How long it really lasts; across a clock change that is not what the clocks show."""
        if not (self.duration and self.by_clock):
            return self.duration
        ends = moments(self.place, moment.local + self.duration)
        return ends[0].instant - moment.instant if ends else self.duration

    def reading(self, moment: Moment, *, assumed: tuple[str, ...] = ()) -> Reading:
        """The reading of one moment that nothing more is to be asked about."""
        said, unsaid = said_and_assumed(self.said)
        return Reading(
            moment=_by_known_letters(moment, place=self.place, asked=self.asked),
            said=said,
            assumed=tuple(dict.fromkeys((*unsaid, *assumed))),
            duration=self._lasts(moment),
            note=_season_note(self.place, moment),
        )

    def day(self, day: date) -> Answer:
        """The reading of a day without a clock."""
        said, unsaid = said_and_assumed(self.said)
        moment = Moment(datetime.combine(day, time()), self.place.zone)
        reading = Reading(
            moment=moment, date_only=True, said=said, assumed=unsaid, duration=self.duration
        )
        if day < self.asked.today(self.place.zone):
            return self.past(moment.local, day_only=True)
        return _if_near(reading, asked=self.asked)

    def is_past(self, local: datetime) -> bool:
        """Whether a wall-clock time there is over."""
        found = moments(self.place, local) or (Moment(local, self.place.zone),)
        return all(self.asked.is_past(moment) for moment in found)

    def past(self, local: datetime, *, day_only: bool = False) -> Refusal:
        """What to say of a time that is over: what was read, and the next one there is."""
        upcoming = datetime.combine(self.asked.today(self.place.zone), local.time())
        if day_only or self.asked.is_past(Moment(upcoming, self.place.zone)):
            upcoming += timedelta(days=1)
        was, instead = Moment(local, self.place.zone), Moment(upcoming, self.place.zone)
        reader = self.asked.reader
        written = Moment.day_written if day_only else Moment.written
        over, later = (written(each, reader) for each in (was, instead))
        kind = "day" if day_only else "time"
        return Refusal(
            f"{over} is past. Type a later {kind}, such as {later}.",
            is_past=True,
            instead=self._a_year_later(was, day_only=day_only),
        )

    def _a_year_later(self, was: Moment, *, day_only: bool) -> tuple[Reading, ...]:
        """What may be meant by a past date: that of the coming year, if the year was said."""
        day = self.said.part(Calendar)
        if day is None or day.year is None:
            return ()
        coming = self.reading(_in_the_coming_year(was, now=self.asked.now))
        return (replace(coming, date_only=day_only),)


def _if_near(reading: Reading, *, asked: Context) -> Answer:
    """The reading; asked about where its year is far ahead and it is not said in full."""
    years = reading.moment.local.year - asked.now.year
    in_full = {"weekday", "year"} | ({"zone"} if not reading.date_only else set())
    if years <= _YEARS_AHEAD or in_full <= set(reading.said):
        return reading
    day = reading.moment.day_written(asked.reader)
    if "year" not in reading.said:
        return Refusal(f"{day} is {years} years ahead. Type the date in full if it is meant.")
    nearer = replace(reading, moment=_in_the_coming_year(reading.moment, now=asked.now))
    return Question(f"{day} is {years} years ahead. Is it meant?", (reading, nearer))


def _in_the_coming_year(moment: Moment, *, now: datetime) -> Moment:
    """The same day of the year and clock, the next time it comes."""
    years = range(now.year, now.year + _LEAP + 1)
    days = (date(at, moment.local.month, 1) + timedelta(moment.local.day - 1) for at in years)
    found = (
        Moment(datetime.combine(day, moment.local.time()), moment.zone)
        for day in days
        if day.month == moment.local.month
    )
    return next(one for one in found if one.instant > now)


_LEAP = 8


def _by_known_letters(moment: Moment, *, place: Place, asked: Context) -> Moment:
    """Letters that clocks go by where the booking is, or the person, are theirs: London's `GMT`."""
    for zone in (asked.was.zone if asked.was else asked.zone, asked.zone):
        there = Moment.at(moment.instant, zone)
        if there.letters() == place.letters.upper() and there.offset == moment.offset:
            return there
    return moment


def _season_note(place: Place, moment: Moment) -> str | None:
    """What to say of `EST` in summer: it is read as what people there go by that day."""
    if place.offset is None or place.offset == moment.offset or not place.letters:
        return None
    return f"{place.letters.upper()} is read as {place.name}, {moment.letters()} on that day"


def asking(sentence: str, answers: Iterable[Answer | None]) -> Answer | None:
    """One question over several answers: the same moment is one choice, what is refused is none.

    The one way that is not past is taken; of a time that clocks skip, those around it are choices.
    """
    kept = [answer for answer in answers if answer is not None]
    if len(kept) == 1 or all(isinstance(answer, Refusal) for answer in kept):
        return next(iter(kept), None)
    choices: dict[tuple[datetime, bool], Reading] = {}
    for answer in kept:
        for one in _offered(answer):
            choices.setdefault((one.moment.instant, one.date_only), one)
    if len(choices) > 1:
        return Question(sentence, tuple(choices.values()))
    refusals = [answer for answer in kept if isinstance(answer, Refusal)]
    others = (refusal for refusal in refusals if not refusal.is_past)
    return next(others, None) or next(iter(choices.values()))


def _offered(answer: Answer) -> tuple[Reading, ...]:
    return answer.instead if isinstance(answer, Refusal) else readings(answer)


def said_and_assumed(said: PartialParse) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which parts of the time were said, and which Docket filled in."""
    day = said.parts.get("day")
    clock = said.part(Clock)
    daytime = said.part(DayTime)
    is_tonight = daytime is not None and daytime.today
    known = {
        "year": isinstance(day, Calendar) and day.year is not None,
        "date": is_tonight or bool({"day", "elapsed", "period"} & said.parts.keys()),
        "weekday": "weekday" in said.parts,
        "clock": bool({"clock", "elapsed"} & said.parts.keys()),
        "am/pm": clock is not None and bool(clock.half or clock.exact or "daytime" in said.parts),
        "zone": bool(said.zones),
        "duration": "length" in said.parts or "end" in said.parts,
    }
    assumed = {
        "date": not (is_tonight or {"day", "weekday", "elapsed"} & said.parts.keys()),
        "year": isinstance(day, Calendar) and day.year is None,
        "zone": not said.zones,
    }
    return _names(known), _names(assumed)


def _names(parts: dict[str, bool]) -> tuple[str, ...]:
    return tuple(name for name, holds in parts.items() if holds)
