"""Answering whoever acted, privately, by the first way that Slack takes."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.scheduling.model.failures import ProviderFailure, Refused
from handlers.slack.background import Background
from handlers.slack.payloads import Caller
from handlers.slack.web_api import SlackApi, is_about_channel
from handlers.ui.blocks import LONGEST_TEXT, Block, clip_marked, section

log = logging.getLogger(__name__)

Blocks = Sequence[Block] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateAnswer:
    """What is shown to whoever acted, and to nobody else; without blocks it is its text.

    With `replace` it takes the place of the message that was pressed in. Direct messages stay: there
    they are told `in_direct_messages` in place of an answer that should not.
    """

    text: str
    blocks: Blocks = None
    replace: bool = False
    in_direct_messages: str = ""


class Responder:
    """Answers where somebody acted, visible to nobody else, or in their direct messages."""

    def __init__(self, slack: SlackApi, *, background: Background) -> None:
        """Take the Slack client, and where answers are given that may come after the ack."""
        self._slack = slack
        self._background = background

    def answer_soon(self, caller: Caller, answer: PrivateAnswer) -> None:
        """Answer as `answer` does, if need be after the ack, for which Slack waits three seconds."""
        self._background.run_soon(partial(self.answer, caller, answer))

    def answer(self, caller: Caller, answer: PrivateAnswer) -> None:
        """Answer at the response_url, else where they acted, else in their direct messages."""
        text = clip_marked(answer.text, to=LONGEST_TEXT)
        blocks = answer.blocks or [section(answer.text)]
        at_url = partial(self._slack.respond, caller.url, text=text, replace=answer.replace)
        if caller.url and _was_accepted(lambda shown: at_url(blocks=shown), blocks):
            return
        here = partial(self._post, "chat.postEphemeral", channel=caller.channel, user=caller.user)
        if caller.channel and _was_accepted(partial(here, text=text), blocks):
            return
        if answer.in_direct_messages:
            text, blocks = answer.in_direct_messages, [section(answer.in_direct_messages)]
        directly = partial(self._post, "chat.postMessage", channel=caller.user, text=text)
        if not _was_accepted(directly, blocks):
            log.error("could not answer the person in any way")

    def _post(self, method: str, blocks: Blocks, **arguments: str) -> None:
        self._slack.call(method, blocks=blocks, **arguments)


def _was_accepted(send: Callable[[Blocks], None], blocks: Blocks) -> bool:
    """Send it, without its blocks where Slack will not show them; say whether Slack took it."""
    for shown in (blocks, None):
        try:
            send(shown)
        except Refused as failure:
            log.warning("could not show an answer: %s", failure.reason)
            if is_about_channel(failure.reason):
                return False
        except ProviderFailure as failure:
            log.warning("could not show an answer: %s", failure.reason)
            return False
        else:
            return True
    return False
