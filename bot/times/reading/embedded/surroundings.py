"""What stands beside a run of words that says a whole time: another time, or words that book nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.times.reading.embedded.boundaries import CLOCK_KINDS, is_boundary
from bot.times.reading.embedded.candidates import Candidate
from bot.times.reading.embedded.line import Line
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Clock, FromToday, Part, Period, Unsupported, Weekday, Zone


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A line, and the candidate in it."""

    line: Line
    candidate: Candidate

    def have_another_time(self) -> bool:
        """Whether another time stands beside the candidate as an alternative, an end or a second clock."""
        candidate, places = self.candidate, range(len(self.line.words))
        outside = (place for place in places if not candidate.start <= place < candidate.end)
        is_apart = any(self.line.begins_a_clock(at) or self._says_how_far(at) for at in outside)
        return is_apart or self.is_joined() or self._is_after_weekday()

    def is_joined(self) -> bool:
        """Whether another time is offered beside the candidate, or words belong to it that book nothing."""
        line, candidate = self.line, self.candidate
        return (
            line.offers(candidate.end, candidate.end + 1)
            or line.offers(candidate.start - 1, candidate.start - 2)
            or self._is_unbookable()
            or any(
                line.end_of_two_zones(at) > candidate.end
                for at in range(candidate.start, candidate.end + 1)
            )
        )

    def _is_after_weekday(self) -> bool:
        """Whether another weekday stands right before it: `Mon Tue 10am`; not `Maya Monday Mon`."""
        if not self.candidate.start:
            return False
        before, first = self.line.words[self.candidate.start - 1 : self.candidate.start + 1]
        return before.kind == first.kind == "WEEKDAY" and before.value != first.value

    def _says_how_far(self, place: int) -> bool:
        """Whether words apart from the candidate count from today, which no name does: `next week`."""
        if not is_boundary(self.line.words, place):
            return False
        return any(
            _counts_from_today(part)
            and is_boundary(self.line.words, end)
            and not place < self.candidate.start < end
            and not self.line.begins_a_name(place, end)
            for end, part in self.line.tiles[place]
        )

    def _is_unbookable(self) -> bool:
        """Whether words that no moment can be made of belong to the candidate: `every`, `weekly`, `last`."""
        words, candidate = self.line.words, self.candidate
        if candidate.start and words[candidate.start - 1].kind == "last":
            return True
        return any(
            isinstance(part, Unsupported) and self._belongs_to_it(place, end)
            for place in range(min(candidate.end + 1, len(words)))
            if self._may_begin_at(place)
            for end, part in self.line.tiles[place]
        )

    def _may_begin_at(self, place: int) -> bool:
        """Whether words may belong to it if they begin here: no `by Zoom`, no number of a title."""
        words, candidate = self.line.words, self.candidate
        is_number = words[place].is_number and place < candidate.start
        is_counted = is_number and words[candidate.start].kind == "MONTH"
        is_inside = candidate.start < place < candidate.end
        return words[place].kind != "by" and not is_inside and not is_counted

    def _belongs_to_it(self, place: int, end: int) -> bool:
        """Whether words that no moment can be made of reach the candidate, and are no title's."""
        line = self.line
        return (
            end >= self.candidate.start
            and not self._splits_a_clock(end)
            and not line.says_how_often(place, end)
            and not line.begins_a_name(place, end)
        )

    def _splits_a_clock(self, end: int) -> bool:
        """Whether half a clock is taken for a day: the 11 of `Feb 11 - 11 a.m.`."""
        following = self.line.word(end)
        return following is not None and following.kind in CLOCK_KINDS

    def with_another(self) -> Iterator[tuple[PartialParse, range]]:
        """What the candidate would say with the clock or the day that stands apart from it, and where."""
        for place in range(len(self.line.words)):
            is_outside = not self.candidate.start <= place < self.candidate.end
            if is_outside and is_boundary(self.line.words, place):
                ways = (self._with_part(place, *tile) for tile in self.line.tiles[place])
                way = next(filter(None, ways), None)
                if way is not None:
                    yield way

    def _with_part(self, place: int, end: int, part: Part) -> tuple[PartialParse, range] | None:
        """What it would say with one part in place of its own; None where that is no other time."""
        parse = self.candidate.parse
        if isinstance(part, Clock) and not part.bare and self.line.begins_a_clock(place):
            zoned, stop = self._with_zone_of(parse.without("clock", "end"), end)
            return zoned.extended(part) or parse, range(place, stop)
        is_weekday = isinstance(part, Weekday) and end == self.candidate.start
        if is_weekday or (isinstance(part, FromToday) and is_boundary(self.line.words, end)):
            return parse.without("day", "weekday").extended(part) or parse, range(place, end)
        return None

    def _with_zone_of(self, parse: PartialParse, place: int) -> tuple[PartialParse, int]:
        """With the zone that another clock has after it: `2pm ET Friday (11am Pacific)`."""
        for end, part in self.line.tiles_at(place):
            if isinstance(part, Zone) and not part.obscure and is_boundary(self.line.words, end):
                return replace(parse, zones=(part,)), end
        return parse, place


def _counts_from_today(part: Part) -> bool:
    is_week = isinstance(part, Period) and part.unit == "week"
    return is_week or isinstance(part, FromToday)
