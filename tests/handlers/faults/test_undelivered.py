"""Where Slack will not have it said, it is said elsewhere, once, with the reason: somebody always hears."""

import logging
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from sandbox.slack import Change, Fault, people
from sandbox.slack.person import Person, Shown
from tests.handlers.conftest import Office, StartOffice
from tests.handlers.session_steps import booked, ref_of
from tests.simulated_clock import SimulatedClock
from tests.tables import rows
from tests.waiting import wait_until

HERE, PRIVATE, ELSEWHERE, DIRECT = "#depositions", "#smith-v-jones", "#general", "@app"
ANNOUNCED = "#docket-announcements"
SAYING = ("chat.update", "chat.postMessage", "chat.postEphemeral")
OPEN_WORK = "SELECT count(*) FROM work WHERE set_aside IS NULL"
AT_REST = """
SELECT count(*) FROM bookings WHERE json_extract(data, '$.state') IN ('cancelled', 'confirmed')
AND NOT EXISTS (SELECT * FROM work WHERE lease IS NOT NULL)
"""
# Shorter than a lease, so that what is under way stays so.
AWHILE = timedelta(seconds=5)
ADMIN, OWNER = "Ben Okafor", "Ana Reyes"


@pytest.fixture
def office(start_office: StartOffice) -> Office:
    """Start an office where Ben may change what Ana booked."""
    return start_office(admin_users=frozenset({people.BEN.id}))


def refuse(office: Office, place: str, error: str, *methods: str) -> None:
    """Have Slack refuse all that is said in a channel, or to a person."""
    for method in methods or SAYING:
        argument = "users" if method == "conversations.open" else "channel"
        only = f'"{argument}": "{place}"' if place else ""
        office.slack.misbehave(method, Fault.ERROR, error=error, containing=only, times=999)


def direct(office: Office, name: str) -> str:
    """Return the channel of somebody's messages with Docket."""
    return office.person(name).viewer.place(DIRECT).id


def move(office: Office, ref: str, *, by: str, to: str = "5pm") -> None:
    office.person(by).command(ELSEWHERE, f"/session move {ref} tomorrow {to} Pacific").submit()


def cancel(office: Office, ref: str, *, by: str) -> None:
    office.person(by).command(ELSEWHERE, f"/session cancel {ref}").submit()


def until_done(office: Office) -> None:
    """Wait until there is nothing left to do."""
    wait_until(lambda: read(office, OPEN_WORK) == 0, within=20)


NOT_EDITED = {
    PRIVATE: {"channel_not_found": "Invite it"},
    HERE: {
        "is_archived": "archived",
        "not_in_channel": "Invite it",
        "restricted_action": "Only some people",
        "some_code_of_tomorrow": "some_code_of_tomorrow",
    },
}


def read(office: Office, query: str) -> int:
    """Read one number from the office's database."""
    with closing(sqlite3.connect(office.database)) as connection:
        return int(connection.execute(query).fetchone()[0])


def words_to(person: Person) -> list[str]:
    """Return what Docket told somebody, without cards."""
    return [message.text for message in person.messages(DIRECT) if not message.buttons]


def card_of(person: Person) -> Shown:
    """Return the one card in somebody's messages with Docket."""
    (card,) = [message for message in person.messages(DIRECT) if message.buttons]
    return card


@pytest.mark.parametrize(("channel", "error", "reason"), rows(NOT_EDITED))
def test_a_move_is_shown_to_the_owner_where_the_card_may_not_be_edited(
    office: Office, channel: str, error: str, reason: str
) -> None:
    card = booked(office, channel=channel)
    until_done(office)
    refuse(office, office.slack.channel_id(channel), error)
    move(office, ref_of(card), by=OWNER)
    until_done(office)
    ana = office.person(OWNER)
    card_of(ana).wait_for_text("5:00 PM").wait_for_text("Confirmed")
    (told,) = words_to(ana)
    assert "couldn't post it in" in told
    assert reason in told


def test_who_moved_it_hears_what_came_of_it_and_so_does_its_owner(office: Office) -> None:
    card = booked(office)
    until_done(office)
    refuse(office, office.slack.channel_id(HERE), "is_archived")
    move(office, ref_of(card), by=ADMIN)
    until_done(office)
    (told,) = words_to(office.person(ADMIN))
    assert " moved " in told
    assert "5:00 PM" in told
    assert "couldn't announce this in" in told
    assert "archived" in told
    ana = office.person(OWNER)
    assert "5:00 PM" in card_of(ana).text
    assert sorted(" moved " in text for text in words_to(ana)) == [False, True]


def archive(office: Office) -> None:
    """Have Slack refuse all that is said where the card is and where it is announced."""
    for channel in (HERE, ANNOUNCED):
        refuse(office, office.slack.channel_id(channel), "is_archived")


def archived_meanwhile(office: Office, *, seconds: float) -> str:
    """Book a session, have Slack ask for patience and archive its channels; return its reference."""
    ref = ref_of(booked(office))
    until_done(office)
    office.slack.misbehave("chat.update", Fault.RATE_LIMITED, seconds=seconds)
    archive(office)
    return ref


def administered(start_office: StartOffice) -> tuple[Office, SimulatedClock]:
    """Start an office that Ben administers, and its clock."""
    clock = SimulatedClock()
    return start_office(admin_users=frozenset({people.BEN.id}), clock=clock), clock


def archived(person: Person) -> list[str]:
    """Return what somebody was told of archived channels."""
    return [text for text in words_to(person) if "archived" in text]


@pytest.mark.parametrize("by", [OWNER, ADMIN])
def test_a_cancellation_that_fails_in_three_places_is_told_once(
    start_office: StartOffice, by: str
) -> None:
    """Slack asks to be left alone until it is known how the cancellation went."""
    office, clock = administered(start_office)
    ref = archived_meanwhile(office, seconds=60)
    before = len(office.slack.calls)
    cancel(office, ref, by=by)
    wait_until(lambda: "chat.update" in [call.method for call in office.slack.calls[before:]])
    wait_until(lambda: read(office, AT_REST) == 1)
    clock.on(timedelta(minutes=1))
    office.running.workers.wake()
    until_done(office)
    (told,) = archived(office.person(by))
    assert [told.count(channel) for channel in (HERE, ANNOUNCED)] == [1, 1]
    assert " canceled " in told or by == OWNER
    assert len(archived(office.person(OWNER))) == 1, "and the owner hears once where the card is"


@pytest.mark.parametrize("by", [OWNER, ADMIN])
def test_where_a_card_went_is_told_at_once_and_what_came_of_it_later(
    start_office: StartOffice, by: str
) -> None:
    """Slack asks to be left alone until the cancellation is under way."""
    office, clock = administered(start_office)
    ref = archived_meanwhile(office, seconds=AWHILE.total_seconds())
    office.prevail.faults.set("hold", method="PATCH")
    before = len(office.slack.calls)
    cancel(office, ref, by=by)
    office.prevail.wait_for(lambda: office.prevail.received[-1].method == "PATCH")
    wait_until(lambda: "chat.update" in [call.method for call in office.slack.calls[before:]])
    clock.on(AWHILE)
    office.running.workers.wake()
    owner = office.person(OWNER)
    owner.wait_for_message(DIRECT, f"couldn't post it in {HERE}")
    office.prevail.faults.clear()
    until_done(office)
    missed = f"couldn't announce this in {HERE} and {ANNOUNCED}. That channel is archived."
    *_, told = archived(office.person(by))
    assert " canceled " in told
    assert missed in told
    assert len(archived(owner)) == (2 if by == OWNER else 1)
    assert len([text for text in words_to(office.person(by)) if missed in text]) == 1


def test_archived_while_it_is_booked_the_join_link_reaches_its_owner(office: Office) -> None:
    office.prevail.faults.set("slow", method="POST")
    ana = office.person(OWNER)
    ana.command(HERE, "/session tomorrow 2pm Pacific").fill("Title", "Doe").submit()
    ana.wait_for_message(HERE, "Doe")
    office.slack.change_channel(HERE, Change.ARCHIVE)
    ana.wait_for_message(DIRECT, "couldn't post it in")
    card = card_of(ana).wait_for_text("Confirmed")
    assert office.sessions[0].url in card.text


def test_a_card_left_in_an_archived_channel_says_where_the_true_one_is_once_it_can(
    office: Office,
) -> None:
    card = booked(office)
    office.slack.change_channel(HERE, Change.ARCHIVE)
    move(office, ref_of(card), by=OWNER)
    office.person(OWNER).wait_for_message(DIRECT, "couldn't post it in")
    until_done(office)
    assert "5:00 PM" not in card.text
    office.slack.change_channel(HERE, Change.UNARCHIVE)
    card.wait_for_text("This card is out of date")
    assert card.buttons == []
    assert f"/session show {ref_of(card_of(office.person(OWNER)))}" in card.text
    until_done(office)
    edits = len([call for call in office.slack.calls if call.method == "chat.update"])
    office.slack.change_channel(HERE, Change.RENAME, new_name="docs")
    until_done(office)
    assert edits == len([call for call in office.slack.calls if call.method == "chat.update"])


def test_a_card_left_where_docket_was_removed_is_mended_when_it_is_invited_again(
    office: Office,
) -> None:
    card = booked(office, channel=PRIVATE)
    ana = office.person(OWNER)
    ana.command(PRIVATE, "/remove @docket")
    refuse(office, office.slack.channel_id(PRIVATE), "channel_not_found", "chat.update")
    move(office, ref_of(card), by=OWNER)
    ana.wait_for_message(DIRECT, "Invite it")
    until_done(office)
    office.slack.faults.clear()
    ana.command(PRIVATE, "/invite @ben")
    ana.command(PRIVATE, "/invite @docket")
    card.wait_for_text("This card is out of date")


def test_an_owner_who_left_is_passed_over_for_who_acted(start_office: StartOffice) -> None:
    """Slack asks to be left alone until it is known how the move went."""
    clock = SimulatedClock()
    office = start_office(admin_users=frozenset({people.BEN.id}), clock=clock)
    card = booked(office)
    until_done(office)
    office.slack.misbehave("chat.update", Fault.RATE_LIMITED, seconds=60)
    refuse(office, office.slack.channel_id(HERE), "is_archived")
    for method in ("conversations.open", *SAYING):
        refuse(office, people.ANA.id, "user_disabled", method)
        refuse(office, direct(office, OWNER), "user_disabled", method)
    before = len(office.slack.calls)
    move(office, ref_of(card), by=ADMIN)
    wait_until(lambda: "chat.update" in [call.method for call in office.slack.calls[before:]])
    wait_until(lambda: read(office, AT_REST) == 1)
    clock.on(timedelta(minutes=1))
    office.running.workers.wake()
    until_done(office)
    told = words_to(office.person(ADMIN))
    assert sum("couldn't announce this in" in text for text in told) == 1
    assert sum("deactivated" in text and "let them know" in text for text in told) == 1
    assert len(told) == 2, told


@pytest.mark.parametrize(
    "error",
    ["user_disabled", "cannot_dm_bot", "account_inactive", "channel_not_found", "is_archived"],
)
def test_where_no_administrator_is_named_slacks_own_hear(
    start_office: StartOffice, error: str
) -> None:
    office = start_office()
    screen = office.person(OWNER).command(ELSEWHERE, "/session tomorrow 2pm Pacific")
    screen.fill("Title", "Doe").fill("Post card in", None).submit()
    ref = ref_of(office.person(OWNER).wait_for_message(DIRECT, "Doe").wait_for_text("Confirmed"))
    until_done(office)
    for place in (people.ANA.id, direct(office, OWNER)):
        refuse(office, place, error)
    carla = office.person("Carla Stein")
    carla.command(ELSEWHERE, f"/session move {ref} tomorrow 5pm Pacific").submit()
    told = carla.wait_for_message(DIRECT, "let them know")
    assert "@Ana" in told.text
    until_done(office)
    assert len([text for text in words_to(carla) if "let them know" in text]) == 1


def test_where_nobody_can_be_sent_a_message_the_cards_thread_says_so(office: Office) -> None:
    card = booked(office)
    until_done(office)
    for person in office.slack.workspace.people.values():
        refuse(office, direct(office, person.name), "messages_tab_disabled")
    cancel(office, ref_of(card), by=ADMIN)
    reply = card.wait_for_reply("couldn't send")
    assert f"/session show {ref_of(card)}" in reply.text
    assert "Messages tab" in reply.text
    until_done(office)
    assert len([each for each in card.replies if "couldn't send" in each.text]) == 1


def test_where_nothing_at_all_can_be_said_the_log_says_so_and_it_is_kept(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    card = booked(office)
    until_done(office)
    refuse(office, "", "is_archived")
    move(office, ref_of(card), by=ADMIN)
    until_done(office)
    errors = [record.message for record in caplog.records if record.levelno >= logging.ERROR]
    assert any("could not notify anyone" in text for text in errors), errors
