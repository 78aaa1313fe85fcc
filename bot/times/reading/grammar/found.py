"""A template found in a text: the words it captured, by name."""

import re
from collections.abc import Callable
from typing import NamedTuple

from bot.times.reading.parts import Part
from bot.times.reading.token import Token


class Found(NamedTuple):
    """One match of a template in the words of a text."""

    match: re.Match[str]
    text: tuple[Token, ...]

    def words(self, name: str = "") -> tuple[Token, ...]:
        """The words captured under a name (all of the match's without one); none if it was absent."""
        start, end = self.match.span(name) if name else self.match.span()
        return self.text[start:end] if start >= 0 else ()

    def has(self, name: str) -> bool:
        """Whether something was captured under the name."""
        return self.match.start(name) >= 0

    def value(self, name: str) -> int:
        """The value of the one word captured under the name."""
        return self.text[self.match.start(name)].number

    def maybe(self, name: str) -> int | None:
        """The value of the word captured under the name, or None if it is not in this template."""
        if name not in self.match.re.groupindex or not self.has(name):
            return None
        return self.value(name)

    def kind(self, name: str) -> str:
        """The kind of the first word captured under the name; empty if there is none."""
        words = self.words(name) if name in self.match.re.groupindex else ()
        return words[0].kind if words else ""


def is_torn(found: Found) -> bool:
    """Whether a colon or dot ends what it stands in: `4: 10am`, `4. 10 Uhr`; not `10 : 30`."""
    words = found.words()
    return any(
        mark.kind in ("colon", "dot") and before.end == mark.start and mark.end < behind.start
        for before, mark, behind in zip(words, words[1:], words[2:], strict=False)
    )


def follows_weekday(found: Found) -> bool:
    """Whether the match stands right behind a day of the week: the 4 of `friday 4`, `sexta-feira, 4`."""
    place = found.match.start() - 1
    if place > 0 and found.text[place].kind == "comma":
        place -= 1
    return place >= 0 and found.text[place].kind in ("WEEKDAY", "feira")


Meaning = Callable[[Found], Part | None]
Rule = tuple[Meaning, str]
