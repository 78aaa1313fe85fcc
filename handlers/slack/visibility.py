"""Who can read a channel, as Slack says now (`conversations.info`): one cache for cards and lists."""

import threading
import time
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from cachetools import TTLCache

from bot.scheduling.model.failures import ProviderFailure, Refused
from bot.scheduling.model.record import Visibility
from handlers.slack.parallel import Parallel
from handlers.slack.web_api import SlackApi

LIST_SECONDS = 60
# A list is answered within Slack's three seconds, whatever Slack says of its channels.
LIST_WITHIN = timedelta(seconds=1)
# More at a time would use up what Slack lets an app ask; the next list asks for the others.
MOST_ASKED = 100
REMEMBER_CHANNELS = 10_000


class ChannelVisibility:
    """Asks Slack who can read a channel. What Slack will not say counts as shared with strangers."""

    def __init__(
        self,
        *,
        patient: SlackApi,
        prompt: SlackApi,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take two Slack clients, patient for work and prompt while somebody waits; `clock` in seconds."""
        self._patient = patient
        self._prompt = prompt
        self._at_once = Parallel()
        self._known: TTLCache[str, Visibility] = TTLCache(
            REMEMBER_CHANNELS, LIST_SECONDS, timer=clock
        )
        self._lock = threading.Lock()

    def fetch(self, channel: str) -> Visibility:
        """Ask for work, which can be put off. Raises a ProviderFailure while nobody can tell."""
        return self._ask(self._patient, channel)

    def current(self, channel: str) -> Visibility:
        """Ask for somebody who waits."""
        try:
            return self._ask(self._prompt, channel)
        except ProviderFailure:
            return Visibility.SHARED

    def recent(self, channels: Collection[str]) -> Mapping[str, Visibility]:
        """Return what is known of the channels, at most a minute old; the others are asked for."""
        with self._lock:
            known = {channel: place for channel in channels if (place := self._known.get(channel))}
        unknown = [channel for channel in channels if channel not in known][:MOST_ASKED]
        questions = {channel: partial(self._ask, self._prompt, channel) for channel in unknown}
        answers = self._at_once.ask(questions, within=LIST_WITHIN) if questions else {}
        return dict.fromkeys(channels, Visibility.SHARED) | known | answers

    def forget(self, channel: str) -> None:
        """Forget what was known of a channel: something has happened to it."""
        with self._lock:
            self._known.pop(channel, None)

    def _ask(self, slack: SlackApi, channel: str) -> Visibility:
        if channel.startswith(("D", "U", "W")):
            return Visibility.DIRECT
        try:
            found = slack.call("conversations.info", channel=channel).get("channel")
        except ProviderFailure as failure:
            # Slack has answered: it does not let Docket know.
            if not isinstance(failure, Refused) and failure.reason != "missing_scope":
                raise
            found = None
        place = _place_of(found if isinstance(found, dict) else {})
        with self._lock:
            self._known[channel] = place
        return place


def _place_of(found: dict[str, Any]) -> Visibility:
    """Read Slack's description of a channel: only what says that it is ours alone counts as that."""
    strangers = (found.get("is_ext_shared"), found.get("is_pending_ext_shared"))
    if any(strangers):
        return Visibility.SHARED
    if found.get("is_im"):
        return Visibility.DIRECT
    if found.get("is_ext_shared") is None and found.get("is_shared") is not False:
        return Visibility.SHARED
    if found.get("is_private") or found.get("is_mpim"):
        return Visibility.PRIVATE
    return Visibility.PUBLIC if found.get("is_private") is False else Visibility.SHARED
