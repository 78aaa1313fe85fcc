"""Why something was not done, what Docket does about it, and what a person can do."""

from bot.scheduling.model.agent import AgentBooking
from bot.scheduling.model.booking import MAY_EXIST, OUTCOME_UNKNOWN, Booking, FailureReason
from bot.scheduling.model.failures import (
    Fault,
    Gone,
    NotAllowed,
    ProviderFailure,
    Refused,
    TemporaryFailure,
    TryLater,
)
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.requests.calendar_actions import Action, CalendarAction, CalendarActionRequest
from bot.scheduling.requests.cancellations import CancellationRequest
from bot.scheduling.tasks import News
from handlers.messages import naming, times
from handlers.ui.blocks import clip_escaped, escape

MAY_HAVE_JOINED = (
    "but so near to its time that the agent may have begun to join: then it stays, and has to be"
    " removed in the call."
)


def not_done(booking: Booking, trouble: FailureReason | None) -> str:
    """Name how it ended: "Not sent"."""
    return was_not(naming.made(booking), trouble)


def was_not(done: str, trouble: FailureReason | None) -> str:
    """Say that something was not done; where it may have been all the same, no more than that."""
    return f"{'Not known whether it was' if trouble in MAY_EXIST else 'Not'} {done}"


# What a provider keeps no list of: there is nothing to look in.
UNLISTED = frozenset({Kind.AGENT, Kind.CALENDAR_ACTION})


def held_up(booking: Booking, trouble: FailureReason | None) -> str:
    """Say why it is not done yet, and that Docket keeps trying."""
    provider = booking.provider
    if trouble is None:
        return f"{provider} has not answered yet."
    if trouble in OUTCOME_UNKNOWN:
        if booking.kind in UNLISTED:
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
            f" {ask_administrator(provider)}"
        )
    return f"{provider} cannot do it just now. Docket keeps trying, and nothing is lost."


def ask_administrator(provider: str) -> str:
    """Say, within a sentence, who can mend the connection to a provider."""
    return f"your Docket administrator needs to check the connection to {provider}."


def why_not(booking: Booking, trouble: FailureReason | None, reason: str) -> str:
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
            return unknown(booking, said=said, then="try again")
        case FailureReason.INTERNAL:
            return (
                "Something went wrong in Docket itself, and it has stopped trying. Your Docket"
                f" administrator can find out why in its log. Look in {provider} before you try again."
            )
        case FailureReason.DECLARED:
            return (
                f"{provider}'s answer was lost, and somebody has said since that it was not"
                f" {naming.made(booking)}."
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
        return f"{times.unreadable_time(booking)}{said}"
    if booking.kind in {Kind.APPOINTMENT, Kind.CANCELLATION}:
        held = "still lists the appointment"
        return f"{provider} answered, but {held}.{said} Try again, or ask {provider}'s team."
    return (
        f"{provider} answered, but did not do it as asked.{said} The card shows what it holds now. Try"
        f" again, or ask {provider}'s team."
    )


def unknown(booking: Booking, *, said: str, then: str) -> str:
    """Say that nobody knows what became of what was asked, and what a person can look at before `then`."""
    provider = booking.provider
    lost = (
        f"{provider} gave no clear answer, and Docket could not find out what became of it.{said}"
    )
    nowhere = (
        f"{provider} gave no clear answer, and it has no list to look in.{said} If it happens again,"
        f" {ask_administrator(provider)}"
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
        return f"{stopped}: {ask_administrator(provider)}"
    mend = ask_administrator(provider)
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
                f"{provider} answered that there is no such {naming.NOUNS[booking.kind]}.{said} If there is,"
                f" {ask_administrator(provider)}"
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
        f"{provider} has something that may be this {naming.NOUNS[booking.kind]} or somebody else's, and"
        f" Docket can't tell which. Check in {provider} before you try again."
    )


def failure_reason(news: News) -> FailureReason | None:
    """Return why it failed, where the news says so."""
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
            lasts = f"If this lasts, {ask_administrator(provider)}"
            return f"Docket can't connect to {provider}. Try again in a moment. {lasts}"
        case Gone():
            return f"{provider} does not know that.{said}"
        case TemporaryFailure(after=after) if after:
            return f"{provider} is busy. Try again in {times.wait(after)}."
        case _:
            return f"{provider} is not answering. Please try again in a moment."
