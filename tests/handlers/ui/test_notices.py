"""Posting in Slack: who can read what where, what is looked for before it is posted, and how."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.failures import Gone, NotAllowed, OutcomeUnknown, ProviderFailure
from bot.scheduling.model.record import Card, Visibility
from bot.scheduling.ports.slack import HistoryPage, MayBePosted
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.queue import UnresolvedTry
from bot.times.moment import Moment
from handlers.messages.cards import block_id
from handlers.slack.channels import Channels
from handlers.slack.people import People
from handlers.slack.visibility import ChannelVisibility
from handlers.ui.notices import CLOCKS_DIFFER, TRY_LASTS, SlackNotices
from tests.builders import NOW, OWNER, a_booking, a_session, later
from tests.handlers.canned import Canned, canned_slack
from tests.times.phrase_tables import local_time

HERE, DIRECT = "C1", "D1"
OURS = {"is_private": False, "is_ext_shared": False}
CANCELED = News(what=EventType.CANCELED, by=OWNER)
MARK = "said-1"
POSTED = UnresolvedTry(at=NOW, until=later(hours=1))
BEFORE = Moment(local_time(2027, 1, 27, 16), "America/Los_Angeles")
SAID = ("chat.postMessage", "chat.postEphemeral")


@pytest.fixture
def slack() -> Iterator[Canned]:
    with canned_slack() as slack:
        slack.answer("chat.postMessage", channel=HERE, ts="1.1")
        slack.answer("chat.update")
        slack.answer("conversations.open", channel={"id": DIRECT})
        slack.answer("conversations.info", channel={"id": HERE, **OURS})
        yield slack


@pytest.fixture
def notices(slack: Canned) -> SlackNotices:
    return SlackNotices(
        slack.api,
        people=People(slack.api, admins=frozenset()),
        visibility=ChannelVisibility(Channels(), patient=slack.api, prompt=slack.api),
        clock=lambda: NOW,
    )


def as_known(slack: Canned, **user: str) -> None:
    """Have Slack say who somebody of the workspace is."""
    slack.answer("auth.test", team_id="T1", user_id="UBOT", team="Ours")
    slack.answer("users.info", user={"team_id": "T1", **user})


def posted(slack: Canned) -> dict[str, Any]:
    """Return the one message posted."""
    (sent,) = [sent for method, sent in slack.asked if method == "chat.postMessage"]
    return sent


@pytest.mark.parametrize(
    ("channel", "place"),
    [
        (OURS, Visibility.PUBLIC),
        (OURS | {"is_private": True}, Visibility.PRIVATE),
        (OURS | {"is_ext_shared": True}, Visibility.SHARED),
    ],
)
def test_a_card_says_no_more_than_its_place_may_know(
    slack: Canned, notices: SlackNotices, channel: dict[str, bool], place: Visibility
) -> None:
    slack.answer("conversations.info", channel={"id": HERE, **channel})
    assert notices.post_card(a_booking()).place is place
    assert ("Jane Doe" in str(posted(slack))) == (place is not Visibility.SHARED)


@pytest.mark.parametrize(
    ("error", "failure"), [("internal_error", OutcomeUnknown), ("token_revoked", NotAllowed)]
)
def test_nothing_is_posted_while_nobody_can_tell_who_reads_it(
    slack: Canned, notices: SlackNotices, error: str, failure: type[ProviderFailure]
) -> None:
    slack.refuse("conversations.info", error)
    with pytest.raises(failure):
        notices.post_card(a_booking())
    assert slack.count("chat.postMessage") == 0


def test_a_channel_that_is_shared_later_is_noticed_at_once(
    slack: Canned, notices: SlackNotices
) -> None:
    card = notices.post_card(a_booking())
    slack.answer("conversations.info", channel={"id": HERE, **OURS, "is_ext_shared": True})
    assert notices.edit_card(a_booking(card=card)).place is Visibility.SHARED
    (edit,) = [sent for method, sent in slack.asked if method == "chat.update"]
    assert "Jane Doe" not in str(edit)


def test_a_direct_message_needs_no_asking(slack: Canned, notices: SlackNotices) -> None:
    assert notices.post_card(a_booking(channel="")).place is Visibility.DIRECT
    assert slack.count("conversations.info") == 0
    assert posted(slack)["channel"] == DIRECT


def test_nothing_posted_is_unfurled(slack: Canned, notices: SlackNotices) -> None:
    notices.post_card(a_booking())
    sent = posted(slack)
    shown = {name: str(sent[name]).lower() for name in ("unfurl_links", "unfurl_media")}
    assert set(shown.values()) <= {"false", "0"}


def test_a_card_posted_before_is_known_by_its_block_among_what_came_since(
    slack: Canned, notices: SlackNotices
) -> None:
    booking = a_booking()
    mine = {"ts": "5.5", "blocks": [{"block_id": "x"}, {"block_id": block_id(booking)}]}
    others = [{"ts": "6.6"}, {"ts": "7.7", "blocks": [{"block_id": "card-S-0000"}]}]
    slack.answer("conversations.history", messages=[*others, mine])
    found = notices.find_card(booking, posted=POSTED)
    assert found == HistoryPage(channel=HERE, ts="5.5")
    ((_, asked),) = [call for call in slack.asked if call[0] == "conversations.history"]
    assert float(asked["oldest"]) == (NOW - CLOCKS_DIFFER).timestamp()
    assert float(asked["latest"]) == (POSTED.until + TRY_LASTS + CLOCKS_DIFFER).timestamp()
    assert (asked["channel"], asked["limit"], asked["inclusive"]) == (HERE, "15", "1")
    assert "cursor" not in asked


def test_a_message_is_known_by_its_mark_in_its_channel_or_thread(
    slack: Canned, notices: SlackNotices
) -> None:
    marked = {"ts": "5.5", "blocks": [{"block_id": MARK}]}
    others: list[Any] = [{"ts": "4.4"}, "no message", {"ts": "6.6", "blocks": [None]}]
    for method in ("conversations.history", "conversations.replies"):
        slack.answer(method, messages=[*others, marked])
    for thread in ("", "1.1"):
        found = notices.find_message(HERE, mark=MARK, posted=POSTED, thread=thread)
        assert found == HistoryPage(channel=HERE, ts="5.5")
    (asked,) = [sent for method, sent in slack.asked if method == "conversations.replies"]
    assert asked["ts"] == "1.1"


def test_it_is_read_on_where_slack_says(slack: Canned, notices: SlackNotices) -> None:
    more = {"next_cursor": "bmV4dA=="}
    slack.answer("conversations.history", messages=[{"ts": "6.6"}], response_metadata=more)
    assert notices.find_card(a_booking(), posted=POSTED).cursor == "bmV4dA=="
    notices.find_card(a_booking(), posted=replace(POSTED, cursor="bmV4dA=="))
    assert slack.asked[-1][1]["cursor"] == "bmV4dA=="


def test_where_there_is_no_card_none_is_found(slack: Canned, notices: SlackNotices) -> None:
    slack.answer("conversations.history", messages=[{"ts": "6.6"}])
    assert notices.find_card(a_booking(), posted=POSTED) == HistoryPage(channel=HERE)


@pytest.mark.parametrize("error", ["missing_scope", "not_in_channel", "channel_not_found"])
def test_where_docket_may_not_look_nothing_is_found(
    slack: Canned, notices: SlackNotices, error: str
) -> None:
    slack.refuse("conversations.history", error)
    assert notices.find_card(a_booking(), posted=POSTED) == HistoryPage(channel=HERE)


def test_while_slack_does_not_say_nobody_knows_whether_it_was_posted(
    slack: Canned, notices: SlackNotices
) -> None:
    slack.refuse("conversations.history", "internal_error")
    with pytest.raises(OutcomeUnknown):
        notices.find_card(a_booking(), posted=POSTED)


def test_a_message_without_a_usable_answer_may_be_posted(
    slack: Canned, notices: SlackNotices
) -> None:
    slack.refuse("chat.postMessage", "internal_error")
    with pytest.raises(MayBePosted, match="internal_error"):
        notices.post_card(a_booking())


def test_a_card_that_is_gone_is_said_to_be(slack: Canned, notices: SlackNotices) -> None:
    slack.refuse("chat.update", "message_not_found")
    with pytest.raises(Gone):
        notices.edit_card(a_booking(card=Card(channel=HERE, ts="1.1")))


@pytest.mark.parametrize("was", list(Visibility))
@pytest.mark.parametrize(
    ("channel", "now", "named"),
    [
        ("C2", OURS, True),
        (HERE, OURS | {"is_private": True}, True),
        ("C2", OURS | {"is_private": True}, False),
        ("C2", OURS | {"is_ext_shared": True}, False),
        ("C2", {}, False),
        (DIRECT, OURS, False),
        (None, OURS, False),
    ],
)
def test_an_announcement_names_what_its_readers_can_see_now(
    slack: Canned,
    notices: SlackNotices,
    *,
    channel: str | None,
    was: Visibility,
    now: dict[str, bool],
    named: bool,
) -> None:
    """Whatever the card's channel was when the card was posted."""
    card = Card(channel=channel, ts="1.1", place=was) if channel else None
    slack.answer_of("conversations.info", "channel", C2={"channel": {"id": "C2", **now}})
    notices.announce(a_booking(card=card), news=CANCELED, channel=HERE, mark=MARK)
    assert ("Jane Doe" in str(posted(slack))) == named
    assert "Jan 28, 2027" in str(posted(slack))


def test_a_line_stands_in_the_cards_thread(slack: Canned, notices: SlackNotices) -> None:
    booking = a_booking(card=Card(channel=HERE, ts="1.1"))
    notices.reply_in_thread(booking, news=CANCELED, mark=MARK)
    assert posted(slack)["thread_ts"] == "1.1"


def test_what_is_told_goes_to_the_person(slack: Canned, notices: SlackNotices) -> None:
    for _ in range(2):
        notices.send_direct_message([(a_booking(), CANCELED)], user="U9", mark=MARK)
    messages = [sent for method, sent in slack.asked if method == "chat.postMessage"]
    assert [sent["channel"] for sent in messages] == [DIRECT, DIRECT]
    opened = [sent for method, sent in slack.asked if method == "conversations.open"]
    assert [sent["users"] for sent in opened] == ["U9"], "it is asked for once"


MOVED = News(what=EventType.MOVED, by=OWNER, before=BEFORE, after=a_booking().moment)


@pytest.mark.parametrize("how", ["told", "whispered", "reminded"])
def test_what_is_said_to_one_person_is_in_their_way_and_a_thread_in_the_cards(
    slack: Canned, notices: SlackNotices, how: str
) -> None:
    as_known(slack, id="U9", tz="Europe/London", locale="en-GB")
    slack.answer("chat.postEphemeral")
    booking = a_booking(card=Card(channel=HERE, ts="1.1"))
    if how == "whispered":
        notices.post_ephemeral(booking, news=MOVED, user="U9", channel=HERE)
    else:
        others = [(booking, MOVED)] if how == "reminded" else []
        notices.send_direct_message([(booking, MOVED), *others], user="U9", mark=MARK)
    (private,) = [str(sent) for method, sent in slack.asked if method in SAID]
    assert "Thu 28 Jan 2027, 13:30 PST" in private
    assert "Jan 28, 2027" not in private
    slack.asked.clear()
    notices.reply_in_thread(booking, news=MOVED, mark=MARK)
    assert "Thu, Jan 28, 2027, 1:30 PM PST" in str(posted(slack))


def test_of_whom_slack_tells_nothing_the_owners_way_is_taken(
    slack: Canned, notices: SlackNotices
) -> None:
    notices.send_direct_message([(a_booking(locale="en-GB"), MOVED)], user="U9", mark=MARK)
    assert "Thu 28 Jan 2027, 13:30 PST" in str(posted(slack))


@pytest.mark.parametrize("error", ["missing_scope", "users_list_not_supplied"])
def test_where_no_conversation_may_be_opened_the_message_opens_it(
    slack: Canned, notices: SlackNotices, error: str
) -> None:
    slack.refuse("conversations.open", error)
    slack.answer("chat.postMessage", channel=DIRECT, ts="1.1")
    card = notices.post_card(a_booking(channel=""))
    assert posted(slack)["channel"] == OWNER
    assert card == Card(channel=DIRECT, ts="1.1", place=Visibility.DIRECT)


def test_while_slack_does_not_say_where_no_guess_is_made(
    slack: Canned, notices: SlackNotices
) -> None:
    slack.refuse("conversations.open", "internal_error")
    with pytest.raises(OutcomeUnknown):
        notices.direct_channel(OWNER)


def test_markup_of_people_is_text(slack: Canned, notices: SlackNotices) -> None:
    hostile: Booking = a_booking(session=a_session(title="<!channel> & <@U1>"))
    notices.post_card(hostile)
    assert "<!channel>" not in str(posted(slack))
    assert "&lt;!channel&gt;" in str(posted(slack))
