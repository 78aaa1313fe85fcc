"""What others hold at CareValidate is never taken for ours: not shown, not changed, not canceled."""

from datetime import datetime
from typing import Any

import pytest

from sandbox.providers.carevalidate import Appointment, Booking
from sandbox.slack.person import Shown
from tests.handlers.appointment_steps import (
    FIRST,
    INVITEE,
    LAST,
    booked_for,
    consultation,
    filled,
    free,
)
from tests.handlers.conftest import Office


def elsewhere(office: Office, start: datetime, **different: Any) -> Appointment:
    """Put an appointment into CareValidate that Docket did not book; `different` are its fields."""
    kind = consultation(office)
    asked = {
        "eventTypeId": kind.id,
        "startTime": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "email": INVITEE,
        "firstName": FIRST,
        "lastName": LAST,
        "timezone": "America/Los_Angeles",
        "location": "zoom_conference",
        **different,
    }
    form = Booking.model_validate(asked)
    made = Appointment("99999999-0000-4000-8000-000000000000", kind, start, form)
    office.carevalidate.provider.appointments.append(made)
    return made


def care_posts(office: Office) -> int:
    return sum(request.method == "POST" for request in office.carevalidate.received)


def appointment_of(office: Office, *, start: datetime, cancel: bool = False) -> Shown:
    """Order an appointment whose answer is lost, with another booked meanwhile."""
    office.carevalidate.faults.set("hold_503", method="POST")
    card = booked_for(office, start=start, until="Booking…")
    office.carevalidate.wait_for(lambda: care_posts(office) == 1)
    if cancel:
        card.press("Cancel appointment").submit().wait_until_closed()
    return card


@pytest.mark.parametrize("cancel", [False, True])
@pytest.mark.parametrize(
    "different",
    [{"email": "other@patient.example"}, {"location": "webex_conference"}, {"firstName": "Sam"}],
)
def test_an_appointment_that_differs_is_not_adopted_or_canceled(
    office: Office, different: dict[str, Any], cancel: bool
) -> None:
    start = free(office)
    card = appointment_of(office, start=start, cancel=cancel)
    theirs = elsewhere(office, start, **different)
    office.carevalidate.faults.clear()
    card.viewer.timeout = 30
    card.wait_for_text("Canceled" if cancel else "Not known whether it was booked")
    assert not theirs.canceled
    assert theirs.id not in card.text + card.source.text + str(card.source.blocks)
    paths = [request.path for request in office.carevalidate.received]
    assert not [path for path in paths if path.endswith("/cancel")]


def test_an_appointment_that_was_there_before_is_not_adopted(office: Office) -> None:
    start = free(office)
    theirs = elsewhere(office, start)
    office.carevalidate.faults.set("503", method="POST")
    screen = filled(office, start=start)
    screen.submit()
    ana = office.person("Ana Reyes")
    ana.viewer.timeout = 30
    card = ana.wait_for_message("@app", "Not known whether it was booked")
    assert INVITEE not in card.text
    assert not theirs.canceled
    assert care_posts(office) >= 2
