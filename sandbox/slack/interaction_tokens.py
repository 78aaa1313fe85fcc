"""What Slack issues for a short time: trigger ids and response URLs."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from sandbox.slack.errors import SlackError

RESPONSE_LIFE: Final = 30 * 60.0
"""Seconds a response URL is answered for."""


@dataclass
class Trigger:
    """The right to open one view for one person, in the conversation they were looking at."""

    id: str
    user: str
    channel: str | None
    expires: float
    view_id: str | None = None
    uses: int = 0


@dataclass
class ResponseUrl:
    """The right to answer an interaction where it happened; `source_ts` is the message used."""

    token: str
    user: str
    channel: str
    expires: float
    source_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


@dataclass(frozen=True)
class _Terms:
    """How often something may be used, and what Slack says where it may not."""

    most_uses: int
    unknown: str
    used_up: str
    expired: str


_TRIGGER_ID: Final = _Terms(1, "invalid_trigger_id", "exchanged_trigger_id", "expired_trigger_id")
_RESPONSE_URL: Final = _Terms(5, "not_found", "used_url", "expired_url")
_Issued = TypeVar("_Issued", Trigger, ResponseUrl)


class InteractionTokens:
    """Every trigger id and response URL that has been issued."""

    def __init__(self, *, clock: Callable[[], float], timeout: float) -> None:
        """Take in `timeout` how many seconds a trigger id opens a view for."""
        self._clock = clock
        self._timeout = timeout
        self._lock = threading.Lock()
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponseUrl] = {}

    def issue_trigger_id(
        self, user: str, *, channel: str | None, view_id: str | None = None
    ) -> str:
        """Issue a trigger id; its time begins now."""
        now = self._clock()
        trigger_id = f"{int(now * 1000)}.{len(self._triggers)}.{secrets.token_hex(16)}"
        trigger = Trigger(trigger_id, user, channel, now + self._timeout, view_id)
        self._triggers[trigger_id] = trigger
        return trigger_id

    def use_trigger_id(self, trigger_id: str) -> Trigger:
        """Use up a trigger id: once, and before it expires."""
        return self._use(self._triggers, trigger_id, _TRIGGER_ID)

    def issue_response_url(
        self, user: str, *, channel: str, source_ts: str | None = None, thread_ts: str | None = None
    ) -> str:
        """Issue the token of a response URL, good for five answers in thirty minutes."""
        token = secrets.token_urlsafe(18)
        self._responses[token] = ResponseUrl(
            token, user, channel, self._clock() + RESPONSE_LIFE, source_ts, thread_ts
        )
        return token

    def use_response_url(self, token: str) -> ResponseUrl:
        """Use up one answer of a response URL."""
        return self._use(self._responses, token, _RESPONSE_URL)

    def _use(self, issued: dict[str, _Issued], token: str, terms: _Terms) -> _Issued:
        with self._lock:
            found = issued.get(token)
            if found is None:
                raise SlackError(terms.unknown)
            if found.uses >= terms.most_uses:
                raise SlackError(terms.used_up)
            if self._clock() > found.expires:
                raise SlackError(terms.expired)
            found.uses += 1
            return found
