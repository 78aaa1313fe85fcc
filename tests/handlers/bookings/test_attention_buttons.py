"""/bookings attention: what its buttons do, for whom, and once."""

from datetime import timedelta

import pytest

from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book, CheckClaim, Poll
from bot.scheduling.tasks.slack import DirectMessage, ShowCard
from sandbox.slack.faults import Fault
from sandbox.slack.people import ANA, BEN, CARLA, DEV
from tests.builders import NOW, a_booking, an_agent, an_answer
from tests.handlers.bookings.needing_attention import (
    CALM,
    LOST,
    NAMED,
    attention,
    buttons,
    history,
    kept,
    left,
    now,
    press,
    there_too,
    unknown,
    without_block_ids,
)
from tests.handlers.conftest import (
    Office,
    StartOffice,
)
from tests.handlers.signed_requests import Stranger
from tests.waiting import wait_until


def test_not_booked_ends_it_and_its_entries_are_kept(office: Office) -> None:
    unknown(office)
    ana = office.person("Ana Reyes")
    attention(ana).press("Not booked")
    told = ana.wait_for_message("#depositions", "Not booked: Deposition of Jane Doe")
    assert told.only_for_me, "the outcome is shown where it was pressed"
    booking = now(office)
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.DECLARED_NOT_CREATED)
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
    assert now(office).trouble is FailureReason.DECLARED_NOT_CREATED
    assert [session.state for session in office.sessions] == ["ready"], "it is left alone"


def test_what_is_unknown_and_still_looked_for_is_looked_at_again_at_once(office: Office) -> None:
    there_too(office, unknown(office, secret_id=True, job=Poll()))
    ana = office.person("Ana Reyes")
    shown = attention(ana)
    assert buttons(shown)[0] == "Check again"
    shown.press("Check again")
    wait_until(lambda: now(office).state is State.CONFIRMED)


def test_an_agent_that_nobody_knows_of_was_not_sent(office: Office) -> None:
    kept(office, an_agent(state=State.FAILED, trouble=FailureReason.UNKNOWN))
    shown = attention(office.person("Ana Reyes"))
    assert "Not known whether it was sent" in shown.text
    assert "may create a duplicate" not in str(shown.source.blocks), (
        "its key is for one agent alone"
    )
    shown.press("Not sent")
    wait_until(lambda: now(office, "A-7K2M").trouble is FailureReason.DECLARED_NOT_CREATED)


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
        user=BEN.id, news=News(what=EventType.NOT_NOTIFIED, by=ANA.id, trouble="user_disabled")
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
        assert without_block_ids(theirs).replace("S-7K2M", "S-ZZZZ") == without_block_ids(nothing)
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
    wait_until(lambda: now(office).trouble is FailureReason.DECLARED_NOT_CREATED)
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


def test_a_page_that_is_not_there_is_the_last(office: Office) -> None:
    unknown(office)
    for page in (-5, 10**6):
        press(ANA, "turn", "", office=office, page=page)
    assert "S-7K2M" in attention(office.person("Ana Reyes")).text
