"""Who was told by a job, or is to be emailed by a provider because of it, for the booking's history."""

from bot.scheduling.model.record import Record, State
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.ports.results import Outcome, Result
from bot.scheduling.tasks.news import NOT_SHOWN, EventType, News
from bot.scheduling.tasks.provider import Cancel
from bot.scheduling.tasks.queue import Job
from bot.scheduling.tasks.slack import Announce, DirectMessage, Receipt, ShowCard, ThreadReply
from bot.scheduling.told import Medium, Told

# What parties are told of; that something is amiss with a message or a change is its owner's alone.
_OF_INTEREST = frozenset(
    {
        EventType.BOOKED,
        EventType.REQUESTED,
        EventType.LINK_ARRIVED,
        EventType.MOVED,
        EventType.EDITED,
        EventType.CANCELED,
        EventType.CANCELED_BY_PROVIDER,
        EventType.GONE_AT_PROVIDER,
        EventType.CHANGED_AT_PROVIDER,
        EventType.LENGTH_CHANGED_AT_PROVIDER,
        EventType.ZONE_RULES_CHANGED,
    }
)
_NOT_YET_BOOKED = frozenset({State.BOOKING, State.REQUESTED})


def told_by(result: Result, *, job: Job, booking: Record) -> list[Told]:
    """Return whom a job told of a booking as it was before; nobody where Slack did not take it."""
    if not isinstance(result, Outcome):
        return []
    match job.task:
        case ShowCard() if booking.card is None:
            shown = result.applied_to(booking).card
            channel = shown.channel if shown else ""
            return [Told(medium=Medium.CARD, of=EventType.BOOKED, whom=channel)] if shown else []
        case ThreadReply(news=news) if booking.card is not None:
            return _told(result, Medium.THREAD, news, whom=booking.card.channel)
        case Announce(news=news, channel=channel):
            return _told(result, Medium.ANNOUNCEMENT, news, whom=channel)
        case DirectMessage(news=news, user=user):
            return _told(result, Medium.DIRECT_MESSAGE, news, whom=user)
        case Receipt(news=news, user=user) if not result.then:
            return _told(result, Medium.RECEIPT, news, whom=user)
        case _:
            return _emailed(result, job=job, booking=booking)


def _told(result: Outcome, medium: Medium, news: News, *, whom: str) -> list[Told]:
    """Return that it was told, unless what follows says that it was not shown."""
    missed = any(getattr(due.task, "news", news).what in NOT_SHOWN for due in result.then)
    is_told = news.what in _OF_INTEREST and not missed
    return [Told(medium=medium, of=news.what, whom=whom)] if is_told else []


def _emailed(result: Outcome, *, job: Job, booking: Record) -> list[Told]:
    """Return how many people Prevail was asked to email, as far as its documentation promises that."""
    after = result.applied_to(booking)
    if not isinstance(booking, SessionBooking) or not isinstance(after, SessionBooking):
        return []
    invited = after.session.invited
    if booking.state in _NOT_YET_BOOKED and after.state is State.CONFIRMED:
        return _emails(EventType.BOOKED, people=len(invited))
    if booking.state is State.CANCELING and after.state is State.CANCELED:
        asked = isinstance(job.task, Cancel) and job.task.email_everybody and not after.never_booked
        return _emails(EventType.CANCELED, people=len(invited)) if asked else []
    return _emails(EventType.EDITED, people=len(invited - booking.session.invited))


def _emails(of: EventType, *, people: int) -> list[Told]:
    return [Told(medium=Medium.EMAIL, of=of, people=people)] if people else []
