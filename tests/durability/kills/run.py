"""One run: people work, providers and Slack have troubles, Docket is killed; then all is compared."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random
from threading import Event
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from bot.scheduling.model.agent import AgentBooking
from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.record import IN_PROGRESS, Record, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.ports.store import Search, Store
from bot.scheduling.requests.calendar_actions import CalendarActionRequest
from bot.scheduling.requests.cancellations import CancellationRequest
from bot.scheduling.requests.request import Request
from bot.scheduling.tasks.provider import CheckClaim, Poll
from bot.scheduling.tasks.slack import Remind
from bot.store import open_store
from bot.times.moment import utc_now
from sandbox.providers import Running
from sandbox.providers.cronofy import CALENDAR
from sandbox.providers.prevail_sessions import State as SessionState
from sandbox.slack import Fault, Slack
from sandbox.slack.faults import ANY
from sandbox.slack.people import TEAM_ID
from sandbox.slack.people import Kind as ChannelKind
from sandbox.slack.shown import Shown
from sandbox.slack.workspace import Message as Posted
from tests import postgresql
from tests.deployment import Deployment
from tests.durability.kills.accounts import Accounts, Held, Message, Stored, Wish
from tests.durability.kills.elsewhere import Elsewhere, is_done, is_from_elsewhere
from tests.durability.kills.fleet import Fleet
from tests.durability.kills.people import Coordinator, Hands, add_person, written

# Who books, and for each of them who may change what they booked.
COORDINATORS = tuple(f"U07COORD{n:03}" for n in range(8))
COLLEAGUES = tuple(f"U07COLLE{n:03}" for n in range(8))
# The part of all requests that come twice.
REPEATED = 0.05
# How long a frozen process may stand still, in seconds: most of these are longer than its leases.
FROZEN = 1, 20
# How long everything may take to come to rest at the end.
AT_REST_WITHIN = 900.0
# What is asked for at once has no time that could differ.
NEVER = datetime.max.replace(tzinfo=UTC)
_PROVIDER_FAULTS = (
    *("drop_before", "drop_after", "500", "503_after", "429_seconds", "slow", "empty", "rubbish"),
)
_SLACK_FAULTS = (Fault.DROP, Fault.DROP_AFTER, Fault.RATE_LIMITED, Fault.ERROR, Fault.SLOW)
# Reading history is not among them: after one 429 there a page is read once a minute for the workspace.
_POSTS = ("chat.postMessage", "chat.update", "users.info")


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a run came to: how much was done, and everything in which the accounts do not agree.

    `stored` counts what Docket keeps by its kind, `together` what two people changed at the same time,
    `overlaps` how often one of two was asked for a reason, `undone` how often somebody pressed *Undo*.
    """

    kills: int
    accepted: int
    decisions: int
    together: int
    overlaps: int
    undone: int
    stored: Mapping[str, int]
    findings: Sequence[str]

    def __str__(self) -> str:
        found = "\n".join(self.findings) or "nothing lost, nothing doubled, nothing untold"
        kinds = ", ".join(f"{kind} {number}" for kind, number in self.stored.items())
        return (
            f"{self.kills} kills, {self.accepted} orders and {self.decisions} decisions accepted"
            f" ({self.together} by two people at once, {self.overlaps} refused for an overlap,"
            f" {self.undone} undone; stored: {kinds}):\n{found}"
        )


def run(
    deployment: Deployment,
    *,
    kills: int,
    seed: int,
    database: str = "sqlite",
    processes: int = 1,
) -> Report:
    """Kill Docket so often while people work, and compare the accounts when all is at rest.

    `database` is a name in `DATABASES`. Several processes are also frozen at times.
    """
    random, folder = Random(seed), deployment.folder  # noqa: S311 - chances, no secrets
    with DATABASES[database](folder) as url:
        environment = deployment.environment | settings(deployment) | {"DATABASE_URL": url}
        with Fleet(
            processes,
            folder=folder,
            environment=environment,
            repeats=lambda: random.random() < REPEATED,
        ) as fleet:
            deployment.slack.connect(f"{fleet.url}/slack/events")
            fleet.wait_until_up(0)
            with working(deployment, random) as people:
                for _ in range(kills):
                    _disturb(fleet, random)
            with closing(open_store(url)) as store:
                _wait_until(lambda: is_at_rest(store), within=AT_REST_WITHIN)
                wishes = [order.wish for person in people for order in person.orders]
                accounts = take_accounts(deployment, store, wishes)
                stored = Counter(record.kind.name.lower() for record in records(store))
    return Report(
        kills=kills,
        accepted=sum(wish.accepted for wish in wishes),
        decisions=sum(person.decisions for person in people),
        together=sum(person.together for person in people),
        overlaps=sum(person.overlaps for person in people),
        undone=sum(person.undone for person in people),
        stored=stored,
        findings=accounts.compare(),
    )


# Each gives the address of an empty database.
DATABASES: Mapping[str, Callable[[Path], AbstractContextManager[str]]] = {
    "sqlite": lambda folder: nullcontext(f"sqlite:///{folder / 'docket.db'}"),
    "postgresql": lambda _: postgresql.database(),
}


def settings(deployment: Deployment) -> dict[str, str]:
    """Return the settings of a run: lists lag for a second, and nobody is held to a number of bookings."""
    kinds = deployment.carevalidate.provider.event_types.values()
    return {
        "ANNOUNCE_CHANNEL": deployment.slack.channel_id("#docket-announcements"),
        "PROVIDER_LAG_SECONDS": "1",
        "UNDO_SECONDS": "3",
        "LIMIT_BOOKINGS_PER_MINUTE": "0",
        "LIMIT_INVITATIONS_PER_HOUR": "0",
        "ADMIN_USERS": ",".join(COLLEAGUES),
        "APPOINTMENT_STAFF": ",".join(COORDINATORS),
        "CAREVALIDATE_EVENT_TYPES": ",".join(f"{kind.id}={kind.title}" for kind in kinds),
    }


@contextmanager
def working(deployment: Deployment, random: Random) -> Iterator[list[Coordinator]]:
    """Have people work, and everything around Docket have troubles, until the context ends."""
    stopped, numbers = Event(), count(1)
    elsewhere = Elsewhere(deployment.cronofy.provider, deployment.carevalidate.provider)

    def at_desk(user: str) -> dict[str, Any]:
        person, channel = add_person(deployment.slack, user)
        return {
            "slack": deployment.slack,
            "person": person,
            "channel": channel,
            "random": Random(random.random()),  # noqa: S311 - chances, no secrets
            "numbers": numbers,
            "stopped": stopped,
        }

    people = [
        Coordinator(**at_desk(user), elsewhere=elsewhere, colleague=Hands(**at_desk(colleague)))
        for user, colleague in zip(COORDINATORS, COLLEAGUES, strict=True)
    ]
    trouble = Random(random.random())  # noqa: S311 - chances, no secrets
    with ThreadPoolExecutor(len(people) + 1) as threads:
        under_way = [threads.submit(person.run) for person in people]
        under_way.append(threads.submit(_cause_trouble, deployment, trouble, stopped))
        try:
            yield people
        finally:
            stopped.set()
        for each in under_way:
            each.result()
    clear_faults(deployment)


def clear_faults(deployment: Deployment) -> None:
    """Let everything work that Docket calls."""
    for faults in (
        deployment.prevail.faults,
        deployment.cronofy.faults,
        deployment.carevalidate.faults,
        deployment.slack.faults,
    ):
        faults.clear()


def _disturb(fleet: Fleet, random: Random) -> None:
    """Kill one of the processes: mostly at work, at times while it starts. Before, freeze one of several."""
    which = random.randrange(len(fleet))
    if len(fleet) > 1 and random.random() < 0.1:
        frozen = (which + 1) % len(fleet)
        fleet.wait_until_up(frozen)
        fleet.freeze(frozen)
        Event().wait(random.uniform(*FROZEN))
        fleet.thaw(frozen)
    if random.random() < 0.9:
        fleet.wait_until_up(which)
    Event().wait(random.uniform(0, 3))
    fleet.kill(which)


def _cause_trouble(deployment: Deployment, random: Random, stopped: Event) -> None:
    """Let now one, now another of those that Docket calls fail."""
    providers: tuple[Running[Any], ...] = (
        deployment.prevail,
        deployment.cronofy,
        deployment.carevalidate,
    )
    while not stopped.wait(random.uniform(0.2, 1.5)):
        chance = random.random()
        if chance < 0.6:
            method = random.choice((None, "POST", "PATCH"))
            fault = random.choice(_PROVIDER_FAULTS)
            random.choice(providers).faults.set(fault, times=random.randint(1, 2), method=method)
        elif chance < 0.95:
            fault, method = random.choice(_SLACK_FAULTS), random.choice(_POSTS)
            deployment.slack.misbehave(method, fault, seconds=random.choice((1, 2)))
        else:
            _take_down(deployment.slack, random, stopped)


def _take_down(slack: Slack, random: Random, stopped: Event) -> None:
    """Have no call of Slack's API answered for a few seconds."""
    slack.misbehave(ANY, Fault.DROP, times=1000)
    stopped.wait(random.uniform(1, 5))
    slack.faults.clear()


def is_at_rest(store: Store) -> bool:
    """Return whether nothing is under way that does not wait for a time of its own."""
    if any(record.state in IN_PROGRESS for record in records(store)):
        return False
    later, now = (Remind, Poll, CheckClaim), utc_now()
    return all(
        job.is_set_aside or job.since > now or isinstance(job.task, later)
        for job in store.pending(TEAM_ID)
    )


def records(store: Store) -> list[Record]:
    """Return everything that Docket keeps."""
    return store.select(Search(team=TEAM_ID, kinds=frozenset(Kind), limit=1_000_000))


def take_accounts(deployment: Deployment, store: Store, wishes: Sequence[Wish]) -> Accounts:
    """Return what people wished and were told, what is stored, and what providers hold."""
    return Accounts(
        wishes=wishes,
        stored=[_stored(record) for record in records(store)],
        held=list(_held(deployment)),
        messages=list(_messages(deployment.slack)),
    )


def _stored(record: Record) -> Stored:
    done = isinstance(record, Request) and record.state is State.CANCELED
    return Stored(
        key=_key(record),
        ref=record.ref,
        # To cancel what others booked is all that was asked for.
        state=State.CONFIRMED if done else record.state,
        trouble=record.trouble,
        start=record.starts,
        written=written(record.starts),
        title=record.title,
        deponent=_deponent(record),
        confirmed_as=_CONFIRMED_AS.get(record.kind, "Confirmed"),
    )


def _deponent(record: Record) -> str:
    deponent = record.session.deponent if isinstance(record, SessionBooking) else None
    return deponent.name if deponent else ""


_CONFIRMED_AS = {Kind.CALENDAR_ACTION: "Done.", Kind.CANCELLATION: "Canceled"}


def _key(record: Record) -> str:
    match record:
        case AgentBooking():
            return urlsplit(record.call.join_url).hostname or ""
        case AppointmentBooking():
            return record.request.email
        case CalendarActionRequest():
            action = record.calendar_action
            return action.event.event_id if action.event else action.scheduling_key
        case CancellationRequest():
            return record.cancellation.email
        case _:
            return _key_of_title(record.title)


def _key_of_title(title: str) -> str:
    """Return what a session was called at first: an edit adds a number in parentheses."""
    return title.partition(" (")[0]


def _held(deployment: Deployment) -> Iterator[Held]:
    """Return what providers hold; of what others made there, that which has been undone as asked."""
    for session in deployment.prevail.provider.sessions:
        yield Held(
            key=_key_of_title(session.remote.title),
            living=session.state is not SessionState.CANCELED,
            start=session.start,
            title=session.remote.title,
        )
    for event in deployment.cronofy.provider.calendars[CALENDAR].values():
        if event.event_id.startswith("evt-") and is_done(event):
            yield Held(key=event.event_id, living=True, start=NEVER)
    for agent in deployment.cronofy.provider.agents:
        if not is_from_elsewhere(agent.scheduling_key or ""):
            key = urlsplit(agent.join_url).hostname or ""
            yield Held(key=key, living=not agent.canceled, start=agent.join_time)
        elif agent.canceled:
            yield Held(key=agent.scheduling_key or "", living=True, start=NEVER)
    for held in deployment.carevalidate.provider.appointments:
        if not is_from_elsewhere(held.form.email):
            yield Held(key=held.form.email, living=not held.canceled, start=held.start)
        elif held.canceled:
            yield Held(key=held.form.email, living=True, start=NEVER)


def _messages(slack: Slack) -> Iterator[Message]:
    """Read every message of Docket's that is there at the end, through the eyes of who sees it."""
    with slack.workspace.changed:
        for channel in slack.workspace.channels.values():
            viewer = slack.person(slack.workspace.person(min(channel.members)).name).viewer
            for posted in channel.messages:
                if posted.is_app:
                    is_private = posted.only_for is not None or channel.kind is ChannelKind.IM
                    yield _message(posted, Shown(viewer, posted).text, private=is_private)


def _message(posted: Posted, text: str, *, private: bool) -> Message:
    blocks = [str(block.get("block_id", "")) for block in posted.blocks]
    cards = [name.removeprefix("card-") for name in blocks if name.startswith("card-")]
    return Message(
        text=text,
        channel=posted.channel,
        private=private,
        card_of=cards[0] if cards else "",
        marks=frozenset(name for name in blocks if name.startswith("said-")),
    )


def _wait_until(condition: Callable[[], bool], *, within: float) -> None:
    deadline = monotonic() + within
    while not condition() and monotonic() < deadline:
        Event().wait(0.5)
