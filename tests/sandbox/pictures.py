"""Takes the README's pictures: `python -m tests.sandbox.pictures FOLDER`, or `make pictures`.

They show what Docket is now, because the browser test of a morning takes them, too.
"""

import sys
from pathlib import Path

from playwright.sync_api import Locator, sync_playwright

from sandbox.run import running
from tests.sandbox import morning
from tests.sandbox.conftest import BROWSER_ARGUMENTS, chromium, opened


def main() -> None:
    """Take the pictures into the folder that is named."""
    folder, path = Path(sys.argv[1]), chromium()
    if path is None:
        sys.exit("There's no Chromium on this machine. Install it, then run this again.")

    def take(name: str, what: Locator) -> None:
        what.screenshot(path=folder / f"{name}.png")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        with running(undo_seconds=600) as slack, opened(browser, slack) as page:
            morning.sure_of_what_happened(page, take)
        with running(undo_seconds=0) as slack, opened(browser, slack) as page:
            morning.found_by_what_one_knows(page, take)
        browser.close()


if __name__ == "__main__":
    main()
