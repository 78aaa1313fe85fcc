"""HTTP to the providers: every call sets its time-outs, reads the status and decodes here."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel

from bot.network.certificates import trusted
from bot.network.diagnosis import clock_fault, fault_of, is_by_proxy, proxy_fault, redirect_fault
from bot.network.retry_after import retry_after
from bot.observability.observer import UNOBSERVED, Call, Observer
from bot.providers.deadline import enforce_deadline
from bot.providers.decoding import decode
from bot.providers.explanation import explanation, reason_in, reports_error
from bot.providers.lenient import read_as
from bot.providers.operations import operation_of
from bot.scheduling.model import failures
from bot.times.moment import UtcClock, utc_now

# All of one call, from connecting to the last byte.
DEADLINE = timedelta(seconds=15)
CONNECT_SECONDS = 5.0
LARGEST_ANSWER = 5_000_000
LONGEST_PART = 1000
UNREACHABLE = "Docket couldn't reach it"
UNUSABLE_ID = "Docket can't ask for anything by that id"

# Every server and proxy resolves these on its own, quoted or not.
_NO_PARTS = frozenset({"", ".", ".."})

_UNSENDABLE = (
    httpx.InvalidURL,
    httpx.LocalProtocolError,
    httpx.UnsupportedProtocol,
    UnicodeError,
)
_UNDECODABLE = b"\0"  # no JSON, and not the empty body that means yes to some
_Shape = TypeVar("_Shape", bound=BaseModel)
Params = Mapping[str, str | int | bool]


class Transport:
    """Calls one provider. Every call raises a `bot.scheduling.model.failures.ProviderFailure`."""

    def __init__(
        self,
        provider: str,
        *,
        base_url: str,
        deadline: timedelta = DEADLINE,
        take_call: Callable[[], timedelta | None] | None = None,
        clock: UtcClock = utc_now,
        keys_carry_time: bool = False,
        report: Callable[[str, failures.Fault | None], None] | None = None,
        observer: Observer = UNOBSERVED,
    ) -> None:
        """Name the provider as people know it; `base_url` may have a path of its own.

        `take_call` is asked before every call; where it says how long to wait, nothing is sent. `clock`
        gives the time (aware UTC);
        `keys_carry_time` says that keys are refused where that is wrong. `report` is called after
        every call with the provider and what stands in between, or None; `observer` observes them.
        """
        self._observer = observer
        self._report = report or _ignore
        self._clock = clock
        self._keys_carry_time = keys_carry_time
        self._provider = provider
        self._may_call = take_call
        self._deadline = deadline
        self._client = httpx.Client(
            base_url=base_url,
            timeout=httpx.Timeout(deadline.total_seconds(), connect=CONNECT_SECONDS),
            verify=trusted(httpx.create_ssl_context),
            # No connection is kept: one that the provider closes between two calls makes an outcome unknown.
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=0),
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def read(self, *path: str, headers: Mapping[str, str], params: Params | None = None) -> Any:
        """GET a list at a path, given part by part; asking twice does no harm."""
        # What is read are lists: where one is not found, nothing is at that address.
        _, answer = self._call(
            "GET", path, headers=headers, params=params, changes=False, names_resource=False
        )
        return self._decoded(answer, changes=False)

    def change(
        self,
        method: str,
        *path: str,
        headers: Mapping[str, str],
        params: Params | None = None,
        body: Any = None,
        names_resource: bool = True,
    ) -> Any:
        """Ask for a change at a path, given part by part; return the answer, None where it is empty.

        Where the call names no resource that could be missing, "not found" speaks of the address.

        Raises OutcomeUnknown where the change may have been made although no answer says so.
        """
        _, answer = self._call(
            method,
            path,
            headers=headers,
            params=params,
            body=body,
            changes=True,
            names_resource=names_resource,
        )
        return self._decoded(answer, changes=True)

    def submit(
        self,
        method: str,
        *path: str,
        headers: Mapping[str, str],
        body: Any,
        names_resource: bool = True,
    ) -> None:
        """Ask for a change, as in `change`, that is answered with "202 Accepted" and maybe no body.

        Raises Refused where the answer complains, OutcomeUnknown where it is any other.
        """
        status, answer = self._call(
            method, path, headers=headers, body=body, changes=True, names_resource=names_resource
        )
        with suppress(ValueError):
            if reports_error(said := decode(answer)):
                raise self.declined(said)
        if status != httpx.codes.ACCEPTED:
            raise self.unreadable(changes=True)

    def unreadable(self, answer: Any = None, *, changes: bool) -> failures.ProviderFailure:
        """Return the failure that an answer of the wrong shape amounts to, with its words if it has any."""
        if changes:
            return failures.Inconclusive(self._provider, reason=explanation(answer))
        return failures.UnreadableAnswer(self._provider, reason="Docket couldn't read its answer")

    def parse(self, shape: type[_Shape], answer: Any, *, changes: bool) -> _Shape:
        """Read a decoded answer. Raises what `unreadable` returns where what is needed is not there."""
        read = read_as(shape, answer)
        if read is None:
            raise self.unreadable(changes=changes)
        return read

    def declined(self, answer: Any) -> failures.ProviderFailure:
        """Return the failure that a decoded answer saying no under a good status amounts to."""
        return failures.DoubtfulRefusal(self._provider, reason=explanation(answer))

    def _call(
        self,
        method: str,
        path: Sequence[str],
        *,
        headers: Mapping[str, str],
        params: Params | None = None,
        changes: bool,
        names_resource: bool,
        body: Any = None,
    ) -> tuple[int, bytes]:
        """Return the status and the body of an answer that is no failure."""
        address = self._address(path)
        content = None if body is None else json.dumps(body).encode()
        self._take_call()
        try:
            with self._observer.observe(Call(self._provider, operation_of(method, path))):
                answer = self._send(
                    method,
                    address,
                    headers=headers,
                    params=params,
                    content=content,
                    changes=changes,
                )
        except failures.ProviderFailure as failure:
            if isinstance(failure, failures.Gone) and not names_resource:
                failure.fault = failures.Fault(failures.Cause.ADDRESS)
            self._report(self._provider, failure.fault)
            raise
        self._report(self._provider, None)
        return answer

    def _send(
        self,
        method: str,
        address: str,
        *,
        headers: Mapping[str, str],
        params: Params | None,
        content: bytes | None,
        changes: bool,
    ) -> tuple[int, bytes]:
        """Send one request, and name what goes wrong with it."""
        sent = self._clock()
        try:
            request = self._client.build_request(
                method, address, headers=headers, params=params, content=content
            )
            response, answer = self._exchange(request)
        except _UNSENDABLE:
            # Not chained: these say word for word what could not be sent, keys included.
            reason = "Docket can't use its address or key from the settings"
            unusable = failures.Fault(failures.Cause.SETTINGS)
            raise failures.NotAllowed(self._provider, reason=reason, fault=unusable) from None
        except httpx.ProxyError as error:
            # Where a proxy refuses, nothing has gone out yet. Its own words are not shown.
            refused = proxy_fault(str(error))
            raise failures.TryLater(self._provider, reason=UNREACHABLE, fault=refused) from error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            found = fault_of(error, by_proxy=is_by_proxy(str(request.url)))
            raise failures.TryLater(self._provider, reason=UNREACHABLE, fault=found) from error
        except httpx.HTTPError as error:
            kind = failures.OutcomeUnknown if changes else failures.TryLater
            raise kind(self._provider, reason="it did not answer") from error
        if not response.is_success:
            raise self._failure(response, answer, sent=sent, changes=changes)
        return response.status_code, answer

    def _decoded(self, answer: bytes, *, changes: bool) -> Any:
        try:
            return decode(answer) if answer.strip() else None
        except ValueError as error:
            raise self.unreadable(changes=changes) from error

    def _fault(self, response: httpx.Response, *, sent: datetime) -> failures.Fault:
        """Return what an administrator has to fix where Docket is not let in."""
        request = response.request
        if response.is_redirect:
            said = [value for name, value in request.headers.items() if name != "host"]
            return redirect_fault(
                response.headers.get("Location", ""), asked=str(request.url), sent=said
            )
        if response.status_code == httpx.codes.PROXY_AUTHENTICATION_REQUIRED:
            return proxy_fault(str(response.status_code))
        if response.status_code == httpx.codes.PAYMENT_REQUIRED:
            return failures.Fault(failures.Cause.RIGHTS)
        if self._keys_carry_time:
            date = response.headers.get("Date", "")
            off = clock_fault(date, sent=sent, received=self._clock())
            if off is not None:
                return off
        refused = response.status_code == httpx.codes.UNAUTHORIZED
        return failures.Fault(failures.Cause.KEY if refused else failures.Cause.RIGHTS)

    def _address(self, path: Sequence[str]) -> str:
        """Join the parts of a path, each quoted whole. Raises Refused where one could lead elsewhere."""
        if any(part in _NO_PARTS or len(part) > LONGEST_PART for part in path):
            raise failures.Refused(self._provider, reason=UNUSABLE_ID)
        try:
            return "/".join(quote(part, safe="") for part in path)
        except UnicodeError:
            raise failures.Refused(self._provider, reason=UNUSABLE_ID) from None

    def _take_call(self) -> None:
        """Take the call from the rate limit. Raises TryLater where nothing is left of it."""
        wait = self._may_call() if self._may_call else None
        if wait is not None:
            reason = "Docket has reached its rate limit"
            raise failures.TryLater(self._provider, reason=reason, after=wait)

    def _exchange(self, request: httpx.Request) -> tuple[httpx.Response, bytes]:
        """Send the request and read all of the answer, within the deadline and the size allowed."""
        answer = bytearray()
        with enforce_deadline(request, after=self._deadline):
            response = self._client.send(request, stream=True)
            try:
                for chunk in response.iter_bytes():
                    answer += chunk
                    if len(answer) > LARGEST_ANSWER:
                        raise httpx.ReadError("the answer is too large", request=request)
            except httpx.DecodingError:
                # Its status was heard all the same, and its body can't be read.
                answer[:] = _UNDECODABLE
            finally:
                response.close()
        return response, bytes(answer)

    def _failure(
        self, response: httpx.Response, answer: bytes, *, sent: datetime, changes: bool
    ) -> failures.ProviderFailure:
        status, reason = response.status_code, reason_in(answer)
        if status in {401, 402, 403, 407} or response.is_redirect:
            kind = failures.DoubtfulNotAllowed if changes else failures.NotAllowed
            return kind(self._provider, reason=reason, fault=self._fault(response, sent=sent))
        if status in {404, 410}:
            return failures.Gone(self._provider, reason=reason)
        after = retry_after(response.headers.get("Retry-After", ""), now=self._clock())
        if status == httpx.codes.TOO_MANY_REQUESTS:
            return failures.TryLater(self._provider, reason="it asked Docket to wait", after=after)
        if response.is_server_error or status == httpx.codes.REQUEST_TIMEOUT:
            problem = failures.OutcomeUnknown if changes else failures.TryLater
            return problem(self._provider, reason="it has a problem of its own", after=after)
        return failures.Refused(self._provider, reason=reason)


def _ignore(provider: str, fault: failures.Fault | None) -> None:
    """Report to nobody."""
