"""What providers give, read with caution: text, ids and links that are useless are as if not given."""

from typing import Annotated, Any

from pydantic import AfterValidator, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from bot.scheduling.links import safe_link

LONGEST_ID = 200
# What would lead out of a path, should anybody on the way read it unquoted.
_LEADS_ELSEWHERE = frozenset("/\\?#%")


def or_nothing(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """Take what can't be read as left out: only what a call is useless without may fail it."""
    try:
        return read(value)
    except ValidationError:
        return None


def is_id(text: str) -> bool:
    """Say whether this can be an id: one short word that stands for nothing else in a path."""
    whole = text.isprintable() and not any(letter.isspace() for letter in text)
    leads_on = bool(_LEADS_ELSEWHERE & set(text)) or not text.strip(".")
    return whole and not leads_on and len(text) <= LONGEST_ID


def _need_id(text: str) -> str:
    if not is_id(text):
        raise ValueError("this is no id")
    return text


OptionalText = Annotated[str | None, WrapValidator(or_nothing)]
Id = Annotated[str, AfterValidator(_need_id)]
OptionalId = Annotated[Id | None, WrapValidator(or_nothing)]


def any_unsafe(*links: str | None) -> bool:
    """Say whether a link was given that Docket does not pass on."""
    return any(link and safe_link(link) is None for link in links)
