"""Appointments by hand in a browser: a free slot found, booked, listed and cancelled."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox.conftest import type_in

pytestmark = pytest.mark.browser

INVITEE = "pat.quill@patient.example"


def test_a_free_slot_is_found_booked_listed_and_cancelled(page: Page) -> None:
    type_in(page, "/appointment slots NY")
    page.get_by_role("button", name=re.compile("^Book ")).first.click()
    form = page.get_by_role("dialog", name="Book an appointment")
    form.get_by_label("Invitee email").fill(INVITEE)
    form.get_by_label("First name").fill("Pat")
    form.get_by_role("button", name="Book").click()
    expect(form).to_have_count(0)
    panel = page.get_by_role("region", name="Sandbox")
    expect(panel.get_by_text(INVITEE)).to_be_visible()

    type_in(page, f"/appointment list {INVITEE}")
    expect(page.get_by_text(re.compile("Initial consultation · Pat"))).to_be_visible()
    type_in(page, "/bookings")
    expect(page.get_by_text("Telehealth appointment")).to_be_visible()

    page.get_by_role("link", name=re.compile("^Docket( unread)?$")).click()
    card = page.get_by_role("article").filter(has_text="Telehealth appointment").first
    expect(card).to_contain_text("Confirmed")
    card.get_by_role("button", name="Cancel appointment").click()
    asked = page.get_by_role("dialog", name="Cancel P-")
    asked.get_by_role("button", name="Cancel appointment").click()
    expect(card).to_contain_text("Canceled")

    page.get_by_role("link", name=re.compile("docket-announcements")).click()
    said = page.get_by_text(re.compile("^An appointment on .* was canceled"))
    expect(said).to_be_visible()
    expect(page.get_by_role("article").filter(has_text=INVITEE)).to_have_count(0)
