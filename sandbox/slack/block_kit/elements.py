"""Block elements: buttons, menus, pickers and inputs.

Source: docs.slack.dev, reference/block-kit/block-elements.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from sandbox.slack.block_kit.composition import (
    Clock,
    Confirm,
    Day,
    Id,
    Link,
    Mrkdwn,
    Number,
    Option,
    OptionGroups,
    Options,
    OverflowOptions,
    Part,
    Plain75,
    Plain150,
    PlainText,
    RichOption,
    RichOptions,
    Url,
    Value,
)


class _Element(Part):
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


class _Choices(Part):
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


class Filter(Part):
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
    options: RichOptions
    initial_options: RichOptions | None = None

    @model_validator(mode="after")
    def _offered(self) -> "Checkboxes":
        if any(option not in self.options for option in self.initial_options or []):
            raise ValueError("initial_options must exactly match the provided options")
        return self


class RadioButtons(_Focusable):
    """Choices of which one holds."""

    type: Literal["radio_buttons"]
    options: RichOptions
    initial_option: RichOption | None = None

    @model_validator(mode="after")
    def _offered(self) -> "RadioButtons":
        if self.initial_option is not None and self.initial_option not in self.options:
            raise ValueError("initial_option must exactly match one of the provided options")
        return self


class Overflow(_Asking):
    """A menu behind three dots."""

    type: Literal["overflow"]
    options: OverflowOptions


class DispatchConfig(Part):
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


class AddressInput(_Typed):
    """A field for an email or a web address."""

    type: Literal["email_text_input", "url_text_input"]
    initial_value: str | None = None


class NumberInput(_Typed):
    """A field for a number, which travels as a string."""

    type: Literal["number_input"]
    is_decimal_allowed: bool
    initial_value: Number | None = None
    min_value: Number | None = None
    max_value: Number | None = None


class ImageElement(Part):
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
    _Menus | DateTimePicker | PlainTextInput | AddressInput | NumberInput,
    Field(discriminator="type"),
]
ContextElement = Annotated[ImageElement | PlainText | Mrkdwn, Field(discriminator="type")]
