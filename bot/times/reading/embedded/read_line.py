"""Reading a line that may have other words around its time; they are given back."""

from dataclasses import dataclass, replace
from functools import cached_property

from bot.times.reading.answers import Answer, Reading, Refusal
from bot.times.reading.embedded.embedded_time import EmbeddedAnswer, EmbeddedTime
from bot.times.reading.embedded.find_time import beside_another, find_time, is_whole
from bot.times.reading.embedded.leftovers import WHICH_DAY
from bot.times.reading.embedded.line import Line
from bot.times.reading.embedded.place_or_person import ignoring_refusals, place_or_person
from bot.times.reading.embedded.time_span import Span, restated_span, speaks_of_time, time_span
from bot.times.reading.languages import in_any_language
from bot.times.reading.remaining_text import remaining_text
from bot.times.reading.resolve.context import Context
from bot.times.reading.resolve.resolver import resolve_once
from bot.times.reading.tiling import Tiling
from bot.times.reading.token import Token
from bot.times.reading.whole_text import EXAMPLE, TWO_TIMES, read_words, restated

_NO_TIME = Refusal(f"Docket can't find a day and time in that. {EXAMPLE}")

_MEETINGS = in_any_language(lambda language: language.meetings)
_PROCEEDINGS = in_any_language(lambda language: language.proceedings)


def read_line(text: str, tiling: Tiling, *, whole: Answer, context: Context) -> Answer:
    """What a line means; `whole` is what it means if every word belongs to the time."""
    is_month_first = context.day_first is False
    line = Line(tiling.words, tiling.tiles, text=text, month_first=is_month_first)
    embedded = EmbeddedTime(line, resolve_once(context=context), context.now.year)
    if not isinstance(whole, Refusal) and not any(map(_may_be_titled, line.words)):
        return place_or_person(embedded, EmbeddedAnswer(whole, ()))
    reader = _LineReader(embedded, context)
    again = reader.restated()
    if again is not None:
        return again
    found = find_time(embedded)
    if found is not None and is_whole(found.answer) and embedded.contested is None:
        return place_or_person(embedded, found)
    return reader.among_other_times(found, whole)


def _may_be_titled(word: Token) -> bool:
    """Whether a word that changes no time may be all there is of a title: `Lunch`, `call`, `Best`."""
    is_told = word.is_titled or word.text in _MEETINGS
    is_proceeding = word.kind == "label" and word.text in _PROCEEDINGS
    return word.kind in ("lunch", "whole") or (word.kind == "filler" and is_told) or is_proceeding


@dataclass
class _LineReader:
    """A line with several times, or with none that can be read, and who asks about it."""

    embedded: EmbeddedTime
    context: Context

    @property
    def _line(self) -> Line:
        return self.embedded.line

    def restated(self) -> Answer | None:
        """One time by the clocks of several places, with other words before and after it."""
        start, end = restated_span(self._line)
        some = self._line.words[start:end]
        answer = restated(some, context=self.context) if some else None
        return None if answer is None else self._with_rest(answer, (start, end))

    def _with_rest(self, answer: Answer, span: Span) -> Answer:
        start, end = span
        words = self._line.words
        return self.embedded.with_left_words(answer, (*words[:start], *words[end:])).answer

    def among_other_times(self, found: EmbeddedAnswer | None, whole: Answer) -> Answer:
        """The answer if no single time was found: what the words that speak of it mean, or a refusal."""
        spanned = self._spanned()
        if spanned is not None and is_whole(spanned) and self._has_more():
            return self._or_of_a_name(spanned, found)
        if found is None or not isinstance(found.answer, Reading):
            found = beside_another(self.embedded) or found
        if found is not None and not isinstance(found.answer, Refusal):
            return place_or_person(self.embedded, found)
        if not isinstance(whole, Refusal):
            return whole
        return self._refused(spanned, found)

    @cached_property
    def _span(self) -> Span:
        """From where to where the line speaks of time; nowhere where nothing does plainly."""
        return time_span(self._line)

    def _spanned(self) -> Answer | None:
        """What the words from the first to the last of a time mean, as in a field of their own.

        So `Smith 10am or 1pm friday` is asked about. None where nothing speaks plainly of a time.
        """
        start, end = self._span
        if start == end:
            return None
        line = self._line
        answer = read_words(line.text, line.words[start:end], context=self.context)
        return self._with_rest(answer, self._span)

    def _has_more(self) -> bool:
        """Whether more words speak of time than the candidate beside which other times stand."""
        candidate = self.embedded.contested
        return candidate is None or self._span != (candidate.start, candidate.end)

    def _or_of_a_name(self, spanned: Answer, found: EmbeddedAnswer | None) -> Answer:
        """The answer; of `2pm CT Each One LLC` the letters stand outside, and may be a zone."""
        if found is None or not isinstance(spanned, Reading) or "zone" in spanned.said:
            return spanned
        if isinstance(found.answer, Refusal):
            found = find_time(ignoring_refusals(self.embedded))
        if found is None or not isinstance(found.answer, Reading):
            return spanned
        return place_or_person(self.embedded, found) if "zone" in found.answer.said else spanned

    def _refused(self, spanned: Answer | None, found: EmbeddedAnswer | None) -> Refusal:
        """The refusal for the words at fault, which belong into the field; the others are given back."""
        line, text = self._line, self._line.text
        if spanned is None:
            if found is not None and isinstance(found.answer, Refusal):
                return replace(found.answer, rest=text.strip())
            unsupported = line.unsupported()
            refused = Refusal(unsupported.why) if unsupported else _NO_TIME
            return replace(refused, rest=text.strip(), about_time=speaks_of_time(line))
        if isinstance(spanned, Reading) and "date" in spanned.assumed:
            return Refusal(WHICH_DAY, rest=text.strip())
        start, end = self._span
        refused = spanned if isinstance(spanned, Refusal) else TWO_TIMES
        rest = remaining_text(text, (*line.words[:start], *line.words[end:]), words=line.words)
        typed = text[line.words[start].start : line.words[end - 1].end]
        return replace(refused, typed=typed, rest=rest)
