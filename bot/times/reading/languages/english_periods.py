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
BEFORE_A_FIRST_DAY = ("from", "between")
"""Words before the first of two days."""
BETWEEN_DAYS = ("to", "till", "until", "through", "thru", "and")
"""Words between two days."""
NO_NAMES = frozenset(
    (*("monday", "tuesday", "wednesday", "thursday", "friday"), *("saturday", "sunday"), "tomorrow")
)
"""Days that are no part of a name, even before one: `Friday Smith`, but not `Sun Valley Ranch`."""
