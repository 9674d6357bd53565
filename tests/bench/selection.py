"""How long lists and severities take: ``python -m tests.bench.selection`` prints seconds.

Solving includes how every case stands over all best lists. Whole points make
many of them equal, which is the hard case for that.
"""

import time
from dataclasses import replace

from services.scoring.rules import calibrate
from services.selection.rules import solve
from services.selection.terms import SolveStatus
from tests.selecting import CATEGORIES, FIRST, SECOND, crowd, problem
from tests.unit.scoring.panels import drawn

MINIMA = replace(FIRST, category_min=dict.fromkeys(CATEGORIES, 15))
STAGES = (
    ("入选 100 件", FIRST, 0.5),
    ("宣讲 10 件，每市州 2 件", SECOND, 0.5),
    ("入选 100 件，三类各 15 件", MINIMA, 5.0),
)


def main():
    """Measure each size, with two decimals and with whole points."""
    for count in (330, 3_300):
        for places in (2, 0):
            for stage, rules, limit in STAGES:
                asked = problem(rules, crowd(count, places=places))
                seconds, found = _timed(lambda asked=asked: solve(asked))
                assert found.status is SolveStatus.OPTIMAL
                _line(f"{count:,} 件，{places} 位小数：{stage}", seconds, limit)
    severities = {f"专家{number:02d}": float(number % 7 - 3) for number in range(30)}
    reviews, _ = drawn(330, severities)
    _line("宽严度 330 × 30", _timed(lambda: calibrate(reviews))[0], 0.5)
    _line("宽严度 330 × 30，入选可能性", _timed(lambda: calibrate(reviews, top_k=100))[0], 2.0)


def _timed(act):
    began = time.perf_counter()
    found = act()
    return time.perf_counter() - began, found


def _line(what, seconds, limit):
    print(f"{what:<40} {seconds:>8.3f} s  上限 {limit} s")


if __name__ == "__main__":
    main()
