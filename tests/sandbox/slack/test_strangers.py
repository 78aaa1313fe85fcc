"""People of another company, guests and deactivated people, as Slack tells an app of them."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from slack_sdk import WebClient

from sandbox.slack import Slack
from sandbox.slack.payloads import command, global_shortcut
from sandbox.slack.people import ANA, DEV, ERIN, GUS, HARBOR, Person, Plan, Role
from tests.sandbox.conftest import become, opened


@pytest.fixture(params=Plan)
def slack(request: pytest.FixtureRequest) -> Iterator[Slack]:
    """Start a workspace on each plan in turn."""
    with Slack(plan=request.param) as slack:
        yield slack


@pytest.fixture
def client(slack: Slack) -> WebClient:
    return WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


def told_of(client: WebClient, person: Person) -> dict[str, Any]:
    user: dict[str, Any] = client.users_info(user=person.id)["user"]
    return user


def test_the_bot_learns_what_it_is_installed_in(slack: Slack, client: WebClient) -> None:
    answer = client.auth_test()
    home = slack.workspace.home
    everywhere = home.has_app_everywhere
    assert answer["is_enterprise_install"] is everywhere
    assert answer["team_id"] == (home.enterprise_id if everywhere else HARBOR.team_id)
    assert answer.get("enterprise_id", "") == home.enterprise_id


def test_each_person_is_told_of_with_their_own_workspace_and_organization(
    slack: Slack, client: WebClient
) -> None:
    ana, erin = told_of(client, ANA), told_of(client, ERIN)
    assert (ana["team_id"], erin["team_id"]) == (HARBOR.team_id, ERIN.company.team_id)
    if not slack.workspace.home.enterprise_id:
        assert not ana.keys() & {"enterprise_user"}
        return
    assert ana["enterprise_user"]["enterprise_id"] == client.auth_test()["enterprise_id"]
    assert ana["enterprise_user"]["enterprise_id"] != erin["enterprise_user"]["enterprise_id"]
    assert erin["enterprise_user"]["teams"] == [ERIN.company.team_id]


def test_what_sets_somebody_apart_is_told_truthfully(slack: Slack, client: WebClient) -> None:
    assert told_of(client, GUS)["deleted"]
    assert told_of(client, DEV)["is_restricted"]
    assert not told_of(client, ANA)["deleted"]
    slack.change(ANA.name, role=Role.ONE_CHANNEL_GUEST, is_stranger=True)
    ana = told_of(client, ANA)
    assert ana["is_ultra_restricted"]
    assert ana["is_stranger"]
    slack.change(ANA.name, role=Role.OWNER)
    assert told_of(client, ANA)["is_owner"]


def test_where_slack_does_not_say_it_says_nothing(slack: Slack, client: WebClient) -> None:
    slack.change(ANA.name, tells_zone=False, tells_email=False)
    ana = told_of(client, ANA)
    assert ana["tz"] is None
    assert "email" not in ana["profile"]


def test_a_payload_says_whose_workspace_somebody_is_from(slack: Slack) -> None:
    everywhere = slack.workspace.home.has_app_everywhere
    for person in map(slack.workspace.person, (ANA.id, ERIN.id)):
        pressed = global_shortcut(person, callback_id="x", trigger_id="1", action_ts="1")
        assert pressed["user"]["team_id"] == person.company.team_id
        own = {"id": person.company.team_id}.items()
        is_told_no_team = everywhere and person.id == ANA.id
        assert pressed["team"] is None if is_told_no_team else own <= pressed["team"].items()
        assert (pressed["enterprise"] or {"id": ""})["id"] == person.company.enterprise_id
        place = slack.workspace.channel_named("general")
        typed = command(
            person, channel=place, command="/x", text="", trigger_id="1", response_url=""
        )
        assert typed["team_id"] == person.company.team_id
        assert typed.get("enterprise_id", "") == person.company.enterprise_id


def test_somebody_of_another_company_is_in_the_shared_channel_and_has_no_commands(
    slack: Slack,
) -> None:
    erin = slack.person("Erin Voss")
    erin.command("#shared-with-acme", "/session help")
    (said,) = erin.messages("#shared-with-acme")
    assert "not a valid command" in said.text
    everywhere = [c.name for c in slack.workspace.channels.values() if ERIN.id in c.members]
    assert everywhere == ["shared-with-acme", "directmessage"]


@pytest.mark.browser
def test_the_page_names_them_plainly_and_lets_one_be_them(browser: Browser) -> None:
    with Slack() as slack, opened(browser, slack) as page:
        page.get_by_role("button", name="You are").click()
        for named in ("Erin Voss · Acme LLP", "Dev Patel · guest", "Gus Lind · deactivated"):
            expect(page.get_by_role("menuitemradio", name=named)).to_be_visible()
        page.keyboard.press("Escape")
        become(page, "Erin Voss")
        expect(page.get_by_role("heading", name="#shared-with-acme", exact=True)).to_be_visible()
        expect(page.get_by_text("#depositions")).to_have_count(0)
