"""Runs the jobs of sessions, at Prevail."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar, TypeVar

from bot.scheduling.jobs.base import JobContext
from bot.scheduling.jobs.failure_meanings import unknown_if_lookup_refused
from bot.scheduling.jobs.listed_bookings import ListedBookingJobs
from bot.scheduling.jobs.matching import (
    Candidate,
)
from bot.scheduling.jobs.retries import due, poll_interval
from bot.scheduling.jobs.session_lookup import SessionLookup
from bot.scheduling.jobs.session_matching import (
    differences,
    drift_of,
    has_id_of,
    is_at_another_time,
    is_identical,
    observe,
    provider_id,
    unreadable_time,
)
from bot.scheduling.jobs.verdicts import Observation, Observed, Resolution, Verdict
from bot.scheduling.model.booking import Booking, Changes, Drift
from bot.scheduling.model.failures import (
    Ambiguous,
    DoubtfulNotAllowed,
    Gone,
    Inconclusive,
    Refused,
)
from bot.scheduling.model.record import MAY_EXIST, FailureReason, Record, State, UnconfirmedRequest
from bot.scheduling.model.session import BookedSession, SessionBooking, SessionState
from bot.scheduling.model.session_agent import name_agent
from bot.scheduling.model.transitions import (
    InvalidTransition,
    begin_cancellation,
    mark_booked,
    unchanged,
)
from bot.scheduling.ports.providers import ListedSession, Sessions
from bot.scheduling.ports.results import Outcome, Postponed, Result, SideEffect
from bot.scheduling.ports.store import Select
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import (
    AcceptDrift,
    ApplyZoneUpdate,
    Cancel,
    Change,
    CheckDrift,
    Poll,
)
from bot.scheduling.tasks.queue import Job, ScheduledTask, Task
from bot.scheduling.tasks.slack import DirectMessage, ShowCard, ThreadReply
from bot.times import zone_data

log = logging.getLogger(__name__)

Done = TypeVar("Done")

# A request has no id yet to cancel it by, and Prevail's staff will schedule it all the same.
_NOT_CANCELABLE = {
    SessionState.INITIAL: "It's only requested. Cancel it once it's scheduled.",
    SessionState.ACTIVE: "It has started, and people may be in it. End it in the session itself.",
}
# What nobody knows may be that Prevail's team turns it down.
_NOT_SCHEDULED = frozenset({SessionState.INITIAL, SessionState.UNKNOWN})
# Of a cancellation, what has ended is as it was wanted, and what is there is not.
_CANCELED = {Observed.ENDED: Observed.AS_WANTED, Observed.AS_WANTED: Observed.DIFFERENT}


class SessionJobs(ListedBookingJobs[SessionBooking, Sessions]):
    """Does the work that waits for Prevail."""

    record_type: ClassVar[type[Record]] = SessionBooking

    def __init__(self, sessions: Sessions, context: JobContext, *, select: Select) -> None:
        """`select` finds the other bookings, whose own entries are left out of every match."""
        super().__init__(sessions, context)
        self._lookup = SessionLookup(sessions, select=select)

    def compare_with_list(
        self, bookings: Sequence[SessionBooking]
    ) -> list[tuple[SessionBooking, Task]]:
        """Return what to do about each that Prevail lists otherwise than Docket has it."""
        seen = self._lookup.compare(bookings)
        return [(each, CheckDrift(seen=drift)) for each, drift in seen if drift != each.drift]

    def look_for_drift(self, booking: SessionBooking) -> Drift | None:
        """Look how Prevail holds it otherwise than Docket has it. Raises a ProviderFailure."""
        return drift_of(self._lookup.find_first(booking), booking)

    def candidates(self, booking: SessionBooking) -> list[Candidate[ListedSession]]:
        """List what may be a booking that was made unheard, without what is another booking's."""
        return self._lookup.candidates(booking)

    def book(self, booking: SessionBooking, *, asked: UnconfirmedRequest | None) -> Outcome:
        """Book or request it, unless an earlier try did; first look what could be mistaken for it."""
        if booking.state not in {State.BOOKING, State.CANCELING}:
            return Outcome()
        earlier = self._lookup.find_earlier(booking) if asked else None
        if earlier is not None:
            return self.adopt(booking, earlier, adopted=True)
        self.check_may_repeat(booking, asked)
        if booking.state is State.CANCELING:
            return Outcome()
        if booking.there_before is None and not self._lookup.has_proof(booking):
            return self._look_first(booking)
        return self._request(booking, again=asked is not None)

    def _request(self, booking: SessionBooking, *, again: bool) -> Outcome:
        """Ask for it; where the answer is no, what is listed under its id is what was made."""
        try:
            with self.booking_request(booking, again=again):
                made = self._provider.book(booking)
        except (Gone, Refused):
            own = self._lookup.find_despite_refusal(booking)
            if own is None:
                raise
            return self.adopt(booking, own, adopted=True)
        except DoubtfulNotAllowed as failure:
            look = partial(self._lookup.find_own, booking)
            return self.adopt(
                booking, self.find_despite_denial(booking, failure, look), adopted=True
            )
        there_before = booking.there_before or ()
        if provider_id(made) in there_before or self._lookup.is_taken_by_another(made, booking):
            raise Ambiguous(booking.provider)
        return self.adopt(booking, self._lookup.listed_if_living(booking, made))

    def find_unconfirmed(self, booking: SessionBooking) -> Outcome | None:
        """Look for a session that may or may not have been made, and adopt it. Raises Ambiguous."""
        earlier = self._lookup.find_earlier(booking)
        if earlier is None:
            return None
        return self.adopt(booking, earlier, adopted=True)

    def adopt(
        self, booking: SessionBooking, found: ListedSession, *, adopted: bool = False
    ) -> Outcome:
        """Return what follows from an answer; what its owner did not ask for, they are told.

        Raises Inconclusive where it is in a state that nobody knows.
        """
        answer = found.booked
        if answer.state is SessionState.UNKNOWN:
            raise Inconclusive(booking.provider)
        if answer.state is SessionState.CANCELED:
            return self._ended_at_once(booking, found)
        tasks: list[Task] = [ShowCard(), *self.link_news(booking, refused=answer.refused_link)]
        if found.moment and found.moment.instant == booking.by_old_law:
            found = replace(found, moment=booking.moment)
            tasks.append(self._zone_update_for(booking, was=booking.by_old_law))
        if found.unreadable_time or is_at_another_time(found, booking):
            news = News(what=EventType.DIFFERENT_TIME, before=booking.moment, after=found.moment)
            tasks.append(DirectMessage(user=booking.owner, news=news))
        elif adopted and is_identical(found, booking) is False:
            tasks.append(
                DirectMessage(user=booking.owner, news=News(what=EventType.ORIGINAL_DETAILS))
            )
        if answer.demoted_hosts:
            news = News(what=EventType.HOSTS_DEMOTED, why=", ".join(answer.demoted_hosts))
            tasks.append(DirectMessage(user=booking.owner, news=news))
        then = self.now(*tasks)
        if answer.state is SessionState.INITIAL:
            then += due(Poll(), at=self._clock() + poll_interval(timedelta(0)))
        return Outcome(transition=apply_answer(answer, as_listed=found), then=then)

    def _zone_update_for(self, booking: SessionBooking, *, was: datetime) -> ApplyZoneUpdate:
        """Return the task for a session that was created before a zone data update and found after it."""
        version = zone_data.available().version
        return ApplyZoneUpdate(was=was, moment=booking.moment, version=version)

    def _ended_at_once(self, booking: SessionBooking, found: ListedSession) -> Outcome:
        """Return what follows where Prevail's people have canceled it before Docket had it."""
        take = apply_answer(found.booked, as_listed=found)
        ended = self.ended_at_provider(booking, Resolution(verdict=Verdict.CANCELED_AT_PROVIDER))
        end = ended.transition or unchanged
        return replace(ended, transition=lambda current: end(take(current)))

    def _look_first(self, booking: SessionBooking) -> Outcome:
        """Keep what could be mistaken for it before anything is asked for, which is done next."""
        there = self._lookup.find_similar(booking)
        if any(has_id_of(found, booking) for found in there):
            return self.not_booked(booking, FailureReason.NAME_TAKEN)
        return self.book_after_noting(tuple(provider_id(found) for found in there))

    def poll(self, job: Job, booking: SessionBooking) -> Result:
        """See whether Prevail's team has scheduled, or canceled, what was requested."""
        now = self._clock()
        if booking.state not in {State.REQUESTED, State.CANCELING}:
            return Outcome()
        if booking.ends <= now:
            requested = booking.state is State.REQUESTED
            return (
                self.not_booked(booking, FailureReason.NEVER_SCHEDULED) if requested else Outcome()
            )
        found = self._lookup.find_requested(booking) if booking.state is State.REQUESTED else None
        at = now + poll_interval(now - job.since)
        if found is None:
            return Postponed(at=at)
        if found.booked.state in _NOT_SCHEDULED:
            return self._still_requested(booking, found, at=at)
        if found.booked.state is SessionState.CANCELED:
            return self.ended_at_provider(booking, Resolution(verdict=Verdict.CANCELED_AT_PROVIDER))
        news = News(what=EventType.LINK_ARRIVED, before=booking.moment, after=found.moment)
        return Outcome(
            transition=apply_answer(found.booked, as_listed=found),
            then=self.now(
                ShowCard(),
                ThreadReply(news=news),
                DirectMessage(user=booking.owner, news=news),
                *self.link_news(booking, refused=found.booked.refused_link),
            ),
        )

    def _still_requested(
        self, booking: SessionBooking, found: ListedSession, *, at: datetime
    ) -> Postponed:
        """Return when to look again; what Prevail's team has changed meanwhile is shown and announced."""
        observation = observe(found, booking, Changes())
        resolution = Resolution(
            verdict=Verdict.DIFFERENT, holds=observation.holds, note=observation.note
        )
        if resolution.held(booking) == booking:
            return Postponed(at=at)
        messages = self.news_of_changes(booking, observation.holds, wanted=Changes())
        return Postponed(at=at, transition=resolution.held, then=self.now(ShowCard(), *messages))

    def propagate(self, booking: SessionBooking, task: Task) -> list[ScheduledTask]:
        """Have the session's agent move and end with it."""
        return (
            [ScheduledTask(task=task, at=self._clock(), ref=booking.agent)] if booking.agent else []
        )

    def after_change(
        self, booking: SessionBooking, task: Change, resolution: Resolution
    ) -> Outcome:
        """Return what follows from what came of a change; its agent is named after it."""
        return self._with_agent_named(booking, super().after_change(booking, task, resolution))

    def accept_drift(self, booking: SessionBooking, task: AcceptDrift) -> Outcome:
        """Return what follows where somebody accepts how Prevail holds it; its agent is named after it."""
        return self._with_agent_named(booking, super().accept_drift(booking, task))

    def _with_agent_named(self, booking: SessionBooking, outcome: Outcome) -> Outcome:
        """Return the outcome with which its agent, if one goes along, is shown with its new title."""
        title = outcome.applied_to(booking).title
        if not booking.agent or title == booking.title:
            return outcome
        return replace(
            outcome,
            then=[
                *outcome.then,
                ScheduledTask(task=ShowCard(), at=self._clock(), ref=booking.agent),
            ],
            also=SideEffect(ref=booking.agent, transition=partial(name_agent, session_title=title)),
        )

    def canceled(
        self, record: SessionBooking, news: News, *, reason: str = "", announced: bool = True
    ) -> Outcome:
        """Return what follows when Prevail has canceled it; its agent is called back as well."""
        outcome = super().canceled(record, news, reason=reason, announced=announced)
        also = SideEffect(ref=record.agent, transition=_call_back) if record.agent else None
        return replace(outcome, also=also)

    def change(
        self, booking: SessionBooking, wanted: Changes, *, asked: UnconfirmedRequest | None
    ) -> Resolution:
        """Edit it, and see what Prevail holds then; what is so already is not asked for."""
        was = None
        # What Docket believes is no reason to ask for nothing: it may have been moved at Prevail.
        if asked is None and (not booking.secret_id or booking.with_changes(wanted) == booking):
            found = self._lookup.find_first(booking, wanted=wanted)
            observation = observe(found, booking, wanted)
            if observation.status is Observed.AS_WANTED:
                return Resolution(verdict=Verdict.DONE, holds=observation.holds, asked=False)
            was = observation.holds.moment

        def ask(before: Observation | None) -> Observation:
            left = before.left if before else wanted
            edit = partial(self._provider.edit, wanted=left)
            return observe(self._by_its_id(booking, edit), booking, wanted)

        resolution = self.request_and_verify(
            booking, asked=asked, see=self._see(booking, wanted), ask=ask
        )
        return replace(resolution, was=was)

    def apply_zone_update(
        self, booking: SessionBooking, task: ApplyZoneUpdate, *, asked: UnconfirmedRequest | None
    ) -> Resolution:
        """Move the session to its instant by the new zone rules, unless it was moved at Prevail meanwhile."""
        found = self._lookup.find_first(booking)
        if (
            found
            and found.moment
            and found.moment.instant not in {task.was, booking.moment.instant}
        ):
            observation = observe(found, booking, Changes())
            return Resolution(
                verdict=Verdict.DIFFERENT, holds=observation.holds, note=observation.note
            )
        return super().apply_zone_update(booking, task, asked=asked)

    def _by_its_id(self, booking: SessionBooking, do: Callable[[SessionBooking], Done]) -> Done:
        """Do it, by another id where it is gone under its own and proves to be there under that."""
        try:
            return do(booking)
        except Gone:
            with unknown_if_lookup_refused():
                found = self._lookup.find(booking)
            if found is None or booking.as_booked(found.booked).remote_id == booking.remote_id:
                raise
            return do(booking.as_booked(found.booked))

    def cancel(
        self, booking: SessionBooking, task: Cancel, *, asked: UnconfirmedRequest | None
    ) -> Resolution:
        """Cancel it, if Prevail has it and has not canceled it yet."""
        held = self._held(booking, asked=asked)
        if held is None:
            return Resolution(verdict=Verdict.DONE if asked else Verdict.NEVER_MADE)
        if held.state is SessionState.CANCELED:
            return Resolution(verdict=Verdict.DONE)
        if held.state in _NOT_CANCELABLE:
            raise Refused(booking.provider, reason=_NOT_CANCELABLE[held.state])
        held_now = booking.as_booked(held)

        def ask(_: Observation | None) -> Observation:
            cancel = partial(self._provider.cancel, email_everybody=task.email_everybody)
            self._by_its_id(held_now, cancel)
            return self._looked(self._see_gone(held_now, accepted=True))

        return self.request_and_verify(held_now, asked=asked, see=self._see_gone(held_now), ask=ask)

    def observe_result(self, booking: SessionBooking, task: Change | Cancel) -> Observation:
        """Look what Prevail holds since a change or a cancellation was given up."""
        if isinstance(task, Change):
            return self._see(booking, task.wanted)()
        return self._see_gone(booking)()

    def _see(self, booking: SessionBooking, wanted: Changes) -> Callable[[], Observation]:
        return lambda: observe(self._lookup.find(booking, wanted=wanted), booking, wanted)

    def _see_gone(
        self, booking: SessionBooking, *, accepted: bool = False
    ) -> Callable[[], Observation]:
        """Return how to see whether it is canceled: nobody can join it then.

        With `accepted`, Prevail has just answered that it canceled it, so that it need not be listed.
        """

        def see() -> Observation:
            observation = observe(self._lookup.find(booking), booking, Changes())
            gone = accepted and observation.status is Observed.ABSENT
            seen = (
                Observed.AS_WANTED
                if gone
                else _CANCELED.get(observation.status, observation.status)
            )
            return Observation(status=seen, holds=observation.holds)

        return see

    def _held(
        self, booking: SessionBooking, *, asked: UnconfirmedRequest | None
    ) -> BookedSession | None:
        """Return what Prevail has of it, asking only where that may be other than it answered."""
        if booking.booked is None:
            # What was refused, or never asked for, is not there: what is found would be another's.
            found = self._lookup.find_earlier(booking) if booking.trouble in MAY_EXIST else None
            return found.booked if found else None
        begun = booking.moment.instant <= self._clock()
        is_told = booking.secret_id and booking.booked.state is not SessionState.INITIAL
        if asked or (is_told and not begun):
            return booking.booked
        found = self._lookup.find_first(booking)
        return found.booked if found else booking.booked


def _call_back(agent: Booking) -> Booking:
    """Begin to cancel an agent whose session is canceled, unless that is under way or over."""
    try:
        return begin_cancellation(agent)
    except InvalidTransition:
        return agent


def apply_answer(
    answer: BookedSession, *, as_listed: ListedSession | None = None
) -> Callable[[SessionBooking], SessionBooking]:
    """Return the transition of a session that Prevail has answered about.

    Prevail's staff may schedule a request at another time or under another title: what is listed
    counts.
    """

    def transition(current: SessionBooking) -> SessionBooking:
        answered = current.as_booked(answer)
        if as_listed is not None:
            answered = answered.with_changes(differences(as_listed, current))
            answered = answered.with_(unreadable_time=unreadable_time(as_listed, current))
        return mark_booked(answered)

    return transition
