"""Running errands at Cronofy: calendar events, and agents that somebody else scheduled."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar

from bot.scheduling.jobs.base import RequestJobs, unverifiable_request
from bot.scheduling.model.booking import Booking, State, UnconfirmedRequest, mark_booked
from bot.scheduling.model.failures import Gone
from bot.scheduling.ports import Agents, Outcome
from bot.scheduling.requests.calendar_actions import Action, CalendarAction, CalendarActionRequest
from bot.scheduling.tasks import ShowCard


class CalendarActionJobs(RequestJobs[CalendarActionRequest]):
    """Runs errands at Cronofy; every one of them may be run again without harm."""

    takes: ClassVar[type[Booking]] = CalendarActionRequest

    def __init__(
        self,
        agents: Agents,
        *,
        announce_channel: str,
        lag: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(announce_channel=announce_channel, lag=lag, clock=clock)
        self._agents = agents

    def book(self, booking: CalendarActionRequest, *, asked: UnconfirmedRequest | None) -> Outcome:
        """Run it; an event that an earlier try may have deleted is gone, whoever did it."""
        if booking.state is not State.BOOKING:
            return Outcome()
        gone = False
        with unverifiable_request(asked):
            try:
                self._run(booking.errand)
            except Gone:
                gone = asked is not None and booking.errand.deed is Action.DELETE
                if not gone:
                    raise

        def transition(current: Booking) -> Booking:
            return mark_booked(current.with_(done=True, found_gone=gone))

        return Outcome(transition=transition, then=self.now(ShowCard()))

    def _run(self, errand: CalendarAction) -> None:
        match errand:
            case CalendarAction(deed=Action.CALL_BACK, scheduling_key=key):
                self._agents.cancel(key)
            case CalendarAction(deed=Action.TAKE_OFF, event=event) if event:
                self._agents.take_off(event)
            case CalendarAction(deed=Action.PUT_ON, event=event) if event:
                self._agents.put_on(event)
            case CalendarAction(deed=Action.DELETE, event=event) if event:
                self._agents.delete(event)
            case _:
                raise TypeError(f"{errand.deed} names no calendar event")
