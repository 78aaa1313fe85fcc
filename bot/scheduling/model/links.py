"""Links that others give: which of them Docket passes on, and which may carry a password."""

import re
from ipaddress import AddressValueError, IPv4Address
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from pydantic import BeforeValidator

LONGEST = 3000
LONGEST_HOST = 253
MOST_ENCODINGS = 3

# RFC 3986 and nothing that browsers mend on their own: whatever reads such a link reads the same.
# A user before the host, a backslash, blanks, control and invisible characters are in none.
_LINK = re.compile(
    r"https://"
    r"(?P<host>[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+)"
    r"(?P<port>:[1-9][0-9]{0,4})?"
    r"(?P<rest>[/?#](?:[a-z0-9\-._~!$&'()*+,;=:@/?#\[\]]|%(?!7f)[2-9a-f][0-9a-f])*)?",
    re.IGNORECASE | re.ASCII,
)
# Browsers take a host whose last part is a number for an IPv4 address, in whatever form it is.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE | re.ASCII)
# Names that mean something only within somebody's own network (RFC 6761, 6762, 8375 and custom).
_PRIVATE = frozenset(
    {
        "arpa",
        "corp",
        "home",
        "internal",
        "intranet",
        "lan",
        "local",
        "localdomain",
        "localhost",
        "onion",
        "private",
    }
)
_BEHIND_THE_PATH = re.compile(r"[?#;&=]")


def safe_link(given: str | None) -> str | None:
    """Return a link that Docket passes on, None where it is none: https to a public host, in plain form."""
    found = _LINK.fullmatch(given or "")
    if given is None or found is None or len(given) > LONGEST:
        return None
    port = int((found["port"] or ":443")[1:])
    return f"https{given[5:]}" if port <= 65_535 and _is_public(found["host"]) else None


def carries_secret(link: str) -> bool:
    """Return whether whoever has the link may have a password with it, as Zoom's `?pwd=`.

    Which names providers give a password nobody can list: whatever stands behind the path, or is
    written into it as if it did, may be one.
    """
    plain = link
    for _ in range(MOST_ENCODINGS):
        plain = unquote(plain)
    return plain != unquote(plain) or _BEHIND_THE_PATH.search(plain) is not None


def host_of(link: str) -> str:
    """Return the host that a link leads to, nothing where it leads nowhere."""
    try:
        return urlsplit(link).hostname or ""
    except ValueError:
        return ""


def _is_public(host: str) -> bool:
    last = host.rpartition(".")[2].lower()
    if not _NUMBER.fullmatch(last):
        return len(host) <= LONGEST_HOST and last not in _PRIVATE
    try:
        address = IPv4Address(host)
    except AddressValueError:
        return False
    return address.is_global and not address.is_multicast


def _read(given: Any) -> str | None:
    return safe_link(given) if isinstance(given, str) else None


SafeLink = Annotated[str | None, BeforeValidator(_read)]
"""A link as models hold it: what Docket does not pass on reads as none."""
