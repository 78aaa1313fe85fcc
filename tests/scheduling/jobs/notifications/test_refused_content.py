"""What Slack refuses to show is left out, in a card and in what is only said."""

import pytest

from bot.scheduling.jobs.notifications import Notifier
from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.ports.results import Outcome
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.slack import (
    Announce,
    DirectMessage,
    ShowCard,
    ThreadReply,
)
from sandbox.slack import Slack
from sandbox.slack.faults import Fault
from tests.builders import an_answer
from tests.handlers.conftest import labels
from tests.scheduling.jobs.notifications.bench import (
    HERE,
    REFUSALS_OF_WHAT_IS_SAID,
    after,
    do,
    follows,
)


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
@pytest.mark.parametrize("error", REFUSALS_OF_WHAT_IS_SAID)
@pytest.mark.parametrize("times", [1, 2])
def test_a_card_that_slack_refuses_is_shown_without_what_it_refuses(
    slack: Slack, notifier: Notifier, booking: SessionBooking, error: str, method: str, times: int
) -> None:
    booking = apply_answer(an_answer())(booking)
    if method == "chat.update":
        booking = after(do(notifier, ShowCard(), booking), booking)
    slack.misbehave(method, Fault.ERROR, error=error, times=times)
    result = do(notifier, ShowCard(), booking)
    (tell,) = follows(result)
    assert isinstance(tell, DirectMessage)
    told = News(what=EventType.CARD_REDACTED, trouble=error)
    assert (tell.user, tell.news) == (booking.owner, told)
    (card,) = slack.person("Ana Reyes").messages(HERE)
    assert "Confirmed" in card.text
    assert "https://" not in card.source.text
    assert bool(card.buttons) is (times == 1), "last of all it is bare words"
    do(notifier, tell, booking)
    assert (
        "Slack couldn't show the full card"
        in slack.person("Ana Reyes").wait_for_message("@app").text
    )


def test_a_card_that_slack_keeps_refusing_is_told_once_and_is_whole_again_when_it_can_be(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    slack.misbehave("chat.postMessage", Fault.ERROR, error="invalid_blocks")
    shown = after(do(notifier, ShowCard(), booking), booking)
    slack.misbehave("chat.update", Fault.ERROR, error="msg_blocks_too_long")
    edited = do(notifier, ShowCard(), shown)
    assert follows(edited) == []
    whole = after(do(notifier, ShowCard(), after(edited, shown)), shown)
    assert whole.card
    assert whole.card.refused == ""


def test_what_is_refused_is_left_out_and_no_more(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    link = an_answer().join_url
    assert link
    slack.misbehave(
        "chat.postMessage", Fault.ERROR, error="invalid_blocks", containing=link, times=99
    )
    do(notifier, ShowCard(), apply_answer(an_answer())(booking))
    (card,) = slack.person("Ana Reyes").messages(HERE)
    assert "Cancel session" in labels(card)
    assert link not in card.source.text


@pytest.mark.parametrize("error", REFUSALS_OF_WHAT_IS_SAID)
def test_what_is_only_said_is_said_in_bare_words_where_slack_refuses_more(
    slack: Slack, notifier: Notifier, booking: SessionBooking, error: str
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking)
    news = News(what=EventType.CANCELED, by=booking.owner)
    general = slack.channel_id("#general")
    for task in (
        ThreadReply(news=news),
        Announce(news=news, channel=general),
        DirectMessage(news=news, user=booking.owner),
    ):
        slack.misbehave("chat.postMessage", Fault.ERROR, error=error)
        assert do(notifier, task, shown) == Outcome()
    ana = slack.person("Ana Reyes")
    (card,) = ana.messages(HERE)
    assert " canceled" in card.wait_for_reply(" canceled").text
    assert " canceled" in ana.wait_for_message("#general").text
    assert " canceled" in ana.wait_for_message("@app").text
