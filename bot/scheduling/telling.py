"""Showing people how a booking stands: the card, its thread, the announcements, the direct messages."""

import logging
from collections.abc import Callable
from datetime import datetime

from bot.scheduling.bookings import Booking
from bot.scheduling.failures import Gone, NotAllowed, Passing, ProviderFailure, Refused
from bot.scheduling.ports import Notices, Outcome, Postponed, Result
from bot.scheduling.retrying import due, is_worth_trying, next_try
from bot.scheduling.tasks import (
    Announce,
    Due,
    Happened,
    News,
    ShowCard,
    Task,
    Tell,
    ThreadLine,
    Work,
)

log = logging.getLogger(__name__)


class Teller:
    """Does the work that waits for Slack; `clock` gives the time now (aware UTC)."""

    def __init__(self, notices: Notices, *, clock: Callable[[], datetime]) -> None:
        self._notices = notices
        self._clock = clock

    def carry_out(self, work: Work, booking: Booking) -> Result:
        """Show or say it; where Slack will not have it there, show or say it to the person instead."""
        try:
            return self._try(work, booking)
        except Passing as failure:
            return Postponed(at=next_try(work, now=self._clock(), after=failure.after))

    def _try(self, work: Work, booking: Booking) -> Outcome:
        try:
            return self._do(work, booking)
        except Passing as failure:
            at = next_try(work, now=self._clock(), after=failure.after)
            if is_worth_trying(work, at=at):
                raise
            return self._give_up(work, booking, failure)
        except ProviderFailure as failure:
            return self._give_up(work, booking, failure)

    def _do(self, work: Work, booking: Booking) -> Outcome:
        match work.task:
            case ShowCard():
                return self._show_card(booking, tried_before=work.attempt > 1)
            case ThreadLine(news=news):
                self._notices.thread_line(booking, news=news)
            case Announce(news=news, channel=channel):
                self._notices.announce(booking, news=news, channel=channel)
            case Tell(news=news, user=user):
                self._notices.tell(booking, news=news, user=user)
            case _:
                raise TypeError(f"{work.task.kind} is not work for Slack")
        return Outcome()

    def _show_card(self, booking: Booking, *, tried_before: bool) -> Outcome:
        if booking.card is not None:
            return self._edit_card(booking)
        card = self._notices.find_card(booking) if tried_before else None
        card = card or self._notices.post_card(booking)
        return Outcome(step=lambda current: current.with_(card=card, channel=card.channel))

    def _edit_card(self, booking: Booking) -> Outcome:
        try:
            self._notices.edit_card(booking)
        except Gone:
            # The message was deleted or may no longer be edited: a new one takes its place.
            return Outcome(
                step=lambda current: current.with_(card=None), then=self._now(ShowCard())
            )
        except Refused as failure:
            log.warning("the card of %s could not be edited: %s", booking.ref, failure.reason)
        return Outcome()

    def _give_up(self, work: Work, booking: Booking, failure: ProviderFailure) -> Outcome:
        log.warning("%s for %s: %s", work.task.kind, work.ref, failure.reason)
        match work.task:
            case ShowCard():
                return self._show_to_owner(booking, failure)
            case Announce(news=news, channel=channel):
                missed = News(what=Happened.NOT_ANNOUNCED, channel=channel, trouble=failure.reason)
                return Outcome(then=self._now(Tell(user=news.by or booking.owner, news=missed)))
            case _:
                return Outcome()

    def _show_to_owner(self, booking: Booking, failure: ProviderFailure) -> Outcome:
        """Put the card into the owner's direct messages, and tell them why it is there."""
        try:
            direct = self._notices.direct_channel(booking.owner)
        except (Gone, NotAllowed, Refused):
            direct = booking.channel
        if direct == booking.channel:
            log.error("there is no place for the card of %s", booking.ref)
            return Outcome()
        news = News(what=Happened.CARD_ELSEWHERE, channel=booking.channel, trouble=failure.reason)
        return Outcome(
            step=lambda current: current.with_(channel=direct),
            then=self._now(ShowCard(), Tell(user=booking.owner, news=news)),
        )

    def _now(self, *tasks: Task) -> list[Due]:
        return due(*tasks, at=self._clock())
