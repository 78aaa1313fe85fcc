"""What Docket knows of a language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Table = Mapping[str, str | Mapping[int, str]]
"""Words by kind, separated by spaces; of kinds that carry a value, by value."""

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Language:
    """The words of one language.

    `words`: by kind, beside the names of months and weekdays that Unicode's data have; the first
    word of a meaning is the one whose misspellings are corrected. `moving`: known only while a
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
        {"on", "the", "for", "this", "next", "coming", "in", "at_or_to", "at"}
    )

    day_off: frozenset[tuple[str, ...]] = frozenset()  # `Juneteenth (observed)`

    # Words that are of another kind, or have another value, beside some.
    months_after_numbers: Mapping[str, int] = field(default_factory=dict)  # `3 dez`
    ordinals_before_weekdays: Mapping[str, int] = field(
        default_factory=dict
    )  # `segunda sexta de maio`
    ones_as_hours: frozenset[str] = _NONE  # `a la una`
    before_ones_as_hours: frozenset[str] = _NONE  # the `la` of `a la una`
    week_or_with: frozenset[str] = _NONE  # `2w`, but `w/ Ruiz`
    daytimes_in_small_letters: Mapping[str, int] = field(
        default_factory=dict
    )  # `aft`, but AFT is a zone
    estimated: frozenset[str] = _NONE  # `est. 3 hours`, but EST is a zone
    vague_with_dots: frozenset[str] = _NONE  # `10 c.t.`
    joined_with_ones: frozenset[str] = _NONE  # `dix-sept`, below twenty

    # How its tokens are typed.
    halves: frozenset[str] = _NONE  # `p.m.`, `2pmET`: kinds of words as well
    dotted: frozenset[str] = _NONE  # `u.s.`
    ordinal_endings: frozenset[str] = _NONE  # `5th`
    ordinal_endings_apart: frozenset[str] = _NONE  # `1 er`
    ordinals_apart: frozenset[str] = _NONE  # `5 th`, as patterns
    saint: frozenset[str] = _NONE  # `Dec 21 St James`, which is no 21st
    possessive: frozenset[str] = _NONE  # `today's`

    # Clocks and lengths.
    hour_letter: str = "h"  # `14h`
    minute_letter: str = "m"  # `45m`
    noon_letters: frozenset[str] = _NONE  # `12 m.`
    clock_words_before_minutes: frozenset[str] = _NONE  # `15 Uhr 5`, but not `2 o'clock 5`
    noon_is_a_daytime: bool = False  # `mittags um zwölf`
    at: frozenset[str] = _NONE  # `at 10 to 4`
    at_a_clock: frozenset[str] = _NONE  # `à 15h`
    before_hours: frozenset[str] = _NONE  # `dia 7 às 15h`
    till: frozenset[str] = _NONE  # `10 til 4`, which may be ten minutes to four
    plus: frozenset[str] = frozenset({"&"})  # `2 and 15`, which is no quarter past two
    for_before_clocks: frozenset[str] = _NONE  # `pour 14h30`, which is when and not how long
    by_before_lengths: frozenset[str] = _NONE  # `por 2 horas`
    counted_in_titles: frozenset[str] = _NONE  # `2pm 24 hr Holter`

    # Days.
    short_dotted_dates: bool = True  # whether `1.1.30` is a date, and no version
    days_of_the_month: frozenset[str] = _NONE  # `el día 23`
    day_in_the_singular: frozenset[str] = _NONE  # `11 day after tomorrow`, where 11 is the hour
    weekdays_that_are_months: frozenset[str] = _NONE  # `in 1 mon`
    endings_of_weekdays: frozenset[str] = _NONE  # the `day` of `Friday`, which `Fri` lacks
    weekday_letters: Mapping[str, int] = field(default_factory=dict)  # `M 2/8`
    letters_of_two_weekdays: frozenset[str] = _NONE  # `Sutday` is a Saturday or a Sunday
    following: frozenset[str] = _NONE  # `the Monday following Labor Day`
    weeks_from_today: Mapping[str, int] = field(default_factory=dict)  # `heute in acht Tagen`
    weeks_from_weekdays: Mapping[str, int] = field(default_factory=dict)  # `mardi en huit`
    date_labels: frozenset[str] = _NONE  # `same date`
    late: frozenset[str] = _NONE  # `una hora más tarde`

    # Words around a time that change nothing.
    courtesies: frozenset[str] = _NONE  # `por favor`
    greetings: frozenset[str] = _NONE  # `good morning - `
    at_the_start: frozenset[str] = _NONE  # `When Friday 2pm`
    at_the_end: frozenset[str] = _NONE  # `Would Tuesday at 11 work?`

    # Words beside a time that leave it open, and how many words before one of them belong to it.
    leaving_open: frozenset[str] = _NONE  # `after Dec 9`
    leaving_open_before_of: frozenset[str] = _NONE  # `week of Dec 9`
    before_an_old_time: frozenset[str] = _NONE  # `was Dec 9`
    words_before_open_words: Mapping[str, int] = field(default_factory=dict)  # `other than`, `w/o`
    without: frozenset[tuple[str, ...]] = frozenset()  # `w/o`, by its tokens

    # Zones and places.
    zone_words: frozenset[str] = _NONE  # a typo is corrected: `Pacfic`
    time_of: frozenset[str] = _NONE  # `hora de Nueva York`
    time_after_adjectives: frozenset[str] = _NONE  # `New Yorker Zeit`
    endings_of_adjectives: frozenset[str] = _NONE  # the `er` of `New Yorker`
    zones_after_time_of: Mapping[str, str] = field(default_factory=dict)  # `heure de l'Est`
    place_abbreviations: Mapping[str, str] = field(default_factory=dict)  # `Ft Lauderdale`
    state: frozenset[str] = _NONE  # `Washington state`
    signs: Mapping[str, int] = field(default_factory=dict)  # `UTC minus 5`
    of_in_names: frozenset[str] = _NONE  # `Hour of Power`

    # Words where a booking is moved: before its new time, between the new one and the old.
    to_a_new_time: frozenset[str] = _NONE
    instead_of: frozenset[str] = _NONE
    negations: frozenset[str] = _NONE

    # Words that only tie a title to the time before it, or to the time after it.
    ties_before: frozenset[str] = _NONE
    ties_after: frozenset[str] = _NONE

    # Words after a length that make it another thing's: `15 minutes early`.
    after_lengths: frozenset[str] = _NONE
    each: frozenset[str] = _NONE
    undecided: frozenset[str] = _NONE
    weekdays_in_letters: frozenset[str] = _NONE

    # Words of titles and names.
    name_titles: frozenset[str] = _NONE
    meetings: frozenset[str] = _NONE
    proceedings: frozenset[str] = _NONE
    versus: frozenset[str] = _NONE  # `2pm London v. Doe`
    regarding: frozenset[str] = _NONE  # `2pm PT re: Doe`
    case_words: frozenset[str] = _NONE  # `Case No. 12`
    number_words: frozenset[str] = _NONE  # the `No.` of it
    in_company_names: frozenset[str] = _NONE  # `Pacific Corp`
