"""/appointment list [email | today | week | a date | two dates]: what CareValidate holds.

Without any of these it lists what was booked here, as every command's list does. What somebody else
booked is listed to appointment staff alone, and each such look is written down first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import partial

from bot.scheduling.model.appointment import (
    Appointment,
    AppointmentBooking,
    Listing,
    folded_id,
)
from bot.scheduling.model.record import State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.rights import Actor, handles_appointments, is_owner
from bot.scheduling.pasted.addresses import BadAddress, parse_address
from bot.scheduling.ports.store import Search
from bot.times.periods import DateRange, LocalCalendar, read_date_range
from handlers.messages import appointments, forms, lists, refusals
from handlers.messages.providers import CAREVALIDATE
from handlers.request import CommandRequest
from handlers.services import Services
from handlers.slack.responder import PrivateAnswer
from handlers.slack.staff import Membership
from handlers.ui.blocks import (
    LONGEST_TEXT,
    Block,
    clip_escaped,
    clip_lines,
    context_block,
    escape,
    paragraphs,
    section,
)

APPOINTMENTS = frozenset({Kind.APPOINTMENT})
MOST = 40
LONGEST = 100
# An invitee's appointments are looked for a year ahead.
A_YEAR = timedelta(days=366)
A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentQuery:
    """What is asked of CareValidate: whose appointments, on which days, and by whom."""

    email: str | None
    days: DateRange
    calendar: LocalCalendar
    actor: Actor

    @property
    def heading(self) -> str:
        """Return what is listed, in words; an address is shown to whoever typed it."""
        return appointments.heading(self.email, days=self.days.said)


def show(request: CommandRequest, *, list_booked: Callable[[CommandRequest], None]) -> None:
    """Answer with what CareValidate holds, to this person only.

    Where neither days nor an invitee are named, `list_booked` answers with what was booked here.
    """
    said, screen, services = request.line, request.screen, request.services
    calendar = services.people.person(request.command.user).calendar(services.clock())
    days, rest = read_date_range(said.title, calendar=calendar)
    if not said.emails and not days:
        list_booked(request)
        return
    if any(letter.isalnum() for letter in rest):
        screen.say(appointments.LIST_NOT_UNDERSTOOD.format(text=clip_escaped(rest, to=LONGEST)))
        return
    try:
        email = parse_address(", ".join(said.emails)) if said.emails else None
    except BadAddress as bad:
        screen.say(escape(forms.unread(bad)))
        return
    query = AppointmentQuery(
        email=email,
        days=days or calendar.next(A_YEAR, said=lists.IN_A_YEAR),
        calendar=calendar,
        actor=request.actor(),
    )
    request.look_up(partial(_ask, query, services=services), provider=CAREVALIDATE.name)


def _ask(query: AppointmentQuery, *, services: Services) -> PrivateAnswer:
    """Ask for the days in UTC that the person's days touch, and keep what lies within theirs."""
    days, actor = query.days, query.actor
    looks_up = handles_appointments(actor)
    if looks_up:
        services.bookings.note_look_up(query.heading, by=actor)
    listed = services.appointments.upcoming(
        first=days.first.astimezone(UTC).date(),
        last=(days.after - A_MOMENT).astimezone(UTC).date(),
        email=query.email,
    )
    there = [
        each for each in listed.held if each.start is None or days.first <= each.start < days.after
    ]
    mine = _mine(there, query=query, services=services)
    held = [each for each in there if looks_up or folded_id(each.id) in mine]
    missing = _missing(listed, query=query, services=services)
    for booking in [*_out_of_date(held, mine=mine), *missing]:
        services.bookings.look_up(booking)
    notes = [
        *([lists.not_listed(missing)] if missing else []),
        *([] if listed.whole else [appointments.LISTED_UNREADABLY]),
        _note(actor, services=services),
    ]
    return _draw(held, query=query, mine=mine, note=" ".join(notes), whole=listed.whole)


def _note(actor: Actor, *, services: Services) -> str:
    """Say what the list is: everybody's for staff, whose looks are recorded, or only one's own."""
    if handles_appointments(actor):
        return appointments.LOOK_IS_RECORDED
    if not actor.known:
        return f"{appointments.ONLY_YOURS} {refusals.WHO_UNKNOWN}"
    unknown = services.staff.of(actor.user, team=actor.team) is Membership.UNKNOWN
    return (
        f"{appointments.ONLY_YOURS} {appointments.STAFF_UNKNOWN}"
        if unknown
        else appointments.ONLY_YOURS
    )


def _mine(
    held: Sequence[Appointment], *, query: AppointmentQuery, services: Services
) -> dict[str, AppointmentBooking]:
    """Return what of this the person booked, by the provider's ids as they are compared.

    They are looked for by id: at CareValidate they may have been moved to these days.
    """
    ids = {folded_id(each.id) for each in held}
    known = {each: services.bookings.booking_of_appointment(each, by=query.actor) for each in ids}
    return {each: own for each, own in known.items() if own and is_owner(query.actor, own)}


def _missing(
    listed: Listing, *, query: AppointmentQuery, services: Services
) -> list[AppointmentBooking]:
    """Return what the person booked for these days and CareValidate does not list.

    One invitee's appointments say nothing of it: what is listed may not say whose it is.
    """
    if query.email or not listed.whole:
        return []
    search = Search(
        team=query.actor.team,
        owner=query.actor.user,
        start=max(query.days.first, services.clock()),
        end=query.days.after,
        kinds=APPOINTMENTS,
        states=frozenset({State.CONFIRMED}),
    )
    there = {folded_id(each.id) for each in listed.held}
    found = services.bookings.search(search, by=query.actor)
    own = (each for each in found if isinstance(each, AppointmentBooking))
    return [booking for booking in own if booking.remote_key not in there]


def _out_of_date(
    held: Sequence[Appointment], *, mine: Mapping[str, AppointmentBooking]
) -> list[AppointmentBooking]:
    """Return the bookings that are listed for another time than Docket knows."""
    pairs = [(mine.get(folded_id(each.id)), each) for each in held]
    return [own for own, each in pairs if own and own.moment.instant != each.start]


def _draw(
    held: Sequence[Appointment],
    *,
    query: AppointmentQuery,
    mine: Mapping[str, AppointmentBooking],
    note: str,
    whole: bool = True,
) -> PrivateAnswer:
    heading = escape(query.heading)
    if not held and whole:
        heading = escape(appointments.none_listed(query.email, days=query.days.said))
        return PrivateAnswer(text=heading, blocks=[section(heading), context_block(note)])
    blocks: list[Block] = [section(f"*{heading}*")]
    text = [f"{heading}:"]
    for day, lines in _by_day(held[:MOST], calendar=query.calendar, mine=mine):
        text += [day, *lines]
        blocks += paragraphs(lines, heading=f"*{day}*")
    if len(held) > MOST:
        blocks.append(context_block(appointments.MORE_APPOINTMENTS.format(more=len(held) - MOST)))
    blocks.append(context_block(note))
    return PrivateAnswer(text="\n".join(clip_lines(text, to=LONGEST_TEXT)), blocks=blocks)


def _by_day(
    held: Sequence[Appointment], *, calendar: LocalCalendar, mine: Mapping[str, AppointmentBooking]
) -> list[tuple[str, list[str]]]:
    timed = [(each.start, each) for each in held if each.start is not None]
    days = [
        (day, [_line(each, calendar.clock(at), mine=mine) for at, each in some])
        for day, some in calendar.by_day(timed, at=lambda pair: pair[0])
    ]
    untimed = [_line(each, "", mine=mine) for each in held if each.start is None]
    return [*days, (appointments.NO_TIME_GIVEN, untimed)] if untimed else days


def _line(held: Appointment, at: str, *, mine: Mapping[str, AppointmentBooking]) -> str:
    """Write one appointment: who it is for only to who booked it."""
    booking = mine.get(folded_id(held.id))
    name = held.name if booking else None
    at = at or (f"“{held.unreadable_start}”" if held.unreadable_start else "")
    parts = [at, held.event_type or appointments.UNNAMED, name, held.email if booking else None]
    said = " · ".join(clip_escaped(part, to=LONGEST) for part in parts if part)
    ref = f"`{booking.ref}` " if booking else ""
    return f"{ref}{said} · ID `{clip_escaped(held.id, to=LONGEST)}`"
