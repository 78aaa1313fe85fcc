"""Why a decision is refused, mostly by the desk; `handlers.messages.words` has the sentences."""

from bot.scheduling.attention import ClaimInProgress, NothingToResolve
from bot.scheduling.desk import NoSuchBooking, Over
from bot.scheduling.model.booking import InvalidTransition
from bot.scheduling.model.limits import LimitReached
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.rights import (
    MayNotBook,
    NotShown,
    NotYours,
    OnlyAdmins,
    OnlyMembers,
    Unidentified,
)
from bot.scheduling.model.session_agent import HasAgent
from bot.scheduling.ports import LinkTaken, Unreadable


class SwitchedOff(Exception):
    """Nothing of this kind can be booked: its provider has no key."""

    def __init__(self, kind: Kind) -> None:
        """Keep the kind."""
        super().__init__(kind)
        self.kind = kind


REFUSALS = (
    ClaimInProgress,
    HasAgent,
    LimitReached,
    LinkTaken,
    MayNotBook,
    NothingToResolve,
    NoSuchBooking,
    NotShown,
    NotYours,
    OnlyAdmins,
    OnlyMembers,
    Over,
    SwitchedOff,
    Unidentified,
    Unreadable,
    InvalidTransition,
)
