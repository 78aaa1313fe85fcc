"""What may be taken for ours: what is new, alone and the same in everything, and nothing else."""

from typing import Any

import pytest

from bot.scheduling.jobs.matching import Candidate, agreement, only_new_match
from bot.scheduling.model.failures import Ambiguous, OutcomeUnknown


def listed(agrees: bool | None, *ids: str) -> list[Candidate[str]]:
    return [Candidate(id=each, agrees=agrees, thing=each.upper()) for each in ids]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], True),
        ([(1, 1), ("a", "a")], True),
        ([(1, 1), ("a", None)], None),
        ([(1, None), ("a", "b")], False),
        ([(frozenset(), frozenset())], True),
        ([("", None)], None),
    ],
)
def test_things_agree_when_everything_is_said_and_the_same(
    pairs: list[tuple[Any, Any]], expected: bool | None
) -> None:
    assert agreement(pairs) is expected


@pytest.mark.parametrize("before", [None, (), ("a",), ("a", "b")])
def test_where_nothing_is_new_nothing_was_made(before: tuple[str, ...] | None) -> None:
    there = listed(True, *(before or ()))
    assert only_new_match(there, before=before, provider="Prevail") is None


def test_the_one_new_thing_that_agrees_is_ours() -> None:
    there = listed(True, "a", "b")
    assert only_new_match(there, before=("a",), provider="Prevail") == "B"


@pytest.mark.parametrize(
    ("there", "before"),
    [
        (listed(True, "a"), None),
        (listed(None, "a"), None),
        (listed(True, "a", "b"), ()),
        (listed(False, "a"), ()),
    ],
)
def test_what_may_be_somebody_elses_is_left_alone(
    there: list[Candidate[str]], before: tuple[str, ...] | None
) -> None:
    with pytest.raises(Ambiguous):
        only_new_match(there, before=before, provider="Prevail")


def test_what_does_not_say_enough_is_looked_at_again() -> None:
    with pytest.raises(OutcomeUnknown):
        only_new_match(listed(None, "a"), before=(), provider="Prevail")
