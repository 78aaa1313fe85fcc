"""What a card's thread and a channel's announcements say happened to a booking."""

from bot.scheduling.command_line.verbs import COMMANDS
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import Record, Visibility
from bot.scheduling.tasks.news import EventType, News
from bot.times.moment import difference
from bot.times.zones import city
from handlers.messages import failures, naming, states, times
from handlers.messages.presenters import presenter_of
from handlers.ui.blocks import clip_escaped


def line(booking: Record, *, news: News, here: Visibility, named: bool = True) -> str:
    """Say what happened in one line, with no more than this place may know.

    `named` False leaves out title and case, for readers who cannot see the card.
    """
    hidden = naming.hides(booking, here=here)
    if news.what is EventType.NOT_TOLD:
        return _untold(booking, news, whom="" if hidden else f" for <@{news.by}>")
    if hidden:
        return f"{presenter_of(booking).kind_and_time()} {_done(news.what)}."
    return _happened(booking, news, here=here, named=named)


def _happened(booking: Record, news: News, *, here: Visibility, named: bool) -> str:
    by = f" by <@{news.by}>" if news.by else ""
    match news.what:
        case EventType.MOVED:
            return f"Moved{by} {_from_to(booking, news)}."
        case EventType.EDITED:
            return f"Edited{by}."
        case EventType.LINK_ARRIVED if isinstance(booking, Booking):
            return _scheduled(booking, here=here)
        case EventType.CANCELED_BY_PROVIDER:
            return f"Canceled at {booking.provider}, not with Docket: {naming.subject(booking, named=named)}."
        case EventType.GONE_THERE:
            return f"{booking.provider} no longer lists {naming.subject(booking, named=named)}."
        case EventType.CHANGED_THERE | EventType.LENGTH_CHANGED_THERE if isinstance(
            booking, Booking
        ):
            return _altered(booking, news=news, named=named)
        case EventType.CLOCKS_CHANGED | EventType.NOT_REALIGNED if isinstance(booking, Booking):
            return _by_new_clocks(booking, news)
        case _:
            # What belongs to something that was canceled at its provider nobody canceled.
            return _canceled(booking, news, by=by or " with its session", named=named)


def _scheduled(booking: Booking, *, here: Visibility) -> str:
    """Say that what was requested is scheduled, and how to join it."""
    said = states.way_in(booking, link=booking.link_at(here)) or states.no_link(booking)
    unreadable = f" {times.unreadable_time(booking)}" if booking.unreadable_time else ""
    return f"{booking.provider} has scheduled it. {said}{unreadable}"


def _canceled(booking: Record, news: News, *, by: str, named: bool) -> str:
    """Say that it was canceled, by whom and why, and what is to be known of that."""
    why = f" Reason: “{clip_escaped(news.why, to=500)}”" if news.why else ""
    late = presenter_of(booking).canceled_late()
    also = f" It was canceled, {late}" if late else presenter_of(booking).never_booked()
    return f"Canceled{by}: {naming.subject(booking, named=named)}.{why}{also}"


def _altered(booking: Booking, *, news: News, named: bool) -> str:
    """Say what was changed at the provider's own site."""
    where, what = f"at {booking.provider}, not with Docket", naming.subject(booking, named=named)
    if news.what is EventType.LENGTH_CHANGED_THERE:
        return f"Changed {where}: {what} now takes {times.duration(booking.length)}."
    if news.after:
        return f"Moved {where}, {_from_to(booking, news)}."
    return presenter_of(booking).changed_there(where, what)


def _from_to(booking: Record, news: News) -> str:
    """Say from which time it was moved to which."""
    before, after = times.written(booking, news.before), times.written(booking, news.after)
    return f"from {before} to *{after}*"


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


def _untold(booking: Record, news: News, *, whom: str) -> str:
    """Say beside a card that somebody is to look, with nothing of what there is to see."""
    return (
        f"Docket has news{whom} about this {presenter_of(booking).noun}, and couldn't send it in a direct"
        f" message. {failures.slack_trouble(news.trouble)}"
        f" `{COMMANDS[booking.kind]} show {booking.ref}` shows how it stands."
    )


def moved_away(booking: Record) -> str:
    """Say in place of a card that it is out of date, and where the true one is."""
    return (
        f"This card is out of date. The card of {naming.kind_and_ref(booking)} is now in"
        f" <@{booking.owner}>'s direct messages with Docket."
        f" `{COMMANDS[booking.kind]} show {booking.ref}` shows how it stands."
    )


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
