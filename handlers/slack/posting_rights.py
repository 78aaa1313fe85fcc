"""Where a person may have a card posted: only where they could post themselves."""

import time
from datetime import timedelta
from enum import StrEnum

from bot.scheduling.model.failures import ProviderFailure, TemporaryFailure, TryLater
from handlers.slack.channels import Channels, Description
from handlers.slack.people import Person
from handlers.slack.web_api import SlackApi


class PostingProblem(StrEnum):
    """Why no card of a person's may be posted in a channel."""

    ARCHIVED = "archived"
    UNSEEN = "unseen"
    UNKNOWN = "unknown"


# What Slack said of a channel so lately is not asked again. Nothing is said there by it: who can read a
# channel is asked before every post, and who is in a private one whenever somebody books.
RECENT = timedelta(seconds=3)
PAGE = 999
# For so long another page is asked for; the form must be answered within three seconds.
PAGING_SECONDS = 0.6


class PostingRights:
    """Asks Slack where people may post, for not much longer than thrice the time-out of `slack`."""

    def __init__(self, slack: SlackApi, *, channels: Channels) -> None:
        self._slack = slack
        self._channels = channels

    def problem(self, channel: str, *, person: Person, opened_in: str) -> PostingProblem | None:
        """Return why a card of this person's may not be posted there; None where it may.

        Where Slack tells Docket nothing about the channel that the form was opened in, the card is
        still ordered there: what cannot be posted comes to its owner's direct messages.
        """
        try:
            return self._asked(channel, person=person)
        except ProviderFailure as failure:
            if channel == opened_in or failure.reason == "unknown_method":
                return None
            is_temporary = isinstance(failure, TemporaryFailure)
            return PostingProblem.UNKNOWN if is_temporary else PostingProblem.UNSEEN

    def _asked(self, channel: str, *, person: Person) -> PostingProblem | None:
        if channel.startswith("D"):
            own = self._slack.call("conversations.open", users=person.id).get("channel") or {}
            return None if own.get("id") == channel else PostingProblem.UNSEEN
        found = self._channels.recent(channel, slack=self._slack, within=RECENT)
        if found.get("is_archived"):
            return PostingProblem.ARCHIVED
        if person.guest or found.get("is_private") or found.get("is_mpim"):
            theirs = self._is_in(found, channel=channel, person=person)
        else:
            theirs = bool(found)
        return None if theirs else PostingProblem.UNSEEN

    def _is_in(self, found: Description, *, channel: str, person: Person) -> bool:
        """Return whether the person is in a channel; of private ones Slack lists only Docket's own."""
        private = "private_channel" if found.get("is_private") else "public_channel"
        kind = "mpim" if found.get("is_mpim") else private
        cursor: str | None = None
        until = time.monotonic() + PAGING_SECONDS
        while time.monotonic() < until:
            answer = self._slack.call(
                "users.conversations", user=person.id, types=kind, limit=PAGE, cursor=cursor
            )
            if any(each.get("id") == channel for each in answer.get("channels") or ()):
                return True
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return False
        raise TryLater("Slack", reason="too_many_channels")
