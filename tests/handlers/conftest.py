"""Docket as people meet it: a Slack, three providers, and the bot between, all over real HTTP."""

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app import Application, Deadlines, build
from bot.settings import Settings
from bot.times.moment import UtcClock
from bot.times.reading import preload
from bot.web.http_server import HttpServer
from bot.web.wsgi_app import WsgiApp
from bot.worker import THREADS
from sandbox.providers import CareValidate, Cronofy, FaultSettings, Prevail, start
from sandbox.providers import Running as Provider
from sandbox.slack import RESPONSE_TIMEOUT, Slack
from sandbox.slack.people import Plan
from sandbox.slack.person import Person, Screen, Shown
from tests.outgoing import held_to_limits
from tests.simulated_clock import SimulatedClock
from tests.waiting import wait_until

# A machine that stalls makes nobody late here; who tests how late an answer may be asks for the real ones.
UNHURRIED = Deadlines(
    identity=timedelta(seconds=20),
    posting=timedelta(seconds=20),
    form=timedelta(seconds=20),
    request=timedelta(seconds=20),
)

PREVAIL_KEY = "a-key-that-is-long-enough-for-hs256"
COMPANY = "smith-reporting"


@dataclass(frozen=True)
class Office:
    """Everything a test touches: the workspace, the providers, and the bot's own parts."""

    slack: Slack
    prevail: Provider[Prevail]
    cronofy: Provider[Cronofy]
    carevalidate: Provider[CareValidate]
    running: Application
    settings: Settings
    url: str
    clock: UtcClock

    def person(self, name: str) -> Person:
        """Be somebody in the workspace."""
        return self.slack.person(name)

    @property
    def database(self) -> Path:
        """Docket's SQLite file."""
        return Path(self.settings.database_url.get_secret_value().removeprefix("sqlite:///"))

    @property
    def sessions(self) -> list[Any]:
        """What Prevail has booked."""
        return list(self.prevail.provider.sessions)

    @property
    def agents(self) -> list[Any]:
        """The agents Cronofy has been sent."""
        return list(self.cronofy.provider.agents)

    @property
    def appointments(self) -> list[Any]:
        """The appointments CareValidate holds."""
        return list(self.carevalidate.provider.appointments)

    def is_idle(self) -> bool:
        """Return whether nothing is being done, nor due to be."""
        with closing(sqlite3.connect(self.database)) as connection:
            due = "SELECT count(*) FROM work WHERE due <= ? OR lease IS NOT NULL"
            (count,) = connection.execute(due, [self.clock().timestamp()]).fetchone()
        return int(count) == 0


StartOffice = Callable[..., Office]


@pytest.fixture
def start_office(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[StartOffice]:
    """Start an office with other settings than usual, as often as a test needs one.

    Slack waits there for ever so long, but in a test that is marked `in_time`. What Docket sends is held
    to Slack's limits, but in one that is marked `forged`.
    """
    clock, in_time = SimulatedClock(), request.node.get_closest_marker("in_time") is not None
    forged = request.node.get_closest_marker("forged") is not None
    with ExitStack() as stack:

        def start_one(**settings: Any) -> Office:
            return stack.enter_context(
                office_with(
                    tmp_path, **{"clock": clock, "in_time": in_time, "forged": forged, **settings}
                )
            )

        yield start_one


@pytest.fixture
def office(start_office: StartOffice) -> Office:
    """Start an office as most have it."""
    return start_office()


@contextmanager
def office_with(folder: Path, **settings: Any) -> Iterator[Office]:
    """Start Slack, the providers and the bot, and stop them in the right order.

    `clock` is the time for everybody, which without one is a morning that no calendar
    changes; `threads` how many take each queue's work; with `in_time` Slack waits as long as it does; what
    requests that are `forged` are answered with is held to nothing.
    `deadlines` are Docket's own.
    """
    clock, threads = (
        settings.pop("clock", None) or SimulatedClock(),
        settings.pop("threads", THREADS),
    )
    in_time, forged = settings.pop("in_time", False), settings.pop("forged", False)
    usual, timeout = (Deadlines(), RESPONSE_TIMEOUT) if in_time else (UNHURRIED, 30.0)
    deadlines = settings.pop("deadlines", usual)
    prevail_is = Prevail(
        api_key=PREVAIL_KEY,
        company_id=COMPANY,
        self_service=settings.get("prevail_self_service", True),
        members={"host@firm.example"},
        now=clock,
    )
    fault_settings = FaultSettings(slow=1, retry_after=1)
    with (
        Slack(
            plan=settings.pop("plan", Plan.PLAIN),
            clock=lambda: clock().timestamp(),
            response_timeout=timeout,
        ) as slack,
        nullcontext() if forged else held_to_limits(slack),
        start(prevail_is, fault_settings=fault_settings) as prevail,
        start(Cronofy(now=clock), fault_settings=fault_settings) as cronofy,
        start(CareValidate(now=clock), fault_settings=fault_settings) as carevalidate,
    ):
        chosen = _settings(slack, prevail, cronofy, carevalidate, folder=folder, **settings)
        with bot_as(chosen, clock=clock, threads=threads, deadlines=deadlines) as (running, url):
            slack.connect(f"{url}/slack/events")
            providers = prevail, cronofy, carevalidate
            yield Office(slack, *providers, running=running, settings=chosen, url=url, clock=clock)


def _settings(
    slack: Slack,
    prevail: Provider[Prevail],
    cronofy: Provider[Cronofy],
    carevalidate: Provider[CareValidate],
    *,
    folder: Path,
    **others: Any,
) -> Settings:
    return Settings(
        _env_file=None,
        **{
            "database_url": f"sqlite:///{folder / 'docket.db'}",
            "slack_bot_token": SecretStr(slack.bot_token),
            "slack_signing_secret": SecretStr(slack.signing_secret),
            "slack_api_url": slack.api_url,
            "announce_channel": slack.channel_id("#docket-announcements"),
            "provider_lag_seconds": 1,
            "list_check_minutes": 0,
            "undo_seconds": 0,
            "prevail_base_url": prevail.base_url,
            "prevail_api_key": SecretStr(PREVAIL_KEY),
            "prevail_company_id": COMPANY,
            "cronofy_base_url": cronofy.base_url,
            "cronofy_api_key": SecretStr(cronofy.provider.api_key),
            "cronofy_access_token": SecretStr(cronofy.provider.access_token),
            "carevalidate_base_url": carevalidate.base_url,
            "carevalidate_api_key": SecretStr(carevalidate.provider.api_key),
            **others,
        },
    )


@contextmanager
def bot_as(
    settings: Settings,
    *,
    clock: UtcClock,
    threads: int = THREADS,
    deadlines: Deadlines = UNHURRIED,
) -> Iterator[tuple[Application, str]]:
    """Run the bot as the settings say, warmed as it is served; give its parts and its address."""
    preload()
    running = build(settings, clock=clock, threads=threads, deadlines=deadlines)
    running.workers.start()
    try:
        with answering(running.wsgi_app) as url:
            yield running, url
    finally:
        running.stop()


@contextmanager
def answering(app: WsgiApp) -> Iterator[str]:
    """Serve the app door as in production, on a free port; give its address."""
    server = HttpServer(app, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        ((host, port),) = server.addresses
        yield f"http://{host}:{port}"
    finally:
        server.stop()
        thread.join()


def pass_by(office: Office, clock: SimulatedClock, amount: timedelta) -> None:
    """Let time pass, and what is due then be done."""
    clock.on(amount)
    office.running.workers.wake()


def labels(shown: Shown | Screen) -> list[str]:
    """Read what stands on the buttons of a message or a modal."""
    return [button.text for button in shown.buttons]


def turned(first: Shown, person: Person, channel: str) -> Shown:
    """Turn to the second page of a list of two, which only the reader sees."""
    first.press("Next page")
    return last_whispered(person, channel).wait_for_text("Page 2 of 2")


def seen_by_all(person: Person, channel: str = "#depositions") -> list[Shown]:
    """Return what somebody sees in a channel that others see as well."""
    return [each for each in person.messages(channel) if not each.only_for_me]


def posted_by(screen: Screen, person: Person, channel: str, text: str) -> Shown:
    """Submit a form, and return the card with this text in it that comes of it, none from before."""
    before = {each.ts for each in person.messages(channel)}
    screen.submit()
    assert not screen.is_open, (screen.errors, screen.texts)

    def cards() -> list[Shown]:
        return [
            each
            for each in person.messages(channel)
            if text in each.text and each.ts not in before and not each.only_for_me
        ]

    wait_until(lambda: bool(cards()))
    return cards()[-1]


def told_of(card: Shown, person: Person, channel: str = "#depositions") -> Shown:
    """Return a card once whoever asked for it is told so in a channel."""
    refs = set(re.findall(r"\b[SAP]-[0-9A-Z]{4,5}\b", card.text))

    def is_told() -> bool:
        return any(
            each.only_for_me and any(ref in each.text for ref in refs)
            for each in person.messages(channel)
        )

    wait_until(is_told)
    return card


def last_whisper(person: Person, channel: str = "#depositions") -> str:
    """Read the newest message that nobody else sees."""
    return last_whispered(person, channel).text


def last_whispered(person: Person, channel: str = "#depositions") -> Shown:
    """Return the newest message that nobody else sees."""
    return [message for message in person.messages(channel) if message.only_for_me][-1]
