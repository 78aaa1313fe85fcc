"""A whole command line parsed: its verb, and what of it is time, title, case and addresses."""

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
"""What a form lets people choose from: values, each with the name they see."""

_PART_OF_A_LINK = re.compile(r"[^\W_][./:=&?%#-]+[^\W_]|[=&?%#]|\w{12}")
_LINK_WITHOUT_SCHEME = re.compile(
    r"(?<![\w@./:-])(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s<>]+", re.IGNORECASE
)
# Of a booking so far ahead, what is said to move it is none that was past: `a week earlier`.
_AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedCommand(FirstWords):
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
    """Parse what was typed behind a command at `now` (aware) by a person in `zone` (IANA).

    With `was`, the present time of a booking, the text is what follows `move REF`. `holiday_region`
    (`US-CA`) is where public holidays count beside those of the zone's country. Of the `choices`,
    each a value with its name, the line may name one.
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
    """Take what a list is asked for apart; an answer in words has nothing else."""
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
            verb=begun.verb, ref=begun.ref, rest=begun.rest, name=begun.name, typed=begun.typed
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
    """Parse a link and a time; words left over may be of a broken link, and stay with the time.

    So they are mended before anything is sent: an empty time means “at once”. Beside a whole link
    and a time they are a title's, for which an agent has no field.
    """
    line = without_to(rest)
    call = find_links(line)
    if not call.links:
        # The form shows it whole before it is sent.
        call = find_links(_LINK_WITHOUT_SCHEME.sub(r"https://\g<0>", line, count=1))
    parts = split_time_and_title(call.rest, read_time=read_time, reader=reader)
    typed, when, title = parts.typed, parts.when, parts.title
    has_title = isinstance(when, Reading) and call.links and not _PART_OF_A_LINK.search(title)
    if title and not has_title:
        typed, when, title = call.rest, read_time(call.rest), ""
    return ParsedCommand(verb=Verb.NEW, rest=rest, typed=typed, when=when, title=title, call=call)


def _new_booking(
    rest: str, *, read_time: ReadTime, choices: Choices, reader: Reader
) -> ParsedCommand:
    """Mask what is no time, read the rest, and give every other word back to the letter."""
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
    """Divide a line into the choice that it names by the words people see, and the rest."""
    for value, name in sorted(choices, key=lambda pair: -len(pair[1])):
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
        if found:
            return value, f"{text[: found.start()]} {text[found.end() :]}".strip()
    return "", text


def _split_emails(text: str) -> tuple[tuple[str, ...], str]:
    """Divide a text into its email addresses and the rest."""
    found = [entity for entity in find_entities(text) if entity.kind is EntityKind.EMAIL]
    emails = tuple(text[entity.start : entity.end] for entity in found)
    for entity in reversed(found):
        text = text[: entity.start] + text[entity.end :]
    return emails, tidy(text)


def _minutes(answer: Answer | None) -> int | None:
    """Return the length that was said, also where only the time is asked about; None where none was."""
    match answer:
        case Reading():
            length = answer.duration
        case Question():
            lengths = {choice.duration for choice in answer.choices}
            length = lengths.pop() if len(lengths) == 1 else None
        case _:
            length = None
    return round(length / timedelta(minutes=1)) if length else None
