"""What /appointment asks CareValidate: why there is no answer is said, whatever was asked."""

import pytest

from tests.handlers.conftest import Office, last_whisper
from tests.tables import rows

LIST, SLOTS = "list today", "slots CA"
WHY = {
    LIST: {
        "401": "Your Docket administrator needs to check the connection to CareValidate",
        "429_seconds": "CareValidate is busy. Try again in 1 second.",
        "429": "isn't answering. Please try again in a moment",
        "422": "CareValidate declined. CareValidate said: “That time <is taken>",
        "500": "CareValidate isn't answering",
        "drop_before": "CareValidate isn't answering",
        "rubbish": "CareValidate isn't answering",
        "wrong_shape": "CareValidate isn't answering",
        "success_false": "The calendar could not be reached",
    },
    SLOTS: {
        "401": "needs to check the connection",
        "500": "isn't answering",
        "success_false": "declined",
    },
}


@pytest.mark.parametrize("words", [LIST, SLOTS])
def test_what_is_not_understood_is_said(office: Office, words: str) -> None:
    ana = office.person("Ana Reyes")
    ana.command("#general", f"/appointment {words} blursday")
    assert "doesn't understand “blursday”" in last_whisper(ana, "#general")


@pytest.mark.parametrize(("words", "fault", "said"), rows(WHY))
def test_why_there_is_no_answer_is_said(office: Office, words: str, fault: str, said: str) -> None:
    office.carevalidate.faults.set(fault, method="GET")
    ana = office.person("Ana Reyes")
    ana.command("#general", f"/appointment {words}")
    answer = ana.wait_for_message("#general", said)
    assert "<is" not in answer.source.text
