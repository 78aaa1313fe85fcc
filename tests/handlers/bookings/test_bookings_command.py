"""/bookings: the agenda over sessions, agents and appointments."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox.slack.person import Person, Shown
from tests.handlers.appointment_steps import FIRST, INVITEE, booked_for, free, ref_in
from tests.handlers.conftest import Office, labels, last_whisper, last_whispered, turned
from tests.handlers.session_steps import booked, ref_of

PACIFIC = ZoneInfo("America/Los_Angeles")


def agenda(person: Person, text: str = "") -> Shown:
    """Ask for the agenda, and return it."""
    person.command("#general", f"/bookings {text}")
    return last_whispered(person, "#general")


def an_agent(office: Office) -> str:
    """Schedule an agent for the day after tomorrow."""
    ana = office.person("Ana Reyes")
    screen = ana.command("#general", "/agent https://zoom.us/j/123 in 2 days at 2pm Pacific")
    screen.fill("On behalf of", "ana@firm.example").submit()
    assert screen.errors == {}
    ana.wait_for_message("#general", "Agent A-").wait_for_text("Confirmed")
    return "Agent · "


def test_all_three_kinds_by_day_soonest_first_with_their_references(office: Office) -> None:
    appointment = booked_for(office, start=(start := free(office)))
    session = booked(office, title="Doe v. Acme", when="tomorrow 2pm Pacific")
    agent = an_agent(office)
    said = agenda(office.person("Ana Reyes")).text
    assert said.startswith("Your upcoming bookings")
    assert f"{ref_of(session)} 2:00 PM P" in said
    assert "Session · Doe v. Acme" in said
    assert agent in said
    assert f"{ref_in(appointment.text)} " in said
    assert "Appointment · Telehealth appointment" in said
    day = start.astimezone(PACIFIC)
    assert f"{day:%a}, {day:%b} {day.day}, {day.year}" in said
    assert said.index("Doe v. Acme") < said.index("Agent · ") < said.index("Appointment · ")


def test_times_are_the_readers_with_the_bookings_own_beside_them(office: Office) -> None:
    booked(office, title="In New York", when="tomorrow 2pm Eastern")
    said = agenda(office.person("Ana Reyes")).text
    assert "11:00 AM P" in said
    assert "(2:00 PM E" in said


def test_mine_by_default_and_everybodys_that_i_may_see_with_all(office: Office) -> None:
    booked(office, title="Anas")
    booked(office, title="Bens", by="Ben Okafor")
    booked(office, title="Privileged", channel="#smith-v-jones", by="Ben Okafor")
    ana = office.person("Ana Reyes")
    assert "Bens" not in agenda(ana).text
    everybodys = agenda(ana, "all").text
    assert "Anas" in everybodys
    assert "Bens" in everybodys
    assert "Privileged" not in everybodys


def test_an_appointment_is_private_unless_its_card_is_public_and_nameless_everywhere(
    office: Office,
) -> None:
    booked_for(office)
    ben = office.person("Ben Okafor")
    assert "Telehealth" not in agenda(ben, "all").text
    booked_for(office, channel="#depositions", until="Confirmed", start=free(office, number=50))
    said = agenda(ben, "all").text
    assert said.count("Telehealth appointment") == 1
    assert FIRST not in said
    assert INVITEE not in said


@pytest.mark.parametrize("text", ["tomorrow", "week", "month", "doe", "DOE tomorrow", "week doe"])
def test_days_and_words_narrow_it(office: Office, text: str) -> None:
    booked(office, title="Doe v. Acme", when="tomorrow 2pm Pacific")
    booked(office, title="Roe v. Wade", when="in 40 days at 2pm Pacific")
    said = agenda(office.person("Ana Reyes"), text).text
    assert "Doe v. Acme" in said
    assert "Roe" not in said


def test_a_date_and_two_dates(office: Office) -> None:
    booked_for(office, start=(free_at := free(office)))
    start = free_at.astimezone(PACIFIC)
    ana = office.person("Ana Reyes")
    day, later = start.date(), start.date() + timedelta(days=3)
    assert f"on {day:%a}, {day:%b} {day.day}" in agenda(ana, str(day)).text
    assert "Telehealth" in agenda(ana, f"{day:%d %b %Y}").text
    assert "Telehealth" in agenda(ana, f"{day} - {later}").text
    assert "Telehealth" in agenda(ana, f"{day} {later}").text
    assert "You have no bookings on" in agenda(ana, str(later)).text
    assert agenda(ana, "today").text == "You have no bookings today. Add all to see everyone's."


def test_canceled_ones_are_hidden_and_failed_ones_named(office: Office) -> None:
    gone = booked(office, title="Gone")
    gone.press("Cancel session").submit()
    gone.wait_for_text("Canceled")
    office.carevalidate.faults.set("422", method="POST")
    booked_for(office, until="Not booked")
    said = agenda(office.person("Ana Reyes")).text
    assert "Gone" not in said
    assert "Telehealth appointment\nnot booked" in said


def page_turners(shown: Shown) -> list[str]:
    return [label for label in labels(shown) if label.endswith("page")]


def test_a_long_agenda_is_turned_page_by_page(office: Office) -> None:
    for number in range(12):
        booked(office, title=f"Session {number:02}", when=f"in {number + 1} days at 2pm")
    ana = office.person("Ana Reyes")
    first = agenda(ana)
    assert "Page 1 of 2 · 12 total" in first.text
    assert page_turners(first) == ["Next page"]
    assert "Session 09" in first.text
    assert "Session 10" not in first.text
    second = turned(first, ana, "#general")
    assert "Session 10" in second.text
    assert "Session 09" not in second.text
    assert page_turners(second) == ["Previous page"]
    assert len([m for m in ana.messages("#general") if m.only_for_me]) == 1, (
        "it is turned, not added"
    )
    second.press("Previous page")
    second.wait_for_text("Page 1 of 2")


def test_help_says_what_there_is(office: Office) -> None:
    ana = office.person("Ana Reyes")
    ana.command("#general", "/bookings help")
    assert "month" in last_whisper(ana, "#general")


def test_markup_in_words_draws_nothing(office: Office) -> None:
    shown = agenda(office.person("Ana Reyes"), "<!channel> & <b>")
    assert "<!channel>" not in shown.source.text + str(shown.source.blocks)
    assert "No upcoming bookings match “&lt;!channel&gt; &amp; &lt;b&gt;”." in shown.source.text
