"""Why something asked for is refused, mostly by the booking service, and what can be done instead."""

import re

from bot.scheduling.attention import ClaimInProgress, NothingToResolve
from bot.scheduling.command_line.verbs import COMMAND_OF_KIND
from bot.scheduling.model.booking import hold_of
from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.limits import Counted, LimitReached
from bot.scheduling.model.record import MAY_EXIST, Phase, Record, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.rights import (
    MayNotBook,
    NotShown,
    NotYours,
    OnlyAdmins,
    OnlyMembers,
    Unidentified,
)
from bot.scheduling.model.session_agent import HasAgent
from bot.scheduling.model.text import clip
from bot.scheduling.model.transitions import InvalidTransition
from bot.scheduling.ports.store import LinkTaken
from bot.scheduling.refusals import AlreadyStarted, NoSuchBooking, NothingToChange, Unsettled
from bot.scheduling.requests.request import Request
from handlers.messages import attention, errors, holds, sessions
from handlers.messages.presenters import presenter_for, presenter_of
from handlers.ui.blocks import as_written, escape


class SwitchedOff(Exception):
    """Nothing of this kind can be booked: its provider has no key."""

    def __init__(self, kind: Kind) -> None:
        """Keep the kind."""
        super().__init__(kind)
        self.kind = kind


REFUSALS = (
    ClaimInProgress,
    HasAgent,
    LimitReached,
    LinkTaken,
    MayNotBook,
    NothingToResolve,
    NoSuchBooking,
    NotShown,
    NothingToChange,
    NotYours,
    OnlyAdmins,
    OnlyMembers,
    AlreadyStarted,
    SwitchedOff,
    Unidentified,
    Unreadable,
    Unsettled,
    InvalidTransition,
)

_MENTIONS = re.compile(r"<@[^>]+>(?:(?:, | or )<@[^>]+>)*")

INSTALLATION_UNKNOWN = (
    "Slack didn't tell Docket which workspace it's in, so nothing was done. Please try again in a"
    " moment. If it happens again, tell your Docket administrator."
)

WHO_UNKNOWN = (
    "Slack didn't tell Docket who you are, so nothing was done. Please try again in a moment. If"
    " it happens again, tell your Docket administrator."
)

NOT_ACTIVE = "Docket doesn't work for deactivated accounts or bots."

GUESTS_BOOK_NOTHING = (
    "Only members of this workspace can do this; guests can't. Ask a member to do it for you."
)

STRANGERS_BOOK_NOTHING = (
    "Only people in Docket's own workspace can do this. Ask one of them to do it for you."
)

_LIMITS = {
    Counted.BOOKINGS: (
        "That's more than you can book in a minute (at most {most}), so nothing was booked. Wait a"
        " minute, then try again."
    ),
    Counted.INVITATIONS: (
        "That's more people than you can invite in an hour (at most {most}), so no one was"
        " invited. Invite fewer now, or try again in an hour."
    ),
}

NO_CALENDARS = (
    "Docket can't change calendar events because it has no access to a calendar at Cronofy. Your"
    " Docket administrator can turn this on by setting CRONOFY_ACCESS_TOKEN. Everything else"
    " works."
)


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
        case HasAgent(booking=booking, agent=agent):
            return f"{booking.ref} already has agent {agent}."
        case AlreadyStarted(booking=booking, phase=phase):
            return presenter_of(booking).over(phase)
        case InvalidTransition(booking=booking):
            return _wrong_state(booking)
        case LinkTaken():
            return sessions.LINK_TAKEN
        case Unreadable(ref=ref):
            return errors.BOOKING_UNREADABLE.format(ref=ref)
        case _:
            return _not_let(error)


def _not_let(error: Exception) -> str:
    """Say why nobody, or not this person, may have it done, whatever it is."""
    match error:
        case NothingToChange(booking=request):
            return presenter_of(request).over(Phase.UPCOMING)
        case OnlyAdmins(booking=booking, admins=admins):
            return attention.only_admins(booking, admins)
        case ClaimInProgress(booking=booking):
            return attention.claim_in_progress(booking)
        case Unsettled(booking=booking):
            return _unsettled(booking)
        case NothingToResolve(booking=booking):
            return attention.needs_nothing(booking)
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


def _no_such(error: NoSuchBooking) -> str:
    if error.stranger:
        return STRANGERS_BOOK_NOTHING
    name, noun, command = error.name, presenter_for(error.kind).noun, COMMAND_OF_KIND[error.kind]
    word = name.strip().lower()
    if word in {"next", "last"}:
        return f"You have no {word} {noun}. `{command} list all` shows everyone's."
    shown = as_written(name, to=60)
    return f"Docket has no {noun} “{shown}”. `{command} list` shows yours with their references."


def _not_yours(booking: Record, admins: frozenset[str]) -> str:
    others = " or ".join(f"<@{admin}>" for admin in sorted(admins - {booking.owner})[:5])
    also = f", {others}" if others else ""
    who = "appointment staff" if booking.confidential else "a workspace admin"
    return f"Only <@{booking.owner}>{also} or {who} can change {booking.ref}."


def _unsettled(booking: Record) -> str:
    if isinstance(booking, Request):
        return (
            f"Docket is still working on this event ({booking.ref}), so nothing was done. Try again"
            f" when {booking.provider} has answered."
        )
    command = COMMAND_OF_KIND[booking.kind]
    return (
        f"Docket is still booking {booking.ref} for this person, so nothing was canceled. If it's the"
        f" {presenter_of(booking).noun} that you mean, cancel it with `{command} cancel {booking.ref}`."
        f" If not, try again when {booking.provider} has answered."
    )


def _wrong_state(booking: Record) -> str:
    ref = booking.ref
    if (hold := hold_of(booking)) is not None:
        return holds.on_hold(booking, hold)
    match booking.state:
        case State.CANCELED:
            again = f" To book it again, enter `/session copy {ref}`."
            return (
                f"{ref} is already canceled.{again if presenter_of(booking).can_book_again else ''}"
            )
        case State.CANCELING:
            return f"{ref} is already being canceled."
        case State.REQUESTED:
            return (
                f"{ref} can't be changed yet because Prevail's team hasn't scheduled it. Contact"
                " Prevail's scheduling team, or wait for the join link."
            )
        case State.FAILED:
            how = "may or may not have been" if booking.trouble in MAY_EXIST else "was never"
            done = presenter_of(booking).done
            return f"{ref} {how} {done}. Press *Change and try again* on its card."
        case State.CONFIRMED if isinstance(booking, Request):
            return f"{ref} is already {presenter_of(booking).done}."
        case State.CONFIRMED if presenter_of(booking).can_move:
            return f"{ref} is already booked."
        case State.CONFIRMED:
            return cannot("change", booking)
        case _:
            return f"{booking.provider} hasn't answered about {ref} yet. Try again in a moment."


def only_people_of(name: str) -> str:
    """Tell somebody from elsewhere whom Docket works for."""
    return (
        f"Only people in {escape(name) or 'its own workspace'} can use Docket. Ask one of them to"
        " do it for you."
    )


def switched_off(kind: Kind) -> str:
    """Say that a provider has no key yet, and who can give it one."""
    presenter = presenter_for(kind)
    return (
        f"Docket can't book {presenter.noun}s yet because it has no key for"
        f" {presenter.provider.name}. Your Docket administrator can turn them on by setting"
        f" {presenter.needed_settings()}. Everything else works."
    )


def cannot(verb: str, booking: Record) -> str:
    """Say that a kind of booking has no such verb."""
    return (
        f"{booking.ref} is {presenter_of(booking).a_noun}, and Docket can't {verb} it. Cancel it"
        " and book a new one instead."
    )


def cannot_copy(booking: Record) -> str:
    """Say that a form can be filled in with what was entered for sessions alone."""
    command = COMMAND_OF_KIND[booking.kind]
    return (
        f"{booking.ref} is {presenter_of(booking).a_noun}, and Docket copies only sessions. Use"
        f" `{command}` for a new one."
    )


def erased(booking: Record) -> str:
    """Say that what was entered for a booking is gone, so that no form can be filled in with it."""
    command = COMMAND_OF_KIND[booking.kind]
    return f"Docket has erased the details of {booking.ref}. Use `{command}` to enter them again."


def plain(text: str) -> str:
    """Turn a sentence for messages into one for fields, where Slack shows no mentions or marks."""
    text = _MENTIONS.sub("its owner", text)
    for marked, shown in (("*", ""), ("`", ""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(marked, shown)
    return clip(text, to=2000)
