"""What is asked of a provider about something that Docket did not book: each is carried out once."""

import logging
from abc import abstractmethod
from typing import ClassVar, Generic

from bot.scheduling.jobs.appointment_lookup import LOOK_AHEAD, find_listed
from bot.scheduling.jobs.base import AnyProvider, ProviderJobs
from bot.scheduling.jobs.failure_meanings import (
    inconclusive_if_refused,
    not_allowed_if_list_missing,
    says_canceled,
    unverifiable_request,
)
from bot.scheduling.jobs.outcomes import FAILURE_REASONS
from bot.scheduling.jobs.verdicts import Observation, Observed
from bot.scheduling.model.appointment import Appointment
from bot.scheduling.model.failures import Gone, Refused
from bot.scheduling.model.record import Record, State, UnconfirmedRequest
from bot.scheduling.model.transitions import mark_booked, mark_canceled
from bot.scheduling.ports.providers import Agents, Appointments
from bot.scheduling.ports.results import Outcome, Result
from bot.scheduling.requests.calendar_actions import Action, CalendarAction, CalendarActionRequest
from bot.scheduling.requests.cancellations import CancellationRequest
from bot.scheduling.requests.request import AnyRequest
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book
from bot.scheduling.tasks.queue import Job
from bot.scheduling.tasks.slack import DirectMessage, ShowCard

log = logging.getLogger(__name__)


class RequestJobs(ProviderJobs[AnyRequest, AnyProvider], Generic[AnyRequest, AnyProvider]):
    """Does what is done once: a request is neither changed nor canceled."""

    @abstractmethod
    def carry_out(self, request: AnyRequest, *, asked: UnconfirmedRequest | None) -> Outcome:
        """Do it, unless what was asked before did. Raises a ProviderFailure."""

    def perform(self, job: Job, record: AnyRequest, *, asked: UnconfirmedRequest | None) -> Result:
        """Carry it out, if that is still to be done. Raises a ProviderFailure."""
        if not isinstance(job.task, Book):
            raise TypeError(f"{job.task.kind} is no work for {record.ref}")
        return self.carry_out(record, asked=asked) if record.state is State.BOOKING else Outcome()


class CalendarActionJobs(RequestJobs[CalendarActionRequest, Agents]):
    """Does calendar actions at Cronofy; every one of them may be done again without harm."""

    record_type: ClassVar[type[Record]] = CalendarActionRequest

    def carry_out(
        self, request: CalendarActionRequest, *, asked: UnconfirmedRequest | None
    ) -> Outcome:
        """Run it; an event that an earlier try may have deleted is gone, whoever did it."""
        gone = False
        with unverifiable_request(asked):
            try:
                self._run(request.calendar_action)
            except Gone:
                gone = asked is not None and request.calendar_action.action is Action.DELETE
                if not gone:
                    raise

        def transition(current: CalendarActionRequest) -> CalendarActionRequest:
            return mark_booked(current.with_(done=True, found_gone=gone))

        return Outcome(transition=transition, then=self.now(ShowCard()))

    def _run(self, action: CalendarAction) -> None:
        match action:
            case CalendarAction(action=Action.CANCEL_KEY, scheduling_key=key):
                self._provider.cancel(key)
            case CalendarAction(action=Action.REMOVE, event=event) if event:
                self._provider.remove_from_event(event)
            case CalendarAction(action=Action.ADD, event=event) if event:
                self._provider.add_to_event(event)
            case CalendarAction(action=Action.DELETE, event=event) if event:
                self._provider.delete(event)
            case _:
                raise TypeError(f"{action.action} names no calendar event")


class CancellationJobs(RequestJobs[CancellationRequest, Appointments]):
    """Cancels at CareValidate, by its own ids, what somebody else booked."""

    record_type: ClassVar[type[Record]] = CancellationRequest

    def carry_out(
        self, request: CancellationRequest, *, asked: UnconfirmedRequest | None
    ) -> Outcome:
        """Cancel it; first look whether it is listed, because only then its absence proves something."""
        if request.was_listed is None:
            return self._look_first(request)
        if not request.was_listed:
            return self._cancel_unseen(request, asked=asked)
        resolution = self.request_and_verify(
            request,
            asked=asked,
            see=lambda: self._see(request),
            ask=lambda _: self._ask(request),
        )
        left = FAILURE_REASONS.get(resolution.verdict)
        if left is not None:
            return self.not_booked(request, left, reason=resolution.reason)
        return self._canceled(request)

    def _look_first(self, request: CancellationRequest) -> Outcome:
        with not_allowed_if_list_missing():
            listed = self._listed(request) is not None

        def transition(current: CancellationRequest) -> CancellationRequest:
            return current.with_(was_listed=listed)

        return Outcome(transition=transition, then=self.now(Book()))

    def _ask(self, request: CancellationRequest) -> Observation:
        with inconclusive_if_refused():
            self._ask_to_cancel(request)
        return self._looked(lambda: self._see(request))

    def _see(self, request: CancellationRequest) -> Observation:
        is_listed = self._listed(request) is not None
        return Observation(status=Observed.DIFFERENT if is_listed else Observed.AS_WANTED)

    def _cancel_unseen(
        self, request: CancellationRequest, *, asked: UnconfirmedRequest | None
    ) -> Outcome:
        """Cancel what is not listed: CareValidate's own words are all that can be had of it."""
        with unverifiable_request(asked):
            try:
                self._ask_to_cancel(request)
            except Refused as failure:
                if not says_canceled(failure.reason) or self._listed(request):
                    raise
                log.info("%s was carried out before", request.ref)
                if asked is None:
                    return self._canceled_before(request)
        return self._canceled(request)

    def _canceled_before(self, request: CancellationRequest) -> Outcome:
        """Say to who asked that somebody had canceled it; others have no news of that by them."""
        messages = DirectMessage(user=request.owner, news=News(what=EventType.ALREADY_DONE))
        return Outcome(transition=mark_canceled, then=self.now(ShowCard(), messages))

    def _ask_to_cancel(self, request: CancellationRequest) -> None:
        wanted = request.cancellation
        self._provider.cancel(wanted.appointment_id, email=wanted.email, reason=wanted.reason)

    def _canceled(self, request: CancellationRequest) -> Outcome:
        return self.canceled(request, News(what=EventType.CANCELED, by=request.owner))

    def _listed(self, request: CancellationRequest) -> Appointment | None:
        now = self._clock()
        return find_listed(
            request.cancellation.appointment_id,
            start=now,
            end=now + LOOK_AHEAD,
            appointments=self._provider,
        )
