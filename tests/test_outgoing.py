"""Whatever the bot should not send to Slack is noticed: each kind of fault, and nothing that is right."""

import json
from typing import Any

import httpx
import pytest

from sandbox.slack import Slack
from sandbox.slack.delivery import Ack
from sandbox.slack.endpoints import Call
from tests.outgoing import held_to_limits, problems_of_ack, problems_of_call


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}} | more


def button(text: str, action: str) -> dict[str, Any]:
    return {"type": "button", "action_id": action, "text": plain(text)}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def menu(*options: tuple[str, str], **more: Any) -> dict[str, Any]:
    offered = [{"value": value, "text": plain(text)} for value, text in options]
    element = {"type": "static_select", "action_id": "a", "options": offered}
    return {"type": "input", "label": plain("Zone"), "element": element | more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    told = {"type": "modal", "title": plain("Move"), "submit": plain("Move")}
    return told | {"blocks": list(blocks)} | more


RIGHT = [
    section(
        "Owner <@U07ANA> · <!date^1^{time}|2 PM> · <https://a.b/c?d=1&amp;e|Join> · a &lt; b &amp; c"
    ),
    actions(button("Move", "m"), button("Cancel session", "c")),
]
LONG = "Friday, January 29, 2027, 1:30 PM"

WRONG_BLOCKS: list[tuple[dict[str, Any], str]] = [
    (section("x" * 3001), "must be less than 3001 characters"),
    (section("a & b"), "ampersand"),
    (section("a &am"), "ampersand"),
    (section("a < b"), "angle bracket"),
    (section("a > b"), "angle bracket"),
    (section("<@"), "angle bracket"),
    (section("<https://a.b/c|her"), "angle bracket"),
    (section("<!channel>"), "angle bracket"),
    (section("") | {"text": {"type": "mrkdwn", "text": "@here"}}, "looks for names and links"),
    (actions(button("R&amp;D", "a")), "plain text is escaped"),
    (actions(button(f"{LONG} Pacific", "a"), button(f"{LONG} Eastern", "b")), "look alike"),
    (menu(("1", "Central"), ("2", "Central")), "options of a look alike"),
    (menu(("1", "Central"), ("1", "Eastern")), "values of a look alike"),
    (menu(("1", "A"), initial_option={"value": "2", "text": plain("B")}), "exactly match"),
    (section("Hello", colour="red"), "slack_sdk knows only"),
    ({"type": "imaginary"}, "unsupported type"),
]


def problems_of_message(text: str = "Moved", blocks: Any = None) -> str:
    return "\n".join(problems_of_call(Call("chat.postMessage", {"text": text, "blocks": blocks})))


def test_what_is_right_is_no_problem() -> None:
    assert problems_of_message("Owner <@U07ANA> &amp; &lt;b&gt;", RIGHT) == ""
    view = modal(*RIGHT, menu(("1", "Central"), ("2", "Eastern")))
    assert problems_of_call(Call("views.open", {"view": json.dumps(view)})) == []
    assert problems_of_ack(Ack(text=json.dumps({"response_action": "update", "view": view}))) == []
    assert problems_of_ack(Ack()) == []
    assert problems_of_call(Call("response_url", {"delete_original": True})) == []
    assert problems_of_call(Call("users.info", {"user": "U1"})) == []


@pytest.mark.parametrize(("block", "problem"), WRONG_BLOCKS, ids=[said for _, said in WRONG_BLOCKS])
def test_a_block_that_is_wrong_is_a_problem(block: dict[str, Any], problem: str) -> None:
    assert problem in problems_of_message(blocks=[block])
    assert problem in "".join(problems_of_call(Call("views.update", {"view": modal(block)})))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no text"),
        ("x" * 4001, "has 4001 characters"),
        ("R&D", "ampersand"),
        ("a <b", "angle bracket"),
    ],
)
def test_a_text_that_is_wrong_is_a_problem(text: str, problem: str) -> None:
    assert problem in problems_of_message(text, RIGHT)
    assert problem in "".join(
        problems_of_call(Call("response_url", {"text": text, "blocks": RIGHT}))
    )
    ack = Ack(text=json.dumps({"text": text, "blocks": RIGHT}))
    assert problem in "".join(problems_of_ack(ack))


def test_blocks_that_are_too_long_together_are_a_problem() -> None:
    assert "12500 characters together" in problems_of_message(blocks=[section("x" * 2500)] * 5)


@pytest.mark.parametrize(
    ("view", "problem"),
    [
        (modal(*RIGHT, title=plain("x" * 25)), "/view/title"),
        (modal(*RIGHT, private_metadata="x" * 3001), "/view/private_metadata"),
        (modal(*RIGHT, title=plain("Move &amp; go")), "plain text is escaped"),
        (modal(*RIGHT, colour="red"), "invalid additional property"),
    ],
)
def test_a_view_that_is_wrong_is_a_problem(view: dict[str, Any], problem: str) -> None:
    assert problem in "".join(problems_of_call(Call("views.publish", {"view": view})))
    assert problem in "".join(problems_of_ack(Ack(text=json.dumps({"view": view}))))


@pytest.mark.parametrize(
    ("ack", "problem"),
    [
        ("a < b", "angle bracket"),
        ({"response_action": "errors", "errors": {"when": " "}}, "the error of when says nothing"),
        (
            {"options": [{"value": str(n), "text": plain(str(n))} for n in range(101)]},
            "101 options",
        ),
    ],
)
def test_an_ack_that_is_wrong_is_a_problem(ack: Any, problem: str) -> None:
    text = ack if isinstance(ack, str) else json.dumps(ack)
    assert problem in "".join(problems_of_ack(Ack(text=text)))


def test_a_workspace_complains_of_what_it_was_sent() -> None:
    with (
        pytest.raises(AssertionError, match="ampersand"),
        Slack() as slack,
        held_to_limits(slack),
    ):
        httpx.post(f"{slack.api_url}chat.postMessage", data={"channel": "C1", "text": "R&D"})
