"""/bookings attention: what is unknown, what is stuck or reached nobody, and what can be done about it.

The answers to what is pressed here are shown where it was pressed, to whoever pressed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_bolt import Ack

from bot.scheduling.attention import AttentionItem, AttentionReason
from bot.scheduling.model.booking import ListedBooking
from bot.scheduling.model.record import Record, State
from bot.scheduling.model.rights import Actor, may_claim_created, may_see_private_details
from bot.scheduling.model.transitions import can_give_up
from bot.scheduling.ports.store import UsedKey
from bot.scheduling.tasks.provider import Claim
from handlers.messages import attention, cards, labels, naming, refusals
from handlers.messages.attention_buttons import (
    ATTEND,
    AttentionAction,
    ButtonValue,
    attention_button,
    confirm_dialog,
    give_up_button,
)
from handlers.messages.errors import ANSWER_NOT_SHOWN, unreadable
from handlers.messages.presenters import presenter_of
from handlers.messages.refusals import REFUSALS
from handlers.request import CommandRequest
from handlers.services import Services
from handlers.slack.payloads import BlockAction, Body
from handlers.slack.responder import PrivateAnswer
from handlers.ui.blocks import DIVIDER, Block, Element, actions, button, context_block, section
from handlers.ui.pages import Page
from handlers.ui.screen import screen_of

PAGE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionList:
    """The list as it is drawn for somebody: all that needs attention, and the page that is asked for."""

    items: Sequence[AttentionItem]
    unreadable: Sequence[str]
    actor: Actor
    asked: int = 0

    @classmethod
    def of(cls, actor: Actor, *, services: Services, page: int = 0) -> "AttentionList":
        """Return the list as it is for somebody now."""
        return cls(
            items=services.attention.list_items(by=actor),
            unreadable=services.attention.unreadable(by=actor),
            actor=actor,
            asked=page,
        )

    @property
    def heading(self) -> str:
        """What stands above the list: how much there is, and what cannot even be read."""
        count = len(self.items)
        said = [attention.heading(count)] if count or not self.unreadable else []
        unread = [unreadable(self.unreadable)] if self.unreadable else []
        return "\n".join([*said, *unread])

    @property
    def page(self) -> Page[AttentionItem]:
        """The page that is shown."""
        return Page(everything=self.items, size=PAGE, asked=self.asked)


def show(request: CommandRequest) -> None:
    """Answer with the list, to this person only."""
    found = AttentionList.of(request.actor(), services=request.services)
    request.screen.say(_text(found), blocks=_blocks(found))


def press(ack: Ack, body: Body, *, services: Services) -> None:
    """Decide what a button says, and show the list as it is then, or another page of it."""
    press = BlockAction.model_validate(body)
    pressed = ButtonValue.model_validate_json(press.value)
    actor = services.actor(
        press.user, team=press.team, fresh=pressed.act is not AttentionAction.TURN
    )
    said = _said(pressed, press, actor=actor, services=services)
    if pressed.page is None:
        screen_of(press, ack, services=services).say(said)
        return
    found = AttentionList.of(actor, services=services, page=pressed.page)
    blocks, text = _blocks(found), _text(found)
    if said:
        blocks, text = [section(said), *blocks], f"{said}\n{text}"
    services.responder.answer_soon(
        press.reply_to,
        PrivateAnswer(text=text, blocks=blocks, replace=True, in_direct_messages=ANSWER_NOT_SHOWN),
    )
    ack()


def _said(pressed: ButtonValue, press: BlockAction, *, actor: Actor, services: Services) -> str:
    """Decide it, and return what is said of that; nothing where only the page is turned."""
    if pressed.act is AttentionAction.TURN:
        return ""
    try:
        booking = _decide(pressed, press, actor=actor, services=services)
    except UsedKey as used:
        booking = used.booking
    except REFUSALS as refusal:
        return refusals.refusal(refusal)
    return _SAID.get(pressed.act, attention.looking_for)(booking)


_SAID = {
    AttentionAction.TRY_AGAIN: attention.trying_again,
    AttentionAction.NOTIFY_NOW: attention.notifying_now,
    AttentionAction.GIVE_UP: attention.giving_up,
}


def _decide(
    pressed: ButtonValue, press: BlockAction, *, actor: Actor, services: Services
) -> Record:
    attention, ref, key = services.attention, pressed.ref, press.key
    match pressed.act:
        case AttentionAction.TRY_AGAIN:
            return attention.try_again(ref, by=actor, key=key)
        case AttentionAction.NOTIFY_NOW:
            return attention.notify_now(ref, by=actor, key=key)
        case AttentionAction.GIVE_UP:
            return attention.give_up(ref, by=actor, key=key)
        case _:
            claim = Claim.CREATED if pressed.act is AttentionAction.CREATED else Claim.NOT_CREATED
            sure = pressed.act is AttentionAction.CONFIRMED_NOT_CREATED
            return attention.submit_claim(
                ref, claim, by=actor, at=press.channel, key=key, sure=sure
            )


def _text(found: AttentionList) -> str:
    lines = [_item_text(each, actor=found.actor) for each in found.page.shown]
    return "\n\n".join([found.heading, *lines])


def _blocks(found: AttentionList) -> list[Block]:
    blocks: list[Block] = [section(found.heading)]
    for each in found.page.shown:
        blocks.append(DIVIDER)
        blocks.append(section(_item_text(each, actor=found.actor)))
        buttons = _buttons(each, actor=found.actor, page=found.page.number)
        if buttons:
            blocks.append(actions(buttons))
    if found.page.count > 1:
        blocks += _page_buttons(found.page)
    return blocks


def _page_buttons(page: Page[AttentionItem]) -> list[Block]:
    buttons = page.buttons(
        action=ATTEND,
        value=lambda number: ButtonValue(act=AttentionAction.TURN, page=number).model_dump_json(),
    )
    return [context_block(attention.page(page.number + 1, page.count)), actions(buttons)]


def _item_text(item: AttentionItem, *, actor: Actor) -> str:
    """Write what it is, whose, when, and what is known of it."""
    booking = item.booking.as_read_by(actor.reader)
    whose = "" if booking.owner == actor.user else f" · {naming.owner(booking)}"
    return "\n".join(
        [
            f"*{naming.title(booking)}* · `{booking.ref}`{whose}",
            *presenter_of(booking).time_lines(),
            *attention.details(item),
        ]
    )


def _buttons(item: AttentionItem, *, actor: Actor, page: int) -> list[Element]:
    """Draw what this person can do about it."""
    booking, buttons = item.booking, []
    if AttentionReason.STUCK in item.reasons:
        buttons.append(
            attention_button(labels.TRY_AGAIN, AttentionAction.TRY_AGAIN, booking, page=page)
        )
    if AttentionReason.UNKNOWN in item.reasons:
        if isinstance(booking, ListedBooking) and item.is_worked_on:
            buttons.append(
                attention_button(
                    attention.LOOK_AGAIN, AttentionAction.TRY_AGAIN, booking, page=page
                )
            )
        buttons += _claim_buttons(booking, actor=actor, page=page)
    if can_give_up(booking) and item.is_worked_on:
        buttons.append(give_up_button(booking, page=page))
    if AttentionReason.UNDELIVERED in item.reasons:
        buttons.append(
            attention_button(attention.NOTIFY_NOW, AttentionAction.NOTIFY_NOW, booking, page=page)
        )
    return buttons


def _claim_buttons(booking: Record, *, actor: Actor, page: int) -> list[Element]:
    """Draw what can be said of what is unknown."""
    buttons = []
    is_lost = booking.provider_state is None and isinstance(booking, ListedBooking)
    if is_lost and may_claim_created(actor, booking):
        buttons.append(
            attention_button(attention.OURS, AttentionAction.CREATED, booking, page=page)
        )
    not_made, means = attention.not_made(booking), attention.declare_effects(booking)
    buttons.append(
        attention_button(
            not_made,
            AttentionAction.NOT_CREATED,
            booking,
            page=page,
            confirm=confirm_dialog(f"{not_made}?", means, yes=not_made),
        )
    )
    may_fill_in = booking.state is State.FAILED and may_see_private_details(actor, booking)
    if may_fill_in and not presenter_of(booking).session_ref:
        again, warning = labels.TRY_AGAIN, attention.second_booking_warning(booking)
        confirm = confirm_dialog(f"{again}?", warning, yes=again) if warning else None
        buttons.append(button(again, action=cards.AGAIN, value=booking.ref, confirm=confirm))
    return buttons
