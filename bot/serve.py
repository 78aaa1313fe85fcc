"""Running Docket: over HTTP behind a proxy, or over Socket Mode with no address of its own."""

import logging
import signal
import sys
from functools import partial

from click import ClickException

from bot.app import JOB_TIMEOUT, Application, build
from bot.log import redacted
from bot.malloc import limit_heaps
from bot.settings import Settings
from bot.store import CannotOpen
from bot.times.reading import preload
from bot.web.http_server import HttpServer
from bot.web.wsgi_app import dispatch
from handlers.slack.web_api import SlackApi

log = logging.getLogger(__name__)


def serve_http(settings: Settings) -> None:
    """Answer Slack at HOST:PORT until told to stop (SIGINT, SIGTERM)."""
    running = _build(settings)
    try:
        server = _listen(running, settings)
        _start(running, settings)
        for host, port in server.addresses:
            address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            log.info("Docket answers Slack at http://%s/slack/events", address)
        server.run()
    finally:
        running.stop()


def serve_socket(settings: Settings) -> None:
    """Answer Slack over a connection that Docket opens itself, until told to stop."""
    # Whoever serves HTTP holds nothing of it in memory.
    from bot.socket_mode.client import SocketMode, Unhealthy  # noqa: PLC0415
    from bot.socket_mode.connection import Disconnected  # noqa: PLC0415

    running = _build(settings)
    mode = SocketMode(
        _app_door(settings),
        answer=partial(dispatch, running.bolt),
        is_healthy=running.monitoring.is_healthy,
    )
    try:
        _start(running, settings)
        mode.connect()
        log.info("Docket answers Slack over Socket Mode")
        mode.run()
    except Disconnected as failure:
        sentence = f"Docket can't reach Slack over Socket Mode: {failure.reason}."
        raise ClickException(redacted(sentence, secrets=settings.secrets)) from None
    except Unhealthy:
        raise ClickException(
            "Docket has stopped processing work or can't read its database. The log above says"
            " why. Start Docket again."
        ) from None
    except (SystemExit, KeyboardInterrupt):
        log.info("told to stop")
    finally:
        mode.close()
        running.stop()


def _app_door(settings: Settings) -> SlackApi:
    """Return the Slack client for the app itself, which alone may open a connection."""
    return SlackApi(
        token=settings.slack_app_token.get_secret_value(),
        base_url=settings.slack_api_url,
        timeout=JOB_TIMEOUT,
    )


def _build(settings: Settings) -> Application:
    limit_heaps()
    try:
        return build(settings)
    except CannotOpen as refused:
        raise ClickException(redacted(str(refused), secrets=settings.secrets)) from None


def _listen(running: Application, settings: Settings) -> HttpServer:
    """Take the port; from here on requests wait to be answered."""
    try:
        return HttpServer(running.wsgi_app, host=settings.host, port=settings.port)
    except OSError as error:
        reason = error.strerror
    except ValueError:
        reason = "there's no such address"
    sentence = (
        f"Docket can't listen at {settings.host}, port {settings.port}: {reason}. Set HOST or PORT"
        " to something else."
    )
    raise ClickException(redacted(sentence, secrets=settings.secrets))


def _start(running: Application, settings: Settings) -> None:
    for command, is_on in (
        ("/session", settings.sessions_on),
        ("/agent", settings.agents_on),
        ("/appointment", settings.appointments_on),
    ):
        if not is_on:
            log.warning("%s is turned off because its provider has no key", command)
    # The first time that is read costs half a second and more, of the three that Slack allows.
    preload()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    running.workers.start()
