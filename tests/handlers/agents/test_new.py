"""/agent: sending a meeting agent to a call, at once or later."""

import json

import pytest

from handlers.messages import agents
from tests.handlers.agent_steps import ANA, CALL, agent_ref, sent
from tests.handlers.conftest import Office, StartOffice, labels, last_whisper


def test_an_agent_is_scheduled_for_the_time_typed(office: Office) -> None:
    card = sent(office)
    (agent,) = office.agents
    assert (agent.join_url, agent.attendee) == (CALL, ANA)
    assert agent.scheduling_key.endswith(agent_ref(card.text).lower())
    assert agent.state(agent.join_time.replace(year=2020)) == "scheduled"
    assert "2:00 PM P" in card.text
    assert "Owner @Ana Reyes" in card.text
    assert labels(card) == ["Move", "Cancel agent", "More", "Add to calendar"]


@pytest.mark.parametrize("when", ["", "now", "right now"])
def test_without_a_time_or_now_it_is_sent_at_once(office: Office, when: str) -> None:
    card = sent(office, when=when)
    (agent,) = office.agents
    assert agent.scheduling_key is None
    assert "The agent is on its way" in card.text
    assert labels(card) == ["More"]
    (request,) = office.cronofy.received
    assert set(json.loads(request.data)) == {"join_url", "on_behalf_of_attendee"}


def test_the_form_is_prefilled_from_the_command_and_from_slack(office: Office) -> None:
    ben = office.person("Ben Okafor")
    screen = ben.command("#general", f"/agent tomorrow 3pm {CALL}&x=1")
    assert screen.title == "Send an agent"
    assert screen.submit_text == "Send agent"
    assert screen.field("Join link").value == f"{CALL}&x=1"
    assert screen.field("When").value == "tomorrow 3pm"
    assert "3:00 PM E" in " ".join(screen.texts)
    assert screen.field("Time zone").value == "Eastern Time (US & Canada) · America/New York"
    assert screen.field("On behalf of").value == "ben.okafor@harbor-reporting.example"
    assert screen.field("Post card in").value == "#general"
    assert [field.label for field in screen.fields if field.optional] == ["When", "Post card in"]


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("zoom.us/j/98412345678 tomorrow 3pm", "https://zoom.us/j/98412345678"),
        ("tomorrow 3pm teams.microsoft.com/l/x/19%3am", "https://teams.microsoft.com/l/x/19%3am"),
        ("http://zoom.us/j/1 tomorrow 3pm", "http://zoom.us/j/1"),
        ("send to https://zoom.us/j/1 tomorrow 3pm", "https://zoom.us/j/1"),
        ("tomorrow 3pm", ""),
    ],
)
def test_a_link_is_known_without_its_scheme(office: Office, line: str, link: str) -> None:
    screen = office.person("Ben Okafor").command("#general", f"/agent {line}")
    assert screen.field("Join link").value == link
    assert screen.field("When").value == "tomorrow 3pm"


def test_a_title_beside_a_time_is_said_not_to_be_used(office: Office) -> None:
    ben = office.person("Ben Okafor")
    screen = ben.command("#general", f"/agent {CALL} tomorrow 3pm Smith depo")
    assert screen.field("Join link").value == CALL
    assert "3:00 PM E" in screen.field("When").value
    assert "Docket didn't use “Smith depo”" in " ".join(screen.texts)
    screen = ben.command("#general", f"/agent {CALL} Smith depo")
    assert screen.field("When").value == "Smith depo"


def test_an_empty_form_asks_for_what_is_missing_and_keeps_what_was_typed(office: Office) -> None:
    screen = office.person("Ana Reyes").command("#depositions", "/agent")
    screen.fill("Join link", "zoom").fill("On behalf of", "nobody").fill("When", "yesterday")
    screen.submit()
    assert "https://" in screen.errors["Join link"]
    assert "it has no email address" in screen.errors["On behalf of"]
    assert "has passed" in screen.errors["When"]
    assert screen.field("Join link").value == "zoom"
    assert office.cronofy.received == []


@pytest.mark.parametrize("nothing", ["\u200b", "\u2060\u200d", " \ufeff "])
def test_what_nobody_can_see_is_no_address_but_a_missing_one(office: Office, nothing: str) -> None:
    screen = office.person("Ana Reyes").command("#depositions", f"/agent {CALL}")
    screen.fill("On behalf of", nothing).submit()
    assert screen.errors == {"On behalf of": agents.NO_BEHALF}


def test_where_slack_does_not_tell_the_address_is_asked_for(office: Office) -> None:
    office.slack.change("Ana Reyes", tells_email=False)
    screen = office.person("Ana Reyes").command("#depositions", f"/agent {CALL}")
    assert screen.field("On behalf of").value == ""


def test_a_choice_of_two_readings_goes_into_the_field_which_stays_optional(office: Office) -> None:
    screen = office.person("Ana Reyes").command("#depositions", f"/agent {CALL} 3/4/2027 2pm IST")
    wanted = screen.buttons[0].text
    assert wanted == "2:00 PM IST Kolkata (UTC+5:30), Thu, Mar 4, 2027"
    screen.press(wanted)
    assert screen.field("When").value == "Thu, Mar 4, 2027, 2:00 PM IST Kolkata (UTC+5:30)"
    assert screen.field("When").optional
    screen.submit()
    assert screen.errors == {}


def test_the_link_to_the_call_and_the_address_enter_no_channel(office: Office) -> None:
    card = sent(office)
    ana = office.person("Ana Reyes")
    card.press("Cancel agent").submit()
    ana.wait_for_message("#docket-announcements", "@Ana Reyes canceled")
    for channel in ("#depositions", "#docket-announcements"):
        for message in office.person("Carla Stein").messages(channel):
            for secret in ("s3cret", "/j/123", "@harbor-reporting"):
                assert secret not in message.source.text + str(message.source.blocks)


def test_a_channel_shared_with_another_company_sees_type_time_and_state_only(
    office: Office,
) -> None:
    ana = office.person("Ana Reyes")
    ana.command("#shared-with-acme", f"/agent {CALL} tomorrow 2pm Pacific").submit()
    card = ana.wait_for_message("#shared-with-acme", "2:00 PM P").wait_for_text("Confirmed")
    for private in ("zoom", "Ana"):
        assert private not in card.text + card.source.text + str(card.source.blocks)


def test_the_owner_sees_the_call_on_demand(office: Office) -> None:
    ref = agent_ref(sent(office).text)
    texts = office.person("Ana Reyes").command("#depositions", f"/agent show {ref}").texts
    assert any(CALL in text for text in texts)
    texts = office.person("Ben Okafor").command("#depositions", f"/agent show {ref}").texts
    assert not any("zoom.example/j" in text for text in texts)


def test_sent_twice_is_one_agent(office: Office) -> None:
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/agent {CALL} tomorrow 2pm Pacific")
    view = screen._view()
    screen.submit()
    ana.wait_for_message("#depositions", "Confirmed")
    office.slack.client.submit(ana.id, view=view)
    assert len(office.agents) == 1
    assert sum("Meeting agent" in message.text for message in ana.messages("#depositions")) == 1


WORDS = "That time <is taken> & can't be booked"


@pytest.mark.parametrize("when", ["tomorrow 2pm Pacific", "now"])
@pytest.mark.parametrize(
    ("fault", "said", "until"),
    [
        ("401", "needs to check the connection to Cronofy", "Not known whether it was sent"),
        ("403", "needs to check the connection to Cronofy", "Not known whether it was sent"),
        ("404", "no such agent", "Not sent"),
        ("422", WORDS, "Not sent"),
    ],
)
def test_a_refusal_is_on_the_card_and_the_mended_form_sends(
    office: Office, fault: str, said: str, until: str, when: str
) -> None:
    office.cronofy.faults.set(fault)
    card = sent(office, when=when, until=until)
    assert said in card.text
    told = office.person("Ana Reyes").wait_for_message("@app", until)
    assert said in told.text
    assert "s3cret" not in told.text
    screen = card.press("Change and try again")
    assert any(said in text for text in screen.texts), "why it failed is said again"
    assert screen.field("Join link").value == CALL
    assert screen.field("On behalf of").value == ANA
    screen.fill("Join link", "https://meet.example/abc").submit()
    assert screen.errors == {}
    card.wait_for_text("Confirmed")
    assert [agent.join_url for agent in office.agents] == ["https://meet.example/abc"]


@pytest.mark.parametrize("fault", ["429_seconds", "429"])
@pytest.mark.parametrize("when", ["tomorrow 2pm Pacific", "now"])
def test_what_passes_is_tried_again(office: Office, fault: str, when: str) -> None:
    office.cronofy.faults.set(fault)
    sent(office, when=when)
    assert len(office.agents) == 1


@pytest.mark.parametrize("fault", ["500", "drop_after", "drop_before"])
def test_a_scheduled_agent_is_scheduled_again_under_its_key(office: Office, fault: str) -> None:
    office.cronofy.faults.set(fault)
    sent(office)
    assert len(office.agents) == 1


@pytest.mark.parametrize("fault", ["500", "drop_after", "empty", "rubbish", "wrong_shape"])
def test_an_agent_sent_at_once_is_never_sent_twice(office: Office, fault: str) -> None:
    office.cronofy.faults.set(fault)
    card = sent(office, when="", until="Not known whether it was sent")
    assert "gave no clear answer" in card.text
    assert "Check the call for an agent before you try again" in card.text
    assert len(office.cronofy.received) == 1
    office.person("Ana Reyes").wait_for_message("@app", "Not known whether it was sent")


def test_without_a_key_the_command_says_who_can_switch_it_on(start_office: StartOffice) -> None:
    office = start_office(cronofy_api_key="")
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/agent {CALL}")
    assert "CRONOFY_API_KEY" in last_whisper(ana)
    ana.command("#depositions", "/session tomorrow 2pm").fill("Title", "Works").submit()
    card = ana.wait_for_message("#depositions", "Works").wait_for_text("Confirmed")
    assert "Send agent" not in labels(card)


def test_a_hanging_cronofy_keeps_nobody_waiting(office: Office) -> None:
    office.cronofy.faults.set("hold", times=8)
    for number in range(8):
        sent(office, call=f"https://zoom.example/j/{number}", until="Booking…")
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session tomorrow 2pm").fill("Title", "Goes on").submit()
    ana.wait_for_message("#depositions", "Goes on").wait_for_text("Confirmed")
    office.cronofy.faults.clear()


@pytest.mark.parametrize("said", ["foo", "monday 2pm or 3pm with Ben"])
def test_words_that_are_no_time_never_send_an_agent_at_once(office: Office, said: str) -> None:
    screen = office.person("Ana Reyes").command(
        "#depositions", f"/agent https://call.example/j/1 {said}"
    )
    assert screen.field("When").value == said
    screen.submit()
    assert "When" in screen.errors
    assert office.cronofy.received == []


@pytest.mark.parametrize(
    "typed", ["tomorrow 2pm", "new tomorrow 2pm", "send tomorrow at 2pm", "2pm tomorrow"]
)
def test_a_time_without_a_link_stands_in_when(office: Office, typed: str) -> None:
    screen = office.person("Ana Reyes").command("#depositions", f"/agent {typed}")
    assert screen.title == "Send an agent"
    assert "2pm" in screen.field("When").value
    assert any("2:00 PM" in shown for shown in screen.texts)
