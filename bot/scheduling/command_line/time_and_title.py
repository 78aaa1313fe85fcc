"""Splits a line into its time and its title."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.scheduling.command_line.languages import english
from bot.scheduling.command_line.punctuation import tidy
from bot.times.reading import Question, Reading, Refusal
from bot.times.reading.answers import Answer
from bot.times.reading.choice_labels import written
from bot.times.writing import Reader

# In a longer text, only its two ends are searched for a time.
MAX_CHARACTERS_READ_WHOLE = 500
# No time has more words.
_MOST_WORDS_OF_A_TIME = 16
# How many words next to a time are read with it, to see whether they change it.
_WORDS_BESIDE = 3


class ReadTime(Protocol):
    """Reads a typed time; with `leftovers` there may be other words around it."""

    def __call__(self, text: str, *, leftovers: bool = False) -> Answer:
        """Return how the text is read."""


@dataclass(frozen=True, slots=True)
class TimeAndTitle:
    """What goes into “When”, how it was read (None if there is no time), and the title."""

    typed: str
    when: Answer | None
    title: str


def split_time_and_title(text: str, *, read_time: ReadTime, reader: Reader) -> TimeAndTitle:
    """Split a line into its time and its title; times are written for `reader`."""
    if not text.strip():
        return TimeAndTitle("", None, "")
    if len(text) > MAX_CHARACTERS_READ_WHOLE:
        return _split_at_an_end(text.split(), read_time=read_time)
    answer = read_time(text, leftovers=True)
    if isinstance(answer, Reading) and answer.rest:
        return TimeAndTitle(written(answer, reader=reader), answer, answer.rest)
    if isinstance(answer, Question) and answer.choices:
        # The choice that is pressed fills “When”.
        title = _fullest([choice.rest for choice in answer.choices])
        return TimeAndTitle("" if title else text, answer, title)
    if isinstance(answer, Refusal):
        if not _refuses_time(answer, text, read_time=read_time):
            return TimeAndTitle("", None, text.strip())
        return TimeAndTitle(answer.typed, answer, answer.rest)
    return TimeAndTitle(text, answer, "")


def _split_at_an_end(words: Sequence[str], *, read_time: ReadTime) -> TimeAndTitle:
    """Take the longest time at the end or the beginning, unless the words next to it change it."""
    for many in range(_MOST_WORDS_OF_A_TIME, 0, -1):
        for time, others, nearby in (
            (words[-many:], words[:-many], words[-many - _WORDS_BESIDE :]),
            (words[:many], words[many:], words[: many + _WORDS_BESIDE]),
        ):
            answer = read_time(" ".join(time))
            if isinstance(answer, Refusal):
                continue
            around = read_time(" ".join(nearby), leftovers=True)
            if _agree(answer, around):
                return TimeAndTitle(" ".join(time), answer, " ".join(others))
            refusal = around if isinstance(around, Refusal) else None
            return TimeAndTitle("", refusal, " ".join(words))
    return TimeAndTitle("", None, " ".join(words))


def _agree(answer: Answer, around: Answer) -> bool:
    """Return whether a time is the same with the words around it: “2pm” is not in “yesterday 2pm”."""
    if isinstance(around, Refusal):
        return False
    if isinstance(answer, Reading) and isinstance(around, Reading):
        return answer.moment == around.moment
    return True


def _fullest(titles: Sequence[str]) -> str:
    """Return the first of several titles, or a later one that has all its words and more."""
    fullest = titles[0]
    for title in titles[1:]:
        if Counter(fullest.split()) < Counter(title.split()):
            fullest = title
    return fullest


def _refuses_time(refusal: Refusal, text: str, *, read_time: ReadTime) -> bool:
    """Return whether a refusal is about a wrong time; “Stone depo TBD” has no time, and is a title."""
    others = tidy(english.TO_BE_ANNOUNCED.sub("", text))
    if not refusal.about_time or not others:
        return False
    if others == text:
        return True
    without = read_time(others, leftovers=True)
    return not isinstance(without, Refusal) or without.about_time
