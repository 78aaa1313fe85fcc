"""Addresses of calendar files: signed, so that only who was given one can read the file."""

from collections.abc import Callable
from datetime import datetime, timedelta

import jwt
from pydantic import SecretStr

from bot.scheduling.bookings import Booking
from bot.scheduling.calendar_file import calendar_file
from bot.scheduling.ports import Store, Unreadable

ENDING = ".ics"
VALID_AFTER_END = timedelta(days=7)
ALGORITHM = "HS256"


class CalendarLinks:
    """Makes and answers the addresses; `clock` gives the time now (aware UTC)."""

    def __init__(
        self, store: Store, *, public_url: str, secret: SecretStr, clock: Callable[[], datetime]
    ) -> None:
        """Take the address at which Docket is reached from outside; empty where it is not."""
        self._store = store
        self._public_url = public_url.rstrip("/")
        self._secret = secret
        self._clock = clock

    def link(self, booking: Booking) -> str | None:
        """Return the address of the booking's file, valid until a week after its end.

        None where Docket has no address of its own, or no secret to sign with (Socket Mode).
        """
        if not (self._public_url and self._secret.get_secret_value()):
            return None
        claims = {
            "aud": "calendar",
            "team": booking.team,
            "ref": booking.ref,
            "exp": booking.ends + VALID_AFTER_END,
        }
        token = jwt.encode(claims, self._secret.get_secret_value(), algorithm=ALGORITHM)
        return f"{self._public_url}/calendar/{token}{ENDING}"

    def file(self, name: str) -> bytes | None:
        """Return the file at an address, None where the address is not one of ours or too old."""
        try:
            claims = jwt.decode(
                name.removesuffix(ENDING),
                self._secret.get_secret_value(),
                algorithms=[ALGORITHM],
                audience="calendar",
                options={"require": ["exp", "team", "ref"]},
            )
        except jwt.InvalidTokenError:
            return None
        try:
            booking = self._store.get(claims["team"], claims["ref"])
        except Unreadable:
            return None
        return calendar_file(booking, now=self._clock()) if booking else None
