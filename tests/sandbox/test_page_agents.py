"""Agents by hand in a browser: sent, moved with a session, taken off an event, an event deleted."""

import re

import pytest
from playwright.sync_api import Page, expect

from sandbox.providers.cronofy import CALENDAR
from tests.sandbox.conftest import form_for, type_in

pytestmark = pytest.mark.browser

CALL = "https://zoom.example/j/123"


def test_an_agent_is_scheduled_cancelled_and_sent_at_once(page: Page) -> None:
    form = form_for(page, f"/agent {CALL} tomorrow 2pm Pacific", name="Send an agent")
    expect(form.get_by_label("Join link")).to_have_value(CALL)
    expect(form.get_by_label("On behalf of")).not_to_have_value("")
    form.get_by_role("button", name="Send agent").click()
    card = page.get_by_role("article").filter(has_text="Meeting agent for zoom.example")
    expect(card).to_contain_text("The agent will join automatically")
    panel = page.get_by_role("region", name="Sandbox")
    expect(panel.get_by_text("scheduled")).to_be_visible()

    card.get_by_role("button", name="Cancel agent").click()
    page.get_by_role("dialog", name="Cancel").get_by_role("button", name="Cancel agent").click()
    expect(card.first).to_contain_text("Canceled")

    form = form_for(page, "/agent https://meet.example/now", name="Send an agent")
    form.get_by_role("button", name="Send agent").click()
    expect(page.get_by_text("The agent is on its way")).to_be_visible()
    expect(panel.get_by_text("sent at once")).to_be_visible()


def test_one_press_sends_an_agent_along_with_a_session(page: Page) -> None:
    form = form_for(page, "/session tomorrow 2pm Pacific", name="Schedule a session")
    form.get_by_label("Title").fill("Deposition of Jane Doe")
    form.get_by_role("button", name="Schedule").click()
    card = page.get_by_role("article").filter(has_text="Owner @Ana Reyes").first
    expect(card).to_contain_text("Confirmed")
    # What only one person saw is gone then: the card is the last thing on the page, with no room below.
    page.reload()
    card.get_by_role("button", name="More options").click()
    expect(page.get_by_role("menuitem").last).to_be_in_viewport(ratio=1)
    page.get_by_role("menuitem", name="Send agent").click()
    expect(card).to_contain_text("is attached")
    agent = page.get_by_role("article").filter(has_text="Meeting agent for Deposition")
    expect(agent).to_contain_text("The agent will join automatically")

    card.get_by_role("button", name="Cancel session").click()
    cancel = page.get_by_role("dialog", name="Cancel")
    cancel.get_by_role("button", name="Cancel session").click()
    expect(card).to_contain_text("Canceled")
    expect(agent).to_contain_text("Canceled")


def test_calendar_events_lose_their_agent_or_are_deleted(page: Page) -> None:
    type_in(page, f"/agent remove {CALENDAR} evt_kickoff")
    expect(page.get_by_text("The agent was removed.")).to_be_visible()
    panel = page.get_by_role("region", name="Sandbox")
    expect(panel.get_by_text("on it")).to_have_count(0)

    asked = form_for(page, f"/agent delete {CALENDAR} evt_kickoff", name="Delete event?")
    asked.get_by_role("button", name="Delete event").click()
    expect(panel.get_by_text("deleted")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Docket( unread)?$")).click()
    expect(page.get_by_text("The event was deleted")).to_be_visible()
