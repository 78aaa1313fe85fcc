"""Decodes JSON answers safely: numbers, lone surrogates and lengths have limits."""

import json
from typing import Any

LONGEST_TEXT = 10_000
LONGEST_NUMBER = 100


def decode(answer: bytes) -> Any:
    """Decode an answer; raises ValueError, also for one that is nested without end."""
    try:
        return _sanitized(json.loads(answer, parse_int=_integer, parse_constant=_as_none))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _integer(digits: str) -> int | str:
    """Read a whole number; one that is longer than Python reads stays as it is written."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits


def _as_none(name: str) -> None:
    """Read NaN and the infinities, which are no JSON, as nothing."""
    del name


def _sanitized(value: Any) -> Any:
    """Return a decoded answer without halves of characters, which nothing could write down.

    Nor is any text in it longer than people read.
    """
    match value:
        case str():
            some = value[:LONGEST_TEXT]
            return some.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
        case list():
            return [_sanitized(item) for item in value]
        case dict():
            return {_sanitized(key): _sanitized(item) for key, item in value.items()}
        case _:
            return value
