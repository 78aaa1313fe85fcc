"""What a person asks for, read once and handed on: a command as it was understood, or one booking."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.scheduling.command_line.first_words import Description
from bot.scheduling.command_line.parser import ParsedCommand, parse_command
from bot.scheduling.command_line.verbs import VERBS, Verb
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.rights import Actor
from handlers.forms.when_field import ReadingContext
from handlers.messages import cards, command_lines
from handlers.services import Services
from handlers.slack.payloads import BlockAction, SlashCommand
from handlers.slack.responder import PrivateAnswer
from handlers.ui.deferred_lookup import look_up
from handlers.ui.screen import Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRequest:
    """Something to do with one booking: the verb, its `name` or none, and what was `typed` behind that.

    A name is a reference, `next` or `last`; without one the line may have it `described`. `channel` is
    where it is asked for, empty in a modal, `card` Slack's `ts` of the booking's card there, if that
    was pressed.
    """

    verb: Verb
    name: str
    typed: str = ""
    described: tuple[Description, ...] = ()
    kind: Kind
    channel: str = ""
    card: str = ""
    actor: Actor
    screen: Screen
    services: Services


def card_pressed(press: BlockAction, ref: str) -> str:
    """Return Slack's `ts` of the card on which a button was pressed, if it is that of this booking."""
    return press.message_ts if cards.reference_of(press.message_blocks) == ref else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRequest:
    """A command that a person typed: its parsed line, and the context in which its time was read."""

    command: SlashCommand
    line: ParsedCommand
    context: ReadingContext
    screen: Screen
    services: Services

    @classmethod
    def of(cls, command: SlashCommand, *, screen: Screen, services: Services) -> "CommandRequest":
        """Understand what a person typed, by their own clock and language."""
        person = services.people.person(command.user)
        context = ReadingContext.by(person, now=services.clock())
        line = parse_command(
            command.command,
            command.words,
            now=context.present,
            zone=context.zone,
            locale=person.locale,
            holiday_region=person.holiday_region,
            choices=services.choices.event_types if command.command == "/appointment" else (),
        )
        return cls(command=command, line=line, context=context, screen=screen, services=services)

    @property
    def verb(self) -> Verb:
        """The verb of the line, or what the command does without one."""
        return self.line.verb or VERBS[self.command.command].default

    def answer_in_words(self) -> bool:
        """Say what was meant, or what can be done, where that is all there is to do; say whether it is."""
        line = self.line
        if line.did_you_mean and line.ref:
            self.screen.say(command_lines.names_a_booking(line.ref, meant=line.did_you_mean))
        elif line.did_you_mean:
            self.screen.say(command_lines.did_you_mean(self.command.words, meant=line.did_you_mean))
        elif line.say:
            self.screen.say(command_lines.as_said(line.say))
        return bool(line.did_you_mean or line.say)

    def actor(self, *, about: Collection[Kind] = frozenset(Kind)) -> Actor:
        """Return the person as somebody who acts, `about` bookings of these kinds."""
        command = self.command
        return self.services.actor(
            command.user, team=command.team, about=about, reply_to=command.reply_to
        )

    def channel_seen_by(self, actor: Actor) -> str:
        """Return the channel whose cards are before somebody who types a reference.

        To guests it makes no difference: what they may not see is answered like what is not there.
        """
        return "" if actor.guest else self.command.channel

    def look_up(self, ask: Callable[[], PrivateAnswer], *, provider: str) -> None:
        """Answer with what `ask` learns of a provider, after an interim answer."""
        look_up(
            ask,
            provider=provider,
            screen=self.screen,
            reply_to=self.command.reply_to,
            services=self.services,
        )

    def about_booking(self, kind: Kind, *, name: str = "") -> BookingRequest:
        """Return what is to be done with the booking that the line names, or that has this `name`."""
        actor, line = self.actor(), self.line
        return BookingRequest(
            verb=self.verb,
            name=name or line.name,
            typed=line.typed,
            described=() if name else line.described,
            kind=kind,
            channel=self.channel_seen_by(actor),
            actor=actor,
            screen=self.screen,
            services=self.services,
        )
