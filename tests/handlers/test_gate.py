"""The gate: requests of another workspace, of nobody, and while Slack does not say who anybody is."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from handlers.messages import refusals
from sandbox.slack import Fault
from sandbox.slack.payloads import event
from sandbox.slack.people import (
    ACME,
    ANA,
    CARLA,
    ERIN,
    GUS,
    HARBOR,
    HARBOR_ON_GRID,
    Person,
    Plan,
    Role,
)
from tests.handlers.conftest import Office, StartOffice, last_whisper
from tests.handlers.session_steps import booked, ref_of
from tests.handlers.signed_requests import (
    JSON,
    decisions,
    form,
    form_of,
    interact,
    post_signed,
    somebody,
)
from tests.waiting import wait_until

EVIL = replace(ACME, team_id="T0EVIL", name="Evil Corp", domain="evil")


@pytest.mark.parametrize("user", [ANA, CARLA], ids=["the owner's id", "an administrator's id"])
def test_requests_of_another_workspace_are_refused_in_words_and_change_nothing(
    office: Office, user: Person
) -> None:
    ref = ref_of(booked(office))
    cancel = form_of(office, f"/session cancel {ref}")
    order = form_of(office, "/session tomorrow 3pm Pacific", Title="Evil")
    evil = somebody(office, replace(user, company=EVIL))
    away = {"app_installed_team_id": EVIL.team_id}
    wait_until(office.is_idle)
    before, calls = decisions(office), len(office.slack.calls)
    for line in ("/session", f"/session cancel {ref}", "/agent cancel their-key", "/bookings all"):
        assert "Only people in Harbor Reporting" in evil.command(line)
    for view in (
        cancel,
        order,
        form("agent_errand", metadata={"deed": "cancel"}, scheduling_key="k"),
    ):
        told = json.loads(evil.submit(view | away))
        assert told["response_action"] == "push"
        assert "Only people in Harbor Reporting" in json.dumps(told["view"])
    evil.press_in(cancel | away, "card_cancel", ref)
    wait_until(lambda: len(office.slack.calls) > calls)
    assert decisions(office) == before
    (made,) = office.slack.calls[calls:]
    assert made.method == "views.push", "nothing else is asked, opened or posted for them"
    assert "Only people in Harbor Reporting" in json.dumps(made.args)


def test_what_nobody_answers_is_refused_as_well(office: Office) -> None:
    evil = {"team": {"id": EVIL.team_id}, "user": {"id": ANA.id, "team_id": EVIL.team_id}}
    for kind, told in (
        ("view_closed", ""),
        ("shortcut", ""),
        ("message_action", ""),
        ("block_suggestion", '{"options": []}'),
    ):
        answer = interact(office, {**evil, "type": kind, "callback_id": "x", "trigger_id": "1"})
        assert (answer.status_code, answer.text) == (200, told)


def test_an_event_of_another_workspace_goes_nowhere(office: Office) -> None:
    told = event({"type": "channel_rename"}, event_id="Ev1", now=1.0)
    own = told | {"team_id": EVIL.team_id, "authorizations": [{"team_id": EVIL.team_id}]}
    answer = post_signed(office, json.dumps(own), content_type=JSON)
    assert (answer.status_code, answer.text) == (200, "")


def test_a_stranger_before_a_card_hears_the_truth(office: Office) -> None:
    ref = ref_of(booked(office))
    erin = somebody(office, ERIN)
    erin.press("card_more", ref, channel="#shared-with-acme")
    wait_until(lambda: bool(erin.whispers()))
    (whisper,) = erin.whispers()
    assert "Only people in Harbor Reporting can use Docket" in whisper
    assert "no session" not in whisper


def test_across_companies_the_form_is_ours_and_the_person_is_decided_by_slack(
    office: Office,
) -> None:
    """Slack Connect: the team is that of whoever acts, the view says where Docket is installed."""
    order = form_of(office, "/session tomorrow 3pm Pacific", Title="Connected")
    before, calls = decisions(office), len(office.slack.calls)
    refused = somebody(office, ERIN).submit(order)
    assert "Only people in Docket's own workspace" in refused
    assert decisions(office) == before
    asked = [call.method for call in office.slack.calls[calls:]]
    assert asked == ["users.info"], "nothing is looked up for a stranger"
    ana = somebody(office, replace(ANA, company=ACME))
    assert '"clear"' in ana.submit(order)
    office.person("Ana Reyes").wait_for_message("#depositions", "Connected")


@pytest.mark.parametrize("team", [HARBOR.team_id, None])
def test_an_organizations_id_in_a_form_is_passed_over(start_office: StartOffice, team: str) -> None:
    office = start_office(plan=Plan.GRID)
    order = form_of(office, "/session tomorrow 3pm Pacific", Title="On Grid")
    ana = somebody(office, replace(ANA, company=HARBOR_ON_GRID))
    view = order | {"app_installed_team_id": HARBOR_ON_GRID.enterprise_id}
    assert '"clear"' in ana.submit(view, team={"id": team} if team else None)
    office.person("Ana Reyes").wait_for_message("#depositions", "On Grid")
    office.person("Ana Reyes").command("#depositions", "/session list")
    assert "On Grid" in last_whisper(office.person("Ana Reyes"))


ORG, HERE = HARBOR_ON_GRID.enterprise_id, HARBOR.team_id


# Payloads as Grid may send them: what stands in `team`, in the view, beside the person, and around.
GRID_FORMS: dict[str, dict[str, Any]] = {
    "as reported (case 22)": {
        "team": {"id": HERE, "enterprise_id": ORG},
        "enterprise": {"id": ORG},
        "is_enterprise_install": False,
        "view": {"team_id": ORG, "app_installed_team_id": ORG},
    },
    "no team": {"team": None, "view": {"team_id": ORG, "app_installed_team_id": ORG}},
    "an organization for a team": {"team": {"id": ORG}, "view": {"app_installed_team_id": ORG}},
    "no organization": {"enterprise": None, "view": {"app_installed_team_id": HERE}},
    "said to be installed everywhere": {"is_enterprise_install": True, "enterprise": {"id": ORG}},
    "said so as a text": {"is_enterprise_install": "true", "enterprise": {"id": ORG}},
    "nothing but the person's": {"team": None, "enterprise": None, "view": {}},
    "the view's alone": {
        "team": None,
        "user": {"team_id": None},
        "view": {"app_installed_team_id": HERE},
    },
    "authorized by the organization": {"authorizations": [{"enterprise_id": ORG, "team_id": None}]},
    "authorized as a team": {"authorizations": [{"enterprise_id": None, "team_id": ORG}]},
    "nulls": {"enterprise": None, "view": {"team_id": None, "app_installed_team_id": None}},
}


@pytest.mark.parametrize("name", list(GRID_FORMS))
def test_no_form_of_grids_is_kept_under_an_organization(
    start_office: StartOffice, name: str
) -> None:
    """Case 22: what is booked is in the list afterwards, and moved and canceled by card and form."""
    office, more = start_office(plan=Plan.GRID), {**GRID_FORMS[name]}
    ana = somebody(office, replace(ANA, company=HARBOR_ON_GRID))
    view = more.pop("view", {})
    user = {"id": ANA.id, "team_id": HERE} | more.pop("user", {})

    def send(form: dict[str, Any]) -> str:
        return ana.submit(form | view, user=user, **more)

    assert '"clear"' in send(form_of(office, "/session tomorrow 3pm Pacific", Title="On Grid"))
    card = office.person("Ana Reyes").wait_for_message("#depositions", "On Grid")
    card.wait_for_text("Confirmed")
    office.person("Ana Reyes").command("#depositions", "/session list")
    assert "On Grid" in last_whisper(office.person("Ana Reyes"))
    ref = ref_of(card)
    assert '"clear"' in send(form_of(office, f"/session move {ref} tomorrow 5pm Pacific"))
    card.wait_for_text("5:00 PM")
    assert '"clear"' in send(form_of(office, f"/session cancel {ref}"))
    wait_until(lambda: office.sessions[0].state == "canceled")
    with closing(sqlite3.connect(office.database)) as connection:
        kept = "SELECT team FROM bookings UNION SELECT team FROM decisions UNION SELECT team FROM history"
        assert connection.execute(kept).fetchall() == [(HERE,)]


def test_a_stranger_who_gets_past_the_gate_is_refused_in_true_words(office: Office) -> None:
    """Case 34: the team is ours, as in a channel of ours, and the person is not."""
    ref = ref_of(booked(office))
    stranger = somebody(office, replace(ERIN, company=HARBOR))
    for line in (f"/session show {ref}", f"/session cancel {ref}", "/session show S-ZZZZ"):
        told = stranger.command(line, channel="#shared-with-acme")
        assert "Only people in Docket's own workspace" in told, line
        assert "Docket has no session" not in told
    for action in ("card_more", "card_move", "card_cancel", "card_calendar", "card_agent"):
        told = stranger.press(action, ref, channel="#shared-with-acme")
        assert "Only people in Docket's own workspace" in told, action
    told = stranger.submit(form_of(office, f"/session cancel {ref}"))
    assert "Only people in Docket's own workspace" in told
    wait_until(office.is_idle)
    assert office.sessions[0].state == "ready"


def test_installed_for_an_organization_everything_works_and_is_kept_under_the_workspace(
    start_office: StartOffice,
) -> None:
    office = start_office(plan=Plan.ORGANIZATION)
    card = booked(office)
    card.press("Move").fill("When", "tomorrow 5pm Pacific").submit()
    card.wait_for_text("5:00 PM")
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/session cancel {ref_of(card)}").submit()
    card.wait_for_text("Canceled")
    with closing(sqlite3.connect(office.database)) as connection:
        teams = {team for (team,) in connection.execute("SELECT team FROM bookings")}
    assert teams == {HARBOR.team_id}


def test_deactivated_people_and_bots_get_a_sentence_for_whatever_they_do(office: Office) -> None:
    ref = ref_of(booked(office))
    gus = somebody(office, office.slack.workspace.person(GUS.id))
    for line in ("/session help", "/bookings", f"/session show {ref}"):
        assert refusals.NOT_ACTIVE in gus.command(line)
    assert refusals.NOT_ACTIVE in gus.submit(
        form_of(office, "/session tomorrow 3pm", Title="Ghost")
    )


def test_while_slack_has_not_said_where_docket_is_nothing_is_guessed(office: Office) -> None:
    office.slack.misbehave("auth.test", Fault.ERROR, error="internal_error", times=3)
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session tomorrow 2pm")
    assert not ana.screen.is_open
    assert last_whisper(ana) == refusals.INSTALLATION_UNKNOWN
    order = form("session_new", metadata={}, title="Guessed")
    assert "which workspace it's in" in somebody(office, ANA).submit(order)
    told = event({"type": "channel_rename"}, event_id="Ev1", now=1.0)
    answer = post_signed(office, json.dumps(told), content_type=JSON)
    assert answer.status_code == 503, "Slack delivers the event again"
    assert decisions(office) == 0
    booked(office)


@pytest.mark.in_time
def test_a_slack_that_hangs_is_not_waited_for_beyond_the_three_seconds(office: Office) -> None:
    office.slack.misbehave("auth.test", Fault.SLOW, seconds=30)
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session tomorrow 2pm")
    assert last_whisper(ana) == refusals.INSTALLATION_UNKNOWN


def test_what_docket_is_installed_in_stays_known(office: Office) -> None:
    card = booked(office)
    office.slack.misbehave("auth.test", Fault.ERROR, error="internal_error", times=1000)
    assert card.press("More").title == f"Session {ref_of(card)}"


def test_guests_book_only_where_a_setting_lets_them(start_office: StartOffice) -> None:
    office = start_office(guests_may_book=True)
    card = booked(office, by="Dev Patel", title="A guest's")
    card.press("Cancel session").submit()
    card.wait_for_text("Canceled")
    order = form_of(office, "/session tomorrow 3pm Pacific", Title="A stranger's")
    assert "Only people in Docket's own workspace" in somebody(office, ERIN).submit(order)
    dev = office.person("Dev Patel")
    dev.command("#depositions", "/agent cancel somebody-elses-key")
    assert "Only members of this workspace" in last_whisper(dev)


def test_a_guest_is_told_who_can_book(office: Office) -> None:
    dev = office.person("Dev Patel")
    for line in ("/session tomorrow 2pm", "/agent", "/appointment"):
        dev.command("#depositions", line)
        assert not dev.screen.is_open
        assert last_whisper(dev) == refusals.GUESTS_BOOK_NOTHING


def test_one_of_an_organization_acts_only_in_a_workspace_they_are_in(
    start_office: StartOffice,
) -> None:
    office = start_office(plan=Plan.ORGANIZATION)
    order = form_of(office, "/session tomorrow 3pm Pacific", Title="Elsewhere")
    before = decisions(office)
    for team in (EVIL.team_id, ACME.team_id, "T07HARBOR02"):
        elsewhere = replace(HARBOR_ON_GRID, team_id=team)
        ana = somebody(office, replace(ANA, company=elsewhere))
        told = ana.submit(order | {"app_installed_team_id": HARBOR_ON_GRID.enterprise_id})
        assert "Only people in" in told
        assert "Only people in" in ana.command("/session tomorrow 2pm")
    assert decisions(office) == before


def test_whoever_has_just_joined_a_workspace_of_the_organization_acts_in_it(
    start_office: StartOffice,
) -> None:
    office = start_office(plan=Plan.ORGANIZATION)
    booked(office)
    joined = replace(office.slack.workspace.person(ANA.id).company, team_id="T07HARBOR02")
    office.slack.change("Ana Reyes", company=joined)
    ana = somebody(office, office.slack.workspace.person(ANA.id))
    assert "upcoming sessions" in ana.command("/session list")


def test_a_command_is_by_whom_it_names_as_a_command_does(office: Office) -> None:
    """Somebody else's id where interactions have it does not stand in for them."""
    carla = somebody(office, CARLA)
    ref = ref_of(booked(office))
    assert '"modal"' in carla.command(f"/session cancel {ref}")
    office.slack.change("Carla Stein", role=Role.MEMBER)
    body = {
        "command": "/session",
        "text": f"cancel {ref}",
        "team_id": HARBOR.team_id,
        "user_id": CARLA.id,
        "user": {"id": ANA.id},
        "channel_id": office.slack.channel_id("#depositions"),
        "trigger_id": carla._trigger(),
    }
    answer = post_signed(office, json.dumps(body), content_type=JSON)
    assert " can change " in answer.text
