"""Whoever writes in a language that only dateparser knows is asked, and never booked unasked."""

import pytest

from sandbox.slack.people import ANA
from sandbox.slack.person import Person
from sandbox.slack.screens import Screen
from tests.handlers.conftest import Office, labels

ZONES = {"it-IT": "Europe/Rome", "pl-PL": "Europe/Warsaw", "ja-JP": "Asia/Tokyo"}


def as_in(office: Office, locale: str) -> Person:
    """Be Ana, whose Slack speaks another language, where that is spoken."""
    office.slack.change(ANA.name, locale=locale, tz=ZONES[locale])
    return office.person(ANA.name)


def opened(person: Person, line: str) -> Screen:
    screen = person.command("#depositions", line)
    screen.field("When")
    return screen


@pytest.mark.parametrize(
    ("locale", "typed"),
    [("it-IT", "domani alle 15"), ("pl-PL", "jutro o 15:00"), ("ja-JP", "明日 午後3時")],
)
def test_a_time_is_booked_once_its_reader_says_yes(office: Office, locale: str, typed: str) -> None:
    person = as_in(office, locale)
    screen = opened(person, "/session")
    screen.fill("Title", "In their own words").type("When", typed)
    screen.wait_for_text("Is this what you mean")
    assert labels(screen)[:2] == ["Yes, that time", "Choose another time"]
    screen.submit()
    assert "When" in screen.errors, "it is never booked without a yes"
    assert office.sessions == []
    screen.press("Yes, that time")
    assert "2026" in screen.field("When").value or "2027" in screen.field("When").value
    screen.submit()
    person.wait_for_message("#depositions", "Confirmed")
    assert len(office.sessions) == 1


def test_a_command_line_is_asked_about_too_and_keeps_its_title(office: Office) -> None:
    screen = opened(as_in(office, "it-IT"), "/session Rossi deposizione domani alle 15")
    screen.wait_for_text("Is this what you mean")
    assert screen.field("Title").value == "Rossi deposizione"
    screen.submit()
    assert "When" in screen.errors
    assert office.sessions == []


def test_whoever_says_no_hears_what_is_always_understood(office: Office) -> None:
    screen = opened(as_in(office, "it-IT"), "/session")
    screen.fill("Title", "Not that").type("When", "domani alle 15")
    screen.press("Choose another time")
    screen.wait_for_text("You can always use numbers")
    assert screen.field("When").value == "domani alle 15"
    assert "Yes, that time" not in labels(screen)
    screen.submit()
    assert "When" in screen.errors


def test_what_nothing_is_found_in_is_refused_with_what_always_works(office: Office) -> None:
    screen = opened(as_in(office, "it-IT"), "/session")
    screen.type("When", "quando fa comodo a tutti")
    screen.wait_for_text("Enter the date and time in numbers")
