"""How long lists, their reasons, what-if and severities take: ``python -m tests.bench.selection`` prints seconds.

Every row runs once, in one process, as it comes: nothing is warmed up. Ends
with an error when a limit is missed. Whole points make many lists equal,
which is the hard case for telling how every case stands.
"""

import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction

from services.scoring.panel import Review
from services.scoring.points import as_stored
from services.scoring.rules import calibrate
from services.selection.chances import chances, drawn
from services.selection.explaining import displaced, explain, with_pinned
from services.selection.rules import best, cut_lines, solve
from services.selection.sensitivity import Mixture, park_shares, reweighted, vote_weights
from tests.selecting import CATEGORIES, FIRST, SECOND, crowd, problem
from tests.unit.scoring.panels import drawn as reviews_drawn

COUNT, LARGE, HUGE = 330, 3_300, 330_000
TENTH = Fraction(1, 10)
MINIMA = replace(FIRST, category_min=dict.fromkeys(CATEGORIES, 15))
STAGES = {
    "入选 100 件": FIRST,
    "宣讲 10 件，每市州 2 件": SECOND,
    "入选 100 件，三类各 15 件": MINIMA,
}


@dataclass(frozen=True)
class Row:
    """Something to measure: ``make`` prepares it outside the clock, what it returns is timed."""

    told: str
    limit: float
    make: Callable[[], Callable[[], object]]


def rows():
    """What is measured, and the seconds it may take (issue 6, speed and scale)."""
    return [
        Row("330 件：名单与最低入选分", 0.3, lambda: _listed(problem(FIRST, crowd(COUNT)))),
        Row("330 件，三类各 15 件：名单与最低入选分", 1.0, lambda: _listed(problem(MINIMA, crowd(COUNT)))),
        Row("330 件，整数分：名单与同分", 1.5, lambda: _solved(problem(FIRST, crowd(COUNT, places=0)))),
        Row("330 件：全部受规则限制的案例的说明", 3.0, lambda: _explained(FIRST)),
        Row("330 件，宣讲：全部受规则限制的案例的说明", 3.0, lambda: _explained(SECOND)),
        *(
            Row(f"{count:,} 件，{places} 位小数，{stage}：名单与同分", limit, _stage(rules, count, places))
            for count in (COUNT, LARGE)
            for places in (2, 0)
            for stage, rules, limit in (
                (told, one, 5.0 if one is MINIMA else 0.5) for told, one in STAGES.items()
            )
        ),
        Row("330,000 件，入选 100 件：名单与同分", 2.0, lambda: _solved(problem(FIRST, crowd(HUGE)))),
        Row("330,000 件，宣讲 10 件：名单与同分", 2.0, lambda: _solved(problem(SECOND, crowd(HUGE)))),
        Row("投票权重 0–50 %，51 份名单", 2.0, _weights),
        Row("园区占比 0–60 %，61 份名单", 2.0, lambda: lambda: park_shares(problem(FIRST, crowd(COUNT)))),
        Row("入选可能性，200 次抽取", 10.0, _chances),
        Row("宽严度 330 × 30", 0.1, lambda: _calibrated(COUNT, 30)),
        Row("宽严度 330 × 30，入选可能性", 2.0, lambda: _calibrated(COUNT, 30, top_k=100)),
        Row("宽严度 3,300 × 300", 5.0, lambda: _calibrated(LARGE, 300)),
    ]


def main():
    """Measure every row; the rows that took too long."""
    missed = []
    for row in rows():
        act = row.make()
        began = time.perf_counter()
        assert act() is not None
        seconds = time.perf_counter() - began
        print(f"{row.told:<44} {seconds:>8.3f} s  上限 {row.limit} s", flush=True)
        if seconds > row.limit:
            missed.append(f"{row.told}: {seconds:.3f} s, limit {row.limit} s")
    return missed


def _listed(asked):
    def act():
        chosen = best(asked)
        return cut_lines(asked, chosen)

    return act


def _solved(asked):
    return lambda: solve(asked).chosen


def _stage(rules, count, places):
    return lambda: _solved(problem(rules, crowd(count, places=places)))


def _explained(rules):
    """The reason of every case, and the list with each displaced case in it."""
    asked = problem(rules, crowd(COUNT, shared=0.4, park=0.2, cities=5))
    chosen = best(asked)
    left_out = displaced(asked, chosen)
    assert left_out

    def act():
        return explain(asked, chosen), [with_pinned(asked, chosen, case.id) for case in left_out]

    return act


def _weights():
    draw = random.Random(2)
    cases = crowd(COUNT, places=4)
    scores = {one.id: Mixture(as_stored(one.score), draw.randint(600_000, 1_000_000)) for one in cases}
    asked = reweighted(problem(FIRST, cases), scores, TENTH)
    return lambda: vote_weights(asked, scores, TENTH)


def _chances():
    """Drawing from the sheets is part of it."""
    cases = crowd(COUNT, places=4)
    reviews = [
        Review(cases[int(one.case[1:])].id, one.reviewer, one.score)
        for one in reviews_drawn(COUNT, _severities(30), noise=4.0)[0]
    ]
    categories = {one.id: one.category for one in cases}
    votes = {one.id: 600_000 + 1_000 * number for number, one in enumerate(cases)}
    return lambda: chances(problem(FIRST, cases), drawn(reviews, categories, 1), votes, TENTH)


def _calibrated(cases, reviewers, **asked):
    reviews, _ = reviews_drawn(cases, _severities(reviewers))
    return lambda: calibrate(reviews, **asked)


def _severities(count):
    return {f"专家{number:03d}": float(number % 7 - 3) for number in range(count)}


if __name__ == "__main__":
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}")
    missed = main()
    print(*(f"MISSED: {line}" for line in missed), f"load {os.getloadavg()[0]:.2f}", sep="\n")
    sys.exit(1 if missed else 0)
