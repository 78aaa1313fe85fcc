"""Who a person is and which time zone they live by, as Slack knows it (`users.info`), remembered."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from bot.scheduling.failures import ProviderFailure
from bot.scheduling.rights import Actor
from bot.scheduling.zones import is_known
from handlers.slack_api import SlackApi

REMEMBER_SECONDS = 3600
# Where Slack does not answer it is not asked again within the same three seconds.
FORGET_UNKNOWN_SECONDS = 5
REMEMBER_PEOPLE = 10_000


# Guests of one channel or of several, and people of another company: they see what is posted.
_OUTSIDE = ("is_restricted", "is_ultra_restricted", "is_stranger")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person; `zone` is an IANA name, or None where Slack does not tell.

    `team` is the workspace they belong to, empty in organisations with several; `email` is empty
    where Slack does not tell.

    Whom Slack tells nothing about counts as a guest.
    """

    id: str
    zone: str | None = None
    locale: str = "en-US"
    admin: bool = False
    guest: bool = False
    team: str = ""
    email: str = field(default="", repr=False)


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
            until, known = self._known.get(user, (0.0, None))
        if known and time.monotonic() < until:
            return known
        try:
            person = self._ask(user)
        except ProviderFailure:
            person = known or Person(id=user, admin=user in self._admins, guest=True)
            self._remember(person, seconds=FORGET_UNKNOWN_SECONDS)
            return person
        self._remember(person, seconds=REMEMBER_SECONDS)
        return person

    def actor(self, user: str, *, team: str) -> Actor:
        """Return the person as somebody who acts in a workspace."""
        person = self.person(user)
        stranger = bool(person.team) and person.team != team
        admin = person.admin and not stranger
        named_admin = user in self._admins and not stranger
        return Actor(
            team=team,
            user=user,
            admin=admin,
            named_admin=named_admin,
            guest=person.guest or stranger,
        )

    def _ask(self, user: str) -> Person:
        answer = self._slack.call("users.info", user=user, include_locale=True)
        profile = answer.get("user") or {}
        zone = profile.get("tz")
        return Person(
            id=user,
            zone=zone if zone and is_known(zone) else None,
            locale=profile.get("locale") or "en-US",
            admin=user in self._admins or _is_workspace_admin(profile),
            team="" if profile.get("enterprise_user") else str(profile.get("team_id") or ""),
            guest=any(profile.get(name) for name in _OUTSIDE),
            email=str((profile.get("profile") or {}).get("email") or ""),
        )

    def _remember(self, person: Person, *, seconds: float) -> None:
        with self._lock:
            self._known[person.id] = (time.monotonic() + seconds, person)
            self._known.move_to_end(person.id)
            while len(self._known) > REMEMBER_PEOPLE:
                self._known.popitem(last=False)


def _is_workspace_admin(profile: dict[str, object]) -> bool:
    return bool(profile.get("is_admin") or profile.get("is_owner"))
