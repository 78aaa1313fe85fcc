"""What is in the way of a booking, told in the form as it is typed and when it is sent."""

from sandbox.slack import people
from sandbox.slack.person import Screen
from tests.handlers.agent_steps import ANA, CALL, agent_ref, sent
from tests.handlers.appointment_steps import PRIVATE, booked_for, filled, free, ref_in, written
from tests.handlers.conftest import Office, StartOffice
from tests.handlers.session_steps import booked, ref_of
from tests.waiting import wait_until

REASON = "Reason for going ahead"
HOST = "host@firm.example"
DOE = {"Deponent name": "Jane Doe", "Deponent email": "jane@doe.example"}
MATTER = {"Case": "2026-CV-118", **DOE}


def typed(office: Office, fields: dict[str, str], *, by: str = "Ana Reyes") -> Screen:
    """Fill in the form of a session as a person does, and leave it open."""
    screen = office.person(by).command("#depositions", "/session")
    for label, text in fields.items():
        screen.fill(label, text)
    return screen


def said(screen: Screen) -> str:
    return "\n".join(screen.texts)


def labels(screen: Screen) -> list[str]:
    return [field.label for field in screen.fields]


def test_an_overlap_is_told_under_its_field_as_it_is_typed(office: Office) -> None:
    ref = ref_of(booked(office, Hosts=HOST))
    screen = typed(office, {"Title": "Two", "When": "tomorrow 2:30pm Pacific"})
    assert REASON not in labels(screen)
    screen.type("Hosts", HOST.upper())
    screen.wait_for_text("The host HOST@firm.example is booked at that time")
    assert ref in said(screen)
    assert "2:00 PM PST" in said(screen)
    assert labels(screen).index(REASON) == labels(screen).index("Hosts") + 1
    assert screen.field("Title").value == "Two"


def test_the_same_session_twice_is_told_although_its_title_is_typed_last(office: Office) -> None:
    ref = ref_of(booked(office, title="Deposition of Park", Case="2026-CV-118"))
    screen = typed(office, {"Case": "2026-cv-118"})
    screen.type("When", "tomorrow 2pm Pacific").wait_for_text("2:00 PM PST")
    screen.type("Title", "deposition of park").wait_for_text("The same session is booked already")
    assert ref in said(screen)
    assert labels(screen).index(REASON) == labels(screen).index("Title") + 1


def test_an_edit_that_makes_it_the_same_session_is_told_as_the_title_is_typed(
    office: Office,
) -> None:
    booked(office, title="Deposition of Park")
    ref = ref_of(booked(office, title="Deposition of Roe"))
    screen = office.person("Ana Reyes").command("#general", f"/session edit {ref}")
    screen.type("Title", "Deposition of Park").wait_for_text("The same session is booked already")
    screen.submit()
    assert list(screen.errors) == [REASON]
    screen.fill(REASON, "Two volumes").submit()
    assert screen.errors == {}


def test_of_several_hosts_those_are_named_who_are_busy(office: Office) -> None:
    booked(office, Hosts=f"{HOST}, omar@firm.example")
    screen = typed(office, {"Title": "Two", "When": "tomorrow 2:30pm Pacific"})
    screen.type("Hosts", f"new@firm.example, {HOST.upper()}")
    screen.wait_for_text("The host HOST@firm.example is booked at that time")
    screen.type("Hosts", f"omar@firm.example, {HOST}, new@firm.example")
    screen.wait_for_text(f"The hosts {HOST} and omar@firm.example are booked at that time")


def test_an_agent_that_is_sent_at_once_is_told_as_its_link_is_typed(office: Office) -> None:
    sent(office, when="in 1 minute")
    screen = office.person("Ana Reyes").command("#depositions", "/agent")
    screen.type("Join link", CALL).wait_for_text("An agent joins this call at that time")


def test_a_reason_stays_as_another_overlap_takes_the_place_of_one(office: Office) -> None:
    booked(office, Hosts=HOST)
    other = ref_of(
        booked(office, title="Later", when="tomorrow 4pm Pacific", Hosts="omar@firm.example")
    )
    screen = typed(office, {"Title": "Two", "Hosts": f"{HOST}, omar@firm.example"})
    screen.type("When", "tomorrow 2pm Pacific").wait_for_text(f"The host {HOST} is booked")
    screen.fill(REASON, "Two rooms")
    screen.type("When", "tomorrow 4pm Pacific").wait_for_text(other)
    assert screen.field(REASON).value == "Two rooms"


def test_a_reason_that_was_typed_is_not_lost_while_the_time_is_typed_anew(office: Office) -> None:
    booked(office, Hosts=HOST)
    screen = typed(office, {"Title": "Two", "Hosts": HOST})
    screen.type("When", "tomorrow 2pm Pacific").wait_for_text(f"The host {HOST} is booked")
    screen.fill(REASON, "Two rooms")
    for when in ("tomorrow", "tomorrow 6pm Pacific"):
        screen.type("When", when)
        wait_until(lambda: "is booked" not in said(screen))
        assert screen.field(REASON).value == "Two rooms"
    screen.fill(REASON, "").submit()
    assert screen.errors == {}
    wait_until(lambda: len(office.sessions) == 2)


def test_a_reason_for_another_overlap_than_was_shown_is_asked_for_again(office: Office) -> None:
    booked(office, Hosts=HOST)
    screen = typed(office, {"Title": "Two", "Hosts": HOST})
    screen.type("When", "tomorrow 2pm Pacific").wait_for_text("is booked at that time")
    third = typed(office, {"Title": "Three", "Hosts": HOST}, by="Carla Stein")
    third.type("When", "tomorrow 2pm Pacific").wait_for_text("is booked at that time")
    third.fill(REASON, "Three rooms").submit()
    wait_until(lambda: len(office.sessions) == 2)
    screen.fill(REASON, "Two rooms").submit()
    screen.wait_for_text("Nothing has been done yet")
    assert len(office.sessions) == 2
    assert screen.field(REASON).value == "Two rooms"
    screen.submit()
    assert screen.errors == {}
    wait_until(lambda: len(office.sessions) == 3)


def test_the_notice_goes_once_another_time_is_typed(office: Office) -> None:
    booked(office, Hosts=HOST)
    screen = typed(office, {"Title": "Two", "Hosts": HOST})
    screen.type("When", "tomorrow 2:30pm Pacific").wait_for_text(f"The host {HOST} is booked")
    screen.type("When", "tomorrow 4pm Pacific")
    wait_until(lambda: REASON not in labels(screen))
    assert f"The host {HOST} is booked" not in said(screen)


def test_whoever_goes_ahead_gives_a_reason_that_only_the_history_tells(office: Office) -> None:
    booked(office, Hosts=HOST)
    screen = typed(office, {"Title": "Two", "Hosts": HOST})
    screen.type("When", "tomorrow 2pm Pacific").wait_for_text(f"The host {HOST} is booked")
    screen.fill(REASON, "  ").submit()
    assert screen.is_open
    screen.fill(REASON, "Hushed reason: two rooms").submit()
    assert screen.errors == {}
    ana = office.person("Ana Reyes")
    card = ana.wait_for_message("#depositions", "Two").wait_for_text("Confirmed")
    more = ana.command("#general", f"/session show {ref_of(card)}")
    assert "overrode a conflict: Hushed reason: two rooms" in said(more)
    everything = "".join(
        message.text + "".join(reply.text for reply in message.replies)
        for message in ana.messages("#depositions")
    )
    assert "Hushed" not in everything


def test_what_is_found_only_when_it_is_sent_draws_the_form_anew_and_loses_nothing(
    office: Office,
) -> None:
    entered = {"Title": "Two", "Hosts": HOST, "Notes": "Bring exhibits", "Duration": "30 min"}
    screen = typed(office, entered)
    screen.type("When", "tomorrow 2pm Pacific").wait_for_text("2:00 PM PST")
    booked(office, by="Carla Stein", Hosts=HOST)
    screen.submit()
    assert screen.errors == {}
    screen.wait_for_text("Nothing has been done yet")
    assert {label: screen.field(label).value for label in entered} == entered
    assert screen.field("When").value == "tomorrow 2pm Pacific"
    screen.fill(REASON, "Two rooms").submit()
    wait_until(lambda: len(office.sessions) == 2)


def test_of_what_they_may_not_see_people_learn_only_that_it_overlaps_and_whom_to_ask(
    start_office: StartOffice,
) -> None:
    office = start_office(admin_users=frozenset({people.CARLA.id}))
    ref = ref_of(booked(office, channel="#smith-v-jones", Hosts=HOST))
    screen = typed(office, {"Title": "Two", "Hosts": HOST}, by="Ben Okafor")
    screen.type("When", "tomorrow 2pm Pacific").wait_for_text(
        f"The host {HOST} is booked at that time"
    )
    assert "in something you can't see. Ask" in said(screen)
    assert "a workspace admin" in said(screen)
    for secret in (ref, "Deposition of Jane Doe", "Ana Reyes"):
        assert secret not in said(screen)


def test_the_same_case_and_deponent_is_asked_about_once_and_moved_by_a_button(
    office: Office,
) -> None:
    card = booked(office, **MATTER)
    ref = ref_of(card)
    screen = typed(office, {"Title": "Doe again", **MATTER})
    screen.type("When", "next tue 3pm Pacific").wait_for_text("Is this a move of")
    assert REASON not in labels(screen)
    assert said(screen).index("3:00 PM PST") < said(screen).index("Is this a move of")
    screen.press(f"Move {ref}")
    screen.wait_for_title(f"Move {ref}")
    assert "Tue, Jan 26, 2027, 3:00 PM PST" in screen.field("When").value
    screen.submit()
    assert screen.errors == {}
    card.wait_for_text("Tue, Jan 26, 2027, 3:00 PM PST")
    wait_until(office.is_idle)
    assert len(office.sessions) == 1


def test_who_sends_a_look_alike_is_asked_once_and_then_it_is_booked(office: Office) -> None:
    booked(office, **MATTER)
    screen = office.person("Ana Reyes").command("#depositions", "/session next tue 3pm Pacific")
    for label, text in {"Title": "Doe again", **MATTER}.items():
        screen.fill(label, text)
    screen.submit()
    screen.wait_for_text("Is this a move of")
    screen.submit()
    assert screen.errors == {}
    wait_until(lambda: len(office.sessions) == 2)


def test_a_copy_asks_nothing(office: Office) -> None:
    ref = ref_of(booked(office, **MATTER))
    screen = office.person("Ana Reyes").command("#depositions", f"/session copy {ref} next tue")
    screen.submit()
    assert screen.errors == {}
    wait_until(lambda: len(office.sessions) == 2)


def test_what_is_in_the_way_is_told_as_a_form_opens(office: Office) -> None:
    ref = ref_of(booked(office, Hosts=HOST))
    title = "Deposition of Jane Doe"
    ana = office.person("Ana Reyes")
    copied = ana.command("#depositions", f"/session copy {ref} tomorrow 2:30pm Pacific")
    assert f"The host {HOST} is booked at that time" in said(copied)
    assert REASON in labels(copied)
    again = ana.command("#depositions", f"/session {title}, tomorrow 2pm Pacific")
    assert "The same session is booked already" in said(again)
    later = ana.command("#depositions", f"/session copy {ref} tomorrow 5pm Pacific")
    assert REASON not in labels(later)


def test_a_move_onto_another_is_told_as_its_form_opens(office: Office) -> None:
    booked(office, Hosts=HOST)
    ref = ref_of(booked(office, title="Two", when="next tue 3pm Pacific", Hosts=HOST))
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/session move {ref} tomorrow 2:30pm Pacific")
    assert f"The host {HOST} is booked at that time" in said(screen)


def test_a_second_agent_in_a_call_is_told_as_its_form_opens(office: Office) -> None:
    sent(office)
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/agent {CALL} tomorrow 2pm Pacific")
    assert "An agent joins this call at that time" in said(screen)


def test_a_move_onto_another_is_told_and_needs_a_reason(office: Office) -> None:
    ref_of(booked(office, Hosts=HOST))
    ref = ref_of(booked(office, title="Two", when="next tue 3pm Pacific", Hosts=HOST))
    ana = office.person("Ana Reyes")
    screen = ana.command("#general", f"/session move {ref} tomorrow 2:30pm Pacific")
    screen.submit()
    screen.wait_for_text(f"The host {HOST} is booked at that time")
    screen.fill(REASON, "Back to back").submit()
    assert screen.errors == {}
    wait_until(office.is_idle)
    more = ana.command("#general", f"/session show {ref}")
    assert "overrode a conflict: Back to back" in said(more)


def test_a_longer_session_that_runs_into_another_is_told_as_its_length_is_chosen(
    office: Office,
) -> None:
    booked(office, title="Two", when="tomorrow 3pm Pacific", Hosts=HOST)
    ref = ref_of(booked(office, Hosts=HOST))
    screen = office.person("Ana Reyes").command("#general", f"/session edit {ref}")
    screen.fill("Duration", "2 hr").wait_for_text(f"The host {HOST} is booked at that time")
    assert REASON in labels(screen)


def test_a_second_agent_for_a_call_needs_a_reason(office: Office) -> None:
    card = sent(office)
    screen = office.person("Ana Reyes").command(
        "#depositions", f"/agent {CALL} tomorrow 2pm Pacific"
    )
    screen.submit()
    assert "An agent joins this call at that time" in said(screen)
    assert agent_ref(card.text) in said(screen)
    screen.fill(REASON, "Two languages").submit()
    assert screen.errors == {}
    wait_until(lambda: len(office.agents) == 2)


def test_send_agent_asks_for_a_reason_where_another_joins_the_call(office: Office) -> None:
    card = booked(office)
    sent(office, call=office.sessions[0].url)
    card.press("Send agent")
    ana = office.person("Ana Reyes")
    screen = ana.screen
    screen.wait_for_text("An agent joins this call at that time")
    assert screen.field("On behalf of").value == ANA
    screen.fill(REASON, "Two languages").submit()
    assert screen.errors == {}
    card.wait_for_text("is attached")
    wait_until(lambda: len(office.agents) == 2)


def test_of_a_second_appointment_its_owner_and_staff_learn_and_others_once_they_send_it(
    start_office: StartOffice,
) -> None:
    office = start_office(appointment_staff=frozenset({people.CARLA.id}))
    start = free(office)
    ref = ref_in(booked_for(office, start=start).text)
    own, staffs = filled(office, start=start), filled(office, by="Carla Stein", start=start)
    for screen in (own, staffs):
        screen.submit()
        screen.wait_for_text("has an appointment at that time")
        assert REASON in labels(screen)
    assert ref in said(own)
    assert "To look it up, enter /appointment list" in said(staffs)
    for private in (*PRIVATE, ref, "Ana"):
        assert private not in said(staffs)
    others = filled(office, by="Ben Okafor", start=start)
    others.type("When", written(start)).wait_for_text("your time")
    assert "at that time" not in said(others)
    others.submit()
    others.wait_for_text("Something you can't see overlaps. Ask appointment staff.")
    for private in (*PRIVATE, ref, "Ana", "invitee has"):
        assert private not in said(others)
    others.type("When", written(start)).wait_for_text("Something you can't see overlaps")
    others.fill(REASON, "Two doctors").submit()
    assert others.errors == {}
    assert not others.is_open
