"""A time among other words: `schedule Doe depo tomorrow at 2 with Ruiz`."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.times.reading.answers import Answer, Question, Reading, Refusal
from bot.times.reading.one_run import Run, best, is_open
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
from bot.times.reading.places import is_famous
from bot.times.reading.remaining_text import remaining_text, with_rest
from bot.times.reading.resolve.resolver import asking
from bot.times.reading.tiling import STEPS, Resolve, Tiling
from bot.times.reading.token import Token, joins_numbers
from bot.times.zone_abbreviations import ABBREVIATIONS

_TO = frozenset({"to", "dash"})
_BEFORE_A_DAY = frozenset({"on", "the", "for", "at"})
_ABOUT_TIME = (DayTime, Length, Nth, Period, SameTime)
_DAYS = frozenset({"day", "weekday", "elapsed"})
_SURE_LETTERS = len("EST")
_MOST_RUNS = 4
_OF_A_CLOCK = frozenset({"colon", "am", "pm"})
_JOINERS = frozenset({"or", "and", "to", "dash", "slash"})
_OF_TITLES = frozenset({"polite", "label", "moved"})
_CLOCKS = frozenset({"clock", "daytime", "elapsed"})
_DAYS = frozenset({"day", "weekday", "elapsed"})
_OF_A_CLOCK = frozenset({"colon", "am", "pm"})
_JOINERS = frozenset({"or", "and", "to", "dash", "slash"})
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "judge", "justice", "prof", "v", "vs"})


Found = tuple[Answer, tuple[Token, ...]]
"""What was made of a time, and the words that do not belong to it."""


@dataclass
class EmbeddedTime(Tiling):
    """The pieces of a text that may have other words in it; what is left over is given back.

    Behind a clock, `with_names` takes what may be a place or zone for one, and not for a name;
    `only_told` takes no place but one told by `in`.
    """

    text: str = ""
    with_names: bool = True
    only_told: bool = False
    month_first: bool = True
    case_numbers: frozenset[int] = frozenset()
    window: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.case_numbers = _case_numbers(self.words)
        if self.case_numbers:
            self.pieces = [
                [piece for piece in some if self.case_numbers.isdisjoint(range(place, piece[0]))]
                for place, some in enumerate(self.pieces)
            ]

    def find(self, accepted: Resolve) -> Found | None:
        """What `accepted` makes of the time found, and the words that do not belong to it.

        A run of words that says day and clock is the time, and more of them are asked about; else
        its pieces may stand apart.
        """
        whole = self._wholes(accepted, titles=_TITLES)
        if len(whole) > 1:
            return self._asked(whole)
        if whole:
            return whole[0]
        self.window, self.steps = None, 0
        apart = self._beside_a_number(self._around(accepted), accepted)
        apart = self._beside_a_dash(apart, accepted)
        of_a_name = self._wholes(accepted, titles=frozenset())
        return self._asked([*of_a_name, *([apart] if apart else [])]) if of_a_name else apart

    def _wholes(self, accepted: Resolve, *, titles: frozenset[str]) -> list[Found]:
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
        return () if is_one_of_several or len(runs) > _MOST_RUNS else runs

    def _complete_runs(self, accepted: Resolve, titles: frozenset[str]) -> Iterator[Run]:
        """Each run that says a time; of those within another, only the ones without its border."""
        reached, number = 0, -1
        for start in range(len(self.words)):
            is_name = start > 0 and self.words[start - 1].text in titles
            if is_name or not is_open(self.words, start):
                continue
            beyond = start if start == number + 1 else reached
            for run in self._from(start, start, PartialParse(), beyond, accepted):
                yield run
                if not isinstance(run.answer, Refusal):
                    reached = max(reached, run.end)
                    number = start if self.words[start].is_number else number

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
                    yield Run(start, end, answer)
            yield from self._from(start, end, joined, beyond, accepted)

    def _within(self, run: Run, accepted: Resolve) -> Found | None:
        """The run with the zone or length that may stand apart from it."""
        self.window, self.steps = (run.start, run.end), 0
        return self._around(accepted)

    def _asked(self, found: list[Found]) -> Found | None:
        """One question over several runs; each choice keeps its own words, so none is left here."""
        answer = asking("Which time is meant?", [answer for answer, _ in found])
        return (answer, found[0][1]) if answer else None

    def _around(self, accepted: Resolve) -> Found | None:
        found = self._amid(0, PartialParse(), (), accepted)
        if found is None:
            return None
        left = tuple(self.words[place] for place in found[1])
        return with_rest(found[0], remaining_text(self.text, left, words=self.words)), left

    def _beside_a_number(self, found: Found | None, accepted: Resolve) -> Found | None:
        """A day found alone; asked about where a number behind it may be its hour or its date.

        Of `Vol 2 Dec 9` either number may be the date.
        """
        if found is None or not _is_day_alone(found[0]):
            return found
        left = {word.start for word in found[1]}
        taken = [place for place, word in enumerate(self.words) if word.start not in left]
        start, end = taken[0], taken[-1] + 1
        is_beside = end - start == len(taken) and self._is_number(end)
        if not is_beside:
            return found
        apart = self._alone(start + 1, end + 1, accepted) if self._is_number(start) else None
        dated = self._dated(start, end, accepted)
        ways = (found, self._alone(start, end + 1, accepted), dated, apart)
        return self._asked([way for way in ways if way is not None])

    def _beside_a_dash(self, found: Found | None, accepted: Resolve) -> Found | None:
        """A clock alone; asked about where `12-9` or `12.9` beside it may be its date."""
        if found is None or not isinstance(found[0], Reading) or "date" not in found[0].assumed:
            return found
        left = {word.start for word in found[1]}
        taken = [place for place, word in enumerate(self.words) if word.start not in left]
        for start in (taken[0] - 3, taken[-1] + 1):
            some = self.words[max(start, 0) : start + 3]
            if len(some) < 3 or some[1].kind not in ("dash", "dot") or not joins_numbers(some, 1):
                continue
            dated = (some[0], some[1]._replace(kind="slash"), some[2])
            answer = Tiling((*dated, *(self.words[at] for at in taken))).first(accepted)
            if isinstance(answer, Reading | Question):
                over = tuple(word for word in found[1] if word not in some)
                rest = remaining_text(self.text, over, words=self.words)
                return self._asked([found, (with_rest(answer, rest), over)])
        return found

    def _dated(self, start: int, end: int, accepted: Resolve) -> Found | None:
        """`friday 11` as Friday the 11th, where the next 11th is one."""
        number = Calendar(self.words[end].value)
        weekdays = (part for to, part in self.pieces[start] if to == end)
        for part in weekdays:
            said = PartialParse().joined(part) if isinstance(part, Weekday) else None
            dated = said and said.joined(number)
            answer = accepted(dated) if dated else None
            if isinstance(answer, Reading):
                left = (*self.words[:start], *self.words[end + 1 :])
                return with_rest(answer, remaining_text(self.text, left, words=self.words)), left
        return None

    def _is_number(self, place: int) -> bool:
        some = self.words[place : place + 1]
        return bool(some) and some[0].is_number and is_open(self.words, place + 1)

    def _alone(self, start: int, end: int, accepted: Resolve) -> Found | None:
        """What some of the words say as in a field of their own."""
        answer = Tiling(self.words[start:end]).first(accepted)
        left = (*self.words[:start], *self.words[end:])
        if answer is None or isinstance(answer, Refusal):
            return None
        return with_rest(answer, remaining_text(self.text, left, words=self.words)), left

    def _is_one_of_several(self, run: Run) -> bool:
        """Whether another time stands beside a run as an alternative, an end or a second clock."""
        outside = (place for place in range(len(self.words)) if not run.start <= place < run.end)
        return (
            self._offers(run.end, run.end + 1)
            or self._offers(run.start - 1, run.start - 2)
            or self._is_unbookable(run)
            or any(self._is_another_clock(at) or self._says_how_far(at, run) for at in outside)
        )

    def _says_how_far(self, place: int, run: Run) -> bool:
        """Whether words apart from the run count from today, which no name does: `next week`."""
        return is_open(self.words, place) and any(
            (isinstance(part, FromToday) or (isinstance(part, Period) and part.unit == "week"))
            and is_open(self.words, end)
            and not place < run.start < end
            for end, part in self.pieces[place]
        )

    def _offers(self, joiner: int, beside: int) -> bool:
        """Whether a word joins the run to a piece that is plainly a time: `or monday`."""
        places = range(len(self.words))
        if joiner not in places or beside not in places:
            return False
        if self.words[joiner].kind == "or" and self.words[beside].is_number:
            return True
        return self.words[joiner].kind in _JOINERS and any(
            _is_plain(part) and is_open(self.words, end) for end, part in self.pieces[beside]
        )

    def _is_unbookable(self, run: Run) -> bool:
        """Whether words that no moment can be made of belong to a run: `every`, `weekly`, `last`."""
        if run.start and self.words[run.start - 1].kind == "last":
            return True
        counts_before = self.words[run.start].kind == "MONTH"
        return any(
            isinstance(part, Unbookable) and end >= run.start
            for place in range(min(run.end + 1, len(self.words)))
            if self.words[place].text != "by"
            and not (counts_before and place < run.start and self.words[place].is_number)
            for end, part in self.pieces[place]
        )

    def _is_another_clock(self, place: int) -> bool:
        """Whether a clock that nothing glues to other words begins here: `3pm`, `10:30`."""
        return (is_open(self.words, place) or self._is_behind_zone(place)) and any(
            isinstance(part, Clock)
            and not part.bare
            and is_open(self.words, end)
            and any(word.kind in _OF_A_CLOCK for word in self.words[place:end])
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
        return place > 0 and not begins and self.words[place - 1].text in _TITLES

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
        if self.words[place].kind in ("hhmm", "y4c"):
            some = [(end, part) for end, part in some if end - place > 1]
        return any(_is_plain(part) for _, part in some)

    def _must_be_a_time(self, place: int, *, is_behind: bool) -> bool:
        """Whether a word is no title's: in a clock that is none (`25:00`), or offering another time."""
        kind = self.words[place].kind
        offers = is_behind or (self.words[place - 1].is_number and self._offers(place, place + 1))
        return (kind == "or" and offers) or (kind == "colon" and self._joins_numbers(place))

    def _joins_numbers(self, place: int) -> bool:
        return place not in self.case_numbers and joins_numbers(self.words, place)

    def stretch(self) -> tuple[int, int]:
        """From the first piece that is plainly a time to the end of the last."""
        plain = [
            (place, end)
            for place, pieces in enumerate(self.pieces)
            for end, part in pieces
            if _is_plain(part) and is_open(self.words, place) and is_open(self.words, end)
        ]
        return min(plain, default=(0, 0))[0], max((end for _, end in plain), default=0)

    def speaks_of_time(self) -> bool:
        """Whether any word of the text has to do with a time, even one that cannot be read."""
        return any(
            self._joins_numbers(place) if word.kind == "colon" else self._has_time(place)
            for place, word in enumerate(self.words)
        )

    def _has_time(self, place: int) -> bool:
        return is_open(self.words, place) and any(
            end - place > 1 or self.words[place].kind == "vague"
            if isinstance(part, Unbookable)
            else isinstance(part, _ABOUT_TIME) or _is_plain(part)
            for end, part in self.pieces[place]
            if is_open(self.words, end)
        )

    def _fits(
        self, part: Part, said: PartialParse, place: int, end: int, *, is_behind: bool
    ) -> bool:
        """Whether a piece means a time here; some only do right behind another piece."""
        match part:
            case Zone():
                return self._names_a_zone(part, said, place, end, is_behind=is_behind)
            case Clock(bare=True, minute=minute) if minute:
                return is_behind and end == len(self.words)
            case Clock(bare=True):
                is_enough = said.part(Weekday) is None and not isinstance(said.last, Calendar)
                return (is_behind and is_enough) or (
                    end < len(self.words) and self.words[end].kind in _TO
                )
            case Calendar(month=None) if self._counts_a_word(said, end):
                return False
            case Calendar(month=None, bare=bare):
                return is_behind or (self.words[place].kind in _BEFORE_A_DAY and not bare)
            case Unbookable() | Period(unit="week") | Shift():
                return is_behind or end - place > 1
            case Filler():
                is_told = any(word.kind == "means" for word in self.words[place:end])
                return is_behind and self.words[place].kind not in _OF_TITLES and not is_told
            case DayTime():
                return all(word.kind != "lunch" for word in self.words[place:end])
            case Until() | Period() | Year():
                return is_behind
            case _:
                return True

    def _counts_a_word(self, said: PartialParse, end: int) -> bool:
        """Whether an ordinal belongs to the title: `Tuesday 2pm 3rd party depo`."""
        has_time = {"weekday", "clock"} <= said.parts.keys()
        return has_time and end < len(self.words) and self.words[end].kind == "unknown"

    def _names_a_zone(
        self, zone: Zone, said: PartialParse, place: int, end: int, *, is_behind: bool
    ) -> bool:
        """Whether words mean a zone: `London time` anywhere, `PT` behind a time; a name, as wanted."""
        is_told = self.words[end - 1].kind in ("time", "zone")
        if is_told and (is_behind or not zone.is_place or is_famous(zone)):
            return True
        if zone.said == "my" and not is_told:
            return False
        if is_behind and not zone.is_place and not zone.obscure:
            return self.with_names or not self._may_name_more(zone, end)
        if not self.with_names or said.zones:
            return False
        if zone.is_place and (self.window or _CLOCKS & said.parts.keys()):
            is_told = self.words[place].kind == "in" or self._ends_an_address(place, end)
            return (is_behind and not self.only_told) or is_told
        has_clock = bool(_CLOCKS & said.parts.keys())
        return has_clock and zone.said in ABBREVIATIONS and not self.words[place].is_titled

    def _may_name_more(self, zone: Zone, end: int) -> bool:
        """Whether a title's word follows letters or a name of a zone: `PT eval`, `Pacific Corp.`."""
        is_sure = zone.exact or len(zone.said) == _SURE_LETTERS
        if is_sure or end == len(self.words):
            return False
        return self.words[end].kind == "unknown" or self.words[end].is_titled

    def _ends_an_address(self, place: int, end: int) -> bool:
        """Whether a place is the last word, behind a comma: `…, Suite 400, Los Angeles`."""
        return end == len(self.words) and place > 0 and self.words[place - 1].kind == "comma"


def _is_day_alone(answer: Answer) -> bool:
    match answer:
        case Reading(date_only=date_only):
            return date_only
        case Question(choices=choices):
            return all(choice.date_only for choice in choices)
    return False


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
        case Clock(bare=bare):
            return not bare
        case Calendar(month=month):
            return month is not None
        case FromToday() | Weekday() | Elapsed() | Holiday():
            return True
        case _:
            return False


def _case_numbers(words: tuple[Token, ...]) -> frozenset[int]:
    """The places of docket numbers such as `2:24-cv-01234`, which hold no clock."""
    colons = (place for place, word in enumerate(words) if word.kind == "colon" and place)
    starts = (place - 1 for place in colons if _is_case_number(words[place - 1 : place + 6]))
    return frozenset(place for start in starts for place in range(start, start + 7))


def _is_case_number(some: tuple[Token, ...]) -> bool:
    are_close = all(one.end == other.start for one, other in pairwise(some))
    return (
        len(some) == 7
        and are_close
        and all(some[place].is_number for place in (0, 2, 6))
        and some[3].kind == some[5].kind == "dash"
        and some[4].text.isalpha()
    )
