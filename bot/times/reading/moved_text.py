"""Where a booking is moved to: the new time alone, with the old one beside it, or with a reason."""

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Refusal, ask, readings
from bot.times.reading.corrections import (
    Correction,
    correction_in,
    in_the_old_sense,
    new_from_old,
    new_time,
    old_to_new,
    without_reason,
)
from bot.times.reading.resolve.context import Context
from bot.times.reading.resolve.old_time import is_old_time
from bot.times.reading.tiling import Tiling
from bot.times.reading.token import Words
from bot.times.reading.whole_text import read_words


def read_moved(text: str, words: Words, *, context: Context, was: Moment) -> Answer:
    """Where the booking that is at `was` is moved to."""
    words = new_time(words)
    correction = correction_in(words)
    if correction is not None:
        new = _corrected(text, correction, context=context, was=was)
        if isinstance(new, Refusal):
            return _on_another_day(text, words, context=context) or new
        return new
    answer = read_words(text, words, context=context)
    is_refused = isinstance(answer, Refusal)
    correction = old_to_new(words) or (new_from_old(words) if is_refused else None)
    if correction is not None and _says(correction.old, was, context=context):
        new = _corrected(text, correction, context=context, was=was)
        both = ask("Is that the new time, or the start and end?", (new, answer))
        return new if is_refused else both or new
    return _unless_a_reason(text, words, answer, context=context)


def _unless_a_reason(text: str, words: Words, answer: Answer, *, context: Context) -> Answer:
    """The answer; of what is refused for a reason after the time, the time alone."""
    alone = without_reason(words) if isinstance(answer, Refusal) else ()
    return read_words(text, alone, context=context) if alone else answer


def _on_another_day(text: str, words: Words, *, context: Context) -> Answer | None:
    """`from 2 to 3pm on Friday`: with a day of its own it is a range, and no move within the day."""
    answer = read_words(text, words, context=context)
    found = readings(answer)
    is_dated = all({"date", "weekday"} & set(one.said) and one.duration for one in found)
    return answer if found and is_dated else None


def _corrected(text: str, correction: Correction, *, context: Context, was: Moment) -> Answer:
    """The new time, if the old one beside it is the booking's."""
    old = correction.old
    if not _says(old, was, context=context):
        said = text[old[0].start : old[-1].end]
        return Refusal(
            f"“{said}” isn't the current time, which is {was.written(context.reader)}. Enter"
            " only the new time."
        )
    new = in_the_old_sense(correction, hour=was.local.hour, day=was.local.day)
    answer = read_words(text, new, context=context)
    return _unless_a_reason(text, new, answer, context=context)


def _says(words: Words, was: Moment, *, context: Context) -> bool:
    """Whether the words say when the booking is now."""
    today = context.today(context.zone)
    return any(is_old_time(parse, was, today=today) for parse in Tiling(words).parses())
