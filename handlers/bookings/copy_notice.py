"""*Copy notice*, under *More*: a paragraph to paste, for whoever may read the private details."""

from bot.scheduling.model.record import Record
from bot.scheduling.model.rights import NotShown, may_see_private_details
from bot.scheduling.model.transitions import InvalidTransition
from handlers.messages import labels, refusals
from handlers.messages.notice import HOW_TO_COPY, can_be_told, notice
from handlers.request import BookingRequest
from handlers.ui.blocks import context_block, modal, plain_section

NAME = "booking_notice"


def show(booking: Record, request: BookingRequest) -> None:
    """Show the notice; where there is nothing to tell the parties yet, say how it stands."""
    actor, people, screen = request.actor, request.services.people, request.screen
    booking = booking.as_of(request.services.clock())
    if not may_see_private_details(actor, booking):
        screen.say(refusals.refusal(NotShown(booking)))
        return
    if not can_be_told(booking):
        screen.say(refusals.refusal(InvalidTransition(booking)))
        return
    known = (people.person(user).zone for user in (actor.user, booking.owner))
    text = notice(booking, zones=[zone for zone in known if zone])
    blocks = [plain_section(text), context_block(HOW_TO_COPY)]
    screen.show(modal(labels.COPY_NOTICE, blocks=blocks, name=NAME))
