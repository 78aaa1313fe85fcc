"""What only appointments say: their cards, *More*, and the hints and errors of their forms and lists."""

from collections.abc import Sequence
from datetime import timedelta
from types import MappingProxyType

from bot.scheduling.command_line.verbs import Verb
from bot.scheduling.model.appointment import AppointmentBooking, AppointmentRequest, Location
from bot.scheduling.model.form_field import Detail, form_fields, in_words
from bot.times.moment import Moment
from bot.times.writing import Reader
from bot.times.zones import city
from handlers.messages import labels, times
from handlers.messages.presenter import BookingPresenter
from handlers.messages.providers import CAREVALIDATE

FORM_TITLE = "Book an appointment"
BOOK = "Book"
NO_MOVING_APPOINTMENTS = (
    "CareValidate can't move or change an appointment. Cancel it with `/appointment cancel"
    " P-7K2M`, then book a new one with `/appointment` and the new time."
)

BAD_EVENT_TYPE = (
    "This isn't an event type ID. An ID has 32 digits and letters a–f in five groups. Find it with"
    " “/appointment slots CA”."
)

INVITEES_ZONE_HINT = "The invitee's time zone. Used unless “When” names a time zone or city."

INVITEE_NEEDED = "Enter the invitee's email address."

CHANNEL_HINT = (
    "Leave blank to get the card in your direct messages with Docket. A channel sees only the"
    " type, time, and status."
)
CONFIDENTIAL_REASON = "Sent to CareValidate only; never posted in a channel."

STAFF_UNKNOWN = (
    "Docket couldn't check with Slack whether you're appointment staff. If you are, try again in a"
    " moment. If it happens again, tell your Docket administrator."
)
ONLY_YOURS = "This lists only what you booked. Appointment staff can look up what others booked."
LOOK_IS_RECORDED = "Docket records who looks up appointments, and when."
LIST_NOT_UNDERSTOOD = (
    "Docket doesn't understand “{text}” here. Enter `/appointment list` with `today`, `week`, a"
    " date, two dates, or an invitee's email address."
)
MORE_APPOINTMENTS = "{more} more. Choose fewer days to see them."
LISTED_UNREADABLY = (
    "CareValidate lists something Docket can't read, so there may be more than what's shown here."
    " Check CareValidate for the rest."
)
NO_TIME_GIVEN = "CareValidate gave a time that Docket can't read"
# What is called so where CareValidate names no event type.
UNNAMED = "Appointment"

WHICH_STATES = (
    "Which states? For example, `/appointment slots CA NY`. You can add an event type, a day, or"
    " `week`."
)
SLOTS_NOT_UNDERSTOOD = (
    "Docket doesn't understand “{text}” here. Enter the states first, then an event type or a day"
    " if you like: `/appointment slots CA NY tomorrow`."
)
IN_A_WEEK = "in the next seven days"
NOTHING_FREE = "no open times. Try other days or states."
MORE_OFFERS = "There's more. Add an event type to see it."
MORE_TIMES = "{more} more"
MORE_DAYS = "…and on {more} more days. Add a day to see them."


def heading(email: str | None, *, days: str) -> str:
    """Say whose appointments a list shows, on which days; plain text."""
    whose = f" for {email}" if email else ""
    return f"Appointments{whose} {days}"


def none_listed(email: str | None, *, days: str) -> str:
    """Say that CareValidate lists nothing for these days, and what to try; plain text."""
    if email:
        return f"No appointments for {email} {days}. Check the email address, or try other days."
    return f"No appointments {days}. Try other days."


def free_heading(states: Sequence[str], *, days: str) -> str:
    """Say in which states and on which days the times of a list are free; plain text."""
    return f"Open times in {', '.join(states)} {days}"


def every(first: str, last: str, zone: str, *, step: timedelta) -> str:
    """Write free times that follow each other evenly, by the clocks of `zone`: `PST`."""
    return f"{first}–{last} {zone}, every {times.duration(step)}"


def book_at(moment: Moment, *, reader: Reader) -> str:
    """Name the button that books a free time."""
    return f"Book {moment.day_written()[:3]} {moment.local.day}, {moment.clock_written(reader)}"


_FIELDS = form_fields(AppointmentRequest)

LOCATIONS = {
    Location.ZOOM: "Zoom",
    Location.GOOGLE_MEET: "Google Meet",
    Location.MICROSOFT_TEAMS: "Microsoft Teams",
    Location.WEBEX: "Webex",
    Location.GOTO_MEETING: "GoTo Meeting",
}


class AppointmentPresenter(BookingPresenter[AppointmentBooking]):
    """A telehealth appointment at CareValidate."""

    provider = CAREVALIDATE
    noun = "appointment"
    reason_hint = CONFIDENTIAL_REASON
    may_tell_why = False
    emails = MappingProxyType(
        {
            Verb.NEW: (
                "CareValidate's documentation doesn't say whether it emails the invitee. To tell them"
                f" yourself, *{labels.COPY_NOTICE}* under *{labels.MORE}* has a text to paste."
            ),
            Verb.CANCEL: (
                "CareValidate notifies the person it was booked for. Its documentation mentions no"
                " one else."
            ),
        }
    )
    done_instead = "still lists the appointment.{said}"
    list_again = "Add days to `/appointment list` to check CareValidate again."

    def duplicate_warning(self) -> str:
        """Say that CareValidate's list may lag behind."""
        return "Docket checks there first, but CareValidate may not show it yet."

    def changed_at_provider(self, where: str, subject: str) -> str:
        """Say that it was changed, and nothing of what concerns its invitee."""
        del subject
        return f"Changed {where}. See *More* on its card for the details."

    def private_details(self) -> list[Detail]:
        """Return whom it is for, and how CareValidate holds it where it says."""
        request, booked = self.record.request, self.record.booked
        name = f"{request.first_name} {request.last_name}".strip()
        event_type = booked.event_type if booked else None
        return [
            Detail(
                _FIELDS["event_type_id"].label,
                event_type or str(request.event_type_id),
                is_choice=not event_type,
            ),
            Detail(_FIELDS["location"].label, self._location()),
            Detail("Invitee", (booked and booked.name) or name),
            Detail(_FIELDS["email"].label, request.email),
            Detail("Invitee's time zone", city(request.zone) or request.zone),
            Detail("Appointment", self.record.remote_id),
        ]

    def notice_facts(self) -> list[str]:
        """Say where it is held."""
        return [f"It's held remotely by {self._location()}."]

    def _location(self) -> str:
        """Name where it is held, as CareValidate holds it where it says."""
        held = self.record.booked.location if self.record.booked else None
        known = {location.value: label for location, label in LOCATIONS.items()}
        return (
            known.get(held) or in_words(held) if held else LOCATIONS[self.record.request.location]
        )
