"""Showing people how a booking stands: the card, its thread, the announcements, the direct messages."""

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from bot.scheduling.attention import is_still_so, reminded
from bot.scheduling.bookings import Booking, Card, Trouble
from bot.scheduling.failures import Gone, Limited, NotAllowed, Passing, ProviderFailure, Refused
from bot.scheduling.ports import Notices, Outcome, Postponed, Rest, Result, SetAside
from bot.scheduling.retrying import GIVE_UP_FOR_GOOD_AFTER, due, is_worth_trying, next_try
from bot.scheduling.tasks import (
    Announce,
    Due,
    Happened,
    News,
    Remind,
    ShowCard,
    Task,
    Tell,
    ThreadLine,
    Whisper,
    Work,
)

log = logging.getLogger(__name__)


class Teller:
    """Does the work that waits for Slack; `clock` gives the time now (aware UTC).

    `admins` are the Slack users who hear of what cannot be said to those it concerns.
    """

    def __init__(
        self, notices: Notices, *, admins: Collection[str], clock: Callable[[], datetime]
    ) -> None:
        self._notices = notices
        self._admins = admins
        self._clock = clock

    def carry_out(self, work: Work, booking: Booking) -> Result | Rest:
        """Show or say it; where Slack will not have it there, show or say it to the person instead.

        While Slack does not answer, or does not let Docket in, it is tried again for a day.
        """
        try:
            return self._do(work, booking)
        except Limited as failure:
            return self._rest(work, failure) or self._give_up(work, booking, failure.reason)
        except (Passing, NotAllowed) as failure:
            return self._put_off(work, failure) or self._give_up(work, booking, failure.reason)
        except ProviderFailure as failure:
            return self._give_up(work, booking, failure.reason)

    def abandon(self, work: Work, booking: Booking) -> Outcome | SetAside:
        """Say what follows when a fault of Docket's own has held it up for good."""
        if isinstance(work.task, ShowCard):
            news = News(what=Happened.CARD_NOT_SHOWN, trouble=Trouble.OURS)
            return Outcome(then=self._now(Tell(user=booking.owner, news=news)))
        return self._give_up(work, booking, Trouble.OURS)

    def _rest(self, work: Work, failure: Limited) -> Rest | None:
        """Return how long Slack wants to be left alone, None where it has been tried for long enough."""
        at = self._clock() + (failure.after or timedelta(0))
        worth = is_worth_trying(work, at=at, within=GIVE_UP_FOR_GOOD_AFTER)
        return Rest(wait=failure.after) if worth else None

    def _put_off(self, work: Work, failure: Passing | NotAllowed) -> Postponed | None:
        """Return when to try again, None where it has been tried for long enough."""
        after = failure.after if isinstance(failure, Passing) else None
        at = next_try(work, now=self._clock(), after=after)
        worth = is_worth_trying(work, at=at, within=GIVE_UP_FOR_GOOD_AFTER)
        return Postponed(at=at) if worth else None

    def _do(self, work: Work, booking: Booking) -> Outcome:
        match work.task:
            case ShowCard(in_place=True):
                return self._redraw(work, booking)
            case ShowCard():
                return self._show_card(booking, tried_before=work.attempt > 1)
            case ThreadLine(news=news):
                self._notices.thread_line(booking, news=news)
            case Announce(news=news, channel=channel):
                self._notices.announce(booking, news=news, channel=channel)
            case Tell(news=news, user=user):
                self._notices.tell(booking, news=news, user=user)
            case Whisper(news=news, user=user, channel=channel):
                self._notices.whisper(booking, news=news, user=user, channel=channel)
            case Remind() as task:
                return self._remind(task, booking)
            case _:
                raise TypeError(f"{work.task.kind} is not work for Slack")
        return Outcome()

    def _remind(self, task: Remind, booking: Booking) -> Outcome:
        """Tell who is to hear of trouble that has not gone away."""
        tells = reminded(task, booking, admins=self._admins)
        if task.admins and not self._admins and is_still_so(task, booking):
            log.error("%s needs attention, and ADMIN_USERS names nobody to tell", booking.ref)
        return Outcome(then=self._now(*tells))

    def _show_card(self, booking: Booking, *, tried_before: bool) -> Outcome:
        if booking.card is not None:
            return self._edit_card(booking, booking.card)
        card = self._notices.find_card(booking) if tried_before else None
        card = card or self._notices.post_card(booking)
        return Outcome(
            step=lambda current: current.with_(card=card, channel=card.channel),
            then=self._about(card, booking),
        )

    def _edit_card(self, booking: Booking, before: Card) -> Outcome:
        try:
            card = self._notices.edit_card(booking)
        except Gone:
            # The message was deleted or may no longer be edited: a new one takes its place.
            return Outcome(
                step=lambda current: current.with_(card=None), then=self._now(ShowCard())
            )
        return self._edited(booking, before, card)

    def _redraw(self, work: Work, booking: Booking) -> Outcome:
        """Edit the card where it stands; one that was taken away, or can't be edited there, stays so."""
        if booking.card is None:
            return Outcome()
        try:
            return self._edited(booking, booking.card, self._notices.edit_card(booking))
        except (Gone, Refused) as failure:
            log.warning("%s for %s: %s", work.task.kind, work.ref, failure.reason)
        return Outcome()

    def _edited(self, booking: Booking, before: Card, card: Card) -> Outcome:
        """Keep how the card is shown now, unless another has taken its place meanwhile."""
        if card == before:
            return Outcome()
        then = [] if before.refused else self._about(card, booking)

        def step(current: Booking) -> Booking:
            there = current.card
            is_same = there is not None and (there.channel, there.ts) == (card.channel, card.ts)
            return current.with_(card=card) if is_same else current

        return Outcome(step=step, then=then)

    def _about(self, card: Card, booking: Booking) -> list[Due]:
        """Return the word to the owner that Slack would not show all of the card."""
        if not card.refused:
            return []
        news = News(what=Happened.CARD_REDUCED, trouble=card.refused)
        return self._now(Tell(user=booking.owner, news=news))

    def _give_up(self, work: Work, booking: Booking, reason: str) -> Outcome | SetAside:
        """Return what follows when it is not tried again: somebody hears of it."""
        log.warning("%s for %s: %s", work.task.kind, work.ref, reason)
        match work.task:
            case ShowCard(in_place=True):
                news = News(what=Happened.CARD_NOT_SHOWN, trouble=reason)
                return Outcome(then=self._now(Tell(user=booking.owner, news=news)))
            case ShowCard():
                return self._show_to_owner(work, booking, reason)
            case ThreadLine(news=news):
                channel = booking.card.channel if booking.card else booking.channel
                return self._not_announced(news, booking, channel=channel, reason=reason)
            case Announce(news=news, channel=channel):
                return self._not_announced(news, booking, channel=channel, reason=reason)
            case Tell(news=news, user=user):
                return self._tell_another(work, booking, news, user=user, reason=reason)
            case Whisper(news=news, user=user):
                return Outcome(then=self._now(Tell(user=user, news=news)))
            case _:
                return Outcome()

    def _not_announced(self, news: News, booking: Booking, *, channel: str, reason: str) -> Outcome:
        missed = News(what=Happened.NOT_ANNOUNCED, channel=channel, trouble=reason)
        return Outcome(then=self._now(Tell(user=news.by or booking.owner, news=missed)))

    def _show_to_owner(self, work: Work, booking: Booking, reason: str) -> Outcome | SetAside:
        """Put the card into the owner's direct messages, and tell them why it is there."""
        try:
            direct = self._notices.direct_channel(booking.owner)
        except (Gone, NotAllowed, Refused):
            direct = booking.channel
        except Passing:
            # A message to a person opens the conversation by itself.
            direct = booking.owner
        if direct == booking.channel:
            log.error("there is no place for the card of %s", booking.ref)
            return self._tell_another(
                work, booking, News(what=Happened.CARD_NOT_SHOWN), user=booking.owner, reason=reason
            )
        news = News(what=Happened.CARD_ELSEWHERE, channel=booking.channel, trouble=reason)
        return Outcome(
            step=lambda current: current.with_(channel=direct, card=None),
            then=self._now(ShowCard(), Tell(user=booking.owner, news=news)),
        )

    def _tell_another(
        self, work: Work, booking: Booking, news: News, *, user: str, reason: str
    ) -> Outcome | SetAside:
        """Let others know that somebody could not be told: owner and who acted, else administrators."""
        if news.what is Happened.NOT_TOLD:
            return self._nobody_knows(work)
        concerned = {booking.owner, news.by} - {user, ""}
        others = concerned or set(self._admins) - {user}
        if not others:
            return self._nobody_knows(work)
        missed = News(what=Happened.NOT_TOLD, by=user, trouble=reason)
        return Outcome(then=self._now(*(Tell(user=each, news=missed) for each in sorted(others))))

    def _nobody_knows(self, work: Work) -> SetAside:
        """Keep what reached nobody: `/bookings attention` lists it."""
        log.error("nobody could be told about %s", work.ref)
        return SetAside()

    def _now(self, *tasks: Task) -> list[Due]:
        return due(*tasks, at=self._clock())
