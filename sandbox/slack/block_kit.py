"""Block Kit's documented limits, as models: what Slack would refuse is refused with its words.

Sources: docs.slack.dev, reference/block-kit (blocks, block-elements, composition-objects) and
reference/views.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from sandbox.slack.errors import SlackError

MAX_VIEW_BYTES: Final = 250_000
MAX_MARKDOWN: Final = 12_000

Blocks = list[dict[str, Any]]


class Surface(StrEnum):
    """Where blocks are shown."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PlainText(_Part):
    """Text that is shown as it is."""

    type: Literal["plain_text"]
    text: str = Field(min_length=1, max_length=3000)
    emoji: bool | None = None


class Mrkdwn(_Part):
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


class Confirm(_Part):
    """The question asked before an element acts."""

    title: Plain100
    text: Text300
    confirm: Plain30
    deny: Plain30
    style: Literal["primary", "danger"] | None = None


class Option(_Part):
    """One choice of a select menu."""

    text: Plain75
    value: Annotated[str, StringConstraints(min_length=1, max_length=150)]
    description: Plain75 | None = None


class RichOption(_Part):
    """One choice of checkboxes or radio buttons, whose text may be markup."""

    text: Text75
    value: Annotated[str, StringConstraints(min_length=1, max_length=150)]
    description: Text75 | None = None


class OverflowOption(Option):
    """One choice of an overflow menu, which may be a link."""

    url: Link | None = None


class OptionGroup(_Part):
    """Choices under a heading."""

    label: Plain75
    options: Annotated[list[Option], Field(min_length=1, max_length=100)]


Options = Annotated[list[Option], Field(min_length=1, max_length=100)]
OptionGroups = Annotated[list[OptionGroup], Field(min_length=1, max_length=100)]


class _Element(_Part):
    action_id: Id | None = None


class _Asking(_Element):
    confirm: Confirm | None = None


class _Focusable(_Asking):
    focus_on_load: bool | None = None


class _Menu(_Focusable):
    placeholder: Plain150 | None = None


class _MultiMenu(_Menu):
    max_selected_items: Annotated[int, Field(ge=1)] | None = None


class Button(_Asking):
    """A button; with `url` also a link."""

    type: Literal["button"]
    text: Plain75
    value: Value | None = None
    url: Link | None = None
    style: Literal["primary", "danger"] | None = None
    accessibility_label: Annotated[str, StringConstraints(max_length=75)] | None = None


class DatePicker(_Menu):
    """A calendar."""

    type: Literal["datepicker"]
    initial_date: Day | None = None


class TimePicker(_Menu):
    """A clock; `timezone` is only shown."""

    type: Literal["timepicker"]
    initial_time: Clock | None = None
    timezone: str | None = None


class DateTimePicker(_Focusable):
    """A calendar and a clock; the value is Unix seconds."""

    type: Literal["datetimepicker"]
    initial_date_time: Annotated[int, Field(ge=1_000_000_000, le=9_999_999_999)] | None = None


class _Choices(_Part):
    options: Options | None = None
    option_groups: OptionGroups | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "_Choices":
        if (self.options is None) == (self.option_groups is None):
            raise ValueError("exactly one of options and option_groups is required")
        return self

    def offered(self) -> list[Option]:
        """Every option there is to choose."""
        groups = [g.options for g in self.option_groups or []]
        return [o for options in [self.options or [], *groups] for o in options]


class StaticSelect(_Menu, _Choices):
    """A menu with its options inside."""

    type: Literal["static_select"]
    initial_option: Option | None = None

    @model_validator(mode="after")
    def _offered(self) -> "StaticSelect":
        if self.initial_option is not None and self.initial_option not in self.offered():
            raise ValueError("initial_option must exactly match one of the provided options")
        return self


class MultiStaticSelect(_MultiMenu, _Choices):
    """A menu with its options inside, several of which may be chosen."""

    type: Literal["multi_static_select"]
    initial_options: Options | None = None

    @model_validator(mode="after")
    def _offered(self) -> "MultiStaticSelect":
        if any(option not in self.offered() for option in self.initial_options or []):
            raise ValueError("initial_options must exactly match the provided options")
        return self


class ExternalSelect(_Menu):
    """A menu whose options the app is asked for."""

    type: Literal["external_select"]
    initial_option: Option | None = None
    min_query_length: Annotated[int, Field(ge=0)] | None = None


class MultiExternalSelect(_MultiMenu):
    """A menu whose options the app is asked for, several of which may be chosen."""

    type: Literal["multi_external_select"]
    initial_options: Options | None = None
    min_query_length: Annotated[int, Field(ge=0)] | None = None


class UsersSelect(_Menu):
    """A menu of the workspace's members."""

    type: Literal["users_select"]
    initial_user: Id | None = None


class MultiUsersSelect(_MultiMenu):
    """A menu of the workspace's members, several of whom may be chosen."""

    type: Literal["multi_users_select"]
    initial_users: list[Id] | None = None


class Filter(_Part):
    """Which conversations a menu lists."""

    include: (
        Annotated[list[Literal["im", "mpim", "private", "public"]], Field(min_length=1)] | None
    ) = None
    exclude_external_shared_channels: bool | None = None
    exclude_bot_users: bool | None = None

    @model_validator(mode="after")
    def _something(self) -> "Filter":
        if not self.model_fields_set:
            raise ValueError("at least one key is required")
        return self


class ConversationsSelect(_Menu):
    """A menu of the conversations the viewer can see."""

    type: Literal["conversations_select"]
    initial_conversation: Id | None = None
    default_to_current_conversation: bool | None = None
    response_url_enabled: bool | None = None
    filter: Filter | None = None


class MultiConversationsSelect(_MultiMenu):
    """A menu of conversations, several of which may be chosen."""

    type: Literal["multi_conversations_select"]
    initial_conversations: list[Id] | None = None
    default_to_current_conversation: bool | None = None
    filter: Filter | None = None


class ChannelsSelect(_Menu):
    """A menu of the public channels."""

    type: Literal["channels_select"]
    initial_channel: Id | None = None
    response_url_enabled: bool | None = None


class MultiChannelsSelect(_MultiMenu):
    """A menu of the public channels, several of which may be chosen."""

    type: Literal["multi_channels_select"]
    initial_channels: list[Id] | None = None


class Checkboxes(_Focusable):
    """Boxes to tick."""

    type: Literal["checkboxes"]
    options: Annotated[list[RichOption], Field(min_length=1, max_length=10)]
    initial_options: Annotated[list[RichOption], Field(min_length=1, max_length=10)] | None = None

    @model_validator(mode="after")
    def _offered(self) -> "Checkboxes":
        if any(option not in self.options for option in self.initial_options or []):
            raise ValueError("initial_options must exactly match the provided options")
        return self


class RadioButtons(_Focusable):
    """Choices of which one holds."""

    type: Literal["radio_buttons"]
    options: Annotated[list[RichOption], Field(min_length=1, max_length=10)]
    initial_option: RichOption | None = None

    @model_validator(mode="after")
    def _offered(self) -> "RadioButtons":
        if self.initial_option is not None and self.initial_option not in self.options:
            raise ValueError("initial_option must exactly match one of the provided options")
        return self


class Overflow(_Asking):
    """A menu behind three dots."""

    type: Literal["overflow"]
    options: Annotated[list[OverflowOption], Field(min_length=1, max_length=5)]


class DispatchConfig(_Part):
    """When a text input tells the app what is typed."""

    trigger_actions_on: Annotated[
        list[Literal["on_enter_pressed", "on_character_entered"]], Field(min_length=1)
    ]


class _Typed(_Element):
    placeholder: Plain150 | None = None
    focus_on_load: bool | None = None
    dispatch_action_config: DispatchConfig | None = None


class PlainTextInput(_Typed):
    """A text field of one line or several."""

    type: Literal["plain_text_input"]
    initial_value: Annotated[str, StringConstraints(max_length=3000)] | None = None
    multiline: bool | None = None
    min_length: Annotated[int, Field(ge=0, le=3000)] | None = None
    max_length: Annotated[int, Field(ge=1, le=3000)] | None = None

    @model_validator(mode="after")
    def _fits(self) -> "PlainTextInput":
        longest = 3000 if self.max_length is None else self.max_length
        if (self.min_length or 0) > longest:
            raise ValueError("min_length must not exceed max_length")
        if len(self.initial_value or "") > longest:
            raise ValueError(f"initial_value must be less than {longest + 1} characters")
        return self


class EmailInput(_Typed):
    """A field for an e-mail address."""

    type: Literal["email_text_input"]
    initial_value: str | None = None


class UrlInput(_Typed):
    """A field for a web address."""

    type: Literal["url_text_input"]
    initial_value: str | None = None


class NumberInput(_Typed):
    """A field for a number, which travels as a string."""

    type: Literal["number_input"]
    is_decimal_allowed: bool
    initial_value: Number | None = None
    min_value: Number | None = None
    max_value: Number | None = None


class ImageElement(_Part):
    """A small picture beside text."""

    type: Literal["image"]
    image_url: Url
    alt_text: Annotated[str, StringConstraints(min_length=1, max_length=2000)]


_Menus = (
    DatePicker
    | TimePicker
    | StaticSelect
    | MultiStaticSelect
    | ExternalSelect
    | MultiExternalSelect
    | UsersSelect
    | MultiUsersSelect
    | ConversationsSelect
    | MultiConversationsSelect
    | ChannelsSelect
    | MultiChannelsSelect
    | Checkboxes
    | RadioButtons
)
Accessory = Annotated[_Menus | Button | Overflow | ImageElement, Field(discriminator="type")]
ActionElement = Annotated[_Menus | Button | Overflow | DateTimePicker, Field(discriminator="type")]
InputElement = Annotated[
    _Menus | DateTimePicker | PlainTextInput | EmailInput | UrlInput | NumberInput,
    Field(discriminator="type"),
]
ContextElement = Annotated[ImageElement | PlainText | Mrkdwn, Field(discriminator="type")]


class _Block(_Part):
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
    """A line."""

    type: Literal["divider"]


class Input(_Block):
    """A labelled field."""

    type: Literal["input"]
    label: Plain2000
    element: InputElement
    hint: Plain2000 | None = None
    optional: bool | None = None
    dispatch_action: bool | None = None


class Image(_Block):
    """A picture."""

    type: Literal["image"]
    image_url: Url
    alt_text: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
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
    """A coloured notice, in modals only."""

    type: Literal["alert"]
    text: Text200
    level: Literal["default", "info", "warning", "error", "success"] | None = None


_Anywhere = Section | Actions | Context | Header | Divider | Input | Image | RichText
MessageBlock = Annotated[_Anywhere | Markdown, Field(discriminator="type")]
ModalBlock = Annotated[_Anywhere | Alert, Field(discriminator="type")]
HomeBlock = Annotated[_Anywhere, Field(discriminator="type")]


class MessageBlocks(_Part):
    """The blocks of one message."""

    blocks: Annotated[list[MessageBlock], Field(max_length=50)]


class _View(_Part):
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


def elements_of(block: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the elements of a block that a person can use."""
    candidates = [block.get("accessory"), block.get("element"), *block.get("elements", [])]
    return [e for e in candidates if isinstance(e, dict) and e.get("type") in INTERACTIVE]


INTERACTIVE: Final = frozenset(
    {
        "button",
        "overflow",
        "datepicker",
        "timepicker",
        "datetimepicker",
        "checkboxes",
        "radio_buttons",
        "static_select",
        "multi_static_select",
        "external_select",
        "multi_external_select",
        "users_select",
        "multi_users_select",
        "conversations_select",
        "multi_conversations_select",
        "channels_select",
        "multi_channels_select",
        "plain_text_input",
        "email_text_input",
        "url_text_input",
        "number_input",
    }
)
_MODAL_ONLY: Final = frozenset({"email_text_input", "url_text_input", "number_input"})


def check_message(blocks: Any) -> None:
    """Refuse blocks that Slack would not post: `invalid_blocks`, with the reasons."""
    errors = _model_errors(MessageBlocks, {"blocks": blocks})
    errors = errors or list(_across(blocks, surface=Surface.MESSAGE))
    if errors:
        raise SlackError.with_messages("invalid_blocks", errors)


def check_view(view: Any) -> None:
    """Refuse a view that Slack would not show: `invalid_arguments`, with the reasons."""
    if not isinstance(view, dict):
        raise SlackError.with_messages("invalid_arguments", ["[ERROR] must provide an object"])
    if len(json.dumps(view, ensure_ascii=False).encode()) > MAX_VIEW_BYTES:
        raise SlackError("view_too_large")
    surface = Surface.HOME if view.get("type") == "home" else Surface.MODAL
    errors = _model_errors(Home if surface is Surface.HOME else Modal, view, root="/view")
    errors = errors or list(_across(view["blocks"], surface=surface, root="/view"))
    if errors:
        raise SlackError.with_messages("invalid_arguments", errors)


def _model_errors(model: type[BaseModel], value: Any, *, root: str = "") -> list[str]:
    try:
        model.model_validate(value)
    except ValidationError as error:
        return [_sentence(dict(detail), value, root=root) for detail in error.errors()]
    return []


def _sentence(detail: dict[str, Any], value: Any, *, root: str) -> str:
    """Say a broken limit as Slack does, with the JSON pointer to it."""
    where, context = list(detail["loc"]), detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            what = f"missing required field: {where.pop()}"
        case "extra_forbidden":
            what = f"invalid additional property: {where.pop()}"
        case "string_too_long":
            what = f"must be less than {context['max_length'] + 1} characters"
        case "string_too_short":
            what = f"must be more than {context['min_length'] - 1} characters"
        case "too_long":
            what = f"no more than {context['max_length']} items allowed"
        case "too_short":
            what = f"no fewer than {context['min_length']} items allowed"
        case "union_tag_invalid":
            what = f"unsupported type: {context['tag']}"
        case "value_error":
            what = str(context["error"])
        case _:
            what = str(detail["msg"])
    return f"[ERROR] {what} [json-pointer:{root}{_pointer(where, value)}]"


def _pointer(where: list[Any], value: Any) -> str:
    """Turn pydantic's path into a JSON pointer: the union's tags in it are no keys."""
    path = ""
    for step in where:
        is_key = isinstance(value, dict) and step in value
        if is_key or (isinstance(value, list) and isinstance(step, int)):
            value = value[step]
            path += f"/{step}"
    return path


def _across(blocks: Blocks, *, surface: Surface, root: str = "") -> Iterator[str]:
    """Find what is wrong between blocks rather than inside one."""
    for what in [*_twice(blocks), *_misplaced(blocks, surface=surface)]:
        yield f"[ERROR] {what} [json-pointer:{root}/blocks]"


def _twice(blocks: Blocks) -> Iterator[str]:
    ids = Counter(block["block_id"] for block in blocks if block.get("block_id"))
    for block_id, count in ids.items():
        if count > 1:
            yield f"block_id `{block_id}` already exists"
    for block in blocks:
        actions = Counter(e["action_id"] for e in elements_of(block) if e.get("action_id"))
        for action_id, count in actions.items():
            if count > 1:
                yield f"action_id `{action_id}` already exists in its block"
    if sum(bool(e.get("focus_on_load")) for b in blocks for e in elements_of(b)) > 1:
        yield "only one element may have focus_on_load"


def _misplaced(blocks: Blocks, *, surface: Surface) -> Iterator[str]:
    for element in (e for block in blocks for e in elements_of(block)):
        kind = element["type"]
        modal_only = kind in _MODAL_ONLY and surface is not Surface.MODAL
        if modal_only or (kind == "datetimepicker" and surface is Surface.HOME):
            yield f"{kind} is not allowed in a {surface}"
        if element.get("response_url_enabled") and surface is not Surface.MODAL:
            yield f"response_url_enabled is not allowed in a {surface}"
    if sum(len(b["text"]) for b in blocks if b["type"] == "markdown") > MAX_MARKDOWN:
        yield f"markdown blocks must be less than {MAX_MARKDOWN + 1} characters together"
