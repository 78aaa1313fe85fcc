"""A backup is restored: nothing is booked, moved or said again, whatever was done since it was made."""

import re
from collections.abc import Callable
from contextlib import closing

import pytest

from bot.store import open_store
from bot.times.moment import utc_now
from sandbox.providers.prevail_sessions import State
from sandbox.slack.faults import Fault
from sandbox.slack.person import Person
from tests.commands.runner import run
from tests.deployment import Deployment
from tests.durability.forms import open_form, send
from tests.durability.test_sessions import (
    SHORT_LAG,
    card_of,
    press_cancel,
    submit,
    wait_for_posts,
)
from tests.handlers.session_steps import ref_of
from tests.waiting import wait_until

TITLE = "Doe v. Acme"
DIRECT = "@app"
RESTORED = re.compile("the database is a restored backup: [1-9]")
SECONDS = 45.0


@pytest.fixture
def ana(deployment: Deployment) -> Person:
    ana = deployment.slack.person("Ana Reyes")
    ana.viewer.timeout = SECONDS
    return ana


def back_up(deployment: Deployment) -> str:
    """Make a backup while Docket runs, and return its address."""
    file = deployment.folder / "restored" / "backup.db"
    file.parent.mkdir(mode=0o700)
    done = run("backup", str(file), settings=deployment.environment)
    assert done.exit_code == 0, done.output
    return f"sqlite:///{file}"


def work_of(backup: str) -> int:
    """Count what is due in a database."""
    with closing(open_store(backup)) as store:
        return sum(
            each.waiting + each.under_way for each in store.backlog(now=utc_now()).queues.values()
        )


def changes(deployment: Deployment) -> list[str]:
    """Return what Prevail was asked to do, in order."""
    return [call.method for call in deployment.prevail.received if call.method != "GET"]


def moved(deployment: Deployment, ana: Person) -> None:
    ref = ref_of(card_of(ana, TITLE, "Confirmed"))
    send(open_form(ana, f"/session move {ref} tomorrow 5pm Pacific"))
    card_of(ana, TITLE, "5:00 PM")
    wait_until(lambda: changes(deployment)[-1] == "PATCH")
    card_of(ana, TITLE, "Confirmed")


def canceled(deployment: Deployment, ana: Person) -> None:
    press_cancel(card_of(ana, TITLE, "Confirmed"))
    card_of(ana, TITLE, "Canceled")
    assert deployment.prevail.provider.sessions[0].state is State.CANCELED


@pytest.mark.parametrize(
    ("since", "shown"),
    [
        (lambda *_: None, "2:00 PM"),
        (moved, "5:00 PM"),
        (canceled, "Not known whether it was booked"),
    ],
    ids=["booked", "moved", "canceled"],
)
def test_what_was_being_booked_is_looked_up(
    deployment: Deployment,
    ana: Person,
    since: Callable[[Deployment, Person], None],
    shown: str,
) -> None:
    with deployment.serving(**SHORT_LAG) as bot:
        deployment.prevail.faults.set("hang_after", method="POST")
        submit(ana, TITLE)
        wait_for_posts(deployment.prevail, 1)
        card_of(ana, TITLE, "Booking…")
        backup = back_up(deployment)
        bot.kill()
    with deployment.serving(**SHORT_LAG) as bot:
        card_of(ana, TITLE, "Confirmed")
        since(deployment, ana)
        bot.kill()
    before = changes(deployment)
    with deployment.serving(DATABASE_URL=backup, **SHORT_LAG) as bot:
        bot.wait_for(RESTORED)
        wait_until(lambda: work_of(backup) == 0, within=SECONDS)
        card_of(ana, TITLE, shown)
        bot.ask_to_stop()
        bot.wait()
    assert changes(deployment) == before


def test_what_was_being_moved_is_left_where_it_was_moved_since(
    deployment: Deployment, ana: Person
) -> None:
    with deployment.serving(**SHORT_LAG) as bot:
        submit(ana, TITLE)
        card = card_of(ana, TITLE, "Confirmed")
        deployment.prevail.faults.set("hang_after", method="PATCH")
        send(open_form(ana, f"/session move {ref_of(card)} tomorrow 3pm Pacific"))
        wait_until(lambda: changes(deployment)[-1] == "PATCH")
        backup = back_up(deployment)
        bot.kill()
    with deployment.serving(**SHORT_LAG) as bot:
        card_of(ana, TITLE, "3:00 PM")
        moved(deployment, ana)
        bot.kill()
    before = changes(deployment)
    told = len(ana.messages(DIRECT))
    with deployment.serving(DATABASE_URL=backup, **SHORT_LAG):
        wait_until(lambda: len(ana.messages(DIRECT)) > told, within=SECONDS)
        card_of(ana, TITLE, "5:00 PM").wait_for_text("Confirmed")
    assert changes(deployment) == before


def test_what_was_being_said_is_not_said_again(deployment: Deployment, ana: Person) -> None:
    slack = deployment.slack
    settings = SHORT_LAG | {"ANNOUNCE_CHANNEL": slack.channel_id("#docket-announcements")}
    with deployment.serving(**settings) as bot:
        submit(ana, TITLE)
        card = card_of(ana, TITLE, "Confirmed")
        slack.misbehave("chat.postMessage", Fault.SLOW, seconds=60, times=9)
        press_cancel(card)
        card.wait_for_text("Canceled")
        backup = back_up(deployment)
        bot.kill()
    slack.faults.clear()
    with deployment.serving(**settings) as bot:
        ana.wait_for_message("#docket-announcements", TITLE)
        card.wait_for_reply("canceled")
        bot.kill()
    with deployment.serving(DATABASE_URL=backup, **settings):
        wait_until(lambda: work_of(backup) == 0, within=SECONDS)
    said = [m for m in ana.messages("#docket-announcements") if TITLE in m.text]
    assert len(said) == 1
    assert len(card.replies) == 1
