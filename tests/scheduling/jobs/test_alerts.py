"""Administrators hear of a fault between Docket and a provider once, and not of every hiccup."""

from datetime import timedelta

import pytest

from bot.scheduling.jobs.alerts import LASTS_AFTER, Alerts
from bot.scheduling.model.failures import Cause, Fault
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.queue import SAID_AGAIN_AFTER
from bot.scheduling.tasks.slack import DirectMessage
from tests.builders import NOW, Clock

KEY = Fault(Cause.KEY)


@pytest.fixture
def alerts(clock: Clock) -> Alerts:
    return Alerts(admins={"U2", "U1"}, clock=clock)


def told(alerts: Alerts, *, provider: str = "Prevail") -> list[DirectMessage]:
    """Return what follows from a piece of work that comes to nothing else."""
    result = alerts.with_alert(Outcome(), provider=provider)
    tasks = [each.task for each in result.then]
    assert all(isinstance(task, DirectMessage) for task in tasks)
    return [task for task in tasks if isinstance(task, DirectMessage)]


def test_every_administrator_hears_the_particulars_once(alerts: Alerts, clock: Clock) -> None:
    fault = Fault(Cause.CLOCK, "7 min ahead of")
    alerts.record("Prevail", fault)
    first = told(alerts)
    assert [(each.user, each.news.what) for each in first] == [
        ("U1", EventType.PROVIDER_UNREACHABLE),
        ("U2", EventType.PROVIDER_UNREACHABLE),
    ]
    assert {(each.news.trouble, each.news.why) for each in first} == {(fault.cause, fault.detail)}
    names = {due.once for due in alerts.with_alert(Outcome(), provider="Prevail").then}
    clock.now = NOW + timedelta(minutes=1)
    alerts.record("Prevail", Fault(Cause.CLOCK, "8 min ahead of"))
    again = alerts.with_alert(Outcome(), provider="Prevail").then
    assert {due.once for due in again} == names, "the store writes none of them again"
    assert len(names) == 2


def test_what_is_answered_is_no_fault_any_more(alerts: Alerts) -> None:
    alerts.record("Prevail", KEY)
    alerts.record("Prevail", None)
    assert told(alerts) == []


def test_each_provider_has_faults_of_its_own(alerts: Alerts) -> None:
    alerts.record("Prevail", KEY)
    alerts.record("Cronofy", None)
    assert told(alerts, provider="Cronofy") == []
    assert len(told(alerts)) == 2


@pytest.mark.parametrize("cause", [Cause.NAME, Cause.PROXY, Cause.NO_PROXY])
def test_what_may_pass_is_told_when_it_has_lasted(
    alerts: Alerts, clock: Clock, cause: Cause
) -> None:
    alerts.record("Prevail", Fault(cause))
    assert told(alerts) == []
    clock.now += LASTS_AFTER - timedelta(seconds=1)
    alerts.record("Prevail", Fault(cause))
    assert told(alerts) == []
    alerts.record("Prevail", None)
    clock.now += timedelta(seconds=1)
    alerts.record("Prevail", Fault(cause))
    assert told(alerts) == [], "it was over in between"
    clock.now += LASTS_AFTER
    alerts.record("Prevail", Fault(cause))
    assert len(told(alerts)) == 2


def test_what_else_follows_is_kept(alerts: Alerts) -> None:
    alerts.record("Prevail", KEY)
    before = Postponed(at=NOW)
    after = alerts.with_alert(before, provider="Prevail")
    assert isinstance(after, Postponed)
    assert after.at == NOW
    assert len(after.then) == 2
    alerts.record("Prevail", None)
    assert alerts.with_alert(before, provider="Prevail") is before


def test_the_log_says_it_once_too_whoever_is_told(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    nobody = Alerts(admins=(), clock=clock)
    for _ in range(3):
        nobody.record("Slack", Fault(Cause.KEY, "token_revoked"))
    assert caplog.messages == ["Slack can't be used (key token_revoked); run docket doctor"]
    nobody.record("Slack", None)
    clock.now += SAID_AGAIN_AFTER
    nobody.record("Slack", Fault(Cause.KEY, "token_revoked"))
    assert len(caplog.messages) == 2
