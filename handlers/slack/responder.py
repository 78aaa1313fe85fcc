"""Answering whoever acted, privately, by the first way that Slack takes."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.scheduling.model.failures import ProviderFailure, Refused
from bot.scheduling.model.reply_to import ReplyTo
from handlers.slack.background import Background
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

    def answer_soon(self, reply_to: ReplyTo, answer: PrivateAnswer) -> None:
        """Answer as `answer` does, if need be after the ack, for which Slack waits three seconds."""
        self._background.run_soon(partial(self.answer, reply_to, answer))

    def answer(self, reply_to: ReplyTo, answer: PrivateAnswer) -> None:
        """Answer where they acted, or in their direct messages."""
        if not answer_privately(reply_to, answer, slack=self._slack):
            log.error("could not answer the person in any way")


def answer_privately(reply_to: ReplyTo, answer: PrivateAnswer, *, slack: SlackApi) -> bool:
    """Answer at the response_url, else in the channel, else directly; return whether Slack took it."""
    text = clip_marked(answer.text, to=LONGEST_TEXT)
    blocks = answer.blocks or [section(answer.text)]
    at_url = partial(slack.respond, reply_to.url, text=text, replace=answer.replace)
    if reply_to.url and _was_accepted(lambda shown: at_url(blocks=shown), blocks):
        return True

    def post(method: str, shown: Blocks, **where: str) -> None:
        slack.call(method, blocks=shown, text=text, **where)

    here = partial(post, "chat.postEphemeral", channel=reply_to.channel, user=reply_to.user)
    if reply_to.channel and _was_accepted(here, blocks):
        return True
    if answer.in_direct_messages:
        text, blocks = answer.in_direct_messages, [section(answer.in_direct_messages)]
    return _was_accepted(partial(post, "chat.postMessage", channel=reply_to.user), blocks)


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
