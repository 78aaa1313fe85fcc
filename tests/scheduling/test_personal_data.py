"""What of a booking is personal: all of it can go, or one person's part, and the booking stays readable."""

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from email_validator import EmailNotValidError
from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.scheduling import personal_data
from bot.scheduling.codec import StoredBooking, read_booking
from bot.scheduling.model.appointment import Appointment
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import Record
from bot.scheduling.model.session import Deponent, SessionBooking, SessionOrder
from bot.scheduling.personal_data import ERASED, DataSubject, LegalHolds, without_details
from bot.settings import Settings
from tests import builders
from tests.builders import NOW, a_booking, one_of_each
from tests.complete_records import complete_records

BLANKS: tuple[object, ...] = ("", [], 0)
JANE = "Jane.Quill@Doe.example"


@pytest.mark.parametrize("booking", complete_records(), ids=lambda booking: booking.kind.name)
def test_nothing_personal_is_left_and_the_rest_stays(booking: Record) -> None:
    assert "hush" in booking.model_dump_json().lower()
    blanked = without_details(booking)
    assert "hush" not in blanked.model_dump_json().lower()
    for kept in ("kind", "team", "ref", "owner", "state", "starts", "created", "trouble", "card"):
        assert getattr(blanked, kept) == getattr(booking, kept)
    if isinstance(booking, Booking):
        assert isinstance(blanked, Booking)
        assert blanked.moment == booking.moment
    assert blanked.ends == booking.ends
    assert read_booking(blanked.model_dump_json()) == blanked


@pytest.mark.parametrize("booking", one_of_each(), ids=lambda booking: booking.kind.name)
def test_what_is_hardly_filled_in_can_be_blanked_as_well(booking: Record) -> None:
    assert without_details(without_details(booking)) == without_details(booking)


def fields(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    """Give every field of a model and of the models in it, down to single values."""
    for name, field in model.model_fields.items():
        inner = [part for part in (field.annotation, *get_args(field.annotation)) if is_model(part)]
        if inner:
            yield from fields(inner[0])
        else:
            yield field.serialization_alias or name, field.annotation


def is_model(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, BaseModel)


@pytest.mark.parametrize("kind", get_args(StoredBooking), ids=lambda kind: kind.__name__)
def test_every_field_is_known_to_be_harmless_or_can_be_blanked(kind: type[Record]) -> None:
    """A field that is new must be looked at: whether it says something about somebody."""
    for name, annotation in fields(kind):
        if name in personal_data._HARMLESS or name == "moment":
            continue
        assert any(validates(annotation, blank) for blank in BLANKS), f"{name} of {kind.__name__}"


def validates(annotation: Any, value: object) -> bool:
    try:
        TypeAdapter(annotation).validate_python(value)
    except ValidationError:
        return False
    return True


# One person


@pytest.mark.parametrize(
    "text",
    [
        "jane.quill@doe.example",
        "Write to JANE.QUILL@DOE.EXAMPLE.",
        "<mailto:jane.quill@doe.example|Jane>",
        "(jane.quill@doe.example)",
        "https://zoom.example/?email=jane.quill%40doe.example&x=1",
        "https://a.example/?to=https%3A%2F%2Fb.example%2F%3Femail%3Djane.quill%2540doe.example",
        "a@b.example, jane.quill@doe.example",
    ],
)
def test_an_address_is_found_wherever_it_stands(text: str) -> None:
    assert DataSubject(JANE).has_address_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "mary-jane.quill@doe.example",
        "xjane.quill@doe.example",
        "jane.quill@doe.example.org",
        "jane.quill@doe.examples",
        "jane-quill@doe.example",
        "jane quill",
        "",
    ],
)
def test_another_address_is_somebody_else(text: str) -> None:
    assert not DataSubject(JANE).has_address_in(text)


def test_an_address_is_the_same_in_each_of_its_spellings() -> None:
    person = DataSubject("  jörg@bücher.example ")
    assert person.has_address_in("JÖRG@BÜCHER.example")
    assert DataSubject("jo@bücher.example").has_address_in("jo@xn--bcher-kva.example")
    with pytest.raises(ValueError, match="@"):
        DataSubject("nobody")


@pytest.mark.parametrize("email", ["kim@firm.test", "kim@firm.local", "kim@intranet", "kim@[::1]"])
def test_an_address_that_mail_never_reaches_is_one_all_the_same(email: str) -> None:
    assert DataSubject(email).has_address_in(f"Appointments of {email.upper()} today")


@pytest.mark.parametrize(
    "text", ["", " ", "kim", "kim@", "@firm.test", "kim@a@b", "Kim <kim@firm.test>"]
)
def test_what_has_not_the_form_of_an_address_is_none(text: str) -> None:
    with pytest.raises(EmailNotValidError):
        DataSubject(text)


@pytest.mark.parametrize(
    "text",
    [
        "Deposition of Quill-Núñez, José",
        "José Quill-Nuñez",
        "jose  quill-nunez is late",
        "JOSE\u0301 QUILL-NU\u0303N\u0303EZ",
    ],
)
def test_a_name_is_found_in_each_order_and_with_or_without_accents(text: str) -> None:
    deponent = Deponent(name="José Quill-Núñez", email=JANE)
    person = DataSubject(JANE)
    person.learn_names(a_booking(session=builders.a_session(deponent=deponent)))
    assert person.is_in(text)
    assert "quill" not in person.removed_from(text).lower()


@pytest.mark.parametrize(
    "title", ["Further deposition of the records custodian Jane Quillfeather", f"About {JANE}"]
)
def test_a_link_made_of_a_title_is_erased_with_what_the_title_says_of_them(title: str) -> None:
    session = builders.a_session(
        title=title, deponent=Deponent(name="Jane Quillfeather", email=JANE.lower())
    )
    order = SessionOrder(session=session, moment=a_booking().moment, channel="C1")
    booking = order.record(team="T1", ref="S-7K2M", owner="U1", created=NOW)
    assert isinstance(booking, SessionBooking)
    assert "jane-q" in booking.remote_session_id
    person = DataSubject(JANE)
    person.learn_names(booking)
    assert "jane" not in person.erased_from(booking).model_dump_json().lower()


def test_what_may_be_the_person_is_known_to_be_looked_at() -> None:
    person = DataSubject(JANE)
    person.learn_names(a_session_with_jane())
    assert person.is_named_in("jane.quill+depositions@doe.example")
    assert not person.is_named_in("mary+jane.quill@doe.example")
    assert not person.is_in("jane.quill+depositions@doe.example")
    assert person.is_hinted_at_in("Quill v. Acme")
    assert not person.is_hinted_at_in("Quillfeather v. Acme")


def a_session_with_jane() -> Record:
    return a_booking(
        session=builders.a_session(
            title="Deposition of JANE  Quill, with Bob",
            case="Quill v. Jane Quill",
            deponent=Deponent(name="Jane Quill", email=JANE.lower()),
            hosts=("host@firm.example",),
            invitees=("guest@firm.example", JANE),
            interpreter="Ines Vale",
            notes="Jane Quill is often late",
        ),
        remote_session_id="deposition-of-jane-quill-s-7k2m",
        booked=builders.an_answer(
            join_url="https://prevail.example/deposition-of-jane-quill-s-7k2m"
        ),
        reason=f"{JANE} was not found",
    )


def test_one_person_is_erased_with_name_links_and_notes_and_the_others_stay() -> None:
    person, booking = DataSubject(JANE), a_session_with_jane()
    person.learn_names(booking)
    erased = json.loads(person.erased_from(booking).model_dump_json())
    text = json.dumps(erased).lower()
    assert "jane" not in text
    session = erased["session"]
    assert session["title"] == f"Deposition of {ERASED}, with Bob"
    assert session["case"] == f"Quill v. {ERASED}"
    assert session["hosts"] == ["host@firm.example"]
    assert session["invitees"] == ["guest@firm.example"]
    assert session["interpreter"] == "Ines Vale"
    assert session["deponent"] is None
    assert (erased["ref"], erased["state"], erased["owner"]) == ("S-7K2M", "booking", "U1")


def test_a_guest_is_erased_and_the_deponent_stays() -> None:
    person, booking = DataSubject("guest@firm.example"), a_session_with_jane()
    person.learn_names(booking)
    erased = json.loads(person.erased_from(booking).model_dump_json())
    assert erased["session"]["deponent"]["name"] == "Jane Quill"
    assert erased["session"]["invitees"] == [JANE]
    assert erased["session"]["title"] == booking.title


def test_a_patient_is_erased_by_every_name_that_the_appointment_has_for_them() -> None:
    held = Appointment(id="appt-1", name="P. Quillfeather", join_url="https://zoom.example/j/1")
    booking = builders.an_appointment(booked=held)
    person = DataSubject("PAT@patient.example")
    person.learn_names(booking)
    erased = person.erased_from(booking).model_dump_json().lower()
    assert "quillfeather" not in erased
    assert "pat@" not in erased
    assert person.is_in("Pat Quillfeather called")
    assert person.is_in("P. Quillfeather called")
    assert not person.is_in("Patricia Quillfeathers called")


@pytest.mark.parametrize(
    ("case", "held"),
    [
        ("44-ROE", True),
        (" 44-roe ", True),
        ("Doe v.  ACME", True),
        ("44‑ROE", True),
        ("44–roe.", True),
        ("44-ROE-2", False),
        ("44", False),
        ("Doe v. Acme, Inc.", True),
        ("Doe v. Acme Inc", True),
        ("Doe v. Acme Incorporated", False),
        ("O’Neil v. Núñez", True),
        ("", False),
        ("-", False),
    ],
)
def test_a_case_is_on_hold_however_it_is_written(case: str, *, held: bool) -> None:
    names = "44-Roe, Doe v. Acme, Inc., O'Neil v. Nunez, *"
    holds = LegalHolds(Settings(_env_file=None, cases_on_hold=names).cases_on_hold)
    booking = a_booking(session=builders.a_session(case=case))
    assert holds.cover(booking) is held
    assert holds.cover(builders.an_agent(), session=booking) is held
    assert not holds.cover(builders.an_agent())
