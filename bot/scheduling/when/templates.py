"""Phrase templates: `on? the? d:DAY of? m:MONTH (comma? y:YEAR)?`, matched against kinds of words.

A text is turned into one character per word, its *kind*. A template is a regular expression over
kinds, written with their names: `name:KIND` captures, `( | )` groups, `?` and `*` repeat, and a
name from the table of phrases stands for a whole template.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_PIECE = re.compile(r"\s*(?:(\w+):)?(\w+|[(|)])([?*]?)|\s*([?*])")


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled template and the kinds that a match of it can begin with."""

    pattern: re.Pattern[str]
    openings: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Node:
    """A stretch of a template: its regular expression, what can open it, whether it can be empty."""

    source: str = ""
    openings: frozenset[str] = frozenset()
    empty: bool = True

    def then(self, other: "_Node") -> "_Node":
        openings = self.openings | other.openings if self.empty else self.openings
        return _Node(self.source + other.source, openings, self.empty and other.empty)

    def alternatively(self, other: "_Node") -> "_Node":
        openings = self.openings | other.openings
        return _Node(f"{self.source}|{other.source}", openings, self.empty or other.empty)

    def grouped(self, *, capture: str | None, many: str) -> "_Node":
        opening = f"(?P<{capture}>" if capture else "(?:"
        return _Node(f"{opening}{self.source}){many}", self.openings, self.empty or many != "")


@dataclass(frozen=True)
class Alphabet:
    """The names templates may use: kinds (and sets of kinds) as characters, and whole phrases."""

    kinds: Mapping[str, str]
    phrases: Mapping[str, str]

    def compiled(self, template: str) -> Template:
        """The template, ready to match; raises KeyError for a name that nobody defined."""
        node = self._node(_PIECE.finditer(template))
        return Template(pattern=re.compile(node.source), openings=node.openings)

    def _node(self, pieces: Iterator[re.Match[str]]) -> _Node:
        whole: _Node | None = None
        branch = _Node()
        for piece in pieces:
            capture, name, many, _ = piece.groups()
            if name == ")":
                branch = branch if whole is None else whole.alternatively(branch)
                return branch.grouped(capture=None, many=many)
            if name == "|":
                whole = branch if whole is None else whole.alternatively(branch)
                branch = _Node()
            elif name == "(":
                group = self._node(pieces)
                branch = branch.then(group.grouped(capture=capture, many="") if capture else group)
            else:
                branch = branch.then(self._named(name).grouped(capture=capture, many=many))
        return branch if whole is None else whole.alternatively(branch)

    def _named(self, name: str) -> _Node:
        if name in self.phrases:
            return self._node(_PIECE.finditer(self.phrases[name]))
        kinds = self.kinds[name]
        return _Node(f"[{re.escape(kinds)}]", frozenset(kinds), empty=False)
