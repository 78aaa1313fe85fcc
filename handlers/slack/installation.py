"""What Docket is installed in, as Slack says (`auth.test`): which requests and which people are ours.

Sources: docs.slack.dev (auth.test, users.info, Enterprise organizations). A workspace's id begins with T,
an organization's with E: nothing is ever kept under that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SlackObject = Mapping[str, Any]


def text_at(payload: object, *path: str) -> str:
    """Return the text at the end of a path, empty where there is none."""
    for name in path:
        payload = payload.get(name) if isinstance(payload, Mapping) else None
    return payload if isinstance(payload, str) else ""


def is_active(person: SlackObject) -> bool:
    """Return whether somebody is a person, as `users.info` tells of them, whose account has not ended."""
    return not (person.get("deleted") or person.get("is_bot"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a request from Slack says of where it comes from: ids, as far as it has them.

    Across companies `teams` is the workspace of whoever acts, and `installed` says where Docket is.
    """

    teams: tuple[str, ...]
    installed: tuple[str, ...]
    organizations: tuple[str, ...]
    user_team: str

    @classmethod
    def read(cls, request: SlackObject) -> "Origin":
        """Read any request: a command, an interaction or an event."""
        installed = (
            text_at(request, "view", "app_installed_team_id"),
            *_authorized(request, "team_id"),
        )
        organizations = (
            text_at(request, "enterprise", "id"),
            text_at(request, "team", "enterprise_id"),
            text_at(request, "enterprise_id"),
            *_authorized(request, "enterprise_id"),
        )
        return cls(
            teams=_workspaces(text_at(request, "team", "id"), text_at(request, "team_id")),
            installed=_workspaces(*installed),
            organizations=tuple(filter(None, (*organizations, *installed))),
            user_team=next(iter(_workspaces(text_at(request, "user", "team_id"))), ""),
        )

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is told at all, as in no request of Slack's."""
        return not (self.teams or self.installed or self.organizations or self.user_team)


def workspaces_of(person: SlackObject) -> frozenset[str]:
    """Return the workspaces of an organization that somebody is in, none where Slack lists none."""
    belongs = person.get("enterprise_user")
    teams = belongs.get("teams") if isinstance(belongs, Mapping) else None
    listed = teams if isinstance(teams, list) else ()
    return frozenset(team for team in listed if isinstance(team, str))


def _authorized(request: SlackObject, name: str) -> list[str]:
    """Return what an event's `authorizations` say of where Docket is installed."""
    listed = request.get("authorizations")
    return [text_at(each, name) for each in listed] if isinstance(listed, list) else []


def _workspaces(*teams: str) -> tuple[str, ...]:
    """Return those of the ids that are a workspace's: all others are passed over."""
    return tuple(team for team in teams if team.startswith("T"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The workspace with this id, or the whole organization where `team` is empty.

    `enterprise` is the id of the organization on Enterprise Grid, elsewhere empty; `name` is what
    people call the workspace or the organization, `bot` Docket's own Slack id.
    """

    team: str
    enterprise: str = ""
    name: str = ""
    bot: str = ""

    @classmethod
    def read(cls, answer: SlackObject) -> "Installation | None":
        """Read the answer of `auth.test`; None where it does not say what Docket is installed in."""
        team, enterprise = text_at(answer, "team_id"), text_at(answer, "enterprise_id")
        # Where the team is an organization, it is all of it, whether or not that is said beside it.
        if answer.get("is_enterprise_install") is True or team.startswith("E"):
            team, enterprise = "", enterprise or team
        if not team and not enterprise:
            return None
        return cls(
            team=team,
            enterprise=enterprise,
            name=text_at(answer, "team"),
            bot=text_at(answer, "user_id"),
        )

    def workspace_of(self, origin: Origin) -> str:
        """Return the workspace that a request counts for, empty where it is not ours."""
        named = (*origin.teams, *origin.installed)
        if self.team:
            return self.team if self.team in (named or (origin.user_team,)) else ""
        if self.enterprise not in origin.organizations:
            return ""
        return next(iter((*origin.teams, origin.user_team)))

    def is_home_of(self, person: SlackObject) -> bool:
        """Return whether somebody, as `users.info` tells of them, provably belongs to us.

        Where Slack names an organization it must be ours, whatever workspace is named beside it.
        """
        organization = text_at(person, "enterprise_user", "enterprise_id")
        if organization:
            return organization == self.enterprise
        return bool(self.team) and text_at(person, "team_id") == self.team

    def administered_by(self, person: SlackObject) -> str:
        """Return the workspace of ours that somebody provably administers, empty where there is none."""
        team = text_at(person, "team_id")
        if not _workspaces(team) or self.team not in ("", team) or not self.is_home_of(person):
            return ""
        teams = workspaces_of(person)
        is_in_it = not teams or team in teams
        runs_it = person.get("is_admin") is True or person.get("is_owner") is True
        return team if runs_it and is_in_it else ""
