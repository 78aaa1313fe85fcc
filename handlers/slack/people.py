"""Who a person is and which time zone they live in, as Slack says (`users.info`), cached."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from cachetools import LRUCache, TLRUCache, TTLCache

from bot.scheduling.model.failures import OutcomeUnknown, ProviderFailure
from bot.scheduling.model.rights import Actor
from bot.times.periods import LocalCalendar
from bot.times.writing import Reader
from bot.times.zones import is_known
from handlers.slack import deadline
from handlers.slack.installation import Installation, is_active, text_at, workspaces_of
from handlers.slack.web_api import SlackApi

log = logging.getLogger(__name__)

REMEMBER_SECONDS = 3600
# Where Slack does not answer it is not asked again within the same three seconds.
FORGET_UNKNOWN_SECONDS = 5
REMEMBER_PEOPLE = 10_000
# Calendars ask by themselves, as often as they like: Slack answers an app only so often.
CALENDARS, CALENDAR_SECONDS = 20, 60

# Guests of one channel or of several, and whom Slack itself calls a stranger.
_RESTRICTED = ("is_restricted", "is_ultra_restricted", "is_stranger")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person; `zone` is an IANA name, or None where Slack does not tell.

    `outside` is everybody not proven to be one of ours, `guest` everybody not proven to be a full
    member of ours; a deactivated person or a bot is not `active`. `administers` is the id of the
    workspace of ours that they are an administrator of, otherwise empty. `teams` are the workspaces
    they are in, empty where Slack lists none. `known` is False where Slack did not answer who they
    are; `email` is empty where it does not tell. `holiday_region` is the one set for all.
    """

    id: str
    zone: str | None = None
    locale: str = "en-US"
    guest: bool = False
    outside: bool = False
    active: bool = True
    administers: str = ""
    teams: frozenset[str] = frozenset()
    known: bool = True
    holiday_region: str = ""
    email: str = field(default="", repr=False)

    @property
    def reader(self) -> Reader:
        """How they read times."""
        return Reader(locale=self.locale, zone=self.zone)

    def calendar(self, now: datetime) -> LocalCalendar:
        """Their calendar at `now` (aware), in UTC where Slack does not tell their zone."""
        return LocalCalendar(
            now=now,
            zone=self.zone or "UTC",
            locale=self.locale,
            holiday_region=self.holiday_region,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _CachedPerson:
    """What Slack told of a person when it was `asked`, in seconds of the running clock.

    `answered` is False where Slack was silent and it is what was known before.
    """

    person: Person
    asked: float
    answered: bool


def _expires_at(_user: str, cached: _CachedPerson, now: float) -> float:
    """Return until when it is not asked again."""
    is_current = cached.answered and cached.person.known
    return now + (REMEMBER_SECONDS if is_current else FORGET_UNKNOWN_SECONDS)


class People:
    """Says who somebody is: what Slack told is not asked again for an hour.

    Of those who may change what others booked nothing is taken for granted that long.
    """

    def __init__(
        self,
        slack: SlackApi,
        *,
        admins: frozenset[str],
        staff: frozenset[str] = frozenset(),
        holiday_region: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the Slack ids of administrators and appointment staff, and the region of holidays, as set.

        `clock` runs in seconds.
        """
        self._slack = slack
        self._admins = admins
        self._named = admins | staff
        self._holiday_region = holiday_region
        self._installation: Installation | None = None
        self._clock = clock
        self._fresh: TLRUCache[str, _CachedPerson] = TLRUCache(
            REMEMBER_PEOPLE, ttu=_expires_at, timer=clock
        )
        self._last: LRUCache[str, _CachedPerson] = LRUCache(REMEMBER_PEOPLE)
        self._refreshed: TTLCache[object, bool] = TTLCache(CALENDARS, CALENDAR_SECONDS, timer=clock)
        self._lock = threading.Lock()

    def installation(self) -> Installation | None:
        """Return what Docket is installed in, asked once; None where Slack has never answered."""
        if self._installation is None:
            try:
                self._installation = Installation.read(self._slack.call("auth.test"))
            except ProviderFailure:
                return None
        return self._installation

    def person_for_request(self, user: str) -> Person:
        """Return who sends a request, when it arrives, as it holds for this request.

        Slack is asked about whoever may change what others booked, and again about whom it told
        nothing; where it does not answer, nobody changes anything but their own.
        """
        last = self._last_known_person(user)
        if last is None or not last.person.known or self._may_change_others(last.person):
            return self._fetch(user)
        return self.person(user)

    def refresh(self, user: str) -> None:
        """Ask about somebody whose calendar asks; in a flood of such, not twice within a minute."""
        last = self._last_known_person(user)
        with self._lock:
            is_flood = len(self._refreshed) == CALENDARS
            self._refreshed[object()] = True
        if is_flood and last and self._clock() < last.asked + CALENDAR_SECONDS:
            return
        self._fetch(user)

    def is_proven(self, user: str) -> bool:
        """Return whether Slack proves, for this request, the identity of somebody with granted rights."""
        self._fetch(user)
        last = self._last_known_person(user)
        return last is not None and last.answered and last.person.known

    def is_in(self, team: str, *, user: str) -> bool:
        """Return whether somebody may be in a workspace of ours: whoever has just joined is asked about."""
        if _may_be_in(team, self.person(user)):
            return True
        return _may_be_in(team, self._fetch(user))

    def person(self, user: str) -> Person:
        """Return what is known of a person; where Slack does not answer, what was known before."""
        with self._lock:
            fresh = self._fresh.get(user)
        return fresh.person if fresh else self._fetch(user)

    def actor(self, user: str, *, team: str) -> Actor:
        """Return the person as somebody who acts in a workspace."""
        person = self.person(user)
        named = user in self._admins
        administers = named or (bool(team) and person.administers == team)
        proven = person.known and person.active and not person.guest
        return Actor(
            team=team,
            user=user,
            admin=administers and proven,
            named_admin=named and proven,
            guest=person.guest,
            outside=person.outside,
            active=person.active,
            known=person.known,
            reader=person.reader,
        )

    def _may_change_others(self, person: Person) -> bool:
        return bool(person.administers) or person.id in self._named

    def _fetch(self, user: str) -> Person:
        """Ask Slack, once for a request, and remember what it says.

        Where it is silent, what was known before counts.
        """
        last = self._last_known_person(user)
        if last is not None and deadline.asked_in_request(last.asked):
            return last.person
        asked = self._clock()
        try:
            cached = _CachedPerson(person=self._ask(user), asked=asked, answered=True)
        except ProviderFailure as failure:
            log.warning("Slack did not identify a person: %s", failure.reason)
            cached = _CachedPerson(person=self._last_known(user), asked=asked, answered=False)
        with self._lock:
            last = self._last.get(user)
            # An answer to an earlier question may come later: it must not undo a newer one.
            if last is None or last.asked <= asked:
                self._last[user] = self._fresh[user] = cached
        return cached.person

    def _last_known(self, user: str) -> Person:
        last = self._last_known_person(user)
        if last is None:
            return Person(id=user, guest=True, outside=True, known=False)
        has_power = self._may_change_others(last.person)
        return replace(last.person, known=False) if has_power else last.person

    def _ask(self, user: str) -> Person:
        answer = self._slack.call("users.info", user=user, include_locale=True).get("user")
        if not isinstance(answer, dict) or answer.get("id") != user:
            raise OutcomeUnknown("Slack", reason="unreadable_answer")
        person = _read(answer, user=user, installation=self.installation())
        return replace(person, holiday_region=self._holiday_region)

    def _last_known_person(self, user: str) -> _CachedPerson | None:
        with self._lock:
            return self._last.get(user)


def _may_be_in(team: str, person: Person) -> bool:
    return person.outside or not person.teams or team in person.teams


def _read(answer: dict[str, Any], *, user: str, installation: Installation | None) -> Person:
    outside = installation is None or not installation.is_home_of(answer)
    zone = text_at(answer, "tz")
    return Person(
        id=user,
        zone=zone if zone and is_known(zone) else None,
        locale=text_at(answer, "locale") or "en-US",
        guest=outside or any(answer.get(name) for name in _RESTRICTED),
        outside=outside,
        active=is_active(answer),
        administers=installation.administered_by(answer) if installation else "",
        teams=workspaces_of(answer),
        known=installation is not None,
        email=text_at(answer, "profile", "email"),
    )
