"""What a card's thread and a channel's announcements say happened to a booking."""

from bot.scheduling.command_line.verbs import COMMAND_OF_KIND
from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.model.record import Record, Visibility
from bot.scheduling.tasks.news import EventType, News
from bot.times.moment import difference
from bot.times.zones import city
from handlers.messages import naming, slack_errors, states, times
from handlers.messages.presenters import presenter_of
from handlers.ui.blocks import as_written


def line(booking: Record, *, news: News, here: Visibility, named: bool = True) -> str:
    """Say what happened in one line, with no more than this place may know.

    `named` False leaves out title and case, for readers who cannot see the card.
    """
    hidden = naming.is_hidden(booking, here=here)
    if news.what is EventType.NOT_NOTIFIED:
        return _not_notified(booking, news, whom="" if hidden else f" <@{news.by}>")
    if hidden:
        return _in_brief(booking, news)
    return _event_text(booking, news, here=here, named=named)


def _event_text(booking: Record, news: News, *, here: Visibility, named: bool) -> str:
    match news.what:
        case EventType.MOVED | EventType.EDITED:
            return changed(booking, news=news, what="this", named=named)
        case EventType.LINK_ARRIVED if isinstance(booking, Booking):
            return _scheduled(booking, here=here)
        case EventType.CANCELED_BY_PROVIDER:
            return (
                f"Canceled at {booking.provider}, outside of Docket:"
                f" {naming.subject(booking, named=named)}."
            )
        case EventType.GONE_AT_PROVIDER:
            return f"{booking.provider} no longer lists {naming.subject(booking, named=named)}."
        case EventType.CHANGED_AT_PROVIDER | EventType.LENGTH_CHANGED_AT_PROVIDER if isinstance(
            booking, Booking
        ):
            return _changed_at_provider(booking, news=news, named=named)
        case EventType.ZONE_RULES_CHANGED | EventType.ZONE_UPDATE_FAILED if isinstance(
            booking, Booking
        ):
            return _by_new_zone_rules(booking, news)
        case _:
            # What belongs to something that was canceled at its provider nobody canceled.
            return _canceled(booking, news, named=named)


def _scheduled(booking: Booking, *, here: Visibility) -> str:
    """Say that what was requested is scheduled, and how to join it."""
    said = states.join_line(booking, link=booking.link_at(here)) or states.no_link(booking)
    unreadable = f" {times.unreadable_time(booking)}" if booking.unreadable_time else ""
    return f"{booking.provider} has scheduled it. {said}{unreadable}"


def changed(booking: Record, *, news: News, what: str, named: bool = True) -> str:
    """Say who moved or edited `what`, and from what to what; `named` False leaves out titles."""
    is_move = news.what is EventType.MOVED
    done = "moved" if is_move else "edited"
    changes = [_from_to(booking, news)] if is_move else []
    changes += _other_changes(news, named=named)
    how = f"{' ' if is_move else ': '}{'; '.join(changes)}" if changes else ""
    if news.by:
        return f"<@{news.by}> {done} {what}{how}."
    return f"{what[0].upper()}{what[1:]} was {done}{how}."


def _other_changes(news: News, *, named: bool) -> list[str]:
    """Say from what to what it was changed beside its time; whom it was opened to, by their number."""
    was, now = news.was or Changes(), news.wanted or Changes()
    said = []
    if named and was.title and now.title:
        said.append(f"title from {_quoted(was.title)} to {_quoted(now.title)}")
    if was.duration and now.duration:
        lengths = times.duration(was.duration), times.duration(now.duration)
        said.append(f"duration from {lengths[0]} to {lengths[1]}")
    if more := len(now.invitees):
        said.append(f"{more} more {'person' if more == 1 else 'people'} invited")
    return said


def _quoted(title: str) -> str:
    return f"“{as_written(title, to=300)}”"


def _canceled(booking: Record, news: News, *, named: bool) -> str:
    """Say that it was canceled, by whom and why, and what is to be known of that."""
    why = f" Reason: “{as_written(news.why, to=500)}”" if news.why else ""
    late = presenter_of(booking).canceled_late()
    also = f" It was canceled, {late}" if late else presenter_of(booking).never_booked()
    what = naming.subject(booking, named=named)
    said = f"<@{news.by}> canceled" if news.by else "Canceled with its session:"
    return f"{said} {what}.{why}{also}"


def _changed_at_provider(booking: Booking, *, news: News, named: bool) -> str:
    """Say what was changed at the provider's own site."""
    where, what = f"at {booking.provider}, outside of Docket", naming.subject(booking, named=named)
    if news.what is EventType.LENGTH_CHANGED_AT_PROVIDER:
        was = news.was or Changes()
        before = f" instead of {times.duration(was.duration)}" if was.duration else ""
        return f"Changed {where}: {what} now takes {times.duration(booking.length)}{before}."
    if news.after:
        return f"Moved {where}, {_from_to(booking, news)}."
    title = (news.was or Changes()).title if named and not booking.confidential else None
    before = f", from {_quoted(title)}" if title else ""
    return presenter_of(booking).changed_at_provider(f"{where}{before}", what)


def _from_to(booking: Record, news: News) -> str:
    """Say from which time it was moved to which."""
    before, after = times.written(booking, news.before), times.written(booking, news.after)
    return f"from {before} to *{after}*"


def _by_new_zone_rules(booking: Booking, news: News) -> str:
    """Say what new rules for clocks, which came with newer zone data, do to a booking."""
    before, after = news.before or booking.moment, news.after or booking.moment
    place = city(after.zone) or after.zone
    if news.what is EventType.ZONE_UPDATE_FAILED:
        return (
            f"The time change rules in {place} have changed, and {booking.provider} may still use"
            f" the old ones. There, this would now be at {before.written(booking.reader)}."
        )
    if not booking.can_move:
        return (
            f"The time change rules in {place} have changed. {booking.provider} keeps this at the"
            f" same moment, so it's now at *{after.written(booking.reader)}* there."
        )
    return (
        f"The time change rules in {place} have changed. This stays at"
        f" *{after.written(booking.reader)}* there, so for everyone elsewhere it's"
        f" {difference(after, was=before)} than before."
    )


def _not_notified(booking: Record, news: News, *, whom: str) -> str:
    """Say next to a card that somebody has to look at it, without its content."""
    return (
        f"Docket couldn't send{whom} a direct message about this {presenter_of(booking).noun}."
        f" {slack_errors.why_not_sent(news.trouble)} `{COMMAND_OF_KIND[booking.kind]} show {booking.ref}`"
        " shows the latest."
    )


def card_moved(booking: Record) -> str:
    """Say in place of a card that it is out of date, and where the true one is."""
    return (
        f"This card is out of date. The current card for {naming.kind_and_ref(booking)} is in"
        f" <@{booking.owner}>'s direct messages with Docket. `{COMMAND_OF_KIND[booking.kind]} show"
        f" {booking.ref}` shows the latest."
    )


def _in_brief(booking: Record, news: News) -> str:
    """Say what happened with no more than what it is, when and how it stands."""
    presenter = presenter_of(booking)
    if news.after and news.what in {EventType.MOVED, EventType.CHANGED_AT_PROVIDER}:
        return f"{presenter.a_noun.capitalize()} was moved {_from_to(booking, news)}."
    return f"{presenter.kind_and_time()} {_event_in_brief(news.what)}."


def _event_in_brief(what: EventType) -> str:
    match what:
        case EventType.MOVED | EventType.EDITED:
            return "was edited"
        case EventType.LINK_ARRIVED:
            return "has been scheduled"
        case EventType.CHANGED_AT_PROVIDER | EventType.LENGTH_CHANGED_AT_PROVIDER:
            return "was changed"
        case EventType.ZONE_RULES_CHANGED | EventType.ZONE_UPDATE_FAILED:
            return "follows new time change rules"
        case EventType.GONE_AT_PROVIDER:
            return "is no longer listed"
        case _:
            return "was canceled"
