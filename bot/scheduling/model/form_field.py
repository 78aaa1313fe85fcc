"""How a field of a form is described: once, beside the field itself, as plain data without Slack in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel

LONGEST_NAME = 200
# A caption with all its parties; twice as many characters fit beside the rest of what a form carries.
LONGEST_CAPTION = 1000
# As much as Slack takes in one field.
LONGEST_TEXT = 3000


class FieldKind(StrEnum):
    """What is entered, and so how a field is drawn and read."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    EMAIL = "email"
    EMAILS = "emails"
    CHOICE = "choice"


class Section(StrEnum):
    """The part of the form in which a field stands; particulars are shown behind *More options*."""

    MATTER = "matter"
    PEOPLE = "people"
    PARTICULARS = "particulars"


# The part of Prevail's `session_request` in which a field stands under its name, or free text.
Place = Literal["remote_session", "session_details", "additional_details"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """How a field is asked for and where it is shown; of a session also where Prevail gets it.

    `key` is the field's id in forms, which may be open: it never changes. It is the field's name unless
    another is given. `longest` is in characters. `prevail` is where Prevail gets it: in its free text
    unless it has a field for it, None where the adapter makes more of it than text. `details` is the
    label in *More*, for those who may see particulars: that of the form unless another is given, None
    where it is not shown there. What is in the way of a booking is looked for as a `checked` field is typed.
    """

    label: str
    key: str = ""
    kind: FieldKind = FieldKind.LINE
    section: Section = Section.PARTICULARS
    hint: str = ""
    example: str = ""
    longest: int = LONGEST_NAME
    optional: bool = True
    prevail: Place | None = "additional_details"
    details: str | None = ""
    checked: bool = False

    @property
    def is_choice(self) -> bool:
        """Return whether its value is chosen from a list."""
        return self.kind is FieldKind.CHOICE


@cache
def form_fields(model: type[BaseModel]) -> Mapping[str, FormField]:
    """Return the descriptions of a model's fields by the fields' names, in the order of the form."""
    return MappingProxyType(
        {
            name: replace(described, key=described.key or name, details=_label(described))
            for name, info in model.model_fields.items()
            for described in info.metadata
            if isinstance(described, FormField)
        }
    )


def _label(described: FormField) -> str | None:
    return described.label if described.details == "" else described.details


@dataclass(frozen=True, slots=True)
class Detail:
    """What *More* shows of something that was entered: its label, and plain text that may be empty.

    `is_choice` says that the text is the value of a list, which forms offer in words.
    """

    label: str
    text: str
    is_choice: bool = False


def details(entered: BaseModel) -> list[Detail]:
    """Return what *More* shows of what was entered, in the order of the form."""
    return [
        Detail(field.details, _as_text(getattr(entered, name)), is_choice=field.is_choice)
        for name, field in form_fields(type(entered)).items()
        if field.details is not None
    ]


def in_words(value: str) -> str:
    """Return a list's value, of which no words are known, as words: `Zoom meeting`; an id as it is."""
    return value.replace("_", " ").capitalize() if "_" in value else value


def _as_text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value)
