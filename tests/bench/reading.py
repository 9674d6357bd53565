"""Reads and imports what cities send and prints how long it takes: ``python -m tests.bench.reading``."""

import os
import resource
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from services.accounts.queries import actor_named
from services.demo.actions import fill
from services.edition import toml_file
from services.intake.batch import import_file
from services.intake.queries import submissions
from services.intake.reading import read
from services.startup import prepare
from services.store import files
from services.store.engine import engine, reading
from tests.material import create_cast, row, summary

SAMPLES = Path(__file__).parents[1] / "fixtures" / "summary"
REPEATS = 9


def main():
    facts = toml_file.read()
    forty = summary("武汉市", [row(n) for n in range(1, 41)])
    times = sorted(_seconds(lambda: read(forty, "武汉市汇总表.xlsx", facts)) for _ in range(REPEATS))
    _line(
        "读取并检查 40 行 .xlsx（含子进程）",
        f"{statistics.median(times):.2f} s",
        f"{times[-1]:.2f} s",
        "0.50 s",
    )
    _import_seventeen()
    for path in sorted(SAMPLES.glob("b*.xlsx")):
        content = path.read_bytes()
        taken = _seconds(lambda content=content, path=path: read(content, path.name, facts))
        _line(f"坏文件 {path.name}", f"{taken:.2f} s", "", "30 s")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _line("内存峰值：子进程 / 本进程", f"{peak:.0f} MiB", f"{own:.0f} MiB", "1229 MiB")


def _import_seventeen():
    """The demo's 17 files once more into an empty edition: 329 rows, read, staged and applied."""
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        _use(first)
        fill(datetime.now(UTC))
        with reading() as session:
            sent = [
                (s.file_name, files.load(s.file_sha256))
                for s in submissions(session)
                if "汇总表" in s.file_name
            ]
        engine().dispose()
        _use(second)
        prepare()
        create_cast("no password")
        with reading() as session:
            actor = actor_named(session, "wang", "manage.py")
        began = time.perf_counter()
        outcomes = [import_file(content, name, actor=actor, now=datetime.now(UTC)) for name, content in sent]
        taken = time.perf_counter() - began
        applied = sum(o.applied.added for o in outcomes if o.applied)
        _line(f"导入 {len(sent)} 份，入库 {applied} 件", f"{taken:.2f} s", "", "10 s")
        engine().dispose()


def _use(directory):
    os.environ["DATABASE_URL"] = f"sqlite:///{directory}/bench.db"
    os.environ["FILES_DIR"] = f"{directory}/files"


def _seconds(act):
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _line(what, median, worst, limit):
    print(f"{what:<40} 中位 {median:>9}  最差 {worst:>9}  上限 {limit}")


if __name__ == "__main__":
    main()
