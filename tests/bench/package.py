"""Takes in a 50 MB package and a province of videos, timed: ``python -m tests.bench.package``."""

import os
import resource
import tempfile
import threading
import time
from pathlib import Path
from random import Random

from services.accounts.queries import actor_named
from services.edition import actions as edition_actions
from services.edition import queries as edition_queries
from services.edition.terms import Stage
from services.intake.batch import import_file
from services.materials import discs, queries
from services.materials.actions import register_disc
from services.materials.receiving import receive_files
from services.materials.terms import Carrier
from services.startup import prepare
from services.store.engine import reading, work
from tests.fixtures.archive.build import STORED, gbk, zipped
from tests.fixtures.video.build import video
from tests.material import NOW, create_cast, row, summary
from tests.services.intake.pdfs import pdf, scan
from tests.services.materials.sending import form_of

CITY, CASES, VIDEOS = "武汉市", 20, 330
PICTURE = 1_150_000
MEBIBYTE = 2**20


def main():
    with tempfile.TemporaryDirectory() as folder:
        actor = _edition(Path(folder))
        _package(Path(folder), actor)
        _videos(Path(folder), actor)
        _sets()


def _edition(folder):
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'bench.db'}"
    os.environ["FILES_DIR"] = str(folder / "files")
    os.environ["VIDEO_DIR"] = str(folder / "videos")
    prepare()
    create_cast("no password")
    with reading() as session:
        actor = actor_named(session, "wang", "bench", None)
        stage = edition_queries.current(session).stage
    if stage is not Stage.RECOMMEND:
        with work() as session:
            edition_actions.move_stage(
                session, actor=actor, target=Stage.RECOMMEND, seen=stage, reason="bench", now=NOW
            )
    numbers = iter(range(1, 400))
    with reading() as session:
        cities = [
            (c.name, c.quota) for c in edition_queries.cities(session, edition_queries.current(session))
        ]
    for name, quota in cities:
        rows = [row(next(numbers)) for _ in range(quota)]
        import_file(summary(name, rows), f"{name}汇总表.xlsx", actor=actor, now=NOW)
    return actor


def _package(folder, actor):
    chance = Random(1)
    with reading() as session:
        cases = queries.registered(session, edition_queries.current(session), city=CITY)[:CASES]
    parts = []
    for case in cases:
        cells = (case.position, case.case_name, case.enterprise, "张远", "张远 总工程师", case.phones[0])
        word = form_of(cells, pictures=(PICTURE, PICTURE), 联系地址="湖北省武汉市洪山区创新大道1号")
        parts += [
            gbk(f"推荐表/{case.enterprise}.docx", word, method=STORED),
            gbk(f"推荐表/{case.enterprise}.pdf", pdf(scan(), scan(stamp=(220, 20, 20)))),
            gbk(f"图片/{case.enterprise}.jpg", b"\xff\xd8" + chance.randbytes(200_000), method=STORED),
        ]
    path = folder / "武汉市.zip"
    path.write_bytes(zipped(*parts))
    watch = _Watch()
    began = time.perf_counter()
    with watch:
        [received] = receive_files([(path.name, path)], actor=actor, now=NOW)
    taken = time.perf_counter() - began
    size = path.stat().st_size / 1e6
    _line(
        f"{size:.0f} MB 材料包（{CASES} 件，{received.taken.added} 份，对应 {received.taken.matched} 份）",
        taken,
        60,
    )
    print(f"  本进程内存增长 {watch.grown:.0f} MiB（上限 200 MiB）")


def _videos(folder, actor):
    with reading() as session:
        cases = queries.registered(session, edition_queries.current(session))
    disc = folder / "videos" / "全省"
    disc.mkdir(parents=True)
    for case in cases[:VIDEOS]:
        (disc / f"{case.enterprise}-{case.position}.mp4").write_bytes(video())
    with work() as session:
        known = register_disc(
            session,
            actor=actor,
            carrier=Carrier.USB,
            city=CITY,
            sender="省科协",
            arrived_on=NOW.date(),
            now=NOW,
        )
    began = time.perf_counter()
    taken = discs.read_disc(known, "全省", actor=actor, now=NOW)
    _line(f"{taken.added} 个视频头（对应 {taken.matched} 个）", time.perf_counter() - began, 60)


def _sets():
    began = time.perf_counter()
    with reading() as session:
        found = queries.sets(session)
    print(f"{len(found)} 件案例的材料情况：{(time.perf_counter() - began) * 1_000:.0f} ms")


class _Watch:
    """How much memory this process takes more while something goes on."""

    def __enter__(self):
        self._before = self._most = _held()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def __exit__(self, *_):
        self._is_over.set()
        self._thread.join()

    def _look(self):
        while not self._is_over.wait(0.02):
            self._most = max(self._most, _held())

    @property
    def grown(self):
        return (self._most - self._before) / MEBIBYTE


def _held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def _line(what, seconds, limit):
    print(f"{what}：{seconds:.1f} s（上限 {limit} s）")


if __name__ == "__main__":
    main()
