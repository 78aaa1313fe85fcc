"""The last check: whether words left beside a time may be a day or an hour of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.times.reading.answers import Answer, Reading, Refusal, ask
from bot.times.reading.embedded.boundaries import CLOCK_KINDS, is_boundary, is_separator
from bot.times.reading.embedded.embedded_time import EmbeddedAnswer, EmbeddedTime
from bot.times.reading.embedded.line import NAME_TITLES
from bot.times.reading.embedded.open_ended import open_ended
from bot.times.reading.languages import in_any_language
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Calendar, Clock
from bot.times.reading.token import Token, joins_numbers

WHICH_DAY = "Which day do you mean? Enter a day and time, such as “tomorrow 2pm”."
_LAST_DAY, _LAST_HOUR, _NOON = 31, 24, 12
_YEARS_BACK, _YEARS_AHEAD = 6, 13
_JOINERS = frozenset({"and", "or", "comma", "slash", "dash"})
_LISTS = frozenset({"and", "or", "comma", "plus"})
_PERIODS = frozenset({"week", "month", "year", "quarter", "weekend"})
_DAYS_SLOTS = ("day", "weekday", "beside", "period", "year", "week of", "shift")
_WEEKDAYS_IN_LETTERS = in_any_language(lambda language: language.weekdays_in_letters)
_UNDECIDED = in_any_language(lambda language: language.undecided)
_HOURS_SLOTS = ("clock", "daytime", "end", "length")


def check_leftovers(found: EmbeddedAnswer, embedded: EmbeddedTime) -> EmbeddedAnswer:
    """The time found; a question or a refusal where what is left beside it may belong to it."""
    opened = open_ended(found, embedded)
    if opened is not None:
        return opened
    answer = found.answer
    if not isinstance(answer, Reading) or answer.date_only:
        return found
    check = _Leftovers(embedded, answer, frozenset(word.start for word in found.left))
    if "date" not in answer.assumed:
        return check.beside_numbers() or found
    return check.of_a_name() or check.without_its_day() or found


def _which(said: str) -> str:
    return f"Which day is “{said}”? Enter a day and time, such as “tomorrow 2pm”."


def _is_name(word: Token) -> bool:
    return word.is_titled and word.kind == "unknown"


@dataclass(frozen=True, slots=True)
class _Leftovers:
    """A reading, and where the words left beside it stand."""

    embedded: EmbeddedTime
    answer: Reading
    left: frozenset[int]

    @property
    def _words(self) -> tuple[Token, ...]:
        return self.embedded.line.words

    def of_a_name(self) -> EmbeddedAnswer | None:
        """A clock that is but digits after a name is refused: `Hotel 1000 PMK`."""
        places = [at for at in range(len(self._words)) if self._is_taken(at)]
        if len(places) != 1:
            return None
        at = places[0]
        word, before = self._words[at], self._words[max(at - 1, 0) : at]
        follows_name = any(_is_name(one) for one in before) and word.is_number
        heads_name = any(_is_name(one) for one in self._words[at + 1 : at + 2]) and word.is_titled
        if not (follows_name or heads_name):
            return None
        return self._refused(
            f"“{word.text}” could be the time or part of the title. Enter a day and time, such as"
            " “tomorrow 2pm”."
        )

    def without_its_day(self) -> EmbeddedAnswer | None:
        """A clock alone is refused where something is left that was meant as its day."""
        for said in self.answer.rest.split():
            if said.lower() in _WEEKDAYS_IN_LETTERS:
                return self._refused(_which(said))
        for start, end in self._days():
            if not any(map(self._is_taken, range(start, end))):
                said = self.embedded.line.text[self._words[start].start : self._words[end - 1].end]
                return self._refused(_which(said))
        return None

    def _refused(self, sentence: str) -> EmbeddedAnswer:
        refusal = Refusal(sentence, rest=self.embedded.line.text.strip())
        return EmbeddedAnswer(refusal, self._words)

    def _days(self) -> Iterator[tuple[int, int]]:
        """Where words stand that may say a day, though none was read."""
        line = self.embedded.line
        for at, word in enumerate(self._words):
            following = line.word(at + 1)
            if self._names_a_day(at, following):
                yield at, at + 1 + (word.kind == "MONTH" and self._is_left_number(at + 1))
            if following and following.kind in _PERIODS and self._counts_a_period(at):
                yield at, at + 2
            end = at + 2 if following and following.is_number else at + 3
            if self._is_pair(at, end):
                yield at, end

    def _counts_a_period(self, place: int) -> bool:
        """Whether a word says which week or month, or how many, right before the time."""
        word = self._words[place]
        is_number = word.is_number and self._is_taken(place + 2)
        return is_number or word.kind in ("next", "last", "this")

    def _names_a_day(self, place: int, following: Token | None) -> bool:
        word = self._words[place]
        if word.is_number:
            return self._may_be_a_date(place)
        if place and self._words[place - 1].text in NAME_TITLES:
            return False
        is_adjective = following is not None and following.kind == "unknown"
        if following and is_adjective and word.is_titled and following.is_titled:
            return False
        return (
            word.kind in ("MONTH", "WEEKDAY", "WEEKDAYS")
            or word.text in _UNDECIDED
            or (word.kind == "repeating" and not is_adjective)
        )

    def _may_be_a_date(self, place: int) -> bool:
        """Whether digits may be a year, a date without marks, or a day that no word counts."""
        word = self._words[place]
        if not self._stands_alone(place):
            return False
        if len(word.text) in (6, 8):
            return any(0 < int(word.text[at : at + 2]) <= _LAST_DAY for at in (0, 2))
        is_told = place > 0 and self._words[place - 1].kind == "day"
        return self._is_year(word) or (
            0 < word.value <= _LAST_DAY and (is_told or not self._is_counted(place))
        )

    def _is_year(self, word: Token) -> bool:
        """Whether four digits are a year that people may write of now."""
        ahead = word.value - self.embedded.this_year
        return len(word.text) == len("2026") and -_YEARS_BACK <= ahead <= _YEARS_AHEAD

    def _is_pair(self, start: int, end: int) -> bool:
        """Whether two numbers stand side by side or with a mark between: `12 11`, `12/41`."""
        words = self._words
        if end > len(words) or not (words[start].is_number and words[end - 1].is_number):
            return False
        between = words[start + 1 : end - 1]
        is_close = all(word.text in ("/", "\\", ".") for word in between)
        is_small = 0 < words[start].value <= _LAST_DAY and len(words[end - 1].text) <= len("2026")
        return is_small and is_close and is_boundary(words, start) and is_boundary(words, end)

    def beside_numbers(self) -> EmbeddedAnswer | None:
        """A whole time is asked about where a number beside it may be its day or its hour."""
        numbers = [at for at in range(len(self._words)) if self._is_beside(at)]
        clocks = list(self._clocks())
        if not numbers and not clocks:
            return None
        taken = tuple(word for word in self._words if word.start not in self.left)
        parse = self.embedded.parse_of(taken)
        if parse is None:
            return None
        others = [other for at in numbers[:3] for other in self._with_number(parse, at)]
        others += [other for clock in clocks[:3] for other in self._at_another(parse, *clock)]
        both = ask("Which time do you mean?", [self.answer, *others])
        left = tuple(word for word in self._words if word.start in self.left)
        return EmbeddedAnswer(both, left) if both else None

    def _clocks(self) -> Iterator[tuple[int, int, Clock]]:
        """The clocks left that are no mere numbers."""
        words = self._words
        for place, tiles in enumerate(self.embedded.line.tiles):
            begins = is_boundary(words, place) or words[place - 1].kind == "dash"
            for end, part in tiles if begins else ():
                is_sure = any(word.kind in CLOCK_KINDS for word in words[place:end])
                is_left = not any(map(self._is_taken, range(place, end)))
                ends = is_boundary(words, end) or words[end].kind == "dash"
                if isinstance(part, Clock) and is_sure and is_left and ends:
                    yield place, end, part
                    break

    def _at_another(
        self, parse: PartialParse, start: int, end: int, clock: Clock
    ) -> Iterator[Answer]:
        """The time at another clock that stands apart."""
        other = parse.without(*_HOURS_SLOTS).extended(clock)
        answer = self.embedded.resolve(other) if other else None
        if isinstance(answer, Reading) and self._differs(answer):
            yield self._with_rest(answer, range(start, end))

    def _with_rest(self, answer: Reading, used: range) -> Answer:
        words = self._words
        left = tuple(w for at, w in enumerate(words) if w.start in self.left and at not in used)
        return self.embedded.with_left_words(answer, left).answer

    def _is_beside(self, place: int) -> bool:
        """Whether a number that no word counts is left right beside the time, or in a list with it."""
        word = self._words[place]
        if not (word.is_number and word.start in self.left and 0 < word.value <= _LAST_DAY):
            return False
        if not self._stands_alone(place):
            return False
        return self._is_listed(place) or (not self._counts_on(place) and self._touches_time(place))

    def _touches_time(self, place: int) -> bool:
        """Whether a number stands right beside the time, or after an `at` of its own."""
        before = self.embedded.line.word(place - 1)
        if before is not None and before.kind == "at" and self._ends_a_phrase(place):
            return True
        is_before_time = self._is_taken(place + 1) and self._may_be_its_date(place)
        return self._is_taken(place - 1) or is_before_time

    def _may_be_its_date(self, place: int) -> bool:
        """Whether a number before a time is counted by nothing, or may be the date of its weekday."""
        first = self._first_of_list(place)
        if not self._is_counted(first):
            return True
        before, following = self._words[first - 1], self._words[place + 1]
        is_named = before.is_titled or before.is_in_capitals or not before.text.isalpha()
        return following.kind == "WEEKDAY" and "date" not in self.answer.said and not is_named

    def _is_listed(self, place: int) -> bool:
        """Whether a number follows the time, or another such number, after `and` or a comma."""
        at = place
        while at and self._words[at - 1].kind in _JOINERS | {"open_bracket", "plus"}:
            at -= 1
        joins = {word.kind for word in self._words[at:place]}
        if not joins & _LISTS or self._counts_on(place):
            return False
        if self._is_taken(at - 1):
            return self._ends_a_phrase(place)
        return self._is_left_number(at - 1) and self._is_listed(at - 1)

    def _first_of_list(self, place: int) -> int:
        """The first of `4, 5 and 6`, before which the word that counts them stands."""
        while self._is_left_number(place - 2) and self._words[place - 1].kind in _JOINERS:
            place -= 2
        return place

    def _is_left_number(self, place: int) -> bool:
        word = self.embedded.line.word(place)
        return word is not None and word.is_number and word.start in self.left

    def _ends_a_phrase(self, place: int) -> bool:
        """Whether no word of the title follows a number, which it might count."""
        following = self.embedded.line.word(place + 1)
        ends = following is None or following.kind in _JOINERS | {"close_bracket"}
        return ends or self._is_taken(place + 1)

    def _is_taken(self, place: int) -> bool:
        word = self.embedded.line.word(place)
        return word is not None and word.start not in self.left

    def _stands_alone(self, place: int) -> bool:
        words = self._words
        return (
            is_boundary(words, place)
            and is_boundary(words, place + 1)
            and not joins_numbers(words, place - 1)
            and not joins_numbers(words, place + 1)
        )

    def _is_counted(self, place: int) -> bool:
        """Whether a word of the title stands before a number, or right after it: `10 jurors`."""
        before = self.embedded.line.word(place - 1)
        has_word = before is not None and before.start in self.left and not is_separator(before)
        return has_word or self._counts_on(place)

    def _counts_on(self, place: int) -> bool:
        """Whether a number counts the word after it, which is no name: `10 jurors`, `6 mo visit`."""
        following = self.embedded.line.word(place + 1)
        if following is None or following.start not in self.left:
            return False
        is_plain = following.text.isalpha() and not following.is_titled
        return is_plain and following.kind not in _JOINERS

    def _with_number(self, parse: PartialParse, place: int) -> Iterator[Answer]:
        """The time with a number in place of its day; of its hour, where that stands before it."""
        words, number = self._words, self._words[place].value
        ways = [self._on_day(parse, number), self._at_hour(parse, number)]
        is_last = not any(map(self._is_taken, range(place, len(words))))
        if words[place - 1].kind == "at" or (is_last and self._is_listed(place)):
            ways.reverse()
        answers = (self.embedded.resolve(way) for way in ways if way is not None)
        other = next(
            (one for one in answers if isinstance(one, Reading) and self._differs(one)), None
        )
        if other is not None:
            yield self._with_rest(other, range(place, place + 1))

    def _differs(self, other: Reading) -> bool:
        return other.moment.instant != self.answer.moment.instant

    def _on_day(self, parse: PartialParse, number: int) -> PartialParse | None:
        day = parse.part(Calendar)
        dated = replace(day, day=number, bare=False) if day else Calendar(number)
        return parse.without(*_DAYS_SLOTS).extended(dated)

    def _at_hour(self, parse: PartialParse, number: int) -> PartialParse | None:
        clock = parse.part(Clock)
        if clock is None or number > _LAST_HOUR:
            return None
        half = clock.half if number <= _NOON else ""
        if half == "am" and number % _NOON < clock.hour % _NOON:
            half = "pm"
        at = Clock(number, half=half, exact=number > _NOON)
        return parse.without(*_HOURS_SLOTS).extended(at)
