"""What a booking's history says was decided."""

from collections.abc import Sequence
from datetime import datetime

from bot.scheduling.model.record import Record
from bot.scheduling.ports.store import Entry
from bot.scheduling.tasks.news import EventType
from bot.scheduling.told import Medium, Told
from handlers.messages import times
from handlers.messages.presenters import presenter_of
from handlers.ui.blocks import as_written

# How what is stored is shown, where that differs.
_SHOWN = {
    "cancelled": "canceled",
    "looked at the password": "viewed the password",
    "was not shown the password by Slack": "couldn't see the password because Slack didn't show it",
    "asked for the time it has": "asked for the time it already has",
    "had it tried again": "asked Docket to try again",
    "gave up": "asked Docket to stop trying",
    "had it said again": "asked Docket to send it again",
    "said that it was made": "confirmed that it was made",
    "said that it was not made": "confirmed that it was not made",
    "accepted": "accepted the provider's change",
    "put back": "asked to put it back",
    "is looked for again": "is being checked again",
    "is reckoned by new rules for clocks": "follows new time change rules",
    "held by new rules for clocks": "follows new time change rules",
    "still held by the old clocks": "may still follow the old time change rules",
    "at another time": "booked at a different time",
    "found": "booked after all",
}


def history_line(entry: Entry, *, text: str, record: Record) -> str:
    """Write a line of a record's history, with as much of its `text` as its reader may see."""
    said = f": {as_written(text, to=1200)}" if text else ""
    who = f"<@{entry.by}> " if entry.by else ""
    provider, colon, what = entry.what.rpartition(": ")
    return f"{times.at(entry.at)} · {who}{provider}{colon}{_action_text(what, record)}{said}"


WHO_WAS_TOLD = "*Who was told*"

# What somebody was told of, as behind "about".
_TOLD_OF = {
    EventType.BOOKED: "the booking",
    EventType.REQUESTED: "the request",
    EventType.LINK_ARRIVED: "the join link",
    EventType.MOVED: "the move",
    EventType.EDITED: "the edit",
    EventType.CANCELED: "the cancellation",
    EventType.CANCELED_BY_PROVIDER: "the cancellation",
    EventType.GONE_AT_PROVIDER: "its end at the provider",
    EventType.CHANGED_AT_PROVIDER: "a change at the provider",
    EventType.LENGTH_CHANGED_AT_PROVIDER: "a change at the provider",
    EventType.ZONE_RULES_CHANGED: "new time change rules",
}


def told_line(told: Told, *, at: datetime, record: Record) -> str:
    """Write who was told of what at a time (aware UTC), and how; of emails, to how many."""
    return f"{times.at(at)} · {_how_told(told, record)}, about {_TOLD_OF.get(told.of, told.of)}"


def _how_told(told: Told, record: Record) -> str:
    direct = f"the direct messages of <@{record.owner}>"
    where = direct if told.whom.startswith("D") else f"<#{told.whom}>"
    match told.medium:
        case Medium.CARD:
            return f"Card in {where}"
        case Medium.THREAD:
            return f"Thread of the card in {where}"
        case Medium.ANNOUNCEMENT:
            return f"Announcement in {where}"
        case Medium.DIRECT_MESSAGE:
            return f"Direct message to <@{told.whom}>"
        case Medium.RECEIPT:
            return f"Receipt that only <@{told.whom}> saw"
        case Medium.EMAIL:
            people = "1 person" if told.people == 1 else f"{told.people} people"
            return f"Email from {record.provider} to {people}, as its documentation promises"


def _action_text(what: str, record: Record) -> str:
    """Return what a line of the history says was done, worded as everywhere on the screen."""
    presenter = presenter_of(record)
    match what:
        case "scheduled":
            return presenter.ordered
        case "not booked":
            return f"not {presenter.done}"
        case "not known whether it was booked":
            return f"not known whether it was {presenter.done}"
        case _:
            return _SHOWN.get(what, what)


# The history says what somebody decided; whether it was done is another thing.
_ACTIONS = {
    "moved": "asked to move it",
    "edited": "asked to change it",
    "cancelled": "asked to cancel it",
    "undid the move": "undid the move",
    "undid the cancellation": "undid the cancellation",
    "tried again": "tried it again",
    "accepted": _SHOWN["accepted"],
    "put back": _SHOWN["put back"],
}

MOST_ACTIONS = 3


def done_since(since: Sequence[Entry]) -> list[str]:
    """Say who decided what about it, the latest last, as far as people did it with Docket."""
    actions = [entry for entry in since if entry.by and entry.what in _ACTIONS][-MOST_ACTIONS:]
    return [
        f"<@{entry.by}> {_ACTIONS[entry.what]}{_to_when(entry)} ({times.ago(entry.at)})."
        for entry in actions
    ]


def _to_when(entry: Entry) -> str:
    """Say to which time something was to be moved; why it was to end is not for everybody."""
    return f" to {as_written(entry.text, to=100)}" if entry.what == "moved" and entry.text else ""
