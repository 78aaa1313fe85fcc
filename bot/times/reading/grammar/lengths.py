"""How long it lasts: `for 90 minutes`, `2h`, `an hour and a half long`."""

from datetime import timedelta

from bot.times.reading.grammar.amounts import amount
from bot.times.reading.grammar.found import Found, Rule
from bot.times.reading.parts import Length, Part

_LONGEST = timedelta(hours=12)


def _length(found: Found) -> Part | None:
    """Less than half a day; what lasts longer is more than one session, or no length at all.

    The M of `45M` is no unit.
    """
    if any(
        word.text.isalpha() and word.is_titled and len(word.text) == 1 for word in found.words()
    ):
        return None
    lasting = amount(found.words("lasting"))
    elapsed = lasting.elapsed if lasting and lasting.seconds else None
    told = "for" in {word.kind for word in found.words()[:2]}
    return Length(elapsed, told=told) if elapsed and elapsed < _LONGEST else None


def _with_length(found: Found) -> Part | None:
    """`w/ 1 hr duration`."""
    return _length(found) if found.words()[0].text == "w" else None


RULES: tuple[Rule, ...] = (
    (_length, "open? for (de | colon)? about? lasting:AMOUNT close_bracket?"),
    (_length, "x lasting:AMOUNT"),
    (_with_length, "with slash lasting:AMOUNT for?"),
    (_length, "open? lasting:AMOUNT (long | block | for)? close_bracket?"),
)
