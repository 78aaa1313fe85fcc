"""/bookings attention: what nobody knows, what is stuck or reached nobody, and what is done about it."""

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from json import dumps
from typing import Any

import pytest

from bot.providers import connect
from bot.scheduling.attention import reminders
from bot.scheduling.jobs.retries import due
from bot.scheduling.model.record import FailureReason, Record, State
from bot.scheduling.model.reference import ALPHABET
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.ports.store import Decision, Entry, PendingWork
from bot.scheduling.ports.work import SetAside
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book, CheckClaim, Watch
from bot.scheduling.tasks.slack import DirectMessage, ShowCard
from bot.scheduling.tasks.work import Queue, Task
from bot.store.sqlite.store import SqliteStore
from bot.times.moment import Moment, UtcClock
from sandbox.slack.faults import Fault
from sandbox.slack.people import ANA, BEN, CARLA, DEV, TEAM_ID
from sandbox.slack.person import Person, Shown
from tests.handlers.conftest import (
    Office,
    StartOffice,
    bot_as,
    labels,
    last_whisper,
    last_whispered,
    turned,
)
from tests.handlers.knocking import Stranger
from tests.making import NOW, a_booking, a_session, an_agent, an_answer, an_appointment
from tests.waiting import wait_until

CALM = "Nothing needs attention"
AHEAD = Moment.at(NOW + timedelta(days=3), "America/New_York")
HOSTILE = "<!channel> & <@U1>"
# A name that a person chose proves nothing, so that a person must decide.
NAMED: dict[str, Any] = {
    "session": a_session(link_name="doe-v-acme"),
    "remote_session_id": "doe-v-acme",
    "secret_id": False,
}
LOST = News(what=EventType.NOT_BOOKED, trouble=FailureReason.REFUSED)


def kept(office: Office, booking: Record, *tasks: Task, aside: bool = False) -> Record:
    """Have the office keep a booking of Ana's as it is, with work that is due or set aside."""
    usual: dict[str, Any] = {"team": TEAM_ID, "moment": AHEAD, "created": NOW, "channel": ""}
    booking = booking.with_(**{"owner": ANA.id, **usual, "troubled_since": NOW})
    with closing(SqliteStore(office.settings.database_path)) as store:
        store.add(
            booking,
            Decision(
                key=f"made {booking.ref}",
                entry=Entry(by=booking.owner, what="scheduled", at=NOW),
                then=due(*tasks, at=NOW + timedelta(hours=1)),
            ),
        )
        for queue in Queue if aside else ():
            while work := store.take(
                queue, now=NOW + timedelta(hours=2), lease=timedelta(minutes=1)
            ):
                store.set_aside(work, SetAside(), at=NOW)
    return booking


def unknown(
    office: Office, ref: str = "S-7K2M", *, work: Task | None = None, **changes: Any
) -> SessionBooking:
    """Have a session that nobody knows about, with work that will be due."""
    changes = {"trouble": FailureReason.UNKNOWN, "state": State.FAILED, **changes}
    booking = kept(office, a_booking(ref, **changes), *([work] if work else ()))
    assert isinstance(booking, SessionBooking)
    return booking


def there_too(office: Office, booking: SessionBooking) -> None:
    """Have Prevail hold a session like this one."""
    with closing(connect(office.settings, clock=office.clock)) as providers:
        providers.prevail.book(booking)


def now(office: Office, ref: str = "S-7K2M") -> Record:
    """Return a booking as it stands."""
    with closing(SqliteStore(office.settings.database_path)) as store:
        booking = store.get(TEAM_ID, ref)
    assert booking is not None
    return booking


def history(office: Office, ref: str = "S-7K2M") -> list[tuple[str, str]]:
    with closing(SqliteStore(office.settings.database_path)) as store:
        return [(entry.by, entry.what) for entry in store.history(TEAM_ID, ref)]


def left(office: Office) -> list[PendingWork]:
    """Return the work that is still to be done."""
    with closing(SqliteStore(office.settings.database_path)) as store:
        return store.pending(TEAM_ID)


def attention(person: Person, channel: str = "#depositions") -> Shown:
    """Ask what needs attention, and return the list."""
    person.command(channel, "/bookings attention")
    return last_whispered(person, channel)


def buttons(shown: Shown) -> list[str]:
    return labels(shown)


def press(person: Any, act: str, ref: str, *, office: Office, page: int | None = 0) -> str:
    """Press a button as anybody could send it, and return what is answered at once."""
    value = dumps({"act": act, "ref": ref, "page": page})
    return Stranger(office=office, person=person).press(f"attend_{act}", value)


def _bare(answer: str) -> str:
    """Return an answer without the ids that Slack makes up for blocks."""
    return re.sub(r"'block_id': '[^']*'", "", answer)


def test_where_all_is_well_it_says_so_and_only_then(office: Office) -> None:
    ana = office.person("Ana Reyes")
    assert CALM in attention(ana).text
    assert buttons(attention(ana)) == []
    unknown(office)
    assert CALM not in attention(ana).text


def test_what_nobody_knows_is_listed_with_what_is_known_and_what_can_be_done(
    office: Office,
) -> None:
    unknown(office)
    shown = attention(office.person("Ana Reyes"))
    assert "Needs attention: 1" in shown.text
    assert "Deposition of Jane Doe · S-7K2M" in shown.text
    assert "Not known whether it was booked (since" in shown.text
    assert "Prevail gave no clear answer" in shown.text
    assert buttons(shown) == ["Not booked", "Try again"]
    asked = {button.text: button.question for button in shown.buttons}
    assert asked == {"Not booked": "Not booked?", "Try again": "Try again?"}
    assert "may create a duplicate" in str(shown.blocks)


def test_a_change_that_nobody_knows_is_listed_though_it_is_confirmed(office: Office) -> None:
    unknown(office, state=State.CONFIRMED, booked=an_answer(), seen=NOW)
    shown = attention(office.person("Ana Reyes"))
    assert "Not known whether the last change was made" in shown.text
    assert "Prevail last showed it like this on" in shown.text
    assert "Not changed" in buttons(shown)
    shown.press("Not changed")
    wait_until(lambda: now(office).trouble is None)
    assert now(office).state is State.CONFIRMED
    assert (ANA.id, "said that it was not made") in history(office)


def test_of_an_agent_it_is_not_said_that_cronofy_shows_it(office: Office) -> None:
    agent = an_agent(
        state=State.CONFIRMED, on_its_way=True, trouble=FailureReason.UNKNOWN, seen=NOW
    )
    kept(office, agent)
    shown = attention(office.person("Ana Reyes"))
    assert "Not known whether the last change was made" in shown.text
    assert "Cronofy last accepted it as shown here" in shown.text
    assert "last showed it" not in shown.text


def test_owners_see_theirs_administrators_everyones_and_others_nothing(
    start_office: StartOffice,
) -> None:
    office = start_office(admin_users=frozenset({BEN.id}))
    unknown(office)
    kept(office, an_appointment(state=State.FAILED, trouble=FailureReason.AMBIGUOUS))
    carla = attention(office.person("Carla Stein")).text
    assert "S-7K2M · Owner @Ana Reyes" in carla
    assert "P-7K2M" not in carla, "who administers Slack alone sees no patients' appointments"
    ben = attention(office.person("Ben Okafor")).text
    assert "S-7K2M" in ben
    assert "P-7K2M" in ben
    for private in ("Quillfeather", "pat@patient.example"):
        assert private not in ben
    dev = office.person("Dev Patel")
    dev.command("#depositions", "/bookings attention")
    assert CALM in last_whisper(dev)


def test_where_docket_is_not_in_the_channel_the_answer_comes_as_a_message(office: Office) -> None:
    unknown(office)
    ana = office.person("Ana Reyes")
    attention(ana, "#watercooler").press("Not booked")
    assert not ana.wait_for_message("@app", "Not booked: Deposition of Jane Doe").only_for_me


def test_what_cannot_even_be_read_is_named_to_whom_it_may_concern(office: Office) -> None:
    kept(office, a_booking(), Book(), aside=True)
    with closing(sqlite3.connect(office.settings.database_path)) as db, db:
        db.execute("UPDATE bookings SET data = 'rubbish'")
    for name in ("Ana Reyes", "Carla Stein"):
        shown = attention(office.person(name))
        assert "can't read S-7K2M" in shown.text
        assert CALM not in shown.text
    assert CALM in attention(office.person("Ben Okafor")).text


def test_people_who_own_nothing_see_nothing_of_others(office: Office) -> None:
    unknown(office)
    assert CALM in attention(office.person("Ben Okafor"), "#general").text


def test_not_booked_ends_it_and_its_entries_are_kept(office: Office) -> None:
    unknown(office)
    ana = office.person("Ana Reyes")
    attention(ana).press("Not booked")
    told = ana.wait_for_message("#depositions", "Not booked: Deposition of Jane Doe")
    assert told.only_for_me, "the outcome is shown where it was pressed"
    booking = now(office)
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.DECLARED)
    assert (ANA.id, "said that it was not made") in history(office)
    card = ana.wait_for_message("@app", "S-7K2M").wait_for_text("someone has since confirmed")
    assert "Change and try again" in buttons(card)
    assert CALM in attention(ana).text
    card.press("Change and try again")
    assert ana.screen.field("Title").value == "Deposition of Jane Doe"


def test_an_administrator_may_say_so_too_and_the_owner_hears(office: Office) -> None:
    unknown(office)
    attention(office.person("Carla Stein")).press("Not booked")
    told = office.person("Ana Reyes").wait_for_message("@app", "Not booked: Deposition")
    assert "@Carla Stein confirmed this" in told.text


def test_its_ours_takes_in_what_prevail_lists(office: Office) -> None:
    there_too(office, booking := unknown(office, **NAMED))
    assert "It's ours" not in buttons(attention(office.person("Ana Reyes")))
    carla = office.person("Carla Stein")
    attention(carla).press("It's ours")
    told = carla.wait_for_message("#depositions", "Docket now shows the same")
    assert told.only_for_me
    assert now(office).state is State.CONFIRMED
    assert (CARLA.id, "said that it was made") in history(office)
    office.person("Ana Reyes").wait_for_message("@app", booking.ref).wait_for_text("Confirmed")
    assert len(office.sessions) == 1
    assert CALM in attention(carla).text


def test_where_nothing_fits_its_ours_changes_nothing_and_says_so(office: Office) -> None:
    before = unknown(office, **NAMED)
    carla = office.person("Carla Stein")
    attention(carla).press("It's ours")
    assert (
        "lists nothing that matches"
        in carla.wait_for_message("#depositions", "S-7K2M wasn't changed").text
    )
    assert now(office) == before


def test_what_prevail_still_lists_is_not_booked_only_when_it_is_said_again(office: Office) -> None:
    there_too(office, unknown(office, **NAMED))
    ana = office.person("Ana Reyes")
    attention(ana).press("Not booked")
    asked = ana.wait_for_message("#depositions", "Prevail still lists something like")
    assert now(office).trouble is FailureReason.UNKNOWN
    assert buttons(asked) == ["No, it wasn't booked"]
    asked.press("No, it wasn't booked")
    ana.wait_for_message("#depositions", "Not booked: Deposition of Jane Doe")
    assert now(office).trouble is FailureReason.DECLARED
    assert [session.state for session in office.sessions] == ["ready"], "it is left alone"


def test_what_is_unknown_and_still_looked_for_is_looked_at_again_at_once(office: Office) -> None:
    there_too(office, unknown(office, secret_id=True, work=Watch()))
    ana = office.person("Ana Reyes")
    shown = attention(ana)
    assert buttons(shown)[0] == "Check again"
    shown.press("Check again")
    wait_until(lambda: now(office).state is State.CONFIRMED)


def test_an_agent_that_nobody_knows_of_was_not_sent(office: Office) -> None:
    kept(office, an_agent(state=State.FAILED, trouble=FailureReason.UNKNOWN))
    shown = attention(office.person("Ana Reyes"))
    assert "Not known whether it was sent" in shown.text
    assert "may create a duplicate" not in str(shown.blocks), "its key is for one agent alone"
    shown.press("Not sent")
    wait_until(lambda: now(office, "A-7K2M").trouble is FailureReason.DECLARED)


def test_what_is_stuck_is_tried_at_once(office: Office) -> None:
    booking = a_booking(created=NOW - timedelta(hours=1))
    kept(office, booking, Book(), aside=True)
    ana = office.person("Ana Reyes")
    shown = attention(ana)
    assert "Stuck (since" in shown.text
    assert buttons(shown) == ["Try again"]
    shown.press("Try again")
    ana.wait_for_message("@app", "S-7K2M").wait_for_text("Confirmed")
    assert len(office.sessions) == 1
    assert (ANA.id, "had it tried again") in history(office)
    assert CALM in attention(ana).text


@pytest.mark.parametrize("state", [State.MOVING, State.CANCELING])
def test_a_change_that_nobody_works_on_any_more_is_unknown(office: Office, state: State) -> None:
    kept(office, a_booking(state=state, booked=an_answer()))
    ana = office.person("Ana Reyes")
    attention(ana).press("Try again")
    wait_until(lambda: now(office).state is State.CONFIRMED)
    assert now(office).trouble is FailureReason.UNKNOWN


def test_what_reached_nobody_is_told_now(office: Office) -> None:
    news = DirectMessage(user=ANA.id, news=LOST)
    kept(office, a_booking(state=State.FAILED, trouble=FailureReason.REFUSED), news, aside=True)
    ana = office.person("Ana Reyes")
    shown = attention(ana)
    assert "No one was notified" in shown.text
    assert buttons(shown) == ["Tell them now"]
    shown.press("Tell them now")
    assert "Not booked: Deposition of Jane Doe" in ana.wait_for_message("@app", "Not booked").text
    wait_until(lambda: CALM in attention(ana).text)


def test_a_card_that_was_shown_nowhere_is_shown_now(office: Office) -> None:
    kept(office, a_booking(state=State.CANCELED), ShowCard(), aside=True)
    ana = office.person("Ana Reyes")
    attention(ana).press("Tell them now")
    ana.wait_for_message("@app", "S-7K2M").wait_for_text("Canceled")


def test_who_could_not_be_told_hears_how_it_stands_now(office: Office) -> None:
    missed = DirectMessage(
        user=BEN.id, news=News(what=EventType.NOT_TOLD, by=ANA.id, trouble="user_disabled")
    )
    kept(office, a_booking(state=State.CONFIRMED, booked=an_answer()), missed, aside=True)
    ana = office.person("Ana Reyes")
    attention(ana).press("Tell them now")
    told = ana.wait_for_message("@app", "couldn't reach you about this earlier")
    assert "Confirmed" in told.text
    office.person("Ben Okafor").wait_for_message("@app", "couldn't send @Ana Reyes a message")


def test_what_slack_still_refuses_stays_listed(office: Office) -> None:
    office.slack.misbehave("chat.postMessage", Fault.ERROR, error="user_disabled", times=99)
    kept(office, a_booking(state=State.CANCELED), DirectMessage(user=ANA.id, news=LOST), aside=True)
    ana = office.person("Ana Reyes")
    shown = attention(ana)
    shown.press("Tell them now")
    wait_until(lambda: any(call.method == "chat.postMessage" for call in office.slack.calls))
    wait_until(lambda: "Tell them now" in buttons(attention(ana)))


@pytest.mark.parametrize("act", ["made", "not made", "surely not made", "try again", "tell now"])
def test_of_others_and_of_what_is_not_there_the_same_is_said_and_nothing_done(
    office: Office, act: str
) -> None:
    before = unknown(office)
    for person in (BEN, DEV):
        theirs = press(person, act, "S-7K2M", office=office, page=None)
        nothing = press(person, act, "S-ZZZZ", office=office, page=None)
        assert _bare(theirs).replace("S-7K2M", "S-ZZZZ") == _bare(nothing)
        assert "Docket has no session" in nothing
    assert now(office) == before
    assert history(office) == [(ANA.id, "scheduled")]


@pytest.mark.parametrize(
    "value",
    ["", "x", "{}", "[]", '{"act": "destroy", "ref": "S-7K2M"}', '{"act": "made", "ref": "nope"}'],
)
def test_a_forged_value_is_refused_in_words(office: Office, value: str) -> None:
    before = unknown(office)
    Stranger(office=office, person=ANA).press("attend_made", value)
    office.person("Ana Reyes").wait_for_message("#depositions", "can't read this")
    assert now(office) == before


def test_a_page_that_is_not_there_is_the_last(office: Office) -> None:
    unknown(office)
    for page in (-5, 10**6):
        press(ANA, "turn", "", office=office, page=page)
    assert "S-7K2M" in attention(office.person("Ana Reyes")).text


def test_only_an_administrator_says_that_something_at_the_provider_is_ours(
    start_office: StartOffice,
) -> None:
    office = start_office(admin_users=frozenset({CARLA.id}))
    before = unknown(office)
    said = press(ANA, "made", "S-7K2M", office=office, page=None)
    assert "Only an administrator can confirm that something in Prevail is S-7K2M" in said
    assert f"<@{CARLA.id}>" in said
    assert now(office) == before


@pytest.mark.parametrize("act", ["try again", "tell now"])
def test_what_a_booking_has_no_need_of_is_not_done(office: Office, act: str) -> None:
    before = unknown(office)
    assert "no longer needs that" in press(ANA, act, before.ref, office=office, page=None)
    assert now(office) == before
    assert history(office) == [(ANA.id, "scheduled")]


def test_pressed_twice_it_is_decided_once_and_pressed_too_late_it_says_so(office: Office) -> None:
    unknown(office)
    ana = office.person("Ana Reyes")
    shown = attention(ana)
    shown.press("Not booked")
    wait_until(lambda: now(office).trouble is FailureReason.DECLARED)
    said = press(ANA, "not made", "S-7K2M", office=office, page=None)
    assert "S-7K2M no longer needs that (now: not booked)" in said
    assert history(office).count((ANA.id, "said that it was not made")) == 1


@pytest.mark.parametrize("claims", [("made", "not made"), ("not made", "not made")])
def test_of_two_who_press_at_once_one_does_it_and_the_other_hears(
    start_office: StartOffice, claims: tuple[str, str]
) -> None:
    office = start_office(admin_users=frozenset({CARLA.id}))
    there_too(office, unknown(office))
    office.prevail.faults.set("hold", method="GET", times=9)
    first, second = claims
    press(CARLA, first, "S-7K2M", office=office, page=None)
    for person in (ANA, CARLA):
        said = press(person, second, "S-7K2M", office=office, page=None)
        assert "Someone just answered for S-7K2M" in said
        assert "Docket is checking Prevail" in said
    assert sum(isinstance(each.task, CheckClaim) for each in left(office)) == 1
    assert len([what for _, what in history(office) if what.startswith("said that")]) == 1
    office.prevail.faults.clear()
    wait_until(lambda: not any(isinstance(each.task, CheckClaim) for each in left(office)))


def later(office: Office, **amount: float) -> UtcClock:
    """Return the office's clock put forward by so much."""
    return lambda: office.clock() + timedelta(**amount)


def test_reminders_outlive_the_process_and_come_once(start_office: StartOffice) -> None:
    office = start_office(admin_users=frozenset({CARLA.id}))
    booking = unknown(office)
    with closing(SqliteStore(office.settings.database_path)) as store:
        then = [replace(each, ref=booking.ref) for each in reminders(booking, since=NOW)]
        store.plan(TEAM_ID, then=then)
    ana, carla = office.person("Ana Reyes"), office.person("Carla Stein")
    for minutes in (16, 31):
        with bot_as(office.settings, clock=later(office, minutes=minutes)):
            reader = ana if minutes == 16 else carla
            told = reader.wait_for_message("@app", "still doesn't know whether it was booked")
            assert "/bookings attention" in told.text
        assert len([m for m in ana.messages("@app") if "still doesn't know" in m.text]) == 1
        assert len([m for m in carla.messages("@app") if "still" in m.text]) == (minutes == 31)


def test_nobody_is_reminded_of_what_was_settled_meanwhile(office: Office) -> None:
    booking = unknown(office, state=State.CONFIRMED, booked=an_answer())
    with closing(SqliteStore(office.settings.database_path)) as store:
        then = [replace(each, ref=booking.ref) for each in reminders(booking, since=NOW)]
        store.plan(TEAM_ID, then=then)
    attention(office.person("Ana Reyes")).press("Not changed")
    wait_until(lambda: now(office).trouble is None)
    with bot_as(office.settings, clock=later(office, hours=1)):
        wait_until(lambda: not left(office))
    assert all("still" not in m.text for m in office.person("Ana Reyes").messages("@app"))


def test_a_long_list_is_turned_page_by_page_and_draws_no_markup(office: Office) -> None:
    for letter in ALPHABET[:7]:
        unknown(
            office,
            f"S-000{letter}",
            session=a_session(title=f"Doe {letter} {HOSTILE}"),
            remote_session_id=f"doe-{letter}",
        )
    ana = office.person("Ana Reyes")
    first = attention(ana)
    assert "Needs attention: 7" in first.text
    assert "Page 1 of 2" in first.text
    assert HOSTILE not in first.raw + str(first.blocks)
    assert "S-0004" in first.text
    assert "S-0005" not in first.text
    second = turned(first, ana, "#depositions")
    assert "S-0006" in second.text


def test_times_are_the_readers_own(office: Office) -> None:
    unknown(office)
    said = attention(office.person("Ana Reyes")).text
    assert AHEAD.written() in said
    assert "Your time: " in said
