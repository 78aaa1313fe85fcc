"""What Slack sends, read once into typed values (docs.slack.dev, interaction payloads)."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic import StringConstraints as Constraints

from bot.scheduling.model.reference import parse_reference
from bot.scheduling.model.reply_to import ReplyTo, ResponseUrl, SlackId
from bot.scheduling.model.text import Text, visible

Body = dict[str, Any]

# More than anybody types after a command, and more than Slack lets into a field.
LONGEST_COMMAND, LONGEST_VALUE = 12_000, 3_000

# An id that may be left out; what Slack makes up for one use, such as a trigger.
OptionalSlackId = Annotated[str, Constraints(pattern=r"^([A-Z0-9]{1,64})?$")]
Token = Annotated[str, Constraints(pattern=r"^[!-~]{1,512}$")]


# Under this name the gate writes which workspace of ours a request counts for.
WORKSPACE = "docket_workspace"
EVENT = "event_callback"


class Payload(BaseModel):
    """Part of a payload: what is not listed is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Triggered(Payload):
    """What somebody did once; Slack makes up a `trigger` for it, and takes an answer at `response_url`.

    `made` is what it is called in the keys of decisions.
    """

    made: ClassVar[str]
    team: str
    user: SlackId
    channel: str
    trigger: Token = Field(validation_alias="trigger_id")
    response_url: ResponseUrl = ""

    @property
    def key(self) -> str:
        """What makes this one decision, however often it is sent."""
        return f"{self.team}/{self.made}/{self.trigger}"


class SlashCommand(_Triggered):
    """A slash command. `text` is what stands after it; Slack writes `&`, `<`, `>` as entities there."""

    made: ClassVar[str] = "command"
    team: SlackId = Field(validation_alias=AliasChoices(WORKSPACE, "team_id"))
    user: SlackId = Field(validation_alias="user_id")
    channel: SlackId = Field(validation_alias="channel_id")
    command: str
    text: str = Field(default="", max_length=LONGEST_COMMAND)

    @property
    def reply_to(self) -> ReplyTo:
        """Where it was typed; an answer there takes the place of an earlier one."""
        return ReplyTo(user=self.user, channel=self.channel, url=self.response_url, replaces=True)

    @property
    def words(self) -> str:
        """Return the text as the person typed it, without what Slack wrote around names and links.

        Whatever looks like a blank is a plain one.
        """
        typed = html.unescape(_TOKEN.sub(_as_typed, self.text))
        return visible(_WORD.sub(_divided, _BLANK.sub(" ", typed))).strip()


# All but the ends of lines, which tell the parts of a pasted invitation from each other; fillers of
# other scripts look like blanks.
_BLANK = re.compile(r"[^\S\n\r\x85\u2028\u2029]|[\u115f\u1160\u2800\u3164\uffa0]")
_WORD = re.compile(r"\S+")
_UNSEEN_BLANKS = re.compile("[\u180e\u200b\u2060\ufeff]+")


def _divided(word: re.Match[str]) -> str:
    """Part a reference or a link from its neighbors at a blank without width; elsewhere leave that out."""
    pieces = _UNSEEN_BLANKS.split(word[0])
    if len(pieces) == 1 or parse_reference(word[0]):
        return "".join(pieces)
    parted = "://" in word[0] or any(map(parse_reference, pieces))
    return (" " if parted else "").join(pieces)


# `<@U1|ruiz>`, `<#C1|general>`, `<https://…|label>`, `<mailto:a@b|a@b>` (`should_escape`).
_TOKEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def _as_typed(token: re.Match[str]) -> str:
    mark, target, label = token.groups()
    if mark == "!":
        return token[0]
    name = label or target
    return f"{mark}{name}" if mark else target.removeprefix("mailto:")


class SubmittedField(Payload):
    """An input's value, as the person left it: text, one choice, several, or nothing."""

    block_id: Text
    typed: Text = ""
    pasted: str = ""
    choice: str = ""
    chosen: tuple[str, ...] = ()


class _Opened(Payload):
    """The part of a modal's metadata that says where it was opened."""

    reply_to: ReplyTo | None = None


# What stands for the id that Slack gives a modal as it opens it.
_UNOPENED = "-"


class Modal(Payload):
    """A modal as it stands on the person's screen."""

    id: Token
    root: Token = Field(validation_alias="root_view_id")
    name: Token = Field(validation_alias="callback_id")
    metadata: str = Field(default="", validation_alias="private_metadata")
    hash: Token | None = None
    fields: dict[Text, SubmittedField] = {}
    blocks: tuple[Body, ...] = ()
    raw: Body = {}

    @model_validator(mode="before")
    @classmethod
    def _read_state(cls, view: Any) -> Any:
        """Flatten `state.values[block_id][action_id]` into fields by their action id."""
        if not isinstance(view, dict):
            return view
        try:
            values = ((view.get("state") or {}).get("values")) or {}
            fields = {
                action_id: _field(block_id, element)
                for block_id, elements in values.items()
                for action_id, element in elements.items()
            }
        except (AttributeError, KeyError, TypeError):
            raise ValueError("the state is not in Slack's form") from None
        root = view.get("root_view_id") or view.get("id")
        return {**view, "root_view_id": root, "fields": fields, "raw": view}

    @classmethod
    def untouched(cls, view: Body) -> "Modal":
        """Return a view as it stands on the screen when Slack has opened it."""
        return cls.model_validate({**view, "id": _UNOPENED}).redrawn_as(view)

    @property
    def reply_to(self) -> ReplyTo | None:
        """Where the person acted who opened it, as its metadata says; None where that says nothing."""
        try:
            return _Opened.model_validate_json(self.metadata).reply_to
        except ValidationError:
            return None

    @property
    def submit(self) -> str:
        """Return the words on the button that sends the form, empty where it has none."""
        said = self.raw.get("submit")
        return str(said.get("text") or "") if isinstance(said, dict) else ""

    def text(self, name: str) -> str:
        """Return what stands in a field, without blanks around it; the value of a list's choice."""
        field = self.fields.get(name)
        return (field.typed.strip() or field.choice) if field else ""

    def pasted(self, name: str) -> str:
        """Return what was typed into a field with what nobody can see in it, which may divide things.

        That alone is nothing.
        """
        field = self.fields.get(name)
        return field.pasted.strip() if field and field.typed.strip() else ""

    def chosen(self, name: str) -> tuple[str, ...]:
        """Return the values ticked in a field with several, or the ids of people chosen."""
        field = self.fields.get(name)
        return field.chosen if field else ()

    def with_blocks(self, blocks: Sequence[Body], *, metadata: str | None = None) -> Body:
        """Return the view as it may be sent back, with other blocks and, where given, other metadata."""
        kept = {name: self.raw[name] for name in _SENT_BACK if self.raw.get(name) is not None}
        carried = self.metadata if metadata is None else metadata
        return {**kept, "private_metadata": carried, "blocks": list(blocks)}

    def redrawn_as(self, view: Body) -> "Modal":
        """Return it as it stands on the screen once Slack has shown this in its place.

        What stands in a field stays while its block's id does.
        """
        ids = {block.get("block_id") for block in view["blocks"]}
        kept = {name: each for name, each in self.fields.items() if each.block_id in ids}
        update = {
            "fields": drawn_fields(view["blocks"]) | kept,
            "blocks": tuple(view["blocks"]),
            "metadata": view["private_metadata"],
        }
        return self.model_copy(update=update)

    def block_of(self, name: str) -> str:
        """Return the id of the block that holds the field, where Slack shows an error."""
        field = self.fields.get(name)
        return field.block_id if field else name


# What a view in a payload holds beyond these may not be sent back.
_SENT_BACK = ("type", "callback_id", "title", "submit", "close")


def _field(block_id: str, element: Body) -> Body:
    option = element.get("selected_option") or {}
    several = [each["value"] for each in element.get("selected_options") or ()]
    return {
        "block_id": block_id,
        "typed": element.get("value") or "",
        "pasted": element.get("value") or "",
        "choice": option.get("value") or element.get("selected_conversation") or "",
        "chosen": several or tuple(element.get("selected_users") or ()),
    }


def drawn_fields(blocks: Iterable[Body]) -> dict[str, SubmittedField]:
    """Return what Slack would send of the fields among these, by their names, if nobody touched them."""
    inputs = (block for block in blocks if block["type"] == "input")
    return {block["element"]["action_id"]: _drawn_field(block) for block in inputs}


def _drawn_field(block: Body) -> SubmittedField:
    element = block["element"]
    text = element.get("initial_value", "")
    chosen = element.get("initial_option", {}).get("value", "")
    return SubmittedField(
        block_id=block["block_id"],
        typed=text,
        pasted=text,
        choice=chosen or element.get("initial_conversation", ""),
    )


def _id_of(named: Any) -> Any:
    """Return the id of a person or channel that a payload names; it is empty where none is named."""
    if named is None:
        return ""
    return named.get("id") if isinstance(named, dict) else None


_ReadId = BeforeValidator(_id_of)


class _Choice(Payload):
    value: Text = Field(max_length=LONGEST_VALUE)


class _Action(Payload):
    action_id: Text
    value: Text | None = Field(default=None, max_length=LONGEST_VALUE)
    chosen: _Choice | None = Field(default=None, validation_alias="selected_option")


class _Interaction(Payload):
    """What every interactive payload says of who acts, and where; `team` is as the gate settled it."""

    team: str = Field(default="", validation_alias=WORKSPACE)
    user: Annotated[SlackId, _ReadId]
    modal: Modal | None = Field(default=None, validation_alias="view")


def _own(reply_to: ReplyTo | None, *, user: str) -> ReplyTo:
    """Return where this person acted; nowhere, unless it was they."""
    return reply_to if reply_to and reply_to.user == user else ReplyTo(user=user)


class _PressedMessage(Payload):
    ts: str = ""
    blocks: tuple[Body, ...] | None = None


class BlockAction(_Interaction, _Triggered):
    """A `block_actions` payload: a button pressed, or a field that tells as it is filled.

    `channel` is that of the message, empty in a modal. `message` is as Slack lists it, None in a modal
    and where only one person sees it.
    """

    made: ClassVar[str] = "press"
    channel: Annotated[OptionalSlackId, _ReadId] = ""
    message: _PressedMessage | None = None

    @property
    def reply_to(self) -> ReplyTo:
        """Where it was pressed; in a modal, where that was opened."""
        if self.modal is not None:
            return _own(self.modal.reply_to, user=self.user)
        return ReplyTo(user=self.user, channel=self.channel, url=self.response_url)

    @property
    def message_ts(self) -> str:
        """Slack's id of the message, empty where there is none."""
        return self.message.ts if self.message else ""

    @property
    def message_blocks(self) -> tuple[Body, ...]:
        """The blocks of the message, none where there is none."""
        return (self.message.blocks if self.message else None) or ()

    actions: tuple[_Action, ...] = Field(min_length=1)

    @property
    def value(self) -> str:
        """What the button stands for, or the choice of a menu."""
        action = self.actions[0]
        return action.value or (action.chosen.value if action.chosen else "")


class ViewSubmission(_Interaction):
    """A `view_submission` payload: a form sent."""

    modal: Modal = Field(validation_alias="view")

    @property
    def reply_to(self) -> ReplyTo:
        """Where the form was opened."""
        return _own(self.modal.reply_to, user=self.user)

    @property
    def key(self) -> str:
        """What makes this form one decision, however often it is sent."""
        return f"{self.team}/{self.modal.root}/{self.modal.name}"


class Shortcut(Payload):
    """A `shortcut` or `message_action` payload, by its name; Docket has none yet."""

    name: Token = Field(validation_alias="callback_id")


class Suggestion(Payload):
    """A `block_suggestion` payload, by the list that is asked for; Docket has none yet."""

    action_id: Text
    block_id: Text


class _EventBody(Payload):
    type: Token


class Event(Payload):
    """The envelope of an event."""

    event: _EventBody


_KINDS: Mapping[str, type[BaseModel]] = {
    "block_actions": BlockAction,
    "block_suggestion": Suggestion,
    EVENT: Event,
    "message_action": Shortcut,
    "shortcut": Shortcut,
    "view_closed": ViewSubmission,
    "view_submission": ViewSubmission,
}


def is_known(body: Body) -> bool:
    """Return whether a body says that it is something Docket knows of."""
    return _kind_of(body) is not None


def is_readable(body: Body) -> bool:
    """Return whether a body can be read as what it says it is."""
    kind = _kind_of(body)
    if kind is None:
        return False
    try:
        kind.model_validate(body)
    except ValidationError:
        return False
    return True


def _kind_of(body: Body) -> type[BaseModel] | None:
    return SlashCommand if "command" in body else _KINDS.get(str(body.get("type")))
