"""Damaged files sent as a person sends them: each is answered with findings, in time, and leaves nothing in memory."""

import gc
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random

import pytest

from services.intake.readers.process import WALL_SECONDS
from services.intake.receiving import receive_file
from services.store import engine as store
from tests.material import NOW
from tests.services import staging
from tests.services.intake.mutations import FOLDER, mutation

MEBIBYTE = 2**20
AT_ONCE = 4
# The reader is ended at its limit; what comes before and after it takes a moment on a busy machine.
SECONDS = WALL_SECONDS + 5


@pytest.fixture(scope="module")
def make():
    """Make the mutation of a seed in another process: what that takes is no memory of the server."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        yield lambda seed: pool.submit(mutation, Random(seed)).result()


@pytest.fixture
def send(database, cast, make):
    """Send the mutation of a seed; how long the answer took."""
    staging.recommending(cast)
    with store.reading() as session:
        cities = [
            c.name for c in staging.edition_queries.cities(session, staging.edition_queries.current(session))
        ]

    def sent(seed):
        name, content, what = make(seed)
        chance = Random(seed)
        began = time.monotonic()
        try:
            received = receive_file(
                content,
                name,
                actor=cast["wang"],
                now=NOW,
                city=chance.choice([None, None, *cities]),
                keep_unread=chance.random() < 0.5,
            )
            lasted = time.monotonic() - began
            document = received.document
            assert document.accepted == bool(document.rows)
            assert document.accepted or document.findings
            assert all(finding.message for finding in document.findings)
            if received.submission_id is not None:
                assert staging.detail(received.submission_id).view.id == received.submission_id
            assert lasted < SECONDS
        except Exception as error:
            raise AssertionError(f"seed {seed}: {what}: {error!r}") from error
        return lasted

    return sent


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a\0b.csv", "a�b.csv"),
        ("\udce4\udcb8.csv", "��.csv"),
        ("汇总表\u202evsc.csv", "汇总表�vsc.csv"),
        ("仙桃\r\n市.csv", "仙桃  市.csv"),
        ("../../仙桃市.csv", "仙桃市.csv"),
    ],
)
def test_name_no_database_could_hold_is_kept_as_text(database, cast, name, kept):
    staging.recommending(cast)
    content = (FOLDER / "荆门市汇总表.csv").read_bytes()

    received = receive_file(content, name, actor=cast["wang"], now=NOW)

    assert received.document.file == kept
    assert staging.detail(received.submission_id).view.file_name == kept


def memory():
    """What this process holds, in MiB."""
    gc.collect()
    [line] = [ln for ln in Path("/proc/self/status").read_text().splitlines() if ln.startswith("VmRSS")]
    return int(line.split()[1]) * 1024 / MEBIBYTE


def test_damaged_uploads_are_answered_with_findings(send):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        took = list(pool.map(send, range(50)))

    assert max(took) < SECONDS


@pytest.mark.fuzz
def test_many_damaged_uploads_are_answered_with_findings(send, database):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(send, range(1_000, 1_200)))
        before = memory()
        took = list(pool.map(send, range(2_000, 4_000)))
        grown = memory() - before

    # Seen with -s: what `make fuzz` measured.
    print(  # noqa: T201
        f"{database}: {len(took)} uploads, longest {max(took):.1f} s, {grown:.0f} MiB more than {before:.0f} MiB"
    )
    assert grown < 100
