"""Ids in paths: whatever an id is, exactly its own path goes over the wire, or nothing does."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from urllib.parse import quote, unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.providers.transport import LONGEST_PART, Transport
from bot.scheduling.model.agent import CalendarEvent
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.failures import OutcomeUnknown, ProviderFailure, Refused
from sandbox import providers as stand_ins
from tests.builders import a_booking
from tests.faulty_servers import Server, answering
from tests.providers import adapters

ODD = [
    "",
    ".",
    "..",
    "...",
    ". .",
    "../../admin/delete?x=",
    "../..",
    "%2e%2e",
    "%2E%2e%2f..",
    "..%2f",
    "a/b",
    "/a",
    "//evil.example/x",
    "a\\..\\b",
    "..\\",
    "..;x",
    "a?b=c",
    "a#b",
    "a%00b",
    "a b",
    "a\r\nX-Evil: 1",
    "\x00",
    "http://evil.example/",
    "user@host",
    "a:b",
    "é\u200b\u202e",
    "\ud800",
    "~._-",
    "a" * (LONGEST_PART + 1),
    "x" * 100_000,
]
IDS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="./\\%2efF;?#:@& \n", max_size=30),
    st.sampled_from(ODD),
)


@pytest.fixture(scope="module")
def wire() -> Iterator[Server]:
    with answering(200) as server:
        yield server


@pytest.fixture(scope="module")
def transport(wire: Server) -> Iterator[Transport]:
    with closing(
        Transport("Cronofy", base_url=f"http://127.0.0.1:{wire.server_port}/api/v1")
    ) as transport:
        yield transport


def targets(wire: Server, do: Callable[[], object]) -> list[str]:
    """Return the request targets that went over the wire meanwhile; none where it was refused."""
    wire.received.clear()
    try:
        do()
    except Refused:
        assert wire.received == [], "what is refused here is never sent"
    except OutcomeUnknown:
        assert wire.received, "only what was sent can be without an answer"
    return [request[":"].split(" ")[1] for request in wire.received]


def can_be_sent(part: str) -> bool:
    """Return whether a part of a path is one thing and no way to another."""
    whole = not any("\ud800" <= letter <= "\udfff" for letter in part)
    return whole and part not in {"", ".", ".."} and len(part) <= LONGEST_PART


@settings(max_examples=150)
@given(parts=st.lists(IDS, min_size=1, max_size=3))
@example(parts=["..", "events"])
@example(parts=["a", ".", "b"])
@example(parts=["../../admin/delete?x="])
@example(parts=["%2e%2e", "%2e%2e"])
def test_every_part_is_itself_on_the_wire(
    wire: Server, transport: Transport, parts: list[str]
) -> None:
    sent = targets(wire, lambda: transport.change("POST", *parts, headers={}))
    if not all(map(can_be_sent, parts)):
        assert sent == []
        return
    assert sent == ["/api/v1/" + "/".join(quote(part, safe="") for part in parts)]
    assert [unquote(part) for part in sent[0].split("/")[3:]] == parts


@pytest.mark.parametrize("part", ODD, ids=ascii)
def test_a_look_asks_for_nothing_else_either(wire: Server, transport: Transport, part: str) -> None:
    sent = targets(wire, lambda: transport.read("x", part, headers={}, params={"page": 1}))
    expected = [f"/api/v1/x/{quote(part, safe='')}?page=1"] if can_be_sent(part) else []
    assert sent == expected


@pytest.mark.parametrize("part", ODD, ids=ascii)
def test_no_session_and_no_calendar_leads_out_of_its_api(wire: Server, part: str) -> None:
    with closing(
        Transport("any", base_url=f"http://127.0.0.1:{wire.server_port}/api/v1")
    ) as transport:
        prevail = adapters.prevail(stand_ins.Prevail(), transport)
        cronofy = adapters.cronofy(stand_ins.Cronofy(), transport)
        booking = a_booking(remote_session_id=part)
        event = CalendarEvent(calendar_id=part, event_id="ev1")
        wanted = Changes(duration=timedelta(hours=1))
        for do, path in (
            (lambda: prevail.edit(booking, wanted=wanted), "/api/v1/sessions/{}"),
            (
                lambda: prevail.cancel(booking, email_everybody=True),
                "/api/v1/sessions/{}/cancel?cancel_without_email=false",
            ),
            (lambda: cronofy.remove_from_event(event), "/api/v1/v1/calendars/{}/events"),
            (lambda: cronofy.add_to_event(event), "/api/v1/v1/calendars/{}/events"),
            (lambda: cronofy.delete(event), "/api/v1/v1/calendars/{}/events"),
        ):
            expected = [path.format(quote(part, safe=""))] if can_be_sent(part) else []
            assert targets(wire, do) == expected


def test_what_is_refused_is_said_without_the_id(transport: Transport) -> None:
    with pytest.raises(ProviderFailure) as failed:
        transport.change("POST", "..", headers={})
    assert str(failed.value) == "Cronofy: Docket can't ask for anything by that id"
