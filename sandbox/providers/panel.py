"""What a stand-in shows in the sandbox's panel: tables whose rows may have buttons."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Action:
    """Something only the provider's own staff can do to a row."""

    name: str
    label: str


@dataclass(frozen=True)
class Row:
    """One thing the provider holds."""

    id: str
    cells: tuple[str, ...]
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class Section:
    """One table of the panel."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
