"""Every value of a form is held against what was offered: what was not is refused, and nothing is kept."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.messages import forms, sessions
from handlers.messages.errors import REQUEST_UNREADABLE
from sandbox.slack import people
from tests.handlers.agent_steps import sent
from tests.handlers.appointment_steps import booked_for, consultation
from tests.handlers.conftest import Office, StartOffice, office_with
from tests.handlers.forged_forms import (
    UNLIMITED,
    Forger,
    Payload,
    as_sent,
    every_form,
    inputs,
    is_taken,
    with_field,
    with_metadata,
    with_raw_metadata,
)
from tests.handlers.session_steps import booked

# Ana may do all that there is a form for.
CLINIC = {**UNLIMITED, "appointment_staff": frozenset({people.ANA.id, people.CARLA.id})}
NAMES = [
    "short session",
    "session",
    "agent",
    "appointment",
    "calendar action",
    "recall",
    "cancellation",
    "move session",
    "move agent",
    "edit session",
    "cancel session",
    "cancel agent",
    "cancel appointment",
    "agent for session",
]
WITH_LISTS = {
    *("short session", "session", "agent", "appointment"),
    *("move session", "move agent", "edit session"),
}
NOT_OFFERED: list[Any] = [
    *(
        "7",
        "0",
        "-15",
        "15.5",
        "²",
        "１５",
        "9" * 5000,
        "60 ",
        "none",
        "constructor",
        "\u200b60",
        "",
    ),
    *("Antarctica/Troll", "../../etc/passwd", "UTC+25", "host", "expert", "skype", "\ud800"),
    *(None, 60, [], {}, True, {"value": "60"}),
]


@dataclass(frozen=True, kw_only=True)
class BookedOffice:
    """An office where everything of Ana's is booked, and all its forms as she would send them."""

    office: Office
    forger: Forger
    forms: dict[str, Payload]
    refs: dict[str, str]

    def refuse(self, forged: Payload) -> dict[str, str]:
        """Send a form that must not be taken, and return what is said under its fields, if anything."""
        before = self.forger.decisions(), [row[:2] for row in self.forger.rows()]
        answer = self.forger.submit(forged)
        assert not is_taken(answer)
        assert (self.forger.decisions(), [row[:2] for row in self.forger.rows()]) == before
        if answer["response_action"] == "errors":
            assert all(answer["errors"].values())
            return dict(answer["errors"])
        assert answer["response_action"] == "push"
        assert REQUEST_UNREADABLE in json.dumps(answer, ensure_ascii=False)
        return {}


@pytest.fixture(scope="module")
def booked_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BookedOffice]:
    """Start one office for all forms that must not be taken: nothing in it ever changes."""
    with office_with(tmp_path_factory.mktemp("office"), **CLINIC) as office:
        yield _with_everything_booked(office)


@pytest.fixture
def own_office(start_office: StartOffice) -> BookedOffice:
    """Start an office for a test that changes what is in it."""
    return _with_everything_booked(start_office(**CLINIC))


def _with_everything_booked(office: Office) -> BookedOffice:
    refs = {
        "session": _ref(booked(office).text),
        "agent": _ref(sent(office).text),
        "appointment": _ref(booked_for(office).text),
    }
    forms = every_form(office, office.person("Ana Reyes"), refs=refs)
    return BookedOffice(office=office, forger=Forger(office), forms=forms, refs=refs)


def _ref(text: str) -> str:
    found = re.search(r"\b[SAP]-[0-9A-Z]{4}\b", text)
    assert found is not None, text
    return found[0]


def selects(payload: Payload) -> list[str]:
    return [name for name, element in inputs(payload) if element["type"] == "static_select"]


def choosing(value: Any) -> Callable[[Payload], Payload]:
    """Choose an option with this value, offered or not."""
    option = {"text": {"type": "plain_text", "text": "x"}, "value": value}
    return lambda element: element | {"selected_option": option}


def saying(value: Any) -> Callable[[Payload], Payload]:
    return lambda element: element | {"value": value}


@pytest.mark.parametrize("name", NAMES)
def test_what_no_list_offers_is_refused_under_it(booked_office: BookedOffice, name: str) -> None:
    form = booked_office.forms[name]
    fields = selects(form)
    assert bool(fields) is (name in WITH_LISTS)
    for field in fields:
        for value in NOT_OFFERED:
            errors = booked_office.refuse(with_field(form, field, choosing(value)))
            if isinstance(value, str):
                assert list(errors) == [field]
                assert errors[field].startswith("Choose one of the ")


@pytest.mark.parametrize("name", NAMES)
def test_a_field_that_is_missing_is_as_forged_as_a_wrong_one(
    booked_office: BookedOffice, name: str
) -> None:
    form = booked_office.forms[name]
    fields = [field for field, _ in inputs(form)]
    assert fields
    for field in fields:
        assert field in booked_office.refuse(with_field(form, field, lambda _: None))


@pytest.mark.parametrize("name", NAMES)
def test_a_text_longer_than_its_field_takes_is_refused(
    booked_office: BookedOffice, name: str
) -> None:
    form = booked_office.forms[name]
    texts = [field for field, element in inputs(form) if element["type"] == "plain_text_input"]
    assert texts
    for field in texts:
        for length in (3001, 100_000):
            errors = booked_office.refuse(with_field(form, field, saying("x" * length)))
            assert "at most" in errors[field]
        for odd in (7, True, ["x"], {"x": 1}, "x\ud800" * 3001):
            booked_office.refuse(with_field(form, field, saying(odd)))


def test_the_words_say_what_was_offered(booked_office: BookedOffice) -> None:
    form = booked_office.forms["session"]
    said = {
        field: booked_office.refuse(with_field(form, field, choosing("7")))[field]
        for field in selects(form)
    }
    assert said == {
        "duration": "Choose one of the durations offered.",
        "zone": "Choose one of the time zones offered.",
        "role": "Choose one of the roles offered.",
        "video_provider": "Choose one of the video providers offered.",
        "session_type": "Choose one of the session types offered.",
    }


@pytest.mark.parametrize("name", ["cancel session", "cancel agent"])
@pytest.mark.parametrize("box", ["", "tell_everybody", "email_everybody2", "\u200b"])
def test_a_box_that_is_not_there_cannot_be_ticked(
    booked_office: BookedOffice, name: str, box: str
) -> None:
    def ticked(element: Payload) -> Payload:
        return element | {"selected_options": [{"value": box}]}

    assert booked_office.refuse(with_field(booked_office.forms[name], "telling", ticked)) == {
        "telling": forms.NOT_A_BOX
    }


def test_only_a_session_is_canceled_with_an_email_to_everybody(
    booked_office: BookedOffice,
) -> None:
    def ticked(element: Payload) -> Payload:
        return element | {"selected_options": [{"value": "email_everybody"}]}

    booked_office.refuse(with_field(booked_office.forms["cancel agent"], "telling", ticked))


@pytest.mark.parametrize("name", ["session", "edit session"])
@pytest.mark.parametrize(
    "title", ["", "\u200b\u2060\ufeff", "\u2800\ufe0f", "\x00\u202e", "\u3164"]
)
def test_a_title_that_nobody_can_see_is_none(
    booked_office: BookedOffice, name: str, title: str
) -> None:
    errors = booked_office.refuse(with_field(booked_office.forms[name], "title", saying(title)))
    assert errors == {"title": sessions.TITLE_NEEDED}


def test_a_field_of_one_line_takes_one_line(booked_office: BookedOffice) -> None:
    forged = with_field(booked_office.forms["session"], "title", saying("Doe\n*State:* Confirmed"))
    assert booked_office.refuse(forged) == {"title": forms.ONE_LINE}


CARRIED: list[dict[str, Any]] = [
    {"shown": "PT7M"},
    {"shown": "PT0S"},
    {"shown": "-PT1H"},
    {"shown": "P40000D"},
    {"shown": "soon"},
    {"zone": "Mars/Base"},
    {"zone": "../../etc/passwd"},
    {"zone": 7},
    {"ref": "S-????"},
    {"ref": "S-0000 "},
    {"ref": "-"},
    {"ref": {}},
    {"was": {}},
    {"was": {"local": "2027-01-28T13:30:00", "zone": "Mars/Base", "fold": 0}},
    {"was": {"local": "9999-12-31T23:59:00", "zone": "UTC", "fold": 0}},
    {"was": {"local": "2027-01-28T13:30:00", "zone": "UTC", "fold": 9}},
    {"was": {"local": "2027-01-28T13:30:00Z", "zone": "UTC", "fold": 0}},
    {"was": []},
    {"channel": None},
    {"title": 7},
    {"length": "PT7M x"},
]


@pytest.mark.parametrize("changes", CARRIED, ids=str)
@pytest.mark.parametrize(
    "name", ["session", "agent", "appointment", "move session", "edit session"]
)
def test_what_a_form_carries_along_is_read_as_it_was_written_or_not_at_all(
    booked_office: BookedOffice, name: str, changes: dict[str, Any]
) -> None:
    booked_office.refuse(with_metadata(booked_office.forms[name], **changes))


@pytest.mark.parametrize(
    "metadata", ["", "{", "[]", "null", "7", "\ud800", None, {}, 7, "x" * 3001]
)
@pytest.mark.parametrize("name", NAMES)
def test_a_form_that_carries_nothing_readable_is_answered_in_words(
    booked_office: BookedOffice, name: str, metadata: Any
) -> None:
    booked_office.refuse(with_raw_metadata(booked_office.forms[name], metadata))


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("calendar action", {"deed": "destroy"}),
        ("calendar action", {"deed": "cancel"}),
        ("recall", {"deed": "delete"}),
        ("calendar action", {"ref": "E-????"}),
        ("cancellation", {"appointment_id": "../../admin"}),
        ("cancellation", {"appointment_id": "x" * 300}),
        ("cancellation", {"appointment_id": ""}),
        ("cancellation", {"appointment_id": "P-7K2M"}),
        ("cancellation", {"appointment_id": "`appointment-12345`"}),
        ("cancellation", {"appointment_id": "appointment 12345"}),
        ("cancellation", {"ref": "C"}),
    ],
)
def test_what_a_calendar_action_or_a_cancellation_carries_along_is_checked(
    booked_office: BookedOffice, name: str, changes: dict[str, Any]
) -> None:
    booked_office.refuse(with_metadata(booked_office.forms[name], **changes))


@pytest.mark.parametrize("name", NAMES)
def test_a_form_changes_only_what_it_is_the_form_of(booked_office: BookedOffice, name: str) -> None:
    form, kinds = booked_office.forms[name], {"S": "session", "A": "agent", "P": "appointment"}
    fits = {
        "move session": "SA",
        "move agent": "SA",
        "cancel session": "SAP",
        "cancel agent": "SAP",
        "cancel appointment": "SAP",
        "edit session": "S",
        "agent for session": "S",
    }
    for letter, kind in kinds.items():
        if letter not in fits.get(name, ""):
            booked_office.refuse(with_metadata(form, ref=booked_office.refs[kind]))


def test_a_duration_of_its_own_is_refused_in_a_move_of_what_has_none(
    booked_office: BookedOffice,
) -> None:
    forged = copy.deepcopy(booked_office.forms["move agent"])
    element = {"type": "static_select", "selected_option": {"value": "7"}}
    forged["view"]["state"]["values"]["duration"] = {"duration": element}
    forged = with_metadata(forged, length="PT7M")
    assert "duration" in booked_office.refuse(forged)


def test_only_event_types_that_are_set_can_be_booked(start_office: StartOffice) -> None:
    office = start_office(
        carevalidate_event_types=(("8d7f1c9e-1111-4222-8333-444455556666", "Consultation"),)
    )
    form = as_sent(office.person("Ana Reyes").command("#depositions", "/appointment tomorrow 2pm"))
    for value in (consultation(office).id, "", "x", "8D7F1C9E-1111-4222-8333-444455556666"):
        answer = Forger(office).submit(with_field(form, "event_type", choosing(value)))
        assert answer["errors"]["event_type"] == "Choose one of the event types offered."
    assert office.appointments == []


def test_a_form_of_a_kind_that_is_switched_off_books_nothing(start_office: StartOffice) -> None:
    office = start_office()
    form = as_sent(office.person("Ana Reyes").command("#depositions", "/session tomorrow 2pm"))
    form = with_field(form, "title", saying("Off"))
    off = start_office(prevail_company_id="")
    answer = Forger(off).submit(form)
    assert not is_taken(answer)
    assert "Prevail" in json.dumps(answer)
    assert Forger(off).rows() == []


@pytest.mark.parametrize("name", ["session", "edit session"])
def test_a_form_of_the_version_before_goes_on_working(office: Office, name: str) -> None:
    """It carried no time zone along."""
    ref = _ref(booked(office).text)
    line = {"session": "/session tomorrow 4pm", "edit session": f"/session edit {ref}"}[name]
    form = as_sent(office.person("Ana Reyes").command("#depositions", line))
    form = with_field(form, "title", saying("Renamed"))
    form_metadata = json.loads(form["view"]["private_metadata"])
    del form_metadata["zone"]
    assert is_taken(Forger(office).submit(with_raw_metadata(form, json.dumps(form_metadata))))


def test_a_form_is_read_by_the_time_zone_it_was_opened_with(office: Office) -> None:
    form = as_sent(office.person("Ana Reyes").command("#depositions", "/session tomorrow 2pm"))
    form = with_field(form, "title", saying("Moved house"))
    in_new_york = {**form, "user": {**form["user"], "id": office.person("Ben Okafor").id}}
    assert is_taken(Forger(office).submit(in_new_york))
    office.person("Ben Okafor").wait_for_message("#depositions", "Confirmed")
    assert office.sessions[0].remote.time_zone == "Pacific Time (US & Canada)"


def test_a_length_that_was_said_is_offered_though_it_is_a_long_one(office: Office) -> None:
    screen = office.person("Ana Reyes").command("#depositions", "/session tomorrow 8am to 9:15pm")
    screen.fill("Title", "All day").submit()
    assert screen.errors == {}
    office.person("Ana Reyes").wait_for_message("#depositions", "Confirmed")
    assert office.sessions[0].remote.estimated_duration == 13.25


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)
VALUES = ("value", "selected_option", "selected_options", "selected_conversation")


@st.composite
def forgeries(draw: st.DrawFn) -> tuple[str, dict[int, Any]]:
    """Choose a form, and what stands in some of its fields instead, by their place."""
    elements = JSON | st.dictionaries(
        st.sampled_from(VALUES), JSON | st.fixed_dictionaries({"value": JSON}), max_size=2
    )
    return draw(st.sampled_from(NAMES)), draw(
        st.dictionaries(st.integers(0, 20), elements, min_size=1, max_size=4)
    )


@settings(
    max_examples=150,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(forgery=forgeries())
def test_whatever_stands_in_a_form_is_kept_as_it_reads_back_or_not_at_all(
    own_office: BookedOffice, forgery: tuple[str, dict[int, Any]]
) -> None:
    name, replaced = forgery
    forged = own_office.forms[name]
    fields = [field for field, _ in inputs(forged)]
    for place, element in replaced.items():
        field = fields[place % len(fields)]
        if any(field == other for other, _ in inputs(forged)):
            forged = with_field(forged, field, lambda _, element=element: element)  # type: ignore[misc]
    before = own_office.forger.decisions()
    answer = own_office.forger.submit(forged)
    assert own_office.forger.decisions() - before == int(is_taken(answer))
    assert own_office.forger.bookings(), "every row reads back"
