"""What a city sends beside its 汇总表: forms that say what a row says, PDFs, pictures, videos, packed up."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from services.materials import actions, queries, receiving
from services.store import engine as store
from tests.fixtures.archive.build import gbk, zipped
from tests.fixtures.video.build import video
from tests.material import NOW, row, summary
from tests.services import staging
from tests.services.intake.forms import form, with_pictures
from tests.services.intake.pdfs import pdf, scan
from tests.worlds import shared

CITY = "鄂州市"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(60)
BIG = 2_100_000


@cache
def form_of(cells, *, pictures=(BIG,), **changed):
    """The 推荐表 of a row of 附件3: the same names, persons and phones; the same bytes each time."""
    said = {
        "案例名称": cells[1],
        "完成单位": cells[2],
        "完成人员（团队）": cells[3],
        "联系人及职务": cells[4],
        "联系电话": cells[5],
        "联系地址": "湖北省鄂州市鄂城区创新大道1号",
        **changed,
    }
    return with_pictures(*pictures, **said) if pictures else form(**said)


def package_of(rows, *, folder="报送材料/", extra=(), table=True):
    """A city's package as Windows writes it: the 汇总表, and Word, PDF (a scan) and video of every row."""
    parts = [gbk(f"{folder}{CITY}汇总表.xlsx", summary(CITY, rows))] if table else []
    for cells in rows:
        name = f"{cells[0]}.{cells[2]}"
        parts += [
            gbk(f"{folder}推荐表/{name}.docx", form_of(cells)),
            gbk(f"{folder}推荐表/{name}.pdf", pdf(scan(), scan(stamp=(220, 20, 20)))),
            gbk(f"{folder}视频/{name}.mp4", video()),
        ]
    return zipped(*parts, *extra)


def send(cast, tmp_path, files, *, now=NOW, actor="wang", **options):
    """Send files as a person does; ``files`` are contents by name."""
    chosen = []
    for number, (name, content) in enumerate(files.items()):
        path = tmp_path / f"sent-{number}"
        path.write_bytes(content)
        chosen.append((name, path))
    return receiving.receive_files(chosen, actor=cast[actor], now=now, **options)


def send_and_apply(cast, tmp_path, rows, **options):
    """Send a package with its 汇总表, apply that and let the materials find their cases."""
    [received] = send(cast, tmp_path, {"鄂州市.zip": package_of(rows, **options)})
    staging.apply(cast, received.staged[0].submission_id)
    match_waiting(cast)
    return received


@shared
def sent_and_applied(cast, rows, extra=()):
    """Open the recommending and send a whole package, the same for every test that begins with it."""
    staging.recommending(cast)
    with TemporaryDirectory() as folder:
        send_and_apply(cast, Path(folder), rows, extra=extra)


def match_waiting(cast):
    """Let what waits find its case."""
    with store.work() as session:
        return actions.match_waiting(session, actor=cast["wang"], now=NOW)


def sets(**narrowed):
    """The sets of the applied cases."""
    with store.reading() as session:
        return queries.sets(session, **narrowed)


def waiting():
    """The names of what is with no case."""
    with store.reading() as session:
        return [one.file_name for one in queries.unmatched(session)]


def materials(**narrowed):
    """Every piece there is."""
    with store.reading() as session:
        return queries.materials(session, **narrowed)


def on(action, cast, material, *, actor="wang", **arguments):
    """Carry out one action on a piece as it was seen."""
    with store.work() as session:
        action(
            session,
            actor=cast[actor],
            material_id=material.id,
            now=NOW,
            **{"seen": material.version, **arguments},
        )


ROWS = tuple(row(number) for number in range(1, 4))
