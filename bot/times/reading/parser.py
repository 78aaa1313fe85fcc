"""Reading a typed time: the text into tokens, the tokens into tiles, the tiles into a moment."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Refusal, ask, readings
from bot.times.reading.dateparser_languages import read_with_dateparser
from bot.times.reading.embedded.read_line import read_line
from bot.times.reading.locales import Conventions, conventions
from bot.times.reading.moved_text import read_moved
from bot.times.reading.preloading import preload
from bot.times.reading.resolve.context import Context
from bot.times.reading.tiling import Tiling
from bot.times.reading.token import Token
from bot.times.reading.tokens import tokens
from bot.times.reading.whole_text import EXAMPLE, read_whole
from bot.times.writing import Reader

_LONGEST = 500
_YEARS = range(1900, 9000)
_OF_DAYS = frozenset({"WEEKDAY", "MONTH", "tomorrow", "tomorrow_or_morning", "today", "day"})


def read(
    text: str,
    *,
    now: datetime,
    zone: str,
    locale: str = "en-US",
    leftovers: bool = False,
    was: Moment | None = None,
    their_zone: str | None = None,
    holiday_region: str = "",
) -> Answer:
    """What a typed time means to a person in `zone` (IANA) at `now` (aware).

    `leftovers` allows other words around it and gives them back as `rest`; `was` is the present
    time of the booking being moved (nothing is counted from the ends of the calendar); `their_zone`
    is what “their time” means; the public holidays of `holiday_region` (`US-CA`) count beside those
    of the zone's country.
    """
    preload()
    if len(text) > _LONGEST:
        return Refusal(f"That's too long to be a time. {EXAMPLE}")
    theirs = conventions(locale)
    context = Context(
        now=now.astimezone(UTC),
        zone=zone,
        day_first=theirs.day_first,
        hours_to_24=theirs.hours_to_24,
        was=was if was and was.local.year in _YEARS else None,
        their_zone=their_zone,
        holiday_region=holiday_region,
        reader=Reader(locale, zone),
        in_a_line=leftovers,
    )
    return _in_their_languages(text, theirs, context=context)


def _in_their_languages(text: str, theirs: Conventions, *, context: Context) -> Answer:
    """What a text means in each language that a person may write in, their own first."""
    own, *others = theirs.languages
    answer = _in_language(text, language=own, context=context)
    abroad = replace(context, hours_to_24=False)
    answers = [answer, *(_in_language(text, language=one, context=abroad) for one in others)]
    if theirs.other:
        return _in_another(text, language=theirs.other, context=context, answer=answer)
    if not context.in_a_line and all(isinstance(one, Refusal) for one in answers):
        return _with_small_towns(text, language=own, context=context) or answer
    if len(answers) == 1:
        return answer
    understood: Sequence[Answer] = [one for one in answers if not isinstance(one, Refusal)]
    if context.in_a_line:
        understood = _fullest(understood, answer, language=own)
    return ask("Which one do you mean?", understood) or answer


def _in_language(text: str, *, language: str, context: Context) -> Answer:
    words = tokens(text, language=language, moving=context.was is not None)
    if not words:
        return Refusal(EXAMPLE)
    if context.was is not None:
        return read_moved(text, words, context=context, was=context.was)
    if _moves(words):
        return Refusal("That has both an old and a new time. Enter only the new one.")
    tiling = Tiling(words)
    whole = read_whole(text, tiling, context=context)
    return read_line(text, tiling, whole=whole, context=context) if context.in_a_line else whole


def _moves(words: tuple[Token, ...]) -> bool:
    """Whether something is moved from one time to another: `rescheduled from 2pm to 3pm`."""
    kinds = [word.kind for word in words]
    if "moved" not in kinds:
        return False
    after = kinds[kinds.index("moved") :]
    return "from" in after and "to" in after[after.index("from") :]


def _with_small_towns(text: str, *, language: str, context: Context) -> Answer | None:
    """What is understood only if the name of a small town is one: `Friday 2pm Bozeman`."""
    answer = _in_language(text, language=language, context=replace(context, small_towns=True))
    return None if isinstance(answer, Refusal) else answer


def _in_another(text: str, *, language: str, context: Context, answer: Answer) -> Answer:
    alone = replace(context, was=None, in_a_line=False)

    def in_digits(text: str) -> Answer:
        return _in_language(text, language="en", context=alone)

    return read_with_dateparser(
        text, language=language, asker=context, read_digits=in_digits, answer=answer
    )


def _fullest(understood: Sequence[Answer], own: Answer, *, language: str) -> Sequence[Answer]:
    """Those of the answers in two languages that take all of the time there is.

    English reads of `mardi 9h30` but the clock, and is no rival; nor is it where their own language
    refuses the day that it leaves in the title.
    """
    kept = [one for one in understood if not any(_takes_more(other, one) for other in understood)]
    if isinstance(own, Refusal):
        kept = [one for one in kept if not _leaves_a_day(one, language=language)]
    return kept


def _takes_more(one: Answer, other: Answer) -> bool:
    """Whether each of the titles that `other` leaves has all the words of one of these, and more."""
    ours, theirs = ([_counted(rest) for rest in _rests(answer)] for answer in (one, other))
    return one is not other and all(any(rest < more for rest in ours) for more in theirs)


def _counted(rest: str) -> Counter[str]:
    return Counter(word.strip(",;:.-") for word in rest.split())


def _leaves_a_day(answer: Answer, *, language: str) -> bool:
    kinds = {word.kind for rest in _rests(answer) for word in tokens(rest, language=language)}
    return bool(kinds & _OF_DAYS)


def _rests(answer: Answer) -> tuple[str, ...]:
    return tuple(one.rest for one in readings(answer))
