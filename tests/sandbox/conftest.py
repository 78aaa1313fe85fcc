"""The sandbox's Slack with a small app in it, and the whole sandbox in a browser."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final
from wsgiref.types import WSGIApplication

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright
from slack_bolt.adapter.wsgi import SlackRequestHandler

from sandbox.http_server import Server
from sandbox.run import running
from sandbox.slack import Slack
from tests.sandbox.booker import MANIFEST, bolt_app


@contextmanager
def served(app: WSGIApplication) -> Iterator[str]:
    """Serve an app; yields the address that Slack posts to."""
    server = Server(app)
    server.start()
    try:
        yield f"{server.url}/slack/events"
    finally:
        server.stop()


@pytest.fixture
def empty_slack() -> Iterator[Slack]:
    """Return a workspace whose app is not running."""
    with Slack(MANIFEST) as slack:
        yield slack


@pytest.fixture
def slack(empty_slack: Slack) -> Iterator[Slack]:
    """Return a workspace with the Bolt app in it."""
    with served(SlackRequestHandler(bolt_app(empty_slack))) as url:
        empty_slack.connect(url)
        yield empty_slack


BROWSER_ARGUMENTS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# So long may something take to appear where other tests keep the machine busy.
PATIENCE: Final = 30_000
LAPTOP: Final[ViewportSize] = {"width": 1280, "height": 800}
PHONE: Final[ViewportSize] = {"width": 390, "height": 780}


def chromium() -> str | None:
    """Return where this machine's own Chromium is, None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return this machine's own Chromium, or skip the test where there is none."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine: install it to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, slack: Slack, *, size: ViewportSize = LAPTOP) -> Iterator[Page]:
    """Open the page as somebody who was never there; an error in the page fails the test."""
    context = browser.new_context(viewport=size)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(slack.url)
    expect(page.get_by_role("heading", name="#depositions", exact=True)).to_be_visible()
    yield page
    context.close()
    assert broken == []


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Show the whole sandbox, with everything running as `make sandbox` runs it."""
    with running(undo_seconds=0) as slack, opened(browser, slack) as page:
        yield page


def type_in(page: Page, text: str, *, channel: str = "#depositions") -> None:
    """Send a message or a command in the channel that is open."""
    page.get_by_label(f"Message {channel}").fill(text)
    page.keyboard.press("Enter")


def form_for(page: Page, line: str, *, name: str, channel: str = "#depositions") -> Locator:
    """Type a command until its form is open: a busy machine may take longer than Slack's three seconds."""
    form = page.get_by_role("dialog", name=name)
    for _ in range(3):
        type_in(page, line, channel=channel)
        with suppress(AssertionError):
            expect(form).to_be_visible(timeout=5_000)
            break
    return form


def become(page: Page, name: str) -> None:
    """Go on as another person."""
    page.get_by_role("button", name="You are").click()
    page.get_by_role("menuitemradio", name=name).click()
    expect(page.get_by_role("button", name=f"You are {name}")).to_be_visible()
