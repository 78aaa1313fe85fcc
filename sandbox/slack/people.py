"""Who works in the sandbox's workspace, and where they talk."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

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


@dataclass(frozen=True)
class Person:
    """Somebody in Slack; `tz` is an IANA zone, `title` what the profile says they do.

    `tells_zone` and `tells_email` say whether an app is told of their time zone and address.
    """

    id: str
    name: str
    handle: str
    tz: str
    tz_label: str = ""
    title: str = ""
    locale: str = "en-US"
    company: Company = HARBOR
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
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
    def standing(self) -> str:
        """What sets them apart from the workspace's members, as the page writes it behind the name."""
        if self.company.team_id != TEAM_ID:
            return self.company.name
        if self.deleted:
            return "deactivated"
        return "guest" if self.is_restricted or self.is_ultra_restricted else ""


@dataclass(frozen=True)
class Room:
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


ANA: Final = Person(
    id="U07ANAREYES",
    name="Ana Reyes",
    handle="ana.reyes",
    tz="America/Los_Angeles",
    tz_label="Pacific Time",
    title="Scheduling coordinator",
)
BEN: Final = Person(
    id="U07BENOKAFR",
    name="Ben Okafor",
    handle="ben.okafor",
    tz="America/New_York",
    tz_label="Eastern Time",
    title="Scheduling coordinator",
)
CARLA: Final = Person(
    id="U07CARLASTN",
    name="Carla Stein",
    handle="carla.stein",
    tz="America/Chicago",
    tz_label="Central Time",
    title="Workspace admin",
    is_admin=True,
)
DEV: Final = Person(
    id="U07DEVPATEL",
    name="Dev Patel",
    handle="dev.patel",
    tz="Europe/London",
    tz_label="Greenwich Mean Time",
    title="Guest",
    locale="en-GB",
    is_restricted=True,
)
ERIN: Final = Person(
    id="U07ERINVOSS",
    name="Erin Voss",
    handle="erin.voss",
    tz="America/New_York",
    tz_label="Eastern Time",
    title="Paralegal",
    company=ACME,
)
GUS: Final = Person(
    id="U07GUSLINDQ",
    name="Gus Lind",
    handle="gus.lind",
    tz="America/Chicago",
    tz_label="Central Time",
    title="Left the company",
    deleted=True,
)
PEOPLE: Final = (ANA, BEN, CARLA, DEV, ERIN, GUS)
GROUPS: Final = (Group("S07CLINICST", "clinic-staff", (BEN.id,)),)

_STAFF: Final = (ANA.id, BEN.id, CARLA.id)
ROOMS: Final = (
    Room("C07DEPOSITN", "depositions", "Deposition schedule", (*_STAFF, DEV.id, BOT_USER_ID)),
    Room("C07ANNOUNCE", "docket-announcements", "Announcements", (*_STAFF, BOT_USER_ID)),
    Room("C07GENERAL1", "general", "Everyone", (*_STAFF, DEV.id, GUS.id, BOT_USER_ID)),
    Room(
        "C07SHAREDAC",
        "shared-with-acme",
        "With Acme LLP",
        (*_STAFF, DEV.id, ERIN.id, BOT_USER_ID),
        is_ext_shared=True,
    ),
    Room(
        "C07SMITHVJN",
        "smith-v-jones",
        "Privileged",
        (ANA.id, BEN.id, BOT_USER_ID),
        kind=Kind.PRIVATE,
    ),
    Room("C07WATERCLR", "watercooler", "Docket isn’t in this channel", _STAFF),
)
