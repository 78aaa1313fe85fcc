"""What is asked and said about calendar events, scheduling keys and appointments that Docket did not book."""

from dataclasses import dataclass

from bot.scheduling.model.booking import Booking
from bot.scheduling.requests.calendar_actions import Action
from handlers.messages import naming

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
    """How a form asks before an errand is run, and what is said when it was."""

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

ID_HINTS = {
    "Calendar": "Cronofy's id of the calendar, for example cal_n23kjnwrw2_jsdfjksn234.",
    "Event": "The id under which your system keeps the event at Cronofy.",
    "Scheduling key": "The key under which the agent was scheduled at Cronofy.",
}

ID_NEEDED = "Fill this in."

ONE_ID = "Enter one ID, whole and without blanks in it."

ANOTHER_DOCKETS_KEY = (
    "Docket gives out such keys, and gave out none like this one here: if it is another workspace's,"
    " only its owner can cancel that agent, there."
)

OWN_KEY = "That is Docket's own key for {ref}. Cancel it by its card, or with /agent cancel {ref}."


def begun(booking: Booking) -> str:
    """Say that an errand was taken, and where its outcome will be."""
    return (
        f"{booking.ref}: {naming.title(booking)}. {booking.provider} is being asked; the card in your"
        " messages with Docket says what comes of it."
    )
