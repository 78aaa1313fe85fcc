"""A whole command line understood: its verb, and what of it is time, title, case and addresses."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.scheduling.command_line.entities import Entity, EntityKind, find_entities
from bot.scheduling.command_line.first_words import FirstWords, first_words
from bot.scheduling.command_line.typed_line import without_to
from bot.scheduling.command_line.verbs import ABOUT_ONE, Verb
from bot.scheduling.pasted.links import PastedLinks, find_links
from bot.times import writing
from bot.times.moment import Moment
from bot.times.reading import Question, Reading, Refusal, read
from bot.times.reading.answers import Answer
from bot.times.reading.locales import conventions
from bot.times.reading.offering import written

Choices = Sequence[tuple[str, str]]
"""What a form lets people choose from: values, each with the name they see."""


class Reader(Protocol):
    """Reads a typed time; with `leftovers` other words may stand around it."""

    def __call__(self, text: str, *, leftovers: bool = False) -> Answer:
        """Return how the text is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood(FirstWords):
    """What a command line was taken for.

    `rest` is what stands behind its verb, as it was typed, `name` what a booking is called by there
    (a reference, `next` or `last`), and `typed` what belongs into “When”; `title`
    are the words that belong nowhere else, `call` the links of an agent's line, and `chosen` what the
    line names of the choices it was given. Where `did_you_mean` or `say` is set no form is due, but
    that answer.
    """

    when: Answer | None = None
    title: str = ""
    case: str = ""
    emails: tuple[str, ...] = ()
    minutes: int | None = None
    call: PastedLinks | None = None
    chosen: str = ""


def understand(
    command: str,
    text: str,
    *,
    now: datetime,
    zone: str,
    locale: str = "en-US",
    was: Moment | None = None,
    holiday_region: str = "",
    choices: Choices = (),
) -> Understood:
    """Understand what was typed behind a command at `now` (aware) by a person in `zone` (IANA).

    With `was`, the present time of a booking, the text is what follows `move REF`. `holiday_region`
    (`US-CA`) is where public holidays count beside those of the zone's country. Of the `choices`,
    each a value with its name, the line may name one.
    """

    def reading(text: str, *, leftovers: bool = False) -> Answer:
        return read(
            text,
            now=now,
            zone=zone,
            locale=locale,
            leftovers=leftovers,
            was=was,
            holiday_region=holiday_region,
        )

    if was is not None:
        when = reading(text)
        return Understood(verb=Verb.MOVE, rest=text, typed=text, when=when, minutes=_minutes(when))
    some_day = Moment.at(now + _AHEAD, zone)

    def moved(text: str) -> Answer:
        return read(text, now=now, zone=zone, locale=locale, was=some_day)

    begun = first_words(command, text, reading=reading, moved=moved)
    reader = writing.Reader(locale, zone)
    if begun.verb is not Verb.NEW:
        return _without_form(begun, choices=choices)
    if begun.ref:
        return Understood(verb=Verb.NEW, ref=begun.ref, rest=begun.rest)
    if command == "/agent":
        return _agent(begun, reading=reading, reader=reader)
    return _new(begun, reading=reading, choices=choices, reader=reader)


def _without_form(begun: FirstWords, *, choices: Choices) -> Understood:
    """Take what a list is asked for apart; an answer in words has nothing else."""
    if begun.verb is None:
        return Understood(
            verb=None,
            ref=begun.ref,
            rest=begun.rest,
            did_you_mean=begun.did_you_mean,
            say=begun.say,
        )
    if begun.verb in ABOUT_ONE:
        return Understood(
            verb=begun.verb, ref=begun.ref, rest=begun.rest, name=begun.name, typed=begun.typed
        )
    chosen, text = _chosen(begun.rest, choices=choices)
    emails = [entity for entity in find_entities(text) if entity.kind is EntityKind.EMAIL]
    return Understood(
        verb=begun.verb,
        ref=begun.ref,
        rest=begun.rest,
        title=_tidy(_without(text, emails)),
        emails=_said(text, emails),
        chosen=chosen,
    )


def _agent(begun: FirstWords, *, reading: Reader, reader: writing.Reader) -> Understood:
    """Understand a link and a time; words left over may be of a broken link, and stay with the time.

    So they are mended before anything is sent: an empty time means “at once”. Beside a whole link
    and a time they are a title's, for which an agent has no field.
    """
    line = without_to(begun.rest)
    call = find_links(line)
    if not call.links:
        # The form shows it whole before it is sent.
        call = find_links(_WITHOUT_SCHEME.sub(r"https://\g<0>", line, count=1))
    typed, when, others = divided(call.rest, reading=reading, reader=reader)
    is_titled = isinstance(when, Reading) and call.links and not _OF_A_LINK.search(others)
    if others and not is_titled:
        typed, when, others = call.rest, reading(call.rest), ""
    return Understood(
        verb=Verb.NEW, rest=begun.rest, typed=typed, when=when, title=others, call=call
    )


def _new(
    begun: FirstWords, *, reading: Reader, choices: Choices, reader: writing.Reader
) -> Understood:
    """Set aside what is no time, read the rest, and give every other word back to the letter."""
    day_first = conventions(reader.locale).day_first is True
    line = _SetAside.of(begun.rest, choices=choices, day_first=day_first)
    typed, answer, title = divided(line.text, reading=reading, reader=reader)
    when = _given_back(answer, line) or line.unless_a_day()
    return Understood(
        verb=Verb.NEW,
        rest=begun.rest,
        typed=line.give_back(typed),
        when=when,
        title=_without_loose_marks(line.give_back(title)),
        case=line.case,
        emails=line.emails,
        minutes=_minutes(when),
        chosen=line.chosen,
    )


_OF_A_LINK = re.compile(r"[^\W_][./:=&?%#-]+[^\W_]|[=&?%#]|\w{12}")
_WITHOUT_SCHEME = re.compile(r"(?<![\w@./:-])(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s<>]+", re.IGNORECASE)
# Of a booking so far ahead, what is said to move it is none that was past: `a week earlier`.
_AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class _SetAside:
    """A line without its addresses and its case number, and with a word nobody uses for each other aside."""

    text: str
    case: str
    emails: tuple[str, ...]
    chosen: str
    others: tuple[tuple[str, str], ...]
    line: str

    @classmethod
    def of(cls, line: str, *, choices: Choices = (), day_first: bool = False) -> "_SetAside":
        """Set aside what is no time; of several case numbers the first, the others stay in the title."""
        chosen, line = _chosen(line, choices=choices)
        found = find_entities(line, day_first=day_first)
        case = next((entity for entity in found if entity.kind is EntityKind.CASE), None)
        emails = tuple(entity for entity in found if entity.kind is EntityKind.EMAIL)
        text, others = line, []
        for at, entity in reversed(tuple(enumerate(found))):
            said, word = line[entity.start : entity.end], ""
            if entity is not case and entity not in emails:
                word = _WORD + "".join(chr(ord("a") + int(digit)) for digit in f"{at:02}")
                others.append((word, said))
            before = text[: entity.start].removesuffix("#" if entity is case else "")
            text = before + word + text[entity.end :]
        return cls(
            text=_tidy(text),
            case=line[case.start : case.end] if case else "",
            emails=_said(line, emails),
            chosen=chosen,
            others=tuple(others),
            line=line,
        )

    def unless_a_day(self) -> Refusal | None:
        """Of a line without a time: a refusal where what was set aside may have been its day."""
        for _, said in reversed(self.others):
            numbers = [int(number) for number in re.findall(r"\d+", said)]
            is_date = _FRACTION.match(said) and numbers[0] <= _LAST_MONTH
            if (is_date or _ROAD.match(said)) and numbers[-1] <= _LAST_DAY:
                sentence = (
                    f"“{said}” could be the time or part of the title. Enter a day and time, such"
                    " as “tomorrow 2pm”."
                )
                return Refusal(sentence, rest=_tidy(self.line))
        return None

    def give_back(self, text: str) -> str:
        """Put what was set aside back in the place of its word."""
        for word, said in self.others:
            text = text.replace(word, said)
        return text


_LAST_MONTH, _LAST_DAY = 12, 31
_FRACTION = re.compile(r"\d{1,2}/\d{1,2}\b")
_ROAD = re.compile(r"(?:route|rte\.?|hwy\.?|highway|interstate)\s?\d+$", re.IGNORECASE)
# No language, place or name begins so.
_WORD = "Xqz"
_EMPTY = re.compile(r"[(\[<{][\s,;]*[)\]>}]|(?<!\S)\"\s*\"(?!\S)")
_AT_THE_ENDS = " \t\n,;"
_MARK = r"(?:[-=]>|[-–—|/*•·→@]+)"
_LOOSE_AT_AN_END = re.compile(rf"^(?:{_MARK}\s+)+|(?:(?:^|\s+){_MARK}|\s*[:;,|]+)+$")
_LOOSE_TWICE = re.compile(rf"(\s{_MARK})(?:\s+{_MARK})+(?=\s|$)")


def _said(text: str, some: Sequence[Entity]) -> tuple[str, ...]:
    return tuple(text[entity.start : entity.end] for entity in some)


def _without(text: str, some: Sequence[Entity]) -> str:
    for entity in reversed(some):
        text = text[: entity.start] + text[entity.end :]
    return text


def _chosen(text: str, *, choices: Choices) -> tuple[str, str]:
    """Divide a line into the choice that it names by the words people see, and the rest."""
    for value, name in sorted(choices, key=lambda pair: -len(pair[1])):
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
        if found:
            return value, f"{text[: found.start()]} {text[found.end() :]}".strip()
    return "", text


def _tidy(text: str) -> str:
    """Leave out the brackets and commas that stood around what was taken out."""
    text = re.sub(r"[ \t]{2,}", " ", _EMPTY.sub("", text))
    return re.sub(r"(?:\s*([,;]))+(?=\s|$)", r"\1", text).strip(_AT_THE_ENDS)


def _without_loose_marks(title: str) -> str:
    """Leave out the dashes, bars and slashes that stood between a title and its time or its case."""
    return _LOOSE_AT_AN_END.sub("", _LOOSE_TWICE.sub(r"\1", title)).strip(_AT_THE_ENDS)


def _given_back(answer: Answer | None, line: _SetAside) -> Answer | None:
    if answer is None:
        return None
    if isinstance(answer, Question):
        choices = (replace(one, rest=line.give_back(one.rest)) for one in answer.choices)
        return Question(line.give_back(answer.sentence), tuple(choices))
    if isinstance(answer, Refusal):
        answer = replace(answer, sentence=line.give_back(answer.sentence))
    return replace(answer, rest=line.give_back(answer.rest))


def _minutes(answer: Answer | None) -> int | None:
    lasting = _lasting(answer)
    return round(lasting / timedelta(minutes=1)) if lasting else None


def _lasting(answer: Answer | None) -> timedelta | None:
    """Return the length that was said, also where only the time is asked about."""
    match answer:
        case Reading():
            return answer.duration
        case Question():
            lengths = {choice.duration for choice in answer.choices}
            return lengths.pop() if len(lengths) == 1 else None
        case _:
            return None


def divided(
    text: str, *, reading: Reader, reader: writing.Reader
) -> tuple[str, Answer | None, str]:
    """Divide a line into what stands in “When”, how it is read, and the rest as a title.

    In a text too long to be read as a whole, the time has to stand at its end or at its beginning.
    """
    if len(text) <= LONGEST_READ:
        return _divided(text, reading=reading, reader=reader)
    said = text.split()
    for many in range(_MOST_OF_A_TIME, 0, -1):
        for time, others, near in (
            (said[-many:], said[:-many], said[-many - _NEAR :]),
            (said[:many], said[many:], said[: many + _NEAR]),
        ):
            answer = reading(" ".join(time))
            if isinstance(answer, Reading | Question):
                around = reading(" ".join(near), leftovers=True)
                if _agree(answer, around):
                    return " ".join(time), answer, " ".join(others)
                return "", around if isinstance(around, Refusal) else None, " ".join(said)
    return "", None, " ".join(said)


# So many characters are read as a whole.
LONGEST_READ = 500
# So many words hold any time.
_MOST_OF_A_TIME = 16
# So many words beside them show whether there is more to it.
_NEAR = 3


def _agree(answer: Answer, around: Answer) -> bool:
    """Say whether a time is the same with the words around it: “2pm” is not what “yesterday 2pm” says."""
    if isinstance(around, Refusal):
        return False
    if isinstance(answer, Reading) and isinstance(around, Reading):
        return answer.moment == around.moment
    return True


def _divided(
    text: str, *, reading: Reader, reader: writing.Reader
) -> tuple[str, Answer | None, str]:
    if not text.strip():
        return "", None, ""
    answer = reading(text, leftovers=True)
    if isinstance(answer, Reading) and answer.rest:
        when = written(answer, reader=reader)
        return when, answer, answer.rest
    if isinstance(answer, Question) and (rests := [choice.rest for choice in answer.choices]):
        title = _fullest(rests)  # "When" is filled by the choice that is pressed.
        return ("", answer, title) if title else (text, answer, "")
    if isinstance(answer, Refusal):
        if not _about_time(answer, text, reading=reading):
            return "", None, text.strip()
        return answer.typed, answer, answer.rest
    return text, answer, ""


def _fullest(rests: Sequence[str]) -> str:
    """The first of several titles; or the one that has all its words and more."""
    fullest = rests[0]
    for rest in rests[1:]:
        if Counter(fullest.split()) < Counter(rest.split()):
            fullest = rest
    return fullest


_LEFT_OPEN = re.compile(r"\b(?:tbd|tba|tbc)\b", re.IGNORECASE)


def _about_time(refusal: Refusal, text: str, *, reading: Reader) -> bool:
    """Say whether a time is wrong or only left open: “Stone depo TBD” has none, and is a title."""
    others = _tidy(_LEFT_OPEN.sub("", text))
    if not refusal.about_time or not others:
        return False
    if others == text:
        return True
    without = reading(others, leftovers=True)
    return not isinstance(without, Refusal) or without.about_time
