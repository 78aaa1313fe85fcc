"""What the bot may ask of Slack: each Web API method, with its scopes and its errors."""

from typing import Any, Final

from sandbox.slack.errors import SlackError
from sandbox.slack.web_api import apps, chat, conversations, users, views
from sandbox.slack.web_api.apps import APP_LEVEL
from sandbox.slack.web_api.method import Answer, Args, Context, Method

__all__ = ["APP_LEVEL", "METHODS", "Context", "call"]

METHODS: Final[dict[str, Method]] = {
    name: method
    for family in (apps, chat, conversations, users, views)
    for name, method in family.METHODS.items()
}


def call(context: Context, name: str, given: dict[str, Any]) -> Answer:
    """Carry out a method; raises `SlackError` with what Slack would answer instead."""
    method = METHODS.get(name)
    if method is None:
        raise SlackError("unknown_method", req_method=name)
    granted = context.workspace.manifest.scopes
    if method.scopes and not method.scopes & granted:
        needed, provided = ",".join(sorted(method.scopes)), ",".join(sorted(granted))
        raise SlackError("missing_scope", needed=needed, provided=provided)
    return {"ok": True} | method.carry_out(context, Args(given))
