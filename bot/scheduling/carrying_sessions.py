"""Carrying out at Prevail what was decided about a session."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from bot.scheduling.bookings import (
    QUARTER_HOUR,
    Booking,
    State,
    Trouble,
    Wanted,
    WrongState,
    ask_to_cancel,
    booked,
)
from bot.scheduling.carrying import Carrier
from bot.scheduling.failures import Gone, NotAllowed, OutcomeUnknown, ProviderFailure, Refused
from bot.scheduling.moment import Moment
from bot.scheduling.ports import Also, Found, Outcome, Postponed, Result, Sessions, Step
from bot.scheduling.retrying import due, watch_interval
from bot.scheduling.sessions import Booked, SessionBooking, SessionState
from bot.scheduling.tasks import (
    Cancel,
    Due,
    Happened,
    News,
    ShowCard,
    Task,
    Tell,
    ThreadLine,
    Watch,
    Work,
)

log = logging.getLogger(__name__)


class SessionCarrier(Carrier[SessionBooking]):
    """Does the work that waits for Prevail."""

    takes: ClassVar[type[Booking]] = SessionBooking

    def __init__(
        self, sessions: Sessions, *, announce_channel: str, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(announce_channel=announce_channel, clock=clock)
        self._sessions = sessions

    def schedule(self, booking: SessionBooking, *, tried_before: bool) -> Outcome:
        """Book or request it; hosts that became participants are told to the owner."""
        found = self._book(booking, tried_before=tried_before)
        if found is None:
            return Outcome()
        answer = found.booked
        tasks: list[Task] = [ShowCard(), *self.about_links(booking, refused=answer.refused_link)]
        if _is_at_another_time(found, booking):
            news = News(what=Happened.OTHER_TIME, before=booking.moment, after=found.moment)
            tasks.append(Tell(user=booking.owner, news=news))
        if answer.demoted_hosts:
            news = News(what=Happened.HOSTS_DEMOTED, why=", ".join(answer.demoted_hosts))
            tasks.append(Tell(user=booking.owner, news=news))
        then = self.now(*tasks)
        if answer.state is SessionState.INITIAL:
            then += due(Watch(), at=self._clock() + watch_interval(timedelta(0)))
        return Outcome(step=taking(answer, as_listed=found), then=then)

    def _book(self, booking: SessionBooking, *, tried_before: bool) -> Found | None:
        """Book it unless an earlier try did; None when a cancellation overtook it."""
        earlier = self._earlier(booking) if tried_before else None
        if earlier is not None:
            return earlier
        if booking.state is not State.BOOKING:
            return None
        try:
            return self._sessions.schedule(booking)
        except Refused:
            # "Already taken" may be our own earlier try, whose answer never came.
            earlier = self._earlier(booking) if tried_before else None
            if earlier is None:
                raise
            return earlier

    def _earlier(self, booking: SessionBooking) -> Found | None:
        """Return what an earlier try made and nobody cancelled, as it is wanted now."""
        found = self._find_own(booking)
        if found is None or found.booked.state is SessionState.CANCELED:
            return None
        wanted = Wanted(moment=booking.moment, duration=booking.length, title=booking.title)
        # A request has no id yet to edit it by.
        if found.booked.state is SessionState.INITIAL or is_as_wanted(found, wanted):
            return found
        self._sessions.edit(booking, wanted=wanted)
        return replace(found, moment=wanted.moment, duration=wanted.duration, title=wanted.title)

    def _find_own(self, booking: SessionBooking) -> Found | None:
        """Look for what an earlier try made; a name people chose may be a stranger's at another time."""
        found = self._look_up(booking)
        chosen = bool(booking.session.link_name)
        return None if found and chosen and _is_at_another_time(found, booking) else found

    def watch(self, work: Work, booking: SessionBooking) -> Result:
        """See whether Prevail's team has scheduled, or cancelled, what was requested."""
        now = self._clock()
        if booking.state not in {State.REQUESTED, State.CANCELLING}:
            return Outcome()
        if booking.ends <= now:
            requested = booking.state is State.REQUESTED
            return self.not_booked(booking, Trouble.NEVER_SCHEDULED) if requested else Outcome()
        found = self._look(booking) if booking.state is State.REQUESTED else None
        if found is None or found.booked.state is SessionState.INITIAL:
            return Postponed(at=now + watch_interval(now - work.since))
        if found.booked.state is SessionState.CANCELED:
            return self.cancelled(booking, News(what=Happened.CANCELLED_BY_PROVIDER))
        news = News(what=Happened.LINK_ARRIVED, before=booking.moment, after=found.moment)
        return Outcome(
            step=taking(found.booked, as_listed=found),
            then=self.now(
                ShowCard(),
                ThreadLine(news=news),
                Tell(user=booking.owner, news=news),
                *self.about_links(booking, refused=found.booked.refused_link),
            ),
        )

    def _look_up(self, booking: SessionBooking, *, also: Moment | None = None) -> Found | None:
        """Look what Prevail has of it; that it will not say leaves unknown what is unknown."""
        try:
            return self._sessions.find(booking, also=also)
        except (Gone, NotAllowed, Refused) as failure:
            raise OutcomeUnknown(failure.provider, reason=failure.reason) from failure

    def _look(self, booking: SessionBooking) -> Found | None:
        """Look for a requested session; that Prevail does not answer is no news for anybody."""
        try:
            return self._look_up(booking)
        except ProviderFailure as failure:
            log.warning("could not look for %s: %s", booking.ref, type(failure).__name__)
            return None

    def brings_along(self, booking: SessionBooking, task: Task) -> list[Due]:
        """Have the session's agent move and end with it."""
        return [Due(task=task, at=self._clock(), ref=booking.agent)] if booking.agent else []

    def cancelled(
        self, booking: SessionBooking, news: News, *, reason: str = "", announced: bool = True
    ) -> Outcome:
        """Return what follows when Prevail has let go; its agent is called back as well."""
        outcome = super().cancelled(booking, news, reason=reason, announced=announced)
        also = Also(ref=booking.agent, step=_call_back) if booking.agent else None
        return replace(outcome, also=also)

    def make_change(self, booking: SessionBooking, wanted: Wanted, *, tried_before: bool) -> None:
        """Edit it, unless Prevail lists it as it is wanted."""
        earlier = self._look_up(booking, also=wanted.moment) if tried_before else None
        if earlier is None or not is_as_wanted(earlier, wanted):
            self._sessions.edit(booking, wanted=wanted)

    def let_go(self, booking: SessionBooking, task: Cancel, *, tried_before: bool) -> None:
        """Cancel it, if Prevail has it and has not cancelled it yet."""
        held = self._held(booking, tried_before=tried_before)
        if held is None or held.state is SessionState.CANCELED:
            return
        if held.state is SessionState.INITIAL:
            # There is no id yet to cancel it by, and Prevail's staff will schedule it all the same.
            raise Refused("Prevail", reason="It is only requested; cancel it once it is scheduled.")
        held_now = booking.as_booked(held)
        try:
            self._sessions.cancel(held_now, email_everybody=task.email_everybody)
        except (Gone, Refused) as failure:
            self._check_cancelled(held_now, failure)

    def _check_cancelled(self, booking: SessionBooking, failure: Gone | Refused) -> None:
        """Look whether it is cancelled all the same: somebody at Prevail may have been first."""
        listed = self._look_up(booking)
        if listed is None:
            raise failure
        if listed.booked.state is not SessionState.CANCELED:
            raise Refused(failure.provider, reason=failure.reason) from failure

    def _held(self, booking: SessionBooking, *, tried_before: bool) -> Booked | None:
        """Return what Prevail has of it, asking only where an answer of Prevail's may have been lost."""
        if booking.booked is None:
            found = self._find_own(booking)
        else:
            found = self._look_up(booking) if tried_before else None
        return found.booked if found else booking.booked


def _call_back(agent: Booking) -> Booking:
    """Begin to cancel an agent whose session is cancelled, unless that is under way or over."""
    try:
        return ask_to_cancel(agent)
    except WrongState:
        return agent


def taking(answer: Booked, *, as_listed: Found | None = None) -> Step:
    """Return the step of a session that Prevail has answered about.

    Prevail's staff may schedule a request at another time or under another title: what is listed
    counts.
    """

    def step(current: Booking) -> Booking:
        if not isinstance(current, SessionBooking):
            return current
        answered = current.as_booked(answer)
        if as_listed is not None:
            answered = answered.as_wanted(_listed(as_listed, current))
        return booked(answered)

    return step


def _listed(found: Found, booking: SessionBooking) -> Wanted:
    """Return what the list says otherwise; the same time in other words stays in the person's own."""
    whole = found.duration is not None and found.duration and not found.duration % QUARTER_HOUR
    return Wanted(
        moment=found.moment if _is_at_another_time(found, booking) else None,
        title=found.title,
        duration=found.duration if whole else None,
    )


def _is_at_another_time(found: Found, booking: SessionBooking) -> bool:
    return found.moment is not None and found.moment.instant != booking.moment.instant


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
