"""What one person is told about a booking in direct messages."""

from bot.scheduling.command_line.verbs import COMMAND_OF_KIND
from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.model.failures import Cause, Fault
from bot.scheduling.model.record import FailureReason, Record, State, Visibility
from bot.scheduling.tasks.news import NOT_SHOWN, EventType, News
from handlers.messages import (
    connection_faults,
    drift,
    failures,
    naming,
    reminders,
    slack_errors,
    states,
    threads,
    times,
)
from handlers.messages.presenters import presenter_of
from handlers.ui.blocks import as_written, escape


def direct_message(booking: Record, *, news: News) -> str:
    """Say to one person what happened, in their direct messages."""
    if news.what is EventType.PROVIDER_UNREACHABLE:
        return _cut_off(booking, news)
    if news.what is EventType.DRIFTED:
        return f"{naming.subject(booking)}: {drift.state(booking, where=' on its card')}"
    for some, tell in (
        (_NOT_DONE, _not_done),
        (NOT_SHOWN, _not_shown),
        (reminders.ATTENTION_EVENTS, reminders.reminder),
        (_SEEN_AT_PROVIDER, _seen_at_provider),
    ):
        if news.what in some:
            return tell(booking, news)
    return _good_news(booking, news)


def _good_news(booking: Record, news: News) -> str:
    """Say what was done, and what its owner may not expect of it."""
    what = naming.subject(booking)
    match news.what:
        case EventType.HOSTS_DEMOTED:
            return (
                "Prevail added these people as participants, not hosts, because they aren't"
                f" registered Prevail members: {as_written(news.why, to=1000)}. Session: {what}."
            )
        case EventType.LINK_ARRIVED:
            link = presenter_of(booking).link_at(Visibility.DIRECT)
            said = states.join_line(booking, link=link) or states.no_link(booking)
            return f"{booking.provider} has scheduled {what}. {said}{_other_time(booking, news)}"
        case EventType.LINK_REFUSED:
            return (
                f"{booking.provider} gave a link for {what} that Docket doesn't share because it"
                f" isn't a plain https address. Open it in {booking.provider} instead, and tell"
                " your Docket administrator."
            )
        case _ if news.what in _BOOKED_DIFFERENTLY:
            return _booked_differently(booking, news)
        case EventType.BOOKED:
            return f"{what}: {states.state(booking)}"
        case EventType.REQUESTED:
            return f"{what}: {states.requested(booking)}"
        case EventType.MOVED | EventType.EDITED:
            return threads.changed(booking, news=news, what=naming.subject(booking, dated=False))
        case _:
            return threads.line(booking, news=news, here=Visibility.DIRECT)


_BOOKED_DIFFERENTLY = frozenset(
    {EventType.ORIGINAL_DETAILS, EventType.NOT_AS_ORDERED, EventType.DIFFERENT_TIME}
)


def _booked_differently(booking: Record, news: News) -> str:
    """Say that it is booked, and in what it is not what was ordered last."""
    what = naming.subject(booking)
    match news.what:
        case EventType.ORIGINAL_DETAILS:
            return (
                f"{booking.provider} booked {what} on an earlier try, as you first entered it."
                " Check its card, and edit it if you've changed your entries since."
            )
        case EventType.NOT_AS_ORDERED:
            return (
                f"{booking.provider} booked {what}, but not exactly as you asked. See *More* on its"
                " card for the details. If something's wrong, cancel it and book a new one."
            )
        case _:
            requested = booking.state is State.REQUESTED
            did = "has the request for" if requested else "has booked"
            return f"{booking.provider} {did} {what}.{_other_time(booking, news)}"


_SEEN_AT_PROVIDER = frozenset(
    {
        EventType.CANCELED_BY_PROVIDER,
        EventType.GONE_AT_PROVIDER,
        EventType.CHANGED_AT_PROVIDER,
        EventType.LENGTH_CHANGED_AT_PROVIDER,
        EventType.ZONE_RULES_CHANGED,
        EventType.ZONE_UPDATE_FAILED,
        EventType.ALREADY_DONE,
        EventType.FOUND_BOOKED,
    }
)


def _cut_off(booking: Record, news: News) -> str:
    """Say to an administrator what stands between Docket and a provider; nothing of the booking."""
    known = news.trouble in list(Cause)
    said = (
        connection_faults.explain(booking.provider, Fault(Cause(news.trouble), news.why))
        if known
        else f"Docket can't connect to {booking.provider}."
    )
    return (
        f"{said}\n"
        f"Until that's fixed, requests to {booking.provider} may fail. Docket noticed this with"
        f" {booking.ref}. To check the connection, run `docket doctor`."
    )


def _seen_at_provider(booking: Record, news: News) -> str:
    """Say what the provider was seen to hold, and what can be done."""
    said, provider = threads.line(booking, news=news, here=Visibility.DIRECT), booking.provider
    match news.what:
        case EventType.CHANGED_AT_PROVIDER | EventType.LENGTH_CHANGED_AT_PROVIDER:
            mend = (
                "Change it back" if presenter_of(booking).can_move else f"Contact {provider}'s team"
            )
            return f"{naming.subject(booking)}: {said} {mend} if that's wrong."
        case EventType.ZONE_RULES_CHANGED:
            mend = "Move it" if presenter_of(booking).can_move else f"Contact {provider}'s team"
            return f"{naming.subject(booking)}: {said} {mend} if that isn't what you want."
        case EventType.ZONE_UPDATE_FAILED:
            why = f" {provider} said: “{as_written(news.why, to=500)}”." if news.why else ""
            return (
                f"{naming.subject(booking)}: {said}{why} Check it in {provider}, and move it there"
                " or with Docket if it's an hour off."
            )
        case EventType.ALREADY_DONE:
            return presenter_of(booking).already_done_text(naming.subject(booking))
        case EventType.FOUND_BOOKED:
            return (
                f"{provider} booked {naming.subject(booking)} after all. See its card for the"
                " details."
            )
        case _:
            return f"{said} {states.book_again(booking)}"


def asked_for(booking: Record, wanted: Changes | None) -> str:
    """Say what was wanted of a booking, in one sentence; nothing where nothing is known of it."""
    if wanted is None:
        return ""
    parts = [
        times.written(booking, wanted.moment),
        times.duration(wanted.duration) if wanted.duration else "",
        f"the title “{as_written(wanted.title, to=300)}”" if wanted.title else "",
        f"to invite {escape(', '.join(wanted.invitees))}" if wanted.invitees else "",
    ]
    said = "; ".join(part for part in parts if part)
    return f" You asked for: {said}." if said else ""


def _not_shown(booking: Record, news: News) -> str:
    """Say that something is not where it should be seen, and why."""
    where = " and ".join(naming.place(booking, each) for each in (news.channel, *news.also))
    why = slack_errors.why_not_posted(news.trouble)
    match news.what:
        case EventType.CARD_NOT_SHOWN:
            return f"Docket couldn't post the card for {_brief(booking)}. {why}"
        case EventType.NOT_NOTIFIED:
            return (
                f"Docket couldn't send <@{news.by}> a message about {_brief(booking)}."
                f" {slack_errors.why_not_sent(news.trouble)} Please let them know."
            )
        case EventType.CARD_REDACTED:
            return (
                f"Slack couldn't show the full card for {naming.subject(booking)}, so its link or"
                f" buttons are missing. {why} `{COMMAND_OF_KIND[booking.kind]} show {booking.ref}` shows"
                " everything."
            )
        case EventType.CARD_MOVED:
            return (
                f"The card for {naming.subject(booking)} is here because Docket couldn't post it in"
                f" {where}. {why}"
            )
        case _:
            what = direct_message(booking, news=news.with_(what=news.missed)) if news.missed else ""
            return (
                f"{what or naming.subject(booking)} Docket couldn't announce this in {where}. {why}"
            )


def _brief(booking: Record) -> str:
    """Name a booking with no more than anybody may know, and how it stands."""
    return f"{naming.kind_and_ref(booking)} (now: {states.state_word(booking)})"


_NOT_DONE = frozenset(
    {EventType.NOT_BOOKED, EventType.NOT_CHANGED, EventType.NOT_CANCELED, EventType.DELAYED}
)


def _not_done(booking: Record, news: News) -> str:
    """Say that what was asked for was not done, why, and what can be done."""
    what, trouble = naming.subject(booking), failures.failure_reason(news)
    why = failures.why_not(booking, trouble, news.why)
    match news.what:
        case EventType.NOT_BOOKED:
            return f"{failures.not_done(booking, trouble)}: {what}. {why} {presenter_of(booking).try_again()}"
        case EventType.NOT_CHANGED:
            return _not_changed(booking, news, why=why)
        case EventType.NOT_CANCELED:
            other = presenter_of(booking).linked_booking_note(news, done="canceled")
            return f"*{failures.was_not('canceled', trouble)}:* {what}. {why}{other}"
        case _ if news.wanted:
            waiting = failures.delayed(booking, trouble)
            return f"Not confirmed yet: {what}.{asked_for(booking, news.wanted)} {waiting}"
        case _:
            return f"Still waiting: {what}. {failures.delayed(booking, trouble)}"


def _not_changed(booking: Record, news: News, *, why: str) -> str:
    """Say that it was not changed, into what it was to be changed, and `why` not."""
    to = f" You asked to move it to {times.written(booking, news.after)}." if news.after else ""
    wanted = asked_for(booking, news.wanted) or to
    linked = presenter_of(booking).linked_booking_note(news, done="moved")
    reason = failures.failure_reason(news)
    if reason is FailureReason.DIFFERENT and presenter_of(booking).has_unreadable_time:
        reason = FailureReason.UNKNOWN
    return (
        f"{failures.was_not('changed', reason)}: {naming.subject(booking)}.{wanted} {why}{linked}"
    )


def _other_time(booking: Record, news: News) -> str:
    """Say that the provider chose another time than was asked for, or one that cannot be read."""
    if not isinstance(booking, Booking):
        return ""
    if booking.unreadable_time:
        asked = f" You asked for {times.written(booking, news.before)}." if news.before else ""
        return f" {times.unreadable_time(booking)}{asked}"
    if news.before is None or news.after is None or news.before.instant == news.after.instant:
        return ""
    mend = "Move it" if booking.can_move else "Cancel it and book a new one"
    asked = times.written(booking, news.before)
    return f" You asked for {asked}, so this is a different time. {mend} if that's wrong."
