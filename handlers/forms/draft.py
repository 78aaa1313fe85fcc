"""What a form that books something begins with, whatever its kind, and how it is drawn."""

from dataclasses import dataclass
from typing import Any

from bot.times.reading.answers import Answer
from handlers.forms.metadata import FIRST_TRY, FormMetadata
from handlers.forms.when_field import ReadingContext
from handlers.messages import labels
from handlers.ui.blocks import Block, View, modal


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDraft:
    """The time as it was typed and read, and the channel; a kind adds what it asks for besides.

    `note` says what of the line is to be seen to or was left out; `again` names the failed booking
    that is tried again.
    """

    when: str = ""
    answer: Answer | None = None
    context: ReadingContext
    channel: str = ""
    note: str = ""
    again: FormMetadata = FIRST_TRY

    def view(
        self, title: str, *, blocks: list[Block], name: str, submit: str, **metadata: Any
    ) -> View:
        """Draw the form of these blocks; `metadata` is what its kind keeps in other ways."""
        kept = {"channel": self.channel, "zone": self.context.person.zone or "", **metadata}
        return modal(
            labels.trying_again(self.again.ref) if self.again.ref else title,
            blocks=blocks,
            name=name,
            metadata=self.again.with_(**kept).model_dump_json(),
            submit=submit,
            close=labels.CANCEL_FORM,
        )
