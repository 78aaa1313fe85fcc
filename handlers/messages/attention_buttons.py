"""The buttons of what needs attention: what each stands for, and how it is drawn in a list or a message."""

from enum import StrEnum

from bot.scheduling.model.record import Record
from bot.scheduling.model.reference import Ref
from bot.scheduling.model.value import Value
from bot.scheduling.tasks.news import EventType, News
from handlers.messages import attention, direct_messages, labels, refusals
from handlers.ui.blocks import Element, Message, actions, button, plain_text, text_only

ATTEND = "attend"


class AttentionAction(StrEnum):
    """What a button does."""

    CREATED = "made"
    NOT_CREATED = "not made"
    CONFIRMED_NOT_CREATED = "surely not made"
    TRY_AGAIN = "try again"
    NOTIFY_NOW = "tell now"
    GIVE_UP = "give up"
    TURN = "turn"


class ButtonValue(Value):
    """What a button stands for; `page` is that of the list it is in, None where it is in no list."""

    act: AttentionAction
    ref: Ref = ""
    page: int | None = None


def attention_button(
    text: str,
    action: AttentionAction,
    booking: Record,
    *,
    page: int | None = None,
    style: str | None = None,
    confirm: Element | None = None,
) -> Element:
    """Draw a button that does this with a booking; `page` as in `ButtonValue`, `confirm` in `button`."""
    return button(
        text,
        action=f"{ATTEND}_{action.value.replace(' ', '_')}",
        value=ButtonValue(act=action, ref=booking.ref, page=page).model_dump_json(),
        style=style,
        label=f"{text}: {booking.ref}",
        confirm=confirm,
    )


def give_up_button(booking: Record, *, page: int | None = None) -> Element:
    """Draw the button that has Docket stop trying, which asks once more; `page` as in `ButtonValue`."""
    confirm = confirm_dialog(
        f"{labels.GIVE_UP}?", attention.giving_up_means(booking), yes=labels.GIVE_UP
    )
    return attention_button(
        labels.GIVE_UP, AttentionAction.GIVE_UP, booking, page=page, confirm=confirm
    )


def confirm_dialog(title: str, text: str, *, yes: str) -> Element:
    """Draw what asks once more before a button is taken at its word; the text is mrkdwn."""
    return {
        "title": plain_text(title),
        "text": plain_text(refusals.plain(text)),
        "confirm": plain_text(yes),
        "deny": plain_text(labels.GO_BACK),
    }


def message_with_buttons(booking: Record, *, news: News) -> list[Message]:
    """Return the forms of a message to one person; what is asked in it can be answered at once."""
    plain = text_only(direct_messages.direct_message(booking, news=news))
    if news.what is not EventType.STILL_LISTED:
        return plain
    surely = attention_button(
        attention.NOT_BOOKED_ALL_THE_SAME,
        AttentionAction.CONFIRMED_NOT_CREATED,
        booking,
        style="danger",
    )
    asking = Message(text=plain[0].text, blocks=[*plain[0].blocks, actions([surely])])
    return [asking, *plain]
