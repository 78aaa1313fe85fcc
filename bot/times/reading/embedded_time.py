"""A time among other words: `schedule Doe depo tomorrow at 2 with Ruiz`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from bot.times.reading.answers import Answer, Reading, Refusal
from bot.times.reading.one_run import OF_A_CLOCK, Run, best, heads, is_break, is_open, is_torn
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import (
    Calendar,
    Clock,
    DayTime,
    Elapsed,
    Filler,
    FromToday,
    Holiday,
    Length,
    Nth,
    Part,
    Period,
    SameTime,
    Shift,
    Unbookable,
    Until,
    Weekday,
    Year,
    Zone,
)
from bot.times.reading.remaining_text import remaining_text, with_rest
from bot.times.reading.tiling import STEPS, Piece, Resolve, Tiling
from bot.times.reading.token import Token, joins_numbers
from bot.times.reading.zone_evidence import Says, ZoneWords

_BEFORE_A_DAY = frozenset({"on", "the", "for", "at"})
_ABOUT_TIME = (Length, Nth, Period, SameTime)
_OR = frozenset({"or", "slash"})
_UNITS = frozenset({"hour", "hours", "minute", "m", "day", "week", "month", "year"})
_NO_NAMES = frozenset({"today", "tomorrow", "tonight"})
_DAYS = frozenset({"day", "weekday", "elapsed"})
_MOST_RUNS = 4
_LONGEST_DAYS = 6
_LONGEST_CLOCK = 8
_JOINERS = frozenset({"or", "and", "to", "dash", "slash"})
_OF_TITLES = frozenset({"polite", "label", "moved", "means", "whole"})
_OF_A_CLOCK_AT_MOST = 3
_SAY_DAYS = frozenset({"MONTH", "WEEKDAY", "today", "tomorrow"})
_CLOCKS = frozenset({"clock", "daytime", "elapsed"})
_BEHIND_A_STRETCH = frozenset(
    [
        "before",
        "early",
        "earlier",
        "prior",
        "beforehand",
        "late",
        "later",
        "notice",
        "break",
        "walk",
        "limit",
        "warning",
        "drive",
    ]
)
TITLES = frozenset(
    {
        "dr",
        "dra",
        "mr",
        "mrs",
        "ms",
        "miss",
        "mme",
        "mlle",
        "sr",
        "sra",
        "srta",
        "herr",
        "frau",
        "judge",
        "justice",
        "prof",
        "v",
        "vs",
    }
)


Found = tuple[Answer, tuple[Token, ...]]
"""What was made of a time, and the words that do not belong to it."""


@dataclass
class EmbeddedTime(Tiling):
    """The pieces of a text that may have other words in it; what is left over is given back.

    `zones_that`: how surely words must name a zone to be taken for one, and not for a title's.
    """

    text: str = ""
    zones_that: Says = Says.PERHAPS
    month_first: bool = True
    case_numbers: frozenset[int] = frozenset()
    window: tuple[int, int] | None = None
    crowded: Run | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.case_numbers = _case_numbers(self.words) | _always(self.words)
        if self.case_numbers:
            self.pieces = [
                [piece for piece in some if self.case_numbers.isdisjoint(range(place, piece[0]))]
                for place, some in enumerate(self.pieces)
            ]

    def wholes(self, accepted: Resolve, *, titles: frozenset[str]) -> list[Found]:
        """What each run comes to; behind one of the `titles` (`Dr. Friday`) is a name, and none begins."""
        found = [self._within(run, accepted) for run in self._runs(accepted, titles)]
        return [one for one in found if one is not None]

    def _runs(self, accepted: Resolve, titles: frozenset[str]) -> tuple[Run, ...]:
        """The runs that the text can mean; none where another time is offered beside one."""
        self.steps = 0
        found = tuple(self._complete_runs(accepted, titles))
        if self.steps > STEPS:
            return ()
        runs = best(found, self.words, month_first=self.month_first)
        is_one_of_several = len(runs) == 1 and self._is_one_of_several(runs[0])
        self.crowded = runs[0] if is_one_of_several else None
        return () if is_one_of_several or len(runs) > _MOST_RUNS else runs

    def _complete_runs(self, accepted: Resolve, titles: frozenset[str]) -> Iterator[Run]:
        """Each run that says a time; of those within another, only the ones without its border."""
        reached = 0
        again = set[int]()
        for start in range(len(self.words)):
            if self._is_titled(start, titles) or not is_open(self.words, start):
                continue
            beyond = start if start in again else reached
            for run in self._from(start, start, PartialParse(), beyond, accepted):
                yield run
                if not isinstance(run.answer, Refusal):
                    reached = max(reached, run.end)
                    again.update(heads(self.words, start))

    def _from(
        self, start: int, place: int, said: PartialParse, beyond: int, accepted: Resolve
    ) -> Iterator[Run]:
        """The runs beginning at `start` and ending `beyond` a place, which go on here."""
        self.steps += 1
        if self.steps > STEPS or place == len(self.words):
            return
        for end, part in self.pieces[place]:
            fits = self._fits(part, said, place, end, is_behind=place > start)
            joined = said.joined(part) if fits else None
            if joined is None:
                continue
            if end > beyond and _says_a_time(joined) and is_open(self.words, end):
                answer = self.accepting(joined, accepted)
                if answer is not None:
                    yield Run(start, end, answer, joined)
            yield from self._from(start, end, joined, beyond, accepted)

    def _within(self, run: Run, accepted: Resolve) -> Found | None:
        """The run with the zone or length that may stand apart from it."""
        self.window, self.steps = (run.start, run.end), 0
        return self._around(accepted)

    def beside_another(self, accepted: Resolve) -> list[Found]:
        """A run beside another day or clock, as it stands and with the other in place of its own."""
        run = self.crowded
        if run is None or self._is_joined(run):
            return []
        answers: list[Answer | None] = [run.answer]
        taken = set(range(run.start, run.end))
        for said, places in self._with_another(run):
            answer = accepted(said)
            answers.append(answer)
            if _is_same_moment(answer, run.answer):
                taken |= set(places)
        left = tuple(word for place, word in enumerate(self.words) if place not in taken)
        rest = remaining_text(self.text, left, words=self.words)
        return [(with_rest(one, rest), left) for one in answers if isinstance(one, Reading)]

    def _with_another(self, run: Run) -> Iterator[tuple[PartialParse, range]]:
        """What a run would say with the clock or the day that stands apart from it, and where."""
        said = run.said
        for place in range(len(self.words)):
            if run.start <= place < run.end or not is_open(self.words, place):
                continue
            for end, part in self.pieces[place]:
                if isinstance(part, Clock) and self._is_another_clock(place) and not part.bare:
                    zoned, stop = self._with_zone_of(said.without("clock", "end"), end)
                    yield zoned.joined(part) or said, range(place, stop)
                    break
                is_weekday = isinstance(part, Weekday) and end == run.start
                if is_weekday or (isinstance(part, FromToday) and is_open(self.words, end)):
                    yield said.without("day", "weekday").joined(part) or said, range(place, end)
                    break

    def _with_zone_of(self, said: PartialParse, place: int) -> tuple[PartialParse, int]:
        """With the zone that another clock has behind it: `2pm ET Friday (11am Pacific)`."""
        for end, part in self.pieces[place] if place < len(self.words) else ():
            if isinstance(part, Zone) and not part.obscure and is_open(self.words, end):
                return replace(said, zones=(part,)), end
        return said, place

    def apart(self, accepted: Resolve) -> Found | None:
        """What the pieces say wherever they stand."""
        self.window, self.steps = None, 0
        return self._around(accepted)

    def _around(self, accepted: Resolve) -> Found | None:
        found = self._amid(0, PartialParse(), (), accepted)
        if found is None:
            return None
        left = tuple(self.words[place] for place in found[1])
        return with_rest(found[0], remaining_text(self.text, left, words=self.words)), left

    def _is_one_of_several(self, run: Run) -> bool:
        """Whether another time stands beside a run as an alternative, an end or a second clock."""
        outside = (place for place in range(len(self.words)) if not run.start <= place < run.end)
        is_apart = any(self._is_another_clock(at) or self._says_how_far(at, run) for at in outside)
        return is_apart or self._is_joined(run) or self._is_behind_weekday(run)

    def _is_joined(self, run: Run) -> bool:
        """Whether another time is offered beside a run, or words belong to it that book nothing."""
        return (
            self._offers(run.end, run.end + 1)
            or self._offers(run.start - 1, run.start - 2)
            or self._is_unbookable(run)
            or any(self._two_zones(at) > run.end for at in range(run.start, run.end + 1))
        )

    def _is_behind_weekday(self, run: Run) -> bool:
        """Whether another weekday stands right before a run: `Mon Tue 10am`; not `Maya Monday Mon`."""
        if not run.start:
            return False
        before, first = self.words[run.start - 1 : run.start + 1]
        return before.kind == first.kind == "WEEKDAY" and before.value != first.value

    def _two_zones(self, place: int) -> int:
        """Where `EST/PST`, `PT or ET` ends, if it begins here; else 0."""
        return max(
            (
                end
                for to, one in chain.from_iterable(self.pieces[place : place + 1])
                if isinstance(one, Zone) and self._joins_zones(to)
                for end, other in self.pieces[to + 1]
                if isinstance(other, Zone)
                and other.zones != one.zones
                and is_open(self.words, end)
                and not (other.is_place and self._heads_a_title(end))
            ),
            default=0,
        )

    def _joins_zones(self, place: int) -> bool:
        return place + 1 < len(self.words) and self.words[place].kind in _OR

    def _says_how_far(self, place: int, run: Run) -> bool:
        """Whether words apart from the run count from today, which no name does: `next week`."""
        return is_open(self.words, place) and any(
            (isinstance(part, FromToday) or (isinstance(part, Period) and part.unit == "week"))
            and is_open(self.words, end)
            and not place < run.start < end
            and not self._begins_a_name(place, end)
            for end, part in self.pieces[place]
        )

    def _offers(self, joiner: int, beside: int) -> bool:
        """Whether a word joins the run to a piece that is plainly a time: `or monday`."""
        places = range(len(self.words))
        if joiner not in places or beside not in places:
            return False
        if self.words[joiner].kind == "or" and self.words[beside].is_number:
            return True
        if self.words[joiner].kind not in _JOINERS:
            return joiner > beside and self._is_day_before_comma(joiner)
        starts = (beside,) if beside > joiner else range(joiner)
        return any(
            _is_plain(part) and is_open(self.words, end)
            for start in starts
            for end, part in self.pieces[start]
            if beside > joiner or (end == joiner and is_open(self.words, start))
            if not is_torn(self.words, start, end)
        )

    def _is_day_before_comma(self, place: int) -> bool:
        """Whether a comma stands between a day and a run that did not take it: `Mon, Wed 10am`."""
        return self.words[place].kind in ("comma", "plus") and any(
            end == place and is_open(self.words, start) and _is_day(part)
            for start in range(place)
            for end, part in self.pieces[start]
        )

    def _is_unbookable(self, run: Run) -> bool:
        """Whether words that no moment can be made of belong to a run: `every`, `weekly`, `last`."""
        if run.start and self.words[run.start - 1].kind == "last":
            return True
        counts_before = self.words[run.start].kind == "MONTH"
        return any(
            isinstance(part, Unbookable)
            and end >= run.start
            and not run.start < place < end < run.end
            and not self._splits_a_clock(end)
            and not self._says_by_what(place)
            and not self._says_how_often(place, end)
            and not self._begins_a_name(place, end)
            for place in range(min(run.end + 1, len(self.words)))
            if self.words[place].kind != "by"
            and not run.start < place < run.end
            and not (counts_before and place < run.start and self.words[place].is_number)
            for end, part in self.pieces[place]
        )

    def _splits_a_clock(self, end: int) -> bool:
        """Whether half a clock is taken for a day: the 11 of `Feb 11 - 11 a.m.`."""
        return end < len(self.words) and self.words[end].kind in OF_A_CLOCK

    def _begins_a_name(self, place: int, end: int) -> bool:
        """Whether open words are a name's: `Weekly Standard`, `ASAP Towing`, `before Judge Ortega`."""
        first, following = self.words[place], self.words[end : end + 1]
        is_told = first.is_titled or first.is_in_capitals or first.kind == "before"
        joins = bool(following) and following[0].kind == "dash" and not is_open(self.words, end)
        name = self.words[end + 1 : end + 2] if joins else following
        if not name or name[0].kind in _SAY_DAYS:
            return False
        counts = first.is_titled and (
            name[0].text == "&" or len(name[0].text) > _OF_A_CLOCK_AT_MOST
        )
        return is_told and (name[0].is_titled or counts)

    def _is_another_clock(self, place: int) -> bool:
        """Whether a clock that nothing glues to other words begins here: `3pm`, `10:30`."""
        return (is_open(self.words, place) or self._is_behind_zone(place)) and any(
            isinstance(part, Clock)
            and not part.bare
            and is_open(self.words, end)
            and any(word.kind in OF_A_CLOCK for word in self.words[place:end])
            for end, part in self.pieces[place]
        )

    def _is_behind_zone(self, place: int) -> bool:
        """Whether a slash and a zone stand before a clock: `9am PT/12pm ET`."""
        return (
            place > 1
            and self.words[place - 1].kind == "slash"
            and any(
                isinstance(part, Zone) and end == place - 1 for end, part in self.pieces[place - 2]
            )
        )

    def _amid(
        self, place: int, said: PartialParse, left: tuple[int, ...], accepted: Resolve
    ) -> tuple[Answer, tuple[int, ...]] | None:
        """Take the longest piece that means a time here; leave a word over only if none must."""
        self.steps += 1
        if self.steps > STEPS:
            return None
        if place == len(self.words):
            answer = self.accepting(said, accepted)
            return None if answer is None else (answer, left)
        is_name = self._is_name(place)
        is_after_left = bool(left) and left[-1] == place - 1
        is_behind = said.closing or (bool(said.parts) and not is_after_left)
        may_begin = not is_name and not (is_after_left and not is_open(self.words, place))
        for end, part in self.pieces[place] if may_begin else ():
            fits = self._fits(part, said, place, end, is_behind=is_behind)
            joined = said.joined(part) if fits and self._is_allowed(part, place, end) else None
            found = joined and self._amid(end, joined, left, accepted)
            if found:
                return found
        if self._must_be_taken(place, is_name=is_name, is_behind=is_behind):
            return None
        if place > 0 and not is_after_left and not is_open(self.words, place):
            return None
        return self._amid(place + 1, said, (*left, place), accepted)

    def _is_name(self, place: int) -> bool:
        """Whether a title stands before a word, and the time is not known to begin with it."""
        begins = self.window is not None and place == self.window[0]
        return not begins and self._is_titled(place, TITLES)

    def _is_titled(self, place: int, titles: frozenset[str]) -> bool:
        """Whether a word behind a title is a name: `Dr. Friday`; not in `Doe v. Doe v. tomorrow`."""
        is_behind = place > 0 and self.words[place - 1].text in titles
        first, *following = self.words[place : place + 2]
        is_dated = first.kind == "MONTH" and any(word.is_number for word in following)
        is_name = not (first.is_number or is_dated or first.kind in _NO_NAMES)
        return is_behind and is_name

    def _is_allowed(self, part: Part, place: int, end: int) -> bool:
        """Whether a piece lies within the run, or is a zone or length apart from it."""
        if self.window is None:
            return True
        start, stop = self.window
        if start <= place < stop:
            return end <= stop
        return isinstance(part, Zone | Length) and (end <= start or place >= stop)

    def _must_be_taken(self, place: int, *, is_name: bool, is_behind: bool) -> bool:
        if self.window is not None:
            return self.window[0] <= place < self.window[1]
        if not is_name and self._is_plainly_a_time(place):
            return True
        return self._must_be_a_time(place, is_behind=is_behind)

    def _is_plainly_a_time(self, place: int) -> bool:
        """Whether a piece here can be nothing but a time; four digits may number a case."""
        some = self.pieces[place]
        if place and self.words[place - 1].text == "#":
            return False
        if self.words[place].kind in ("hhmm", "y4c"):
            some = [(end, part) for end, part in some if end - place > 1]
        return any(_is_plain(part) for _, part in some)

    def _must_be_a_time(self, place: int, *, is_behind: bool) -> bool:
        """Whether a word is no title's: in a clock that is none (`25:00`), or offering another time."""
        kind = self.words[place].kind
        offers = is_behind or (self.words[place - 1].is_number and self._offers(place, place + 1))
        return (kind == "or" and offers) or self._is_in_a_clock(place)

    def _heads_a_title(self, end: int) -> bool:
        """Whether what stands behind a place may go with it as a title's: `Lima Beans`."""
        following = self.words[end : end + 1]
        return any(word.kind == "unknown" or word.is_titled for word in following)

    def _is_of_a_clock(self, place: int, end: int) -> bool:
        """Whether letters behind a clock are its zone: no title's, or as those of the one before.

        `PT eval`, `Pacific Corp.` may be a title's; in `11am PT/2pm ET eval` it is the eval.
        """
        return not self._heads_a_title(end) or any(
            isinstance(part, Zone) and self._is_another_clock(to + 1)
            for before in range(max(place - _LONGEST_CLOCK, 0), place)
            for to, part in self.pieces[before]
            if to + 1 < place
        )

    def _joins_numbers(self, place: int) -> bool:
        return place not in self.case_numbers and joins_numbers(self.words, place)

    def stretch(self) -> tuple[int, int]:
        """From the first piece that is plainly a time to the end of the last, with what belongs to them.

        A clock that is none (`25:00`) counts too.
        """
        plain = [
            (place, end)
            for place, pieces in enumerate(self.pieces)
            for end, part in pieces
            if _is_plain(part) and self._is_apart(place) and self._is_apart(end)
            if self.words[place].kind != "dash" and not is_torn(self.words, place, end)
        ]
        colons = (place for place in range(len(self.words)) if self._is_in_a_clock(place))
        plain += [(place - 1, place + 2) for place in colons]
        start = min(plain, default=(0, 0))[0]
        return self._begun(start), self._ended(max((end for _, end in plain), default=0))

    def _is_apart(self, place: int) -> bool:
        """Whether a time may begin or end here, or a slash parts it from another: `10am/2pm`."""
        around = self.words[max(place - 1, 0) : place + 1]
        return is_open(self.words, place) or any(word.kind == "slash" for word in around)

    def _is_in_a_clock(self, place: int) -> bool:
        return self.words[place].kind == "colon" and self._joins_numbers(place)

    def restated(self) -> tuple[int, int]:
        """Where a time stands that several clocks with zones may say: `2pm CT/3pm ET`; (0, 0) without."""
        zoned = {
            to
            for pieces in self.pieces
            for end, clock in pieces
            if isinstance(clock, Clock)
            for to, zone in chain.from_iterable(self._behind_a_bracket(end))
            if isinstance(zone, Zone)
        }
        if len(zoned) <= 1:
            return 0, 0
        start, stop = self.stretch()
        stop = max(stop, *zoned)
        closes = stop < len(self.words) and self.words[stop].kind == "close_bracket"
        return start, stop + closes

    def _behind_a_bracket(self, place: int) -> Sequence[Iterable[Piece]]:
        """The pieces here, or behind the bracket that opens here."""
        opens = place < len(self.words) and self.words[place].kind == "open"
        return self.pieces[place + opens : place + opens + 1]

    def has_more(self, stretch: tuple[int, int]) -> bool:
        """Whether a stretch has more words than the run beside which other times stand."""
        return self.crowded is None or stretch != (self.crowded.start, self.crowded.end)

    def _begun(self, start: int) -> int:
        """With `10 or` before `11am`, and `last` or `every` before `friday`."""
        words = self.words
        if start > 1 and words[start - 1].kind in _JOINERS and words[start - 2].is_number:
            return start - 2
        before = range(max(start - _LONGEST_DAYS, 0), start)
        ways = (place for place in before if self._is_unbookable_from(place, start))
        return next(ways, start - 1 if start and words[start - 1].kind == "last" else start)

    def _is_unbookable_from(self, place: int, end: int) -> bool:
        return self.words[place].kind != "by" and any(
            isinstance(part, Unbookable) and to >= end and not self._says_how_often(place, to)
            for to, part in self.pieces[place]
        )

    def _ended(self, end: int) -> int:
        """With the zone behind a clock, and `weekly`."""
        words = self.words
        if end + 1 < len(words) and words[end].kind in _JOINERS and words[end + 1].is_number:
            return end + 2
        place = end + 1 if end < len(words) and words[end].kind == "open" else end
        if not 0 < place < len(words):
            return end
        if self._two_zones(place):
            return self._two_zones(place)
        ends = [
            to
            for to, part in self.pieces[place]
            if (isinstance(part, Zone) and not part.obscure and self._is_of_a_clock(end, to))
            or (
                isinstance(part, Unbookable)
                and words[place].kind != "by"
                and not self._says_how_often(place, to)
            )
        ]
        return max(ends, default=end)

    def speaks_of_time(self) -> bool:
        """Whether any word of the text has to do with a time, even one that cannot be read."""
        return any(
            self._is_in_a_clock(place) or self._has_time(place) or word.kind in ("ORDINAL", "third")
            for place, word in enumerate(self.words)
        )

    def _has_time(self, place: int) -> bool:
        return is_open(self.words, place) and any(
            self._is_about_time(part, place, end)
            for end, part in self.pieces[place]
            if is_open(self.words, end)
        )

    def _is_about_time(self, part: Part, place: int, end: int) -> bool:
        """Whether a piece has to do with a time; a month's name, `Morning Star` and `24/7` may not."""
        match part:
            case Unbookable():
                is_always = (
                    self.words[place + 1 : place + 2] and self.words[place + 1].kind == "slash"
                )
                return self.words[place].kind == "vague" or (end - place > 1 and not is_always)
            case Period(unit="month", month=int()):
                return self.words[place].kind == "in"
            case DayTime():
                following = self.words[end : end + 1]
                is_name = self.words[place].is_titled and any(word.is_titled for word in following)
                return end - place > 1 or not (is_name or self.words[place].kind == "lunch")
            case Calendar(bare=False):
                return True
        return isinstance(part, _ABOUT_TIME) or _is_plain(part)

    def _fits(
        self, part: Part, said: PartialParse, place: int, end: int, *, is_behind: bool
    ) -> bool:
        """Whether a piece means a time here; some only do right behind another piece."""
        if self._is_of_the_title(part, said, place, end):
            return False
        match part:
            case Zone():
                return self._names_a_zone(part, said, place, end, is_behind=is_behind)
            case Clock(bare=True, minute=minute) if minute:
                return is_behind and end == len(self.words)
            case Clock(bare=True):
                is_date = place > 0 and self.words[place - 1].kind == "day"
                following = self.pieces_at(end) if not is_date else ()
                goes_on = any(isinstance(one, DayTime | Until) for _, one in following)
                is_enough = said.part(Weekday) is None and not isinstance(said.last, Calendar)
                return said.closing or goes_on or (is_behind and is_enough)
            case Calendar(month=None, bare=bare):
                return is_behind or (self.words[place].kind in _BEFORE_A_DAY and not bare)
            case Unbookable() | Period(unit="week") | Shift():
                return is_behind or end - place > 1
            case Filler():
                is_told = any(word.kind in _OF_TITLES for word in self.words[place:end])
                return is_behind and not is_told
            case Until() | Period() | Year():
                return is_behind
            case _:
                return True

    def pieces_at(self, place: int) -> Iterable[Piece]:
        """The pieces that begin at a place; none at the end."""
        return self.pieces[place] if place < len(self.words) else ()

    def _is_behind_a_weekday(self, place: int) -> bool:
        """Whether a date stands right behind its weekday: `monday the 7th`."""
        return place > 0 and self.words[place - 1].kind == "WEEKDAY"

    def _counts_a_word(self, said: PartialParse, place: int, end: int) -> bool:
        """Whether a number belongs to the title: `Tuesday 2pm 3rd party depo`, `2pm 14 hrs`."""
        if end == len(self.words) or self._is_behind_a_weekday(place):
            return False
        has_time = {"weekday", "clock"} <= said.parts.keys()
        return self.words[end].kind in _UNITS or (has_time and self.words[end].kind == "unknown")

    def _is_of_the_title(self, part: Part, said: PartialParse, place: int, end: int) -> bool:
        match part:
            case Weekday():
                return _is_today(said) or self._is_somebody(said, place, end)
            case Calendar() | Holiday() | Nth() if _is_today(said):
                return True
            case Calendar() if is_torn(self.words, place, end):
                return True
            case Calendar(month=None):
                return self._counts_a_word(said, place, end)
            case Unbookable():
                return self._says_how_often(place, end) or self._says_by_what(place)
            case Clock():
                return self._is_no_clock(part, said, place, end)
            case Elapsed():
                is_after_from = place > 0 and self.words[place - 1].kind == "from"
                return self.words[place].kind == "dash" or (is_after_from and not said.parts)
            case Length():
                return self._is_a_name(place, end) or self._is_of_what_follows(end)
            case DayTime():
                return any(word.kind == "lunch" for word in self.words[place:end])
        return False

    def _numbers_a_name(self, place: int, end: int) -> bool:
        """Whether a number behind a free dash is a name's: `Dec 10 11am - 4 Seasons`."""
        is_free = self.words[place - 1].end < self.words[place].start
        following = self.words[end : end + 1]
        is_name = bool(following) and following[0].is_titled and not is_break(following[0])
        return is_free and self.words[place - 1].kind == "dash" and is_name

    def _is_of_what_follows(self, end: int) -> bool:
        """Whether a length says how long before something: `10 min before`, `15 minutes early`."""
        following = self.words[end : end + 1]
        return bool(following) and following[0].text in _BEHIND_A_STRETCH

    def _is_no_clock(self, clock: Clock, said: PartialParse, place: int, end: int) -> bool:
        """Whether a number is a year, or a name's: `- 24 Hour Fitness`."""
        if clock.year_like:
            return self.words[place].kind != "at"
        return clock.bare and said.closing and self._numbers_a_name(place, end)

    def _is_somebody(self, said: PartialParse, place: int, end: int) -> bool:
        """Whether a weekday behind a whole time is a name: `Dec 9 10am Wednesday Addams`, not `Wed Hale`."""
        if not (isinstance(said.last, Clock) and _says_a_time(said)):
            return False
        following = self.words[end : end + 1]
        heads_a_name = any(word.is_titled and word.kind == "unknown" for word in following)
        is_told = "weekday" in said.parts or self.words[place].text.endswith("day")
        return heads_a_name and is_told and self.words[place].is_titled

    def _says_by_what(self, place: int) -> bool:
        """Whether `by` says no day but means or a person: `2pm by Zoom`, `by Ms. Park`."""
        following = self.words[place + 1 : place + 2]
        return self.words[place].kind == "by" and not (
            following and any(_is_plain(part) for _, part in self.pieces[place + 1])
        )

    def _says_how_often(self, place: int, end: int) -> bool:
        """Whether a word says of the title how often: `2pm daily transcript`, `weekly call`."""
        is_mere_word = end - place == 1 and self.words[place].kind == "repeating"
        is_adjective = is_mere_word and self.words[place].text not in ("every", "each")
        return is_adjective and end < len(self.words) and self.words[end].kind == "unknown"

    def _is_a_name(self, place: int, end: int) -> bool:
        """Whether a length is a title's, as that of `60 Minutes producer`, `5 Hour Energy`."""
        is_in_title = end < len(self.words) and not is_break(self.words[end])
        return is_in_title and any(
            word.is_titled and word.kind in _UNITS for word in self.words[place:end]
        )

    def _names_a_zone(
        self, zone: Zone, said: PartialParse, place: int, end: int, *, is_behind: bool
    ) -> bool:
        found = ZoneWords(
            self.words, self.pieces, place, end, zone, said, is_behind=is_behind, run=self.window
        )
        return found.says() >= self.zones_that


def _is_same_moment(one: Answer | None, other: Answer) -> bool:
    return (
        isinstance(one, Reading)
        and isinstance(other, Reading)
        and one.moment.instant == other.moment.instant
    )


def _says_a_time(said: PartialParse) -> bool:
    """Whether the parts say a day and a clock, and wait for nothing."""
    slots = said.parts.keys()
    has_day = bool(_DAYS & slots) or _is_today(said)
    return said.is_complete and has_day and bool(_CLOCKS & slots)


def _is_today(said: PartialParse) -> bool:
    daytime = said.part(DayTime)
    return daytime is not None and daytime.today


def _is_plain(part: Part) -> bool:
    """Whether a piece can be nothing but a time, so that it is never left over."""
    match part:
        case Clock(bare=bare, year_like=year_like):
            return not (bare or year_like)
        case Calendar(month=month):
            return month is not None
        case FromToday() | Weekday() | Elapsed() | Holiday() | DayTime(today=True):
            return True
        case _:
            return False


def _is_day(part: Part) -> bool:
    return isinstance(part, Weekday) or (isinstance(part, Calendar) and part.month is not None)


def _case_numbers(words: tuple[Token, ...]) -> frozenset[int]:
    """The places of docket numbers such as `2:24-cv-01234`, which hold no clock."""
    colons = (place for place, word in enumerate(words) if word.kind == "colon" and place)
    starts = (place - 1 for place in colons if _is_case_number(words[place - 1 : place + 6]))
    return frozenset(place for start in starts for place in range(start, start + 7))


def _always(words: tuple[Token, ...]) -> frozenset[int]:
    """The places of a title's `24/7`, which is no date."""
    is_said = [word.text for word in words[:3]] == ["24", "/", "7"] and len(words) > 3
    return frozenset(range(3)) if is_said and words[3].kind == "unknown" else frozenset()


def _is_case_number(some: tuple[Token, ...]) -> bool:
    are_close = all(one.end == other.start for one, other in pairwise(some))
    return (
        len(some) == 7
        and are_close
        and all(some[place].is_number for place in (0, 2, 6))
        and some[3].kind == some[5].kind == "dash"
        and some[4].text.isalpha()
    )
