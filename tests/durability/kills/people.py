"""People who book, move, edit and cancel at random, and keep account of what Docket accepted."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from threading import Event, Lock
from typing import TypeVar

from sandbox.providers import CareValidate
from sandbox.slack import Slack
from sandbox.slack.errors import SlackError
from sandbox.slack.people import ANA, BOT_USER_ID, Kind
from sandbox.slack.person import NotOnScreenError, Person, Screen, Shown
from sandbox.slack.workspace import Channel, View
from tests.durability.kills.accounts import Wish

LOOKS_FOR = 2.0
# So often somebody presses again what Slack had trouble with, and so long they wait in between.
TRIES, PAUSE = 60, 0.25
T = TypeVar("T")
_REF = re.compile(r"\b[SAP]-[0-9A-Z]{4}\b")


class Slots:
    """Free times at CareValidate, each given out once."""

    def __init__(self, provider: CareValidate) -> None:
        soon = datetime.now(UTC) + timedelta(days=1)
        found = {
            start: kind.title
            for kind in provider.event_types.values()
            for start in provider.free_slots(kind)
            if start > soon
        }
        self._left = list(found.items())
        self._lock = Lock()

    def take(self) -> tuple[datetime, str] | None:
        """Return a start (aware) and its event type, or None where all are given out."""
        with self._lock:
            return self._left.pop() if self._left else None


@dataclass
class Ordered:
    """A wish, and where its card is: the channel, and a text that stands on no other card."""

    wish: Wish
    channel: str
    card_says: str
    can_move: bool = True
    is_session: bool = False


@dataclass
class Coordinator:
    """One person, who does one thing after the other until told to stop."""

    slack: Slack
    person: Person
    channel: str
    random: Random
    slots: Slots
    numbers: "count[int]"
    stopped: Event
    orders: list[Ordered] = field(default_factory=list)
    done: int = 0
    _form: View | None = None

    def run(self) -> None:
        """Do this and that; what is not on the screen is let be."""
        self.person.viewer.timeout = LOOKS_FOR
        while not self.stopped.is_set():
            with suppress(NotOnScreenError, SlackError):
                self._clear_screen()
                self._choose()()
            self.stopped.wait(self.random.uniform(0, 0.2))

    def _choose(self) -> Callable[[], None]:
        chance = self.random.random()
        if not self.orders or chance < 0.45:
            return self.random.choices(
                (
                    self._book_session,
                    self._schedule_agent,
                    self._send_agent,
                    self._book_appointment,
                ),
                weights=(5, 2, 1, 2),
            )[0]
        if chance < 0.5:
            return self._list
        return self.random.choices((self._move, self._edit, self._cancel), weights=(4, 2, 3))[0]

    def _book_session(self) -> None:
        number, start = next(self.numbers), self._some_time()
        # No other title begins with this one: the blank ends the number.
        name = f"Deposition {number} remote"
        wish = Wish(key=name, starts=[start], titles=[name])
        self._opened(f"/session {typed(start)}", shows=typed(start)).fill("Title", wish.key)
        self._order(Ordered(wish, self.channel, wish.key, is_session=True))

    def _schedule_agent(self) -> None:
        start = self._some_time()
        wish = Wish(key=f"call-{next(self.numbers)}.example", starts=[start])
        self._opened(f"/agent https://{wish.key}/j/1 {typed(start)}", shows=wish.key)
        self._order(Ordered(wish, self.channel, f" {wish.key}\n"))

    def _send_agent(self) -> None:
        wish = Wish(key=f"call-{next(self.numbers)}.example", at_once=True)
        self._opened(f"/agent https://{wish.key}/j/1", shows=wish.key)
        self._order(Ordered(wish, self.channel, f" {wish.key}\n", can_move=False))

    def _book_appointment(self) -> None:
        slot = self.slots.take()
        if slot is None:
            return
        start, kind = slot
        wish = Wish(key=f"p{next(self.numbers)}@patient.example", starts=[start])
        screen = self._opened(f"/appointment {typed(start)}", shows=typed(start))
        screen.fill("Event type", kind).fill("Invitee email", wish.key)
        self._order(Ordered(wish, "@app", written(start), can_move=False))

    def _list(self) -> None:
        line = self.random.choice(
            ("/bookings", "/session list", "/appointment list", "/agent list")
        )
        self.person.command(self.channel, line)

    def _move(self) -> None:
        order = self._some_order(lambda order: order.can_move)
        start = self._some_time()
        card = self._card(order)
        card.press("Move")
        self._begun(_ref_of(card)).fill("When", typed(start))
        order.wish.starts = self._decided(order.wish.starts, start)

    def _edit(self) -> None:
        order = self._some_order(lambda order: order.is_session)
        ref = _ref_of(self._card(order))
        title = f"{order.wish.key} ({next(self.numbers)})"
        self._opened(f"/session edit {ref}", shows=ref).fill("Title", title)
        order.wish.titles = self._decided(order.wish.titles, title)

    def _cancel(self) -> None:
        order = self._some_order(lambda _: True)
        card = self._card(order)
        names = (button.text for button in card.buttons)
        name = next((name for name in names if name.startswith("Cancel ")), "Cancel")
        wish = order.wish
        card.press(name)
        self._begun(_ref_of(card))
        wish.cancellations = self._decided(wish.cancellations, True)

    def _decided(self, before: list[T], value: T) -> list[T]:
        """Send a form; return what may be so afterwards. Raises NotOnScreenError where it is gone."""
        # Where Slack got no answer, nobody knows whether it counts.
        return [value] if self._submit() else [*before, value]

    def _some_order(self, fits: Callable[[Ordered], bool]) -> Ordered:
        fitting = [order for order in self.orders[-20:] if fits(order)]
        if not fitting:
            raise NotOnScreenError("nothing to change")
        return self.random.choice(fitting)

    def _card(self, order: Ordered) -> Shown:
        """Return the card of what was ordered: lists name it too."""

        def find() -> Shown | None:
            shown = self.person.messages(order.channel)
            return next((each for each in shown if _is_card(each, order.card_says)), None)

        return self.person.viewer.look(find, lambda: f"no card says {order.card_says}")

    def _some_time(self) -> datetime:
        """Return an hour of one of the next two months that nobody has to ask about."""
        day = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        return day.replace(hour=self.random.randint(8, 20)) + timedelta(
            days=self.random.randint(2, 60)
        )

    def _opened(self, line: str, *, shows: str) -> Screen:
        """Type a command until its form is there, which shows a text that no other form does."""
        for _ in range(TRIES):
            self.person.command(self.channel, line)
            if self._is_shown(shows):
                return self._begun(shows)
            self.stopped.wait(PAUSE)
        raise NotOnScreenError(f"no form for {line}")

    def _begun(self, shows: str) -> Screen:
        """Begin to fill in the form before this person: one that comes late may be another's."""
        self.person.viewer.look(lambda: self._is_shown(shows) or None, lambda: f"no {shows}")
        self._form = self._top()
        return self.person.screen

    def _is_shown(self, text: str) -> bool:
        top = self._top()
        return top is not None and text in f"{top.spec['title']['text']} {top.inputs}"

    def _order(self, order: Ordered) -> None:
        """Send the form of a new booking."""
        self.orders.append(order)
        order.wish.accepted = self._submit()

    def _submit(self) -> bool:
        """Send a form until Docket takes it; return whether it did. At times it is sent twice at once."""
        view = self._form
        if view is None or view is not self._top():
            raise NotOnScreenError("another form has come in between")
        for _ in range(TRIES):
            twice = self.random.random() < 0.15
            with ThreadPoolExecutor(2) as hands:
                for _ in range(2 if twice else 1):
                    hands.submit(self.slack.client.submit, self.person.id, view=view)
            if view.errors:
                return False
            # A form that came late may have taken its place: that it is gone proves nothing.
            if not view.failure and view not in self._stack:
                self.done += 1
                return True
            self.stopped.wait(PAUSE)
        return False

    @property
    def _stack(self) -> list[View]:
        return self.slack.workspace.stacks[self.person.id]

    def _top(self) -> View | None:
        return self._stack[-1] if self._stack else None

    def _clear_screen(self) -> None:
        with self.slack.workspace.changing():
            self._stack.clear()


def add_coordinator(slack: Slack, number: int) -> tuple[Person, str]:
    """Let one more person into the workspace; return them and the channel that they have to themselves.

    In one channel for all, cards would wait for each other: Slack takes one a second.
    """
    member = replace(
        ANA,
        id=f"U07CROWD{number:03}",
        name=f"Coordinator {number}",
        handle=f"coordinator.{number}",
    )
    desk = Channel(f"C07CROWD{number:03}", f"desk-{number}", Kind.PUBLIC, {member.id, BOT_USER_ID})
    with slack.workspace.changing():
        slack.workspace.people[member.id] = member
        slack.workspace.channels[desk.id] = desk
    return slack.person(member.name), f"#{desk.name}"


def _is_card(shown: Shown, text: str) -> bool:
    blocks = shown.source.blocks
    return bool(blocks) and blocks[0].get("block_id", "").startswith("card-") and text in shown.text


def _ref_of(card: Shown) -> str:
    """Read the reference printed on a card."""
    found = _REF.search(card.text)
    if found is None:
        raise NotOnScreenError("a card without a reference")
    return found[0]


def typed(start: datetime) -> str:
    """Write a time (aware, UTC) as somebody would type it."""
    return f"{start:%Y-%m-%d %H:%M} UTC"


def written(start: datetime) -> str:
    """Write a time (aware, UTC) as a card does."""
    clock = f"{start.hour % 12 or 12}:{start:%M} {start:%p}"
    return f"{start:%a}, {start:%b} {start.day}, {start.year}, {clock} UTC"
