"""Calendar links: who was given one can read one booking's file, for as long as it is of use."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from pydantic import SecretStr

from bot.scheduling.booking_service import BookingService
from bot.scheduling.calendar_file import calendar_file
from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import Card, State, Visibility
from bot.scheduling.model.rights import Actor, NotYours
from bot.scheduling.model.transitions import begin_retry
from bot.scheduling.ports.store import Decision
from bot.scheduling.refusals import NoSuchBooking
from bot.store.sqlite.store import SqliteStore
from bot.times.moment import Moment
from bot.times.writing import Reader
from bot.web.calendar_links import CalendarFiles, CalendarLinks, link_key
from sandbox.slack import Fault
from sandbox.slack.people import ACME
from tests.handlers.conftest import Office, StartOffice, bot_as, labels
from tests.handlers.knocking import Stranger
from tests.handlers.making_sessions import booked as booked_in_slack
from tests.handlers.making_sessions import ref_of
from tests.making import (
    NOW,
    OTHER_TEAM,
    OWNER,
    STRANGER,
    TEAM,
    Rooms,
    a_booking,
    a_session,
    an_answer,
    an_appointment,
    an_entry,
)
from tests.waiting import wait_until

SECRET = "a-signing-secret-of-thirty-two-characters"
PLACE = "https://docket.example"
REF = "S-7K2M"


@dataclass(kw_only=True)
class People:
    """Who everybody is by now: of the workspace, and no guest, unless it was said."""

    guests: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    locale: str = "en-US"

    def identify(self, user: str, *, team: str) -> Actor:
        """Return the person as somebody who acts in a workspace."""
        return Actor(
            team=team,
            user=user,
            guest=user in self.guests,
            active=user not in self.gone,
            reader=Reader(self.locale),
        )


@pytest.fixture
def people() -> People:
    return People()


@pytest.fixture
def rooms() -> Rooms:
    return Rooms()


@pytest.fixture
def booking_service(store: SqliteStore, rooms: Rooms) -> BookingService:
    return BookingService(store, admins=frozenset(), places=rooms, clock=lambda: NOW)


@pytest.fixture
def links() -> CalendarLinks:
    return links_with()


@pytest.fixture
def files(links: CalendarLinks, booking_service: BookingService, people: People) -> CalendarFiles:
    return CalendarFiles(
        links, booking_service=booking_service, identify=people.identify, clock=lambda: NOW
    )


def links_with(*, secret: str = SECRET, public_url: str = f"{PLACE}/") -> CalendarLinks:
    return CalendarLinks(public_url=public_url, secret=SecretStr(secret))


ANA = Actor(team=TEAM, user=OWNER)
BEN = Actor(team=TEAM, user=STRANGER)


def tomorrow(days: int = 1) -> Moment:
    return Moment.at(NOW + timedelta(days=days), "America/Chicago")


@pytest.fixture
def booking(store: SqliteStore) -> Booking:
    booking = a_booking(moment=tomorrow())
    store.add(booking, Decision(key="form", entry=an_entry()))
    return booking


def name_in(link: str | None) -> str:
    """Return the last part of a link, by which its file is asked for."""
    assert link is not None
    assert link.startswith(f"{PLACE}/calendar/")
    assert link.endswith(".ics")
    return link.removeprefix(f"{PLACE}/calendar/")


def given_to(links: CalendarLinks, actor: Actor, booking: Booking) -> str:
    """Return the name of the file that somebody was given."""
    return name_in(links.link(booking, to=actor))


def event_in(file: bytes | None) -> Any:
    """Return the one event of a file."""
    assert file is not None
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    return event


def take(store: SqliteStore, transition: Callable[[Booking], Booking]) -> Booking:
    """Let the booking take a step, as a decision of its owner's."""
    key = f"decision {len(store.history(TEAM, REF))}"
    entry = an_entry("moved")
    after = store.change(TEAM, REF, Decision(key=key, entry=entry), transition=transition)
    assert isinstance(after, Booking)
    return after


def in_place(place: Visibility) -> Callable[[Booking], Booking]:
    """Have the card in a channel of this kind."""
    return lambda booking: booking.with_(card=Card(channel="C1", ts="1.2", place=place))


def test_a_link_leads_to_the_bookings_file(
    links: CalendarLinks, files: CalendarFiles, booking: Booking
) -> None:
    file = files.file(given_to(links, ANA, booking))
    assert file == calendar_file(booking, now=NOW, sequence=1)


def test_a_file_says_when_in_the_way_of_whoever_it_was_given_to(
    links: CalendarLinks, files: CalendarFiles, booking: Booking, people: People
) -> None:
    name = given_to(links, ANA, booking)
    american = str(event_in(files.file(name))["description"])
    people.locale = "en-GB"
    british = str(event_in(files.file(name))["description"])
    assert booking.written in american
    assert booking.moment.written(Reader("en-GB")) in british
    assert british != american


def test_there_is_no_link_without_an_address_or_a_secret(booking: Booking) -> None:
    assert links_with(public_url="").link(booking, to=ANA) is None
    assert links_with(secret="").link(booking, to=ANA) is None
    assert links_with(secret="").read(given_to(links_with(), ANA, booking), now=NOW) is None


def test_a_link_ends_a_week_after_the_session(
    links: CalendarLinks, files: CalendarFiles, store: SqliteStore
) -> None:
    for days, ref in ((-6, "S-0006"), (-9, "S-0009")):
        past = a_booking(ref, moment=tomorrow(days))
        store.add(past, Decision(key=ref, entry=an_entry()))
        assert (files.file(given_to(links, ANA, past)) is not None) == (days == -6)


def test_a_link_signed_by_somebody_else_opens_nothing(
    files: CalendarFiles, booking: Booking
) -> None:
    other = links_with(secret="another-secret-of-thirty-two-characters")
    assert files.file(given_to(other, ANA, booking)) is None


def test_another_teams_link_opens_nothing_of_ours(
    links: CalendarLinks, files: CalendarFiles, booking: Booking
) -> None:
    theirs = booking.with_(team=OTHER_TEAM)
    actor = Actor(team=OTHER_TEAM, user=OWNER)
    assert files.file(given_to(links, actor, theirs)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "other"},
        {"aud": None},
        {"exp": None},
        {"exp": 1},
        {"team": None},
        {"team": OTHER_TEAM},
        {"ref": None},
        {"ref": "S-9999"},
        {"ref": "next", "user": STRANGER},
        {"ref": ["S-7K2M"]},
        {"user": None},
        {"user": STRANGER},
        {"user": 7},
        {"generation": None},
        {"generation": 1},
        {"generation": "0"},
    ],
)
def test_a_token_that_says_something_else_opens_nothing(
    files: CalendarFiles, booking: Booking, changes: dict[str, Any]
) -> None:
    whole = {
        "aud": "calendar",
        "team": TEAM,
        "ref": booking.ref,
        "user": OWNER,
        "generation": 0,
        "exp": booking.ends,
    }
    key = link_key(SecretStr(SECRET))
    claims = {name: value for name, value in {**whole, **changes}.items() if value is not None}
    assert files.file(jwt.encode(whole, key, algorithm="HS256")) is not None
    assert files.file(jwt.encode(claims, key, algorithm="HS256")) is None
    # The signing secret itself proves requests of Slack's and nothing else.
    assert files.file(jwt.encode(whole, SECRET, algorithm="HS256")) is None
    assert files.file(jwt.encode(whole, "", algorithm="none")) is None


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=80) | st.from_regex(r"\A[\w-]*\.[\w-]*\.[\w-]*(\.ics)?\Z"))
def test_no_name_breaks_it(files: CalendarFiles, name: str) -> None:
    assert files.file(name) is None


@pytest.mark.parametrize("header", [b"[" * 9_000, b'{"a":' * 2_000, b"1" * 9_000, b"\xff", b"null"])
def test_no_head_of_a_token_breaks_it(files: CalendarFiles, header: bytes) -> None:
    head = urlsafe_b64encode(header).decode().rstrip("=")
    assert files.file(f"{head}.e30.x") is None


@pytest.mark.usefixtures("booking")
def test_who_lost_the_right_finds_nothing_any_more(
    links: CalendarLinks, files: CalendarFiles, store: SqliteStore, people: People, rooms: Rooms
) -> None:
    public = take(store, in_place(Visibility.PUBLIC))
    of_ana, of_ben = given_to(links, ANA, public), given_to(links, BEN, public)
    assert files.file(of_ben) is not None
    people.guests.add(STRANGER)
    assert files.file(of_ben) is None
    people.guests.clear()
    people.gone.update({STRANGER, OWNER})
    assert files.file(of_ben) is None
    assert files.file(of_ana) is None
    people.gone.clear()
    for place in (Visibility.PRIVATE, Visibility.SHARED, Visibility.DIRECT):
        rooms.said["C1"] = place
        assert files.file(of_ben) is None
        assert files.file(of_ana) is not None
    take(store, lambda booking: booking.with_(owner=STRANGER))
    assert files.file(of_ben) is not None
    assert files.file(of_ana) is None


@pytest.mark.usefixtures("booking")
def test_who_sees_it_only_before_its_card_is_given_no_link(
    links: CalendarLinks, store: SqliteStore
) -> None:
    private = take(store, in_place(Visibility.PRIVATE))
    assert links.link(private, to=BEN) is None


def test_of_an_appointment_only_its_owner_has_the_file(
    links: CalendarLinks, files: CalendarFiles, store: SqliteStore
) -> None:
    card = Card(channel="C1", ts="1.2", place=Visibility.PUBLIC)
    appointment = an_appointment(card=card, moment=tomorrow())
    store.add(appointment, Decision(key="form", entry=an_entry()))
    assert links.link(appointment, to=BEN) is None
    assert links.link(appointment, to=Actor(team=TEAM, user=STRANGER, admin=True)) is None
    assert files.file(given_to(links, ANA, appointment)) is not None


def test_a_revoked_link_opens_nothing_and_a_new_one_does(
    links: CalendarLinks,
    files: CalendarFiles,
    booking_service: BookingService,
    store: SqliteStore,
    booking: Booking,
) -> None:
    old = given_to(links, ANA, booking)
    after = booking_service.revoke_calendar_links(REF, by=ANA, key="revoke")
    assert isinstance(after, Booking)
    assert files.file(old) is None
    assert files.file(given_to(links, ANA, after)) is not None
    with pytest.raises(NoSuchBooking):
        booking_service.revoke_calendar_links(REF, by=BEN, key="another")
    take(store, in_place(Visibility.PUBLIC))
    with pytest.raises(NotYours):
        booking_service.revoke_calendar_links(REF, by=BEN, key="another")
    with pytest.raises(NoSuchBooking):
        booking_service.revoke_calendar_links("S-9999", by=ANA, key="a third")


def test_a_revoked_link_stays_so_when_the_booking_is_tried_again() -> None:
    failed = a_booking(state=State.FAILED, calendar_generation=2)
    assert begin_retry(failed, a_booking()).calendar_generation == 2


def test_a_canceled_booking_is_taken_away_and_a_later_file_counts_more(
    links: CalendarLinks, files: CalendarFiles, store: SqliteStore, booking: Booking
) -> None:
    name = given_to(links, ANA, booking)
    before = event_in(files.file(name))
    take(store, lambda booking: booking.with_(state=State.CANCELED))
    file = files.file(name)
    assert file is not None
    assert Calendar.from_ical(file)["method"] == "CANCEL"
    after = event_in(file)
    assert after["status"] == "CANCELLED"
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]


def test_the_file_says_when_in_utc_and_what_with_everything_escaped() -> None:
    hour_twice = Moment(local=datetime(2027, 11, 7, 1, 30, fold=1), zone="America/New_York")  # noqa: DTZ001 - wall clock
    title = "Doe, Jane; v. Roe\\Co\nBEGIN:VEVENT\r\nX: “é” 😀" + " and more" * 20
    booking = apply_answer(an_answer())(
        a_booking(moment=hour_twice, session=a_session(title=title))
    )
    (event,) = Calendar.from_ical(calendar_file(booking, now=NOW, sequence=1)).walk("VEVENT")
    assert event.decoded("dtstart") == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2027, 11, 7, 7, 30, tzinfo=UTC)
    assert event.decoded("dtstamp") == NOW
    assert str(event["summary"]) == title.replace("\r\n", "\n")
    assert str(event["location"]) == booking.join_url
    assert event["status"] == "CONFIRMED"
    assert event["uid"] == "s-7k2m-t1@docket"


@pytest.mark.parametrize(
    ("state", "status", "method"),
    [
        (State.BOOKING, "TENTATIVE", "PUBLISH"),
        (State.REQUESTED, "TENTATIVE", "PUBLISH"),
        (State.CONFIRMED, "CONFIRMED", "PUBLISH"),
        (State.CANCELING, "CONFIRMED", "PUBLISH"),
        (State.MOVING, "CONFIRMED", "PUBLISH"),
        (State.CANCELED, "CANCELLED", "CANCEL"),
        (State.FAILED, "CANCELLED", "CANCEL"),
    ],
)
def test_the_file_says_how_it_stands(state: State, status: str, method: str) -> None:
    booking = apply_answer(an_answer())(a_booking()).with_(state=state)
    file = calendar_file(booking, now=NOW, sequence=1)
    event = event_in(file)
    assert event["status"] == status
    assert Calendar.from_ical(file)["method"] == method
    assert ("location" in event) == (method == "PUBLISH")


HOSTILE = 'a\r\nATTACH:https://evil.example\x00\x07\x0b\x0c\x1b\x85\ud800;,:\\"b'


def test_nothing_in_a_field_becomes_a_line_of_its_own_or_breaks_the_file() -> None:
    answer = an_answer(join_url=f"https://prevail.example/{HOSTILE}")
    booking = apply_answer(answer)(a_booking(session=a_session(title=HOSTILE)))
    file = calendar_file(booking, now=NOW, sequence=1)
    assert b"\nATTACH" not in file
    event = event_in(file)
    assert "attach" not in event
    assert str(event["summary"]) == 'a\nATTACH:https://evil.example\n;,:\\"b'
    assert "location" not in event


@settings(max_examples=100)
@given(title=st.text(st.characters(), min_size=1, max_size=60))
def test_no_title_breaks_the_file(title: str) -> None:
    booking = a_booking().with_(session=a_session().model_copy(update={"title": title}))
    assert event_in(calendar_file(booking, now=NOW, sequence=1))["status"] == "TENTATIVE"


def test_the_lines_are_of_the_length_and_end_that_calendars_read() -> None:
    booking = a_booking(session=a_session(title="é😀" * 100))
    lines = calendar_file(booking, now=NOW, sequence=1).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    assert b"DTSTART:20270128T213000Z" in lines


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
    office.slack.change("Carla Stein", is_admin=False)
    assert file_at(office, found[0]).status_code == 404


def link_of_ben(office: Office) -> str:
    """Return the address of the calendar file that somebody gets by the card of Ana's session."""
    booked_in_slack(office)
    ben = office.person("Ben Okafor")
    screen = ben.wait_for_message("#depositions", "Confirmed").press("Add to calendar")
    return screen.button("Calendar file (.ics)").url or ""


@pytest.mark.parametrize("change", [{"deleted": True}, {"is_restricted": True}, {"company": ACME}])
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
