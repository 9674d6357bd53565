"""How the tests read a screen: by what is visible, when the app says that its run has ended."""

import json
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import TimeoutError, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from services.accounts.rules import token_hash
from ui.session import COOKIE

# A busy office machine: nothing waits this long unless it never comes.
SECONDS = 30
WIDE, NARROW = (1440, 900), (390, 844)
_TRIES, _TRY_MS = 5, 6_000
_SOCKETS = WeakKeyDictionary()

# What still moves, as an expander that is opening, may take a press away from under the hand.
_IDLE_JS = """() => {
  const isEndless = (one) => one.effect.getComputedTiming().iterations === Infinity;
  const app = document.querySelector("[data-testid=stApp]");
  const main = document.querySelector("[data-testid=stMain]");
  return app && main && app.dataset.testScriptState === "notRunning"
    && app.dataset.testConnectionState === "CONNECTED" && main.innerText.trim() !== ""
    && document.getAnimations().every((one) => one.playState !== "running" || isEndless(one))
    && !document.querySelector("[data-stale=true], [data-testid=stSkeleton]");
}"""
_FITS_JS = "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth <= m.clientWidth; }"
_WIDTHS_JS = "() => { const m = document.querySelector('[data-testid=stMain]'); return [m.scrollWidth, m.clientWidth]; }"

# Every piece of text a person can read, and the text of empty inputs. Not the icons, which are words
# to the font, and not the cells of a table, which are drawn.
_READ_JS = """() => {
  const skipped = "canvas, script, style, noscript, code, iframe, [role=img], [translate=no], [data-testid$=Icon], [data-testid=stIconMaterial]";
  const isClipped = (e) => e && (getComputedStyle(e).clipPath === "inset(50%)" || isClipped(e.parentElement));
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && !isClipped(element);
  const read = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest(skipped) && isShown(parent)) { read.push(walker.currentNode.data.trim()); }
  }
  for (const element of document.querySelectorAll("[placeholder], [aria-label], [title]")) {
    if (element.closest(skipped) || !isShown(element)) { continue; }
    for (const name of ["placeholder", "aria-label", "title"]) { read.push((element.getAttribute(name) || "").trim()); }
  }
  return [document.title, ...read].filter((text) => text !== "");
}"""

# Names of files and programs, units, and the invented accounts: not words to translate.
_NO_WORDS = re.compile(
    r"\S+\.(?:xlsx?|et|docx?|csv|txt|zip|pdf|toml|png)\b|\.(?:xlsx?|et|docx?|csv|txt|zip|pdf|toml|png)\b"
    r"|\bdata/editions\b|\b(?:Word|Excel|WPS|CSV|PDF|Office|LibreOffice|MB|Ctrl|Esc|admin|zuwei2?|zhuanjia|lingdao)\b",
    re.ASCII,
)
_ENGLISH = re.compile(r"[A-Za-z]{2,}")


def settle(page):
    """Wait until the run has ended and the screen is its result."""
    page.wait_for_function(_IDLE_JS)


def hear(page):
    """Keep the tab's connection to the server at hand, from its first page on."""
    page.on("websocket", lambda socket: _SOCKETS.update({page: socket}))


@contextmanager
def another_run(page):
    """Wait for the end of the run that what is done inside begins: the screen may look the same after it."""
    settle(page)
    with _SOCKETS[page].expect_event("framereceived", _ends_a_run):
        yield
    settle(page)


def _ends_a_run(frame):
    return ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished"


def choose(page, label, option):
    """Choose from a list; a run that ends just then closes the list, and it is opened once more."""
    for _ in range(_TRIES):
        page.get_by_role("combobox", name=label).first.click()
        with suppress(TimeoutError):
            page.get_by_role("option").filter(has_text=option).first.click(timeout=_TRY_MS)
            settle(page)
            return
    raise AssertionError(f"{label}: {option}")


def go(page, site, path=""):
    """Open an address as typed into the browser."""
    page.goto(f"{site.address}/{path}", wait_until="commit")
    settle(page)


def main(page):
    """The page beside the navigation."""
    return page.get_by_test_id("stMain")


def field_of(page, label):
    """The input with this label in the page."""
    return main(page).get_by_label(label, exact=True)


def press(page, label):
    """Press the first visible button that says exactly this."""
    main(page).get_by_role("button", name=label, exact=True).locator("visible=true").first.click()


def says(page, text):
    """Wait until the page says this."""
    expect(page.get_by_text(text).locator("visible=true").first).to_be_visible()


def is_signed_out(page):
    """Wait for the sign-in form, with nothing around it."""
    expect(page.get_by_label("用户名", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="退出登录")).to_have_count(0)
    settle(page)


def sign_in(page, site, name, password, path=""):
    """Sign in as a person does, from any address."""
    go(page, site, path)
    field_of(page, "用户名").fill(name)
    field_of(page, "密码").fill(password)
    press(page, "登录")
    expect(page.get_by_role("button", name="退出登录")).to_be_attached()
    settle(page)


def sign_out(page):
    """Sign out with the button beside the name."""
    page.get_by_role("button", name="退出登录").click()
    is_signed_out(page)


def english(page):
    """What the screen still says in English."""
    return [text for text in page.evaluate(_READ_JS) if _ENGLISH.search(_NO_WORDS.sub("", text))]


def cells(frame):
    """The cells of a drawn table, as a screen reader is given them."""
    expect(frame.locator("canvas td").first).to_be_attached()
    return frame.locator("canvas td").all_text_contents()


def secrets_of(site):
    """The enterprises, contacts and phones of the site's database: what few may see."""
    rows = site.rows("SELECT enterprise, phones FROM recommended_case")
    return {name for name, _ in rows} | {phone for _, phones in rows for phone in json.loads(phones)}


def session_of(window):
    """The session a browser window has a cookie of, as the database knows it; None without a cookie."""
    return next((token_hash(c["value"]) for c in window.cookies() if c["name"] == COOKIE), None)


def sessions(site, name):
    """Every session an account ever had there, the oldest first, and whether it is open."""
    rows = site.rows(
        "SELECT token_hash, revoked_at IS NULL FROM signinsession "
        "JOIN account ON account.id = account_id WHERE username = ? ORDER BY signinsession.id",
        name,
    )
    return [(known_as, bool(is_open)) for known_as, is_open in rows]


def failures(site):
    """The wrong passwords counted for each name, the most first."""
    return [n for (n,) in site.rows("SELECT failures FROM signincounter WHERE kind = 'name' ORDER BY 1 DESC")]


@dataclass
class Wire:
    """Everything the server sent to a tab, every address the tab asked, and what its policy stopped."""

    received: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)

    def tells(self, words):
        """Which of the words were sent, shown on the screen or not."""
        everything = b"\n".join(self.received)
        return sorted(word for word in words if word.encode() in everything)

    def strangers(self):
        """The asked addresses that are not this machine's."""
        own = {"127.0.0.1", None}
        return sorted({url for url in self.asked if urlsplit(url).hostname not in own})


class Switch:
    """Listens to a tab; what it hears goes to the wire of the moment."""

    def __init__(self, wire=None):
        self.now = wire or Wire()

    def listen(self, page):
        """Listen to a tab from now on."""
        page.on("request", lambda request: self.now.asked.append(request.url))
        page.on("websocket", self._connected)
        page.on("console", self._told)

    def _told(self, message):
        if "Content Security Policy" in message.text:
            self.now.stopped.append(message.text)

    def _connected(self, socket):
        wire = self.now
        wire.asked.append(socket.url)
        socket.on(
            "framereceived",
            lambda frame: wire.received.append(frame if isinstance(frame, bytes) else frame.encode()),
        )


@dataclass(frozen=True)
class Visit:
    """One page as one role found it."""

    landed: str
    title: str
    links: int
    said: str
    wire: Wire
    english: list[str]
    wide: tuple[int, int]
    narrow: tuple[int, int]


class Tour:
    """Visits pages as each role, each page once, and keeps what it saw."""

    def __init__(self, site, people, open_browser):
        self._site, self._people, self._open = site, people, open_browser
        self._tabs, self._wires, self._visits = {}, {}, {}

    def visit(self, role, path):
        """What this role finds at this address."""
        if (role, path) not in self._visits:
            self._visits[role, path] = self._look(role, path)
        return self._visits[role, path]

    def tab(self, role):
        """The tab this role is signed in at."""
        if role not in self._tabs:
            window = self._open(*WIDE)
            self._tabs[role], self._wires[role] = window.new_page(), Switch()
            if role != "nobody":
                sign_in(self._tabs[role], self._site, *self._people[role], "profile")
            self._wires[role].listen(self._tabs[role])
        return self._tabs[role]

    def close(self):
        """Close the browser windows."""
        for tab in self._tabs.values():
            tab.context.close()

    def _look(self, role, path):
        page, wire = self.tab(role), Wire()
        self._wires[role].now = wire
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        go(page, self._site, path)
        expect(main(page).get_by_role("heading", level=1)).to_be_visible()
        settle(page)
        return Visit(
            landed=urlsplit(page.url).path.strip("/"),
            title=main(page).get_by_role("heading", level=1).inner_text(),
            links=main(page).get_by_role("link").count(),
            said=main(page).inner_text(),
            wire=wire,
            english=english(page),
            wide=_widths(page),
            narrow=_widths(page, NARROW),
        )


def _widths(page, size=None):
    if size:
        page.set_viewport_size({"width": size[0], "height": size[1]})
    # Charts and tables take a moment to fit a new width; what never fits, the test names.
    with suppress(TimeoutError):
        page.wait_for_function(_FITS_JS, timeout=4000)
    return tuple(page.evaluate(_WIDTHS_JS))
