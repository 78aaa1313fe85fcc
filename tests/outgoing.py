"""What the bot sends to Slack, held to Slack's limits and to what Slack takes but shows wrongly."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from sandbox.slack import Slack
from sandbox.slack.block_kit import check_message, check_view, elements_of
from sandbox.slack.delivery import Ack
from sandbox.slack.endpoints import Call
from sandbox.slack.errors import SlackError
from sandbox.slack.web_api.method import Args

MOST_TEXT: Final = 4_000
"""Characters of a message's text beyond which Slack advises against posting, and refuses editing."""
MOST_BLOCKS_TEXT: Final = 12_000
"""Characters of all blocks of a message together that Slack has been seen to take (bolt-js#2509)."""
MOST_OPTIONS: Final = 100
SHOWN_OF_A_BUTTON: Final = 30
"""Characters of a button that are seen where Slack cuts it."""
MESSAGES: Final = frozenset(
    {"chat.postMessage", "chat.postEphemeral", "chat.update", "response_url"}
)
VIEWS: Final = frozenset({"views.open", "views.push", "views.update", "views.publish"})

_TOKEN: Final = re.compile(
    r"<(?:@[UW][A-Z0-9]+"
    r"|#[CG][A-Z0-9]+(?:\|[^<>|]*)?"
    r"|!subteam\^S[A-Z0-9]+"
    r"|!date\^\d+\^[^<>|^]+(?:\^https://[^<>|^]+)?\|[^<>|]+"
    r"|(?:https?://|mailto:)[^<>|\s]+(?:\|[^<>|]+)?)>"
)
_LONE_AMPERSAND: Final = re.compile(r"&(?!(?:amp|lt|gt);)")
_ENTITY: Final = re.compile(r"&(?:amp|lt|gt);")


@contextmanager
def held_to_limits(slack: Slack) -> Iterator[Slack]:
    """Let a bot work in a workspace, and at the end complain of whatever it should not have sent."""
    yield slack
    problems = [problem for call in slack.calls for problem in problems_of_call(call)]
    problems += [problem for ack in slack.acks for problem in problems_of_ack(ack)]
    assert not problems, "\n".join(dict.fromkeys(problems))


def problems_of_call(call: Call) -> list[str]:
    """Return what is wrong with one call of the Web API or one answer at a response URL."""
    args = Args(call.args)
    if call.method in VIEWS:
        return _named(call.method, _of_view(args.structure("view")))
    if call.method in MESSAGES and not call.args.get("delete_original"):
        return _named(call.method, _of_message(args.text("text"), args.structure("blocks")))
    return []


def problems_of_ack(ack: Ack) -> list[str]:
    """Return what is wrong with one answer to a command or an interaction."""
    body = ack.json
    if not isinstance(body, dict):
        return _named("ack", _of_marks(ack.text, "text"))
    if "view" in body:
        return _named("ack", _of_view(body["view"]))
    if "errors" in body:
        empty = (block for block, text in body["errors"].items() if not text.strip())
        return [f"ack: the error of {block} says nothing" for block in empty]
    if "text" in body or "blocks" in body:
        return _named("ack", _of_message(body.get("text"), body.get("blocks")))
    return _named("ack", _of_options(body, "options"))


def _named(where: str, problems: Iterator[str]) -> list[str]:
    return [f"{where}: {problem}" for problem in problems]


def _of_message(text: str | None, blocks: Any) -> Iterator[str]:
    """Find what is wrong with a message: with its text, which screen readers read, and its blocks."""
    if not (text or "").strip():
        yield "a message has no text for those who see no blocks"
    if len(text or "") > MOST_TEXT:
        yield f"the text has {len(text or '')} characters"
    yield from _of_marks(text or "", "text")
    if not blocks:
        return
    yield from _refused(check_message, blocks)
    said = sum(len(each["text"]) for each in _texts(blocks))
    if said > MOST_BLOCKS_TEXT:
        yield f"the blocks have {said} characters together"
    yield from _of_blocks(blocks)


def _of_view(view: Any) -> Iterator[str]:
    """Find what is wrong with a modal or a Home tab."""
    yield from _refused(check_view, view)
    yield from _of_model(lambda given: View(**given), view)
    for part in (view.get("title"), view.get("submit"), view.get("close")):
        yield from _of_texts(part or {})
    yield from _of_blocks(view["blocks"])


def _of_blocks(blocks: list[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        yield from _of_model(Block.parse, block)
        yield from _of_texts(block)
        yield from _of_buttons(elements_of(block), block.get("block_id", "a block"))
        for element in elements_of(block):
            yield from _of_options(element, element.get("action_id", "an element"))


def _refused(check: Callable[[Any], None], given: Any) -> Iterator[str]:
    """Find what Slack would refuse."""
    try:
        check(given)
    except SlackError as error:
        yield from error.more.get("response_metadata", {}).get("messages", [error.code])


def _of_model(parse: Callable[[Any], Any], given: dict[str, Any]) -> Iterator[str]:
    """Find what slack_sdk's model refuses, or does not know and so would leave out."""
    try:
        known = parse(given).to_dict()
    except (SlackObjectFormationError, AttributeError, TypeError) as error:
        yield f"slack_sdk refuses it: {error}"
        return
    if known != _without_nothing(given):
        yield f"slack_sdk knows only {json.dumps(known)} of {json.dumps(given)}"


def _without_nothing(given: Any) -> Any:
    """Leave out of a payload what says nothing, as slack_sdk does when it writes one."""
    if isinstance(given, dict):
        return {k: _without_nothing(v) for k, v in given.items() if v not in (None, "", [])}
    return [_without_nothing(each) for each in given] if isinstance(given, list) else given


def _texts(part: Any) -> Iterator[dict[str, Any]]:
    """Give every text object in a payload."""
    if isinstance(part, list):
        for each in part:
            yield from _texts(each)
    if not isinstance(part, dict):
        return
    if part.get("type") in {"mrkdwn", "plain_text"}:
        yield part
        return
    for each in part.values():
        yield from _texts(each)


def _of_texts(part: Any) -> Iterator[str]:
    for each in _texts(part):
        if each["type"] == "plain_text":
            if _ENTITY.search(each["text"]):
                yield f"plain text is escaped: {each['text']!r}"
            continue
        if each.get("verbatim") is not True:
            yield f"Slack looks for names and links in {each['text']!r}"
        yield from _of_marks(each["text"], "mrkdwn")


def _of_marks(text: str, where: str) -> Iterator[str]:
    """Find what is not escaped, or cut in two, in text that Slack reads for its own marks."""
    if _LONE_AMPERSAND.search(text):
        yield f"an ampersand is not escaped, or its entity is cut, in {where} {text!r}"
    if re.search(r"[<>]", _TOKEN.sub("", text)):
        yield f"an angle bracket is not escaped, or its mark is cut, in {where} {text!r}"


def _of_buttons(elements: list[dict[str, Any]], where: str) -> Iterator[str]:
    """Find buttons side by side that look alike."""
    shown = [e["text"]["text"] for e in elements if e["type"] == "button"]
    yield from _alike((text[:SHOWN_OF_A_BUTTON] for text in shown), f"buttons of {where}")


def _of_options(offering: dict[str, Any], where: str) -> Iterator[str]:
    """Find choices that cannot be told apart, by a person or by the bot."""
    groups = offering.get("option_groups") or []
    grouped = [option for group in groups for option in group["options"]]
    options = [*(offering.get("options") or []), *grouped]
    if len(offering.get("options") or []) > MOST_OPTIONS:
        yield f"{where} has {len(options)} options"
    for group in groups or [{"options": options}]:
        yield from _alike((o["text"]["text"] for o in group["options"]), f"options of {where}")
    yield from _alike((o["value"] for o in options), f"values of {where}")


def _alike(shown: Iterator[str], what: str) -> Iterator[str]:
    yield from (f"{what} look alike: {text!r}" for text, n in Counter(shown).items() if n > 1)
