"""The ways in which an answer is altered: one field of it at a time, or all of it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import Response

from sandbox.http_server import json_response

Path = tuple[str | int, ...]

_GONE: Any = object()
_HUGE = "9" * 5_000


class Kind(StrEnum):
    """How an answer is altered, as the table calls it."""

    DOCUMENTED = "as documented"
    ODD = "a field that isn't needed is odd"
    NEEDED = "a field that is needed is odd"
    TIME = "its time can't be read"
    WHOLE = "no body, HTML, text or another shape"
    COMPLAINS = "a good status that complains"
    LOST = "no answer at all"


# What may stand where anything else should.
ODD: tuple[Any, ...] = (
    *(None, "", [], {}, [[]], {"x": 1}),
    *(True, False, 7, -1, 1.5, "text", _HUGE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One way: what is changed of an answer, None where it is lost on the way."""

    kind: Kind
    name: str
    change: Callable[[Response], Response] | None


def every_variant(answer: Any, *, needed: Callable[[Path, Any], Kind]) -> list[Variant]:
    """Return every way to alter an answer like this one, decoded; `needed` says what a change means."""
    return [
        *whole_variants(answer),
        *(_field(way, odd, needed) for way, odd in _odd_fields(answer)),
    ]


def whole_variants(answer: Any) -> list[Variant]:
    """Return the ways in which all of an answer is another, or comes with a complaint."""
    bodies = {
        "empty": b"",
        "HTML": b"<html><body>Welcome</body></html>",
        "text": b'"OK"',
        "null": b"null",
        "list": b"[]",
        "object": b"{}",
        "number": _HUGE.encode(),
    }
    ways = [
        Variant(kind=Kind.DOCUMENTED, name="documented", change=lambda given: given),
        Variant(kind=Kind.LOST, name="lost", change=None),
        *(Variant(kind=Kind.WHOLE, name=name, change=_body(body)) for name, body in bodies.items()),
    ]
    if isinstance(answer, dict):
        for name, said in (("errors", ["It can't be done."]), ("success", False)):
            ways.append(Variant(kind=Kind.COMPLAINS, name=name, change=_beside(name, said)))
    else:
        complaint = json_response(202, {"errors": ["It can't be done."]})
        ways.append(Variant(kind=Kind.COMPLAINS, name="errors", change=lambda _: complaint))
    return ways


def _body(body: bytes) -> Callable[[Response], Response]:
    return lambda _: Response(body, 200)


def _beside(name: str, said: Any) -> Callable[[Response], Response]:
    return lambda answer: json_response(200, {**json.loads(answer.data), name: said})


def _odd_fields(answer: Any) -> Iterator[tuple[Path, Any]]:
    """Yield each field of an answer with each odd thing that may stand there."""
    for way, value in every_field(answer):
        wrong: Any = 7 if isinstance(value, str) else "text"
        nothing: Any = type(value)() if isinstance(value, str | list | dict) else ""
        huge: Any = [value] * 500 if isinstance(value, list) else _HUGE
        for odd in (wrong, None, _GONE, nothing, huge):
            yield way, odd


def every_field(value: Any, *path: str | int) -> Iterator[tuple[Path, Any]]:
    """Yield the way to every field of an answer, in objects and in lists, and what stands there."""
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in parts:
        yield (*path, key), part
        if isinstance(part, dict | list):
            yield from every_field(part, *path, key)


def _field(way: Path, odd: Any, needed: Callable[[Path, Any], Kind]) -> Variant:
    shown = "missing" if odd is _GONE else json.dumps(odd)[:20]
    name = f"{'.'.join(map(str, way))}: {shown}"

    def change(answer: Response) -> Response:
        said = json.loads(answer.data)
        put(said, way, odd)
        return json_response(answer.status_code, said)

    return Variant(kind=needed(way, odd), name=name, change=change)


def is_readable(odd: Any) -> bool:
    """Return whether what stands in place of an id or a word can be taken for one."""
    return isinstance(odd, int | str) and odd not in {"", _HUGE}


def put(said: Any, way: Path, odd: Any) -> None:
    """Put something else at one place of a decoded answer, or nothing."""
    for key in way[:-1]:
        said = said[key]
    if odd is _GONE:
        del said[way[-1]]
    else:
        said[way[-1]] = odd
