"""What is answered to whoever watches Docket: /livez, /healthz, /readyz and /metrics."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from typing import Any, Protocol

from pydantic import SecretStr
from slack_bolt import BoltResponse

Environ = Mapping[str, Any]

# A request that came by way of a proxy says so in one of these, and may be anybody's.
_BY_PROXY = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP")
_NOT_FOR_EVERYBODY = (
    "Metrics are for this machine and its private network. Set METRICS_TOKEN to read them from"
    " elsewhere."
)
_NO_TOKEN = "Send METRICS_TOKEN as a bearer token."  # noqa: S105 - a sentence


class RenderMetrics(Protocol):
    """Writes metrics in the format that an Accept header asks for."""

    def __call__(self, accept: str) -> tuple[str, str]:
        """Return them as text, and the content type of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """Answers watchers; `problems` says by name what keeps Docket from working, in a sentence each.

    Without a `token`, only this machine and private networks may read metrics.
    """

    is_healthy: Callable[[], bool]
    problems: Callable[[], Mapping[str, str]]
    render_metrics: RenderMetrics
    token: SecretStr

    def liveness(self, _environ: Environ) -> BoltResponse:
        """Say that requests are answered; without its database, the answer is that nothing was changed."""
        return _text(HTTPStatus.OK, "ok")

    def health(self, _environ: Environ) -> BoltResponse:
        """Say whether the process should go on running."""
        if self.is_healthy():
            return _text(HTTPStatus.OK, "ok")
        return _text(HTTPStatus.SERVICE_UNAVAILABLE, "not ready")

    def readiness(self, _environ: Environ) -> BoltResponse:
        """Say whether requests should be sent here, and if not, why."""
        problems = self.problems()
        status = HTTPStatus.SERVICE_UNAVAILABLE if problems else HTTPStatus.OK
        body = json.dumps({"ready": not problems, "problems": dict(problems)})
        return _answer(status, body, content_type="application/json")

    def metrics(self, environ: Environ) -> BoltResponse:
        """Give the metrics to who may read them."""
        if not self._may_read(environ):
            if self.token.get_secret_value():
                return _text(HTTPStatus.UNAUTHORIZED, _NO_TOKEN, www_authenticate="Bearer")
            return _text(HTTPStatus.FORBIDDEN, _NOT_FOR_EVERYBODY)
        text, content_type = self.render_metrics(environ.get("HTTP_ACCEPT", ""))
        return _answer(HTTPStatus.OK, text, content_type=content_type)

    def _may_read(self, environ: Environ) -> bool:
        token = self.token.get_secret_value()
        if token:
            scheme, _, given = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
            return scheme.lower() == "bearer" and compare_digest(
                given.strip().encode(), token.encode()
            )
        return not any(name in environ for name in _BY_PROXY) and _is_private(
            environ.get("REMOTE_ADDR", "")
        )


def _is_private(address: str) -> bool:
    """Return whether an address is this machine's or of a private network."""
    try:
        peer = ip_address(address)
    except ValueError:
        return False
    # Where both are listened to at one address, an IPv4 address comes as an IPv6 one.
    mapped = peer.ipv4_mapped if isinstance(peer, IPv6Address) else None
    return (mapped or peer).is_private


def _text(status: HTTPStatus, body: str, **headers: str) -> BoltResponse:
    return _answer(status, body, content_type="text/plain", **headers)


def _answer(status: HTTPStatus, body: str, **headers: str) -> BoltResponse:
    named = {name.replace("_", "-"): [value] for name, value in headers.items()}
    return BoltResponse(status=status, body=body, headers={**named, "cache-control": ["no-store"]})
