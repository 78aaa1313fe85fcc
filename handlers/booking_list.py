"""/session list [today, week, all, words]: the sessions to come, mine unless asked otherwise."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block

from bot.scheduling.bookings import Booking, State
from bot.scheduling.ports import Search
from bot.scheduling.references import Kind
from handlers import words
from handlers.blocks import actions, button, clip, context, escape, section
from handlers.docket import Docket
from handlers.payloads import Command
from handlers.people import Person
from handlers.screen import Screen

PAGE = 10
PICK = "pick"
LONGEST_VALUE = 2000

SHOWN = frozenset(State) - {State.CANCELLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a list was asked for, with the words for its heading."""

    search: Search
    heading: str


def show(
    command: Command, text: str, *, kinds: frozenset[Kind], screen: Screen, docket: Docket
) -> None:
    """Answer with the list, to this person only."""
    person = docket.people.person(command.user)
    asked = read_list(text, team=command.team, person=person, now=docket.clock(), kinds=kinds)
    actor = docket.actor(command.user, team=command.team)
    found = docket.desk.search(asked.search, by=actor)
    screen.say(_text(asked, found), blocks=_blocks(asked, found))


def read_list(
    text: str, *, team: str, person: Person, now: datetime, kinds: frozenset[Kind]
) -> Asked:
    """Read what the list should show: days count in the person's own time zone."""
    search = Search(team=team, owner=person.id, start=now, kinds=kinds, states=SHOWN)
    heading, rest = "Your sessions to come", []
    today = now.astimezone(ZoneInfo(person.zone or "UTC")).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    for word in text.split():
        match word.lower():
            case "today":
                search = replace(search, start=today, end=today + timedelta(days=1))
                heading = "Your sessions today"
            case "week":
                search = replace(search, end=today + timedelta(days=7))
                heading = "Your sessions in the next seven days"
            case "mine":
                pass
            case "all" | "everybody":
                search = replace(search, owner=None)
            case _:
                rest.append(word)
    if search.owner is None:
        heading = heading.replace("Your sessions", "Everybody's sessions")
    if rest:
        heading += f" with “{clip(' '.join(rest), to=60)}”"
    return Asked(search=replace(search, words=tuple(rest)), heading=heading)


def _text(asked: Asked, found: list[Booking]) -> str:
    lines = [_line(booking) for booking in found[:PAGE]]
    return "\n".join([f"{escape(asked.heading)}:", *(lines or [words.NO_SESSIONS])])


def _blocks(asked: Asked, found: list[Booking]) -> list[Block]:
    blocks: list[Block] = [section(f"*{escape(asked.heading)}*")]
    blocks += [section(_line(booking)) for booking in found[:PAGE]] or [section(words.NO_SESSIONS)]
    if len(found) > PAGE:
        blocks.append(context(words.MORE_SESSIONS.format(more=len(found) - PAGE)))
    return blocks


def _line(booking: Booking) -> str:
    state = "" if booking.state is State.CONFIRMED else f" · {words.state_word(booking)}"
    return f"`{booking.ref}` {booking.moment.written()}{state}\n*{words.title(booking)}*"


def offer(found: list[Booking], *, verb: str, rest: str, screen: Screen) -> None:
    """Offer the nearest sessions as buttons, where no reference was given."""
    if not found:
        screen.say(words.NO_SESSIONS_TO_CHANGE)
        return
    blocks: list[Block] = [section(f"*{words.WHICH}*")]
    for booking in found:
        chosen = f"{verb} {booking.ref} {rest}"[:LONGEST_VALUE]
        choose = button(booking.ref, action=f"{PICK}_{booking.ref}", value=chosen)
        blocks += [section(_line(booking)), actions([choose])]
    screen.say(words.WHICH, blocks=blocks)
