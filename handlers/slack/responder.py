"""Answering whoever acted, privately, by the first way that Slack takes."""

import logging
from collections.abc import Callable, Sequence
from functools import partial

from slack_sdk.models.blocks import Block

from bot.scheduling.model.failures import ProviderFailure, Refused
from handlers.slack.background import Background
from handlers.slack.payloads import Caller
from handlers.slack.web_api import SlackApi, is_about_the_place
from handlers.ui.blocks import LONGEST_TEXT, clip_marked, section

log = logging.getLogger(__name__)

Blocks = Sequence[Block] | None


class Responder:
    """Answers where somebody acted, visible to nobody else, or in their direct messages."""

    def __init__(self, slack: SlackApi, *, background: Background) -> None:
        """Take the door to Slack, and where answers are given that may come after the ack."""
        self._slack = slack
        self._background = background

    def answer_soon(
        self,
        caller: Caller,
        *,
        text: str,
        blocks: Sequence[Block],
        replace: bool = False,
        in_direct_messages: str = "",
    ) -> None:
        """Answer as `answer` does, if need be after the ack: Slack waits three seconds for that."""
        self._background.soon(
            partial(
                self.answer,
                caller,
                text=text,
                blocks=blocks,
                replace=replace,
                in_direct_messages=in_direct_messages,
            )
        )

    def answer(
        self,
        caller: Caller,
        *,
        text: str,
        blocks: Sequence[Block],
        replace: bool = False,
        in_direct_messages: str = "",
    ) -> None:
        """Answer at the response_url, else where they acted, else in their direct messages.

        With `replace` the answer takes the place of the message that was pressed in. Direct messages
        stay: there they are told `in_direct_messages` in place of an answer that should not.
        """
        text = clip_marked(text, to=LONGEST_TEXT)
        if self._is_taken(partial(self._at_url, caller, text=text, replace=replace), blocks):
            return
        if self._is_taken(partial(self._where_they_acted, caller, text=text), blocks):
            return
        told = [section(in_direct_messages)] if in_direct_messages else blocks
        text = in_direct_messages or text
        if not self._is_taken(partial(self._in_direct_messages, caller, text=text), told):
            log.error("whoever acted could not be answered in any way")

    def _at_url(self, caller: Caller, blocks: Blocks, *, text: str, replace: bool) -> bool:
        if not caller.url:
            return False
        self._slack.respond(caller.url, text=text, blocks=blocks, replace=replace)
        return True

    def _where_they_acted(self, caller: Caller, blocks: Blocks, *, text: str) -> bool:
        if not caller.channel:
            return False
        self._slack.call(
            "chat.postEphemeral",
            channel=caller.channel,
            user=caller.user,
            text=text,
            blocks=_drawn(blocks),
        )
        return True

    def _in_direct_messages(self, caller: Caller, blocks: Blocks, *, text: str) -> bool:
        self._slack.call("chat.postMessage", channel=caller.user, text=text, blocks=_drawn(blocks))
        return True

    @staticmethod
    def _is_taken(send: Callable[[Blocks], bool], blocks: Sequence[Block]) -> bool:
        """Send it, without its blocks where Slack will not show them; say whether Slack took it.

        `send` says whether there is such a way, and raises a ProviderFailure where it fails.
        """
        for shown in (blocks, None):
            try:
                return send(shown)
            except Refused as failure:
                log.warning("an answer could not be shown: %s", failure.reason)
                if is_about_the_place(failure.reason):
                    return False
            except ProviderFailure as failure:
                log.warning("an answer could not be shown: %s", failure.reason)
                return False
        return False


def _drawn(blocks: Blocks) -> list[dict[str, object]] | None:
    return [block.to_dict() for block in blocks] if blocks is not None else None
