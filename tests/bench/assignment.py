"""How long an assignment takes: ``python -m tests.bench.assignment`` prints seconds and the peak of memory.

Each size is measured in a process of its own, once with a proposal and its
summary (connectivity included), once where nothing is possible and the
numbers that would help are looked for.
"""

import random
import resource
import subprocess
import sys
import time

from services.review.assignment.problem import CaseToReview, Expert, Infeasible, Problem, Proposal
from services.review.assignment.rules import propose, summary

SIZES = ((330, 30, 0.5), (3_300, 300, 5.0))


def main():
    """Measure each size, or the one the arguments name."""
    if len(sys.argv) > 1:
        _measure(int(sys.argv[1]), int(sys.argv[2]))
        return
    print(f"{'assignment, 3 reviews per case':<46}{'s':>8}{'limit':>8}{'MB':>8}")
    for cases, experts, limit in SIZES:
        told = subprocess.run(
            [sys.executable, "-m", "tests.bench.assignment", str(cases), str(experts)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        proposed, refused, megabytes = told.stdout.split()
        size = f"{cases:,} × {experts}"
        print(f"{size + ', proposal and summary':<46}{float(proposed):>8.3f}{limit:>8.1f}{megabytes:>8}")
        print(f"{size + ', impossible, with remedies':<46}{float(refused):>8.3f}{limit:>8.1f}")


def _measure(cases, experts):
    problem = _problem(cases, experts)
    start = time.perf_counter()
    proposal = propose(problem)
    summary(problem, proposal.pairs)
    proposed = time.perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    start = time.perf_counter()
    refused = propose(_problem(cases, experts, load_max=3 * cases // experts - 2))
    print(proposed, time.perf_counter() - start, megabytes)
    assert isinstance(proposal, Proposal)
    assert isinstance(refused, Infeasible)


def _problem(cases, experts, **settings):
    """Three categories, experts of one or two of them, 2 % of the pairs in conflict."""
    draw, categories = random.Random(1), ("组织创新", "技术创新", "工艺创新")
    conflicts = frozenset(
        (draw.randint(1, cases), draw.randint(1, experts)) for _ in range(cases * experts // 50)
    )
    return Problem(
        tuple(CaseToReview(number, draw.choice(categories)) for number in range(1, cases + 1)),
        tuple(
            Expert(number, frozenset(draw.sample(categories, draw.choice((1, 1, 2)))))
            for number in range(1, experts + 1)
        ),
        conflicts,
        **settings,
    )


if __name__ == "__main__":
    main()
