"""What a person does in the stand-in Slack, through a real Bolt app."""

import pytest

from sandbox.slack import Slack
from sandbox.slack.errors import SlackError
from sandbox.slack.manifest import Manifest
from sandbox.slack.person import NotOnScreenError


def test_a_command_opens_the_form_with_what_was_typed(slack: Slack) -> None:
    screen = slack.person("Ana Reyes").command("#depositions", "/book tomorrow 2pm")
    assert screen.title == "Book a thing"
    assert screen.field("When").value == "tomorrow 2pm"
    assert screen.field("when").hint == "Such as: tomorrow 2pm"
    assert screen.field("Post card in").value == "#depositions"


def test_a_submitted_form_becomes_a_card_everybody_sees(slack: Slack) -> None:
    ana, ben = slack.person("Ana Reyes"), slack.person("Ben Okafor")
    ana.command("#depositions", "/book noon").fill("Title", "Doe").submit().wait_until_closed()
    shown = ben.wait_for_message("#depositions", "Doe")
    assert shown.text == "Doe · Booked"
    assert shown.fallback == "Booked Doe"
    assert [b.text for b in shown.buttons] == ["Cancel thing", "Show", "Hide"]


def test_pressing_a_button_edits_the_card_and_leaves_a_line_in_its_thread(slack: Slack) -> None:
    ana = slack.person("Ana Reyes")
    ana.command("#depositions", "/book noon").fill("Title", "Doe").submit()
    shown = ana.wait_for_message("#depositions", "Doe")
    shown.press("Cancel thing")
    assert shown.wait_for_reply().text == "@Ana Reyes canceled it"
    assert "Canceled" in shown.text
    assert shown.is_edited
    assert len(ana.messages("#depositions")) == 1


def test_an_ephemeral_message_is_seen_by_one_person_and_can_be_dismissed(slack: Slack) -> None:
    ana, ben = slack.person("Ana Reyes"), slack.person("Ben Okafor")
    ana.command("#depositions", "/book noon").fill("Title", "Doe").submit()
    ben.wait_for_message("#depositions", "Doe").press("Show")
    private = slack.wait_for(lambda: [m for m in ben.messages("#depositions") if m.only_for_me])[0]
    assert private.fallback == "You chose show"
    assert len(ana.messages("#depositions")) == 1
    private.press("Dismiss")
    slack.wait_for(lambda: not private.is_there)


def test_required_fields_are_asked_for_before_the_app_hears_of_it(slack: Slack) -> None:
    screen = slack.person("Ana Reyes").command("#depositions", "/book").submit()
    assert screen.errors == {
        "Title": "Please complete this required field.",
        "When": "Please complete this required field.",
    }
    screen.fill("Title", "Doe").fill("When", "noon").fill("Deponent email", "nobody")
    assert screen.submit().errors == {"Deponent email": "Please enter a valid email address."}
    screen.fill("Deponent email", "a@b.c").fill("Minutes", "5")
    assert screen.submit().errors == {"Minutes": "Please enter a number of at least 15."}


def test_an_error_stands_under_its_field_and_nothing_typed_is_lost(slack: Slack) -> None:
    screen = slack.person("Ana Reyes").command("#depositions", "/book noon")
    screen.fill("Title", "bad").fill("Languages", ["Spanish", "French"]).submit()
    assert screen.errors == {"Title": "Not this one."}
    assert screen.field("Languages").value == ["Spanish", "French"]
    screen.fill("Title", "good").submit().wait_until_closed()


@pytest.mark.parametrize("title", ["unknown", "raise"])
def test_a_bad_answer_keeps_the_form_and_says_there_was_trouble(slack: Slack, title: str) -> None:
    screen = slack.person("Ana Reyes").command("#depositions", "/book noon")
    screen.fill("Title", title).submit()
    assert screen.failure.startswith("We had some trouble connecting. Try again?")
    assert screen.field("Title").value == title


def test_every_kind_of_input_reaches_the_app_in_slacks_shape(slack: Slack) -> None:
    screen = slack.person("Ana Reyes").command("#depositions", "/book noon")
    screen.fill("Kind", "Hearing").fill("Host", "Ben Okafor")
    screen.fill("Invitees", ["Ben Okafor", "Carla Stein"]).fill("Post card in", "#general")
    screen.fill("Day", "2027-01-28").fill("Clock", "13:30").fill("Zone", "") if False else None
    screen.fill("Time zone", "Paris").fill("DirectMessage", ["Deposition"]).fill("Mode", "Hearing")
    screen.fill("Minutes", "90").fill("Notes", "two\nlines")
    said = {f.label: f.value for f in screen.fields}
    assert said["Invitees"] == ["Ben Okafor", "Carla Stein"]
    assert said["Time zone"] == "Paris"
    assert said["Minutes"] == "90"


def test_what_is_typed_is_read_back_and_kept(slack: Slack) -> None:
    screen = slack.person("Ana Reyes").command("#depositions", "/book")
    screen.fill("Title", "Doe").type("When", "tomorrow 3")
    screen.wait_for_text("Read as 'tomorrow 3'")
    assert screen.field("When").value == "tomorrow 3"
    assert screen.field("Title").value == "Doe"


def test_views_stack_three_deep_and_close_one_by_one_or_all_at_once(slack: Slack) -> None:
    screen = slack.person("Ana Reyes").command("#depositions", "/book noon")
    screen.press("More").wait_for_title("Second")
    assert screen.depth == 2
    screen.close()
    assert screen.title == "Book a thing"
    screen.press("More").wait_for_title("Second").dismiss().wait_until_closed()


def test_a_pushed_view_can_clear_the_stack(slack: Slack) -> None:
    screen = slack.person("Ana Reyes").command("#depositions", "/book noon")
    screen.press("More").wait_for_title("Second").submit().wait_until_closed()


@pytest.mark.parametrize(("title", "depth"), [("update", 1), ("push", 2)])
def test_a_submission_may_replace_the_view_or_add_one(slack: Slack, title: str, depth: int) -> None:
    screen = slack.person("Ana Reyes").command("#depositions", "/book noon")
    screen.fill("Title", title).submit().wait_for_title("Second")
    assert screen.depth == depth


def test_closing_is_told_to_the_app_that_asked_for_it(slack: Slack) -> None:
    ana = slack.person("Ana Reyes")
    ana.command("#depositions", "/book noon").close()
    ana.wait_for_message("@app", "Closed, cleared: False")
    ana.command("#depositions", "/book noon").dismiss()
    ana.wait_for_message("@app", "Closed, cleared: True")


def test_shortcuts_open_the_form(slack: Slack) -> None:
    ana, ben = slack.person("Ana Reyes"), slack.person("Ben Okafor")
    assert ana.shortcut("New thing").title == "Book a thing"
    ben.say("#depositions", "Doe < Roe, tomorrow at 2")
    message = ana.wait_for_message("#depositions", "Doe")
    screen = ana.message_shortcut(message, "Book from this")
    assert slack.wait_for(lambda: screen.field("When").value) == "Doe &lt; Roe, tomorrow at 2"


def test_the_home_tab_and_the_messages_tab_reach_the_app(slack: Slack) -> None:
    ana = slack.person("Ana Reyes")
    ana.home().wait_for_text("Hello @Ana Reyes")
    ana.say("@app", "hello & goodbye")
    assert ana.wait_for_message("@app", "You said").text == "You said: hello & goodbye"


def test_trouble_with_a_command_is_said_by_slackbot_to_the_person_alone(slack: Slack) -> None:
    ana, ben = slack.person("Ana Reyes"), slack.person("Ben Okafor")
    ana.command("#depositions", "/broken")
    said = ana.wait_for_message("#depositions", "dispatch_failed")
    assert (said.author, said.only_for_me) == ("Slackbot", True)
    ana.command("#depositions", "/silent")
    ana.wait_for_message("#depositions", "dispatch_failed")
    ana.command("#depositions", "/nothing")
    ana.wait_for_message("#depositions", "/nothing is not a valid command.")
    assert ben.messages("#depositions") == []


def test_looking_for_what_is_not_there_says_what_is(slack: Slack) -> None:
    ana = slack.person("Ana Reyes")
    ana.viewer.timeout = 0.1
    screen = ana.command("#depositions", "/book noon")
    with pytest.raises(NotOnScreenError, match=r"no field 'Tilte' .* fields: 'Title', 'When'"):
        screen.field("Tilte")


def test_the_app_can_be_invited_and_removed(slack: Slack) -> None:
    ana, ben = slack.person("Ana Reyes"), slack.person("Ben Okafor")
    ana.command("#watercooler", "/invite @Booker")
    assert ben.messages("#watercooler")[0].text == "was added to #watercooler by @Ana Reyes."
    ana.command("#watercooler", "/book noon").fill("Title", "Doe").submit()
    ben.wait_for_message("#watercooler", "Doe")
    ana.command("#watercooler", "/invite @Booker")
    assert (
        ana.wait_for_message("#watercooler", "already").text
        == "@Booker is already in this channel."
    )
    ana.command("#watercooler", "/remove @booker")
    ben.wait_for_message("#watercooler", "was removed from #watercooler")
    ana.command("#watercooler", "/invite")
    ana.wait_for_message("#watercooler", "Say who: /invite @someone.")


def test_nobody_writes_to_an_app_that_only_reads_out() -> None:
    home = {"messages_tab_enabled": True, "messages_tab_read_only_enabled": True}
    told = {"display_information": {"name": "Booker"}, "features": {"app_home": home}}
    manifest = Manifest.model_validate(told)
    with Slack(manifest) as slack, pytest.raises(SlackError, match="restricted_action"):
        slack.person("Ana Reyes").say("@app", "hello?")
