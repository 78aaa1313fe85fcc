"""Reading a typed time: the text into words, the words into parts, the parts into a moment."""

from dataclasses import replace
from datetime import datetime

from bot.scheduling.moment import Moment
from bot.scheduling.when.among import Among
from bot.scheduling.when.answers import Answer, Question, Reading, Refusal
from bot.scheduling.when.cover import Cover, Settle
from bot.scheduling.when.locales import habits
from bot.scheduling.when.said import Said
from bot.scheduling.when.settle import settled
from bot.scheduling.when.settle.answering import asking
from bot.scheduling.when.settle.asked import Asked
from bot.scheduling.when.tokens import Token, tokens
from bot.scheduling.when.warming import warm
from bot.scheduling.when.wrapping import rest_of

_EXAMPLE = "Type a day and a time, such as “tomorrow 2pm” or “March 5, 2:30 PM Pacific”."
_LONGEST = 500


def read(
    text: str,
    *,
    now: datetime,
    zone: str,
    locale: str = "en-US",
    leftovers: bool = False,
    was: Moment | None = None,
    their_zone: str | None = None,
) -> Answer:
    """What a typed time means to a person in `zone` (IANA) at `now` (aware).

    `leftovers` allows other words around it and gives them back as `rest`; `was` is the present
    time of the booking being moved; `their_zone` is what “their time” means.
    """
    warm()
    if len(text) > _LONGEST:
        return Refusal(f"That is too long to be a time. {_EXAMPLE}")
    theirs = habits(locale)
    asked = Asked(
        now=now,
        zone=zone,
        day_first=theirs.day_first,
        hours_to_24=theirs.hours_to_24,
        was=was,
        their_zone=their_zone,
    )
    answers = [
        _in_language(text, language=language, asked=asked, leftovers=leftovers)
        for language in theirs.languages
    ]
    if len(answers) == 1:
        return answers[0]
    understood = [answer for answer in answers if not isinstance(answer, Refusal)]
    return asking("Which is meant?", understood) or answers[0]


def _in_language(text: str, *, language: str, asked: Asked, leftovers: bool) -> Answer:
    words = tokens(text, language=language)
    if not words:
        return Refusal(_EXAMPLE)
    whole = _whole(text, words, asked=asked)
    if leftovers and isinstance(whole, Refusal):
        return _among_others(text, words, asked=asked) or whole
    return whole


def _whole(text: str, words: tuple[Token, ...], *, asked: Asked) -> Answer:
    """The answer where every word must belong to the time."""
    cover = Cover(words)
    stranger = cover.stranger()
    if stranger is not None and stranger.kind == "or":
        return _either(text, words, asked=asked)
    if stranger is not None:
        unbookable = cover.unbookable()
        if unbookable is not None:
            return Refusal(unbookable.why)
        said = text[stranger.start : stranger.end]
        return Refusal(f"Docket does not understand “{said}”. {_EXAMPLE}")
    answer = cover.first(_settling(asked))
    return answer or Refusal(f"Docket does not understand that time. {_EXAMPLE}")


def _settling(asked: Asked) -> Settle:
    def settle(said: Said) -> Answer | None:
        return settled(said, asked=asked)

    return settle


def _either(text: str, words: tuple[Token, ...], *, asked: Asked) -> Answer:
    """`2pm or 3pm`: both are read, and asked about."""
    ors = [place for place, word in enumerate(words) if word.kind == "or"]
    sides = [words[: ors[0]], words[ors[0] + 1 :]] if len(ors) == 1 else []
    answers = [_whole(text, side, asked=asked) for side in sides if side]
    readings = [answer for answer in answers if isinstance(answer, Reading)]
    if len(readings) == 2 and readings[0].date_only == readings[1].date_only:
        return Question("Which of the two?", tuple(readings))
    return Refusal(f"That names more than one time. {_EXAMPLE}")


def _among_others(text: str, words: tuple[Token, ...], *, asked: Asked) -> Answer | None:
    """The answer where other words may stand around the time; they are given back."""
    found = Among(words).among(_settling(asked))
    if found is None:
        return None
    answer, left = found
    rest = rest_of(text, left, words=words)
    match answer:
        case Reading():
            return replace(answer, rest=rest)
        case Question(sentence, choices):
            return Question(sentence, tuple(replace(choice, rest=rest) for choice in choices))
    return answer
