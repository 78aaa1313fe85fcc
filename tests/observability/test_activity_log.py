"""The log's line for each decision and for each result at a provider."""

import logging
import re

import pytest

from bot.observability.activity_log import ActivityLog
from bot.observability.observer import CutShort, JobRun, Observer
from bot.scheduling.model.record import Record
from bot.scheduling.model.transitions import mark_canceled
from bot.scheduling.ports.results import Outcome, Postponed, Result, SetAside, Throttled
from bot.scheduling.tasks.provider import Book, CheckDrift, CompareList, Horizon, Poll
from bot.scheduling.tasks.queue import Job, Queue, Task
from tests.builders import NOW, TEAM, a_booking
from tests.handlers.conftest import Office
from tests.handlers.session_steps import booked, ref_of
from tests.waiting import wait_until


@pytest.fixture(autouse=True)
def logging_at_info(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="bot.observability")


def lines(caplog: pytest.LogCaptureFixture, *, of: str) -> list[str]:
    """Return what was logged of decisions, or of jobs."""
    return [text for text in caplog.messages if text.startswith(f"{of} ")]


def test_a_booking_is_decided_moved_and_canceled_in_six_lines(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    card = booked(office, title="Deposition of Jane Doe")
    card.press("Move").fill("When", "tomorrow 3pm Pacific").submit()
    card.wait_for_text("3:00 PM")
    card.press("Cancel session").submit()
    card.wait_for_text("Canceled")
    wait_until(office.is_idle)
    ref, ana = ref_of(card), office.person("Ana Reyes").id
    people = f"by={ana} team={office.slack.workspace.home.team_id}"
    assert lines(caplog, of="decision") == [
        f"decision ref={ref} what=scheduled {people} outcome=accepted",
        f"decision ref={ref} what=moved {people} outcome=accepted",
        f"decision ref={ref} what=canceled {people} outcome=accepted",
    ]
    done = [re.sub(r"seconds=\d+\.\d{3}$", "", line) for line in lines(caplog, of="job")]
    assert done == [
        f"job ref={ref} task=book provider=Prevail attempt=1 result=confirmed ",
        f"job ref={ref} task=change provider=Prevail attempt=1 result=moved ",
        f"job ref={ref} task=cancel provider=Prevail attempt=1 result=canceled ",
    ]
    assert "Jane" not in "".join(lines(caplog, of="job") + lines(caplog, of="decision"))


def test_a_refusal_is_a_line_with_its_reason(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.prevail.faults.set("422", method="POST", times=9)
    booked(office, until="Not booked")
    (line,) = lines(caplog, of="job")
    assert "result=not_booked reason=refused" in line


def run_of(
    result: Result | Throttled | None, *, task: Task, booking: Record | None, queue: Queue
) -> JobRun:
    job = Job(
        id=1,
        team=TEAM,
        ref="S-7K2M",
        task=task,
        attempt=2,
        since=NOW,
        lease="1",
        booking=booking,
    )
    return JobRun(queue, job, result=result)


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (Postponed(at=NOW), "postponed"),
        (SetAside(), "set_aside"),
        (Outcome(), "done"),
        (Outcome(transition=mark_canceled), "canceled"),
        (Throttled(wait=None), "throttled"),
        (None, "error"),
    ],
)
def test_every_result_has_a_name(
    caplog: pytest.LogCaptureFixture, result: Result | None, said: str
) -> None:
    run = run_of(result, task=Book(), booking=a_booking(), queue=Queue.PREVAIL)
    with Observer((ActivityLog(),)).observe(run):
        pass
    assert f"attempt=2 result={said} seconds=" in caplog.text


def test_what_is_given_up_says_so(caplog: pytest.LogCaptureFixture) -> None:
    run = run_of(None, task=Book(), booking=None, queue=Queue.PREVAIL)
    with Observer((ActivityLog(),)).observe(run):
        run.cut_short = CutShort.GIVEN_UP
    assert "job ref=S-7K2M task=book attempt=2 result=given_up" in caplog.text


@pytest.mark.parametrize(
    ("task", "result", "queue"),
    [
        (Poll(), Postponed(at=NOW), Queue.PREVAIL),
        (Poll(), Outcome(), Queue.PREVAIL),
        (CheckDrift(seen=None), Outcome(), Queue.PREVAIL),
        (CompareList(horizon=Horizon.DAY), Outcome(), Queue.PREVAIL),
        (Book(), Outcome(), Queue.SLACK),
    ],
)
def test_what_tells_nothing_is_no_line(
    caplog: pytest.LogCaptureFixture, task: Task, result: Result, queue: Queue
) -> None:
    with Observer((ActivityLog(),)).observe(
        run_of(result, task=task, booking=a_booking(), queue=queue)
    ):
        pass
    assert caplog.messages == []
