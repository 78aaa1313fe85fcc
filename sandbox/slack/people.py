"""Who works in the sandbox's workspace, and where they talk."""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Person:
    """A member of the workspace; `tz` is an IANA zone, `title` what the profile says they do."""

    id: str
    name: str
    handle: str
    tz: str
    tz_label: str = ""
    title: str = ""
    locale: str = "en-US"
    is_admin: bool = False
    is_restricted: bool = False
    is_bot: bool = False

    @property
    def email(self) -> str:
        """The address in the profile."""
        return f"{self.handle}@harbor-reporting.example"


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
PEOPLE: Final = (ANA, BEN, CARLA, DEV)
GROUPS: Final = (Group("S07CLINICST", "clinic-staff", (BEN.id,)),)

_STAFF: Final = (ANA.id, BEN.id, CARLA.id)
ROOMS: Final = (
    Room("C07DEPOSITN", "depositions", "Who sits when", (*_STAFF, DEV.id, BOT_USER_ID)),
    Room("C07ANNOUNCE", "docket-announcements", "What changed", (*_STAFF, BOT_USER_ID)),
    Room("C07GENERAL1", "general", "Everybody", (*_STAFF, DEV.id, BOT_USER_ID)),
    Room(
        "C07SHAREDAC",
        "shared-with-acme",
        "With Acme LLP",
        (*_STAFF, DEV.id, BOT_USER_ID),
        is_ext_shared=True,
    ),
    Room(
        "C07SMITHVJN",
        "smith-v-jones",
        "Privileged",
        (ANA.id, BEN.id, BOT_USER_ID),
        kind=Kind.PRIVATE,
    ),
    Room("C07WATERCLR", "watercooler", "The bot is not in here", _STAFF),
)
