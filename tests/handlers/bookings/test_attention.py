"""/bookings attention: what nobody knows, what is stuck or reached nobody, and what is done about it."""

import sqlite3
from contextlib import closing

from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.reference import ALPHABET
from bot.scheduling.tasks.provider import Book
from sandbox.slack.people import BEN
from tests.builders import NOW, a_booking, a_session, an_agent, an_appointment
from tests.handlers.bookings.needing_attention import (
    AHEAD,
    CALM,
    attention,
    buttons,
    kept,
    unknown,
)
from tests.handlers.conftest import (
    Office,
    StartOffice,
    last_whisper,
    turned,
)

HOSTILE = "<!channel> & <@U1>"


def test_where_all_is_well_it_says_so_and_only_then(office: Office) -> None:
    ana = office.person("Ana Reyes")
    assert CALM in attention(ana).text
    assert buttons(attention(ana)) == []
    unknown(office)
    assert CALM not in attention(ana).text


def test_what_nobody_knows_is_listed_with_what_is_known_and_what_can_be_done(
    office: Office,
) -> None:
    unknown(office)
    shown = attention(office.person("Ana Reyes"))
    assert "Needs attention: 1" in shown.text
    assert "Deposition of Jane Doe · S-7K2M" in shown.text
    assert "Not known whether it was booked (since" in shown.text
    assert "Prevail gave no clear answer" in shown.text
    assert buttons(shown) == ["Not booked", "Try again"]
    asked = {button.text: button.question for button in shown.buttons}
    assert asked == {"Not booked": "Not booked?", "Try again": "Try again?"}
    assert "may create a duplicate" in str(shown.source.blocks)


def test_of_an_agent_it_is_not_said_that_cronofy_shows_it(office: Office) -> None:
    agent = an_agent(
        state=State.CONFIRMED, on_its_way=True, trouble=FailureReason.UNKNOWN, seen=NOW
    )
    kept(office, agent)
    shown = attention(office.person("Ana Reyes"))
    assert "Not known whether the last change was made" in shown.text
    assert "Cronofy last accepted it as shown here" in shown.text
    assert "last showed it" not in shown.text


def test_owners_see_theirs_administrators_everyones_and_others_nothing(
    start_office: StartOffice,
) -> None:
    office = start_office(admin_users=frozenset({BEN.id}))
    unknown(office)
    kept(office, an_appointment(state=State.FAILED, trouble=FailureReason.AMBIGUOUS))
    carla = attention(office.person("Carla Stein")).text
    assert "S-7K2M · Owner @Ana Reyes" in carla
    assert "P-7K2M" not in carla, "who administers Slack alone sees no patients' appointments"
    ben = attention(office.person("Ben Okafor")).text
    assert "S-7K2M" in ben
    assert "P-7K2M" in ben
    for private in ("Quillfeather", "pat@patient.example"):
        assert private not in ben
    dev = office.person("Dev Patel")
    dev.command("#depositions", "/bookings attention")
    assert CALM in last_whisper(dev)


def test_where_docket_is_not_in_the_channel_the_answer_comes_as_a_message(office: Office) -> None:
    unknown(office)
    ana = office.person("Ana Reyes")
    attention(ana, "#watercooler").press("Not booked")
    assert not ana.wait_for_message("@app", "Not booked: Deposition of Jane Doe").only_for_me


def test_what_cannot_even_be_read_is_named_to_whom_it_may_concern(office: Office) -> None:
    kept(office, a_booking(), Book(), aside=True)
    with closing(sqlite3.connect(office.database)) as db, db:
        db.execute("UPDATE bookings SET data = 'rubbish'")
    for name in ("Ana Reyes", "Carla Stein"):
        shown = attention(office.person(name))
        assert "can't read S-7K2M" in shown.text
        assert CALM not in shown.text
    assert CALM in attention(office.person("Ben Okafor")).text


def test_people_who_own_nothing_see_nothing_of_others(office: Office) -> None:
    unknown(office)
    assert CALM in attention(office.person("Ben Okafor"), "#general").text


def test_a_long_list_is_turned_page_by_page_and_draws_no_markup(office: Office) -> None:
    for letter in ALPHABET[:7]:
        unknown(
            office,
            f"S-000{letter}",
            session=a_session(title=f"Doe {letter} {HOSTILE}"),
            remote_session_id=f"doe-{letter}",
        )
    ana = office.person("Ana Reyes")
    first = attention(ana)
    assert "Needs attention: 7" in first.text
    assert "Page 1 of 2" in first.text
    assert HOSTILE not in first.source.text + str(first.source.blocks)
    assert "S-0004" in first.text
    assert "S-0005" not in first.text
    second = turned(first, ana, "#depositions")
    assert "S-0006" in second.text


def test_times_are_the_readers_own(office: Office) -> None:
    unknown(office)
    said = attention(office.person("Ana Reyes")).text
    assert AHEAD.written() in said
    assert "Your time: " in said
