"""Everything on this machine: the Slack page, three stand-in providers, and the bot as a child."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Final

import click
import httpx

from sandbox.providers import CareValidate, Cronofy, Prevail, Running, start
from sandbox.slack import Slack
from sandbox.slack.people import ANA, BEN, CARLA, GROUPS

ROOT: Final = Path(__file__).parents[1]
EXAMPLES: Final = (
    "/session tomorrow 2pm Pacific",
    "/agent https://zoom.us/j/123456789 tomorrow 3pm",
    "/appointment slots CA",
    "/bookings",
    "/session help",
)
"""What the page offers to try first."""
_READY: Final = 30.0
"""Seconds the bot has to answer its first health check."""
_STOPPING: Final = 10.0
"""Seconds the bot has to finish what it is doing when it is told to stop."""
_KEPT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "SYSTEMROOT")
"""What the bot keeps of this process's environment: no setting may come in by chance."""

Providers = Mapping[str, Running[Any]]


def run(*, port: int, open_browser: bool) -> None:
    """Run the sandbox until Ctrl-C; the page is on `port`, or elsewhere if that is taken."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with running(port=port) as slack:
            click.echo(f"Docket's sandbox is at {slack.url} (Ctrl-C stops it)")
            if open_browser and _has_screen():
                webbrowser.open(slack.url)
            threading.Event().wait()
    except KeyboardInterrupt:
        click.echo("\nStopped.")


@contextmanager
def running(*, port: int = 0, undo_seconds: int = 20) -> Iterator[Slack]:
    """Run everything; yields when the bot takes requests. So long moves and cancellations are held."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="docket-sandbox-")))
        staff = [person.email for person in (ANA, BEN, CARLA)]
        prevail = stack.enter_context(start(Prevail(members=staff)))
        cronofy = stack.enter_context(start(Cronofy()))
        carevalidate = stack.enter_context(start(CareValidate()))
        slack = stack.enter_context(Slack(port=_free(port)))
        settings = _slack_settings(slack, folder) | _provider_settings(
            prevail.base_url, cronofy.base_url, carevalidate.base_url
        )
        settings |= _keys(prevail.provider, cronofy.provider, carevalidate.provider)
        settings |= _event_types(carevalidate.provider)
        settings |= {"UNDO_SECONDS": str(undo_seconds)}
        bot = Bot(settings, folder=folder, slack=slack)
        stack.callback(bot.stop)
        named: Providers = {r.provider.name: r for r in (prevail, cronofy, carevalidate)}
        slack.page.examples = EXAMPLES
        slack.page.services = Services(bot, named)
        bot.start()
        yield slack


class Bot:
    """The bot's process, and whether it is well."""

    def __init__(self, settings: dict[str, str], *, folder: Path, slack: Slack) -> None:
        self._port = _free(0)
        self._environment = (
            {name: os.environ[name] for name in _KEPT if name in os.environ}
            | {"PYTHONPATH": str(ROOT), "PORT": str(self._port), "HOST": "127.0.0.1"}
            | settings
        )
        self._folder = folder
        self._slack = slack
        self._process: subprocess.Popen[bytes] | None = None
        self._status = "Docket hasn’t been started"
        slack.connect(f"{self.url}/slack/events")

    @property
    def url(self) -> str:
        """The root of the bot's own address."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start the process and wait until it takes requests; raises `ClickException`."""
        command = [sys.executable, "-m", "bot", "serve"]
        # The folder has no .env: the developer's own settings must not leak in.
        self._process = subprocess.Popen(command, cwd=self._folder, env=self._environment)  # noqa: S603 - our own program
        threading.Thread(target=self._watch, args=(self._process,), daemon=True).start()
        if not self._is_ready(self._process):
            raise click.ClickException(f"{self._status}. See its output above for the reason.")
        self._set_status("Docket is running")

    def stop(self) -> None:
        """End the process, gently at first."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(_STOPPING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def restart(self) -> None:
        """Start the process again, whatever became of it."""
        self.stop()
        try:
            self.start()
        except click.ClickException as error:
            self._set_status(error.message)

    def describe(self) -> dict[str, Any]:
        """Return how the bot is, for the page."""
        process = self._process
        alive = process is not None and process.poll() is None
        return {"running": alive, "status": self._status, "pid": process.pid if process else None}

    def _is_ready(self, process: subprocess.Popen[bytes]) -> bool:
        """Ask for the bot's health until it is well or has died."""
        gone = threading.Event()
        for _ in range(int(_READY / 0.05)):
            if process.poll() is not None:
                self._status = f"Docket stopped with exit code {process.returncode}"
                return False
            try:
                if httpx.get(f"{self.url}/healthz", trust_env=False).is_success:
                    return True
            except httpx.TransportError:
                gone.wait(0.05)
        self._status = f"Docket didn’t respond within {_READY:.0f} seconds"
        return False

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """Say so, on the page and in the terminal, when the process ends by itself."""
        code = process.wait()
        if process is self._process:
            self._set_status(f"Docket stopped with exit code {code}")
            click.echo(f"{self._status}. Restart it in the page's Sandbox panel.", err=True)

    def _set_status(self, text: str) -> None:
        with self._slack.workspace.changing():
            self._status = text


class Services:
    """The bot and the providers, for the page's Sandbox panel."""

    def __init__(self, bot: Bot, providers: Providers) -> None:
        self._bot = bot
        self._providers = providers

    def bot(self) -> dict[str, Any]:
        """Return how the bot is."""
        return self._bot.describe()

    def providers(self) -> list[dict[str, Any]]:
        """Return what each provider has booked and which faults are planned."""
        return [
            self._ask("GET", running.url, "state") | {"provider": name}
            for name, running in self._providers.items()
        ]

    def control(self, what: dict[str, Any]) -> None:
        """Restart the bot, or pass a fault or an action on to a provider."""
        if what.get("restart"):
            self._bot.restart()
            return
        provider = self._providers[what["provider"]]
        for verb in ("faults", "action"):
            if verb in what:
                self._ask("POST", provider.url, verb, what[verb])

    def _ask(self, method: str, url: str, verb: str, body: Any = None) -> dict[str, Any]:
        try:
            answer = httpx.request(method, f"{url}/_sandbox/{verb}", json=body, trust_env=False)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            return {"error": f"Does not answer: {error}"}
        return dict(answer.json()) if answer.content else {}


def _slack_settings(slack: Slack, folder: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{folder / 'docket.db'}",
        "LOG_LEVEL": "WARNING",
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "ANNOUNCE_CHANNEL": slack.channel_id("docket-announcements"),
        "APPOINTMENT_STAFF": GROUPS[0].id,
    }


def _provider_settings(prevail: str, cronofy: str, carevalidate: str) -> dict[str, str]:
    return {
        "PROVIDER_LAG_SECONDS": "5",
        "LIST_CHECK_MINUTES": "1",
        "PREVAIL_BASE_URL": prevail,
        "CRONOFY_BASE_URL": cronofy,
        "CAREVALIDATE_BASE_URL": carevalidate,
    }


def _keys(prevail: Prevail, cronofy: Cronofy, carevalidate: CareValidate) -> dict[str, str]:
    return {
        "PREVAIL_API_KEY": prevail.api_key,
        "PREVAIL_COMPANY_ID": prevail.company_id,
        "CRONOFY_API_KEY": cronofy.api_key,
        "CRONOFY_ACCESS_TOKEN": cronofy.access_token,
        "CAREVALIDATE_API_KEY": carevalidate.api_key,
    }


def _event_types(carevalidate: CareValidate) -> dict[str, str]:
    kinds = carevalidate.event_types.values()
    pairs = ", ".join(f"{kind.id}={kind.title}" for kind in kinds)
    return {"CAREVALIDATE_EVENT_TYPES": pairs}


def _free(port: int) -> int:
    """Return this port if it can be had, otherwise one that can."""
    for wanted in (port, 0):
        try:
            with socket.create_server(("127.0.0.1", wanted)) as taken:
                number: int = taken.getsockname()[1]
                return number
        except OSError:
            click.echo(f"Port {wanted} is taken; using another.", err=True)
    raise click.ClickException("No port of 127.0.0.1 can be had.")


def _has_screen() -> bool:
    on_linux = sys.platform.startswith("linux")
    return not on_linux or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
