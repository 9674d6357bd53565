"""Compares the overview with a bare page of the same charts and tables, in one run and one real browser.

``python -m tests.bench.dashboard`` prints milliseconds and ratios:

- click until visible: the overview at 330 and at 10,000 cases beside a bare
  page on constant data, with the product's ``gc.freeze()`` and as Streamlit ships it;
- on the server: a full run, a full run after a change of the data, and an
  idle look of the self-refresh.
"""

import os
import secrets
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench.serving import AS_SHIPPED, HERE, ROOT, Served, environment, served

CHROMIUM = "/usr/bin/chromium"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "25"))
CHANGES = 5
LARGE = 10_000 / 330
# Leaves the page by a link, comes back by another, and waits frame by frame until every chart
# is drawn and the run has ended.
VISIBLE_JS = """
([away, back, charts]) => new Promise((done) => {
  const link = (name) => [...document.querySelectorAll("nav a, section a")].find((a) => a.innerText.includes(name));
  const plots = () => [...document.querySelectorAll(".js-plotly-plot")];
  const drawn = () => plots().filter((plot) => plot.querySelector(".trace")).length >= charts;
  const gone = () => plots().length === 0;
  const idle = () => document.querySelector("[data-test-script-state=notRunning]") !== null;
  const when = (ready, then) => {
    const look = () => ready() ? then() : requestAnimationFrame(look);
    look();
  };
  link(away).click();
  when(() => gone() && idle(), () => setTimeout(() => {
    const start = performance.now();
    link(back).click();
    when(() => drawn() && idle(), () => done(performance.now() - start));
  }, 500));
})
"""


@dataclass
class Site:
    """A running server: its name, where the away-link leads, who signs in, and its settings."""

    name: str
    server: Served
    away: str
    token: str | None = None
    settings: dict[str, str] | None = None


def main():
    """Measure everything and print the tables."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running, sync_playwright() as playwright:
        sites = [
            running.enter_context(_bare(Path(folder), "shipped", "0")),
            running.enter_context(_bare(Path(folder), "bare", "1")),
            running.enter_context(_product(Path(folder), "330", 1.0)),
            running.enter_context(_product(Path(folder), "10,000", LARGE)),
        ]
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        pages = [_open(browser, site) for site in sites]
        visible, full = _click(sites, pages)
        _print_visible(
            {site.name: statistics.median(times) for site, times in zip(sites, visible, strict=True)}
        )
        _print_runs(sites[2:], pages[2:], full[2:])
        browser.close()


def _click(sites, pages):
    visible, full = [[] for _ in sites], [[] for _ in sites]
    for site in sites:
        site.server.runs("full")
    # Interleaved, so that a busy moment of the machine hits all alike.
    for _ in range(ROUNDS):
        for place, (site, (page, charts)) in enumerate(zip(sites, pages, strict=True)):
            page.bring_to_front()
            visible[place].append(page.evaluate(VISIBLE_JS, [site.away, "总览", charts]))
            full[place].append(site.server.runs("full")[-1])
    return visible, full


def _print_visible(median):
    print(f"{'click until visible, median of ' + str(ROUNDS):<46}{'ms':>8}{'ratio':>8}   limit")
    for name, told, limit in (
        ("shipped", "bare page as Streamlit ships it", ""),
        ("bare", "bare page with the same freeze", ""),
        ("330", "overview, 330 cases", "1.50"),
    ):
        print(f"{told:<46}{median[name]:>8.0f}{median[name] / median['bare']:>8.2f}   {limit}")
    grown = median["10,000"] / median["330"]
    print(f"{'overview, 10,000 cases (beside 330)':<46}{median['10,000']:>8.0f}{grown:>8.2f}   2.50")


def _print_runs(sites, pages, full):
    print(f"\n{'on the server, median':<46}{'ms':>8}{'ratio':>8}   limit")
    first = statistics.median(full[0])
    changed_first = None
    for site, (page, _), times in zip(sites, pages, full, strict=True):
        page.bring_to_front()
        page.wait_for_timeout(16_000)
        idle, run = statistics.median(site.server.runs("idle")), statistics.median(times)
        changed = statistics.median(_change(site, page) for _ in range(CHANGES))
        changed_first = changed_first or changed
        told = f"{site.name} cases"
        print(f"{'full run, ' + told + ' (beside 330)':<46}{run:>8.1f}{run / first:>8.2f}   2.50")
        print(
            f"{'after a change, ' + told + ' (beside 330)':<46}{changed:>8.1f}{changed / changed_first:>8.2f}   2.50"
        )
        print(f"{'idle look, ' + told + ' (beside a full run)':<46}{idle:>8.1f}{idle / run:>8.2f}   0.20")


def _change(site, page):
    """Log an act of somebody else and return what the look took that found it and showed it."""
    site.server.runs("idle")
    _in_database(site.settings, "change_something()")
    page.wait_for_timeout(7_000)
    return max(site.server.runs("idle"))


@contextmanager
def _product(folder, name, scale):
    settings, token = environment(folder, name), secrets.token_urlsafe(32)
    _in_database(settings, f"prepare_for({scale}, {token!r})")
    with served(ROOT / "app.py", folder, name) as server:
        yield Site(name, server, "我的账号", token, settings)


@contextmanager
def _bare(folder, name, is_frozen):
    with served(HERE / "bare_page.py", folder, name, AS_SHIPPED | {"BENCH_FREEZE": is_frozen}) as server:
        yield Site(name, server, "空页")


def _in_database(settings, call):
    code = f"from tests.bench.filling import change_something, prepare_for; {call}"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=settings, check=True)


def _open(browser, site):
    context = browser.new_context(viewport={"width": 1440, "height": 1900}, locale="zh-CN")
    if site.token:
        from ui.session import COOKIE  # noqa: PLC0415  only here: it imports Streamlit

        context.add_cookies([{"name": COOKIE, "value": site.token, "url": site.server.address}])
    page = context.new_page()
    page.goto(f"{site.server.address}/overview")
    page.wait_for_selector(".js-plotly-plot .trace", state="attached")
    page.wait_for_timeout(4000)
    return page, page.locator(".js-plotly-plot").count()


if __name__ == "__main__":
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}\n")
    main()
