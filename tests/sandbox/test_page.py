"""The page in a real browser: what a stranger does first, and what could go wrong on the way."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from sandbox.slack import Fault, Slack
from tests.sandbox.conftest import PHONE, become, opened, type_in

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, slack: Slack) -> Iterator[Page]:
    """Show the workspace of the small Bolt app."""
    with opened(browser, slack) as page:
        yield page


def booked(page: Page, title: str) -> None:
    type_in(page, "/book noon")
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text(f"{title} · Booked")).to_be_visible()


def test_a_command_is_completed_opens_a_form_and_becomes_a_card(page: Page) -> None:
    composer = page.get_by_label("Message #depositions")
    composer.press_sequentially("/bo")
    expect(page.get_by_role("option", name="/book")).to_contain_text("[when]")
    composer.press("Enter")
    expect(composer).to_have_value("/book ")
    composer.press_sequentially("tomorrow 2pm")
    composer.press("Enter")
    expect(page.get_by_role("heading", name="Book a thing")).to_be_visible()
    expect(page.get_by_label("When")).to_have_value("tomorrow 2pm")
    expect(page.get_by_label("Title")).to_be_focused()
    page.keyboard.type("Doe")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Doe · Booked")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_error_stands_under_its_field_and_nothing_typed_is_lost(page: Page) -> None:
    type_in(page, "/book noon")
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("Please complete this required field.")
    expect(page.get_by_label("Title")).to_be_focused()
    page.get_by_label("Title").fill("bad")
    page.get_by_label("Notes").fill("two\nlines")
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("Not this one.")
    expect(page.get_by_label("Title")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Notes")).to_have_value("two\nlines")


def test_what_is_typed_is_read_back_while_the_field_keeps_the_focus(page: Page) -> None:
    type_in(page, "/book")
    page.get_by_label("Title").fill("Doe")
    page.get_by_label("When").press_sequentially("friday")
    expect(page.get_by_text("Read as 'friday'")).to_be_visible()
    expect(page.get_by_label("When")).to_be_focused()
    page.keyboard.type(" 3pm")
    expect(page.get_by_text("Read as 'friday 3pm'")).to_be_visible()
    expect(page.get_by_label("When")).to_have_value("friday 3pm")
    expect(page.get_by_label("Title")).to_have_value("Doe")


def test_a_submission_overtakes_what_was_still_to_be_read_back(page: Page, slack: Slack) -> None:
    type_in(page, "/book noon")
    page.get_by_label("Title").fill("bad")
    page.get_by_label("When").fill("friday")
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("Not this one.")
    # Longer than the page waits after the last key before it tells the app.
    page.wait_for_timeout(600)
    expect(page.get_by_role("alert")).to_have_text("Not this one.")
    assert slack.person("Ana Reyes").screen.field("When").value == "friday"


def test_every_kind_of_input_can_be_used_by_keyboard_and_reaches_the_app(
    page: Page, slack: Slack
) -> None:
    type_in(page, "/book noon")
    page.get_by_label("Title").fill("bad")
    page.get_by_label("Kind").click()
    page.keyboard.type("hear")
    page.keyboard.press("Enter")
    page.get_by_label("Languages").click()
    page.keyboard.press("Enter")
    page.keyboard.type("fre")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_label("Invitees").click()
    page.keyboard.type("ben")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_label("Time zone").click()
    page.get_by_role("option", name="Paris").click()
    page.get_by_label("Day").fill("2027-01-28")
    page.get_by_label("Clock").fill("13:30")
    page.get_by_role("group", name="DirectMessage").get_by_label("Deposition").check()
    page.get_by_role("radiogroup", name="Mode").get_by_label("Hearing").check()
    page.get_by_label("Minutes").fill("90")
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("Not this one.")
    said = {f.label: f.value for f in slack.person("Ana Reyes").screen.fields}
    assert said["Kind"] == "Hearing"
    assert said["Languages"] == ["English", "French"]
    assert said["Invitees"] == ["Ben Okafor"]
    assert said["Post card in"] == "#depositions"
    assert said["Time zone"] == "Paris"
    assert (said["Day"], said["Clock"]) == ("2027-01-28", "13:30")
    assert (said["DirectMessage"], said["Mode"], said["Minutes"]) == (
        ["Deposition"],
        "Hearing",
        "90",
    )


@pytest.mark.parametrize("how", ["Book", "Not now", "Close", "Escape"])
def test_typing_works_again_after_a_form_closes(page: Page, how: str) -> None:
    type_in(page, "/book noon")
    page.get_by_label("Title").fill("Doe")
    if how == "Escape":
        page.keyboard.press(how)
    else:
        page.get_by_role("button", name=how, exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    composer = page.get_by_label("Message #depositions")
    page.keyboard.type("hello")
    expect(composer).to_have_value("hello")
    composer.fill("")
    if how == "Book":
        expect(page.get_by_text("Doe · Booked")).to_be_visible()
        page.keyboard.type("again")
        expect(composer).to_have_value("again")


def test_escape_closes_a_list_first_and_then_the_form(page: Page) -> None:
    type_in(page, "/book noon")
    page.get_by_label("Kind").click()
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.get_by_role("heading", name="Book a thing")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Message #depositions")).to_be_focused()


def test_views_stack_and_go_back(page: Page) -> None:
    type_in(page, "/book noon")
    page.get_by_label("Title").fill("kept")
    page.get_by_role("button", name="More", exact=True).click()
    expect(page.get_by_role("heading", name="Second")).to_be_visible()
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_label("Title")).to_have_value("kept")


def test_trouble_keeps_the_form(page: Page) -> None:
    type_in(page, "/book noon")
    page.get_by_label("Title").fill("raise")
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("We had some trouble connecting. Try again?")
    expect(page.get_by_label("Title")).to_have_value("raise")


def test_a_card_is_cancelled_after_asking_and_its_thread_tells(page: Page) -> None:
    booked(page, "Doe")
    page.get_by_role("button", name="Cancel thing").click()
    expect(page.get_by_role("dialog", name="Cancel it?")).to_be_visible()
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_text("Doe · Booked")).to_be_visible()
    page.get_by_role("button", name="Cancel thing").click()
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.get_by_text("Doe · Canceled")).to_be_visible()
    page.get_by_role("button", name="1 reply").click()
    thread = page.get_by_role("region", name="Thread")
    expect(thread.get_by_text("@Ana Reyes canceled it")).to_be_visible()
    thread.get_by_label("Reply").fill("Thanks")
    page.keyboard.press("Enter")
    expect(thread.get_by_text("2 replies")).to_be_visible()


def test_somebody_else_sees_what_is_new_and_nothing_private(page: Page) -> None:
    booked(page, "Doe")
    page.get_by_role("button", name="More options").click()
    page.get_by_role("menuitem", name="Show").click()
    expect(page.get_by_text("Only visible to you")).to_be_visible()
    expect(page.get_by_role("button", name="someone has unread messages")).to_be_visible()
    become(page, "Ben Okafor")
    expect(page.get_by_text("Doe · Booked")).to_be_visible()
    expect(page.get_by_text("Only visible to you")).to_have_count(0)


def test_what_only_one_person_sees_is_gone_when_the_page_is_loaded_anew(page: Page) -> None:
    booked(page, "Doe")
    type_in(page, "/book help")
    expect(page.get_by_text("Type a time.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Doe · Booked")).to_be_visible()
    expect(page.get_by_text("Only visible to you")).to_have_count(0)
    type_in(page, "/book help")
    expect(page.get_by_text("Type a time.")).to_be_visible()


def test_a_channel_with_something_new_is_marked_until_it_is_read(page: Page, slack: Slack) -> None:
    slack.person("Ben Okafor").say("#general", "News")
    link = page.get_by_role("link", name="general")
    expect(link.get_by_label("unread")).to_be_visible()
    link.click()
    expect(page.get_by_text("News")).to_be_visible()
    page.get_by_role("link", name="depositions").click()
    expect(link.get_by_label("unread")).to_have_count(0)


def test_messages_are_formatted_and_never_markup(page: Page, slack: Slack) -> None:
    hostile = (
        "<img src=x onerror=alert(1)> <b>no</b> & *bold* _it_ `code` https://x.example/a?b=1&c"
    )
    slack.person("Ben Okafor").say("#depositions", f"{hostile} @Ana Reyes\n> quoted")
    message = page.get_by_role("article").last
    expect(message).to_contain_text("<img src=x onerror=alert(1)> <b>no</b> & bold it code")
    assert message.locator("img[src=x]").count() == 0
    expect(message.locator("strong")).to_have_text("bold")
    expect(message.locator("em")).to_have_text("it")
    expect(message.locator("code")).to_have_text("code")
    expect(message.locator("a")).to_have_attribute("href", "https://x.example/a?b=1&c")
    expect(message.locator(".mention-me")).to_have_text("@Ana Reyes")
    expect(message.locator("blockquote")).to_have_text("quoted")


def test_hostile_text_in_a_form_stays_text(page: Page) -> None:
    type_in(page, "/book <i>noon</i>")
    expect(page.get_by_label("When")).to_have_value("&lt;i&gt;noon&lt;/i&gt;")
    page.get_by_label("When").fill("<script>alert(1)</script>")
    # The Bolt app does not escape, so Slack takes the words between the angles for links.
    expect(page.get_by_text("Read as 'scriptalert(1)/script'")).to_be_visible()
    expect(page.locator("dialog").locator("script, i")).to_have_count(0)


def test_dates_are_shown_in_the_viewers_zone(page: Page, slack: Slack) -> None:
    bot_says(slack, "<!date^1801128600^{date_num} {time}|fallback>")
    expect(page.get_by_text("2027-01-28 1:30 AM")).to_be_visible()
    become(page, "Ben Okafor")
    expect(page.get_by_text("2027-01-28 4:30 AM")).to_be_visible()


def bot_says(slack: Slack, text: str) -> None:
    from slack_sdk import WebClient

    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    client.chat_postMessage(channel=slack.channel_id("depositions"), text=text)


def test_shortcuts_are_in_the_composer_and_on_messages(page: Page, slack: Slack) -> None:
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="New thing").click()
    expect(page.get_by_role("heading", name="Book a thing")).to_be_visible()
    page.get_by_role("button", name="Not now").click()
    slack.person("Ben Okafor").say("#depositions", "tomorrow at 2")
    message = page.get_by_role("article").last
    message.hover()
    message.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Book from this").click()
    expect(page.get_by_label("When")).to_have_value("tomorrow at 2")


def test_the_app_has_a_home_and_messages(page: Page) -> None:
    page.get_by_role("link", name="Booker").click()
    expect(page.get_by_text("Hello @Ana Reyes")).to_be_visible()
    page.get_by_role("tab", name="Messages").click()
    page.get_by_label("Message Booker").fill("hi")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You said: hi")).to_be_visible()


def test_slack_can_be_told_to_misbehave_from_the_page(page: Page, slack: Slack) -> None:
    panel = page.get_by_role("region", name="Sandbox")
    panel.get_by_text("Slack faults").click()
    panel.get_by_label("Method").select_option("chat.postMessage")
    panel.get_by_label("Fault", exact=True).select_option("rate_limited")
    panel.get_by_label("Seconds").fill("7")
    panel.get_by_role("button", name="Add fault").click()
    expect(panel.get_by_text("chat.postMessage: rate limited × 1")).to_be_visible()
    planned = slack.faults.active()[0]
    assert (planned.fault, planned.seconds) == (Fault.RATE_LIMITED, 7)


def test_a_channel_can_be_shared_made_private_renamed_and_archived_from_the_page(
    page: Page, slack: Slack
) -> None:
    panel = page.get_by_role("region", name="Sandbox")
    panel.get_by_text("Changes to #depositions").click()
    panel.get_by_role("button", name="Share with Acme LLP").click()
    expect(panel.get_by_role("button", name="Stop sharing")).to_be_visible()
    panel.get_by_role("button", name="Make private").click()
    expect(panel.get_by_role("button", name="Make private")).to_have_count(0)
    panel.get_by_label("New name").fill("depos")
    panel.get_by_role("button", name="Rename").click()
    panel.get_by_text("Changes to #depos").wait_for()
    panel.get_by_role("button", name="Archive", exact=True).click()
    expect(panel.get_by_role("button", name="Unarchive")).to_be_visible()
    channel = slack.workspace.channel_named("#depos")
    assert (channel.is_ext_shared, channel.kind, channel.is_archived) == (True, "private", True)


def test_a_phone_has_room_for_everything(browser: Browser, slack: Slack) -> None:
    with opened(browser, slack, size=PHONE) as page:
        booked(page, "Doe")
        page.get_by_role("button", name="Channels").click()
        page.get_by_role("link", name="general").click()
        expect(page.get_by_role("heading", name="#general", exact=True)).to_be_visible()
        page.get_by_role("button", name="Sandbox", exact=True).click()
        expect(page.get_by_role("region", name="Sandbox")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_every_field_and_button_has_a_name(page: Page) -> None:
    booked(page, "Doe")
    type_in(page, "/book noon")
    expect(page.get_by_role("dialog")).to_be_visible()
    for role in ("button", "textbox", "combobox", "checkbox", "radio", "link"):
        for element in page.get_by_role(role).all():
            assert re.match(r"- '?\w+ \"[^\"]+", element.aria_snapshot()), element
