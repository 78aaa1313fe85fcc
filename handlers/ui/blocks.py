"""Block Kit: user text is escaped, auto-parsing is off, Slack's limits of length are kept.

Everything is drawn as the JSON that Slack takes, and may be shared: what is drawn is never changed.
"""

import html
import json
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any

from bot.scheduling.model.text import clip, one_line, visible

# Block Kit's JSON: a block, what stands in one, a choice in a list, a modal.
Block = dict[str, Any]
Element = dict[str, Any]
Option = dict[str, Any]
View = dict[str, Any]
# Two paragraphs are divided by a line.
DIVIDER: Block = {"type": "divider"}

# Slack's limits (docs.slack.dev, reference of Block Kit and of views).
LONGEST_TITLE = 24
LONGEST_SECTION = 3000
LONGEST_TEXT = 4000
MOST_BLOCKS = 100
# Bytes of a modal's blocks, with room for its title, its buttons and what it carries.
SAFE_TOTAL = 200_000
# So many characters fit a paragraph between two marks, also where each is written as an entity.
SAFE_SECTION = (LONGEST_SECTION - 2) // 5
LONGEST_INPUT = 3000
LONGEST_OPTION = 75
LONGEST_URL = 3000


# The beginning of an entity (`&amp`), or of a mention or link (`<@U1`), at the very end.
_CUT_IN_TWO = re.compile(r"(?:&[a-z]{0,4}|<[^<>]*)\Z")


def escape(text: str) -> str:
    """Make text of a person or a provider safe in mrkdwn: exactly `&`, `<` and `>` are replaced.

    What nobody could see of it is left out.
    """
    return html.escape(visible(text), quote=False)


# Slack takes these for its marks: a backtick anywhere, the others at the edge of a word.
_MARK = re.compile(r"`|(?<![^\W_])[*_~]+|[*_~]+(?![^\W_])")
_LOOK_ALIKES = str.maketrans("*_~`", "∗ˍ∼ˋ")


def unmarked(text: str) -> str:
    """Return text without what Slack would take for marks, so that it can stand in bold or struck through.

    In mrkdwn no mark can be escaped, so one at the edge of a word becomes a sign that looks like it.
    """
    return _MARK.sub(lambda mark: mark[0].translate(_LOOK_ALIKES), text)


def clip_escaped(text: str, *, to: int) -> str:
    """Escape text and keep it within `to` characters without cutting an entity in two."""
    text = clip(visible(text), to=to)
    escaped = escape(text)
    while len(escaped) > to:
        text = clip(text, to=len(text) - max(1, (len(escaped) - to) // 5))
        escaped = escape(text)
    return escaped


def as_written(text: str, *, to: int) -> str:
    """Escape text of a person or a provider so that it shows as it was written, within `to` characters."""
    return clip_escaped(unmarked(text), to=to)


def clip_lines(lines: Sequence[str], *, to: int) -> list[str]:
    """Return as many of the first lines as fit `to` characters, each of them whole."""
    ends = accumulate(len(line) + 1 for line in lines)
    return [line for line, end in zip(lines, ends, strict=True) if end <= to + 1]


def clip_marked(text: str, *, to: int) -> str:
    """Keep mrkdwn within `to` characters; no entity, mention or link in it is cut in two."""
    if len(text) <= to:
        return text
    kept = _CUT_IN_TWO.sub("", text[: to - 1])
    return f"{kept.rstrip()}…"


def mrkdwn(text: str) -> Element:
    """Wrap mrkdwn whose user text is escaped already; Slack shall not look for @names or links."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def plain_text(text: str) -> Element:
    """Wrap text without any marks."""
    return {"type": "plain_text", "text": text, "emoji": False}


def section(text: str, *, block_id: str | None = None, beside: Element | None = None) -> Block:
    """A paragraph of mrkdwn, with a button beside it if one is given."""
    shown = mrkdwn(clip_marked(text, to=LONGEST_SECTION))
    return _drawn("section", text=shown, block_id=block_id, accessory=beside)


def plain_section(text: str) -> Block:
    """A paragraph in which nothing is a mark, to be read or copied as it is."""
    return _drawn("section", text=plain_text(clip(visible(text), to=LONGEST_SECTION)))


def _drawn(type_: str, **said: Any) -> dict[str, Any]:
    """Draw what is of this type, without what says nothing."""
    return {"type": type_} | {name: each for name, each in said.items() if each}


def full_text(text: str, *, mark: str = "") -> list[Block]:
    """Write text that is not escaped yet in as many paragraphs as it takes; `*` as a mark is bold."""
    shown = unmarked(visible(text))
    size = LONGEST_SECTION if len(escape(shown)) + 2 <= LONGEST_SECTION else SAFE_SECTION
    pieces = [shown[start : start + size] for start in range(0, len(shown), size)]
    return [section(f"{mark}{escape(piece)}{mark}") for piece in pieces]


def fit_blocks(blocks: list[Block], *, to: int, rest: str) -> list[Block]:
    """Return at most `to` blocks, of a size that a modal takes; `rest` says that some are left out."""
    sizes = accumulate(len(json.dumps(block)) for block in blocks)
    most = sum(size <= SAFE_TOTAL for size in sizes)
    if len(blocks) <= min(most, to):
        return blocks
    return [*blocks[: min(most, to - 1)], context_block(rest)]


def paragraphs(lines: Iterable[str], *, heading: str) -> list[Block]:
    """Write lines under a heading, in as few paragraphs as hold them without cutting a line."""
    said = heading
    full: list[Block] = []
    for line in lines:
        if len(said) + len(line) + 1 > LONGEST_SECTION:
            full.append(section(said))
            said = heading
        said = f"{said}\n{line}"
    return [*full, section(said)]


def context_block(text: str, *, block_id: str | None = None) -> Block:
    """A line in small print, in mrkdwn."""
    shown = mrkdwn(clip_marked(text, to=LONGEST_SECTION))
    return _drawn("context", elements=[shown], block_id=block_id)


def button(
    text: str,
    *,
    action: str,
    value: str = "",
    style: str | None = None,
    url: str | None = None,
    label: str = "",
    confirm: Element | None = None,
) -> Element:
    """A button; `label` is what a screen reader says instead of the text.

    `confirm` is the dialog that asks once more before the press counts.
    """
    return _drawn(
        "button",
        text=plain_text(clip(visible(text), to=75)),
        action_id=action,
        value=value,
        style=style,
        url=url,
        accessibility_label=clip(visible(label), to=75),
        confirm=confirm,
    )


def overflow(options: Sequence[Option], *, action: str) -> Element:
    """A menu behind three dots, of one to five choices."""
    return _drawn("overflow", action_id=action, options=list(options))


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a message says: its text, for those who see no blocks, and its blocks, if it has any.

    The `mark` is its first block's id, by which it is known again.
    """

    text: str
    blocks: Sequence[Block] = ()
    mark: str = ""

    def arguments(self) -> dict[str, Any]:
        """Return it as Slack's methods take it."""
        blocks = list(self.blocks)
        if blocks and self.mark:
            blocks[0] = blocks[0] | {"block_id": self.mark}
        return {"text": clip_marked(self.text, to=LONGEST_TEXT), "blocks": blocks or None}


def text_only(text: str) -> list[Message]:
    """Return the forms of a message that is only said: a paragraph, or if need be bare text."""
    return [Message(text=text, blocks=[section(text)]), Message(text=text)]


def actions(buttons: Sequence[Element], *, block_id: str | None = None) -> Block:
    """A row of buttons."""
    return _drawn("actions", elements=list(buttons), block_id=block_id)


def option(value: str, *, text: str) -> Option:
    """A choice in a list."""
    return {"value": value, "text": plain_text(clip(visible(text), to=LONGEST_OPTION))}


def option_group(label: str, *, options: Sequence[Option]) -> Element:
    """Some choices under a heading."""
    return {"label": plain_text(label), "options": options}


def input_block(
    element: Element,
    *,
    label: str,
    hint: str = "",
    optional: bool = False,
    read_at_once: bool = False,
    block_id: str | None = None,
) -> Block:
    """A field of a form; `read_at_once` has Slack tell the bot when it changes.

    The block has the id of its element unless another is given.
    """
    return _drawn(
        "input",
        block_id=block_id or element["action_id"],
        label=plain_text(label),
        hint=plain_text(hint) if hint else None,
        optional=optional,
        dispatch_action=read_at_once,
        element=element,
    )


_EACH_PAUSE = {"trigger_actions_on": ["on_character_entered", "on_enter_pressed"]}


def text_input(
    name: str,
    *,
    label: str,
    value: str = "",
    hint: str = "",
    example: str = "",
    optional: bool = False,
    multiline: bool = False,
    longest: int = LONGEST_INPUT,
    read_as_typed: bool = False,
    block_id: str | None = None,
) -> Block:
    """A field for words; `read_as_typed` has Slack tell the bot about every pause in the typing.

    What it begins with fits it: on one line unless it is `multiline`, and no longer than `longest`.
    """
    shown = clip(visible(value), to=longest) if multiline else one_line(value, to=longest)
    element = _drawn(
        "plain_text_input",
        action_id=name,
        initial_value=shown,
        multiline=multiline,
        max_length=longest,
        placeholder=plain_text(example) if example else None,
        dispatch_action_config=_EACH_PAUSE if read_as_typed else None,
    )
    return input_block(
        element,
        label=label,
        hint=hint,
        optional=optional,
        read_at_once=read_as_typed,
        block_id=block_id,
    )


def choice(
    name: str,
    *,
    label: str,
    options: Sequence[Option] = (),
    groups: Sequence[Element] = (),
    chosen: str | None = None,
    hint: str = "",
    optional: bool = False,
    read_at_once: bool = False,
    block_id: str | None = None,
) -> Block:
    """A field with a list to choose from; `chosen` is the value chosen to begin with."""
    everything = chain(options, *(group["options"] for group in groups))
    element = _drawn(
        "static_select",
        action_id=name,
        options=options,
        option_groups=groups,
        initial_option=next((each for each in everything if each["value"] == chosen), None),
    )
    return input_block(
        element,
        label=label,
        hint=hint,
        optional=optional,
        read_at_once=read_at_once,
        block_id=block_id,
    )


def checkboxes(
    name: str, *, label: str, options: Sequence[Option], ticked: Container[str]
) -> Block:
    """A field with boxes to tick, none of which need be; those with the values `ticked` are to begin with."""
    usual = [each for each in options if each["value"] in ticked]
    element = _drawn("checkboxes", action_id=name, options=options, initial_options=usual)
    return input_block(element, label=label, optional=True)


def channel_choice(name: str, *, label: str, chosen: str, hint: str) -> Block:
    """A field with the channels a person may choose from, or leave empty; no direct messages."""
    element = _drawn(
        "conversations_select",
        action_id=name,
        initial_conversation=chosen,
        filter={"include": ["public", "private"], "exclude_bot_users": True},
    )
    return input_block(element, label=label, hint=hint, optional=True)


def people_choice(name: str, *, label: str, hint: str, most: int) -> Block:
    """A field with everybody in the workspace to choose from, `most` at once; each choice is told at once."""
    element = _drawn("multi_users_select", action_id=name, max_selected_items=most)
    return input_block(element, label=label, hint=hint, optional=True, read_at_once=True)


def modal(
    title: str,
    *,
    blocks: Iterable[Block],
    name: str,
    metadata: str = "",
    submit: str | None = None,
    close: str = "Close",
) -> View:
    """A modal; `name` is its callback id, `metadata` comes back with every press in it."""
    return _drawn(
        "modal",
        callback_id=name,
        title=plain_text(clip(title, to=LONGEST_TITLE)),
        submit=plain_text(submit) if submit else None,
        close=plain_text(close),
        private_metadata=metadata,
        blocks=list(blocks),
    )
