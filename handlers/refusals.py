"""The refusals that the desk may answer a decision with; `handlers.words` has the sentences."""

from bot.scheduling.bookings import WrongState
from bot.scheduling.desk import NoSuchBooking, Over
from bot.scheduling.limits import LimitReached
from bot.scheduling.ports import LinkTaken, Unreadable
from bot.scheduling.rights import MayNotBook, NotShown, NotYours, OnlyMembers, Unproven
from bot.scheduling.sessions import HasAgent

REFUSALS = (
    HasAgent,
    LimitReached,
    LinkTaken,
    MayNotBook,
    NoSuchBooking,
    NotShown,
    NotYours,
    OnlyMembers,
    Over,
    Unproven,
    Unreadable,
    WrongState,
)
