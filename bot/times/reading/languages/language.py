"""What Docket knows of a language, in one shape for all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Table = Mapping[str, str | Mapping[int, str]]
"""Words by kind, separated by spaces; of kinds that carry a value, by value."""

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Language:
    """The words of one language.

    `words`: by kind, beside the names of months and weekdays that Unicode's data have; the first
    word of a meaning is the one whose misspellings are forgiven. `moving`: known only while a
    booking is moved. `holidays` and `zones`: what they are called, alternatives separated by `|`.

    All other fields single out words that mean more or less than others of their kind do.
    """

    code: str
    words: Table
    moving: Mapping[str, str]
    holidays: Mapping[str, str]
    zones: Mapping[str, str] = field(default_factory=dict)

    # Kinds of words before a holiday: `en Navidad`, `zu Weihnachten`; but `in the new year` is no day.
    before_holidays: frozenset[str] = frozenset(
        {"on", "the", "for", "this", "next", "coming", "in", "a_to", "at"}
    )

    # Words that are of another kind, or have another value, beside some.
    months_behind_numbers: Mapping[str, int] = field(default_factory=dict)
    ordinals_before_weekdays: Mapping[str, int] = field(default_factory=dict)
    ones_as_hours: frozenset[str] = _NONE
    before_ones_as_hours: frozenset[str] = _NONE
    week_or_with: frozenset[str] = _NONE
    daytimes_in_small_letters: Mapping[str, int] = field(default_factory=dict)
    estimated: frozenset[str] = _NONE
    vague_with_dots: frozenset[str] = _NONE
    joined_with_ones: frozenset[str] = _NONE

    # Clocks and lengths.
    hour_letter: str = "h"
    minute_letter: str = "m"
    noon_letters: frozenset[str] = _NONE
    clock_words_before_minutes: frozenset[str] = _NONE
    noon_is_a_daytime: bool = False
    at: frozenset[str] = _NONE
    at_a_clock: frozenset[str] = _NONE
    before_clocks: frozenset[str] = _NONE
    till: frozenset[str] = _NONE
    plus: frozenset[str] = frozenset({"&"})
    for_before_clocks: frozenset[str] = _NONE
    by_before_lengths: frozenset[str] = _NONE
    counted_in_titles: frozenset[str] = _NONE

    # Days.
    short_dotted_dates: bool = True
    days_of_the_month: frozenset[str] = _NONE
    day_in_the_singular: frozenset[str] = _NONE
    weekdays_that_are_months: frozenset[str] = _NONE
    weekday_letters: Mapping[str, int] = field(default_factory=dict)
    following: frozenset[str] = _NONE
    weeks_from_today: Mapping[str, int] = field(default_factory=dict)
    weeks_from_weekdays: Mapping[str, int] = field(default_factory=dict)
    date_labels: frozenset[str] = _NONE
    late: frozenset[str] = _NONE

    # Words around a time that change nothing.
    courtesies: frozenset[str] = _NONE
    greetings: frozenset[str] = _NONE
    at_the_start: frozenset[str] = _NONE
    at_the_end: frozenset[str] = _NONE

    # Words beside a time that leave it open, and how many words before one of them belong to it.
    leaving_open: frozenset[str] = _NONE
    leaving_open_before_of: frozenset[str] = _NONE
    before_an_old_time: frozenset[str] = _NONE
    words_before_open_words: Mapping[str, int] = field(default_factory=dict)
    without: tuple[str, ...] = ()

    # Zones and places.
    zone_words: frozenset[str] = _NONE
    time_of: frozenset[str] = _NONE
    time_behind_adjectives: frozenset[str] = _NONE
    ending_of_adjectives: str = ""
    zones_behind_time_of: Mapping[str, str] = field(default_factory=dict)
    place_abbreviations: Mapping[str, str] = field(default_factory=dict)
    signs: Mapping[str, int] = field(default_factory=dict)
    possessive: str = ""
    of_in_names: frozenset[str] = _NONE

    # Words where a booking is moved: before its new time, between the new one and the old.
    to_a_new_time: frozenset[str] = _NONE
    instead_of: frozenset[str] = _NONE
    negations: frozenset[str] = _NONE

    # Words that only tie a title to the time before it, or to the time behind it.
    ties_before: tuple[str, ...] = ()
    ties_behind: tuple[str, ...] = ()

    # Words behind a length that make it another thing's: `15 minutes early`.
    behind_lengths: frozenset[str] = _NONE
    each: frozenset[str] = _NONE
    undecided: frozenset[str] = _NONE
    weekdays_in_letters: frozenset[str] = _NONE

    # Words of titles and names.
    name_titles: frozenset[str] = _NONE
    meetings: frozenset[str] = _NONE
    proceedings: frozenset[str] = _NONE
    versus: frozenset[str] = _NONE
    regarding: frozenset[str] = _NONE
    case_words: frozenset[str] = _NONE
    numero: frozenset[str] = _NONE
    in_company_names: frozenset[str] = _NONE
