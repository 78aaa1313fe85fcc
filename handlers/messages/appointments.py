"""What only appointments say: their cards, *More*, and the hints and errors of their forms and lists."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.scheduling.model.appointment import AppointmentBooking, Location
from bot.times.moment import Moment
from bot.times.writing import Reader
from handlers.messages import times
from handlers.messages.presenter import BookingPresenter
from handlers.messages.providers import CAREVALIDATE

NO_MOVING_APPOINTMENTS = (
    "CareValidate cannot move or change an appointment. Cancel it with `/appointment cancel"
    " P-7K2M`, and book another with `/appointment` and the new time."
)

LOCATIONS = {
    Location.ZOOM: "Zoom",
    Location.GOOGLE_MEET: "Google Meet",
    Location.MICROSOFT_TEAMS: "Microsoft Teams",
    Location.WEBEX: "Webex",
    Location.GOTO_MEETING: "GoTo Meeting",
}

INVITEES_ZONE_HINT = "The invitee's. Counts where “When” does not name a zone or a place."

EVENT_TYPE_HINT = "CareValidate's id of what is to be booked. `/appointment slots CA` shows them."

INVITEE_HINT = "Goes to CareValidate. In Docket only you see it."

CHANNEL_HINT = (
    "Leave it empty to get the card in your direct messages with Docket. A channel sees only the"
    " type, the time and the state."
)

CONFIDENTIAL_REASON = "Goes to CareValidate, and into no channel."

ONLY_YOURS = "Only what you booked is listed. Appointment staff can look up what others booked."

STAFF_UNKNOWN = (
    "Slack did not say whether you are appointment staff. If you are, try again in a moment; if it"
    " happens once more, tell your Docket administrator."
)

LOOK_IS_RECORDED = "Docket records who looks up appointments, and when."

BAD_EVENT_TYPE = (
    "This is not the id of an event type. It has 32 digits and letters a–f in five groups."
    " “/appointment slots CA” shows the ids."
)

INVITEE_NEEDED = "Add the invitee's email address."

LIST_NOT_UNDERSTOOD = (
    "Docket does not understand “{text}” here. Write `/appointment list` with `today`, `week`, a date,"
    " two dates or an invitee's email address."
)

MORE_APPOINTMENTS = "{more} more. Ask for fewer days to see them."

LISTED_UNREADABLY = (
    "CareValidate lists something that Docket can't read, so there may be more than is shown here."
    " Look in CareValidate for the rest."
)

NO_TIME_GIVEN = "CareValidate names no time that Docket can read"

WHICH_STATES = (
    "In which states? For example `/appointment slots CA NY`, and if you like an event type, a day or"
    " `week`."
)

SLOTS_NOT_UNDERSTOOD = (
    "Docket does not understand “{text}” here. Write the states first, then if you like an event type"
    " and a day: `/appointment slots CA NY tomorrow`."
)

NOTHING_FREE = "nothing. Try other days or other states."

MORE_OFFERS = "There is more: name an event type to see it."

MORE_DAYS = "…and on {more} days more: name a day to see them."

FORM_TITLE = "Book an appointment"
BOOK = "Book"
EVENT_TYPE = "Event type"
INVITEE_EMAIL = "Invitee e-mail"
FIRST_NAME = "First name"
LAST_NAME = "Last name"
LOCATION = "Location"
# What is called so where CareValidate names no event type.
UNNAMED = "Appointment"
IN_A_WEEK = "in the next seven days"

MORE_TIMES = "{more} more"


def heading(email: str | None, *, days: str) -> str:
    """Say whose appointments a list shows, on which days; plain text."""
    whose = f" of {email}" if email else ""
    return f"Appointments{whose} {days}"


def free_heading(states: Sequence[str], *, days: str) -> str:
    """Say in which states and on which days the times of a list are free; plain text."""
    return f"Free in {', '.join(states)} {days}"


def every(first: str, last: str, *, step: timedelta) -> str:
    """Write free times that follow each other evenly."""
    return f"{first} to {last} every {times.duration(step)}"


def book_at(moment: Moment, *, reader: Reader) -> str:
    """Name the button that books a free time."""
    return f"Book {moment.day_written()[:3]} {moment.local.day}, {moment.clock_written(reader)}"


class AppointmentPresenter(BookingPresenter[AppointmentBooking]):
    """A telehealth appointment at CareValidate."""

    provider = CAREVALIDATE
    noun = "appointment"
    reason_hint = CONFIDENTIAL_REASON
    may_tell_why = False
    done_instead = "still lists the appointment.{said}"
    list_again = "`/appointment list` with days asks CareValidate anew."

    def may_repeat(self) -> str:
        """Say that CareValidate's list may lag behind."""
        return "Docket looks there first, but CareValidate may not show it yet."

    def changed_there(self, where: str, subject: str) -> str:
        """Say that it was changed, and nothing of what concerns its invitee."""
        del subject
        return f"Changed {where}. *More* on its card shows how it stands there."

    def canceling_means(self, now: datetime) -> str:
        """Say who hears of it."""
        del now
        return "This cannot be undone. CareValidate tells the person it was booked for."

    def particulars(self) -> dict[str, str]:
        """Return whom it is for, and how CareValidate holds it where it says."""
        request, booked = self.record.request, self.record.booked
        name = f"{request.first_name} {request.last_name}".strip()
        event_type = booked.event_type if booked else None
        return {
            EVENT_TYPE: event_type or str(request.event_type_id),
            LOCATION: self._location(),
            "Invitee": (booked and booked.name) or name,
            INVITEE_EMAIL: request.email,
            "Invitee's time zone": request.zone,
            "Appointment": self.record.remote_id,
        }

    def _location(self) -> str:
        """Name where it is held, as CareValidate holds it where it says."""
        held = self.record.booked.location if self.record.booked else None
        known = {location.value: label for location, label in LOCATIONS.items()}
        return known.get(held, held) if held else LOCATIONS[self.record.request.location]
