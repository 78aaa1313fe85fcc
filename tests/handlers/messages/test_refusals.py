"""Why something is refused, in the words of each kind of record."""

import pytest

from bot.scheduling.model.record import FailureReason, Record, State
from bot.scheduling.model.transitions import InvalidTransition
from handlers.messages.refusals import refusal
from tests.builders import a_booking, a_calendar_action, a_cancellation, an_agent

AGAIN = "Press *Change and try again* on its card."


@pytest.mark.parametrize(
    ("record", "state", "trouble", "said"),
    [
        (a_calendar_action(), State.CONFIRMED, None, "is already done."),
        (a_cancellation(), State.CONFIRMED, None, "is already canceled."),
        (a_booking(), State.CONFIRMED, None, "is already booked."),
        (
            a_booking(),
            State.CANCELED,
            None,
            f"is already canceled. To book it again, enter `/session copy {a_booking().ref}`.",
        ),
        (an_agent(), State.CANCELED, None, "is already canceled."),
        (a_calendar_action(), State.FAILED, FailureReason.REFUSED, f"was never done. {AGAIN}"),
        (
            a_calendar_action(),
            State.FAILED,
            FailureReason.UNKNOWN,
            f"may or may not have been done. {AGAIN}",
        ),
        (an_agent(), State.FAILED, FailureReason.REFUSED, f"was never sent. {AGAIN}"),
    ],
)
def test_what_cannot_follow_is_refused_in_the_words_of_its_kind(
    record: Record, state: State, trouble: FailureReason | None, said: str
) -> None:
    stands = record.with_(state=state, trouble=trouble)
    assert refusal(InvalidTransition(stands)) == f"{record.ref} {said}"
