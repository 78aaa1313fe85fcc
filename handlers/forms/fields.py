"""The fields that forms share, drawn as they are described."""

from dataclasses import replace

from slack_sdk.models.blocks import (
    ConversationFilter,
    ConversationSelectElement,
    InputBlock,
)

from bot.scheduling.model.form_field import FieldKind, FormField, form_fields
from bot.scheduling.model.session import Session
from handlers.messages import forms
from handlers.ui.blocks import input_block, text_input

CHANNEL = "channel"
REASON = "reason"
# Fields of a session that refusals and outdated forms speak of, too.
TITLE, INVITEES, LINK = (
    form_fields(Session)[name].key for name in ("title", "invitees", "link_name")
)
_REASON = FormField(label=forms.REASON, key=REASON, kind=FieldKind.PARAGRAPH, longest=1000)


def only_channel(conversation: str) -> str:
    """Return the id if it is a channel's; anything else would be somebody's own messages."""
    return conversation if conversation.startswith(("C", "G")) else ""


def channel_block(channel: str, *, hint: str = forms.CHANNEL_HINT) -> InputBlock:
    """Draw the choice of channel; a direct message between people is no place Docket can post to."""
    element = ConversationSelectElement(
        action_id=CHANNEL,
        initial_conversation=only_channel(channel) or None,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    return input_block(element, label=forms.CHANNEL, hint=hint, optional=True)


def text_block(field: FormField, *, value: str = "", block_id: str | None = None) -> InputBlock:
    """Draw a field for words or addresses, with this text in it."""
    return text_input(
        field.key,
        label=field.label,
        value=value,
        hint=field.hint,
        example=field.example,
        optional=field.optional,
        multiline=field.kind in {FieldKind.PARAGRAPH, FieldKind.EMAILS},
        longest=field.longest,
        block_id=block_id,
    )


def reason_block(reason: str = "", *, hint: str) -> InputBlock:
    """Draw the field for why something is canceled."""
    return text_block(replace(_REASON, hint=hint), value=reason)
