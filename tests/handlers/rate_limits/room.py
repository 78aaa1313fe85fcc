"""A workspace and whoever does the work for Slack, by a clock for which nobody waits."""

from dataclasses import dataclass
from datetime import timedelta

from bot.scheduling.attention import ADMINS_HEAR_AFTER, OWNER_HEARS_AFTER
from bot.scheduling.jobs.notifications import Notifier
from bot.scheduling.jobs.retries import due
from bot.scheduling.model.booking import Booking
from bot.scheduling.ports.results import Outcome, Postponed, Searched, Throttled
from bot.scheduling.ports.store import Decision
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.queue import Queue, Task
from bot.scheduling.tasks.slack import ShowCard
from bot.store.sql.store import SqlStore
from bot.worker import LEASE, REMINDERS_AT_ONCE
from sandbox.slack import Slack
from tests.builders import NOW, Clock, a_booking, a_session, an_entry
from tests.store.steps import take_one

POST = "chat.postMessage"
HERE, ELSEWHERE, THIRD, DIRECT = "#depositions", "#general", "#docket-announcements", "@app"
NEWS = News(what=EventType.LINK_REFUSED)


class WaitingClock(Clock):
    """A clock that goes on only where somebody would have waited."""

    @property
    def elapsed(self) -> float:
        """How many seconds have passed."""
        return (self.now - NOW).total_seconds()


@dataclass
class Room:
    """A Slack, a database and whoever does the work for Slack, by one clock for which nobody waits."""

    slack: Slack
    store: SqlStore
    notifier: Notifier
    clock: WaitingClock

    def add(self, ref: str, *tasks: Task, channel: str = HERE) -> Booking:
        """Write a booking of Ana's with work that is due now."""
        booking = a_booking(
            ref,
            owner=self.slack.person("Ana Reyes").id,
            channel=self.slack.channel_id(channel),
            session=a_session(title=f"Matter {ref}"),
            created=self.clock() - timedelta(days=400),
        )
        work = due(*tasks, at=self.clock())
        self.store.add(booking, Decision(key=ref, entry=an_entry(), then=work))
        return booking

    def add_cards(self, count: int, *, channel: str = HERE) -> list[str]:
        """Write so many bookings that want their card posted; return their references in order."""
        start = 100 * sum(ord(letter) for letter in channel) % 9000
        refs = [f"S-{start + n:04}" for n in range(count)]
        for ref in refs:
            self.add(ref, ShowCard(), channel=channel)
        return refs

    def work(self, *, within: float = 600) -> float:
        """Do all there is to do, and say how many seconds it took."""
        while (at := self.store.next_due(Queue.SLACK)) is not None:
            self.clock.now = max(self.clock.now, at)
            assert self.clock.elapsed <= within, "it takes too long"
            self.turn_page()
        return self.clock.elapsed

    def turn_page(self) -> None:
        """Take one piece of work, and do it; none where its way proves to be held up."""
        work = take_one(self.store, Queue.SLACK, now=self.clock(), lease=LEASE)
        booking = self.store.get(work.team, work.ref) if work else None
        if work is None or booking is None:
            return
        result = self.notifier.run(work, booking)
        self.clock.now += timedelta(milliseconds=20)
        match result:
            case Throttled(wait=wait):
                self.store.throttle(work, Throttled(wait=wait), at=self.clock())
            case Outcome():
                self.store.finish(work, outcome=result, at=self.clock())
            case Searched():
                self.store.record_search(work, result, at=self.clock())
            case Postponed():
                self.store.postpone(work, result)
            case _:
                raise AssertionError(f"could not notify anyone about {work.ref}")

    def wait_until(self, minutes: float) -> None:
        """Do what there is to do until so many minutes have passed, and remind of what waits by then."""
        end = NOW + timedelta(minutes=minutes)
        while (at := self.store.next_due(Queue.SLACK)) is not None and at <= end:
            self.clock.now = max(self.clock.now, at)
            self.turn_page()
        self.clock.now = max(self.clock.now, end)
        for wait, admins in ((OWNER_HEARS_AFTER, False), (ADMINS_HEAR_AFTER, True)):
            since = self.clock() - wait
            self.store.plan_delay_reminders(
                now=self.clock(), since=since, admins=admins, most=REMINDERS_AT_ONCE
            )

    def told(self, name: str) -> list[str]:
        """Return what Docket told somebody."""
        return [message.text for message in self.slack.person(name).messages(DIRECT)]

    def shown(self, channel: str = HERE) -> list[str]:
        """Return the references of the cards in a channel, in the order in which they came."""
        messages = self.slack.person("Ana Reyes").messages(channel)
        return [message.text.split("Matter ")[1].split()[0] for message in messages]
