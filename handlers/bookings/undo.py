"""*Undo* on a card or a receipt: takes back a move or cancellation that nobody has been told of yet."""

from datetime import datetime

from slack_bolt import Ack

from bot.scheduling.model.reference import kind_of, parse_reference
from bot.scheduling.model.transitions import NothingToUndo
from bot.scheduling.ports.store import UsedKey, WorkBegun
from handlers.messages import holds, refusals, states
from handlers.messages.errors import OLD_BUTTON
from handlers.messages.refusals import REFUSALS
from handlers.request import card_pressed
from handlers.services import Services
from handlers.slack.payloads import BlockAction, Body
from handlers.ui.screen import MessageScreen, Screen, screen_of


def press(ack: Ack, body: Body, *, services: Services) -> None:
    """Undo what the button names, or say why not."""
    pressed = BlockAction.model_validate(body)
    screen = screen_of(pressed, ack, services=services)
    _undo(pressed, screen, outcome=screen, services=services)


def press_on_receipt(ack: Ack, body: Body, *, services: Services) -> None:
    """Do the same, and say what came of it in place of the receipt; a refusal leaves that as it is."""
    pressed = BlockAction.model_validate(body)
    receipt = MessageScreen(ack, services=services, press=pressed, replaces=True)
    screen = screen_of(pressed, ack, services=services)
    _undo(pressed, screen, outcome=receipt, services=services)


def _undo(pressed: BlockAction, screen: Screen, *, outcome: Screen, services: Services) -> None:
    named = _read(pressed.value)
    if named is None:
        screen.say(OLD_BUTTON)
        return
    ref, until = named
    actor = services.actor(pressed.user, team=pressed.team, about={kind_of(ref)}, fresh=True)
    at, card = pressed.channel, card_pressed(pressed, ref)
    try:
        booking = services.bookings.undo(
            ref, until=until, by=actor, key=pressed.key, at=at, card=card
        )
    except UsedKey as used:
        outcome.say(holds.undone(used.booking.as_read_by(actor.reader)))
    except (NothingToUndo, WorkBegun) as late:
        booking = late.booking.as_of(services.clock()).as_read_by(actor.reader)
        outcome.say(holds.too_late(booking, state=states.state(booking)))
    except REFUSALS as refusal:
        screen.say(refusals.refusal(refusal))
    else:
        outcome.say(holds.undone(booking.as_read_by(actor.reader)))


def _read(value: str) -> tuple[str, datetime] | None:
    """Read which booking a button is about, and until when what it undoes is held (aware UTC)."""
    name, _, until = value.partition(" ")
    try:
        ref, at = parse_reference(name), datetime.fromisoformat(until)
    except ValueError:
        return None
    return (ref, at) if ref and at.tzinfo else None
