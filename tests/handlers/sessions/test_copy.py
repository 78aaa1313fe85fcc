"""Another session like one that there is: /session copy, Book again and Day 2."""

from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.slack.person import Screen
from tests.handlers.agent_steps import agent_ref, sent
from tests.handlers.conftest import Office, labels, last_whisper, office_with
from tests.handlers.session_steps import booked, ref_of
from tests.simulated_clock import SimulatedClock
from tests.waiting import wait_until

ENTERED = {
    "Case": "2026-CV-118",
    "Duration": "2 hr 30 min",
    "Deponent name": "Jane Park",
    "Deponent email": "jane.park@parkfamily.example",
    "Role": "Witness",
    "Invitees": "ruiz@firm.example, kim@firm.example",
    "Hosts": "host@firm.example",
    "Languages": "Spanish",
    "Interpreter": "Dana Ito",
    "Preferred manager": "Lee Park",
    "Video provider": "Zoom",
    "Notes": "Bring the exhibits.",
}


def filled_in(screen: Screen) -> dict[str, str]:
    """Read what stands in the fields that a copy takes over."""
    return {label: screen.field(label).value for label in ENTERED}


def in_small_print(screen: Screen) -> str:
    return "\n".join(screen.texts)


def test_a_copy_is_filled_in_with_everything_but_the_date_and_the_link_name(office: Office) -> None:
    ref = ref_of(booked(office, Link_name="doe-v-acme", **ENTERED))
    ana = office.person("Ana Reyes")
    screen = ana.command("#general", f"/session copy {ref}")
    assert screen.title == "Schedule a session"
    assert screen.field("Title").value == "Deposition of Jane Doe"
    assert filled_in(screen) == ENTERED
    assert screen.field("Link name").value == ""
    assert screen.field("When").value == ""
    assert "A day alone keeps 2:00 PM PST." in screen.field("When").hint
    assert screen.field("Post card in").value == "#depositions"
    assert f"copied from {ref}" in in_small_print(screen)
    screen.fill("When", "next tue").submit()
    assert screen.errors == {}
    wait_until(lambda: len(office.sessions) == 2 and office.is_idle())
    first, second = office.sessions
    assert first.remote_session_id == "doe-v-acme"
    assert "doe-v-acme" not in second.remote_session_id
    card = ana.messages("#depositions")[-1].wait_for_text("Confirmed")
    assert "Tue, Jan 26, 2027, 2:00 PM PST" in card.text


@pytest.mark.parametrize(
    ("typed", "read_back"),
    {
        "fri": "*Fri, Jan 22, 2027, 2:00 PM PST*",
        "fri 3pm": "*Fri, Jan 22, 2027, 3:00 PM PST*",
        "a week later": "*Thu, Jan 28, 2027, 2:00 PM PST*",
        "to Feb 4 9am Eastern": "*Thu, Feb 4, 2027, 9:00 AM EST*",
    }.items(),
)
def test_the_new_date_is_read_by_the_clock_of_the_old_one(
    office: Office, typed: str, read_back: str
) -> None:
    ref = ref_of(booked(office))
    ben = office.person("Carla Stein")
    screen = ben.command("#general", f"/session copy {ref} {typed}")
    said = in_small_print(screen)
    assert read_back.strip("*") in said
    assert "→" not in said, "nothing moves"
    assert "later" not in said
    assert screen.field("Time zone").value.startswith("Pacific Time")


def test_a_length_that_is_said_with_the_date_counts(office: Office) -> None:
    ref = ref_of(booked(office))
    screen = office.person("Ana Reyes").command("#general", f"/session copy {ref} fri 3-5pm")
    assert screen.field("Duration").value == "2 hr"


def test_words_find_what_is_copied_also_where_it_is_over(tmp_path: Path) -> None:
    clock = SimulatedClock()
    with office_with(tmp_path, clock=clock) as office:
        booked(office, title="Meridian v. Lowe", **ENTERED)
        clock.on(timedelta(days=3))
        ana = office.person("Ana Reyes")
        screen = ana.command("#general", "/session copy Jane Park next wed 9am")
        assert screen.field("Title").value == "Meridian v. Lowe"
        assert "Wed, Jan 27, 2027, 9:00 AM PST" in in_small_print(screen)


def test_which_one_is_asked_where_no_session_is_named(office: Office) -> None:
    ref = ref_of(booked(office))
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session copy")
    ana.messages("#depositions")[-1].press(f"Copy {ref}")
    assert ana.screen.field("Title").value == "Deposition of Jane Doe"


def test_day_2_is_the_next_working_day_at_the_same_time(office: Office) -> None:
    card = booked(office, when="friday 2pm Pacific", **ENTERED)
    screen = card.press("Day 2")
    assert filled_in(screen) == ENTERED
    assert screen.field("When").value == "Mon, Jan 25, 2027, 2:00 PM PST"
    said = in_small_print(screen)
    assert f"Day 2 of {ref_of(card)}: the next working day, also at 2:00 PM." in said
    screen.submit()
    assert screen.errors == {}
    wait_until(lambda: len(office.sessions) == 2 and office.is_idle())


@pytest.mark.parametrize(
    ("passed", "day"),
    [
        ({"days": 1, "hours": 6}, "Fri, Jan 22"),
        ({"days": 2}, "Fri, Jan 22"),
        ({"days": 2, "hours": 6}, "Mon, Jan 25"),
        ({"days": 30}, "Fri, Feb 19"),
    ],
)
def test_day_2_of_what_is_over_lies_ahead(
    tmp_path: Path, passed: dict[str, float], day: str
) -> None:
    clock = SimulatedClock()
    with office_with(tmp_path, clock=clock) as office:
        card = booked(office)
        clock.on(timedelta(**passed))
        office.running.workers.wake()
        screen = card.press("Day 2")
        assert screen.field("When").value == f"{day}, 2027, 2:00 PM PST"


def test_day_2_keeps_the_clock_where_clocks_change(office: Office) -> None:
    card = booked(office, when="Mar 12 2pm Pacific")
    assert card.press("Day 2").field("When").value == "Mon, Mar 15, 2027, 2:00 PM PDT"


def test_both_are_offered_after_a_cancellation_and_in_the_details(office: Office) -> None:
    card = booked(office, **ENTERED)
    ana = office.person("Ana Reyes")
    assert labels(card.press("More"))[-2:] == ["Book again", "Day 2"]
    assert filled_in(ana.screen.press("Book again")) == ENTERED
    card.press("Cancel session").submit()
    card.wait_for_text("Canceled")
    assert labels(card) == ["Book again", "Day 2", "More"]
    assert filled_in(card.press("Day 2")) == ENTERED
    kept = card.press("Book again")
    assert kept.field("When").value == "Thu, Jan 21, 2027, 2:00 PM PST", "it is free again"


def test_an_administrator_copies_what_nobody_else_can(office: Office) -> None:
    ref = ref_of(booked(office, **ENTERED))
    ben, carla = office.person("Ben Okafor"), office.person("Carla Stein")
    card = ben.wait_for_message("#depositions", "Confirmed")
    for button in ("Book again", "Day 2"):
        card.press(button)
        assert "can change" in last_whisper(ben)
    ben.command("#general", f"/session copy {ref}")
    assert "can change" in last_whisper(ben, "#general")
    ben.command("#general", "/session copy Jane Park fri")
    assert "can change" in last_whisper(ben, "#general")
    assert not ben.screen.is_open
    assert filled_in(carla.command("#general", f"/session copy {ref} fri")) == ENTERED


@pytest.mark.parametrize("name", ["Dev Patel", "Erin Voss"])
def test_whoever_may_book_nothing_copies_nothing(office: Office, name: str) -> None:
    ref = ref_of(booked(office, **ENTERED))
    other = office.person(name)
    other.command("#shared-with-acme", f"/session copy {ref} fri")
    assert not other.screen.is_open


def test_only_sessions_are_copied(office: Office) -> None:
    agent = agent_ref(sent(office).text)
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/session copy {agent}")
    assert "Docket copies only sessions. Use /agent for a new one." in last_whisper(ana)


def test_an_agent_that_is_attached_is_not_copied(office: Office) -> None:
    card = booked(office)
    card.press("Send agent")
    card.wait_for_text("is attached")
    card.press("Day 2").submit()
    wait_until(lambda: len(office.sessions) == 2 and office.is_idle())
    assert len(office.agents) == 1
