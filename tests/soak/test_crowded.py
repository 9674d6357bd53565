"""Fifty who save score sheets at once lose nothing and are refused nothing, from several processes too."""

import json
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack

import pytest
from sqlalchemy import text

from services.store import engine as store
from tests.soak.killing import ROOT

_TABLE = (
    "CREATE TABLE crowdedsheet (round INTEGER NOT NULL, case_id INTEGER NOT NULL, reviewer VARCHAR(40) NOT NULL, "
    "version INTEGER NOT NULL, scores {json} NOT NULL, PRIMARY KEY (round, case_id, reviewer))"
)


@pytest.fixture
def sheets(database):
    """An empty table of score sheets; dropped again, since the product has none yet."""
    with store.engine().begin() as connection:
        connection.execute(text(_TABLE.format(json="JSONB" if database == "postgresql" else "JSON")))
    store.engine().dispose()
    yield
    with store.engine().begin() as connection:
        connection.execute(text("DROP TABLE crowdedsheet"))


def crowd(processes, threads, upserts):
    """What all of them were told, and how many seconds it took them."""
    with ExitStack() as started:
        writers = [started.enter_context(_writer(threads, upserts, seed)) for seed in range(processes)]
        for writer in writers:
            assert writer.stdout.readline() == b"ready\n", writer.stderr.read().decode()
        began = time.perf_counter()
        for writer in writers:
            writer.stdin.write(b"begin\n")
            writer.stdin.flush()
        told = [json.loads(writer.communicate()[0]) for writer in writers]
        lasted = time.perf_counter() - began
    return told, lasted


def _writer(threads, upserts, seed):
    command = [sys.executable, "-m", "tests.soak.writer", str(threads), str(upserts), str(seed)]
    piped = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return subprocess.Popen(command, cwd=ROOT, **piped)


def nothing_is_lost(told, writes):
    """Every save that was acknowledged is counted in its sheet, and none was refused."""
    assert [sentence for one in told for sentence in one["refused"]] == []
    saved = sum((Counter(one["saved"]) for one in told), Counter())
    assert saved.total() == writes
    with store.reading() as session:
        kept = session.execute(text("SELECT case_id, reviewer, version FROM crowdedsheet")).all()
    assert {f"{case} {reviewer}": version for case, reviewer, version in kept} == saved


def figures(told, lasted):
    """How long a save took, in words."""
    took = sorted(seconds * 1_000 for one in told for seconds in one["took"])
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    named = ", ".join(f"{name} {took[int(len(took) * share)]:.1f} ms" for name, share in shares.items())
    return f"{len(took)} saves in {lasted:.1f} s ({len(took) / lasted:.0f}/s), {named}, longest {took[-1]:.0f} ms"


def test_fifty_save_at_once(sheets, database):
    told, lasted = crowd(processes=2, threads=25, upserts=20)

    print(database, figures(told, lasted))
    nothing_is_lost(told, 1_000)


@pytest.mark.soak
@pytest.mark.parametrize(("processes", "threads"), [(1, 50), (5, 10), (10, 5)])
def test_fifty_save_two_hundred_times_at_once(sheets, database, processes, threads):
    told, lasted = crowd(processes, threads, upserts=200)

    print(f"{database}, {processes} processes of {threads} threads: {figures(told, lasted)}")
    nothing_is_lost(told, 10_000)
