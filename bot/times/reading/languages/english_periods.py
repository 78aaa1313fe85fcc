"""English words for the days of a list: `this week`, `from Monday to Friday`; no other language has them."""

from collections.abc import Mapping
from enum import StrEnum


class Span(StrEnum):
    """Days from today on that one word names."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


SPANS: Mapping[str, Span] = {"today": Span.DAY, "week": Span.WEEK, "month": Span.MONTH}
"""What a word alone names."""
CALENDAR_UNITS: Mapping[str, Span] = {"week": Span.WEEK, "month": Span.MONTH}
"""What is counted by the calendar where one of the next words stands before it."""
AHEAD: Mapping[str, int] = {"last": -1, "this": 0, "next": 1}
"""How many of them ahead."""
COUNTED: Mapping[str, Span] = {
    **dict.fromkeys(("day", "days"), Span.DAY),
    **dict.fromkeys(("week", "weeks"), Span.WEEK),
    **dict.fromkeys(("month", "months"), Span.MONTH),
}
"""What is counted from today, ahead or back."""
COUNTED_AHEAD, COUNTED_BACK = frozenset({"next"}), frozenset({"last", "past"})
"""Words before how many: `next 3 days`, `last 2 weeks`."""
PAST = "past"
"""What was lately."""
YESTERDAY = "yesterday"
WEEK_OF = ("week", "of")
"""Before a day, the week that it is in."""
ARTICLE, IN = "the", "in"
"""May stand before `week of Jan 4`; and before a month, which is no name then."""
MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            *("jan january", "feb february", "mar march", "apr april", "may", "jun june"),
            *("jul july", "aug august", "sep sept september", "oct october", "nov november"),
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
"""The months, each in every way it is written."""
MONTHS_OR_NAMES = frozenset({"mar", "march", "apr", "april", "may", "jun", "june", "jan", "august"})
"""What people are called, too: beside other words these are months only after `in` or before a year."""
BEFORE_A_FIRST_DAY = ("from", "between")
"""Words before the first of two days."""
BETWEEN_DAYS = ("to", "till", "until", "through", "thru", "and")
"""Words between two days."""
NO_NAMES = frozenset(
    (*("monday", "tuesday", "wednesday", "thursday", "friday"), *("saturday", "sunday"), "tomorrow")
)
"""Days that are no part of a name, even before one: `Friday Smith`, but not `Sun Valley Ranch`."""
