"""Forms of a Docket in a process of its own, which on a busy machine may miss Slack's three seconds."""

from sandbox.slack.person import Person, Screen
from tests.waiting import wait_until

HERE = "#depositions"


def open_form(person: Person, line: str) -> Screen:
    """Type a command, again as a person does where Slack got no answer in time, and return its form."""
    wait_until(lambda: person.command(HERE, line).is_open)
    return person.screen


def send(screen: Screen) -> None:
    """Send a form, and press again where Slack got no answer in time."""
    wait_until(lambda: not screen.submit().is_open)
