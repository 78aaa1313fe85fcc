"""Carrying out at Cronofy, against its stand-in: what each try comes to, and what follows from it."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Response
from pydantic import SecretStr

from bot.providers.cronofy import Cronofy as Adapter
from bot.providers.transport import Transport
from bot.scheduling.jobs.agents import AgentJobs
from bot.scheduling.jobs.base import ProviderJobs
from bot.scheduling.jobs.requests import CalendarActionJobs
from bot.scheduling.model.agent import SEND_WITHIN, AgentBooking, CalendarEvent, Call, ref_of_key
from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.model.record import Card, FailureReason, Record, State, UnconfirmedRequest
from bot.scheduling.model.reference import new_reference
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.model.transitions import begin_cancellation, begin_change
from bot.scheduling.ports.work import Outcome, Postponed
from bot.scheduling.requests.calendar_actions import Action, CalendarAction, CalendarActionRequest
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel, Change, Watch
from bot.scheduling.tasks.slack import DirectMessage
from bot.scheduling.tasks.work import Task
from bot.times.moment import Moment
from sandbox.http_server import json_response
from sandbox.providers import Cronofy, FaultSettings, Running, start
from sandbox.providers.cronofy import CALENDAR
from sandbox.providers.faults import Call as OnTheWire
from sandbox.providers.faults import Respond
from tests.making import MOMENT, NOW, OWNER, STRANGER, TEAM, a_booking, later
from tests.scheduling.jobs.bench import ANNOUNCE, Bench, after, announced, tasks, told

CALL = Call(join_url="https://zoom.example/j/1?pwd=s3cret", on_behalf_of="ana@firm.example")
PLACE = Card(channel="C1", ts="1.1")
AFTERNOON = Moment(local=datetime(2027, 1, 28, 17, 0), zone="America/Los_Angeles")  # noqa: DTZ001 - wall clock
SESSION = "S-7K2M"
PATIENCE = timedelta(seconds=1)


def an_agent(**changes: Any) -> AgentBooking:
    """Return an agent that was just asked for."""
    usual: dict[str, Any] = {
        "team": TEAM,
        "ref": "A-7K2M",
        "owner": OWNER,
        "moment": MOMENT,
        "call": CALL,
        "channel": "C1",
        "card": PLACE,
        "created": NOW,
    }
    return AgentBooking(**{**usual, **changes})


def at_once(**changes: Any) -> AgentBooking:
    """Return an agent that is to come now."""
    return an_agent(at_once=True, moment=Moment.at(NOW, "UTC"), **changes)


def an_errand(
    deed: Action, *, event: str = "evt_kickoff", calendar: str = CALENDAR
) -> CalendarActionRequest:
    """Return an errand that was just asked for."""
    by_key = deed is Action.CALL_BACK
    at = None if by_key else CalendarEvent(calendar_id=calendar, event_id=event)
    return CalendarActionRequest(
        team=TEAM,
        ref="E-7K2M",
        owner=OWNER,
        calendar_action=CalendarAction(action=deed, event=at, scheduling_key="k" if by_key else ""),
        channel="",
        created=NOW,
    )


class Counter(Bench):
    """Carries out the tasks of agents and of calendars' events at Cronofy."""

    def __init__(self, cronofy: Running[Cronofy], transport: Transport) -> None:
        super().__init__()
        self.cronofy = cronofy
        key = SecretStr(cronofy.provider.api_key)
        token = SecretStr(cronofy.provider.access_token)
        adapter = Adapter(transport, api_key=key, access_token=token)
        self._agents = AgentJobs(adapter, self.context)
        self._errands = CalendarActionJobs(adapter, self.context)

    def jobs(self, booking: Record, /) -> ProviderJobs[Any]:
        """Return the jobs of its kind."""
        return self._errands if isinstance(booking, CalendarActionRequest) else self._agents

    def send(self, booking: AgentBooking) -> AgentBooking:
        """Have an agent scheduled or sent."""
        return after(self.do(Book(), booking), booking)

    @property
    def agents(self) -> list[Any]:
        """What Cronofy has."""
        return list(self.cronofy.provider.agents)


@pytest.fixture
def counter() -> Iterator[Counter]:
    fault_settings = FaultSettings(retry_after=60)
    with start(Cronofy(now=lambda: NOW), fault_settings=fault_settings) as cronofy:
        transport = Transport("Cronofy", base_url=cronofy.base_url, deadline=PATIENCE)
        with closing(transport):
            yield Counter(cronofy, transport)


def doing_it_but_saying(status: int, answer: dict[str, Any]) -> Respond:
    """Return a play that does what is asked, and answers so."""

    def respond(call: OnTheWire) -> Response:
        call.proceed()
        return json_response(status, answer)

    return respond


# Scheduling


def test_a_scheduled_agent_is_confirmed_and_kept(counter: Counter) -> None:
    result = counter.do(Book(), an_agent())
    booking = after(result, an_agent())
    assert booking.state is State.CONFIRMED
    assert tasks(result) == ["show card"]
    assert counter.agents[0].scheduling_key == booking.remote_id
    assert counter.agents[0].join_time == MOMENT.instant


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "500", "429_seconds", "502"])
def test_one_agent_comes_of_a_schedule_that_is_tried_again(counter: Counter, fault: str) -> None:
    counter.cronofy.faults.set(fault)
    result = counter.do(Book(), an_agent())
    assert isinstance(result, Postponed)
    assert after(result, an_agent()).state is State.BOOKING
    counter.do(Book(), an_agent(), attempt=2)
    assert len(counter.agents) == 1


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [("404", FailureReason.GONE), ("422", FailureReason.REFUSED)],
)
def test_a_refusal_is_final_and_told(counter: Counter, fault: str, trouble: FailureReason) -> None:
    counter.cronofy.faults.set(fault)
    result = counter.do(Book(), an_agent())
    booking = after(result, an_agent())
    assert (booking.state, booking.trouble) == (State.FAILED, trouble)
    assert told(result) == [(OWNER, EventType.NOT_BOOKED)]


def test_an_agent_whose_time_has_come_meanwhile_is_given_up(counter: Counter) -> None:
    counter.cronofy.faults.set("500")
    counter.now = MOMENT.instant - timedelta(seconds=1)
    result = counter.do(Book(), an_agent())
    assert after(result, an_agent()).state is State.FAILED


def test_a_cancellation_that_overtook_it_leaves_nothing_to_schedule(counter: Counter) -> None:
    result = counter.do(Book(), begin_cancellation(an_agent()))
    assert result == Outcome()
    assert counter.agents == []


# At once


def test_one_sent_at_once_says_where_it_can_be_followed(counter: Counter) -> None:
    booking = counter.send(at_once())
    assert isinstance(booking, AgentBooking)
    assert booking.state is State.CONFIRMED
    assert booking.dashboard
    assert booking.dashboard.endswith(counter.agents[0].sub)
    assert not booking.changeable


@pytest.mark.parametrize("fault", ["500", "502", "drop_after", "empty", "rubbish"])
def test_after_a_lost_answer_it_is_not_sent_again(counter: Counter, fault: str) -> None:
    counter.cronofy.faults.set(fault)
    result = counter.do(Book(), at_once())
    assert isinstance(result, Outcome)
    booking = after(result, at_once())
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert told(result) == [(OWNER, EventType.NOT_BOOKED)]


def test_a_worker_that_never_came_back_may_have_sent_it(counter: Counter) -> None:
    booking = after(counter.do(Book(), at_once(), attempt=2), at_once())
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert counter.cronofy.received == []


def test_who_asks_again_gets_one(counter: Counter) -> None:
    booking = after(counter.do(Book(again=True), at_once()), at_once())
    assert booking.state is State.CONFIRMED
    assert len(counter.agents) == 1


def test_busy_it_is_asked_again_as_for_the_first_time_but_not_for_long(counter: Counter) -> None:
    counter.cronofy.faults.set("429_seconds")
    result = counter.do(Book(), at_once())
    waiting = after(result, at_once())
    assert (waiting.state, waiting.trouble) == (State.BOOKING, FailureReason.NOT_ANSWERING)
    assert isinstance(result, Postponed)
    assert (tasks(result), result.at) == (["show card"], later(seconds=60))
    counter.now = later(seconds=60)
    sent = after(counter.do(Book(), waiting, attempt=2), waiting)
    assert sent.state is State.CONFIRMED
    counter.now = NOW + SEND_WITHIN
    counter.cronofy.faults.set("429_seconds")
    assert after(counter.do(Book(), waiting, attempt=2), waiting).state is State.FAILED


def test_a_try_that_never_came_back_counts_behind_those_that_did_nothing(counter: Counter) -> None:
    counter.cronofy.faults.set("429_seconds")
    waiting = after(counter.do(Book(), at_once()), at_once())
    booking = after(counter.do(Book(), waiting, attempt=3), waiting)
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert counter.agents == []


# Moving and canceling


def test_it_moves_under_its_key_however_often(counter: Counter) -> None:
    moving = begin_change(counter.send(an_agent()))
    task = Change(by=OWNER, wanted=Changes(moment=AFTERNOON))
    for attempt in (1, 2):
        result = counter.do(task, moving, attempt=attempt)
    moved = after(result, moving)
    assert (moved.state, moved.moment) == (State.CONFIRMED, AFTERNOON)
    assert [agent.join_time for agent in counter.agents] == [AFTERNOON.instant]
    assert tasks(result) == ["show card", "thread line"]


def test_it_is_called_back_and_announced(counter: Counter) -> None:
    sent = counter.send(an_agent())
    result = counter.do(Cancel(by=OWNER), begin_cancellation(sent))
    assert after(result, sent).state is State.CANCELED
    assert announced(result) == ["C1", ANNOUNCE]
    assert counter.agents[0].canceled


@pytest.mark.parametrize(("minutes", "late"), [(1, True), (3, False)])
def test_so_near_to_its_time_it_may_have_joined(counter: Counter, minutes: int, late: bool) -> None:
    sent = counter.send(an_agent())
    counter.now = MOMENT.instant - timedelta(minutes=minutes)
    canceled = after(counter.do(Cancel(by=OWNER), begin_cancellation(sent)), sent)
    assert isinstance(canceled, AgentBooking)
    assert canceled.may_have_joined is late


def test_not_found_speaks_of_the_address_and_cancels_nothing(counter: Counter) -> None:
    canceling = begin_cancellation(counter.send(an_agent()))
    counter.cronofy.faults.set("404")
    done = after(counter.do(Cancel(by=OWNER), canceling), canceling)
    assert done.state is State.CONFIRMED


def test_a_cancellation_after_the_end_does_nothing(counter: Counter) -> None:
    gone = an_agent(state=State.CANCELED)
    assert counter.do(Cancel(by=OWNER, follows=True), gone) == Outcome()
    assert counter.cronofy.received == []


# With a session


def test_it_follows_its_session_without_being_asked_itself(counter: Counter) -> None:
    sent = counter.send(an_agent(of_session=SESSION))
    task = Change(by=STRANGER, wanted=Changes(moment=AFTERNOON), follows=True)
    result = counter.do(task, sent)
    moved = after(result, sent)
    assert (moved.state, moved.moment) == (State.CONFIRMED, AFTERNOON)
    assert told(result) == [(OWNER, EventType.MOVED)]


def test_a_move_of_its_own_still_waits_behind_it(counter: Counter) -> None:
    moving = begin_change(counter.send(an_agent(of_session=SESSION)))
    task = Change(by=OWNER, wanted=Changes(moment=AFTERNOON), follows=True)
    followed = after(counter.do(task, moving), moving)
    assert followed.state is State.MOVING
    own = Change(by=OWNER, wanted=Changes(moment=MOMENT))
    assert after(counter.do(own, followed), followed).moment == MOMENT


def test_where_it_cannot_follow_it_stands_and_that_is_told(counter: Counter) -> None:
    sent = counter.send(an_agent(of_session=SESSION))
    counter.cronofy.faults.set("422")
    result = counter.do(Change(by=STRANGER, wanted=Changes(moment=AFTERNOON), follows=True), sent)
    stands = after(result, sent)
    assert (stands.state, stands.moment) == (State.CONFIRMED, MOMENT)
    told = [due.task for due in result.then if isinstance(due.task, DirectMessage)]
    assert [tell.user for tell in told] == [STRANGER, OWNER]
    assert {(tell.news.what, tell.news.follows) for tell in told} == {(EventType.NOT_CHANGED, True)}


def test_a_move_of_its_own_waits_also_behind_one_that_failed(counter: Counter) -> None:
    moving = begin_change(counter.send(an_agent(of_session=SESSION)))
    counter.cronofy.faults.set("422")
    task = Change(by=OWNER, wanted=Changes(moment=AFTERNOON), follows=True)
    assert after(counter.do(task, moving), moving).state is State.MOVING


def test_canceled_with_its_session_it_is_not_announced_again(counter: Counter) -> None:
    sent = counter.send(an_agent(of_session=SESSION))
    result = counter.do(Cancel(by=OWNER, follows=True), begin_cancellation(sent))
    assert after(result, sent).state is State.CANCELED
    assert announced(result) == []


@pytest.mark.parametrize("fault", ["", "422"])
def test_one_that_is_canceled_or_not_sent_leaves_its_session(counter: Counter, fault: str) -> None:
    agent = an_agent(of_session=SESSION)
    if fault:
        counter.cronofy.faults.set(fault)
        result = counter.do(Book(), agent)
    else:
        result = counter.do(Cancel(by=OWNER), begin_cancellation(counter.send(agent)))
    assert isinstance(result, Outcome)
    assert result.also is not None
    assert result.also.ref == SESSION
    assert result.then[-1].ref == SESSION
    alone = result.also.transition(a_booking(agent=agent.ref))
    other = result.also.transition(a_booking(agent="A-0000"))
    assert isinstance(alone, SessionBooking)
    assert isinstance(other, SessionBooking)
    assert (alone.agent, other.agent) == ("", "A-0000")


# Errands


@pytest.mark.parametrize("deed", list(Action))
def test_an_errand_is_run_and_that_is_shown(counter: Counter, deed: Action) -> None:
    errand = an_errand(deed)
    result = counter.do(Book(), errand)
    assert after(result, errand).state is State.CONFIRMED
    assert tasks(result) == ["show card"]
    (request,) = counter.cronofy.received
    assert (
        json.loads(request.data)
        == {
            Action.TAKE_OFF: {"event_id": "evt_kickoff", "meeting_agent": {"profile_id": "none"}},
            Action.PUT_ON: {"event_id": "evt_kickoff", "meeting_agent": {"profile_id": "cronofy"}},
            Action.DELETE: {"event_id": "evt_kickoff"},
            Action.CALL_BACK: {"scheduling_key": "k"},
        }[deed]
    )


@pytest.mark.parametrize("deed", list(Action))
@pytest.mark.parametrize("fault", ["500", "429_seconds", "drop_before", "drop_after"])
def test_an_errand_that_passes_is_run_again(counter: Counter, deed: Action, fault: str) -> None:
    counter.cronofy.faults.set(fault)
    errand = an_errand(deed)
    result = counter.do(Book(), errand)
    assert isinstance(result, Postponed)
    again = after(result, errand)
    assert after(counter.do(Book(), again, attempt=2), again).state is State.CONFIRMED


@pytest.mark.parametrize("deed", list(Action))
def test_what_is_not_there_at_first_is_told(counter: Counter, deed: Action) -> None:
    counter.cronofy.faults.set("404")
    failed = after(counter.do(Book(), an_errand(deed)), an_errand(deed))
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.GONE)


@pytest.mark.parametrize("fault", ["401", "404", "422"])
@pytest.mark.parametrize("deed", list(Action))
def test_a_refusal_after_a_lost_answer_leaves_unknown_what_became_of_it(
    counter: Counter, deed: Action, fault: str
) -> None:
    counter.cronofy.faults.set("500")
    lost = after(counter.do(Book(), an_errand(deed)), an_errand(deed))
    counter.cronofy.faults.set(fault)
    ended = after(counter.do(Book(), lost, attempt=2), lost)
    assert isinstance(ended, CalendarActionRequest)
    if (deed, fault) == (Action.DELETE, "404"):
        assert (ended.state, ended.found_gone) == (State.CONFIRMED, True)
    else:
        assert (ended.state, ended.trouble) == (State.FAILED, FailureReason.UNKNOWN)


def test_a_refusal_after_tries_that_did_nothing_is_one(counter: Counter) -> None:
    errand = an_errand(Action.TAKE_OFF)
    counter.cronofy.faults.set("429")
    waiting = after(counter.do(Book(), errand), errand)
    counter.cronofy.faults.set("422")
    failed = after(counter.do(Book(), waiting, attempt=2), waiting)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.REFUSED)


@pytest.mark.parametrize("fault", ["401", "404", "422"])
def test_an_agent_refused_after_a_lost_answer_may_come_all_the_same(
    counter: Counter, fault: str
) -> None:
    counter.cronofy.faults.set("503_after")
    lost = after(counter.do(Book(), an_agent()), an_agent())
    counter.cronofy.faults.set(fault)
    failed = after(counter.do(Book(), lost, attempt=2), lost)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert len(counter.agents) == 1


TURNED_AWAY = [303, 307, 401, 402, 403]
COMPLAINT = {"errors": ["It can't be done."]}
CREATED = {"meeting_agent": {"sub": "agt_1", "state": "created"}}


@pytest.mark.parametrize("status", TURNED_AWAY)
@pytest.mark.parametrize("booking", [an_agent(), at_once(), an_errand(Action.TAKE_OFF)])
def test_an_answer_that_lets_nobody_in_is_no_proof_that_nothing_was_done(
    counter: Counter, booking: Booking, status: int
) -> None:
    counter.cronofy.faults.intercept(doing_it_but_saying(status, {"message": "Sign in <first>"}))
    result = counter.do(Book(), booking)
    ended = after(result, booking)
    assert (ended.state, ended.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert ended.reason == "Sign in <first>", "people hear why"
    assert len(counter.cronofy.received) == 1


@pytest.mark.parametrize("answer", [COMPLAINT, COMPLAINT | CREATED, CREATED | {"success": "false"}])
def test_a_no_under_a_good_status_is_no_proof_that_none_was_sent(
    counter: Counter, answer: dict[str, Any]
) -> None:
    counter.cronofy.faults.intercept(doing_it_but_saying(200, answer))
    failed = after(counter.do(Book(), at_once()), at_once())
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert failed.reason == ("It can't be done." if "errors" in answer else "")
    assert len(counter.agents) == 1


def test_an_agent_that_is_answered_as_failed_was_not_sent(counter: Counter) -> None:
    failed = {"meeting_agent": {"sub": "agt_1", "state": "failed"}}
    counter.cronofy.faults.answer(json_response(200, failed))
    ended = after(counter.do(Book(), at_once()), at_once())
    assert (ended.state, ended.trouble) == (State.FAILED, FailureReason.REFUSED)


def test_nor_that_none_is_scheduled(counter: Counter) -> None:
    counter.cronofy.faults.intercept(doing_it_but_saying(202, COMPLAINT))
    failed = after(counter.do(Book(), an_agent()), an_agent())
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert len(counter.agents) == 1


@pytest.mark.parametrize("transition", ["change", "cancel"])
def test_nor_that_it_is_as_it_was(counter: Counter, transition: str) -> None:
    sent = counter.send(an_agent())
    moving: Task = Change(by=OWNER, wanted=Changes(moment=AFTERNOON))
    task = Cancel(by=OWNER) if transition == "cancel" else moving
    begun = begin_cancellation(sent) if transition == "cancel" else begin_change(sent)
    counter.cronofy.faults.intercept(doing_it_but_saying(202, COMPLAINT))
    stands = after(counter.do(task, begun), begun)
    assert (stands.state, stands.trouble) == (State.CONFIRMED, FailureReason.UNKNOWN)


@pytest.mark.parametrize("deed", list(Action))
def test_nor_that_an_errand_was_not_run(counter: Counter, deed: Action) -> None:
    counter.cronofy.faults.intercept(doing_it_but_saying(202, COMPLAINT))
    failed = after(counter.do(Book(), an_errand(deed)), an_errand(deed))
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.UNKNOWN)


@pytest.mark.parametrize("fault", ["401", "404", "422"])
@pytest.mark.parametrize("transition", ["change", "cancel"])
def test_nor_is_it_known_whether_it_was_moved_or_called_back(
    counter: Counter, transition: str, fault: str
) -> None:
    sent = counter.send(an_agent())
    task: Task = Change(by=OWNER, wanted=Changes(moment=AFTERNOON))
    if transition == "cancel":
        task = Cancel(by=OWNER)
    begun = begin_cancellation(sent) if transition == "cancel" else begin_change(sent)
    counter.cronofy.faults.set("503_after")
    lost = after(counter.do(task, begun), begun)
    counter.cronofy.faults.set(fault)
    result = counter.do(task, lost, attempt=2)
    stands = after(result, lost)
    assert (stands.state, stands.trouble) == (State.CONFIRMED, FailureReason.UNKNOWN)
    (tell,) = [due.task for due in result.then if isinstance(due.task, DirectMessage)]
    assert tell.news.trouble == FailureReason.UNKNOWN


@pytest.mark.parametrize(
    "answer",
    [
        Response(status=200),
        Response(status=204),
        Response(b"<html>", 200),
        json_response(200, {"meeting_agent": {"sub": "agt_1"}}),
    ],
    ids=lambda answer: f"{answer.status_code}-{answer.data[:6]!r}",
)
@pytest.mark.parametrize("deed", list(Action))
def test_what_is_answered_otherwise_is_run_again_and_not_called_done(
    counter: Counter, deed: Action, answer: Response
) -> None:
    counter.cronofy.faults.answer(answer)
    errand = an_errand(deed)
    result = counter.do(Book(), errand)
    assert isinstance(result, Postponed)
    again = after(result, errand)
    assert (again.state, again.trouble) == (State.BOOKING, FailureReason.UNKNOWN)
    assert after(counter.do(Book(), again, attempt=2), again).state is State.CONFIRMED


def test_an_errand_that_is_refused_is_told(counter: Counter) -> None:
    counter.cronofy.faults.set("422")
    errand = an_errand(Action.TAKE_OFF)
    result = counter.do(Book(), errand)
    failed = after(result, errand)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.REFUSED)
    assert told(result) == [(OWNER, EventType.NOT_BOOKED)]


def test_an_errand_done_once_is_done(counter: Counter) -> None:
    errand = an_errand(Action.DELETE)
    done = after(counter.do(Book(), errand), errand)
    assert counter.do(Book(), done, attempt=2) == Outcome()
    assert len(counter.cronofy.received) == 1


# Silence and rubbish


@pytest.mark.parametrize("fault", ["hang", "hang_after", "rubbish", "empty", "wrong_shape"])
def test_silence_and_rubbish_leave_nothing_undone_or_done_twice(
    counter: Counter, fault: str
) -> None:
    scheduled = counter.send(an_agent())
    for task, booking in (
        (Book(), an_agent()),
        (Change(by=OWNER, wanted=Changes(moment=AFTERNOON)), begin_change(scheduled)),
        (Cancel(by=OWNER), begin_cancellation(scheduled)),
        (Book(), an_errand(Action.TAKE_OFF)),
        (Book(), an_errand(Action.DELETE)),
        (Book(), an_errand(Action.CALL_BACK)),
    ):
        counter.cronofy.faults.set(fault)
        result = counter.do(task, booking)
        assert isinstance(result, Postponed) is fault.startswith("hang")
        if isinstance(result, Postponed):
            assert after(result, booking).trouble is FailureReason.UNKNOWN
            result = counter.do(task, after(result, booking), attempt=2)
        assert isinstance(result, Outcome)
        assert after(result, booking).state in {State.CONFIRMED, State.CANCELED}
    assert len(counter.agents) == 1


@pytest.mark.parametrize("fault", ["hang", "hang_after"])
def test_after_silence_one_sent_at_once_is_not_sent_again(counter: Counter, fault: str) -> None:
    counter.cronofy.faults.set(fault)
    booking = after(counter.do(Book(), at_once()), at_once())
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert len(counter.cronofy.received) == 1


# Keys


def test_a_key_of_dockets_own_names_its_agent() -> None:
    agent = an_agent(ref=new_reference(an_agent().kind))
    assert ref_of_key(agent.remote_id, team=TEAM) == agent.ref
    assert ref_of_key(agent.remote_id.upper(), team=TEAM) == agent.ref
    for other in ("", "k", agent.ref, f"x-{agent.remote_id}", f"{agent.remote_id}x"):
        assert ref_of_key(other, team=TEAM) is None
    assert ref_of_key(agent.remote_id, team="T2") is None


def test_a_dashboard_that_is_not_passed_on_is_told_to_the_owner(counter: Counter) -> None:
    resource = {"type": "dashboard", "url": "javascript:alert(1)"}
    counter.cronofy.faults.answer(json_response(200, {"sub": "agt_1", "resources": [resource]}))
    result = counter.do(Book(), at_once())
    sent = after(result, at_once())
    assert isinstance(sent, AgentBooking)
    assert (sent.state, sent.dashboard) == (State.CONFIRMED, None)
    assert told(result) == [(OWNER, EventType.LINK_REFUSED)]


# Work that is not theirs


def test_what_no_list_shows_stays_unknown_however_often_it_is_looked_for(counter: Counter) -> None:
    lost = an_agent(state=State.FAILED, trouble=FailureReason.UNKNOWN)
    assert isinstance(counter.do(Watch(), lost), Postponed)
    booked = counter.send(an_agent())
    asked = UnconfirmedRequest(at=NOW)
    unknown = booked.with_(trouble=FailureReason.UNKNOWN, asked=asked)
    received = len(counter.cronofy.received)
    looking = Cancel(by=OWNER, looking=True)
    assert isinstance(counter.do(looking, unknown), Postponed)
    assert len(counter.cronofy.received) == received


@pytest.mark.parametrize(
    ("task", "record"),
    [
        (Watch(), an_agent()),
        (Book(), a_booking()),
        (Watch(), an_errand(Action.DELETE)),
        (
            Book(),
            an_errand(Action.DELETE).with_(calendar_action=CalendarAction(action=Action.DELETE)),
        ),
    ],
)
def test_work_that_cronofy_has_no_part_in_is_a_fault_of_ours(
    counter: Counter, task: Task, record: Record
) -> None:
    with pytest.raises(TypeError):
        counter.do(task, record)
    assert counter.cronofy.received == []
