"""The least that a Bolt app can do of the same: acknowledge, post a card, call the provider, edit the card.

    python -m benchmarks.bare_bolt SLACK_API_URL PREVAIL_URL

It keeps nothing and checks nothing; whatever it costs, Docket costs besides what its promises do.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import waitress
from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from benchmarks.slack_requests import SIGNING_SECRET

THREADS = 32
CALLS_AT_ONCE = 64
FORM = {
    "type": "modal",
    "callback_id": "session",
    "title": {"type": "plain_text", "text": "New session"},
    "submit": {"type": "plain_text", "text": "Book"},
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": {"type": "plain_text", "text": "Title"},
            "element": {"type": "plain_text_input", "action_id": "title"},
        }
    ],
}


def build(slack_url: str, prevail_url: str) -> App:
    """Make the app; its calls are made by threads of their own, after the ack."""
    client = WebClient(token="xoxb-bare", base_url=slack_url)  # noqa: S106 - nobody's
    prevail, pool = httpx.Client(timeout=15), ThreadPoolExecutor(CALLS_AT_ONCE)
    app = App(
        client=client,
        signing_secret=SIGNING_SECRET,
        authorize=lambda: AuthorizeResult(
            enterprise_id=None,
            team_id=None,
            bot_token="xoxb-bare",  # noqa: S106 - nobody's
        ),
        process_before_response=True,
        listener_executor=ThreadPoolExecutor(THREADS),
    )

    def book(view: dict[str, Any], title: str) -> None:
        channel = "C0BARE"
        card = client.chat_postMessage(channel=channel, text=f"{title} Booking…")
        remote = {"title": title, "remote_session_id": view["id"]}
        order = {"session_request": {"remote_session": remote, "session_details": {}}}
        prevail.post(f"{prevail_url}/sessions", content=json.dumps(order)).raise_for_status()
        client.chat_update(channel=channel, ts=card["ts"], text=f"{title} Confirmed")

    def open_form(ack: Ack, body: dict[str, Any]) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=FORM)
        ack()

    def submit(ack: Ack, view: dict[str, Any]) -> None:
        pool.submit(book, view, view["state"]["values"]["title"]["title"]["value"])
        ack()

    app.command("/session")(open_form)
    app.view("session")(submit)
    return app


def main() -> None:
    """Serve on a free port of 127.0.0.1, as Docket is served."""
    app = build(*sys.argv[1:])
    server = waitress.create_server(
        SlackRequestHandler(app), host="127.0.0.1", port=0, threads=THREADS
    )
    sys.stderr.write(f"http://127.0.0.1:{server.effective_port}/slack/events\n")
    server.run()


if __name__ == "__main__":
    main()
