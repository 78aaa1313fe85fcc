"""Docket as it is deployed: processes of its own on one database, with a workspace and the providers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.providers import CareValidate, Cronofy, FaultSettings, Prevail, Running, start
from sandbox.slack import Slack
from tests.outgoing import held_to_limits
from tests.process import Process, serving


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """The sandbox's Slack and providers, and the folder in which Docket's processes run."""

    slack: Slack
    prevail: Running[Prevail]
    cronofy: Running[Cronofy]
    carevalidate: Running[CareValidate]
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a process, with the keys of everything."""
        return {
            "DATABASE_URL": f"sqlite:///{self.folder / 'docket.db'}",
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_API_URL": self.slack.api_url,
            "PREVAIL_BASE_URL": self.prevail.base_url,
            "PREVAIL_API_KEY": self.prevail.provider.api_key,
            "PREVAIL_COMPANY_ID": self.prevail.provider.company_id,
            "CRONOFY_BASE_URL": self.cronofy.base_url,
            "CRONOFY_API_KEY": self.cronofy.provider.api_key,
            "CRONOFY_ACCESS_TOKEN": self.cronofy.provider.access_token,
            "CAREVALIDATE_BASE_URL": self.carevalidate.base_url,
            "CAREVALIDATE_API_KEY": self.carevalidate.provider.api_key,
            # What is held has tests of its own.
            "UNDO_SECONDS": "0",
        }

    @contextmanager
    def serving(self, **settings: str) -> Iterator[Process]:
        """Run a process, with these settings besides, that Slack sends everything to from now on."""
        with serving(self.folder, self.environment | settings) as bot:
            self.slack.connect(f"{bot.url}/slack/events")
            yield bot


@contextmanager
def deployed(folder: Path, *, prevail: Prevail | None = None) -> Iterator[Deployment]:
    """Start a workspace and the providers, whose faults last as short as they can."""
    faults = FaultSettings(slow=1, retry_after=1)
    with (
        Slack() as slack,
        held_to_limits(slack),
        start(prevail or Prevail(), fault_settings=faults) as sessions,
        start(Cronofy(), fault_settings=faults) as cronofy,
        start(CareValidate(), fault_settings=faults) as carevalidate,
    ):
        yield Deployment(
            slack=slack,
            prevail=sessions,
            cronofy=cronofy,
            carevalidate=carevalidate,
            folder=folder,
        )
