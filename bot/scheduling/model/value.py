"""The base of immutable values, and how a moment is serialized in one."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from bot.times.moment import Moment
from bot.times.zones import is_known

# A moment has room around it, so that counting days from it never leaves the calendar.
_ROOM = timedelta(days=366)
_EARLIEST = datetime.min.replace(tzinfo=UTC) + _ROOM
_LATEST = datetime.max.replace(tzinfo=UTC) - _ROOM


def _read_moment(stored: Any) -> Any:
    """Turn what the store kept back into a moment; which of two same hours it was is kept too."""
    if not isinstance(stored, dict):
        return stored
    try:
        local = datetime.fromisoformat(stored["local"]).replace(fold=stored["fold"])
        moment = Moment(local=local, zone=stored["zone"])
        is_whole = local.tzinfo is None and is_known(moment.zone)
        within = is_whole and _EARLIEST <= moment.instant <= _LATEST
    except (LookupError, OverflowError, TypeError, ValueError):
        within = False
    if not within:
        raise ValueError("a moment is a wall-clock time and the zone it is in")
    return moment


def _write_moment(moment: Moment) -> dict[str, Any]:
    """Keep the wall clock and its zone, what people mean, with the fold that JSON dates lose."""
    return {"local": moment.local.isoformat(), "zone": moment.zone, "fold": moment.local.fold}


StoredMoment = Annotated[
    Moment, BeforeValidator(_read_moment), PlainSerializer(_write_moment, when_used="json")
]


class Value(BaseModel):
    """Something that is only compared and read, never changed."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True)

    def with_(self, **changes: Any) -> Self:
        """Return the same with some parts replaced, which are checked like any. Raises ValueError."""
        parts = vars(self)
        if all(parts.get(name) is value for name, value in changes.items()):
            return self
        return self.model_validate({**parts, **changes})
