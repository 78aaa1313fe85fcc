"""Who is appointment staff: the people whom APPOINTMENT_STAFF names, and the members of its user groups."""

import threading
from datetime import timedelta
from enum import StrEnum
from functools import partial

from cachetools import TTLCache

from bot.scheduling.model.failures import OutcomeUnknown
from handlers.slack.parallel import Parallel
from handlers.slack.web_api import SlackApi

REMEMBER_SECONDS = 60
# Where Slack does not answer it is not asked again within the same three seconds.
FORGET_UNKNOWN_SECONDS = 5
WITHIN = timedelta(seconds=0.8)
MOST_GROUPS = 100


class Membership(StrEnum):
    """Whether somebody is staff; unknown counts as no, and people are told so."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Staff:
    """Asks Slack who is in the user groups, which takes the scope usergroups:read."""

    def __init__(self, slack: SlackApi, *, named: frozenset[str]) -> None:
        """Take the Slack ids of people (`U…`, `W…`) and of user groups (`S…`)."""
        self._slack = slack
        self._groups = frozenset(name for name in named if name.startswith("S"))
        self._people = named - self._groups
        self._parallel = Parallel()
        self._members: TTLCache[str, frozenset[str]] = TTLCache(MOST_GROUPS, REMEMBER_SECONDS)
        self._silent: TTLCache[str, bool] = TTLCache(MOST_GROUPS, FORGET_UNKNOWN_SECONDS)
        self._lock = threading.Lock()

    def of(self, user: str, *, team: str, fresh: bool = False) -> Membership:
        """Return whether a person is staff, from at most a minute ago or else asked `fresh`."""
        if user in self._people:
            return Membership.YES
        known = {} if fresh else self._known()
        asked = self._groups - known.keys() - (set() if fresh else self._unanswered_lately())
        known |= self._ask(asked, team=team)
        if any(user in members for members in known.values()):
            return Membership.YES
        return Membership.UNKNOWN if self._groups - known.keys() else Membership.NO

    def _known(self) -> dict[str, frozenset[str]]:
        with self._lock:
            return dict(self._members)

    def _unanswered_lately(self) -> set[str]:
        with self._lock:
            return set(self._silent)

    def _ask(self, groups: frozenset[str], *, team: str) -> dict[str, frozenset[str]]:
        """Ask for the members of these groups; those that Slack does not list are left out."""
        questions = {group: partial(self._check_listable, group, team=team) for group in groups}
        answers = self._parallel.ask(questions, within=WITHIN) if questions else {}
        with self._lock:
            self._members.update(answers)
            self._silent.update(dict.fromkeys(groups - answers.keys(), True))
        return answers

    def _check_listable(self, group: str, *, team: str) -> frozenset[str]:
        answer = self._slack.call("usergroups.users.list", usergroup=group, team_id=team)
        users = answer.get("users")
        if not isinstance(users, list):
            raise OutcomeUnknown("Slack", reason="unreadable_answer")
        return frozenset(user for user in users if isinstance(user, str))
