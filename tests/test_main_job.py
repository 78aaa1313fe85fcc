"""The main job in a real browser: schedule, see the card, move, be refused, cancel, be told."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from sandbox.run import running
from sandbox.slack import Slack
from tests.sandbox.test_page import browser, opened, pytestmark, type_in

__all__ = ["browser", "pytestmark"]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Slack]:
    with running() as slack:
        yield slack


@pytest.fixture
def page(browser: Browser, sandbox: Slack) -> Iterator[Page]:
    page = opened(browser, sandbox)
    yield page
    page.context.close()


def become(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile("You are")).click()
    page.get_by_role("menuitemradio", name=re.compile(name)).click()


def card_of(page: Page, title: str) -> Locator:
    return page.get_by_role("article").filter(has_text=title).first


def test_schedule_move_be_refused_cancel_and_see_the_announcement(page: Page) -> None:
    type_in(page, "/session tomorrow 2pm Pacific")
    form = page.get_by_role("dialog", name="Schedule a session")
    expect(form.get_by_text(re.compile("2:00 PM P[SD]T"))).to_be_visible()
    form.get_by_label("Title").fill("Deposition of Jane Doe")
    form.get_by_label("Case").fill("123-doe-v-acme")
    form.get_by_role("button", name="Schedule", exact=True).click()
    expect(form).to_be_hidden()

    card = card_of(page, "Deposition of Jane Doe")
    expect(card).to_contain_text("Confirmed")
    expect(card).to_contain_text("Case 123-doe-v-acme")
    expect(card.get_by_role("link", name=re.compile("prevail.example"))).to_be_visible()
    expect(card.get_by_role("button", name=re.compile("^Join"))).to_be_visible()

    card.get_by_role("button", name=re.compile("^Move")).click()
    move = page.get_by_role("dialog", name=re.compile("^Move S-"))
    move.get_by_label("When", exact=True).fill("the day after tomorrow at noon ET")
    expect(move.get_by_text(re.compile("12:00 PM E[SD]T"))).to_be_visible()
    move.get_by_role("button", name="Move", exact=True).click()
    expect(card).to_contain_text(re.compile("12:00 PM E[SD]T"))
    expect(card).to_contain_text("1 reply")

    become(page, "Ben Okafor")
    card.get_by_role("button", name=re.compile("^Cancel session")).click()
    expect(page.get_by_text("is not yours to change")).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()

    become(page, "Ana Reyes")
    card.get_by_role("button", name=re.compile("^Cancel session")).click()
    ask = page.get_by_role("dialog", name=re.compile("^Cancel S-"))
    ask.get_by_role("textbox", name=re.compile("Reason")).fill("Settled")
    ask.get_by_role("button", name="Cancel session").click()
    expect(card).to_contain_text("Cancelled")
    expect(card.get_by_role("button", name=re.compile("^Join"))).to_have_count(0)

    page.get_by_role("link", name=re.compile("docket-announcements")).click()
    announced = card_of(page, "Cancelled by @Ana Reyes: Deposition of Jane Doe (123-doe-v-acme)")
    expect(announced).to_contain_text(re.compile("12:00 PM E[SD]T"))
    expect(announced).not_to_contain_text("Settled")
