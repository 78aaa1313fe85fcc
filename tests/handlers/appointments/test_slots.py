"""/appointment slots: what is free by state, and booking it with a press."""

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.messages import refusals
from sandbox.slack.person import Shown
from tests.handlers.appointment_steps import (
    INVITEE,
    answer_to,
    booked_for,
    consultation,
    free,
)
from tests.handlers.conftest import Office, StartOffice, last_whisper

PACIFIC = ZoneInfo("America/Los_Angeles")


def slots(office: Office, text: str) -> Shown:
    """Ask for free slots, and return the answer."""
    return answer_to(office.person("Ana Reyes"), f"/appointment slots {text}")


def test_what_is_free_is_told_by_state_event_type_and_day(office: Office) -> None:
    said = slots(office, "CA").text
    assert said.startswith("Open times in CA in the next seven days")
    assert "Initial consultation · Dr. Mira Stone" in said
    assert "Follow-up · Dr. Joel Hart" in said
    assert consultation(office).id in said
    soonest = next(
        start
        for start in office.carevalidate.provider.free_slots(consultation(office))
        if start > office.clock()
    ).astimezone(PACIFIC)
    assert f"{soonest.hour % 12 or 12}:{soonest:%M} {soonest:%p}" in said
    assert "–2:30 PM PST, every 30 min" in said or "–3:30 PM PDT, every 30 min" in said


def test_times_that_do_not_follow_each_other_evenly_are_listed_one_by_one(office: Office) -> None:
    starts = office.carevalidate.provider.free_slots(consultation(office))
    taken = next(start for start in starts if start > free(office) and start.hour == 18)
    booked_for(office, start=taken)
    day = taken.astimezone(PACIFIC)
    said = slots(office, f"NY {day:%Y-%m-%d}").text
    assert "every" not in said
    assert f" {day.hour % 12 or 12}:{day:%M} {day:%p}" not in said.split("\n", 2)[2]


def test_only_what_is_offered_in_the_states_named(office: Office) -> None:
    said = slots(office, "ny tx").text
    assert "NY, TX" in said
    assert "Follow-up" not in said
    assert "no open times" in slots(office, "Alaska").text


def test_a_day_narrows_it(office: Office) -> None:
    day = free(office).astimezone(PACIFIC)
    said = slots(office, f"California, New York {day:%Y-%m-%d}").text
    assert f"on {day:%a}, {day:%b} {day.day}" in said
    assert len([line for line in said.split("\n") if line.startswith(f"{day:%a}, ")]) == 2


def test_an_event_type_narrows_it(start_office: StartOffice) -> None:
    office = start_office()
    said = slots(office, f"CA {consultation(office).id}").text
    assert "Follow-up" not in said
    assert "Initial consultation" in said


def test_a_free_slot_is_booked_with_a_press(office: Office) -> None:
    answer = slots(office, f"CA {consultation(office).id}")
    screen = answer.press(answer.buttons[0].text)
    assert screen.title == "Book an appointment"
    assert screen.field("Event type").value == consultation(office).id
    screen.fill("Invitee email", INVITEE).submit()
    assert screen.errors == {}
    office.person("Ana Reyes").wait_for_message("@app", "Confirmed")
    assert len(office.appointments) == 1


def test_a_month_is_asked_for_week_by_week(office: Office) -> None:
    assert "more days. Add a day" in slots(office, "NY month").text
    asked = [r.args for r in office.carevalidate.received if "start_time" in r.args]
    spans = [
        datetime.fromisoformat(query["end_time"]) - datetime.fromisoformat(query["start_time"])
        for query in asked
    ]
    assert len(spans) == 5
    assert max(spans).days <= 7


def test_without_a_state_it_asks_for_one(office: Office) -> None:
    ana = office.person("Ana Reyes")
    ana.command("#general", "/appointment slots")
    assert "Which states?" in last_whisper(ana, "#general")


def test_who_may_not_book_is_not_told_what_is_free(office: Office) -> None:
    dev = office.person("Dev Patel")
    dev.command("#general", "/appointment slots CA")
    assert last_whisper(dev, "#general") == refusals.GUESTS_BOOK_NOTHING
    assert office.carevalidate.received == []
