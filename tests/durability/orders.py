"""One of everything that can be asked of a provider, ordered by one person."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sandbox.slack.person import Person
from tests.deployment import Deployment
from tests.durability.forms import HERE, open_form, send
from tests.durability.kills.accounts import Wish
from tests.durability.kills.people import typed, written


@dataclass
class Orders:
    """What Ana has booked, and orders at once: everything that can be asked of a provider."""

    deployment: Deployment
    wishes: list[Wish] = field(default_factory=list)

    @property
    def ana(self) -> Person:
        """Who orders everything."""
        return self.deployment.slack.person("Ana Reyes")

    def book(self) -> None:
        """Book what is changed later, and wait until it is there."""
        for n, name in enumerate(("To be moved", "To be edited", "To be canceled")):
            self.book_session(name, in_days(3 + n))
        for n, host in enumerate(("moved.example", "recalled.example")):
            self._agent(host, in_days(6 + n))
        self._appointment("gone@patient.example", number=40)
        for wish in self.wishes[:3]:
            self.ana.wait_for_message(HERE, wish.key).wait_for_text("Confirmed")
        for wish in self.wishes[3:5]:
            self.ana.wait_for_message(HERE, wish.key).wait_for_text("Confirmed")
        self.ana.wait_for_message("@app", "appointment").wait_for_text("Confirmed")

    def order(self) -> None:
        """Order one of each: book, move, edit and cancel, at each provider that can."""
        moved, edited, canceled, agent, recalled, gone = self.wishes
        self.book_session("Booked", in_days(10))
        self._agent("booked.example", in_days(11))
        self._submit("/agent https://at-once.example/j/1")
        self.wishes.append(Wish(key="at-once.example", accepted=True, at_once=True))
        self._appointment("new@patient.example", number=80)
        self._move(moved, in_days(20))
        self._edit(edited)
        self._cancel(canceled, HERE, canceled.key)
        self._move(agent, in_days(21))
        self._cancel(recalled, HERE, recalled.key)
        self._cancel(gone, "@app", written(gone.starts[0]))

    def book_session(self, title: str, start: datetime) -> None:
        """Order a session of this title."""
        self._submit(f"/session {typed(start)}", Title=title)
        self.wishes.append(Wish(key=title, accepted=True, starts=[start], titles=[title]))

    def _agent(self, host: str, start: datetime) -> None:
        self._submit(f"/agent https://{host}/j/1 {typed(start)}")
        self.wishes.append(Wish(key=host, accepted=True, starts=[start]))

    def _appointment(self, email: str, *, number: int) -> None:
        care = self.deployment.carevalidate.provider
        kind = next(iter(care.event_types.values()))
        starts = [start for start in care.free_slots(kind) if start > in_days(1)]
        entries = {"Event type": kind.title, "Invitee email": email}
        self._submit(f"/appointment {typed(starts[number])}", **entries)
        self.wishes.append(Wish(key=email, accepted=True, starts=[starts[number]]))

    def _submit(self, line: str, **entries: str) -> None:
        screen = open_form(self.ana, line)
        for label, value in entries.items():
            screen.fill(label, value)
        send(screen)

    def _move(self, wish: Wish, start: datetime) -> None:
        card = self.ana.wait_for_message(HERE, wish.key)
        send(card.press("Move").fill("When", typed(start)))
        wish.starts = [start]

    def _edit(self, wish: Wish) -> None:
        card = self.ana.wait_for_message(HERE, wish.key)
        screen = card.press("More").press("Edit")
        send(screen.fill("Title", f"{wish.key} (2)"))
        wish.titles = [f"{wish.key} (2)"]

    def _cancel(self, wish: Wish, channel: str, text: str) -> None:
        card = self.ana.wait_for_message(channel, text)
        name = next(each.text for each in card.buttons if each.text.startswith("Cancel "))
        send(card.press(name))
        wish.cancellations = [True]


def in_days(days: int) -> datetime:
    """Return three in the afternoon in so many days (UTC)."""
    today = datetime.now(UTC).replace(hour=15, minute=0, second=0, microsecond=0)
    return today + timedelta(days=days)


def is_sent_again(ana: Person) -> bool:
    """Close what says that nothing was changed, and send the form that lies below once more."""
    screen = ana.screen
    if screen.submit_text:
        screen.submit()
    else:
        screen.close()
    return not screen.is_open
