"""A coordinator's morning in a browser, with everything running as `make sandbox` runs it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from sandbox.run import running
from tests.sandbox import morning
from tests.sandbox.conftest import opened

# A whole morning takes longer than other tests where these keep the machine busy.
pytestmark = pytest.mark.browser


@pytest.fixture
def taken(tmp_path: Path) -> morning.Picture:
    """Take the pictures that the README shows, so that they can be taken."""

    def take(name: str, what: Locator) -> None:
        what.screenshot(path=tmp_path / f"{name}.png")

    return take


def test_one_is_warned_and_asked_and_undoes_a_move(
    browser: Browser, taken: morning.Picture
) -> None:
    with running(undo_seconds=600) as slack, opened(browser, slack) as page:
        morning.sure_of_what_happened(page, taken)


def test_one_books_again_finds_what_is_on_and_pastes_a_notice(
    page: Page, taken: morning.Picture
) -> None:
    morning.found_by_what_one_knows(page, taken)
