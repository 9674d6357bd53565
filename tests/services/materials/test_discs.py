"""Discs and USB sticks: noted when they come, read where they were copied to, each video to its case."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from services.edition.rules import SHANGHAI
from services.errors import InvalidInput, NotFound, StoreUnavailable
from services.intake.terms import MatchReason
from services.materials import discs, queries
from services.materials.actions import register_disc
from services.materials.terms import Carrier, PieceState
from services.store import engine as store
from tests.fixtures.video.build import video
from tests.material import NOW
from tests.services import staging
from tests.services.materials.sending import CITY, ROWS, materials, sets, waiting

FOLDER = "鄂州U盘"
TODAY = NOW.astimezone(SHANGHAI).date()


@pytest.fixture(autouse=True)
def copied(database, cast, tmp_path, monkeypatch):
    """The disc's folder as it was copied, and the city's cases."""
    root = tmp_path / "videos"
    (root / FOLDER / "企业").mkdir(parents=True)
    (root / FOLDER / f"01-{ROWS[0][2]}.mp4").write_bytes(video())
    (root / FOLDER / "企业" / f"{ROWS[1][1]}.MP4").write_bytes(video(150_000))
    (root / FOLDER / "宣传片.mp4").write_bytes(video(200_000))
    (root / FOLDER / "说明.txt").write_text("请查收")
    monkeypatch.setenv("VIDEO_DIR", str(root))
    staging.recommending(cast)
    staging.bring(cast, CITY, list(ROWS))
    return root


def register(cast, **changed):
    said = {"carrier": Carrier.USB, "city": CITY, "sender": "鄂州市科协 周敏", "arrived_on": TODAY}
    with store.work() as session:
        return register_disc(session, actor=cast["wang"], now=NOW, **said | changed)


def read(cast, disc, folder=FOLDER, **options):
    return discs.read_disc(disc, folder, actor=cast["wang"], now=NOW, **options)


def test_disc_is_noted_before_it_is_read(cast):
    disc = register(cast)

    with store.reading() as session:
        noted = queries.package(session, disc)
    assert (noted.file_name, noted.sender, noted.folder) == (
        f"{CITY} U 盘（2024-09-10 收到）",
        "鄂州市科协 周敏",
        None,
    )
    assert noted.kinds == {}


def test_videos_are_read_where_they_lie_and_find_their_cases(cast):
    told = []
    taken = read(cast, register(cast), progress=lambda done, total, name: told.append((done, total)))

    assert (taken.added, taken.matched) == (3, 2)
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert [found.video.state for found in sets()] == [
        PieceState.PRESENT,
        PieceState.FLAWED,
        PieceState.MISSING,
    ]
    assert {f.code for f in sets()[1].video.findings} == {"DURATION_SHORT"}
    assert waiting() == [f"{FOLDER}/宣传片.mp4"]
    assert {one.reason for one in materials()} == {MatchReason.FILE_NAME, None}
    assert [(one.sha256, one.path) for one in materials() if one.case_id is None] == [
        (None, f"{FOLDER}/宣传片.mp4")
    ]


def test_second_reading_takes_only_what_is_new(cast, copied):
    disc = register(cast)
    read(cast, disc)
    (copied / FOLDER / f"{ROWS[2][2]}.mp4").write_bytes(video())

    again = read(cast, disc)

    assert (again.added, again.known, again.matched) == (1, 3, 1)


def test_many_headers_are_read_within_the_minute(cast, copied):
    for number in range(20):
        (copied / FOLDER / f"第{number}部.mp4").write_bytes(video())

    assert read(cast, register(cast)).added == 23


@pytest.mark.parametrize("folder", ["不存在", "..", "../files", ""])
def test_folder_outside_the_directory_is_refused(cast, folder):
    with staging.nothing_written(), pytest.raises(InvalidInput, match="视频目录里没有文件夹"):
        read(cast, 1, folder)


def test_links_are_not_followed(cast, copied, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.mp4").write_bytes(video())
    (copied / FOLDER / "link.mp4").symlink_to(tmp_path / "elsewhere" / "secret.mp4")
    (copied / "盘").symlink_to(tmp_path / "elsewhere")

    assert discs.folders() == [FOLDER]
    assert len(discs.videos_in(FOLDER)) == 3


def test_folder_without_a_video_says_so(cast, copied):
    (copied / "空盘").mkdir()

    with pytest.raises(InvalidInput, match="没有视频文件"):
        read(cast, register(cast), "空盘")


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"sender": "  "}, InvalidInput),
        ({"city": ""}, InvalidInput),
        ({"city": "长沙市"}, NotFound),
        ({"arrived_on": TODAY + timedelta(days=1)}, InvalidInput),
    ],
)
def test_disc_that_is_not_described_is_refused(cast, changed, refusal):
    with staging.nothing_written(), pytest.raises(refusal):
        register(cast, **changed)


def test_disc_that_is_none_is_not_read(cast):
    with pytest.raises(NotFound):
        read(cast, 999)


def test_file_of_a_video_is_on_its_disc_or_in_the_store_and_nowhere_else(cast, copied):
    read(cast, register(cast))
    first = next(one for one in materials() if one.case_id)

    assert discs.file_of(first).read_bytes() == video()
    with pytest.raises(NotFound):
        discs.file_of(replace(first, path="../test.db"))
    shutil.rmtree(copied / FOLDER)
    with pytest.raises(StoreUnavailable, match="找不到"):
        discs.file_of(first)
