"""Carrying out at Prevail what was decided about a session."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from bot.scheduling.adopting import Candidate, comes_first, others_at_its_time, the_one_made
from bot.scheduling.bookings import (
    MAYBE_MADE,
    QUARTER_HOUR,
    Booking,
    State,
    Trouble,
    Wanted,
    WrongState,
    ask_to_cancel,
    booked,
)
from bot.scheduling.carrying import Carrier, looking_after, looking_first
from bot.scheduling.failures import (
    Gone,
    OutcomeUnknown,
    ProviderFailure,
    Refused,
    Unlisted,
    Unproven,
)
from bot.scheduling.listed import (
    has_id_of,
    id_of,
    is_at_another_time,
    is_like,
    is_the_same,
    may_be_anothers,
    unreadable_time,
)
from bot.scheduling.ports import (
    Also,
    Found,
    Outcome,
    Postponed,
    Result,
    Select,
    Sessions,
    Step,
)
from bot.scheduling.retrying import due, watch_interval
from bot.scheduling.sessions import Booked, SessionBooking, SessionState
from bot.scheduling.tasks import (
    Cancel,
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


class SessionCarrier(Carrier[SessionBooking]):
    """Does the work that waits for Prevail."""

    takes: ClassVar[type[Booking]] = SessionBooking
    looks_up = True

    def __init__(
        self,
        sessions: Sessions,
        *,
        select: Select,
        announce_channel: str,
        lag: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        """`select` finds bookings: what is another's there is nobody else's."""
        super().__init__(announce_channel=announce_channel, lag=lag, clock=clock)
        self._sessions = sessions
        self._select = select

    def schedule(self, booking: SessionBooking, *, tried_before: bool) -> Outcome:
        """Book or request it, unless an earlier try did; first look what could be mistaken for it."""
        if booking.state not in {State.BOOKING, State.CANCELLING}:
            return Outcome()
        earlier = self._earlier(booking) if tried_before else None
        if earlier is not None:
            return self._taken_in(booking, earlier, adopted=True)
        if tried_before and not booking.missed and not self._is_guarded(booking):
            raise Unlisted(booking.provider, reason="it does not list it")
        if booking.state is State.CANCELLING:
            return Outcome()
        if booking.there_before is None and not self._has_proof(booking):
            return self._look_first(booking)
        try:
            made = self._sessions.schedule(booking)
        except Refused:
            # "Already taken" may be our own earlier try, whose answer never came.
            earlier = self._earlier(booking) if tried_before else None
            if earlier is None:
                raise
            return self._taken_in(booking, earlier, adopted=True)
        if id_of(made) in (booking.there_before or ()) or self._is_anothers(made, booking):
            raise Unproven(booking.provider)
        return self._taken_in(booking, made)

    def _is_anothers(self, made: Found, booking: SessionBooking) -> bool:
        """Say whether a request, which has no name, was taken for another booking's meanwhile."""
        if self._sessions.self_service:
            return False
        return id_of(made) in _numbers(self._others(booking))

    def _is_guarded(self, booking: SessionBooking) -> bool:
        """Say whether no harm comes of a list that lags: a name is given once, however often asked for."""
        return self._sessions.self_service and booking.state is not State.CANCELLING

    def _taken_in(self, booking: SessionBooking, found: Found, *, adopted: bool = False) -> Outcome:
        """Return what follows from an answer; what its owner did not ask for, they are told."""
        answer = found.booked
        tasks: list[Task] = [ShowCard(), *self.about_links(booking, refused=answer.refused_link)]
        if found.unreadable_time or is_at_another_time(found, booking):
            news = News(what=Happened.OTHER_TIME, before=booking.moment, after=found.moment)
            tasks.append(Tell(user=booking.owner, news=news))
        elif adopted and is_the_same(found, booking) is False:
            tasks.append(Tell(user=booking.owner, news=News(what=Happened.AS_FIRST_ORDERED)))
        if answer.demoted_hosts:
            news = News(what=Happened.HOSTS_DEMOTED, why=", ".join(answer.demoted_hosts))
            tasks.append(Tell(user=booking.owner, news=news))
        then = self.now(*tasks)
        if answer.state is SessionState.INITIAL:
            then += due(Watch(), at=self._clock() + watch_interval(timedelta(0)))
        return Outcome(step=taking(answer, as_listed=found), then=then)

    def _has_proof(self, booking: SessionBooking) -> bool:
        """Say whether what has the booking's id is its session: nobody could have guessed it."""
        return booking.secret_id and self._sessions.self_service

    def _look_first(self, booking: SessionBooking) -> Outcome:
        """Keep what could be mistaken for it before anything is asked for, which is done next."""
        there = self._like(booking)
        if any(has_id_of(found, booking) for found in there):
            return self.not_booked(booking, Trouble.NAME_TAKEN)
        ids = tuple(id_of(found) for found in there)

        def step(current: Booking) -> Booking:
            return current.with_(there_before=ids, idle_tries=0)

        return Outcome(step=step, then=self.now(Schedule()))

    def _like(self, booking: SessionBooking) -> list[Found]:
        """List what could be mistaken for the booking's session."""
        return [
            found
            for found in self._sessions.among(booking)
            if has_id_of(found, booking) or is_like(found, booking)
        ]

    def _earlier(self, booking: SessionBooking) -> Found | None:
        """Return what an earlier try made and nobody cancelled. It is taken as it is, never edited.

        Raises Unproven where it may be somebody else's.
        """
        with looking_after():
            there = self._like(booking)
        named = (found for found in there if has_id_of(found, booking))
        found = next(named, None) if booking.secret_id else None
        return found if found or self._has_proof(booking) else self._proven(booking, there)

    def _proven(self, booking: SessionBooking, there: list[Found]) -> Found | None:
        """Return the one session that nobody but an earlier try can have made."""
        others = self._others(booking)
        taken = _numbers(others)
        candidates = [
            Candidate(id=id_of(found), agrees=is_the_same(found, booking), thing=found)
            for found in there
            if id_of(found) not in taken
        ]
        # Whoever has the id keeps it from us, however different theirs is.
        may_be = [c for c in candidates if c.agrees is not False or has_id_of(c.thing, booking)]
        like = (
            other for other in others if (other.title, other.case) == (booking.title, booking.case)
        )
        if may_be and any(comes_first(other, booking) for other in like):
            raise OutcomeUnknown(booking.provider, reason="another one like it is under way")
        return the_one_made(may_be, before=booking.there_before, provider=booking.provider)

    def _others(self, booking: SessionBooking) -> list[SessionBooking]:
        """Return the other bookings of the same time, whose sessions are not this one's."""
        others = others_at_its_time(booking, select=self._select)
        return [other for other in others if isinstance(other, SessionBooking)]

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

    def _look(self, booking: SessionBooking) -> Found | None:
        """Look for a requested session; that Prevail does not answer is no news for anybody."""
        try:
            found = self._sessions.find(booking)
        except ProviderFailure as failure:
            log.warning("could not look for %s: %s", booking.ref, type(failure).__name__)
            return None
        # Until it is scheduled, its id is free for somebody else to take.
        return None if found is None or may_be_anothers(found, booking) else found

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
        listed = self._listed(booking, wanted=wanted, tried_before=tried_before)
        if listed is None or not is_as_wanted(listed, wanted):
            self._sessions.edit(booking, wanted=wanted)

    def let_go(self, booking: SessionBooking, task: Cancel, *, tried_before: bool) -> bool:
        """Cancel it, if Prevail has it and has not cancelled it yet."""
        held = self._held(booking, tried_before=tried_before)
        if held is None:
            return tried_before
        if held.state is SessionState.CANCELED:
            return True
        if held.state is SessionState.INITIAL:
            # There is no id yet to cancel it by, and Prevail's staff will schedule it all the same.
            raise Refused("Prevail", reason="It is only requested; cancel it once it is scheduled.")
        held_now = booking.as_booked(held)
        try:
            self._sessions.cancel(held_now, email_everybody=task.email_everybody)
        except (Gone, Refused) as failure:
            self._check_cancelled(held_now, failure)
        return True

    def _check_cancelled(self, booking: SessionBooking, failure: Gone | Refused) -> None:
        """Look whether it is cancelled all the same: somebody at Prevail may have been first."""
        listed = self._listed(booking, tried_before=True)
        if listed is None:
            raise failure
        if listed.booked.state is not SessionState.CANCELED:
            raise Refused(failure.provider, reason=failure.reason) from failure

    def _held(self, booking: SessionBooking, *, tried_before: bool) -> Booked | None:
        """Return what Prevail has of it, asking only where that may be other than it answered."""
        if booking.booked is not None:
            listed = self._listed(booking, tried_before=tried_before)
            return listed.booked if listed else booking.booked
        # What was refused, or never asked for, is not there: what is found would be another's.
        found = self._earlier(booking) if booking.trouble in MAYBE_MADE else None
        return found.booked if found else None

    def _listed(
        self, booking: SessionBooking, *, tried_before: bool, wanted: Wanted | None = None
    ) -> Found | None:
        """Look what is listed of a session that was answered about, where it matters.

        An id that a person chose is free for others once its session is cancelled at Prevail.
        Raises Unproven where it has become another's.
        """
        if not tried_before and booking.secret_id:
            return None
        with looking_after() if tried_before else looking_first():
            listed = self._sessions.find(booking, also=wanted.moment if wanted else None)
        if listed is None or not may_be_anothers(listed, booking, wanted=wanted):
            return listed
        if listed.booked.state is SessionState.CANCELED:
            return None
        raise Unproven(booking.provider)


def _numbers(bookings: Iterable[SessionBooking]) -> frozenset[str]:
    """Return the numbers of the requests that are these bookings' own."""
    held = (each.booked for each in bookings)
    return frozenset(str(each.request_id) for each in held if each and each.request_id)


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
            answered = answered.with_(unreadable_time=unreadable_time(as_listed, current))
        return booked(answered)

    return step


def _listed(found: Found, booking: SessionBooking) -> Wanted:
    """Return what the list says otherwise; the same time in other words stays in the person's own."""
    whole = found.duration is not None and found.duration and not found.duration % QUARTER_HOUR
    return Wanted(
        moment=found.moment if is_at_another_time(found, booking) else None,
        title=found.title,
        duration=found.duration if whole else None,
    )


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
