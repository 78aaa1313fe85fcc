"""Compares an appointment that CareValidate lists with the one that was ordered."""

import re
from uuid import UUID

from bot.scheduling.jobs.matching import agreement
from bot.scheduling.model.appointment import (
    Appointment,
    AppointmentBooking,
    AppointmentRequest,
    Location,
    folded_id,
)
from bot.scheduling.model.booking import Changes, Drift
from bot.scheduling.model.record import FailureReason
from bot.times.moment import Moment


def other_moment(held: Appointment, booking: AppointmentBooking) -> Moment | None:
    """Return when it is held, where that is another time than the booking's."""
    if held.start is None or held.start == booking.moment.instant:
        return None
    return Moment.at(held.start, booking.moment.zone)


def unreadable_time(listed: Appointment, booking: AppointmentBooking) -> str:
    """Return the listed time's text if it can't be read; the booking's own where none is listed."""
    says_nothing = listed.start is None and not listed.unreadable_start
    return booking.unreadable_time if says_nothing else listed.unreadable_start


def drift_of(listed: Appointment | None, booking: AppointmentBooking) -> Drift | None:
    """Return how an appointment is listed otherwise than Docket has it; None where it is not."""
    if listed is None:
        return Drift(ended=FailureReason.GONE)
    said = unreadable_time(listed, booking)
    holds = Changes(
        moment=other_moment(listed, booking),
        unreadable_time="" if said == booking.unreadable_time else said,
    )
    return None if holds == Changes() else Drift(holds=holds)


def as_listed(
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
    name = {"name": before.name} if is_for(listed, request) is False else {}
    return listed.with_(id=before.id, **missing, **name)


def is_altered(known: Appointment, *, before: Appointment, ordered: AppointmentRequest) -> bool:
    """Return whether it is another kind of appointment, elsewhere, by another link or for somebody else."""
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


def is_for(held: Appointment, request: AppointmentRequest) -> bool | None:
    """Return whether it is for whom it was ordered; None where the list does not say."""
    return agreement([(request.email.casefold(), held.email and held.email.casefold())])


def matches_order(held: Appointment, request: AppointmentRequest) -> bool | None:
    """Compare everything that was ordered with what is listed; when and whose it is must be.

    A type or place in words that none was ordered in ("Zoom") is not known to be the same.
    """
    compared: list[tuple[str | None, bool | None]] = [
        (held.event_type_id, _is_one(request.event_type_id, _uuid(held.event_type_id))),
        (held.location, _is_one(request.location, _location(held.location))),
    ]
    return agreement(
        [
            (request.start, held.start),
            (request.email.casefold(), held.email and held.email.casefold()),
            (True, _is_named(held.name or "", request)),
            *((True, same) for listed, same in compared if listed),
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
    """Return whether a listed name could be the invitee's: in whatever order, and not all need be told."""
    ordered = _words(f"{request.first_name} {request.last_name}")
    return not ordered or _words(listed) <= ordered


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", name.casefold()))
