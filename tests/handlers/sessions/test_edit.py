"""/session edit: title, time, length, more invitees."""

from tests.handlers.conftest import Office, last_whisper
from tests.handlers.session_steps import booked, ref_of


def test_the_title_and_more_people_change_at_prevail_and_on_the_card(office: Office) -> None:
    card = booked(office, Invitees="ruiz@firm.example")
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/session edit {ref_of(card)}")
    assert screen.field("Title").value == "Deposition of Jane Doe"
    screen.fill("Title", "Doe, continued").fill("Add invitees", "kim@firm.example").submit()
    assert screen.errors == {}
    said = card.wait_for_reply("@Ana Reyes edited this: title from ").text
    assert "“Deposition of Jane Doe” to “Doe, continued”; 1 more person invited." in said
    assert "Doe, continued" in card.text
    card.press("More").wait_for_text("2 invited")
    (session,) = office.sessions
    assert session.remote.title == "Doe, continued"
    assert "kim@firm.example" in session.access
    assert session.remote.start_time == "02:00 PM"


def test_the_time_may_change_here_too(office: Office) -> None:
    card = booked(office)
    screen = office.person("Ana Reyes").command("#depositions", f"/session edit {ref_of(card)}")
    screen.fill("When", "tomorrow 11am Pacific").fill("Duration", "45 min").submit()
    card.wait_for_reply("@Ana Reyes moved")
    assert office.sessions[0].remote.start_time == "11:00 AM"
    assert office.sessions[0].remote.estimated_duration == 0.75


def test_a_time_typed_behind_the_reference_stands_in_the_form(office: Office) -> None:
    card = booked(office)
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/session change {ref_of(card)} time to 3pm")
    assert screen.field("When").value == "3pm"
    assert "· 1 hour later" in " ".join(screen.texts)
    screen.submit()
    card.wait_for_reply("@Ana Reyes moved")
    assert office.sessions[0].remote.start_time == "03:00 PM"


def test_who_is_invited_already_is_not_invited_twice(office: Office) -> None:
    card = booked(office, Invitees="ruiz@firm.example")
    screen = office.person("Ana Reyes").command("#depositions", f"/session edit {ref_of(card)}")
    screen.fill("Add invitees", "RUIZ@firm.example").submit()
    assert "already invited" in screen.errors["Add invitees"]


def test_a_bad_address_is_said_under_its_field(office: Office) -> None:
    card = booked(office)
    screen = office.person("Ana Reyes").command("#depositions", f"/session edit {ref_of(card)}")
    screen.fill("Title", "Kept").fill("Add invitees", "ruiz").submit()
    assert list(screen.errors) == ["Add invitees"]
    assert screen.field("Title").value == "Kept"


def test_somebody_else_is_refused(office: Office) -> None:
    card = booked(office)
    ben = office.person("Ben Okafor")
    ben.command("#depositions", f"/session edit {ref_of(card)}")
    assert " can change " in last_whisper(ben)


def test_two_people_who_edit_at_once_do_not_undo_each_others_changes(office: Office) -> None:
    card = booked(office)
    ana, carla = office.person("Ana Reyes"), office.person("Carla Stein")
    edit = ana.command("#depositions", f"/session edit {ref_of(card)}")
    carla.command("#depositions", f"/session move {ref_of(card)} tomorrow 5pm Pacific").submit()
    card.wait_for_reply("@Carla Stein moved")
    ana.wait_for_message("@app", "@Carla Stein moved")
    edit.fill("Title", "Doe, continued").submit()
    edit.submit()
    card.wait_for_reply("@Ana Reyes edited")
    assert "5:00 PM P" in card.text
    assert office.sessions[0].remote.start_time == "05:00 PM"


def test_the_same_time_again_moves_back_what_was_moved_at_prevail(office: Office) -> None:
    card = booked(office)
    (held,) = office.sessions
    held.remote = held.remote.model_copy(update={"start_time": "03:30 PM"})
    screen = office.person("Ana Reyes").command("#depositions", f"/session edit {ref_of(card)}")
    screen.fill("When", "January 21 2027 2:00 pm Pacific").submit()
    assert screen.errors == {}
    assert "3:30 PM" in card.wait_for_reply("@Ana Reyes moved this from").text
    assert office.sessions[0].remote.start_time == "02:00 PM"


def test_what_is_the_same_at_prevail_too_is_said_to_be_so(office: Office) -> None:
    card = booked(office)
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/session edit {ref_of(card)}").submit()
    assert ana.wait_for_message("#depositions", "already").only_for_me
    assert card.replies == []
