"""A booking, which takes place at a time of its own, and the changes that may be asked of one."""

from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal, Self, TypeVar

from pydantic import AfterValidator

from bot.scheduling.model.links import carries_secret
from bot.scheduling.model.record import (
    ENDED,
    NOTHING_CREATED,
    FailureReason,
    Order,
    Phase,
    Record,
    State,
    Visibility,
)
from bot.scheduling.model.text import Text
from bot.scheduling.model.value import StoredMoment, Value

QUARTER_HOUR = timedelta(minutes=15)
MAX_DURATION = timedelta(days=30)


def _quarter_hours(duration: timedelta) -> timedelta:
    """Refuse what Prevail cannot book: durations come in quarter hours, at least one."""
    if not timedelta(0) < duration <= MAX_DURATION or duration % QUARTER_HOUR:
        raise ValueError("a session lasts a whole number of quarter hours")
    return duration


Duration = Annotated[timedelta, AfterValidator(_quarter_hours)]


class Changes(Value):
    """A change asked for: only what differs is set; invitees can only be added (Prevail's rule).

    Of what a provider holds, `unreadable_time` is what it says of a time that cannot be read.
    """

    moment: StoredMoment | None = None
    duration: Duration | None = None
    title: Text | None = None
    invitees: tuple[str, ...] = ()
    unreadable_time: Text = ""

    @property
    def without_invitees(self) -> "Changes | None":
        """What of it others can be in the way of: when it is, how long, and its title; if it says that."""
        kept = Changes(moment=self.moment, duration=self.duration, title=self.title)
        return None if kept == Changes() else kept


class Drift(Value):
    """How a provider was seen to hold a booking otherwise, although nobody asked for that with Docket.

    `holds` are the values that it has there; it has `ended` where it was canceled there, or is gone.
    """

    holds: Changes = Changes()
    ended: Literal[FailureReason.CANCELED_AT_PROVIDER, FailureReason.GONE] | None = None


class Hold(Value):
    """A move or cancellation that can be undone `until` a time (aware UTC): nobody is told of it before.

    It moves to `moment`, or cancels where that is None. `drift` is what the booking had of it before.
    """

    until: datetime
    moment: StoredMoment | None = None
    drift: Drift | None = None


class Booking(Record, ABC):
    """What Docket keeps of one thing that takes place at a time of its own.

    What was ordered and what the provider answered is in the kinds: `SessionBooking`,
    `AgentBooking`, `AppointmentBooking`. `calendar_generation` says how often its calendar links were
    revoked. `never_booked` says of a canceled one that the provider never had it. `unreadable_time` is
    what the provider was last seen to say of its time where that cannot be read: `moment` is then only
    what was asked for, or read before. `by_old_law` is its instant (aware UTC) by the zone data that
    were there when it may have been made, if nobody knew then whether the provider had it. `drift` is
    how the provider holds it otherwise, until somebody decides what counts. `hold` is the move or
    cancellation that waits for somebody to undo it. `wants` is the time, length and title that a change
    under way gives it.
    """

    can_move: ClassVar[bool] = True
    # Whether the provider's own people may move it, which its lists then show.
    can_be_elsewhere: ClassVar[bool] = False
    moment: StoredMoment
    calendar_generation: int = 0
    never_booked: bool = False
    unreadable_time: Text = ""
    by_old_law: datetime | None = None
    drift: Drift | None = None
    hold: Hold | None = None
    wants: Changes | None = None

    @property
    def written(self) -> str:
        """When it is, as its reader writes times."""
        return self.moment.written(self.reader)

    @property
    def length(self) -> timedelta:
        """How long it lasts; zero where nobody says."""
        return timedelta(0)

    @property
    def starts(self) -> datetime:
        """When it begins, as an aware UTC time."""
        return self.moment.instant

    @property
    def ends(self) -> datetime:
        """When it is over, as an aware UTC time."""
        return self.starts + self.length

    @property
    def useful_until(self) -> datetime:
        """Until it begins: then it is too late to have the provider do something about it."""
        return self.starts

    @property
    def changeable(self) -> bool:
        """Return whether there ever is anything to move or cancel."""
        return True

    @property
    def cancelable_until(self) -> datetime:
        """Until when (aware UTC) the provider may still be asked to cancel it."""
        return self.starts

    @property
    def link(self) -> str | None:
        """The join link that the provider gave, if it did."""
        return None

    @property
    def ended_there(self) -> bool:
        """Whether it was seen to have come to an end at its provider, which nobody has accepted yet."""
        return self.drift is not None and self.drift.ended is not None

    @property
    def join_url(self) -> str | None:
        """The link people press, while there is something to join."""
        return None if self.state in ENDED or self.ended_there else self.link

    def link_at(self, place: Visibility) -> str | None:
        """Return the link people press: where others read along, none that a password may come with."""
        link = self.join_url
        hidden = link is not None and place is not Visibility.DIRECT and carries_secret(link)
        return None if hidden else link

    @property
    def form_state(self) -> tuple[object, ...]:
        """What forms show of it, with when it is."""
        return (
            *super().form_state,
            self.moment.instant,
            self.moment.zone,
            self.unreadable_time,
            self.drift,
            self.hold,
        )

    def phase(self, now: datetime) -> Phase:
        """Return whether its time is ahead, has begun or is over; an unreadable time counts as ahead.

        What lasts no known time is never over, only begun.
        """
        if not self.changeable or self.unreadable_time or now < self.moment.instant:
            return Phase.UPCOMING
        return Phase.FINISHED if self.length and self.ends <= now else Phase.STARTED

    def after(self, earlier: Record) -> Self:
        """Return it as what `earlier` has become; what has come to an end is held and wanted no more."""
        is_begun = self.state in {State.MOVING, State.CANCELING}
        now = self if is_begun else self.with_(hold=None, wants=None)
        return super(Booking, now).after(earlier)

    def as_of(self, now: datetime) -> Self:
        """Return it without a hold that is over by now (aware UTC)."""
        return self if self.hold is None or now < self.hold.until else self.with_(hold=None)

    @property
    def redraw_at(self) -> datetime | None:
        """When its card has to be drawn anew because of the clock alone (aware UTC), if ever."""
        if self.card is not None and self.hold is not None:
            return self.hold.until
        fixed = self.state in ENDED or not self.changeable or bool(self.unreadable_time)
        if self.card is None or fixed or self.card.phase is Phase.FINISHED:
            return None
        if self.card.phase is Phase.STARTED:
            return self.ends if self.length else None
        return self.moment.instant

    def as_retry_of(self, earlier: Self) -> Self:
        """Return it as the next try, whose calendar links are the earlier one's."""
        again = super().as_retry_of(earlier)
        return again.with_(calendar_generation=earlier.calendar_generation)

    def with_changes(self, wanted: Changes) -> Self:
        """Return it with a change made, which settles how the provider held it otherwise."""
        if wanted.moment is not None:
            return self.with_(moment=wanted.moment, unreadable_time="", drift=None)
        unreadable_time = wanted.unreadable_time or self.unreadable_time
        return self.with_(unreadable_time=unreadable_time, drift=None)


AnyBooking = TypeVar("AnyBooking", bound=Booking)


class ListedBooking(Booking, ABC):
    """A booking at a provider that lists what it holds, so that a lost one can be looked for.

    `there_before` are the provider's ids of what could be mistaken for it and was there before the
    first try; None where nobody has looked.
    """

    there_before: tuple[str, ...] | None = None

    @abstractmethod
    def repeats(self, earlier: Self) -> bool:
        """Return whether it orders the very same thing."""

    def as_retry_of(self, earlier: Self) -> Self:
        """Return it as the next try; what was seen before the first counts for the same order.

        Of what the provider refused nothing was made, so that it is as if there had been no try.
        """
        again = super().as_retry_of(earlier)
        if earlier.trouble in NOTHING_CREATED:
            return again
        again = again.keeping_name_of(earlier)
        return again.with_(there_before=earlier.there_before) if again.repeats(earlier) else again

    def keeping_name_of(self, earlier: Self) -> Self:
        """Return it under the provider's name of an earlier try, where Docket chooses it."""
        del earlier
        return self

    def excluding(self, ids: tuple[str, ...]) -> Self:
        """Return it as one that what has these ids is not, like what was there before it."""
        return self.with_(there_before=(*(self.there_before or ()), *ids))


AnyListedBooking = TypeVar("AnyListedBooking", bound=ListedBooking)


def hold_of(record: Record) -> Hold | None:
    """Return the move or cancellation that is held, if one is."""
    return record.hold if isinstance(record, Booking) else None


class BookingOrder(Order):
    """What a form asks to be booked at a time."""

    moment: StoredMoment
