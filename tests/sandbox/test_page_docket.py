"""What Docket is for, done by hand in a browser, with everything running as `make sandbox` runs it."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from sandbox.run import running
from tests.sandbox.conftest import become, form_for, opened

pytestmark = pytest.mark.browser


def test_enter_in_the_last_field_sends_the_form_and_more_options_come_first(page: Page) -> None:
    form = form_for(page, "/session tomorrow 2pm Pacific", name="Schedule a session")
    form.get_by_label("Title").fill("Deposition of Jane Doe")
    form.get_by_role("button", name="More options").click()
    form.get_by_label("Languages").fill("Spanish")
    expect(form.get_by_label("Title")).to_have_value("Deposition of Jane Doe")
    form.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_have_count(0)

    form = form_for(page, "/session tomorrow 2pm Pacific", name="Schedule a session")
    form.get_by_label("Title").fill("Deposition of Jane Doe")
    invitees = form.get_by_label("Invitees")
    invitees.fill("kim@firm.example,")
    invitees.press("Shift+Enter")
    invitees.press_sequentially("ruiz@firm.example")
    invitees.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    panel = page.get_by_role("region", name="Sandbox")
    expect(panel.get_by_text("ruiz@firm.example").first).to_be_visible()


def test_a_session_is_scheduled_moved_guarded_cancelled_and_announced(page: Page) -> None:
    form = form_for(page, "/session tomorrow 2pm Pacific", name="Schedule a session")
    form.get_by_label("Title").fill("Deposition of Jane Doe")
    form.get_by_label("Deponent name").fill("Jane Doe")
    form.get_by_label("Deponent email").fill("jane@doe.example")
    form.get_by_role("button", name="Schedule").click()

    card = page.get_by_role("article").filter(has_text="Owner @Ana Reyes")
    expect(card).to_contain_text("2:00 PM P")
    expect(card).to_contain_text("Confirmed")
    expect(card.get_by_role("link", name="prevail.example").first).to_be_visible()
    panel = page.get_by_role("region", name="Sandbox")
    expect(panel.get_by_text("Deposition of Jane Doe")).to_be_visible()

    card.get_by_role("button", name="Move").click()
    move = page.get_by_role("dialog", name="Move")
    # Written in full: late in California's evening "in 3 days" is two days in the East.
    day = datetime.now(UTC) + timedelta(days=3)
    move.get_by_label("When").fill(f"{day:%B %d, %Y} at 4:30pm Eastern")
    expect(move.get_by_text("4:30 PM E")).to_be_visible()
    move.get_by_role("button", name="Move").click()
    expect(card).to_contain_text("4:30 PM E")
    expect(card.get_by_role("button", name="1 reply")).to_be_visible()

    become(page, "Ben Okafor")
    card.get_by_role("button", name="Cancel session").click()
    refusal = page.get_by_role("article").filter(has_text=" can change ")
    expect(refusal).to_contain_text("Only visible to you")
    expect(refusal).to_contain_text("@Ana Reyes")

    become(page, "Ana Reyes")
    expect(refusal).to_have_count(0)
    card.get_by_role("button", name="Cancel session").click()
    cancel = page.get_by_role("dialog", name="Cancel")
    cancel.get_by_role("textbox", name="Reason").fill("The witness is ill")
    cancel.get_by_label("Include the reason in the announcement").check()
    cancel.get_by_role("button", name="Cancel session").click()
    expect(card).to_contain_text("Canceled")

    page.get_by_role("link", name="docket-announcements unread").click()
    expect(page.get_by_role("heading", name="#docket-announcements", exact=True)).to_be_visible()
    announcement = page.get_by_role("article").filter(has_text="Deposition of Jane Doe")
    expect(announcement).to_contain_text("@Ana Reyes")
    expect(announcement).to_contain_text("The witness is ill")
    expect(panel.get_by_text("canceled")).to_be_visible()


def test_a_cancellation_is_held_and_undone(browser: Browser) -> None:
    with running(undo_seconds=600) as slack, opened(browser, slack) as page:
        form = form_for(page, "/session tomorrow 2pm Pacific", name="Schedule a session")
        form.get_by_label("Title").fill("Deposition of Jane Doe")
        form.get_by_role("button", name="Schedule").click()
        card = page.get_by_role("article").filter(has_text="Owner @Ana Reyes").first
        expect(card).to_contain_text("Confirmed")
        card.get_by_role("button", name="Cancel session").click()
        cancel = page.get_by_role("dialog", name="Cancel")
        cancel.get_by_role("button", name="Cancel session").click()
        expect(card).to_contain_text("Nobody has been told yet")
        card.get_by_role("button", name="Undo").click()
        expect(card).to_contain_text("Confirmed")
        expect(page.get_by_text("Undone. Nobody was told")).to_be_visible()
        panel = page.get_by_role("region", name="Sandbox")
        expect(panel.get_by_text("ready")).to_be_visible()
