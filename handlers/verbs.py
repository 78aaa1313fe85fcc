"""The verbs of a slash command: which was said, and which was meant where it is nearly one."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.scheduling.references import parse_reference
from bot.times.reading import Refusal, read


def first_word(text: str) -> tuple[str, str]:
    """Divide a text at its first blank or end of line, without what else stands around the two."""
    first, *rest = text.split(maxsplit=1) or [""]
    return first, "".join(rest).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbs:
    """The verbs that a command such as `/session` knows, and what people also call them."""

    command: str
    known: tuple[str, ...]
    also_called: Mapping[str, str]

    def split(self, text: str) -> tuple[str, str]:
        """Divide what stands after the command into its first word, as a verb, and the rest."""
        first, rest = first_word(text)
        return self.also_called.get(first.lower(), first.lower()), rest

    def meant(self, text: str, *, now: datetime) -> str | None:
        """Return what the text may have meant to say, if its first word only looks like a verb."""
        first, rest = first_word(text)
        words = (*self.known, *self.also_called)
        near = difflib.get_close_matches(first.lower(), words, n=1, cutoff=0.7)
        if not near:
            return None
        if not isinstance(read(text, now=now, zone="UTC", leftovers=True), Refusal):
            named = parse_reference(first_word(rest)[0]) is not None
            if not named:
                return None
        return f"{self.command} {self.also_called.get(near[0], near[0])} {rest}".strip()
