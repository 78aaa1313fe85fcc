"""E-mail addresses as people list them: separated by commas, semicolons, blanks or lines."""

import re
from collections.abc import Iterable
from email.utils import parseaddr

from email_validator import EmailNotValidError, validate_email

from handlers.blocks import clip

MOST = 100
LONGEST_SHOWN = 100


class BadAddress(Exception):
    """Not an e-mail address; `text` is what was typed, or its beginning."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = clip(text, to=LONGEST_SHOWN)


def address(text: str) -> str:
    """Return one address as it should be sent. Raises BadAddress."""
    bare = parseaddr(text)[1] if "<" in text else text
    try:
        # Whether mail arrives is the provider's to find out: no names are looked up, and test or
        # company-internal domains count.
        found = validate_email(
            bare.strip(), check_deliverability=False, test_environment=True, strict=True
        )
    except EmailNotValidError:
        raise BadAddress(text.strip()) from None
    return found.normalized


def addresses(text: str) -> tuple[str, ...]:
    """Return every address in the text, each once. Raises BadAddress."""
    found = (address(part) for part in _parts(text))
    return tuple({each.lower(): each for each in found}.values())


def _parts(text: str) -> Iterable[str]:
    """Cut a list up; Slack's own `<mailto:a@b|a@b>` and `Name <a@b>` count as one address each."""
    text = re.sub(r"<mailto:([^|>]+)(\|[^>]*)?>", r"\1", text)
    for line in re.split(r"[,;\n]+", text):
        if not line.strip():
            continue
        yield from [line] if "<" in line else line.split()
