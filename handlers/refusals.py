"""The refusals that the desk may answer a decision with; `handlers.words` has the sentences."""

from bot.scheduling.bookings import WrongState
from bot.scheduling.desk import NoSuchBooking, Over
from bot.scheduling.ports import LinkTaken, Unreadable
from bot.scheduling.rights import NotShown, NotYours, OnlyMembers
from bot.scheduling.sessions import HasAgent

REFUSALS = (
    HasAgent,
    NoSuchBooking,
    NotShown,
    NotYours,
    OnlyMembers,
    Over,
    WrongState,
    LinkTaken,
    Unreadable,
)
