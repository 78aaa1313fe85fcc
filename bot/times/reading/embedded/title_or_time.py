"""Whether a tile of a line is of its time, or of its title: `Tuesday 2pm 3rd party depo`."""

from dataclasses import dataclass

from bot.times.reading.embedded.boundaries import is_divided, is_separator
from bot.times.reading.embedded.line import Line
from bot.times.reading.embedded.zone_evidence import Confidence, ZoneWords
from bot.times.reading.languages import in_any_language
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import (
    Calendar,
    Clock,
    DayTime,
    Elapsed,
    Filler,
    Holiday,
    Length,
    Nth,
    Part,
    Period,
    Shift,
    Unsupported,
    Until,
    Weekday,
    Year,
    Zone,
)

_BEFORE_A_DAY = frozenset({"on", "the", "for", "at"})
_UNITS = frozenset({"hour", "hour_or_clock", "minute", "m", "day", "week", "month", "year"})
_AFTER_LENGTHS = in_any_language(lambda language: language.after_lengths)
_ENDINGS_OF_WEEKDAYS = tuple(in_any_language(lambda language: language.endings_of_weekdays))
_OF_TITLES = frozenset({"filler", "label", "moved", "medium", "whole"})


@dataclass(frozen=True, slots=True)
class TitleOrTime:
    """A line; how surely words must name a zone to be taken for one; where the time is, if known."""

    line: Line
    zone_confidence: Confidence
    window: tuple[int, int] | None = None

    def is_of_the_time(
        self, part: Part, parse: PartialParse, place: int, end: int, *, follows_time: bool
    ) -> bool:
        """Whether a tile means a time here; some only do right after another tile (`follows_time`)."""
        if self._is_of_the_title(part, parse, place, end):
            return False
        match part:
            case Zone():
                words = ZoneWords(
                    self.line,
                    place,
                    end,
                    part,
                    parse,
                    follows_time=follows_time,
                    window=self.window,
                )
                return words.confidence() >= self.zone_confidence
            case Clock(bare=True):
                return self._is_bare_clock(part, parse, place, end, follows_time=follows_time)
            case Calendar(month=None, bare=bare):
                is_told = self.line.words[place].kind in _BEFORE_A_DAY and not bare
                return follows_time or is_told
            case Unsupported() | Period(unit="week") | Shift():
                return follows_time or end - place > 1
            case Filler():
                return follows_time and not self._has_kind(_OF_TITLES, place, end)
            case Until() | Period() | Year():
                return follows_time
        return True

    def _has_kind(self, kinds: frozenset[str], place: int, end: int) -> bool:
        return any(word.kind in kinds for word in self.line.words[place:end])

    def _is_bare_clock(
        self, clock: Clock, parse: PartialParse, place: int, end: int, *, follows_time: bool
    ) -> bool:
        """Whether a mere number is a clock: as the end of a range, before `to`, right after a day."""
        if clock.minute:
            return follows_time and end == len(self.line.words)
        is_date = place > 0 and self.line.words[place - 1].kind == "day"
        following = self.line.tiles_at(end) if not is_date else ()
        goes_on = any(isinstance(one, DayTime | Until) for _, one in following)
        is_enough = parse.part(Weekday) is None and not isinstance(parse.last, Calendar)
        return parse.awaits_end or goes_on or (follows_time and is_enough)

    def _is_of_the_title(self, part: Part, parse: PartialParse, place: int, end: int) -> bool:
        match part:
            case Weekday() | Calendar() | Holiday() | Nth() if parse.is_today:
                return True
            case Weekday():
                return self._is_somebody(parse, place, end)
            case Calendar():
                return self._is_no_date(part, parse, place, end)
            case Unsupported():
                return self.line.says_how_often(place, end) or self.line.says_by_what(place)
            case Clock():
                return self._is_no_clock(part, parse, place, end)
            case Elapsed():
                return self._is_no_amount(parse, place)
            case Length():
                return self._is_a_name(place, end) or self._is_of_what_follows(end)
            case DayTime():
                return self._has_kind(frozenset({"lunch"}), place, end)
        return False

    def _is_somebody(self, parse: PartialParse, place: int, end: int) -> bool:
        """Whether a weekday after a whole time is a name: `Dec 9 10am Wednesday Addams`, not `Wed Hale`."""
        if not (isinstance(parse.last, Clock) and parse.says_a_time):
            return False
        word, following = self.line.words[place], self.line.word(end)
        is_name = following is not None and following.is_titled and following.kind == "unknown"
        is_told = "weekday" in parse.parts or word.text.endswith(_ENDINGS_OF_WEEKDAYS)
        return is_name and is_told and word.is_titled

    def _is_no_date(self, day: Calendar, parse: PartialParse, place: int, end: int) -> bool:
        """Whether a loose mark divides a date, or a number counts a word of the title."""
        if is_divided(self.line.words, place, end):
            return True
        return day.month is None and self._counts_a_word(parse, place, end)

    def _counts_a_word(self, parse: PartialParse, place: int, end: int) -> bool:
        """Whether a number belongs to the title: `Tuesday 2pm 3rd party depo`, `2pm 14 hrs`."""
        before, following = self.line.word(place - 1), self.line.word(end)
        is_after_weekday = before is not None and before.kind == "WEEKDAY"
        if following is None or is_after_weekday:
            return False
        has_time = {"weekday", "clock"} <= parse.parts.keys()
        return following.kind in _UNITS or (has_time and following.kind == "unknown")

    def _is_no_clock(self, clock: Clock, parse: PartialParse, place: int, end: int) -> bool:
        """Whether a number is a year, or a name's: `- 24 Hour Fitness`."""
        if clock.year_like:
            return self.line.words[place].kind != "at"
        return clock.bare and parse.awaits_end and self._numbers_a_name(place, end)

    def _numbers_a_name(self, place: int, end: int) -> bool:
        """Whether a number after a free dash is a name's: `Dec 10 11am - 4 Seasons`."""
        before, following = self.line.words[place - 1], self.line.word(end)
        is_after_dash = before.kind == "dash" and before.end < self.line.words[place].start
        is_name = following is not None and following.is_titled and not is_separator(following)
        return is_after_dash and is_name

    def _is_no_amount(self, parse: PartialParse, place: int) -> bool:
        """Whether a duration is a range's end (`-2h`), or counts from nothing said: `from 2 days`."""
        before = self.line.word(place - 1)
        is_after_from = before is not None and before.kind == "from"
        return self.line.words[place].kind == "dash" or (is_after_from and not parse.parts)

    def _is_a_name(self, place: int, end: int) -> bool:
        """Whether a length is a title's, as that of `60 Minutes producer`, `5 Hour Energy`."""
        following = self.line.word(end)
        is_in_title = following is not None and not is_separator(following)
        units = (word for word in self.line.words[place:end] if word.kind in _UNITS)
        return is_in_title and any(unit.is_titled for unit in units)

    def _is_of_what_follows(self, end: int) -> bool:
        """Whether a length says how long before something: `10 min before`, `15 minutes early`."""
        following = self.line.word(end)
        return following is not None and following.text in _AFTER_LENGTHS
