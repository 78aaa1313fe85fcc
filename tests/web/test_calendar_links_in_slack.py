"""The link to a calendar file on the screen: who has it reads the file, until it is revoked."""

import re
from typing import Any

import httpx
import pytest
from icalendar import Calendar

from sandbox.slack import Fault
from sandbox.slack.people import ACME, Role
from tests.handlers.conftest import Office, StartOffice, bot_as, labels
from tests.handlers.session_steps import booked as booked_in_slack
from tests.handlers.session_steps import ref_of
from tests.handlers.signed_requests import Stranger
from tests.waiting import wait_until
from tests.web.calendars import PLACE, event_in, name_in


def test_the_link_on_the_screen_opens_the_file_for_anybody_who_has_it(
    start_office: StartOffice,
) -> None:
    office = start_office(public_url=PLACE)
    card = booked_in_slack(office, title="Deposition, of Jane")
    screen = card.press("Add to calendar")
    link = screen.button("Calendar file (.ics)").url
    answer = httpx.get(link.replace(PLACE, office.url))
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-store"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["summary"]) == "Deposition, of Jane"
    assert event.decoded("dtstart") == office.sessions[0].start
    refused = httpx.get(f"{office.url}/calendar/{name_in(link)[:-9]}x.ics")
    assert refused.status_code == 404
    assert refused.text == "This calendar link no longer works."
    head = httpx.head(link.replace(PLACE, office.url))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(answer.content))


def file_at(office: Office, link: str) -> httpx.Response:
    """Ask for a calendar file as a calendar does."""
    return httpx.get(link.replace(PLACE, office.url))


def test_the_owner_revokes_links_on_the_screen(start_office: StartOffice) -> None:
    office = start_office(public_url=PLACE)
    card = booked_in_slack(office)
    link = card.press("Add to calendar").button("Calendar file (.ics)").url
    ana, ben = office.person("Ana Reyes"), office.person("Ben Okafor")
    of_ben = ben.wait_for_message("#depositions", "Confirmed").press("Add to calendar")
    link_of_ben = of_ben.button("Calendar file (.ics)").url
    assert file_at(office, link_of_ben).status_code == 200
    ben.screen.close()
    ben.wait_for_message("#depositions", "Confirmed").press("More")
    assert "Revoke calendar links" not in labels(ben.screen)
    ana.screen.close()
    card.press("More").press("Revoke calendar links").wait_for_text("no longer work")
    assert file_at(office, link).status_code == 404
    assert file_at(office, link_of_ben).status_code == 404
    ana.screen.close()
    again = card.press("Add to calendar").button("Calendar file (.ics)").url
    assert file_at(office, again).status_code == 200


def test_a_cancellation_reaches_the_calendar_by_the_same_link(start_office: StartOffice) -> None:
    office = start_office(public_url=PLACE)
    card = booked_in_slack(office)
    link = card.press("Add to calendar").button("Calendar file (.ics)").url
    before = event_in(file_at(office, link).content)
    office.person("Ana Reyes").screen.close()
    card.press("Cancel session").submit()
    wait_until(lambda: b"METHOD:CANCEL" in file_at(office, link).content)
    after = file_at(office, link).content
    assert event_in(after)["uid"] == before["uid"]
    assert event_in(after)["sequence"] > before["sequence"]


def test_an_administrator_who_is_none_any_more_finds_nothing_under_their_link(
    start_office: StartOffice,
) -> None:
    office = start_office(public_url=PLACE)
    ref = ref_of(booked_in_slack(office, channel="#smith-v-jones"))
    carla = office.person("Carla Stein")
    carla.command("#general", "/bookings all")
    told = Stranger(office=office, person=carla.viewer.member).press("card_calendar", ref)
    found = re.search(rf"{PLACE}[^\"]+", told)
    assert found
    assert file_at(office, found[0]).status_code == 200
    office.slack.change("Carla Stein", role=Role.MEMBER)
    assert file_at(office, found[0]).status_code == 404


def link_of_ben(office: Office) -> str:
    """Return the address of the calendar file that somebody gets by the card of Ana's session."""
    booked_in_slack(office)
    ben = office.person("Ben Okafor")
    screen = ben.wait_for_message("#depositions", "Confirmed").press("Add to calendar")
    return screen.button("Calendar file (.ics)").url or ""


@pytest.mark.parametrize("change", [{"deleted": True}, {"role": Role.GUEST}, {"company": ACME}])
def test_somebody_who_is_no_member_any_more_finds_nothing_under_their_link(
    start_office: StartOffice, change: dict[str, Any]
) -> None:
    office = start_office(public_url=PLACE)
    link = link_of_ben(office)
    assert file_at(office, link).status_code == 200
    office.slack.change("Ben Okafor", **change)
    assert file_at(office, link).status_code == 404


def test_while_slack_does_not_say_whose_link_it_is_it_is_neither_opened_nor_gone(
    start_office: StartOffice,
) -> None:
    office = start_office(public_url=PLACE)
    link = link_of_ben(office)
    with bot_as(office.settings, clock=office.clock) as (_, url):
        office.slack.misbehave("users.info", Fault.ERROR, error="internal_error", times=1)
        answer = httpx.get(link.replace(PLACE, url))
        assert answer.status_code == 503
        assert "again" in answer.text
        assert httpx.get(link.replace(PLACE, url)).status_code == 200
