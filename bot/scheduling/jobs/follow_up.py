"""What follows from what came of work at a provider: step, card, thread line and word to people."""

from abc import ABC
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Generic

from bot.scheduling.jobs.retries import due
from bot.scheduling.jobs.verdicts import Settled, Verdict
from bot.scheduling.model.booking import (
    AnyBooking,
    Booking,
    FailureReason,
    State,
    Undone,
    Visibility,
    Wanted,
    called_off,
    canceled,
    changed,
    ended_there,
    not_booked,
    not_changed,
)
from bot.scheduling.ports import Outcome
from bot.scheduling.tasks import (
    Announce,
    Cancel,
    Change,
    Due,
    EventType,
    News,
    Realign,
    ShowCard,
    Task,
    Tell,
    ThreadLine,
    Watch,
    Work,
)
from bot.times.moment import Moment

# What is the matter where something was left as it was, or not made as it was wanted.
LEFT = {
    Verdict.REFUSED: FailureReason.REFUSED,
    Verdict.TURNED_AWAY: FailureReason.NOT_ALLOWED,
    Verdict.NOT_DONE: FailureReason.NOT_ANSWERING,
    Verdict.OTHERWISE: FailureReason.OTHERWISE,
}


class FollowUp(ABC, Generic[AnyBooking]):
    """Says what follows, the same for every kind; `clock` gives the time now (aware UTC).

    It asks no provider anything; a kind adds what goes along with its bookings.
    """

    def __init__(self, *, announce_channel: str, clock: Callable[[], datetime]) -> None:
        self._announce_channel = announce_channel
        self._clock = clock

    def propagate(self, booking: AnyBooking, task: Task) -> list[Due]:
        """Return the work by which what belongs to the booking goes along with it; usually none."""
        del booking, task
        return []

    def after_change(self, booking: AnyBooking, task: Change, settled: Settled) -> Outcome:
        """Return what follows from what came of a change."""
        match settled.verdict:
            case Verdict.DONE if settled.asked:
                return self._done(booking, task, settled)
            case Verdict.DONE:
                news = News(what=EventType.ALREADY_SO, wanted=task.wanted)
                return self._left(booking, task, settled, [Tell(user=task.by, news=news)])
            case Verdict.GONE | Verdict.CANCELED_THERE:
                return self.ended_there(booking, settled, by=task.by)
            case _:
                return self._done_otherwise(booking, task, settled)

    def _done(self, booking: AnyBooking, task: Change, settled: Settled) -> Outcome:
        wanted = task.wanted
        news = News(
            what=EventType.MOVED if wanted.moment else EventType.EDITED,
            by=task.by,
            before=settled.was or booking.moment,
            after=wanted.moment,
        )
        listeners = dict.fromkeys((task.by, booking.owner)) if task.looking else (booking.owner,)
        tell: list[Task] = [
            Tell(user=user, news=news) for user in listeners if task.looking or user != task.by
        ]
        tell += self.about_changes_there(booking, settled.holds, wanted=wanted)

        def step(current: Booking) -> Booking:
            # What follows was not asked for itself: a change that was, still waits behind it.
            held = settled.held(current)
            moved = held.as_wanted(wanted).with_(trouble=None)
            return moved if task.follows else changed(held, wanted)

        then = self.now(ShowCard(), ThreadLine(news=news), *tell)
        return Outcome(
            step=step, then=[*then, *self._moves_along(booking, task, wanted, settled.holds)]
        )

    def _done_otherwise(self, booking: AnyBooking, task: Change, settled: Settled) -> Outcome:
        """Return what follows where a change was not made, or not as it was wanted."""
        trouble = LEFT.get(settled.verdict, FailureReason.OTHERWISE)
        news = News(
            what=EventType.NOT_CHANGED,
            before=booking.moment,
            after=task.wanted.moment,
            why=settled.reason,
            trouble=trouble,
            wanted=task.wanted,
        )
        people = (task.by, booking.owner) if trouble is FailureReason.OTHERWISE else (task.by,)
        tell: list[Task] = [Tell(user=user, news=news) for user in dict.fromkeys(people)]
        tell += self.about_changes_there(booking, settled.holds, wanted=Wanted())
        return self._left(booking, task, settled, tell)

    def _left(
        self, booking: AnyBooking, task: Change, settled: Settled, tell: Sequence[Task]
    ) -> Outcome:
        """Return what follows where it is left as the provider holds it."""

        def step(current: Booking) -> Booking:
            held = settled.held(current)
            return held if task.follows else changed(held, Wanted())

        along = self._moves_along(booking, task, Wanted(), settled.holds)
        return Outcome(step=step, then=[*self.now(ShowCard(), *tell), *along])

    def about_changes_there(self, booking: Booking, holds: Wanted, *, wanted: Wanted) -> list[Task]:
        """Return the word that somebody else changed it at the provider: its thread, and its owner."""
        moved = holds.moment is not None and holds.moment.instant != booking.moment.instant
        at_another = moved and wanted.moment is None
        retitled = holds.title is not None and wanted.title is None
        told: list[News] = []
        if at_another or retitled:
            after = holds.moment if at_another else None
            told.append(News(what=EventType.CHANGED_THERE, before=booking.moment, after=after))
        if holds.duration is not None and wanted.duration is None:
            told.append(News(what=EventType.LENGTH_CHANGED_THERE))
        return [
            task
            for news in told
            for task in (ThreadLine(news=news), Tell(user=booking.owner, news=news))
        ]

    def _moves_along(
        self, booking: AnyBooking, task: Change, wanted: Wanted, holds: Wanted
    ) -> list[Due]:
        moment = wanted.moment or holds.moment
        if moment is None:
            return []
        along = Change(by=task.by, wanted=Wanted(moment=moment), follows=True)
        return self.propagate(booking, along)

    def after_realigning(self, booking: AnyBooking, task: Realign, settled: Settled) -> Outcome:
        """Return what follows from what came of holding a booking by new rules for clocks."""
        match settled.verdict:
            case Verdict.GONE | Verdict.CANCELED_THERE:
                return self.ended_there(booking, settled)
            case Verdict.DONE:
                news = _of_clocks(EventType.CLOCKS_CHANGED, booking, task)
                told = (ThreadLine(news=news), Tell(user=booking.owner, news=news))
                there = self.about_changes_there(
                    booking, settled.holds, wanted=Wanted(moment=booking.moment)
                )
                return Outcome(
                    step=lambda current: settled.held(current).with_(trouble=None),
                    then=self.now(ShowCard(), *told, *there),
                )
            case _:
                return self.not_realigned(booking, task, settled)

    def not_realigned(self, booking: AnyBooking, task: Realign, settled: Settled) -> Outcome:
        """Return what follows where the provider goes on by the old clocks, or by other hands."""
        held = settled.holds.moment
        told = self.about_changes_there(booking, settled.holds, wanted=Wanted())
        if held is None or held.instant == task.was:
            trouble = LEFT.get(settled.verdict, FailureReason.OTHERWISE)
            news = _of_clocks(EventType.NOT_REALIGNED, booking, task, trouble, settled.reason)
            told = [Tell(user=booking.owner, news=news)]
        return Outcome(
            step=lambda current: settled.held(current).with_(trouble=None),
            then=self.now(ShowCard(), *told),
        )

    def after_cancel(self, booking: AnyBooking, task: Cancel, settled: Settled) -> Outcome:
        """Return what follows from what came of a cancellation."""
        left = LEFT.get(settled.verdict)
        if left is not None:
            return self._not_canceled(
                booking, task, left, reason=settled.reason, holds=settled.holds
            )
        # A reason given about something confidential is for the provider alone.
        reason = "" if booking.confidential else task.reason
        news = News(what=EventType.CANCELED, by=task.by, why=reason if task.tell_why else "")
        outcome = self.canceled(booking, news, reason=reason, announced=not task.follows)
        if settled.verdict is Verdict.NEVER_MADE:
            return replace(outcome, step=called_off)
        return outcome

    def ended_there(self, booking: AnyBooking, settled: Settled, *, by: str = "") -> Outcome:
        """Return what follows where it was canceled, or removed, at the provider's own site.

        `by` wanted something of it meanwhile, and hears what can be done.
        """
        gone = settled.verdict is Verdict.GONE
        news = News(what=EventType.GONE_THERE if gone else EventType.CANCELED_BY_PROVIDER)
        trouble = FailureReason.GONE if gone else FailureReason.CANCELED_THERE
        outcome = self.canceled(booking, news)
        tell = self.now(Tell(user=by, news=news)) if by not in {"", booking.owner} else []
        return replace(
            outcome,
            step=lambda current: ended_there(current, trouble),
            then=[*outcome.then, *tell],
        )

    def canceled(
        self, booking: AnyBooking, news: News, *, reason: str = "", announced: bool = True
    ) -> Outcome:
        """Return what follows when the provider has let go: card, thread, announcements, owner."""
        tasks: list[Task] = [ShowCard(), ThreadLine(news=news)]
        direct = booking.card is not None and booking.card.place is Visibility.DIRECT
        of_card = "" if direct else booking.channel
        channels = dict.fromkeys((of_card, self._announce_channel))
        if announced:
            tasks += [Announce(channel=channel, news=news) for channel in channels if channel]
        if news.by != booking.owner:
            tasks.append(Tell(user=booking.owner, news=news.with_(why=reason)))
        along = Cancel(by=news.by, follows=True)
        then = [*self.now(*tasks), *self.propagate(booking, along)]
        return Outcome(step=canceled, then=then)

    def abandon(self, work: Work, booking: Booking) -> Outcome:
        """Say what follows when a fault of Docket's own has held it up for good."""
        if isinstance(work.task, Watch) and booking.state is not State.REQUESTED:
            return Outcome()
        return replace(self.given_up(work, booking, FailureReason.OURS), heard=False)

    def given_up(
        self, work: Work, booking: Booking, trouble: FailureReason, *, reason: str = ""
    ) -> Outcome:
        """Return what follows when something is not tried again: nothing is left half done."""
        match work.task:
            case Change(by=by, wanted=wanted, follows=follows):
                step: Undone | None = None if follows else State.MOVING
                news = News(
                    what=EventType.NOT_CHANGED,
                    after=wanted.moment,
                    why=reason,
                    trouble=trouble,
                    follows=follows,
                    wanted=wanted,
                )
                return self._leave_as_it_was(booking, step, news, by=by)
            case Cancel() as task:
                return self._not_canceled(booking, task, trouble, reason=reason)
            case Realign() as task:
                news = _of_clocks(EventType.NOT_REALIGNED, booking, task, trouble, reason)
                return self._leave_as_it_was(booking, None, news, by=booking.owner)
            case _:
                return self.not_booked(booking, trouble, reason=reason)

    def _not_canceled(
        self,
        booking: Booking,
        task: Cancel,
        trouble: FailureReason,
        *,
        reason: str,
        holds: Wanted | None = None,
    ) -> Outcome:
        news = News(what=EventType.NOT_CANCELED, why=reason, trouble=trouble, follows=task.follows)
        held = holds or Wanted()
        by = task.by or booking.owner
        outcome = self._leave_as_it_was(booking, State.CANCELING, news, by=by, holds=held)
        there = self.about_changes_there(booking, held, wanted=Wanted())
        return replace(outcome, then=[*outcome.then, *self.now(*there)])

    def not_booked(self, booking: Booking, trouble: FailureReason, *, reason: str = "") -> Outcome:
        """Return what follows when it could not be booked: the card, and word to the owner."""
        news = News(what=EventType.NOT_BOOKED, why=reason, trouble=trouble)
        # Who cancels meanwhile hears how that goes, and needs no entries kept.
        wanted = booking.state in {State.BOOKING, State.REQUESTED}
        tell = [Tell(user=booking.owner, news=news)] if wanted else []
        return Outcome(
            step=lambda current: not_booked(current, trouble, reason=reason),
            then=self.now(ShowCard(), *tell),
        )

    def _leave_as_it_was(
        self,
        booking: Booking,
        step: Undone | None,
        news: News,
        *,
        by: str,
        holds: Wanted | None = None,
    ) -> Outcome:
        # What was left behind by its session is its owner's to know, whoever moved the session.
        people = dict.fromkeys((by, booking.owner)) if news.follows else (by,)
        tell = [Tell(user=user, news=news) for user in people]
        trouble = FailureReason(news.trouble)
        return Outcome(
            step=lambda current: not_changed(current.as_wanted(holds or Wanted()), step, trouble),
            then=self.now(ShowCard(), *tell),
        )

    def about_links(self, booking: Booking, *, refused: bool) -> list[Task]:
        """Return the word to the owner that the provider gave a link which Docket does not pass on."""
        news = News(what=EventType.LINK_REFUSED)
        return [Tell(user=booking.owner, news=news)] if refused else []

    def now(self, *tasks: Task) -> list[Due]:
        """Return the tasks as work to be done at once, in this order."""
        return due(*tasks, at=self._clock())


def _of_clocks(
    what: EventType, booking: Booking, task: Realign, trouble: str = "", why: str = ""
) -> News:
    """Return the news of new rules for clocks: what the old ones showed then, and its time."""
    before = Moment.at(task.was, booking.moment.zone)
    return News(what=what, before=before, after=booking.moment, trouble=trouble, why=why)


def as_it_is(booking: Booking) -> Booking:
    """Return the booking: the step that takes none."""
    return booking
