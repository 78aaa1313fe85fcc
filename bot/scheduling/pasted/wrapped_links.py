"""Unwraps links that mail programs put into links of their own, without any network request.

No library that is kept up knows these forms; Proofpoint published its own as a script.
"""

import base64
import binascii
import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

# A link with more wrappers was made to waste time.
MAX_WRAPPERS = 5


class SealedLink(Exception):
    """Only the program that wrapped the link, `by`, knows where it leads."""

    def __init__(self, *, by: str) -> None:
        super().__init__(by)
        self.by = by


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A service that wraps links: its hosts and paths, and how to extract a link.

    `extract` returns None if there is no link in it.
    """

    name: str
    host: str
    path: str
    extract: Callable[[SplitResult], str | None]


def unwrap(link: str) -> str:
    """Return where a link leads once all wrappers are removed. Raises SealedLink."""
    for _ in range(MAX_WRAPPERS):
        wrapper, parts = _wrapper(link)
        if wrapper is None or parts is None:
            return link
        inside = wrapper.extract(parts)
        if inside is None:
            raise SealedLink(by=wrapper.name)
        link = inside
    raise SealedLink(by="several programs")


def _wrapper(link: str) -> tuple[Wrapper | None, SplitResult | None]:
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None, None
    fitting = (
        each
        for each in WRAPPERS
        if re.fullmatch(each.host, host) and re.match(each.path, parts.path)
    )
    return next(fitting, None), parts


def _in_query(*names: str) -> Callable[[SplitResult], str | None]:
    """Return a function that extracts a link from the first of these query parameters that is present."""

    def extract(parts: SplitResult) -> str | None:
        query = parse_qs(parts.query)
        return next((query[name][0] for name in names if name in query), None)

    return extract


_BETWEEN_UNDERSCORES = re.compile(r"/v[0-9]+/(?:[^/]+/)?___(?P<link>.+)___[\w.:=+-]+")


def _between_underscores(parts: SplitResult) -> str | None:
    """Extract a link between triple underscores, as Check Point and Avanan write it."""
    found = _BETWEEN_UNDERSCORES.fullmatch(parts._replace(scheme="", netloc="").geturl())
    return found["link"] if found else None


def _in_path(parts: SplitResult) -> str | None:
    """Extract a link that is the last part of the path."""
    inside = unquote(parts.path.rpartition("/")[2])
    return inside if "://" in inside else None


def _proofpoint(parts: SplitResult) -> str | None:
    """Extract a link from URL Defense, versions 1 and 2: `-3A` stands for `%3A`, `_` for a slash."""
    query = re.search(r"(?:^|[&?])u=([^&]+)", parts.query)
    if query is None:
        return None
    written = query[1]
    if parts.path.startswith("/v2/"):
        written = written.translate(str.maketrans("-_", "%/"))
    return html.unescape(unquote(written))


_VERSION_3 = re.compile(r"/v3/__(?P<link>.+?)__;(?P<left_out>[A-Za-z0-9_=-]*)!")
_LEFT_OUT = re.compile(r"\*(?:\*(?P<length>[A-Za-z0-9_-]))?")
_LENGTHS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_SHORTEST_RUN = 2


def _proofpoint_3(parts: SplitResult) -> str | None:
    """Extract a link from URL Defense, version 3.

    Unusual characters of the link follow it in base64. In the link, `*` stands for the next of them,
    and `**` with a letter for a run of them.
    """
    found = _VERSION_3.match(parts._replace(scheme="", netloc="").geturl())
    if found is None:
        return None
    try:
        left_out = base64.urlsafe_b64decode(found["left_out"] + "==").decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    taken = 0

    def put_back(place: re.Match[str]) -> str:
        nonlocal taken
        run = _LENGTHS.index(place["length"]) + _SHORTEST_RUN if place["length"] else 1
        taken += run
        return left_out[taken - run : taken]

    # Mail programs turn two slashes into one.
    link = re.sub(r"^([a-z]+:)/+", r"\1//", unquote(found["link"]), flags=re.IGNORECASE)
    whole = _LEFT_OUT.sub(put_back, link)
    return whole if taken == len(left_out) else None


def _never(_: SplitResult) -> None:
    """Extract nothing: the link has only an ID in the service's database."""


WRAPPERS = (
    Wrapper(
        "Outlook Safe Links",
        r".+\.safelinks\.protection\.(?:outlook\.com|office365\.us|partner\.outlook\.cn)",
        "/",
        _in_query("url"),
    ),
    Wrapper(
        "Teams Safe Links",
        r"statics\.teams\.(?:cdn\.office\.net|microsoft\.com)",
        r"/.*atp-safelinks\.html",
        _in_query("url"),
    ),
    Wrapper(
        "Proofpoint URL Defense", r"urldefense\.(?:com|us|proofpoint\.com)", r"/v3/", _proofpoint_3
    ),
    Wrapper("Proofpoint URL Defense", r"urldefense\.(?:com|us|proofpoint\.com)", r"/", _proofpoint),
    Wrapper(
        "Google", r"(?:www\.)?google\.(?:[a-z]{2,3}|com?\.[a-z]{2})", "/url$", _in_query("q", "url")
    ),
    Wrapper("Google Meet", r"meet\.google\.com", "/linkredirect$", _in_query("dest")),
    Wrapper(
        "Check Point",
        r"protect\.checkpoint\.com|(?:.+\.)?url\.avanan\.click|avanan\.url-protection\.com",
        "/v[0-9]+/",
        _between_underscores,
    ),
    Wrapper("Barracuda Link Protection", r"linkprotect\.cudasvc\.com", "/url", _in_query("a")),
    Wrapper("Slack", r"slack-redir\.net", "/link", _in_query("url")),
    Wrapper("Cisco Secure Email", r"secure-web\.cisco\.com", "/", _in_path),
    Wrapper("Symantec", r"clicktime\.symantec\.com", "/", _in_query("u")),
    Wrapper("Mimecast", r".*\.(?:mimecast|mimecastprotect)\.com", "/s/", _never),
)
