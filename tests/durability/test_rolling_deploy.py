"""A rolling deploy for real: the version before the last change of tables runs beside this one.

Its code is taken out of the repository's history; without history there is nothing to run.
"""

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import open_store
from tests.deployment import Deployment
from tests.durability.kills.run import DATABASES, is_at_rest, settings, take_accounts
from tests.durability.orders import Orders, in_days
from tests.process import ROOT, serving
from tests.reverse_proxy import ReverseProxy
from tests.waiting import wait_until

# A step of a schema, as it is written in each of these files.
_SCHEMAS = "bot/store/sqlite/schema.py", "bot/store/postgresql/schema.py"
_STEP = r"^(    Step\(|@migrate\(\))$"
# The lease of what the version before had under way, and a machine that has much else to do.
AT_REST_WITHIN = 90.0


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Take out the code of the version before the last step of a schema."""
    step = _git("log", "-1", "--format=%H", "-G", _STEP, "--", *_SCHEMAS).decode().strip()
    if not step or not _git("rev-parse", "--verify", "--quiet", f"{step}^"):
        pytest.skip("the history in which the version before would be is not here")
    folder = tmp_path_factory.mktemp("earlier")
    with tarfile.open(fileobj=io.BytesIO(_git("archive", f"{step}^"))) as archive:
        archive.extractall(folder, filter="data")
    return folder


def _git(*arguments: str) -> bytes:
    """Return what git answers; nothing where there is no repository or no such commit."""
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    except FileNotFoundError:
        return b""
    return done.stdout if done.returncode == 0 else b""


@pytest.fixture(params=[*DATABASES])
def environment(
    request: pytest.FixtureRequest, deployment: Deployment, tmp_path: Path
) -> Iterator[dict[str, str]]:
    """The settings of both versions, on each kind of database."""
    with DATABASES[request.param](tmp_path) as url:
        yield deployment.environment | settings(deployment) | {"DATABASE_URL": url}


def test_the_version_before_and_this_one_work_side_by_side_and_this_one_finishes_all(
    deployment: Deployment, environment: dict[str, str], earlier: Path, tmp_path: Path
) -> None:
    orders, ana = Orders(deployment), deployment.slack.person("Ana Reyes")
    ana.viewer.timeout = AT_REST_WITHIN
    with serving(tmp_path, environment | {"PYTHONPATH": str(earlier)}) as before:
        deployment.slack.connect(f"{before.url}/slack/events")
        orders.book()
        with serving(tmp_path, environment) as this:
            proxy = ReverseProxy([before.url, this.url])
            with (
                proxy.serving() as address,
                closing(open_store(environment["DATABASE_URL"])) as store,
            ):
                deployment.slack.connect(f"{address}/slack/events")
                orders.order()
                wait_until(lambda: is_at_rest(store), within=AT_REST_WITHIN)
                assert take_accounts(deployment, store, orders.wishes).compare() == []
                deployment.prevail.faults.set("hang_after", method="POST")
                deployment.slack.connect(f"{before.url}/slack/events")
                orders.book_session("Left under way", in_days(12))
                wait_until(lambda: not deployment.prevail.faults.active())
                before.kill()
                deployment.slack.connect(f"{this.url}/slack/events")
                orders.book_session("Accepted by this version", in_days(13))
                wait_until(lambda: is_at_rest(store), within=AT_REST_WITHIN)
                assert take_accounts(deployment, store, orders.wishes).compare() == []
