"""How long Docket takes from its launch to the first form, with unfinished bookings in the database.

    python -m benchmarks.start [bookings] [postgresql://…]

The database is a SQLite file, or the server's at the address, which has to be empty. Slack and Prevail
are stand-ins in a process of their own.
"""

import sys
import tempfile
import time
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

from benchmarks.throughput import App, running, settings_of_docket
from bot.scheduling.jobs.retries import due
from bot.scheduling.tasks.provider import Book
from bot.store import open_database
from bot.store.rows import Table, row_of_booking, row_of_scheduled_task
from bot.times.moment import Moment, utc_now
from tests.builders import a_booking

BOOKINGS = 10_000
TEAM = "T1"


def main() -> None:
    """Start it once, and print the seconds."""
    bookings = int(sys.argv[1]) if len(sys.argv) > 1 else BOOKINGS
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        file = f"sqlite:///{folder / 'docket.db'}"
        url = sys.argv[2] if len(sys.argv) > 2 else file
        fill(url, bookings=bookings)
        _, stand_ins = stack.enter_context(running("benchmarks.stand_ins"))
        settings = settings_of_docket(database_url=url, stand_ins=stand_ins)
        launched = time.monotonic()
        docket = running("bot", "serve", folder=folder, settings=settings)
        process, address = stack.enter_context(docket)
        App(process, url=address, stand_ins=stand_ins).form()
        took = time.monotonic() - launched
    sys.stdout.write(f"{took:.2f} s to the first form with {bookings:,} unfinished bookings\n")


def fill(url: str, *, bookings: int) -> None:
    """Write so many bookings that Prevail is to be asked for, all of them ahead."""
    now = utc_now()
    moment = Moment.at(now + timedelta(days=60), "America/New_York")
    with closing(open_database(url)) as database, database.writing() as cipher:
        made = [a_booking(f"S-{n:05}", team=TEAM, moment=moment) for n in range(bookings)]
        rows = [row_of_booking(each, cipher) for each in made]
        (task,) = due(Book(), at=now)
        jobs = [row_of_scheduled_task(TEAM, each.ref, task, cipher) for each in made]
        database.load(Table.BOOKINGS, rows)
        database.load(Table.WORK, jobs)


if __name__ == "__main__":
    main()
