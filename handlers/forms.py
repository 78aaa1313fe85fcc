"""What the forms of a session share: what they carry along, and how time and length are read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from bot.scheduling.bookings import QUARTER_HOUR, Booking, StoredMoment, Wanted
from bot.scheduling.moment import Moment
from bot.scheduling.when import Reading
from handlers import words
from handlers.addresses import MOST, BadAddress, addresses
from handlers.payloads import Modal
from handlers.people import Person
from handlers.when_field import (
    DURATION,
    WHEN,
    ZONE,
    Asked,
    duration_of,
    problem,
    zone_of,
)

Problems = dict[str, str]


class Carried(BaseModel):
    """What a form carries along in `private_metadata`: no secrets, and rights are checked again.

    `channel` is where it was opened, `shown` the duration that its list began with, `was` the
    moment that is being moved.
    """

    model_config = ConfigDict(frozen=True)

    ref: str = ""
    channel: str = ""
    shown: timedelta = timedelta(hours=1)
    was: StoredMoment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """The time and length that a form asks for."""

    moment: Moment
    duration: timedelta

    def wanted(self, booking: Booking) -> Wanted:
        """Return the change this is for a booking: only what differs."""
        return Wanted(
            moment=self.moment if self.moment != booking.moment else None,
            duration=self.duration if self.duration != booking.length else None,
        )


def carried(modal: Modal) -> Carried:
    """Read what the form carried along."""
    return Carried.model_validate_json(modal.metadata or "{}")


def asked(modal: Modal, *, person: Person, now: datetime) -> Asked | None:
    """Return what “When” is read against in this form; None where no time zone is chosen."""
    zone = zone_of(modal.text(ZONE)) or person.zone
    if not zone:
        return None
    return Asked(now=now, person=person, zone=zone, was=carried(modal).was)


def read_time(modal: Modal, *, person: Person, now: datetime, problems: Problems) -> Time | None:
    """Read the time and length that the form asks for; None where `problems` says what is wrong."""
    against = asked(modal, person=person, now=now)
    if against is None:
        problems[ZONE] = words.PICK_ZONE
        return None
    answer = against.read(modal.text(WHEN))
    wrong = problem(answer)
    if wrong or not isinstance(answer, Reading):
        problems[WHEN] = wrong or words.NO_TIME
        return None
    length = _length(modal, said=answer.duration)
    if isinstance(length, str):
        problems[DURATION] = length
        return None
    return Time(moment=answer.moment, duration=length)


def _length(modal: Modal, *, said: timedelta | None) -> timedelta | str:
    """Return the length meant: what was said with the time, unless another was chosen on purpose."""
    shown = carried(modal).shown
    chosen = duration_of(modal.text(DURATION)) or shown
    if said is None or said == chosen:
        return chosen
    if chosen != shown:
        return words.DURATIONS_DIFFER.format(
            said=words.duration(said), chosen=words.duration(chosen)
        )
    return words.QUARTERS_ONLY if said % QUARTER_HOUR else said


def read_addresses(modal: Modal, name: str, *, problems: Problems) -> tuple[str, ...]:
    """Read a field with e-mail addresses; what is wrong with it goes into `problems`."""
    try:
        found = addresses(modal.text(name))
    except BadAddress as bad:
        problems[name] = words.BAD_ADDRESS.format(address=bad.text)
        return ()
    if len(found) > MOST:
        problems[name] = words.TOO_MANY_ADDRESSES.format(most=MOST, count=len(found))
    return found


def shown_under_fields(problems: Problems, *, modal: Modal) -> dict[str, str]:
    """Turn problems by field name into Slack's `errors`, by the id of the field's block."""
    return {modal.block_of(name): text for name, text in problems.items()}
