"""Prevail's stand-in takes what the document says, exactly, and nothing else."""

from collections.abc import Callable

import httpx
import pytest

from sandbox.providers import Prevail, start
from sandbox.providers.forms import iana_zones
from sandbox.providers.rails_zones import RAILS_ZONES
from tests.sandbox.providers.prevail.calls import JSON, SMITH, Body, Prevails, order, token


def test_a_session_is_ready_at_once_in_the_documented_shape(http: httpx.Client) -> None:
    answer = http.post("/sessions", json=order())

    assert answer.status_code == 200
    [booked] = answer.json()["requests"]
    assert booked["id"] == 1
    assert booked["session_state"] == "ready"
    assert booked["remote_session_id"] == "smith-v-jones-s-7k2m"
    assert booked["session_url"].endswith("/smith-v-jones-s-7k2m")
    assert booked["session_request"]["deponent"]["role"] == "deponent"
    assert [one["email"] for one in booked["session_request"]["invites"]] == [
        "quartz@example.com",
        "obsidian@example.com",
        "mal@example.com",
    ]
    assert booked["remote_session"] == SMITH
    assert booked["notice"] is None
    assert booked["cancelation_requested"] is None
    assert "provider_specific_details" not in booked


def test_a_zoom_session_comes_with_the_way_in(http: httpx.Client) -> None:
    body = order()
    body["session_request"]["session_details"]["video_provider"] = "zoom_meeting"

    [booked] = http.post("/sessions", json=body).json()["requests"]

    details = booked["provider_specific_details"]
    assert isinstance(details["meeting_id"], int)
    assert details["password"]
    assert details["prevail_join_url"] == booked["session_url"]
    assert details["provider_join_url"].startswith("https://")


def test_a_minimal_order_gets_its_link_name_from_the_title(http: httpx.Client) -> None:
    body = {
        "session_request": {
            "remote_session": {
                "title": "Doe Deposition",
                "start_date": "2027-01-28",
                "start_time": "02:30 PM",
                "time_zone": "America/Detroit",
            }
        }
    }

    [booked] = http.post("/sessions", json=body).json()["requests"]

    assert booked["remote_session_id"] == "doe-deposition"


def test_a_link_name_is_made_lower_case_and_dashed(http: httpx.Client) -> None:
    [booked] = http.post("/sessions", json=order(remote_session_id="My Link 1")).json()["requests"]

    assert booked["remote_session_id"] == "my-link-1"


def test_only_members_become_hosts_and_nobody_is_told(
    prevail: Prevails, http: httpx.Client
) -> None:
    body = order()
    body["session_request"]["invites"] = [
        {"email": "Ana@example.com", "access_level": "host"},
        {"email": "stranger@example.com", "access_level": "host"},
        {"email": "quartz@example.com"},
    ]

    assert http.post("/sessions", json=body).status_code == 200

    [session] = prevail.provider.sessions
    assert session.access == {
        "ana@example.com": "host",
        "stranger@example.com": "participant",
        "quartz@example.com": "participant",
        "mal@example.com": "participant",
    }
    assert [mail.to for mail in prevail.provider.emails] == [
        "quartz@example.com",
        "mal@example.com",
    ]


def test_a_host_listed_once_more_without_level_is_mailed(
    prevail: Prevails, http: httpx.Client
) -> None:
    body = order()
    host = {"email": "ana@example.com", "access_level": "host"}
    body["session_request"]["invites"] = [host, {"email": "ana@example.com"}]

    http.post("/sessions", json=body)

    assert prevail.provider.sessions[0].access["ana@example.com"] == "host"
    assert "ana@example.com" in [mail.to for mail in prevail.provider.emails]


@pytest.mark.parametrize("zone", ["Kyiv", "Nuku'alofa", "UTC", "America/Detroit", "Etc/GMT+5"])
def test_zones_of_rails_and_of_iana_are_known(http: httpx.Client, zone: str) -> None:
    assert http.post("/sessions", json=order(time_zone=zone)).status_code == 200


def test_there_are_151_rails_zones_all_with_an_iana_zone() -> None:
    assert len(RAILS_ZONES) == 151
    assert set(RAILS_ZONES.values()) <= iana_zones()


@pytest.mark.parametrize(
    "remote",
    [
        {"title": ...},
        {"title": " "},
        {"title": 7},
        {"start_date": ...},
        {"start_date": "01/28/2027"},
        {"start_date": "2027-02-30"},
        {"start_date": "20270128"},
        {"start_time": ...},
        {"start_time": "1:30 AM"},
        {"start_time": "13:30"},
        {"start_time": "13:30 PM"},
        {"start_time": "00:30 AM"},
        {"start_time": "01:30 am"},
        {"start_time": "01:30AM"},
        {"time_zone": ...},
        {"time_zone": "PST8"},
        {"time_zone": "Pacific"},
        {"time_zone": "-08:00"},
        {"estimated_duration": 0},
        {"estimated_duration": -1},
        {"estimated_duration": 1.3},
        {"estimated_duration": "1.25"},
        {"estimated_duration": True},
        {"case": None},
        {"case": 12},
        {"remote_session_id": "smith/jones"},
        {"remote_session_id": ""},
        {"start": "2027-01-28"},
        {"timezone": "UTC"},
    ],
    ids=str,
)
def test_a_session_in_any_other_form_is_refused(
    prevail: Prevails, http: httpx.Client, remote: Body
) -> None:
    answer = http.post("/sessions", json=order(**remote))

    assert answer.status_code == 422
    assert answer.json()["message"].startswith("Validation failed")
    assert all(field.startswith("session_request.") for field in answer.json()["errors"])
    assert prevail.provider.sessions == []


def _set(path: str, value: object) -> Callable[[Body], None]:
    def change(body: Body) -> None:
        *parents, last = path.split(".")
        for parent in parents:
            body = body[parent]
        body[last] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        _set("session_request.notify", True),
        _set("session_request.invites", "quartz@example.com"),
        _set("session_request.invites", ["not an address"]),
        _set("session_request.invites", ["a@example.com", {"email": "b@example.com"}]),
        _set("session_request.invites", [{"email": "a@example.com", "access_level": "admin"}]),
        _set("session_request.invites", [{"address": "a@example.com"}]),
        _set("session_request.invites", None),
        _set("session_request.deponent", "Mal Yarrow"),
        _set("session_request.deponent.role", "expert"),
        _set("session_request.deponent.email", ""),
        _set("session_request.deponent.phone", "555"),
        _set("session_request.session_details.language", "English"),
        _set("session_request.session_details.interpreter", False),
        _set("session_request.session_details.video_provider", "Zoom"),
        _set("session_request.session_details.session_type", "Deposition"),
        _set("remote_session", {}),
    ],
)
def test_people_and_details_in_any_other_form_are_refused(
    prevail: Prevails, http: httpx.Client, change: Callable[[Body], None]
) -> None:
    body = order()
    change(body)

    answer = http.post("/sessions", json=body)

    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert prevail.provider.sessions == []


@pytest.mark.parametrize("again", ["smith-v-jones-s-7k2m", "Smith-V-Jones S-7K2M"])
def test_a_link_name_can_be_had_once(http: httpx.Client, again: str) -> None:
    http.post("/sessions", json=order())

    answer = http.post("/sessions", json=order(remote_session_id=again))

    assert answer.status_code == 422
    assert "already been taken" in answer.json()["message"]


def test_a_body_that_is_not_json_is_refused(http: httpx.Client) -> None:
    assert http.post("/sessions", content=b"{").status_code == 400


@pytest.mark.parametrize(
    "claims",
    [
        {"key": "another-key-that-is-long-enough-for-pyjwt"},
        {"slug": "somebody-else"},
        {"slug": None},
        {"exp": None},
        {"exp": 1},
        {"exp": 4102444800},
        {"algorithm": "HS384"},
    ],
    ids="-".join,
)
def test_only_a_fresh_token_of_the_organization_is_taken(
    prevail: Prevails, http: httpx.Client, claims: Body
) -> None:
    wrong = {"Authorization": f"Bearer {token(prevail, **claims)}"}

    answer = http.post("/sessions", json=order(), headers=wrong)

    assert answer.status_code == 401
    assert prevail.provider.sessions == []


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer rubbish", "Basic YTpi"])
def test_something_else_than_a_token_is_refused(http: httpx.Client, header: str) -> None:
    assert http.get("/sessions", headers={"Authorization": header}).status_code == 401


@pytest.mark.parametrize(
    "headers", [{"Content-Type": "text/plain"}, {"Accept": "*/*"}, {"Accept": "text/html"}]
)
def test_both_sides_must_speak_json(http: httpx.Client, headers: dict[str, str]) -> None:
    assert http.post("/sessions", json=order(), headers=headers).status_code == 400


def test_an_organization_without_self_service_may_only_request() -> None:
    with start(Prevail(self_service=False)) as prevail:
        headers = JSON | {"Authorization": f"Bearer {token(prevail)}"}
        with httpx.Client(base_url=prevail.base_url, headers=headers) as http:
            assert http.post("/sessions", json=order()).status_code == 403
            assert http.post("/session_requests", json=order()).status_code == 200


def test_a_request_waits_for_the_staff(prevail: Prevails, http: httpx.Client) -> None:
    [asked] = http.post("/session_requests", json=order()).json()["requests"]
    assert (asked["session_state"], asked["session_url"]) == ("initial", None)
    assert asked["remote_session_id"] is None
    assert prevail.provider.emails == []
    assert http.get("/sessions").json()["sessions"] == []

    done = httpx.post(f"{prevail.url}/_sandbox/action", json={"name": "schedule", "id": "1"})

    assert done.status_code == 200
    [listed] = http.get("/session_requests").json()["requests"]
    assert (listed["id"], listed["session_state"]) == (1, "scheduled")
    assert listed["remote_session_id"] == "smith-v-jones-s-7k2m"
    assert listed["session_url"]
    assert [mail.about for mail in prevail.provider.emails] == ["invitation"] * 3


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PATCH", "/sessions/nobody", 404),
        ("PATCH", "/sessions/nobody/cancel", 404),
        ("GET", "/nothing", 404),
        ("DELETE", "/sessions", 405),
    ],
)
def test_what_is_not_there_is_said_so(
    http: httpx.Client, method: str, path: str, status: int
) -> None:
    body = (
        None if path.endswith("cancel") or method != "PATCH" else {"remote_session": {"title": "T"}}
    )

    assert http.request(method, path, json=body).status_code == status


def test_the_panel_shows_sessions_and_what_staff_can_do(
    prevail: Prevails, http: httpx.Client
) -> None:
    http.post("/session_requests", json=order())

    state = httpx.get(f"{prevail.url}/_sandbox/state").json()

    assert state["provider"] == "Prevail"
    sessions, emails = state["sections"]
    [row] = sessions["rows"]
    assert len(row["cells"]) == len(sessions["columns"])
    assert row["cells"][0] == "Smith v. Jones"
    assert row["actions"] == [{"name": "schedule", "label": "Schedule session"}]
    assert emails["rows"] == []
    wrong = httpx.post(f"{prevail.url}/_sandbox/action", json={"name": "begin", "id": "1"})
    assert wrong.status_code == 400


def test_what_was_received_is_kept(prevail: Prevails, http: httpx.Client) -> None:
    http.get("/sessions?page=1")

    [request] = prevail.received
    assert (request.method, request.path) == ("GET", "/api/v1/sessions")
    assert request.args.to_dict() == {"page": "1"}
    assert request.headers["authorization"].startswith("Bearer ")
