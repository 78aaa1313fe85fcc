"""Changing a session at Prevail: what each try comes to, and what follows from it."""

from collections.abc import Iterator
from datetime import timedelta

from bot.scheduling.jobs.retries import MIN_ATTEMPTS
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.model.transitions import begin_cancellation, begin_change
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel, Change, Poll
from bot.scheduling.tasks.slack import ThreadReply
from sandbox.http_server import json_response
from tests.builders import LAG, MOMENT, NOW, OWNER, STRANGER, a_booking, later
from tests.scheduling.jobs.bench import PrevailBench, after, moved, tasks, told, troubles


def test_a_move_is_made_and_said(bench: PrevailBench) -> None:
    moving = begin_change(bench.book())
    wanted = moved(moving, days=1)
    result = bench.do(Change(by=STRANGER, wanted=wanted), moving)
    done = after(result, moving)
    assert (done.state, done.moment) == (State.CONFIRMED, wanted.moment)
    assert tasks(result) == ["show card", "thread line", "tell"]
    assert told(result) == [(OWNER, EventType.MOVED)]
    line = result.then[1].task
    assert isinstance(line, ThreadReply)
    assert (line.news.by, line.news.before, line.news.after) == (STRANGER, MOMENT, wanted.moment)


def test_the_owner_is_not_told_of_a_change_of_their_own(bench: PrevailBench) -> None:
    moving = begin_change(bench.book())
    result = bench.do(Change(by=OWNER, wanted=moved(moving, days=1)), moving)
    assert told(result) == []


def test_the_owner_is_told_of_an_edit_that_somebody_else_makes(bench: PrevailBench) -> None:
    moving = begin_change(bench.book())
    result = bench.do(Change(by=STRANGER, wanted=Changes(title="Renamed")), moving)
    assert told(result) == [(OWNER, EventType.EDITED)]


def test_a_change_that_nobody_knows_of_stays_unknown_on_a_confirmed_booking(
    bench: PrevailBench,
) -> None:
    moving = begin_change(bench.book())
    task = Change(by=OWNER, wanted=moved(moving, days=1))
    bench.prevail.faults.set("drop_after", method="PATCH")
    bench.prevail.faults.set("401", method="GET", times=9)
    lost = after(bench.do(task, moving), moving)
    assert lost.trouble is FailureReason.UNKNOWN
    waits = bench.do(task, lost, attempt=2)
    assert isinstance(waits, Postponed), "that nobody may look is no refusal"
    given_up = bench.do(task, lost, attempt=MIN_ATTEMPTS, since=later(minutes=-40))
    stands = after(given_up, lost)
    assert (stands.state, stands.trouble) == (State.CONFIRMED, FailureReason.UNKNOWN)
    assert troubles(given_up) == [FailureReason.UNKNOWN]


def test_a_move_whose_answer_was_lost_is_not_made_twice(bench: PrevailBench) -> None:
    moving = begin_change(bench.book())
    task = Change(by=OWNER, wanted=moved(moving, days=9))
    bench.prevail.faults.set("drop_after", method="PATCH")
    bench.prevail.faults.set("500", method="GET")
    assert isinstance(bench.do(task, moving), Postponed)
    result = bench.do(task, moving, attempt=2)
    assert after(result, moving).moment == task.wanted.moment
    assert bench.count("PATCH") == 1


def test_a_move_that_was_never_made_is_made_on_the_second_try(bench: PrevailBench) -> None:
    moving = begin_change(bench.book())
    task = Change(by=OWNER, wanted=moved(moving, days=9))
    bench.prevail.faults.set("drop_before", method="PATCH")
    lost = bench.do(task, moving)
    assert isinstance(lost, Postponed)
    waiting = after(lost, moving)
    soon = bench.do(task, waiting, attempt=2)
    assert isinstance(soon, Postponed), "it may be at work yet"
    bench.now += LAG
    bench.do(task, after(soon, waiting), attempt=3)
    assert bench.prevail.provider.sessions[0].start == task.wanted.moment.instant  # type: ignore[union-attr] # it is set


def test_a_move_refused_leaves_it_as_it_was_and_tells_who_wanted_it(bench: PrevailBench) -> None:
    moving = begin_change(bench.book())
    bench.prevail.faults.set("422", method="PATCH")
    result = bench.do(Change(by=STRANGER, wanted=moved(moving, days=1)), moving)
    stands = after(result, moving)
    assert (stands.state, stands.moment) == (State.CONFIRMED, MOMENT)
    assert told(result) == [(STRANGER, EventType.NOT_CHANGED)]


def test_a_move_overtaken_by_a_cancellation_is_dropped(bench: PrevailBench) -> None:
    canceling = begin_cancellation(begin_change(bench.book()))
    task = Change(by=OWNER, wanted=moved(canceling, days=1))
    assert bench.do(task, canceling) == Outcome()
    assert bench.count("PATCH") == 0


def test_a_move_back_to_what_docket_believes_is_made_where_prevail_has_it_elsewhere(
    bench: PrevailBench,
) -> None:
    moving, session = begin_change(bench.book()), bench.prevail.provider.sessions[0]
    session.remote = session.remote.model_copy(update={"start_time": "03:30 PM"})
    result = bench.do(Change(by=OWNER, wanted=Changes(moment=MOMENT)), moving)
    done = after(result, moving)
    assert (done.state, done.moment, session.start) == (State.CONFIRMED, MOMENT, MOMENT.instant)
    line = result.then[1].task
    assert isinstance(line, ThreadReply)
    assert (line.news.before, line.news.after) == (moved(moving, hours=2).moment, MOMENT)


def test_what_is_so_already_is_not_asked_for_and_who_wanted_it_hears_that(
    bench: PrevailBench,
) -> None:
    moving = begin_change(bench.book())
    result = bench.do(Change(by=STRANGER, wanted=Changes(moment=MOMENT)), moving)
    assert after(result, moving).state is State.CONFIRMED
    assert told(result) == [(STRANGER, EventType.ALREADY_DONE)]
    assert bench.count("PATCH") == 0


def tries(
    bench: PrevailBench, moving: SessionBooking, *, by: str, times: int
) -> Iterator[tuple[Postponed, SessionBooking]]:
    """Try a move so often, each at its time; yields each result and how the session stands then."""
    task = Change(by=by, wanted=moved(moving, days=9))
    for attempt in range(1, times + 1):
        result = bench.do(task, moving, attempt=attempt)
        assert isinstance(result, Postponed)
        moving, bench.now = after(result, moving), result.at
        yield result, moving


def test_a_lost_change_is_looked_for_ever_more_slowly_and_asked_again_when_there_was_time(
    bench: PrevailBench,
) -> None:
    moving = begin_change(bench.book())
    bench.prevail.faults.set("drop_before", method="PATCH", times=9)
    looks, asked = [], 0
    for result, _ in tries(bench, moving, by=OWNER, times=7):
        looks.append((result.at - NOW) // timedelta(seconds=1))
        asked = bench.count("PATCH")
    assert looks[:5] == [5, 10, 20, 40, 80]
    assert looks[5] == LAG // timedelta(seconds=1)
    assert asked == 2


def test_who_wanted_a_change_that_is_not_confirmed_hears_of_it_once(bench: PrevailBench) -> None:
    moving = begin_change(bench.book())
    bench.prevail.faults.set("drop_before", method="PATCH", times=9)
    heard = []
    for result, waiting in tries(bench, moving, by=STRANGER, times=6):
        heard += told(result)
        assert waiting.moment == MOMENT, "the card shows what was last seen"
    assert heard == [(STRANGER, EventType.DELAYED), (OWNER, EventType.DELAYED)]


def test_a_change_that_was_given_up_is_looked_for_and_its_outcome_told(bench: PrevailBench) -> None:
    moving = begin_change(bench.book())
    bench.prevail.faults.set("drop_after", method="PATCH")
    bench.prevail.faults.set("500", method="GET", times=2)
    task = Change(by=STRANGER, wanted=moved(moving, days=9))
    lost = after(bench.do(task, moving), moving)
    given_up = bench.do(task, lost, attempt=MIN_ATTEMPTS, since=later(minutes=-40))
    unknown = after(given_up, lost)
    (look,) = [due.task for due in given_up.then if due.at > bench.now]
    assert look == task.with_(looking=True)
    bench.prevail.faults.set("500", method="GET")
    bench.now += timedelta(minutes=10)
    assert isinstance(bench.do(look, unknown), Postponed), "nobody answered"
    result = bench.do(look, unknown)
    done = after(result, unknown)
    assert (done.state, done.trouble, done.moment) == (
        State.CONFIRMED,
        None,
        task.wanted.moment,
    )
    assert told(result) == [(STRANGER, EventType.MOVED), (OWNER, EventType.MOVED)]
    assert bench.do(look, done) == Outcome(), "it is told once"


def test_a_cancellation_that_was_given_up_and_not_made_is_said_to_be_not_made(
    bench: PrevailBench,
) -> None:
    canceling = begin_cancellation(bench.book())
    bench.prevail.faults.set("drop_before", path="*/cancel")
    bench.prevail.faults.set("500", method="GET", times=2)
    lost = after(bench.do(Cancel(by=OWNER), canceling), canceling)
    given_up = bench.do(Cancel(by=OWNER), lost, attempt=MIN_ATTEMPTS, since=later(minutes=-40))
    unknown = after(given_up, lost)
    assert (unknown.state, unknown.trouble) == (State.CONFIRMED, FailureReason.UNKNOWN)
    (look,) = [due.task for due in given_up.then if due.at > bench.now]
    bench.now += timedelta(minutes=10)
    result = bench.do(look, unknown)
    assert after(result, unknown).trouble is None
    assert told(result) == [(OWNER, EventType.NOT_CANCELED)]
    assert troubles(result) == [FailureReason.NOT_ANSWERING], "nobody declined"
    assert bench.count("PATCH") == 1, "nothing is asked for again"


def test_a_lost_booking_is_looked_for_to_its_end_and_its_owner_hears(bench: PrevailBench) -> None:
    bench.prevail.faults.set("drop_after", method="POST")
    bench.prevail.faults.set("500", method="GET", times=2)
    lost = after(bench.do(Book(), a_booking()), a_booking())
    given_up = bench.do(Book(), lost, attempt=MIN_ATTEMPTS, since=later(minutes=-40))
    unknown = after(given_up, lost)
    assert (unknown.state, unknown.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert isinstance(bench.do(Poll(), unknown), Postponed)
    result = bench.do(Poll(), unknown)
    assert after(result, unknown).state is State.CONFIRMED
    assert told(result) == [(OWNER, EventType.FOUND_BOOKED)]
    bench.now = unknown.ends
    assert bench.do(Poll(), unknown) == Outcome()


def test_what_was_tried_again_is_no_longer_looked_for(bench: PrevailBench) -> None:
    assert bench.do(Poll(), a_booking(trouble=FailureReason.UNKNOWN)) == Outcome()


def test_what_was_moved_far_away_at_prevail_is_not_called_gone(bench: PrevailBench) -> None:
    moving, session = begin_change(bench.book()), bench.prevail.provider.sessions[0]
    session.remote = session.remote.model_copy(update={"start_date": "2027-03-28"})
    bench.prevail.faults.set("404", method="PATCH")
    result = bench.do(Change(by=STRANGER, wanted=moved(moving, days=1)), moving)
    done = after(result, moving)
    assert (done.state, done.moment.local.month) == (State.CONFIRMED, 3)
    assert set(told(result)) == {
        (STRANGER, EventType.NOT_CHANGED),
        (OWNER, EventType.CHANGED_AT_PROVIDER),
    }


def test_a_time_that_nobody_can_read_is_not_called_the_one_that_was_wanted(
    bench: PrevailBench,
) -> None:
    moving = begin_change(bench.book())
    (session,) = bench.prevail.provider.sessions
    said = {
        "remote_session_id": session.remote_session_id,
        "state": "ready",
        "start_date": "2027-01-29",
        "start_time": "teatime",
        "time_zone": "Hawaii",
    }
    answer = json_response(200, {"sessions": [said]})
    bench.prevail.faults.answer(answer, method="PATCH")
    bench.prevail.faults.answer(answer, method="GET", times=9)
    task = Change(by=OWNER, wanted=moved(moving, days=1))
    waiting = after(bench.do(task, moving), moving)
    bench.now += LAG
    done = after(bench.do(task, waiting, attempt=2), waiting)
    assert (done.state, done.moment) == (State.CONFIRMED, MOMENT)
    assert "teatime" in done.unreadable_time
