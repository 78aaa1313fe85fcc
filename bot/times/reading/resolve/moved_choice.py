"""Which of several answers is the new time of a booking that is moved: none that is its present time."""

from collections.abc import Sequence

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Question, Reading, Refusal, ask


def choose_new_time(
    answers: Sequence[Answer | None], *, sentence: str, was: Moment
) -> Answer | None:
    """The one answer that is ahead and no present time; several are asked about."""
    every = [answer for answer in answers if answer is not None]
    ahead = [answer for answer in every if not isinstance(answer, Refusal)]
    elsewhere = [other for answer in ahead if (other := _elsewhere(answer, was)) is not None]
    if len(elsewhere) > 1:
        return ask(sentence, elsewhere)
    return next(iter((*elsewhere, *ahead, *every)), None)


def _elsewhere(answer: Answer, was: Moment) -> Answer | None:
    """The answer without the present time."""
    match answer:
        case Reading():
            return None if answer.moment.instant == was.instant else answer
        case Question(sentence, choices):
            others = [one for one in choices if one.moment.instant != was.instant]
            if len(others) == 1 < len(choices):
                return others[0]
            return Question(sentence, tuple(others)) if others else None
    return answer
