"""Lenient parsing of provider answers: an invalid field counts as missing and affects nothing else.

What an answer must have is named once, where it is read; everything else about it may be odd.
"""

import json
from hashlib import sha256
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from bot.scheduling.model.links import safe_link

LONGEST_ID = 200
# What would change a path, should anybody on the way read it unquoted.
_PATH_SYNTAX = frozenset("/\\?#%")
_LARGEST_NUMBER = 2**63

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


def none_if_invalid(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """Take what is invalid as left out: only what a call is useless without may fail it."""
    try:
        return read(value)
    except ValidationError:
        return None


def is_id(text: str) -> bool:
    """Return whether this can be an id: one short word that stands for nothing else in a path."""
    whole = text.isprintable() and not any(letter.isspace() for letter in text)
    is_path = bool(_PATH_SYNTAX & set(text)) or not text.strip(".")
    return whole and not is_path and len(text) <= LONGEST_ID


def _need_id(text: str) -> str:
    if not is_id(text):
        raise ValueError("not an id")
    return text


def _number_or_id(value: Any) -> int | str:
    """Read what numbers a thing: a number, also one written as text, or else an id."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if text.isascii() and text.isdecimal() and int(text[:LONGEST_ID]) < _LARGEST_NUMBER:
        return int(text)
    return _need_id(text)


def _reject_flag(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("not a number")  # noqa: TRY004 - pydantic takes a ValueError
    return value


IfReadable = Annotated[T | None, WrapValidator(none_if_invalid)]
OptionalText = IfReadable[str]
Number = Annotated[float, BeforeValidator(_reject_flag)]
Id = Annotated[str, AfterValidator(_need_id)]
OptionalId = IfReadable[Id]
OptionalNumberOrId = Annotated[
    int | str | None, BeforeValidator(_number_or_id), WrapValidator(none_if_invalid)
]


def read_as(shape: type[M], answer: Any) -> M | None:
    """Read part of an answer; None where what is needed of it is not there."""
    try:
        return shape.model_validate(answer)
    except ValidationError:
        return None


def objects(value: Any) -> list[Any]:
    """Return the objects of a list, or the one that stands where a list should."""
    rows = [value] if isinstance(value, dict) else value if isinstance(value, list) else []
    return [row for row in rows if isinstance(row, dict)]


def fingerprint(row: Any) -> str:
    """Return by what a row that can't be read is recognized, as long as it stays the same."""
    return f"unreadable:{sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:32]}"


def any_unsafe(*links: str | None) -> bool:
    """Return whether a link was given that Docket does not pass on."""
    return any(link and safe_link(link) is None for link in links)
