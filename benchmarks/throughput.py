"""What a booking costs and how many are accepted, beside a bare Bolt app in the same run.

    make bench
    python -m benchmarks.throughput [bookings]

Docket runs as it is served, with a SQLite file; Slack and Prevail are stand-ins in a process of their
own, so that what is counted is Docket's own processor time, from the signed request to the confirmed
card. The bare app posts a card, calls the provider and edits the card, and keeps nothing.
"""

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from os import environ, sysconf
from pathlib import Path
from typing import Any

import httpx

from benchmarks import slack_requests
from benchmarks.slack_requests import CHANNELS, COORDINATORS, SIGNING_SECRET, Answer

ROOT = Path(__file__).parents[1]
LINE = "/session tomorrow 2pm Eastern"
BOOKINGS, AT_ONCE = 1000, 16
ACKS = 50
CROWD, PROVIDER_SECONDS = 64, 0.8
PATIENCE = 120.0
TRIES = 10
_CLOSES = {"", '{"response_action": "clear"}'}
_TICKS = sysconf("SC_CLK_TCK")
_ADDRESS = re.compile(r"http://\S+:\d+\S*")


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was measured of one app: milliseconds, bookings a second, seconds and megabytes."""

    processor: float
    accepted: float
    crowd_told: float
    ack: float
    ack_while_hanging: float
    form_median: float
    form_high: float
    memory_at_start: float
    memory: float


class App:
    """An app in a process of its own, and the stand-ins that it calls."""

    def __init__(self, process: subprocess.Popen[bytes], *, url: str, stand_ins: str) -> None:
        self._pid, self.url, self._stand_ins = process.pid, url, stand_ins
        self._numbers = iter(range(1, 1_000_000))

    @property
    def processor_seconds(self) -> float:
        """What it has used of all processors so far."""
        fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def megabytes(self) -> float:
        """What it holds of memory now."""
        status = Path(f"/proc/{self._pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024

    def begin(self, *, provider_seconds: float = 0.0) -> None:
        """Forget what was called before; the provider takes so long from now on."""
        body = json.dumps({"prevail_seconds": provider_seconds})
        httpx.post(f"{self._stand_ins}/begin", content=body).raise_for_status()

    def calls(self, *names: str) -> list[tuple[float, Any]]:
        """Return when these methods were called, and what of each call is told."""
        calls = httpx.get(f"{self._stand_ins}/calls").json()["calls"]
        return [(at, told) for called, at, told in calls if called in names]

    def form(self) -> dict[str, Any]:
        """Have the form opened, and return it; a busy machine may be too late for Slack's three seconds."""
        self.begin()
        for _ in range(TRIES):
            self.command()
            if opened := self.calls("views.open"):
                return dict(opened[-1][1])
        raise RuntimeError(f"no form was opened in {TRIES} tries")

    def command(self) -> Answer:
        """Ask for the form, and wait until that is acknowledged."""
        (answer,) = slack_requests.send(self.url, [slack_requests.command(LINE)], at_once=1)
        return answer

    def submissions(self, count: int, *, form: dict[str, Any], channels: int) -> list[bytes]:
        """Return so many filled in forms, by many people, into so many channels."""
        return [
            slack_requests.submission(
                form,
                number=(number := next(self._numbers)),
                title=f"Booking {number} of many",
                by=COORDINATORS[n % len(COORDINATORS)],
                channel=CHANNELS[n % channels],
            )
            for n in range(count)
        ]

    def wait_until_confirmed(self, count: int) -> float:
        """Wait for so many confirmed cards, and return when the last was there (monotonic seconds)."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            calls = self.calls("chat.postMessage", "chat.update")
            confirmed = {card: at for at, card in calls if card}
            if len(confirmed) >= count:
                return max(confirmed.values())
            time.sleep(0.1)
        raise TimeoutError(f"{len(confirmed)} of {count} cards were confirmed")


def measure(app: App, *, bookings: int) -> Figures:
    """Measure one app, which has just been started."""
    memory_at_start = app.megabytes
    form = app.form()
    book(app, bookings // 10, form=form)
    processor, accepted = book(app, bookings, form=form)
    crowd_told = time_crowd(app, form=form)
    took = [time_form(app) for _ in range(max(bookings // 5, 2))]
    ack = statistics.median(app.command().took for _ in range(ACKS))
    return Figures(
        processor=processor,
        accepted=accepted,
        crowd_told=crowd_told,
        ack=ack,
        ack_while_hanging=ack_while_hanging(app, form=form),
        form_median=statistics.median(took),
        form_high=statistics.quantiles(took, n=100)[98],
        memory_at_start=memory_at_start,
        memory=app.megabytes,
    )


def book(app: App, count: int, *, form: dict[str, Any]) -> tuple[float, float]:
    """Book so many; return the processor's milliseconds for each, and how many were accepted a second."""
    app.begin()
    bodies = app.submissions(count, form=form, channels=len(CHANNELS))
    before = app.processor_seconds
    answers = slack_requests.send(app.url, bodies, at_once=AT_ONCE)
    _check(answers)
    app.wait_until_confirmed(count)
    rate = count / (max(a.answered for a in answers) - min(a.sent for a in answers))
    return 1000 * (app.processor_seconds - before) / count, rate


def time_crowd(app: App, *, form: dict[str, Any]) -> float:
    """Return how many seconds it takes until all who book at once into one channel are told."""
    app.begin(provider_seconds=PROVIDER_SECONDS)
    bodies = app.submissions(CROWD, form=form, channels=1)
    answers = slack_requests.send(app.url, bodies, at_once=CROWD)
    _check(answers)
    return app.wait_until_confirmed(CROWD) - min(answer.sent for answer in answers)


def time_form(app: App) -> float:
    """Return how many milliseconds after the command the form was on its way to Slack."""
    app.begin()
    sent = app.command().sent
    return 1000 * (app.calls("views.open")[0][0] - sent)


def ack_while_hanging(app: App, *, form: dict[str, Any]) -> float:
    """Return how many milliseconds another person's command takes while a provider hangs on many bookings."""
    app.begin(provider_seconds=5)
    _check(
        slack_requests.send(app.url, app.submissions(CROWD, form=form, channels=1), at_once=CROWD)
    )
    time.sleep(1.5)
    acks = [app.command().took for _ in range(ACKS)]
    app.wait_until_confirmed(CROWD)
    return statistics.median(acks)


def report(docket: Figures, bare: Figures) -> str:
    """Return the table: both apps, what is aimed at, and how they compare."""
    rows = [
        ("processor per booking, ms", docket.processor, bare.processor, "8"),
        ("accepted per second", docket.accepted, bare.accepted, "150"),
        (f"{CROWD} forms at once told, s", docket.crowd_told, bare.crowd_told, "3"),
        ("form on its way, median, ms", docket.form_median, bare.form_median, ""),
        ("form on its way, 99th, ms", docket.form_high, bare.form_high, "10"),
        ("ack, median, ms", docket.ack, bare.ack, ""),
        (f"ack while {CROWD} hang, ms", docket.ack_while_hanging, bare.ack_while_hanging, ""),
        ("memory at the start, MB", docket.memory_at_start, bare.memory_at_start, ""),
        ("memory, MB", docket.memory, bare.memory, "90"),
    ]
    lines = [f"{'':30}{'Docket':>10}{'bare Bolt':>11}{'ratio':>8}{'target':>8}"]
    lines += [f"{name:30}{a:10.1f}{b:11.1f}{a / b:8.2f}{aim:>8}" for name, a, b, aim in rows]
    hanging = docket.ack_while_hanging / docket.ack
    lines.append(f"{'ack while hanging / ack':30}{hanging:10.2f}{'':11}{'':8}{'1.2':>8}")
    return "\n".join(lines)


def main() -> None:
    """Measure both in turn, and print the table."""
    bookings = int(sys.argv[1]) if len(sys.argv) > 1 else BOOKINGS
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        _, stand_ins = stack.enter_context(running("benchmarks.stand_ins"))
        slack, prevail = f"{stand_ins}/api/", f"{stand_ins}/prevail"
        with running("benchmarks.bare_bolt", slack, prevail) as (process, url):
            bare = measure(App(process, url=url, stand_ins=stand_ins), bookings=bookings)
        url = f"sqlite:///{folder / 'docket.db'}"
        settings = settings_of_docket(database_url=url, stand_ins=stand_ins)
        with running("bot", "serve", folder=folder, settings=settings) as (process, url):
            docket = measure(App(process, url=url, stand_ins=stand_ins), bookings=bookings)
    sys.stdout.write(f"{report(docket, bare)}\n")


def settings_of_docket(*, database_url: str, stand_ins: str) -> dict[str, str]:
    """Return what is set for a Docket that calls the stand-ins at an address."""
    return {
        "DATABASE_URL": database_url,
        "SLACK_BOT_TOKEN": "xoxb-docket",
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": f"{stand_ins}/api/",
        "PREVAIL_BASE_URL": f"{stand_ins}/prevail",
        "PREVAIL_API_KEY": "a-key-that-is-long-enough-for-hs256",
        "PREVAIL_COMPANY_ID": "benchmark",
        "LIMIT_BOOKINGS_PER_MINUTE": "0",
        "PORT": "0",
    }


@contextmanager
def running(
    module: str,
    *arguments: str,
    folder: Path = ROOT,
    settings: Mapping[str, str] | None = None,
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run a module as a process of its own; give it with the address that it names."""
    kept = {name: environ[name] for name in ("PATH", "HOME", "LANG") if name in environ}
    with (
        tempfile.NamedTemporaryFile() as said,
        subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-m", module, *arguments],
            cwd=folder,
            env=kept | {"PYTHONPATH": str(ROOT)} | dict(settings or {}),
            stdout=said,
            stderr=said,
        ) as process,
    ):
        try:
            yield process, _address(process, said=Path(said.name))
        finally:
            process.kill()


def _address(process: subprocess.Popen[bytes], *, said: Path) -> str:
    """Return the address that a process has written, as soon as it has."""
    while process.poll() is None:
        if found := _ADDRESS.search(said.read_text()):
            return found[0]
        time.sleep(0.05)
    raise ChildProcessError(said.read_text())


def _check(answers: list[Answer]) -> None:
    """Make sure that every form was accepted: the answer to it closes the modal."""
    for answer in answers:
        if answer.status != 200 or answer.body not in _CLOSES:
            raise ValueError(f"not accepted: {answer.status} {answer.body[:300]}")


if __name__ == "__main__":
    main()
