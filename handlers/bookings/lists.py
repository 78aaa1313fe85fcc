"""/session list [today, week, month, a date, all, words] (every command's list, and /bookings).

The bookings to come, mine unless asked otherwise, by day in the reader's own time zone, in pages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field
from slack_bolt import Ack

from bot.scheduling.command_line.list_filters import person_in, read_filters, split_fields
from bot.scheduling.command_line.verbs import Verb
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import State
from bot.scheduling.model.reference import CONFIDENTIAL, TIMED, Kind
from bot.scheduling.model.rights import (
    Actor,
    handles_appointments,
    link_for,
    may_see_private_details,
)
from bot.scheduling.model.search_words import OF_PEOPLE, FieldFilter, is_indexed
from bot.scheduling.model.text import clip
from bot.scheduling.model.value import Value
from bot.scheduling.personal_data import is_erased
from bot.scheduling.ports.store import Search
from bot.times.moment import Moment
from bot.times.periods import LocalCalendar, read_date_range
from handlers.bookings.show import changes_open_to
from handlers.messages import labels, lists, naming, states, times
from handlers.messages.errors import ANSWER_NOT_SHOWN
from handlers.messages.presenters import presenter_of
from handlers.request import BookingRequest, CommandRequest
from handlers.services import Services
from handlers.slack.payloads import BlockAction, Body
from handlers.slack.responder import PrivateAnswer
from handlers.ui.blocks import (
    Block,
    Element,
    actions,
    as_written,
    button,
    context_block,
    option,
    overflow,
    section,
)
from handlers.ui.pages import Page

PAGE = 10
# Who has more bookings than this ahead is better served by a narrower list than by a longer one.
MOST = 100
# What fits into the menu of a line; the rest is under Details.
MOST_CHOICES = 5
LONGEST_TITLE = 150
LONGEST_ASKED = 300
LONGEST_VALUE = 2000

PICK = "pick"
TURN = "list_page"


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
    """A list as it is drawn: its heading, its text if it is empty, what was found, and for whom.

    Heading and text are mrkdwn.
    """

    query: ListQuery
    heading: str
    none_found: str
    found: Sequence[Booking]
    calendar: LocalCalendar
    actor: Actor

    @property
    def page(self) -> Page[Booking]:
        """The page that is shown."""
        return Page(everything=self.found, size=PAGE, asked=self.query.page)


def show(request: CommandRequest, *, kinds: frozenset[Kind]) -> None:
    """Answer with the list of these kinds, to this person only."""
    command, text = request.command, clip(request.line.rest, to=LONGEST_ASKED)
    query = ListQuery(kinds=tuple(sorted(kinds)), text=text)
    listed = _find(
        query,
        user=command.user,
        team=command.team,
        channel=command.channel,
        services=request.services,
    )
    request.screen.say(_text(listed), blocks=_blocks(listed))


def turn_page(ack: Ack, body: Body, *, services: Services) -> None:
    """Show the next page, or the one before, in place of this one."""
    press = BlockAction.model_validate(body)
    query = ListQuery.model_validate_json(press.value)
    listed = _find(
        query, user=press.user, team=press.team, channel=press.channel, services=services
    )
    services.responder.answer_soon(
        press.reply_to,
        PrivateAnswer(
            text=_text(listed),
            blocks=_blocks(listed),
            replace=True,
            in_direct_messages=ANSWER_NOT_SHOWN,
        ),
    )
    ack()


def _find(
    query: ListQuery, *, user: str, team: str, channel: str, services: Services
) -> BookingList:
    """Look for what was asked in a Slack channel; days count in the person's own time zone."""
    calendar = services.people.person(user).calendar(services.clock())
    filters = read_filters(query.text, offered=frozenset(query.kinds))
    days, rest = read_date_range(filters.rest, calendar=calendar)
    words, fields = split_fields(rest)
    emails = _emails(fields, services=services)
    unaddressed = next((user for user, email in emails.items() if not email), "")
    sought = [_with_addresses(each, emails) for each in fields]
    actor = services.actor(user, team=team, about=query.kinds)
    may_list_others = _may_list_others(query, actor)
    # Guests see a card before them, and lists of their own alone.
    place = "" if actor.guest else channel
    owner = (filters.owner or ("" if filters.everybodys else user)) if may_list_others else user
    kinds = filters.kinds or frozenset(query.kinds)
    states = filters.states or frozenset(State) - {State.CANCELED}
    search = Search(
        team=team,
        owner=owner or None,
        start=days.first if days else None,
        lasting=None if days else calendar.now,
        end=days.after if days else None,
        kinds=kinds,
        states=states | {State.CANCELED} if filters.also_canceled else states,
        words=(*words, *(word for each in sought for word in each.words if is_indexed(each.field))),
        limit=MOST,
    )
    unclear = lists.unknown_person(filters.unknown) if filters.unknown else ""
    unclear = unclear or (lists.no_address(unaddressed) if unaddressed else "")
    found = [] if unclear else services.bookings.search(search, by=actor, at=place, fields=sought)
    scope = lists.ListScope(
        kinds=kinds,
        owner="" if owner == user else owner,
        everybodys=not owner,
        days=days.said if days else "",
        words=clip(" ".join(words), to=60),
        fields=tuple((each.field, _shown(each)) for each in fields),
        states=filters.states,
        also_canceled=filters.also_canceled,
    )
    may_add_all = may_list_others and not actor.guest
    return BookingList(
        query=query,
        heading=scope.heading,
        none_found=unclear or scope.none_found(may_add_all=may_add_all),
        # What is past comes latest first.
        found=[
            each.as_read_by(actor.reader)
            for each in (found[::-1] if days and days.is_past else found)
        ],
        calendar=calendar,
        actor=actor,
    )


def _emails(fields: Sequence[FieldFilter], *, services: Services) -> dict[str, str]:
    """Return the address of everybody whom fields name as Slack does, by Slack's id; empty if untold."""
    named = (person_in(w) for each in fields if each.field in OF_PEOPLE for w in each.words)
    return {user: services.people.person(user).email for user in named if user}


def _with_addresses(field: FieldFilter, emails: Mapping[str, str]) -> FieldFilter:
    """Return a filter that names people by their addresses, as bookings do."""
    words = (emails.get(person_in(word), word) for word in field.words)
    return replace(field, words=tuple(words))


def _shown(field: FieldFilter) -> str:
    """Write what is looked for in a field, as mrkdwn: somebody by their name, not by their address."""
    users = [person_in(word) if field.field in OF_PEOPLE else "" for word in field.words]
    words = zip(users, field.words, strict=True)
    return " ".join(f"<@{user}>" if user else as_written(word, to=60) for user, word in words)


def _may_list_others(query: ListQuery, actor: Actor) -> bool:
    """Return whether a list may hold what others booked: what is all confidential, to staff alone."""
    return not CONFIDENTIAL.issuperset(query.kinds) or handles_appointments(actor)


def _text(listed: BookingList) -> str:
    if not listed.found:
        return "\n".join([listed.none_found, *_notes(listed)])
    lines = [
        f"{day}\n" + "\n".join(_line(booking, listed) for booking in bookings)
        for day, bookings in _by_day(listed)
    ]
    return "\n".join([f"{listed.heading}:", *lines, *_notes(listed)])


def _blocks(listed: BookingList) -> list[Block]:
    notes = [context_block(note) for note in _notes(listed)]
    if not listed.found:
        return [section(listed.none_found), *notes]
    blocks: list[Block] = [section(f"*{listed.heading}*")]
    for day, bookings in _by_day(listed):
        blocks.append(section(f"*{day}*"))
        blocks += [
            section(_line(booking, listed), beside=_menu(booking, listed)) for booking in bookings
        ]
    blocks += notes
    if listed.page.count > 1:
        blocks += _page_buttons(listed)
    return blocks


def _notes(listed: BookingList) -> list[str]:
    """Say how old what is listed is, and why a guest sees no more of it."""
    age = lists.as_last_heard(listed.page.shown) if listed.found else ""
    return [note for note in (age, lists.seen_by(listed.actor)) if note]


def _menu(booking: Booking, listed: BookingList) -> Element:
    """Draw what this person can do with it now; each choice is read by `dispatch.pick`."""
    actor = listed.actor
    choices = {Verb.SHOW: labels.DETAILS}
    names = {Verb.MOVE: labels.MOVE, Verb.EDIT: labels.EDIT}
    names[Verb.CANCEL] = labels.cancel_kind(presenter_of(booking).noun)
    open_to = changes_open_to(actor, booking, now=listed.calendar.now)
    choices |= {verb: names[verb] for verb in open_to}
    if link_for(actor, booking):
        choices[Verb.LINK] = labels.COPY_LINK
    if _can_copy(actor, booking):
        choices |= {Verb.REBOOK: labels.BOOK_AGAIN, Verb.DAY_2: labels.DAY_2}
    options = [option(f"{verb} {booking.ref}", text=text) for verb, text in choices.items()]
    return overflow(options[:MOST_CHOICES], action=f"{PICK}_{booking.ref}")


def _page_buttons(listed: BookingList) -> list[Block]:
    """Say which page this is, and draw the buttons that turn it."""
    page = listed.page
    counted = lists.PAGE if len(listed.found) < MOST else lists.PAGE_OF_FIRST
    said = counted.format(page=page.number + 1, pages=page.count, all=len(listed.found))
    buttons = page.buttons(
        action=TURN, value=lambda number: listed.query.with_(page=number).model_dump_json()
    )
    return [context_block(said), actions(buttons)]


def _can_copy(actor: Actor, booking: Booking) -> bool:
    """Return whether this person can have the form for another one like it filled in."""
    can = presenter_of(booking).can_book_again and not is_erased(booking)
    return can and may_see_private_details(actor, booking)


def _by_day(listed: BookingList) -> list[tuple[str, list[Booking]]]:
    """Return the bookings of the page by days."""
    return listed.calendar.by_day(listed.page.shown, at=lambda booking: booking.moment.instant)


def _line(booking: Booking, listed: BookingList) -> str:
    """Write one booking: when and what; below it its case, how it stands, whose it is, and how to join."""
    calendar = listed.calendar
    noun = presenter_of(booking).noun.capitalize() if len(listed.query.kinds) > 1 else ""
    is_unreadable = bool(booking.unreadable_time)
    at = times.when(booking) if is_unreadable else _clock(booking.moment, calendar=calendar)
    link = link_for(listed.actor, booking)
    is_outlined = booking.confidential and not may_see_private_details(listed.actor, booking)
    what = [
        f"`{booking.ref}` {at}",
        noun,
        f"*{naming.title(booking, longest=LONGEST_TITLE)}*",
    ]
    more = [
        naming.case(booking, longest=LONGEST_TITLE),
        states.short_state(booking, phase=booking.phase(calendar.now)),
        "" if is_outlined else naming.owner(booking),
        lists.join(link) if link else "",
    ]
    return "\n".join(" · ".join(filter(None, parts)) for parts in (what, more))


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
    has_begun = request.verb in {Verb.CANCEL, Verb.SHOW, Verb.COPY}
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
