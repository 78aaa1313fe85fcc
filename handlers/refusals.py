"""Why a decision is refused, mostly by the desk; `handlers.words` has the sentences."""

from bot.scheduling.attention import BeingSettled, NeedsNothing
from bot.scheduling.bookings import WrongState
from bot.scheduling.desk import NoSuchBooking, Over
from bot.scheduling.limits import LimitReached
from bot.scheduling.ports import LinkTaken, Unreadable
from bot.scheduling.references import Kind
from bot.scheduling.rights import (
    MayNotBook,
    NotShown,
    NotYours,
    OnlyAdmins,
    OnlyMembers,
    Unidentified,
)
from bot.scheduling.sessions import HasAgent


class SwitchedOff(Exception):
    """Nothing of this kind can be booked: its provider has no key."""

    def __init__(self, kind: Kind) -> None:
        """Keep the kind."""
        super().__init__(kind)
        self.kind = kind


REFUSALS = (
    BeingSettled,
    HasAgent,
    LimitReached,
    LinkTaken,
    MayNotBook,
    NeedsNothing,
    NoSuchBooking,
    NotShown,
    NotYours,
    OnlyAdmins,
    OnlyMembers,
    Over,
    SwitchedOff,
    Unidentified,
    Unreadable,
    WrongState,
)
