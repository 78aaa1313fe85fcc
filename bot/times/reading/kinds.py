"""The kinds of words that templates are made of, and the sets of kinds that have a name.

Kinds in capitals carry a value; a kind with `or` in its name is a word that can be either, which its
language does not tell apart: `morgen` is `tomorrow_or_morning`.
"""

from collections.abc import Mapping
from functools import cache

from bot.times.reading.languages import kinds_of_words
from bot.times.reading.templates import Alphabet

_ALL_MINUTES = "num_00 num_01_09 num_10_12 num_13_23 num_24 num_25_31 num_32_59"
_ALL_DAYS = "num_1_9 num_01_09 num_10_12 num_13_23 num_24 num_25_31"
_UP_TO_99 = f"num_0 num_1_9 {_ALL_MINUTES} num_60_99"
_COUNTS = f"{_UP_TO_99} num_3_digits clock_hmm"

NUMBERS = f"{_COUNTS} year_or_clock year_number clock_hhmm num_4_digits num_6_digits num_8_digits many_digits"
"""Numbers by what they can be: an hour, a day, a year, a clock without its colon.

`num_1_9` is typed as one digit, `num_01_09` as two; `clock_hmm` (`930`) and `clock_hhmm` (`0930`) may be
clocks, `year_or_clock` (`2027`) either.
"""

MARKS: Mapping[str, str] = {
    ",": "comma",
    ".": "dot",
    ":": "colon",
    "/": "slash",
    "-": "dash",
    "+": "plus",
    "±": "plus",
    "(": "open_bracket",
    ")": "close_bracket",
    "[": "open_bracket",
    "]": "close_bracket",
    "'": "apostrophe",
    '"': "quote",
    "@": "at",
    "&": "and",
    ";": "comma",
    "|": "bar",
    "=": "equals",
    "·": "bar",
    "⋅": "bar",
    "•": "bar",
    "->": "bar",
    "=>": "bar",
    "→": "bar",
    "、": "comma",
    "…": "bar",
    "~": "about",
    "!": "bang",
    "?": "bang",
    "¿": "bang",
    "¡": "bang",
    "*": "quote",
    "`": "quote",
}

_OTHERS = "unknown"

# `of`, `at` and `half` in a template stand for their other kinds as well.
_SETS: Mapping[str, str] = {
    "HOUR12": "num_1_9 num_01_09 num_10_12",
    "HOUR24": "num_0 num_1_9 num_00 num_01_09 num_10_12 num_13_23 num_24",
    "MINUTE": _ALL_MINUTES,
    "DAY": _ALL_DAYS,
    "TWO_DIGITS": f"{_ALL_MINUTES} num_60_99",
    "UP_TO_99": _UP_TO_99,
    "COUNT": _COUNTS,
    "YEAR": "year_number year_or_clock",
    "CLOCK4": "clock_hhmm year_or_clock",
    "NUMERIC": NUMBERS,
    "NTH": "ORDINAL second third",
    "MINUTES": "minute m",
    "UNIT": "second seconds minute m hour hour_or_clock day week fortnight month year workday",
    "of": "of of_or_from",
    "at": "at at_or_to",
    "half": "half half_or_mid",
    "TO": "to dash",
    "HOURS": "hour hour_or_clock",
    "TOMORROW": "tomorrow tomorrow_or_morning",
    "NOON": "noon noon_or_afternoon",
    "NEXT": "next coming this_or_next",
    "MOVING_VERB": "moved push pull bump back forward up out",
    "BEFORE_HOUR": "to before of of_or_from for_or_to",
    "DAY_OR_NTH": f"{_ALL_DAYS} ORDINAL second third",
    "ON": "on the for for_or_to this",
    "IN": "in of of_or_from on",
    "DATE_MARK": "comma dot dash slash",
    "DAY_UNIT": "WEEKDAY day workday",
    "NUMBERED": f"a an {_COUNTS}",
    "SHORT_YEAR": "num_25_31 num_32_59 num_60_99",
    "DAY_AFTER_12": "num_13_23 num_24 num_25_31",
    "AFTER_HOUR": "past after",
}

_PHRASES: Mapping[str, str] = {
    "AM_PM": "(am | pm | a m | p m | a | p)",
    "AMOUNT1": "(num_1_9 HOURS MINUTE MINUTES? | a? couple of? more? UNIT | a? couple of? business day "
    "| NUMBERED and (a | an)? (half | quarter) (a | an)? UNIT "
    "| NUMBERED dash? UNIT and a? (half | quarter) "
    "| HOURS and a? (half | quarter) | one_and_a_half UNIT "
    "| a? half (a | an | of a | of an)? dash? (HOURS | day) "
    "| a? (three_quarters | quarter (of a | of an | of_or_from)?) HOURS "
    "| COUNT dash? quarter of? (a | an)? HOURS "
    "| COUNT (dot | comma) COUNT dash? UNIT | COUNT slash COUNT of? (a | an)? UNIT "
    "| NUMBERED (more | whole)? dash? (business dash? day | day business | UNIT))",
    "AT": "AT1? AT1? AT1?",
    "AT1": "(at ARTICLE? (hour of)? | from ARTICLE? | for_or_to? the_before_hours | about | starting)",
    "ARTICLE": "(the | the_before_hours)",
    "OCLOCK": "(oclock | oh clock)",
    "IN_THE": "(in | on | at | of | by)? (the | this)?",
    "WEEKDAY_SUFFIX": "(dash? weekday_suffix)?",
    "AMOUNT": "AMOUNT1 MORE? MORE? MORE?",
    "MOVING_VERBS": "MOVING_VERB IT MOVING_VERB? MOVING_VERB?",
    "IT": "(filler | label)?",
    "LABEL": "(label | time | day | zone | starting)",
    "MORE": "((and | comma | comma and)? AMOUNT1)",
}


@cache
def kinds() -> Mapping[str, str]:
    """Every kind of word by name, each with the character that stands for it.

    Sets of characters below 256 are compiled several times as fast as others.
    """
    names = sorted(kinds_of_words() | {*NUMBERS.split(), *MARKS.values(), *_OTHERS.split()})
    return {name: chr(1 + place) for place, name in enumerate(names)}


@cache
def alphabet() -> Alphabet:
    """What templates may be made of."""
    single = kinds()
    sets = {name: "".join(single[kind] for kind in some.split()) for name, some in _SETS.items()}
    return Alphabet(kinds={**single, **sets}, phrases=_PHRASES)
