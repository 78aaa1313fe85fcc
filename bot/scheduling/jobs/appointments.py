"""Carrying out at CareValidate what was decided about a telehealth appointment."""

import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar
from uuid import UUID

from bot.scheduling.jobs.bookings import BookingJobs
from bot.scheduling.jobs.failure_meanings import inconclusive_if_refused, unknown_if_lookup_refused
from bot.scheduling.jobs.matching import (
    Candidate,
    agreement,
    must_wait_for,
    only_new_match,
    others_at_same_time,
)
from bot.scheduling.jobs.retries import next_look
from bot.scheduling.jobs.verdicts import Observation, Observed, OutcomePending, Resolution, Verdict
from bot.scheduling.model.appointment import (
    Appointment,
    AppointmentBooking,
    AppointmentRequest,
    Location,
    folded_id,
)
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.failures import (
    Ambiguous,
    DoubtfulNotAllowed,
    DoubtfulRefusal,
    Gone,
    OutcomeUnknown,
    ProviderFailure,
    Refused,
    Unverifiable,
)
from bot.scheduling.model.record import MAY_EXIST, Record, Reply, State, UnconfirmedRequest
from bot.scheduling.model.transitions import mark_booked, unchanged
from bot.scheduling.ports.providers import Appointments
from bot.scheduling.ports.store import Select
from bot.scheduling.ports.work import Outcome, Postponed, Result
from bot.scheduling.tasks import (
    Book,
    Cancel,
    Change,
    EventType,
    News,
    ShowCard,
    Task,
    Tell,
    ThreadLine,
    Work,
)
from bot.times.moment import Moment

log = logging.getLogger(__name__)

A_DAY = timedelta(days=1)
# How far ahead appointments are listed to see whether one is still held.
LOOK_AHEAD = timedelta(days=731)


class AppointmentJobs(BookingJobs[AppointmentBooking]):
    """Does the work that waits for CareValidate."""

    takes: ClassVar[type[Record]] = AppointmentBooking

    looks_up = True

    def __init__(
        self,
        appointments: Appointments,
        *,
        select: Select,
        announce_channel: str,
        lag: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        """`select` finds bookings: what is another's there is nobody else's."""
        super().__init__(announce_channel=announce_channel, lag=lag, clock=clock)
        self._appointments = appointments
        self._select = select

    def book(self, booking: AppointmentBooking, *, asked: UnconfirmedRequest | None) -> Outcome:
        """Book it, unless an earlier try did; first look what could be mistaken for it.

        CareValidate takes no name of ours, so that what is found may be somebody else's.
        """
        if booking.state not in {State.BOOKING, State.CANCELING}:
            return Outcome()
        earlier = self._earlier(booking, asked) if asked else None
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
        ids = tuple(
            folded_id(held.id) for held in self._appointments.candidates(booking.request).held
        )

        def transition(current: AppointmentBooking) -> AppointmentBooking:
            return current.with_(there_before=ids)

        return Outcome(transition=transition, then=self.now(Book()))

    def _book(self, booking: AppointmentBooking, *, again: bool) -> Outcome:
        """Ask for it; what is answered counts where it is what was ordered."""
        with self.asking(booking, again=again):
            held = self._ask(booking, again=again)
        if _is_for(held, booking.request) is None and self._is_for_another(held, booking):
            raise Ambiguous(booking.provider)
        if folded_id(held.id) in {*(booking.there_before or ()), *self._taken(booking)}:
            raise Ambiguous(booking.provider)
        if held.unreadable_start or _likeness(held, booking.request) is False:
            # What is listed counts, and nobody hears of anything else before.
            answered = UnconfirmedRequest(at=self._clock(), heard=Reply.DIFFERENT, answered=held.id)
            raise OutcomePending(booking.provider, asked=answered)
        return self.adopt(booking, held)

    def _ask(self, booking: AppointmentBooking, *, again: bool) -> Appointment:
        try:
            return self._appointments.book(booking.request)
        except DoubtfulNotAllowed as failure:
            if again:
                raise
            return self.find_despite_denial(
                booking, failure, partial(self._listed_since, booking, None)
            )
        except (Gone, Refused) as failure:
            # "Taken" may be by itself: on its way, a request can be sent twice.
            earlier = (
                None
                if again or isinstance(failure, DoubtfulRefusal)
                else self._earlier(booking, None)
            )
            if earlier is None:
                raise
            return earlier

    def _is_for_another(self, answered: Appointment, booking: AppointmentBooking) -> bool:
        """Say whether an answer that names nobody has the id of what is listed for somebody else."""
        start = booking.moment.instant
        try:
            listed = find_listed(
                answered.id, start=start, end=start, appointments=self._appointments
            )
        except ProviderFailure as failure:
            log.info("%s could not be looked up: %s", booking.ref, type(failure).__name__)
            return False
        return listed is not None and _is_for(listed, booking.request) is False

    def adopt(self, booking: AppointmentBooking, held: Appointment) -> Outcome:
        """Return what follows from what CareValidate holds; what its owner did not ask for, they are told."""
        moment = _moment(held, booking)
        tasks: list[Task] = [ShowCard(), *self.about_links(booking, refused=held.refused_link)]
        if held.unreadable_start or moment is not None:
            news = News(what=EventType.OTHER_TIME, before=booking.moment, after=moment)
            tasks.append(Tell(user=booking.owner, news=news))
        elif _likeness(held, booking.request) is False:
            tasks.append(Tell(user=booking.owner, news=News(what=EventType.NOT_AS_ORDERED)))

        def transition(current: AppointmentBooking) -> AppointmentBooking:
            held_there = current.with_changes(Changes(moment=moment)).with_(
                booked=held, unreadable_time=held.unreadable_start
            )
            return mark_booked(held_there)

        return Outcome(transition=transition, then=self.now(*tasks))

    def find_unconfirmed(self, booking: AppointmentBooking) -> Outcome | None:
        """Look for an appointment of which nobody knows whether it was made. Raises Unproven."""
        earlier = self._earlier(booking, booking.asked)
        if earlier is None:
            return None
        return self.adopt(booking, earlier)

    def _earlier(
        self, booking: AppointmentBooking, asked: UnconfirmedRequest | None
    ) -> Appointment | None:
        """Return the one appointment that nobody but an earlier try can have made. Raises Unproven."""
        with unknown_if_lookup_refused():
            return self._listed_since(booking, asked)

    def _listed_since(
        self, booking: AppointmentBooking, asked: UnconfirmedRequest | None
    ) -> Appointment | None:
        answered = self._find(asked.answered, booking) if asked and asked.answered else None
        if answered and _is_for(answered, booking.request) is False:
            raise Ambiguous(booking.provider)
        if answered and answered.unclear:
            raise OutcomeUnknown(booking.provider, reason="its list does not say how it stands")
        if answered:
            return answered
        may_be, whole = self._like(booking)
        like = (
            other for other in self._others(booking) if other.request.email == booking.request.email
        )
        if may_be and any(must_wait_for(other, booking) for other in like):
            raise OutcomeUnknown(booking.provider, reason="another one like it is under way")
        made = only_new_match(may_be, before=booking.there_before, provider=booking.provider)
        if made is None and not whole:
            raise _not_read_whole()
        return made

    def candidates(self, booking: AppointmentBooking) -> list[Candidate[Appointment]]:
        """List what may be the booking's appointment and is not known to be another booking's.

        Raises OutcomeUnknown where it lists nothing of the kind, and not all of the list is there.
        """
        listed, whole = self._like(booking)
        if not listed and not whole:
            raise _not_read_whole()
        return listed

    def _like(self, booking: AppointmentBooking) -> tuple[list[Candidate[Appointment]], bool]:
        """List what may be the booking's, and say whether all of the list is there."""
        taken, listing = self._taken(booking), self._appointments.candidates(booking.request)
        listed = [
            Candidate(id=folded_id(held.id), agrees=_likeness(held, booking.request), thing=held)
            for held in listing.held
            if folded_id(held.id) not in taken
        ]
        return [each for each in listed if each.agrees is not False], listing.whole

    def _taken(self, booking: AppointmentBooking) -> frozenset[str]:
        return frozenset(other.remote_key for other in self._others(booking))

    def _others(self, booking: AppointmentBooking) -> list[AppointmentBooking]:
        """Return the other bookings of the same time, whose appointments are not this one's."""
        return others_at_same_time(booking, select=self._select)

    def change(
        self, booking: AppointmentBooking, wanted: Changes, *, asked: UnconfirmedRequest | None
    ) -> Resolution:
        """Refuse: CareValidate moves no appointment, and the handlers offer none to be moved."""
        del wanted, asked
        raise Refused(
            booking.provider, reason="An appointment cannot be moved: cancel and book anew."
        )

    def cancel(
        self, booking: AppointmentBooking, task: Cancel, *, asked: UnconfirmedRequest | None
    ) -> Resolution:
        """Cancel it, if CareValidate has it, and see that it is listed no more."""
        lost = booking.booked is None and booking.trouble in MAY_EXIST
        held = self._earlier(booking, booking.asked) if lost else booking.booked
        if held is None:
            return Resolution(verdict=Verdict.DONE if lost else Verdict.NEVER_MADE)
        see = partial(self._see_gone, booking, held)

        def ask(_: Observation | None) -> Observation:
            with inconclusive_if_refused():
                self._appointments.cancel(held.id, email=booking.request.email, reason=task.reason)
            return self._looked(partial(see, accepted=True))

        return self.request_and_verify(booking, asked=asked, see=see, ask=ask)

    def observe_result(self, booking: AppointmentBooking, task: Change | Cancel) -> Observation:
        """Look whether it is listed since a cancellation was given up."""
        del task
        held = booking.booked
        return self._see_gone(booking, held) if held else Observation(status=Observed.UNCLEAR)

    def watch(self, work: Work, booking: AppointmentBooking) -> Result:
        """See what CareValidate's people have done since: where it is not listed for long, it is gone."""
        now = self._clock()
        if booking.booked is None or booking.state is not State.CONFIRMED:
            return Outcome()
        try:
            seen = self.look(booking)
        except ProviderFailure as failure:
            log.info("%s could not be looked up: %s", booking.ref, type(failure).__name__)
            return Outcome()
        if seen is not None:
            return seen
        if booking.moment.instant <= now:
            return Outcome()
        if now - work.since < self._lag:
            return Postponed(at=next_look(work.since, lag=self._lag, now=now))
        return self.ended_at_provider(booking, Resolution(verdict=Verdict.GONE))

    def look(self, booking: AppointmentBooking) -> Outcome | None:
        """Take in how it is listed, should it have been changed there; None where it is not listed."""
        before = booking.booked
        listed = self._find(booking.remote_id, booking)
        if before is None or listed is None:
            return None
        if listed.unclear:
            log.info("%s is listed, and not how it stands", booking.ref)
            return Outcome()
        holds = Changes(moment=_moment(listed, booking))
        known = _as_listed(listed, before=before, request=booking.request)
        unreadable = _unreadable(listed, booking)
        if holds.moment is None and (known, unreadable) == (before, booking.unreadable_time):
            return Outcome(transition=unchanged)

        def transition(current: AppointmentBooking) -> AppointmentBooking:
            held = current.with_changes(holds)
            return held.with_(booked=known, unreadable_time=unreadable)

        told = self._about_what_is_listed(booking, holds=holds, known=known, unreadable=unreadable)
        return Outcome(transition=transition, then=self.now(ShowCard(), *told))

    def _about_what_is_listed(
        self, booking: AppointmentBooking, *, holds: Changes, known: Appointment, unreadable: str
    ) -> list[Task]:
        """Return the word that somebody else changed it at CareValidate, and what to."""
        told = self.about_changes_there(booking, holds, wanted=Changes())
        other_time = unreadable not in {"", booking.unreadable_time}
        what = [EventType.CHANGED_THERE] if other_time or _is_altered(known, booking) else []
        takes = booking.with_(booked=known).length
        if holds.moment is None and takes not in {timedelta(0), booking.length}:
            what.append(EventType.LENGTH_CHANGED_THERE)
        for each in what:
            news = News(what=each, before=booking.moment)
            told += [ThreadLine(news=news), Tell(user=booking.owner, news=news)]
        refused = known.refused_link and not (booking.booked and booking.booked.refused_link)
        return [*told, *self.about_links(booking, refused=refused)]

    def _see_gone(
        self, booking: AppointmentBooking, held: Appointment, *, accepted: bool = False
    ) -> Observation:
        """See whether it is listed no more, which proves something only of what would be listed.

        With `accepted`, CareValidate has just answered that it canceled it.
        """
        listed = self._find(held.id, booking)
        if listed is not None:
            holds = Changes(moment=_moment(listed, booking))
            return Observation(
                status=Observed.UNCLEAR if listed.unclear else Observed.DIFFERENT, holds=holds
            )
        now = self._clock()
        if accepted:
            return Observation(status=Observed.AS_WANTED)
        if booking.moment.instant <= now:
            return Observation(status=Observed.UNCLEAR)
        was_listed = booking.created + self._lag <= now
        return Observation(status=Observed.AS_WANTED if was_listed else Observed.ABSENT)

    def _find(self, appointment_id: str, booking: AppointmentBooking) -> Appointment | None:
        """Look for an appointment around its time, then on any day to come."""
        starts, now = booking.moment.instant, self._clock()
        near = find_listed(
            appointment_id, start=starts, end=starts, appointments=self._appointments
        )
        return near or find_listed(
            appointment_id, start=now, end=now + LOOK_AHEAD, appointments=self._appointments
        )


def find_listed(
    appointment_id: str, *, start: datetime, end: datetime, appointments: Appointments
) -> Appointment | None:
    """Return an appointment as CareValidate lists it between two aware times, as it does while it stands.

    Raises OutcomeUnknown where it is not among what could be read of the list, and not all could.
    """
    first, last = start.date() - A_DAY, end.date() + A_DAY
    listed, wanted = appointments.upcoming(first=first, last=last), folded_id(appointment_id)
    found = next((each for each in listed.held if folded_id(each.id) == wanted), None)
    if found is None and not listed.whole:
        raise _not_read_whole()
    return found


def _not_read_whole() -> OutcomeUnknown:
    return OutcomeUnknown(AppointmentBooking.provider, reason="its list can't be read whole")


def _moment(held: Appointment, booking: AppointmentBooking) -> Moment | None:
    """Return when it is held, where that is another time than the booking's."""
    if held.start is None or held.start == booking.moment.instant:
        return None
    return Moment.at(held.start, booking.moment.zone)


def _unreadable(listed: Appointment, booking: AppointmentBooking) -> str:
    """Return what stays unreadable of its time: what is listed counts, unless that says nothing of it."""
    says_nothing = listed.start is None and not listed.unreadable_start
    return booking.unreadable_time if says_nothing else listed.unreadable_start


def _as_listed(
    listed: Appointment, *, before: Appointment, request: AppointmentRequest
) -> Appointment:
    """Return what is listed, with what was said before and the list leaves out.

    Of its time that is only where it was not moved, and never another patient's name.
    """
    said = {"event_type", "join_url", "email", "name", "event_type_id", "location"}
    if listed.refused_link:
        said.remove("join_url")
    if not listed.unreadable_start and listed.start in {None, before.start}:
        said |= {"start", "end"}
    missing = {name: getattr(before, name) for name in said if getattr(listed, name) is None}
    name = {"name": before.name} if _is_for(listed, request) is False else {}
    return listed.with_(id=before.id, **missing, **name)


def _is_altered(known: Appointment, booking: AppointmentBooking) -> bool:
    """Say whether it is another kind of appointment, elsewhere, by another link or for somebody else."""
    before, ordered = booking.booked, booking.request
    if before is None:
        return False
    pairs = [
        (before.event_type_id or str(ordered.event_type_id), known.event_type_id),
        (before.event_type, known.event_type),
        (before.email or ordered.email, known.email),
    ]
    folded = [(_folded(was), _folded(now)) for was, now in pairs if was and now]
    places = (_location(before.location) or ordered.location, _location(known.location))
    links = (before.join_url, known.join_url)
    others = [pair for pair in (places, links) if all(pair)]
    return any(was != now for was, now in [*folded, *others])


def _folded(text: str) -> str:
    return folded_id(" ".join(text.split()))


def _is_for(held: Appointment, request: AppointmentRequest) -> bool | None:
    return agreement([(request.email.casefold(), held.email and held.email.casefold())])


def _likeness(held: Appointment, request: AppointmentRequest) -> bool | None:
    """Compare everything that was ordered with what is listed; when and whose it is must be.

    A type or place in words that none was ordered in ("Zoom") is not known to be the same.
    """
    told: list[tuple[str | None, bool | None]] = [
        (held.event_type_id, _is_one(request.event_type_id, _uuid(held.event_type_id))),
        (held.location, _is_one(request.location, _location(held.location))),
    ]
    return agreement(
        [
            (request.start, held.start),
            (request.email.casefold(), held.email and held.email.casefold()),
            (True, None if held.unclear else True),
            (True, _is_named(held.name or "", request)),
            *((True, same) for listed, same in told if listed),
        ]
    )


def _uuid(said: str | None) -> UUID | None:
    try:
        return UUID(said)
    except (TypeError, ValueError):
        return None


def _location(said: str | None) -> Location | None:
    folded = (said or "").strip().casefold()
    return Location(folded) if folded in set(Location) else None


def _is_one(ordered: object, listed: object | None) -> bool | None:
    return None if listed is None else ordered == listed


def _is_named(listed: str, request: AppointmentRequest) -> bool:
    """Say whether a listed name could be the invitee's: in whatever order, and not all need be told."""
    ordered = _words(f"{request.first_name} {request.last_name}")
    return not ordered or _words(listed) <= ordered


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", name.casefold()))
