"""/agent: which of its verbs was meant; each has a file of its own."""

from dataclasses import replace

from slack_bolt import Ack

from bot.scheduling.command_line.questions import NEXT_OR_LAST
from bot.scheduling.command_line.understand import Understood
from bot.scheduling.model.agent import ref_of_key
from bot.scheduling.model.reference import Kind, kind_of
from bot.scheduling.requests.calendar_actions import Action
from handlers.agents import calendar_actions, new, send_agent
from handlers.bookings import lists
from handlers.command_line import Line
from handlers.dispatch import BookingAction, carry_out, place_of
from handlers.docket import Docket
from handlers.messages import words
from handlers.slack.payloads import Body, Command
from handlers.ui.screen import CommandScreen, Screen


def handle(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Do what `/agent …` says."""
    command = Command.model_validate(body)
    screen = CommandScreen(ack, docket=docket, trigger=command.trigger)
    line = Line.of(command, docket=docket)
    if line.answers(command, screen=screen):
        return
    verb, rest = line.said.verb, line.said.rest
    match verb:
        case "help":
            screen.say(words.AGENT_HELP)
        case "remove" | "add" | "delete":
            calendar_actions.handle(Action(verb), rest, command, screen=screen, docket=docket)
        case _ if Kind.AGENT not in docket.switched_on:
            screen.say(words.switched_off(Kind.AGENT))
        case _:
            _do(line, command, screen=screen, docket=docket)


def _do(line: Line, command: Command, *, screen: Screen, docket: Docket) -> None:
    said = line.said
    match said.verb:
        case "list":
            kinds = frozenset({Kind.AGENT})
            lists.show(command, said.rest, kinds=kinds, screen=screen, docket=docket)
        case "cancel":
            _cancel(said, command, screen=screen, docket=docket)
        case "move" | "show":
            _wish(said, command, screen=screen, docket=docket)
        case _:
            _new(line, command, screen=screen, docket=docket)


def _new(line: Line, command: Command, *, screen: Screen, docket: Docket) -> None:
    """Show the form, or send an agent to the session that is named."""
    ref = line.said.ref
    if ref and kind_of(ref) is Kind.SESSION:
        actor = docket.actor(command.user, team=command.team)
        at = place_of(command, by=actor)
        send_agent.send(ref, actor=actor, key=command.key, at=at, screen=screen, docket=docket)
    else:
        new.open_form(command, line, screen=screen, docket=docket)


def _cancel(said: Understood, command: Command, *, screen: Screen, docket: Docket) -> None:
    """Cancel by reference; any other word is a scheduling key, which may be Docket's own."""
    own = ref_of_key(said.rest, team=command.team)
    if own or said.ref or not said.rest or said.name.lower() in NEXT_OR_LAST:
        _wish(replace(said, name=own or said.name), command, screen=screen, docket=docket)
    else:
        calendar_actions.handle(Action.CALL_BACK, said.rest, command, screen=screen, docket=docket)


def _wish(said: Understood, command: Command, *, screen: Screen, docket: Docket) -> None:
    actor = docket.actor(command.user, team=command.team)
    action = BookingAction.of(said, kind=Kind.AGENT, at=place_of(command, by=actor))
    carry_out(action, actor=actor, screen=screen, docket=docket)
