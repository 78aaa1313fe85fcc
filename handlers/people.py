"""Who a person is and which time zone they live by, as Slack knows it (`users.info`), remembered."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from bot.scheduling.failures import ProviderFailure
from bot.scheduling.rights import Actor
from bot.scheduling.zones import is_known
from handlers.slack_api import SlackApi

REMEMBER_SECONDS = 3600
REMEMBER_PEOPLE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person; `zone` is an IANA name, or None where Slack does not tell."""

    id: str
    zone: str | None = None
    locale: str = "en-US"
    admin: bool = False
    guest: bool = False


class People:
    """Looks people up, quickly: what is known is not asked again for an hour."""

    def __init__(self, slack: SlackApi, *, admins: frozenset[str]) -> None:
        """Take the Slack ids of those who are administrators by the settings."""
        self._slack = slack
        self._admins = admins
        self._known: OrderedDict[str, tuple[float, Person]] = OrderedDict()
        self._lock = threading.Lock()

    def person(self, user: str) -> Person:
        """Return what is known of a person; where Slack does not answer, what was known before."""
        with self._lock:
            since, known = self._known.get(user, (0.0, None))
        if known and time.monotonic() - since < REMEMBER_SECONDS:
            return known
        try:
            person = self._ask(user)
        except ProviderFailure:
            return known or Person(id=user, admin=user in self._admins)
        self._remember(person)
        return person

    def actor(self, user: str, *, team: str) -> Actor:
        """Return the person as somebody who acts in a workspace."""
        person = self.person(user)
        return Actor(team=team, user=user, admin=person.admin, guest=person.guest)

    def _ask(self, user: str) -> Person:
        answer = self._slack.call("users.info", user=user, include_locale=True)
        profile = answer.get("user") or {}
        zone = profile.get("tz")
        return Person(
            id=user,
            zone=zone if zone and is_known(zone) else None,
            locale=profile.get("locale") or "en-US",
            admin=user in self._admins or _is_workspace_admin(profile),
            guest=bool(profile.get("is_restricted") or profile.get("is_ultra_restricted")),
        )

    def _remember(self, person: Person) -> None:
        with self._lock:
            self._known[person.id] = (time.monotonic(), person)
            self._known.move_to_end(person.id)
            while len(self._known) > REMEMBER_PEOPLE:
                self._known.popitem(last=False)


def _is_workspace_admin(profile: dict[str, object]) -> bool:
    return bool(profile.get("is_admin") or profile.get("is_owner"))
