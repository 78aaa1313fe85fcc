"""Cards: where one is posted, edited, looked for and replaced."""

import pytest

from bot.scheduling.jobs.notifications import Notifier
from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.model.record import Card, Visibility
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.slack import (
    DirectMessage,
    RemoveCard,
    ShowCard,
)
from sandbox.slack import Change, Slack
from sandbox.slack.faults import Fault
from tests.builders import an_answer
from tests.scheduling.jobs.notifications.bench import (
    ADMINS,
    HERE,
    UNKNOWN,
    after,
    cards,
    do,
    do_again,
    edited,
    follows,
    hearing,
)


def test_a_card_is_posted_once_and_from_then_on_edited(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking)
    assert shown.card
    assert shown.card.place is Visibility.PUBLIC
    confirmed = apply_answer(an_answer())(shown)
    assert do(notifier, ShowCard(), confirmed) == Outcome()
    (card,) = cards(slack)
    assert "Confirmed" in card


def test_a_card_whose_posting_was_not_answered_is_found(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    slack.misbehave("chat.postMessage", Fault.DROP_AFTER)
    assert isinstance(do(notifier, ShowCard(), booking), Postponed)
    again = do_again(notifier, ShowCard(), booking)
    found = after(again, booking)
    assert found.card
    assert follows(again) == [ShowCard()], "it says how the booking stood then"
    assert len(cards(slack)) == 1


def test_an_edit_keeps_who_can_read_the_card_now(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking)
    slack.change_channel(HERE, Change.SHARE)
    for task in (ShowCard(), ShowCard(in_place=True)):
        edited = after(do(notifier, task, shown), shown)
        assert edited == shown.with_visibility(Visibility.SHARED)
        assert "Jane Doe" not in cards(slack)[0]
    assert do(notifier, ShowCard(), edited) == Outcome()


def test_what_was_kept_meanwhile_is_left_alone(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking)
    slack.change_channel(HERE, Change.SHARE)
    result = do(notifier, ShowCard(), shown)
    other = shown.with_(card=Card(channel="C9", ts="9.9"))
    assert after(result, other) == other


@pytest.mark.parametrize(
    "error", ["message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"]
)
def test_a_card_that_is_only_redrawn_is_never_posted_anew(
    slack: Slack, notifier: Notifier, booking: SessionBooking, error: str
) -> None:
    assert do(notifier, ShowCard(in_place=True), booking) == Outcome()
    shown = after(do(notifier, ShowCard(), booking), booking)
    slack.misbehave("chat.update", Fault.ERROR, error=error)
    assert do(notifier, ShowCard(in_place=True), shown) == Outcome()
    assert len(cards(slack)) == 1


@pytest.mark.parametrize(
    "error", ["message_not_found", "cant_update_message", "edit_window_closed"]
)
def test_a_card_that_can_no_longer_be_edited_is_replaced(
    slack: Slack, notifier: Notifier, booking: SessionBooking, error: str
) -> None:
    shown, result = edited(slack, notifier, booking, error=error)
    assert after(result, shown).card is None
    assert follows(result) == [ShowCard()]


@pytest.mark.parametrize("error", ["token_revoked", "missing_scope", "internal_error"])
def test_a_card_is_kept_through_trouble_that_is_not_its_own(
    slack: Slack, notifier: Notifier, booking: SessionBooking, error: str
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking)
    slack.misbehave("chat.update", Fault.ERROR, error=error)
    assert after(do(notifier, ShowCard(), shown), shown).card == shown.card


def test_a_card_that_has_no_place_goes_to_its_owner_who_is_told_why(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    lost = booking.with_(channel=UNKNOWN)
    result = do(notifier, ShowCard(), lost)
    found = after(result, lost)
    assert found.channel.startswith("D")
    show, tell = follows(result)
    assert show == ShowCard()
    assert isinstance(tell, DirectMessage)
    assert (tell.user, tell.news.what) == (booking.owner, EventType.CARD_MOVED)
    assert (tell.news.channel, tell.news.trouble) == (UNKNOWN, "channel_not_found")
    shown = after(do(notifier, show, found), found)
    assert shown.card
    assert shown.card.place is Visibility.DIRECT
    assert len(cards(slack, "@app")) == 1


def test_while_slack_does_not_say_where_else_to_put_a_card_it_is_not_dropped(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    lost = booking.with_(channel=UNKNOWN)
    slack.misbehave("conversations.open", Fault.RATE_LIMITED, seconds=40, times=9)
    found = after(do(notifier, ShowCard(), lost), lost)
    shown = after(do(notifier, ShowCard(), found), found)
    assert shown.card
    assert shown.channel.startswith("D")
    assert len(cards(slack, "@app")) == 1


def test_a_card_in_bare_words_is_found_again(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    slack.misbehave("chat.postMessage", Fault.ERROR, error="invalid_blocks", times=2)
    slack.misbehave("chat.postMessage", Fault.DROP_AFTER)
    assert isinstance(do(notifier, ShowCard(), booking), Postponed)
    assert after(do_again(notifier, ShowCard(), booking), booking).card
    assert len(cards(slack)) == 1


@pytest.mark.parametrize("error", ["is_archived", "channel_not_found", "restricted_action"])
def test_a_card_that_may_not_be_edited_where_it_is_goes_to_its_owner(
    slack: Slack, notifier: Notifier, booking: SessionBooking, error: str
) -> None:
    shown, result = edited(slack, notifier, booking, error=error)
    moved = after(result, shown)
    show, tell = follows(result)
    assert isinstance(tell, DirectMessage)
    assert (tell.news.what, tell.news.trouble) == (EventType.CARD_MOVED, error)
    do(notifier, show, moved)
    assert len(cards(slack, "@app")) == 1


def test_a_card_that_could_be_shown_nowhere_else_is_taken_back_when_its_place_is_heard_of(
    notifier: Notifier, booking: SessionBooking
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking)
    assert shown.card
    left = shown.card.with_(refused="is_archived")
    nowhere = shown.with_(card=None, channel=shown.owner, left=left)
    back = do(notifier, ShowCard(in_place=True), nowhere)
    assert after(back, nowhere) == shown
    assert follows(back) == [ShowCard()]


@pytest.mark.parametrize("error", ["message_not_found", "cant_update_message"])
def test_a_card_left_behind_that_is_gone_by_now_is_forgotten(
    slack: Slack, notifier: Notifier, booking: SessionBooking, error: str
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking)
    left = Card(channel=slack.channel_id("#general"), ts="1.1", refused="is_archived")
    gone = shown.with_(left=left)
    slack.misbehave("chat.update", Fault.ERROR, error=error, containing='"1.1"')
    assert after(do(notifier, ShowCard(), gone), gone) == shown
    slack.misbehave("chat.update", Fault.ERROR, error="is_archived", containing='"1.1"')
    assert after(do(notifier, ShowCard(), gone), gone) == gone


def test_a_card_whose_owner_cannot_be_written_to_is_left_until_there_is_news(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    slack.misbehave("chat.postMessage", Fault.ERROR, error="user_disabled", times=9)
    slack.misbehave("conversations.open", Fault.ERROR, error="user_disabled", times=9)
    sent_home = after(do(notifier, ShowCard(), booking), booking)
    assert do(notifier, ShowCard(), sent_home) == Outcome()
    confirmed = apply_answer(an_answer())(sent_home)
    assert hearing(do(notifier, ShowCard(), confirmed)) == {*ADMINS}


@pytest.mark.parametrize("error", ["", "message_not_found", "cant_delete_message"])
def test_a_card_that_another_has_taken_the_place_of_is_deleted(
    slack: Slack, notifier: Notifier, booking: SessionBooking, error: str
) -> None:
    lost = after(do(notifier, ShowCard(), booking), booking).card
    shown = after(do(notifier, ShowCard(), booking), booking)
    assert lost
    if error:
        slack.misbehave("chat.delete", Fault.ERROR, error=error)
    assert do(notifier, RemoveCard(channel=lost.channel, ts=lost.ts), shown) == Outcome()
    assert len(cards(slack)) == (2 if error else 1)
    assert do(notifier, ShowCard(), shown) == Outcome(), "the other is the card"


def test_a_card_is_only_deleted_if_another_shows_the_booking(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking)
    assert shown.card
    remove = RemoveCard(channel=shown.card.channel, ts=shown.card.ts)
    left = shown.with_(left=shown.card, card=Card(channel="C9", ts="9.9"))
    for each in (booking, shown, left):
        assert do(notifier, remove, each) == Outcome()
    assert len(cards(slack)) == 1
