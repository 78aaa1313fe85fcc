"""A coordinator's morning in a browser, in two parts; `picture` is given what is worth one, with its name."""

import re
from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Locator, Page, expect

from tests.sandbox.conftest import type_in

CASE = "2026-CV-118"
HOST = "ana.reyes@harbor-reporting.example"

Picture = Callable[[str, Locator], None]


def sure_of_what_happened(page: Page, picture: Picture) -> None:
    """Book depositions, be warned and asked, move one by name, and undo it; decisions are held for long."""
    _begin(page, "next Mon 2pm Pacific", "Kim Park", hosts=HOST)
    picture("form", page.get_by_role("dialog", name="Schedule a session"))
    _schedule(page)
    expect(_card(page, "Kim Park")).to_contain_text("Confirmed")

    _begin(page, "next Mon 2:30pm Pacific", "Lee Smith", hosts=HOST)
    _schedule(page)
    form = page.get_by_role("dialog", name="Schedule a session")
    expect(form).to_contain_text("is booked at that time")
    reason = form.get_by_label("Reason for going ahead")
    reason.fill("A second host covers it")
    reason.scroll_into_view_if_needed()
    picture("overlap", form)
    _schedule(page)
    expect(_card(page, "Lee Smith")).to_contain_text("Confirmed")

    _begin(page, "next Tue 9am Pacific", "Kim Park")
    _schedule(page)
    expect(form).to_contain_text("Is this a move of")
    form.get_by_role("button", name="Move S-").click()
    move = page.get_by_role("dialog", name="Move")
    expect(move.get_by_label("When")).to_have_value(re.compile("9:00 AM"))
    move.get_by_role("button", name="Move", exact=True).click()
    receipt = page.get_by_role("article").filter(has_text="Nobody has been told yet").last
    expect(receipt).to_contain_text("Only visible to you")
    picture("receipt", receipt)
    receipt.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone. Nobody was told").last).to_be_visible()
    expect(_card(page, "Kim Park")).to_contain_text("Confirmed")


def found_by_what_one_knows(page: Page, picture: Picture) -> None:
    """Cancel one with a reason and book it again, look through what is on, and paste a notice."""
    for when, witness in (("next Mon 9am Pacific", "Kim Park"), ("next Tue 9am Pacific", "Ann Li")):
        _begin(page, when, witness)
        _schedule(page)
        expect(_card(page, witness)).to_contain_text("Confirmed")
    type_in(page, "/session move Li 11am Pacific")
    page.get_by_role("dialog", name="Move").get_by_role("button", name="Move", exact=True).click()
    expect(_card(page, "Ann Li")).to_contain_text("11:00 AM")

    card = _card(page, "Kim Park")
    card.get_by_role("button", name="Cancel session").click()
    cancel = page.get_by_role("dialog", name="Cancel")
    cancel.get_by_role("textbox", name="Reason").fill("The witness is ill")
    cancel.get_by_role("button", name="Cancel session").click()
    expect(card).to_contain_text("Canceled")
    card.get_by_role("button", name="Book again").click()
    again = page.get_by_role("dialog", name="Schedule a session")
    expect(again.get_by_label("Title")).to_have_value("Deposition of Kim Park")
    _schedule(page)
    expect(again).to_have_count(0)

    type_in(page, f"/session list case {CASE} with canceled")
    agenda = page.get_by_role("article").filter(has_text=f"with case “{CASE}”").last
    expect(agenda).to_contain_text("canceled")
    expect(agenda).to_contain_text("Ann Li")
    picture("agenda", agenda)
    type_in(page, "/session show Li")
    shown = page.get_by_role("dialog", name="Session")
    expect(shown.get_by_text("Join").first).to_be_visible()
    shown.get_by_role("button", name="Copy notice").click()
    notice = page.get_by_role("dialog", name="Copy notice")
    expect(notice).to_contain_text("Please note that")
    picture("notice", notice)


def _begin(page: Page, when: str, witness: str, *, hosts: str = "") -> None:
    """Open the form for a deposition and fill it in, without sending it."""
    form = page.get_by_role("dialog", name="Schedule a session")
    # Slack waits three seconds for a form, which a machine that is busy with other tests may take.
    for _ in range(3):
        type_in(page, f"/session {when}")
        with suppress(AssertionError):
            expect(form).to_be_visible()
            break
    form.get_by_label("Title").fill(f"Deposition of {witness}")
    form.get_by_label("Case").fill(CASE)
    form.get_by_label("Deponent name").fill(witness)
    form.get_by_label("Deponent email").fill(
        f"{witness.rsplit(maxsplit=1)[-1].lower()}@witness.example"
    )
    if hosts:
        form.get_by_role("button", name="More options").click()
        form.get_by_role("textbox", name="Hosts").fill(hosts)


def _schedule(page: Page) -> None:
    form = page.get_by_role("dialog", name="Schedule a session")
    form.get_by_role("button", name="Schedule").click()


def _card(page: Page, witness: str) -> Locator:
    """Return the card of a deposition."""
    return page.get_by_role("article").filter(has_text=f"Deposition of {witness}").first
