"""The gate before every listener: only requests of our workspace, by people who are active, go on.

It stands in Bolt, so that HTTP and Socket Mode have the same one.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from pydantic import ValidationError
from slack_bolt import BoltResponse

from bot.scheduling.model.failures import ProviderFailure
from bot.scheduling.model.reply_to import ReplyTo
from handlers.forms.when_field import WHEN
from handlers.messages import refusals
from handlers.services import Services
from handlers.slack.installation import Origin, text_at
from handlers.slack.payloads import EVENT, WORKSPACE, Body, is_known
from handlers.slack.responder import PrivateAnswer
from handlers.ui.screen import ack_with_text, notice

log = logging.getLogger(__name__)


def admit(body: Body, next_: Callable[[], None], services: Services) -> BoltResponse | None:
    """Let a request go on, marked with the workspace it counts for, or say why not; nothing is done."""
    origin = Origin.read(body)
    if origin.is_empty or not is_known(body):
        return BoltResponse(status=404, body="")
    installation = services.people.installation()
    if installation is None:
        # Slack delivers an event again that was not taken; everything else a person tries again.
        return _refuse(refusals.INSTALLATION_UNKNOWN, body, services=services, event_status=503)
    workspace = installation.workspace_of(origin)
    if not workspace:
        return _refuse(refusals.only_people_of(installation.name), body, services=services)
    if not _is_active(body, services=services):
        return _refuse(refusals.NOT_ACTIVE, body, services=services)
    user = _user_of(body)
    if not installation.team and user and not services.people.is_in(workspace, user=user):
        return _refuse(refusals.only_people_of(installation.name), body, services=services)
    body[WORKSPACE] = workspace
    next_()
    return None


def _is_active(body: Body, *, services: Services) -> bool:
    """Return whether whoever acts may act at all; who that is holds for the whole request.

    While somebody types a time, each letter may be a request: it changes nothing, so what is
    remembered will do.
    """
    user = _user_of(body)
    if not user:
        return True
    people = services.people
    return (people.person(user) if _is_typing(body) else people.person_for_request(user)).active


def _user_of(body: Body) -> str:
    """Return who acts, where the payload that will be read has it."""
    return text_at(body, "user_id") if "command" in body else text_at(body, "user", "id")


def _is_typing(body: Body) -> bool:
    match body:
        case {"type": "block_actions", "view": _, "actions": [{"action_id": str(action)}, *_]}:
            return action == WHEN and "command" not in body
        case _:
            return False


def _refuse(text: str, body: Body, *, services: Services, event_status: int = 200) -> BoltResponse:
    """Tell whoever acted, privately, where Slack gives a way to."""
    said = ack_with_text(text, body)
    if said is not None:
        return said
    match body:
        case {"type": "block_suggestion"}:
            return BoltResponse(status=200, body={"options": []})
        case {"type": str(kind)} if kind == EVENT:
            return BoltResponse(status=event_status, body="")
        case {"response_url": str(url)} if url:
            with suppress(ValidationError):
                there = ReplyTo(
                    user=_user_of(body), channel=text_at(body, "channel", "id"), url=url
                )
                answer = partial(services.responder.answer, there, PrivateAnswer(text=text))
                services.background.start(answer)
        case {"view": _, "trigger_id": str(trigger)} if not _is_typing(body):
            services.background.start(
                partial(_push_modal, text, trigger=trigger, services=services)
            )
    return BoltResponse(status=200, body="")


def _push_modal(text: str, *, trigger: str, services: Services) -> None:
    """Say it on top of the form that was pressed in; who that is by name, Docket was not told."""
    try:
        services.slack.push_view(notice(text), trigger=trigger)
    except ProviderFailure as failure:
        log.warning("could not show a refusal: %s", failure.reason)
