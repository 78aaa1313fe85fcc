"""A booking is found by what people know of it: /session move Smith fri 3pm."""

import pytest

from sandbox.slack.people import CARLA
from tests.handlers.appointment_steps import INVITEE, LAST, booked_for
from tests.handlers.conftest import Office, StartOffice, last_whisper
from tests.handlers.session_steps import booked, ref_of

PEOPLE = {
    "Case": "2026-CV-118",
    "Deponent name": "Jane Park",
    "Deponent email": "jane.park@parkfamily.example",
    "Hosts": "h.lindqvist@firm.example",
    "Invitees": "omar@court.example",
}


@pytest.mark.parametrize(
    "words",
    [
        *("Park", "jane park", "the Park depo", "2026-CV-118", "case 2026-CV-118", "Meridian"),
        *("omar@court.example", "lindqvist", "H.Lindqvist@firm.example", "jane.park@parkfamily"),
    ],
)
def test_whoever_booked_it_finds_it_by_what_they_know(office: Office, words: str) -> None:
    ref = ref_of(booked(office, title="Meridian v. Lowe", **PEOPLE))
    booked(office, title="Another", when="tomorrow 4pm Pacific")
    ana = office.person("Ana Reyes")
    assert ana.command("#general", f"/session show {words}").title == f"Session {ref}"
    assert ana.command("#general", f"/session cancel {words}").title == f"Cancel {ref}?"
    assert ana.command("#general", f"/session edit {words}").title == f"Edit {ref}"


@pytest.mark.parametrize(
    ("words", "when"),
    {"Park fri 3pm": "fri 3pm", "Park to fri 3pm": "fri 3pm", "jane park fri": "fri"}.items(),
)
def test_what_follows_the_words_is_the_new_time(office: Office, words: str, when: str) -> None:
    ref = ref_of(booked(office, title="Meridian v. Lowe", **PEOPLE))
    form = office.person("Ana Reyes").command("#general", f"/session move {words}")
    assert form.title == f"Move {ref}"
    assert form.field("When").value == when


def test_a_name_that_is_also_a_place_is_a_name_where_a_booking_has_it(office: Office) -> None:
    jordan = ref_of(booked(office, title="Deposition of Michael Jordan"))
    fritz = ref_of(booked(office, title="Smith v. Fritz", when="tomorrow 4pm Pacific"))
    ana = office.person("Ana Reyes")
    for words, ref in {"Michael Jordan fri 3pm": jordan, "Smith fri 3pm": fritz}.items():
        form = ana.command("#general", f"/session move {words}")
        assert (form.title, form.field("When").value) == (f"Move {ref}", "fri 3pm")


def test_of_several_one_is_chosen_and_the_time_is_kept(office: Office) -> None:
    first, second = (
        ref_of(
            booked(office, title=f"Smith v. {name}", when=f"tomorrow {hour}pm Pacific", Case=name)
        )
        for name, hour in {"Okoye": 2, "Lee": 4}.items()
    )
    booked(office, title="Doe v. Roe", when="tomorrow 6pm Pacific")
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session move Smith fri 3pm")
    asked = ana.messages("#depositions")[-1]
    assert [button.text for button in asked.buttons] == [f"Move {first}", f"Move {second}"]
    assert "Case Okoye" in " ".join(asked.texts)
    form = asked.press(f"Move {second}")
    assert (form.title, form.field("When").value) == (f"Move {second}", "fri 3pm")


def test_days_tell_apart_what_words_do_not(office: Office) -> None:
    booked(office, title="Smith one", when="in 3 days at 2pm Pacific")
    ref = ref_of(booked(office, title="Smith two", when="tomorrow 4pm Pacific"))
    ana = office.person("Ana Reyes")
    for words in ("smith tomorrow", "tomorrow"):
        assert ana.command("#general", f"/session cancel {words}").title == f"Cancel {ref}?"


def test_words_that_describe_nothing_book_and_change_nothing(office: Office) -> None:
    booked(office, title="Meridian v. Lowe")
    ana = office.person("Ana Reyes")
    for verb in ("move", "cancel", "show", "edit"):
        ana.command("#depositions", f"/session {verb} Zwick fri 3pm")
        said = last_whisper(ana)
        assert said.startswith(f"No session you can {verb} matches “Zwick")
        assert "start with /session new" in said
    assert len(office.sessions) == 1


def test_what_is_over_or_canceled_is_shown_where_nothing_else_has_the_words(office: Office) -> None:
    gone = booked(office, title="Smith v. Gone")
    gone.press("Cancel session").submit()
    gone.wait_for_text("Canceled")
    ana = office.person("Ana Reyes")
    assert ana.command("#general", "/session show Smith").title == f"Session {ref_of(gone)}"
    standing = ref_of(booked(office, title="Smith v. Here"))
    assert ana.command("#general", "/session show Smith").title == f"Session {standing}"


def test_others_find_what_they_may_see_by_what_they_may_read(start_office: StartOffice) -> None:
    office = start_office(admin_users=frozenset({CARLA.id}))
    ref = ref_of(booked(office, title="Meridian v. Lowe", **PEOPLE))
    booked(office, title="Privileged Park", channel="#smith-v-jones", when="tomorrow 5pm Pacific")
    ben, carla, dev = (office.person(name) for name in ("Ben Okafor", "Carla Stein", "Dev Patel"))
    assert ben.command("#general", "/session show Park").title == f"Session {ref}"
    ben.command("#general", "/session move Park fri 3pm")
    assert f"can change {ref}." in last_whisper(ben, "#general"), "as by its reference"
    for words in ("omar@court.example", "lindqvist", "jane.park@parkfamily.example", "privileged"):
        ben.command("#general", f"/session show {words}")
        assert f"matches “{words}" in last_whisper(ben, "#general")
        ben.command("#general", f"/session list all {words}")
        assert f"match “{words}" in last_whisper(ben, "#general")
    dev.command("#general", "/session show Park")
    assert "No session you can show matches “Park”" in last_whisper(dev, "#general")
    assert carla.command("#general", "/session cancel omar@court.example").title == f"Cancel {ref}?"


def test_an_appointment_is_found_by_its_invitee_by_its_owner_alone(office: Office) -> None:
    booked_for(office)
    ana, ben = office.person("Ana Reyes"), office.person("Ben Okafor")
    for words in (LAST, INVITEE):
        shown = ana.command("#general", f"/appointment show {words}")
        assert shown.title.startswith("Appointment P-")
    for words in (LAST, INVITEE, "telehealth"):
        ben.command("#general", f"/appointment show {words}")
        assert "No appointment you can show matches" in last_whisper(ben, "#general")
