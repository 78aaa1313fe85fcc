"""What a form that books something begins with, whatever its kind, and how it is drawn."""

from dataclasses import dataclass
from typing import Any

from bot.scheduling.model.reply_to import ReplyTo
from bot.times.reading.answers import Answer
from handlers.forms.metadata import NO_SOURCE, FormMetadata
from handlers.forms.when_field import ReadingContext
from handlers.messages import labels
from handlers.ui.blocks import Block, View, context_block, modal


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDraft:
    """The time as it was typed and read, and the channel; a kind adds what it asks for besides.

    `zone` is what the list of zones begins with, if not the person's own. `note` says what of the line
    is to be seen to or was left out; `intro` (mrkdwn) stands above all fields. `source` is the failed
    booking that is tried again, or the one that is copied. `reply_to` is where they acted who opened it.
    """

    when: str = ""
    answer: Answer | None = None
    context: ReadingContext
    zone: str | None = None
    channel: str = ""
    reply_to: ReplyTo | None = None
    note: str = ""
    intro: str = ""
    source: FormMetadata = NO_SOURCE

    def view(
        self, title: str, *, blocks: list[Block], name: str, submit: str, **metadata: Any
    ) -> View:
        """Draw the form of these blocks; `metadata` is what its kind keeps in other ways."""
        zone = self.zone or self.context.person.zone or ""
        kept = {"channel": self.channel, "zone": zone, **metadata}
        return modal(
            labels.trying_again(self.source.ref) if self.source.ref else title,
            blocks=[*([context_block(self.intro)] if self.intro else []), *blocks],
            name=name,
            metadata=self.source.with_(reply_to=self.reply_to, **kept).model_dump_json(),
            submit=submit,
            close=labels.CANCEL_FORM,
        )
