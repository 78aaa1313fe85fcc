"""Steps of resolving: each is taken for every candidate, and one answer is chosen at the end."""

from collections.abc import Sequence
from datetime import datetime

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Question, Reading, Refusal
from bot.times.reading.resolve.senses import Ambiguity, Sense, Senses, Settled, asked

REFUSED = Refusal("That time has passed.")


def at(hour: int) -> Reading:
    return Reading(Moment(datetime.fromisoformat(f"2026-12-01T{hour:02}:00"), "America/New_York"))


def last(answers: Sequence[Answer | None]) -> Answer | None:
    return answers[-1]


def either_half(hour: int) -> Senses[int]:
    return Ambiguity((Sense(hour), Sense(hour + 12)), last)


def afternoon_only(hour: int) -> Senses[int]:
    return Sense(hour) if hour >= 12 else Settled(REFUSED)


def test_a_step_is_taken_for_the_one_candidate() -> None:
    assert Sense(2).then(either_half).answer(at) == at(14)


def test_what_is_settled_takes_no_further_step() -> None:
    settled: Senses[int] = Settled(REFUSED)
    assert settled.then(either_half).answer(at) == REFUSED


def test_a_step_is_taken_for_each_candidate_before_one_is_chosen() -> None:
    first_hour: Senses[int] = Ambiguity((Sense(2), Sense(3)), lambda found: found[0])
    assert first_hour.then(either_half).answer(at) == at(14)


def test_one_candidate_may_be_settled_while_another_goes_on() -> None:
    answers = asked("Which one?", [2, 14]).then(afternoon_only).answer(at)
    assert answers == REFUSED
    assert asked("Which one?", [14, 15]).then(afternoon_only).answer(at) == Question(
        "Which one?", (at(14), at(15))
    )


def test_nothing_is_asked_where_all_candidates_come_to_one_moment() -> None:
    assert asked("Which one?", [2, 2]).answer(at) == at(2)
