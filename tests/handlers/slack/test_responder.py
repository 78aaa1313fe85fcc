"""A press never ends in nothing: where Slack will not show the answer, the person gets a word another way."""

import pytest

from sandbox.slack import Fault
from sandbox.slack.person import Person
from tests.handlers.conftest import Office, StartOffice, last_whisper
from tests.handlers.session_steps import booked, ref_of
from tests.waiting import wait_until

HERE, DIRECT = "#depositions", "@app"
OWNER, OTHER = "Ana Reyes", "Ben Okafor"
REFUSALS = ["not_in_channel", "user_not_in_channel", "ratelimited", "internal_error", "is_archived"]


def refuse(office: Office, *methods: str, error: str = "internal_error") -> None:
    """Have Slack refuse these from now on."""
    for method in methods:
        office.slack.misbehave(method, Fault.ERROR, error=error, times=99)


def whispers(person: Person) -> list[str]:
    """Return what only this person sees in the channel."""
    return [message.text for message in person.messages(HERE) if message.only_for_me]


def told(person: Person, text: str) -> str:
    return person.wait_for_message(DIRECT, text).text


@pytest.mark.parametrize("error", ["expired_url", "used_url", "invalid_blocks"])
def test_an_answer_refused_at_its_address_is_whispered(office: Office, error: str) -> None:
    card = booked(office)
    refuse(office, "response_url", error=error)
    ben = office.person(OTHER)
    ben_card = ben.wait_for_message(HERE, ref_of(card))
    ben_card.press("Cancel session")
    ben.wait_for_message(HERE, " can change ")
    assert len([text for text in whispers(ben) if " can change " in text]) == 1
    assert not [m for m in ben.messages(DIRECT) if " can change " in m.text]


@pytest.mark.parametrize("error", REFUSALS)
@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.DROP])
def test_an_answer_refused_in_the_channel_too_comes_as_a_direct_message(
    office: Office, error: str, fault: Fault
) -> None:
    card = booked(office)
    for method in ("response_url", "chat.postEphemeral"):
        office.slack.misbehave(method, fault, error=error, times=99)
    ben = office.person(OTHER)
    ben.wait_for_message(HERE, ref_of(card)).press("Cancel session")
    assert ref_of(card) in told(ben, " can change ")


def test_an_answer_that_slack_takes_no_way_is_in_the_log(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    card = booked(office)
    refuse(office, "response_url", "chat.postEphemeral", "chat.postMessage", error="is_archived")
    office.person(OTHER).wait_for_message(HERE, ref_of(card)).press("Cancel session")
    wait_until(lambda: "could not answer the person in any way" in caplog.text)


@pytest.mark.parametrize("error", ["expired_trigger_id", "internal_error", "view_too_large"])
def test_a_form_that_may_not_be_opened_from_a_card_is_said_whatever_else_is_refused(
    office: Office, error: str
) -> None:
    card = booked(office)
    refuse(office, "views.open", error=error)
    refuse(office, "response_url", "chat.postEphemeral")
    card.press("Move")
    assert "lease try again" in told(office.person(OWNER), "lease try again")


@pytest.mark.parametrize("error", ["expired_trigger_id", "internal_error", "push_limit_reached"])
def test_what_may_not_be_laid_on_a_form_is_said_where_it_was_opened(
    office: Office, error: str
) -> None:
    card = booked(office)
    card.press("More")
    refuse(office, "views.push", "views.update", error=error)
    ana = office.person(OWNER)
    ana.screen.press("Move")
    assert "lease try again" in whispers(ana)[-1]


def test_the_sentence_itself_is_said_where_it_may_not_be_laid_on_top(office: Office) -> None:
    card = booked(office)
    card.press("More")
    ana, carla = office.person(OWNER), office.person("Carla Stein")
    carla.command(HERE, f"/session cancel {ref_of(card)}").submit()
    ana.wait_for_message("@app", "@Carla Stein canceled")
    refuse(office, "views.push", error="push_limit_reached")
    ana.screen.press("Move")
    assert ref_of(card) in "\n".join(ana.screen.texts)
    assert "push_limit_reached" not in "\n".join(ana.screen.texts)


@pytest.mark.parametrize("error", ["view_too_large", "hash_conflict", "not_found"])
def test_a_choice_of_times_that_slack_does_not_put_in_is_said(office: Office, error: str) -> None:
    ana = office.person(OWNER)
    screen = ana.command(HERE, "/session tomorrow 2pm IST")
    pick = screen.buttons[0]
    refuse(office, "views.update", error=error)
    screen.press(pick.text)
    assert "Slack couldn't put that time into the form" in "\n".join(ana.screen.texts)
    ana.screen.close()
    assert ana.screen.field("Title"), "the form is as it was"


def test_a_choice_of_times_that_may_not_even_be_answered_there_is_told_behind_the_form(
    office: Office,
) -> None:
    ana = office.person(OWNER)
    screen = ana.command(HERE, "/session tomorrow 2pm IST")
    pick = screen.buttons[0]
    refuse(office, "views.update", "views.push", error="view_too_large")
    screen.press(pick.text)
    assert "Slack couldn't put that time into the form" in whispers(ana)[-1]
    assert ana.screen.field("Title"), "the form is as it was"


@pytest.mark.parametrize("error", ["view_too_large", "hash_conflict", "internal_error"])
def test_a_password_that_was_not_shown_is_not_called_looked_at_alone(
    office: Office, error: str
) -> None:
    card = booked(office, Video_provider="Zoom")
    card.press("More")
    office.slack.misbehave("views.update", Fault.ERROR, error=error)
    ana = office.person(OWNER)
    ana.screen.press("Show password")
    assert office.sessions[0].zoom["password"] not in "\n".join(ana.screen.texts)
    assert "lease try again" in "\n".join(ana.screen.texts)
    ana.command(HERE, f"/session show {ref_of(card)}")
    assert "see the password because Slack didn't show it" in "\n".join(ana.screen.texts)


def test_an_answer_that_came_later_and_is_refused_is_said_without_what_it_said(
    start_office: StartOffice,
) -> None:
    office = start_office()
    refuse(office, "response_url")
    ana = office.person(OWNER)
    ana.command(HERE, "/appointment slots CA")
    wait_until(lambda: len(whispers(ana)) == 2)
    assert "Initial consultation" in last_whisper(ana)
    refuse(office, "chat.postEphemeral", error="not_in_channel")
    ana.command(HERE, "/appointment slots CA")
    assert "Initial consultation" not in told(ana, "Please ask again")


def test_a_page_that_may_not_be_turned_is_shown_beside(office: Office) -> None:
    for number in range(1, 13):
        booked(office, title=f"Matter {number}", when=f"in {number} days at 2pm Pacific")
    ana = office.person(OWNER)
    ana.command(HERE, "/session list all")
    listed = ana.messages(HERE)[-1]
    refuse(office, "response_url", error="used_url")
    listed.press("Next page")
    wait_until(lambda: any("Page 2" in text for text in whispers(ana)))
