"""The log: one format, nothing secret or personal, and libraries that log addresses kept quiet."""

import logging
import re

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

# These write URLs, headers or whole request bodies, with what people typed, at INFO or WARNING.
QUIET = ("httpx", "httpcore", "slack_bolt", "slack_sdk", "urllib3", "waitress.queue")

_SECRETS = re.compile(
    r"""
    xox[a-z]-[\w-]+ | xapp-[\w-]+           # Slack's tokens
    | eyJ[\w-]+\.[\w-]+\.[\w-]*             # a JSON Web Token
    | [^\s@<>"'(),;:=]+@[^\s@<>"'(),;:=]+   # an e-mail address
    | (?<=://)[^/\s@]+(?=@)                 # user and password in a URL
    | https?://\S*/(?:commands|actions|app)/\S+  # a response_url, which works like a password
    """,
    re.VERBOSE,
)


class Redacting(logging.Formatter):
    """Takes tokens, addresses and bearer links out of every line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """Format the record and blank out what nobody reading a log should have."""
        return _SECRETS.sub("[redacted]", super().format(record))


def set_up(level: str = "INFO") -> None:
    """Send the log to standard error in Docket's format."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacting(FORMAT))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
