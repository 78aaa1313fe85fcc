"""How long it lasts, or until when: `for 90 minutes`, `2h`, `an hour and a half long`, `2 - 4`."""

from datetime import timedelta
from itertools import pairwise

from bot.times.reading.grammar.amounts import LONGEST_IN_HOURS, amount
from bot.times.reading.grammar.found import Found, Rule
from bot.times.reading.parts import Length, Part, Until
from bot.times.reading.token import is_close_between

_LONGEST = timedelta(hours=12)


def _length(found: Found) -> Part | None:
    """Less than half a day; what lasts longer is more than one session, or no length at all.

    The M of `45M` is no unit, the H of `10AM 2H` one.
    """
    before = found.text[max(found.match.start() - 1, 0)]
    is_in_capitals = before.kind in ("am", "pm") and before.is_in_capitals
    is_letter = any(
        word.text.isalpha() and word.is_titled and len(word.text) == 1 for word in found.words()
    )
    if is_letter and not is_in_capitals:
        return None
    lasting = amount(found.words("lasting"))
    elapsed = lasting.elapsed if lasting and lasting.seconds else None
    told = "for" in {word.kind for word in found.words()[:2]}
    return Length(elapsed, told=told) if elapsed and elapsed < _LONGEST else None


def _by(found: Found) -> Part | None:
    """`por 2 horas`, `w/ 1 hr duration`."""
    by = found.words()[0]
    return _length(found) if by.text in by.language.by_before_lengths else None


def _bare_length(found: Found) -> Part | None:
    """`90 minutes`, `2h`; nothing that a clock in hours stands before, as in `9h 10h30`."""
    is_long = any(
        number.is_number
        and number.value > LONGEST_IN_HOURS
        and unit.text == unit.language.hour_letter
        for number, unit in pairwise(found.words("lasting"))
    )
    before = found.text[max(found.match.start() - 2, 0) : found.match.start()]
    is_behind_hours = any(word.kind in ("hour", "hours") for word in before)
    end = found.match.end()
    is_led_on = found.words()[-1].kind == "for" and end < len(found.text)
    return None if (is_long and is_behind_hours) or is_led_on else _length(found)


def _hours_and_minutes(found: Found) -> Part | None:
    """`for 7h30`, `7h30m` behind `9am`; in French `pour 14h30` is when."""
    words = found.words()
    is_led = words[0].kind == "for" and words[0].text not in words[0].language.for_before_clocks
    before = [word.kind for word in found.text[: found.match.start()][-2:]]
    is_behind_clock = before[-1:] in (["am"], ["pm"]) or before[:1] == ["colon"]
    if not is_led and not (found.has("unit") and is_behind_clock):
        return None
    lasting = timedelta(hours=found.value("h"), minutes=found.value("m"))
    return Length(lasting) if lasting < _LONGEST else None


def _before_a_date(found: Found) -> Part | None:
    """The `3 hr` of `3 hr 12/9 9am`."""
    end = found.match.end()
    following = found.text[end : end + 2]
    is_date = len(following) == len("1/") and following[1].kind == "slash"
    is_date = is_date and following[0].is_number and following[0].end == following[1].start
    return Length(timedelta(hours=found.value("h"))) if is_date else None


def _told_until(_: Found) -> Part:
    """`starts 2pm Thursday, ends 4pm`."""
    return Until(told=True)


def _until(found: Found) -> Part | None:
    """The dash of `2 - 4`; not that of `3pm - 4 Jan`, whose number begins a date."""
    end = found.match.end()
    kinds = [word.kind for word in found.text[end : end + 2]]
    is_loose = not is_close_between(found.text, end - 1)
    is_before_date = found.words()[-1].kind == "dash" and is_loose and kinds[1:] == ["MONTH"]
    return None if is_before_date else Until()


RULES: tuple[Rule, ...] = (
    (_told_until, "comma? ends colon? at?"),
    (_until, "comma? and? continuing (TO | a_to) the?"),
    (_until, "(TO | a_to) (the | las)?"),
    (_length, "open? for (de | colon)? about? lasting:AMOUNT close_bracket?"),
    (_length, "x lasting:AMOUNT"),
    (_before_a_date, "h:n1_9 HOURS"),
    (_by, "by about? lasting:AMOUNT"),
    (_by, "with slash lasting:AMOUNT for?"),
    (_bare_length, "open? lasting:AMOUNT for? close_bracket?"),
    (_length, "open? lasting:AMOUNT (long | block) close_bracket?"),
    (_hours_and_minutes, "(for (de | colon)? about?)? h:HOUR24 HOURS m:TWO_MINUTES unit:MINUTES?"),
)
