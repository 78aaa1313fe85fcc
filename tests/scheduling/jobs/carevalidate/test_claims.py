"""Appointments that a person says are ours, held against what CareValidate lists."""

from bot.scheduling.jobs.reconciliation import Reconciler
from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.ports.results import Postponed, Result
from bot.scheduling.tasks.provider import CheckClaim, Claim
from sandbox.http_server import json_response
from tests.builders import OWNER
from tests.scheduling.jobs.bench import after, job_on
from tests.scheduling.jobs.carevalidate.bench import CareValidateBench


def claimed(bench: CareValidateBench, claim: Claim, booking: AppointmentBooking) -> Result:
    """Carry out what somebody claims of a booking that nobody knows about."""
    reconciler = Reconciler(
        {Kind.APPOINTMENT: bench.jobs(booking)}, select=lambda _: [], clock=lambda: bench.now
    )
    task = CheckClaim(by=OWNER, at="C1", claim=claim)
    return reconciler.run(job_on(booking, task), booking)


def test_the_one_that_is_listed_can_be_claimed(bench: CareValidateBench) -> None:
    lost = bench.appointment(state=State.FAILED, trouble=FailureReason.AMBIGUOUS)
    bench.adapter.book(lost.request)
    assert after(claimed(bench, Claim.NOT_CREATED, lost), lost) == lost, "it is listed"
    taken = after(claimed(bench, Claim.CREATED, lost), lost)
    assert (taken.state, taken.remote_id) == (State.CONFIRMED, bench.held[0].id)


def test_what_is_not_on_the_first_page_is_not_said_to_be_listed_nowhere(
    bench: CareValidateBench,
) -> None:
    lost = bench.appointment(state=State.FAILED, trouble=FailureReason.AMBIGUOUS)
    first_page = json_response(200, {"data": [], "pagination": {"page": 1, "pages": 3}})
    bench.care.faults.answer(first_page, method="GET")
    assert isinstance(claimed(bench, Claim.NOT_CREATED, lost), Postponed)
    ended = after(claimed(bench, Claim.NOT_CREATED, lost), lost)
    assert (ended.state, ended.trouble) == (State.FAILED, FailureReason.DECLARED_NOT_CREATED)
