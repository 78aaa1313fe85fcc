"""What every handler is given: the desk, who people are, the door to Slack, the time."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from http import HTTPStatus
from http.client import HTTPException
from typing import Any, Protocol

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from slack_sdk.webhook import WebhookClient

from bot.network.certificates import trusted
from bot.scheduling.attention_desk import Attention
from bot.scheduling.desk import Desk
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.failures import ProviderFailure, Refused
from bot.scheduling.model.reference import CONFIDENTIAL, Kind
from bot.scheduling.model.rights import Actor
from bot.scheduling.ports import Appointments
from handlers.slack import deadline
from handlers.slack.background import Background
from handlers.slack.payloads import Caller, Press
from handlers.slack.people import People
from handlers.slack.posting_rights import Posting
from handlers.slack.staff import Membership, Staff
from handlers.slack.visibility import ChannelVisibility
from handlers.slack.web_api import SlackApi, is_about_the_place
from handlers.ui.blocks import LONGEST_TEXT, clip_marked, section

log = logging.getLogger(__name__)

# An answer at a response_url is shown also where the three seconds of the press are over.
RESPOND_SECONDS = 2


class CalendarLink(Protocol):
    """How a person comes by the address of a booking's calendar file."""

    def __call__(self, booking: Booking, *, to: Actor) -> str | None:
        """Return the address, None where there is none for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the open lists offer: values with the words people see; event types may be none."""

    video_providers: tuple[tuple[str, str], ...]
    session_types: tuple[tuple[str, str], ...]
    event_types: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """The things handlers work with; `clock` gives the time now (aware UTC).

    `slack` answers or gives up within the three seconds that Slack allows. `switched_on` are the
    kinds whose provider has its key; `calendars_on` says whether calendar events can be changed,
    which takes another. `calendar_link` gives a person's address of a booking's calendar file, or
    None where there is none for them. `appointments` is asked only through `later`, after the
    acknowledgement, and only for what changes nothing.
    """

    desk: Desk
    attention: Attention
    people: People
    staff: Staff
    places: ChannelVisibility
    posting: Posting
    slack: SlackApi
    choices: Choices
    appointments: Appointments
    later: Background
    switched_on: frozenset[Kind]
    calendars_on: bool
    clock: Callable[[], datetime]
    calendar_link: CalendarLink

    def actor(
        self,
        user: str,
        *,
        team: str,
        about: Collection[Kind] = frozenset(Kind),
        afresh: bool = False,
    ) -> Actor:
        """Return the person as somebody who acts in a workspace, `about` bookings of these kinds.

        Slack is asked who is appointment staff only about what concerns patients, and `afresh` where
        that right is used for a change; of staff it is asked each time who they are: a user group
        does not tell.
        """
        is_concerned = not CONFIDENTIAL.isdisjoint(about)
        if not is_concerned or self.staff.of(user, team=team, afresh=afresh) is not Membership.YES:
            return self.people.actor(user, team=team)
        proven = self.people.prove(user)
        actor = self.people.actor(user, team=team)
        return replace(actor, staff=True, known=actor.known and proven)

    def reader(self, user: str, *, team: str) -> Actor:
        """Return the person as somebody whose calendar asks, and whom Slack has not announced."""
        self.people.renew(user)
        return self.actor(user, team=team)

    def open(self, view: View, *, trigger: str) -> dict[str, Any]:
        """Open a modal for a press or command; Slack allows three seconds. Raises ProviderFailure."""
        return self.slack.call("views.open", trigger_id=trigger, view=view.to_dict())

    def whisper(
        self,
        press: Press,
        *,
        text: str,
        blocks: Sequence[Block],
        replace: bool = False,
        kept: str = "",
    ) -> None:
        """Answer a press in a message, only visible to whoever pressed, if need be after the ack.

        With `replace` the answer takes the place of the message; `kept` as in `answer`.
        """
        answer = partial(
            self.answer, press.caller, text=text, blocks=blocks, replace=replace, kept=kept
        )
        self.later.soon(answer)

    def answer(
        self,
        caller: Caller,
        *,
        text: str,
        blocks: Sequence[Block],
        replace: bool = False,
        kept: str = "",
    ) -> None:
        """Answer whoever acted, by the first way that Slack takes: nobody is left without a word.

        That is where they acted, visible to nobody else, or in their direct messages, which keep
        what they are told: there they are told `kept` in place of an answer that should not be kept.
        """
        if caller.url and self._respond(caller.url, text=text, blocks=blocks, replace=replace):
            return
        here = {"channel": caller.channel, "user": caller.user}
        if caller.channel and self._say("chat.postEphemeral", here, text=text, blocks=blocks):
            return
        told = [section(kept)] if kept else blocks
        if not self._say(
            "chat.postMessage", {"channel": caller.user}, text=kept or text, blocks=told
        ):
            log.error("whoever acted could not be answered in any way")

    def _say(
        self, method: str, place: Mapping[str, str], *, text: str, blocks: Sequence[Block]
    ) -> bool:
        """Say it, without its blocks where Slack will not show them; say whether Slack took it."""
        for shown in ([block.to_dict() for block in blocks], None):
            try:
                self.slack.call(
                    method, **place, text=clip_marked(text, to=LONGEST_TEXT), blocks=shown
                )
            except Refused as failure:
                log.warning("an answer could not be shown: %s", failure.reason)
                if is_about_the_place(failure.reason):
                    return False
            except ProviderFailure as failure:
                log.warning("an answer could not be shown: %s", failure.reason)
                return False
            else:
                return True
        return False

    def _respond(self, url: str, *, text: str, blocks: Sequence[Block], replace: bool) -> bool:
        """Answer at a payload's response_url, and say whether Slack took it.

        Blocks that Slack will not show are left out.
        """
        if not self.slack.takes_answers_at(url):
            log.warning("an answer was not sent: its address is not Slack's")
            return False
        for shown in (blocks, None):
            seconds = deadline.at_most(RESPOND_SECONDS)
            webhook = WebhookClient(
                url,
                timeout=seconds,  # type: ignore[arg-type] # urllib takes fractions
                ssl=trusted(),
                retry_handlers=[],
            )
            try:
                answer = webhook.send(
                    text=clip_marked(text, to=LONGEST_TEXT),
                    blocks=shown,
                    response_type="ephemeral",
                    replace_original=replace,
                )
            except (OSError, HTTPException) as error:
                log.warning("an answer could not be shown: %s", type(error).__name__)
                return False
            if answer.status_code == HTTPStatus.OK:
                return True
            log.warning("an answer could not be shown: %s", answer.status_code)
            if answer.status_code != HTTPStatus.BAD_REQUEST:
                return False
        return False

    def push(self, view: View, *, trigger: str) -> dict[str, Any]:
        """Lay a modal on top of the one that was pressed in. Raises ProviderFailure."""
        return self.slack.call("views.push", trigger_id=trigger, view=view.to_dict())
