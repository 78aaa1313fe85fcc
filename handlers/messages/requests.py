"""What is asked and said about calendar events, scheduling keys and appointments that Docket did not book."""

from dataclasses import dataclass

from bot.scheduling.model.appointment import AppointmentRequest
from bot.scheduling.model.form_field import Detail, details, form_fields
from bot.scheduling.model.record import Phase
from bot.scheduling.requests.calendar_actions import Action, CalendarActionRequest
from bot.scheduling.requests.cancellations import CancellationRequest
from handlers.messages import labels
from handlers.messages.presenter import RequestPresenter
from handlers.messages.providers import CAREVALIDATE, CRONOFY, no_list

CANCELING_BY_ID_TITLE = "Cancel appointment?"
CANCEL_APPOINTMENT = "Cancel appointment"
KEEP_APPOINTMENT = "Keep appointment"
CANCELING_BY_ID = (
    "Appointment `{id}`\n"
    "This can't be undone. CareValidate cancels it only if you enter the email of the person it"
    " was booked for, and notifies them."
)

OTHER_INVITEE = "This appointment was booked for a different email address."

ONLY_STAFF_BY_ID = (
    "Only appointment staff can cancel by CareValidate's own ID. Cancel your own by reference;"
    " `/appointment list` shows them."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """How a form asks before a calendar action."""

    title: str
    sentence: str
    submit: str
    close: str = labels.CANCEL_FORM


_NO_EMAIL = "Cronofy's documentation promises no email about it."

CONFIRMATIONS = {
    Action.REMOVE: Confirmation(
        title="Remove agent from event",
        sentence=f"The agent won't join this event. The event itself stays. {_NO_EMAIL}",
        submit="Remove agent",
    ),
    Action.ADD: Confirmation(
        title="Add agent to event",
        sentence=f"An agent will join the call of this event. {_NO_EMAIL}",
        submit="Add agent",
    ),
    Action.DELETE: Confirmation(
        title="Delete event?",
        sentence="This removes the event from the calendar and cancels its agent. It can't be"
        " undone. Cronofy's documentation doesn't say whether the calendar emails its attendees.",
        submit="Delete event",
        close="Keep event",
    ),
    Action.CANCEL_KEY: Confirmation(
        title="Cancel agent by key?",
        sentence="The agent scheduled under this key won't join, no matter who scheduled it. An"
        f" agent that has started joining stays. Remove it in the call itself. {_NO_EMAIL}",
        submit="Cancel agent",
        close="Keep agent",
    ),
}
_DONE = {
    Action.REMOVE: "The agent was removed. The event itself stays.",
    Action.ADD: "An agent will join the event.",
    Action.DELETE: "The event was deleted and its agent canceled.",
    Action.CANCEL_KEY: (
        "Cronofy accepted the cancellation. If the agent had started joining, it stays."
        " Remove it in the call itself."
    ),
}


ID_NEEDED = "Fill in this field."

ONE_ID = "Enter one complete ID, without spaces."

ANOTHER_DOCKETS_KEY = (
    "This key looks like one of Docket's, but it isn't from this workspace. If it's from another"
    " workspace, only its owner can cancel that agent, from there."
)

OWN_KEY = (
    "This is Docket's own key for {ref}. Cancel it from its card, or with /agent cancel {ref}."
)


class CalendarActionPresenter(RequestPresenter[CalendarActionRequest]):
    """An agent put on or taken off a calendar event, an event deleted, or an agent canceled by its key."""

    provider = CRONOFY
    enabled_by = "CRONOFY_API_KEY or CRONOFY_ACCESS_TOKEN"
    noun = "request"
    done = "done"
    failed = "Failed"

    def over(self, phase: Phase) -> str:
        """Refuse a change: there is nothing to change."""
        del phase
        return f"{self.record.ref} is a one-time request, so it can't be changed."

    def confirmed(self) -> str:
        """Say what was done."""
        if self.record.found_gone:
            return "*Done.* Cronofy no longer has this event."
        return f"*Done.* {_DONE[self.record.calendar_action.action]}"

    def unknown(self, *, then: str, said: str = "") -> str:
        """Say where to look, and that it may be done again."""
        del then
        if self.record.calendar_action.action is Action.CANCEL_KEY:
            return (
                f"{no_list(said)} It's safe to do it again. If the agent joins, remove it in the"
                " call."
            )
        return f"{no_list(said)} Check the calendar. It's safe to do it again."

    def gone(self, *, said: str) -> str:
        """Say that there is nothing under this key, or no such event."""
        action = self.record.calendar_action.action
        by_key = action is Action.CANCEL_KEY
        what = "agent with this key" if by_key else "calendar or event. Check both IDs"
        done = " If it was already deleted, you're all set." if action is Action.DELETE else ""
        return f"Cronofy found no such {what}.{said}{done}"

    def private_details(self) -> list[Detail]:
        """Return the event, or the key."""
        wanted = self.record.calendar_action
        of_event = details(wanted.event) if wanted.event else []
        return [*of_event, *details(wanted)]


class CancellationPresenter(RequestPresenter[CancellationRequest]):
    """The cancellation of an appointment by CareValidate's own id."""

    provider = CAREVALIDATE
    noun = "cancellation"
    done = "canceled"
    done_instead = "still lists the appointment.{said}"

    def gone(self, *, said: str) -> str:
        """Say that there is no such appointment."""
        return f"CareValidate found no such appointment. Check the ID.{said}"

    def kind_and_time(self) -> str:
        """Say what it is; CareValidate does not say when it would have been."""
        return "An appointment not booked with Docket"

    def already_done_text(self, subject: str) -> str:
        """Say that the appointment was canceled before."""
        return (
            f"This appointment was already canceled at CareValidate: {subject}. If that's wrong,"
            " contact CareValidate's team."
        )

    def private_details(self) -> list[Detail]:
        """Return which appointment it is, whose, and why it ends."""
        wanted = self.record.cancellation
        return [
            Detail("Appointment", wanted.appointment_id),
            Detail(form_fields(AppointmentRequest)["email"].label, wanted.email),
            Detail("Reason", wanted.reason),
        ]
