"""The log: one format, nothing secret or personal, and libraries that log addresses kept quiet."""

import logging
import re
import sqlite3
import traceback
from collections.abc import Collection, Iterator
from types import TracebackType
from urllib.parse import quote

from bot.store import CannotOpen

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

# These write URLs, headers or whole bodies, with what people typed, up to ERROR; what fails we log.
QUIET = ("httpx", "httpcore", "slack_bolt", "slack_sdk", "urllib3", "waitress.queue", "websockets")

LONGEST_CHAIN = 10
REDACTED = "[redacted]"
# What is shorter keeps nobody out, and may stand in any word.
SHORTEST_SECRET = 4

_SECRETS = re.compile(
    r"""
    # An email address, looked for where a word begins: at every letter a long word would take hours.
    (?<![^\s@<>"'(),;:=])[^\s@<>"'(),;:=]+@[^\s@<>"'(),;:=]+
    | xox[a-z]-[\w-]+ | xapp-[\w-]+         # Slack's tokens
    | eyJ[\w-]+\.[\w-]+\.[\w-]*             # a JSON Web Token
    | (?<=://)[^/\s@]+(?=@)                 # user and password in a URL
    | https?://\S*/(?:commands|actions|app|services)/\S+  # a response_url works like a password
    | (?<=ticket=)[\w-]+                    # the ticket of a Socket Mode connection
    """,
    re.VERBOSE,
)
# One of these is in whatever has a secret: most lines have none, and are not searched.
_SIGNS = ("@", "://", "xox", "xapp-", "eyJ", "ticket=")


ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def redacted(text: str, *, secrets: Collection[str] = ()) -> str:
    """Return a text without what is a secret by its form, and without these, plain or as in a URL."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, REDACTED).replace(quote(secret, safe=""), REDACTED)
    has_sign = any(sign in text for sign in _SIGNS)
    return _SECRETS.sub(REDACTED, text) if has_sign else text


class RedactingFormatter(logging.Formatter):
    """Takes tokens, addresses and bearer links out of every line, and what was typed out of tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        """Format the record and blank out what nobody reading a log should have."""
        return redacted(super().format(record))

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's name
        """Say where it went wrong and with which kind of error, but for most kinds not its words."""
        return "\n".join(_formatted(error) for error in reversed(list(_causes(ei[1]))))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error, then the one it came from, and so on for as long as anybody would read."""
    for _ in range(LONGEST_CHAIN):
        if error is None:
            return
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _formatted(error: BaseException) -> str:
    """Write one error: where it happened, of which kind it is, and what the machine says of it."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    words = _safe_message(error)
    return f"{frames}{type(error).__module__}.{type(error).__qualname__}{words and ': '}{words}"


def _safe_message(error: BaseException) -> str:
    """Return words that quote nothing: most errors name the value they stumbled on, as somebody typed it."""
    match error:
        case sqlite3.Error():
            return str(error)
        case OSError(strerror=str(words)):
            return words
        case CannotOpen():
            return str(error)
        case _:
            return ""


def configure(level: str = "INFO") -> None:
    """Send the log to standard error in Docket's format."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(FORMAT))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # That traces could not be sent is of interest, and each try of it is not.
    logging.getLogger("opentelemetry").setLevel(logging.ERROR)
