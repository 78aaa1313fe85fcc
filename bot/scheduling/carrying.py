"""Carrying out at Prevail what was decided about a session, so that doing it again is safe."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.scheduling.bookings import (
    Booking,
    Place,
    State,
    Trouble,
    Undone,
    Wanted,
    booked,
    cancelled,
    changed,
    held_up,
    not_booked,
    not_changed,
)
from bot.scheduling.failures import (
    Gone,
    NotAllowed,
    OutcomeUnknown,
    Passing,
    ProviderFailure,
    Refused,
)
from bot.scheduling.ports import Found, Outcome, Postponed, Result, Sessions
from bot.scheduling.retrying import due, is_worth_trying, next_try, watch_interval
from bot.scheduling.sessions import Booked, SessionState
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

TELL_AT_ATTEMPT = 4


class SessionCarrier:
    """Does the work that waits for Prevail; `clock` gives the time now (aware UTC)."""

    def __init__(
        self, sessions: Sessions, *, announce_channel: str, clock: Callable[[], datetime]
    ) -> None:
        self._sessions = sessions
        self._announce_channel = announce_channel
        self._clock = clock

    def carry_out(self, work: Work, booking: Booking) -> Result:
        """Do the task and say what it came to, or when to try again."""
        try:
            return self._do(work, booking)
        except Passing as failure:
            at = next_try(work, now=self._clock(), after=failure.after)
            if is_worth_trying(work, at=at) and at < booking.moment.instant:
                return self._postpone(work, booking, failure, at=at)
            return self._give_up(work, booking, failure)
        except ProviderFailure as failure:
            return self._give_up(work, booking, failure)

    def _do(self, work: Work, booking: Booking) -> Result:
        match work.task:
            case Schedule(again=again):
                return self._schedule(booking, tried_before=again or work.attempt > 1)
            case Watch():
                return self._watch(work, booking)
            case Change() as task:
                return self._change(work, booking, task)
            case Cancel() as task:
                return self._cancel(work, booking, task)
            case _:
                raise TypeError(f"{work.task.kind} is not work for Prevail")

    def _schedule(self, booking: Booking, *, tried_before: bool) -> Outcome:
        answer = self._book(booking, tried_before=tried_before)
        if answer is None:
            return Outcome()
        tasks: list[Task] = [ShowCard()]
        if answer.demoted_hosts:
            news = News(what=Happened.HOSTS_DEMOTED, why=", ".join(answer.demoted_hosts))
            tasks.append(Tell(user=booking.owner, news=news))
        then = self._now(*tasks)
        if answer.state is SessionState.INITIAL:
            then += due(Watch(), at=self._clock() + watch_interval(timedelta(0)))
        return Outcome(step=lambda current: booked(current, answer), then=then)

    def _book(self, booking: Booking, *, tried_before: bool) -> Booked | None:
        """Book it unless an earlier try did; None when a cancellation overtook it."""
        earlier = self._find_own(booking) if tried_before else None
        if earlier is not None:
            return earlier.booked
        if booking.state is not State.BOOKING:
            return None
        try:
            return self._sessions.schedule(booking)
        except Refused:
            # "Already taken" may be our own earlier try, whose answer never came.
            earlier = self._find_own(booking) if tried_before else None
            if earlier is None:
                raise
            return earlier.booked

    def _find_own(self, booking: Booking) -> Found | None:
        """Look for what an earlier try made; at another time, the name asked for is a stranger's."""
        found = self._sessions.find(booking)
        if found and found.moment and found.moment.instant != booking.moment.instant:
            return None
        return found

    def _watch(self, work: Work, booking: Booking) -> Result:
        now = self._clock()
        watched = booking.state in {State.REQUESTED, State.CANCELLING}
        if not watched or booking.ends <= now:
            return Outcome()
        found = self._look(booking) if booking.state is State.REQUESTED else None
        if found is None or found.booked.state is SessionState.INITIAL:
            return Postponed(at=now + watch_interval(now - work.since))
        if found.booked.state is SessionState.CANCELED:
            return self._cancelled(booking, News(what=Happened.CANCELLED_BY_PROVIDER))
        news = News(what=Happened.LINK_ARRIVED)
        answer = found.booked
        return Outcome(
            step=lambda current: booked(current, answer),
            then=self._now(ShowCard(), ThreadLine(news=news), Tell(user=booking.owner, news=news)),
        )

    def _look(self, booking: Booking) -> Found | None:
        """Look for a requested session; that Prevail does not answer is no news for anybody."""
        try:
            return self._sessions.find(booking)
        except ProviderFailure as failure:
            log.warning("could not look for %s: %s", booking.ref, type(failure).__name__)
            return None

    def _change(self, work: Work, booking: Booking, task: Change) -> Outcome:
        if booking.state is not State.MOVING:
            return Outcome()
        wanted = task.wanted
        earlier = self._sessions.find(booking, also=wanted.moment) if work.attempt > 1 else None
        if earlier is None or not is_as_wanted(earlier, wanted):
            self._sessions.edit(booking, wanted=wanted)
        news = News(
            what=Happened.MOVED if wanted.moment else Happened.EDITED,
            by=task.by,
            before=booking.moment,
            after=wanted.moment,
        )
        return Outcome(
            step=lambda current: changed(current, wanted),
            then=self._now(ShowCard(), ThreadLine(news=news)),
        )

    def _cancel(self, work: Work, booking: Booking, task: Cancel) -> Outcome:
        held = self._held(booking, tried_before=work.attempt > 1)
        if held is not None and held.state is not SessionState.CANCELED:
            self._let_go(booked(booking, held), task)
        told = task.reason if task.tell_why else ""
        news = News(what=Happened.CANCELLED, by=task.by, why=told)
        return self._cancelled(booking, news, reason=task.reason)

    def _held(self, booking: Booking, *, tried_before: bool) -> Booked | None:
        """Return what Prevail has of it, asking only where an answer of Prevail's may have been lost."""
        if booking.booked is None:
            found = self._find_own(booking)
        else:
            found = self._sessions.find(booking) if tried_before else None
        return found.booked if found else booking.booked

    def _let_go(self, booking: Booking, task: Cancel) -> None:
        if booking.booked and booking.booked.state is SessionState.INITIAL:
            # There is no id yet to cancel it by, and Prevail's staff will schedule it all the same.
            raise Refused("Prevail", reason="It is only requested; cancel it once it is scheduled.")
        try:
            self._sessions.cancel(booking, email_everybody=task.email_everybody)
        except Gone:
            log.info("%s was gone from Prevail before it was cancelled", booking.ref)
        except Refused:
            # Nothing is cancelled twice: somebody at Prevail may have been first.
            found = self._sessions.find(booking)
            if found is None or found.booked.state is not SessionState.CANCELED:
                raise

    def _cancelled(self, booking: Booking, news: News, *, reason: str = "") -> Outcome:
        tasks: list[Task] = [ShowCard(), ThreadLine(news=news)]
        direct = booking.card is not None and booking.card.place is Place.DIRECT
        of_card = "" if direct else booking.channel
        channels = dict.fromkeys((of_card, self._announce_channel))
        tasks += [Announce(channel=channel, news=news) for channel in channels if channel]
        if news.by != booking.owner:
            tasks.append(Tell(user=booking.owner, news=news.model_copy(update={"why": reason})))
        return Outcome(step=cancelled, then=self._now(*tasks))

    def _postpone(
        self, work: Work, booking: Booking, failure: Passing, *, at: datetime
    ) -> Postponed:
        trouble = trouble_of(failure)
        tasks: list[Task] = [ShowCard()] if booking.trouble is not trouble else []
        if work.attempt == TELL_AT_ATTEMPT:
            news = News(what=Happened.HELD_UP, trouble=trouble)
            tasks.append(Tell(user=booking.owner, news=news))
        return Postponed(
            at=at,
            step=lambda current: held_up(current, trouble),
            then=self._now(*tasks),
        )

    def _give_up(self, work: Work, booking: Booking, failure: ProviderFailure) -> Outcome:
        trouble = trouble_of(failure)
        news = News(what=Happened.NOT_BOOKED, why=failure.reason, trouble=trouble)
        match work.task:
            case Change(by=by):
                news = news.model_copy(update={"what": Happened.NOT_CHANGED})
                return self._leave_as_it_was(State.MOVING, news, by=by)
            case Cancel(by=by):
                news = news.model_copy(update={"what": Happened.NOT_CANCELLED})
                return self._leave_as_it_was(State.CANCELLING, news, by=by)
            case _:
                # Who cancels meanwhile hears how that goes, and needs no entries kept.
                wanted = booking.state is State.BOOKING
                tell = [Tell(user=booking.owner, news=news)] if wanted else []
                return Outcome(
                    step=lambda current: not_booked(current, trouble, reason=failure.reason),
                    then=self._now(ShowCard(), *tell),
                )

    def _leave_as_it_was(self, step: Undone, news: News, *, by: str) -> Outcome:
        return Outcome(
            step=lambda current: not_changed(current, step),
            then=self._now(ShowCard(), Tell(user=by, news=news)),
        )

    def _now(self, *tasks: Task) -> list[Due]:
        return due(*tasks, at=self._clock())


def is_as_wanted(found: Found, wanted: Wanted) -> bool:
    """Say whether a change whose answer never came was made all the same.

    Added invitees cannot be told from the list, so a change that adds some is made again.
    """
    pairs = (
        (wanted.moment and wanted.moment.instant, found.moment and found.moment.instant),
        (wanted.duration, found.duration),
        (wanted.title, found.title),
    )
    same = all(wish is None or wish == fact for wish, fact in pairs)
    return same and not wanted.invitees


def trouble_of(failure: ProviderFailure) -> Trouble:
    """Say which kind of trouble a failure means for the booking."""
    match failure:
        case Refused():
            return Trouble.REFUSED
        case NotAllowed():
            return Trouble.NOT_ALLOWED
        case Gone():
            return Trouble.GONE
        case OutcomeUnknown():
            return Trouble.UNKNOWN
        case _:
            return Trouble.NOT_ANSWERING
