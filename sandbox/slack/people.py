"""Who works in the sandbox's workspace, and where they talk."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

TEAM_ID: Final = "T07HARBOR01"
TEAM_NAME: Final = "Harbor Reporting"
TEAM_DOMAIN: Final = "harbor-reporting"
APP_ID: Final = "A07DOCKET01"
BOT_ID: Final = "B07DOCKET01"
BOT_USER_ID: Final = "U07DOCKETBT"
SLACKBOT_ID: Final = "USLACKBOT"


class Kind(StrEnum):
    """What sort of conversation a channel is."""

    PUBLIC = "public"
    PRIVATE = "private"
    IM = "im"


class Plan(StrEnum):
    """What the app is installed in: a workspace, one on Enterprise Grid, or all of an organization."""

    PLAIN = "plain"
    GRID = "grid"
    ORGANIZATION = "organization"


@dataclass(frozen=True)
class Company:
    """A workspace; on Enterprise Grid `enterprise_id` is its organization's, elsewhere empty.

    `has_app_everywhere` says that the app is installed for the whole organization.
    """

    team_id: str
    name: str
    domain: str
    enterprise_id: str = ""
    has_app_everywhere: bool = False


HARBOR: Final = Company(TEAM_ID, TEAM_NAME, TEAM_DOMAIN)
ACME: Final = Company("T07ACMELLP1", "Acme LLP", "acme-llp")
HARBOR_ON_GRID: Final = replace(HARBOR, enterprise_id="E07HARBORCO")
ACME_ON_GRID: Final = replace(ACME, enterprise_id="E07ACMEGRP1")


class Role(StrEnum):
    """What somebody is in their workspace."""

    MEMBER = "member"
    ADMIN = "admin"
    OWNER = "owner"
    GUEST = "guest"
    ONE_CHANNEL_GUEST = "one-channel guest"


@dataclass(frozen=True)
class Person:
    """Somebody in Slack; `tz` is an IANA zone, `title` what the profile says they do.

    `tells_zone` and `tells_email` say whether an app is told of their time zone and address.
    """

    id: str
    name: str
    handle: str
    tz: str
    company: Company = HARBOR
    title: str = ""
    locale: str = "en-US"
    role: Role = Role.MEMBER
    is_stranger: bool = False
    is_bot: bool = False
    deleted: bool = False
    tells_zone: bool = True
    tells_email: bool = True

    @property
    def email(self) -> str:
        """The address in the profile."""
        return f"{self.handle}@{self.company.domain}.example"

    @property
    def is_guest(self) -> bool:
        """Whether they are let into some channels only."""
        return self.role in {Role.GUEST, Role.ONE_CHANNEL_GUEST}

    @property
    def standing(self) -> str:
        """What sets them apart from the workspace's members, as the page writes it behind the name."""
        if self.company.team_id != TEAM_ID:
            return self.company.name
        if self.deleted:
            return "deactivated"
        return "guest" if self.is_guest else ""

    @property
    def tz_label(self) -> str:
        """What Slack calls the time zone; the zone itself where its name is not known here."""
        return _TZ_LABELS.get(self.tz, self.tz)


@dataclass(frozen=True)
class InitialChannel:
    """A channel as it is when the workspace opens."""

    id: str
    name: str
    topic: str
    members: tuple[str, ...]
    kind: Kind = Kind.PUBLIC
    is_ext_shared: bool = False


@dataclass(frozen=True)
class Group:
    """A user group of the workspace as it is when the workspace opens."""

    id: str
    handle: str
    members: tuple[str, ...]


_TZ_LABELS: Final = {
    "America/Los_Angeles": "Pacific Time",
    "America/Chicago": "Central Time",
    "America/New_York": "Eastern Time",
    "Europe/London": "Greenwich Mean Time",
}


def _person(user_id: str, name: str, tz: str, title: str, **more: Any) -> Person:
    return Person(user_id, name, name.lower().replace(" ", "."), tz, title=title, **more)


ANA: Final = _person("U07ANAREYES", "Ana Reyes", "America/Los_Angeles", "Scheduling coordinator")
BEN: Final = _person("U07BENOKAFR", "Ben Okafor", "America/New_York", "Scheduling coordinator")
CARLA: Final = _person(
    "U07CARLASTN", "Carla Stein", "America/Chicago", "Workspace admin", role=Role.ADMIN
)
DEV: Final = _person(
    "U07DEVPATEL", "Dev Patel", "Europe/London", "Guest", locale="en-GB", role=Role.GUEST
)
ERIN: Final = _person("U07ERINVOSS", "Erin Voss", "America/New_York", "Paralegal", company=ACME)
GUS: Final = _person("U07GUSLINDQ", "Gus Lind", "America/Chicago", "Left the company", deleted=True)
PEOPLE: Final = (ANA, BEN, CARLA, DEV, ERIN, GUS)
GROUPS: Final = (Group("S07CLINICST", "clinic-staff", (BEN.id,)),)

_STAFF: Final = (ANA.id, BEN.id, CARLA.id)
_WITH_ACME: Final = (*_STAFF, DEV.id, ERIN.id, BOT_USER_ID)
_PRIVILEGED: Final = (ANA.id, BEN.id, BOT_USER_ID)
CHANNELS: Final = (
    InitialChannel(
        "C07DEPOSITN", "depositions", "Deposition schedule", (*_STAFF, DEV.id, BOT_USER_ID)
    ),
    InitialChannel("C07ANNOUNCE", "docket-announcements", "Announcements", (*_STAFF, BOT_USER_ID)),
    InitialChannel("C07GENERAL1", "general", "Everyone", (*_STAFF, DEV.id, GUS.id, BOT_USER_ID)),
    InitialChannel(
        "C07SHAREDAC", "shared-with-acme", "With Acme LLP", _WITH_ACME, is_ext_shared=True
    ),
    InitialChannel("C07SMITHVJN", "smith-v-jones", "Privileged", _PRIVILEGED, kind=Kind.PRIVATE),
    InitialChannel("C07WATERCLR", "watercooler", "Docket isn’t in this channel", _STAFF),
)
