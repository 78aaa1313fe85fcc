"""The stand-in for Slack as a running server: one port for the bot and for the browser."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from flask import Flask, Response, request
from flask_sock import Sock
from simple_websocket import Server as WebSocket

from sandbox.http_server import Server
from sandbox.slack import manifest as manifests
from sandbox.slack import people, web_api
from sandbox.slack.browser import Page
from sandbox.slack.channels import Change
from sandbox.slack.client import Client
from sandbox.slack.delivery import Ack, Delivery
from sandbox.slack.endpoints import BotEndpoints, Call, Tokens
from sandbox.slack.faults import Fault, FaultPlan, PlannedFault, RateLimit
from sandbox.slack.interaction_tokens import InteractionTokens
from sandbox.slack.manifest import Manifest
from sandbox.slack.people import Person as Member
from sandbox.slack.people import Plan
from sandbox.slack.person import Person, Viewer
from sandbox.slack.socket_mode import Connections
from sandbox.slack.workspace import Workspace

MANIFEST: Final = Path(__file__).parents[2] / "manifest.yml"
BOT_TOKEN: Final = "xoxb-sandbox-docket"
APP_TOKEN: Final = "xapp-sandbox-docket"
SIGNING_SECRET: Final = "the-signing-secret-of-the-sandbox"
RESPONSE_TIMEOUT: Final = 3.0
"""Seconds Slack waits for an answer, and a trigger id opens a view for."""

T = TypeVar("T")


class Slack:
    """A workspace that answers on a port of this machine; use it as a context manager."""

    def __init__(
        self,
        manifest: Manifest | None = None,
        *,
        port: int = 0,
        clock: Callable[[], float] = time.time,
        plan: Plan = Plan.PLAIN,
        response_timeout: float = RESPONSE_TIMEOUT,
    ) -> None:
        self.workspace = Workspace(manifest or manifests.read(MANIFEST), clock=clock, plan=plan)
        self.faults = FaultPlan(clock=clock)
        self.bot_token = BOT_TOKEN
        self.app_token = APP_TOKEN
        self.signing_secret = SIGNING_SECRET
        self.stopping = threading.Event()
        self.flask = Flask("sandbox.slack", static_folder=None)
        self._server = Server(self.flask, port=port)
        self.url = self._server.url
        interactions = InteractionTokens(clock=clock, timeout=response_timeout)
        self.connections = Connections()
        self._delivery = Delivery(
            signing_secret=SIGNING_SECRET,
            clock=clock,
            connections=self.connections,
            timeout=response_timeout,
        )
        self.client = Client(
            self.workspace, tokens=interactions, delivery=self._delivery, base_url=self.url
        )
        context = web_api.Context(self.workspace, interactions, self.connections, self.url)
        tokens = Tokens(bot=BOT_TOKEN, app=APP_TOKEN)
        self._endpoints = BotEndpoints(context, interactions, self.faults, tokens, self.stopping)
        self.flask.before_request(_only_this_machine)
        self.flask.before_request(self._refuse_connection)
        self.flask.register_blueprint(self._endpoints.blueprint())
        Sock(self.flask).route("/link")(self._link)
        self.page = Page(
            self.workspace, client=self.client, faults=self.faults, stopping=self.stopping
        )
        self.flask.register_blueprint(self.page.blueprint())

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def api_url(self) -> str:
        """The address of the Web API, for `SLACK_API_URL`."""
        return f"{self.url}/api/"

    @property
    def calls(self) -> list[Call]:
        """Every call the bot made, oldest first; answers at response URLs are among them."""
        return list(self._endpoints.calls)

    @property
    def acks(self) -> list[Ack]:
        """What the bot answered to each command, interaction and event, oldest first."""
        return list(self._delivery.acks)

    def connect(self, bot_url: str) -> None:
        """Say where the bot takes requests, e.g. `http://127.0.0.1:3000/slack/events`."""
        self._delivery.url = bot_url

    def stop(self) -> None:
        """Close the port and wake everybody who waits."""
        self.stopping.set()
        self.workspace.close()
        self.connections.close()
        self._server.stop()
        self._delivery.close()

    def _refuse_connection(self) -> Response | None:
        """Refuse a Socket Mode connection where a refusal is planned."""
        status = self.connections.refusal() if request.path == "/link" else None
        return Response(status=status) if status else None

    def _link(self, connection: WebSocket) -> None:
        """Serve a Socket Mode connection."""
        self.connections.serve(connection, ticket=request.args.get("ticket", ""))

    def person(self, name: str) -> Person:
        """Be one of the workspace's people, by name."""
        return Person(Viewer(self._named(name), self.client, self.workspace))

    def change(self, name: str, **changes: Any) -> None:
        """Change what Slack knows of somebody: `role`, `deleted`, `company` and the like."""
        with self.workspace.changing():
            person = self._named(name)
            self.workspace.people[person.id] = replace(person, **changes)

    def _named(self, name: str) -> Member:
        for person in self.workspace.people.values():
            if person.name == name:
                return person
        raise LookupError(f"nobody is called {name!r}")

    def channel_id(self, name: str) -> str:
        """Return the id of a channel, named with or without `#`."""
        return self.workspace.channel_named(name).id

    def revoke(self, scope: str) -> None:
        """Take a scope from the bot's token, as where it was never granted."""
        self.workspace.manifest = self.workspace.manifest.without(scope)

    def change_channel(
        self, name: str, change: Change, *, new_name: str = "", notify: bool = True
    ) -> None:
        """Let an administrator change a channel; without `notify` its event gets lost on the way."""
        self.client.change_channel(
            people.CARLA.id,
            channel=self.channel_id(name),
            change=change,
            name=new_name,
            notify=notify,
        )

    def wait_for(self, condition: Callable[[], T], *, within: float = 10.0) -> T:
        """Return what the condition gives as soon as it is true, looking at every change.

        The condition holds the workspace's lock: it must look, not call anybody. Raises
        `TimeoutError` after `within` seconds.
        """
        return self.workspace.wait_for(condition, within=within)

    def wait_for_connection(self, *, within: float = 10.0) -> None:
        """Wait until the bot has a Socket Mode connection open."""
        self.connections.wait_until_open(within=within)

    def misbehave(self, method: str, fault: Fault, *, times: int = 1, **more: Any) -> None:
        """Have a method go wrong so many times; `error` and `seconds` as in `PlannedFault`."""
        self.faults.add(PlannedFault(method=method, fault=fault, times=times, **more))

    def limit(self, method: str, **more: Any) -> None:
        """Have a method take only so much, as in `RateLimit`."""
        self.faults.limit(RateLimit(method=method, **more))

    def limit_history(self) -> None:
        """Let messages be read as by apps outside of Slack's directory: once a minute, 15 at a time."""
        self.workspace.most_messages = 15
        for method in ("conversations.history", "conversations.replies"):
            self.limit(method, per_second=1 / 60, each="", retry_after="60")


def _only_this_machine() -> Response | None:
    """Refuse names that a foreign page could have pointed at this machine."""
    if request.host.partition(":")[0] in {"127.0.0.1", "localhost"}:
        return None
    return Response("This sandbox answers only on this machine.", status=403)
