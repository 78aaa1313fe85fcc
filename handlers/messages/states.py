"""How a booking stands, and what goes with it, as its card says."""

from bot.scheduling.model.booking import Booking, hold_of
from bot.scheduling.model.record import FailureReason, Phase, Record, State
from handlers.messages import drift, failures, holds
from handlers.messages.presenters import presenter_of
from handlers.ui.blocks import escape

# What may be going on once its time has come.
RUNNING = frozenset({State.CONFIRMED, State.MOVING})

# A longer link is only behind the button: cut off, it would lead elsewhere.
LONGEST_LINK = 500


# The sign before each state, for whoever looks at many cards; its word stands beside it.
_SIGNS = {
    State.BOOKING: "⏳",
    State.REQUESTED: "🕓",
    State.CONFIRMED: "✅",
    State.MOVING: "⏳",
    State.CANCELING: "⏳",
    State.CANCELED: "❌",
    State.FAILED: "⚠️",
}
_HELD, _TO_BE_LOOKED_AT = "✋", "⚠️"


def sign(booking: Record) -> str:
    """Return the sign of how a booking stands."""
    if hold_of(booking) is not None:
        return _HELD
    unsure = booking.trouble is FailureReason.UNKNOWN or drift.word(booking)
    if booking.state is State.CONFIRMED and unsure:
        return _TO_BE_LOOKED_AT
    return _SIGNS[booking.state]


def headline(booking: Record) -> str:
    """Say how a booking stands, with its sign."""
    return f"{sign(booking)} {state(booking)}"


def state(booking: Record) -> str:
    """Say how a booking stands, honestly."""
    hold = hold_of(booking)
    return _state(booking) if hold is None else holds.state(booking, hold)


def _state(booking: Record) -> str:
    match booking.state:
        case State.BOOKING:
            return f"*{presenter_of(booking).progress()}…* {failures.delayed(booking, booking.trouble)}"
        case State.REQUESTED:
            return (
                "*Requested.* Prevail's team still has to schedule it. The join link will appear"
                " here as soon as it's ready."
            )
        case State.CONFIRMED if booking.trouble is FailureReason.UNKNOWN:
            return (
                f"*Confirmed*, but the last change may or may not have been made:"
                f" {presenter_of(booking).unknown(then='change it again')}"
            )
        case State.CONFIRMED if drift.word(booking):
            return drift.state(booking)
        case State.CONFIRMED:
            return presenter_of(booking).confirmed()
        case State.MOVING:
            return f"*Changing…* {failures.delayed(booking, booking.trouble)}"
        case State.CANCELING:
            return f"*Canceling…* {failures.delayed(booking, booking.trouble)}"
        case State.CANCELED:
            return _canceled(booking)
        case State.FAILED:
            why = failures.why_not(booking, booking.trouble, booking.reason)
            return f"*{failures.not_done(booking, booking.trouble)}.* {why}"


def after_start(booking: Record, *, phase: Phase, in_full: bool = False) -> str:
    """Say what can still be done with what has begun or is over; nothing while it lies ahead.

    `in_full` says that the join link stands beside it, and not only under *More*.
    """
    if booking.state not in RUNNING or phase is Phase.UPCOMING:
        return ""
    return presenter_of(booking).after_start(phase, in_full=in_full)


_PASSED = {
    Phase.UPCOMING: "",
    Phase.STARTED: "start time has passed",
    Phase.FINISHED: "time is over",
}


def short_state(booking: Record, *, phase: Phase) -> str:
    """Name the state in a few words, with where the clock is."""
    clock = _PASSED[phase] if booking.state in RUNNING else ""
    return ", ".join(filter(None, (state_word(booking), clock)))


def in_short(booking: Record, *, phase: Phase) -> str:
    """Name its state, with its sign, where no more may be said."""
    word = short_state(booking, phase=phase)
    return f"{sign(booking)} *{word[0].upper()}{word[1:]}*"


def password(password: str) -> str:
    """Show what gets its owner into a session."""
    return f"Password: `{escape(password)}`"


def unexpected_status(booking: Record, *, phase: Phase) -> str:
    """Name the state in a list, where it is not what one expects; nothing where all is well."""
    if booking.state is not State.CONFIRMED or drift.word(booking):
        return short_state(booking, phase=phase)
    return _PASSED[phase]


def _canceled(booking: Record) -> str:
    if booking.trouble is FailureReason.CANCELED_AT_PROVIDER:
        return f"*Canceled at {booking.provider}*, outside of Docket. {book_again(booking)}"
    if booking.trouble is FailureReason.GONE:
        return f"*No longer at {booking.provider}.* {book_again(booking)}"
    if late := presenter_of(booking).canceled_late():
        return f"*Canceled*, {late}"
    said = presenter_of(booking).never_booked()
    return f"*Canceled*{'.' if said else ''}{said}"


def book_again(booking: Record) -> str:
    """Say what can be done about what ended at the provider's own site."""
    presenter = presenter_of(booking)
    ask = f"Contact {booking.provider}'s team, or book a new {presenter.noun}."
    return " ".join(filter(None, (presenter.ended_note, ask)))


_ENDED_THERE = {
    FailureReason.CANCELED_AT_PROVIDER: "canceled at {}",
    FailureReason.GONE: "no longer at {}",
}

# How states are spelled on the screen, where that is otherwise than they are stored.
_STATES = {State.CANCELED: "canceled", State.CANCELING: "canceling"}


def word_for(state: State) -> str:
    """Name a state."""
    return _STATES.get(state, state.value)


def state_word(booking: Record) -> str:
    """Name the state in a word, for lists and for channels shared with other companies."""
    if hold_of(booking) is not None:
        return "held"
    if booking.state is State.CANCELED and booking.trouble in _ENDED_THERE:
        return _ENDED_THERE[booking.trouble].format(booking.provider)
    if differs := drift.word(booking):
        return differs
    if booking.state is not State.FAILED:
        return word_for(booking.state)
    return failures.not_done(booking, booking.trouble).lower()


def join_line(booking: Record, *, link: str | None) -> str:
    """Say how to join by the `link` that may be shown, if one may; nothing before there is a join link."""
    if link:
        return f"Join: {escape(link)}" if len(link) <= LONGEST_LINK else "Use the button to join."
    presenter = presenter_of(booking)
    if hidden := presenter.hidden_link():
        return hidden
    ended_there = isinstance(booking, Booking) and booking.ended_there
    missing = booking.state is State.CONFIRMED and presenter.expects_link and not ended_there
    return no_link(booking) if missing else ""


def no_link(booking: Record) -> str:
    """Say that there is no link, and where to get one."""
    provider, noun = booking.provider, presenter_of(booking).noun
    return f"{provider} gave Docket no join link. Open the {noun} in {provider} to copy it."


def requested(booking: Record) -> str:
    """Say of what is requested, away from its card, what is still to come."""
    return (
        f"*Requested.* {booking.provider}'s team still has to schedule it. Its card will show the join"
        " link."
    )
