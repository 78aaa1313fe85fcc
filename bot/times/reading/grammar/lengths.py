"""How long it lasts, or until when: `for 90 minutes`, `2h`, `an hour and a half long`, `2 - 4`."""

from datetime import timedelta
from itertools import pairwise

from bot.times.reading.grammar.amounts import LONGEST_IN_HOURS, amount
from bot.times.reading.grammar.match import Match, Rule
from bot.times.reading.parts import Length, Part, Until
from bot.times.reading.token import is_close_between

_LONGEST = timedelta(hours=12)


def _length(match: Match) -> Part | None:
    """Less than half a day; what lasts longer is more than one session, or no length at all.

    The M of `45M` is no unit, the H of `10AM 2H` one.
    """
    before = match.tokens[max(match.start - 1, 0)]
    is_in_capitals = before.kind in ("am", "pm") and before.is_in_capitals
    is_letter = any(
        word.text.isalpha() and word.is_titled and len(word.text) == 1 for word in match.words()
    )
    if is_letter and not is_in_capitals:
        return None
    lasting = amount(match.words("lasting"))
    elapsed = lasting.elapsed if lasting and lasting.seconds else None
    explicit = "for" in {word.kind for word in match.words()[:2]}
    return Length(elapsed, explicit=explicit) if elapsed and elapsed < _LONGEST else None


def _by(match: Match) -> Part | None:
    """`por 2 horas`, `w/ 1 hr duration`."""
    by = match.words()[0]
    return _length(match) if by.text in by.language.by_before_lengths else None


def _bare_length(match: Match) -> Part | None:
    """`90 minutes`, `2h`; nothing that a clock in hours stands before, as in `9h 10h30`."""
    is_long = any(
        number.is_number
        and number.value > LONGEST_IN_HOURS
        and unit.text == unit.language.hour_letter
        for number, unit in pairwise(match.words("lasting"))
    )
    before = match.tokens[max(match.start - 2, 0) : match.start]
    is_after_hours = any(word.kind in ("hour", "hour_or_clock") for word in before)
    end = match.end
    is_led_on = match.words()[-1].kind == "for" and end < len(match.tokens)
    return None if (is_long and is_after_hours) or is_led_on else _length(match)


def _hours_and_minutes(match: Match) -> Part | None:
    """`for 7h30`, `7h30m` after `9am`; in French `pour 14h30` is when."""
    words = match.words()
    is_led = words[0].kind == "for" and words[0].text not in words[0].language.for_before_clocks
    before = [word.kind for word in match.tokens[: match.start][-2:]]
    is_after_clock = before[-1:] in (["am"], ["pm"]) or before[:1] == ["colon"]
    if not is_led and not (match.has("unit") and is_after_clock):
        return None
    lasting = timedelta(hours=match.value("h"), minutes=match.value("m"))
    return Length(lasting) if lasting < _LONGEST else None


def _before_a_date(match: Match) -> Part | None:
    """The `3 hr` of `3 hr 12/9 9am`."""
    end = match.end
    following = match.tokens[end : end + 2]
    is_date = len(following) == len("1/") and following[1].kind == "slash"
    is_date = is_date and following[0].is_number and following[0].end == following[1].start
    return Length(timedelta(hours=match.value("h"))) if is_date else None


def _labeled_until(_: Match) -> Part:
    """`starts 2pm Thursday, ends 4pm`."""
    return Until(explicit=True)


def _until(match: Match) -> Part | None:
    """The dash of `2 - 4`; not that of `3pm - 4 Jan`, whose number begins a date."""
    end = match.end
    kinds = [word.kind for word in match.tokens[end : end + 2]]
    is_loose = not is_close_between(match.tokens, end - 1)
    is_before_date = match.words()[-1].kind == "dash" and is_loose and kinds[1:] == ["MONTH"]
    return None if is_before_date else Until()


RULES: tuple[Rule, ...] = (
    (_labeled_until, "comma? ends colon? at?"),
    (_until, "comma? and? continuing (TO | at_or_to) the?"),
    (_until, "(TO | at_or_to) ARTICLE?"),
    (_length, "open_bracket? for (of_or_from | colon)? about? lasting:AMOUNT close_bracket?"),
    (_length, "x lasting:AMOUNT"),
    (_before_a_date, "h:num_1_9 HOURS"),
    (_by, "by about? lasting:AMOUNT"),
    (_by, "with slash lasting:AMOUNT for?"),
    (_bare_length, "open_bracket? lasting:AMOUNT for? close_bracket?"),
    (_length, "open_bracket? lasting:AMOUNT (long | block) close_bracket?"),
    (
        _hours_and_minutes,
        "(for (of_or_from | colon)? about?)? h:HOUR24 HOURS m:MINUTE unit:MINUTES?",
    ),
)
