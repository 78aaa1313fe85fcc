"""Calendar links: who was given one can read one booking's file, for as long as it is of use."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from pydantic import SecretStr

from bot.scheduling.booking_service import BookingService
from bot.scheduling.calendar_file import calendar_file
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import Card, State, Visibility
from bot.scheduling.model.rights import Actor, NotYours
from bot.scheduling.model.transitions import begin_retry
from bot.scheduling.ports.store import Decision
from bot.scheduling.refusals import NoSuchBooking
from bot.store.sql.store import SqlStore
from bot.times.moment import Moment
from bot.times.writing import Reader
from bot.web.calendar_links import CalendarFiles, CalendarLinks, link_key
from tests.builders import (
    NOW,
    OTHER_TEAM,
    OWNER,
    STRANGER,
    TEAM,
    Channels,
    a_booking,
    an_appointment,
    an_entry,
)
from tests.web.calendars import PLACE, event_in, name_in

SECRET = "a-signing-secret-of-thirty-two-characters"
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
def channels() -> Channels:
    return Channels()


@pytest.fixture
def booking_service(store: SqlStore, channels: Channels) -> BookingService:
    return BookingService(store, admins=frozenset(), visibility=channels, clock=lambda: NOW)


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
def booking(store: SqlStore) -> Booking:
    booking = a_booking(moment=tomorrow())
    store.add(booking, Decision(key="form", entry=an_entry()))
    return booking


def given_to(links: CalendarLinks, actor: Actor, booking: Booking) -> str:
    """Return the name of the file that somebody was given."""
    return name_in(links.link(booking, to=actor))


def take(store: SqlStore, transition: Callable[[Booking], Booking]) -> Booking:
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
    assert links_with(secret="").read(given_to(links_with(), ANA, booking)) is None


def test_a_link_ends_a_week_after_the_session(
    links: CalendarLinks, files: CalendarFiles, store: SqlStore
) -> None:
    for days, ref in ((-6, "S-0006"), (-9, "S-0009")):
        past = a_booking(ref, moment=tomorrow(days))
        store.add(past, Decision(key=ref, entry=an_entry()))
        assert (files.file(given_to(links, ANA, past)) is not None) == (days == -6)


def test_a_link_lasts_as_long_as_the_time_that_a_session_was_moved_to(
    links: CalendarLinks,
    store: SqlStore,
    booking_service: BookingService,
    people: People,
    booking: Booking,
) -> None:
    name = given_to(links, ANA, booking)
    by_an_earlier_version = jwt.encode(
        {
            "aud": "calendar",
            "team": TEAM,
            "ref": REF,
            "user": OWNER,
            "generation": 0,
            "exp": int((booking.ends + timedelta(days=7)).timestamp()),
        },
        link_key(SecretStr(SECRET)),
        algorithm="HS256",
    )
    take(store, lambda booking: booking.with_(moment=tomorrow(60)))
    for days, leads_somewhere in ((59, True), (66, True), (68, False)):
        files = CalendarFiles(
            links,
            booking_service=booking_service,
            identify=people.identify,
            clock=lambda days=days: NOW + timedelta(days=days),  # type: ignore[misc]
        )
        for each in (name, by_an_earlier_version):
            assert (files.file(each) is not None) == leads_somewhere


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
    links: CalendarLinks,
    files: CalendarFiles,
    store: SqlStore,
    people: People,
    channels: Channels,
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
        channels.said["C1"] = place
        assert files.file(of_ben) is None
        assert files.file(of_ana) is not None
    take(store, lambda booking: booking.with_(owner=STRANGER))
    assert files.file(of_ben) is not None
    assert files.file(of_ana) is None


@pytest.mark.usefixtures("booking")
def test_who_sees_it_only_before_its_card_is_given_no_link(
    links: CalendarLinks, store: SqlStore
) -> None:
    private = take(store, in_place(Visibility.PRIVATE))
    assert links.link(private, to=BEN) is None


def test_of_an_appointment_only_its_owner_has_the_file(
    links: CalendarLinks, files: CalendarFiles, store: SqlStore
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
    store: SqlStore,
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
    links: CalendarLinks, files: CalendarFiles, store: SqlStore, booking: Booking
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
