"""What a new session's form is filled in with, where that comes from, and how it is cleared."""

from contextlib import closing
from datetime import timedelta

import pytest

from bot.scheduling.personal_data import LegalHolds
from bot.store.retention import Retention
from sandbox.slack.person import Screen
from tests.handlers.conftest import Office, StartOffice
from tests.handlers.session_steps import booked, ref_of
from tests.simulated_clock import SimulatedClock
from tests.sqlite import open_sqlite
from tests.waiting import wait_until

CASE = "2026-CV-118"
ENTERED = {
    "Case": CASE,
    "Duration": "2 hr 30 min",
    "Deponent name": "Jane Park",
    "Deponent email": "jane.park@parkfamily.example",
    "Invitees": "ruiz@firm.example, kim@firm.example",
    "Hosts": "host@firm.example",
    "Interpreter": "Dana Ito",
    "Preferred manager": "Lee Park",
    "Video provider": "Zoom",
    "Link name": "park-118",
    "Notes": "Bring the exhibits.",
}
PARTICULARS = "Preferred manager: Lee Park · Video provider: Zoom"


def opened(
    office: Office,
    line: str = "/session tomorrow 4pm Pacific",
    *,
    by: str = "Ana Reyes",
    at: str = "#general",
) -> Screen:
    return office.person(by).command(at, line)


def note(screen: Screen) -> str:
    return next((text for text in screen.texts if "Filled in from" in text), "")


def test_the_same_case_fills_in_people_and_particulars_and_says_so(office: Office) -> None:
    ref = ref_of(booked(office, **ENTERED))
    booked(office, title="Another", when="tomorrow 3pm Pacific", Duration="45 min")
    screen = opened(office, f"/session {CASE} tomorrow 6pm Pacific")
    assert note(screen) == (
        f"Filled in from {ref}, same case: Duration · Invitees · Hosts: host@firm.example"
        f" · {PARTICULARS}"
    )
    assert screen.field("Duration").value == "2 hr 30 min"
    assert screen.field("Invitees").value == ENTERED["Invitees"]
    assert screen.field("Deponent name").value == ""
    screen.fill("Title", "Second deposition").submit()
    assert screen.errors == {}
    wait_until(lambda: len(office.sessions) == 3 and office.is_idle())
    second = office.sessions[-1]
    assert {"ruiz@firm.example", "kim@firm.example", "host@firm.example"} <= set(second.access)
    assert second.details.preferred_manager == "Lee Park"
    assert second.details.video_provider == "zoom_meeting"


def test_of_the_same_case_a_past_session_counts_where_none_is_ahead(
    start_office: StartOffice,
) -> None:
    clock = SimulatedClock()
    office = start_office(clock=clock)
    past = ref_of(booked(office, **ENTERED))
    clock.on(timedelta(days=3))
    line = f"/session {CASE} in 5 days at 4pm Pacific"
    screen = opened(office, line)
    assert f"from {past}, same case" in note(screen)
    screen.dismiss()
    ahead = ref_of(
        booked(office, title="Ahead", when="tomorrow 3pm Pacific", Case=CASE, Duration="45 min")
    )
    assert f"from {ahead}, same case" in note(opened(office, line))


def test_more_options_show_what_is_filled_in(office: Office) -> None:
    booked(office, **ENTERED)
    screen = opened(office, f"/session {CASE} tomorrow 4pm Pacific").press("More options")
    for label in ("Hosts", "Preferred manager", "Video provider"):
        assert screen.field(label).value == ENTERED[label]
    for label in ("Interpreter", "Link name", "Notes"):
        assert screen.field(label).value == ""


@pytest.mark.parametrize(
    ("at", "why"), {"#depositions": "same channel", "#general": "your last session"}.items()
)
def test_without_a_case_it_is_the_channel_then_the_last_and_nobody_is_invited(
    office: Office, at: str, why: str
) -> None:
    ref = ref_of(booked(office, **ENTERED))
    screen = opened(office, at=at)
    assert note(screen) == f"Filled in from {ref}, {why}: Duration · {PARTICULARS}"
    assert screen.field("Invitees").value == ""
    assert screen.field("Hosts").value == ""
    assert screen.field("Case").value == ""


def test_what_was_typed_counts(office: Office) -> None:
    booked(office, **ENTERED)
    screen = opened(office, f"/session {CASE} omar@court.example tomorrow 4pm Pacific for 1 hour")
    assert "Duration" not in note(screen)
    assert "Invitees" not in note(screen)
    assert screen.field("Duration").value == "1 hr"
    assert screen.field("Invitees").value == "omar@court.example"


@pytest.mark.parametrize("full", [False, True])
def test_clear_empties_what_was_filled_in_and_nothing_else(office: Office, *, full: bool) -> None:
    booked(office, **ENTERED)
    screen = opened(office, f"/session {CASE} tomorrow 4pm Pacific")
    if full:
        screen.press("More options").fill("Hosts", "ana@firm.example")
    screen.fill("Title", "Second deposition").fill("Deponent name", "Omar Lee").press("Clear")
    assert note(screen) == ""
    assert screen.field("Title").value == "Second deposition"
    assert screen.field("Deponent name").value == "Omar Lee"
    assert screen.field("Duration").value == "1 hr"
    assert screen.field("Invitees").value == ""
    assert screen.field("Preferred manager").value == ""
    assert screen.field("Video provider").value == "Prevail"
    assert screen.field("Hosts").value == ("ana@firm.example" if full else "")
    screen.fill("Deponent email", "omar@lee.example").submit()
    assert screen.errors == {}
    wait_until(lambda: len(office.sessions) == 2 and office.is_idle())
    assert "ruiz@firm.example" not in office.sessions[-1].access


def test_a_cleared_duration_is_the_one_an_unnamed_comes_back_to(office: Office) -> None:
    booked(office, **ENTERED)
    screen = opened(office, "/session tomorrow 4pm Pacific")
    screen.type("When", "tomorrow 4-5:30pm Pacific").press("Clear")
    assert screen.field("Duration").value == "1 hr 30 min", "the text names it"
    screen.type("When", "tomorrow 4pm Pacific")
    assert screen.field("Duration").value == "1 hr"


def test_what_others_booked_fills_in_the_form_of_administrators_alone(office: Office) -> None:
    booked(office, **ENTERED)
    office.person("Ben Okafor").wait_for_message("#depositions", "Confirmed")
    line = f"/session {CASE} tomorrow 4pm Pacific"
    for channel in ("#depositions", "#general"):
        assert note(opened(office, line, by="Ben Okafor", at=channel)) == ""
    assert "same case" in note(opened(office, line, by="Carla Stein"))
    assert note(opened(office, "/session", by="Carla Stein")) == "", "it is not her last"


def test_what_was_canceled_or_erased_fills_in_nothing(office: Office) -> None:
    card = booked(office, **ENTERED)
    wait_until(office.is_idle)
    long_after = office.clock() + timedelta(days=400)
    with closing(open_sqlite(office.database)) as store:
        keep, holds = timedelta(days=30), LegalHolds(frozenset())
        Retention(store.archive, keep=keep, holds=holds, clock=lambda: long_after).sweep()
    assert note(opened(office, at="#depositions")) == ""
    other = booked(office, title="Another", when="tomorrow 3pm Pacific", Duration="45 min")
    other.press("Cancel session").submit()
    other.wait_for_text("Canceled")
    assert note(opened(office, at="#depositions")) == ""
    assert card.text


def test_what_is_as_usual_is_not_spoken_of(office: Office) -> None:
    booked(office)
    assert note(opened(office, at="#depositions")) == ""


def test_more_than_fits_beside_a_form_is_not_filled_in(office: Office) -> None:
    many = ", ".join(f"somebody-{n}@a-long-name-of-a-firm.example" for n in range(20))
    booked(office, Case=CASE, Invitees=many, Preferred_manager="Lee Park")
    screen = opened(office, f"/session {CASE} tomorrow 4pm Pacific")
    assert "Invitees" not in note(screen)
    assert "Preferred manager" in note(screen)


def test_a_case_that_is_typed_fills_in_what_nobody_has_typed(office: Office) -> None:
    ref = ref_of(booked(office, **ENTERED))
    last = ref_of(booked(office, title="Another", when="tomorrow 3pm Pacific", Duration="45 min"))
    screen = opened(office)
    assert f"from {last}, your last session" in note(screen)
    screen.fill("Title", "Second deposition").fill("Deponent name", "Omar Lee")
    screen.type("Case", CASE.lower()).wait_for_text(f"Filled in from {ref}, same case")
    assert screen.field("Duration").value == "2 hr 30 min"
    assert screen.field("Invitees").value == ENTERED["Invitees"]
    assert screen.field("Title").value == "Second deposition"
    assert screen.field("Deponent name").value == "Omar Lee"
    assert screen.field("Case").value == CASE.lower()
    screen.press("More options")
    assert screen.field("Hosts").value == "host@firm.example"
    assert screen.field("Notes").value == ""


def test_half_a_case_fills_in_nobody_and_another_case_takes_back_what_nobody_changed(
    office: Office,
) -> None:
    booked(office, **ENTERED)
    screen = opened(office).press("More options")
    before = note(screen)
    screen.type("Case", CASE[:-1])
    assert note(screen) == before
    screen.type("Case", CASE).wait_for_text("same case")
    screen.fill("Hosts", "ana@firm.example")
    screen.type("Case", f"{CASE}-A").wait_for_text("your last session")
    assert note(screen) == before
    assert screen.field("Invitees").value == ""
    assert screen.field("Hosts").value == "ana@firm.example"
    assert screen.field("Duration").value == "2 hr 30 min"


def test_what_was_typed_before_the_case_stays(office: Office) -> None:
    booked(office, **ENTERED)
    screen = opened(office).press("More options")
    typed = {"Invitees": "omar@court.example", "Duration": "30 min", "Preferred manager": "Lou Day"}
    for label, text in typed.items():
        screen.fill(label, text)
    screen.type("Case", CASE).wait_for_text("same case")
    assert {label: screen.field(label).value for label in typed} == typed
    assert note(screen).endswith("same case: Hosts: host@firm.example · Video provider: Zoom")
    assert screen.field("Hosts").value == "host@firm.example"


def test_the_duration_that_the_time_names_stays_as_the_case_is_typed(office: Office) -> None:
    booked(office, **ENTERED)
    screen = opened(office, "/session tomorrow 4-5:15pm Pacific")
    screen.type("Case", CASE).wait_for_text("same case")
    assert screen.field("Duration").value == "1 hr 15 min"


def test_what_was_cleared_is_not_filled_in_again(office: Office) -> None:
    booked(office, **ENTERED)
    screen = opened(office).press("Clear")
    screen.type("Case", CASE)
    assert note(screen) == ""
    assert screen.field("Invitees").value == ""


def test_a_case_that_is_typed_fills_in_only_what_this_person_may_read(office: Office) -> None:
    booked(office, **ENTERED)
    office.person("Ben Okafor").wait_for_message("#depositions", "Confirmed")
    screen = opened(office, by="Ben Okafor", at="#depositions")
    screen.type("Case", CASE)
    assert note(screen) == ""
    assert screen.field("Invitees").value == ""
    by_an_administrator = opened(office, by="Carla Stein").type("Case", CASE)
    by_an_administrator.wait_for_text("same case")


def test_people_of_another_case_than_is_sent_are_not_invited_unseen(office: Office) -> None:
    booked(office, **ENTERED)
    screen = opened(office, f"/session {CASE} tomorrow 6pm Pacific")
    screen.fill("Title", "Roe").fill("Case", "2026-CV-9").submit()
    assert screen.errors == {}
    screen.wait_for_text("Nothing has been done yet: the case has changed")
    assert screen.field("Invitees").value == ""
    assert "your last session" in note(screen)
    screen.submit()
    assert screen.errors == {}
    wait_until(lambda: len(office.sessions) == 2 and office.is_idle())
    assert "ruiz@firm.example" not in office.sessions[-1].access


def test_people_whom_somebody_typed_are_invited_whatever_the_case(office: Office) -> None:
    booked(office, **ENTERED)
    screen = opened(office, f"/session {CASE} tomorrow 6pm Pacific").press("More options")
    screen.fill("Title", "Roe").fill("Case", "2026-CV-9")
    screen.fill("Invitees", "kim@firm.example").fill("Hosts", "").submit()
    assert screen.errors == {}
    wait_until(lambda: len(office.sessions) == 2)


def test_a_host_who_is_filled_in_by_the_case_is_watched_at_once(office: Office) -> None:
    booked(office, **ENTERED)
    screen = opened(office, "/session tomorrow 3pm Pacific")
    screen.type("Case", CASE).wait_for_text("The host host@firm.example is booked at that time")


def test_a_copy_is_not_filled_in_from_another_session(office: Office) -> None:
    booked(office, **ENTERED)
    ref = ref_of(booked(office, title="Another", when="tomorrow 6pm Pacific"))
    screen = opened(office, f"/session copy {ref} next tue 3pm Pacific")
    screen.type("Case", CASE)
    assert note(screen) == ""
    assert screen.field("Invitees").value == ""


def test_who_is_cleared_is_in_nobodys_way_anymore(office: Office) -> None:
    booked(office, **ENTERED)
    screen = opened(office, f"/session {CASE} tomorrow 6pm Pacific").fill("Title", "Second")
    screen.type("When", "tomorrow 3pm Pacific").wait_for_text("is booked at that time")
    screen.press("Clear")
    assert "is booked at that time" not in "\n".join(screen.texts)
    assert "Reason for going ahead" not in [field.label for field in screen.fields]
    screen.submit()
    assert screen.errors == {}
    wait_until(lambda: len(office.sessions) == 2)


def test_nobody_is_asked_why_people_of_another_case_are_in_two_places(office: Office) -> None:
    booked(office, **ENTERED)
    screen = opened(office, f"/session {CASE} tomorrow 6pm Pacific").fill("Title", "Second")
    screen.type("When", "tomorrow 3pm Pacific").wait_for_text("is booked at that time")
    screen.fill("Reason for going ahead", "Two rooms").fill("Case", "2026-CV-9").submit()
    screen.wait_for_text("Nothing has been done yet: the case has changed")
    assert "is booked at that time" not in "\n".join(screen.texts)
    screen.submit()
    assert screen.errors == {}
    wait_until(lambda: len(office.sessions) == 2)
