"""Where a booking is moved to, seen from where it is: `the next day`, `that Friday`, `back 2 weeks`."""

from dataclasses import replace

from bot.times.reading.grammar.amounts import amount
from bot.times.reading.grammar.marks import nothing
from bot.times.reading.grammar.match import Match, Rule
from bot.times.reading.grammar.relative import next_day
from bot.times.reading.parts import (
    Amount,
    Elapsed,
    Filler,
    FromToday,
    Part,
    Period,
    SameDay,
    SameTime,
    Unsupported,
    Weekday,
    Which,
)


def _leading(match: Match) -> Part | None:
    """The `bump` of `bump Friday`, the `push out` of `push out Friday`."""
    is_led = match.start == 0 and match.end < len(match.tokens)
    return Filler() if is_led else None


def _instead(match: Match) -> Part | None:
    """`3pm instead`."""
    return Filler() if match.end == len(match.tokens) else None


def _dated_by_none(match: Match) -> Part | None:
    """`am nächsten Tag`; not of `no próximo dia 15`."""
    following = match.tokens[match.end :][:1]
    return None if following and following[0].is_number else next_day(match)


def _day_before(_: Match) -> Part:
    """`la veille`."""
    return FromToday(Amount(days=-1), from_booking=True)


def _same_day(match: Match) -> Part | None:
    """`the same day`, `same date`."""
    said = match.words()[-1]
    return SameDay() if said.kind == "day" or said.text in said.language.date_labels else None


def _before_daytime(match: Match) -> bool:
    return [word.kind for word in match.tokens[match.end :][:1]] == ["DAYTIME"]


def _next_before_daytime(match: Match) -> Part | None:
    """The day of `the next morning`."""
    return next_day(match) if _before_daytime(match) else None


def _same_before_daytime(match: Match) -> Part | None:
    """The day of `the same morning`, `that afternoon`."""
    return SameDay() if _before_daytime(match) else None


def _in_a_week(match: Match) -> Part | None:
    """`push in a week`: from today, or from the booking."""
    by = _by(match)
    return FromToday(by, either=True) if by and not by.has_clock else None


def _same_time(_: Match) -> Part:
    return SameTime()


def _following(match: Match) -> Part:
    """`the following Monday`."""
    return Weekday(match.value("d"), which=Which.FOLLOWING)


def _that(match: Match) -> Part:
    """`that Friday`, `the same Friday`."""
    return Weekday(match.value("d"), which=Which.THAT)


def _that_week(_: Match) -> Part:
    """`Friday of that week`."""
    return Period("week", from_booking=True)


def _following_week(_: Match) -> Part:
    return Period("week", ahead=1, from_booking=True)


def _week_after(match: Match) -> Part | None:
    """`the week after`, with nothing after it that it is counted from."""
    following = [word.kind for word in match.tokens[match.end :][:1]]
    is_counted = following and following[0] not in ("at", "comma", "same") and not _is_clock(match)
    return None if is_counted else Period("week", ahead=1, from_booking=True)


def _week_before(match: Match) -> Part | None:
    week = _week_after(match)
    return replace(week, ahead=-1) if isinstance(week, Period) else None


def _is_clock(match: Match) -> bool:
    return match.tokens[match.end].is_number


def _by(match: Match) -> Amount | None:
    return amount(match.words("by"))


def _later(match: Match) -> Part | None:
    """`push it back an hour`, `out 2 weeks`."""
    by = _by(match)
    return Elapsed(by, from_booking=True) if by else None


def _later_too(match: Match) -> Part | None:
    """`una hora más tarde`, whose last word is the afternoon elsewhere."""
    late = match.words()[-1]
    return _later(match) if late.text in late.language.late else None


def _earlier(match: Match) -> Part | None:
    """`move up an hour`, `pull it forward 30 min`."""
    by = _by(match)
    return Elapsed(-by, from_booking=True) if by else None


def _either_way(match: Match) -> Part | None:
    """`back 2 weeks`, `bump an hour`: some say it of later, and some of earlier."""
    by = _by(match)
    return Elapsed(by, from_booking=True, either_way=True) if by else None


def _alone(match: Match) -> Part | None:
    """`2 weeks` and nothing else; beside other words it may count them."""
    return _either_way(match) if match.span == (0, len(match.tokens)) else None


def _in_minutes(match: Match) -> Part:
    """`45 earlier`, `push by 15`, `+30`; of `2 later` it is not said what the 2 counts."""
    count = match.value("n")
    if count % _A_QUARTER or not count:
        return Unsupported(
            f"“{match.words('n')[0].text}” of what? Enter the unit too, as in “2 hours later”."
        )
    by = Amount(seconds=60 * count)
    way = match.kind("way")
    either = way in ("moved", "bump", "by")
    return Elapsed(-by if way in ("earlier", "pull") else by, from_booking=True, either_way=either)


def _plus_minutes(match: Match) -> Part | None:
    """`+30` and nothing else."""
    return _in_minutes(match) if match.span == (0, len(match.tokens)) else None


_A_QUARTER = 15


def _how_far(match: Match) -> Part:
    said = match.words()[0].text
    return Unsupported(f"How much {said}? Enter how far, as in “an hour {said}”, or the new time.")


RULES: tuple[Rule, ...] = (
    (_leading, "MOVING_VERBS (for | at)?"),
    (_instead, "comma? instead"),
    (next_day, "the? day_after"),
    (_dated_by_none, "on this_or_next day"),
    (_day_before, "the? day_before"),
    (_same_day, "(on | for | at | in)? (the? same | that) (day | label)"),
    (_same_time, "(at | on)? the? same day and time"),
    (_same_time, "(at | for | in | at_or_to | of_or_from)? (the | that)? same (time | HOURS)"),
    (_same_day, "later (on | in)? (the? same | that) day"),
    (_next_before_daytime, "(on | for | in | at_or_to)? the? (next | following)"),
    (_same_before_daytime, "(on | for | in | at_or_to)? (the? same | that)"),
    (_in_a_week, "(push | pull | bump | moved) IT in by:AMOUNT"),
    (_following, "(on | for | at)? the? following d:WEEKDAY WEEKDAY_SUFFIX"),
    (_following, "(on | for | at)? the? d:WEEKDAY WEEKDAY_SUFFIX following"),
    (_that, "(on | for | at)? (that | the? same) d:WEEKDAY"),
    (_that_week, "(of | in | at)* (that | the? same) week"),
    (_following_week, "(of | in | at | at_or_to)* the? (following week | week following)"),
    (_week_after, "(of | in | at)* the? week after"),
    (_week_before, "(of | in | at)* the? week before"),
    (_later, "push IT (back | out)? by? by:AMOUNT"),
    (_later, "MOVING_VERBS? out by? by:AMOUNT"),
    (_later, "MOVING_VERBS by? by:AMOUNT later"),
    (_earlier, "MOVING_VERBS by? by:AMOUNT earlier"),
    (nothing, "than IT* (planned | now)*"),
    (_later, "by? by:AMOUNT out"),
    (_later, "by? by:AMOUNT more later"),
    (_later_too, "by:AMOUNT more DAYTIME"),
    (_earlier, "by? by:AMOUNT more earlier"),
    (_earlier, "pull IT (forward | up | in)? by? by:AMOUNT"),
    (_earlier, "(at | by)? by:AMOUNT pull"),
    (_earlier, "moved? IT up by? by:AMOUNT"),
    (_earlier, "by? by:AMOUNT up"),
    (_either_way, "push IT (forward | up) by? by:AMOUNT"),
    (_either_way, "bump IT (up | out)? by? by:AMOUNT"),
    (_either_way, "(at | by)? by:AMOUNT bump"),
    (_either_way, "(moved | bump)? IT (back | forward) by? by:AMOUNT"),
    (_either_way, "by? by:AMOUNT (back | forward)"),
    (_either_way, "moved IT by? by:AMOUNT"),
    (_either_way, "by by:AMOUNT"),
    (_alone, "by:AMOUNT"),
    (_in_minutes, "(push | pull | moved | bump)? by? n:COUNT way:(later | earlier)"),
    (_in_minutes, "way:(push | pull | moved | bump) IT (back | out | up | forward)? by n:COUNT"),
    (_plus_minutes, "way:(plus | by) n:COUNT"),
    (_how_far, "later | earlier"),
)
