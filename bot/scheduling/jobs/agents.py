"""Runs the jobs of meeting agents, at Cronofy."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import ClassVar

from bot.scheduling.jobs.bookings import BookingJobs
from bot.scheduling.jobs.failure_meanings import unverifiable_request
from bot.scheduling.jobs.verdicts import Resolution, Verdict
from bot.scheduling.model.agent import AgentBooking
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.failures import Gone, NotAllowed, OutcomeUnknown, Unverifiable
from bot.scheduling.model.record import MAY_EXIST, FailureReason, Record, State, UnconfirmedRequest
from bot.scheduling.model.session_agent import detach_agent, note_agent_time
from bot.scheduling.model.transitions import mark_booked, mark_canceled
from bot.scheduling.ports.providers import Agents
from bot.scheduling.ports.results import Outcome, SideEffect, Transition
from bot.scheduling.tasks.news import News
from bot.scheduling.tasks.provider import Cancel, Change
from bot.scheduling.tasks.queue import Job, ScheduledTask, Task
from bot.scheduling.tasks.slack import ShowCard
from bot.times.moment import Moment


class AgentJobs(BookingJobs[AgentBooking, Agents]):
    """Does the work that waits for Cronofy."""

    record_type: ClassVar[type[Record]] = AgentBooking

    def book(self, booking: AgentBooking, *, asked: UnconfirmedRequest | None) -> Outcome:
        """Schedule it, which may be repeated, or send it at once, which may not."""
        if booking.state is not State.BOOKING:
            return Outcome()
        if booking.at_once:
            return self._send(booking, tried_before=asked is not None)
        self._schedule_at(booking, booking.moment.instant, asked=asked)
        return self._sent()

    def _send(self, booking: AgentBooking, *, tried_before: bool) -> Outcome:
        """Send it once: whether a lost try sent one cannot be found out, and two would both join."""
        if tried_before:
            return self.not_booked(booking, FailureReason.UNKNOWN)
        try:
            with unverifiable_request(None):
                sent = self._provider.send(booking.call)
        except OutcomeUnknown:
            return self.not_booked(booking, FailureReason.UNKNOWN)
        except Unverifiable as failure:
            return self.not_booked(booking, FailureReason.UNKNOWN, reason=failure.reason)
        messages = self.link_news(booking, refused=sent.refused_link)
        return self._sent(*messages, dashboard=sent.dashboard)

    def _sent(self, *messages: Task, dashboard: str | None = None) -> Outcome:
        def transition(current: AgentBooking) -> AgentBooking:
            return mark_booked(current.with_(on_its_way=True, dashboard=dashboard))

        return Outcome(transition=transition, then=self.now(ShowCard(), *messages))

    def canceled(
        self, record: AgentBooking, news: News, *, reason: str = "", announced: bool = True
    ) -> Outcome:
        """Return what follows when it is called back, which may have been too late."""
        outcome = super().canceled(record, news, reason=reason, announced=announced)
        late = record.may_be_joining(self._clock())

        def transition(current: AgentBooking) -> AgentBooking:
            return mark_canceled(current).with_(may_have_joined=late)

        return self._detached(record, replace(outcome, transition=transition))

    def after_change(self, booking: AgentBooking, task: Change, resolution: Resolution) -> Outcome:
        """Return what follows from a move; its session's card says whether it joins at its time."""
        outcome = super().after_change(booking, task, resolution)
        return self._with_join_time(booking, outcome, at=task.wanted.moment)

    def given_up(
        self, job: Job, record: AgentBooking, trouble: FailureReason, *, reason: str = ""
    ) -> Outcome:
        """Return what follows when something is not tried again, for its session's card as well."""
        outcome = super().given_up(job, record, trouble, reason=reason)
        if not isinstance(job.task, Change):
            return outcome
        at = None if trouble in MAY_EXIST else record.moment
        return self._with_join_time(record, outcome, at=at)

    def not_booked(
        self, record: AgentBooking, trouble: FailureReason, *, reason: str = ""
    ) -> Outcome:
        """Return what follows when it could not be sent; its session may have another."""
        outcome = super().not_booked(record, trouble, reason=reason)
        own_key = record.ref if not record.at_once and trouble in MAY_EXIST else ""
        return self._detached(record, outcome, lost=record.key_of or own_key)

    def _detached(self, booking: AgentBooking, outcome: Outcome, *, lost: str = "") -> Outcome:
        """Return the outcome with which the agent also leaves its session, if it has one."""
        return self._with_session(
            booking, outcome, partial(detach_agent, agent=booking.ref, lost=lost)
        )

    def _with_join_time(
        self, booking: AgentBooking, outcome: Outcome, *, at: Moment | None
    ) -> Outcome:
        """Return the outcome with which its session, if it has one, knows when the agent joins."""
        return self._with_session(
            booking, outcome, partial(note_agent_time, agent=booking.ref, at=at)
        )

    def _with_session(
        self, booking: AgentBooking, outcome: Outcome, transition: Transition
    ) -> Outcome:
        """Return the outcome with which the agent's session, if it has one, takes a transition as well."""
        session = booking.of_session
        if not session:
            return outcome
        show = ScheduledTask(task=ShowCard(), at=self._clock(), ref=session)
        return replace(
            outcome, then=[*outcome.then, show], also=SideEffect(ref=session, transition=transition)
        )

    def change(
        self, booking: AgentBooking, wanted: Changes, *, asked: UnconfirmedRequest | None
    ) -> Resolution:
        """Schedule it anew under its key, which moves it however often it is done."""
        self._schedule_at(booking, (wanted.moment or booking.moment).instant, asked=asked)
        return Resolution(verdict=Verdict.DONE)

    def cancel(
        self, booking: AgentBooking, task: Cancel, *, asked: UnconfirmedRequest | None
    ) -> Resolution:
        """Call it back; one that has begun to join stays, and Cronofy does not say so.

        Cronofy takes any key, so "not found" speaks of the address and not of the agent.
        """
        del task
        try:
            with unverifiable_request(asked):
                self._provider.cancel(booking.remote_id)
        except Gone as failure:
            raise NotAllowed.of(failure) from failure
        return Resolution(verdict=Verdict.DONE)

    def _schedule_at(
        self, booking: AgentBooking, at: datetime, *, asked: UnconfirmedRequest | None
    ) -> None:
        with unverifiable_request(asked):
            self._provider.schedule(booking.call, scheduling_key=booking.remote_id, join_at=at)
