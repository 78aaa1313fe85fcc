"""Extracts a provider's own error message from an answer: short, without addresses and links."""

import re
from collections.abc import Iterator
from typing import Any

from bot.providers.decoding import decode

LONGEST_REASON = 300
# What is looked through for addresses and links: that takes the square of a length.
LONGEST_EXPLANATION = 2000
DEEPEST = 8

# Ways in which `success`, or `ok`, says that there was none.
_NO = frozenset({"false", "no", "0"})
_FAILED = frozenset({"error", "failed", "failure"})

_ADDRESS = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+")
# A link may carry a password, also one that is written without `https://`.
_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://|\b(?:[a-z0-9-]+\.)+[a-z]{2,}[/?])\S+", re.IGNORECASE)
# Keys under which answers explain themselves.
_EXPLANATIONS = (
    "error",
    "errors",
    "message",
    "messages",
    "detail",
    "description",
    "msg",
    "reason",
)


def reports_error(answer: Any) -> bool:
    """Return whether a decoded answer that came with a good status says that something went wrong."""
    if not isinstance(answer, dict):
        return False
    success, ok, status = (
        str(answer.get(name, "")).strip().casefold() for name in ("success", "ok", "status")
    )
    says_no = not _NO.isdisjoint({success, ok}) or status in _FAILED
    return says_no or bool(answer.get("errors") or answer.get("error"))


def reason_in(body: bytes) -> str:
    """Return the provider's own words from an error's body, without addresses, or an empty text."""
    try:
        return explanation(decode(body))
    except ValueError:
        return ""


def explanation(answer: Any) -> str:
    """Return the words of a decoded answer that explain it, presentable, or an empty text."""
    return sanitized(" · ".join(_sentences(answer, depth=DEEPEST)))


def sanitized(text: str) -> str:
    """Return a provider's words on one line, cut short, without addresses and links."""
    some = " ".join(text[:LONGEST_EXPLANATION].split())
    shown = "".join(letter for letter in some if letter.isprintable())
    return _ADDRESS.sub("(address)", _LINK.sub("(link)", shown))[:LONGEST_REASON]


def _sentences(part: Any, *, of: str = "", depth: int) -> list[str]:
    """Collect what reads like an explanation from the shapes that error bodies come in."""
    if depth == 0:
        return []
    if isinstance(part, str):
        return [f"{of}: {part}" if of and of not in _EXPLANATIONS else part]
    return [
        sentence
        for label, inner in _parts(part, of=of)
        for sentence in _sentences(inner, of=label, depth=depth - 1)
    ]


def _parts(part: Any, *, of: str) -> Iterator[tuple[str, Any]]:
    """Give what stands in a list or an object and may explain it, with what it is called."""
    if isinstance(part, list):
        yield from ((of, inner) for inner in part)
    elif isinstance(part, dict):
        keys = [key for key in part if key in _EXPLANATIONS] or (list(part) if of else [])
        for key in keys:
            if not (key == "message" and "error" in part):
                yield _label(key, of), part[key]


def _label(key: str, of: str) -> str:
    return of if key in _EXPLANATIONS and of and of not in _EXPLANATIONS else key
