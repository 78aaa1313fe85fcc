"""Add to calendar: what each calendar is told."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from bot.scheduling.jobs.sessions import apply_answer
from handlers.bookings.add_to_calendar import draw, google, outlook
from tests.builders import MOMENT, a_booking, a_session, an_agent, an_answer
from tests.handlers.conftest import StartOffice, labels
from tests.handlers.session_steps import ref_of
from tests.handlers.signed_requests import Stranger

LONG = apply_answer(an_answer())(
    a_booking(session=a_session(title="Doe & Roe, Inc.", duration=timedelta(hours=1.5)))
)


def asked(link: str) -> dict[str, str]:
    """Read what a link asks for."""
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


def test_google_is_told_start_and_end_in_utc() -> None:
    query = asked(google(LONG, link=LONG.join_url))
    assert query["dates"] == "20270128T213000Z/20270128T230000Z"
    assert (query["text"], query["ctz"]) == ("Doe & Roe, Inc.", MOMENT.zone)
    assert query["location"] == LONG.join_url


def test_outlook_is_told_start_and_end_in_utc() -> None:
    query = asked(outlook(LONG, link=LONG.join_url))
    assert (query["startdt"], query["enddt"]) == ("2027-01-28T21:30:00Z", "2027-01-28T23:00:00Z")
    assert query["subject"] == "Doe & Roe, Inc."


def test_an_agent_ends_nowhere_in_outlook() -> None:
    assert "enddt" not in asked(outlook(an_agent(), link=None))


def test_a_space_is_no_plus_which_outlook_would_show() -> None:
    for link in (google(LONG, link=None), outlook(LONG, link=None)):
        assert "Doe%20%26%20Roe" in link
        assert "+" not in link


def test_only_what_is_confirmed_is_offered_and_a_press_on_an_older_card_says_why(
    start_office: StartOffice,
) -> None:
    office = start_office(prevail_self_service=False)
    office.person("Ana Reyes").command("#depositions", "/session Doe tomorrow 2pm Pacific").submit()
    card = office.person("Ana Reyes").wait_for_message("#depositions", "Requested")
    assert "Add to calendar" not in labels(card)
    stranger = Stranger(office=office, person=office.person("Ana Reyes").viewer.member)
    assert "only while it's confirmed. Requested" in stranger.press("card_calendar", ref_of(card))


def test_a_file_is_offered_where_there_is_one() -> None:
    assert "Calendar file" not in str(draw(LONG, link=None, file=None))
    link = "https://docket.example/calendar/x.ics"
    assert link in str(draw(LONG, link=None, file=link))
