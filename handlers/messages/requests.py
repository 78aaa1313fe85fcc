"""What is asked and said about calendar events, scheduling keys and appointments that Docket did not book."""

from dataclasses import dataclass

from bot.scheduling.model.record import Phase
from bot.scheduling.requests.calendar_actions import Action, CalendarActionRequest
from bot.scheduling.requests.cancellations import CancellationRequest
from handlers.messages.agents import no_list
from handlers.messages.appointments import INVITEE_EMAIL
from handlers.messages.presenter import RequestPresenter
from handlers.messages.providers import CAREVALIDATE, CRONOFY

CANCELING_BY_ID = (
    "Appointment `{id}`\nThis cannot be undone. CareValidate cancels it only with the address of the"
    " person it was booked for, and tells them."
)

OTHER_INVITEE = "This appointment was booked for another address."

ONLY_STAFF_BY_ID = (
    "Only appointment staff can cancel by CareValidate's own id. Cancel what you booked by its"
    " reference: `/appointment list` shows yours."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """How a form asks before a calendar action, and what is said when it was done."""

    title: str
    sentence: str
    submit: str
    done: str


CALENDAR_ACTIONS = {
    Action.TAKE_OFF: Confirmation(
        title="Take agent off event",
        sentence="The agent will not join this event. The event itself stays.",
        submit="Remove agent",
        done="The agent is off the event, which itself stays.",
    ),
    Action.PUT_ON: Confirmation(
        title="Put agent on event",
        sentence="An agent will join the call of this event.",
        submit="Add agent",
        done="An agent will join the event.",
    ),
    Action.DELETE: Confirmation(
        title="Delete event?",
        sentence="The event disappears from the calendar, its agent is canceled with it, and this"
        " cannot be undone.",
        submit="Delete event",
        done="The event is deleted, and its agent canceled with it.",
    ),
    Action.CALL_BACK: Confirmation(
        title="Cancel agent by key?",
        sentence="The agent scheduled under this key will not join, whoever scheduled it. One that"
        " has begun to join stays: remove it in the call itself.",
        submit="Cancel agent",
        done="Cronofy has taken the cancellation. If the agent had begun to join, it stays: remove"
        " it in the call itself.",
    ),
}

CALENDAR = "Calendar"
EVENT = "Event"
SCHEDULING_KEY = "Scheduling key"
ID_HINTS = {
    CALENDAR: "Cronofy's id of the calendar, for example cal_n23kjnwrw2_jsdfjksn234.",
    EVENT: "The id under which your system keeps the event at Cronofy.",
    SCHEDULING_KEY: "The key under which the agent was scheduled at Cronofy.",
}

ID_NEEDED = "Fill this in."

ONE_ID = "Enter one ID, whole and without blanks in it."

ANOTHER_DOCKETS_KEY = (
    "Docket gives out such keys, and gave out none like this one here: if it is another workspace's,"
    " only its owner can cancel that agent, there."
)

OWN_KEY = "That is Docket's own key for {ref}. Cancel it by its card, or with /agent cancel {ref}."

CANCELING_BY_ID_TITLE = "Cancel appointment?"
CANCEL_APPOINTMENT = "Cancel appointment"


class CalendarActionPresenter(RequestPresenter[CalendarActionRequest]):
    """An agent put on or taken off a calendar event, an event deleted, or an agent canceled by its key."""

    provider = CRONOFY
    switched_on_by = "CRONOFY_API_KEY or CRONOFY_ACCESS_TOKEN"
    noun = "errand"
    done = "done"

    def confirmed(self) -> str:
        """Say what was done."""
        if self.record.found_gone:
            return "*Done.* Cronofy has no such event now: there is nothing to delete."
        return f"*Done.* {CALENDAR_ACTIONS[self.record.calendar_action.action].done}"

    def over(self, phase: Phase) -> str:
        """Refuse a change: there is nothing to change."""
        del phase
        return f"{self.record.ref} is an errand: it is run once, and there is nothing to change."

    def unknown(self, *, then: str, said: str = "") -> str:
        """Say where to look, and that it may be done again."""
        del then
        if self.record.calendar_action.action is Action.CALL_BACK:
            return f"{no_list(said)} Doing it twice does no harm. If the agent joins, remove it in the call."
        return f"{no_list(said)} Look in the calendar. Doing it twice does no harm."

    def gone(self, *, said: str) -> str:
        """Say that there is nothing under this key, or no such event."""
        action = self.record.calendar_action.action
        by_key = action is Action.CALL_BACK
        what = "agent under this key" if by_key else "calendar or event: check both ids"
        done = (
            " If it was deleted before, nothing is left to do." if action is Action.DELETE else ""
        )
        return f"Cronofy answered that there is no such {what}.{said}{done}"

    def particulars(self) -> dict[str, str]:
        """Return the event, or the key."""
        event = self.record.calendar_action.event
        return {
            CALENDAR: event.calendar_id if event else "",
            EVENT: event.event_id if event else "",
            SCHEDULING_KEY: self.record.calendar_action.scheduling_key,
        }


class CancellationPresenter(RequestPresenter[CancellationRequest]):
    """The cancellation of an appointment by CareValidate's own id."""

    provider = CAREVALIDATE
    noun = "cancellation"
    done = "canceled"
    done_instead = "still lists the appointment.{said}"

    def kind_and_time(self) -> str:
        """Say what it is; CareValidate does not say when it would have been."""
        return "An appointment that was not booked with Docket"

    def over(self, phase: Phase) -> str:
        """Refuse a change: there is nothing to change."""
        del phase
        return f"{self.record.ref} is a cancellation: there is nothing to change about it."

    def gone(self, *, said: str) -> str:
        """Say that there is no such appointment."""
        return f"CareValidate answered that there is no such appointment: check the id.{said}"

    def already_so(self, subject: str) -> str:
        """Say that the appointment was canceled before."""
        return (
            "CareValidate answered that this appointment was canceled before, so nothing was canceled"
            f" now: {subject}. If that is wrong, ask CareValidate's team."
        )

    def particulars(self) -> dict[str, str]:
        """Return which appointment it is, whose, and why it ends."""
        wanted = self.record.cancellation
        return {
            "Appointment": wanted.appointment_id,
            INVITEE_EMAIL: wanted.email,
            "Reason": wanted.reason,
        }
