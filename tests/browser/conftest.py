"""A real Chromium against the real server: every page is watched for policy violations and script errors."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

# Playwright's sync driver keeps an event loop in this thread; Django's ORM is used from it by the tests' own set-up only.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HERE = Path(__file__).parent
# axe, and what keeps it from judging the same colours again and again.
SCRIPTS = Axe().axe_script + (HERE / "looks.js").read_text(encoding="utf-8")
# A machine that has much else to do is slow, not wrong; what never comes still fails.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them work on a new installation; without a Chromium they skip with one clear reason."""
    absent = pytest.mark.skip(reason="no Chromium on this machine: `apt-get install chromium` brings the browser tests")
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.installed)
            if CHROMIUM is None:
                item.add_marker(absent)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """One person at one browser window.

    `complaints` collects policy violations, script errors and failed requests; `looks` are those whose contrast axe passed.
    """

    server: str
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    status: int = 0
    has_axe: bool = False
    looks: set[str] = field(default_factory=set)

    def go(self, address: str) -> Page:
        answer = self.page.goto(self.server + address)
        self.status = answer.status if answer else 0
        return self.page

    def sign_in(self, username: str, password: str) -> None:
        self.go("/accounts/login/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", password)
        through(self.page.locator("main button[type=submit]").first)

    def faults_of_access(self) -> list[str]:
        """What axe-core finds wrong on the page as it stands, once it is there: of each rule the first place."""
        self.page.wait_for_load_state("load")
        if not self.has_axe:
            self.has_axe = True
            self.context.add_init_script(SCRIPTS)
            self.page.evaluate(SCRIPTS)
        found = self.page.evaluate("known => looks.judge(known)", list(self.looks))
        self.looks.update(found["passed"])
        return found["faults"]

    def faults_of_access_on_both(self) -> list[str]:
        """The same at the width of a desk and then of a phone, which the window keeps."""
        self.widen("desktop")
        found = self.faults_of_access()
        self.widen("phone")
        return found + self.faults_of_access()

    def widen(self, width: str) -> None:
        """Give the window another width, a key of `WIDTHS`; the page stays."""
        wide, high = WIDTHS[width]
        self.page.set_viewport_size({"width": wide, "height": high})

    def overflow_px(self) -> int:
        """How far the page scrolls sideways; must be 0."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def through(place: Locator) -> None:
    """Click what leads to another page, and be there: a click alone returns when the page begins to come."""
    with place.page.expect_navigation():
        place.click()


def visitor(browser: Browser, server: str, width: str = "desktop", *, scripts: bool = True) -> Visitor:
    """Open a window; `width` is a key of `WIDTHS`."""
    size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
    context = browser.new_context(
        viewport=size, java_script_enabled=scripts, locale="zh-CN", bypass_csp=False, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    one = Visitor(server, context, context.new_page())
    one.page.on("console", lambda line: one.complaints.append(line.text) if line.type == "error" else None)
    one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
    return one


@pytest.fixture
def desk(chromium: Browser, live_server: LiveServer) -> Iterator[Visitor]:
    """A stranger at a desk; at the end nothing may have been complained about."""
    one = visitor(chromium, live_server.url)
    yield one
    one.context.close()
    assert one.complaints == []


@pytest.fixture
def phone(chromium: Browser, live_server: LiveServer) -> Iterator[Visitor]:
    """A stranger with a phone."""
    one = visitor(chromium, live_server.url, "phone")
    yield one
    one.context.close()
    assert one.complaints == []
