"""Directories of zone data as a machine has them: chosen zones by other zones' clocks, of some version."""

from collections.abc import Mapping
from importlib import resources
from pathlib import Path

CANADA_BEFORE_2026 = {
    "America/Vancouver": "America/Los_Angeles",
    "America/Edmonton": "America/Denver",
    "America/Winnipeg": "America/Chicago",
}
"""The clocks that three provinces kept before their laws of 2026."""


def make_zone_data(
    folder: Path,
    *,
    version: str = "",
    clocks: Mapping[str, str] = CANADA_BEFORE_2026,
    named_in: str = "tzdata.zi",
) -> Path:
    """Write zone data in which each zone keeps another one's clocks; what is not named is not there."""
    packaged = resources.files("tzdata") / "zoneinfo"
    for zone, other in clocks.items():
        file = folder / zone
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(packaged.joinpath(other).read_bytes())
    if version:
        first = f"# version {version}" if named_in == "tzdata.zi" else version
        (folder / named_in).write_text(f"{first}\n# and more\n", encoding="utf-8")
    return folder
