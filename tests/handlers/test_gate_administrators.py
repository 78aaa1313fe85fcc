"""The gate: who administers is asked with each request, and while Slack is silent nobody does."""

from typing import Any

import pytest

from handlers.messages import refusals
from sandbox.slack import Fault
from sandbox.slack.people import ACME, CARLA, Role
from tests.handlers.conftest import Office, StartOffice, last_whisper
from tests.handlers.session_steps import booked, ref_of
from tests.handlers.signed_requests import decisions, form_of, somebody


@pytest.mark.parametrize("name", ["Move", "Cancel session"])
def test_an_administrator_who_is_none_any_more_changes_nothing(office: Office, name: str) -> None:
    """Administration is taken away within the hour, and between opening and sending a form."""
    booked(office)
    carla = office.person("Carla Stein")
    card = carla.wait_for_message("#depositions", "Confirmed")
    screen = card.press(name)
    if name == "Move":
        screen.fill("When", "tomorrow 5pm Pacific")
    before = decisions(office)
    office.slack.change("Carla Stein", role=Role.MEMBER)
    screen.submit()
    assert " can change " in " ".join(screen.errors.values())
    screen.close()
    card.press(name)
    assert not carla.screen.is_open
    carla.command("#depositions", f"/session cancel {ref_of(card)}")
    assert not carla.screen.is_open
    assert " can change " in last_whisper(carla)
    assert decisions(office) == before


def test_while_an_administrator_types_slack_is_not_asked_at_every_letter(office: Office) -> None:
    booked(office)
    carla = office.person("Carla Stein")
    screen = carla.wait_for_message("#depositions", "Confirmed").press("Move")
    asked = [call.method for call in office.slack.calls].count("users.info")
    for typed in ("t", "tom", "tomorrow 3pm"):
        screen.type("When", typed)
    assert [call.method for call in office.slack.calls].count("users.info") == asked


@pytest.mark.parametrize("change", [{"deleted": True}, {"company": ACME}, {"role": Role.GUEST}])
def test_an_administrator_by_the_settings_has_to_be_a_member_still(
    start_office: StartOffice, change: dict[str, Any]
) -> None:
    office = start_office(admin_users=frozenset({CARLA.id}))
    office.slack.change("Carla Stein", role=Role.MEMBER)
    ref = ref_of(booked(office))
    carla = somebody(office, CARLA)
    assert '"modal"' in carla.command(f"/session cancel {ref}")
    office.slack.change("Carla Stein", **change)
    before = decisions(office)
    assert '"modal"' not in carla.command(f"/session cancel {ref}")
    carla.submit(form_of(office, f"/session cancel {ref}"))
    assert decisions(office) == before


def test_where_slack_does_not_answer_acts_of_administrators_are_closed(office: Office) -> None:
    card = booked(office)
    carla = office.person("Carla Stein")
    card = carla.wait_for_message("#depositions", "Confirmed")
    screen = card.press("Cancel session")
    office.slack.misbehave("users.info", Fault.ERROR, error="internal_error", times=4)
    screen.submit()
    assert "Slack didn't tell Docket who you are" in " ".join(screen.errors.values())
    screen.close()
    card.press("Move")
    assert not carla.screen.is_open
    for ref in (ref_of(card), "S-0000"):
        carla.command("#depositions", f"/session cancel {ref}")
        assert last_whisper(carla) == refusals.WHO_UNKNOWN
    card.press("Cancel session").submit()
    card.wait_for_text("Canceled")


def test_where_slack_does_not_answer_ones_own_stays_ones_own(office: Office) -> None:
    card = booked(office)
    office.slack.misbehave("users.info", Fault.ERROR, error="internal_error", times=1000)
    card.press("Move").fill("When", "tomorrow 5pm Pacific").submit()
    card.wait_for_text("5:00 PM")
    booked(office, title="Another")
    carla = booked(office, by="Ana Reyes", title="A third")
    carla.press("Cancel session").submit()
    carla.wait_for_text("Canceled")


def test_an_owner_who_administers_changes_their_own_while_slack_is_silent(office: Office) -> None:
    card = booked(office, by="Carla Stein")
    office.slack.misbehave("users.info", Fault.ERROR, error="internal_error", times=1000)
    card.press("Cancel session").submit()
    card.wait_for_text("Canceled")


def test_whom_slack_never_told_about_changes_their_own_and_books_nothing_new(
    office: Office,
) -> None:
    ref = ref_of(booked(office))
    cancel = form_of(office, f"/session cancel {ref}")
    order = form_of(office, "/session tomorrow 3pm Pacific", Title="Unknown")
    before = decisions(office)
    office.slack.misbehave("users.info", Fault.ERROR, error="internal_error", times=1000)
    ben = office.person("Ben Okafor")
    ben.command("#depositions", "/session tomorrow 2pm")
    assert last_whisper(ben) == refusals.WHO_UNKNOWN
    told = somebody(office, ben.viewer.member).submit(order)
    assert "Slack didn't tell Docket who you are" in told
    told = somebody(office, ben.viewer.member).submit(cancel)
    assert "Slack didn't tell Docket who you are" in told
    assert decisions(office) == before
