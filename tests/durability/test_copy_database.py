"""An installation moves from a file to a PostgreSQL server: what was under way there is finished here."""

import re
import subprocess
import sys

from tests.deployment import Deployment
from tests.durability.test_sessions import (
    SHORT_LAG,
    booked_titles,
    card_of,
    submit,
    wait_for_posts,
)
from tests.postgresql import database
from tests.process import ROOT


def test_what_was_under_way_is_finished_once_on_the_database_it_was_copied_to(
    deployment: Deployment,
) -> None:
    ana, prevail = deployment.slack.person("Ana Reyes"), deployment.prevail
    with database() as server:
        file = deployment.environment["DATABASE_URL"]
        with deployment.serving(**SHORT_LAG) as old:
            submit(ana, "Before")
            card_of(ana, "Before", "Confirmed")
            for n, (title, fault) in enumerate({"Taken": "hang_after", "Not": "hang"}.items()):
                prevail.faults.set(fault, method="POST")
                submit(ana, title)
                wait_for_posts(prevail, n + 2)
                card_of(ana, title, "Booking…")
            moved = subprocess.run(
                [sys.executable, "-m", "bot", "copy-database", file, server],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=True,
            )
            assert re.search(r"bookings +3 rows", moved.stdout)
            assert "Set DATABASE_URL to the new one, and start Docket." in moved.stdout
            refused = ana.command("#depositions", "/session list")
            assert "Confirmed" not in str(refused)
            with deployment.serving(**SHORT_LAG, DATABASE_URL=server):
                for title in ("Taken", "Not"):
                    card_of(ana, title, "Confirmed")
                assert booked_titles(prevail) == ["Before", "Not", "Taken"]
            assert "is no longer used" in old.log
