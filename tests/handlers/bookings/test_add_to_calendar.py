"""Add to calendar: what each calendar is told."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from bot.scheduling.jobs.sessions import apply_answer
from handlers.bookings.add_to_calendar import draw, google, outlook
from tests.builders import MOMENT, a_booking, a_session, an_answer

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


def test_a_file_is_offered_where_there_is_one() -> None:
    assert "Calendar file" not in str(draw(LONG, link=None, file=None))
    link = "https://docket.example/calendar/x.ics"
    assert link in str(draw(LONG, link=None, file=link))
