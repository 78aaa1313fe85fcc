"""What a guest, somebody of another company and a deactivated person may do, seen in a browser."""

import pytest
from playwright.sync_api import Page, expect

from handlers.messages import refusals
from tests.sandbox.conftest import become, form_for, type_in

pytestmark = pytest.mark.browser


def test_each_is_told_what_they_may_not(page: Page) -> None:
    page.get_by_role("link", name="shared-with-acme").click()
    line, channel = "/session tomorrow 2pm Pacific", "#shared-with-acme"
    form = form_for(page, line, name="Schedule a session", channel=channel)
    form.get_by_label("Title").fill("Privileged")
    form.get_by_role("button", name="Schedule").click()
    expect(page.get_by_role("article").filter(has_text="Confirmed")).to_be_visible()

    become(page, "Erin Voss")
    card = page.get_by_role("article").filter(has_text="Confirmed")
    expect(card).not_to_contain_text("Privileged")
    card.get_by_role("button", name="More").click()
    expect(page.get_by_text("Only people in Harbor Reporting can use Docket")).to_be_visible()

    become(page, "Dev Patel")
    page.get_by_role("link", name="depositions").click()
    type_in(page, "/session tomorrow 2pm Pacific", channel="#depositions")
    expect(page.get_by_text(refusals.GUESTS_BOOK_NOTHING)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)

    become(page, "Gus Lind")
    type_in(page, "/session help", channel="#general")
    expect(page.get_by_text(refusals.NOT_ACTIVE)).to_be_visible()
