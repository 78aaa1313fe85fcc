"""Settling what nobody knows: a claim is held against what Prevail lists, and nothing else is believed."""

from datetime import datetime
from typing import Any

import pytest
from pydantic import SecretStr

from bot.providers.cronofy import Cronofy
from bot.providers.transport import Transport
from bot.scheduling.jobs.agents import AgentJobs
from bot.scheduling.jobs.base import JobContext
from bot.scheduling.jobs.reconciliation import Reconciler
from bot.scheduling.jobs.retries import GIVE_UP_AFTER
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.model.transitions import begin_cancellation, mark_booked
from bot.scheduling.ports.results import Outcome, Postponed, Result
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, CheckClaim, Claim
from bot.scheduling.tasks.slack import DirectMessage, EphemeralMessage, ShowCard
from bot.times.moment import Moment
from tests import builders
from tests.builders import LAG, NOW, OWNER, STRANGER, a_booking
from tests.scheduling.jobs.bench import PrevailBench, after, by_request, job_on

DOE = "doe-v-acme"
HERE = "C1"
NOWHERE = "http://127.0.0.1:9"


class Claims:
    """Claims about what Prevail lists, by an administrator unless it is said otherwise."""

    def __init__(self, bench: PrevailBench) -> None:
        self.bench = bench
        jobs = bench.sessions
        cronofy = Cronofy(
            Transport("Cronofy", base_url=NOWHERE), api_key=SecretStr("key"), access_token=None
        )
        agents = AgentJobs(
            cronofy, JobContext(announce_channel="", lag=LAG, clock=lambda: bench.now)
        )
        self.reconciler = Reconciler(
            {Kind.SESSION: jobs, Kind.AGENT: agents},
            select=lambda _: bench.others,
            clock=lambda: bench.now,
        )

    def claim(
        self,
        claim: Claim,
        booking: Booking,
        *,
        sure: bool = False,
        attempt: int = 1,
        since: datetime = NOW,
    ) -> Result:
        """Carry out one try of a claim."""
        task = CheckClaim(by=STRANGER, at=HERE, claim=claim, sure=sure)
        return self.reconciler.run(job_on(booking, task, attempt=attempt, since=since), booking)

    def abandon(self, booking: Booking) -> Outcome:
        """Have a claim given up that a fault of Docket's own holds up."""
        task = CheckClaim(by=STRANGER, at=HERE, claim=Claim.CREATED)
        return self.reconciler.abandon(job_on(booking, task, attempt=9), booking)

    def theirs(self, booking: SessionBooking, **different: Any) -> None:
        """Have somebody book at Prevail what is like ours, or what is ours."""
        session = booking.session.model_copy(update=different)
        ordered = booking.with_(session=session, trouble=None, state=State.BOOKING, there_before=())
        assert isinstance(self.bench.do(Book(), ordered), Outcome)


@pytest.fixture
def claims(bench: PrevailBench) -> Claims:
    return Claims(bench)


def lost(**changes: Any) -> SessionBooking:
    """Return a session with a name that a person chose, of which nobody knows whether it was booked."""
    usual: dict[str, Any] = {
        "session": builders.a_session(link_name=DOE, case="123"),
        "remote_session_id": DOE,
        "secret_id": False,
        "state": State.FAILED,
        "trouble": FailureReason.AMBIGUOUS,
    }
    return a_booking(**{**usual, **changes})


def answers(result: Result) -> list[EventType]:
    """Return what is answered where the claim was made, to whoever made it."""
    whispers = [due.task for due in result.then if isinstance(due.task, EphemeralMessage)]
    assert all((each.user, each.channel) == (STRANGER, HERE) for each in whispers)
    return [each.news.what for each in whispers]


def told(result: Result) -> list[tuple[str, EventType]]:
    tells = [due.task for due in result.then if isinstance(due.task, DirectMessage)]
    return [(tell.user, tell.news.what) for tell in tells]


@pytest.mark.parametrize(
    "trouble", [FailureReason.UNKNOWN, FailureReason.AMBIGUOUS, FailureReason.INTERNAL]
)
def test_the_one_that_fits_is_taken_in(claims: Claims, trouble: FailureReason) -> None:
    booking = lost(trouble=trouble)
    claims.theirs(booking)
    result = claims.claim(Claim.CREATED, booking)
    assert answers(result) == [EventType.ADOPTED]
    taken = after(result, booking)
    assert (taken.state, taken.trouble) == (State.CONFIRMED, None)
    assert taken.link
    assert ShowCard() in [due.task for due in result.then]
    assert len(claims.bench.states) == 1, "nothing is asked for"


@by_request
def test_a_request_that_fits_is_taken_in_as_a_request(claims: Claims) -> None:
    booking = lost(trouble=FailureReason.UNKNOWN)
    claims.theirs(booking)
    taken = after(claims.claim(Claim.CREATED, booking), booking)
    assert taken.state is State.REQUESTED


def test_where_none_fits_nothing_is_changed(claims: Claims) -> None:
    booking = lost()
    result = claims.claim(Claim.CREATED, booking)
    assert (result.transition, answers(result)) == (None, [EventType.NO_MATCH])
    claims.theirs(booking, title="Another altogether")
    result = claims.claim(Claim.CREATED, booking)
    assert (result.transition, answers(result)) == (None, [EventType.NO_MATCH])


@by_request
def test_where_several_fit_nothing_is_changed(claims: Claims) -> None:
    booking = lost()
    for ref in ("S-0001", "S-0002"):
        claims.theirs(booking.with_(ref=ref))
    result = claims.claim(Claim.CREATED, booking)
    assert (result.transition, answers(result)) == (None, [EventType.SEVERAL_MATCHES])


def test_what_is_another_bookings_is_never_taken(claims: Claims) -> None:
    booking = lost()
    claims.theirs(booking)
    other = mark_booked(
        lost(ref="S-0001", state=State.BOOKING, booked=builders.an_answer(remote_session_id=DOE))
    )
    claims.bench.others = [other.with_(moment=Moment.at(builders.later(days=9), "UTC"))]
    result = claims.claim(Claim.CREATED, booking)
    assert (result.transition, answers(result)) == (None, [EventType.MATCHES_ANOTHER])


def test_what_is_still_listed_is_asked_about_before_it_counts_as_not_made(
    claims: Claims,
) -> None:
    booking = lost()
    claims.theirs(booking)
    result = claims.claim(Claim.NOT_CREATED, booking)
    assert (result.transition, answers(result)) == (None, [EventType.STILL_LISTED])
    sure = claims.claim(Claim.NOT_CREATED, booking, sure=True)
    assert answers(sure) == [EventType.DECLARED_NOT_CREATED]
    ended = after(sure, booking)
    assert (ended.state, ended.trouble) == (State.FAILED, FailureReason.DECLARED_NOT_CREATED)
    assert isinstance(ended, SessionBooking)
    (number,) = [session.request_id for session in claims.bench.prevail.provider.sessions]
    assert ended.there_before == (str(number),), "it is never taken for the next try"


def test_what_is_listed_nowhere_ends_as_not_made_and_its_owner_hears(claims: Claims) -> None:
    booking = lost()
    result = claims.claim(Claim.NOT_CREATED, booking)
    assert answers(result) == [EventType.DECLARED_NOT_CREATED]
    assert told(result) == [(OWNER, EventType.DECLARED_NOT_CREATED)]
    assert after(result, booking).trouble is FailureReason.DECLARED_NOT_CREATED
    assert told(claims.claim(Claim.NOT_CREATED, booking.with_(owner=STRANGER))) == []


def test_of_a_change_only_that_it_was_not_made_can_be_said(claims: Claims) -> None:
    changed = a_booking(
        state=State.CONFIRMED, booked=builders.an_answer(), trouble=FailureReason.UNKNOWN
    )
    result = claims.claim(Claim.CREATED, changed)
    assert (result.transition, answers(result)) == (None, [EventType.LOOKUP_FAILED])
    result = claims.claim(Claim.NOT_CREATED, changed)
    assert answers(result) == [EventType.DECLARED_NOT_CREATED]
    assert (after(result, changed).state, after(result, changed).trouble) == (State.CONFIRMED, None)


@pytest.mark.parametrize("claim", Claim)
@pytest.mark.parametrize(
    "settled",
    [
        a_booking(state=State.CONFIRMED, booked=builders.an_answer()),
        a_booking(state=State.CANCELED),
        a_booking(state=State.FAILED, trouble=FailureReason.REFUSED),
        a_booking(state=State.FAILED, trouble=FailureReason.DECLARED_NOT_CREATED),
    ],
)
def test_what_was_settled_meanwhile_stays_as_it_is(
    claims: Claims, claim: Claim, settled: Booking
) -> None:
    result = claims.claim(claim, settled, sure=True)
    assert (result.transition, answers(result)) == (None, [EventType.NOTHING_TO_RESOLVE])
    assert claims.bench.prevail.received == []


@pytest.mark.parametrize("claim", Claim)
def test_what_is_settled_in_the_same_moment_stays_as_well(claims: Claims, claim: Claim) -> None:
    booking = lost()
    claims.theirs(booking)
    result = claims.claim(claim, booking, sure=True)
    moved = lost(state=State.CONFIRMED, trouble=None, booked=builders.an_answer())
    assert after(result, moved) == moved


def test_an_answer_that_comes_late_counts_more_than_what_was_said(claims: Claims) -> None:
    booking = lost()
    declared = after(claims.claim(Claim.NOT_CREATED, booking), booking)
    assert isinstance(declared, SessionBooking)
    made = mark_booked(declared.as_booked(builders.an_answer(remote_session_id=DOE)))
    assert (made.state, made.trouble) == (State.CONFIRMED, None)


def test_while_prevail_does_not_answer_it_is_tried_again_and_said_once(claims: Claims) -> None:
    claims.bench.prevail.faults.set("500", times=9)
    for attempt, said in ((1, [EventType.LOOKUP_DELAYED]), (2, [])):
        result = claims.claim(Claim.CREATED, lost(), attempt=attempt)
        assert isinstance(result, Postponed)
        assert result.at > NOW
        assert (result.transition, answers(result)) == (None, said)
    claims.bench.now = NOW + GIVE_UP_AFTER
    ended = claims.claim(Claim.NOT_CREATED, lost(), attempt=9)
    assert (ended.transition, answers(ended)) == (None, [EventType.LOOKUP_FAILED])


def test_where_prevail_lets_nobody_look_it_says_so_at_once(claims: Claims) -> None:
    claims.bench.prevail.faults.set("403")
    result = claims.claim(Claim.CREATED, lost())
    assert (result.transition, answers(result)) == (None, [EventType.LOOKUP_FAILED])


def test_a_fault_of_ours_is_answered_too(claims: Claims) -> None:
    assert answers(claims.abandon(lost())) == [EventType.LOOKUP_FAILED]


def test_of_what_no_list_shows_it_can_only_be_said_that_it_was_not_made(
    claims: Claims,
) -> None:
    agent = builders.an_agent(state=State.FAILED, trouble=FailureReason.UNKNOWN, at_once=True)
    result = claims.claim(Claim.CREATED, agent)
    assert (result.transition, answers(result)) == (None, [EventType.LOOKUP_FAILED])
    result = claims.claim(Claim.NOT_CREATED, agent)
    assert after(result, agent).trouble is FailureReason.DECLARED_NOT_CREATED
    assert claims.bench.prevail.received == []


def test_a_cancellation_under_way_ends_with_what_was_never_made(claims: Claims) -> None:
    canceling = begin_cancellation(lost(state=State.BOOKING)).with_(trouble=FailureReason.UNKNOWN)
    result = claims.claim(Claim.NOT_CREATED, canceling)
    assert after(result, canceling).state is State.CANCELING


def test_what_claims_nothing_is_no_work_for_it(claims: Claims) -> None:
    job = job_on(lost(), Book())
    for carry_out in (claims.reconciler.run, claims.reconciler.abandon):
        with pytest.raises(TypeError):
            carry_out(job, lost())
