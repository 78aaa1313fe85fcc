"""The client for Slack's Web API: every failure is named as in `bot.scheduling.model.failures`."""

import logging
import re
import urllib.error
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cached_property
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ssl import SSLContext
from typing import Any, cast
from urllib.parse import urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
    proxy_bypass,
)

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from bot.network.certificates import trusted
from bot.network.diagnosis import fault_of, redirect_fault
from bot.network.retry_after import retry_after
from bot.observability.observer import UNOBSERVED, Call, Observer
from bot.scheduling.model.failures import (
    Cause,
    Fault,
    Gone,
    NotAllowed,
    OutcomeUnknown,
    ProviderFailure,
    RateLimited,
    Refused,
    TryLater,
)
from bot.scheduling.tasks.lease import check_lease
from bot.times.moment import utc_now
from handlers.slack import deadline
from handlers.ui.blocks import Block, View

# The SDK looks at its logger's own level, and would write out each call in full where it has none.
_LOG_OF_SDK = logging.getLogger("slack_sdk")

# Slack's error codes by what can be done about them (docs.slack.dev, Web API errors).
_LIMITED = frozenset({"rate_limited", "ratelimited"})
_BUSY = frozenset(
    {
        "accesslimited",
        "external_channel_migrating",
        "org_login_required",
        "service_unavailable",
        "team_added_to_org",
    }
)
_MAYBE_DONE = frozenset({"internal_error", "fatal_error", "request_timeout"})
_GONE = frozenset({"cant_update_message", "edit_window_closed", "message_not_found", "not_found"})
# The token itself is not accepted, whatever is asked for.
_TOKEN = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)
_NOT_ALLOWED = frozenset({"missing_scope", "no_permission", "two_factor_setup_required"})

# Where Slack takes answers to what people press, beside the address of its own methods.
_HOOKS = frozenset({("https", "hooks.slack.com"), ("https", "hooks.slack-gov.com")})

# What stands in the way is the place or the message, and not what was to be said there.
_PLACES = frozenset(
    {
        "access_denied",
        "account_inactive",
        "as_user_not_supported",
        "cannot_dm_bot",
        "cannot_reply_to_message",
        "channel_not_found",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "is_archived",
        "is_inactive",
        "message_limit_exceeded",
        "messages_tab_disabled",
        "not_in_channel",
        "team_access_not_granted",
        "team_not_found",
        "thread_locked",
        "thread_not_found",
        "unknown_method",
        "user_disabled",
        "user_is_bot",
        "user_is_restricted",
        "user_not_found",
        "user_not_in_channel",
    }
)
# An answer at a response_url is shown also where the three seconds of the press are over.
RESPOND_SECONDS = 2
# A socket that may take no time at all would not even begin.
SHORTEST_SECONDS = 0.001
# An answer that sends on to another address.
_ELSEWHERE = range(300, 400)
_CODE = re.compile(r"[a-z_]+")


Report = Callable[[str, Fault | None], None]

# What answers at a payload's response_url are called for whoever watches.
RESPONSE_URL = "response_url"


class _NoRedirects(HTTPRedirectHandler):
    """Follows nobody: urllib would carry the token to wherever an answer points."""

    def redirect_request(self, *_: Any) -> None:
        """Leave it at the answer."""


class _Connection(HTTPConnection):
    """A connection by which nothing is sent for a job whose lease may be lost."""

    def connect(self) -> None:
        """Connect, then look once more at the lease. Raises LeaseLost."""
        super().connect()
        check_lease()


class _SecureConnection(_Connection, HTTPSConnection):
    """The same over TLS."""


class _Handler(HTTPHandler):
    """Opens such connections."""

    def http_open(self, req: Request) -> HTTPResponse:
        """Send a request over HTTP."""
        return self.do_open(_Connection, req)


class _SecureHandler(HTTPSHandler):
    """The same over TLS."""

    def __init__(self, context: SSLContext | None) -> None:
        super().__init__(context=context)
        self._secured_by = context

    def https_open(self, req: Request) -> HTTPResponse:
        """Send a request over TLS."""
        return self.do_open(_SecureConnection, req, context=self._secured_by)


class _Client(WebClient):
    """Slack's client, which goes nowhere but to the address it was given."""

    def is_by_proxy(self) -> bool:
        """Return whether calls go by way of a proxy."""
        return bool(self.proxy) and not proxy_bypass(urlsplit(self.base_url).hostname or "")

    @cached_property
    def _opener(self) -> OpenerDirector:
        """What opens all its connections; urllib's own takes longer to make than a call takes."""
        proxies = {"http": self.proxy, "https": self.proxy} if self.proxy else None
        through = ProxyHandler(proxies)
        return build_opener(through, _Handler(), _SecureHandler(self.ssl), _NoRedirects())

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        del url  # the request names it too
        seconds = max(deadline.remaining(self.timeout), SHORTEST_SECONDS)
        with self._opener.open(req, timeout=seconds) as answer:
            # JSON is UTF-8: no header has to be read for another charset.
            body = answer.read().decode(errors="replace")
            return {"status": answer.status, "headers": answer.headers, "body": body}


class SlackApi:
    """Calls Slack for one workspace; a failure's reason is Slack's error code, or `http_502`."""

    def __init__(
        self,
        *,
        token: str,
        base_url: str,
        timeout: timedelta,
        report: Report | None = None,
        observer: Observer = UNOBSERVED,
    ) -> None:
        """Take the bot's token. Lost calls are not repeated here: a message would stand twice.

        `report` is told after every call what stands between Docket and Slack, or that nothing does;
        `observer` observes them.
        """
        self._observer = observer
        self._report = report
        self._token = token
        self._base_url = base_url
        self._timeout = timeout.total_seconds()

    def takes_answers_at(self, url: str) -> bool:
        """Return whether an address is Slack's own: a payload could name anybody's."""
        return url.isprintable() and _origin(url) in {*_HOOKS, _origin(self._base_url)}

    def respond(
        self, url: str, *, text: str, blocks: Sequence[Block] | None, replace: bool
    ) -> None:
        """Answer at a payload's response_url, in time for the request; `replace` the message there.

        Raises a ProviderFailure: Refused where Slack would not show this.
        """
        if not self.takes_answers_at(url):
            raise NotAllowed("Slack", reason="foreign_response_url")
        with self._observer.observe(Call("Slack", RESPONSE_URL)):
            self._respond(url, text=text, blocks=blocks, replace=replace)

    def _respond(
        self, url: str, *, text: str, blocks: Sequence[Block] | None, replace: bool
    ) -> None:
        webhook = WebhookClient(
            url,
            timeout=deadline.remaining(RESPOND_SECONDS),  # type: ignore[arg-type] # urllib takes fractions
            ssl=trusted(),
            logger=_LOG_OF_SDK,
            retry_handlers=[],
        )
        try:
            answer = webhook.send(
                text=text, blocks=blocks, response_type="ephemeral", replace_original=replace
            )
        except (OSError, HTTPException) as error:
            raise OutcomeUnknown("Slack", reason=type(error).__name__) from error
        if answer.status_code == HTTPStatus.BAD_REQUEST:
            raise Refused("Slack", reason="http_400")
        if answer.status_code != HTTPStatus.OK:
            raise OutcomeUnknown("Slack", reason=f"http_{answer.status_code}")

    def open_view(self, view: View, *, trigger: str) -> None:
        """Open a modal for a press or command; Slack allows three seconds. Raises a ProviderFailure."""
        self.call("views.open", trigger_id=trigger, view=view)

    def push_view(self, view: View, *, trigger: str) -> None:
        """Lay a modal on top of the one that was pressed in. Raises a ProviderFailure."""
        self.call("views.push", trigger_id=trigger, view=view)

    def update_view(self, view: View, *, view_id: str, seen: str | None = None) -> None:
        """Put a view in place of the one on the screen, if it is still the one `seen` (its hash).

        Raises a ProviderFailure.
        """
        self.call("views.update", view_id=view_id, hash=seen, view=view)

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a Web API method and return its answer, in time for the request it is asked for.

        Raises a ProviderFailure.
        """
        data = self._call(method, arguments).data
        return data if isinstance(data, dict) else {}

    def scopes(self) -> frozenset[str]:
        """Return what the token may do, nothing where Slack does not say. Raises a ProviderFailure."""
        headers = {
            name.lower(): value for name, value in self._call("auth.test", {}).headers.items()
        }
        granted = str(headers.get("x-oauth-scopes", "")).split(",")
        return frozenset(scope.strip() for scope in granted) - {""}

    def _call(self, method: str, arguments: dict[str, Any]) -> SlackResponse:
        """Call a method, and report what stands between Docket and Slack."""
        fault = None
        try:
            with self._observer.observe(Call("Slack", method)):
                return self._ask(method, arguments)
        except ProviderFailure as failure:
            fault = failure.fault
            raise
        finally:
            if self._report:
                self._report("Slack", fault)

    def _ask(self, method: str, arguments: dict[str, Any]) -> SlackResponse:
        if not deadline.remaining(self._timeout):
            raise TryLater("Slack", reason="no_time_left")
        given = {name: value for name, value in arguments.items() if value is not None}
        # The SDK's own methods know which of Slack's take JSON and which read only a query.
        ask = getattr(self._client, method.replace(".", "_"))
        try:
            return cast("SlackResponse", ask(**given))
        except SlackApiError as error:
            raise _failure(error, sent=self._token) from None
        except urllib.error.URLError as error:
            found = fault_of(error, by_proxy=self._client.is_by_proxy())
            raise TryLater("Slack", reason="unreachable", fault=found) from error
        except (OSError, HTTPException, SlackClientError) as error:
            raise OutcomeUnknown("Slack", reason="no_answer") from error
        except AttributeError as error:
            # The SDK stumbles over an answer that is JSON and no object.
            raise OutcomeUnknown("Slack", reason="unreadable_answer") from error

    @cached_property
    def _client(self) -> _Client:
        """The SDK's client, which many threads may use."""
        return _Client(
            token=self._token,
            base_url=self._base_url,
            timeout=self._timeout,  # type: ignore[arg-type] # urllib takes fractions
            ssl=trusted(),
            logger=_LOG_OF_SDK,
            retry_handlers=[],
        )

    def open_socket(self) -> str:
        """Return an address for one Socket Mode connection; the client's token is the app's own."""
        answer = self.call("apps.connections.open", app_token=self._token)
        return str(answer.get("url") or "")


def is_about_channel(code: str) -> bool:
    """Return whether Slack's code refuses a place or a message whatever is said there."""
    return code in _PLACES or code.startswith(("restricted_action", "slack_connect"))


def _origin(url: str) -> tuple[str, str]:
    """Return the scheme and host of an address, with whatever stands before and behind the host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc.lower()


def _failure(error: SlackApiError, *, sent: str) -> ProviderFailure:
    answer, code = error.response, _code_of(error)
    status = getattr(answer, "status_code", HTTPStatus.OK)
    headers = {name.lower(): value for name, value in getattr(answer, "headers", {}).items()}
    if status in _ELSEWHERE and headers.get("location"):
        fault = redirect_fault(headers["location"], asked=answer.api_url, sent=[sent])
        return NotAllowed("Slack", reason="moved", fault=fault)
    after = retry_after(str(headers.get("retry-after", "")), now=utc_now())
    if not code:
        return _failure_of_status(status, after=after)
    if code in _LIMITED or status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited("Slack", reason=code, after=after)
    if code in _BUSY:
        return TryLater("Slack", reason=code, after=after)
    if code in _MAYBE_DONE:
        return OutcomeUnknown("Slack", reason=code)
    if code in _GONE:
        return Gone("Slack", reason=code)
    if code in _TOKEN:
        return NotAllowed("Slack", reason=code, fault=Fault(Cause.KEY, code))
    return (NotAllowed if code in _NOT_ALLOWED else Refused)("Slack", reason=code)


def _code_of(error: SlackApiError) -> str:
    """Return Slack's error code, empty where the answer has none that can be read."""
    data = getattr(error.response, "data", error.response)
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
    return code if _CODE.fullmatch(code) else ""


def _failure_of_status(status: int, *, after: timedelta | None) -> ProviderFailure:
    """Name a failure by its status alone: what stands before Slack answers in its own way."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited("Slack", reason=f"http_{status}", after=after)
    is_error = status >= HTTPStatus.BAD_REQUEST
    return OutcomeUnknown("Slack", reason=f"http_{status}" if is_error else "unreadable_answer")
