"""Unwrapping CareValidate's answers: neither their wrappers nor how a list is cut off is documented."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.providers.carevalidate.payloads import Outcome, is_affirmative
from bot.providers.explanation import reports_error

_WRAPPERS = ("data", "appointment", "appointments", "slots", "availability")
_ERROR_STATUS = re.compile(r"[45][0-9]{2}")
# How a list may say, one way or the other, that there is more of it.
_MORE = re.compile(
    r"(odata|has|is)*(more|next)(items|results|pages?)?(cursor|link|token|url)?"
    r"|(is)?(partial|truncated)"
)
_PAGE_COUNTS = frozenset({"pages", "pagecount", "totalpages", "lastpage"})
_TOTALS = frozenset({"count", "total", "totalcount", "totalitems", "totalrecords", "totalresults"})
_PUNCTUATION = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnwrappedAnswer:
    """An answer that came with a good status and says nothing else, with what each layer of it holds."""

    outcome: Outcome
    layers: list[Any]

    @property
    def content(self) -> Any:
        """What is left when everything is unwrapped."""
        return self.layers[-1]

    @property
    def data(self) -> Any:
        """What the answer says besides whether it went well."""
        return self.layers[0] if self.outcome.data is None else self.outcome.data

    def is_cut_off(self, *, rows: int) -> bool:
        """Return whether a list says that there is more than the rows in it."""
        pairs = [pair for layer in self.layers for pair in _pairs(layer, depth=2)]
        return any(
            (_MORE.fullmatch(name) and is_affirmative(value))
            or (name in _PAGE_COUNTS and _number(value) > 1)
            or (name in _TOTALS and _number(value) > rows)
            for name, value in pairs
        )


def layers_of(answer: Any) -> list[Any]:
    """Return an answer, and what it is wrapped in, from the outside in."""
    layers = [answer]
    while isinstance(layers[-1], dict):
        inner = next((name for name in _WRAPPERS if name in layers[-1]), None)
        if inner is None:
            break
        layers.append(layers[-1][inner])
    return layers


def has_error(answer: Any) -> bool:
    """Return whether an answer names another status than the good one it came with."""
    status = answer.get("status") if isinstance(answer, dict) else None
    return _ERROR_STATUS.fullmatch(str(status)) is not None


def says_no(part: Any) -> bool:
    """Return whether part of an answer says that it failed; its status is that of what it is about."""
    return isinstance(part, dict) and reports_error({**part, "status": ""})


def _pairs(part: Any, *, depth: int) -> Iterator[tuple[str, Any]]:
    """Yield what stands in an object, and in those within it so deep, by its names without punctuation."""
    for name, value in part.items() if isinstance(part, dict) else ():
        yield _PUNCTUATION.sub("", name.casefold()), value
        if depth:
            yield from _pairs(value, depth=depth - 1)


def _number(value: Any) -> int:
    found = re.fullmatch(r"\s*(\d{1,9})(\.0*)?\s*", str(value), re.ASCII)
    return int(found[1]) if found else 0
