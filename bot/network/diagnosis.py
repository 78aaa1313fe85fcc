"""Diagnoses why a remote service can't be reached, from the errors of sockets, TLS and proxies."""

import errno
import re
import socket
import ssl
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from bot.scheduling.model.failures import Cause, Fault

# What the date of an answer, which is in whole seconds, may differ by without meaning anything.
TOLERANCE = timedelta(seconds=10)
LONGEST_CHAIN = 10

# OpenSSL's codes (X509_V_ERR_…) for why a certificate is not accepted.
_CERTIFICATES = {
    9: Cause.NOT_YET_VALID,
    10: Cause.EXPIRED,
    18: Cause.UNTRUSTED,
    19: Cause.UNTRUSTED,
    20: Cause.UNTRUSTED,
    21: Cause.UNTRUSTED,
    62: Cause.OTHER_NAME,
    64: Cause.OTHER_NAME,
}
# Why no connection came about at all, besides a name that nobody knows.
_UNREACHABLE = frozenset({errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH})
# What urllib says before the status of a proxy that refuses.
_TUNNEL = "Tunnel connection failed: "
_STATUS = re.compile(r"\s*([1-5][0-9]{2})\b")
_HOST = re.compile(r"(?=.{4,100}$)([a-z0-9-]{1,40}\.)+[a-z0-9]{1,20}")
# What is longer in a host's name is looked for in what was sent.
COMMON_LABEL = 10

# What OpenSSL says of an answer that is no TLS at all.
_NOT_TLS = frozenset(
    {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST", "RECORD_LAYER_FAILURE"}
)


def is_by_proxy(address: str) -> bool:
    """Return whether the environment has requests to an address go by way of a proxy."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    proxies = getproxies()
    named = proxies.get(parts.scheme) or proxies.get("all")
    return bool(named) and not proxy_bypass(parts.hostname or "")


def fault_of(error: BaseException, *, by_proxy: bool = False) -> Fault | None:
    """Find the fault in the chain of errors that a failed connection comes with.

    Where it goes `by_proxy`, it is the proxy that is looked up and called.
    """
    for each in _causes(error):
        match each:
            case ssl.SSLCertVerificationError(verify_code=code):
                return Fault(_CERTIFICATES.get(code, Cause.CERTIFICATE))
            case ssl.SSLError(reason=reason) if reason in _NOT_TLS:
                return Fault(Cause.NO_TLS)
            case socket.gaierror():
                return Fault(Cause.NO_PROXY if by_proxy else Cause.NAME)
            case OSError(errno=number) if by_proxy and number in _UNREACHABLE:
                return Fault(Cause.NO_PROXY)
            case OSError() if _TUNNEL in str(each):
                return proxy_fault(str(each).partition(_TUNNEL)[2])
    return None


def proxy_fault(said: str) -> Fault:
    """Say that a proxy refuses, with its status, which is what its words begin with if it gave any."""
    status = _STATUS.match(said)
    return Fault(Cause.PROXY, status[1] if status else "")


def redirect_fault(location: str, *, asked: str, sent: Iterable[str]) -> Fault:
    """Return the other host that an answer to the address `asked` sends on to (its Location header).

    Whoever answers words it: only what can be a host is passed on, and nothing of what was sent,
    such as a key.
    """
    try:
        parts = urlsplit(urljoin(asked, location))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return Fault(Cause.MOVED)
    said = " ".join(sent).lower()
    repeats = any(label in said for label in host.split(".") if len(label) > COMMON_LABEL)
    named = f"{host}:{port}" if port else host
    same = named == urlsplit(asked).netloc.lower()
    return Fault(Cause.MOVED, "" if same or repeats or not _HOST.fullmatch(host) else named)


def clock_fault(date: str, *, sent: datetime, received: datetime) -> Fault | None:
    """Say by how much this machine's clock is off, by an answer's Date header (RFC 9110, 6.6.1).

    The request was sent and its answer received at these times (aware) by the clock in question.
    """
    try:
        there = parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return None
    return compare_clocks(there, sent=sent, received=received) if there.tzinfo else None


def compare_clocks(there: datetime, *, sent: datetime, received: datetime) -> Fault | None:
    """Compare a clock elsewhere with this machine's, which showed these times (aware) around it."""
    if sent - there > TOLERANCE:
        return Fault(Cause.CLOCK, f"{_describe(sent - there)} ahead of")
    if there - received > TOLERANCE:
        return Fault(Cause.CLOCK, f"{_describe(there - received)} behind")
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Give an error and those it came from; urllib keeps the error before in `reason`."""
    current: BaseException | None = error
    for _ in range(LONGEST_CHAIN):
        if current is None:
            return
        yield current
        reason = getattr(current, "reason", None)
        current = (
            reason
            if isinstance(reason, BaseException)
            else current.__cause__ or current.__context__
        )


def _describe(off: timedelta) -> str:
    """Write how far off, to the second where that is short, else in the two largest units."""
    days, seconds = off.days, off.seconds
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    parts = [(days, "d"), (hours, "hr"), (minutes, "min"), (seconds, "s")]
    first = next(index for index, (count, _) in enumerate(parts) if count)
    return " ".join(f"{count} {unit}" for count, unit in parts[first : first + 2] if count)
