"""What the tests of jobs at Cronofy share: carrying out against its stand-in, and what it answers."""

from datetime import datetime, timedelta
from typing import Any

from flask import Response
from pydantic import SecretStr

from bot.providers.cronofy import Cronofy as Adapter
from bot.providers.transport import Transport
from bot.scheduling.jobs.agents import AgentJobs
from bot.scheduling.jobs.base import ProviderJobs
from bot.scheduling.jobs.requests import CalendarActionJobs
from bot.scheduling.model.agent import AgentBooking, CalendarEvent, Call
from bot.scheduling.model.record import Card, Record
from bot.scheduling.requests.calendar_actions import Action, CalendarAction, CalendarActionRequest
from bot.scheduling.tasks.provider import Book
from bot.times.moment import Moment
from sandbox.http_server import json_response
from sandbox.providers import Cronofy, Running
from sandbox.providers.cronofy import CALENDAR
from sandbox.providers.faults import Call as OnTheWire
from sandbox.providers.faults import Respond
from tests.builders import MOMENT, NOW, OWNER, TEAM
from tests.scheduling.jobs.bench import Bench, after

CALL = Call(join_url="https://zoom.example/j/1?pwd=s3cret", on_behalf_of="ana@firm.example")
PLACE = Card(channel="C1", ts="1.1")
AFTERNOON = Moment(local=datetime(2027, 1, 28, 17, 0), zone="America/Los_Angeles")  # noqa: DTZ001 - wall clock
SESSION = "S-7K2M"
PATIENCE = timedelta(seconds=1)


def an_agent(**changes: Any) -> AgentBooking:
    """Return an agent that was just asked for."""
    usual: dict[str, Any] = {
        "team": TEAM,
        "ref": "A-7K2M",
        "owner": OWNER,
        "moment": MOMENT,
        "call": CALL,
        "channel": "C1",
        "card": PLACE,
        "created": NOW,
    }
    return AgentBooking(**{**usual, **changes})


def at_once(**changes: Any) -> AgentBooking:
    """Return an agent that is to come now."""
    return an_agent(at_once=True, moment=Moment.at(NOW, "UTC"), **changes)


def a_calendar_action(
    action: Action, *, event: str = "evt_kickoff", calendar: str = CALENDAR
) -> CalendarActionRequest:
    """Return a change of a calendar event that was just asked for."""
    by_key = action is Action.CANCEL_KEY
    at = None if by_key else CalendarEvent(calendar_id=calendar, event_id=event)
    return CalendarActionRequest(
        team=TEAM,
        ref="E-7K2M",
        owner=OWNER,
        calendar_action=CalendarAction(
            action=action, event=at, scheduling_key="k" if by_key else ""
        ),
        channel="",
        created=NOW,
    )


class CronofyBench(Bench):
    """Carries out the tasks of agents and of calendars' events at Cronofy."""

    def __init__(self, cronofy: Running[Cronofy], transport: Transport) -> None:
        super().__init__()
        self.cronofy = cronofy
        key = SecretStr(cronofy.provider.api_key)
        token = SecretStr(cronofy.provider.access_token)
        adapter = Adapter(transport, api_key=key, access_token=token)
        self._agents = AgentJobs(adapter, self.context)
        self._calendar_actions = CalendarActionJobs(adapter, self.context)

    def jobs(self, booking: Record, /) -> ProviderJobs[Any, Any]:
        """Return the jobs of its kind."""
        return (
            self._calendar_actions if isinstance(booking, CalendarActionRequest) else self._agents
        )

    def send(self, booking: AgentBooking) -> AgentBooking:
        """Have an agent scheduled or sent."""
        return after(self.do(Book(), booking), booking)

    @property
    def agents(self) -> list[Any]:
        """What Cronofy has."""
        return list(self.cronofy.provider.agents)


def doing_it_but_saying(status: int, answer: dict[str, Any]) -> Respond:
    """Return a play that does what is asked, and answers so."""

    def respond(call: OnTheWire) -> Response:
        call.proceed()
        return json_response(status, answer)

    return respond


COMPLAINT = {"errors": ["It can't be done."]}
