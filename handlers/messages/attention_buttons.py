"""The buttons of what needs attention: what each stands for, and how it is drawn in a list or a message."""

from enum import StrEnum

from slack_sdk.models.blocks import ButtonElement, ConfirmObject, PlainTextObject

from bot.scheduling.model.record import Record
from bot.scheduling.model.reference import Ref
from bot.scheduling.model.value import Value
from bot.scheduling.tasks.news import EventType, News
from handlers.messages import attention, direct_messages, labels, refusals
from handlers.ui.blocks import Message, actions, button, text_only

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
) -> ButtonElement:
    """Draw a button that does this with a booking; `page` as in `ButtonValue`."""
    return button(
        text,
        action=f"{ATTEND}_{action.value.replace(' ', '_')}",
        value=ButtonValue(act=action, ref=booking.ref, page=page).model_dump_json(),
        style=style,
        label=f"{text}: {booking.ref}",
    )


def give_up_button(booking: Record, *, page: int | None = None) -> ButtonElement:
    """Draw the button that has Docket stop trying, which asks once more; `page` as in `ButtonValue`."""
    drawn = attention_button(labels.GIVE_UP, AttentionAction.GIVE_UP, booking, page=page)
    drawn.confirm = confirm_dialog(
        f"{labels.GIVE_UP}?", attention.giving_up_means(booking), yes=labels.GIVE_UP
    )
    return drawn


def confirm_dialog(title: str, text: str, *, yes: str) -> ConfirmObject:
    """Draw what asks once more before a button is taken at its word; the text is mrkdwn."""
    shown = PlainTextObject(text=refusals.plain(text), emoji=False)
    return ConfirmObject(title=title, text=shown, confirm=yes, deny=labels.GO_BACK)


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
