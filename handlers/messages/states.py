"""How a booking stands, and what goes with it, as its card says."""

from bot.scheduling.model.agent import AgentBooking
from bot.scheduling.model.booking import ENDED, Booking, FailureReason, Phase, State, Visibility
from bot.scheduling.model.links import carries_secret
from bot.scheduling.model.reference import TIMED
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.requests.calendar_actions import CalendarActionRequest
from bot.times.rails import odd_name
from handlers.messages import agents, failures, naming, requests
from handlers.ui.blocks import escape

# What may be going on once its time has come.
RUNNING = frozenset({State.CONFIRMED, State.MOVING})

# A longer link is only behind the button: cut off, it would lead elsewhere.
LONGEST_LINK = 500


def state(booking: Booking) -> str:
    """Say how a booking stands, honestly."""
    match booking.state:
        case State.BOOKING:
            return f"*{_beginning(booking)}…* {failures.held_up(booking, booking.trouble)}"
        case State.REQUESTED:
            return (
                "*Requested.* Prevail's team still has to schedule it. The join link will appear"
                " here as soon as there is one."
            )
        case State.CONFIRMED if booking.trouble is FailureReason.UNKNOWN:
            return (
                f"*Confirmed*, but the last change may or may not have been made:"
                f" {failures.unknown(booking, said='', then='change it again')}"
            )
        case State.CONFIRMED:
            return _confirmed(booking)
        case State.MOVING:
            return f"*Changing…* {failures.held_up(booking, booking.trouble)}"
        case State.CANCELING:
            return f"*Canceling…* {failures.held_up(booking, booking.trouble)}"
        case State.CANCELED:
            return _canceled(booking)
        case State.FAILED:
            why = failures.why_not(booking, booking.trouble, booking.reason)
            return f"*{failures.not_done(booking, booking.trouble)}.* {why}"


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
        return f"*Canceled at {booking.provider}*, not with Docket. {book_again(booking)}"
    if booking.trouble is FailureReason.GONE:
        return f"*Gone from {booking.provider}*, which no longer lists it. {book_again(booking)}"
    if isinstance(booking, AgentBooking) and booking.may_have_joined:
        return f"*Canceled*, {failures.MAY_HAVE_JOINED}"
    return f"*Canceled*{'.' if booking.never_booked else ''}{never_booked(booking)}"


def book_again(booking: Booking) -> str:
    """Say what can be done about what ended at the provider's own site."""
    noun, provider = naming.NOUNS[booking.kind], booking.provider
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
    return failures.not_done(booking, booking.trouble).lower()


def _beginning(booking: Booking) -> str:
    if booking.kind not in TIMED:
        return f"Asking {booking.provider}"
    return "Sending" if isinstance(booking, AgentBooking) and booking.at_once else "Booking"


def _confirmed(booking: Booking) -> str:
    match booking:
        case CalendarActionRequest(found_gone=True):
            return f"*Done.* {booking.provider} has no such event now: there is nothing to delete."
        case CalendarActionRequest(errand=errand):
            return f"*Done.* {requests.CALENDAR_ACTIONS[errand.deed].done}"
        case AgentBooking(at_once=True):
            return "*Confirmed.* The agent is on its way."
        case AgentBooking():
            return "*Confirmed.* The agent joins by itself."
        case _:
            return "*Confirmed*"


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


def never_booked(booking: Booking) -> str:
    """Say that a cancellation had nothing to end; nothing where it had."""
    return f" It was never booked at {booking.provider}." if booking.never_booked else ""


def way_in(booking: Booking, *, link: str | None) -> str:
    """Say how to join by the `link` that may be shown, if one may; nothing before there is a way in."""
    if link:
        return f"Join: {escape(link)}" if len(link) <= LONGEST_LINK else "Join with the button."
    if booking.join_url:
        secret = carries_secret(booking.join_url)
        why = "may hold a password, so it isn't" if secret else "isn't"
        return f"The join link {why} shown here. <@{booking.owner}> finds it under *More*."
    if booking.state is State.CONFIRMED and isinstance(booking, SessionBooking):
        return no_link(booking)
    return ""


def no_link(booking: Booking) -> str:
    """Say that there is no link, and where to get one."""
    provider, noun = booking.provider, naming.NOUNS[booking.kind]
    return f"{provider} gave Docket no join link. Open the {noun} at {provider} to copy it."


def _where(booking: Booking) -> str:
    """Say where the card is, unless it is right here."""
    card = booking.card
    return f" in <#{card.channel}>" if card and card.place is not Visibility.DIRECT else ""


def try_again(booking: Booking) -> str:
    """Say where to press to order it once more."""
    if isinstance(booking, AgentBooking) and booking.of_session:
        return agents.send_another(booking)
    again = f"press *Change and try again* on its card{_where(booking)}"
    return f"Your entries are kept: {again}."
