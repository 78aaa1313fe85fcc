"""Hosts chosen among the people in Slack: their address is what Slack says it is."""

import pytest

from handlers.messages import forms
from tests.handlers.conftest import Office
from tests.handlers.forged_forms import Forger, as_sent, with_field
from tests.handlers.session_steps import booked
from tests.waiting import wait_until

BEN = "ben.okafor@harbor-reporting.example"
CARLA = "carla.stein@harbor-reporting.example"


def test_who_is_chosen_is_a_host_beside_those_whose_address_is_entered(office: Office) -> None:
    booked(
        office,
        Hosts=f"host@firm.example, {BEN.upper()}",
        Hosts_from_Slack=["Ben Okafor", "Carla Stein"],
    )
    wait_until(office.is_idle)
    access = office.sessions[0].access
    assert {"host@firm.example", CARLA} <= set(access)
    assert [each.casefold() for each in access].count(BEN) == 1, "each is invited once"


def test_who_has_no_address_in_slack_is_named_by_number_and_nothing_is_lost(office: Office) -> None:
    office.slack.change("Ben Okafor", tells_email=False)
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", "/session tomorrow 2pm Pacific")
    screen.fill("Title", "Deposition of Jane Doe")
    screen.fill("Hosts from Slack", ["Ben Okafor", "Carla Stein"]).submit()
    assert screen.errors == {
        "Hosts from Slack": "Slack doesn't show Docket an email address for one person chosen here."
        " Remove them, and enter the address under Hosts."
    }
    assert office.sessions == []
    screen.fill("Hosts from Slack", "Carla Stein").fill("Hosts", BEN).submit()
    assert screen.errors == {}
    wait_until(lambda: len(office.sessions) == 1 and office.is_idle())
    assert {BEN, CARLA} <= set(office.sessions[0].access)


@pytest.mark.forged
@pytest.mark.parametrize("chosen", [["nobody"], ["U1", "<@U2>"], [f"U{n}" for n in range(11)]])
def test_what_is_nobody_or_too_many_is_refused(office: Office, chosen: list[str]) -> None:
    screen = office.person("Ana Reyes").command("#depositions", "/session tomorrow 2pm Pacific")
    screen.fill("Title", "Deposition of Jane Doe").fill("Hosts from Slack", "Ben Okafor")
    forged = with_field(
        as_sent(screen), "host_people", lambda field: {**field, "selected_users": chosen}
    )
    answer = Forger(office).submit(forged)
    assert answer["errors"] == {"host_people": forms.NOT_PEOPLE}
