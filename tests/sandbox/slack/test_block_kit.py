"""Block Kit's documented limits, each at its edge."""

from typing import Any

import pytest

from sandbox.slack.block_kit import check_message, check_view
from sandbox.slack.errors import SlackError


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(value: str = "v", text: str = "t") -> dict[str, Any]:
    return {"text": plain(text), "value": value}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": "a", "text": plain("Press")} | more


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def section(text: str = "Hello", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}} | more


def entry(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("Label"), "element": element} | more


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": plain("Title"),
        "submit": plain("Go"),
        "blocks": list(blocks),
    } | more


def complaint(check: Any, given: Any) -> str:
    with pytest.raises(SlackError) as raised:
        check(given)
    return str(raised.value.more["response_metadata"]["messages"][0])


TEXT = {"type": "plain_text_input", "action_id": "a"}

FINE: list[dict[str, Any]] = [
    section("x" * 3000),
    section(fields=[plain("x" * 2000)] * 10),
    section(accessory=button(url="https://x.y", style="danger")),
    actions(*[button(action_id=f"a{n}") for n in range(25)]),
    {"type": "context", "elements": [plain("x")] * 10},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider"},
    {"type": "image", "image_url": "https://x.y/z.png", "alt_text": "A picture"},
    entry(TEXT, hint=plain("x" * 2000), dispatch_action=True),
    entry({"type": "datepicker", "initial_date": "2027-01-28"}),
    entry({"type": "timepicker", "initial_time": "23:59", "timezone": "America/Chicago"}),
    entry({"type": "static_select", "options": [option(str(n)) for n in range(100)]}),
    entry({"type": "checkboxes", "options": [option(str(n)) for n in range(10)]}),
    actions({"type": "overflow", "action_id": "o", "options": [option(str(n)) for n in range(5)]}),
]

WRONG: list[tuple[dict[str, Any], str]] = [
    (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ({"type": "section"}, "must define either `text` or `fields`"),
    (section(fields=[plain("x")] * 11), "no more than 10 items allowed"),
    (section(fields=[plain("x" * 2001)]), "must be less than 2001 characters"),
    (section(colour="red"), "invalid additional property: colour [json-pointer:/blocks/0]"),
    (actions(), "no fewer than 1 items allowed"),
    (actions(*[button(action_id=f"a{n}") for n in range(26)]), "no more than 25 items allowed"),
    (actions(button(), button()), "action_id `a` already exists"),
    (actions(button(text=plain("x" * 76))), "[json-pointer:/blocks/0/elements/0/text]"),
    (actions(button(value="x" * 2001)), "must be less than 2001 characters"),
    (actions(button(style="green")), "[json-pointer:/blocks/0/elements/0/style]"),
    (actions(button(action_id="x" * 256)), "must be less than 256 characters"),
    (actions(TEXT), "unsupported type: plain_text_input"),
    ({"type": "header", "text": plain("x" * 151)}, "must be less than 151 characters"),
    ({"type": "image", "image_url": "https://x.y/z.png"}, "missing required field: alt_text"),
    ({"type": "alert", "text": plain("x")}, "unsupported type: alert"),
    (entry({"type": "email_text_input"}), "email_text_input is not allowed in a message"),
    (entry({"type": "datepicker", "initial_date": "28/01/2027"}), "initial_date"),
    (entry({"type": "static_select", "options": []}), "no fewer than 1 items allowed"),
    (entry({"type": "static_select"}), "exactly one of options and option_groups"),
    (
        entry({"type": "static_select", "options": [option(str(n)) for n in range(101)]}),
        "no more than 100 items allowed",
    ),
    (
        entry({"type": "static_select", "options": [option()], "initial_option": option("w")}),
        "initial_option must exactly match",
    ),
    (entry({"type": "static_select", "options": [option("x" * 151)]}), "less than 151"),
    (entry({"type": "static_select", "options": [option("v", "x" * 76)]}), "less than 76"),
    (
        entry({"type": "checkboxes", "options": [option(str(n)) for n in range(11)]}),
        "no more than 10 items allowed",
    ),
    (
        actions({"type": "overflow", "options": [option(str(n)) for n in range(6)]}),
        "no more than 5 items allowed",
    ),
    (entry(TEXT | {"max_length": 3001}), "[json-pointer:/blocks/0/element/max_length]"),
    (entry(TEXT | {"max_length": 3, "initial_value": "four"}), "must be less than 4 characters"),
    (entry(TEXT, label=plain("x" * 2001)), "must be less than 2001 characters"),
    (section(accessory={"type": "datetimepicker"}), "unsupported type: datetimepicker"),
]


@pytest.mark.parametrize("block", FINE, ids=lambda block: str(block)[:60])
def test_what_keeps_the_limits_passes(block: dict[str, Any]) -> None:
    check_message([block])


@pytest.mark.parametrize(("block", "said"), WRONG, ids=[said[:60] for _, said in WRONG])
def test_what_breaks_a_limit_is_refused_with_its_place(block: dict[str, Any], said: str) -> None:
    assert said in complaint(check_message, [block])


def test_a_message_takes_50_blocks_and_a_modal_100() -> None:
    check_message([section()] * 50)
    assert "no more than 50 items" in complaint(check_message, [section()] * 51)
    check_view(modal(*[section()] * 100))
    assert "no more than 100 items" in complaint(check_view, modal(*[section()] * 101))


def test_block_ids_are_unique() -> None:
    twice = [section(block_id="b"), section(block_id="b")]
    assert "block_id `b` already exists" in complaint(check_message, twice)


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (
            modal(title=plain("x" * 25)),
            "must be less than 25 characters [json-pointer:/view/title]",
        ),
        (modal(submit=plain("x" * 25)), "/view/submit"),
        (modal(private_metadata="x" * 3001), "/view/private_metadata"),
        (modal(callback_id="x" * 256), "/view/callback_id"),
        (modal(entry(TEXT), submit=None), "missing required field: submit"),
        (modal({"type": "markdown", "text": "x"}), "unsupported type: markdown"),
        (modal({"type": "alert", "text": plain("x" * 201)}), "must be less than 201 characters"),
        (
            modal(
                entry(TEXT | {"focus_on_load": True}, block_id="a"),
                entry(TEXT | {"focus_on_load": True}, block_id="b"),
            ),
            "only one element",
        ),
        ({"type": "home", "blocks": [{"type": "alert", "text": plain("x")}]}, "unsupported type"),
        ({"type": "home", "blocks": [], "title": plain("x")}, "invalid additional property: title"),
        ("modal", "must provide an object"),
    ],
)
def test_a_view_that_breaks_a_limit_is_refused(view: Any, said: str) -> None:
    assert said in complaint(check_view, view)


def test_a_view_of_more_than_250_kilobytes_is_too_large() -> None:
    with pytest.raises(SlackError, match="view_too_large"):
        check_view(modal(*[section("x" * 3000)] * 90))


@pytest.mark.parametrize(
    "url", ["https://x.y", "http://127.0.0.1:1/a?b#c", "mailto:a@b.example", "slack://open"]
)
def test_a_button_may_be_a_link(url: str) -> None:
    check_message([actions(button(url=url))])


@pytest.mark.parametrize(
    "url", ["javascript:x", "data:x", "x.y", "//x.y", "https:", "https:// x", "https://x.y/a\nb"]
)
def test_a_button_that_leads_nowhere_is_refused(url: str) -> None:
    assert "must be a valid url" in complaint(check_message, [actions(button(url=url))])
