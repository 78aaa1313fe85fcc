"""/session copy REF [when], Book again and Day 2 on a card: another session like one that there is.

All that was entered is filled in, but for the date and the link name: each session has its own.
"""

from datetime import datetime, timedelta

from bot.scheduling.model.record import State
from bot.scheduling.model.session import SessionBooking
from bot.times.moment import Moment
from bot.times.workdays import next_workday
from handlers.forms.metadata import FormMetadata
from handlers.forms.when_field import ReadingContext, length_said
from handlers.messages import sessions
from handlers.request import BookingRequest
from handlers.sessions.form import Draft
from handlers.sessions.new import show_form
from handlers.slack.people import Person


def open_form(booking: SessionBooking, request: BookingRequest) -> None:
    """Show the form with the time that was typed.

    Without one, that of a canceled session stays while it is ahead: another may take its place.
    """
    is_free = booking.state is State.CANCELED or booking.ended_there
    stays = is_free and booking.moment.instant > request.services.clock() and not request.typed
    _open(
        booking,
        request,
        when=booking.written if stays else request.typed,
        intro=sessions.copied(booking.ref, also_time=stays),
    )


def open_form_for_day_2(booking: SessionBooking, request: BookingRequest) -> None:
    """Show the form with the next working day, by the same clock."""
    person = request.services.people.person(request.actor.user)
    day_2 = _next_working_day(booking.moment, person, now=request.services.clock())
    _open(
        booking,
        request,
        when=day_2.written(person.reader),
        intro=sessions.day_2(booking.ref, clock=day_2.clock_written(person.reader)),
    )


def _next_working_day(moment: Moment, person: Person, *, now: datetime) -> Moment:
    """Return the same wall-clock time on the first working day after a moment that is still ahead."""
    yesterday = Moment.at(now, moment.zone).local.date() - timedelta(days=1)
    day = max(moment.local.date(), yesterday)
    while True:
        day = next_workday(day, moment.zone, region=person.holiday_region)
        found = Moment(datetime.combine(day, moment.local.time()), moment.zone)
        if found.instant > now:
            return found


def _open(booking: SessionBooking, request: BookingRequest, *, when: str, intro: str) -> None:
    services = request.services
    person, now = services.people.person(request.actor.user), services.clock()
    context = ReadingContext.copying(booking.moment, person, now=now)
    answer = context.read(when)
    length = length_said(answer)
    draft = Draft(
        session=booking.session.with_(link_name="", duration=length or booking.session.duration),
        usual=booking.session.duration if length else None,
        when=when,
        answer=answer,
        context=context,
        zone=booking.moment.zone,
        channel=booking.channel,
        reply_to=request.actor.reply_to,
        intro=intro,
        source=FormMetadata.like(booking),
    )
    show_form(draft, by=request.actor, screen=request.screen, services=services)
