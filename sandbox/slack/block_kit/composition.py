"""Composition objects: texts, options and confirmations, of which elements and blocks are made.

Source: docs.slack.dev, reference/block-kit/composition-objects.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


class Part(BaseModel):
    """Anything in Block Kit: an unknown field is refused, and nothing is converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PlainText(Part):
    """Text that is shown as it is."""

    type: Literal["plain_text"]
    text: str = Field(min_length=1, max_length=3000)
    emoji: bool | None = None


class Mrkdwn(Part):
    """Text in Slack's own markup."""

    type: Literal["mrkdwn"]
    text: str = Field(min_length=1, max_length=3000)
    verbatim: bool | None = None


def _at_most(limit: int) -> AfterValidator:
    def check(part: Any) -> Any:
        if len(part.text) > limit:
            raise ValueError(f"must be less than {limit + 1} characters")
        return part

    return AfterValidator(check)


def _need_address(url: str) -> str:
    if not re.match(r"https?://[^\s@/]|mailto:|tel:|slack:", url) or re.search(r"\s", url):
        raise ValueError("must be a valid url")
    return url


AnyText = Annotated[PlainText | Mrkdwn, Field(discriminator="type")]
Plain24 = Annotated[PlainText, _at_most(24)]
Plain30 = Annotated[PlainText, _at_most(30)]
Plain75 = Annotated[PlainText, _at_most(75)]
Plain100 = Annotated[PlainText, _at_most(100)]
Plain150 = Annotated[PlainText, _at_most(150)]
Plain2000 = Annotated[PlainText, _at_most(2000)]
Text75 = Annotated[AnyText, _at_most(75)]
Text200 = Annotated[AnyText, _at_most(200)]
Text300 = Annotated[AnyText, _at_most(300)]
Text2000 = Annotated[AnyText, _at_most(2000)]

Id = Annotated[str, StringConstraints(min_length=1, max_length=255)]
Url = Annotated[str, StringConstraints(min_length=1, max_length=3000)]
Link = Annotated[Url, AfterValidator(_need_address)]
Value = Annotated[str, StringConstraints(max_length=2000)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Number = Annotated[str, StringConstraints(pattern=r"^-?\d+(\.\d+)?$")]


class Confirm(Part):
    """The question asked before an element acts."""

    title: Plain100
    text: Text300
    confirm: Plain30
    deny: Plain30
    style: Literal["primary", "danger"] | None = None


class Option(Part):
    """One choice of a select menu."""

    text: Plain75
    value: Annotated[str, StringConstraints(min_length=1, max_length=150)]
    description: Plain75 | None = None


class RichOption(Part):
    """One choice of checkboxes or radio buttons, whose text may be markup."""

    text: Text75
    value: Annotated[str, StringConstraints(min_length=1, max_length=150)]
    description: Text75 | None = None


class OverflowOption(Option):
    """One choice of an overflow menu, which may be a link."""

    url: Link | None = None


class OptionGroup(Part):
    """Choices under a heading."""

    label: Plain75
    options: Annotated[list[Option], Field(min_length=1, max_length=100)]


RichOptions = Annotated[list[RichOption], Field(min_length=1, max_length=10)]
OverflowOptions = Annotated[list[OverflowOption], Field(min_length=1, max_length=5)]
Options = Annotated[list[Option], Field(min_length=1, max_length=100)]
OptionGroups = Annotated[list[OptionGroup], Field(min_length=1, max_length=100)]
