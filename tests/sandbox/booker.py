"""Booker: a small Bolt app that does with Slack what Docket does, to try the sandbox's Slack with."""

from typing import Any

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

from sandbox.slack import Slack
from sandbox.slack.manifest import Manifest

MANIFEST = Manifest.model_validate(
    {
        "display_information": {"name": "Booker", "description": "Books things"},
        "features": {
            "bot_user": {"display_name": "Booker"},
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "slash_commands": [
                {
                    "command": "/book",
                    "description": "Book a thing",
                    "usage_hint": "[when]",
                    "should_escape": True,
                },
                {"command": "/silent", "description": "Answers never", "should_escape": False},
                {"command": "/broken", "description": "Always fails"},
            ],
            "shortcuts": [
                {
                    "name": "New thing",
                    "type": "global",
                    "callback_id": "new_thing",
                    "description": "Book a thing",
                },
                {
                    "name": "Book from this",
                    "type": "message",
                    "callback_id": "from_message",
                    "description": "Book from this message",
                },
            ],
        },
        "oauth_config": {
            "scopes": {
                "bot": [
                    "commands",
                    "chat:write",
                    "im:write",
                    "users:read",
                    "users:read.email",
                    "channels:read",
                    "channels:history",
                    "channels:join",
                    "team:read",
                ]
            }
        },
        "settings": {"event_subscriptions": {"bot_events": ["app_home_opened", "message.im"]}},
    }
)


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str) -> dict[str, Any]:
    return {"text": plain(text), "value": value}


def text_input(block_id: str, label: str, **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "typed"}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element | more.pop("element", {}),
    } | more


def form(*, when: str = "", reading: str = "", metadata: str = "") -> dict[str, Any]:
    """Return a form with every kind of input."""

    def field(block_id: str, label: str, element: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "input",
            "block_id": block_id,
            "label": plain(label),
            "optional": True,
            "element": element | {"action_id": "it"},
        }

    kinds = [option("Deposition", "depo"), option("Hearing", "hearing")]
    blocks = [
        text_input("title", "Title"),
        text_input(
            "when",
            "When",
            hint=plain("Such as: tomorrow 2pm"),
            dispatch_action=True,
            element={
                "action_id": "when",
                "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
            }
            | ({"initial_value": when} if when else {}),
        ),
        *(
            [{"type": "context", "elements": [{"type": "mrkdwn", "text": reading}]}]
            if reading
            else []
        ),
        text_input("notes", "Notes", optional=True, element={"multiline": True}),
        field("email", "Deponent email", {"type": "email_text_input"}),
        field("kind", "Kind", {"type": "static_select", "options": kinds}),
        field(
            "languages",
            "Languages",
            {
                "type": "multi_static_select",
                "option_groups": [
                    {"label": plain("Common"), "options": [option("English", "en")]},
                    {
                        "label": plain("Others"),
                        "options": [option("Spanish", "es"), option("French", "fr")],
                    },
                ],
            },
        ),
        field("host", "Host", {"type": "users_select"}),
        field("people", "Invitees", {"type": "multi_users_select"}),
        field(
            "announce",
            "Post card in",
            {
                "type": "conversations_select",
                "default_to_current_conversation": True,
                "filter": {"include": ["public", "private"]},
            },
        ),
        field("day", "Day", {"type": "datepicker"}),
        field("clock", "Clock", {"type": "timepicker", "timezone": "America/Chicago"}),
        field("zone", "Time zone", {"type": "external_select", "min_query_length": 0}),
        field("tell", "DirectMessage", {"type": "checkboxes", "options": kinds}),
        field("mode", "Mode", {"type": "radio_buttons", "options": kinds}),
        field(
            "minutes",
            "Minutes",
            {"type": "number_input", "is_decimal_allowed": False, "min_value": "15"},
        ),
        {
            "type": "actions",
            "block_id": "more",
            "elements": [
                {"type": "button", "action_id": "push", "text": plain("More")},
                {
                    "type": "button",
                    "action_id": "link",
                    "text": plain("Help"),
                    "url": "https://x.y",
                },
            ],
        },
    ]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Book a thing"),
        "submit": plain("Book"),
        "close": plain("Not now"),
        "private_metadata": metadata,
        "notify_on_close": True,
        "blocks": blocks,
    }


def card(title: str, *, state: str = "Booked") -> list[dict[str, Any]]:
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*{title}* · {state}"}},
        {
            "type": "actions",
            "block_id": "card",
            "elements": [
                {
                    "type": "button",
                    "action_id": "cancel",
                    "style": "danger",
                    "text": plain("Cancel thing"),
                    "value": title,
                    "confirm": {
                        "title": plain("Cancel it?"),
                        "text": plain("It goes away."),
                        "confirm": plain("Yes"),
                        "deny": plain("No"),
                    },
                },
                {
                    "type": "overflow",
                    "action_id": "overflow",
                    "options": [option("Show", "show"), option("Hide", "hide")],
                },
            ],
        },
    ]


def bolt_app(slack: Slack) -> App:
    """Return the Bolt app, talking to this workspace."""
    app = App(
        client=WebClient(token=slack.bot_token, base_url=slack.api_url),
        signing_secret=slack.signing_secret,
    )
    _commands(app)
    _form(app)
    _card(app)
    return app


def _commands(app: App) -> None:
    @app.command("/book")
    def book(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond) -> None:
        ack()
        if body["text"] == "help":
            respond(text="Type a *time*.", response_type="ephemeral")
            return
        client.views_open(
            trigger_id=body["trigger_id"],
            view=form(when=body["text"], metadata=body["channel_id"]),
        )

    @app.command("/broken")
    def broken() -> None:
        raise RuntimeError("broken on purpose")

    @app.shortcut("new_thing")
    def new_thing(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form())

    @app.shortcut("from_message")
    def from_message(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        view = form(when=body["message"]["text"], metadata=body["channel"]["id"])
        client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.event("app_home_opened")
    def home(event: dict[str, Any], client: WebClient) -> None:
        text = {"type": "mrkdwn", "text": f"Hello <@{event['user']}>"}
        client.views_publish(
            user_id=event["user"],
            view={"type": "home", "blocks": [{"type": "section", "text": text}]},
        )

    @app.event("message")
    def message(event: dict[str, Any], client: WebClient) -> None:
        client.chat_postMessage(channel=event["channel"], text=f"You said: {event['text']}")


def _form(app: App) -> None:
    @app.action("when")
    def when(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        typed = body["actions"][0]["value"]
        client.views_update(
            view_id=body["view"]["id"],
            hash=body["view"]["hash"],
            view=form(reading=f"Read as {typed!r}", metadata=body["view"]["private_metadata"]),
        )

    @app.action("push")
    def push(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_push(trigger_id=body["trigger_id"], view=SECOND)

    @app.action("link")
    def link(ack: Ack) -> None:
        ack()

    @app.options("it")
    def zones(ack: Ack, body: dict[str, Any]) -> None:
        offered = [option("Pacific", "America/Los_Angeles"), option("Paris", "Europe/Paris")]
        wanted = body["value"].casefold()
        ack(options=[o for o in offered if wanted in o["text"]["text"].casefold()])

    @app.view("second")
    def second(ack: Ack) -> None:
        ack(response_action="clear")

    @app.view_closed("form")
    def closed(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        cleared = body["is_cleared"]
        client.chat_postMessage(channel=body["user"]["id"], text=f"Closed, cleared: {cleared}")

    @app.view("form")
    def submitted(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        title = body["view"]["state"]["values"]["title"]["typed"]["value"]
        if title == "raise":
            raise RuntimeError("broken on purpose")
        ack(**ANSWERS.get(title, {}))
        if title not in ANSWERS:
            channel = body["view"]["private_metadata"] or "#general"
            client.chat_postMessage(channel=channel, text=f"Booked {title}", blocks=card(title))


SECOND: dict[str, Any] = {
    "type": "modal",
    "callback_id": "second",
    "title": plain("Second"),
    "submit": plain("Done"),
    "blocks": [{"type": "section", "text": plain("More of it")}],
}
ANSWERS: dict[str, dict[str, Any]] = {
    "bad": {"response_action": "errors", "errors": {"title": "Not this one."}},
    "unknown": {"response_action": "errors", "errors": {"nowhere": "Lost."}},
    "update": {"response_action": "update", "view": SECOND},
    "push": {"response_action": "push", "view": SECOND},
}


def _card(app: App) -> None:
    @app.action("cancel")
    def cancel(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        title = body["actions"][0]["value"]
        channel, ts = body["channel"]["id"], body["message"]["ts"]
        client.chat_update(
            channel=channel, ts=ts, text=f"Canceled {title}", blocks=card(title, state="Canceled")
        )
        client.chat_postMessage(
            channel=channel, thread_ts=ts, text=f"<@{context.user_id}> canceled it"
        )

    @app.action("overflow")
    def overflow(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        chosen = body["actions"][0]["selected_option"]["value"]
        respond(
            text=f"You chose {chosen}",
            response_type="ephemeral",
            replace_original=False,
            blocks=[
                {
                    "type": "actions",
                    "elements": [
                        {"type": "button", "action_id": "dismiss", "text": plain("Dismiss")}
                    ],
                }
            ],
        )

    @app.action("dismiss")
    def dismiss(ack: Ack, respond: Respond) -> None:
        ack()
        respond(delete_original=True)
