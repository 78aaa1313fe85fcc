"""The fields that forms share, drawn as they are described."""

from dataclasses import replace

from bot.scheduling.command_line.verbs import Verb
from bot.scheduling.model.form_field import FieldKind, FormField, form_fields
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.session import Session
from handlers.messages import forms
from handlers.messages.presenters import presenter_for
from handlers.ui.blocks import Block, channel_choice, context_block, text_input

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


def emails_block(kind: Kind, verb: Verb) -> Block:
    """Say in small print whom the provider emails because of this form, and whom it doesn't."""
    return context_block(presenter_for(kind).emails[verb])


def channel_block(channel: str, *, hint: str = forms.CHANNEL_HINT) -> Block:
    """Draw the choice of channel; a direct message between people is no place Docket can post to."""
    return channel_choice(CHANNEL, label=forms.CHANNEL, chosen=only_channel(channel), hint=hint)


def text_block(field: FormField, *, value: str = "", block_id: str | None = None) -> Block:
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
        read_as_typed=field.checked,
        block_id=block_id,
    )


def reason_block(reason: str = "", *, hint: str) -> Block:
    """Draw the field for why something is canceled."""
    return text_block(replace(_REASON, hint=hint), value=reason)
