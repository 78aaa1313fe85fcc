"""Running errands at Cronofy: calendar events, and agents that somebody else scheduled."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar

from bot.scheduling.bookings import Asked, Booking, State, booked
from bot.scheduling.carrying import OnceCarrier
from bot.scheduling.errands import Deed, Errand, ErrandBooking
from bot.scheduling.failures import Gone
from bot.scheduling.ports import Agents, Outcome
from bot.scheduling.tasks import ShowCard

# What an earlier try, whose answer was lost, may have removed already.
ENDING = frozenset({Deed.DELETE, Deed.CALL_BACK})


class ErrandCarrier(OnceCarrier[ErrandBooking]):
    """Runs errands at Cronofy; every one of them may be run again without harm."""

    takes: ClassVar[type[Booking]] = ErrandBooking

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

    def schedule(self, booking: ErrandBooking, *, asked: Asked | None) -> Outcome:
        """Run it."""
        if booking.state is not State.BOOKING:
            return Outcome()
        try:
            self._run(booking.errand)
        except Gone:
            if not asked or booking.errand.deed not in ENDING:
                raise

        def step(current: Booking) -> Booking:
            return booked(current.with_(done=True))

        return Outcome(step=step, then=self.now(ShowCard()))

    def _run(self, errand: Errand) -> None:
        match errand:
            case Errand(deed=Deed.CALL_BACK, scheduling_key=key):
                self._agents.cancel(key)
            case Errand(deed=Deed.TAKE_OFF, event=event) if event:
                self._agents.take_off(event)
            case Errand(deed=Deed.PUT_ON, event=event) if event:
                self._agents.put_on(event)
            case Errand(deed=Deed.DELETE, event=event) if event:
                self._agents.delete(event)
            case _:
                raise TypeError(f"{errand.deed} names no calendar event")
