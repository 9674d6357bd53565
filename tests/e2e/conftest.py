"""A real browser and running servers."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from services.store import engine as store
from tests.e2e.browser import SECONDS, Tour, hear, sign_in
from tests.e2e.server import environment, fill, served
from tests.programs import BROWSERS, program

_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium():
    """The system's Chromium; nothing is downloaded."""
    expect.set_options(timeout=SECONDS * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(BROWSERS), args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def open_browser(chromium):
    """Make a browser window of its own: no cookies, a desk's size."""

    def make(width=1440, height=900):
        context = chromium.new_context(
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": height},
            accept_downloads=True,
        )
        context.set_default_timeout(SECONDS * 1000)
        context.on("page", hear)
        return context

    return make


@pytest.fixture
def window(open_browser):
    """One browser window, closed after the test."""
    context = open_browser()
    yield context
    context.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The invented edition's database and files, and the name and password of each role."""
    folder = tmp_path_factory.mktemp("demo")
    return folder, fill(folder)


@pytest.fixture(scope="session")
def people(demo):
    """Name and password by role."""
    return demo[1]


@pytest.fixture(scope="session")
def library(demo, tmp_path_factory):
    """A server with the invented edition, for tests that only read."""
    with served(_copy(demo[0], tmp_path_factory.mktemp("library"))) as site:
        yield site


@pytest.fixture(scope="session")
def workshop(demo, tmp_path_factory):
    """A server with the invented edition, for tests that change it; each changes another city."""
    with served(_copy(demo[0], tmp_path_factory.mktemp("workshop"))) as site:
        yield site


@pytest.fixture
def fresh_filled(demo, tmp_path):
    """A server with the invented edition that nobody has asked anything yet."""
    with served(_copy(demo[0], tmp_path / "site")) as site:
        yield site


@pytest.fixture
def fresh_empty(tmp_path):
    """A server on an empty database that nobody has asked anything yet."""
    with served(tmp_path) as site:
        yield site


@pytest.fixture
def folder(sqlite_template, tmp_path, monkeypatch):
    """A folder with a database of the cast, for a server of the test's own; what a test does itself it does there."""
    made = tmp_path / "site"
    made.mkdir()
    shutil.copy(sqlite_template, made / "app.db")
    for name in ("DATABASE_URL", "FILES_DIR"):
        monkeypatch.setenv(name, environment(made)[name])
    yield made
    store.engine().dispose()


@pytest.fixture(scope="session")
def tour(library, people, open_browser):
    """Every page as each role sees it, looked at once and kept."""
    made = Tour(library, people, open_browser)
    yield made
    made.close()


@pytest.fixture(scope="session")
def member_cookies(workshop, people, open_browser):
    """The cookies of a committee member signed in at the workshop."""
    context = open_browser()
    sign_in(context.new_page(), workshop, *people["committee"], "profile")
    cookies = context.cookies()
    context.close()
    return cookies


@pytest.fixture
def committee(window, member_cookies):
    """A committee member's tab on the server that may be changed."""
    window.add_cookies(member_cookies)
    return window.new_page()


@pytest.fixture
def admin_tab(tour):
    """The administrator's tab at the library; only to look."""
    return tour.tab("admin")


def _copy(source: Path, target: Path) -> Path:
    return shutil.copytree(source, target, dirs_exist_ok=True)
