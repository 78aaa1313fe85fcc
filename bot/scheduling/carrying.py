"""Carrying out at a provider what was decided about a booking, so that doing it again is safe."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar, Generic

from bot.scheduling.bookings import (
    ENDED,
    LOST,
    AnyBooking,
    Booking,
    Place,
    State,
    Trouble,
    Undone,
    Wanted,
    called_off,
    cancelled,
    changed,
    held_up,
    not_booked,
    not_changed,
)
from bot.scheduling.failures import (
    Fault,
    Gone,
    NotAllowed,
    OutcomeUnknown,
    Passing,
    ProviderFailure,
    Refused,
    TryLater,
    Unlisted,
    Unproven,
)
from bot.scheduling.ports import Outcome, Postponed, Result
from bot.scheduling.retrying import TELL_AT_ATTEMPT, due, is_worth_trying, next_try
from bot.scheduling.tasks import (
    Announce,
    Cancel,
    Change,
    Due,
    Happened,
    News,
    Schedule,
    ShowCard,
    Task,
    Tell,
    ThreadLine,
    Watch,
    Work,
)

log = logging.getLogger(__name__)

# How long a provider's lists may say nothing of what it has just done.
LISTS_LAG = timedelta(seconds=5)


class Carrier(ABC, Generic[AnyBooking]):
    """Does the work that waits for one provider; `clock` gives the time now (aware UTC).

    `lag` is how long the provider's lists may say nothing of what it has just done.

    A provider's own file says how to book, change and let go of its kind; what follows from each
    answer or failure, for the card and for people, is the same for all.
    """

    takes: ClassVar[type[Booking]]
    # Whether what became of a lost answer is looked for in the provider's lists.
    looks_up: ClassVar[bool] = False

    def __init__(
        self, *, announce_channel: str, lag: timedelta, clock: Callable[[], datetime]
    ) -> None:
        self._announce_channel = announce_channel
        self._lag = lag
        self._clock = clock

    @abstractmethod
    def schedule(self, booking: AnyBooking, *, tried_before: bool) -> Outcome:
        """Book it, unless an earlier try did. Raises a ProviderFailure."""

    @abstractmethod
    def make_change(self, booking: AnyBooking, wanted: Wanted, *, tried_before: bool) -> None:
        """Change it at the provider, unless an earlier try did. Raises a ProviderFailure."""

    @abstractmethod
    def let_go(self, booking: AnyBooking, task: Cancel, *, tried_before: bool) -> bool:
        """Cancel it at the provider; say whether the provider had it. Raises a ProviderFailure."""

    def brings_along(self, booking: AnyBooking, task: Task) -> list[Due]:
        """Return the work by which what belongs to the booking goes along with it; usually none."""
        del booking, task
        return []

    def was_tried(self, work: Work, task: Schedule, booking: AnyBooking) -> bool:
        """Say whether an earlier try may have booked it unheard.

        A try that ended with its process left no word, so only those that are known to have done
        nothing do not count.
        """
        return task.again or work.attempt - 1 > booking.idle_tries

    def watch(self, work: Work, booking: AnyBooking) -> Result:
        """See what the provider's staff have done since; most providers have none."""
        raise TypeError(f"{work.task.kind} is no work for {booking.provider}")

    def carry_out(self, work: Work, booking: Booking) -> Result:
        """Do the task and say what it came to, or when to try again."""
        try:
            return self._do(work, self._own(booking))
        except Passing as failure:
            at = self._next_try(work, failure)
            if is_worth_trying(work, at=at) and at < booking.useful_until:
                return self._postpone(work, booking, failure, at=at)
            return self._give_up(work, booking, failure)
        except ProviderFailure as failure:
            if isinstance(failure, Refused) and self._doubts(work, booking):
                return self._look_later(booking)
            return self._give_up(work, booking, failure)

    def _next_try(self, work: Work, failure: Passing) -> datetime:
        now = self._clock()
        if isinstance(failure, Unlisted):
            return now + LISTS_LAG
        return next_try(work, now=now, after=failure.after)

    def _doubts(self, work: Work, booking: Booking) -> bool:
        """Say whether it may be refused because an earlier try made it, which no list shows yet."""
        doubted = isinstance(work.task, Schedule) and work.task.doubted
        return not doubted and self._was_unheard(work, booking)

    def _was_unheard(self, work: Work, booking: Booking) -> bool:
        """Say whether an earlier try may have booked what is then to be looked for."""
        if not self.looks_up or not isinstance(work.task, Schedule):
            return False
        return self.was_tried(work, work.task, self._own(booking))

    def _look_later(self, booking: Booking) -> Outcome:
        """Return what follows when the lists must be given time before a refusal is believed."""
        again = Schedule(again=True, doubted=True)
        show = [] if booking.trouble in LOST else self.now(ShowCard())
        return Outcome(
            step=lambda current: held_up(current, Trouble.UNKNOWN),
            then=[*show, *due(again, at=self._clock() + LISTS_LAG)],
        )

    def _own(self, booking: Booking) -> AnyBooking:
        if not isinstance(booking, self.takes):
            raise TypeError(f"{booking.ref} is not for {type(self).__name__}")
        return booking  # type: ignore[return-value] # `takes` is AnyBooking's class

    def _do(self, work: Work, booking: AnyBooking) -> Result:
        tried_before = work.attempt > 1
        match work.task:
            case Schedule() as task:
                return self.schedule(booking, tried_before=self.was_tried(work, task, booking))
            case Change() as task:
                return self._change(booking, task, tried_before=tried_before)
            case Cancel() as task:
                return self._cancel(booking, task, tried_before=tried_before)
            case _:
                return self.watch(work, booking)

    def _change(self, booking: AnyBooking, task: Change, *, tried_before: bool) -> Outcome:
        if booking.state is not State.MOVING and not (task.follows and _is_living(booking)):
            return Outcome()
        wanted = task.wanted
        self.make_change(booking, wanted, tried_before=tried_before)
        news = News(
            what=Happened.MOVED if wanted.moment else Happened.EDITED,
            by=task.by,
            before=booking.moment,
            after=wanted.moment,
        )
        tell = [Tell(user=booking.owner, news=news)] if task.by != booking.owner else []
        along = Change(by=task.by, wanted=Wanted(moment=wanted.moment), follows=True)

        def step(current: Booking) -> Booking:
            # What follows was not asked for itself: a change that was, still waits behind it.
            moved = current.as_wanted(wanted).with_(trouble=None)
            return moved if task.follows else changed(current, wanted)

        return Outcome(
            step=step,
            then=[
                *self.now(ShowCard(), ThreadLine(news=news), *tell),
                *(self.brings_along(booking, along) if wanted.moment else ()),
            ],
        )

    def _cancel(self, booking: AnyBooking, task: Cancel, *, tried_before: bool) -> Outcome:
        if booking.state in ENDED:
            return Outcome()
        had = True
        try:
            had = self.let_go(booking, task, tried_before=tried_before)
        except Gone:
            log.info("%s was gone from %s before it was cancelled", booking.ref, booking.provider)
        # A reason given about something confidential is for the provider alone.
        reason = "" if booking.confidential else task.reason
        news = News(what=Happened.CANCELLED, by=task.by, why=reason if task.tell_why else "")
        outcome = self.cancelled(booking, news, reason=reason, announced=not task.follows)
        return outcome if had else replace(outcome, step=called_off)

    def cancelled(
        self, booking: AnyBooking, news: News, *, reason: str = "", announced: bool = True
    ) -> Outcome:
        """Return what follows when the provider has let go: card, thread, announcements, owner."""
        tasks: list[Task] = [ShowCard(), ThreadLine(news=news)]
        direct = booking.card is not None and booking.card.place is Place.DIRECT
        of_card = "" if direct else booking.channel
        channels = dict.fromkeys((of_card, self._announce_channel))
        if announced:
            tasks += [Announce(channel=channel, news=news) for channel in channels if channel]
        if news.by != booking.owner:
            tasks.append(Tell(user=booking.owner, news=news.with_(why=reason)))
        along = Cancel(by=news.by or booking.owner, follows=True)
        then = [*self.now(*tasks), *self.brings_along(booking, along)]
        return Outcome(step=cancelled, then=then)

    def _postpone(
        self, work: Work, booking: Booking, failure: Passing, *, at: datetime
    ) -> Postponed:
        trouble = self._trouble(work, booking, failure)
        tasks: list[Task] = [ShowCard()] if booking.trouble is not trouble else []
        if work.attempt == TELL_AT_ATTEMPT:
            news = News(what=Happened.HELD_UP, trouble=trouble)
            tasks.append(Tell(user=booking.owner, news=news))
        first = isinstance(work.task, Schedule) and work.attempt - 1 == booking.idle_tries
        idle = work.attempt if first and isinstance(failure, TryLater) else booking.idle_tries
        missed = isinstance(failure, Unlisted)
        return Postponed(
            at=at,
            step=lambda current: held_up(current, trouble).with_(idle_tries=idle, missed=missed),
            then=self.now(*tasks),
        )

    def _give_up(self, work: Work, booking: Booking, failure: ProviderFailure) -> Outcome:
        trouble = self._trouble(work, booking, failure)
        return self._end(work, booking, trouble, reason=failure.reason)

    def _trouble(self, work: Work, booking: Booking, failure: ProviderFailure) -> Trouble:
        """Say what a failure comes to: what an earlier try may have done is unknown until it is seen."""
        if not isinstance(failure, Passing):
            return trouble_of(failure)
        unheard = booking.trouble in LOST or self._was_unheard(work, booking)
        return Trouble.UNKNOWN if unheard else trouble_of(failure)

    def abandon(self, work: Work, booking: Booking) -> Outcome:
        """Say what follows when a fault of Docket's own has held it up for good."""
        if isinstance(work.task, Watch) and booking.state is not State.REQUESTED:
            return Outcome()
        return self._end(work, booking, Trouble.OURS)

    def _end(self, work: Work, booking: Booking, trouble: Trouble, *, reason: str = "") -> Outcome:
        """Return what follows when something is not tried again: nothing is left half done."""
        match work.task:
            case Change(by=by, wanted=wanted, follows=follows):
                step: Undone | None = None if follows else State.MOVING
                news = News(
                    what=Happened.NOT_CHANGED,
                    after=wanted.moment,
                    why=reason,
                    trouble=trouble,
                    follows=follows,
                )
                return self._leave_as_it_was(booking, step, news, by=by)
            case Cancel(by=by, follows=follows):
                news = News(
                    what=Happened.NOT_CANCELLED, why=reason, trouble=trouble, follows=follows
                )
                return self._leave_as_it_was(booking, State.CANCELLING, news, by=by)
            case _:
                return self.not_booked(booking, trouble, reason=reason)

    def not_booked(self, booking: Booking, trouble: Trouble, *, reason: str = "") -> Outcome:
        """Return what follows when it could not be booked: the card, and word to the owner."""
        news = News(what=Happened.NOT_BOOKED, why=reason, trouble=trouble)
        # Who cancels meanwhile hears how that goes, and needs no entries kept.
        wanted = booking.state in {State.BOOKING, State.REQUESTED}
        tell = [Tell(user=booking.owner, news=news)] if wanted else []
        return Outcome(
            step=lambda current: not_booked(current, trouble, reason=reason),
            then=self.now(ShowCard(), *tell),
        )

    def _leave_as_it_was(
        self, booking: Booking, step: Undone | None, news: News, *, by: str
    ) -> Outcome:
        # What was left behind by its session is its owner's to know, whoever moved the session.
        people = dict.fromkeys((by, booking.owner)) if news.follows else (by,)
        tell = [Tell(user=user, news=news) for user in people]
        return Outcome(
            step=lambda current: not_changed(current, step, Trouble(news.trouble)),
            then=self.now(ShowCard(), *tell),
        )

    def about_links(self, booking: Booking, *, refused: bool) -> list[Task]:
        """Return the word to the owner that the provider gave a link which Docket does not pass on."""
        news = News(what=Happened.LINK_REFUSED)
        return [Tell(user=booking.owner, news=news)] if refused else []

    def now(self, *tasks: Task) -> list[Due]:
        """Return the tasks as work to be done at once, in this order."""
        return due(*tasks, at=self._clock())


def _is_living(booking: Booking) -> bool:
    return booking.state not in {*ENDED, State.CANCELLING}


def trouble_of(failure: ProviderFailure) -> Trouble:
    """Say which kind of trouble a failure means for the booking."""
    match failure:
        case TryLater(fault=Fault()):
            return Trouble.CONNECTION
        case Refused():
            return Trouble.REFUSED
        case NotAllowed():
            return Trouble.NOT_ALLOWED
        case Gone():
            return Trouble.GONE
        case Unproven():
            return Trouble.UNPROVEN
        case OutcomeUnknown():
            return Trouble.UNKNOWN
        case _:
            return Trouble.NOT_ANSWERING


@contextmanager
def looking_after() -> Iterator[None]:
    """Have a look-up that is refused leave unknown what is unknown: it is tried again."""
    try:
        yield
    except (Gone, NotAllowed, Refused) as failure:
        raise OutcomeUnknown(
            failure.provider, reason=failure.reason, fault=failure.fault
        ) from failure


@contextmanager
def looking_first() -> Iterator[None]:
    """Have "not found", said of a list, speak of its address and not of what is looked for."""
    try:
        yield
    except Gone as failure:
        raise NotAllowed(failure.provider, reason=failure.reason, fault=failure.fault) from failure


class OnceCarrier(Carrier[AnyBooking]):
    """Does what is done once: the desk lets nobody change or cancel it, so neither is ever asked."""

    def make_change(self, booking: AnyBooking, wanted: Wanted, *, tried_before: bool) -> None:
        """Nothing leads here."""
        del wanted, tried_before
        raise TypeError(f"{booking.ref} can't be changed")

    def let_go(self, booking: AnyBooking, task: Cancel, *, tried_before: bool) -> bool:
        """Nothing leads here either."""
        del task, tried_before
        raise TypeError(f"{booking.ref} can't be cancelled")
