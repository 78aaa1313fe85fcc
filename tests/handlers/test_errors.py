"""What a person sees when Docket itself breaks, or no longer knows a button: the truth, and what to do."""

import sqlite3
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

import pytest

from handlers.messages.errors import BROKEN, REQUEST_UNREADABLE
from sandbox.slack import payloads
from sandbox.slack.client import Target
from tests.handlers.conftest import Office, last_whisper, seen_by_all
from tests.handlers.forged_forms import Forger, as_sent
from tests.handlers.session_steps import booked
from tests.waiting import wait_until

NO_DECISIONS = """
CREATE TRIGGER no_decisions BEFORE INSERT ON decisions
BEGIN SELECT RAISE(ABORT, 'no more decisions'); END
"""
NO_CONFIRMATION = """
CREATE TRIGGER no_confirmation BEFORE UPDATE ON bookings WHEN NEW.state = 'confirmed'
BEGIN SELECT RAISE(ABORT, 'nothing is confirmed'); END
"""
A_DAY_LATER = "UPDATE work SET since = since - 90000, attempt = attempt + 4"


def break_down(office: Office, statement: str) -> None:
    """Have the database refuse something from now on."""
    with closing(sqlite3.connect(office.database)) as connection:
        connection.execute(statement)
        connection.commit()


def test_a_form_that_cannot_be_taken_says_so_and_stays_with_all_that_was_typed(
    office: Office,
) -> None:
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", "/session tomorrow 2pm").fill("Title", "Kept")
    break_down(office, NO_DECISIONS)
    screen.submit()
    assert BROKEN in "\n".join(ana.screen.texts)
    ana.screen.close()
    assert ana.screen.field("Title").value == "Kept"
    break_down(office, "DROP TRIGGER no_decisions")
    ana.screen.submit()
    ana.wait_for_message("#depositions", "Kept").wait_for_text("Confirmed")


def test_a_command_that_cannot_be_answered_says_so(office: Office) -> None:
    break_down(office, "ALTER TABLE bookings RENAME COLUMN starts TO mislaid")
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session list")
    assert last_whisper(ana) == BROKEN
    assert seen_by_all(ana) == []


def test_a_button_of_an_older_version_is_answered(office: Office) -> None:
    card = booked(office)
    ana = office.person("Ana Reyes")
    button = next(
        element
        for block in card.source.blocks
        for element in block.get("elements", ())
        if element.get("action_id") == "card_move"
    )
    button["action_id"] = "card_of_long_ago"
    card.press("Move")
    assert not ana.screen.is_open
    assert "older version of Docket" in last_whisper(ana)


@pytest.mark.parametrize("line", ["/session tomorrow 2pm", "/session move next"])
def test_a_reading_is_drawn_only_into_the_form_it_was_made_for(office: Office, line: str) -> None:
    booked(office)
    screen = office.person("Ana Reyes").command("#depositions", line)
    screen.type("When", "tomorrow 3pm Pacific")
    updates = [call for call in office.slack.calls if call.method == "views.update"]
    assert updates
    assert all(call.args.get("hash") for call in updates), "a newer form would be overwritten"


def test_a_password_is_drawn_only_into_the_screen_it_was_asked_for_in(office: Office) -> None:
    card = booked(office, Video_provider="Zoom")
    ana = office.person("Ana Reyes")
    card.press("More")
    ana.screen.press("Show password")
    assert office.sessions[0].zoom["password"] in "\n".join(ana.screen.texts)
    *_, update = [call for call in office.slack.calls if call.method == "views.update"]
    assert update.args["hash"]


def test_a_booking_that_a_fault_of_ours_holds_up_for_a_day_ends_and_can_be_asked_for_again(
    office: Office,
) -> None:
    break_down(office, NO_CONFIRMATION)
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session tomorrow 2pm Pacific").fill("Title", "Held").submit()
    card = ana.wait_for_message("#depositions", "Held")
    wait_until(lambda: bool(office.sessions))
    break_down(office, A_DAY_LATER)
    card.wait_for_text("Not known whether it was booked")
    assert "Something went wrong in Docket" in card.text
    ana.wait_for_message("@app", "Something went wrong in Docket")
    break_down(office, "DROP TRIGGER no_confirmation")
    card.press("Change and try again").submit()
    card.wait_for_text("Confirmed")
    assert len(office.sessions) == 1


@pytest.mark.parametrize(
    ("action", "value"),
    [
        *(("card_move", value) for value in ("", "next", "x" * 2000, "S-7K2M S-7K2M", "\x00")),
        ("card_cancel", "last"),
        *(
            (f"pick_{n}", value)
            for n, value in enumerate(("", "move", "move ", "<!channel> S-7K2M"))
        ),
        *((f"pick_{n}", value) for n, value in enumerate(("delete S-7K2M", "move \u00b2-7K2M"))),
    ],
)
def test_a_button_that_names_no_booking_is_answered(
    office: Office, action: str, value: str
) -> None:
    pressed(office, action=action, value=value)
    assert "older version of Docket" in last_whisper(office.person("Ana Reyes"))


@pytest.mark.parametrize(
    "value",
    [
        *("", "{", "[]", "null", "7"),
        '{"kinds": ["C", "E"], "text": "all", "page": 0}',
        '{"kinds": [], "text": "all", "page": 0}',
        '{"kinds": ["S"], "text": "all", "page": "many"}',
        '{"kinds": ["S"], "text": "' + "x" * 301 + '", "page": 0}',
    ],
)
def test_a_page_that_no_list_has_is_answered_in_words(office: Office, value: str) -> None:
    pressed(office, action="list_page_1", value=value)
    ana = office.person("Ana Reyes")
    ana.wait_for_message("#depositions", "can't read this")
    assert last_whisper(ana) == REQUEST_UNREADABLE


def test_a_page_far_behind_the_last_is_the_last(office: Office) -> None:
    card = booked(office)
    pressed(office, action="list_page_1", value='{"kinds":["S"],"text":"all","page":9999999}')
    assert "Deposition" in card.text
    assert "Deposition" in last_whisper(office.person("Ana Reyes"))


def pressed(office: Office, *, action: str, value: str) -> None:
    """Press a button that Docket never drew, in a message that only Ana sees."""
    ana = office.person("Ana Reyes")
    wait_until(office.is_idle)
    ana.command("#depositions", "/session help")
    message = ana.messages("#depositions")[-1].source
    button = {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": "x"}}
    with office.slack.workspace.changing():
        message.blocks.append(
            {"type": "actions", "block_id": "b", "elements": [{**button, "value": value}]}
        )
    trouble = office.slack.client.act(ana.id, Target(message, "b", action))
    assert trouble == ""


@pytest.mark.forged
@pytest.mark.parametrize("blocks", [[{"block_id": []}], [{}], [], [{"block_id": "when"}]])
def test_a_form_drawn_like_none_of_docket_is_read_without_a_fault(
    office: Office, blocks: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    form = as_sent(office.person("Ana Reyes").command("#depositions", "/session tomorrow 2pm"))
    typed = {
        **form,
        "type": "block_actions",
        "view": {**form["view"], "blocks": blocks},
        "actions": [{"action_id": "when_pick_0", "value": "tomorrow 3pm"}],
    }
    assert Forger(office).interaction(typed).status_code == 200
    assert [record for record in caplog.records if record.exc_info] == []


@pytest.mark.parametrize("line", ["/appointment slots CA", "/appointment list week"])
def test_an_answer_that_has_no_address_is_whispered_in_the_channel(
    office: Office, line: str, caplog: pytest.LogCaptureFixture
) -> None:
    ana = office.person("Ana Reyes")
    name, _, text = line.partition(" ")
    command = payloads.command(
        ana.viewer.member,
        channel=office.slack.workspace.channel_named("#general"),
        command=name,
        text=text,
        trigger_id="1.2.3",
        response_url="",
    )
    assert Forger(office).post(urlencode(command)).status_code == 200
    wait_until(lambda: any(message.only_for_me for message in ana.messages("#general")))
    assert [record for record in caplog.records if record.exc_info] == []
