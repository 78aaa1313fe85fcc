"""Who sees what, where: nobody learns more than the place they stand in allows."""

from sandbox.slack import Fault
from tests.handlers.conftest import Office, StartOffice, last_whisper
from tests.handlers.session_steps import booked, ref_of


def test_a_channel_slack_tells_nothing_about_counts_as_full_of_strangers(office: Office) -> None:
    office.slack.misbehave("conversations.info", Fault.ERROR, error="channel_not_found", times=1000)
    ana = office.person("Ana Reyes")
    screen = ana.command("#smith-v-jones", "/session tomorrow 2pm Pacific")
    screen.fill("Title", "Privileged").submit()
    card = ana.wait_for_message("#smith-v-jones", "2:00 PM P").wait_for_text("Confirmed")
    assert "Privileged" not in card.text + card.source.text
    carol = office.person("Ben Okafor")
    carol.command("#depositions", "/session list all")
    assert "Privileged" not in last_whisper(carol)


def test_whoever_stands_before_a_card_may_ask_for_more_and_for_their_calendar(
    office: Office,
) -> None:
    booked(office, channel="#smith-v-jones", title="Privileged")
    ben = office.person("Ben Okafor")
    card = ben.wait_for_message("#smith-v-jones", "Confirmed")
    assert "Privileged" in "\n".join(card.press("More").texts)
    ben.screen.dismiss()
    assert card.press("Add to calendar").title == "Add to calendar"
    ben.screen.dismiss()
    ben.command("#depositions", f"/session show {ref_of(card)}")
    assert not ben.screen.is_open, "elsewhere the same card is not before them"


def test_a_person_slack_tells_nothing_about_counts_as_a_guest(office: Office) -> None:
    booked(office, title="Not for guests")
    office.slack.misbehave("users.info", Fault.ERROR, error="user_not_found", times=50)
    ben = office.person("Ben Okafor")
    ben.command("#depositions", "/session list all")
    assert "Not for guests" not in last_whisper(ben)


def test_a_guest_before_a_shared_card_learns_no_more_than_it_says(office: Office) -> None:
    ana, dev = office.person("Ana Reyes"), office.person("Dev Patel")
    screen = ana.command("#shared-with-acme", "/session tomorrow 2pm Pacific")
    screen.fill("Title", "Privileged").submit()
    card = dev.wait_for_message("#shared-with-acme", "2:00 PM P").wait_for_text("Confirmed")
    card.press("More")
    assert not dev.screen.is_open
    assert "Privileged" not in last_whisper(dev, "#shared-with-acme")


def test_a_shared_channel_hears_of_a_link_as_a_link(start_office: StartOffice) -> None:
    office = start_office(prevail_self_service=False)
    ana = office.person("Ana Reyes")
    ana.command("#shared-with-acme", "/session tomorrow 2pm").fill("Title", "Secret").submit()
    card = ana.wait_for_message("#shared-with-acme").wait_for_text("Requested")
    office.prevail.provider.staff("schedule", str(office.sessions[0].request_id))
    card.viewer.timeout = 30
    assert "has been scheduled" in card.wait_for_reply("A session on").text


def test_the_password_is_the_owners_alone_whatever_is_pressed(office: Office) -> None:
    """An administrator sends the very press that shows the owner the password."""
    card = booked(office, Video_provider="Zoom")
    carla = office.person("Carla Stein")
    screen = carla.command("#depositions", f"/session show {ref_of(card)}")
    view = screen._view()
    edit = next(
        element
        for block in view.spec["blocks"]
        for element in block.get("elements", ())
        if element.get("action_id") == "show_edit"
    )
    edit["action_id"] = "show_password"
    screen.press("Edit")
    assert office.sessions[0].zoom["password"] not in "\n".join(carla.screen.texts)
    assert " can change " in "\n".join(carla.screen.texts)
