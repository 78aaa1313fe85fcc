"""How long it lasts: `for 90 minutes`, `2h`, `an hour and a half long`."""

from bot.scheduling.when.grammar.amounts import amount
from bot.scheduling.when.grammar.found import Found, Rule
from bot.scheduling.when.parts import Length, Part


def _length(found: Found) -> Part | None:
    lasting = amount(found.words("lasting"))
    if lasting is None or lasting.elapsed is None or not lasting.seconds:
        return None
    return Length(lasting.elapsed)


RULES: tuple[Rule, ...] = (
    (_length, "(comma | open)? for about? lasting:AMOUNT close_bracket?"),
    (_length, "(comma | open)? lasting:AMOUNT long? close_bracket?"),
)
