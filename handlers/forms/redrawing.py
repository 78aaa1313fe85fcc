"""Forms drawn anew: while they are open, or as the answer to their being sent."""

import logging

from slack_bolt import Ack

from bot.scheduling.model.failures import ProviderFailure
from handlers.services import Services
from handlers.slack.payloads import Modal
from handlers.ui.blocks import Block, View

log = logging.getLogger(__name__)

# The person typed on or closed the form: a newer drawing is on its way, or none is needed.
_OVERTAKEN = frozenset({"hash_conflict", "not_found"})


def show(view: View, *, form: Modal, services: Services, first: bool = False) -> bool:
    """Show an open form as it is drawn now, and say whether Slack does.

    One that has changed meanwhile is left alone, unless this goes `first`, as what was pressed does before
    what was typed.
    """
    try:
        services.slack.update_view(view, view_id=form.id, seen=None if first else form.hash)
    except ProviderFailure as failure:
        if failure.reason not in _OVERTAKEN:
            log.warning("Slack did not redraw a form: %s", failure.reason)
        return False
    return True


def ask_again(ack: Ack, view: View, *, above: Block) -> None:
    """Answer a form that was sent with the same form once more, and with what is to be seen to `above` it."""
    ack(response_action="update", view={**view, "blocks": [above, *view["blocks"]]})
