"""/bookings attention: what nobody knows, what is stuck or reached nobody, and what can be done about it.

The answers to what is pressed here are shown where it was pressed, to whoever pressed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from slack_bolt import Ack
from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ConfirmObject,
    DividerBlock,
    PlainTextObject,
)

from bot.scheduling.attention import AttentionItem, AttentionReason
from bot.scheduling.model.booking import Booking, State, Value
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.rights import Actor, may_claim_created, may_see_particulars
from bot.scheduling.ports import UsedKey
from bot.scheduling.tasks import Claim, EventType, News
from handlers.docket import Docket
from handlers.forms.fields import Ref
from handlers.messages import attention, cards, direct_messages, naming, refusals, times
from handlers.messages.errors import ANSWER_NOT_SHOWN, unreadable
from handlers.messages.refusals import REFUSALS
from handlers.request import CommandRequest
from handlers.slack.payloads import Body, Press
from handlers.ui.blocks import Message, actions, button, context, in_words, section
from handlers.ui.pages import Page
from handlers.ui.screen import screen_of

PAGE = 5
ATTEND = "attend"

# What a provider lists, so that what was lost can be looked for there.
LISTED = frozenset({Kind.SESSION, Kind.APPOINTMENT})


class Act(StrEnum):
    """What a button of the list does."""

    MADE = "made"
    NOT_MADE = "not made"
    SURELY_NOT_MADE = "surely not made"
    TRY_AGAIN = "try again"
    TELL_NOW = "tell now"
    TURN = "turn"


class Asked(Value):
    """What a button stands for; `page` is that of the list it is in, None where it is in no list."""

    act: Act
    ref: Ref = ""
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """The list as it is drawn for somebody: all that needs attention, and the page that is asked for."""

    concerns: Sequence[AttentionItem]
    unreadable: Sequence[str]
    actor: Actor
    asked: int = 0

    @classmethod
    def of(cls, actor: Actor, *, docket: Docket, page: int = 0) -> "Watchlist":
        """Return the list as it is for somebody now."""
        return cls(
            concerns=docket.attention.listed(by=actor),
            unreadable=docket.attention.unreadable(by=actor),
            actor=actor,
            asked=page,
        )

    @property
    def heading(self) -> str:
        """What stands above the list: how much there is, and what cannot even be read."""
        count = len(self.concerns)
        said = [attention.heading(count)] if count or not self.unreadable else []
        unread = [unreadable(self.unreadable)] if self.unreadable else []
        return "\n".join([*said, *unread])

    @property
    def page(self) -> Page[AttentionItem]:
        """The page that is shown."""
        return Page(everything=self.concerns, size=PAGE, asked=self.asked)


def show(request: CommandRequest) -> None:
    """Answer with the list, to this person only."""
    found = Watchlist.of(request.actor(), docket=request.docket)
    request.screen.say(_text(found), blocks=_blocks(found))


def press(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Decide what a button says, and show the list as it is then, or another page of it."""
    press = Press.model_validate(body)
    asked = Asked.model_validate_json(press.value)
    actor = docket.actor(press.user, team=press.team, afresh=asked.act is not Act.TURN)
    said = _said(asked, press, actor=actor, docket=docket)
    if asked.page is None:
        screen_of(press, ack, docket=docket).say(said)
        return
    found = Watchlist.of(actor, docket=docket, page=asked.page)
    blocks, text = _blocks(found), _text(found)
    if said:
        blocks, text = [section(said), *blocks], f"{said}\n{text}"
    docket.responder.answer_soon(
        press.caller, text=text, blocks=blocks, replace=True, in_direct_messages=ANSWER_NOT_SHOWN
    )
    ack()


def _said(asked: Asked, press: Press, *, actor: Actor, docket: Docket) -> str:
    """Decide it, and return what is said of that; nothing where only the page is turned."""
    if asked.act is Act.TURN:
        return ""
    try:
        booking = _decide(asked, press, actor=actor, docket=docket)
    except UsedKey as used:
        booking = used.booking
    except REFUSALS as refusal:
        return refusals.refusal(refusal)
    if asked.act is Act.TRY_AGAIN:
        return attention.trying_again(booking)
    return (
        attention.telling_now(booking)
        if asked.act is Act.TELL_NOW
        else attention.looking_for(booking)
    )


def _decide(asked: Asked, press: Press, *, actor: Actor, docket: Docket) -> Booking:
    attention, ref, key = docket.attention, asked.ref, press.key
    match asked.act:
        case Act.TRY_AGAIN:
            return attention.try_again(ref, by=actor, key=key)
        case Act.TELL_NOW:
            return attention.tell_now(ref, by=actor, key=key)
        case _:
            claim = Claim.MADE if asked.act is Act.MADE else Claim.NOT_MADE
            sure = asked.act is Act.SURELY_NOT_MADE
            return attention.submit_claim(
                ref, claim, by=actor, at=press.channel, key=key, sure=sure
            )


def answer(booking: Booking, *, news: News) -> list[Message]:
    """Return the forms of a message to one person; what is asked in it can be answered at once."""
    plain = in_words(direct_messages.told(booking, news=news))
    if news.what is not EventType.STILL_LISTED:
        return plain
    surely = _button("Not booked all the same", Act.SURELY_NOT_MADE, booking, style="danger")
    asking = Message(text=plain[0].text, blocks=[*plain[0].blocks, actions([surely])])
    return [asking, *plain]


def _text(found: Watchlist) -> str:
    lines = [_concern(each, actor=found.actor) for each in found.page.shown]
    return "\n\n".join([found.heading, *lines])


def _blocks(found: Watchlist) -> list[Block]:
    blocks: list[Block] = [section(found.heading)]
    for each in found.page.shown:
        blocks.append(DividerBlock())
        blocks.append(section(_concern(each, actor=found.actor)))
        buttons = _buttons(each, actor=found.actor, page=found.page.number)
        if buttons:
            blocks.append(actions(buttons))
    if found.page.count > 1:
        blocks += _turning(found.page)
    return blocks


def _turning(page: Page[AttentionItem]) -> list[Block]:
    turns = page.turns(
        action=ATTEND, value=lambda number: Asked(act=Act.TURN, page=number).model_dump_json()
    )
    return [context(attention.page(page.number + 1, page.count)), actions(turns)]


def _concern(concern: AttentionItem, *, actor: Actor) -> str:
    """Write what it is, whose, when, and what is known of it."""
    booking = concern.booking.as_read_by(actor.reader)
    whose = "" if booking.owner == actor.user else f" · Owner <@{booking.owner}>"
    return "\n".join(
        [
            f"*{naming.title(booking)}* · `{booking.ref}`{whose}",
            *times.lines(booking),
            *attention.known(concern),
        ]
    )


def _buttons(concern: AttentionItem, *, actor: Actor, page: int) -> list[ButtonElement]:
    """Draw what this person can do about it."""
    booking, buttons = concern.booking, []
    if AttentionReason.STUCK in concern.needs:
        buttons.append(_button("Try again", Act.TRY_AGAIN, booking, page=page))
    if AttentionReason.UNKNOWN in concern.needs:
        if booking.kind in LISTED and concern.is_worked_on:
            buttons.append(_button("Look again", Act.TRY_AGAIN, booking, page=page))
        buttons += _claims(booking, actor=actor, page=page)
    if AttentionReason.UNDELIVERED in concern.needs:
        buttons.append(_button("Tell them now", Act.TELL_NOW, booking, page=page))
    return buttons


def _claims(booking: Booking, *, actor: Actor, page: int) -> list[ButtonElement]:
    """Draw what can be said of what nobody knows."""
    buttons = []
    is_lost = booking.provider_state is None and booking.kind in LISTED
    if is_lost and may_claim_created(actor, booking):
        buttons.append(_button("It's ours", Act.MADE, booking, page=page))
    not_made = _button(attention.not_made(booking), Act.NOT_MADE, booking, page=page)
    not_made.confirm = _asking(
        f"{attention.not_made(booking)}?",
        attention.declaring_means(booking),
        yes=attention.not_made(booking),
    )
    buttons.append(not_made)
    may_fill_in = booking.state is State.FAILED and may_see_particulars(actor, booking)
    if may_fill_in and not cards.of_session(booking):
        again = button("Try again", action=cards.AGAIN, value=booking.ref)
        warning = attention.may_make_a_second(booking)
        again.confirm = _asking("Try again?", warning, yes="Try again") if warning else None
        buttons.append(again)
    return buttons


def _asking(title: str, text: str, *, yes: str) -> ConfirmObject:
    shown = PlainTextObject(text=refusals.plain(text), emoji=False)
    return ConfirmObject(title=title, text=shown, confirm=yes, deny="Go back")


def _button(
    text: str, act: Act, booking: Booking, *, page: int | None = None, style: str | None = None
) -> ButtonElement:
    return button(
        text,
        action=f"{ATTEND}_{act.value.replace(' ', '_')}",
        value=Asked(act=act, ref=booking.ref, page=page).model_dump_json(),
        style=style,
        label=f"{text}: {booking.ref}",
    )
