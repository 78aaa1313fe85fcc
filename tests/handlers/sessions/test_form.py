"""The form of a session is drawn of what its fields say: open forms keep their ids, a new field is a line."""

from datetime import timedelta
from typing import Any

import pytest

from bot.scheduling.model.form_field import Detail, details
from bot.scheduling.model.session import Deponent, Role, Session
from handlers.forms.reading import EnteredTime
from handlers.forms.when_field import ReadingContext
from handlers.messages.presenters import presenter_of
from handlers.services import Choices
from handlers.sessions.form import Draft, draw, fields, read_so_far
from handlers.slack.payloads import Modal
from handlers.slack.people import Person
from tests.builders import MOMENT, NOW, SessionWithJudge, SessionWithParking, a_booking, a_session

CHOICES = Choices(
    video_providers=(("", "As usual"), ("zoom_meeting", "Zoom")),
    session_types=(("remote_deposition", "Remote deposition"),),
    event_types=(),
)

# Of each field in the order of the form: id, element, whether it may stay empty, longest text, and
# what it holds in an empty form and in a full one.
DRAWN = [
    ("title", "plain_text_input", False, 1000, None, "Deposition of Jane Doe"),
    ("case", "plain_text_input", True, 1000, None, "123-doe-v-acme"),
    ("when", "plain_text_input", False, 500, None, None),
    ("duration", "static_select", False, None, "60", "60"),
    ("deponent", "plain_text_input", True, 200, None, "Jane Doe"),
    ("deponent_email", "plain_text_input", True, 200, None, "jane@doe.example"),
    ("invitees", "plain_text_input", True, 3000, None, "kim@firm.example, ruiz@firm.example"),
    ("zone", "static_select", False, None, "America/Los_Angeles", "America/Los_Angeles"),
    ("role", "static_select", False, None, "deponent", "witness"),
    ("hosts", "plain_text_input", True, 3000, None, "ana@firm.example"),
    ("host_people", "multi_users_select", True, None, None, None),
    ("languages", "plain_text_input", True, 200, None, "Spanish"),
    ("interpreter", "plain_text_input", True, 200, None, "Ida"),
    ("preferred_manager", "plain_text_input", True, 200, None, "Max"),
    ("video_provider", "static_select", False, None, "-", "zoom_meeting"),
    ("session_type", "static_select", False, None, "remote_deposition", "remote_deposition"),
    ("link_name", "plain_text_input", True, 200, None, "doe-v-acme"),
    ("notes", "plain_text_input", True, 3000, None, "Bring exhibits.\nAll of them."),
    ("channel", "conversations_select", True, None, "C1", "C1"),
]

# What is typed into each field of a full form, but for the people and the length.
TYPED = {
    name: typed
    for name, *_, typed in DRAWN
    if typed and name in Session.model_fields and name != "duration"
}
PEOPLE: dict[str, Any] = {
    "deponent": Deponent(name="Jane Doe", email="jane@doe.example", role=Role.WITNESS),
    "hosts": ("ana@firm.example",),
    "invitees": ("kim@firm.example", "ruiz@firm.example"),
}
FULL = a_session(**{**TYPED, **PEOPLE})


def a_draft(session: Session, *, note: str = "") -> Draft:
    context = ReadingContext.by(Person(id="U1", zone="America/Los_Angeles"), now=NOW)
    return Draft(session=session, when="", answer=None, context=context, channel="C1", note=note)


def drawn(block: dict[str, Any]) -> tuple[Any, ...]:
    """Return the id, kind and content of a field, without the words around it."""
    element = block["element"]
    assert element["action_id"] == block["block_id"]
    held = element.get("initial_option", {}).get("value")
    text = element.get("initial_value") or element.get("initial_conversation")
    optional, longest = block.get("optional", False), element.get("max_length")
    return block["block_id"], element["type"], optional, longest, held or text


@pytest.mark.parametrize(
    ("session", "column"), [(Session(title="", duration=timedelta(hours=1)), 4), (FULL, 5)]
)
def test_every_field_keeps_its_id_and_kind_in_forms_that_are_open(
    session: Session, column: int
) -> None:
    view = draw(a_draft(session), choices=CHOICES)
    inputs = [drawn(block) for block in view["blocks"] if block["type"] == "input"]
    assert inputs == [(*row[:4], row[column]) for row in DRAWN]


def test_a_new_field_is_drawn_and_shown_by_its_description_alone() -> None:
    session = SessionWithParking(**dict(FULL), parking="Lot B")
    blocks = fields(a_draft(session), choices=CHOICES)
    (block,) = [block for block in blocks if block.get("block_id") == "parking"]
    assert drawn(block) == ("parking", "plain_text_input", True, 200, "Lot B")
    assert Detail("Parking", "Lot B") in details(session)


def test_the_note_stands_under_the_title_whatever_field_comes_first() -> None:
    draft = a_draft(SessionWithJudge(**dict(FULL), judge="Ito"), note="Cut here.")
    blocks = fields(draft, choices=CHOICES)
    shown = [block.get("block_id") or block["elements"][0]["text"] for block in blocks[:4]]
    assert shown == ["judge", "title", "Cut here.", "case"]


@pytest.mark.parametrize("model", [SessionWithJudge, SessionWithParking])
def test_the_notes_are_shown_last_at_whichever_end_a_field_is_added(model: type[Session]) -> None:
    shown = presenter_of(a_booking(session=model(**dict(FULL)))).private_details()
    assert [detail.label for detail in shown[-2:]] == ["Zoom meeting", "Notes"]
    assert shown[-1].text == FULL.notes
    assert {"Judge", "Parking"} & {detail.label for detail in shown}


def test_a_role_that_is_not_drawn_yet_is_the_usual_one() -> None:
    typed = {"deponent": "Kim Park", "deponent_email": "park@witness.example"}
    state: dict[str, Any] = {
        key: {key: {"type": "plain_text_input", "value": typed[key]}} for key in typed
    }
    state["role"] = {"role": {"type": "static_select", "selected_option": None}}
    view = {"id": "V1", "root_view_id": "V1", "callback_id": "new", "state": {"values": state}}
    time = EnteredTime(moment=MOMENT, duration=timedelta(hours=1))
    read = read_so_far(Modal.model_validate(view), time=time, email_of=lambda _: "")
    assert read.session.deponent == Deponent(name="Kim Park", email="park@witness.example")
