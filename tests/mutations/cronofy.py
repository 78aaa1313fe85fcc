"""Cronofy's operations: how each is asked for, altered, and seen at the provider."""

from functools import partial

from werkzeug import Request

from bot.scheduling.model.agent import AgentOrder, CalendarEvent, Call
from bot.scheduling.requests.calendar_actions import Action, CalendarAction, CalendarActionOrder
from bot.times.moment import Moment
from sandbox.providers.cronofy import CALENDAR, Event
from tests.mutations.answers import every_variant, whole_variants
from tests.mutations.claims import Claim, Held
from tests.mutations.operation import (
    EASTERN,
    Do,
    Operation,
    See,
    by_case,
    cancel,
    moment_of,
    move,
    needs,
    place,
)
from tests.mutations.world import Case, World, in_body

AGENT = {
    "meeting_agent": {
        "sub": "agt_1",
        "state": "created",
        "resources": [{"category": "cronofy", "type": "dashboard", "url": "https://a.example/1"}],
    }
}


def _agents(world: World, *, at_once: bool = False) -> None:
    for case in world.cases:
        call = Call(
            join_url=f"https://zoom.example/j/case{case.number}", on_behalf_of="ana@firm.example"
        )
        now = Moment.at(world.hurry(), EASTERN)
        moment = now if at_once else moment_of(world, case.number)
        order = AgentOrder(moment=moment, channel=world.channel, call=call, at_once=at_once)
        place(world, order, case)


def _held_agents(world: World, case: Case) -> Held:
    url = f"https://zoom.example/j/case{case.number}"
    living = [a for a in world.office.agents if a.join_url == url and not a.canceled]
    scheduled = frozenset(a.join_time for a in living if a.scheduling_key)
    return Held(living=len(living), starts=scheduled)


def _alter_agents(world: World, *, method: str) -> None:
    keys = {booking.remote_id: case for case, booking in by_case(world)}

    def number(request: Request) -> int | None:
        key = (request.get_json(silent=True) or {}).get("scheduling_key")
        return keys[key].number if key in keys else in_body(request)

    world.alter(world.office.cronofy, method=method, path="/v1/meeting_agents", number=number)


def _send(world: World) -> None:
    _alter_agents(world, method="POST")
    _agents(world, at_once=True)


def _schedule_agents(world: World) -> None:
    _alter_agents(world, method="POST")
    _agents(world)


def _move_agents(world: World) -> None:
    _alter_agents(world, method="POST")
    move(world)


def _cancel_agents(world: World) -> None:
    _alter_agents(world, method="DELETE")
    cancel(world)


def _run_actions(deed: Action) -> Do:
    method = "DELETE" if deed is Action.DELETE else "POST"

    def ask(world: World) -> None:
        events = world.office.cronofy.provider.calendars[CALENDAR]
        for case in world.cases:
            name = f"case{case.number}"
            events[name] = Event(name, name, agent=deed is Action.REMOVE)
        world.alter(world.office.cronofy, method=method, path="*/events", number=in_body)
        for case in world.cases:
            event = CalendarEvent(calendar_id=CALENDAR, event_id=f"case{case.number}")
            order = CalendarActionOrder(
                channel=world.channel,
                calendar_action=CalendarAction(action=deed, event=event),
            )
            place(world, order, case)

    return ask


def _goal(deed: Action) -> See:
    def see(world: World, case: Case) -> Held:
        event = world.office.cronofy.provider.calendars[CALENDAR][f"case{case.number}"]
        reached = {
            Action.ADD: event.agent,
            Action.REMOVE: not event.agent,
            Action.DELETE: event.deleted,
        }
        return Held(living=int(reached[deed]))

    return see


_ACCEPTED = whole_variants(None)

_SENT = every_variant(AGENT, needed=needs("meeting_agent"))
_ON_EVENTS = {
    "put on an event": Action.ADD,
    "take off an event": Action.REMOVE,
    "delete an event": Action.DELETE,
}
_agent = partial(Operation, see=_held_agents)
_accepted = partial(_agent, ways=_ACCEPTED)

OPERATIONS = (
    _agent(name="Cronofy: send at once", ways=_SENT, ask=_send),
    _accepted(name="Cronofy: schedule", ask=_schedule_agents),
    _accepted(name="Cronofy: move", prepare=_agents, ask=_move_agents),
    _accepted(name="Cronofy: cancel", prepare=_agents, ask=_cancel_agents, good=Claim.CANCELED),
    *(
        Operation(name=f"Cronofy: {name}", ways=_ACCEPTED, ask=_run_actions(deed), see=_goal(deed))
        for name, deed in _ON_EVENTS.items()
    ),
)
