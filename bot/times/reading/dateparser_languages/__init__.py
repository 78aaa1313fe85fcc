"""Times in languages that the grammar does not know: their days through dateparser, always asked about."""

import re
from datetime import datetime, timedelta

from bot.times.reading.answers import Answer, Question, Reading, Refusal, ask, readings
from bot.times.reading.choice_labels import written
from bot.times.reading.dateparser_languages.context import DateparserContext, ReadDigits
from bot.times.reading.dateparser_languages.day_and_clock import read_among_words, read_whole
from bot.times.reading.dateparser_languages.days import parse
from bot.times.reading.languages.dateparser_languages import HALF, LETTERS_OF_NO_LANGUAGE
from bot.times.reading.resolve.context import Context
from bot.times.reading.tiling import Tiling
from bot.times.reading.tokens import tokens
from bot.times.writing import Reader
from bot.times.zone_abbreviations import ABBREVIATIONS, UTC_LETTERS


def read_with_dateparser(
    text: str, *, language: str, asker: Context, read_digits: ReadDigits, answer: Answer
) -> Answer:
    """What a text means in a language that only dateparser knows; `answer` is what English makes of it.

    Whatever is not in digits alone is asked about, unless both make the same of it.
    """
    if _is_in_no_language(text) or _is_settled(answer):
        return answer
    theirs = DateparserContext(language, asker, read_digits)
    english = always_works(theirs.now) if _HALF.search(text) else answer
    found = (read_among_words if asker.in_a_line else read_whole)(text, theirs)
    if found is None or (_says_less(found) and not isinstance(english, Refusal)):
        return _alone(english, text, theirs)
    return _beside_english(found, english, text, theirs)


def _beside_english(found: Answer, english: Answer, text: str, theirs: DateparserContext) -> Answer:
    """What a text means of which English may make something else."""
    reader = theirs.asker.reader
    if isinstance(english, Refusal) or isinstance(found, Refusal) or _lacks_day(english):
        return _confirmed(found, reader=reader)
    both = ask("Which time do you mean?", (english, found))
    if isinstance(both, Reading) and not _may_be_theirs(text, theirs):
        return english
    return _confirmed(both or found, reader=reader)


_HALF = re.compile(HALF, re.IGNORECASE)


def always_works(now: datetime) -> Refusal:
    """What to say of a text that nothing was found in."""
    return Refusal(
        "Docket doesn't understand that as a time. Enter the date and time in numbers, "
        f"such as “{now + _EXAMPLE_AHEAD:%Y-%m-%d} 15:30”."
    )


_EXAMPLE_AHEAD = timedelta(days=9)


def _alone(english: Answer, text: str, theirs: DateparserContext) -> Answer:
    """What English alone makes of it: words that may be theirs, or name a day, are asked about."""
    match english:
        case Refusal(about_time=True) if theirs.asker.in_a_line or _is_strange(text):
            return always_works(theirs.asker.now)
        case Reading(rest=rest) if rest and _lacks_day(english):
            return _confirmed(english, reader=theirs.asker.reader)
        case Reading() if _may_be_theirs(text, theirs):
            return _confirmed(english, reader=theirs.asker.reader)
    return english


def _is_settled(answer: Answer) -> bool:
    """Whether a weekday fits its date with its year, as Docket writes both: so in any language."""
    return isinstance(answer, Reading) and {"weekday", "year"} <= set(answer.said)


def _may_be_theirs(text: str, theirs: DateparserContext) -> bool:
    """Whether every word of a text is one of their language: `mar 1`, which is a Tuesday in Italian."""
    words = [word for word in _letters(text) if word.lower() not in _NO_LANGUAGE]
    return all(parse(word, theirs, now=theirs.now) is not None for word in words)


def _letters(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def _says_less(answer: Answer) -> bool:
    return isinstance(answer, Refusal) or _lacks_day(answer)


def _lacks_day(answer: Answer) -> bool:
    """Whether no day was said: beside a foreign one, English sees but the clock."""
    found = readings(answer)
    return bool(found) and all("date" in one.assumed for one in found)


def _confirmed(answer: Answer, *, reader: Reader) -> Answer:
    """The answer as a question, with the reading in full."""
    match answer:
        case Reading():
            return Question(f"Is this what you mean: {written(answer, reader=reader)}?", (answer,))
        case Question(choices=(only,)):
            return _confirmed(only, reader=reader)
    return answer


def _is_strange(text: str) -> bool:
    return Tiling(tokens(text, language="en")).first_uncovered() is not None


_NO_LANGUAGE = LETTERS_OF_NO_LANGUAGE | UTC_LETTERS | ABBREVIATIONS.keys()


def _is_in_no_language(text: str) -> bool:
    return all(word.lower() in _NO_LANGUAGE for word in _letters(text))
