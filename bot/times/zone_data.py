"""Which time zone data is used: the machine's or that of `tzdata`, whichever is newer."""

import re
import zoneinfo
from dataclasses import dataclass
from pathlib import Path

import tzdata

# Where Python looks on its own, which PYTHONTZPATH may name.
_PLACES = zoneinfo.TZPATH
_FIRST_LINE = re.compile(r"# version (?P<version>\d{4}[a-z]{1,2})(?![0-9a-z])")
_VERSION = re.compile(r"(?P<version>\d{4}[a-z]{1,2})(?![0-9a-z])")


@dataclass(frozen=True, slots=True)
class ZoneData:
    """The installed versions of the zone data: the machine's, if it says which, and `tzdata`'s."""

    machine: str | None
    packaged: str

    @property
    def is_machines(self) -> bool:
        """Whether the machine's is newer; data that does not say its version is never preferred."""
        return self.machine is not None and self.machine > self.packaged

    @property
    def version(self) -> str:
        """The version in use."""
        return self.machine if self.machine and self.is_machines else self.packaged


def choose() -> ZoneData:
    """Read every zone from the newer data; to be called before the first zone is read.

    Python by itself takes the machine's, however old: an hour off wherever the law has changed since.
    """
    found = available()
    if not found.is_machines:
        use_packaged()
    return found


def use_packaged() -> None:
    """Read every zone from `tzdata`, whatever the machine has."""
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()


def available() -> ZoneData:
    """Which versions of the zone data are installed."""
    versions = (_version(Path(place)) for place in _PLACES)
    return ZoneData(machine=next(filter(None, versions), None), packaged=tzdata.IANA_VERSION)


def _version(place: Path) -> str | None:
    """The version a directory of zone data names in either of the two usual places."""
    for name, form in (("tzdata.zi", _FIRST_LINE), ("+VERSION", _VERSION)):
        try:
            with (place / name).open(encoding="utf-8", errors="replace") as file:
                found = form.match(file.readline(100))
        except OSError:
            continue
        if found:
            return found["version"]
    return None
