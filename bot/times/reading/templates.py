"""Phrase templates: `on? the? d:DAY of? m:MONTH (comma? y:YEAR)?`, matched against kinds of words.

A text is turned into one character per word, its *kind*. A template is a regular expression over
kinds, written with their names: `name:KIND` captures, `( | )` groups, `?` and `*` repeat, and a
name from the table of phrases stands for a whole template.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

_PIECE = re.compile(r"\s*(?:(\w+):)?(\w+|[(|)])([?*]?)|\s*([?*])")


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled template, and how a match of it can begin, as of a `Fragment`: to try only what can."""

    pattern: re.Pattern[str]
    pairs: Mapping[str, frozenset[str]]
    alone: frozenset[str]

    def can_begin(self, kind: str, following: str) -> bool:
        """Whether a match can begin with this kind before that one."""
        return kind in self.alone or following in self.pairs.get(kind, ())


@dataclass(frozen=True, slots=True)
class Fragment:
    """A fragment of a template as a regular expression, and what its matches begin with.

    `pairs`: each kind that can come first, with those that can be second; `alone`: the kinds that
    can be all there is; `empty`: whether nothing at all can match; `atom`: whether a repetition after
    it repeats all of it. What needs no brackets gets none: most of the time to compile is for reading them.
    """

    source: str = ""
    pairs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    alone: frozenset[str] = frozenset()
    empty: bool = True
    atom: bool = False

    def then(self, other: "Fragment") -> "Fragment":
        """Followed by another."""
        pairs = {
            first: seconds | (frozenset(other.pairs) if first in self.alone else frozenset())
            for first, seconds in self.pairs.items()
        }
        return Fragment(
            self.source + other.source,
            _merged(pairs, other.pairs) if self.empty else pairs,
            (self.alone if other.empty else frozenset())
            | (other.alone if self.empty else frozenset()),
            self.empty and other.empty,
            atom=other.atom and not self.source,
        )

    def alternatively(self, other: "Fragment") -> "Fragment":
        """Either this one or another."""
        return Fragment(
            f"{self.source}|{other.source}",
            _merged(self.pairs, other.pairs),
            self.alone | other.alone,
            self.empty or other.empty,
        )

    def grouped(self, *, capture: str | None, many: str) -> "Fragment":
        """In brackets, perhaps captured, optional (`?`) or repeated (`*`)."""
        opening = f"(?P<{capture}>" if capture else "(?:"
        is_bare = self.atom and not capture
        source = self.source if is_bare else f"{opening}{self.source})"
        pairs = self.then(self).pairs if many == "*" else self.pairs
        return Fragment(
            f"{source}{many}", pairs, self.alone, self.empty or many != "", atom=not many
        )


@cache
def _shared(kinds: frozenset[str]) -> frozenset[str]:
    """One and the same set for all templates: thousands are alike, and each has a kilobyte."""
    return kinds


def _merged(
    some: Mapping[str, frozenset[str]], more: Mapping[str, frozenset[str]]
) -> Mapping[str, frozenset[str]]:
    nothing: frozenset[str] = frozenset()
    return {kind: some.get(kind, nothing) | more.get(kind, nothing) for kind in (*some, *more)}


@dataclass(frozen=True)
class Alphabet:
    """The names templates may use: kinds (and sets of kinds) as characters, and whole phrases."""

    kinds: Mapping[str, str]
    phrases: Mapping[str, str]
    _fragments: dict[str, Fragment] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def compiled(self, template: str) -> Template:
        """The template, ready to match; raises KeyError for a name that no one defined."""
        start = self._fragment(_PIECE.finditer(template))
        pairs = {first: _shared(seconds) for first, seconds in start.pairs.items()}
        return Template(re.compile(start.source), pairs, _shared(start.alone))

    def _fragment(self, pieces: Iterator[re.Match[str]]) -> Fragment:
        whole: Fragment | None = None
        branch = Fragment()
        for piece in pieces:
            capture, name, many, _ = piece.groups()
            if name == ")":
                branch = branch if whole is None else whole.alternatively(branch)
                return branch.grouped(capture=None, many=many)
            if name == "|":
                whole = branch if whole is None else whole.alternatively(branch)
                branch = Fragment()
            elif name == "(":
                group = self._fragment(pieces)
                branch = branch.then(group.grouped(capture=capture, many="") if capture else group)
            else:
                branch = branch.then(self._named(name).grouped(capture=capture, many=many))
        return branch if whole is None else whole.alternatively(branch)

    def _named(self, name: str) -> Fragment:
        if name not in self._fragments:
            self._fragments[name] = self._composed(name)
        return self._fragments[name]

    def _composed(self, name: str) -> Fragment:
        if name in self.phrases:
            return self._fragment(_PIECE.finditer(self.phrases[name]))
        kinds = self.kinds[name]
        first = dict.fromkeys(kinds, frozenset[str]())
        source = re.escape(kinds) if len(kinds) == 1 else f"[{re.escape(kinds)}]"
        return Fragment(source, first, frozenset(kinds), empty=False, atom=True)
