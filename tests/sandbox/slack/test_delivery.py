"""What arrives at the bot, byte by byte, and what becomes of its answers."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from flask import Flask, Response, request
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from sandbox.slack import Slack
from sandbox.slack.manifest import Manifest
from sandbox.slack.person import Shown
from tests.sandbox.conftest import served

Answer = Callable[[dict[str, Any]], Response]


class Bot:
    """A bot that keeps what it gets and answers as it is told."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        self.client = WebClient(token=slack.bot_token, base_url=slack.api_url)
        self.got: list[dict[str, Any]] = []
        self.answer: Answer = lambda _: Response()
        self.signed: list[bool] = []

    def take(self) -> Response:
        """Take one request from Slack."""
        raw = request.get_data()
        verifier = SignatureVerifier(self.slack.signing_secret)
        self.signed.append(verifier.is_valid_request(raw, dict(request.headers)))
        if request.is_json:
            body = json.loads(raw)
        else:
            form = {key: value[0] for key, value in parse_qs(raw.decode(), True).items()}
            body = json.loads(form["payload"]) if "payload" in form else form
        self.got.append(body)
        return self.answer(body)

    def open(self, view: dict[str, Any]) -> None:
        """Open a view at every trigger from now on."""

        def answer(body: dict[str, Any]) -> Response:
            if "trigger_id" in body and body.get("type") != "view_submission":
                self.client.views_open(trigger_id=body["trigger_id"], view=view)
            return Response()

        self.answer = answer


@contextmanager
def listening(take: Callable[[], Response]) -> Iterator[str]:
    """Serve one address."""
    app = Flask("bot")
    app.add_url_rule("/slack/events", view_func=take, methods=["POST"])
    with served(app) as url:
        yield url


@pytest.fixture
def bot(empty_slack: Slack) -> Iterator[Bot]:
    bot = Bot(empty_slack)
    with listening(bot.take) as url:
        empty_slack.connect(url)
        yield bot


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Title"),
        "submit": plain("Go"),
        "blocks": list(blocks),
    } | more


def field(block_id: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(block_id),
        "element": element | {"action_id": "it"},
    } | more


TEXT = {"type": "plain_text_input"}
BUTTON = {"type": "button", "action_id": "press", "text": plain("Press"), "value": "v"}
PRESS = {"type": "actions", "block_id": "b", "elements": [BUTTON]}


def posted(bot: Bot, *, channel: str = "#depositions", **more: Any) -> Shown:
    bot.client.chat_postMessage(channel=channel, text="Hello", blocks=[PRESS], **more)
    return bot.slack.person("Ana Reyes").messages(channel)[-1]


def test_a_command_is_a_signed_form_with_every_field(bot: Bot) -> None:
    bot.slack.person("Ana Reyes").command("#smith-v-jones", "/book  for @Ben Okafor & co <3")
    form = bot.got[0]
    assert bot.signed == [True]
    assert form["command"] == "/book"
    assert form["text"] == "for <@U07BENOKAFR> &amp; co &lt;3"
    assert form["channel_name"] == "privategroup"
    assert form["user_id"] == "U07ANAREYES"
    assert form["response_url"].startswith(f"{bot.slack.url}/commands/T07HARBOR01/")
    assert form["is_enterprise_install"] == "false"


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("in #depositions", "in <#C07DEPOSITN|depositions>"),
        ("in #smith-v-jones", "in <#C07SMITHVJN|>"),
        ("see https://x.y/z?a=1&b=2.", "see <https://x.y/z?a=1&amp;b=2>."),
        ("mail a@b.example", "mail <mailto:a@b.example|a@b.example>"),
        ("@nobody", "@nobody"),
    ],
)
def test_an_escaped_command_carries_ids(bot: Bot, typed: str, sent: str) -> None:
    bot.slack.person("Ana Reyes").command("#depositions", f"/book {typed}")
    assert bot.got[0]["text"] == sent


def test_an_unescaped_command_carries_names(bot: Bot) -> None:
    bot.slack.person("Ana Reyes").command("#depositions", "/silent @Ben Okafor <3")
    assert bot.got[0]["text"] == "@Ben Okafor &lt;3"


def test_a_command_may_be_answered_in_its_ack(bot: Bot) -> None:
    ana, ben = bot.slack.person("Ana Reyes"), bot.slack.person("Ben Okafor")
    bot.answer = lambda _: Response("just text", mimetype="text/plain")
    ana.command("#depositions", "/book")
    assert ana.messages("#depositions")[0].only_for_me
    answer = {"response_type": "in_channel", "text": "for all"}
    bot.answer = lambda _: Response(json.dumps(answer), mimetype="application/json")
    ana.command("#depositions", "/book")
    assert [m.text for m in ben.messages("#depositions")] == ["/book", "for all"]


def test_state_has_slacks_shape_for_every_element(bot: Bot) -> None:
    options = [{"text": plain("One"), "value": "1"}, {"text": plain("Two"), "value": "2"}]
    view = modal(
        field("text", TEXT, optional=True),
        field("number", {"type": "number_input", "is_decimal_allowed": True}, optional=True),
        field("one", {"type": "static_select", "options": options, "initial_option": options[1]}),
        field("many", {"type": "multi_static_select", "options": options}, optional=True),
        field("boxes", {"type": "checkboxes", "options": options}, optional=True),
        field("who", {"type": "users_select"}, optional=True),
        field("whom", {"type": "multi_users_select"}, optional=True),
        field("where", {"type": "conversations_select", "default_to_current_conversation": True}),
        field("channel", {"type": "channels_select"}, optional=True),
        field("day", {"type": "datepicker"}, optional=True),
        field("clock", {"type": "timepicker", "timezone": "America/Chicago"}, optional=True),
        field("at", {"type": "datetimepicker"}, optional=True),
    )
    bot.open(view)
    screen = bot.slack.person("Ana Reyes").command("#depositions", "/book")
    screen.fill("boxes", ["Two"]).fill("day", "2027-01-28").submit()
    assert {key: value["it"] for key, value in bot.got[-1]["view"]["state"]["values"].items()} == {
        "text": {"type": "plain_text_input", "value": None},
        "number": {"type": "number_input", "value": None},
        "one": {"type": "static_select", "selected_option": options[1]},
        "many": {"type": "multi_static_select", "selected_options": []},
        "boxes": {"type": "checkboxes", "selected_options": [options[1]]},
        "who": {"type": "users_select", "selected_user": None},
        "whom": {"type": "multi_users_select", "selected_users": []},
        "where": {"type": "conversations_select", "selected_conversation": "C07DEPOSITN"},
        "channel": {"type": "channels_select", "selected_channel": None},
        "day": {"type": "datepicker", "selected_date": "2027-01-28"},
        "clock": {
            "type": "timepicker",
            "selected_time": None,
            "timezone": "America/Chicago",
        },
        "at": {"type": "datetimepicker", "selected_date_time": None},
    }


def test_a_button_in_a_message_tells_where_it_was_and_in_a_modal_does_not(bot: Bot) -> None:
    posted(bot).press("Press")
    in_message = bot.got[-1]
    assert in_message["container"]["channel_id"] == in_message["channel"]["id"] == "C07DEPOSITN"
    assert in_message["actions"][0] | {"action_ts": ""} == {
        "type": "button",
        "action_id": "press",
        "block_id": "b",
        "value": "v",
        "text": plain("Press"),
        "action_ts": "",
    }
    bot.open(modal(PRESS))
    bot.slack.person("Ana Reyes").command("#depositions", "/book")
    bot.answer = lambda _: Response()
    bot.slack.person("Ana Reyes").screen.press("Press")
    in_modal = bot.got[-1]
    assert in_modal["container"] == {"type": "view", "view_id": in_modal["view"]["id"]}
    assert not in_modal.keys() & {"channel", "response_url", "message"}


def test_an_ephemeral_message_is_not_shown_to_the_app_again(bot: Bot) -> None:
    bot.client.chat_postEphemeral(
        channel="C07DEPOSITN", user="U07ANAREYES", text="psst", blocks=[PRESS]
    )
    bot.slack.person("Ana Reyes").messages("#depositions")[0].press("Press")
    assert bot.got[-1]["container"]["is_ephemeral"] is True
    assert "message" not in bot.got[-1]


def test_a_response_url_replaces_posts_and_deletes(bot: Bot) -> None:
    shown = posted(bot)
    shown.press("Press")
    url = bot.got[-1]["response_url"]
    ana = bot.slack.person("Ana Reyes")
    httpx.post(url, json={"replace_original": True, "text": "replaced"}, trust_env=False)
    assert shown.text == "replaced"
    httpx.post(url, json={"text": "for you"}, trust_env=False)
    httpx.post(url, json={"text": "for all", "response_type": "in_channel"}, trust_env=False)
    thread = {"text": "below", "response_type": "in_channel", "thread_ts": shown.ts}
    httpx.post(url, json=thread, trust_env=False)
    assert [(m.text, m.only_for_me) for m in ana.messages("#depositions")] == [
        ("replaced", False),
        ("for you", True),
        ("for all", False),
    ]
    assert shown.replies[0].text == "below"
    httpx.post(url, json={"delete_original": True}, trust_env=False)
    assert not shown.is_there
    refused = httpx.post(url, json={"text": "once too often"}, trust_env=False)
    assert (refused.status_code, refused.text) == (404, "used_url")


class Hands:
    """A clock whose hands a test moves."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        """Return the time they show, in Unix seconds."""
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def timed(hands: Hands, empty_slack: Slack) -> Iterator[Bot]:
    manifest: Manifest = empty_slack.workspace.manifest
    with Slack(manifest, clock=hands) as slack:
        bot = Bot(slack)
        with listening(bot.take) as url:
            slack.connect(url)
            yield bot


def error_of(call: Callable[[], Any]) -> str:
    with pytest.raises(SlackApiError) as raised:
        call()
    return str(raised.value.response["error"])


def test_a_trigger_opens_one_view_within_three_seconds(timed: Bot, hands: Hands) -> None:
    ana = timed.slack.person("Ana Reyes")
    ana.command("#depositions", "/book")
    trigger_id = timed.got[-1]["trigger_id"]
    hands.now += 2.9
    timed.client.views_open(trigger_id=trigger_id, view=modal())
    again = error_of(lambda: timed.client.views_open(trigger_id=trigger_id, view=modal()))
    assert again == "exchanged_trigger_id"
    ana.command("#depositions", "/book")
    late = timed.got[-1]["trigger_id"]
    hands.now += 3.1
    expired = error_of(lambda: timed.client.views_open(trigger_id=late, view=modal()))
    assert expired == "expired_trigger_id"


def test_a_response_url_ends_after_thirty_minutes(timed: Bot, hands: Hands) -> None:
    timed.slack.person("Ana Reyes").command("#depositions", "/book")
    url = timed.got[-1]["response_url"]
    hands.now += 29 * 60
    assert httpx.post(url, json={"text": "a"}, trust_env=False).is_success
    hands.now += 2 * 60
    assert httpx.post(url, json={"text": "a"}, trust_env=False).text == "expired_url"


def test_an_update_with_an_old_hash_conflicts(bot: Bot) -> None:
    bot.open(modal(field("a", TEXT)))
    screen = bot.slack.person("Ana Reyes").command("#depositions", "/book").fill("a", "typed")
    view = bot.slack.workspace.stacks["U07ANAREYES"][0]
    first = view.hash
    bot.client.views_update(view_id=view.id, hash=first, view=modal(field("a", TEXT), PRESS))
    assert screen.field("a").value == "typed"
    again = error_of(lambda: bot.client.views_update(view_id=view.id, hash=first, view=modal()))
    assert again == "hash_conflict"


def test_a_new_block_id_resets_what_was_typed(bot: Bot) -> None:
    bot.open(modal(field("a", TEXT)))
    screen = bot.slack.person("Ana Reyes").command("#depositions", "/book").fill("a", "typed")
    view_id = bot.slack.workspace.stacks["U07ANAREYES"][0].id
    fresh = field("b", TEXT | {"initial_value": "fresh"})
    bot.client.views_update(view_id=view_id, view=modal(fresh))
    assert screen.field("b").value == "fresh"


def test_an_external_id_is_taken_while_its_view_is_open(bot: Bot) -> None:
    bot.open(modal(external_id="mine"))
    ana, ben = bot.slack.person("Ana Reyes"), bot.slack.person("Ben Okafor")
    screen = ana.command("#depositions", "/book")
    bot.answer = lambda _: Response()
    ben.command("#depositions", "/book")
    trigger_id = bot.got[-1]["trigger_id"]
    view = modal(external_id="mine")
    taken = error_of(lambda: bot.client.views_open(trigger_id=trigger_id, view=view))
    assert taken == "duplicate_external_id"
    bot.client.views_update(external_id="mine", view=modal(title=plain("Found")))
    assert screen.title == "Found"


def test_the_fourth_view_is_refused(bot: Bot) -> None:
    bot.open(modal(PRESS))
    screen = bot.slack.person("Ana Reyes").command("#depositions", "/book")
    bot.answer = lambda _: Response()

    def push() -> None:
        screen.press("Press")
        bot.client.views_push(trigger_id=bot.got[-1]["trigger_id"], view=modal(PRESS))

    push()
    push()
    assert screen.depth == 3
    assert error_of(push) == "push_limit_reached"


def test_a_bot_that_does_not_answer_in_three_seconds_is_given_up(bot: Bot) -> None:
    bot.open(modal(field("a", TEXT)))
    ana = bot.slack.person("Ana Reyes")
    screen = ana.command("#depositions", "/book").fill("a", "typed")
    silence = threading.Event()

    def never(_: dict[str, Any]) -> Response:
        silence.wait(30)
        return Response()

    bot.answer = never
    try:
        screen.submit()
        assert screen.failure == "We had some trouble connecting. Try again?"
        assert screen.field("a").value == "typed"
        ana.command("#depositions", "/book")
    finally:
        silence.set()
    ana.wait_for_message("#depositions", 'failed with the error "operation_timeout"')


def test_an_invalid_view_in_an_ack_is_trouble(bot: Bot) -> None:
    bot.open(modal())
    screen = bot.slack.person("Ana Reyes").command("#depositions", "/book")
    answer = {"response_action": "update", "view": modal(title=plain("x" * 25))}
    bot.answer = lambda _: Response(json.dumps(answer), mimetype="application/json")
    screen.submit()
    assert screen.failure.startswith("We had some trouble connecting. Try again?")
    assert screen.title == "Title"


def test_choosing_where_to_post_comes_with_a_way_to_post_there(bot: Bot) -> None:
    where = {"type": "conversations_select", "response_url_enabled": True}
    bot.open(modal(field("where", where)))
    screen = bot.slack.person("Ana Reyes").command("#depositions", "/book")
    screen.fill("where", "#general").submit()
    given = bot.got[-1]["response_urls"][0]
    assert (given["block_id"], given["channel_id"]) == ("where", "C07GENERAL1")
    httpx.post(
        given["response_url"], json={"text": "hi", "response_type": "in_channel"}, trust_env=False
    )
    assert bot.slack.person("Dev Patel").messages("#general")[0].text == "hi"


def test_opening_the_home_tab_is_an_event(bot: Bot) -> None:
    bot.slack.person("Ana Reyes").home()
    envelope = bot.got[-1]
    assert envelope["type"] == "event_callback"
    assert envelope["event"]["type"] == "app_home_opened"
    assert (envelope["event"]["tab"], "view" in envelope["event"]) == ("home", False)
