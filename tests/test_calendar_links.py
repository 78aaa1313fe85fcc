"""Calendar links: who was given one can read one booking's file, for as long as it is of use."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from pydantic import SecretStr

from bot.app import utc_now
from bot.calendar_links import CalendarLinks
from bot.scheduling.bookings import Booking, State
from bot.scheduling.calendar_file import calendar_file
from bot.scheduling.carrying_sessions import taking
from bot.scheduling.moment import Moment
from bot.store.sqlite import SqliteStore
from tests.handlers.conftest import StartOffice
from tests.handlers.conftest import booked as booked_in_slack
from tests.making import NOW, OTHER_TEAM, TEAM, a_booking, a_session, an_answer, an_entry

SECRET = "a-signing-secret-of-thirty-two-characters"
PLACE = "https://docket.example"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(tmp_path / "docket.db")) as store:
        yield store


@pytest.fixture
def links(store: SqliteStore) -> CalendarLinks:
    return links_with(store)


def links_with(store: SqliteStore, *, secret: str = SECRET) -> CalendarLinks:
    return CalendarLinks(store, public_url=f"{PLACE}/", secret=SecretStr(secret), clock=lambda: NOW)


def tomorrow(days: int = 1) -> Moment:
    return Moment.at(utc_now() + timedelta(days=days), "America/Chicago")


@pytest.fixture
def booking(store: SqliteStore) -> Booking:
    booking = a_booking(moment=tomorrow())
    store.add(booking, key="form", entry=an_entry(), then=[])
    return booking


def name_in(link: str | None) -> str:
    """Return the last part of a link, by which its file is asked for."""
    assert link is not None
    assert link.startswith(f"{PLACE}/calendar/")
    assert link.endswith(".ics")
    return link.removeprefix(f"{PLACE}/calendar/")


def test_a_link_leads_to_the_bookings_file(links: CalendarLinks, booking: Booking) -> None:
    assert links.file(name_in(links.link(booking))) == calendar_file(booking, now=NOW)


def test_there_is_no_link_without_an_address(store: SqliteStore, booking: Booking) -> None:
    nowhere = CalendarLinks(store, public_url="", secret=SecretStr(SECRET), clock=lambda: NOW)
    assert nowhere.link(booking) is None


def test_a_link_ends_a_week_after_the_session(links: CalendarLinks, store: SqliteStore) -> None:
    for days, ref in ((-6, "S-0006"), (-9, "S-0009")):
        past = a_booking(ref, moment=tomorrow(days))
        store.add(past, key=ref, entry=an_entry(), then=[])
        assert (links.file(name_in(links.link(past))) is not None) == (days == -6)


def test_a_link_signed_by_somebody_else_opens_nothing(
    links: CalendarLinks, store: SqliteStore, booking: Booking
) -> None:
    other = links_with(store, secret="another-secret-of-thirty-two-characters")
    assert links.file(name_in(other.link(booking))) is None


def test_another_teams_link_opens_nothing_of_ours(links: CalendarLinks, booking: Booking) -> None:
    theirs = booking.with_(team=OTHER_TEAM)
    assert links.file(name_in(links.link(theirs))) is None


@pytest.mark.parametrize(
    "changes",
    [{"aud": "other"}, {"exp": None}, {"team": None}, {"ref": None}, {"ref": "S-9999"}, {"exp": 1}],
)
def test_a_token_that_lacks_something_opens_nothing(
    links: CalendarLinks, booking: Booking, changes: dict[str, str | None]
) -> None:
    whole = {"aud": "calendar", "team": TEAM, "ref": booking.ref, "exp": booking.ends}
    claims = {key: value for key, value in {**whole, **changes}.items() if value is not None}
    assert links.file(jwt.encode(whole, SECRET, algorithm="HS256")) is not None
    assert links.file(jwt.encode(claims, SECRET, algorithm="HS256")) is None


def test_an_unsigned_token_opens_nothing(links: CalendarLinks, booking: Booking) -> None:
    claims = {"aud": "calendar", "team": TEAM, "ref": booking.ref, "exp": booking.ends}
    assert links.file(jwt.encode(claims, "", algorithm="none")) is None


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=80) | st.from_regex(r"\A[\w-]*\.[\w-]*\.[\w-]*(\.ics)?\Z"))
def test_no_name_breaks_it(links: CalendarLinks, name: str) -> None:
    assert links.file(name) is None


def test_the_file_says_when_in_utc_and_what_with_everything_escaped() -> None:
    hour_twice = Moment(local=datetime(2027, 11, 7, 1, 30, fold=1), zone="America/New_York")  # noqa: DTZ001 - wall clock
    title = "Doe, Jane; v. Roe\\Co\nBEGIN:VEVENT\r\nX: “é” 😀" + " and more" * 20
    booking = taking(an_answer())(a_booking(moment=hour_twice, session=a_session(title=title)))
    (event,) = Calendar.from_ical(calendar_file(booking, now=NOW)).walk("VEVENT")
    assert event.decoded("dtstart") == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2027, 11, 7, 7, 30, tzinfo=UTC)
    assert event.decoded("dtstamp") == NOW
    assert str(event["summary"]) == title.replace("\r\n", "\n")
    assert str(event["location"]) == booking.join_url
    assert event["status"] == "CONFIRMED"
    assert event["uid"] == "s-7k2m-t1@docket"


@pytest.mark.parametrize(
    ("state", "status"),
    [(State.CANCELLED, "CANCELLED"), (State.CANCELLING, "CONFIRMED"), (State.MOVING, "CONFIRMED")],
)
def test_the_file_of_what_is_cancelled_says_so(state: State, status: str) -> None:
    booking = taking(an_answer())(a_booking()).with_(state=state)
    (event,) = Calendar.from_ical(calendar_file(booking, now=NOW)).walk("VEVENT")
    assert event["status"] == status
    assert ("location" in event) == (state is not State.CANCELLED)


def test_the_lines_are_of_the_length_and_end_that_calendars_read() -> None:
    booking = a_booking(session=a_session(title="é😀" * 100))
    lines = calendar_file(booking, now=NOW).split(b"\r\n")
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
    assert refused.text == "This calendar link is not valid any more."
