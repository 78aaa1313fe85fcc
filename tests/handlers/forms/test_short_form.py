"""A short form first: the fields that everybody needs; *More options* shows the rest below them."""

import pytest

from sandbox.slack.channels import Change
from sandbox.slack.person import Person, Screen
from tests.handlers.conftest import Office
from tests.handlers.session_steps import booked
from tests.waiting import wait_until

FIRST = ["Title", "Case", "When", "Duration", "Deponent name", "Deponent email", "Invitees"]
REST = [
    *(
        "Time zone",
        "Role",
        "Hosts",
        "Hosts from Slack",
        "Languages",
        "Interpreter",
        "Preferred manager",
    ),
    *("Video provider", "Session type", "Link name", "Notes", "Post card in"),
]


def shown(screen: Screen) -> list[str]:
    return [field.label for field in screen.fields]


def opened(office: Office, line: str = "/session tomorrow 2pm Pacific") -> tuple[Person, Screen]:
    ana = office.person("Ana Reyes")
    return ana, ana.command("#depositions", line)


def test_the_first_fields_are_what_everybody_needs_and_are_enough(office: Office) -> None:
    ana, screen = opened(office)
    assert shown(screen) == FIRST
    said = "\n".join(screen.texts)
    assert "Time zone: Pacific Time (US & Canada)" in said
    assert "Card: #depositions" in said
    screen.fill("Title", "Deposition of Jane Doe").submit()
    assert screen.errors == {}
    ana.wait_for_message("#depositions", "Deposition of Jane Doe").wait_for_text("Confirmed")
    assert office.sessions[0].details.session_type == "remote_deposition"


def test_more_options_show_the_rest_and_lose_nothing(office: Office) -> None:
    _, screen = opened(office)
    screen.fill("Title", "Deposition of Jane Doe").fill("Case", "118")
    screen.type("When", "friday 3-5pm Eastern")
    screen.wait_for_text("Fri, Jan 22, 2027, 3:00 PM EST")
    screen.fill("Deponent name", "Jane Doe").fill("Deponent email", "jane@doe.example")
    screen.fill("Invitees", "kim@firm.example")
    before = {field.label: field.value for field in screen.fields}
    screen.press("More options")
    assert shown(screen) == FIRST + REST
    assert {label: screen.field(label).value for label in FIRST} == before
    assert before["Duration"] == "2 hr"
    assert "Fri, Jan 22, 2027, 3:00 PM EST" in "\n".join(screen.texts)
    assert "More options" not in [button.text for button in screen.buttons]
    assert screen.field("Post card in").value == "#depositions"
    screen.fill("Hosts", "host@firm.example").fill("Notes", "Bring the exhibits.")
    screen.fill("Post card in", "#general").submit()
    assert screen.errors == {}
    wait_until(lambda: len(office.sessions) == 1 and office.is_idle())
    assert "host@firm.example" in office.sessions[0].access


def test_more_options_are_shown_although_something_typed_is_being_drawn(office: Office) -> None:
    _, screen = opened(office)
    screen.press("More options")
    *_, update = [call for call in office.slack.calls if call.method == "views.update"]
    assert not update.args.get("hash"), "a press would do nothing where the form has just changed"


def test_a_moment_that_was_chosen_stays_in_the_form(office: Office) -> None:
    office.slack.change("Ana Reyes", locale="it-IT")
    _, screen = opened(office, "/session")
    screen.type("When", "domani alle 15")
    screen.press("Yes, that time")
    chosen = screen.field("When").value
    screen.press("More options")
    assert screen.field("When").value == chosen
    assert "2027" in chosen


def test_what_is_wrong_in_the_rest_is_shown_there(office: Office) -> None:
    ana, screen = opened(office)
    office.slack.change_channel("#depositions", Change.ARCHIVE)
    screen.fill("Title", "Deposition of Jane Doe").submit()
    assert shown(screen) == FIRST + REST
    assert screen.field("Title").value == "Deposition of Jane Doe"
    assert "That channel is archived." in "\n".join(screen.texts)
    assert office.sessions == []
    screen.fill("Post card in", "#general").submit()
    assert screen.errors == {}
    ana.wait_for_message("#general", "Confirmed")


def test_a_form_that_lacks_a_zone_asks_for_one_among_the_first(office: Office) -> None:
    office.slack.change("Ana Reyes", tells_zone=False)
    _, screen = opened(office)
    assert shown(screen) == [*FIRST[:4], "Time zone", *FIRST[4:]]
    assert "Time zone:" not in "\n".join(screen.texts)
    screen.fill("Title", "Where am I?").fill("Time zone", "Alaska").type("When", "tomorrow 2pm")
    assert "2:00 PM AKST" in "\n".join(screen.texts)
    screen.press("More options")
    assert screen.field("Time zone").value == "Alaska"
    assert shown(screen) == [*FIRST[:4], "Time zone", *FIRST[4:], *REST[1:]]


@pytest.mark.parametrize(
    ("typed", "duration"),
    [
        (["tomorrow 2-4pm", "tomorrow 3pm"], "1 hr"),
        (["tomorrow 2pm for 3 hours", "tomorrow 2-", "tomorrow 2pm"], "1 hr"),
        (["tomorrow 2-4pm", "tomorrow 2-3:30pm"], "1 hr 30 min"),
    ],
)
def test_the_duration_of_an_earlier_text_does_not_stick(
    office: Office, typed: list[str], duration: str
) -> None:
    for line in ("/session", f"/session {typed[0]}"):
        _, screen = opened(office, line)
        for text in typed:
            screen.type("When", text)
        assert screen.field("Duration").value == duration


def test_a_duration_that_was_chosen_stays(office: Office) -> None:
    _, screen = opened(office, "/session tomorrow 2-4pm")
    screen.fill("Duration", "45 min").type("When", "tomorrow 3pm")
    assert screen.field("Duration").value == "45 min"


def test_the_duration_of_what_is_edited_comes_back(office: Office) -> None:
    card = booked(office, Duration="2 hr 30 min")
    screen = card.press("Move")
    screen.type("When", "tomorrow 3-4pm")
    assert screen.field("Duration").value == "1 hr"
    screen.type("When", "tomorrow 3pm")
    assert screen.field("Duration").value == "2 hr 30 min"
