"""What every Web API method is: a function of the workspace and the arguments of one call."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.slack.errors import SlackError
from sandbox.slack.interaction_tokens import InteractionTokens
from sandbox.slack.socket_mode import Connections
from sandbox.slack.workspace import Workspace

Answer = dict[str, Any]


class Args:
    """The arguments of one call, sent as a form or as JSON."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given = given

    def text(self, name: str) -> str | None:
        """Return an argument as text, or None if it was not sent or sent empty."""
        value = self._given.get(name)
        return None if value in (None, "") else str(value)

    def need(self, name: str) -> str:
        """Return an argument that must be there."""
        value = self.text(name)
        if value is None:
            raise SlackError.with_messages(
                "invalid_arguments", [f"[ERROR] missing required field: {name}"]
            )
        return value

    def flag(self, name: str) -> bool:
        """Return an argument as yes or no."""
        return str(self._given.get(name, "")).lower() in {"1", "true"}

    def number(self, name: str, *, default: int, most: int = 1000) -> int:
        """Return an argument as a whole number between 1 and `most`."""
        value = self.text(name) or str(default)
        if not value.isdecimal() or not 1 <= int(value) <= most:
            raise SlackError("invalid_limit")
        return int(value)

    def structure(self, name: str) -> Any:
        """Return an argument that is JSON, inside a form or as it is."""
        value = self._given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            code = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
            raise SlackError.with_messages(code, [f"[ERROR] {name} is not JSON"]) from None


@dataclass(frozen=True)
class Context:
    """What the methods work on."""

    workspace: Workspace
    tokens: InteractionTokens
    connections: Connections
    base_url: str


Function = Callable[[Context, Args], Answer]


@dataclass(frozen=True)
class Method:
    """A method and the scopes of which the token must have one."""

    carry_out: Function
    scopes: frozenset[str]


def method(function: Function, *scopes: str) -> Method:
    """Return a method that this function carries out."""
    return Method(function, frozenset(scopes))
