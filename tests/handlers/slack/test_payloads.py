"""Reading what Slack sends: whose workspace it is from, and what stands in a form."""

from typing import Any

import pytest
from pydantic import ValidationError

from handlers.slack.payloads import (
    WORKSPACE,
    BlockAction,
    Modal,
    SlashCommand,
    ViewSubmission,
    is_readable,
)

COMMAND = {
    "team_id": "T1",
    "user_id": "U1",
    "channel_id": "C1",
    "command": "/session",
    "trigger_id": "1.2",
}
VIEW = {"id": "V1", "callback_id": "x", "root_view_id": "V0"}


def press(**changes: Any) -> BlockAction:
    usual: dict[str, Any] = {
        "user": {"id": "U1"},
        "actions": [{"action_id": "a", "value": "v"}],
        "trigger_id": "1.2",
    }
    return BlockAction.model_validate({**usual, **changes})


def submission(**changes: Any) -> ViewSubmission:
    usual: dict[str, Any] = {"user": {"id": "U1"}, "view": VIEW}
    return ViewSubmission.model_validate({**usual, **changes})


def test_the_workspace_is_the_one_that_the_gate_settled() -> None:
    settled = {
        WORKSPACE: "T1",
        "team": {"id": "T9"},
        "view": {**VIEW, "app_installed_team_id": "T9"},
    }
    assert press(**settled).team == "T1"
    assert submission(**settled).team == "T1"
    assert submission(**settled).key == "T1/V0/x"
    command = {"user_id": "U1", "channel_id": "C1", "command": "/session", "trigger_id": "1.2"}
    assert SlashCommand.model_validate({**command, "team_id": "T9", WORKSPACE: "T1"}).team == "T1"


def test_a_message_has_a_channel_and_a_modal_has_none() -> None:
    assert press(channel={"id": "C1"}).channel == "C1"
    assert press().channel == ""


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("tomorrow 2pm", "tomorrow 2pm"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("<@U1|ruiz> <#C1|general>", "@ruiz #general"),
        ("<https://zoom.example/j/1>", "https://zoom.example/j/1"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<!channel>", "<!channel>"),
        ("cancel\u00a0S-7K2M", "cancel S-7K2M"),
        ("cancel\u202f\u3000\tS-7K2M", "cancel   S-7K2M"),
        ("cancel\u200bS-7K2M", "cancel S-7K2M"),
        ("move\u200bS-7K2M\ufeffJan 29", "move S-7K2M Jan 29"),
        ("cancel\u2800S-7K2M", "cancel S-7K2M"),
        ("cancel S-7\u200bK2M", "cancel S-7K2M"),
        ("cancel\x0bS-7K2M", "cancel S-7K2M"),
        ("Date: Jan 28\r\nTime: 2pm", "Date: Jan 28\nTime: 2pm"),
        ("depo\u00adsition \U0001f468\u200d\U0001f467", "deposition \U0001f468\u200d\U0001f467"),
    ],
)
def test_a_commands_words_are_as_they_were_typed(text: str, typed: str) -> None:
    command = SlashCommand.model_validate({**COMMAND, "text": text})
    assert command.words == typed


def test_a_fields_text_hides_nothing() -> None:
    element = {"value": " Doe\u202e v. \x00Roe\u2066 \n"}
    values = {"b1": {"title": element}, "b2": {"zone": {"selected_option": {"value": "Alaska"}}}}
    modal = Modal.model_validate({**VIEW, "state": {"values": values}})
    assert modal.text("title") == "Doe v. Roe"
    assert modal.text("zone") == "Alaska"
    assert (modal.text("none"), modal.chosen("none")) == ("", ())
    assert (modal.block_of("title"), modal.block_of("none")) == ("b1", "none")


@pytest.mark.parametrize("name", ["team_id", "user_id", "channel_id"])
@pytest.mark.parametrize(
    "value", ["", "U1> <!channel>", "u1", "U1\n", "U 1", "\ud800", "U" * 65, 7, None]
)
def test_an_id_is_one_that_slack_gives(name: str, value: Any) -> None:
    given = {**COMMAND, name: value}
    with pytest.raises(ValidationError):
        SlashCommand.model_validate(given)
    assert not is_readable(given)


@pytest.mark.parametrize("changes", [{"trigger_id": "\ud800"}, {"text": "x" * 12_001}])
def test_a_command_that_nobody_could_have_typed_is_not_read(changes: dict[str, str]) -> None:
    assert is_readable(COMMAND)
    assert not is_readable({**COMMAND, **changes})


@pytest.mark.parametrize(
    "url",
    ["javascript:x", "file:///etc/passwd", "https://", "//evil.example/", "https://e/\n", "x"],
)
def test_answers_go_to_addresses_of_the_web_only(url: str) -> None:
    with pytest.raises(ValidationError):
        press(response_url=url)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": None},
        {"type": ["block_actions"]},
        {"type": "interactive_message"},
        {"type": "event_callback", "event": "null"},
        {"type": "event_callback", "event": {"type": {}}},
        {"type": "view_submission", "user": {"id": "U1"}, "view": {**VIEW, "blocks": [7]}},
        {"type": "view_submission", "user": {"id": "U1"}, "view": {**VIEW, "state": {"values": 7}}},
        {"type": "block_actions", "user": {"id": "U1"}, "trigger_id": "1", "actions": [{}]},
    ],
)
def test_a_body_in_no_form_of_slacks_is_known_for_one(body: dict[str, Any]) -> None:
    assert not is_readable(body)


@pytest.mark.parametrize("blocks", ["C0NOSUCH", [7], {}])
def test_a_press_on_a_message_in_no_form_of_slacks_is_not_read(blocks: Any) -> None:
    with pytest.raises(ValidationError):
        press(message={"ts": "1.2", "blocks": blocks})
    assert press(message={"ts": "1.2", "blocks": None}).message_blocks == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("to\u200bmorrow\u2060 2pm", "tomorrow 2pm"),
        ("\u200b", ""),
        ("&#8203;&#x202e;Doe", "Doe"),
        ("\ufeff next\u00ad ", "next"),
    ],
)
def test_what_nobody_sees_is_not_read(text: str, words: str) -> None:
    assert SlashCommand.model_validate({**COMMAND, "text": text}).words == words
