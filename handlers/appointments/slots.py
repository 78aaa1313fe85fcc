"""/appointment slots CA NY [event type] [days]: what is free in these states, to book with a press."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise

from bot.scheduling.command_line.us_states import read_states
from bot.scheduling.model.appointment import Offer
from bot.scheduling.model.reference import Kind
from bot.times.moment import Moment
from bot.times.periods import A_WEEK, DateRange, LocalCalendar, read_date_range
from handlers.appointments.lists import LONGEST
from handlers.appointments.new import BOOK
from handlers.forms.submission import may_open_form
from handlers.messages import appointments
from handlers.messages.providers import CAREVALIDATE
from handlers.request import CommandRequest
from handlers.services import Services
from handlers.slack.responder import PrivateAnswer
from handlers.ui.blocks import (
    Block,
    Element,
    actions,
    button,
    clip_escaped,
    context_block,
    escape,
    paragraphs,
    section,
)

MOST_OFFERS = 6
MOST_DAYS = 7
MOST_BUTTONS = 6
LONG_RUN, MOST_CLOCKS = 8, 24
# A search for free times reaches a week at most, so that longer ones take several.
FURTHEST = timedelta(days=31)
SOON = timedelta(minutes=1)

_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotQuery:
    """What is asked of CareValidate: where, what (any event type if empty), and when."""

    states: tuple[str, ...]
    event_type: str
    days: DateRange
    calendar: LocalCalendar


def show(request: CommandRequest) -> None:
    """Answer with the free slots, to this person only and if they may book one."""
    actor, said, screen, services = request.actor(), request.line, request.screen, request.services
    if not may_open_form(Kind.APPOINTMENT, actor=actor, screen=screen, services=services):
        return
    calendar = services.people.person(request.command.user).calendar(services.clock())
    states, rest = read_states(said.title)
    if not states:
        screen.say(appointments.WHICH_STATES)
        return
    event_type, rest = (said.chosen, rest) if said.chosen else _id_in(rest)
    days, left = read_date_range(rest, calendar=calendar)
    if left:
        screen.say(appointments.SLOTS_NOT_UNDERSTOOD.format(text=clip_escaped(left, to=LONGEST)))
        return
    query = SlotQuery(
        states=states,
        event_type=event_type,
        days=days or calendar.next(A_WEEK, said=appointments.IN_A_WEEK),
        calendar=calendar,
    )
    request.look_up(partial(_ask, query, services=services), provider=CAREVALIDATE.name)


def _id_in(text: str) -> tuple[str, str]:
    """Divide a text into the id of an event type, none being an empty one, and the rest."""
    named = _ID.search(text)
    if named is None:
        return "", text
    return named[0].lower(), f"{text[: named.start()]} {text[named.end() :]}".strip()


def _ask(query: SlotQuery, *, services: Services) -> PrivateAnswer:
    """Ask who offers what there, then for the free times of each event type."""
    offered = services.appointments.offers(states=query.states)
    ids = dict.fromkeys(offer.event_type_id for offer in offered)
    wanted = [each for each in ids if query.event_type in ("", each.lower())]
    offers = [
        offer
        for event_type in wanted[:MOST_OFFERS]
        for offer in _free(event_type, query=query, services=services)
    ]
    return _draw([offer for offer in offers if offer.free], query=query, more=len(wanted))


def _free(event_type: str, *, query: SlotQuery, services: Services) -> list[Offer]:
    """Return an event type's offers with all free times of the days asked for."""
    first = max(query.days.first, query.calendar.now + SOON)
    last = min(query.days.after, first + FURTHEST)
    found: dict[str | None, Offer] = {}
    while first < last:
        until = min(last, first + A_WEEK)
        for offer in services.appointments.free_slots(
            states=query.states, event_type_id=event_type, start=first, end=until
        ):
            known = found.get(offer.practitioner, offer.with_(free=()))
            times = sorted({*known.free, *(at for at in offer.free if first <= at < last)})
            found[offer.practitioner] = offer.with_(free=tuple(times))
        first = until
    return list(found.values())


def _draw(offers: Sequence[Offer], *, query: SlotQuery, more: int) -> PrivateAnswer:
    heading = escape(appointments.free_heading(query.states, days=query.days.said))
    if not offers:
        return PrivateAnswer(text=f"{heading}: {appointments.NOTHING_FREE}")
    blocks: list[Block] = [section(f"*{heading}*")]
    text = [f"{heading}:"]
    for number, offer in enumerate(offers[:MOST_OFFERS]):
        lines = _lines(offer, calendar=query.calendar)
        text += lines
        blocks += paragraphs(lines[1:], heading=lines[0])
        blocks.append(actions(_buttons(offer, number=number, calendar=query.calendar)))
    if more > MOST_OFFERS or len(offers) > MOST_OFFERS:
        blocks.append(context_block(appointments.MORE_OFFERS))
    return PrivateAnswer(text="\n".join(text), blocks=blocks)


def _lines(offer: Offer, *, calendar: LocalCalendar) -> list[str]:
    """Write what is offered by whom, then each day with its free times."""
    title = clip_escaped(offer.event_type or appointments.UNNAMED, to=LONGEST)
    by = f" · {clip_escaped(offer.practitioner, to=LONGEST)}" if offer.practitioner else ""
    days = calendar.by_day(offer.free, at=lambda free: free)
    lines = [f"*{title}*{by} · ID `{clip_escaped(offer.event_type_id, to=LONGEST)}`"]
    for day, free in days[:MOST_DAYS]:
        letters = Moment.at(free[0], calendar.zone).abbreviation()
        lines.append(f"{day}: {_clocks(free, letters=letters, calendar=calendar)}")
    if len(days) > MOST_DAYS:
        lines.append(appointments.MORE_DAYS.format(more=len(days) - MOST_DAYS))
    return lines


def _clocks(free: Sequence[datetime], *, letters: str, calendar: LocalCalendar) -> str:
    """Write the times of a day, those that follow each other evenly as one long run."""
    moments = [Moment.at(each, calendar.zone) for each in free]
    written = [moment.clock_written(calendar.reader) for moment in moments]
    steps = {later - earlier for earlier, later in pairwise(free)}
    if len(free) >= LONG_RUN and len(steps) == 1:
        return appointments.every(written[0], written[-1], letters, step=steps.pop())
    more = len(written) - MOST_CLOCKS
    rest = f", {appointments.MORE_TIMES.format(more=more)}" if more > 0 else ""
    return f"{', '.join(written[:MOST_CLOCKS])} {letters}{rest}"


def _buttons(offer: Offer, *, number: int, calendar: LocalCalendar) -> list[Element]:
    """Draw the soonest free times as buttons that open the form with them."""
    reader = calendar.reader
    moments = [Moment.at(each, calendar.zone) for each in offer.free[:MOST_BUTTONS]]
    return [
        button(
            appointments.book_at(moment, reader=reader),
            action=f"{BOOK}_{number}_{place}",
            value=f"{offer.event_type_id} {moment.written(reader)}",
        )
        for place, moment in enumerate(moments)
    ]
