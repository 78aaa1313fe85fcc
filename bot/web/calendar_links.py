"""Addresses of calendar files: each is signed, claims to one person, and no more than that person may see."""

from dataclasses import KW_ONLY, dataclass
from datetime import timedelta
from typing import Any, Protocol

import jwt
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from bot.scheduling.booking_service import BookingService
from bot.scheduling.calendar_file import calendar_file
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.rights import Actor, may_add_to_calendar
from bot.scheduling.refusals import NoSuchBooking
from bot.scheduling.told import without_told
from bot.times.moment import UtcClock

ENDING = ".ics"
VALID_AFTER_END = timedelta(days=7)
ALGORITHM = "HS256"
AUDIENCE = "calendar"
PURPOSE = b"docket calendar links v1"


class LinkClaims(BaseModel):
    """What a link says: whose file of which booking it is, and how often links were revoked before."""

    model_config = ConfigDict(frozen=True, strict=True)

    team: str
    ref: str
    user: str
    generation: int


class CalendarLinks:
    """Makes the addresses and reads them."""

    def __init__(self, *, public_url: str, secret: SecretStr) -> None:
        """Take the address at which Docket is reached from outside, empty where it is not.

        The links are signed with a key of their own, derived from `secret`.
        """
        self._public_url = public_url.rstrip("/")
        self._key = link_key(secret) if secret.get_secret_value() else b""

    def link(self, booking: Booking, *, to: Actor) -> str | None:
        """Return a person's address of the booking's file, valid until a week after its end, also once moved.

        None where Docket has no address of its own, no secret (Socket Mode), or where the person
        sees the booking only while they stand before its card.
        """
        if not (self._public_url and self._key and may_add_to_calendar(to, booking)):
            return None
        claims = LinkClaims(
            team=booking.team,
            ref=booking.ref,
            user=to.user,
            generation=booking.calendar_generation,
        )
        signed = claims.model_dump() | {"aud": AUDIENCE}
        token = jwt.encode(signed, self._key, algorithm=ALGORITHM)
        return f"{self._public_url}/calendar/{token}{ENDING}"

    def read(self, name: str) -> LinkClaims | None:
        """Return what the last part of an address says, None where it is not one of ours."""
        if not self._key:
            return None
        try:
            signed: dict[str, Any] = jwt.decode(
                name.removesuffix(ENDING),
                self._key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                # Earlier links name an end; the booking may have been moved since.
                options={"require": ["aud"], "verify_exp": False},
            )
            return LinkClaims.model_validate(signed)
        except (jwt.InvalidTokenError, ValidationError):
            return None


class IdentifyUser(Protocol):
    """How somebody is known by their Slack ids, with the rights they have now."""

    def __call__(self, user: str, *, team: str) -> Actor:
        """Return the person as somebody who acts in a workspace."""


@dataclass(frozen=True, slots=True)
class CalendarFiles:
    """Answers the addresses as the rights and the booking are now; `clock` gives the time (aware UTC)."""

    links: CalendarLinks
    _: KW_ONLY
    booking_service: BookingService
    identify: IdentifyUser
    clock: UtcClock

    def file(self, name: str) -> bytes | None:
        """Return the file at an address, None where it leads nowhere or its person may not see it now.

        Raises Unidentified where Slack does not say who that is, NoTime where no time can be read.
        """
        claims = self.links.read(name)
        if claims is None:
            return None
        actor = self.identify(claims.user, team=claims.team)
        try:
            booking = self.booking_service.find_visible(claims.ref, by=actor)
        except (NoSuchBooking, Unreadable):
            return None
        if not isinstance(booking, Booking) or booking.calendar_generation != claims.generation:
            return None
        if (
            not may_add_to_calendar(actor, booking)
            or booking.ends + VALID_AFTER_END <= self.clock()
        ):
            return None
        decisions = len(without_told(self.booking_service.history(booking)))
        shown = booking.as_read_by(actor.reader)
        return calendar_file(shown, now=self.clock(), sequence=decisions)


def link_key(secret: SecretStr) -> bytes:
    """Derive from a secret the key that signs calendar links and nothing else (HKDF, RFC 5869)."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return derive.derive(secret.get_secret_value().encode())
