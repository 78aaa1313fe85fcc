"""What a person typed behind a command, understood once: for its verb, its answer and its form."""

from dataclasses import dataclass

from bot.scheduling.command_line.understand import Understood, understand
from handlers.docket import Docket
from handlers.forms.when_field import Asked
from handlers.messages import words
from handlers.slack.payloads import Command
from handlers.ui.screen import Screen


@dataclass(frozen=True, slots=True)
class Line:
    """A command line as it was understood, and what its time was read against."""

    said: Understood
    asked: Asked

    @classmethod
    def of(cls, command: Command, *, docket: Docket) -> "Line":
        """Understand what a person typed, by their own clock and language."""
        person = docket.people.person(command.user)
        asked = Asked.by(person, now=docket.clock())
        said = understand(
            command.command,
            command.words,
            now=asked.present,
            zone=asked.zone,
            locale=person.locale,
            holiday_region=person.holiday_region,
            choices=docket.choices.event_types if command.command == "/appointment" else (),
        )
        return cls(said, asked)

    def answers(self, command: Command, *, screen: Screen) -> bool:
        """Say in words what was meant, or what can be done, where that is all there is to do."""
        said = self.said
        if said.did_you_mean and said.ref:
            screen.say(words.names_a_booking(said.ref, meant=said.did_you_mean))
        elif said.did_you_mean:
            screen.say(words.did_you_mean(command.words, meant=said.did_you_mean))
        elif said.say:
            screen.say(words.as_said(said.say))
        return bool(said.did_you_mean or said.say)
