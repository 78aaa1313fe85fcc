"""Links, ids and text that providers answer: what is hostile or useless is as if not given."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Response
from pydantic import SecretStr

from bot.providers.carevalidate.adapter import CareValidate
from bot.providers.cronofy import Cronofy
from bot.providers.decoding import LONGEST_TEXT
from bot.providers.lenient import is_id
from bot.providers.prevail.adapter import Prevail
from bot.providers.transport import Transport
from bot.scheduling.model.failures import OutcomeUnknown
from bot.scheduling.model.session import BookedSession
from sandbox import providers as stand_ins
from sandbox.http_server import json_response
from sandbox.providers import Running
from tests.builders import CALL, a_booking, an_appointment
from tests.links import HOSTILE, SAFE
from tests.providers import adapters

KEY = "a-key-that-is-long-enough-for-hs256"
# Of one of them nothing is left but a plain link: half a character never gets through the door.
SHORT = [link for link in HOSTILE if len(link) < 10_000 and "\ud800" not in link]
OWN_ID = a_booking().remote_session_id


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Running[stand_ins.Prevail], Transport]]:
    with adapters.connected(stand_ins.Prevail()) as both:
        yield both


@pytest.fixture
def prevail(running: Running[stand_ins.Prevail], transport: Transport) -> Prevail:
    return adapters.prevail(running.provider, transport)


def scheduled(
    running: Running[stand_ins.Prevail], prevail: Prevail, **request: Any
) -> BookedSession:
    """Schedule a session to which Prevail answers this."""
    running.faults.answer(
        json_response(200, {"requests": [{"session_state": "ready", "id": 1, **request}]})
    )
    return prevail.book(a_booking()).booked


@pytest.mark.parametrize("link", SHORT, ids=ascii)
def test_no_hostile_link_of_prevails_is_taken(
    running: Running[stand_ins.Prevail], prevail: Prevail, link: str
) -> None:
    details = {"provider_join_url": link, "prevail_join_url": link}
    booked = scheduled(running, prevail, session_url=link, provider_specific_details=details)
    assert (booked.join_url, booked.zoom_url) == (None, None)
    assert booked.refused_link is bool(link)


@pytest.mark.parametrize("link", SAFE, ids=ascii)
def test_a_plain_link_of_prevails_is_taken(
    running: Running[stand_ins.Prevail], prevail: Prevail, link: str
) -> None:
    booked = scheduled(running, prevail, session_url=link)
    assert (booked.join_url, booked.refused_link) == (link, False)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (("javascript:x", "https://prevail.ai/a", None), ("https://prevail.ai/a", None)),
        (("http://a.b", None, "https://zoom.us/j/1"), (None, "https://zoom.us/j/1")),
        (("https://prevail.ai/a", "https://a@b.c/", None), ("https://prevail.ai/a", None)),
    ],
)
def test_one_bad_link_hides_no_good_one_and_is_told(
    running: Running[stand_ins.Prevail],
    prevail: Prevail,
    given: tuple[str | None, ...],
    taken: tuple[str | None, ...],
) -> None:
    own, again, zoom = given
    details = {"provider_join_url": zoom, "prevail_join_url": again}
    booked = scheduled(running, prevail, session_url=own, provider_specific_details=details)
    assert (booked.join_url, booked.zoom_url) == taken
    assert booked.refused_link


@pytest.mark.parametrize("given", [7, [], {}, {"href": "https://prevail.ai"}, True, None])
def test_what_is_no_text_is_no_link(
    running: Running[stand_ins.Prevail], prevail: Prevail, given: object
) -> None:
    booked = scheduled(running, prevail, session_url=given)
    assert booked.join_url is None


@pytest.mark.parametrize("link", [*SHORT, *SAFE], ids=ascii)
def test_a_link_of_carevalidates_is_taken_only_if_it_is_plain(
    running: Running[stand_ins.Prevail], transport: Transport, link: str
) -> None:
    care = CareValidate(transport, api_key=SecretStr(KEY))
    running.faults.answer(json_response(200, {"appointmentId": "a-1", "meetingLink": link}))
    held = care.book(an_appointment().request)
    assert held.join_url == (link if link in SAFE else None)
    assert held.refused_link is bool(link and link not in SAFE)


@pytest.mark.parametrize("link", [*SHORT, *SAFE], ids=ascii)
def test_a_dashboard_of_cronofys_is_taken_only_if_it_is_plain(
    running: Running[stand_ins.Prevail], transport: Transport, link: str
) -> None:
    cronofy = Cronofy(transport, api_key=SecretStr(KEY), access_token=None)
    resource = {"type": "dashboard", "url": link}
    running.faults.answer(json_response(200, {"sub": "agt_1", "resources": [resource]}))
    sent = cronofy.send(CALL)
    assert sent.dashboard == (link if link in SAFE else None)
    assert sent.refused_link is bool(link and link not in SAFE)


HOSTILE_IDS = [
    "",
    ".",
    "..",
    "../../admin/delete?x=",
    "a/b",
    "a\\b",
    "a?b",
    "a#b",
    "%2e%2e",
    "a b",
    "a\nb",
    "a\x00",
    "a\u200b",
    "\u202ea",
    "x" * 201,
]


@pytest.mark.parametrize("given", HOSTILE_IDS, ids=ascii)
def test_an_id_that_could_lead_elsewhere_counts_as_not_given(
    running: Running[stand_ins.Prevail], prevail: Prevail, transport: Transport, given: str
) -> None:
    assert not is_id(given)
    booked = scheduled(running, prevail, remote_session_id=given)
    assert booked.remote_session_id is None
    assert a_booking().as_booked(booked).remote_session_id == OWN_ID
    care = CareValidate(transport, api_key=SecretStr(KEY))
    running.faults.answer(json_response(200, {"appointmentId": given}))
    with pytest.raises(OutcomeUnknown):
        care.book(an_appointment().request)


@pytest.mark.parametrize("given", ["doe-s-7k2m", "Doe_v.Acme~1", "a", "é", "a:b@c", "x" * 200])
def test_an_ordinary_id_counts(
    running: Running[stand_ins.Prevail], prevail: Prevail, given: str
) -> None:
    assert scheduled(running, prevail, remote_session_id=given).remote_session_id == given


def test_half_a_character_breaks_nothing(
    running: Running[stand_ins.Prevail], prevail: Prevail
) -> None:
    title = b'{"title": "A\\ud83dB \\ud83d\\ude00"}'
    body = b'{"requests": [{"session_state": "ready", "remote_session": %b}]}' % title
    running.faults.answer(Response(body, 200))
    found = prevail.book(a_booking())
    assert found.title == "AB \U0001f600"
    json.dumps(found.title, ensure_ascii=False).encode()


def test_no_text_is_longer_than_people_read(
    running: Running[stand_ins.Prevail], prevail: Prevail
) -> None:
    request = {"session_state": "ready", "remote_session": {"title": "x" * 4_000_000}}
    running.faults.answer(json_response(200, {"requests": [request]}))
    assert prevail.book(a_booking()).title == "x" * LONGEST_TEXT
