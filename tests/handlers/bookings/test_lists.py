"""/session list: whose, when, and who may see what."""

from datetime import timedelta

import pytest

from sandbox.slack.people import ANA, CARLA
from tests.handlers.conftest import Office, StartOffice, last_whisper
from tests.handlers.session_steps import booked, ref_of
from tests.simulated_clock import SimulatedClock
from tests.tables import rows

GUEST = "You're a guest here, so lists show only what you booked yourself."
PRIVATE = "#smith-v-jones"
HOW = (
    "Docket read no days or filters in them: write days like January, week of Jan 4, or next 3 days,"
    " and filters like case 2026-CV-118, host Lee, deponent Park, @person, or canceled."
)


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
                f" everyone's. {HOW}",
                "smith all": f"No upcoming sessions match “smith”. Try other words. {HOW}",
                "host lee canceled next 3 days": "You have no canceled sessions in the next 3 days with host"
                " “lee”. Add all to see everyone's.",
                "@zoe": "Docket can't tell who “@zoe” is. Type @ and choose the person from Slack's"
                " list, as in list @Ana Reyes.",
            },
            "Dev Patel": {
                "": f"You have no upcoming sessions.\n{GUEST}",
                "smith": f"No upcoming sessions match “smith”. Try other words. {HOW}\n{GUEST}",
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
        f" {HOW}"
    )
    ben.command("#general", "/appointment list smith")
    assert last_whisper(ben, "#general") == (
        f"No upcoming appointments match “smith”. Try other words. {HOW}"
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


@pytest.mark.parametrize(
    ("text", "heading", "titles"),
    rows(
        {
            "case 2026-CV-118": {
                "Your upcoming sessions with case “2026-CV-118”": "Park",
            },
            "case 2026-cv-118 with canceled": {
                "Your upcoming sessions with case “2026-cv-118” including canceled ones": "Gone Park",
            },
            "canceled": {"Your upcoming canceled sessions": "Gone"},
            "host lindqvist": {"Your upcoming sessions with host “lindqvist”": "Park"},
            "host:lindqvist deponent:Jane Park": {
                "Your upcoming sessions with host “lindqvist” and deponent “Jane Park”": "Park",
            },
            "type remote": {"Your upcoming sessions with type “remote”": "Park Roe"},
            "confirmed next 3 days": {"Your confirmed sessions in the next 3 days": "Park Roe"},
            "2026-CV-118": {"Your upcoming sessions matching “2026-CV-118”": "Park"},
            "owner <@U07BENOKAFR|ben>": {"@Ben Okafor's upcoming sessions": "Bens"},
            "all roe": {"Everyone's upcoming sessions matching “roe”": "Roe"},
        }
    ),
)
def test_a_list_says_what_it_is_narrowed_to(
    office: Office, text: str, heading: str, titles: str
) -> None:
    people = {"Deponent name": "Jane Park", "Deponent email": "j@park.example"}
    case = {"Case": "2026-CV-118"}
    gone = booked(office, title="Gone", **case)
    gone.press("Cancel session").submit()
    gone.wait_for_text("Canceled")
    host = {"Hosts": "h.lindqvist@firm.example", "Session type": "remote_deposition"}
    booked(office, title="Park", when="tomorrow 3pm Pacific", **case, **people, **host)
    booked(office, title="Roe", when="tomorrow 4pm Pacific")
    booked(office, title="Bens", by="Ben Okafor", when="tomorrow 5pm Pacific")
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/session list {text}")
    first, *lines = last_whisper(ana).splitlines()
    assert first == heading
    known = ("Gone", "Park", "Roe", "Bens")
    assert [t for t in known if any(line.endswith(f"· {t}") for line in lines)] == titles.split()


@pytest.mark.parametrize("field", ["host", "invitee", "deponent"])
def test_somebody_named_as_slack_does_is_found_by_their_address(office: Office, field: str) -> None:
    carla = "carla.stein@harbor-reporting.example"
    people = {
        "host": {"Hosts": carla},
        "invitee": {"Invitees": carla},
        "deponent": {"Deponent_name": "Stein", "Deponent_email": carla},
    }
    ref = ref_of(booked(office, title="Hers", **people[field]))
    other = ref_of(booked(office, title="Other", when="tomorrow 4pm Pacific"))
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/session list {field} <@{CARLA.id}|carla.stein>")
    said = last_whisper(ana)
    assert f"Your upcoming sessions with {field} “@Carla Stein”" in said
    assert ref in said
    assert other not in said
    assert carla not in said
    ben = office.person("Ben Okafor")
    ben.command("#depositions", f"/session list all {field} <@{CARLA.id}|carla.stein>")
    assert ref not in last_whisper(ben), "who is invited is not theirs to find out"


def test_whose_address_slack_keeps_to_itself_is_looked_for_by_typing_it(office: Office) -> None:
    ana = office.person("Ana Reyes")
    office.slack.revoke("users:read.email")
    ana.command("#depositions", f"/session list host <@{CARLA.id}|carla.stein>")
    assert "Type the address itself" in last_whisper(ana)


def test_a_line_says_what_matters_and_has_what_its_reader_can_do(office: Office) -> None:
    ref = ref_of(booked(office, title="Park", Case="2026-CV-118"))
    booked(office, title="Bens", by="Ben Okafor", when="tomorrow 5pm Pacific")
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session list all")
    listed = ana.messages("#depositions")[-1]
    first, second = next(text for text in listed.texts if ref in text).splitlines()
    assert first.endswith(" · Park")
    assert second == "Case 2026-CV-118 · confirmed · Owner @Ana Reyes · Join"
    menus = [button.text for button in listed.buttons]
    mine = ["Details", "Move", "Edit", "Cancel session", "Copy link"]
    assert menus == [*mine, "Details", "Copy link"], "of somebody else's what they can do with it"
    assert listed.press("Move").title == f"Move {ref}"
    assert listed.press("Cancel session").title == f"Cancel {ref}?"
    copied = listed.press("Copy link")
    assert copied.title == "Copy link"
    assert any("https://" in text for text in copied.texts)


def test_what_was_canceled_is_booked_again_from_the_list(office: Office) -> None:
    gone = booked(office, title="Gone")
    gone.press("Cancel session").submit()
    gone.wait_for_text("Canceled")
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session list canceled")
    listed = ana.messages("#depositions")[-1]
    assert [button.text for button in listed.buttons] == ["Details", "Book again", "Day 2"]
    assert listed.press("Book again").field("Title").value == "Gone"


def test_what_is_past_comes_latest_first(start_office: StartOffice) -> None:
    clock = SimulatedClock()
    office = start_office(clock=clock)
    booked(office, title="Earlier", when="tomorrow 2pm Pacific")
    booked(office, title="Later", when="in 2 days at 2pm Pacific")
    clock.on(timedelta(days=4))
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session list past week")
    listed = last_whisper(ana)
    assert listed.startswith("Your sessions in the past week\n")
    assert 0 < listed.index("Later") < listed.index("Earlier")


def test_a_list_has_what_is_on_cards_in_the_channel_where_it_is_asked_for(office: Office) -> None:
    ref = ref_of(booked(office, channel=PRIVATE, title="Privileged"))
    ben = office.person("Ben Okafor")
    ben.command(PRIVATE, "/session list all privileged")
    assert ref in last_whisper(ben, PRIVATE)
    ben.command("#depositions", "/session list all privileged")
    assert ref not in last_whisper(ben)
