"""What the stand-ins take: forms for bodies, and checks of queries; whatever else comes is refused."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator
from werkzeug import Request

FormT = TypeVar("FormT", bound="Form")


@dataclass(frozen=True, slots=True)
class Problem:
    """One field that a provider won't take: its dotted path, pydantic's kind of error, a sentence."""

    field: str
    kind: str
    sentence: str


class Refused(Exception):
    """The provider doesn't do what it was asked; becomes a response in the provider's own shape."""

    def __init__(self, status: int, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.problems = tuple(problems)


class Form(BaseModel):
    """A body that takes exactly its own fields, with exactly their types, and no nulls."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _no_nulls(cls, data: object) -> object:
        if isinstance(data, dict) and None in data.values():
            nulls = ", ".join(name for name, value in data.items() if value is None)
            raise ValueError(f"{nulls} can't be null")
        return data


def matching(pattern: str, complaint: str) -> AfterValidator:
    """Return a validator of texts that match a pattern as a whole."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(complaint)
        return text

    return AfterValidator(check)


def parsed_by(parse: Callable[[str], object]) -> AfterValidator:
    """Return a validator of texts that a function can parse without a ValueError."""

    def check(text: str) -> str:
        parse(text)
        return text

    return AfterValidator(check)


@cache
def iana_zones() -> frozenset[str]:
    """Return the names of all IANA zones."""
    return frozenset(available_timezones())


def read(form: type[FormT], request: Request, *, invalid_status: int = 422) -> FormT:
    """Read a request's body into its form; raises Refused naming every field that is wrong."""
    try:
        return form.model_validate(json.loads(request.data))
    except ValidationError as error:
        problems = [_problem(dict(detail)) for detail in error.errors(include_url=False)]
        raise Refused(invalid_status, "Validation failed", problems) from error
    except ValueError as error:
        raise Refused(400, "The request body is not valid JSON") from error


def only_query(request: Request, *names: str) -> dict[str, str]:
    """Return the query if it holds nothing but these names; raises Refused."""
    for name in request.args:
        if name not in names:
            raise Refused(400, f"Unknown parameter {name}")
    return request.args.to_dict()


def no_body(request: Request) -> None:
    """Refuse a body where the call takes none."""
    if request.data:
        raise Refused(400, "This request takes no body")


def media_type(request: Request, header: str) -> str:
    """Return a header's media type without its parameters, in lower case."""
    return request.headers.get(header, "").partition(";")[0].strip().lower()


def _problem(detail: dict[str, Any]) -> Problem:
    path = ".".join(str(part) for part in detail["loc"])
    sentence = str(detail["msg"]).removeprefix("Value error, ")
    return Problem(path, str(detail["type"]), sentence)
