"""The kinds of words that templates are made of, and the sets of kinds that have a name."""

from collections.abc import Mapping
from functools import cache

from bot.times.reading.languages import kinds_of_words
from bot.times.reading.templates import Alphabet

NUMBERS = (
    "n0 n1_9 n00 n01_09 n10_12 n13_23 n24 n25_31 n32_59 n60_99 hmm n3 y4c y4 hhmm n4 n6 n8 many"
)
"""Numbers by what they can be: an hour, a day, a year, a clock without its colon …"""

MARKS: Mapping[str, str] = {
    ",": "comma",
    ".": "dot",
    ":": "colon",
    "/": "slash",
    "-": "dash",
    "+": "plus",
    "±": "plus",
    "(": "open",
    ")": "close_bracket",
    "[": "open",
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

_SETS: Mapping[str, str] = {
    "HOUR12": "n1_9 n01_09 n10_12",
    "HOUR24": "n0 n1_9 n00 n01_09 n10_12 n13_23 n24",
    "MINUTE": "n00 n01_09 n10_12 n13_23 n24 n25_31 n32_59",
    "DAY": "n1_9 n01_09 n10_12 n13_23 n24 n25_31",
    "TWO": "n00 n01_09 n10_12 n13_23 n24 n25_31 n32_59 n60_99",
    "UPTO99": "n0 n1_9 n00 n01_09 n10_12 n13_23 n24 n25_31 n32_59 n60_99",
    "SMALL": "n0 n1_9 n00 n01_09 n10_12 n13_23 n24 n25_31 n32_59 n60_99 n3 hmm",
    "YEAR": "y4 y4c",
    "CLOCK4": "hhmm y4c",
    "NUMERIC": NUMBERS,
    "ORD": "ORDINAL second third",
    "MINUTES": "minute m",
    "UNIT": "second seconds minute m hour hours day week fortnight month year workday",
    "of": "of de",
    "at": "at a_to",
    "half": "half meia",
    "TO": "to dash",
    "HOURS": "hour hours",
    "TOMORROW": "tomorrow manana",
    "NOON": "noon midi",
    "NEXT": "next coming either",
    "MOVER": "moved push pull bump back forward up out",
    "TOWARD": "to before of de para",
    "DAYORD": "n1_9 n01_09 n10_12 n13_23 n24 n25_31 ORDINAL second third",
    "ON": "on the for para this",
    "IN": "in of de on",
    "NEAR": "comma dot dash slash",
    "WHAT": "WEEKDAY day workday",
    "TWO_MINUTES": "n00 n01_09 n10_12 n13_23 n24 n25_31 n32_59",
    "NUMBERED": "a an n0 n1_9 n00 n01_09 n10_12 n13_23 n24 n25_31 n32_59 n60_99 n3 hmm",
    "THESE_YEARS": "n25_31 n32_59 n60_99",
    "LARGE_DAY": "n13_23 n24 n25_31",
    "PASSED": "past after",
}

_PHRASES: Mapping[str, str] = {
    "HALF": "(am | pm | a m | p m | a | p)",
    "AMOUNT1": "(n1_9 HOURS TWO_MINUTES MINUTES? | a? couple of? more? UNIT | a? couple of? business day "
    "| NUMBERED and (a | an)? (half | quarter) (a | an)? UNIT "
    "| NUMBERED dash? UNIT and a? (half | quarter) "
    "| HOURS and a? (half | quarter) | anderthalb UNIT "
    "| a? half (a | an | of a | of an)? dash? (HOURS | day) "
    "| a? (dreiviertel | quarter (of a | of an | de)?) HOURS | SMALL dash? quarter of? (a | an)? HOURS "
    "| SMALL (dot | comma) SMALL dash? UNIT | SMALL slash SMALL of? (a | an)? UNIT "
    "| NUMBERED (more | whole)? dash? (business dash? day | day business | UNIT))",
    "AT": "AT1? AT1? AT1?",
    "AT1": "(at (the | las)? (hour of)? | from (the | las)? | para? las | about | starting)",
    "OCLOCK": "(oclock | oh clock)",
    "IN_THE": "(in | on | at | of | by)? (the | this)?",
    "FEIRA": "(dash? feira)?",
    "AMOUNT": "AMOUNT1 MORE? MORE? MORE?",
    "MOVERS": "MOVER IT MOVER? MOVER?",
    "IT": "(polite | label)?",
    "LABEL": "(label | time | day | zone | starting)",
    "MORE": "((and | comma | comma and)? AMOUNT1)",
}


@cache
def kinds() -> Mapping[str, str]:
    """Every kind of word by name, each with the character that stands for it."""
    names = sorted(kinds_of_words() | {*NUMBERS.split(), *MARKS.values(), *_OTHERS.split()})
    return {name: chr(0x100 + place) for place, name in enumerate(names)}


@cache
def alphabet() -> Alphabet:
    """What templates may be made of."""
    single = kinds()
    sets = {name: "".join(single[kind] for kind in some.split()) for name, some in _SETS.items()}
    return Alphabet(kinds={**single, **sets}, phrases=_PHRASES)
