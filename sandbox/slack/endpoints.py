"""The endpoints through which the bot calls Slack: the Web API and response URLs."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.wrappers import Response as BaseResponse

from sandbox.http_server import RawResponse
from sandbox.slack import responses, web_api
from sandbox.slack.errors import SlackError
from sandbox.slack.faults import Fault, FaultPlan, PlannedFault
from sandbox.slack.interaction_tokens import InteractionTokens


@dataclass(frozen=True)
class Call:
    """One call the bot made: the method's name (or `response_url`) and what came with it."""

    method: str
    args: dict[str, Any]


@dataclass(frozen=True)
class Tokens:
    """What proves to Slack who calls: the bot's token, and the app's own for Socket Mode."""

    bot: str
    app: str


@dataclass
class BotEndpoints:
    """The endpoints that the bot calls; `stopping` ends a slow answer early."""

    context: web_api.Context
    interactions: InteractionTokens
    faults: FaultPlan
    tokens: Tokens
    stopping: Event
    calls: list[Call] = field(default_factory=list)

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        endpoints = Blueprint("endpoints", __name__)
        endpoints.add_url_rule("/api/<name>", view_func=self.api, methods=["GET", "POST"])
        for kind in ("actions", "commands", "app"):
            path = f"/{kind}/<team>/<token>"
            endpoints.add_url_rule(path, kind, view_func=self.respond, methods=["POST"])
        return endpoints

    def api(self, name: str) -> BaseResponse:
        """Answer one Web API call."""
        given = _arguments(name)
        self.calls.append(Call(name, given))
        return self._with_faults(Call(name, given), lambda: self._answer(name, given))

    def respond(self, token: str, **_: str) -> BaseResponse:
        """Take one answer to an interaction."""
        body = request.get_json(silent=True, force=True)
        body = body if isinstance(body, dict) else {}
        self.calls.append(Call("response_url", body))
        call = Call("response_url", body)
        return self._with_faults(call, lambda: self._respond(token, body))

    def _answer(self, name: str, given: dict[str, Any]) -> BaseResponse:
        try:
            self._authorize(name, given)
            said = web_api.call(self.context, name, given)
        except SlackError as error:
            return jsonify({"ok": False, "error": error.code} | error.more)
        answer = jsonify(said)
        scopes = self.context.workspace.manifest.scopes
        answer.headers["X-OAuth-Scopes"] = ",".join(sorted(scopes))
        return answer

    def _authorize(self, name: str, given: dict[str, Any]) -> None:
        wanted, other = self.tokens.bot, self.tokens.app
        if name == web_api.APP_LEVEL:
            wanted, other = other, wanted
        sent = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        token = sent or str(given.get("token", ""))
        if not token:
            raise SlackError("not_authed")
        if hmac.compare_digest(token.encode(), other.encode()):
            raise SlackError("not_allowed_token_type")
        if not hmac.compare_digest(token.encode(), wanted.encode()):
            raise SlackError("invalid_auth")

    def _respond(self, token: str, body: dict[str, Any]) -> BaseResponse:
        try:
            url = self.interactions.use_response_url(token)
        except SlackError as error:
            return Response(error.code, status=404, mimetype="text/plain")
        try:
            responses.respond(self.context.workspace, url=url, body=body)
        except SlackError as error:
            return Response(error.code, status=400, mimetype="text/plain")
        return Response("ok", mimetype="text/plain")

    def _with_faults(self, call: Call, answer: Callable[[], BaseResponse]) -> BaseResponse:
        """Answer as the planned faults allow."""
        planned = self.faults.next_for(call.method, call.args)
        limit = self.faults.exceeded(call.method, call.args) if planned is None else None
        if limit is not None:
            return _rate_limit(limit.retry_after)
        if planned is None:
            return answer()
        match planned.fault:
            case Fault.ERROR:
                return _refusal(call.method, planned)
            case Fault.RATE_LIMITED:
                return _rate_limit(str(int(planned.seconds)))
            case Fault.SERVER_ERROR | Fault.HTML:
                return _page(500 if planned.fault is Fault.SERVER_ERROR else 200)
            case Fault.SLOW:
                self.stopping.wait(planned.seconds)
                return answer()
            case Fault.SLOW_AFTER:
                done = answer()
                self.stopping.wait(planned.seconds)
                return done
            case Fault.DROP:
                return RawResponse()
            case Fault.DROP_AFTER:
                answer()
                return RawResponse()


_NO_JSON = frozenset(
    {
        "conversations.history",
        "conversations.info",
        "conversations.list",
        "conversations.members",
        "conversations.replies",
        "team.info",
        "usergroups.users.list",
        "users.conversations",
        "users.info",
        "users.list",
        "users.lookupByEmail",
    }
)


def _arguments(name: str) -> dict[str, Any]:
    """Read a call's arguments; the methods that read take them from a query or a form alone."""
    given: dict[str, Any] = {**request.args, **request.form}
    body = None if name in _NO_JSON else request.get_json(silent=True)
    return given | (body if isinstance(body, dict) else {})


def _refusal(name: str, planned: PlannedFault) -> BaseResponse:
    if name == "response_url":
        status = 400 if planned.error.startswith(("invalid_", "msg_", "no_text")) else 404
        return Response(planned.error, status=status, mimetype="text/plain")
    return jsonify({"ok": False, "error": planned.error})


def _page(status: int) -> BaseResponse:
    """Answer as what stands before Slack does, with a page for people."""
    return Response("<html><h1>Slack is having trouble</h1></html>", status, mimetype="text/html")


def _rate_limit(after: str | None) -> BaseResponse:
    answer = jsonify({"ok": False, "error": "ratelimited"})
    answer.status_code = 429
    if after is not None:
        answer.headers["Retry-After"] = after
    return answer
