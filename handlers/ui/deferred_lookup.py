"""Looks something up at a provider: an interim answer at once, the result later.

Nothing here is durable: who asked can ask again, and is told so where no answer comes.
"""

import logging
from collections.abc import Callable
from dataclasses import replace

from bot.scheduling.model.failures import ProviderFailure
from bot.scheduling.model.reply_to import ReplyTo
from handlers.messages import failures
from handlers.messages.errors import ANSWER_NOT_SHOWN, BROKEN, BUSY, LOOKING
from handlers.services import Services
from handlers.slack.responder import PrivateAnswer
from handlers.ui.screen import Screen

log = logging.getLogger(__name__)


def look_up(
    ask: Callable[[], PrivateAnswer],
    *,
    provider: str,
    screen: Screen,
    reply_to: ReplyTo,
    services: Services,
) -> None:
    """Acknowledge, then ask the provider and answer whoever asked, of which nothing is kept.

    `ask` may raise a ProviderFailure, which is answered as well.
    """

    def work() -> None:
        answer = replace(_answer(ask), in_direct_messages=ANSWER_NOT_SHOWN)
        services.responder.answer(reply_to, answer)

    if services.background.start(work):
        screen.say(LOOKING.format(provider=provider))
    else:
        screen.say(BUSY.format(provider=provider))


def _answer(ask: Callable[[], PrivateAnswer]) -> PrivateAnswer:
    try:
        return ask()
    except ProviderFailure as failure:
        return PrivateAnswer(text=failures.not_answered(failure))
    except Exception:  # the person waits for an answer: what a fault of ours says goes to the log
        log.exception("could not answer a request")
        return PrivateAnswer(text=BROKEN)
