"""Reading a typed time: the text into words, the words into parts, the parts into a moment."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain, islice

from bot.times.moment import Moment
from bot.times.reading.alternatives import BETWEEN_TWO, alternatives, restatements, spans
from bot.times.reading.answers import Answer, Question, Reading, Refusal, ask, readings
from bot.times.reading.corrections import (
    Correction,
    as_alike,
    corrected,
    new_from_old,
    new_time,
    old_to_new,
    without_reason,
)
from bot.times.reading.embedded_time import EmbeddedTime, Found
from bot.times.reading.finding import beside_another, found_time, is_whole
from bot.times.reading.last_check import WHICH_DAY
from bot.times.reading.locales import habits
from bot.times.reading.other_languages import in_another_language
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Zone
from bot.times.reading.place_or_person import unless_a_name, unless_refused
from bot.times.reading.remaining_text import remaining_text, with_rest
from bot.times.reading.resolve import resolve
from bot.times.reading.resolve.context import Context
from bot.times.reading.resolve.old_time import says_when
from bot.times.reading.resolve.ranges import LONGEST_RANGE
from bot.times.reading.tiling import Resolve, Tiling
from bot.times.reading.token import Token
from bot.times.reading.tokens import tokens
from bot.times.reading.warming import warm
from bot.times.writing import Reader

_EXAMPLE = "Type a day and a time, such as “tomorrow 2pm” or “March 5, 2:30 PM Pacific”."
_NO_TIME = Refusal(f"No day and time can be read in that. {_EXAMPLE}")
_TWO_TIMES = Refusal(f"That names more than one time. {_EXAMPLE}")
_LONGEST = 500
_YEARS = range(1900, 9000)
_OF_DAYS = frozenset({"WEEKDAY", "MONTH", "tomorrow", "manana", "today", "day_after", "day"})
_MOST_WAYS = 8


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
    warm()
    if len(text) > _LONGEST:
        return Refusal(f"That is too long to be a time. {_EXAMPLE}")
    theirs = habits(locale)
    asked = Context(
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
    answers = [
        _in_language(
            text,
            language=language,
            asked=asked if language == theirs.languages[0] else replace(asked, hours_to_24=False),
            leftovers=leftovers,
        )
        for language in theirs.languages
    ]
    if theirs.other:
        return _in_another(text, language=theirs.other, asked=asked, answer=answers[0])
    if not leftovers and all(isinstance(answer, Refusal) for answer in answers):
        return _with_small_towns(text, language=theirs.languages[0], asked=asked) or answers[0]
    if len(answers) == 1:
        return answers[0]
    understood: Sequence[Answer] = [one for one in answers if not isinstance(one, Refusal)]
    if leftovers:
        understood = _fullest(understood, answers[0], language=theirs.languages[0])
    return ask("Which is meant?", understood) or answers[0]


def _with_small_towns(text: str, *, language: str, asked: Context) -> Answer | None:
    """What is understood only if the name of a small town is one: `Friday 2pm Bozeman`."""
    asked = replace(asked, small_towns=True)
    answer = _in_language(text, language=language, asked=asked, leftovers=False)
    return None if isinstance(answer, Refusal) else answer


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


def _in_another(text: str, *, language: str, asked: Context, answer: Answer) -> Answer:
    alone = replace(asked, was=None, in_a_line=False)

    def in_digits(text: str) -> Answer:
        return _in_language(text, language="en", asked=alone, leftovers=False)

    return in_another_language(
        text, language=language, asker=asked, read_digits=in_digits, answer=answer
    )


def _in_language(text: str, *, language: str, asked: Context, leftovers: bool) -> Answer:
    words = tokens(text, language=language, moving=asked.was is not None)
    if not words:
        return Refusal(_EXAMPLE)
    if asked.was is not None:
        return _moved(text, words, asked=asked, was=asked.was)
    if _moves(words):
        return Refusal("That names an old time and a new one. Type the new one alone.")
    tiling = Tiling(words)
    whole = _covered(text, tiling, asked=asked)
    if not leftovers:
        return whole
    return _among_others(text, tiling, whole=whole, asked=asked)


def _moves(words: tuple[Token, ...]) -> bool:
    """Whether something is moved from one time to another: `rescheduled from 2pm to 3pm`."""
    kinds = [word.kind for word in words]
    if "moved" not in kinds:
        return False
    behind = kinds[kinds.index("moved") :]
    return "from" in behind and "to" in behind[behind.index("from") :]


def _moved(text: str, words: tuple[Token, ...], *, asked: Context, was: Moment) -> Answer:
    """Where a booking is moved to; with the old time beside the new one, or with a reason behind it."""
    words = new_time(words)
    correction = corrected(words)
    if correction is not None:
        new = _corrected(text, correction, asked=asked, was=was)
        return (isinstance(new, Refusal) and _on_another_day(text, words, asked=asked)) or new
    answer = _whole(text, words, asked=asked)
    is_refused = isinstance(answer, Refusal)
    correction = old_to_new(words) or (new_from_old(words) if is_refused else None)
    if correction is not None and _says(correction.old, was, asked=asked):
        new = _corrected(text, correction, asked=asked, was=was)
        return new if is_refused else _one_of("To when, or from when to when?", new, answer)
    alone = without_reason(words) if is_refused else ()
    return _whole(text, alone, asked=asked) if alone else answer


def _on_another_day(text: str, words: tuple[Token, ...], *, asked: Context) -> Answer | None:
    """`from 2 to 3pm on Friday`: with a day of its own it is a range, and no move within the day."""
    answer = _whole(text, words, asked=asked)
    found = readings(answer)
    is_dated = all({"date", "weekday"} & set(one.said) and one.duration for one in found)
    return answer if found and is_dated else None


def _one_of(sentence: str, *answers: Answer) -> Answer:
    return ask(sentence, answers) or answers[0]


def _corrected(text: str, correction: Correction, *, asked: Context, was: Moment) -> Answer:
    """The new time, if the old one beside it is the booking's."""
    new, old = correction
    if not _says(old, was, asked=asked):
        said = text[old[0].start : old[-1].end]
        return Refusal(
            f"“{said}” is not when it is: {was.written(asked.reader)}. Type the new time alone."
        )
    new = as_alike(correction, hour=was.local.hour, day=was.local.day)
    answer = _whole(text, new, asked=asked)
    alone = without_reason(new) if isinstance(answer, Refusal) else ()
    return _whole(text, alone, asked=asked) if alone else answer


def _says(words: tuple[Token, ...], was: Moment, *, asked: Context) -> bool:
    """Whether the words say when the booking is now."""

    def told(said: PartialParse) -> Answer | None:
        return _ENOUGH if says_when(said, was, today=asked.today(asked.zone)) else None

    return Tiling(words).first(told) is not None


_ENOUGH = Refusal("")


def _whole(text: str, words: tuple[Token, ...], *, asked: Context) -> Answer:
    """The answer where every word must belong to the time."""
    return _covered(text, Tiling(words), asked=asked)


def _covered(text: str, tiling: Tiling, *, asked: Context) -> Answer:
    words = tiling.words
    answer = tiling.first(_resolving(asked))
    if answer is not None and not isinstance(answer, Refusal):
        return answer
    stranger = tiling.stranger()
    if stranger is not None and stranger.kind == "or":
        return _either(text, words, asked=asked) or _TWO_TIMES
    is_pair = answer is None and all(word.kind in BETWEEN_TWO for word in tiling.strangers())
    return (
        (is_pair and (_restated(words, asked=asked) or _spanned(words, asked=asked)))
        or _either(text, words, asked=asked)
        or answer
        or _of_place_or_person(text, tiling, asked=asked)
        or _not_understood(text, tiling, stranger)
    )


def _not_understood(text: str, tiling: Tiling, stranger: Token | None) -> Refusal:
    if stranger is None:
        return Refusal(f"Docket does not understand that time. {_EXAMPLE}")
    unbookable = tiling.unbookable()
    if unbookable is not None:
        return Refusal(unbookable.why)
    said = _run(text, stranger) if stranger.kind == "colon" else text[stranger.start : stranger.end]
    return Refusal(f"Docket does not understand “{said}”. {_EXAMPLE}")


def _run(text: str, word: Token) -> str:
    """The word with everything typed close to it: `25:00` around its colon."""
    before, after = text[: word.start].split(), text[word.end :].split()
    return f"{before[-1] if before else ''}{word.text}{after[0] if after else ''}"


def _resolving(context: Context) -> Resolve:
    """What takes the parts of a phrase to the moment they mean to whoever asks."""
    return partial(resolve, context=context)


def _either(text: str, words: tuple[Token, ...], *, asked: Context) -> Question | None:
    """`2pm or 3pm`, `Dec 8 & 9 10am`, `Mon-Wed 9am`: both are read, and asked about.

    Of `Dec 8, 9, 10 at 2pm` one of the two is again more than one time.
    """
    resolving = _resolving(asked)
    pairs = tuple(alternatives(words))
    plain: Iterable[list[Answer | None]] = (
        [Tiling(phrase).first(resolving) for phrase in phrases] for phrases in pairs
    )
    several: Iterable[list[Answer | None]] = (
        [_whole(text, phrase, asked=asked) for phrase in phrases] for phrases in pairs
    )
    for answers in chain(plain, several):
        if any(answer is None or isinstance(answer, Refusal) for answer in answers):
            continue
        both = ask("That is more than one time. Which one is meant?", answers)
        if isinstance(both, Question):
            return both
    return None


def _restated(words: tuple[Token, ...], *, asked: Context) -> Answer | None:
    """`9am PT / 12pm ET`: one time by the clocks of several places, which must agree.

    So the second may settle which zone the first one means.
    """
    for phrases in islice(restatements(words), _MOST_WAYS):
        answers = [Tiling(phrase).first(_resolving(asked)) for phrase in phrases]
        if not any(isinstance(answer, Reading) for answer in answers):
            continue
        choices = [readings(answer) for answer in answers]
        if not all(choices):
            continue
        agreed = set.intersection(*({_when(one) for one in some} for some in choices))
        if len(agreed) == 1:
            return next(one for one in choices[0] if _when(one) in agreed)
        return ask("Those are different times. Which is meant?", answers)
    return None


def _when(reading: Reading) -> tuple[datetime, timedelta | None]:
    return reading.moment.instant, reading.duration


def _restated_in(embedded: EmbeddedTime, *, asked: Context) -> Answer | None:
    """One time by the clocks of several places, with other words before and behind it."""
    text, words = embedded.text, embedded.words
    start, end = embedded.restated()
    answer = _restated(words[start:end], asked=asked) if start < end else None
    if answer is None:
        return None
    rest = remaining_text(text, (*words[:start], *words[end:]), words=words)
    return with_rest(answer, rest)


def _spanned(words: tuple[Token, ...], *, asked: Context) -> Answer | None:
    """`Feb 8 2pm to Feb 8 3pm`: a start and an end, each with its day."""
    for phrases in islice(spans(words), _MOST_WAYS):
        start, end = (Tiling(phrase).first(_resolving(asked)) for phrase in phrases)
        if not (isinstance(start, Reading) and isinstance(end, Reading)) or end.duration:
            continue
        lasting = end.moment.instant - start.moment.instant
        if timedelta() < lasting <= LONGEST_RANGE:
            return replace(start, duration=lasting, said=(*start.said, "duration"))
    return None


def _of_place_or_person(text: str, tiling: Tiling, *, asked: Context) -> Answer | None:
    """`Jackson Friday 2pm`: a name beside a time may be of a city, whose time is meant, or of somebody.

    Behind the time only a small town's is asked about, because nothing else knows it.
    """
    words, towns = tiling.words, asked.small_towns
    place, end = _obscure_place(Tiling(words, towns=True) if towns else tiling)
    if not end or (place and not towns):
        return None
    behind = end + 1 if words[end : end + 1] and words[end].kind in ("comma", "colon") else end
    rest, resolving = (*words[:place], *words[behind:]), _resolving(asked)
    there = Tiling((*rest, *words[place:end]), towns=towns).first(resolving)
    here = Tiling(rest).first(resolving)
    if any(answer is None or isinstance(answer, Refusal) for answer in (there, here)):
        return None
    name = text[words[place].start : words[end - 1].end]
    return ask(f"Is “{name}” whose time is meant?", (there, here))


def _obscure_place(tiling: Tiling) -> tuple[int, int]:
    """From where to where the first name stands that may be a place's or a person's."""
    found = (
        (place, end)
        for place, pieces in enumerate(tiling.pieces)
        for end, part in pieces
        if isinstance(part, Zone) and part.obscure
    )
    return next(found, (0, 0))


def _may_be_titled(word: Token) -> bool:
    """Whether a word that changes no time may be all there is of a title: `Lunch`, `call`, `Best`."""
    is_told = word.is_titled or word.text in ("call", "meeting", "planning")
    is_proceeding = word.kind == "label" and word.text in _PROCEEDINGS
    return word.kind in ("lunch", "whole") or (word.kind == "polite" and is_told) or is_proceeding


_PROCEEDINGS = frozenset(
    {"deposition", "depo", "hearing", "proceeding", "trial", "mediation", "arbitration"}
)


def _among_others(text: str, tiling: Tiling, *, whole: Answer, asked: Context) -> Answer:
    """The answer where other words may stand around the time; they are given back."""
    resolving = _resolving(asked)
    words = tiling.words
    embedded = EmbeddedTime(words, tiling.pieces, text=text, month_first=asked.day_first is False)
    if not isinstance(whole, Refusal) and not any(_may_be_titled(word) for word in words):
        return unless_a_name(embedded, found=(whole, ()), resolve=resolving)
    restated = _restated_in(embedded, asked=asked)
    if restated is not None:
        return restated
    found = found_time(embedded, resolving)
    if found is not None and is_whole(found[0]) and embedded.crowded is None:
        return unless_a_name(embedded, found=found, resolve=resolving)
    stretch = _in_stretch(embedded, asked=asked)
    if stretch is not None and is_whole(stretch) and embedded.has_more(embedded.stretch()):
        return _or_of_a_name(embedded, stretch, found=found, resolving=resolving)
    if found is None or not isinstance(found[0], Reading):
        found = beside_another(embedded, resolving) or found
    if found is not None and not isinstance(found[0], Refusal):
        return unless_a_name(embedded, found=found, resolve=resolving)
    if not isinstance(whole, Refusal):
        return whole
    if stretch is None and found is not None and isinstance(found[0], Refusal):
        return replace(found[0], rest=text.strip())
    return _refused(embedded, stretch)


def _or_of_a_name(
    embedded: EmbeddedTime, stretch: Answer, *, found: Found | None, resolving: Resolve
) -> Answer:
    """The answer; of `2pm CT Each One LLC` the letters stand outside the stretch, and may be a zone."""
    if found is None or not isinstance(stretch, Reading) or "zone" in stretch.said:
        return stretch
    is_refused = isinstance(found[0], Refusal)
    named = found_time(embedded, unless_refused(resolving)) if is_refused else found
    if named is None or not (isinstance(named[0], Reading) and "zone" in named[0].said):
        return stretch
    return unless_a_name(embedded, found=named, resolve=resolving)


def _in_stretch(embedded: EmbeddedTime, *, asked: Context) -> Answer | None:
    """What the words from the first to the last of a time come to, as in a field of their own.

    So `Smith 10am or 1pm friday` is asked about. None where nothing speaks plainly of a time.
    """
    text, words = embedded.text, embedded.words
    start, end = embedded.stretch()
    if start == end:
        return None
    rest = remaining_text(text, (*words[:start], *words[end:]), words=words)
    return with_rest(_whole(text, words[start:end], asked=asked), rest)


def _refused(embedded: EmbeddedTime, stretch: Answer | None) -> Refusal:
    """The refusal for the words at fault, which belong into the field; the others are given back."""
    text, words = embedded.text, embedded.words
    if stretch is None:
        unbookable = embedded.unbookable()
        refused = Refusal(unbookable.why) if unbookable else _NO_TIME
        return replace(refused, rest=text.strip(), about_time=embedded.speaks_of_time())
    if isinstance(stretch, Reading) and "date" in stretch.assumed:
        return Refusal(WHICH_DAY, rest=text.strip())
    start, end = embedded.stretch()
    rest = remaining_text(text, (*words[:start], *words[end:]), words=words)
    refused = stretch if isinstance(stretch, Refusal) else _TWO_TIMES
    return replace(refused, typed=text[words[start].start : words[end - 1].end], rest=rest)
