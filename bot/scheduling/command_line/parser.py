"""Parses a whole command line into its verb, time, title, case number and addresses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.scheduling.command_line.entities import EntityKind, find_entities
from bot.scheduling.command_line.first_words import FirstWords, first_words
from bot.scheduling.command_line.masked_line import MaskedLine
from bot.scheduling.command_line.punctuation import tidy, without_loose_marks
from bot.scheduling.command_line.time_and_title import ReadTime, split_time_and_title
from bot.scheduling.command_line.typed_line import without_to
from bot.scheduling.command_line.verbs import ABOUT_ONE, VERBS, Verb
from bot.scheduling.model.reference import Kind
from bot.scheduling.pasted.links import PastedLinks, find_links
from bot.times.moment import Moment
from bot.times.reading import Question, Reading, read
from bot.times.reading.answers import Answer
from bot.times.reading.locales import conventions
from bot.times.writing import Reader

Choices = Sequence[tuple[str, str]]
"""The options of a form: values, each with the name that people see."""

_PART_OF_A_LINK = re.compile(r"[^\W_][./:=&?%#-]+[^\W_]|[=&?%#]|\w{12}")
_LINK_WITHOUT_SCHEME = re.compile(
    r"(?<![\w@./:-])(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s<>]+", re.IGNORECASE
)
# How far ahead the booking is that moves are tried against, so that “a week earlier” is not past.
_AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedCommand(FirstWords):
    """A command line and what each part of it means.

    `rest` is the text after its verb as it was typed, `name` how that refers to a booking (a
    reference, `next` or `last`), and `typed` what goes into “When”. `title` has the words that belong
    nowhere else, `pasted_links` the links of an agent's line, and `chosen` the option that the line
    names. If `did_you_mean` or `say` is set, the person gets that answer instead of a form.
    """

    when: Answer | None = None
    title: str = ""
    case: str = ""
    emails: tuple[str, ...] = ()
    minutes: int | None = None
    pasted_links: PastedLinks | None = None
    chosen: str = ""


def parse_command(
    command: str,
    text: str,
    *,
    now: datetime,
    zone: str,
    locale: str = "en-US",
    was: Moment | None = None,
    holiday_region: str = "",
    choices: Choices = (),
) -> ParsedCommand:
    """Parse what a person in `zone` (IANA) typed after a command at `now` (aware).

    If `was`, the present time of a booking, is given, the text is what follows `move REF`. Public
    holidays are those of the zone's country and of `holiday_region` (`US-CA`). The line may name one
    of the `choices`, each a value with its name.
    """

    def read_time(text: str, *, leftovers: bool = False) -> Answer:
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
        when = read_time(text)
        return ParsedCommand(
            verb=Verb.MOVE, rest=text, typed=text, when=when, minutes=_minutes(when)
        )
    some_day = Moment.at(now + _AHEAD, zone)

    def read_move(text: str) -> Answer:
        return read(text, now=now, zone=zone, locale=locale, was=some_day)

    begun = first_words(command, text, read_time=read_time, read_move=read_move)
    if begun.verb is not Verb.NEW:
        return _without_form(begun, choices=choices)
    if begun.ref:
        return ParsedCommand(verb=Verb.NEW, ref=begun.ref, rest=begun.rest)
    reader = Reader(locale, zone)
    if VERBS[command].kind is Kind.AGENT:
        return _new_agent(begun.rest, read_time=read_time, reader=reader)
    return _new_booking(begun.rest, read_time=read_time, choices=choices, reader=reader)


def _without_form(begun: FirstWords, *, choices: Choices) -> ParsedCommand:
    """Return a line that opens no form for a new booking, with the search words of a list parsed."""
    if begun.verb is None:
        return ParsedCommand(
            verb=None,
            ref=begun.ref,
            rest=begun.rest,
            did_you_mean=begun.did_you_mean,
            say=begun.say,
        )
    if begun.verb in ABOUT_ONE:
        return ParsedCommand(
            verb=begun.verb,
            ref=begun.ref,
            rest=begun.rest,
            name=begun.name,
            typed=begun.typed,
            described=begun.described,
        )
    chosen, text = _split_choice(begun.rest, choices=choices)
    emails, title = _split_emails(text)
    return ParsedCommand(
        verb=begun.verb,
        ref=begun.ref,
        rest=begun.rest,
        title=title,
        emails=emails,
        chosen=chosen,
    )


def _new_agent(rest: str, *, read_time: ReadTime, reader: Reader) -> ParsedCommand:
    """Parse a link and a time.

    Other words may be part of a broken link. They stay with the time, so that a person corrects them
    before an agent is sent: no time means at once. With an intact link and a time, they are a title,
    which an agent's form has no field for.
    """
    line = without_to(rest)
    pasted = find_links(line)
    if not pasted.links:
        # The form shows the whole link before anything is sent.
        pasted = find_links(_LINK_WITHOUT_SCHEME.sub(r"https://\g<0>", line, count=1))
    parts = split_time_and_title(pasted.rest, read_time=read_time, reader=reader)
    typed, when, title = parts.typed, parts.when, parts.title
    has_title = isinstance(when, Reading) and pasted.links and not _PART_OF_A_LINK.search(title)
    if title and not has_title:
        typed, when, title = pasted.rest, read_time(pasted.rest), ""
    return ParsedCommand(
        verb=Verb.NEW, rest=rest, typed=typed, when=when, title=title, pasted_links=pasted
    )


def _new_booking(
    rest: str, *, read_time: ReadTime, choices: Choices, reader: Reader
) -> ParsedCommand:
    """Read the time of a line in which entities are masked, and return the other words unchanged."""
    chosen, text = _split_choice(rest, choices=choices)
    line = MaskedLine.of(text, day_first=conventions(reader.locale).day_first is True)
    parts = split_time_and_title(line.text, read_time=read_time, reader=reader)
    when = line.restore_answer(parts.when) if parts.when else line.refuse_masked_day()
    return ParsedCommand(
        verb=Verb.NEW,
        rest=rest,
        typed=line.restore(parts.typed),
        when=when,
        title=without_loose_marks(line.restore(parts.title)),
        case=line.case,
        emails=line.emails,
        minutes=_minutes(when),
        chosen=chosen,
    )


def _split_choice(text: str, *, choices: Choices) -> tuple[str, str]:
    """Split a line into the value of the choice that it names, and the rest."""
    for value, name in sorted(choices, key=lambda pair: -len(pair[1])):
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
        if found:
            return value, f"{text[: found.start()]} {text[found.end() :]}".strip()
    return "", text


def _split_emails(text: str) -> tuple[tuple[str, ...], str]:
    """Split a text into its email addresses and the rest."""
    found = [entity for entity in find_entities(text) if entity.kind is EntityKind.EMAIL]
    emails = tuple(text[entity.start : entity.end] for entity in found)
    for entity in reversed(found):
        text = text[: entity.start] + text[entity.end :]
    return emails, tidy(text)


def _minutes(answer: Answer | None) -> int | None:
    """Return the length that was typed, or None; all choices of a question have to share it."""
    match answer:
        case Reading():
            length = answer.duration
        case Question():
            lengths = {choice.duration for choice in answer.choices}
            length = lengths.pop() if len(lengths) == 1 else None
        case _:
            length = None
    return round(length / timedelta(minutes=1)) if length else None
