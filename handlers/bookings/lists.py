"""/session list [today, week, month, a date, all, words] (every command's list, and /bookings).

The bookings to come, mine unless asked otherwise, by day in the reader's own time zone, in pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field
from slack_bolt import Ack

from bot.scheduling.command_line.verbs import Verb
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import State
from bot.scheduling.model.reference import CONFIDENTIAL, TIMED, Kind
from bot.scheduling.model.rights import Actor, handles_appointments
from bot.scheduling.model.text import clip
from bot.scheduling.model.value import Value
from bot.scheduling.ports.store import Search
from bot.times.moment import Moment
from bot.times.periods import LocalCalendar, read_date_range
from handlers.messages import lists, naming, states, times
from handlers.messages.errors import ANSWER_NOT_SHOWN
from handlers.messages.presenters import presenter_of
from handlers.request import BookingRequest, CommandRequest
from handlers.services import Services
from handlers.slack.payloads import BlockAction, Body
from handlers.slack.responder import PrivateAnswer
from handlers.ui.blocks import Block, actions, button, clip_escaped, context_block, escape, section
from handlers.ui.pages import Page

PAGE = 10
# Who has more bookings than this ahead is better served by a narrower list than by a longer one.
MOST = 100
LONGEST_TITLE = 150
LONGEST_ASKED = 300
LONGEST_VALUE = 2000

PICK = "pick"
TURN = "list_page"

SHOWN = frozenset(State) - {State.CANCELED}
MINE, EVERYBODYS = frozenset({"mine"}), frozenset({"all", "everybody"})


def _check_listable(kinds: tuple[Kind, ...]) -> tuple[Kind, ...]:
    """Refuse kinds that no list shows."""
    if not kinds or not TIMED.issuperset(kinds):
        raise ValueError("no kinds that can be listed")
    return kinds


class ListQuery(Value):
    """What a list was asked for, as the buttons that turn its pages carry it."""

    kinds: Annotated[tuple[Kind, ...], AfterValidator(_check_listable)]
    text: str = Field(max_length=LONGEST_ASKED)
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingList:
    """A list as it is drawn: its heading, its text if it is empty, what was found, and for whom."""

    query: ListQuery
    heading: str
    none_found: str
    found: Sequence[Booking]
    calendar: LocalCalendar

    @property
    def page(self) -> Page[Booking]:
        """The page that is shown."""
        return Page(everything=self.found, size=PAGE, asked=self.query.page)


def show(request: CommandRequest, *, kinds: frozenset[Kind]) -> None:
    """Answer with the list of these kinds, to this person only."""
    command, text = request.command, clip(request.line.rest, to=LONGEST_ASKED)
    query = ListQuery(kinds=tuple(sorted(kinds)), text=text)
    listed = _find(query, user=command.user, team=command.team, services=request.services)
    request.screen.say(_text(listed), blocks=_blocks(listed))


def turn_page(ack: Ack, body: Body, *, services: Services) -> None:
    """Show the next page, or the one before, in place of this one."""
    press = BlockAction.model_validate(body)
    query = ListQuery.model_validate_json(press.value)
    listed = _find(query, user=press.user, team=press.team, services=services)
    services.responder.answer_soon(
        press.caller,
        PrivateAnswer(
            text=_text(listed),
            blocks=_blocks(listed),
            replace=True,
            in_direct_messages=ANSWER_NOT_SHOWN,
        ),
    )
    ack()


# Around words that are looked for; an apostrophe may be part of a name.
_QUOTES = str.maketrans(dict.fromkeys('"“”„«»', " "))


def _find(query: ListQuery, *, user: str, team: str, services: Services) -> BookingList:
    """Look for what was asked; days count in the person's own time zone."""
    calendar = services.people.person(user).calendar(services.clock())
    said = query.text.translate(_QUOTES).split()
    whose = {word.lower() for word in said} & (MINE | EVERYBODYS)
    days, rest = read_date_range(
        " ".join(word for word in said if word.lower() not in whose), calendar=calendar
    )
    actor = services.actor(user, team=team, about=query.kinds)
    may_list_others = _may_list_others(query, actor)
    everybodys = bool(whose & EVERYBODYS) and may_list_others
    search = Search(
        team=team,
        owner=None if everybodys else user,
        start=days.first if days else None,
        lasting=None if days else calendar.now,
        end=days.after if days else None,
        kinds=frozenset(query.kinds),
        states=SHOWN,
        words=tuple(rest.split()),
        limit=MOST,
    )
    found = [each.as_read_by(actor.reader) for each in services.bookings.search(search, by=actor)]
    scope = lists.ListScope(
        kinds=frozenset(query.kinds),
        everybodys=everybodys,
        days=days.said if days else "",
        words=clip(rest, to=60),
    )
    return BookingList(
        query=query,
        heading=scope.heading,
        none_found=scope.none_found(may_add_all=may_list_others and not actor.guest),
        found=found,
        calendar=calendar,
    )


def _may_list_others(query: ListQuery, actor: Actor) -> bool:
    """Return whether a list may hold what others booked: what is all confidential, to staff alone."""
    return not CONFIDENTIAL.issuperset(query.kinds) or handles_appointments(actor)


def _text(listed: BookingList) -> str:
    if not listed.found:
        return listed.none_found
    lines = [f"{day}\n{body}" for day, body in _by_day(listed)]
    age = lists.as_last_heard(listed.page.shown)
    return "\n".join([f"{escape(listed.heading)}:", *lines, *([age] if age else [])])


def _blocks(listed: BookingList) -> list[Block]:
    if not listed.found:
        return [section(listed.none_found)]
    blocks: list[Block] = [section(f"*{escape(listed.heading)}*")]
    blocks += [section(f"*{day}*\n{body}") for day, body in _by_day(listed)]
    if age := lists.as_last_heard(listed.page.shown):
        blocks.append(context_block(age))
    if listed.page.count > 1:
        blocks += _page_buttons(listed)
    return blocks


def _page_buttons(listed: BookingList) -> list[Block]:
    """Say which page this is, and draw the buttons that turn it."""
    page = listed.page
    counted = lists.PAGE if len(listed.found) < MOST else lists.PAGE_OF_FIRST
    said = counted.format(page=page.number + 1, pages=page.count, all=len(listed.found))
    buttons = page.buttons(
        action=TURN, value=lambda number: listed.query.with_(page=number).model_dump_json()
    )
    return [context_block(said), actions(buttons)]


def _by_day(listed: BookingList) -> list[tuple[str, str]]:
    """Write the page by days: each day with the lines of its bookings."""
    several = len(listed.query.kinds) > 1
    return [
        (
            written,
            "\n".join(_line(b, calendar=listed.calendar, kind=several) for b in bookings),
        )
        for written, bookings in listed.calendar.by_day(
            listed.page.shown, at=lambda booking: booking.moment.instant
        )
    ]


def _line(booking: Booking, *, calendar: LocalCalendar, kind: bool) -> str:
    noun = f"{presenter_of(booking).noun.capitalize()} · " if kind else ""
    named = f"*{clip_escaped(booking.title, to=LONGEST_TITLE)}*"
    is_unreadable = bool(booking.unreadable_time)
    at = times.when(booking) if is_unreadable else _clock(booking.moment, calendar=calendar)
    return f"`{booking.ref}` {at} · {noun}{named}{_state(booking, now=calendar.now)}"


def _clock(moment: Moment, *, calendar: LocalCalendar) -> str:
    """Write the reader's time of day, and the booking's own where it is another."""
    here = calendar.clock(moment.instant)
    there = calendar.clock(moment.instant, zone=moment.zone)
    return here if here == there else f"{here} ({there})"


def _state(booking: Booking, *, now: datetime) -> str:
    said = states.unexpected_status(booking.as_of(now), phase=booking.phase(now))
    return f" · {said}" if said else ""


def offer_nearest(request: BookingRequest) -> None:
    """Offer the nearest bookings of a kind as buttons, where no reference was given."""
    services, kind = request.services, request.kind
    has_begun = request.verb in {Verb.CANCEL, Verb.SHOW}
    nearest = services.bookings.nearest(by=request.actor, kind=kind, begun=has_begun)
    if not nearest:
        request.screen.say(lists.none_to_change(kind))
        return
    offer(nearest, lists.which(kind), request=request)


def offer(bookings: Sequence[Booking], question: str, *, request: BookingRequest) -> None:
    """Ask which of these bookings is meant, each with the button that goes on with it."""
    now, reader = request.services.clock(), request.actor.reader
    rows = [_choice(each.as_read_by(reader), request, now=now) for each in bookings]
    request.screen.say(question, blocks=[section(f"*{question}*"), *rows])


def _choice(booking: Booking, request: BookingRequest, *, now: datetime) -> Block:
    """Draw a booking with the button that goes on with it; its value is read by `dispatch.pick`."""
    value = f"{request.verb} {booking.ref} {request.typed}"[:LONGEST_VALUE]
    text = f"{request.verb.capitalize()} {booking.ref}"
    choose = button(text, action=f"{PICK}_{booking.ref}", value=value)
    case = naming.case(booking)
    named = f"*{naming.title(booking)}*{f' · {case}' if case else ''}"
    return section(f"{named}\n{times.when(booking)}{_state(booking, now=now)}", beside=choose)
