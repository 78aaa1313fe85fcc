"""Looks up a booking's session at Prevail: what an earlier attempt made, and its current state."""

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.scheduling.jobs.failure_meanings import (
    not_allowed_if_list_missing,
    unknown_if_lookup_refused,
)
from bot.scheduling.jobs.matching import (
    Candidate,
    must_wait_for,
    only_new_match,
    others_at_same_time,
)
from bot.scheduling.jobs.session_matching import (
    drift_of,
    has_id_of,
    is_identical,
    is_similar,
    may_belong_to_another,
    provider_id,
)
from bot.scheduling.model.booking import Changes, Drift
from bot.scheduling.model.failures import Ambiguous, OutcomeUnknown, ProviderFailure
from bot.scheduling.model.session import SessionBooking, SessionState
from bot.scheduling.ports.providers import ListedSession, Sessions
from bot.scheduling.ports.store import Select

log = logging.getLogger(__name__)

A_DAY = timedelta(days=1)


class SessionLookup:
    """Finds sessions in Prevail's lists, and asks for nothing."""

    def __init__(self, sessions: Sessions, *, select: Select) -> None:
        """`select` finds the other bookings, whose own entries are left out of every match."""
        self._sessions = sessions
        self._select = select

    def has_proof(self, booking: SessionBooking) -> bool:
        """Return whether what has the booking's id is its session: nobody could have guessed it."""
        return booking.secret_id and self._sessions.self_service

    def find_similar(self, booking: SessionBooking) -> list[ListedSession]:
        """List what could be mistaken for the booking's session."""
        return [
            found
            for found in self._sessions.candidates(booking)
            if has_id_of(found, booking) or is_similar(found, booking)
        ]

    def find_earlier(self, booking: SessionBooking) -> ListedSession | None:
        """Return what an earlier try made and nobody canceled. It is taken as it is, never edited.

        Raises Ambiguous where it may be somebody else's.
        """
        with unknown_if_lookup_refused():
            there = self.find_similar(booking)
        named = (found for found in there if has_id_of(found, booking))
        found = next(named, None) if booking.secret_id else None
        if found is None and not self.has_proof(booking):
            return self._proven(booking, there)
        if found is None and self._is_under_another_id(booking, there):
            raise Ambiguous(booking.provider)
        return found

    def find_despite_refusal(self, booking: SessionBooking) -> ListedSession | None:
        """Return the booking's session if it exists although the provider refused to create it.

        An earlier try may have created it, so that its id is in use. Returns None where the lookup fails.
        """
        if not self.has_proof(booking):
            return None
        try:
            return self.find_own(booking)
        except ProviderFailure as failure:
            log.info("could not look for %s: %s", booking.ref, type(failure).__name__)
            return None

    def find_own(self, booking: SessionBooking) -> ListedSession | None:
        """Return what is listed under an id that nobody could have guessed."""
        named = (found for found in self.find_similar(booking) if has_id_of(found, booking))
        return next(named, None) if self.has_proof(booking) else None

    def _is_under_another_id(self, booking: SessionBooking, there: list[ListedSession]) -> bool:
        """Return whether something is there that is the same in everything but its id, and nobody's."""
        others = self._other_bookings(booking)
        like = self._candidates(booking, there, others=others)
        return any(
            candidate.agrees and not any(has_id_of(candidate.thing, other) for other in others)
            for candidate in like
        )

    def _proven(self, booking: SessionBooking, there: list[ListedSession]) -> ListedSession | None:
        """Return the one session that nobody but an earlier try can have made."""
        others = self._other_bookings(booking)
        # Whoever has the id keeps it from us, however different theirs is.
        may_be = [
            candidate
            for candidate in self._candidates(booking, there, others=others)
            if candidate.agrees is not False or has_id_of(candidate.thing, booking)
        ]
        like = (
            other for other in others if (other.title, other.case) == (booking.title, booking.case)
        )
        if may_be and any(must_wait_for(other, booking) for other in like):
            raise OutcomeUnknown(booking.provider, reason="another one like it is in progress")
        return only_new_match(may_be, before=booking.there_before, provider=booking.provider)

    def candidates(self, booking: SessionBooking) -> list[Candidate[ListedSession]]:
        """List what may be a booking that was made unheard, without what is another booking's."""
        return self._candidates(
            booking, self.find_similar(booking), others=self._other_bookings(booking)
        )

    def _candidates(
        self, booking: SessionBooking, there: list[ListedSession], *, others: list[SessionBooking]
    ) -> list[Candidate[ListedSession]]:
        taken = _numbers(others)
        return [
            Candidate(id=provider_id(found), agrees=is_identical(found, booking), thing=found)
            for found in there
            if provider_id(found) not in taken
        ]

    def _other_bookings(self, booking: SessionBooking) -> list[SessionBooking]:
        """Return the other bookings of the same time, whose sessions are not this one's."""
        return others_at_same_time(booking, select=self._select)

    def listed_if_living(self, booking: SessionBooking, made: ListedSession) -> ListedSession:
        """Return what was answered; of what was answered to be canceled, what is listed if that lives."""
        if made.booked.state is not SessionState.CANCELED:
            return made
        try:
            listed = self._sessions.find(booking.as_booked(made.booked))
        except ProviderFailure as failure:
            log.info("could not look up %s: %s", booking.ref, type(failure).__name__)
            return made
        return listed or made

    def is_taken_by_another(self, made: ListedSession, booking: SessionBooking) -> bool:
        """Return whether a request, which has no name, was taken for another booking's meanwhile."""
        if self._sessions.self_service:
            return False
        return provider_id(made) in _numbers(self._other_bookings(booking))

    def find_requested(self, booking: SessionBooking) -> ListedSession | None:
        """Look for a requested session; that Prevail does not answer is no news for anybody."""
        try:
            found = self._sessions.find(booking)
        except ProviderFailure as failure:
            log.warning("could not look for %s: %s", booking.ref, type(failure).__name__)
            return None
        # Until it is scheduled, its id is free for somebody else to take.
        return None if found is None or may_belong_to_another(found, booking) else found

    def find_first(
        self, booking: SessionBooking, *, wanted: Changes | None = None
    ) -> ListedSession | None:
        """Look the same before anything is asked for: "not found" speaks of the address then."""
        with not_allowed_if_list_missing():
            return self.find(booking, wanted=wanted)

    def find(
        self, booking: SessionBooking, *, wanted: Changes | None = None
    ) -> ListedSession | None:
        """Look what is listed of a session that was answered about.

        An id that a person chose is free for others once its session is canceled at Prevail.
        Raises Ambiguous where it has become another's.
        """
        listed = self._sessions.find(booking, also=wanted.moment if wanted else None)
        if listed is None or not may_belong_to_another(listed, booking, wanted=wanted):
            return listed
        if listed.booked.state is SessionState.CANCELED:
            return None
        raise Ambiguous(booking.provider)

    def compare(
        self, bookings: Sequence[SessionBooking]
    ) -> list[tuple[SessionBooking, Drift | None]]:
        """Return how each of these is listed otherwise than Docket has it, None where it is not.

        One that is not listed may have another id or time now, so that it has to be looked for; where not
        all of the list could be read, it is left out.
        """
        starts = [booking.starts for booking in bookings]
        listed = self._sessions.between(min(starts) - A_DAY, max(starts) + A_DAY)
        # An id that is free again may be that of a living one beside a canceled one.
        living_last = sorted(
            listed.sessions, key=lambda each: each.booked.state is not SessionState.CANCELED
        )
        named = {(each.booked.remote_session_id or "").casefold(): each for each in living_last}
        found = [(each, named.get(each.remote_session_id.casefold())) for each in bookings]
        return [(each, drift_of(there, each)) for each, there in found if there or listed.whole]


def _numbers(bookings: Iterable[SessionBooking]) -> frozenset[str]:
    """Return the numbers of the requests that are these bookings' own."""
    held = (each.booked for each in bookings)
    return frozenset(str(each.request_id) for each in held if each and each.request_id)
