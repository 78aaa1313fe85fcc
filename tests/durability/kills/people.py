"""People who book, move, edit and cancel at random, and keep account of what Docket accepted."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from threading import Event
from typing import Any, Literal, Self

from sandbox.providers.cronofy import CALENDAR
from sandbox.slack import Slack
from sandbox.slack.errors import SlackError
from sandbox.slack.people import ANA, BOT_USER_ID, Kind
from sandbox.slack.person import NotOnScreenError, Person, Screen, Shown
from sandbox.slack.workspace import Channel, View
from tests.durability.kills.accounts import Wish
from tests.durability.kills.elsewhere import Elsewhere

LOOKS_FOR = 2.0
# So often somebody presses again what Slack had trouble with, and so long they wait in between.
TRIES, PAUSE = 60, 0.25
# What a form says that was sent and would have somebody be in two places at once.
ASKS_FOR_REASON = "Nothing has been done yet: something overlaps"
_REF = re.compile(r"\b[SAP]-[0-9A-Z]{4}\b")


@dataclass(frozen=True)
class Change:
    """What a form that is on the screen changes of a wish: which of its lists, and what it should be."""

    what: Literal["starts", "titles", "cancellations"]
    value: Any


@dataclass
class Ordered:
    """A wish, the command it is changed by, and where its card is: the channel, and a text on no other card.

    A request to do something about what others made is no booking: it cannot be changed.
    """

    wish: Wish
    command: str
    channel: str
    card_says: str
    can_move: bool = True
    is_session: bool = False
    is_booking: bool = True

    @classmethod
    def request(cls, wish: Wish) -> Self:
        """Return it as what is asked for once."""
        return cls(wish, "", "@app", wish.key, can_move=False, is_booking=False)

    def settle(self, *changes: tuple[Change, bool]) -> None:
        """Write down what may be so after forms were sent at the same time, each accepted or not."""
        for what in {change.what for change, _ in changes}:
            sent = [(change, taken) for change, taken in changes if change.what == what]
            # Of what was not accepted nobody knows whether it counts: Slack may have got no answer.
            before = [] if any(taken for _, taken in sent) else getattr(self.wish, what)
            setattr(self.wish, what, [*before, *(change.value for change, _ in sent)])


@dataclass
class Hands:
    """Somebody at their screen, who sends each form until Docket takes it; `done` counts those it took."""

    slack: Slack
    person: Person
    channel: str
    random: Random
    numbers: "count[int]"
    stopped: Event
    done: int = 0
    _form: View | None = None

    def __post_init__(self) -> None:
        self.person.viewer.timeout = LOOKS_FOR

    def open_change(self, order: Ordered, ref: str) -> Change:
        """Type a command that moves, edits or cancels, and leave its form filled in on the screen."""
        self.clear_screen()
        kinds = [self._open_cancellation]
        if order.can_move:
            kinds += [self._open_move] * 2
        if order.is_session:
            kinds += [self._open_edit] * 2
        return self.random.choice(kinds)(order, ref)

    def _open_move(self, order: Ordered, ref: str) -> Change:
        start = self.some_time()
        self.opened(f"{order.command} move {ref} {typed(start)}", shows=ref)
        return Change("starts", start)

    def _open_edit(self, order: Ordered, ref: str) -> Change:
        title = f"{order.wish.key} ({next(self.numbers)})"
        self.opened(f"{order.command} edit {ref}", shows=ref).fill("Title", title)
        return Change("titles", title)

    def _open_cancellation(self, order: Ordered, ref: str) -> Change:
        self.opened(f"{order.command} cancel {ref}", shows=ref)
        return Change("cancellations", True)

    def some_time(self) -> datetime:
        """Return an hour of one of the next two months that nobody has to ask about."""
        day = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        return day.replace(hour=self.random.randint(8, 20)) + timedelta(
            days=self.random.randint(2, 60)
        )

    def opened(self, line: str, *, shows: str) -> Screen:
        """Type a command until its form is there, which shows a text that no other form does."""
        for _ in range(TRIES):
            self.person.command(self.channel, line)
            if self._is_shown(shows):
                return self.begun(shows)
            self.stopped.wait(PAUSE)
        raise NotOnScreenError(f"no form for {line}")

    def begun(self, shows: str) -> Screen:
        """Begin to fill in the form before this person: one that comes late may be another's."""
        self.person.viewer.look(lambda: self._is_shown(shows) or None, lambda: f"no {shows}")
        self._form = self._top()
        return self.person.screen

    def submit(self) -> bool:
        """Send a form until Docket takes it; return whether it did. At times it is sent twice at once."""
        view = self._form
        if view is None or view is not self._top():
            raise NotOnScreenError("another form has come in between")
        for _ in range(TRIES):
            twice = self.random.random() < 0.15
            with ThreadPoolExecutor(2) as hands:
                for _ in range(2 if twice else 1):
                    hands.submit(self.slack.client.submit, self.person.id, view=view)
            if view.errors or ASKS_FOR_REASON in str(view.spec):
                return False
            # A form that came late may have taken its place: that it is gone proves nothing.
            if not view.failure and view not in self._stack:
                self.done += 1
                return True
            self.stopped.wait(PAUSE)
        return False

    def clear_screen(self) -> None:
        """Close whatever is open."""
        with self.slack.workspace.changing():
            self._stack.clear()

    def _is_shown(self, text: str) -> bool:
        top = self._top()
        return top is not None and text in f"{top.spec} {top.inputs}"

    @property
    def _stack(self) -> list[View]:
        return self.slack.workspace.stacks[self.person.id]

    def _top(self) -> View | None:
        return self._stack[-1] if self._stack else None


@dataclass(kw_only=True)
class Coordinator(Hands):
    """One person, who does one thing after the other until told to stop.

    `colleague` may change what they booked, and at times does so at the same moment: `together` counts
    how often, `overlaps` how often one of the two was asked for a reason, and `undone` how often *Undo*
    was pressed.
    """

    elsewhere: Elsewhere
    colleague: Hands
    orders: list[Ordered] = field(default_factory=list)
    together: int = 0
    overlaps: int = 0
    undone: int = 0

    def run(self) -> None:
        """Do this and that; what is not on the screen is let be."""
        while not self.stopped.is_set():
            with suppress(NotOnScreenError, SlackError):
                self.clear_screen()
                self._choose()()
            self.stopped.wait(self.random.uniform(0, 0.2))

    @property
    def decisions(self) -> int:
        """How many forms Docket took, this person's and the colleague's."""
        return self.done + self.colleague.done

    def _choose(self) -> Callable[[], None]:
        chance = self.random.random()
        if not any(order.is_booking for order in self.orders) or chance < 0.45:
            return self.random.choices(
                (
                    self._book_session,
                    self._book_overlapping,
                    self._schedule_agent,
                    self._send_agent,
                    self._book_appointment,
                    self._change_event,
                    self._delete_event,
                    self._cancel_by_key,
                    self._cancel_by_id,
                ),
                weights=(10, 3, 4, 2, 4, 2, 1, 1, 2),
            )[0]
        if chance < 0.5:
            return self._list
        return self.random.choices(
            (
                self._move_some,
                self._edit,
                self._cancel_some,
                self._cancel_by_own_id,
                self._change_together,
                self._undo,
            ),
            weights=(4, 2, 2, 1, 3, 3),
        )[0]

    def _book_session(self) -> None:
        number, start = next(self.numbers), self.some_time()
        # No other title begins with this one: the blank ends the number.
        name = f"Deposition {number} remote"
        wish = Wish(key=name, starts=[start], titles=[name])
        self.opened(f"/session {typed(start)}", shows=typed(start)).fill("Title", wish.key)
        self._order(Ordered(wish, "/session", self.channel, wish.key, is_session=True))

    def _book_overlapping(self) -> None:
        """Book one deponent for one time twice, at once: who comes second is asked for a reason."""
        number, start = next(self.numbers), self.some_time()
        two = (self, self.colleague)
        orders = []
        for which, hands in enumerate(two):
            name = f"Overlap {number} of {which} remote"
            hands.clear_screen()
            form = hands.opened(f"/session {typed(start)}", shows=typed(start))
            form.fill("Title", name).fill("Deponent name", f"Pat Quill{number}")
            form.fill("Deponent email", f"pat@quill{number}.example")
            wish = Wish(key=name, starts=[start], titles=[name])
            orders.append(Ordered(wish, "/session", hands.channel, name, is_session=True))
        # Nobody goes to a colleague's desk to change what they booked.
        orders[1].is_booking = False
        self.orders += orders
        with ThreadPoolExecutor(len(two)) as threads:
            accepted = list(threads.map(lambda each: each.submit(), two))
        for order, is_accepted in zip(orders, accepted, strict=True):
            order.wish.accepted = is_accepted
        self.overlaps += accepted.count(True) == 1

    def _schedule_agent(self) -> None:
        start = self.some_time()
        wish = Wish(key=f"call-{next(self.numbers)}.example", starts=[start])
        self.opened(f"/agent https://{wish.key}/j/1 {typed(start)}", shows=wish.key)
        self._order(Ordered(wish, "/agent", self.channel, f" {wish.key}\n"))

    def _send_agent(self) -> None:
        wish = Wish(key=f"call-{next(self.numbers)}.example", at_once=True)
        self.opened(f"/agent https://{wish.key}/j/1", shows=wish.key)
        self._order(Ordered(wish, "/agent", self.channel, f" {wish.key}\n", can_move=False))

    def _book_appointment(self) -> None:
        slot = self.elsewhere.slot()
        if slot is None:
            return
        start, kind = slot
        wish = Wish(key=f"p{next(self.numbers)}@patient.example", starts=[start])
        screen = self.opened(f"/appointment {typed(start)}", shows=typed(start))
        screen.fill("Event type", kind.title).fill("Invitee email", wish.key)
        self._order(Ordered(wish, "/appointment", "@app", written(start), can_move=False))

    def _change_event(self) -> None:
        """Take an agent off an event or put one on it: done at once, and said below the command."""
        verb = self.random.choice(("remove", "add"))
        wish = Wish(key=self.elsewhere.event(verb), at_once=True)
        self.orders.append(Ordered.request(wish))
        # Typed once only: a second one would be a second request.
        self.person.command(self.channel, f"/agent {verb} {CALENDAR} {wish.key}")

        def is_said() -> bool:
            shown = (message.text for message in self.person.messages(self.channel))
            return any(wish.key in text and "Docket is asking" in text for text in shown)

        self.person.viewer.look(lambda: is_said() or None, lambda: f"nothing of {wish.key}")
        wish.accepted = True
        self.done += 1

    def _delete_event(self) -> None:
        wish = Wish(key=self.elsewhere.event("delete"), at_once=True)
        self.opened(f"/agent delete {CALENDAR} {wish.key}", shows=wish.key)
        self._order(Ordered.request(wish))

    def _cancel_by_key(self) -> None:
        wish = Wish(key=self.elsewhere.agent(), at_once=True)
        self.opened(f"/agent cancel {wish.key}", shows=wish.key)
        self._order(Ordered.request(wish))

    def _cancel_by_id(self) -> None:
        held = self.elsewhere.appointment()
        if held is None:
            return
        wish = Wish(key=held.form.email, at_once=True)
        screen = self.opened(f"/appointment cancel {held.id}", shows=held.id)
        screen.fill("Invitee email", wish.key)
        self._order(Ordered.request(wish))

    def _list(self) -> None:
        line = self.random.choice(
            ("/bookings", "/session list", "/appointment list", "/agent list")
        )
        self.person.command(self.channel, line)

    def _undo(self) -> None:
        """Change something, and press *Undo* on its card; nobody knows whether that came in time."""
        order = self._some_order(lambda order: order.can_move)
        before = replace(order.wish)
        self.random.choice((self._move, self._cancel))(order)
        order.wish.starts = [*before.starts, *order.wish.starts]
        order.wish.cancellations = [*before.cancellations, *order.wish.cancellations]
        self._card(order).press("Undo")
        self.undone += 1

    def _move_some(self) -> None:
        self._move(self._some_order(lambda order: order.can_move))

    def _move(self, order: Ordered) -> None:
        start = self.some_time()
        card = self._card(order)
        card.press("Move")
        self.begun(_ref_of(card)).fill("When", typed(start))
        order.settle((Change("starts", start), self.submit()))

    def _edit(self) -> None:
        order = self._some_order(lambda order: order.is_session)
        ref = _ref_of(self._card(order))
        change = self._open_edit(order, ref)
        order.settle((change, self.submit()))

    def _cancel_some(self) -> None:
        self._cancel(self._some_order(lambda _: True))

    def _cancel(self, order: Ordered) -> None:
        card = self._card(order)
        names = (button.text for button in card.buttons)
        name = next((name for name in names if name.startswith("Cancel ")), "Cancel")
        card.press(name)
        self.begun(_ref_of(card))
        order.settle((Change("cancellations", True), self.submit()))

    def _cancel_by_own_id(self) -> None:
        """Cancel an appointment that was booked with Docket by CareValidate's id, once it is confirmed."""
        order = self._some_order(lambda order: order.command == "/appointment")
        held = self.elsewhere.id_of(order.wish.key)
        if not held or "Confirmed" not in self._card(order).text:
            raise NotOnScreenError("it is not known yet, or no more")
        screen = self.opened(f"/appointment cancel {held}", shows=held)
        screen.fill("Invitee email", order.wish.key)
        order.settle((Change("cancellations", True), self.submit()))

    def _change_together(self) -> None:
        """Change a booking while a colleague does: both forms are open, and are sent at once."""
        order = self._some_order(lambda order: order.command != "/appointment")
        ref = _ref_of(self._card(order))
        two = (self, self.colleague)
        changes = [each.open_change(order, ref) for each in two]
        self.together += 1
        with ThreadPoolExecutor(len(two)) as threads:
            accepted = list(threads.map(lambda each: each.submit(), two))
        order.settle(*zip(changes, accepted, strict=True))

    def _some_order(self, fits: Callable[[Ordered], bool]) -> Ordered:
        fitting = [order for order in self.orders if order.is_booking and fits(order)][-10:]
        if not fitting:
            raise NotOnScreenError("nothing to change")
        return self.random.choice(fitting)

    def _card(self, order: Ordered) -> Shown:
        """Return the card of what was ordered: lists name it too."""

        def find() -> Shown | None:
            shown = self.person.messages(order.channel)
            return next((each for each in shown if _is_card(each, order.card_says)), None)

        return self.person.viewer.look(find, lambda: f"no card says {order.card_says}")

    def _order(self, order: Ordered) -> None:
        """Send the form of something new."""
        self.orders.append(order)
        order.wish.accepted = self.submit()


def add_person(slack: Slack, user: str) -> tuple[Person, str]:
    """Let somebody with this id into the workspace; return them and the channel they have to themselves.

    In one channel for all, cards would wait for each other: Slack takes one a second.
    """
    member = replace(ANA, id=user, name=user, handle=user.lower())
    desk = Channel(f"C{user[1:]}", user.lower(), Kind.PUBLIC, {member.id, BOT_USER_ID})
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
