"""A booking's history, as *More* writes what is stored."""

from datetime import UTC, datetime

import pytest

from bot.scheduling.model.record import Record
from bot.scheduling.model.reference import Kind
from bot.scheduling.ports.store import Entry
from handlers.messages.history import history_line
from tests.builders import OWNER, one_of_each
from tests.tables import rows

AT = datetime(2026, 11, 26, 17, tzinfo=UTC)
EACH = {record.kind: record for record in one_of_each()}


BY_PROVIDERS = {
    Kind.SESSION: {
        "Prevail: not booked": "Prevail: not booked",
        "Prevail: at another time": "Prevail: booked at a different time",
        "Prevail: found": "Prevail: booked after all",
        "Prevail: still held by the old clocks": "Prevail: may still follow the old time change rules",
    },
    Kind.AGENT: {"Cronofy: not booked": "Cronofy: not sent"},
    Kind.CALENDAR_ACTION: {
        "Cronofy: not booked": "Cronofy: not done",
        "Cronofy: not known whether it was booked": "Cronofy: not known whether it was done",
    },
    Kind.CANCELLATION: {"CareValidate: not booked": "CareValidate: not canceled"},
}
BY_PEOPLE = {
    Kind.SESSION: {"scheduled": "scheduled", "cancelled": "canceled"},
    Kind.CALENDAR_ACTION: {"scheduled": "asked for it"},
    Kind.CANCELLATION: {"scheduled": "asked for it"},
}


def shown(record: Record, what: str, *, by: str = "") -> str:
    """Return what a line of history says after its time."""
    line = history_line(Entry(by=by, what=what, at=AT), text="", record=record)
    return line.partition(" · ")[2]


def test_why_something_was_decided_is_shown_as_it_was_written() -> None:
    entry = Entry(
        by=OWNER, what="overrode a conflict", at=AT, text="*Two* `rooms` <!here> & _more_"
    )
    line = history_line(entry, text=entry.text, record=EACH[Kind.SESSION])
    assert line.endswith("overrode a conflict: ∗Two∗ ˋroomsˋ &lt;!here&gt; &amp; ˍmoreˍ")


@pytest.mark.parametrize(("kind", "stored", "said"), rows(BY_PROVIDERS))
def test_what_a_provider_did_is_named_in_the_words_of_its_kind(
    kind: Kind, stored: str, said: str
) -> None:
    assert shown(EACH[kind], stored) == said


@pytest.mark.parametrize(("kind", "stored", "said"), rows(BY_PEOPLE))
def test_what_somebody_decided_is_named_in_the_words_of_its_kind(
    kind: Kind, stored: str, said: str
) -> None:
    assert shown(EACH[kind], stored, by=OWNER) == f"<@{OWNER}> {said}"
