"""Fifty reviewers at work at once beside fifty bare tabs: ``python -m tests.bench.reviewers [MINUTES]``.

Every tab changes a score every five seconds. The bare tabs work before and after the
reviewers, so that a busy moment of the machine does not hit one alone. On SQLite, or on the
empty database ``BENCH_DATABASE_URL`` names. Ends with an error when a target is missed:

- every acknowledged save stands in the database, none was refused;
- the 95th percentile of the acknowledgement is at most three times that of bare tabs with every
  element of the page (beside it, for knowledge: tabs with as many number inputs and nothing else);
- the server takes at most 5 MB more for each tab.
"""

import asyncio
import math
import os
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from sqlalchemy import make_url

from services.store import engine as store
from services.store import invariants
from services.store.review_models import Sheet, SheetVersion
from tests.bench.filling_review import REVIEWERS, prepare_review
from tests.bench.serving import AS_SHIPPED, HERE, ROOT, environment, served
from tests.bench.tab import Tab
from tests.services.reviewing import stored
from ui.session import COOKIE

MINUTES = 5.0
EVERY, JITTER = 5.0, 1.0
SLOWER_MAX, MEGABYTES_MAX = 3.0, 5.0
PLAIN, ALIKE, PRODUCT = "number inputs alone", "every element of the page", "reviewers"


@dataclass
class Work:
    """What one tab did: the seconds of every acknowledgement, the values acknowledged last, what was refused."""

    tab: Tab
    took: list[float] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)
    late: int = 0
    refused: list[str] = field(default_factory=list)


@dataclass
class Crowd:
    """Fifty tabs at one server, and for how many milliseconds the server worked for them."""

    server: object
    works: list[Work]
    worked: float = 0.0

    @property
    def took(self):
        """The milliseconds of every acknowledgement, the quickest first."""
        return sorted(seconds * 1_000 for work in self.works for seconds in work.took)


def main(minutes):
    """Measure, print, and say which targets are missed."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        place = Path(folder)
        settings = environment(place, "product")
        settings["DATABASE_URL"] = os.environ.get("BENCH_DATABASE_URL") or settings["DATABASE_URL"]
        os.environ.update(settings)
        prepared = prepare_review()
        # A server each: what one keeps for its open tabs would burden the other's.
        plain = running.enter_context(served(HERE / "bare_sheet.py", place, "plain", AS_SHIPPED))
        alike = running.enter_context(served(HERE / "bare_sheet.py", place, "alike", AS_SHIPPED))
        product = running.enter_context(served(ROOT / "app.py", place, "product", settings))
        kind = make_url(store.database_url()).get_backend_name()
        print(f"{kind}, {REVIEWERS} tabs, a change every {EVERY:g} s for {minutes:g} minutes")
        missed = asyncio.run(_measure((plain, alike, product), prepared, minutes * 60))
        store.engine().dispose()
    for line in missed:
        print(f"MISSED: {line}")
    return 1 if missed else 0


async def _measure(servers, prepared, seconds):
    plain, alike, product = servers
    empty = product.memory()
    crowds = {
        PLAIN: Crowd(plain, [Work(await Tab.open(plain.address, "plain")) for _ in range(REVIEWERS)]),
        ALIKE: Crowd(alike, [Work(await Tab.open(alike.address, "sheet")) for _ in range(REVIEWERS)]),
        PRODUCT: Crowd(product, [Work(await _open(product, person)) for person in prepared.people]),
    }
    opened = product.memory()
    for name, share in ((PLAIN, 0.5), (ALIKE, 0.5), (PRODUCT, 1), (ALIKE, 0.5), (PLAIN, 0.5)):
        await _work(crowds[name], seconds * share)
    at_the_end = product.memory()
    for work in [work for crowd in crowds.values() for work in crowd.works]:
        await work.tab.close()
    slower, each = _print_times(crowds), (at_the_end - empty) / REVIEWERS
    print(f"server: {empty:.0f} MB empty, {opened:.0f} MB with the tabs open, {at_the_end:.0f} MB at the end")
    print(f"{each:.2f} MB a tab   limit {MEGABYTES_MAX:g}")
    missed = _not_kept(crowds[PRODUCT].works, prepared)
    missed += [f"p95 is {slower:.2f} times the bare one"] if slower > SLOWER_MAX else []
    return missed + ([f"{each:.2f} MB a tab"] if each > MEGABYTES_MAX else [])


async def _open(product, person):
    query, cookie = f"id={person.case_ids[0]}", f"{COOKIE}={person.cookie}"
    return await Tab.open(product.address, "scoring", query=query, cookie=cookie)


async def _work(crowd, seconds):
    """Let every tab change a score every five seconds, each at moments of its own."""
    before = crowd.server.worked()
    await asyncio.gather(*(_change(work, seconds, Random(place)) for place, work in enumerate(crowd.works)))
    crowd.worked += crowd.server.worked() - before


async def _change(work, seconds, dice):
    clock = asyncio.get_running_loop().time
    begin = clock() + dice.uniform(JITTER, EVERY)
    numbers = list(work.tab.inputs.values())
    for turn in range(round(seconds / EVERY)):
        due = begin + turn * EVERY + dice.uniform(-JITTER, JITTER)
        work.late += clock() > due
        await asyncio.sleep(max(0.0, due - clock()))
        number = numbers[turn % len(numbers)]
        value = _another(work.last.get(number.id), int(number.max), dice)
        work.took.append(await work.tab.change(number.id, value))
        work.last[number.id] = value
        problem = work.tab.told.get("sheet_light", {}).get("problem")
        work.refused += [problem] if problem else []


def _another(last, highest, dice):
    """Points that are not there yet: every change is one to be stored."""
    return dice.choice([points for points in range(highest + 1) if points != last])


def _print_times(crowds):
    head = "".join(f"{word:>9}" for word in ("changes", "p50", "p95", "p99", "longest", "late", "p95", "CPU"))
    print(f"{'from change to acknowledgement, ms':<36}{head}")
    bare = _share(crowds[ALIKE].took, 0.95)
    for name, crowd in crowds.items():
        took, late = crowd.took, sum(work.late for work in crowd.works)
        shares = "".join(f"{_share(took, share):>9.1f}" for share in (0.5, 0.95, 0.99, 1))
        times = f"{_share(took, 0.95) / bare:.2f}x"
        print(f"{name:<36}{len(took):>9}{shares}{late:>9}{times:>9}{crowd.worked / len(took):>9.1f}")
    slower = _share(crowds[PRODUCT].took, 0.95) / bare
    plain = _share(crowds[PRODUCT].took, 0.95) / _share(crowds[PLAIN].took, 0.95)
    print(f"p95 beside every element of the page: {slower:.2f}   limit {SLOWER_MAX:g}")
    print(f"p95 beside number inputs alone: {plain:.2f}")
    return slower


def _share(took, share):
    return took[math.ceil(len(took) * share) - 1]


def _not_kept(works, prepared):
    """What does not stand in the database as it was acknowledged, and what was refused."""
    kept = {(sheet.case_id, sheet.reviewer_id): sheet for sheet in stored(Sheet)}
    missed = [told for work in works for told in work.refused + work.tab.faults]
    for work, person in zip(works, prepared.people, strict=True):
        sheet = kept[person.case_ids[0], person.reviewer_id]
        acknowledged = {name.split(".")[-3]: points for name, points in work.last.items()}
        if sheet.scores != acknowledged or sheet.version != len(work.took):
            missed.append(f"{person.actor.display_name}: {acknowledged} acknowledged, {sheet.scores} stored")
    changes, versions = sum(len(work.took) for work in works), len(stored(SheetVersion))
    print(f"{changes} saves acknowledged, {versions} versions stored, {len(missed)} lost or refused")
    missed += [f"{versions} versions of {changes} saves"] if versions != changes else []
    with store.reading() as session:
        return missed + [found.message for found in invariants.check(session)]


if __name__ == "__main__":
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}")
    missed = main(float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES)
    print(f"load {os.getloadavg()[0]:.2f}")
    sys.exit(missed)
