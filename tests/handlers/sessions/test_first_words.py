"""What lines begin with, as Slack sends them: a form opens, or an answer only the person sees."""

import pytest

from tests.handlers.conftest import Office, last_whisper
from tests.handlers.session_steps import booked, ref_of
from tests.scheduling.command_line.test_first_words import table

HERE = "#depositions"
FORMS = {
    "/session": "Schedule a session",
    "/agent": "Send an agent",
    "/appointment": "Book an appointment",
}
# A form for each line of the table would take too long: every fourth stands for the others.
EVERY = 4


def some(*, meaning: str) -> list[tuple[str, ...]]:
    """Return some lines of the table with what they are taken for, of those with this meaning.

    What sends an agent to a session needs that one.
    """
    found = [
        row
        for row in table("first_words")
        if row[1].partition(" ")[0] == meaning and "send S-" not in row[0]
    ]
    assert found
    return found[::EVERY]


def test_a_line_that_is_none_is_answered_with_what_was_meant(office: Office) -> None:
    ana = office.person("Ana Reyes")
    for line, means in some(meaning="meant"):
        ana.command(HERE, line)
        said = last_whisper(ana)
        assert "Did you mean" in said, line
        assert means.removeprefix("meant ") in said, line
        assert not ana.screen.is_open, line


def test_a_line_that_books_opens_its_form(office: Office) -> None:
    ana = office.person("Ana Reyes")
    for line, means in some(meaning="new"):
        command = line.partition(" ")[0]
        screen = ana.command(HERE, line)
        assert screen.title == FORMS[command], line
        if command == "/session":
            assert screen.field("Title").value == means.removeprefix("new").strip(), line
        screen.dismiss()


@pytest.mark.parametrize("way", ["{ref}", "#{ref}", "{low}", "({ref})", "{long}"])
def test_a_reference_alone_shows_and_with_a_time_it_is_asked_about(
    office: Office, way: str
) -> None:
    ref = ref_of(booked(office))
    typed = way.format(ref=ref, low=ref.lower(), long=ref.replace("-", "—"))
    ana = office.person("Ana Reyes")
    shown = ana.command(HERE, f"/session {typed}")
    assert shown.title == f"Session {ref}"
    shown.dismiss()
    ana.command(HERE, f"/session {typed} friday 2pm")
    assert f"/session move {ref} friday 2pm" in last_whisper(ana)
    assert not ana.screen.is_open
