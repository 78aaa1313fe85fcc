"""Compares a session that Prevail lists with the one that was ordered."""

from typing import Any

from bot.scheduling.jobs.matching import agreement
from bot.scheduling.jobs.verdicts import Observation, Observed
from bot.scheduling.model.booking import QUARTER_HOUR, Booking, Changes, Drift
from bot.scheduling.model.record import FailureReason
from bot.scheduling.model.session import SessionBooking, SessionState
from bot.scheduling.ports.providers import ListedSession

Pairs = list[tuple[Any, Any]]


def provider_id(found: ListedSession) -> str:
    """Return Prevail's own id of what is listed: a request's number, or the id in the link."""
    number = found.booked.request_id
    return str(number) if number else found.booked.remote_session_id or found.mark


def has_id_of(found: ListedSession, booking: SessionBooking) -> bool:
    """Return whether what is listed has the booking's id in its link."""
    return booking.is_called(found.booked.remote_session_id)


def may_belong_to_another(
    found: ListedSession, booking: SessionBooking, *, wanted: Changes | None = None
) -> bool:
    """Return whether what has the id may not be the session that was answered about.

    Prevail's numbers tell. Without them an id that can be guessed proves nothing unless time and
    title agree, as they were or as they are `wanted`.
    """
    number = booking.booked.request_id if booking.booked else None
    if number and found.booked.request_id:
        return found.booked.request_id != number
    known = [booking, booking.with_changes(wanted)] if wanted else [booking]
    agree = any(agreement(_time_and_title(found, each)) for each in known)
    return not (booking.secret_id or agree)


def is_at_another_time(found: ListedSession, booking: SessionBooking) -> bool:
    """Return whether it is listed at another instant than the booking's."""
    return found.moment is not None and found.moment.instant != booking.moment.instant


def unreadable_time(found: ListedSession, booking: SessionBooking) -> str:
    """Return the listed time's text if it can't be read; the booking's own where none is listed."""
    if found.moment is None and not found.unreadable_time:
        return booking.unreadable_time
    return found.unreadable_time


def observe(found: ListedSession | None, booking: SessionBooking, wanted: Changes) -> Observation:
    """Return what an answer or a list shows of a session, beside what is wanted of it."""
    if found is None:
        return Observation(status=Observed.ABSENT, left=wanted)
    if found.booked.state is SessionState.CANCELED:
        return Observation(status=Observed.ENDED)
    agrees = agreement(_wanted_pairs(found, wanted).values())
    seen = (
        Observed.UNCLEAR if agrees is None else Observed.AS_WANTED if agrees else Observed.DIFFERENT
    )
    people = found.people or frozenset()
    there = tuple(email for email in wanted.invitees if email.casefold() in people)
    missing = tuple(email for email in wanted.invitees if email not in there)
    return Observation(
        status=seen,
        holds=differences(found, booking).with_(invitees=there),
        left=_remaining_changes(found, wanted).with_(invitees=missing),
        note=lambda current: _with_note(found, current),
    )


def _with_note(found: ListedSession, booking: Booking) -> Booking:
    """Return a booking with the id under which it is listed, where that is another now."""
    name = found.booked.remote_session_id
    if not isinstance(booking, SessionBooking) or not name or booking.is_called(name):
        return booking
    return booking.with_(remote_session_id=name, secret_id=False)


def _remaining_changes(found: ListedSession, wanted: Changes) -> Changes:
    """Return what of the wanted is not listed as it is wanted, people aside."""
    pairs = _wanted_pairs(found, wanted)
    unlike = {name for name, pair in pairs.items() if agreement([pair]) is not True}
    values = {name: value for name, value in dict(wanted).items() if name in unlike}
    return Changes.model_validate(values)


def is_similar(found: ListedSession, booking: SessionBooking) -> bool:
    """Return whether it could be mistaken for it: its time, title and case do not say otherwise."""
    pairs = [*_time_and_title(found, booking), _case(found, booking)]
    return agreement(pairs) is not False


def is_identical(found: ListedSession, booking: SessionBooking) -> bool | None:
    """Compare everything that was ordered with what is listed; None where that is not enough.

    A list of sessions says no case, one of requests does.
    """
    says_case = found.case is not None or found.booked.request_id is not None
    pairs = [
        *_time_and_title(found, booking),
        (booking.length, found.duration),
        (booking.session.invited, found.people),
    ]
    if says_case:
        pairs.append(_case(found, booking))
    if found.deponent is not None:
        pairs.append((_deponent(booking), found.deponent))
    return agreement(pairs)


def _time_and_title(found: ListedSession, booking: SessionBooking) -> Pairs:
    return [
        (booking.moment.instant, found.moment and found.moment.instant),
        (_normalized(booking.title), found.title and _normalized(found.title)),
    ]


def _wanted_pairs(found: ListedSession, wanted: Changes) -> dict[str, tuple[Any, Any]]:
    """Pair what is wanted of a session with what is listed, by name; people count as a whole."""
    everybody = frozenset(email.casefold() for email in wanted.invitees)
    pairs: dict[str, tuple[Any, Any]] = {}
    if wanted.moment:
        # A time that is there and cannot be read is not seen to be as wanted.
        listed_at = found.moment.instant if found.moment else found.unreadable_time or None
        pairs["moment"] = (wanted.moment.instant, listed_at)
    if wanted.duration:
        pairs["duration"] = (wanted.duration, found.duration)
    if wanted.title:
        pairs["title"] = (_normalized(wanted.title), found.title and _normalized(found.title))
    if everybody:
        listed = found.people
        pairs["invitees"] = (everybody, None if listed is None else everybody & listed)
    return pairs


def _normalized(title: str) -> str:
    """Return a title as it is compared, whatever blanks are in it."""
    return " ".join(title.split())


def _case(found: ListedSession, booking: SessionBooking) -> tuple[str, str | None]:
    """Pair the cases; where none was ordered, none need be listed."""
    return (booking.case, found.case if booking.case else found.case or "")


def _deponent(booking: SessionBooking) -> str:
    return booking.session.deponent.email.casefold() if booking.session.deponent else ""


def differences(found: ListedSession, booking: SessionBooking) -> Changes:
    """Return what is listed otherwise; the same time in other words stays in the person's own."""
    whole = found.duration is not None and found.duration and not found.duration % QUARTER_HOUR
    other_length = whole and found.duration != booking.length
    other_title = found.title and _normalized(found.title) != _normalized(booking.title)
    readable_again = bool(booking.unreadable_time)
    return Changes(
        moment=found.moment if readable_again or is_at_another_time(found, booking) else None,
        unreadable_time=found.unreadable_time,
        title=found.title if other_title else None,
        duration=found.duration if other_length else None,
    )


def drift_of(found: ListedSession | None, booking: SessionBooking) -> Drift | None:
    """Return how a session is listed otherwise than Docket has it; None where it is not."""
    if found is None:
        return Drift(ended=FailureReason.GONE)
    if found.booked.state is SessionState.CANCELED:
        return Drift(ended=FailureReason.CANCELED_AT_PROVIDER)
    holds = differences(found, booking)
    if holds.unreadable_time == booking.unreadable_time:
        holds = holds.with_(unreadable_time="")
    return None if holds == Changes() else Drift(holds=holds)
