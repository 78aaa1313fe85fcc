"""/session move: another time, by command, by card, and by people who may not."""

from sandbox.slack.web_api.method import Args
from tests.handlers.agent_steps import agent_ref, sent
from tests.handlers.conftest import Office, labels, last_whisper, last_whispered
from tests.handlers.session_steps import booked, ref_of


def held_at(office: Office) -> tuple[str, str]:
    """Return when Prevail holds the one session: its clock and its zone."""
    (session,) = office.sessions
    return session.remote.start_time, session.remote.time_zone


def test_moving_edits_the_card_and_leaves_one_line_in_its_thread(office: Office) -> None:
    card = booked(office)
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/session move {ref_of(card).lower()} tomorrow 4pm ET")
    assert screen.title == f"Move {ref_of(card)}"
    assert "4:00 PM E" in " ".join(screen.texts)
    screen.submit()
    card.wait_for_reply("@Ana Reyes moved this from ")
    assert "4:00 PM E" in card.text
    assert "Confirmed" in card.text
    assert len(card.replies) == 1
    assert held_at(office) == ("04:00 PM", "Eastern Time (US & Canada)")


def test_the_form_is_closed_not_canceled_beside_a_session_that_can_be_canceled(
    office: Office,
) -> None:
    card = booked(office)
    for verb in ("move", "edit"):
        office.person("Ana Reyes").command("#depositions", f"/session {verb} {ref_of(card)}")
        opened = [call for call in office.slack.calls if call.method == "views.open"][-1]
        assert Args(opened.args).structure("view")["close"]["text"] == "Close"


def test_the_cards_button_moves_too_and_the_length_may_change(office: Office) -> None:
    card = booked(office)
    card.press("Move").fill("When", "tomorrow 9am to 11am PT").submit()
    card.wait_for_reply(" moved this")
    assert office.sessions[0].remote.start_time == "09:00 AM"
    assert office.sessions[0].remote.estimated_duration == 2


def test_a_time_can_be_said_from_the_one_it_has(office: Office) -> None:
    card = booked(office, when="tomorrow 2pm Pacific")
    card.press("Move").fill("When", "an hour later").submit()
    card.wait_for_reply(" moved this")
    assert held_at(office) == ("03:00 PM", "Pacific Time (US & Canada)")


def test_a_verb_that_says_in_which_direction_is_not_lost(office: Office) -> None:
    card = booked(office, when="tomorrow 2pm Pacific")
    ana = office.person("Ana Reyes")
    moved = ana.command("#depositions", f"/session move {ref_of(card)} 1 hour")
    assert "Later or earlier?" in " ".join(moved.texts)
    delayed = ana.command("#depositions", f"/session delay {ref_of(card)} 1 hour")
    assert "1 hour later" in " ".join(delayed.texts)
    delayed.submit()
    card.wait_for_reply(" moved this")
    assert office.sessions[0].remote.start_time == "03:00 PM"


def test_the_same_time_again_is_looked_up_and_nothing_is_sent(office: Office) -> None:
    card = booked(office)
    screen = card.press("Move")
    screen.fill("When", "tomorrow 2pm Pacific").submit()
    office.person("Ana Reyes").wait_for_message("#depositions", "already has it that way")
    card.wait_for_text("Confirmed")
    assert not [request for request in office.prevail.received if request.method == "PATCH"]
    shown = card.press("More")
    assert "asked for the time it already has" in " ".join(shown.texts)


def test_what_was_moved_at_prevail_is_moved_back(office: Office) -> None:
    card = booked(office)
    (held,) = office.sessions
    held.remote = held.remote.model_copy(update={"start_time": "03:30 PM"})
    card.press("Move").fill("When", "tomorrow 2pm Pacific").submit()
    assert "3:30 PM" in card.wait_for_reply("@Ana Reyes moved this from").text
    assert office.sessions[0].remote.start_time == "02:00 PM"


def test_an_agent_at_the_same_time_is_said_to_change_nothing(office: Office) -> None:
    """Nobody but Docket moves an agent, and Cronofy lists none."""
    card = sent(office, when="tomorrow 2pm Pacific")
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/agent move {agent_ref(card.text)}")
    screen.fill("When", "tomorrow 2pm Pacific").submit()
    assert screen.errors["When"].startswith("Nothing has changed")


def test_somebody_else_is_refused_and_told_who_can(office: Office) -> None:
    card = booked(office)
    ben = office.person("Ben Okafor")
    ben.command("#depositions", f"/session move {ref_of(card)} tomorrow 5pm")
    assert "Only @Ana Reyes or a workspace admin can change" in last_whisper(ben)
    ben.wait_for_message("#depositions", "Confirmed").press("Move")
    assert not ben.screen.is_open
    assert office.sessions[0].remote.start_time == "02:00 PM"


def test_an_administrator_may_move_it(office: Office) -> None:
    card = booked(office)
    carla = office.person("Carla Stein")
    carla.command("#depositions", f"/session move {ref_of(card)} tomorrow 5pm Pacific").submit()
    card.wait_for_reply("@Carla Stein moved")


def test_rights_are_checked_again_when_the_form_is_sent(office: Office) -> None:
    """A form whose metadata names another's booking is turned away like the command would be."""
    ana, ben = office.person("Ana Reyes"), office.person("Ben Okafor")
    hers = ref_of(booked(office, title="Hers"))
    his = ref_of(booked(office, title="His", by="Ben Okafor"))
    screen = ben.command("#depositions", f"/session move {his} tomorrow 5pm")
    view = screen._view()
    view.spec["private_metadata"] = view.spec["private_metadata"].replace(his, hers)
    screen.submit()
    assert " can change " in screen.errors["When"]
    assert ana.wait_for_message("#depositions", "Hers").replies == []


def test_without_a_reference_the_nearest_are_offered(office: Office) -> None:
    first = ref_of(booked(office, title="Later one", when="tomorrow 4pm Pacific"))
    second = ref_of(booked(office, title="Sooner one", when="tomorrow 1pm Pacific"))
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session move tomorrow 5pm Pacific")
    offer = last_whispered(ana)
    assert labels(offer) == [f"Move {second}", f"Move {first}"]
    screen = offer.press(f"Move {first}")
    assert screen.title == f"Move {first}"
    assert screen.field("When").value == "tomorrow 5pm Pacific"


def test_next_means_the_next_one_and_last_the_one_booked_last(office: Office) -> None:
    later = ref_of(booked(office, title="Later one", when="in 3 days at 4pm Pacific"))
    sooner = ref_of(booked(office, title="Sooner one", when="tomorrow 1pm Pacific"))
    last = ref_of(booked(office, title="Booked last", when="in 2 days at 1pm Pacific"))
    ana = office.person("Ana Reyes")
    assert ana.command("#depositions", "/session move next").title == f"Move {sooner}"
    ana.screen.dismiss()
    assert ana.command("#depositions", "/session move LAST").title == f"Move {last}"
    assert later != last


def test_a_canceled_session_cannot_be_moved(office: Office) -> None:
    card = booked(office)
    card.press("Cancel session").submit()
    card.wait_for_text("Canceled")
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/session move {ref_of(card)} tomorrow 5pm")
    assert "already canceled" in last_whisper(ana)


def test_a_refused_move_leaves_everything_and_says_why_to_who_moved(office: Office) -> None:
    card = booked(office)
    office.prevail.faults.set("422", method="PATCH")
    card.press("Move").fill("When", "tomorrow 6pm Pacific").submit()
    told = office.person("Ana Reyes").wait_for_message("@app", "Not changed")
    assert "That time <is taken> & can't be booked" in told.text
    card.wait_for_text("2:00 PM P")
    card.wait_for_text("Confirmed")
    assert card.replies == []


def test_a_move_whose_answer_got_lost_is_looked_up_not_made_twice(office: Office) -> None:
    card = booked(office)
    office.prevail.faults.set("drop_after", method="PATCH")
    card.press("Move").fill("When", "tomorrow 6pm Pacific").submit()
    card.wait_for_reply(" moved this")
    assert len([r for r in office.prevail.received if r.method == "PATCH"]) == 1


def test_the_form_shows_from_when_to_when_it_moves_and_by_how_much(office: Office) -> None:
    card = booked(office, when="Jan 26 2027 2pm Pacific")
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/session move {ref_of(card)} Jan 21 2pm")
    said = " ".join(screen.texts)
    assert "Tue, Jan 26, 2027, 2:00 PM PST → Thu, Jan 21, 2027, 2:00 PM PST" in said
    assert "PST · 5 days earlier · " in said
    screen.type("When", "an hour later").wait_for_text("· 1 hour later")
    assert "→ Tue, Jan 26, 2027, 3:00 PM PST" in " ".join(screen.texts)
    screen.dismiss()
    screen = ana.command("#depositions", f"/session edit {ref_of(card)}")
    assert "· same time" in " ".join(screen.texts)


def test_a_length_said_with_the_new_time_is_chosen_in_the_form(office: Office) -> None:
    ana = office.person("Ana Reyes")
    card = booked(office, when="Jan 26 2027 2pm Pacific")
    screen = ana.command("#depositions", f"/session move {ref_of(card)} 1-4pm")
    assert screen.field("Duration").value == "3 hr"
    screen.submit()
    card.wait_for_reply(" moved this")
    assert office.sessions[0].remote.start_time == "01:00 PM"
    assert office.sessions[0].remote.estimated_duration == 3


def test_a_bare_clock_keeps_the_sessions_zone_unless_another_is_chosen(office: Office) -> None:
    card = booked(office, when="Jan 26 2027 2pm Pacific")
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/session move {ref_of(card)} 3pm")
    assert "→ Tue, Jan 26, 2027, 3:00 PM PST" in " ".join(screen.texts)
    screen.fill("Time zone", "Central Time (US & Canada)").submit()
    card.wait_for_reply(" moved this")
    assert held_at(office) == ("03:00 PM", "Central Time (US & Canada)")


def test_a_zone_that_is_among_all_zones_by_its_own_name_is_listed_once(office: Office) -> None:
    zone = booked(office, when="tomorrow 15:00 UTC").press("Move").field("Time zone")
    assert zone.value == "UTC"
    assert zone.options.count("UTC") == 1
