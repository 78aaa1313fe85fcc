"""The most that people can enter is shown everywhere, and keeps to Slack's limits (`tests/outgoing.py`)."""

import pytest

from sandbox.slack.person import Person
from tests.handlers.conftest import Office, labels, last_whisper
from tests.handlers.session_steps import ref_of
from tests.waiting import wait_until

EMAILS = ", ".join(f"guest{n:03}@firm.example" for n in range(100))
SIGNS = {"escaped": "&<>", "emoji": "😀👩‍⚖️", "marks": "*_~`", "mentions": "<!channel> @here &amp; "}


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
def test_the_most_of_everything_is_shown(office: Office, sign: str) -> None:
    def most(length: int) -> str:
        return f"Doe {sign * length}"[:length].strip()

    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", "/session tomorrow 2pm Pacific")
    for label, value in {
        "Title": most(1000),
        "Case": most(1000),
        "Deponent name": most(200).replace("@", ""),
        "Deponent email": "deponent@firm.example",
        "Invitees": EMAILS,
        "Hosts": "host@firm.example",
        "Languages": most(200),
        "Notes": most(3000),
    }.items():
        screen.fill(label, value)
    assert list(screen.submit().errors.items()) == []
    card = ana.wait_for_message("#depositions", "Doe").wait_for_text("Confirmed")
    ref = ref_of(card)
    for button in labels(card):
        if button not in {"Join", "Send agent", "Cancel session"}:
            shown = card.press(button)
            assert shown.is_open, button
            shown.dismiss()
    for line in ("list", "list all", "move", "cancel"):
        ana.command("#depositions", f"/session {line}")
        assert "2:00 PM" in last_whisper(ana), line
    moved(ana, ref)
    card.wait_for_reply("moved")
    card.press("Cancel session").fill("Reason", most(500)).submit()
    card.wait_for_text("Canceled")
    wait_until(office.is_idle)


def moved(ana: Person, ref: str) -> None:
    """Move it to where the zone has a long name."""
    line = f"/session move {ref} tomorrow 4pm America/Argentina/ComodRivadavia"
    ana.command("#depositions", line).submit().wait_until_closed()
