"""Which presenter speaks for which kind: the one place where kinds are told apart to be shown."""

from typing import Any

from bot.scheduling.model.record import Record
from bot.scheduling.model.reference import Kind
from handlers.messages.agents import AgentPresenter
from handlers.messages.appointments import AppointmentPresenter
from handlers.messages.presenter import Presenter
from handlers.messages.requests import CalendarActionPresenter, CancellationPresenter
from handlers.messages.sessions import SessionPresenter

_PRESENTERS: dict[Kind, type[Presenter[Any]]] = {
    Kind.SESSION: SessionPresenter,
    Kind.AGENT: AgentPresenter,
    Kind.APPOINTMENT: AppointmentPresenter,
    Kind.CALENDAR_ACTION: CalendarActionPresenter,
    Kind.CANCELLATION: CancellationPresenter,
}


def presenter_of(record: Record) -> Presenter[Any]:
    """Return what a booking or request says of itself."""
    return presenter_for(record.kind)(record)


def presenter_for(kind: Kind) -> type[Presenter[Any]]:
    """Return what all of a kind have in common: what it is called, and whose it is to carry out."""
    return _PRESENTERS[kind]
