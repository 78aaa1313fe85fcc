"""What is said where a provider does not answer: what to do, and nothing that it wrote unquoted."""

from datetime import timedelta

import pytest

from bot.scheduling.model import failures
from handlers.messages.failures import not_answered

HOSTILE = "<!channel> & <@U1>"


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (failures.Refused("Prevail", reason=HOSTILE), "declined"),
        (
            failures.NotAllowed("Prevail"),
            "Your Docket administrator needs to check the connection",
        ),
        (failures.Gone("Prevail"), "couldn't find that"),
        (failures.TryLater("Prevail", after=timedelta(seconds=90)), "in 90 seconds"),
        (failures.TryLater("Prevail", after=timedelta(seconds=0.2)), "in 1 second."),
        (failures.TryLater("Prevail", after=timedelta(seconds=121)), "in 3 min"),
        (failures.TryLater("Prevail"), "isn't answering"),
        (failures.OutcomeUnknown("Prevail"), "isn't answering"),
    ],
)
def test_a_provider_that_does_not_answer_is_said_to(
    failure: failures.ProviderFailure, said: str
) -> None:
    assert said in not_answered(failure)
    assert HOSTILE not in not_answered(failure)


def test_who_asks_learns_that_the_connection_is_at_fault() -> None:
    said = not_answered(failures.TryLater("Prevail", fault=failures.Fault(failures.Cause.EXPIRED)))
    assert "Docket can't connect to Prevail" in said
    assert "your Docket administrator needs to check the connection" in said
    assert "certificate" not in said
