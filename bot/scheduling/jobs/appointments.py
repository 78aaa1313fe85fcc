"""Runs the jobs of telehealth appointments, at CareValidate."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import ClassVar

from bot.scheduling.jobs.appointment_lookup import AppointmentLookup
from bot.scheduling.jobs.appointment_matching import (
    as_listed,
    drift_of,
    is_altered,
    is_for,
    matches_order,
    other_moment,
    unreadable_time,
)
from bot.scheduling.jobs.base import JobContext
from bot.scheduling.jobs.failure_meanings import inconclusive_if_refused
from bot.scheduling.jobs.listed_bookings import ListedBookingJobs
from bot.scheduling.jobs.matching import (
    Candidate,
)
from bot.scheduling.jobs.retries import next_lookup
from bot.scheduling.jobs.verdicts import Observation, Observed, OutcomePending, Resolution, Verdict
from bot.scheduling.model.appointment import (
    Appointment,
    AppointmentBooking,
    folded_id,
)
from bot.scheduling.model.booking import Changes, Drift
from bot.scheduling.model.failures import (
    Ambiguous,
    DoubtfulNotAllowed,
    DoubtfulRefusal,
    Gone,
    ProviderFailure,
    Refused,
    Unverifiable,
)
from bot.scheduling.model.record import MAY_EXIST, Record, Reply, State, UnconfirmedRequest
from bot.scheduling.model.transitions import mark_booked, unchanged
from bot.scheduling.ports.providers import Appointments
from bot.scheduling.ports.results import Outcome, Postponed, Result
from bot.scheduling.ports.store import Select
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Cancel, Change, CheckDrift, Poll
from bot.scheduling.tasks.queue import Job, Task
from bot.scheduling.tasks.slack import DirectMessage, ShowCard, ThreadReply

log = logging.getLogger(__name__)


class AppointmentJobs(ListedBookingJobs[AppointmentBooking, Appointments]):
    """Does the work that waits for CareValidate."""

    record_type: ClassVar[type[Record]] = AppointmentBooking

    def __init__(self, appointments: Appointments, context: JobContext, *, select: Select) -> None:
        """`select` finds the other bookings, whose own entries are left out of every match."""
        super().__init__(appointments, context)
        self._lookup = AppointmentLookup(appointments, select=select, clock=context.clock)

    def compare_with_list(
        self, bookings: Sequence[AppointmentBooking]
    ) -> list[tuple[AppointmentBooking, Task]]:
        """Return what to do about each that CareValidate lists otherwise than Docket has it.

        What is otherwise than its time is looked up, and taken in.
        """
        tasks: list[tuple[AppointmentBooking, Task]] = []
        for booking, listed in self._lookup.compare(bookings):
            drift = drift_of(listed, booking)
            if drift != booking.drift:
                tasks.append((booking, CheckDrift(seen=drift)))
            elif drift is None and _is_listed_otherwise(listed, booking):
                tasks.append((booking, Poll()))
        return tasks

    def look_for_drift(self, booking: AppointmentBooking) -> Drift | None:
        """Look how CareValidate holds it otherwise than Docket has it. Raises a ProviderFailure."""
        return drift_of(self._lookup.find(booking.remote_id, booking), booking)

    def candidates(self, booking: AppointmentBooking) -> list[Candidate[Appointment]]:
        """List what may be the booking's appointment; raises what `AppointmentLookup` does."""
        return self._lookup.candidates(booking)

    def book(self, booking: AppointmentBooking, *, asked: UnconfirmedRequest | None) -> Outcome:
        """Book it, unless an earlier try did; first look what could be mistaken for it.

        CareValidate takes no name of ours, so that what is found may be somebody else's.
        """
        if booking.state not in {State.BOOKING, State.CANCELING}:
            return Outcome()
        earlier = self._lookup.find_earlier(booking, asked) if asked else None
        if earlier is not None:
            return self.adopt(booking, earlier)
        self.check_may_repeat(booking, asked)
        if asked and asked.answered:
            raise Unverifiable(booking.provider)
        if booking.state is State.CANCELING:
            return Outcome(transition=lambda current: current.with_(trouble=None, asked=None))
        if booking.there_before is None:
            return self._look_first(booking)
        return self._book(booking, again=asked is not None)

    def _look_first(self, booking: AppointmentBooking) -> Outcome:
        """Keep what could be mistaken for it before anything is asked for, which is done next."""
        like = self._provider.candidates(booking.request).held
        return self.book_after_noting(tuple(folded_id(held.id) for held in like))

    def _book(self, booking: AppointmentBooking, *, again: bool) -> Outcome:
        """Ask for it; what is answered counts where it is what was ordered."""
        with self.booking_request(booking, again=again):
            held = self._ask(booking, again=again)
        if is_for(held, booking.request) is None and self._lookup.is_for_another(held, booking):
            raise Ambiguous(booking.provider)
        if folded_id(held.id) in {*(booking.there_before or ()), *self._lookup.taken(booking)}:
            raise Ambiguous(booking.provider)
        if held.unreadable_start or matches_order(held, booking.request) is False:
            # What is listed counts, and nobody hears of anything else before.
            answered = UnconfirmedRequest(at=self._clock(), heard=Reply.DIFFERENT, answered=held.id)
            raise OutcomePending(booking.provider, asked=answered)
        return self.adopt(booking, held)

    def _ask(self, booking: AppointmentBooking, *, again: bool) -> Appointment:
        try:
            return self._provider.book(booking.request)
        except DoubtfulNotAllowed as failure:
            if again:
                raise
            return self.find_despite_denial(
                booking, failure, partial(self._lookup.find_made_since, booking, None)
            )
        except (Gone, Refused) as failure:
            # "Taken" may be by itself: on its way, a request can be sent twice.
            earlier = (
                None
                if again or isinstance(failure, DoubtfulRefusal)
                else self._lookup.find_earlier(booking, None)
            )
            if earlier is None:
                raise
            return earlier

    def adopt(self, booking: AppointmentBooking, held: Appointment) -> Outcome:
        """Return what follows from what CareValidate holds; what its owner did not ask for, they are told."""
        moment = other_moment(held, booking)
        tasks: list[Task] = [ShowCard(), *self.link_news(booking, refused=held.refused_link)]
        if held.unreadable_start or moment is not None:
            news = News(what=EventType.DIFFERENT_TIME, before=booking.moment, after=moment)
            tasks.append(DirectMessage(user=booking.owner, news=news))
        elif matches_order(held, booking.request) is False:
            tasks.append(
                DirectMessage(user=booking.owner, news=News(what=EventType.NOT_AS_ORDERED))
            )

        def transition(current: AppointmentBooking) -> AppointmentBooking:
            held_there = current.with_changes(Changes(moment=moment)).with_(
                booked=held, unreadable_time=held.unreadable_start
            )
            return mark_booked(held_there)

        return Outcome(transition=transition, then=self.now(*tasks))

    def find_unconfirmed(self, booking: AppointmentBooking) -> Outcome | None:
        """Look for an appointment of which nobody knows whether it was made. Raises Ambiguous."""
        earlier = self._lookup.find_earlier(booking, booking.asked)
        if earlier is None:
            return None
        return self.adopt(booking, earlier)

    def change(
        self, booking: AppointmentBooking, wanted: Changes, *, asked: UnconfirmedRequest | None
    ) -> Resolution:
        """Refuse: CareValidate moves no appointment, and the handlers offer none to be moved."""
        del wanted, asked
        raise Refused(
            booking.provider, reason="An appointment can't be moved. Cancel it and book a new one."
        )

    def cancel(
        self, booking: AppointmentBooking, task: Cancel, *, asked: UnconfirmedRequest | None
    ) -> Resolution:
        """Cancel it, if CareValidate has it, and see that it is listed no more."""
        lost = booking.booked is None and booking.trouble in MAY_EXIST
        held = self._lookup.find_earlier(booking, booking.asked) if lost else booking.booked
        if held is None:
            return Resolution(verdict=Verdict.DONE if lost else Verdict.NEVER_MADE)
        see = partial(self._see_gone, booking, held)

        def ask(_: Observation | None) -> Observation:
            with inconclusive_if_refused():
                self._provider.cancel(held.id, email=booking.request.email, reason=task.reason)
            return self._looked(partial(see, accepted=True))

        return self.request_and_verify(booking, asked=asked, see=see, ask=ask)

    def observe_result(self, booking: AppointmentBooking, task: Change | Cancel) -> Observation:
        """Look whether it is listed since a cancellation was given up."""
        del task
        held = booking.booked
        return self._see_gone(booking, held) if held else Observation(status=Observed.UNCLEAR)

    def poll(self, job: Job, booking: AppointmentBooking) -> Result:
        """See what CareValidate's people have done since: where it is not listed for long, it is gone."""
        now = self._clock()
        if booking.booked is None or booking.state is not State.CONFIRMED:
            return Outcome()
        try:
            seen = self.look(booking)
        except ProviderFailure as failure:
            log.info("could not look up %s: %s", booking.ref, type(failure).__name__)
            return Outcome()
        if seen is not None:
            return seen
        if booking.moment.instant <= now:
            return Outcome()
        if now - job.since < self._lag:
            return Postponed(at=next_lookup(job.since, lag=self._lag, now=now))
        return self.ended_at_provider(booking, Resolution(verdict=Verdict.GONE))

    def look(self, booking: AppointmentBooking) -> Outcome | None:
        """Take in how it is listed, should it have been changed there; None where it is not listed."""
        before = booking.booked
        listed = self._lookup.find(booking.remote_id, booking)
        if before is None or listed is None:
            return None
        holds = Changes(moment=other_moment(listed, booking))
        known = as_listed(listed, before=before, request=booking.request)
        unreadable = unreadable_time(listed, booking)
        if holds.moment is None and (known, unreadable) == (before, booking.unreadable_time):
            return Outcome(transition=unchanged)

        def transition(current: AppointmentBooking) -> AppointmentBooking:
            held = current.with_changes(holds)
            return held.with_(booked=known, unreadable_time=unreadable)

        messages = self._about_what_is_listed(
            booking, before=before, holds=holds, known=known, unreadable=unreadable
        )
        return Outcome(transition=transition, then=self.now(ShowCard(), *messages))

    def _about_what_is_listed(
        self,
        booking: AppointmentBooking,
        *,
        before: Appointment,
        holds: Changes,
        known: Appointment,
        unreadable: str,
    ) -> list[Task]:
        """Return the messages that it was changed at CareValidate, and to what."""
        messages = self.news_of_changes(booking, holds, wanted=Changes())
        other_time = unreadable not in {"", booking.unreadable_time}
        altered = is_altered(known, before=before, ordered=booking.request)
        what = [EventType.CHANGED_AT_PROVIDER] if other_time or altered else []
        record_type = booking.with_(booked=known).length
        if holds.moment is None and record_type not in {timedelta(0), booking.length}:
            what.append(EventType.LENGTH_CHANGED_AT_PROVIDER)
        for each in what:
            news = News(what=each, before=booking.moment)
            messages += [ThreadReply(news=news), DirectMessage(user=booking.owner, news=news)]
        refused = known.refused_link and not before.refused_link
        return [*messages, *self.link_news(booking, refused=refused)]

    def _see_gone(
        self, booking: AppointmentBooking, held: Appointment, *, accepted: bool = False
    ) -> Observation:
        """See whether it is listed no more, which proves something only of what would be listed.

        With `accepted`, CareValidate has just answered that it canceled it.
        """
        listed = self._lookup.find(held.id, booking)
        if listed is not None:
            holds = Changes(moment=other_moment(listed, booking))
            return Observation(status=Observed.DIFFERENT, holds=holds)
        now = self._clock()
        if accepted:
            return Observation(status=Observed.AS_WANTED)
        if booking.moment.instant <= now:
            return Observation(status=Observed.UNCLEAR)
        was_listed = booking.created + self._lag <= now
        return Observation(status=Observed.AS_WANTED if was_listed else Observed.ABSENT)


def _is_listed_otherwise(listed: Appointment | None, booking: AppointmentBooking) -> bool:
    """Return whether more is listed of it than Docket has heard, or something else."""
    before = booking.booked
    return bool(
        listed and before and as_listed(listed, before=before, request=booking.request) != before
    )
