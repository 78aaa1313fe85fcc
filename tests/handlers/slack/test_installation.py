"""Which requests are ours, and for which workspace: as the payload says, compared with `auth.test`."""

from typing import Any

import pytest

from handlers.slack.installation import Installation, Origin

OURS, EVIL, ORG = "T1", "T0EVIL", "E1"

PLAIN = Installation(team=OURS)
GRID = Installation(team=OURS, enterprise=ORG)
EVERYWHERE = Installation(team="", enterprise=ORG)


def interaction(
    team: str | None, *, installed: str | None = None, user: str = "", organization: str = ""
) -> dict[str, Any]:
    return {
        "type": "view_submission",
        "team": {"id": team} if team else None,
        "user": {"id": "U1", "team_id": user},
        "enterprise": {"id": organization} if organization else None,
        "view": {"app_installed_team_id": installed},
    }


def event(team: str, *authorized: dict[str, Any]) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": team, "authorizations": list(authorized)}


@pytest.mark.parametrize("installation", [PLAIN, GRID])
@pytest.mark.parametrize(
    ("request_", "ours"),
    [
        ({"command": "/session", "team_id": OURS}, True),
        ({"command": "/session", "team_id": EVIL}, False),
        ({"command": "/session", "team_id": EVIL, "enterprise_id": ORG}, False),
        ({"command": "/session", "team_id": ORG}, False),
        ({"command": "/session"}, False),
        (interaction(OURS), True),
        (interaction(EVIL), False),
        (interaction(EVIL, organization=ORG), False),
        (interaction(EVIL, installed=EVIL, user=OURS), False),
        # Slack Connect: the person is decided by what Slack says of them.
        (interaction(EVIL, installed=OURS, user=EVIL), True),
        (interaction(OURS, installed=EVIL), True),
        # An organization's id is no workspace's, and proves nothing here.
        (interaction(OURS, installed=ORG), True),
        (interaction(None, installed=ORG, user=OURS), True),
        (interaction(None, installed=ORG, user=EVIL), False),
        (interaction(EVIL, installed=ORG, user=OURS), False),
        (interaction(ORG, installed=ORG), False),
        (interaction(None, user=OURS), True),
        (interaction(None, installed=EVIL, user=OURS), False),
        (interaction(None), False),
        (event(OURS), True),
        (event(EVIL), False),
        (event(EVIL, {"team_id": OURS}), True),
        (event(EVIL, {"team_id": EVIL}, {"enterprise_id": ORG}), False),
        ({"type": "event_callback", "team_id": EVIL, "authorizations": {"team_id": OURS}}, False),
        ({"team": OURS, "user": "U1", "view": []}, False),
        ({"team": {"id": [OURS]}, "user": {"team_id": {}}, "authorizations": [None, 7]}, False),
        ({}, False),
    ],
)
def test_a_request_is_ours_if_its_team_or_the_place_of_installation_is(
    installation: Installation, request_: dict[str, Any], *, ours: bool
) -> None:
    assert installation.workspace_of(Origin.read(request_)) == (OURS if ours else "")


@pytest.mark.parametrize(
    ("request_", "workspace"),
    [
        ({"command": "/session", "team_id": "T2", "enterprise_id": ORG}, "T2"),
        ({"command": "/session", "team_id": "T2", "enterprise_id": "E2"}, ""),
        ({"command": "/session", "team_id": "T2"}, ""),
        (interaction("T2", organization=ORG), "T2"),
        (interaction("T2", organization="E2"), ""),
        (interaction(None, installed=ORG, user="T3"), "T3"),
        (interaction("T2", installed=ORG, user="T3"), "T2"),
        (interaction(ORG, installed=ORG, user="T3"), "T3"),
        (interaction(ORG, installed=ORG, user=ORG), ""),
        (interaction(None, installed=ORG), ""),
        (interaction("T2", installed=EVIL), ""),
        (interaction("U1", organization=ORG), ""),
        (interaction("t2", organization=ORG), ""),
        ({"command": "/session", "team_id": "C1", "enterprise_id": ORG}, ""),
        (event("T2", {"enterprise_id": ORG}), "T2"),
        (event("T2", {"enterprise_id": "E2"}), ""),
    ],
)
def test_installed_for_an_organization_a_request_counts_for_the_workspace_it_comes_from(
    request_: dict[str, Any], workspace: str
) -> None:
    assert EVERYWHERE.workspace_of(Origin.read(request_)) == workspace


@pytest.mark.parametrize(
    ("answer", "read"),
    [
        ({"team_id": OURS, "team": "Harbor"}, Installation(team=OURS, name="Harbor")),
        ({"team_id": OURS, "enterprise_id": ORG, "is_enterprise_install": False}, GRID),
        ({"team_id": ORG, "enterprise_id": ORG, "is_enterprise_install": True}, EVERYWHERE),
        ({"team_id": ORG, "is_enterprise_install": True}, EVERYWHERE),
        ({"team_id": ORG, "enterprise_id": ORG}, EVERYWHERE),
        ({"team_id": ORG, "is_enterprise_install": False}, EVERYWHERE),
        ({"team_id": OURS, "enterprise_id": ORG, "is_enterprise_install": True}, EVERYWHERE),
        ({"team_id": None, "team": "Harbor"}, None),
        ({"team_id": 7}, None),
        ({}, None),
    ],
)
def test_what_docket_is_installed_in_is_read_from_slacks_answer(
    answer: dict[str, Any], read: Installation | None
) -> None:
    assert Installation.read(answer) == read
