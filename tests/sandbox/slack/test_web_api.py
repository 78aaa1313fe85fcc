"""The Web API as the bot's own client meets it."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientNotConnectedError
from slack_sdk.web import SlackResponse

from sandbox.slack import Change, Fault, Slack
from sandbox.slack.people import ANA, BEN, DEV

ANNOUNCE, DEPOSITIONS = "C07ANNOUNCE", "C07DEPOSITN"
SECTION: dict[str, Any] = {"type": "section", "text": {"type": "plain_text", "text": "Hello"}}


@pytest.fixture
def client(empty_slack: Slack) -> WebClient:
    return WebClient(token=empty_slack.bot_token, base_url=empty_slack.api_url, retry_handlers=[])


def error_of(raised: pytest.ExceptionInfo[SlackApiError]) -> str:
    return str(raised.value.response["error"])


def call(client: WebClient, method: str, args: dict[str, Any]) -> SlackResponse:
    """Call a method with its arguments where it takes them: what only reads takes no JSON."""
    reads = method.startswith(("users.", "team.")) or method in {
        "conversations.history",
        "conversations.info",
    }
    if reads:
        return client.api_call(method, params=args)
    return client.api_call(method, json=args)


def test_what_only_reads_takes_no_json(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as raised:
        client.api_call("users.info", json={"user": ANA.id})
    assert error_of(raised) == "invalid_arguments"
    assert client.api_call("users.info", params={"user": ANA.id})["ok"]


def test_the_bot_learns_who_it_is(client: WebClient) -> None:
    answer = client.auth_test()
    assert (answer["user_id"], answer["team_id"]) == ("U07DOCKETBT", "T07HARBOR01")


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("chat.postMessage", {"channel": "C07WATERCLR", "text": "a"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "C0NOWHERE00", "text": "a"}, "channel_not_found"),
        ("chat.postMessage", {"channel": DEPOSITIONS}, "no_text"),
        ("chat.postMessage", {"channel": DEPOSITIONS, "blocks": [{"type": "x"}]}, "invalid_blocks"),
        (
            "chat.postMessage",
            {"channel": DEPOSITIONS, "text": "a", "thread_ts": "1.2"},
            "thread_not_found",
        ),
        ("chat.update", {"channel": DEPOSITIONS, "ts": "1.2", "text": "a"}, "message_not_found"),
        ("chat.delete", {"channel": DEPOSITIONS, "ts": "1.2"}, "message_not_found"),
        (
            "chat.postEphemeral",
            {"channel": "C07SMITHVJN", "user": DEV.id, "text": "a"},
            "user_not_in_channel",
        ),
        ("views.open", {"trigger_id": "1.2.3", "view": {}}, "invalid_trigger_id"),
        ("views.update", {"view_id": "V0NOWHERE00", "view": {}}, "not_found"),
        ("users.info", {"user": "U0NOBODY000"}, "user_not_found"),
        ("users.lookupByEmail", {"email": "nobody@nowhere.example"}, "users_not_found"),
        ("conversations.history", {"channel": "C07WATERCLR"}, "not_in_channel"),
        ("conversations.history", {"channel": "C07SMITHVJN"}, "missing_scope"),
        ("conversations.join", {"channel": "C07SMITHVJN"}, "method_not_supported_for_channel_type"),
        ("chat.scheduleMessage", {"channel": DEPOSITIONS}, "unknown_method"),
    ],
)
def test_a_refusal_has_slacks_own_code(
    client: WebClient, method: str, args: dict[str, Any], error: str
) -> None:
    with pytest.raises(SlackApiError) as raised:
        call(client, method, args)
    assert error_of(raised) == error


def test_in_an_archived_channel_nothing_is_posted_or_changed(
    client: WebClient, empty_slack: Slack
) -> None:
    posted = client.chat_postMessage(channel=DEPOSITIONS, text="Hello")
    empty_slack.change_channel("#depositions", Change.ARCHIVE)
    for method, args, error in (
        ("chat.postMessage", {"text": "More"}, "is_archived"),
        ("chat.update", {"ts": posted["ts"], "text": "Changed"}, "is_inactive"),
    ):
        with pytest.raises(SlackApiError) as raised:
            call(client, method, {"channel": DEPOSITIONS, **args})
        assert error_of(raised) == error
    empty_slack.change_channel("#depositions", Change.UNARCHIVE)
    client.chat_update(channel=DEPOSITIONS, ts=posted["ts"], text="Changed")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change.SHARE, {"is_ext_shared": True}),
        (Change.ARCHIVE, {"is_archived": True}),
        (Change.RENAME, {"name": "depos"}),
    ],
)
def test_what_happens_to_a_channel_is_what_it_is_from_then_on(
    client: WebClient, empty_slack: Slack, change: Change, said: dict[str, Any]
) -> None:
    empty_slack.change_channel("#depositions", change, new_name="#depos")
    told = client.conversations_info(channel=DEPOSITIONS)["channel"]
    assert {name: told[name] for name in said} == said


def test_a_wrong_token_is_refused(empty_slack: Slack) -> None:
    for token, error in (("xoxb-wrong", "invalid_auth"), ("", "not_authed")):
        with pytest.raises(SlackApiError) as raised:
            WebClient(token=token, base_url=empty_slack.api_url).auth_test()
        assert error_of(raised) == error


def test_a_posted_message_can_be_changed_threaded_and_deleted(
    client: WebClient, empty_slack: Slack
) -> None:
    posted = client.chat_postMessage(channel=DEPOSITIONS, text="Hello", blocks=[SECTION])
    client.chat_postMessage(channel=DEPOSITIONS, text="More", thread_ts=posted["ts"])
    ana = empty_slack.person("Ana Reyes")
    shown = ana.messages("#depositions")[0]
    assert [reply.text for reply in shown.replies] == ["More"]
    client.chat_update(channel=DEPOSITIONS, ts=posted["ts"], text="Changed", blocks=[SECTION])
    assert (shown.fallback, shown.text) == ("Changed", "Hello")
    client.chat_delete(channel=DEPOSITIONS, ts=posted["ts"])
    assert not shown.is_there


def test_an_update_with_text_alone_takes_the_blocks_away(
    client: WebClient, empty_slack: Slack
) -> None:
    posted = client.chat_postMessage(channel=DEPOSITIONS, text="Hello", blocks=[SECTION])
    client.chat_update(channel=DEPOSITIONS, ts=posted["ts"], text="Bare")
    shown = empty_slack.person("Ana Reyes").messages("#depositions")[0]
    assert (shown.text, shown.source.blocks) == ("Bare", [])


def test_an_update_is_refused_beyond_4000_characters(client: WebClient) -> None:
    posted = client.chat_postMessage(channel=DEPOSITIONS, text="Hello")
    client.chat_update(channel=DEPOSITIONS, ts=posted["ts"], text="x" * 4000)
    with pytest.raises(SlackApiError) as raised:
        client.chat_update(channel=DEPOSITIONS, ts=posted["ts"], text="x" * 4001)
    assert error_of(raised) == "msg_too_long"


def test_the_bot_changes_only_its_own_messages(client: WebClient, empty_slack: Slack) -> None:
    ana = empty_slack.person("Ana Reyes")
    ana.say("#depositions", "mine")
    ts = ana.messages("#depositions")[0].ts
    with pytest.raises(SlackApiError) as raised:
        client.chat_update(channel=DEPOSITIONS, ts=ts, text="yours")
    assert error_of(raised) == "cant_update_message"
    with pytest.raises(SlackApiError) as raised:
        client.chat_delete(channel=DEPOSITIONS, ts=ts)
    assert error_of(raised) == "cant_delete_message"


def test_an_ephemeral_message_cannot_be_changed_by_its_ts(client: WebClient) -> None:
    posted = client.chat_postEphemeral(channel=DEPOSITIONS, user=ANA.id, text="psst")
    with pytest.raises(SlackApiError) as raised:
        client.chat_update(channel=DEPOSITIONS, ts=posted["message_ts"], text="louder")
    assert error_of(raised) == "message_not_found"


def test_a_direct_message_is_opened_once(client: WebClient, empty_slack: Slack) -> None:
    first = client.conversations_open(users=ANA.id)["channel"]["id"]
    assert client.conversations_open(users=ANA.id)["channel"]["id"] == first
    client.chat_postMessage(channel=first, text="hello")
    client.chat_postMessage(channel=ANA.id, text="again")
    said = [m.text for m in empty_slack.person("Ana Reyes").messages("@app")]
    assert said == ["hello", "again"]


def test_people_have_zones_and_rights(client: WebClient) -> None:
    ana = client.users_info(user=ANA.id)["user"]
    assert (ana["tz"], ana["is_admin"], "locale" in ana) == ("America/Los_Angeles", False, False)
    carla = client.users_info(user="U07CARLASTN", include_locale=True)["user"]
    assert (carla["is_admin"], carla["locale"]) == (True, "en-US")
    assert client.users_info(user=DEV.id)["user"]["is_restricted"] is True
    assert client.users_lookupByEmail(email=BEN.email)["user"]["id"] == BEN.id


def test_channels_say_what_they_are(client: WebClient) -> None:
    shared = client.conversations_info(channel="C07SHAREDAC", include_num_members=True)["channel"]
    assert (shared["is_ext_shared"], shared["num_members"]) == (True, 6)
    names = [c["name"] for c in client.conversations_list()["channels"]]
    assert "watercooler" in names
    assert "smith-v-jones" not in names
    client.conversations_join(channel="C07WATERCLR")
    client.chat_postMessage(channel="C07WATERCLR", text="hello")


def test_lists_come_in_pages(client: WebClient) -> None:
    pages = [client.conversations_members(channel=DEPOSITIONS, limit=2)]
    while cursor := pages[-1]["response_metadata"]["next_cursor"]:
        pages.append(client.conversations_members(channel=DEPOSITIONS, limit=2, cursor=cursor))
    assert [len(page["members"]) for page in pages] == [2, 2, 1]


def test_history_shows_what_everybody_sees_newest_first(
    client: WebClient, empty_slack: Slack
) -> None:
    first = client.chat_postMessage(channel=DEPOSITIONS, text="one")
    client.chat_postMessage(channel=DEPOSITIONS, text="reply", thread_ts=first["ts"])
    client.chat_postEphemeral(channel=DEPOSITIONS, user=ANA.id, text="psst")
    empty_slack.person("Ben Okafor").say("#depositions", "two")
    history = client.conversations_history(channel=DEPOSITIONS)["messages"]
    assert [m["text"] for m in history] == ["two", "one"]
    assert history[1]["reply_count"] == 1
    replies = client.conversations_replies(channel=DEPOSITIONS, ts=first["ts"])["messages"]
    assert [m["text"] for m in replies] == ["one", "reply"]


def test_a_part_of_the_history_and_of_a_thread_can_be_asked_for(client: WebClient) -> None:
    said = [client.chat_postMessage(channel=DEPOSITIONS, text=str(n))["ts"] for n in range(4)]
    first, second, third, _ = said
    bounds = {"channel": DEPOSITIONS, "oldest": first, "latest": third}
    history = client.conversations_history(**bounds)["messages"]
    assert [m["ts"] for m in history] == [second]
    history = client.conversations_history(**bounds, inclusive=True)["messages"]
    assert [m["ts"] for m in history] == [third, second, first]
    replies = [
        client.chat_postMessage(channel=DEPOSITIONS, text="reply", thread_ts=first)["ts"]
        for _ in range(3)
    ]
    thread = client.conversations_replies(
        channel=DEPOSITIONS, ts=first, oldest=replies[1], inclusive=True
    )["messages"]
    assert [m["ts"] for m in thread] == [first, *replies[1:]]


def test_history_can_be_limited_as_for_apps_outside_of_the_directory(
    client: WebClient, empty_slack: Slack
) -> None:
    empty_slack.limit_history()
    first = client.chat_postMessage(channel=DEPOSITIONS, text="one")["ts"]
    for _ in range(20):
        client.chat_postMessage(channel=DEPOSITIONS, text="reply", thread_ts=first)
    for method in ("conversations.history", "conversations.replies"):
        asked: dict[str, Any] = {"channel": DEPOSITIONS, "ts": first, "limit": 200}
        page = client.api_call(method, params=asked)
        assert page["has_more"] == (method == "conversations.replies")
        assert len(page["messages"]) <= 15
        with pytest.raises(SlackApiError) as raised:
            client.api_call(method, params=asked)
        assert raised.value.response.headers["Retry-After"] == "60"


def test_a_method_can_be_made_to_go_wrong_so_many_times(
    client: WebClient, empty_slack: Slack
) -> None:
    empty_slack.misbehave("chat.postMessage", Fault.ERROR, error="is_archived", times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as raised:
            client.chat_postMessage(channel=DEPOSITIONS, text="a")
        assert error_of(raised) == "is_archived"
    client.chat_postMessage(channel=DEPOSITIONS, text="a")


def test_a_method_can_be_rate_limited(client: WebClient, empty_slack: Slack) -> None:
    empty_slack.misbehave("auth.test", Fault.RATE_LIMITED, seconds=7)
    with pytest.raises(SlackApiError) as raised:
        client.auth_test()
    assert raised.value.response.status_code == 429
    assert raised.value.response.headers["Retry-After"] == "7"


@pytest.mark.parametrize(("fault", "posted"), [(Fault.DROP, 0), (Fault.DROP_AFTER, 1)])
def test_the_line_can_be_dropped_before_or_after_the_work(
    client: WebClient, empty_slack: Slack, fault: Fault, posted: int
) -> None:
    empty_slack.misbehave("chat.postMessage", fault)
    with pytest.raises((OSError, SlackClientNotConnectedError)):
        client.chat_postMessage(channel=DEPOSITIONS, text="a")
    assert len(empty_slack.person("Ana Reyes").messages("#depositions")) == posted


def test_every_call_is_kept_for_the_test_to_see(client: WebClient, empty_slack: Slack) -> None:
    client.chat_postMessage(channel=DEPOSITIONS, text="a")
    call = empty_slack.calls[-1]
    assert (call.method, call.args["text"]) == ("chat.postMessage", "a")


def test_a_refusal_may_be_meant_for_what_contains_something(
    client: WebClient, empty_slack: Slack
) -> None:
    empty_slack.misbehave(
        "chat.postMessage", Fault.ERROR, error="invalid_blocks", containing="https://é.example"
    )
    channel = empty_slack.channel_id("#general")
    client.chat_postMessage(channel=channel, text="harmless")
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        client.chat_postMessage(channel=channel, text="see https://é.example")
    client.chat_postMessage(channel=channel, text="see https://é.example")
