"""A coordinator's morning in a browser, in two parts; `picture` is given what is worth one, with its name."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.sandbox.conftest import form_for, type_in

CASE = "2026-CV-118"
HOST = "ana.reyes@harbor-reporting.example"

Picture = Callable[[str, Locator], None]


def sure_of_what_happened(page: Page, picture: Picture) -> None:
    """Book three depositions, be warned and asked, and undo a move and a cancellation while they are held."""
    form = page.get_by_role("dialog", name="Schedule a session")
    _begin(page, "Mon next week 2pm Pacific", "Kim Park")
    form.get_by_label("Title").scroll_into_view_if_needed()
    picture("form", form)
    _add_host(page, HOST)
    _schedule(page)
    expect(_card(page, "Kim Park")).to_contain_text("Confirmed")

    _begin(page, "Mon next week 2:30pm Pacific", "Lee Smith")
    _add_host(page, HOST)
    expect(form).to_contain_text("is booked at that time")
    reason = form.get_by_label("Reason for going ahead")
    reason.fill("A second host covers it")
    reason.scroll_into_view_if_needed()
    picture("overlap", form)
    _schedule(page)
    expect(_card(page, "Lee Smith")).to_contain_text("Confirmed")

    _begin(page, "Tue next week 9am Pacific", "Kim Park")
    expect(form).to_contain_text("Is this a move of")
    form.get_by_role("button", name="Move S-").click()
    move = page.get_by_role("dialog", name="Move")
    expect(move.get_by_label("When")).to_have_value(re.compile("9:00 AM"))
    _move(page)
    picture("receipt", _receipt(page, "to be moved"))
    _undo(page, "to be moved")
    expect(_card(page, "Kim Park")).to_contain_text("Confirmed")

    _book(page, "Wed next week 9am Pacific", "Ann Li")
    _card(page, "Ann Li").get_by_role("button", name="Cancel session").click()
    page.get_by_role("dialog", name="Cancel").get_by_role("button", name="Cancel session").click()
    _undo(page, "to be canceled")
    expect(_card(page, "Ann Li")).to_contain_text("Confirmed")


def found_by_what_one_knows(page: Page, picture: Picture) -> None:
    """Book three more, move two and cancel one, find what is on and how to join, and paste a notice."""
    _book(page, "Mon next week 9am Pacific", "Kim Park")
    _book(page, "Tue next week 9am Pacific", "Ann Li")
    _book(page, "Wed next week 9am Pacific", "Tom Nguyen")

    form_for(page, "/session move Li 11am Pacific", name="Move")
    _move(page)
    expect(_card(page, "Ann Li")).to_contain_text("11:00 AM")
    _card(page, "Tom Nguyen").get_by_role("button", name="Move").click()
    move = page.get_by_role("dialog", name="Move")
    move.get_by_label("When").fill("push back an hour")
    expect(move).to_contain_text("1 hour later")
    picture("sandbox", page.locator("body"))
    _move(page)
    expect(_card(page, "Tom Nguyen")).to_contain_text("10:00 AM")

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

    type_in(page, "/bookings next week")
    week = _answer(page, "Your bookings next week")
    for witness in ("Kim Park", "Ann Li", "Tom Nguyen"):
        expect(week).to_contain_text(f"Deposition of {witness}")
    expect(week).not_to_contain_text("canceled")
    type_in(page, f"/session list case {CASE} with canceled")
    agenda = _answer(page, f"with case “{CASE}”")
    expect(agenda).to_contain_text("canceled")
    expect(agenda).to_contain_text("Ann Li")
    picture("agenda", agenda)

    shown = form_for(page, "/session show Li", name="Session")
    expect(shown.get_by_role("link", name="deposition-of-ann-li")).to_be_visible()
    shown.get_by_role("button", name="Copy notice").click()
    notice = page.get_by_role("dialog", name="Copy notice")
    expect(notice).to_contain_text("Please note that")
    picture("notice", notice)


def _begin(page: Page, when: str, witness: str) -> None:
    """Open the form for a deposition and fill it in, without sending it."""
    form = form_for(page, f"/session {when}", name="Schedule a session")
    form.get_by_label("Title").fill(f"Deposition of {witness}")
    form.get_by_label("Case").fill(CASE)
    form.get_by_label("Deponent name").fill(witness)
    form.get_by_label("Deponent email").fill(
        f"{witness.rsplit(maxsplit=1)[-1].lower()}@witness.example"
    )


def _add_host(page: Page, address: str) -> None:
    """Add the host of a deposition, below More options."""
    form = page.get_by_role("dialog", name="Schedule a session")
    form.get_by_role("button", name="More options").click()
    form.get_by_role("textbox", name="Hosts").fill(address)


def _schedule(page: Page) -> None:
    form = page.get_by_role("dialog", name="Schedule a session")
    form.get_by_role("button", name="Schedule").click()


def _book(page: Page, when: str, witness: str) -> None:
    """Book a deposition, until its card says that it's confirmed."""
    _begin(page, when, witness)
    _schedule(page)
    expect(_card(page, witness)).to_contain_text("Confirmed")


def _move(page: Page) -> None:
    """Send the form that moves one."""
    form = page.get_by_role("dialog", name="Move")
    form.get_by_role("button", name="Move", exact=True).click()


def _undo(page: Page, held: str) -> None:
    """Undo what is held, by the receipt that says so."""
    receipt = _receipt(page, held)
    expect(receipt).to_contain_text("Only visible to you")
    receipt.get_by_role("button", name="Undo").click()
    expect(receipt).to_have_count(0)
    expect(page.get_by_text("Undone. Nobody was told").last).to_be_visible()


def _receipt(page: Page, held: str) -> Locator:
    """Return the private line about what is held."""
    line = page.get_by_role("article").filter(has_text="Only visible to you")
    return line.filter(has_text="Nobody has been told yet").filter(has_text=held)


def _answer(page: Page, heading: str) -> Locator:
    """Return the newest list with this heading."""
    return page.get_by_role("article").filter(has_text=heading).last


def _card(page: Page, witness: str) -> Locator:
    """Return the card of a deposition."""
    return page.get_by_role("article").filter(has_text=f"Deposition of {witness}").first
