"""What needs attention, since when, and who is reminded of it: nobody of what was settled."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.scheduling.attention import (
    ADMINS_HEAR_AFTER,
    FIRST_LOOK,
    OWNER_HEARS_AFTER,
    STUCK_AFTER,
    AttentionReason,
    attention_item,
    attention_reason,
    reminder_messages,
    reminders,
    track_attention,
)
from bot.scheduling.jobs.retries import due
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import Card, FailureReason, Record, State
from bot.scheduling.model.transitions import (
    begin_cancellation,
    mark_booked,
    mark_delayed,
    mark_not_booked,
    mark_not_changed,
)
from bot.scheduling.ports.results import Outcome, Postponed, Result
from bot.scheduling.ports.store import PendingJob
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book, CheckClaim, Claim, Poll
from bot.scheduling.tasks.queue import Job, Queue, Task, queue_of
from bot.scheduling.tasks.slack import DirectMessage, EphemeralMessage, Remind, ShowCard
from bot.times.moment import Moment
from tests.builders import (
    MOMENT,
    NOW,
    OWNER,
    STRANGER,
    TEAM,
    a_booking,
    a_calendar_action,
    a_cancellation,
    an_agent,
    an_answer,
    an_appointment,
    later,
)

ADMINS = ("U8", "U9")
REF = "S-7K2M"
SCHEDULE = Book()


def confirmed(**changes: Any) -> Record:
    return a_booking(**{"state": State.CONFIRMED, "booked": an_answer(), **changes})


def waits(task: Task | None = SCHEDULE, *, minutes: float = 0, aside: bool = False) -> PendingJob:
    """Return work that has been due for so many minutes."""
    queue = queue_of(task, ref=REF) if task else Queue.PREVAIL
    since = later(minutes=-minutes)
    return PendingJob(ref=REF, queue=queue, task=task, since=since, is_set_aside=aside)


@pytest.mark.parametrize("trouble", [FailureReason.UNKNOWN, FailureReason.AMBIGUOUS])
@pytest.mark.parametrize(
    "make", [a_booking, confirmed, an_agent, an_appointment, a_calendar_action, a_cancellation]
)
def test_what_may_have_been_done_is_unknown_whatever_it_is(
    make: Callable[..., Record], trouble: FailureReason
) -> None:
    booking = make(trouble=trouble)
    assert attention_reason(booking) is AttentionReason.UNKNOWN
    assert attention_reason(mark_not_booked(booking, trouble)) is AttentionReason.UNKNOWN
    found = attention_item(booking, [], now=NOW)
    assert found is not None
    assert AttentionReason.UNKNOWN in found.reasons


def test_a_fault_of_ours_leaves_unknown_what_was_given_up() -> None:
    assert (
        attention_reason(a_booking(state=State.FAILED, trouble=FailureReason.INTERNAL))
        is AttentionReason.UNKNOWN
    )
    assert attention_reason(a_booking(trouble=FailureReason.INTERNAL)) is AttentionReason.STUCK


@pytest.mark.parametrize(
    "trouble",
    [
        None,
        FailureReason.REFUSED,
        FailureReason.NAME_TAKEN,
        FailureReason.NOT_ANSWERING,
        FailureReason.DECLARED_NOT_CREATED,
    ],
)
def test_what_is_known_to_have_failed_needs_nothing(trouble: FailureReason | None) -> None:
    failed = a_booking(state=State.FAILED, trouble=trouble, created=later(days=-3))
    assert attention_reason(failed) is None
    assert attention_item(failed, [waits(Poll(), minutes=99)], now=NOW) is None


@pytest.mark.parametrize("state", [State.BOOKING, State.MOVING, State.CANCELING])
def test_what_the_provider_has_not_done_for_long_is_stuck(state: State) -> None:
    booking = a_booking(state=state)
    assert attention_item(booking, [waits(minutes=4)], now=NOW) is None
    stuck = attention_item(booking, [waits(minutes=5)], now=NOW)
    assert stuck is not None
    assert stuck.reasons == {AttentionReason.STUCK}
    assert stuck.since == later(minutes=-5)


@pytest.mark.parametrize("state", [State.BOOKING, State.MOVING, State.CANCELING])
def test_what_nobody_works_on_any_more_is_stuck_at_once(state: State) -> None:
    booking = a_booking(state=state)
    for job in ([], [waits(ShowCard())], [waits(aside=True)], [waits(None, aside=True)]):
        found = attention_item(booking, job, now=NOW)
        assert found is not None
        assert found.reasons == {AttentionReason.STUCK}, job


def test_a_card_or_word_that_reached_nobody_is_untold_however_it_stands() -> None:
    tell = DirectMessage(user=OWNER, news=News(what=EventType.NOT_BOOKED))
    for booking in (confirmed(), a_booking(state=State.CANCELED)):
        for task in (tell, ShowCard()):
            found = attention_item(booking, [waits(task, minutes=7, aside=True)], now=NOW)
            assert found is not None
            assert found.reasons == {AttentionReason.UNDELIVERED}
            assert found.since == later(minutes=-7)
            assert attention_item(booking, [waits(task, minutes=7)], now=NOW) is None


def test_one_may_be_unknown_and_untold_at_once() -> None:
    booking = a_booking(trouble=FailureReason.UNKNOWN, troubled_since=later(minutes=-9))
    found = attention_item(booking, [waits(ShowCard(), aside=True)], now=NOW)
    assert found is not None
    assert found.reasons == {AttentionReason.UNKNOWN, AttentionReason.UNDELIVERED}
    assert found.since == later(minutes=-9)


def job(task: Task) -> Job:
    return Job(id=1, team=TEAM, ref=REF, task=task, attempt=1, since=NOW, lease="x")


def claim(by: str) -> Job:
    return job(CheckClaim(by=by, at="C1", claim=Claim.CREATED))


def noted(
    booking: Record,
    transition: Callable[[Record], Record],
    *,
    at: float = 0,
    task: Task = SCHEDULE,
) -> tuple[Record, list[Task]]:
    """Let a task end with a step so many minutes later; return the booking and what follows."""
    return taken(
        track_attention(Outcome(transition=transition), job=job(task), now=later(minutes=at)),
        booking,
    )


def taken(result: Result, booking: Record) -> tuple[Record, list[Task]]:
    """Let a booking take the step of a result, as a store does; return it and what follows."""
    assert result.transition is not None
    assert result.derive is not None
    after = result.transition(booking)
    return after, [due.task for due in [*result.then, *result.derive(booking, after)]]


def test_where_trouble_begins_owner_and_administrators_are_to_be_reminded_once() -> None:
    lost, then = noted(a_booking(), lambda b: mark_delayed(b, FailureReason.UNKNOWN))
    assert lost.troubled_since == NOW
    assert then == [Remind(since=NOW), Remind(since=NOW, admins=True)]
    again, then = noted(lost, lambda b: mark_not_booked(b, FailureReason.AMBIGUOUS), at=30)
    assert (again.troubled_since, then) == (NOW, [])


def test_another_trouble_is_another_reminder_and_what_is_settled_none() -> None:
    stuck, _ = noted(a_booking(), lambda b: mark_delayed(b, FailureReason.NOT_ANSWERING))
    lost, then = noted(
        stuck, lambda b: mark_delayed(b.with_(trouble=None), FailureReason.UNKNOWN), at=3
    )
    assert lost.troubled_since == later(minutes=3)
    assert len(then) == 2
    made, then = noted(lost, lambda b: mark_booked(b.with_(booked=an_answer())), at=4)
    assert (made.troubled_since, made.seen, then) == (None, later(minutes=4), [])


@pytest.mark.parametrize(
    ("minutes", "hear"),
    [(14, []), (15, [False]), (29, [False]), (30, [False, True])],
)
def test_who_was_reminded_hears_when_it_is_over(minutes: float, hear: list[bool]) -> None:
    lost, _ = noted(a_booking(), lambda b: mark_delayed(b, FailureReason.UNKNOWN))
    made, then = noted(lost, lambda b: mark_booked(b.with_(booked=an_answer())), at=minutes)
    assert then == [Remind(since=NOW, admins=admins, over=True) for admins in hear]
    for task in then:
        assert isinstance(task, Remind)
        told = reminder_messages(task, made, admins=ADMINS)
        assert [each.news.what for each in told] == [EventType.RESOLVED] * len(told)
        assert told
        assert reminder_messages(task, lost, admins=ADMINS) == [], "it is lost once more"


def test_who_hears_of_it_anyway_is_not_told_twice() -> None:
    lost, _ = noted(a_booking(), lambda b: mark_delayed(b, FailureReason.UNKNOWN))
    found = Outcome(
        transition=lambda b: mark_booked(b.with_(booked=an_answer())),
        then=due(DirectMessage(user=OWNER, news=News(what=EventType.FOUND_BOOKED)), at=NOW),
    )
    _, then = taken(track_attention(found, job=job(SCHEDULE), now=later(minutes=40)), lost)
    assert then[1:] == [Remind(since=NOW, admins=True, over=True)]
    _, then = taken(track_attention(found, job=claim(OWNER), now=later(minutes=40)), lost)
    assert len(then) == 1


def test_the_owner_hears_what_an_administrator_has_settled() -> None:
    lost, _ = noted(a_booking(), lambda b: mark_delayed(b, FailureReason.UNKNOWN))
    answer = EphemeralMessage(news=News(what=EventType.ADOPTED), user=STRANGER, channel="C1")
    found = Outcome(
        transition=lambda b: mark_booked(b.with_(booked=an_answer())),
        then=due(answer, at=later(minutes=40)),
    )
    _, then = taken(track_attention(found, job=claim(STRANGER), now=later(minutes=40)), lost)
    assert then == [answer, Remind(since=NOW, over=True)]


def test_what_was_last_seen_is_kept_through_trouble_and_slack_tells_nothing_of_it() -> None:
    seen = confirmed(state=State.MOVING, seen=NOW)
    lost, _ = noted(seen, lambda b: mark_not_changed(b, State.MOVING, FailureReason.UNKNOWN), at=9)
    assert (lost.state, lost.seen) == (State.CONFIRMED, NOW)
    card = Card(channel="C1", ts="1.1")
    for task in (ShowCard(), CheckClaim(by=OWNER, at="C1", claim=Claim.NOT_CREATED)):
        shown, _ = noted(confirmed(), lambda b: b.with_(card=card), task=task)
        assert shown.seen is None, "nobody has looked at Prevail"


def test_a_result_without_a_step_is_left_as_it_is() -> None:
    for result in (Outcome(), Postponed(at=NOW)):
        assert track_attention(result, job=job(Book()), now=NOW) is result


def test_trouble_that_begins_anew_after_somebody_decided_meanwhile_is_reminded_of() -> None:
    lost, _ = noted(a_booking(), lambda b: mark_delayed(b, FailureReason.UNKNOWN))
    result = track_attention(
        Postponed(at=NOW, transition=lambda b: mark_delayed(b, FailureReason.UNKNOWN)),
        job=job(SCHEDULE),
        now=later(minutes=20),
    )
    assert taken(result, lost)[1] == [], "the same trouble goes on"
    assert isinstance(lost, Booking)
    canceling = begin_cancellation(lost)
    still_lost, then = taken(result, canceling)
    assert still_lost.troubled_since == later(minutes=20)
    assert [task.since for task in then if isinstance(task, Remind)] == [later(minutes=20)] * 2


def test_nobody_hears_that_it_is_over_where_it_is_not() -> None:
    lost, _ = noted(a_booking(), lambda b: mark_delayed(b, FailureReason.UNKNOWN))

    def transition(current: Record) -> Record:
        return current if current.state is State.CANCELING else current.with_(trouble=None)

    result = track_attention(
        Outcome(transition=transition), job=job(SCHEDULE), now=later(minutes=40)
    )
    assert taken(result, lost)[1] != []
    assert taken(result, lost.with_(state=State.CANCELING))[1] == []


def test_the_owner_hears_after_a_quarter_of_an_hour_the_administrators_after_half_of_one() -> None:
    unknown = a_booking(trouble=FailureReason.UNKNOWN)
    times = {due.task: due.at for due in reminders(unknown, since=NOW)}
    assert times == {
        Remind(since=NOW): NOW + OWNER_HEARS_AFTER,
        Remind(since=NOW, admins=True): NOW + ADMINS_HEAR_AFTER,
    }


@pytest.mark.parametrize(
    ("trouble", "after"),
    [(FailureReason.UNKNOWN, FIRST_LOOK), (FailureReason.NOT_ANSWERING, STUCK_AFTER)],
)
@pytest.mark.parametrize("hours", [-2, 1, 23.9])
def test_both_hear_at_once_where_the_start_is_within_a_day(
    trouble: FailureReason, after: timedelta, hours: float
) -> None:
    soon = a_booking(trouble=trouble, moment=Moment.at(later(hours=hours), MOMENT.zone))
    assert {due.at for due in reminders(soon, since=NOW)} == {NOW + after}


def test_a_calendar_action_has_no_start_to_be_near() -> None:
    requested = a_calendar_action(trouble=FailureReason.UNKNOWN)
    assert reminders(requested, since=NOW)[0].at == NOW + OWNER_HEARS_AFTER


@pytest.mark.parametrize(
    ("booking", "what"),
    [
        (a_booking(trouble=FailureReason.UNKNOWN, troubled_since=NOW), EventType.STILL_UNKNOWN),
        (a_booking(trouble=FailureReason.NOT_ANSWERING, troubled_since=NOW), EventType.STILL_STUCK),
    ],
)
def test_who_is_reminded_hears_what_is_the_matter(booking: Record, what: EventType) -> None:
    (tell,) = reminder_messages(Remind(since=NOW), booking, admins=ADMINS)
    assert (tell.user, tell.news.what) == (OWNER, what)
    admins = reminder_messages(Remind(since=NOW, admins=True), booking, admins=(*ADMINS, OWNER))
    assert [each.user for each in admins] == [*ADMINS], "who owns it has heard"


@pytest.mark.parametrize(
    "settled",
    [
        confirmed(),
        a_booking(state=State.CANCELED),
        a_booking(state=State.FAILED, trouble=FailureReason.REFUSED, troubled_since=NOW),
        a_booking(trouble=FailureReason.UNKNOWN, troubled_since=later(minutes=1)),
    ],
)
def test_nobody_is_reminded_of_what_was_settled_or_became_another_trouble(settled: Record) -> None:
    for admins in (False, True):
        assert reminder_messages(Remind(since=NOW, admins=admins), settled, admins=ADMINS) == []
