"""Reading what Slack sends: whose workspace it is from, and what stands in a form."""

from typing import Any

import pytest

from handlers.payloads import WORKSPACE, Command, Modal, Press, Submission

VIEW = {"id": "V1", "callback_id": "x", "root_view_id": "V0"}


def press(**changes: Any) -> Press:
    usual: dict[str, Any] = {
        "user": {"id": "U1"},
        "actions": [{"action_id": "a", "value": "v"}],
        "trigger_id": "1.2",
    }
    return Press.model_validate({**usual, **changes})


def submission(**changes: Any) -> Submission:
    usual: dict[str, Any] = {"user": {"id": "U1"}, "view": VIEW}
    return Submission.model_validate({**usual, **changes})


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
    assert Command.model_validate({**command, "team_id": "T9", WORKSPACE: "T1"}).team == "T1"


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
    ],
)
def test_a_commands_words_are_as_they_were_typed(text: str, typed: str) -> None:
    command = Command.model_validate(
        {
            "team_id": "T1",
            "user_id": "U1",
            "channel_id": "C1",
            "command": "/session",
            "trigger_id": "1.2",
            "text": text,
        }
    )
    assert command.words == typed


def test_a_fields_text_hides_nothing() -> None:
    element = {"value": " Doe\u202e v. \x00Roe\u2066 \n"}
    values = {"b1": {"title": element}, "b2": {"zone": {"selected_option": {"value": "Alaska"}}}}
    modal = Modal.model_validate({**VIEW, "state": {"values": values}})
    assert modal.text("title") == "Doe v. Roe"
    assert modal.text("zone") == "Alaska"
    assert (modal.text("none"), modal.chosen("none")) == ("", ())
    assert (modal.block_of("title"), modal.block_of("none")) == ("b1", "none")
