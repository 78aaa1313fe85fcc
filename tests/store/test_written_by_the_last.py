"""What the last release was killed over goes on working: nothing is lost, done twice or said wrongly."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest
from pydantic import SecretStr

from bot.providers import connect
from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.model.record import Record
from bot.scheduling.model.session import SessionBooking
from bot.times.moment import Moment
from sandbox.providers.carevalidate import Appointment
from sandbox.providers.carevalidate import Booking as Form
from sandbox.providers.prevail_sessions import State
from sandbox.slack import people
from sandbox.slack.people import CARLA
from sandbox.slack.person import Person, Shown
from sandbox.slack.workspace import Message
from tests.handlers.conftest import Office, bot_as, last_whispered, office_with
from tests.handlers.signed_requests import Stranger
from tests.simulated_clock import SimulatedClock
from tests.sqlite import open_sqlite
from tests.store.written_before import LAST, write_as_before
from tests.waiting import wait_until

HERE = "#depositions"
LATER = Moment(local=datetime(2036, 5, 15, 9, 0), zone="America/New_York")  # noqa: DTZ001 - wall clock
# What Prevail had of it when the process was killed.
MADE = ("S-0001", "S-0005", "S-0006", "S-0007", "S-0008", "S-0009", "S-0012", "S-0014", "S-0015")


@dataclass(frozen=True, kw_only=True)
class Upgraded:
    """The office once this version has done what the last one had left undone."""

    office: Office
    path: Path

    def booking(self, ref: str) -> Record:
        """Return a booking as it is now."""
        with closing(open_sqlite(self.path)) as store:
            found = store.get(people.TEAM_ID, ref)
        assert found is not None
        return found

    def moment(self, ref: str) -> Moment:
        """Return when a booking is now."""
        booking = self.booking(ref)
        assert isinstance(booking, Booking)
        return booking.moment

    def card(self, ref: str) -> Shown:
        """Return its card, which is where it was, or the one that was posted since."""
        card = self.booking(ref).card
        assert card is not None
        shown = self.office.person("Ana Reyes").messages(HERE)
        (found,) = [message for message in shown if message.ts == card.ts]
        return found

    def asked(self, name: str, method: str) -> int:
        """Count what a provider was asked since."""
        received = getattr(self.office, name).received
        return sum(request.method == method for request in received)


@pytest.fixture
def upgraded(tmp_path: Path) -> Iterator[Upgraded]:
    path = tmp_path / "before.db"
    write_as_before(path, commit=LAST)
    hurry = SimulatedClock()
    with office_with(tmp_path, clock=hurry) as office:
        have_cards(office, path)
        have_made(office, path)
        settings = office.settings.model_copy(
            update={"database_url": SecretStr(f"sqlite:///{path}")}
        )
        with bot_as(settings, clock=hurry) as (running, url):
            office.slack.connect(f"{url}/slack/events")
            hurry.settle(path, wake=running.workers.wake, within=timedelta(minutes=10))
            yield Upgraded(office=replace(office, url=url), path=path)


def have_cards(office: Office, path: Path) -> None:
    """Have the cards stand in the channel that the last release had posted."""
    channel = office.slack.workspace.channel_named(HERE)
    with closing(sqlite3.connect(path)) as connection, office.slack.workspace.changing():
        cards = "SELECT ref, json_extract(data, '$.card.ts') FROM bookings ORDER BY 2"
        for ref, ts in connection.execute(cards):
            if ts:
                text = f"as it was {ref}"
                channel.messages.append(Message(ts, channel.id, people.BOT_USER_ID, text))


def have_made(office: Office, path: Path) -> None:
    """Have the providers hold what the last release had been killed over, by its own requests."""
    with closing(open_sqlite(path)) as store:
        found = {ref: store.get(people.TEAM_ID, ref) for ref in (*MADE, "P-0001", "P-0004")}
    providers = connect(office.settings, clock=office.clock)
    for ref in MADE:
        booking = found[ref]
        assert isinstance(booking, SessionBooking)
        if ref == "S-0006":
            booking = booking.with_changes(Changes(moment=LATER))
        providers.prevail.book(booking)
    providers.close()
    del office.prevail.received[:]
    held = office.carevalidate.provider.appointments
    for number, who in enumerate(("pat", "lee", "nobody", "max", "ida"), 1):
        held.append(an_appointment(office, number, who))
    # What was canceled before anybody heard of it.
    held[3].canceled = True


def an_appointment(office: Office, number: int, who: str) -> Appointment:
    """Return what CareValidate holds for somebody at the time of all these bookings."""
    kind = next(iter(office.carevalidate.provider.event_types.values()))
    form = Form.model_validate(
        {
            "eventTypeId": kind.id,
            "startTime": "2036-05-14T20:30:00Z",
            "email": f"{who}@patient.example",
            "firstName": who.title(),
            "lastName": "Quill",
            "timezone": "America/Los_Angeles",
            "location": "zoom_conference",
        }
    )
    start = datetime(2036, 5, 14, 20, 30, tzinfo=UTC)
    return Appointment(str(uuid5(NAMESPACE_URL, f"appointment/{number}")), kind, start, form)


def states(upgraded: Upgraded, *refs: str) -> dict[str, tuple[str, str]]:
    """Return how bookings stand, and with what trouble."""
    found = {ref: upgraded.booking(ref) for ref in refs}
    return {ref: (booking.state, booking.trouble or "") for ref, booking in found.items()}


def test_what_was_under_way_is_carried_out_once(upgraded: Upgraded) -> None:
    confirmed = [f"S-{number:04}" for number in (1, 2, 3, 4, 5, 6, 7, 12, 15)]
    confirmed += ["A-0001", "A-0004", "E-0001", "P-0001"]
    assert set(states(upgraded, *confirmed).values()) == {("confirmed", "")}
    canceled = ["S-0008", "S-0014", "A-0005", "P-0004", "C-0001"]
    assert set(states(upgraded, *canceled).values()) == {("cancelled", "")}
    held = upgraded.office.sessions
    assert len({session.remote_session_id for session in held}) == len(held) == len(MADE) + 3
    ended = [session.remote.title for session in held if session.state is State.CANCELED]
    assert sorted(ended) == ["Canceled unheard", "Canceled while lost"]
    # Asked anew is what did not show, and what was known not to have been done: S-0002 to S-0004.
    assert upgraded.asked("prevail", "POST") == 3
    assert {upgraded.moment("S-0006"), upgraded.moment("S-0007")} == {LATER}
    moved = [each.start for each in held if each.remote.title.startswith(("Moved", "To be moved"))]
    assert moved == [LATER.instant] * 2


def test_a_try_that_is_known_to_have_done_nothing_is_still_no_try(upgraded: Upgraded) -> None:
    """An agent that Cronofy was too busy to send is sent; what is refused then was not booked."""
    assert states(upgraded, "A-0002", "A-0003", "P-0002") == {
        "A-0002": ("failed", "unknown"),
        "A-0003": ("confirmed", ""),
        "P-0002": ("failed", "refused"),
    }


def test_every_card_is_the_one_that_was_there_and_says_how_it_stands(upgraded: Upgraded) -> None:
    said = {
        "S-0001": "Confirmed",
        "S-0002": "Confirmed",
        "S-0006": LATER.written(),
        "S-0007": "To be moved and renamed",
        "S-0008": "Canceled",
        "S-0009": "Confirmed",
        "A-0002": "Not known whether",
        "A-0003": "Confirmed",
        "P-0003": "Confirmed",
        "P-0004": "Canceled",
    }
    for ref, words in said.items():
        assert words in upgraded.card(ref).text, ref
    for idle in ("S-0010", "S-0011", "S-0012", "A-0006", "A-0007"):
        assert "as it was" in upgraded.card(idle).text, idle


def test_what_was_to_be_said_is_said(upgraded: Upgraded) -> None:
    ana, ben = upgraded.office.person("Ana Reyes"), upgraded.office.person("Ben Okafor")
    announced = [message.text for message in ana.messages("#docket-announcements")]
    assert len([text for text in announced if "S-0015" in text]) == 1
    assert len([text for text in announced if "S-0008" in text]) == 1
    replies = [reply.text for reply in upgraded.card("S-0015").replies]
    assert len([text for text in replies if "@Ben Okafor moved" in text]) == 1
    assert [text for m in ben.messages("@app") if "S-0015" in (text := m.text)]


def test_what_nobody_knew_and_nobody_looked_for_is_looked_for_and_told(
    upgraded: Upgraded,
) -> None:
    found = states(upgraded, "S-0009", "P-0003")
    assert set(found.values()) == {("confirmed", "")}
    ana = upgraded.office.person("Ana Reyes")
    assert [m for m in ana.messages("@app") if "S-0009" in m.text]
    for ref in ("S-0010", "S-0011", "A-0007"):
        assert upgraded.booking(ref).troubled_since is not None
    assert upgraded.asked("prevail", "POST") == 3


def test_what_nobody_knew_is_listed_and_can_be_settled(upgraded: Upgraded) -> None:
    carla = upgraded.office.person("Carla Stein")
    carla.command(HERE, "/bookings attention")
    for ref in ("S-0010", "S-0011", "A-0002", "A-0007"):
        assert ref in whispered(carla).text
    value = json.dumps({"act": "surely not made", "ref": "S-0010", "page": 0})
    Stranger(office=upgraded.office, person=CARLA).press("attend_surely not made", value)
    wait_until(lambda: upgraded.booking("S-0010").troubled_since is None)
    assert upgraded.asked("prevail", "POST") == 3


def whispered(person: Person) -> Shown:
    """Return the newest message that nobody else sees."""
    return last_whispered(person, HERE)
