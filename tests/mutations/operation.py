"""What is asked of a provider with its answers altered, and how cases are placed, moved and canceled."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.scheduling.conflicts import Override
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.record import Order
from bot.scheduling.tasks.provider import Cancel
from bot.times.moment import Moment
from tests.mutations.answers import Kind, Path, Variant, is_readable
from tests.mutations.claims import Claim, Held
from tests.mutations.world import Case, Number, World

WITHIN = timedelta(minutes=40)


EASTERN = "America/New_York"


# Far enough apart that nobody's list has another's session in it.
APART = timedelta(days=3)


_ODD_KINDS = 2


TIMES = ("start_date", "start_time", "time_zone", "startDateTime")


Do = Callable[[World], None]


See = Callable[[World, Case], Held]


def altered(provider: str, then: Do, *, method: str = "POST", path: str, number: Number) -> Do:
    """Return what has the answers to these calls altered, and `then` asks for them."""

    def ask(world: World) -> None:
        world.alter(getattr(world.office, provider), method=method, path=path, number=number)
        then(world)

    return ask


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What is asked of a provider: `prepare` what must be booked before, `ask`, and look what is there.

    `good` is what is to be claimed where all that is needed can be read, and asked for once. It `looks`
    where the answer that is altered is a list's.
    """

    name: str
    ways: list[Variant]
    ask: Do
    see: See
    good: Claim = Claim.HELD
    prepare: Do | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    within: timedelta = WITHIN
    looks: bool = False
    batch: int = 400

    def batches(self) -> list[list[Case]]:
        """Return every way with the thing done, and what leaves it open also with it not done at first.

        What is looked for in lists goes in small batches: each looks through what all others have there.
        """
        told = {Kind.DOCUMENTED, Kind.ODD, Kind.TIME}
        pairs = [(way, True) for way in self.ways]
        if not self.looks:
            pairs += [(way, False) for way in self.ways if way.kind not in told]
        return [
            [
                Case(number=n, variant=way, does=does)
                for n, (way, does) in enumerate(pairs[first : first + self.batch])
            ]
            for first in range(0, len(pairs), self.batch)
        ]


def needs(*names: str, ids: tuple[str, ...] = ()) -> Callable[[Path, Any], Kind]:
    """Say what an odd field means, where the answer needs these, and as `ids` what can be an id."""

    def kind(way: Path, odd: Any) -> Kind:
        if way[-1] in names or ".".join(map(str, way)) in names:
            return Kind.NEEDED
        if way[-1] in ids:
            return Kind.ODD if is_readable(odd) else Kind.NEEDED
        return Kind.TIME if way[-1] in (*TIMES, "remote_session") else Kind.ODD

    return kind


def thinned(ways: list[Variant]) -> list[Variant]:
    """Return the ways with two odd things of five where a field isn't needed.

    It is read as in answers that have them all; the adapters' own tests have them too.
    """
    odd = [way for way in ways if way.kind is Kind.ODD]
    left_out = {way.name for n, way in enumerate(odd) if n % 5 >= _ODD_KINDS}
    return [way for way in ways if way.name not in left_out]


def place(world: World, order: Order, case: Case) -> None:
    key = f"{order.kind}-{case.number}"
    again = Override(repeats=True)
    case.ref = world.booking_service.book(order, by=world.actor, key=key, override=again).ref


def moment_of(world: World, number: int) -> Moment:
    start = (world.hurry() + timedelta(days=9)).replace(hour=17, minute=0, second=0, microsecond=0)
    return Moment.at(start + APART * number, EASTERN)


def move(world: World) -> None:
    for case in world.cases:
        later = moment_of(world, case.number).instant + timedelta(hours=2)
        wanted = Changes(moment=Moment.at(later, EASTERN))
        world.booking_service.change(case.ref, wanted, by=world.actor, key=f"move-{case.number}")


def cancel(world: World) -> None:
    for case in world.cases:
        task = Cancel(by=world.actor.user)
        world.booking_service.cancel(case.ref, task, by=world.actor, key=f"cancel-{case.number}")


def by_case(world: World) -> list[tuple[Case, Any]]:
    bookings = world.bookings()
    return [(case, bookings[case.ref]) for case in world.cases if case.ref]


# A look through a list: each looks through what all others have there, so batches are small.
LOOKING: dict[str, Any] = {"looks": True, "within": timedelta(minutes=2), "batch": 40}
