"""What the browser page asks for: what one person sees, and what that person does."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from threading import Event
from typing import Any, Final, Protocol

from flask import Blueprint, Response, jsonify, request
from werkzeug.wrappers import Response as BaseResponse

from sandbox.slack import built_in, people, web_api
from sandbox.slack.channels import Change
from sandbox.slack.client import Client, Source, Target
from sandbox.slack.errors import SlackError
from sandbox.slack.faults import FaultPlan, PlannedFault
from sandbox.slack.people import Person
from sandbox.slack.workspace import Channel, Message, View, Workspace

FILES: Final = resources.files("sandbox.slack") / "page"
_KINDS: Final = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
_HEARTBEAT: Final = 15.0
"""Seconds after which a quiet stream says that it is still there."""
_POLICY: Final = "default-src 'self'; img-src * data:; style-src 'self'; frame-ancestors 'none'"

Json = dict[str, Any]


class Services(Protocol):
    """The bot and the providers, as the page's Sandbox panel shows and controls them."""

    def bot(self) -> Json:
        """Return `{"running": …, "status": …}`."""

    def providers(self) -> list[Json]:
        """Return what each provider's `/_sandbox/state` says."""

    def control(self, what: Json) -> None:
        """Carry out what was pressed in the panel; raises `LookupError` for what is not there."""


class Page:
    """The page's own routes, all below `/page`, and the page itself at `/`."""

    def __init__(
        self, workspace: Workspace, *, client: Client, faults: FaultPlan, stopping: Event
    ) -> None:
        self.services: Services | None = None
        self.examples: tuple[str, ...] = ()
        self._workspace = workspace
        self._client = client
        self._faults = faults
        self._stopping = stopping

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        page = Blueprint("page", __name__)
        page.add_url_rule("/", view_func=self._index)
        page.add_url_rule("/archives/<path:_>", view_func=self._index)
        page.add_url_rule("/page/files/<name>", view_func=self._file)
        page.add_url_rule("/page/ticks", view_func=self._ticks)
        page.add_url_rule("/page/state", view_func=self._state)
        page.add_url_rule("/page/sandbox", view_func=self._sandbox)
        for name, verb in self._verbs().items():
            page.add_url_rule(f"/page/{name}", name, _carefully(verb), methods=["POST"])
        return page

    def _verbs(self) -> dict[str, Callable[[Json], Json]]:
        return {
            "say": self._say,
            "command": self._command,
            "act": self._act,
            "suggest": self._suggest,
            "submit": self._submit,
            "close": self._close,
            "shortcut": self._shortcut,
            "home": self._home,
            "channel": self._change_channel,
            "read": self._read,
            "faults": self._plan_fault,
            "control": self._control,
        }

    def _index(self, _: str = "") -> BaseResponse:
        answer = self._file("index.html")
        answer.headers["Content-Security-Policy"] = _POLICY
        return answer

    def _file(self, name: str) -> BaseResponse:
        if name not in {file.name for file in FILES.iterdir()}:
            return Response("There is no such file.", status=404)
        answer = Response(FILES.joinpath(name).read_bytes(), mimetype=_KINDS[Path(name).suffix])
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def _ticks(self) -> BaseResponse:
        """Say, as server-sent events, whenever something has changed."""
        return Response(self._changes(), mimetype="text/event-stream")

    def _changes(self) -> Iterator[str]:
        seen = -1
        while not self._stopping.is_set():
            seen = self._workspace.newer_than(seen, within=_HEARTBEAT)
            yield f"data: {seen}\n\n"

    def _state(self) -> BaseResponse:
        try:
            viewer = self._workspace.person(request.args["as"])
        except SlackError as error:
            return _refused(error)
        with self._workspace.changed:
            return jsonify(self._seen_by(viewer, request.args.get("channel", "")))

    def _seen_by(self, viewer: Person, open_channel: str) -> Json:
        mine = [c for c in self._workspace.channels.values() if viewer.id in c.members]
        return {
            "version": self._workspace.version,
            "now": self._workspace.clock(),
            "me": viewer.id,
            "team": people.TEAM_NAME,
            "people": {p.id: self._person(p) for p in self._workspace.people.values()},
            "app": self._app(viewer),
            "bot": self.services.bot() if self.services else None,
            "channels": [self._channel(c, viewer) for c in mine],
            "messages": [
                _message(m) for c in mine if c.id == open_channel for m in c.shown_to(viewer.id)
            ],
            "modals": [_view(v) for v in self._workspace.stacks[viewer.id]],
            "home": _view(home) if (home := self._workspace.homes.get(viewer.id)) else None,
        }

    def _person(self, person: Person) -> Json:
        waiting = any(
            self._is_unread(c, person.id)
            for c in self._workspace.channels.values()
            if person.id in c.members
        )
        email = "" if person.is_bot else person.email
        return asdict(person) | {"email": email, "standing": person.standing, "waiting": waiting}

    def _app(self, viewer: Person) -> Json:
        manifest = self._workspace.manifest
        home = manifest.features.app_home
        return {
            "user": people.BOT_USER_ID,
            "name": manifest.features.bot_user.display_name,
            "description": manifest.display_information.description,
            "dm": self._workspace.dm(viewer.id, people.BOT_USER_ID).id,
            "home_tab": home.home_tab_enabled,
            "messages_tab": home.messages_tab_enabled,
            "read_only": home.messages_tab_read_only_enabled,
            "examples": self.examples or tuple(c.command for c in manifest.features.slash_commands),
            "commands": [c.model_dump() for c in manifest.features.slash_commands],
            "built_in": [asdict(c) for c in built_in.COMMANDS],
            "shortcuts": [s.model_dump() for s in manifest.features.shortcuts],
        }

    def _channel(self, channel: Channel, viewer: Person) -> Json:
        return {
            "id": channel.id,
            "name": channel.name,
            "kind": channel.kind,
            "topic": channel.topic,
            "is_ext_shared": channel.is_ext_shared,
            "is_archived": channel.is_archived,
            "members": sorted(channel.members),
            "unread": self._is_unread(channel, viewer.id),
        }

    def _is_unread(self, channel: Channel, user: str) -> bool:
        read = self._workspace.read.get((user, channel.id), "")
        return any(m.ts > read and m.author != user for m in channel.shown_to(user))

    def _say(self, asked: Json) -> Json:
        message = self._client.say(
            asked["as"],
            channel=asked["channel"],
            text=asked["text"],
            thread_ts=asked.get("thread_ts"),
        )
        return {"ts": message.ts}

    def _command(self, asked: Json) -> Json:
        self._client.command(asked["as"], channel=asked["channel"], line=asked["text"])
        return {}

    def _act(self, asked: Json) -> Json:
        failure = self._client.act(
            asked["as"],
            self._target(asked),
            value=asked.get("value"),
            inputs=asked.get("inputs"),
        )
        return {"failure": failure}

    def _suggest(self, asked: Json) -> Json:
        target = self._target(asked)
        return asdict(self._client.suggest(asked["as"], target, typed=asked["typed"]))

    def _submit(self, asked: Json) -> Json:
        self._client.submit(asked["as"], view=self._modal(asked), inputs=asked.get("inputs"))
        return {}

    def _close(self, asked: Json) -> Json:
        everything = bool(asked.get("everything"))
        self._client.close(asked["as"], view=self._modal(asked), everything=everything)
        return {}

    def _shortcut(self, asked: Json) -> Json:
        callback_id, channel = asked["callback_id"], asked["channel"]
        if "ts" not in asked:
            failure = self._client.shortcut(asked["as"], callback_id=callback_id, channel=channel)
        else:
            message = self._seen_message(asked)
            failure = self._client.message_shortcut(
                asked["as"], message=message, callback_id=callback_id
            )
        return {"failure": failure}

    def _home(self, asked: Json) -> Json:
        return {"failure": self._client.open_home(asked["as"], tab=asked["tab"])}

    def _change_channel(self, asked: Json) -> Json:
        change = Change(asked["change"])
        failure = self._client.change_channel(
            asked["as"], channel=asked["channel"], change=change, name=asked.get("name", "")
        )
        return {"failure": failure}

    def _read(self, asked: Json) -> Json:
        with self._workspace.changing():
            self._workspace.read[asked["as"], asked["channel"]] = asked["ts"]
        return {}

    def _plan_fault(self, asked: Json) -> Json:
        if asked.get("clear"):
            self._faults.clear()
        else:
            self._faults.add(PlannedFault.model_validate(asked))
        return {}

    def _control(self, asked: Json) -> Json:
        if self.services is None:
            raise LookupError("no bot and no providers run beside this workspace")
        self.services.control(asked)
        return {}

    def _sandbox(self) -> BaseResponse:
        """Describe the providers, and the faults planned for Slack."""
        faults = {
            "methods": ["response_url", *sorted(web_api.METHODS)],
            "active": [fault.model_dump() for fault in self._faults.active()],
        }
        providers = self.services.providers() if self.services else []
        return jsonify({"providers": providers, "faults": faults})

    def _target(self, asked: Json) -> Target:
        return Target(self._source(asked), asked["block_id"], asked["action_id"])

    def _source(self, asked: Json) -> Source:
        if "view_id" not in asked:
            return self._seen_message(asked)
        home = self._workspace.homes.get(asked["as"])
        if home is not None and home.id == asked["view_id"]:
            return home
        return self._modal(asked)

    def _modal(self, asked: Json) -> View:
        for view in self._workspace.stacks[asked["as"]]:
            if view.id == asked["view_id"]:
                return view
        raise SlackError("not_found")

    def _seen_message(self, asked: Json) -> Message:
        channel = self._workspace.channel(asked["channel"])
        message = channel.message(asked["ts"])
        if asked["as"] not in channel.members or message.only_for not in (None, asked["as"]):
            raise SlackError("message_not_found")
        return message


def _message(message: Message) -> Json:
    return asdict(message) | {"is_app": message.is_app}


def _view(view: View) -> Json:
    return asdict(view)


def _refused(error: SlackError) -> BaseResponse:
    answer = jsonify({"error": error.code} | error.more)
    answer.status_code = 409
    return answer


def _carefully(verb: Callable[[Json], Json]) -> Callable[[], BaseResponse]:
    """Turn a verb into a route that takes only JSON, so that no other site's form can post it."""

    def route() -> BaseResponse:
        asked = json.loads(request.data) if request.is_json else None
        if not isinstance(asked, dict):
            return Response("The page sends JSON.", status=415)
        try:
            return jsonify(verb(asked))
        except SlackError as error:
            return _refused(error)
        except (KeyError, LookupError, ValueError) as error:
            return Response(f"That cannot be done: {error}", status=400, mimetype="text/plain")

    return route
