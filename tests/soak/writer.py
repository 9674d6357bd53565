"""One of several processes that write score sheets at once, each with several threads.

``python -m tests.soak.writer THREADS UPSERTS SEED`` waits for a line on stdin, writes, and prints what
it was told: how often each sheet was saved, how long each save took, and what was refused.
"""

import json
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

from sqlalchemy import text

from services.errors import StoreUnavailable
from services.store.engine import reading, work

# Few sheets, so that writers meet at the same one.
CASES, REVIEWERS = 10, 5

_READ = text("SELECT version FROM crowdedsheet WHERE round = 1 AND case_id = :case AND reviewer = :reviewer")
_SAVE = text(
    "INSERT INTO crowdedsheet (round, case_id, reviewer, version, scores) VALUES (1, :case, :reviewer, 1, :scores) "
    "ON CONFLICT (round, case_id, reviewer) DO UPDATE SET version = crowdedsheet.version + 1, scores = excluded.scores"
)


def write(upserts, seed):
    """Save so many sheets, one after another; what was saved, refused, and how long it took."""
    chance, saved, refused, took = Random(seed), Counter(), [], []
    for turn in range(upserts):
        sheet = {"case": chance.randint(1, CASES), "reviewer": f"reviewer{chance.randint(1, REVIEWERS)}"}
        scores = json.dumps({f"c{n}": chance.randint(0, 20) for n in range(8)} | {"turn": turn, "by": seed})
        began = time.perf_counter()
        try:
            with work() as session:
                session.execute(_READ, sheet)
                session.execute(_SAVE, sheet | {"scores": scores})
            saved[f"{sheet['case']} {sheet['reviewer']}"] += 1
        except StoreUnavailable as refusal:
            refused.append(str(refusal))
        took.append(time.perf_counter() - began)
    return saved, refused, took


def main():
    """Write with every thread at once."""
    threads, upserts, seed = map(int, sys.argv[1:])
    with reading() as session:
        session.execute(text("SELECT 1"))
    print("ready", flush=True)
    sys.stdin.readline()
    saved, refused, took = Counter(), [], []
    with ThreadPoolExecutor(threads) as pool:
        for one in pool.map(lambda n: write(upserts, seed * 1_000 + n), range(threads)):
            saved.update(one[0])
            refused += one[1]
            took += one[2]
    print(json.dumps({"saved": saved, "refused": refused, "took": took}))


if __name__ == "__main__":
    main()
