"""Answering the person who acted, privately, wherever they did it."""

import logging
from abc import ABC, abstractmethod
from typing import Protocol

from slack_bolt import Ack, BoltResponse

from bot.scheduling.model.failures import NotAllowed, ProviderFailure, TemporaryFailure
from handlers.messages.errors import EXPIRED, NO_VIEW, NOT_ALLOWED_TO_SHOW
from handlers.services import Services
from handlers.slack.payloads import BlockAction, Body
from handlers.slack.responder import PrivateAnswer
from handlers.ui.blocks import Block, View, modal, section

log = logging.getLogger(__name__)

TROUBLE = "notice"

_TOO_LATE = frozenset({"expired_trigger_id", "trigger_expired"})


class Screen(Protocol):
    """Where the person is: at a command, at a message, or in a modal."""

    def say(self, text: str, *, blocks: list[Block] | None = None) -> None:
        """Show a sentence to this person only."""

    def accept(self, text: str = "") -> None:
        """Take note of what a receipt will tell the outcome of; where that is hidden, say the `text`."""

    def show(self, view: View) -> None:
        """Show a modal; where Slack will not, say so."""


class _NonModalScreen(ABC):
    """Outside of any modal: a form is opened, and a sentence is shown only to this person."""

    def __init__(self, ack: Ack, *, services: Services, trigger: str) -> None:
        self._ack = ack
        self._services = services
        self._trigger = trigger

    @abstractmethod
    def say(self, text: str, *, blocks: list[Block] | None = None) -> None:
        """Answer "only visible to you"."""

    def accept(self, text: str = "") -> None:
        """Say nothing: the receipt comes to the same place."""
        del text
        self._ack()

    def show(self, view: View) -> None:
        """Open a modal; where Slack will not, say so."""
        try:
            self._services.slack.open_view(view, trigger=self._trigger)
        except ProviderFailure as failure:
            self.say(why_not_shown(failure))
        else:
            self._ack()


class CommandScreen(_NonModalScreen):
    """At a slash command: answers go back with the acknowledgement itself."""

    def say(self, text: str, *, blocks: list[Block] | None = None) -> None:
        """Answer "only visible to you"."""
        self._ack(text=text, blocks=blocks or [section(text)], response_type="ephemeral")


class MessageScreen(_NonModalScreen):
    """At a button in a message: answers go to the message's response_url, and may replace the message."""

    def __init__(
        self, ack: Ack, *, services: Services, press: BlockAction, replaces: bool = False
    ) -> None:
        super().__init__(ack, services=services, trigger=press.trigger)
        self._press = press
        self._replaces = replaces

    def say(self, text: str, *, blocks: list[Block] | None = None) -> None:
        """Answer "only visible to you"."""
        answer = PrivateAnswer(text=text, blocks=blocks, replace=self._replaces)
        self._services.responder.answer_soon(self._press.reply_to, answer)
        self._ack()


class ModalScreen:
    """At a button in a modal: answers are laid on top of it."""

    def __init__(self, ack: Ack, *, services: Services, press: BlockAction) -> None:
        self._ack = ack
        self._services = services
        self._press = press

    def say(self, text: str, *, blocks: list[Block] | None = None) -> None:
        """Show the sentence in a modal of its own."""
        self._show_over(notice(text, blocks=blocks), text=text)

    def accept(self, text: str = "") -> None:
        """Say it over the modal, behind which the receipt will be."""
        self.say(text)

    def show(self, view: View) -> None:
        """Lay a modal on top; where Slack will not, say so in the one that is there."""
        self._show_over(view)

    def _show_over(self, view: View, *, text: str = "") -> None:
        """Lay it on top; where Slack will not, say why, or the `text` that it has, another way."""
        try:
            self._services.slack.push_view(view, trigger=self._press.trigger)
        except ProviderFailure as failure:
            self._say_instead(text or why_not_shown(failure))
        self._ack()

    def _say_instead(self, text: str) -> None:
        """Say it in the modal that is there, else in the person's direct messages."""
        view_id = self._press.modal.id if self._press.modal else ""
        try:
            view = notice(text)
            self._services.slack.update_view(view, view_id=view_id)
        except ProviderFailure as failure:
            log.warning("could not show a form: %s", failure.reason)
            self._services.responder.answer_soon(self._press.reply_to, PrivateAnswer(text=text))


def screen_of(press: BlockAction, ack: Ack, *, services: Services) -> Screen:
    """Return where the person who pressed a button is."""
    if press.modal is None:
        return MessageScreen(ack, services=services, press=press)
    return ModalScreen(ack, services=services, press=press)


def notice(text: str, *, blocks: list[Block] | None = None) -> View:
    """Draw a modal that only says something."""
    return modal("Docket", blocks=blocks or [section(text)], name=TROUBLE)


def say_privately(press: BlockAction, text: str, *, services: Services) -> None:
    """Say it to whoever pressed without touching what is filled in; in a modal, laid on top of it."""
    if press.modal is not None:
        try:
            services.slack.push_view(notice(text), trigger=press.trigger)
        except ProviderFailure as failure:
            log.warning("could not show a message: %s", failure.reason)
        else:
            return
    services.responder.answer_soon(press.reply_to, PrivateAnswer(text=text))


def ack_with_text(text: str, body: Body) -> BoltResponse | None:
    """Say it with the acknowledgement itself; None where a request of this kind takes no answer there."""
    if "command" in body:
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": text})
    if body.get("type") == "view_submission":
        shown = {"response_action": "push", "view": notice(text)}
        return BoltResponse(status=200, body=shown)
    return None


def why_not_shown(failure: ProviderFailure) -> str:
    """Say why Slack did not show a form."""
    if isinstance(failure, TemporaryFailure) or failure.reason in _TOO_LATE:
        return EXPIRED
    said = NOT_ALLOWED_TO_SHOW if isinstance(failure, NotAllowed) else NO_VIEW
    return said.format(code=failure.reason)
