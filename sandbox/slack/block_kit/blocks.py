"""Blocks, and the messages and views that are made of them.

Source: docs.slack.dev, reference/block-kit/blocks and reference/views.
"""

from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints, model_validator

from sandbox.slack.block_kit.composition import (
    AnyText,
    Id,
    Part,
    Plain24,
    Plain150,
    Plain2000,
    Text200,
    Text2000,
)
from sandbox.slack.block_kit.elements import (
    Accessory,
    ActionElement,
    ContextElement,
    ImageElement,
    InputElement,
)

MAX_MARKDOWN: Final = 12_000


class _Block(Part):
    block_id: Id | None = None


class Section(_Block):
    """Text, or fields in two columns, with one element beside it."""

    type: Literal["section"]
    text: AnyText | None = None
    fields: Annotated[list[Text2000], Field(min_length=1, max_length=10)] | None = None
    accessory: Accessory | None = None
    expand: bool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Section":
        if self.text is None and self.fields is None:
            raise ValueError("must define either `text` or `fields`")
        return self


class Actions(_Block):
    """A row of elements to press or choose from."""

    type: Literal["actions"]
    elements: Annotated[list[ActionElement], Field(min_length=1, max_length=25)]


class Context(_Block):
    """Small print."""

    type: Literal["context"]
    elements: Annotated[list[ContextElement], Field(min_length=1, max_length=10)]


class Header(_Block):
    """A heading."""

    type: Literal["header"]
    text: Plain150
    level: Annotated[int, Field(ge=1, le=4)] | None = None


class Divider(_Block):
    """A horizontal rule."""

    type: Literal["divider"]


class Input(_Block):
    """A labeled field."""

    type: Literal["input"]
    label: Plain2000
    element: InputElement
    hint: Plain2000 | None = None
    optional: bool | None = None
    dispatch_action: bool | None = None


class Image(_Block, ImageElement):
    """A picture."""

    title: Plain2000 | None = None


class RichText(_Block):
    """Structured text; its inside is not checked here."""

    type: Literal["rich_text"]
    elements: list[dict[str, Any]]


class Markdown(_Block):
    """Standard Markdown, in messages only."""

    type: Literal["markdown"]
    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_MARKDOWN)]


class Alert(_Block):
    """A colored notice, in modals only."""

    type: Literal["alert"]
    text: Text200
    level: Literal["default", "info", "warning", "error", "success"] | None = None


_Anywhere = Section | Actions | Context | Header | Divider | Input | Image | RichText
MessageBlock = Annotated[_Anywhere | Markdown, Field(discriminator="type")]
ModalBlock = Annotated[_Anywhere | Alert, Field(discriminator="type")]
HomeBlock = Annotated[_Anywhere, Field(discriminator="type")]


class MessageBlocks(Part):
    """The blocks of one message."""

    blocks: Annotated[list[MessageBlock], Field(max_length=50)]


class _View(Part):
    private_metadata: Annotated[str, StringConstraints(max_length=3000)] | None = None
    callback_id: Annotated[str, StringConstraints(max_length=255)] | None = None
    external_id: Annotated[str, StringConstraints(max_length=255)] | None = None


class Modal(_View):
    """A modal as `views.open` takes it."""

    type: Literal["modal"]
    title: Plain24
    blocks: Annotated[list[ModalBlock], Field(max_length=100)]
    submit: Plain24 | None = None
    close: Plain24 | None = None
    clear_on_close: bool | None = None
    notify_on_close: bool | None = None
    submit_disabled: bool | None = None

    @model_validator(mode="after")
    def _can_be_submitted(self) -> "Modal":
        if self.submit is None and any(isinstance(block, Input) for block in self.blocks):
            raise ValueError("missing required field: submit")
        return self


class Home(_View):
    """A Home tab as `views.publish` takes it."""

    type: Literal["home"]
    blocks: Annotated[list[HomeBlock], Field(max_length=100)]
