"""docket forget: erases one person from everything that is over."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.record import Record
from bot.scheduling.personal_data import DataSubject, LegalHolds
from bot.store.ports import Archive, Redaction, StoredRecord
from bot.store.retention import is_upcoming, session_of


class BookingNotOver(Exception):
    """Bookings that hold the person are still to take place, or work for them is still to be done."""


class LegalHold(Exception):
    """Bookings that hold the person belong to cases on hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """A booking that the person was taken out of, and what of it that changed."""

    booking: Record
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureReport:
    """The result: what was erased, and references of others that a person has to look at.

    `notes` counts lines of history about no booking that it was erased from.

    `named` hold the person's name without the address, or the address with a tag; `hinted` were erased
    and still hold a part of the name; `left` began to be used meanwhile.
    """

    erased: tuple[Erased, ...]
    notes: int
    named: tuple[str, ...]
    hinted: tuple[str, ...]
    left: tuple[str, ...]


def forget(
    archive: Archive, person: DataSubject, *, holds: LegalHolds, now: datetime
) -> ErasureReport:
    """Erase a person from all that is over. Raises LiesAhead and OnHold with the references."""
    about = [each for each in archive.records() if _mentions(each, person.has_address_in)]
    _check(about, archive, holds=holds, now=now)
    for stored in about:
        person.learn_names(stored.booking)
    done = {each.booking.ref: _erase(each, archive, person=person, now=now) for each in about}
    notes = archive.redact_notes(text=_without(person))
    if done or notes:
        archive.clear()
    theirs = {(each.booking.team, each.booking.ref) for each in about}
    now_kept = list(archive.records())
    return ErasureReport(
        erased=tuple(erased for erased in done.values() if erased),
        notes=notes,
        named=_refs(each for each in now_kept if _mentions(each, person.is_named_in)),
        hinted=_refs(
            each
            for each in now_kept
            if (each.booking.team, each.booking.ref) in theirs
            if _mentions(each, person.is_hinted_at_in)
        ),
        left=tuple(ref for ref, erased in done.items() if erased is None),
    )


def _mentions(stored: StoredRecord, is_in: Callable[[str], bool]) -> bool:
    texts = (*_texts(stored.booking.model_dump(mode="json")), *stored.history, *stored.jobs)
    return any(map(is_in, texts))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _check(
    about: list[StoredRecord], archive: Archive, *, holds: LegalHolds, now: datetime
) -> None:
    ahead = [each for each in about if each.waiting or is_upcoming(each.booking, now=now)]
    if ahead:
        raise BookingNotOver(", ".join(_refs(ahead)))
    held = [each for each in about if _is_held(each.booking, archive, holds=holds)]
    if held:
        raise LegalHold(", ".join(_refs(held)))


def _is_held(booking: Record, archive: Archive, *, holds: LegalHolds) -> bool:
    """Return whether it is on hold; of a session that cannot be read it has to be supposed."""
    try:
        return holds.cover(booking, session=session_of(booking, archive))
    except Unreadable:
        return True


def _refs(records: Iterable[StoredRecord]) -> tuple[str, ...]:
    return tuple(sorted({each.booking.ref for each in records}))


def _erase(
    stored: StoredRecord, archive: Archive, *, person: DataSubject, now: datetime
) -> Erased | None:
    """Erase the person from one booking, unless it is in use again by now."""
    before = stored.booking

    def rewrite(booking: Record) -> Record | None:
        return None if is_upcoming(booking, now=now) else person.erased_from(booking)

    redaction = Redaction(rewrite=rewrite, text=_without(person))
    if not archive.redact(before.team, before.ref, redaction):
        return None
    parts = [*_changed(before, person.erased_from(before))]
    parts += ["history"] if any(map(person.is_in, stored.history)) else []
    parts += ["work"] if stored.jobs else []
    return Erased(booking=before, parts=tuple(parts))


def _without(person: DataSubject) -> Callable[[str], str]:
    """Return what leaves nothing of a text that tells of a person."""
    return lambda text: "" if person.is_in(text) else text


def _changed(before: Record, after: Record) -> Iterator[str]:
    """Name what differs, as it is called in what was ordered and in what the provider answered."""
    old, new = (dict(_leaves(each.model_dump(mode="json"), "")) for each in (before, after))
    names = {name.split(".")[-1].replace("_", " ") for name in old if old[name] != new.get(name)}
    yield from sorted(names)


def _leaves(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and not name.endswith("deponent"):
        for key, part in value.items():
            yield from _leaves(part, f"{name}.{key}")
    else:
        yield name, value
