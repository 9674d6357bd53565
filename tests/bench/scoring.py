"""Compares the reviewer's page with a bare page of the same elements, in one run and one real browser.

``python -m tests.bench.scoring`` prints milliseconds and ratios from click until visible, and
ends with an error when a ratio is missed:

- a level is tapped: until the bar below shows the new total;
- “暂存，下一个”: until the next case's title is there.
"""

import os
import statistics
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

from services.store import engine as store
from tests.bench.filling_review import prepare_review
from tests.bench.serving import AS_SHIPPED, HERE, ROOT, environment, served
from tests.e2e.browser import settle
from ui.session import COOKIE

CHROMIUM = "/usr/bin/chromium"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "25"))
SLOWER_MAX = 1.5
# Clicks a button that says so, and looks frame by frame until the first of these elements says something else.
_SEEN_JS = """
([label, seen]) => new Promise((done, fail) => {
  const said = () => { const found = document.querySelector(seen); return found ? found.innerText : null; };
  const before = said();
  const button = [...document.querySelectorAll("[data-testid=stMain] button, [data-testid=stBottom] button")]
    .find((one) => one.innerText.trim() === label);
  const start = performance.now();
  const look = () => {
    const taken = performance.now() - start;
    if (![null, before].includes(said())) { done(taken); }
    else if (taken > 60000) { fail(new Error(`${label}: nothing to be seen`)); }
    else { requestAnimationFrame(look); }
  };
  button.click();
  look();
})
"""
_TOTAL, _TITLE = "[data-testid=stBottom] strong", "[data-testid=stMain] h3"
_LEVELS, _NEXT = ("优", "良"), "暂存，下一个"


@dataclass
class Site:
    """A page in the browser, and what its clicks and the server's runs took."""

    told: str
    page: object
    server: object
    levels: list[float] = field(default_factory=list)
    nexts: list[float] = field(default_factory=list)
    level_runs: list[float] = field(default_factory=list)
    next_runs: list[float] = field(default_factory=list)

    def click(self, label, seen):
        """Click and wait; the milliseconds until something else is seen."""
        self.page.bring_to_front()
        taken = self.page.evaluate(_SEEN_JS, [label, seen])
        settle(self.page)
        return taken


def main():
    """Measure, print, and say which targets are missed."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running, sync_playwright() as playwright:
        os.environ.update(environment(Path(folder), "product"))
        person = prepare_review().people[0]
        store.engine().dispose()
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        bare = running.enter_context(served(HERE / "bare_sheet.py", Path(folder), "bare", AS_SHIPPED))
        product = running.enter_context(served(ROOT / "app.py", Path(folder), "product"))
        sites = [
            Site("bare page with the same freeze", _open(browser, f"{bare.address}/sheet"), bare),
            Site(
                "reviewer's page",
                _open(browser, f"{product.address}/scoring?id={person.case_ids[0]}", person.cookie),
                product,
            ),
        ]
        _click(sites)
        browser.close()
    return [
        line for line in (_print(sites, "levels", "level_runs"), _print(sites, "nexts", "next_runs")) if line
    ]


def _open(browser, address, cookie=None):
    context = browser.new_context(viewport={"width": 1440, "height": 1900}, locale="zh-CN")
    if cookie:
        context.add_cookies([{"name": COOKIE, "value": cookie, "url": address}])
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(_TOTAL)
    settle(page)
    return page


def _click(sites):
    # The first clicks load what every later one has; a case that comes again has the last level.
    for site in sites:
        for label in _LEVELS:
            site.click(label, _TOTAL)
        site.click(_NEXT, _TITLE)
        site.server.runs("")
    # Interleaved, so that a busy moment of the machine hits both alike.
    for _ in range(ROUNDS):
        for site in sites:
            site.levels += [site.click(label, _TOTAL) for label in _LEVELS]
            site.level_runs += site.server.runs("")
            site.nexts.append(site.click(_NEXT, _TITLE))
            # The fragment's run has the page's within it.
            site.next_runs.append(max(site.server.runs("")))


def _print(sites, clicks, runs):
    """One table; what to say where the ratio is missed."""
    names = {
        "levels": "a level tapped, until the total is there",
        "nexts": "the next case, until its title is there",
    }
    head = f"{names[clicks]}, median of {len(getattr(sites[0], clicks))}"
    print(f"{head:<64}{'ms':>8}{'ratio':>8}{'on the server':>15}")
    bare, product = (statistics.median(getattr(site, clicks)) for site in sites)
    for site, taken in zip(sites, (bare, product), strict=True):
        print(
            f"{site.told:<64}{taken:>8.0f}{taken / bare:>8.2f}{statistics.median(getattr(site, runs)):>15.1f}"
        )
    print(f"limit {SLOWER_MAX}")
    return f"{names[clicks]}: {product / bare:.2f} times the bare page" if product / bare > SLOWER_MAX else ""


if __name__ == "__main__":
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}")
    missed = main()
    print(*(f"MISSED: {line}" for line in missed), f"load {os.getloadavg()[0]:.2f}", sep="\n")
    sys.exit(1 if missed else 0)
