"""What people see when Prevail or Slack lets them down: the truth, in words, and nothing lost."""

import pytest

from sandbox.slack.faults import Fault
from tests.handlers.conftest import Office, StartOffice, labels, last_whisper
from tests.handlers.session_steps import booked, ref_of

WORDS = "That time <is taken> & can't be booked"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("401", "Prevail doesn't allow Docket to do this"),
        ("403", "Your Docket administrator needs to check the connection to Prevail"),
        ("404", "Prevail found no such session"),
        ("409", "Conflicts with another booking"),
        ("422", WORDS),
    ],
)
def test_a_refusal_is_on_the_card_with_the_providers_words_and_kept_entries(
    office: Office, fault: str, said: str
) -> None:
    office.prevail.faults.set(fault, method="POST")
    card = booked(office, until="Not booked", Case="123", Invitees="ruiz@firm.example")
    assert said in card.text
    assert "<is" not in card.source.text
    told = office.person("Ana Reyes").wait_for_message("@app", "Not booked")
    assert said in told.text
    assert office.sessions == []
    screen = card.press("Change and try again")
    assert any(said in text for text in screen.texts), "why it failed is said again"
    assert screen.field("Title").value == "Deposition of Jane Doe"
    assert screen.field("Case").value == "123"
    assert screen.field("Invitees").value == "ruiz@firm.example"
    screen.fill("Case", "124").submit()
    assert screen.errors == {}
    card.wait_for_text("Confirmed")
    assert [session.remote.case for session in office.sessions] == ["124"]


@pytest.mark.parametrize("fault", ["500", "502", "drop_before", "429_seconds", "429_date", "429"])
def test_what_passes_is_tried_again_and_booked_once(office: Office, fault: str) -> None:
    office.prevail.faults.set(fault, method="POST")
    booked(office)
    assert len(office.sessions) == 1


@pytest.mark.parametrize(
    "fault", ["drop_after", "empty", "rubbish", "wrong_shape", "missing_fields", "extra_fields"]
)
def test_an_answer_that_got_lost_is_looked_up_and_never_asked_for_twice(
    office: Office, fault: str
) -> None:
    office.prevail.faults.set(fault, method="POST")
    booked(office)
    posts = [request for request in office.prevail.received if request.method == "POST"]
    assert len(posts) == 1
    assert len(office.sessions) == 1


def test_meanwhile_the_card_says_so_and_nobody_is_told_it_is_done(office: Office) -> None:
    office.prevail.faults.set("500", times=50)
    card = booked(office, until="Booking…")
    card.wait_for_text("Docket is checking whether it went through")
    assert "Confirmed" not in card.text
    office.prevail.faults.clear()
    card.wait_for_text("Confirmed")


def test_a_slow_prevail_keeps_nobody_waiting(office: Office) -> None:
    office.prevail.faults.set("hold", times=8, method="POST")
    ana, ben = office.person("Ana Reyes"), office.person("Ben Okafor")
    for number in range(8):
        screen = ana.command("#depositions", "/session tomorrow 2pm")
        screen.fill("Title", f"Held {number}").submit()
        assert not screen.is_open
    ben.command("#general", "/session help")
    assert "Schedule a session" in last_whisper(ben, "#general")
    ana.wait_for_message("#depositions", "Held 7").wait_for_text("Booking…")
    office.prevail.faults.clear()
    ana.wait_for_message("#depositions", "Held 7").wait_for_text("Confirmed")


def test_a_cancellation_overtakes_a_booking_that_does_not_come_about(office: Office) -> None:
    office.prevail.faults.set("500", times=50, method="POST")
    card = booked(office, until="Docket is checking")
    card.press("Cancel session").submit()
    card.wait_for_text("Canceled")
    office.prevail.faults.clear()
    assert [session for session in office.sessions if session.state != "canceled"] == []


def test_a_channel_docket_is_not_in_gets_no_card_but_the_owner_does(office: Office) -> None:
    ana = office.person("Ana Reyes")
    screen = ana.command("#watercooler", "/session tomorrow 2pm")
    screen.fill("Title", "No room").submit()
    ana.wait_for_message("@app", "Invite it with /invite @Docket")
    card = next(m for m in ana.messages("@app") if "Session S-" in m.text)
    card.wait_for_text("Confirmed")
    assert len(office.sessions) == 1


def test_an_announcement_that_cannot_be_made_is_told_to_who_canceled(
    start_office: StartOffice,
) -> None:
    office = start_office(announce_channel="C07WATERCLR")
    card = booked(office)
    card.press("Cancel session").submit()
    told = office.person("Ana Reyes").wait_for_message("@app", "couldn't announce this")
    assert "Invite it" in told.text


def test_slack_asking_for_patience_delays_the_card_and_loses_nothing(office: Office) -> None:
    office.slack.misbehave("chat.postMessage", Fault.RATE_LIMITED, seconds=1)
    office.slack.misbehave("chat.update", Fault.RATE_LIMITED, seconds=1)
    booked(office)
    ana = office.person("Ana Reyes")
    assert len([m for m in ana.messages("#depositions") if "Doe" in m.text]) == 1


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.DROP_AFTER])
def test_a_card_whose_answer_got_lost_is_looked_for_before_it_is_posted_again(
    office: Office, fault: Fault
) -> None:
    office.slack.misbehave("chat.postMessage", fault)
    booked(office)
    ana = office.person("Ana Reyes")
    assert len([m for m in ana.messages("#depositions") if "Doe" in m.text]) == 1


def test_a_card_that_was_deleted_is_posted_anew(office: Office) -> None:
    card = booked(office)
    ana = office.person("Ana Reyes")
    office.slack.misbehave("chat.update", Fault.ERROR, error="message_not_found")
    ana.command("#depositions", f"/session move {ref_of(card)} tomorrow 5pm Pacific").submit()
    moved = ana.wait_for_message("#depositions", "5:00 PM P")
    assert moved.ts != card.ts


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("expired_trigger_id", "Please try again"),
        ("internal_error", "Please try again"),
        ("invalid_arguments", "nothing was changed"),
    ],
)
def test_a_form_that_slack_will_not_show_is_said(office: Office, error: str, said: str) -> None:
    office.slack.misbehave("views.open", Fault.ERROR, error=error)
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session tomorrow 2pm")
    assert said in last_whisper(ana)


@pytest.mark.in_time
def test_a_slow_slack_is_said_within_its_own_three_seconds(office: Office) -> None:
    office.slack.misbehave("views.open", Fault.SLOW, seconds=10)
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session tomorrow 2pm")
    assert "Slack took too long to open the form" in last_whisper(ana)


def test_a_person_whose_zone_slack_does_not_tell_chooses_it(office: Office) -> None:
    office.slack.change("Ana Reyes", tells_zone=False)
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", "/session tomorrow 2pm")
    assert not screen.field("Time zone").value
    assert any("Choose a time zone" in text for text in screen.texts)
    screen.fill("Title", "Where am I?").submit()
    assert list(screen.errors) == ["Time zone"]
    screen.fill("Time zone", "Alaska").submit()
    ana.wait_for_message("#depositions", "Confirmed")
    assert office.sessions[0].remote.time_zone == "Alaska"


def test_a_time_that_names_its_zone_needs_no_other(office: Office) -> None:
    office.slack.change("Ana Reyes", tells_zone=False)
    booked(office)
    assert office.sessions[0].remote.time_zone == "Pacific Time (US & Canada)"


def test_a_requested_session_gets_its_link_when_prevail_has_scheduled_it(
    start_office: StartOffice,
) -> None:
    office = start_office(prevail_self_service=False)
    card = booked(office, until="Requested")
    (session,) = office.sessions
    office.prevail.provider.staff("schedule", str(session.request_id))
    card.viewer.timeout = 30
    card.wait_for_text("Confirmed")
    assert session.url in card.text
    assert session.url in card.wait_for_reply("Prevail has scheduled it").text
    office.person("Ana Reyes").wait_for_message("@app", session.url)


@pytest.mark.parametrize("refused", ["401", "403", "404", "422"])
def test_a_look_up_that_is_refused_leaves_unknown_what_is_unknown(
    office: Office, refused: str
) -> None:
    office.prevail.faults.set("drop_after", method="POST")
    office.prevail.faults.set(refused, method="GET")
    card = booked(office, until="Docket is checking whether it went through")
    assert "Not booked" not in card.text
    card.wait_for_text("Confirmed")
    assert len(office.sessions) == 1


def test_a_time_that_prevail_changed_is_the_one_the_card_shows(start_office: StartOffice) -> None:
    office = start_office(prevail_self_service=False)
    card = booked(office, until="Requested", when="tomorrow 3pm Pacific")
    (session,) = office.sessions
    session.remote = session.remote.model_copy(update={"start_time": "04:30 PM"})
    office.prevail.provider.staff("schedule", str(session.request_id))
    card.viewer.timeout = 30
    card.wait_for_text("4:30 PM P")
    told = office.person("Ana Reyes").wait_for_message("@app", "this is a different time")
    assert "3:00 PM P" in told.text


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long", "invalid_arguments"])
def test_a_card_whose_link_slack_refuses_says_how_it_stands_and_its_owner_hears_of_it(
    office: Office, error: str
) -> None:
    for method in ("chat.postMessage", "chat.update"):
        office.slack.misbehave(
            method, Fault.ERROR, error=error, containing="https://prevail.example", times=9
        )
    card = booked(office)
    assert "Booking" not in card.text
    assert "Join" not in labels(card)
    told = office.person("Ana Reyes").wait_for_message("@app", "Slack couldn't show the full card")
    assert "its link or buttons are missing" in told.text
    assert f"/session show {ref_of(card)}" in told.text


def test_a_card_that_slack_refuses_in_every_form_but_words_is_in_words(office: Office) -> None:
    for method in ("chat.postMessage", "chat.update"):
        office.slack.misbehave(
            method, Fault.ERROR, error="invalid_blocks", containing='"blocks"', times=99
        )
    card = booked(office, until="Confirmed")
    assert card.buttons == []
    assert card.text.startswith(f"Session {ref_of(card)}: Deposition of Jane Doe")
    office.person("Ana Reyes").wait_for_message("@app", "Slack couldn't show the full card")


def test_a_card_in_a_channel_that_was_archived_goes_on_in_the_owners_messages(
    office: Office,
) -> None:
    card = booked(office)
    ana = office.person("Ana Reyes")
    here = office.slack.channel_id("#depositions")
    office.slack.misbehave(
        "chat.update", Fault.ERROR, error="is_archived", containing=here, times=99
    )
    ana.command("#depositions", f"/session move {ref_of(card)} tomorrow 5pm Pacific").submit()
    moved = ana.wait_for_message("@app", "Confirmed").wait_for_text("5:00 PM P")
    assert moved.buttons
    ana.wait_for_message("@app", "That channel is archived")
