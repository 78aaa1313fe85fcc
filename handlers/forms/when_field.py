"""The field “When” of every form: read back in words as the person types, asked about where unclear."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache

from bot.scheduling.command_line.parser import parse_command
from bot.scheduling.model.booking import MAX_DURATION as LONGEST_BOOKING
from bot.scheduling.model.booking import QUARTER_HOUR
from bot.scheduling.model.text import clip, with_short_quotes
from bot.times.caution import cautions
from bot.times.moment import Moment, annotation, difference
from bot.times.rails_zones import RAILS
from bot.times.reading import Question, Reading, Refusal, read
from bot.times.reading.answers import Answer
from bot.times.reading.choice_labels import labels, written
from bot.times.writing import Reader
from bot.times.zones import city, is_known
from handlers.messages import forms, times
from handlers.slack.people import Person
from handlers.ui.blocks import (
    Block,
    Element,
    Option,
    actions,
    button,
    choice,
    context_block,
    escape,
    option,
    option_group,
    text_input,
)

WHEN = "when"
ZONE = "zone"
DURATION = "duration"
PICK = "when_pick"
ANOTHER = "another"

READING_BLOCK = "when_reading"
CHOICES_BLOCK = "when_choices"
LONGEST = 500
MOST_CHOICES = 12

AMERICAN = (
    "Eastern Time (US & Canada)",
    "Central Time (US & Canada)",
    "Mountain Time (US & Canada)",
    "Arizona",
    "Pacific Time (US & Canada)",
    "Alaska",
    "Hawaii",
)
QUARTERS = tuple(timedelta(minutes=minutes) for minutes in range(15, 12 * 60 + 1, 15))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingContext:
    """The context in which “When” is read: the time now (aware UTC), who asks, and in which zone.

    `was` is the present time of the booking that is moved or, where another like it is booked, copied.
    """

    now: datetime
    person: Person
    zone: str
    was: Moment | None = None
    copies: bool = False
    has_zone: bool = True

    @classmethod
    def by(cls, person: Person, *, now: datetime, zone: str | None = None) -> "ReadingContext":
        """Return the context in which a person's words are read, in `zone` or in their own.

        Where Slack tells neither, only a time that names its zone can be booked.
        """
        known = zone or person.zone
        return cls(now=now, person=person, zone=known or "UTC", has_zone=bool(known))

    @classmethod
    def moving(
        cls, was: Moment, person: Person, *, now: datetime, zone: str | None = None
    ) -> "ReadingContext":
        """Return the context in which a booking's new time is read: its own, as clocks in `zone` show it.

        "Tomorrow" is the person's; without a `zone` chosen the booking keeps its own.
        """
        seen = Moment.at(was.instant, zone) if zone else was
        return cls(now=now, person=person, zone=person.zone or seen.zone, was=seen)

    @classmethod
    def copying(
        cls, was: Moment, person: Person, *, now: datetime, zone: str | None = None
    ) -> "ReadingContext":
        """Return the context in which the time of another booking like one is read: as if it moved."""
        return replace(cls.moving(was, person, now=now, zone=zone), copies=True)

    @property
    def moves_from(self) -> Moment | None:
        """The time that a booking leaves."""
        return None if self.copies else self.was

    def lacks_zone(self, answer: Answer | None) -> bool:
        """Return whether a zone must still be chosen: none was said, and none is known."""
        return not self.has_zone and isinstance(answer, Reading) and "zone" in answer.assumed

    def read(self, text: str, *, leftovers: bool = False) -> Answer | None:
        """Read what was typed, with `leftovers` among other words; None where nothing was."""
        if not text.strip():
            return None
        return self.reading(text, leftovers=leftovers) if self.was is None else self._moved(text)

    def _moved(self, text: str) -> Answer | None:
        """Read where a booking is moved to, in the form as behind its reference in a line."""
        # A move is read alike behind every command.
        said = parse_command(
            "/session",
            text,
            now=self.present,
            zone=self.zone,
            locale=self.person.locale,
            was=self.was,
            holiday_region=self.person.holiday_region,
        )
        return said.when

    @property
    def reader(self) -> Reader:
        """How they read times, who read them by the clocks of the zone chosen."""
        return Reader(self.person.locale, self.zone)

    @property
    def present(self) -> datetime:
        """The minute it is: bookings begin on whole ones, "in 20 minutes" is 20 from this one."""
        return self.now.replace(second=0, microsecond=0)

    def reading(self, text: str, *, leftovers: bool = False) -> Answer:
        """Read what was typed."""
        return read(
            text,
            now=self.present,
            zone=self.zone,
            locale=self.person.locale,
            leftovers=leftovers,
            holiday_region=self.person.holiday_region,
        )


def when_blocks(
    *,
    text: str,
    answer: Answer | None,
    context: ReadingContext,
    hint: str = "",
    optional: bool = False,
) -> list[Block]:
    """Draw the field with what stands in it and how that is read."""
    field = text_input(
        WHEN,
        label=forms.WHEN,
        value=text,
        hint=hint or _hint(context),
        optional=optional,
        example=forms.WHEN_EXAMPLE,
        longest=LONGEST,
        read_as_typed=True,
    )
    return [field, *reading_blocks(answer, context=context)]


def _hint(context: ReadingContext) -> str:
    """Say how a time may be typed, with a date as the reader writes one, or with a day alone."""
    reader = context.reader
    if context.copies and context.was is not None:
        return forms.COPIED_WHEN_HINT.format(
            clock=f"{context.was.clock_written(reader)} {context.was.zone_written(reader)}"
        )
    return forms.WHEN_HINT.format(day=reader.short_day(_SOME_DAY), clock=reader.clock(_SOME_CLOCK))


# A day that cannot be mistaken for a month.
_SOME_DAY, _SOME_CLOCK = date(2027, 1, 28), time(9, 30)


def reading_blocks(answer: Answer | None, *, context: ReadingContext) -> list[Block]:
    """Draw what stands under the field: the time in words, what to choose from, or what is wrong."""
    match answer:
        case None:
            return []
        case Refusal(sentence=sentence):
            return [_read_as(sentence)]
        case Question(sentence=sentence, choices=choices):
            return [
                _read_as(sentence),
                *_choices(choices, context=context),
            ]
        case Reading():
            return [context_block(_read_back(answer, context=context), block_id=READING_BLOCK)]


def _read_as(sentence: str) -> Block:
    """Draw what is wrong or asked, in plain text that may repeat what was typed."""
    return context_block(escape(with_short_quotes(sentence)), block_id=READING_BLOCK)


def _choices(choices: Sequence[Reading], *, context: ReadingContext) -> list[Block]:
    if len(choices) == 1:
        return [actions(_yes_or_another(choices[0], context=context), block_id=CHOICES_BLOCK)]
    offered = choices[:MOST_CHOICES]
    named = zip(offered, labels(offered, reader=context.reader), strict=True)
    buttons = [
        button(label, action=f"{PICK}_{n}", value=written(choice, reader=context.reader))
        for n, (choice, label) in enumerate(named)
    ]
    return [actions(buttons, block_id=CHOICES_BLOCK)] if buttons else []


def _yes_or_another(choice: Reading, *, context: ReadingContext) -> list[Element]:
    """Draw the one reading there is, to be taken or left; its sentence says it in full."""
    yes = forms.YES_THAT_DAY if choice.date_only else forms.YES_THAT_TIME
    return [
        button(yes, action=f"{PICK}_0", value=written(choice, reader=context.reader)),
        button(forms.TYPE_ANOTHER, action=f"{PICK}_{ANOTHER}", value=ANOTHER),
    ]


def _read_back(reading: Reading, *, context: ReadingContext) -> str:
    if context.lacks_zone(reading):
        return escape(forms.PICK_ZONE)
    if reading.date_only:
        return escape(forms.NO_TIME_OF_DAY.format(day=reading.moment.day_written(context.reader)))
    moment, reader = reading.moment, context.person.reader
    said = [
        f"{_from(reading, context=context)}*{escape(moment.written(reader))}*",
        difference(moment, was=context.moves_from) if context.moves_from is not None else "",
        times.duration(reading.duration) if reading.duration else "",
        escape(annotation(moment, reader=reader, now=context.present)),
    ]
    note = f"\n{escape(reading.note)}" if reading.note else ""
    return f"{' · '.join(filter(None, said))}{note}{_caution(reading, context=context)}"


def _caution(reading: Reading, *, context: ReadingContext) -> str:
    """Say below what is unusual about it; it can be booked all the same."""
    person = context.person
    said = " ".join(
        cautions(
            reading.moment,
            reader=person.reader,
            now=context.now,
            holiday_region=person.holiday_region,
        )
    )
    return f"\n:warning: {escape(said)}" if said else ""


def _from(reading: Reading, *, context: ReadingContext) -> str:
    """Write the time that a booking is moved from, where it moves."""
    was = context.moves_from
    if was is None or was == reading.moment:
        return ""
    return f"{escape(was.written(context.person.reader))} → "


def problem(answer: Answer | None, *, reader: Reader) -> str | None:
    """Say why no booking can be made from this answer, as an error under the field; None if one can."""
    match answer:
        case None:
            return forms.NO_TIME
        case Refusal(sentence=sentence):
            return sentence
        case Question(sentence=sentence, choices=choices):
            ways = [written(choice, reader=reader) for choice in choices[:MOST_CHOICES]]
            return clip(forms.write_one(sentence, ways), to=2000)
        case Reading(date_only=True, moment=moment):
            return forms.NO_TIME_OF_DAY.format(day=moment.day_written(reader))
        case _:
            return None


def zone_block(person: Person, *, zone: str | None = None, hint: str = forms.ZONE_HINT) -> Block:
    """Draw the list of time zones, with the person's own, or `zone`, chosen."""
    own = zone or person.zone
    return choice(
        ZONE,
        label=forms.TIME_ZONE,
        groups=_zone_groups(own),
        chosen=own,
        hint=hint,
        optional=own is None,
        read_at_once=True,
    )


@cache
def _zone_groups(own: str | None) -> list[Element]:
    if not own or own in RAILS:
        return [*_all_zones()]
    own_zone = option_group(forms.OWN_ZONE, options=[option(own, text=zone_name(own))])
    return [own_zone, *_all_zones()]


@cache
def _all_zones() -> tuple[Element, ...]:
    """The groups that are the same for everybody: most of what a form is made of."""
    others = [name for name in RAILS if name not in AMERICAN]
    groups = {
        forms.AMERICAN_ZONES: AMERICAN,
        "A–K": [name for name in others if name[0] < "L"],
        "L–Z": [name for name in others if name[0] >= "L"],
    }
    return tuple(
        option_group(label, options=[option(name, text=name) for name in names])
        for label, names in groups.items()
    )


def zone_name(zone: str) -> str:
    """Return what a zone (IANA) is called in the list."""
    names = [rails for rails, iana in RAILS.items() if iana == zone]
    name = next((name for name in names if name == city(zone)), names[0] if names else None)
    place = zone.replace("_", " ")
    return f"{name} · {place}" if name else place


def zone_of(chosen: str) -> str:
    """Return the IANA name for a choice in the list of zones, empty where nothing known is chosen."""
    zone = RAILS.get(chosen, chosen)
    return zone if is_known(zone) else ""


def duration_block(
    length: timedelta, *, block_id: str = DURATION, label: str = forms.DURATION
) -> Block:
    """Draw the list of durations: quarter hours, as Prevail counts them."""
    return choice(
        DURATION,
        label=label,
        options=_length_options(length),
        chosen=str(minutes(length)),
        block_id=block_id,
        read_at_once=True,
    )


@lru_cache(maxsize=16)
def _length_options(length: timedelta) -> list[Option]:
    lengths = sorted({*QUARTERS, length})
    return [option(str(minutes(each)), text=times.duration(each)) for each in lengths]


def length_said(answer: Answer | None) -> timedelta | None:
    """Return the length that was said with the time, if Prevail can book it."""
    said = answer.duration if isinstance(answer, Reading) else None
    return said if said and said <= LONGEST_BOOKING and not said % QUARTER_HOUR else None


def duration_of(chosen: str) -> timedelta:
    """Return the duration chosen in the list."""
    return timedelta(minutes=int(chosen))


def minutes(length: timedelta) -> int:
    """Return a length as the list of durations has it."""
    return round(length.total_seconds() / 60)


def redrawn(blocks: Sequence[Block], *, under: str, by: Sequence[Block]) -> list[Block]:
    """Return a form's blocks with what stands under the field “When” replaced."""
    kept = [b for b in blocks if b.get("block_id") not in (READING_BLOCK, CHOICES_BLOCK)]
    places = (n for n, block in enumerate(kept, start=1) if block.get("block_id") == under)
    place = next(places, len(kept))
    return [*kept[:place], *by, *kept[place:]]
