"""A channel that changes after a card was posted: who learns what then, whatever Slack told of it."""

import pytest

from handlers.messages.cards import CALENDAR, MORE
from sandbox.slack import Change, Fault
from sandbox.slack.person import Person, Shown
from tests.handlers.appointment_steps import booked_for, everything
from tests.handlers.conftest import Office, last_whisper, seen_by_all
from tests.handlers.session_steps import booked, ref_of
from tests.waiting import wait_until

TITLE, CASE = "Privileged v. Doe", "case-4711"
HERE, ELSEWHERE, ANNOUNCED = "#depositions", "#general", "#docket-announcements"
NAMES = (TITLE, CASE, "Ana Reyes", "U07ANAREYES", "prevail")
GUEST, MEMBER, ADMIN, OWNER = "Dev Patel", "Ben Okafor", "Carla Stein", "Ana Reyes"


@pytest.fixture
def card(office: Office) -> Shown:
    """Return the card of a session of Ana's in a public channel."""
    return booked(office, title=TITLE, Case=CASE, channel=HERE)


def before_it(office: Office, name: str) -> Shown:
    """Return the card as somebody in the channel has it before them."""
    found = [
        message
        for message in office.person(name).messages(HERE)
        if any(block.get("block_id", "").startswith("card-") for block in message.source.blocks)
    ]
    return found[-1]


def edits(office: Office) -> int:
    """Count the edits that Docket asked Slack for."""
    return sum(call.method == "chat.update" for call in office.slack.calls)


def press(card: Shown, action: str) -> None:
    """Press what the card offered when it was drawn, whether or not it still offers it."""
    for block in card.source.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == MORE:
                element["action_id"] = action
    card.press("More")


def learnt(person: Person, channel: str = HERE) -> str:
    """Return all that was said to a person alone, and what is on their screen."""
    said = [everything(each) for each in person.messages(channel) if each.only_for_me]
    screen = person.screen
    on_screen = [str(screen._view().spec)] if screen.is_open else []
    if screen.is_open:
        screen.dismiss()
    return " ".join([*said, *on_screen])


@pytest.mark.parametrize("told", [True, False])
def test_shared_later_a_stranger_learns_type_time_and_state(
    office: Office, card: Shown, told: bool
) -> None:
    office.slack.change_channel(HERE, Change.SHARE, notify=told)
    dev = office.person(GUEST)
    for action in ("card_move", "card_cancel", "card_agent", "card_again", CALENDAR, MORE):
        press(before_it(office, GUEST), action)
        said = learnt(dev)
        assert not any(name in said for name in NAMES), action
        assert "Only members of the workspace" in last_whisper(dev)
        press_back(before_it(office, GUEST), action)
    for line in (f"show {ref_of(card)}", "list all", "list privileged all"):
        dev.command(HERE, f"/session {line}")
        assert not any(name in learnt(dev) for name in (TITLE, CASE, "prevail")), line
    dev.command(HERE, f"/bookings all {CASE}")
    assert "No upcoming bookings match" in last_whisper(dev)


def press_back(card: Shown, action: str) -> None:
    """Let the card be as it was."""
    for block in card.source.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == action:
                element["action_id"] = MORE
                return


def test_shared_later_the_cards_are_redrawn_those_of_what_is_over_too(
    office: Office, card: Shown
) -> None:
    over = booked(office, title="Settled v. Roe", channel=HERE, when="in 3 days at 2pm Pacific")
    over.press("Cancel session").submit()
    over.wait_for_text("Canceled")
    office.slack.change_channel(HERE, Change.SHARE)
    card.wait_for_text("Only the type, time")
    over.wait_for_text("Canceled\nSession, ")
    for shown, title in ((card, TITLE), (over, "Settled v. Roe")):
        assert title not in everything(shown)
        assert "Ana" not in everything(shown)
    office.slack.change_channel(HERE, Change.UNSHARE)
    card.wait_for_text(TITLE)


def test_shared_later_and_untold_the_next_edit_hides_it_with_its_thread_and_announcement(
    office: Office, card: Shown
) -> None:
    office.slack.change_channel(HERE, Change.SHARE, notify=False)
    card.press("Move").fill("When", "in 2 days at 4pm Pacific").submit()
    card.wait_for_text("Only the type, time")
    assert TITLE not in everything(card)
    line = card.wait_for_reply("was moved from")
    assert not any(name in everything(line) for name in NAMES)
    card.press("Cancel session").submit()
    card.wait_for_text("Canceled\nSession, ")
    carla = office.person(ADMIN)
    said = carla.wait_for_message(ANNOUNCED, " canceled ")
    assert TITLE not in everything(said)
    assert CASE not in everything(said)
    here = carla.wait_for_message(HERE, "was canceled")
    assert not any(name in everything(here) for name in NAMES)


def test_shared_later_its_own_people_still_use_it(office: Office, card: Shown) -> None:
    office.slack.change_channel(HERE, Change.SHARE)
    card.wait_for_text("Only the type, time")
    for name in (OWNER, MEMBER, ADMIN):
        assert TITLE in "\n".join(before_it(office, name).press("More").texts)
        office.person(name).screen.dismiss()
    ben, carla = office.person(MEMBER), office.person(ADMIN)
    ben.command(ELSEWHERE, f"/session show {ref_of(card)}")
    assert "Docket has no session" in last_whisper(ben, ELSEWHERE), "elsewhere it is before nobody"
    ben.command(ELSEWHERE, "/session list all")
    assert TITLE not in last_whisper(ben, ELSEWHERE)
    before_it(office, MEMBER).press("Cancel session")
    assert " can change " in last_whisper(ben)
    carla.command(ELSEWHERE, "/session list all")
    assert TITLE in last_whisper(carla, ELSEWHERE)
    before_it(office, ADMIN).press("Cancel session").submit()
    card.wait_for_text("Canceled\nSession, ")


@pytest.mark.parametrize("told", [True, False])
def test_made_private_later_it_is_seen_by_who_stands_before_it(
    office: Office, card: Shown, told: bool
) -> None:
    ben = office.person(MEMBER)
    ben.command(ELSEWHERE, f"/session show {ref_of(card)}")
    assert TITLE in learnt(ben, ELSEWHERE)
    office.slack.change_channel(HERE, Change.MAKE_PRIVATE, notify=told)
    for line in (f"show {ref_of(card)}", f"move {ref_of(card)}", f"cancel {ref_of(card)}"):
        ben.command(ELSEWHERE, f"/session {line}")
        assert "Docket has no session" in last_whisper(ben, ELSEWHERE)
        assert not ben.screen.is_open
    # What was asked for a moment ago is what lists know too.
    ben.command(ELSEWHERE, "/session list all")
    assert TITLE not in last_whisper(ben, ELSEWHERE)
    ben.command(HERE, f"/session show {ref_of(card)}")
    assert TITLE in learnt(ben), "in the channel itself a typed reference is before them"
    assert TITLE in "\n".join(before_it(office, MEMBER).press("More").texts)
    ben.screen.dismiss()
    before_it(office, MEMBER).press("Add to calendar")
    assert ben.screen.title == "Add to calendar"
    ben.screen.dismiss()
    before_it(office, MEMBER).press("Move")
    assert "Only @Ana Reyes" in last_whisper(ben)
    ana = office.person(OWNER)
    ana.command(ELSEWHERE, "/session list")
    assert TITLE in last_whisper(ana, ELSEWHERE)


def test_made_private_later_an_announcement_elsewhere_names_no_case(
    office: Office, card: Shown
) -> None:
    office.slack.change_channel(HERE, Change.MAKE_PRIVATE)
    card.press("Cancel session").submit()
    card.wait_for_text("Canceled")
    said = office.person(MEMBER).wait_for_message(ANNOUNCED, " canceled ")
    assert TITLE not in everything(said)
    assert CASE not in everything(said)
    assert TITLE in office.person(MEMBER).wait_for_message(HERE, " canceled ").text


def test_archived_and_renamed_rights_hold(office: Office, card: Shown) -> None:
    office.slack.change_channel(HERE, Change.RENAME, new_name="depos-2027")
    ben, carla = office.person(MEMBER), office.person(ADMIN)
    ben.command(ELSEWHERE, f"/session show {ref_of(card)}")
    assert TITLE in learnt(ben, ELSEWHERE)
    office.slack.change_channel("#depos-2027", Change.ARCHIVE)
    ben.command(ELSEWHERE, f"/session show {ref_of(card)}")
    assert TITLE in learnt(ben, ELSEWHERE)
    ben.command(ELSEWHERE, f"/session cancel {ref_of(card)}")
    assert " can change " in last_whisper(ben, ELSEWHERE)
    carla.command(ELSEWHERE, f"/session cancel {ref_of(card)}").submit()
    office.person(OWNER).wait_for_message("@app", "@Carla Stein canceled")
    assert office.sessions[0].state == "canceled"
    assert "Confirmed" in card.text, "nothing can be edited there"
    office.slack.change_channel("#depos-2027", Change.UNARCHIVE)
    booked(office, title="Another", channel=ELSEWHERE)


def test_a_card_catches_up_when_its_channel_comes_back(office: Office, card: Shown) -> None:
    before = edits(office)
    office.slack.change_channel(HERE, Change.ARCHIVE)
    wait_until(lambda: edits(office) > before)
    office.slack.change_channel(HERE, Change.SHARE, notify=False)
    assert TITLE in everything(card), "nothing can be edited there"
    office.slack.change_channel(HERE, Change.UNARCHIVE)
    card.wait_for_text("Only the type, time")
    assert TITLE not in everything(card)


@pytest.mark.parametrize("error", ["channel_not_found", "internal_error", "ratelimited"])
def test_where_slack_does_not_say_it_is_closed_to_all_but_owner_and_administrator(
    office: Office, card: Shown, error: str
) -> None:
    office.slack.misbehave("conversations.info", Fault.ERROR, error=error, times=1000)
    office.slack.change_channel(HERE, Change.SHARE)
    ben, dev = office.person(MEMBER), office.person(GUEST)
    for person in (ben, dev):
        person.command(ELSEWHERE, f"/session show {ref_of(card)}")
        person.command(ELSEWHERE, "/session list all")
        assert TITLE not in learnt(person, ELSEWHERE)
    before_it(office, GUEST).press("More")
    assert "Only members" in last_whisper(dev)
    for name in (OWNER, ADMIN):
        person = office.person(name)
        person.command(ELSEWHERE, f"/session show {ref_of(card)}")
        assert TITLE in learnt(person, ELSEWHERE)
        person.command(ELSEWHERE, "/session list all")
        assert TITLE in last_whisper(person, ELSEWHERE)


@pytest.mark.in_time
def test_a_slack_that_hangs_keeps_no_list_waiting(office: Office, card: Shown) -> None:
    office.slack.misbehave("conversations.info", Fault.SLOW, seconds=20, times=1000)
    office.slack.change_channel(HERE, Change.UNSHARE)
    ben = office.person(MEMBER)
    ben.command(ELSEWHERE, "/session list all")
    assert "no upcoming sessions" in last_whisper(ben, ELSEWHERE)
    assert TITLE not in last_whisper(ben, ELSEWHERE)
    ben.command(ELSEWHERE, f"/session show {ref_of(card)}")
    assert "Docket has no session" in last_whisper(ben, ELSEWHERE)


def test_the_same_event_again_does_nothing_more(office: Office, card: Shown) -> None:
    for _ in range(3):
        office.slack.change_channel(HERE, Change.SHARE)
    card.wait_for_text("Only the type, time")
    office.slack.change_channel(HERE, Change.UNSHARE)
    card.wait_for_text(TITLE)
    cards = [each for each in office.person(OWNER).messages(HERE) if TITLE in each.text]
    assert len(cards) == 1


def test_a_card_that_was_taken_away_stays_away(office: Office, card: Shown) -> None:
    with office.slack.workspace.changing():
        office.slack.workspace.channel_named(HERE).messages.remove(card.source)
    before = edits(office)
    office.slack.change_channel(HERE, Change.SHARE)
    wait_until(lambda: edits(office) > before)
    booked(office, title="Later", channel=ELSEWHERE)
    cards = seen_by_all(office.person(OWNER), HERE)
    assert [each for each in cards if ref_of(card) in each.source.text] == []


def test_an_appointments_card_says_the_same_wherever_it_is(office: Office) -> None:
    card = booked_for(office, channel=HERE, until="Only the type, time")
    office.slack.change_channel(HERE, Change.SHARE)
    office.slack.change_channel(HERE, Change.MAKE_PRIVATE)
    ben = office.person(MEMBER)
    ben.command(ELSEWHERE, "/bookings all")
    assert "Telehealth" not in last_whisper(ben, ELSEWHERE)
    assert "Only the type, time" in card.text
