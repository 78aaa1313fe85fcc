"""What was accepted for CareValidate survives the process, and is done once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.providers import CareValidate
from sandbox.providers import Running as Provider
from sandbox.slack import Slack
from tests.deployment import Deployment

HERE = "#general"
SECONDS = 15.0
INVITEE, REASON = "pat.quill@patient.example", "moved to hospice"


@pytest.fixture
def settings(deployment: Deployment) -> dict[str, str]:
    kinds = deployment.carevalidate.provider.event_types.values()
    return {
        "ANNOUNCE_CHANNEL": deployment.slack.channel_id("#docket-announcements"),
        "PROVIDER_LAG_SECONDS": "1",
        "CAREVALIDATE_EVENT_TYPES": ",".join(f"{kind.id}={kind.title}" for kind in kinds),
    }


def book(slack: Slack, care: Provider[CareValidate]) -> None:
    kind = next(iter(care.provider.event_types.values()))
    soon = datetime.now(UTC) + timedelta(days=1)
    start = next(each for each in care.provider.free_slots(kind) if each > soon)
    screen = slack.person("Ana Reyes").command(HERE, f"/appointment {start:%Y-%m-%d %H:%M} UTC")
    screen.fill("Event type", kind.title).fill("Invitee email", INVITEE).submit()


def posts(care: Provider[CareValidate]) -> list[Any]:
    return [request for request in care.received if request.method == "POST"]


def test_what_a_killed_process_had_under_way_is_done_once_and_told_to_nobody_else(
    deployment: Deployment, settings: dict[str, str]
) -> None:
    slack, care = deployment.slack, deployment.carevalidate
    ana = slack.person("Ana Reyes")
    ana.viewer.timeout = SECONDS
    with deployment.serving(**settings) as bot:
        care.faults.set("hang_after", method="POST")
        book(slack, care)
        care.wait_for(lambda: len(posts(care)) == 1)
        ana.wait_for_message("@app", "Booking…")
        bot.kill()
    with deployment.serving(**settings) as bot:
        card = ana.wait_for_message("@app", "Confirmed")
        assert len(care.provider.appointments) == 1
        care.faults.set("hang_after", method="POST")
        card.press("Cancel appointment").fill("Reason", REASON).submit()
        care.wait_for(lambda: len(posts(care)) == 2)
        bot.kill()
    with deployment.serving(**settings) as bot:
        card.wait_for_text("Canceled")
        said = ana.wait_for_message("#docket-announcements", "was canceled").text
        assert REASON not in said
        assert INVITEE not in said + bot.log
        assert REASON not in bot.log
    assert care.provider.appointments[0].canceled
