"""What a person sees where their request could not be read, or where Docket itself failed."""

import logging

from pydantic import ValidationError
from slack_bolt import BoltResponse

from handlers.messages.errors import BROKEN, REQUEST_UNREADABLE
from handlers.services import Services
from handlers.slack.payloads import BlockAction, Body, is_readable
from handlers.ui.screen import ack_with_text, say_privately

log = logging.getLogger(__name__)


def answer(error: Exception, body: Body, *, services: Services) -> BoltResponse:
    """Say on the screen what is the matter; the particulars of a fault of ours go to the log."""
    text = _sentence(error, body)
    said = ack_with_text(text, body)
    if said is not None:
        return said
    # A press is acknowledged at once: whatever it was may have used up the time there is.
    services.background.start(lambda: _say(text, body, services=services))
    return BoltResponse(status=200, body="")


def _sentence(error: Exception, body: Body) -> str:
    # Bolt trusts the form of what Slack sends, and stumbles over any other before a listener reads it.
    if isinstance(error, ValidationError) or not is_readable(body):
        log.warning("a request had an unknown form")
        return REQUEST_UNREADABLE
    log.error("a request failed", exc_info=error)
    return BROKEN


def _say(text: str, body: Body, *, services: Services) -> None:
    """Say it where somebody pressed, as far as the press itself can be read."""
    try:
        press = BlockAction.model_validate(body)
    except ValidationError:
        return
    say_privately(press, text, services=services)
