"""Decoding an answer's JSON so that nothing in it can do harm: its numbers, halves of characters, length."""

import json
from typing import Any

LONGEST_TEXT = 10_000
LONGEST_NUMBER = 100


def decode(answer: bytes) -> Any:
    """Decode an answer; raises ValueError, also for one that is nested without end."""
    try:
        return _whole(json.loads(answer, parse_int=_integer, parse_constant=_no_number))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _integer(digits: str) -> int | str:
    """Read a whole number; one that is longer than Python reads stays as it is written."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits


def _no_number(name: str) -> None:
    """Read NaN and the infinities, which are no JSON, as nothing."""
    del name


def _whole(value: Any) -> Any:
    """Return a decoded answer without halves of characters, which nothing could write down.

    Nor is any text in it longer than people read.
    """
    match value:
        case str():
            some = value[:LONGEST_TEXT]
            return some.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
        case list():
            return [_whole(item) for item in value]
        case dict():
            return {_whole(key): _whole(item) for key, item in value.items()}
        case _:
            return value
