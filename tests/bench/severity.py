"""How long the severity model takes: ``python -m tests.bench.severity`` prints seconds, and fails when one is missed.

The model is measured with a mean for each category, as the product asks for
it; the exact figures and the fingerprint of 330 cases are measured beside it.
"""

import os
import sys
import time
from datetime import UTC, datetime
from fractions import Fraction

from services.scoring import official
from services.scoring.official import Counted, Plan
from services.scoring.rules import calibrate
from services.scoring.terms import ScoringMethod, VoteMapping
from services.selection.terms import ListKind
from tests.selecting import CATEGORIES
from tests.unit.scoring.panels import drawn

SIZES = ((330, 30, 0.1), (3_300, 300, 5.0))
CHANCES, EXACT = 1.0, 0.1
ROUNDS = 5
PLAN = Plan(ScoringMethod.MEAN, 3, Fraction(1, 10), VoteMapping.LOG_CAPPED)


def main():
    """Measure each; the lines of those that took too long."""
    missed = []
    for cases, reviewers, limit in SIZES:
        reviews, categories = _panel(cases, reviewers)
        rounds = ROUNDS if cases == SIZES[0][0] else 1
        missed += _line(
            f"宽严度 {cases:,} × {reviewers}", _best(lambda r=reviews, c=categories: calibrate(r, c), rounds), limit
        )  # fmt: skip
    reviews, categories = _panel(*SIZES[0][:2])
    missed += _line(
        "宽严度和入选可能性 330 × 30", _best(lambda: calibrate(reviews, categories, 100), ROUNDS), CHANCES
    )
    sheets = [Counted(int(r.case[1:]), int(r.reviewer[2:]), Fraction(r.score)) for r in reviews]
    by_id = {int(case[1:]): name for case, name in categories.items()}
    severity = official.calibrated(by_id, sheets)
    missed += _line(
        "核定得分、名次和依据指纹 330 件", _best(lambda: _exact(by_id, sheets, severity), ROUNDS), EXACT
    )
    return missed


def _panel(cases, reviewers):
    severities = {f"专家{number:03d}": float(number % 7 - 3) for number in range(reviewers)}
    reviews, worth = drawn(cases, severities)
    return reviews, {case: CATEGORIES[place % len(CATEGORIES)] for place, case in enumerate(worth)}


def _exact(categories, sheets, severity):
    found = official.figures(categories, sheets, PLAN, severity)
    official.ranks(found.values())
    official.basis(ListKind.SHORTLIST, 1, categories, sheets, PLAN, None)


def _best(act, rounds):
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return min(took)


def _line(what, seconds, limit):
    print(f"{what:<40} {seconds:>8.3f} s  上限 {limit} s")
    return [what] if seconds > limit else []


if __name__ == "__main__":
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}")
    late = main()
    print(*(f"MISSED: {line}" for line in late), sep="\n")
    sys.exit(1 if late else 0)
