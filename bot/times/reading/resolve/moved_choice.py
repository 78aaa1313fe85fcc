"""Which of several answers is the new time of a booking that is moved: none that is its present time."""

from collections.abc import Sequence
from dataclasses import replace

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Question, Reading, ask, first_answer


def choose_new_time(
    answers: Sequence[Answer | None], *, sentence: str, was: Moment
) -> Answer | None:
    """The one answer that is ahead and no present time; several are asked about."""
    ahead = [answer for answer in answers if isinstance(answer, Reading | Question)]
    elsewhere = [other for answer in ahead if (other := _elsewhere(answer, was)) is not None]
    if len(elsewhere) > 1:
        return ask(sentence, elsewhere)
    return first_answer((*elsewhere, *ahead, *answers))


def _elsewhere(answer: Reading | Question, was: Moment) -> Reading | Question | None:
    """The answer without the present time."""
    if isinstance(answer, Reading):
        return None if answer.moment.instant == was.instant else answer
    others = tuple(one for one in answer.choices if one.moment.instant != was.instant)
    if len(others) == 1 < len(answer.choices):
        return others[0]
    return replace(answer, choices=others) if others else None
