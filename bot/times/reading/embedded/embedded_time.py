"""The search for a time among other words: candidates that say it whole, or parts that stand apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bot.times.reading.answers import Answer, Reading, Refusal
from bot.times.reading.embedded.boundaries import is_boundary
from bot.times.reading.embedded.candidates import Candidate, later_starts, likeliest_candidates
from bot.times.reading.embedded.line import Line, is_plainly_a_time
from bot.times.reading.embedded.surroundings import Surroundings
from bot.times.reading.embedded.title_or_time import TitleOrTime
from bot.times.reading.embedded.zone_evidence import Confidence
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Length, Part, Zone
from bot.times.reading.remaining_text import remaining_text, with_rest
from bot.times.reading.resolve.resolver import Resolve
from bot.times.reading.tiling import SearchBudget, Tiling
from bot.times.reading.token import Token

_MOST_CANDIDATES = 4


class EmbeddedAnswer(NamedTuple):
    """What was made of a time, and the words that do not belong to it."""

    answer: Answer
    left: tuple[Token, ...]


@dataclass
class EmbeddedTime:
    """A line, what its time means to someone, and how surely words must name a zone to be of it.

    `this_year`: the year in which it is read. `contested`: the candidate beside which other times stand,
    once candidates were looked for.
    """

    line: Line
    resolve: Resolve
    this_year: int
    zone_confidence: Confidence = Confidence.PERHAPS
    contested: Candidate | None = None

    def whole_times(self, *, titles: frozenset[str]) -> list[EmbeddedAnswer]:
        """What each candidate means; none begins with a name after one of the `titles`: `Dr. Friday`."""
        found = [
            self._around((candidate.start, candidate.end)) for candidate in self._candidates(titles)
        ]
        return [one for one in found if one is not None]

    def apart(self) -> EmbeddedAnswer | None:
        """What the parts say wherever they stand."""
        return self._around(None)

    def _candidates(self, titles: frozenset[str]) -> tuple[Candidate, ...]:
        """The candidates that the text can mean; none where another time is offered beside one."""
        search = _CandidateSearch(
            self.line, self.resolve, TitleOrTime(self.line, self.zone_confidence), SearchBudget()
        )
        found = tuple(search.candidates(titles))
        if not search.budget.was_enough:
            return ()
        candidates = likeliest_candidates(found, self.line.words, month_first=self.line.month_first)
        is_one_of_several = (
            len(candidates) == 1 and Surroundings(self.line, candidates[0]).have_another_time()
        )
        self.contested = candidates[0] if is_one_of_several else None
        return () if is_one_of_several or len(candidates) > _MOST_CANDIDATES else candidates

    def _around(self, window: tuple[int, int] | None) -> EmbeddedAnswer | None:
        """What the words of a candidate say, with the zone or length that may stand apart; or any words."""
        rules = TitleOrTime(self.line, self.zone_confidence, window)
        found = _WordSearch(self.line, self.resolve, rules, SearchBudget()).found(
            0, PartialParse(), ()
        )
        if found is None:
            return None
        answer, places = found
        return self.with_left_words(answer, tuple(self.line.words[place] for place in places))

    def with_left_words(self, answer: Answer, left: tuple[Token, ...]) -> EmbeddedAnswer:
        """An answer with the words that do not belong to it."""
        rest = remaining_text(self.line.text, left, words=self.line.words)
        return EmbeddedAnswer(with_rest(answer, rest), left)

    def parse_of(self, words: tuple[Token, ...]) -> PartialParse | None:
        """The parts of words that come to one moment; None where they do not."""
        parses = Tiling(words).parses()
        return next((parse for parse in parses if isinstance(self.resolve(parse), Reading)), None)

    def beside_another(self) -> list[EmbeddedAnswer]:
        """A candidate beside another day or clock, as it stands and with the other in place of its own."""
        candidate = self.contested
        if candidate is None or Surroundings(self.line, candidate).is_joined():
            return []
        answers: list[Answer | None] = [candidate.answer]
        taken = set(range(candidate.start, candidate.end))
        for parse, places in Surroundings(self.line, candidate).with_another():
            answer = self.resolve(parse)
            answers.append(answer)
            if _is_same_moment(answer, candidate.answer):
                taken |= set(places)
        left = tuple(word for place, word in enumerate(self.line.words) if place not in taken)
        return [self.with_left_words(one, left) for one in answers if isinstance(one, Reading)]


@dataclass(frozen=True, slots=True)
class _CandidateSearch:
    """The search for every run of words that says a day and a clock."""

    line: Line
    resolve: Resolve
    rules: TitleOrTime
    budget: SearchBudget

    def candidates(self, titles: frozenset[str]) -> Iterator[Candidate]:
        """Each candidate that says a time; of those within another, only the ones without its border."""
        reached = 0
        again = set[int]()
        for start in range(len(self.line.words)):
            if self.line.is_name(start, titles) or not is_boundary(self.line.words, start):
                continue
            beyond = start if start in again else reached
            for candidate in self._from(start, start, PartialParse(), beyond):
                yield candidate
                if not isinstance(candidate.answer, Refusal):
                    reached = max(reached, candidate.end)
                    again.update(later_starts(self.line.words, start))

    def _from(
        self, start: int, place: int, parse: PartialParse, beyond: int
    ) -> Iterator[Candidate]:
        """The candidates beginning at `start` and ending `beyond` a place, which go on here."""
        if not self.budget.allows_a_step() or place == len(self.line.words):
            return
        for end, part in self.line.tiles[place]:
            follows_time = place > start
            fits = self.rules.is_of_the_time(part, parse, place, end, follows_time=follows_time)
            extended = parse.extended(part) if fits else None
            if extended is None:
                continue
            if end > beyond and extended.says_a_time and is_boundary(self.line.words, end):
                self.budget.spend_on_a_parse()
                answer = self.resolve(extended)
                if answer is not None:
                    yield Candidate(start, end, answer, extended)
            yield from self._from(start, end, extended, beyond)


@dataclass(frozen=True, slots=True)
class _WordSearch:
    """The search for a time word by word: each is of it, or is left over."""

    line: Line
    resolve: Resolve
    rules: TitleOrTime
    budget: SearchBudget

    def found(
        self, place: int, parse: PartialParse, left: tuple[int, ...]
    ) -> tuple[Answer, tuple[int, ...]] | None:
        """Take the longest tile that means a time here; leave a word over only if none must be taken."""
        if not self.budget.allows_a_step():
            return None
        if place == len(self.line.words):
            self.budget.spend_on_a_parse()
            answer = self.resolve(parse) if parse.is_complete else None
            return None if answer is None else (answer, left)
        for end, extended in self._with_a_tile(place, parse, left):
            found = self.found(end, extended, left)
            if found is not None:
                return found
        if self._must_be_taken(place, parse, left):
            return None
        return self.found(place + 1, parse, (*left, place))

    def _with_a_tile(
        self, place: int, parse: PartialParse, left: tuple[int, ...]
    ) -> Iterator[tuple[int, PartialParse]]:
        """The parse with each tile that means a time here, and where the tile ends."""
        is_glued = _is_after(left, place) and not is_boundary(self.line.words, place)
        if is_glued or self._is_name(place):
            return
        follows_time = _follows_time(place, parse, left)
        for end, part in self.line.tiles[place]:
            fits = self.rules.is_of_the_time(part, parse, place, end, follows_time=follows_time)
            extended = parse.extended(part) if fits and self._is_allowed(part, place, end) else None
            if extended is not None:
                yield end, extended

    def _is_name(self, place: int) -> bool:
        """Whether a title stands before a word, and the time is not known to begin with it."""
        window = self.rules.window
        return not (window is not None and place == window[0]) and self.line.is_name(place)

    def _is_allowed(self, part: Part, place: int, end: int) -> bool:
        """Whether a tile lies within the candidate, or is a zone or length apart from it."""
        if self.rules.window is None:
            return True
        start, stop = self.rules.window
        if start <= place < stop:
            return end <= stop
        return isinstance(part, Zone | Length) and (end <= start or place >= stop)

    def _must_be_taken(self, place: int, parse: PartialParse, left: tuple[int, ...]) -> bool:
        """Whether a word cannot be left over: within the candidate, plainly a time, or glued to one."""
        if not _is_after(left, place) and not is_boundary(self.line.words, place):
            return True
        window = self.rules.window
        if window is not None:
            return window[0] <= place < window[1]
        if self._is_plainly_a_time(place) and not self._is_name(place):
            return True
        return self._is_no_title(place, follows_time=_follows_time(place, parse, left))

    def _is_plainly_a_time(self, place: int) -> bool:
        """Whether a tile here can be nothing but a time; four digits may number a case."""
        some = self.line.tiles[place]
        if self.line.follows_number_sign(place):
            return False
        if self.line.words[place].kind in ("clock_hhmm", "year_or_clock"):
            some = tuple(tile for tile in some if tile[0] - place > 1)
        return any(is_plainly_a_time(part) for _, part in some)

    def _is_no_title(self, place: int, *, follows_time: bool) -> bool:
        """Whether a word is no title's: in a clock that is none (`25:00`), or offering another time."""
        line = self.line
        if line.words[place].kind == "or":
            is_after_number = line.words[place - 1].is_number
            return follows_time or (is_after_number and line.offers(place, place + 1))
        return line.is_in_a_clock(place)


def _is_after(left: tuple[int, ...], place: int) -> bool:
    """Whether the word before a place is left over."""
    return bool(left) and left[-1] == place - 1


def _follows_time(place: int, parse: PartialParse, left: tuple[int, ...]) -> bool:
    """Whether a place is right after a part of the time, or where a range must end."""
    return parse.awaits_end or (bool(parse.parts) and not _is_after(left, place))


def _is_same_moment(one: Answer | None, other: Answer) -> bool:
    return (
        isinstance(one, Reading)
        and isinstance(other, Reading)
        and one.moment.instant == other.moment.instant
    )
