"""/session list: whose, when, and who may see what."""

from datetime import timedelta

import pytest

from sandbox.slack.people import ANA
from tests.handlers.conftest import Office, StartOffice, last_whisper
from tests.handlers.session_steps import booked, ref_of
from tests.simulated_clock import SimulatedClock
from tests.tables import rows


def test_mine_to_come_soonest_first_and_private(office: Office) -> None:
    booked(office, title="Later", when="in 3 days at 2pm")
    booked(office, title="Sooner", when="tomorrow 2pm")
    booked(office, title="Bens", by="Ben Okafor")
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session list")
    listed = last_whisper(ana)
    assert listed.index("Sooner") < listed.index("Later")
    assert "Bens" not in listed


def test_all_shows_everybodys_in_public_and_nothing_private(office: Office) -> None:
    booked(office, title="In public")
    booked(office, title="Privileged", channel="#smith-v-jones")
    carla, ben, dev = (office.person(n) for n in ("Carla Stein", "Ben Okafor", "Dev Patel"))
    ben.command("#depositions", "/session list all")
    assert "In public" in last_whisper(ben)
    assert "Privileged" not in last_whisper(ben)
    carla.command("#depositions", "/session list all")
    assert "Privileged" in last_whisper(carla), "an administrator sees everything"
    dev.command("#depositions", "/session list all")
    assert "In public" not in last_whisper(dev), "a guest sees only their own"


def test_of_several_the_oldest_word_of_a_provider_counts(start_office: StartOffice) -> None:
    clock = SimulatedClock()
    office = start_office(clock=clock)
    booked(office, title="First")
    clock.on(timedelta(hours=2))
    booked(office, title="Second", when="tomorrow 5pm Pacific")
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session list")
    listed = last_whisper(ana)
    assert "Last checked with Prevail: some as early as today, 9:00 AM." in listed
    assert "to check CareValidate" not in listed


def test_what_no_provider_has_said_anything_of_has_no_age(office: Office) -> None:
    office.prevail.faults.set("422", method="POST")
    booked(office, title="Refused", until="Not booked")
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session list")
    assert "Last checked with" not in last_whisper(ana)


def test_words_and_days_narrow_it(office: Office) -> None:
    booked(office, title="Doe", Case="123", when="tomorrow 2pm")
    booked(office, title="Roe", when="in 20 days at 2pm")
    ana = office.person("Ana Reyes")
    for text, shown in {
        "DOE": "Doe",
        "123": "Doe",
        "week": "Doe",
        "roe": "Roe",
    }.items():
        ana.command("#depositions", f"/session list {text}")
        others = {"Doe", "Roe"} - {shown}
        assert shown in last_whisper(ana).split("\n", 1)[1]
        assert not any(other in last_whisper(ana).split("\n", 1)[1] for other in others)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    rows(
        {
            "Ana Reyes": {
                "": "You have no upcoming sessions. Add all to see everyone's.",
                "today": "You have no sessions today. Add all to see everyone's.",
                "all": "There are no upcoming sessions that you have access to.",
                "smith": "No upcoming sessions match “smith”. Try other words, or add all to search"
                " everyone's.",
                "smith all": "No upcoming sessions match “smith”. Try other words.",
            },
            "Dev Patel": {
                "": "You have no upcoming sessions.",
                "smith": "No upcoming sessions match “smith”. Try other words.",
            },
        }
    ),
)
def test_an_empty_list_says_what_was_looked_for_and_what_to_try(
    office: Office, name: str, text: str, said: str
) -> None:
    person = office.person(name)
    person.command("#depositions", f"/session list {text}")
    assert last_whisper(person) == said


def test_only_staff_are_offered_everyones_appointments(start_office: StartOffice) -> None:
    office = start_office(appointment_staff=frozenset({ANA.id}))
    ana, ben = office.person("Ana Reyes"), office.person("Ben Okafor")
    ana.command("#general", "/appointment list smith")
    assert last_whisper(ana, "#general") == (
        "No upcoming appointments match “smith”. Try other words, or add all to search everyone's."
    )
    ben.command("#general", "/appointment list smith")
    assert last_whisper(ben, "#general") == (
        "No upcoming appointments match “smith”. Try other words."
    )


def test_canceled_ones_are_hidden_and_failed_ones_named(office: Office) -> None:
    gone = booked(office, title="Gone")
    gone.press("Cancel session").submit()
    gone.wait_for_text("Canceled")
    office.prevail.faults.set("422", method="POST")
    booked(office, title="Refused", until="Not booked")
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session list")
    assert "Gone" not in last_whisper(ana)
    assert "not booked" in last_whisper(ana)


def test_a_long_list_is_cut_and_says_so(office: Office) -> None:
    for number in range(12):
        booked(office, title=f"Session {number}", when=f"in {number + 1} days at 2pm")
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session list")
    assert "Page 1 of 2 · 12 total" in last_whisper(ana)
    assert ref_of(ana.wait_for_message("#depositions", "Session 0"))


def test_next_week_is_the_week_from_next_monday(office: Office) -> None:
    booked(office, title="Next week", when="next Wed 2pm Pacific")
    ana = office.person("Ana Reyes")
    for words, listed in {"next week": True, "this week": False, "month": True}.items():
        ana.command("#depositions", f"/bookings {words}")
        assert ("Next week" in last_whisper(ana).partition("\n")[2]) is listed


@pytest.mark.parametrize("text", ["“Jane Doe”", '"Jane" «Doe»', "all „Doe”"])
def test_quotation_marks_are_not_looked_for(office: Office, text: str) -> None:
    ref = ref_of(booked(office))
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/session list {text}")
    assert ref in last_whisper(ana)
