"""What people are reminded of, and what came of what they did about it."""

from collections.abc import Sequence
from datetime import timedelta

from bot.scheduling.attention import OWNER_HEARS_AFTER
from bot.scheduling.command_line.verbs import COMMAND_OF_KIND
from bot.scheduling.model.record import FailureReason, Record
from bot.scheduling.tasks.news import EventType, News
from handlers.messages import attention, failures, naming, states
from handlers.messages.presenters import presenter_of
from handlers.ui.blocks import as_written

# A message that is longer is cut by Slack.
MOST_REMINDED_OF = 15

SEE_ATTENTION = "See `/bookings attention` for what you can do."

ATTENTION_EVENTS = frozenset(
    {
        EventType.STILL_UNKNOWN,
        EventType.STILL_STUCK,
        EventType.STILL_DELAYED,
        EventType.CURRENT_STATE,
        EventType.RESOLVED,
        EventType.ADOPTED,
        EventType.NO_MATCH,
        EventType.SEVERAL_MATCHES,
        EventType.MATCHES_ANOTHER,
        EventType.STILL_LISTED,
        EventType.DECLARED_NOT_CREATED,
        EventType.NOTHING_TO_RESOLVE,
        EventType.LOOKUP_FAILED,
        EventType.LOOKUP_DELAYED,
    }
)


def reminder(booking: Record, news: News) -> str:
    """Say that something needs attention, or what came of what somebody did about it.

    Administrators are reminded too, who may not know what concerns patients.
    """
    what = _named(booking)
    match news.what:
        case EventType.STILL_UNKNOWN:
            return (
                f"Docket still doesn't know {attention.unknown_what(booking)}: {what}."
                f" {booking.provider} gave no clear answer. {SEE_ATTENTION}"
            )
        case EventType.STILL_STUCK:
            why = failures.delayed(booking, booking.trouble)
            return f"Still waiting: {what}. {why} {SEE_ATTENTION}"
        case EventType.STILL_DELAYED:
            return _delayed(booking, news, what=what)
        case EventType.RESOLVED:
            return f"Resolved: {what}. It's {states.state_word(booking)}."
        case EventType.CURRENT_STATE:
            now = (
                f"It's now {states.state_word(booking)}."
                if booking.confidential
                else states.state(booking)
            )
            return f"Docket couldn't reach you about this earlier: {what}. {now}"
        case EventType.NOTHING_TO_RESOLVE:
            return f"{attention.needs_nothing(booking)} Nothing was changed."
        case _:
            return _claim_result(booking, news)


def combined_reminder(several: Sequence[tuple[Record, News]]) -> str:
    """Remind one person of several bookings at once."""
    shown = [f"• {_reminder_line(booking, news)}" for booking, news in several[:MOST_REMINDED_OF]]
    more = [f"…and {len(several) - len(shown)} more."] if len(several) > len(shown) else []
    known = all(news.what is EventType.RESOLVED for _, news in several)
    head = (
        f"*These {len(several)} bookings are resolved.*"
        if known
        else f"*{len(several)} bookings may need you.* {SEE_ATTENTION}"
    )
    return "\n".join([head, *shown, *more])


def _reminder_line(booking: Record, news: News) -> str:
    """Say in a line what somebody is reminded of; administrators may not know what concerns patients."""
    what = _named(booking)
    match news.what:
        case EventType.STILL_UNKNOWN:
            return f"Not known {attention.unknown_what(booking)}: {what}."
        case EventType.STILL_DELAYED:
            where = _where(booking, news)
            return (
                f"Slack is delaying Docket's messages {where}: {what}. It's"
                f" {states.state_word(booking)}."
            )
        case EventType.RESOLVED:
            return f"Resolved: {what}. It's {states.state_word(booking)}."
        case _:
            return f"Still waiting for {booking.provider}: {what}."


def _where(booking: Record, news: News) -> str:
    """Say where Slack takes so little."""
    if not news.channel:
        return f"to <@{booking.owner}>"
    return f"in {naming.place(booking, news.channel)}"


def _named(booking: Record) -> str:
    """Name it with no more than an administrator may know."""
    return naming.kind_and_ref(booking) if booking.confidential else naming.subject(booking)


def _delayed(booking: Record, news: News, *, what: str) -> str:
    """Say that Slack delayed the messages of a booking, and name its state."""
    where = _where(booking, news)
    minutes = OWNER_HEARS_AFTER // timedelta(minutes=1)
    return (
        f"Slack has delayed Docket's messages {where} for more than {minutes} minutes, so what's"
        f" shown there may be missing or out of date: {what}. It's {states.state_word(booking)}."
        f" Docket keeps trying; `{COMMAND_OF_KIND[booking.kind]} show {booking.ref}` shows how it stands."
    )


def _claim_result(booking: Record, news: News) -> str:
    """Say what came of a claim about what is unknown."""
    provider, what, presenter = booking.provider, naming.subject(booking), presenter_of(booking)
    unchanged = f"{what} wasn't changed."
    match news.what:
        case EventType.ADOPTED:
            return (
                f"{provider} lists {what}, and Docket now shows the same. {states.state(booking)}"
            )
        case EventType.DECLARED_NOT_CREATED:
            by = f" <@{news.by}> confirmed this." if news.by else ""
            if booking.provider_state is not None:
                return f"{what}: the last change was not made.{by} {states.state(booking)}"
            return f"{failures.was_not(presenter.done, None)}: {what}.{by} {presenter.try_again()}"
        case EventType.NO_MATCH:
            return (
                f"{provider} lists nothing that matches, so {unchanged} If you're sure it was not"
                f" {presenter.done}, press *{attention.not_made(booking)}*."
            )
        case EventType.SEVERAL_MATCHES:
            return (
                f"{provider} lists several {presenter.noun}s that match, and Docket can't tell"
                f" which is yours, so {unchanged} Cancel the ones you don't need in {provider},"
                " then try again."
            )
        case EventType.MATCHES_ANOTHER:
            return f"The match in {provider} belongs to another booking, so {unchanged}"
        case EventType.STILL_LISTED:
            return (
                f"{provider} still lists something like {what}, so nothing has been changed yet. If"
                f" that isn't this {presenter.noun}, say so, and Docket won't confuse the two"
                " again."
            )
        case EventType.LOOKUP_DELAYED:
            return f"{provider} isn't answering. Docket keeps trying, but for now {unchanged}"
        case _:
            return _not_looked_up(booking, news)


def _not_looked_up(booking: Record, news: News) -> str:
    """Say that nobody could look at the provider, and why."""
    why = f" {booking.provider} said: “{as_written(news.why, to=400)}”." if news.why else ""
    ours = (
        " Something went wrong in Docket."
        if failures.failure_reason(news) is FailureReason.INTERNAL
        else ""
    )
    return (
        f"Docket couldn't check {booking.provider}, so {naming.subject(booking)} wasn't"
        f" changed.{why}{ours} Check there yourself, or try again later."
    )
