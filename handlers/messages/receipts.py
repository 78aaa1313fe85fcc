"""Receipts: the one line that whoever acted reads where they did, and nobody else."""

from bot.scheduling.model.booking import hold_of
from bot.scheduling.model.record import Record, State
from bot.scheduling.tasks.news import EventType, News
from handlers.messages import direct_messages, failures, holds, labels, states, times
from handlers.messages.presenters import presenter_of
from handlers.ui.blocks import Message, section

UNDO = "receipt_undo"


def receipt(booking: Record, *, news: News, card: str) -> Message:
    """Return the receipt of what somebody asked for; `card` is the link to its card, empty for none.

    What is held has *Undo*.
    """
    said = _said(booking, news)
    text = f"{said} <{card}|{labels.VIEW_CARD}>" if card else said
    hold = hold_of(booking) if news.what is EventType.HELD else None
    undo = holds.undo_button(booking, hold, action=UNDO) if hold else None
    return Message(text=text, blocks=[section(text, beside=undo)])


def _said(booking: Record, news: News) -> str:
    match news.what:
        case EventType.HELD:
            said = states.headline(booking)
        case EventType.UNDER_WAY:
            said = _under_way(booking)
        case EventType.BOOKED:
            said = presenter_of(booking).booked()
        case EventType.REQUESTED:
            said = states.requested(booking)
        case EventType.MOVED:
            said = f"moved to *{times.written(booking, news.after)}*."
        case EventType.EDITED:
            said = "your changes are saved."
        case EventType.CANCELED:
            said = _canceled(booking)
        case EventType.NOT_BOOKED | EventType.NOT_CHANGED | EventType.NOT_CANCELED:
            said = _not_done(booking, news)
        case _:
            return direct_messages.direct_message(booking, news=news)
    return f"{booking.ref}: {said}"


def _under_way(booking: Record) -> str:
    match booking.state:
        case State.MOVING:
            return f"Docket is asking {booking.provider} for the change…"
        case State.CANCELING:
            return f"Docket is asking {booking.provider} to cancel it…"
        case _:
            return f"{presenter_of(booking).progress()}…"


def _not_done(booking: Record, news: News) -> str:
    """Say that it was not done, or may not have been, and why; what was wanted is in a direct message."""
    trouble, presenter = failures.failure_reason(news), presenter_of(booking)
    why = failures.why_not(booking, trouble, news.why)
    match news.what:
        case EventType.NOT_BOOKED:
            ended = failures.not_done(booking, trouble)
            why = f"{why} {presenter.try_again()}"
        case EventType.NOT_CHANGED:
            ended = failures.was_not("changed", trouble)
        case _:
            ended = failures.was_not("canceled", trouble)
    return f"{ended[0].lower()}{ended[1:]}. {why}"


def _canceled(booking: Record) -> str:
    presenter = presenter_of(booking)
    late = presenter.canceled_late()
    return f"canceled, {late}" if late else f"canceled.{presenter.never_booked()}"
