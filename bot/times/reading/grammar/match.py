"""A template found in a text: the words it captured, by name."""

import re
from collections.abc import Callable
from typing import NamedTuple

from bot.times.reading.parts import Part
from bot.times.reading.token import Token


class Match(NamedTuple):
    """One match of a template in the tokens of a text."""

    found: re.Match[str]
    tokens: tuple[Token, ...]

    @property
    def span(self) -> tuple[int, int]:
        """The places in the text where it begins and ends."""
        return self.found.span()

    @property
    def start(self) -> int:
        """The place of its first word."""
        return self.found.start()

    @property
    def end(self) -> int:
        """The place after its last word."""
        return self.found.end()

    def words(self, name: str = "") -> tuple[Token, ...]:
        """The words captured under a name (all of the match's without one); none if it was absent."""
        start, end = self.found.span(name) if name else self.span
        return self.tokens[start:end] if start >= 0 else ()

    def start_of(self, name: str) -> int:
        """The place of the first word captured under a name; -1 if nothing was."""
        return self.found.start(name)

    def end_of(self, name: str) -> int:
        """The place after the last word captured under a name; -1 if nothing was."""
        return self.found.end(name)

    def has(self, name: str) -> bool:
        """Whether something was captured under the name."""
        return self.start_of(name) >= 0

    def value(self, name: str) -> int:
        """The value of the one word captured under the name."""
        return self.tokens[self.start_of(name)].number

    def maybe(self, name: str) -> int | None:
        """The value of the word captured under the name, or None if it is not in this template."""
        if name not in self.found.re.groupindex or not self.has(name):
            return None
        return self.value(name)

    def kind(self, name: str) -> str:
        """The kind of the first word captured under the name; empty if there is none."""
        words = self.words(name) if name in self.found.re.groupindex else ()
        return words[0].kind if words else ""


def has_loose_mark(match: Match) -> bool:
    """Whether a colon or dot ends what it stands in: `4: 10am`, `4. 10 Uhr`; not `10 : 30`."""
    words = match.words()
    return any(
        mark.kind in ("colon", "dot") and before.end == mark.start and mark.end < after.start
        for before, mark, after in zip(words, words[1:], words[2:], strict=False)
    )


def follows_weekday(match: Match) -> bool:
    """Whether the match stands right after a day of the week: the 4 of `friday 4`, `sexta-feira, 4`."""
    place = match.start - 1
    if place > 0 and match.tokens[place].kind == "comma":
        place -= 1
    return place >= 0 and match.tokens[place].kind in ("WEEKDAY", "weekday_suffix")


Meaning = Callable[[Match], Part | None]
Rule = tuple[Meaning, str]
