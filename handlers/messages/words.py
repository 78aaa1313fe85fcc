"""Every sentence a person reads in Slack, together, so that they can be read aloud together.

Those that stand in messages are mrkdwn with user text escaped; those for fields are plain text.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.scheduling.attention import (
    OWNER_HEARS_AFTER,
    AttentionItem,
    AttentionReason,
    ClaimInProgress,
    NothingToResolve,
)
from bot.scheduling.command_line.verbs import COMMANDS
from bot.scheduling.desk import NoSuchBooking, Over
from bot.scheduling.model.agent import AgentBooking
from bot.scheduling.model.appointment import AppointmentBooking, Location
from bot.scheduling.model.booking import (
    ENDED,
    MAY_EXIST,
    OUTCOME_UNKNOWN,
    Booking,
    Changes,
    FailureReason,
    InvalidTransition,
    Phase,
    State,
    Visibility,
)
from bot.scheduling.model.failures import (
    Cause,
    Fault,
    Gone,
    NotAllowed,
    ProviderFailure,
    Refused,
    TemporaryFailure,
    TryLater,
)
from bot.scheduling.model.limits import Counted, LimitReached
from bot.scheduling.model.links import carries_secret
from bot.scheduling.model.reference import TIMED, Kind
from bot.scheduling.model.rights import (
    MayNotBook,
    NotShown,
    NotYours,
    OnlyAdmins,
    OnlyMembers,
    Unidentified,
)
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.model.session_agent import HasAgent
from bot.scheduling.ports import Entry, LinkTaken, Unreadable
from bot.scheduling.requests.calendar_actions import Action, CalendarAction, CalendarActionRequest
from bot.scheduling.requests.cancellations import CancellationRequest
from bot.scheduling.tasks import NOT_SHOWN, EventType, News
from bot.times.moment import Moment, difference
from bot.times.rails import odd_name
from bot.times.zones import city
from handlers.forms.addresses import BadAddress, Unread
from handlers.messages.refusals import SwitchedOff
from handlers.ui.blocks import clip, clip_escaped, escape

# What may be going on once its time has come.
RUNNING = frozenset({State.CONFIRMED, State.MOVING})

LONGEST_TITLE = 1000
LONGEST_CASE = 300
# A longer link is only behind the button: cut off, it would lead elsewhere.
LONGEST_LINK = 500

_MENTIONS = re.compile(r"<@[^>]+>(?:(?:, | or )<@[^>]+>)*")

NOUNS = {
    Kind.SESSION: "session",
    Kind.AGENT: "agent",
    Kind.APPOINTMENT: "appointment",
    Kind.CALENDAR_ACTION: "errand",
    Kind.CANCELLATION: "cancellation",
}

HELP = """\
*Schedule a session:* `/session tomorrow 2pm Pacific`, or `/session` alone for an empty form.
*Change one:* `/session move S-7K2M fri 3pm` · `/session edit S-7K2M` · `/session cancel S-7K2M`
*Look:* `/session list` shows yours to come; add `today`, `week`, `all` or any words.
`/session show S-7K2M` shows everything about one.
In place of a reference, `next` means your next session and `last` the one you booked last. \
Without either you get the nearest ones to choose from.
Write times as you would say them: `next Tue 2pm ET`, `Jan 28 9:30am London`, `in two weeks at noon`. \
Docket reads the time back before anything is booked."""

BOOKINGS_HELP = """\
*Your bookings to come*, sessions, agents and appointments together: `/bookings`.
Add `today`, `week`, `month`, a date such as `28 Jan`, `mon to fri`, or any words of a title or case; \
`all` shows everybody's that you may see.
`/bookings attention` shows what nobody knows, what is stuck, and what Slack let nobody hear.
Each line begins with the reference: `/session show S-7K2M`, `/agent show A-7K2M` and \
`/appointment show P-7K2M` show more."""
APPOINTMENT_HELP = """\
*Book an appointment:* `/appointment tomorrow 2pm Eastern`, or `/appointment` alone for an empty form.
*Find a time:* `/appointment slots CA NY` shows what is free in these states; add a day or `week`.
*Cancel one:* `/appointment cancel P-7K2M`, or `/appointment cancel` with CareValidate's own id.
*Look:* `/appointment list` shows yours to come. `/appointment list today`, `week`, a date, two dates \
or an invitee's email address asks CareValidate.
`/appointment show P-7K2M` shows everything about one of yours. What others booked is for \
appointment staff alone, and every look is recorded.
Appointments cannot be moved: cancel the one and book another.
What you enter about an invitee is shown to you alone; in a channel there is only the type, the time \
and the state."""
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
APPOINTMENT_CHANNEL_HINT = (
    "Leave it empty to get the card in your direct messages with Docket. A channel sees only the"
    " type, the time and the state."
)
CONFIDENTIAL_REASON = "Goes to CareValidate, and into no channel."
CANCELING_BY_ID = (
    "Appointment `{id}`\nThis cannot be undone. CareValidate cancels it only with the address of the"
    " person it was booked for, and tells them."
)
OTHER_INVITEE = "This appointment was booked for another address."
ONLY_STAFF_BY_ID = (
    "Only appointment staff can cancel by CareValidate's own id. Cancel what you booked by its"
    " reference: `/appointment list` shows yours."
)
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
# A message that is longer is cut by Slack.
MOST_REMINDED_OF = 15
SEE_ATTENTION = "`/bookings attention` shows what you can do."
LOOKING = "Looking at {provider}…"
BUSY = (
    "Docket is asking {provider} for too many people at once, and has not asked for you. Please try"
    " again in a moment."
)

INSTALLATION_UNKNOWN = (
    "Slack did not tell Docket which workspace it is in, so nothing was done. Please try again in a"
    " moment; if it happens once more, tell your Docket administrator."
)
WHO_UNKNOWN = (
    "Slack did not tell Docket who you are, so nothing was done. Please try again in a moment; if it"
    " happens once more, tell your Docket administrator."
)
NOT_ACTIVE = "Docket does nothing for deactivated accounts and for bots."
GUESTS_BOOK_NOTHING = (
    "Only members of this workspace can do this; guests can't. Ask a member to do it for you."
)
STRANGERS_BOOK_NOTHING = (
    "Only people of the workspace that Docket belongs to can do this. Ask one of them to do it for"
    " you."
)
_LIMITS = {
    Counted.BOOKINGS: (
        "That's more than you can book in a minute (at most {most}), so nothing was booked. Wait a"
        " minute, then try again."
    ),
    Counted.INVITATIONS: (
        "That's more people than you can invite in an hour (at most {most}), so nobody was invited."
        " Invite fewer now, or try again in an hour."
    ),
}

SWITCHES = {
    Kind.SESSION: ("Prevail", "PREVAIL_API_KEY and PREVAIL_COMPANY_ID"),
    Kind.AGENT: ("Cronofy", "CRONOFY_API_KEY"),
    Kind.APPOINTMENT: ("CareValidate", "CAREVALIDATE_API_KEY"),
    Kind.CANCELLATION: ("CareValidate", "CAREVALIDATE_API_KEY"),
    Kind.CALENDAR_ACTION: ("Cronofy", "CRONOFY_API_KEY or CRONOFY_ACCESS_TOKEN"),
}

AGENT_HELP = """\
*Send a meeting agent to a call:* `/agent https://zoom.us/j/123 tomorrow 2pm Pacific`. \
Without a time it is sent at once.
*To a session of Docket's:* press *Send agent* on its card, or `/agent S-7K2M`. It moves with the \
session, and is canceled with it.
*Change one:* `/agent move A-7K2M fri 3pm` · `/agent cancel A-7K2M`.
An agent that was scheduled elsewhere is canceled by its scheduling key: `/agent cancel KEY`.
*Calendar events:* `/agent remove CALENDAR EVENT` takes the agent off an event, \
`/agent add CALENDAR EVENT` puts one on, `/agent delete CALENDAR EVENT` deletes the event and its agent.
*Look:* `/agent list` shows yours to come; add `today`, `week`, `all` or any words. \
`/agent show A-7K2M` shows everything about one.
An agent that has begun to join stays: remove it in the call itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOnce:
    """How a form asks before an errand is run, and what is said when it was."""

    title: str
    sentence: str
    submit: str
    done: str


CALENDAR_ACTIONS = {
    Action.TAKE_OFF: AskedOnce(
        title="Take agent off event",
        sentence="The agent will not join this event. The event itself stays.",
        submit="Remove agent",
        done="The agent is off the event, which itself stays.",
    ),
    Action.PUT_ON: AskedOnce(
        title="Put agent on event",
        sentence="An agent will join the call of this event.",
        submit="Add agent",
        done="An agent will join the event.",
    ),
    Action.DELETE: AskedOnce(
        title="Delete event?",
        sentence="The event disappears from the calendar, its agent is canceled with it, and this"
        " cannot be undone.",
        submit="Delete event",
        done="The event is deleted, and its agent canceled with it.",
    ),
    Action.CALL_BACK: AskedOnce(
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
NO_CALENDARS = (
    "Docket cannot change calendar events: it has no access to a calendar at Cronofy. Whoever runs"
    " Docket can give it one by setting CRONOFY_ACCESS_TOKEN. Everything else works."
)
CALL_HINT = "The address that people open to join the call. It enters no channel."
AT_ONCE_HINT = "Empty or “now” sends it at once. Or a time: next Tue 2pm Pacific, in an hour."
BEHALF_HINT = "The email address of the attendee for whom the agent joins. It enters no channel."
BAD_CALL = (
    "Enter the whole link to the call, as it opens in a browser: it begins with https:// and has no"
    " name or password before the address."
)
WHICH_CALL = "There are {count} links here. Leave only the one that people open to join the call."
SEALED_CALL = (
    "This link is wrapped by {by}, and only {by} knows where it leads. Open it, then paste the call's"
    " own link here."
)
MORE_THAN_A_LINK = (
    "“{text}” is not part of the link. Leave only the link, from https:// to its end, with no blanks"
    " in it."
)
UNWRAPPED = (
    "Docket replaced the wrapped link with the one it leads to. Check it before you send the agent."
)
MAY_HAVE_JOINED = (
    "but so near to its time that the agent may have begun to join: then it stays, and has to be"
    " removed in the call."
)
NO_CALL_LINK = "not shown, because it isn't a plain https address"
NO_BEHALF = "Add the email address of the attendee for whom the agent joins."
NONE = "There are none."
PAGE = "Page {page} of {pages} · {all} in all · add words or days to narrow the list"
CALENDAR = "Where do you keep your calendar?"
LINKS_REVOKED = (
    "Links to its calendar file that were given out no longer work. *Add to calendar* gives out new"
    " ones. Files that were already downloaded stay where they are."
)
TOO_LONG_TO_SHOW = (
    "There is more than Slack can show here. The provider's own site shows all of it."
)
BROKEN = (
    "Something went wrong in Docket itself, and nothing was changed. Please try again; if it"
    " happens once more, tell whoever runs Docket."
)
BOOKING_UNREADABLE = (
    "{ref} can't be read, so nothing was changed. Ask your Docket administrator to look: it may still"
    " take place."
)
# What was heard of within so long was heard of at the same time.
ABOUT_NOW = timedelta(minutes=1)
# So many of what can't be read are named.
MOST_NAMED = 10
BOOKINGS_UNREADABLE = (
    "{refs} can't be read, so nothing was changed. Ask your Docket administrator to look: they may"
    " still take place."
)
REQUEST_UNREADABLE = (
    "Docket can't read this, and nothing was changed. It may be from an older version of Docket:"
    " close it, and start again with the command."
)
OLD_BUTTON = "That button is from an older version of Docket. `/session list` shows your sessions."
YES_THAT_TIME, YES_THAT_DAY, TYPE_ANOTHER = "Yes, that time", "Yes, that day", "Type another"
TYPE_IN_NUMBERS = (
    "Type another day and time. In numbers it is always understood: “{example} 15:30”."
)
PICK_NOT_SHOWN = (
    "Slack wouldn't put that time into the form. If “When” doesn't show it, type it there: {text}"
)
ANSWER_NOT_SHOWN = "Docket had an answer for you, and Slack wouldn't show it. Please ask again."
EXPIRED = "Slack took too long to open the form. Please try again."
NO_VIEW = "Slack would not show the form ({code}). Please try again; nothing was changed."
ZONE_HINT = "Counts where “When” does not name a zone or a place."
WHEN_HINT = "As you would say it: next Tue 2pm Pacific, {day}, {clock}, in two weeks at noon."
CHANNEL_HINT = "Leave it empty to get the card in your direct messages with Docket."

CHANNEL_UNSEEN = (
    "Docket can't see that channel, or you aren't in it. Choose another, invite Docket there first,"
    " or leave this blank to get the card in your direct messages."
)
CHANNEL_ARCHIVED = (
    "That channel is archived. Choose another, or leave this blank to get the card in your direct"
    " messages."
)
CHANNEL_UNKNOWN = (
    "Slack didn't answer, so Docket couldn't check that channel. Try again in a moment, or leave"
    " this blank to get the card in your direct messages."
)
FIELD_MISSING = "This field didn't arrive. Close the form and open it again."
NOT_A_BOX = "Check only boxes that are offered."
TOO_LONG = "Use at most {most} characters; this has {count}."
ONE_LINE = "Put this on one line."
NO_TIME = "When is it? For example “next Tue 2pm Pacific”."
NO_TIME_OF_DAY = "{day}: at what time? Add one, for example “2pm”."
PICK_ZONE = "Choose the time zone: Slack does not say where you are."
QUARTERS_ONLY = "Prevail books in quarter hours: choose one of these, or write another end."
DURATIONS_DIFFER = "“When” says {said}, and {chosen} is chosen here. Make the two agree."
_UNREAD = {
    Unread.NO_ADDRESS: "it isn't a whole email address. Write one, such as name@example.com.",
    Unread.NAME_ALONE: "no email address goes with it. Add one, or leave it out.",
    Unread.RUN_TOGETHER: "it can be read in more than one way. Put each address in < >.",
    Unread.SEVERAL: "only one email address goes here.",
}
TOO_MANY_ADDRESSES = "At most {most} addresses; these are {count}."
ALREADY_INVITED = "Everyone here is invited already. Add somebody else, or leave this blank."
DEPONENT_NEEDS_EMAIL = (
    "Prevail invites the deponent by email: add the address, or leave both empty."
)
DEPONENT_NEEDS_NAME = "Add the deponent's name, or leave both empty."
TITLE_CUT = (
    "The title is longer than fits here. Leave this as it is to keep all of it; what you change"
    " takes its place."
)
TITLE_NEEDED = "Give the session a title."
NAME_ONLY = (
    "Enter only the name here, because cards show it. The email address goes in its own field."
)
LINK_NAME_ONLY = "Enter only the last part of the link, without slashes, such as doe-v-acme."
BAD_LINK_NAME = "A link name needs at least one letter or digit."
LONG_LINK_NAME = "A link name can have at most {most} characters. Choose a shorter one."
LINK_TAKEN = "Another session has this link name. Choose another, or leave it empty."
NOTHING_CHANGED = "Nothing differs from the booking as it is. Change something, or close the form."


def not_used(text: str) -> str:
    """Say, as mrkdwn, which words of a line went into no field of its form."""
    said = clip_escaped(text, to=200)
    return f"Docket didn't use “{said}”. If it belongs in the form, put it in its field."


def caption_cut(caption: str, *, notes: int) -> str:
    """Say that a caption was cut for the title, and where it is whole, as far as `notes` take it."""
    if len(caption) <= notes:
        return "The caption is too long for a title, so it's cut here. It's whole in *Notes*."
    return (
        "The caption is too long for a title, so it's cut here. *Notes* has its first"
        f" {notes:,} characters; the rest doesn't fit."
    )


def unread(bad: BadAddress) -> str:
    """Say what could not be read of a list of people, and what to do about it. Plain text."""
    return f"Docket couldn't read “{bad.text}”: {_UNREAD[bad.why]}"


def not_offered(what: str) -> str:
    """Say that something else was chosen than a list offers, by what it lists."""
    return f"Choose one of the {what}s offered."


def duration(length: timedelta) -> str:
    """Write how long something lasts: `1 h 30 min`."""
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    parts = [f"{hours} h"] if hours else []
    return " ".join([*parts, f"{minutes} min"] if minutes or not hours else parts)


def times(booking: Booking, *, shown: bool = True) -> list[str]:
    """Write when it is and how long it lasts, in its own zone and in the reader's.

    `shown` False keeps a provider's own words to people who may see more than type, time and state.
    """
    if booking.kind not in TIMED:
        return []
    length = f" · {duration(booking.length)}" if booking.length else ""
    if booking.unreadable_time:
        return [
            f"*{unreadable_time(booking, shown=shown)}*",
            f"Docket last had {booking.written}{length}",
        ]
    return [
        f"*{booking.written}*{length}",
        f"Your time: {your_time(booking)}",
    ]


def when(booking: Booking) -> str:
    """Write when it is; where nobody can read that, say where it can be seen."""
    if booking.unreadable_time:
        return f"time unreadable, see {booking.provider}"
    return booking.written


def unreadable_time(booking: Booking, *, shown: bool = True) -> str:
    """Say that the provider has it at a time that cannot be read, in which words, and what to do."""
    provider = booking.provider
    said = f" “{clip_escaped(booking.unreadable_time, to=200)}”," if shown else " a time"
    return f"{provider} has it at{said} which Docket can't read. Open it at {provider} to see when it is."


def no_calendar(booking: Booking) -> str:
    """Say that a booking whose time cannot be read is put into no calendar."""
    return f"{booking.ref} can't be added to a calendar. {unreadable_time(booking)}"


def your_time(booking: Booking) -> str:
    """Write when it is so that Slack shows each reader their own clock."""
    seconds = int(booking.moment.instant.timestamp())
    return f"<!date^{seconds}^{{date_short_pretty}}, {{time}}|{escape(booking.written)}>"


def title(booking: Booking) -> str:
    """Write what a booking is called, escaped."""
    return clip_escaped(booking.title, to=LONGEST_TITLE)


def a_noun(booking: Booking) -> str:
    """Name the kind of thing it is: `a session`, `an agent`."""
    noun = NOUNS[booking.kind]
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def state(booking: Booking) -> str:
    """Say how a booking stands, honestly."""
    match booking.state:
        case State.BOOKING:
            return f"*{_beginning(booking)}…* {_held_up(booking, booking.trouble)}"
        case State.REQUESTED:
            return (
                "*Requested.* Prevail's team still has to schedule it. The join link will appear"
                " here as soon as there is one."
            )
        case State.CONFIRMED if booking.trouble is FailureReason.UNKNOWN:
            return (
                f"*Confirmed*, but the last change may or may not have been made:"
                f" {_unknown(booking, said='', then='change it again')}"
            )
        case State.CONFIRMED:
            return _confirmed(booking)
        case State.MOVING:
            return f"*Changing…* {_held_up(booking, booking.trouble)}"
        case State.CANCELING:
            return f"*Canceling…* {_held_up(booking, booking.trouble)}"
        case State.CANCELED:
            return _canceled(booking)
        case State.FAILED:
            why = _why_not(booking, booking.trouble, booking.reason)
            return f"*{_not_done(booking, booking.trouble)}.* {why}"


def passed(booking: Booking, *, phase: Phase, in_full: bool = False) -> str:
    """Say what can still be done with what has begun or is over; nothing while it lies ahead.

    `in_full` says that the way in stands beside it, and not only under *More*.
    """
    if booking.state not in RUNNING or phase is Phase.AHEAD:
        return ""
    match booking:
        case AgentBooking():
            return (
                "*Its time has come.* Docket can't see whether it has joined: if it has, it stays until"
                " it is removed in the call."
            )
        case SessionBooking() if phase is Phase.BEGUN:
            return (
                "*Its start time has passed*, so it can't be moved anymore. If nobody has joined,"
                f" `/session cancel {booking.ref}` still asks {booking.provider} to cancel it."
            )
        case SessionBooking():
            where = "the link still leads there" if in_full else "*More* has the way in"
            return f"*Its scheduled time is over.* If it is still going on, {where}."
        case _:
            return (
                "*Its start time has passed*, so it can't be changed here anymore. Ask"
                f" {booking.provider} if something is wrong."
            )


_PASSED = {Phase.AHEAD: "", Phase.BEGUN: "start time has passed", Phase.OVER: "time is over"}


def stands(booking: Booking, *, phase: Phase) -> str:
    """Name the state in a few words, with where the clock is."""
    told = _PASSED[phase] if booking.state in RUNNING else ""
    return ", ".join(filter(None, (state_word(booking), told)))


def stands_oddly(booking: Booking, *, phase: Phase) -> str:
    """Name the state in a list, where it is not what one expects; nothing where all is well."""
    if booking.state is not State.CONFIRMED:
        return stands(booking, phase=phase)
    return _PASSED[phase]


def _canceled(booking: Booking) -> str:
    if booking.trouble is FailureReason.CANCELED_THERE:
        return f"*Canceled at {booking.provider}*, not with Docket. {_book_again(booking)}"
    if booking.trouble is FailureReason.GONE:
        return f"*Gone from {booking.provider}*, which no longer lists it. {_book_again(booking)}"
    if isinstance(booking, AgentBooking) and booking.may_have_joined:
        return f"*Canceled*, {MAY_HAVE_JOINED}"
    return f"*Canceled*{'.' if booking.never_booked else ''}{_in_vain(booking)}"


def _book_again(booking: Booking) -> str:
    """Say what can be done about what ended at the provider's own site."""
    noun, provider = NOUNS[booking.kind], booking.provider
    joined = "Nobody can join it. " if isinstance(booking, SessionBooking) else ""
    return f"{joined}Ask {provider}'s team about it, or book a new {noun}."


_ENDED_THERE = {FailureReason.CANCELED_THERE: "canceled at {}", FailureReason.GONE: "gone from {}"}


# How states are spelled on the screen, where that is otherwise than they are stored.
_STATES = {State.CANCELED: "canceled", State.CANCELING: "canceling"}


def state_word(booking: Booking) -> str:
    """Name the state in a word, for lists and for channels shared with other companies."""
    if booking.state is State.CANCELED and booking.trouble in _ENDED_THERE:
        return _ENDED_THERE[booking.trouble].format(booking.provider)
    if booking.state is not State.FAILED:
        return _STATES.get(booking.state, booking.state.value)
    return _not_done(booking, booking.trouble).lower()


def _beginning(booking: Booking) -> str:
    if booking.kind not in TIMED:
        return f"Asking {booking.provider}"
    return "Sending" if isinstance(booking, AgentBooking) and booking.at_once else "Booking"


def _confirmed(booking: Booking) -> str:
    match booking:
        case CalendarActionRequest(found_gone=True):
            return f"*Done.* {booking.provider} has no such event now: there is nothing to delete."
        case CalendarActionRequest(errand=errand):
            return f"*Done.* {CALENDAR_ACTIONS[errand.deed].done}"
        case AgentBooking(at_once=True):
            return "*Confirmed.* The agent is on its way."
        case AgentBooking():
            return "*Confirmed.* The agent joins by itself."
        case _:
            return "*Confirmed*"


def _not_done(booking: Booking, trouble: FailureReason | None) -> str:
    """Name how it ended: "Not sent"."""
    return _not(_made(booking), trouble)


def _not(done: str, trouble: FailureReason | None) -> str:
    """Say that something was not done; where it may have been all the same, no more than that."""
    return f"{'Not known whether it was' if trouble in MAY_EXIST else 'Not'} {done}"


# What a provider keeps no list of: there is nothing to look in.
_UNLISTED = frozenset({Kind.AGENT, Kind.CALENDAR_ACTION})


def _held_up(booking: Booking, trouble: FailureReason | None) -> str:
    provider = booking.provider
    if trouble is None:
        return f"{provider} has not answered yet."
    if trouble in OUTCOME_UNKNOWN:
        if booking.kind in _UNLISTED:
            return f"{provider} gave no clear answer. Docket asks it again, which does no harm."
        return f"{provider} gave no clear answer. Docket is finding out what became of it."
    if trouble is FailureReason.INTERNAL:
        return (
            "Docket itself could not finish it and keeps trying."
            " Whoever runs Docket finds out why in its log."
        )
    if trouble is FailureReason.CONNECTION:
        return (
            f"Docket can't connect to {provider}. It keeps trying, and nothing is lost. If this lasts,"
            f" {_whose_to_mend(provider)}"
        )
    return f"{provider} cannot do it just now. Docket keeps trying, and nothing is lost."


def _whose_to_mend(provider: str) -> str:
    return f"your Docket administrator needs to check the connection to {provider}."


def _why_not(booking: Booking, trouble: FailureReason | None, reason: str) -> str:
    """Say in plain words why the provider did not do it, and what to do."""
    provider = booking.provider
    said = f" It said: “{clip_escaped(reason, to=400)}”." if reason else ""
    match trouble:
        case FailureReason.REFUSED | FailureReason.DIFFERENT:
            return _refused(booking, trouble, said=said)
        case FailureReason.NOT_ALLOWED | FailureReason.CONNECTION:
            return _not_let_in(provider, said, answered=trouble is FailureReason.NOT_ALLOWED)
        case FailureReason.GONE:
            return _gone(booking, said=said)
        case FailureReason.NAME_TAKEN:
            return (
                f"Its link name is already taken at {provider}. Choose another, or leave it blank."
            )
        case FailureReason.AMBIGUOUS:
            return _unproven(booking)
        case FailureReason.UNKNOWN:
            return _unknown(booking, said=said, then="try again")
        case FailureReason.INTERNAL:
            return (
                "Something went wrong in Docket itself, and it has stopped trying. Your Docket"
                f" administrator can find out why in its log. Look in {provider} before you try again."
            )
        case FailureReason.DECLARED:
            return (
                f"{provider}'s answer was lost, and somebody has said since that it was not"
                f" {_made(booking)}."
            )
        case FailureReason.NEVER_SCHEDULED:
            return (
                f"{provider}'s team hadn't scheduled it when its time came, as far as Docket could see."
                f" Look in {provider}, or ask its scheduling team."
            )
        case _:
            return f"{provider} could not do it for too long, and Docket has stopped trying."


def _refused(booking: Booking, trouble: FailureReason, *, said: str) -> str:
    """Say that the provider said no, or answered and did it otherwise."""
    provider = booking.provider
    if trouble is FailureReason.REFUSED:
        return f"{provider} refused it.{said}"
    if booking.unreadable_time:
        return f"{unreadable_time(booking)}{said}"
    if booking.kind in {Kind.APPOINTMENT, Kind.CANCELLATION}:
        held = "still lists the appointment"
        return f"{provider} answered, but {held}.{said} Try again, or ask {provider}'s team."
    return (
        f"{provider} answered, but did not do it as asked.{said} The card shows what it holds now. Try"
        f" again, or ask {provider}'s team."
    )


def _unknown(booking: Booking, *, said: str, then: str) -> str:
    """Say that nobody knows what became of what was asked, and what a person can look at before `then`."""
    provider = booking.provider
    lost = (
        f"{provider} gave no clear answer, and Docket could not find out what became of it.{said}"
    )
    nowhere = (
        f"{provider} gave no clear answer, and it has no list to look in.{said} If it happens again,"
        f" {_whose_to_mend(provider)}"
    )
    match booking:
        case CalendarActionRequest(errand=CalendarAction(deed=Action.CALL_BACK)):
            return (
                f"{nowhere} Doing it twice does no harm. If the agent joins, remove it in the call."
            )
        case CalendarActionRequest():
            return f"{nowhere} Look in the calendar. Doing it twice does no harm."
        case AgentBooking(at_once=True):
            return f"{nowhere} Look in the call whether an agent has joined before you {then}."
        case AgentBooking():
            return (
                f"{nowhere} You can {then}: only one agent ever comes of it. If one joins that"
                " shouldn't, remove it in the call."
            )
        case _:
            return f"{lost} Look in {provider} before you {then}."


def _not_let_in(provider: str, said: str, *, answered: bool = True) -> str:
    """Say that a provider does not let Docket in, or cannot be reached, and whose that is to mend."""
    if not answered:
        stopped = f"Docket couldn't connect to {provider} for too long, and has stopped trying"
        return f"{stopped}: {_whose_to_mend(provider)}"
    mend = _whose_to_mend(provider)
    return f"{provider} doesn't let Docket do this.{said} {mend[0].upper()}{mend[1:]}"


def _gone(booking: Booking, *, said: str) -> str:
    provider = booking.provider
    match booking:
        case CalendarActionRequest(errand=errand):
            by_key = errand.deed is Action.CALL_BACK
            what = "agent under this key" if by_key else "calendar or event: check both ids"
            gone = " If it was deleted before, nothing is left to do." * (
                errand.deed is Action.DELETE
            )
            return f"{provider} answered that there is no such {what}.{said}{gone}"
        case CancellationRequest():
            return f"{provider} answered that there is no such appointment: check the id.{said}"
        case _:
            return (
                f"{provider} answered that there is no such {NOUNS[booking.kind]}.{said} If there is,"
                f" {_whose_to_mend(provider)}"
            )


def _unproven(booking: Booking) -> str:
    """Say that what the provider has may be somebody else's, and nothing of what it is."""
    provider = booking.provider
    if isinstance(booking, SessionBooking) and booking.session.link_name:
        return (
            f"Its link name is already taken at {provider}, and Docket can't tell whether by this"
            f" session. Check in {provider} before you try again."
        )
    return (
        f"{provider} has something that may be this {NOUNS[booking.kind]} or somebody else's, and"
        f" Docket can't tell which. Check in {provider} before you try again."
    )


def company(booking: Booking) -> str:
    """Say which agent goes along with a session; nothing if none does."""
    if not isinstance(booking, SessionBooking) or not booking.agent or booking.state in ENDED:
        return ""
    if booking.unreadable_time:
        return (
            f"Agent {booking.agent} is still set for {booking.written}, because Docket can't read"
            " when the session is. Move the session to set both right."
        )
    if booking.agent_apart:
        return f"Agent {booking.agent} may join at another time than this. Its own card says when."
    return f"Agent {booking.agent} goes along: it moves and is canceled with the session."


def zone_there(booking: Booking) -> str:
    """Say under which zone's name Prevail shows a session's time, where nobody there would know it."""
    if not isinstance(booking, SessionBooking) or booking.state in ENDED or booking.unreadable_time:
        return ""
    name = odd_name(booking.moment.zone, at=booking.moment.instant)
    if not name:
        return ""
    return f"Prevail may show this as {booking.moment.clock_written(booking.reader)} {name}: the same time."


def hosts(booking: Booking) -> str:
    """Say what became of the hosts asked for, without their addresses; nothing if all is well."""
    if not isinstance(booking, SessionBooking) or booking.booked is None:
        return ""
    demoted, unconfirmed = len(booking.booked.demoted_hosts), booking.booked.unconfirmed_hosts
    if demoted:
        who = (
            "One host is listed as a participant"
            if demoted == 1
            else f"{demoted} hosts are listed as participants"
        )
        return f"{who} at Prevail: only its registered members become hosts."
    if unconfirmed:
        return "Prevail did not say whether the hosts have host rights: only its members get them."
    return ""


def line(booking: Booking, *, news: News, here: Visibility, named: bool = True) -> str:
    """Say what happened in one line, with no more than this place may know.

    `named` False leaves out title and case, for readers who cannot see the card.
    """
    if news.what is EventType.NOT_TOLD:
        return _untold(
            booking, news, whom="" if hides(booking, here=here) else f" for <@{news.by}>"
        )
    if hides(booking, here=here):
        return f"{_type_and_time(booking)} {_done(news.what)}."
    by = f" by <@{news.by}>" if news.by else ""
    match news.what:
        case EventType.MOVED:
            return f"Moved{by} from {_written(booking, news.before)} to *{_written(booking, news.after)}*."
        case EventType.EDITED:
            return f"Edited{by}."
        case EventType.LINK_ARRIVED:
            said = way_in(booking, link=booking.link_at(here)) or _no_way_in(booking)
            unreadable = f" {unreadable_time(booking)}" if booking.unreadable_time else ""
            return f"{booking.provider} has scheduled it. {said}{unreadable}"
        case EventType.CANCELED_BY_PROVIDER:
            return (
                f"Canceled at {booking.provider}, not with Docket: {subject(booking, named=named)}."
            )
        case EventType.GONE_THERE:
            return f"{booking.provider} no longer lists {subject(booking, named=named)}."
        case EventType.CHANGED_THERE | EventType.LENGTH_CHANGED_THERE:
            return _altered(booking, news=news, named=named)
        case EventType.CLOCKS_CHANGED | EventType.NOT_REALIGNED:
            return _by_new_clocks(booking, news)
        case _:
            why = f" Reason: “{clip_escaped(news.why, to=500)}”" if news.why else ""
            late = isinstance(booking, AgentBooking) and booking.may_have_joined
            also = f" It was canceled, {MAY_HAVE_JOINED}" if late else _in_vain(booking)
            # What belongs to something that was canceled at its provider nobody canceled.
            by = by or " with its session"
            return f"Canceled{by}: {subject(booking, named=named)}.{why}{also}"


def _altered(booking: Booking, *, news: News, named: bool) -> str:
    """Say what was changed at the provider's own site."""
    where, what = f"at {booking.provider}, not with Docket", subject(booking, named=named)
    if news.what is EventType.LENGTH_CHANGED_THERE:
        return f"Changed {where}: {what} now takes {duration(booking.length)}."
    if news.after:
        return f"Moved {where}, from {_written(booking, news.before)} to *{_written(booking, news.after)}*."
    if isinstance(booking, AppointmentBooking):
        return f"Changed {where}. *More* on its card shows how it stands there."
    return f"Renamed {where}: {what}."


def _by_new_clocks(booking: Booking, news: News) -> str:
    """Say what new rules for clocks, which came with newer zone data, do to a booking."""
    before, after = news.before or booking.moment, news.after or booking.moment
    place = city(after.zone) or after.zone
    if news.what is EventType.NOT_REALIGNED:
        return (
            f"Clocks in {place} have new rules, and {booking.provider} may still hold this by the old"
            f" ones: at what is now {before.written(booking.reader)} there."
        )
    if not booking.can_move:
        return (
            f"Clocks in {place} have new rules. {booking.provider} holds this at the same moment, so it"
            f" is now at *{after.written(booking.reader)}* there."
        )
    return (
        f"Clocks in {place} have new rules. This stays at *{after.written(booking.reader)}* there, so"
        f" for everybody elsewhere it is {difference(after, was=before)} than before."
    )


def _untold(booking: Booking, news: News, *, whom: str) -> str:
    """Say beside a card that somebody is to look, with nothing of what there is to see."""
    return (
        f"Docket has news{whom} about this {NOUNS[booking.kind]}, and couldn't send it in a direct"
        f" message. {slack_trouble(news.trouble)} `{COMMANDS[booking.kind]} show {booking.ref}` shows"
        " how it stands."
    )


def moved_away(booking: Booking) -> str:
    """Say in place of a card that it is out of date, and where the true one is."""
    return (
        f"This card is out of date. The card of {NOUNS[booking.kind]} {booking.ref} is now in"
        f" <@{booking.owner}>'s direct messages with Docket."
        f" `{COMMANDS[booking.kind]} show {booking.ref}` shows how it stands."
    )


def _in_vain(booking: Booking) -> str:
    """Say that a cancellation had nothing to end; nothing where it had."""
    return f" It was never booked at {booking.provider}." if booking.never_booked else ""


def _type_and_time(booking: Booking) -> str:
    if isinstance(booking, CancellationRequest):
        # CareValidate is told which appointment it is, and does not say when it would have been.
        return "An appointment that was not booked with Docket"
    on = "," if booking.unreadable_time else " on"
    return f"{a_noun(booking).capitalize()}{on} {when(booking)}"


def hides(booking: Booking, *, here: Visibility) -> bool:
    """Say whether this place may know no more than what it is, when and how it stands."""
    return here is Visibility.SHARED or (booking.confidential and here is not Visibility.DIRECT)


def _done(what: EventType) -> str:
    match what:
        case EventType.MOVED:
            return "is its new time"
        case EventType.EDITED:
            return "was edited"
        case EventType.LINK_ARRIVED:
            return "has been scheduled"
        case EventType.CHANGED_THERE | EventType.LENGTH_CHANGED_THERE:
            return "was changed"
        case EventType.CLOCKS_CHANGED | EventType.NOT_REALIGNED:
            return "goes by new rules for clocks"
        case EventType.GONE_THERE:
            return "is no longer listed"
        case _:
            return "was canceled"


def _written(booking: Booking, moment: Moment | None) -> str:
    """Write a time that it had or was to have."""
    return moment.written(booking.reader) if moment else ""


def subject(booking: Booking, *, named: bool = True) -> str:
    """Name a booking: title, case, time, reference."""
    case = f" ({clip_escaped(booking.case, to=LONGEST_CASE)})" if booking.case else ""
    name = f"*{title(booking)}*{case}" if named else a_noun(booking)
    if booking.kind not in TIMED:
        return f"{name} · {booking.ref}"
    return f"{name}, {when(booking)} · {booking.ref}"


def told(booking: Booking, *, news: News) -> str:
    """Say to one person what happened, in their direct messages."""
    if news.what is EventType.CUT_OFF:
        return _cut_off(booking, news)
    for some, tell in (
        (_WENT_WRONG, _told_wrong),
        (NOT_SHOWN, _told_not_shown),
        (_ATTENDED, _told_attended),
        (_THERE, _told_of_there),
    ):
        if news.what in some:
            return tell(booking, news)
    return _told_well(booking, news)


def _told_well(booking: Booking, news: News) -> str:
    """Say what was done, and what its owner may not expect of it."""
    what = subject(booking)
    match news.what:
        case EventType.HOSTS_DEMOTED:
            return (
                f"Prevail lists as participants instead of hosts: {clip_escaped(news.why, to=1000)}."
                f" Only its registered members become hosts. Session: {what}."
            )
        case EventType.LINK_ARRIVED:
            said = way_in(booking, link=booking.link_at(Visibility.DIRECT)) or _no_way_in(booking)
            return f"{booking.provider} has scheduled {what}. {said}{_other_time(booking, news)}"
        case EventType.LINK_REFUSED:
            return (
                f"{booking.provider} gave a link for {what} that Docket doesn't pass on: it isn't a"
                f" plain https address. Open it at {booking.provider} instead, and tell your Docket"
                " administrator."
            )
        case _ if news.what in _BOOKED_OTHERWISE:
            return _told_booked_otherwise(booking, news)
        case EventType.MOVED | EventType.EDITED:
            return f"{what}: {line(booking, news=news, here=Visibility.DIRECT)}"
        case _:
            return line(booking, news=news, here=Visibility.DIRECT)


_ATTENDED = frozenset(
    {
        EventType.STILL_UNKNOWN,
        EventType.STILL_STUCK,
        EventType.STILL_DELAYED,
        EventType.STANDS,
        EventType.KNOWN_NOW,
        EventType.TAKEN_IN,
        EventType.NONE_FITS,
        EventType.SEVERAL_FIT,
        EventType.FITS_ANOTHER,
        EventType.STILL_LISTED,
        EventType.DECLARED,
        EventType.SETTLED,
        EventType.NOT_LOOKED_UP,
        EventType.LOOKED_UP_LATER,
    }
)


_BOOKED_OTHERWISE = frozenset(
    {EventType.AS_FIRST_ORDERED, EventType.NOT_AS_ORDERED, EventType.OTHER_TIME}
)


def _told_booked_otherwise(booking: Booking, news: News) -> str:
    """Say that it is booked, and in what it is not what was ordered last."""
    what = subject(booking)
    match news.what:
        case EventType.AS_FIRST_ORDERED:
            return (
                f"{booking.provider} booked {what} on an earlier try, as it was first entered. Look at"
                " its card, and edit it if you have changed your entries since."
            )
        case EventType.NOT_AS_ORDERED:
            return (
                f"{booking.provider} has booked {what}, but not just as you asked. *More* on its card"
                " shows how it stands there: cancel it, and book another, if it is wrong."
            )
        case _:
            requested = booking.state is State.REQUESTED
            did = "has the request for" if requested else "has booked"
            return f"{booking.provider} {did} {what}.{_other_time(booking, news)}"


_THERE = frozenset(
    {
        EventType.CANCELED_BY_PROVIDER,
        EventType.GONE_THERE,
        EventType.CHANGED_THERE,
        EventType.LENGTH_CHANGED_THERE,
        EventType.CLOCKS_CHANGED,
        EventType.NOT_REALIGNED,
        EventType.ALREADY_SO,
        EventType.FOUND,
    }
)


def _told_attended(booking: Booking, news: News) -> str:
    """Say that something needs attention, or what came of what somebody did about it.

    Administrators are reminded too, who may not know what concerns patients.
    """
    what = f"{NOUNS[booking.kind]} {booking.ref}" if booking.confidential else subject(booking)
    match news.what:
        case EventType.STILL_UNKNOWN:
            return (
                f"Docket still doesn't know {_unknown_what(booking)}: {what}."
                f" {booking.provider} hasn't answered clearly. {SEE_ATTENTION}"
            )
        case EventType.STILL_STUCK:
            return f"Still waiting: {what}. {_held_up(booking, booking.trouble)} {SEE_ATTENTION}"
        case EventType.STILL_DELAYED:
            return _delayed(booking, news, what=what)
        case EventType.KNOWN_NOW:
            return f"Docket knows now how it stands: {what}. It is {state_word(booking)}."
        case EventType.STANDS:
            now = f"It is now {state_word(booking)}." if booking.confidential else state(booking)
            return f"Docket couldn't reach you about this earlier: {what}. {now}"
        case EventType.SETTLED:
            return f"{_needs_nothing(booking)} Nothing was changed."
        case _:
            return _told_claimed(booking, news)


def reminded(several: Sequence[tuple[Booking, News]]) -> str:
    """Remind one person of several bookings at once."""
    shown = [f"• {_reminded(booking, news)}" for booking, news in several[:MOST_REMINDED_OF]]
    more = [f"… and {len(several) - len(shown)} more."] if len(several) > len(shown) else []
    known = all(news.what is EventType.KNOWN_NOW for _, news in several)
    head = (
        f"*Docket knows now how these {len(several)} bookings stand.*"
        if known
        else f"*{len(several)} bookings may need you.* {SEE_ATTENTION}"
    )
    return "\n".join([head, *shown, *more])


def _reminded(booking: Booking, news: News) -> str:
    """Say in a line what somebody is reminded of; administrators may not know what concerns patients."""
    what = f"{NOUNS[booking.kind]} {booking.ref}" if booking.confidential else subject(booking)
    match news.what:
        case EventType.STILL_UNKNOWN:
            return f"Not known {_unknown_what(booking)}: {what}."
        case EventType.STILL_DELAYED:
            where = f"in <#{news.channel}>" if news.channel else f"to <@{booking.owner}>"
            return f"Slack holds up what is shown {where}: {what}. It is {state_word(booking)}."
        case EventType.KNOWN_NOW:
            return f"Known now: {what}. It is {state_word(booking)}."
        case _:
            return f"Still waiting for {booking.provider}: {what}."


def _delayed(booking: Booking, news: News, *, what: str) -> str:
    """Say that Slack held up what is to be seen of a booking, and how the booking stands."""
    where = f"in <#{news.channel}>" if news.channel else f"to <@{booking.owner}>"
    minutes = OWNER_HEARS_AFTER // timedelta(minutes=1)
    return (
        f"Slack has held up Docket's messages {where} for more than {minutes} minutes, so what"
        f" is shown there may be missing or out of date: {what}. It is {state_word(booking)}. Docket"
        f" keeps trying; `{COMMANDS[booking.kind]} show {booking.ref}` shows how it stands."
    )


def _told_claimed(booking: Booking, news: News) -> str:
    """Say what came of a claim about what nobody knows."""
    provider, noun, what = booking.provider, NOUNS[booking.kind], subject(booking)
    unchanged = f"{what} stays as it is."
    match news.what:
        case EventType.TAKEN_IN:
            return (
                f"{provider} lists {what}, and Docket has taken in what it shows. {state(booking)}"
            )
        case EventType.DECLARED:
            by = f" <@{news.by}> said so." if news.by else ""
            if booking.provider_state is not None:
                return f"{what}: the last change was not made.{by} {state(booking)}"
            return f"{_not(_made(booking), None)}: {what}.{by} {_try_again(booking)}"
        case EventType.NONE_FITS:
            return (
                f"{provider} lists nothing that fits, so {unchanged} If you are sure that it was"
                f" not {_made(booking)}, press *{not_made(booking)}*."
            )
        case EventType.SEVERAL_FIT:
            return (
                f"{provider} lists several {noun}s that fit, and Docket can't tell which is yours:"
                f" {unchanged} Cancel those that are not needed at {provider}, then try again."
            )
        case EventType.FITS_ANOTHER:
            return f"What fits at {provider} belongs to another booking: {unchanged}"
        case EventType.STILL_LISTED:
            return (
                f"{provider} still lists something like {what}, so nothing was changed yet. If that"
                f" is not this {noun}, say so; Docket will then never take it for this one."
            )
        case EventType.LOOKED_UP_LATER:
            return f"{provider} isn't answering. Docket keeps trying: {unchanged}"
        case _:
            return _not_looked_up(booking, news)


def _not_looked_up(booking: Booking, news: News) -> str:
    """Say that nobody could look at the provider, and why."""
    why = f" It said: “{clip_escaped(news.why, to=400)}”." if news.why else ""
    ours = (
        " Something went wrong in Docket itself."
        if _failure_reason(news) is FailureReason.INTERNAL
        else ""
    )
    return (
        f"Docket couldn't look at {booking.provider}, so {subject(booking)} stays as it is.{why}{ours}"
        " Look there yourself, or try again later."
    )


def _unknown_what(booking: Booking) -> str:
    """Say what is not known of it."""
    if booking.provider_state is not None:
        return "whether the last change was made"
    return f"whether it was {_made(booking)}"


def _made(booking: Booking) -> str:
    """Say what is done by a provider who does what was asked: `booked`."""
    made = {Kind.AGENT: "sent", Kind.CALENDAR_ACTION: "done", Kind.CANCELLATION: "canceled"}
    return made.get(booking.kind, "booked")


def not_made(booking: Booking) -> str:
    """Name the button which says that nothing was done."""
    return "Not changed" if booking.provider_state is not None else f"Not {_made(booking)}"


def declaring_means(booking: Booking) -> str:
    """Say what follows from saying that nothing was done."""
    if booking.provider_state is not None:
        return (
            f"Docket then takes it that the last change of {booking.ref} was not made, unless"
            f" {booking.provider} shows otherwise. Look there first if you can."
        )
    return (
        f"Docket then ends {booking.ref} as not {_made(booking)}; its entries are kept, so it can be"
        f" tried again. Look at {booking.provider} first."
    )


def may_make_a_second(booking: Booking) -> str:
    """Warn that trying again may make what may be there already once more; nothing where it can't."""
    match booking:
        case SessionBooking() | AppointmentBooking():
            looks = f"Docket looks there first, but {booking.provider} may not show it yet."
        case AgentBooking(at_once=True):
            looks = "Docket can't look there: look in the call first."
        case _:
            return ""
    return (
        f"{booking.provider} may have {_made(booking)} {booking.ref} already, so trying again may"
        f" make a second one. {looks}"
    )


def attention_heading(count: int) -> str:
    """Say how many things need attention."""
    if not count:
        return (
            "*Nothing needs attention.* Of what you can change, nothing is unknown, stuck, untold or"
            " held up by Slack."
        )
    return f"*Needs attention: {count}*"


def attention_page(page: int, pages: int) -> str:
    """Say which page of the list this is."""
    return f"Page {page} of {pages}"


def unreadable(refs: Sequence[str]) -> str:
    """Say which bookings can't be read; of many, the first are named and the others counted."""
    if len(refs) == 1:
        return BOOKING_UNREADABLE.format(ref=refs[0])
    return BOOKINGS_UNREADABLE.format(refs=_enumerated(refs))


def _enumerated(refs: Sequence[str]) -> str:
    """Write references one after the other; of many, the first are named and the others counted."""
    named, more = refs[:MOST_NAMED], len(refs) - MOST_NAMED
    *first, last = [*named, f"{more} more"] if more > 0 else named
    return f"{', '.join(first)} and {last}" if first else last


def known(concern: AttentionItem) -> list[str]:
    """Say what is known of something that needs attention, and since when it does."""
    booking = concern.booking
    since = f" (since {_at(concern.since)})" if concern.since else ""
    lines = []
    if AttentionReason.UNKNOWN in concern.needs:
        lines.append(f"*Not known {_unknown_what(booking)}*{since}. {_last_heard(booking)}")
    if AttentionReason.STUCK in concern.needs:
        lines.append(f"*Stuck*{since}. {_held_up(booking, booking.trouble)}")
    if AttentionReason.UNDELIVERED in concern.needs:
        lines.append(
            f"*Nobody was told*{since}: Slack refused every message about it (now:"
            f" {state_word(booking)})."
        )
    if AttentionReason.DELAYED in concern.needs:
        lines.append(
            f"*Not shown yet*{since}: Docket couldn't show or say something of it in Slack so far,"
            f" and keeps trying (now: {state_word(booking)})."
        )
    return lines


def _last_heard(booking: Booking) -> str:
    """Say what the provider was last seen to hold, and when."""
    provider = booking.provider
    if isinstance(booking, AgentBooking) and booking.provider_state is not None:
        return f"{provider} took it as it stands here; its answer to the change was lost."
    if booking.provider_state is not None:
        seen = f", last on {_at(booking.seen)}" if booking.seen else ""
        return (
            f"{provider} has shown it as it stands here{seen}; its answer to the change was lost."
        )
    if booking.state is not State.FAILED:
        return _held_up(booking, booking.trouble)
    return _why_not(booking, booking.trouble, booking.reason)


def _at(time: datetime) -> str:
    """Write a time so that Slack shows each reader their own clock."""
    seconds = int(time.timestamp())
    return f"<!date^{seconds}^{{date_short_pretty}}, {{time}}|{time:%Y-%m-%d %H:%M} UTC>"


def _needs_nothing(booking: Booking) -> str:
    return f"Nothing of that is left to do for {booking.ref} (now: {state_word(booking)})."


def _being_settled(booking: Booking) -> str:
    return (
        f"Somebody has just said what became of {booking.ref}, and Docket is looking at"
        f" {booking.provider}. Whoever said so hears what comes of it; `/bookings attention` lists it"
        " for as long as nobody knows."
    )


def _only_admins(booking: Booking, admins: frozenset[str]) -> str:
    """Say who can take in what may be somebody else's."""
    named = " or ".join(f"<@{admin}>" for admin in sorted(admins)[:5])
    who = named or "an administrator of this workspace"
    return f"Only an administrator can say that something at {booking.provider} is {booking.ref}. Ask {who}."


def looking_for(booking: Booking) -> str:
    """Say that what somebody claims is being looked at."""
    if booking.kind in _UNLISTED:
        return f"{booking.ref}: Docket takes that in, and answers here."
    return f"{booking.ref}: Docket is looking at {booking.provider}, and answers here."


def trying_again(booking: Booking) -> str:
    """Say that what was stuck is tried at once, or what is unknown looked at."""
    if booking.trouble not in OUTCOME_UNKNOWN:
        return f"{booking.ref}: Docket is trying again now; its card says what comes of it."
    if booking.kind in _UNLISTED:
        return (
            f"{booking.ref}: Docket is asking {booking.provider} again now; its card says what comes"
            " of it."
        )
    return (
        f"{booking.ref}: Docket is looking at {booking.provider} again now; its card says what it"
        " finds. If nothing changes, it is still not known."
    )


def telling_now(booking: Booking) -> str:
    """Say that what reached nobody is said once more."""
    return f"{booking.ref}: Docket is saying it again now. If Slack still refuses, it stays in this list."


def _cut_off(booking: Booking, news: News) -> str:
    """Say to an administrator what stands between Docket and a provider; nothing of the booking."""
    known = news.trouble in list(Cause)
    said = (
        fault(booking.provider, Fault(Cause(news.trouble), news.why))
        if known
        else f"Something stands between Docket and {booking.provider}."
    )
    return (
        f"{said}\nUntil that's mended, {booking.provider} may not do what people ask for. It came up"
        f" with {booking.ref}. `python -m bot doctor` checks the connection."
    )


def _told_of_there(booking: Booking, news: News) -> str:
    """Say what the provider was seen to hold, and what can be done."""
    said, provider = line(booking, news=news, here=Visibility.DIRECT), booking.provider
    match news.what:
        case EventType.CHANGED_THERE | EventType.LENGTH_CHANGED_THERE:
            mend = "Change it back" if booking.can_move else f"Ask {provider}'s team"
            return f"{subject(booking)}: {said} {mend} if that is wrong."
        case EventType.CLOCKS_CHANGED:
            mend = "Move it" if booking.can_move else f"Ask {provider}'s team"
            return f"{subject(booking)}: {said} {mend} if that isn't what you want."
        case EventType.NOT_REALIGNED:
            why = f" {provider} said: “{clip_escaped(news.why, to=500)}”." if news.why else ""
            return (
                f"{subject(booking)}: {said}{why} Check it at {provider}, and move it there or with"
                " Docket if it is an hour off."
            )
        case EventType.ALREADY_SO if isinstance(booking, CancellationRequest):
            return (
                f"{provider} answered that this appointment was canceled before, so nothing was"
                f" canceled now: {subject(booking)}. If that is wrong, ask {provider}'s team."
            )
        case EventType.ALREADY_SO:
            return (
                f"{provider} already holds just that, so nothing was changed: {subject(booking)}."
            )
        case EventType.FOUND:
            return (
                f"{provider} has {subject(booking)}: it was booked after all."
                " Its card shows how it stands."
            )
        case _:
            return f"{said} {_book_again(booking)}"


def asked_for(booking: Booking, wanted: Changes | None) -> str:
    """Say what was wanted of a booking, in one sentence; nothing where nothing is known of it."""
    if wanted is None:
        return ""
    parts = [
        _written(booking, wanted.moment),
        duration(wanted.duration) if wanted.duration else "",
        f"the title “{clip_escaped(wanted.title, to=300)}”" if wanted.title else "",
        f"to invite {escape(', '.join(wanted.invitees))}" if wanted.invitees else "",
    ]
    said = "; ".join(part for part in parts if part)
    return f" What was asked for: {said}." if said else ""


def _told_not_shown(booking: Booking, news: News) -> str:
    """Say that something is not where it should be seen, and why."""
    where = " and ".join(f"<#{channel}>" for channel in (news.channel, *news.also))
    why = slack_trouble(news.trouble)
    match news.what:
        case EventType.CARD_NOT_SHOWN:
            return f"Docket couldn't show the card of {_in_short(booking)}. {why}"
        case EventType.NOT_TOLD:
            whom = f"<@{news.by}>"
            return (
                f"Docket couldn't send {whom} a message about {_in_short(booking)}. {why}"
                " Please let them know."
            )
        case EventType.CARD_REDUCED:
            return (
                f"Slack would not show all of the card of {subject(booking)}, so it is shown without"
                f" its link or its buttons. {why} `{COMMANDS[booking.kind]} show {booking.ref}` shows"
                " everything."
            )
        case EventType.CARD_ELSEWHERE:
            return (
                f"The card of {subject(booking)} is here, because it couldn't be shown in {where}."
                f" {why}"
            )
        case _:
            what = told(booking, news=news.with_(what=news.missed)) if news.missed else ""
            return f"{what or subject(booking)} This couldn't be announced in {where}. {why}"


def _in_short(booking: Booking) -> str:
    """Name a booking with no more than anybody may know, and how it stands."""
    return f"{NOUNS[booking.kind]} {booking.ref} (now: {state_word(booking)})"


_WENT_WRONG = frozenset(
    {EventType.NOT_BOOKED, EventType.NOT_CHANGED, EventType.NOT_CANCELED, EventType.DELAYED}
)


def _told_wrong(booking: Booking, news: News) -> str:
    """Say that what was asked for was not done, why, and what can be done."""
    what, trouble = subject(booking), _failure_reason(news)
    why = _why_not(booking, trouble, news.why)
    match news.what:
        case EventType.NOT_BOOKED:
            return f"{_not_done(booking, trouble)}: {what}. {why} {_try_again(booking)}"
        case EventType.NOT_CHANGED:
            to = f" It was to be moved to {_written(booking, news.after)}." if news.after else ""
            to = asked_for(booking, news.wanted) or to
            other = _the_other(booking, news, done="moved")
            if trouble is FailureReason.DIFFERENT and booking.unreadable_time:
                trouble = FailureReason.UNKNOWN
            return f"{_not('changed', trouble)}: {what}.{to} {why}{other}"
        case EventType.NOT_CANCELED:
            other = _the_other(booking, news, done="canceled")
            return f"*{_not('canceled', trouble)}:* {what}. {why}{other}"
        case _ if news.wanted:
            return f"Not confirmed yet: {what}.{asked_for(booking, news.wanted)} {_held_up(booking, trouble)}"
        case _:
            return f"Still waiting: {what}. {_held_up(booking, trouble)}"


def way_in(booking: Booking, *, link: str | None) -> str:
    """Say how to join by the `link` that may be shown, if one may; nothing before there is a way in."""
    if link:
        return f"Join: {escape(link)}" if len(link) <= LONGEST_LINK else "Join with the button."
    if booking.join_url:
        secret = carries_secret(booking.join_url)
        why = "may hold a password, so it isn't" if secret else "isn't"
        return f"The join link {why} shown here. <@{booking.owner}> finds it under *More*."
    if booking.state is State.CONFIRMED and isinstance(booking, SessionBooking):
        return _no_way_in(booking)
    return ""


def _no_way_in(booking: Booking) -> str:
    """Say that there is no link, and where to get one."""
    provider, noun = booking.provider, NOUNS[booking.kind]
    return f"{provider} gave Docket no join link. Open the {noun} at {provider} to copy it."


def _other_time(booking: Booking, news: News) -> str:
    """Say that the provider chose another time than was asked for, or one that cannot be read."""
    if booking.unreadable_time:
        asked = f" You asked for {_written(booking, news.before)}." if news.before else ""
        return f" {unreadable_time(booking)}{asked}"
    if news.before is None or news.after is None or news.before.instant == news.after.instant:
        return ""
    mend = "Move it" if booking.can_move else "Cancel it, and book another,"
    return f" You asked for {_written(booking, news.before)}: this is another time. {mend} if it is wrong."


def _where(booking: Booking) -> str:
    """Say where the card is, unless it is right here."""
    card = booking.card
    return f" in <#{card.channel}>" if card and card.place is not Visibility.DIRECT else ""


def _try_again(booking: Booking) -> str:
    if isinstance(booking, AgentBooking) and booking.of_session:
        return send_another(booking)
    again = f"press *Change and try again* on its card{_where(booking)}"
    return f"Your entries are kept: {again}."


def _the_other(booking: Booking, news: News, *, done: str) -> str:
    """Say how it went with what goes along, where a session and its agent now differ."""
    match booking:
        case AgentBooking(of_session=session) if session and news.follows:
            return f" Its session {session} itself was {done}: only the agent was not."
        case SessionBooking(agent=agent) if agent:
            return f" Its agent {agent} stays as it is, too."
        case _:
            return ""


def _failure_reason(news: News) -> FailureReason | None:
    return FailureReason(news.trouble) if news.trouble else None


def slack_trouble(code: str) -> str:
    """Say what Slack's error code for a message means for a person."""
    match code:
        case "not_in_channel" | "channel_not_found":
            return "Docket is not in that channel: invite it there with `/invite @Docket`."
        case "is_archived" | "is_inactive":
            return "That channel is archived."
        case "message_not_found":
            return "Its card isn't there any more."
        case "account_inactive" | "user_disabled":
            return "That Slack account is deactivated."
        case "messages_tab_disabled":
            return "Docket's direct messages are switched off: a Slack admin can turn on its Messages tab."
        case "ratelimited" | "rate_limited":
            return "Slack takes no more messages there for now."
        case FailureReason.INTERNAL:
            return (
                "Something went wrong in Docket itself; your Docket administrator can find out why in"
                " its log."
            )
        case _ if code.startswith("restricted_action"):
            return "Only some people may post in that channel."
        case _:
            return f"Slack said: {escape(code)}."


def refusal(error: Exception) -> str:
    """Say why something asked for will not be done, and what can be. Mrkdwn."""
    match error:
        case NoSuchBooking():
            return _no_such(error)
        case NotYours(booking=booking, admins=admins):
            return _not_yours(booking, admins)
        case NotShown(booking=booking):
            return f"Only <@{booking.owner}> can see more of {booking.ref}. Ask them."
        case OnlyMembers(booking=booking):
            return f"Only members of the workspace that {booking.ref} belongs to can do this."
        case HasAgent(booking=booking):
            return f"{booking.ref} has an agent already: {booking.agent} goes along with it."
        case Over(booking=booking, phase=phase):
            return _over(booking, phase)
        case InvalidTransition(booking=booking):
            return _wrong_state(booking)
        case LinkTaken():
            return LINK_TAKEN
        case Unreadable(ref=ref):
            return BOOKING_UNREADABLE.format(ref=ref)
        case _:
            return _not_let(error)


def _not_let(error: Exception) -> str:
    """Say why nobody, or not this person, may have it done, whatever it is."""
    match error:
        case OnlyAdmins(booking=booking, admins=admins):
            return _only_admins(booking, admins)
        case ClaimInProgress(booking=booking):
            return _being_settled(booking)
        case NothingToResolve(booking=booking):
            return _needs_nothing(booking)
        case SwitchedOff(kind=kind):
            return switched_off(kind)
        case Unidentified():
            return WHO_UNKNOWN
        case MayNotBook(actor=actor):
            return GUESTS_BOOK_NOTHING if not actor.outside else STRANGERS_BOOK_NOTHING
        case LimitReached(count=count):
            return _LIMITS[count.what].format(most=count.most)
        case _:
            raise error


def _over(booking: Booking, phase: Phase) -> str:
    ref, at = booking.ref, booking.written
    match booking:
        case CancellationRequest():
            return f"{ref} is a cancellation: there is nothing to change about it."
        case CalendarActionRequest():
            return f"{ref} is an errand: it is run once, and there is nothing to change."
        case AgentBooking():
            return (
                f"{ref} was to join at {at}. That time has come, and an agent that has begun to join"
                " stays: remove it in the call itself."
            )
        case SessionBooking() if phase is Phase.BEGUN:
            return (
                f"{ref} was to start at {at}. That time has come, so it can't be moved or edited"
                f" anymore. If nobody has joined, `/session cancel {ref}` still asks {booking.provider} to"
                " cancel it; then book a new one with `/session`."
            )
        case SessionBooking():
            return (
                f"{ref} was for {at}, and its scheduled time is over, so nothing about it can be"
                " changed anymore. To meet again, book a new one with `/session`."
            )
        case _:
            return (
                f"{ref} was for {at}. That time has come, so it can't be changed here anymore. Ask"
                f" {booking.provider} if something is wrong."
            )


def _no_such(error: NoSuchBooking) -> str:
    if error.stranger:
        return STRANGERS_BOOK_NOTHING
    name, noun, command = error.name, NOUNS[error.kind], COMMANDS[error.kind]
    word = name.strip().lower()
    if word in {"next", "last"}:
        return f"You have no {word} {noun}. `{command} list all` shows everyone's."
    shown = clip_escaped(name, to=60)
    return f"There is no {noun} “{shown}” here. `{command} list` shows yours with their references."


def none_to_change(kind: Kind) -> str:
    """Say that a person has nothing ahead to choose from."""
    return (
        f"You have no {NOUNS[kind]}s ahead that could be changed. `{COMMANDS[kind]} list all` shows"
        " everybody's."
    )


def as_last_heard(bookings: Sequence[Booking]) -> str:
    """Say how old what is listed is, where the provider's people may have changed it since.

    Nothing of what no provider has said anything of.
    """
    told = [
        (booking.seen, booking.provider)
        for booking in bookings
        if booking.seen and booking.kind is not Kind.AGENT
    ]
    if not told:
        return ""
    providers = sorted({provider for _, provider in told})
    oldest, newest = min(seen for seen, _ in told), max(seen for seen, _ in told)
    since = _at(oldest) if newest - oldest < ABOUT_NOW else f"of some {_at(oldest)}"
    asks = any(booking.kind is Kind.APPOINTMENT for booking in bookings)
    anew = " `/appointment list` with days asks CareValidate anew." if asks else ""
    return f"As {' and '.join(providers)} last said, {since}.{anew}"


def not_listed(bookings: Sequence[Booking]) -> str:
    """Say of bookings that their provider does not list them for the days that were asked about."""
    refs = _enumerated([booking.ref for booking in bookings])
    cards = "its card shows" if len(bookings) == 1 else "their cards show"
    return (
        f"{bookings[0].provider} does not list {refs} for then. Docket is looking what became of"
        f" that; {cards} it in a few minutes."
    )


def list_heading(
    kinds: frozenset[Kind], *, everybodys: bool, days: str, with_words: str = ""
) -> str:
    """Say what a list shows, as plain text."""
    things = f"{NOUNS[min(kinds)]}s" if len(kinds) == 1 else "bookings"
    whose = "Everybody's" if everybodys else "Your"
    words = f" with “{with_words}”" if with_words else ""
    return f"{whose} {things} {days}{words}"


def _not_yours(booking: Booking, admins: frozenset[str]) -> str:
    others = " or ".join(f"<@{admin}>" for admin in sorted(admins - {booking.owner})[:5])
    also = f", {others}" if others else ""
    who = "appointment staff" if booking.confidential else "an administrator of this workspace"
    return f"{booking.ref} is not yours to change. Ask <@{booking.owner}>{also} or {who}."


def _wrong_state(booking: Booking) -> str:
    ref = booking.ref
    match booking.state:
        case State.CANCELED:
            return f"{ref} is canceled already. There is nothing left to do."
        case State.CANCELING:
            return f"{ref} is being canceled already."
        case State.REQUESTED:
            return (
                f"{ref} cannot be changed yet: Prevail's team has not scheduled it, so it has no"
                " id to change or cancel it by. Write to Prevail's scheduling team, or wait until"
                " the join link is here."
            )
        case State.FAILED:
            known = booking.trouble not in MAY_EXIST
            how = "was never booked" if known else "may or may not have been booked"
            return f"{ref} {how}. Press *Change and try again* on its card."
        case State.CONFIRMED if not booking.can_move:
            return cannot("change", booking)
        case State.CONFIRMED:
            return f"{ref} is booked already."
        case _:
            return f"{booking.provider} has not answered yet about {ref}. Try again in a moment."


def fault(provider: str, found: Fault) -> str:
    """Say to an administrator what stands between Docket and a provider, and what to do about it."""
    address, key = settings_of(provider)
    detail = escape(found.detail)
    match found.cause:
        case Cause.CLOCK:
            return (
                f"{provider} rejects Docket's token, and this machine's clock is {detail or 'not'}"
                f" {provider}'s. Set the clock. If {provider} still rejects it then, check {key}."
            )
        case Cause.MOVED:
            return (
                f"{provider} sends Docket on to {detail or 'another address'}. Docket doesn't follow,"
                f" because its key would go along. If {provider} has moved, set {address} to its new"
                " address."
            )
        case Cause.PROXY:
            status = f" (it answers {detail})" if detail else ""
            return f"The proxy on the way to {provider} refuses the connection{status}. Check HTTPS_PROXY."
        case _:
            return _FAULTS[found.cause].format(provider=provider, address=address, key=key)


class SettingsOf(NamedTuple):
    """The names of the settings that hold a provider's address and its key."""

    address: str
    key: str


_SETTINGS = {
    "Prevail": SettingsOf("PREVAIL_BASE_URL", "PREVAIL_API_KEY and PREVAIL_COMPANY_ID"),
    "Cronofy": SettingsOf("CRONOFY_BASE_URL", "CRONOFY_API_KEY and CRONOFY_DATA_CENTER"),
    "CareValidate": SettingsOf("CAREVALIDATE_BASE_URL", "CAREVALIDATE_API_KEY"),
    "Slack": SettingsOf("SLACK_API_URL", "SLACK_BOT_TOKEN"),
}


def settings_of(provider: str) -> SettingsOf:
    """Return which settings say how a provider is called."""
    return _SETTINGS.get(provider, SettingsOf("its address", "its key"))


_FAULTS = {
    Cause.KEY: "{provider} doesn't accept Docket's key. Check {key}.",
    Cause.RIGHTS: "{provider} doesn't let Docket do this. Check {key}, and what the account may do.",
    Cause.SETTINGS: "Docket can't use its key or address for {provider}. Check {key}, and {address}.",
    Cause.ADDRESS: "{provider} has nothing at the address that Docket asks. Check {address}, above all"
    " the path behind its host.",
    Cause.EXPIRED: "{provider}'s certificate has expired, or this machine's clock is ahead. Check the"
    " clock. If it's right, {provider} has to renew its certificate.",
    Cause.NOT_YET_VALID: "{provider}'s certificate isn't valid yet, which usually means that this"
    " machine's clock is behind. Check the clock.",
    Cause.OTHER_NAME: "The certificate at {provider}'s address is for another name. Check {address},"
    " and whether a proxy or DNS leads elsewhere.",
    Cause.UNTRUSTED: "{provider}'s certificate isn't from an authority that Docket trusts. If your"
    " company's proxy inspects connections, set SSL_CERT_FILE to its certificates; otherwise check"
    " {address}.",
    Cause.CERTIFICATE: "{provider}'s certificate can't be trusted. Check {address}, and whether a proxy"
    " leads elsewhere.",
    Cause.NO_TLS: "{provider}'s address answers without TLS, where Docket asks for https. Check"
    " {address}, and any proxy.",
    Cause.NAME: "The name of {provider}'s address can't be looked up (DNS). Check {address}, and this"
    " machine's network.",
    Cause.NO_PROXY: "The proxy on the way to {provider} can't be reached. Check HTTPS_PROXY, and this"
    " machine's network.",
}


def not_answered(failure: ProviderFailure) -> str:
    """Say why a provider did not answer a question, and what can be done. Mrkdwn."""
    provider, reason = failure.provider, failure.reason
    said = f" It said: “{clip_escaped(reason, to=400)}”." if reason else ""
    match failure:
        case Refused():
            return f"{provider} refused it.{said}"
        case NotAllowed():
            return _not_let_in(provider, said)
        case TryLater(fault=Fault()):
            lasts = f"If this lasts, {_whose_to_mend(provider)}"
            return f"Docket can't connect to {provider}. Try again in a moment. {lasts}"
        case Gone():
            return f"{provider} does not know that.{said}"
        case TemporaryFailure(after=after) if after:
            return f"{provider} is busy. Try again in {_wait(after)}."
        case _:
            return f"{provider} is not answering. Please try again in a moment."


def _wait(length: timedelta) -> str:
    """Write how long to wait, never too short."""
    seconds = math.ceil(length / timedelta(seconds=1))
    if seconds > 120:
        return duration(timedelta(minutes=math.ceil(seconds / 60)))
    return f"{seconds} second{'s' * (seconds != 1)}"


def canceling_means(booking: Booking, *, now: datetime) -> str:
    """Say what a cancellation does and does not do."""
    match booking:
        case SessionBooking() if booking.phase(now) is not Phase.AHEAD:
            return (
                "Its start time has passed. Prevail cancels it only if nobody is in it, and then the"
                " join link stops working at once. This cannot be undone."
            )
        case SessionBooking(agent=agent):
            also = f" Its agent {agent} is canceled with it." if agent else ""
            return f"The join link stops working at once, and this cannot be undone.{also}"
        case AgentBooking() if booking.may_be_joining(now):
            return "It may already be joining: then it stays, and has to be removed in the call."
        case AgentBooking():
            return "The agent will not join. The call itself stays as it is."
        case _:
            return "This cannot be undone. CareValidate tells the person it was booked for."


def moving_means(booking: Booking, *, now: datetime) -> str:
    """Say what a move may not do any more, or brings along; nothing where there is nothing to say."""
    match booking:
        case SessionBooking(agent=agent) if agent:
            return f"Its agent {agent} moves with it."
        case AgentBooking() if booking.may_be_joining(now):
            return "It may already be joining: then it stays, and has to be removed in the call."
        case _:
            return ""


def reason_hint(booking: Booking) -> str:
    """Say who will see a reason."""
    if isinstance(booking, AppointmentBooking):
        return CONFIDENTIAL_REASON
    return "Kept for the owner. Channels see it only if you tick the box below."


@dataclass(frozen=True, slots=True, kw_only=True)
class AsShown:
    """What a form shows of a booking that it changes; nothing in one that tries it again."""

    when: str
    length: timedelta
    title: str


def changed_meanwhile(
    booking: Booking, *, was: AsShown, now: AsShown, since: Sequence[Entry], press: str
) -> str:
    """Say above a form what has changed since it was opened, and that nothing was done yet."""
    told = _done_since(since) or [_changed_there(booking)]
    return "\n".join(
        [
            f"*{booking.ref} has changed since you opened this form, so nothing was done yet.*",
            # A form that changes it shows what it is and when itself.
            *([] if was.when else [subject(booking)]),
            *told,
            *_differences(was, now),
            *([state(booking)] if booking.state is not State.CONFIRMED else []),
            f"Check the form, then press *{escape(press)}* again if you still want to.",
        ]
    )


def settled_meanwhile(booking: Booking, *, since: Sequence[Entry], typed: Sequence[str]) -> str:
    """Say what became of a booking while a form was open that nothing can follow from any more."""
    kept = [f"You had entered: “{clip_escaped(text, to=500)}”" for text in typed]
    nothing = "Your form was not sent, and nothing else was changed."
    return "\n".join([subject(booking), *_done_since(since), state(booking), nothing, *kept])


def deed(what: str) -> str:
    """Return what a line of the history says was done, spelled as everywhere on the screen."""
    return "canceled" if what == "cancelled" else what


# The history says what somebody decided; whether it was done is another thing.
_DEEDS = {
    "moved": "asked to move it",
    "edited": "asked to change it",
    "cancelled": "asked to cancel it",
    "tried again": "tried it again",
}
MOST_DEEDS = 3


def _done_since(since: Sequence[Entry]) -> list[str]:
    """Say who decided what about it, the latest last, as far as people did it with Docket."""
    deeds = [entry for entry in since if entry.by and entry.what in _DEEDS][-MOST_DEEDS:]
    return [
        f"<@{entry.by}> {_DEEDS[entry.what]}{_to_when(entry)} ({_moment_ago(entry.at)})."
        for entry in deeds
    ]


def _to_when(entry: Entry) -> str:
    """Say to which time something was to be moved; why it was to end is not for everybody."""
    return f" to {clip_escaped(entry.text, to=100)}" if entry.what == "moved" and entry.text else ""


def _moment_ago(at: datetime) -> str:
    """Write when something happened so that each reader sees their own clock."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|at {at:%Y-%m-%d %H:%M} UTC>"


def _changed_there(booking: Booking) -> str:
    """Say that it was nobody with Docket, as far as is known."""
    return (
        f"{booking.provider} has it differently now, or something that goes along with it changed."
    )


def _differences(was: AsShown, now: AsShown) -> list[str]:
    """Write what a form showed otherwise."""
    if not was.when:
        return []
    pairs = (
        ("Time", was.when, now.when),
        ("Title", was.title, now.title),
        ("Length", duration(was.length), duration(now.length)),
    )
    return [
        f"{name}: was {clip_escaped(before, to=300)}, is now *{clip_escaped(after, to=300)}*"
        for name, before, after in pairs
        if before != after
    ]


def errand_begun(booking: Booking) -> str:
    """Say that an errand was taken, and where its outcome will be."""
    return (
        f"{booking.ref}: {title(booking)}. {booking.provider} is being asked; the card in your"
        " messages with Docket says what comes of it."
    )


def agent_for(session: Booking) -> str:
    """Say which session an agent is to be sent to."""
    return f"An agent for {subject(session)}. It moves with the session, and is canceled with it."


def agent_goes_along(agent: Booking, session: Booking) -> str:
    """Say that an agent is being sent to a session."""
    return (
        f"{agent.ref}: an agent is being sent to {subject(session)}. It moves with the session, and"
        " is canceled with it."
    )


def send_another(agent: AgentBooking) -> str:
    """Say how to try again with an agent that could not be sent to a session."""
    return f"Press *Send agent* on the card of {agent.of_session} to try again."


def no_agent(session: Booking) -> str:
    """Say that an agent cannot be sent where nobody knows the way in, or when."""
    if session.join_url:
        return f"No agent can be sent to {session.ref}. {unreadable_time(session)}"
    return f"{session.ref} has no join link, so no agent can be sent to it."


def no_agent_anymore(session: Booking) -> str:
    """Say that no agent can go along with a session once its time has come, and how one gets there."""
    return (
        f"{session.ref} was to start at {session.written}. That time has come, so no agent can"
        f" go along with it anymore. If it is still going on, `/session show {session.ref}` has its join"
        " link: type `/agent` and that link to send an agent there now."
    )


def only_people_of(name: str) -> str:
    """Say to somebody from elsewhere whom Docket works for."""
    return (
        f"Only people of {escape(name) or 'its own workspace'} can use Docket. Ask one of them to do"
        " it for you."
    )


def switched_off(kind: Kind) -> str:
    """Say that a provider has no key yet, and who can give it one."""
    provider, settings = SWITCHES[kind]
    return (
        f"Docket cannot book {NOUNS[kind]}s yet: it has no key for {provider}. Whoever runs Docket"
        f" can switch them on by setting {settings}. Everything else works."
    )


def sent_before(booking: Booking) -> str:
    """Say that a form was sent before with other entries, which count. Plain text."""
    return (
        f"This form was sent before and made {booking.ref}, as it was filled in then. Close it, and"
        f" change {booking.ref} with its card's buttons."
    )


def cannot(verb: str, booking: Booking) -> str:
    """Say that a kind of booking has no such verb."""
    return (
        f"{booking.ref} is {a_noun(booking)}, and Docket cannot {verb} that. Cancel it and book"
        " another instead."
    )


def did_you_mean(text: str, *, meant: Sequence[str]) -> str:
    """Ask about a line that nearly is a command."""
    typed, command = clip_escaped(text, to=100), meant[0].partition(" ")[0]
    lists_all = "" if f"{command} help" in meant else f" `{command} help` lists everything it does."
    return f"“{typed}” isn't a `{command}` command. Did you mean {_commands(meant)}?{lists_all}"


def names_a_booking(ref: str, *, meant: Sequence[str]) -> str:
    """Say what can be done with a booking where its reference stands in what looks like a new one."""
    return (
        f"{ref} is a booking's reference, and nothing was changed. Did you mean {_commands(meant)}?"
        f" To schedule something new that names {ref} in its title, begin with `/session new` and another"
        " word."
    )


def _commands(meant: Sequence[str]) -> str:
    *others, last = (f"`{clip_escaped(command, to=100)}`" for command in meant)
    return f"{', '.join(others)} or {last}" if others else last


def as_said(sentence: str) -> str:
    """Escape a sentence that repeats a person's words."""
    return clip_escaped(sentence, to=500)


def plain(text: str) -> str:
    """Turn a sentence for messages into one for fields, where Slack shows no mentions or marks."""
    text = _MENTIONS.sub("its owner", text)
    for marked, shown in (("*", ""), ("`", ""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(marked, shown)
    return clip(text, to=2000)
