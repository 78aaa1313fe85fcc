"""Bolt as Docket runs it: with one deadline for each request, and observed."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.observability.observer import Observer, Request
from bot.settings import Settings
from bot.web.wsgi_app import WAITED
from handlers.slack.deadline import request_deadline

LISTENER_THREADS = 32


class DeadlineApp(App):
    """Bolt, with one deadline for everything that a listener asks before Slack has its answer."""

    def __init__(self, *, within: timedelta, observer: Observer, **bolt: Any) -> None:
        """Take how long a request may take, who observes it, and what Bolt itself takes."""
        super().__init__(**bolt)
        self._within = within
        self._observer = observer

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Have the listener answer in time; it runs in this thread."""
        with self._observer.observe(Request.of(req.body, waited=req.context[WAITED])) as request:
            with request_deadline(self._within):
                response = super().dispatch(req)
            request.status = response.status
            return response


def make_bolt(settings: Settings, observer: Observer, *, within: timedelta) -> App:
    """Make the Bolt app: listeners answer before they return, and the token needs no asking after."""
    token = settings.slack_bot_token.get_secret_value()

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    return DeadlineApp(
        within=within,
        observer=observer,
        # Otherwise Bolt looks for the name of the file that calls it, which takes a third of a second.
        name="docket",
        client=WebClient(base_url=settings.slack_api_url, retry_handlers=[]),
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        authorize=authorize,
        process_before_response=True,
        # bot.web.wsgi_app has checked the signature; requests over Socket Mode need none.
        request_verification_enabled=False,
        listener_executor=ThreadPoolExecutor(LISTENER_THREADS),
        # Otherwise every logger of Bolt's takes the root's level, and some write whole requests.
        logger=logging.getLogger("slack_bolt"),
    )
