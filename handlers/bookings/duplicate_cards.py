"""A second card of a booking, which Docket comes across when somebody presses a button on it.

There is one where Docket ended between Slack's answer and noting it, and may not read the channel.
"""

from handlers.messages import cards
from handlers.services import Services
from handlers.slack.payloads import BlockAction, Body


def remove(body: Body, *, services: Services) -> None:
    """Have the card that was pressed on deleted, if another shows its booking by now."""
    press = BlockAction.model_validate(body)
    ref = cards.reference_of(press.message_blocks)
    if ref:
        services.bookings.remove_duplicate_card(
            press.team, ref, channel=press.channel, ts=press.message_ts
        )
