"""Three processes behind one address: one is killed, and their database is; nothing is lost or doubled."""

from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from bot.store import open_store
from sandbox.slack.person import Person
from tests.deployment import Deployment
from tests.durability.forms import open_form
from tests.durability.kills.accounts import Wish
from tests.durability.kills.fleet import Fleet
from tests.durability.kills.people import typed
from tests.durability.kills.run import is_at_rest, settings, take_accounts
from tests.durability.orders import in_days, is_sent_again
from tests.postgresql import OwnServer
from tests.waiting import wait_until

WITHIN_A_MINUTE = 60.0


@pytest.fixture
def server() -> Iterator[OwnServer]:
    """Start a PostgreSQL of this test's own."""
    with ExitStack() as stack:
        server = OwnServer()
        stack.callback(server.remove)
        yield server


def filled(ana: Person, wish: Wish) -> None:
    """Fill in the form of a session, and leave it on the screen."""
    start = wish.starts[0]
    open_form(ana, f"/session {typed(start)}").fill("Title", wish.key)


def order(ana: Person, wish: Wish) -> None:
    """Order a session."""
    filled(ana, wish)
    wait_until(lambda: not ana.screen.submit().is_open)


def test_others_go_on_when_a_process_is_killed_and_when_the_database_was_gone(
    deployment: Deployment, server: OwnServer
) -> None:
    wishes = [
        Wish(key=f"Session {n}", accepted=True, starts=[in_days(2 + n)], titles=[f"Session {n}"])
        for n in range(8)
    ]
    ana, prevail = deployment.slack.person("Ana Reyes"), deployment.prevail
    environment = deployment.environment | settings(deployment) | {"DATABASE_URL": server.url}
    with Fleet(3, folder=deployment.folder, environment=environment) as fleet:
        deployment.slack.connect(f"{fleet.url}/slack/events")
        for n in range(3):
            fleet.wait_until_up(n)
        prevail.faults.set("hang_after", method="POST", times=2)
        prevail.faults.set("hang", method="POST", times=2)
        for wish in wishes[:6]:
            order(ana, wish)
        wait_until(lambda: not prevail.faults.active())
        fleet.end(0)
        filled(ana, wishes[6])
        server.crash()
        ana.screen.submit().wait_for_text("nothing was changed")
        server.start()
        wait_until(lambda: is_sent_again(ana))
        order(ana, wishes[7])
        with closing(open_store(server.url, create=False)) as store:
            wait_until(lambda: is_at_rest(store), within=WITHIN_A_MINUTE)
            assert take_accounts(deployment, store, wishes).compare() == []
        assert len(prevail.provider.sessions) == len(wishes)
