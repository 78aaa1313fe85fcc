"""*Accept* and *Put back* on a card: what counts where its provider holds the booking otherwise."""

from collections.abc import Callable

from slack_bolt import Ack

from bot.scheduling.drift_service import DriftSettled
from bot.scheduling.model.record import Record
from bot.scheduling.model.reference import kind_of, parse_reference
from bot.scheduling.ports.store import UsedKey
from handlers.messages import drift, refusals
from handlers.messages.errors import OLD_BUTTON
from handlers.messages.refusals import REFUSALS
from handlers.request import card_pressed
from handlers.services import Services
from handlers.slack.payloads import BlockAction, Body
from handlers.ui.screen import screen_of


def accept(ack: Ack, body: Body, *, services: Services) -> None:
    """Take over what the provider holds, or say why not."""
    _press(ack, body, services=services, decide=services.drift.accept, say=drift.accepted)


def put_back(ack: Ack, body: Body, *, services: Services) -> None:
    """Have it changed back at the provider, or say why not."""
    _press(ack, body, services=services, decide=services.drift.put_back, say=drift.put_back)


def _press(
    ack: Ack,
    body: Body,
    *,
    services: Services,
    decide: Callable[..., Record],
    say: Callable[[Record], str],
) -> None:
    """Decide about the booking and the revision of it that the button names."""
    press = BlockAction.model_validate(body)
    screen = screen_of(press, ack, services=services)
    name, _, seen = press.value.partition(" ")
    ref = parse_reference(name)
    if ref is None or not seen.isdecimal():
        screen.say(OLD_BUTTON)
        return
    kind = kind_of(ref)
    if kind not in services.switched_on:
        screen.say(refusals.switched_off(kind))
        return
    actor = services.actor(press.user, team=press.team, about={kind}, fresh=True)
    at, card = press.channel, card_pressed(press, ref)
    try:
        booking = decide(ref, by=actor, key=press.key, seen=int(seen), at=at, card=card)
    except UsedKey as used:
        screen.say(say(used.booking))
    except DriftSettled as settled:
        screen.say(drift.settled(settled.booking))
    except REFUSALS as refusal:
        screen.say(refusals.refusal(refusal))
    else:
        screen.say(say(booking))
