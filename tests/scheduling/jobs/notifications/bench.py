"""What the tests of notifications share: tasks for Slack, carried out in its stand-in."""

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from bot.scheduling.jobs.notifications import Notifier
from bot.scheduling.model.record import AnyRecord, Record
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.ports.results import Result, Searched, Untried
from bot.scheduling.tasks.queue import Job, Task, UnresolvedTry
from bot.scheduling.tasks.slack import (
    DirectMessage,
    ShowCard,
)
from handlers.slack.channels import Channels
from handlers.slack.people import People
from handlers.slack.visibility import ChannelVisibility
from handlers.slack.web_api import SlackApi
from handlers.ui.notices import SlackNotices
from sandbox.slack import Slack
from sandbox.slack.faults import Fault
from sandbox.slack.person import Shown
from tests.builders import NOW, TEAM, later

ADMINS = ("U07BENOKAFR", "U07CARLASTN")
REFUSALS_OF_WHAT_IS_SAID = [
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_too_long",
    "msg_blocks_too_long",
    "no_text",
    "invalid_arguments",
    "some_code_of_tomorrow",
]


# In minutes.
TOO_LONG = 24 * 60 + 1
HERE, UNKNOWN, DIRECT = "#depositions", "C0NOWHERE", "@app"


def a_notifier(
    slack: Slack,
    *,
    admins: Collection[str],
    get: Callable[[str, str], Record | None] = lambda *_: None,
) -> Notifier:
    """Return a notifier for which the settings name these administrators, and which knows the owner."""
    api = SlackApi(token=slack.bot_token, base_url=slack.api_url, timeout=timedelta(seconds=5))
    people = People(api, admins=frozenset(admins))
    people.person(slack.person("Ana Reyes").id)
    notices = SlackNotices(
        api,
        people=people,
        visibility=ChannelVisibility(Channels(), patient=api, prompt=api),
        clock=lambda: NOW,
    )
    return Notifier(notices, get=get, admins=admins, clock=lambda: NOW)


def do(notifier: Notifier, task: Task, booking: Record, **more: Any) -> Result:
    """Carry out one try of a task of which Slack takes as much as is asked."""
    result = try_out(notifier, task, booking, **more)
    assert not isinstance(result, Untried)
    return result


def do_again(notifier: Notifier, task: Task, booking: Record, **more: Any) -> Result:
    """Carry out what follows a try whose outcome isn't known: look, and if nothing is there, try again."""
    result = try_out(notifier, task, booking, unresolved=UnresolvedTry(at=NOW, until=NOW), **more)
    return do(notifier, task, booking, **more) if result == Searched(cursor="") else expect(result)


def expect(result: Result | Untried) -> Result:
    """Return the result of a try that came to something."""
    assert not isinstance(result, Untried)
    return result


def try_out(
    notifier: Notifier,
    task: Task,
    booking: Record,
    *,
    attempt: int = 1,
    since: int = 0,
    number: int = 1,
    unresolved: UnresolvedTry | None = None,
) -> Result | Untried:
    """Carry out one try of a task that has been due for so many minutes."""
    job = Job(
        id=number,
        team=TEAM,
        ref=booking.ref,
        task=task,
        attempt=attempt,
        since=later(minutes=-since),
        lease="x",
        unresolved=unresolved,
    )
    return notifier.run(job, booking)


def after(result: Result, booking: AnyRecord) -> AnyRecord:
    after = result.transition(booking) if result.transition else booking
    assert isinstance(after, type(booking))
    return after


def follows(result: Result) -> list[Task]:
    return [due.task for due in result.then]


def hearing(result: Result) -> set[str]:
    """Return who is told because of it, at once or after others."""
    tells = [task for task in follows(result) if isinstance(task, DirectMessage)]
    return {user for tell in tells for user in (tell.user, *tell.news.next)}


def cards(slack: Slack, place: str = HERE) -> list[str]:
    return [message.text for message in slack.person("Ana Reyes").messages(place)]


def the_card(slack: Slack) -> Shown:
    """Return the one card in its channel."""
    (card,) = slack.person("Ana Reyes").messages(HERE)
    return card


def edited(
    slack: Slack, notifier: Notifier, booking: SessionBooking, *, error: str
) -> tuple[SessionBooking, Result]:
    """Show a card and edit it, which Slack refuses; return the booking as shown, and what follows."""
    shown = after(do(notifier, ShowCard(), booking), booking)
    slack.misbehave("chat.update", Fault.ERROR, error=error)
    return shown, do(notifier, ShowCard(), shown)
