"""Who can read a channel, as Slack says now; lists take what it said in the last minute."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from functools import partial

from bot.scheduling.model.failures import ProviderFailure
from bot.scheduling.model.record import Visibility
from handlers.slack.channels import Channels, Description, will_not_say
from handlers.slack.parallel import Parallel
from handlers.slack.web_api import SlackApi

# A list is answered within Slack's three seconds, whatever Slack says of its channels.
LIST_WITHIN = timedelta(seconds=1)
# More at a time would use up what Slack lets an app ask; the next list asks for the others.
MOST_ASKED = 100


class ChannelVisibility:
    """Asks Slack who can read a channel. What Slack will not say counts as shared with strangers."""

    def __init__(self, channels: Channels, *, patient: SlackApi, prompt: SlackApi) -> None:
        """Take two Slack clients, patient for work and prompt while somebody waits."""
        self._channels = channels
        self._patient = patient
        self._prompt = prompt
        self._at_once = Parallel()

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
        described = {channel: self._channels.known(channel) for channel in channels}
        known = {
            channel: _place_of(description)
            for channel, description in described.items()
            if description is not None
        }
        unknown = [channel for channel in channels if channel not in known][:MOST_ASKED]
        questions = {channel: partial(self._ask, self._prompt, channel) for channel in unknown}
        answers = self._at_once.ask(questions, within=LIST_WITHIN) if questions else {}
        return dict.fromkeys(channels, Visibility.SHARED) | known | answers

    def _ask(self, slack: SlackApi, channel: str) -> Visibility:
        if channel.startswith(("D", "U", "W")):
            return Visibility.DIRECT
        try:
            return _place_of(self._channels.ask(channel, slack=slack))
        except ProviderFailure as failure:
            if not will_not_say(failure):
                raise
            return _place_of({})


def _place_of(found: Description) -> Visibility:
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
