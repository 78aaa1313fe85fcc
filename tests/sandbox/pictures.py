"""Takes the README's pictures: `python -m tests.sandbox.pictures FOLDER`, or `make pictures`.

Each is a part of the sandbox's page after what a coordinator does there, so they show what Docket is now.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from sandbox.run import running
from tests.sandbox.conftest import BROWSER_ARGUMENTS, chromium, opened, type_in

CASE = "2026-CV-118"


def take(browser: Browser, folder: Path) -> None:
    """Take all of them."""
    with running(undo_seconds=600) as slack, opened(browser, slack) as page:
        form = new_session(page, "next Mon 2pm Pacific", "Kim Park")
        form.screenshot(path=folder / "form.png")
        form.get_by_role("button", name="Schedule").click()
        park = card(page, "Kim Park")
        expect(park).to_contain_text("Confirmed")

        second = new_session(page, "next Tue 9am Pacific", "Lee Smith")
        second.get_by_role("button", name="Schedule").click()
        expect(card(page, "Lee Smith")).to_contain_text("Confirmed")

        type_in(page, "/session move Park 4pm")
        page.get_by_role("dialog", name="Move").get_by_role("button", name="Move").click()
        receipt = page.get_by_role("article").filter(has_text="Only visible to you")
        expect(receipt.last).to_contain_text("Undo")
        receipt.last.screenshot(path=folder / "receipt.png")
        park.screenshot(path=folder / "card.png")

        type_in(page, f"/session list case {CASE}")
        agenda = page.get_by_role("article").filter(has_text="sessions").last
        expect(agenda).to_contain_text("Lee Smith")
        agenda.screenshot(path=folder / "agenda.png")


def new_session(page: Page, when: str, witness: str) -> Locator:
    """Open the form for a deposition and fill it in, without sending it."""
    type_in(page, f"/session {when}")
    form = page.get_by_role("dialog", name="Schedule a session")
    form.get_by_label("Title").fill(f"Deposition of {witness}")
    form.get_by_label("Case").fill(CASE)
    form.get_by_label("Deponent name").fill(witness)
    form.get_by_label("Deponent email").fill(
        f"{witness.rsplit(maxsplit=1)[-1].lower()}@witness.example"
    )
    return form


def card(page: Page, witness: str) -> Locator:
    """Return the card of a deposition."""
    return page.get_by_role("article").filter(has_text=f"Deposition of {witness}").first


def main() -> None:
    """Take the pictures into the folder that is named."""
    folder = Path(sys.argv[1])
    with sync_playwright() as playwright:
        path = chromium()
        if path is None:
            sys.exit("There's no Chromium on this machine. Install it, then run this again.")
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        take(browser, folder)
        browser.close()


if __name__ == "__main__":
    main()
