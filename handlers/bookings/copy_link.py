"""Copy link, in the menu of a list's line: the join link, to be selected and copied."""

from bot.scheduling.model.record import Record
from bot.scheduling.model.rights import link_for
from handlers.messages import labels, naming, states
from handlers.request import BookingRequest
from handlers.ui.blocks import escape, modal, section

NAME = "booking_link"


def show(booking: Record, request: BookingRequest) -> None:
    """Show the link that this person may have, or say that there is none."""
    link = link_for(request.actor, booking)
    if link is None:
        request.screen.say(states.no_link(booking))
        return
    blocks = [section(f"*{naming.title(booking)}*"), section(f"`{escape(link)}`")]
    request.screen.show(modal(labels.COPY_LINK, blocks=blocks, name=NAME))
