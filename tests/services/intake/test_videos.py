"""Videos as they arrive: good, cut off, renamed, in fragments, and no videos at all."""

import json
import random
from pathlib import Path

import pytest

from services.findings import Level
from services.intake import packages
from tests.fixtures.summary.build import workbook
from tests.fixtures.video.build import fragmented, matroska, restored, video

FOLDER = Path(__file__).parents[2] / "fixtures" / "video"
TRUTHS = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture
def looked(tmp_path, facts):
    """Look at a video from disk."""

    def read(content, name="视频.mp4"):
        path = tmp_path / "received"
        path.write_bytes(content)
        return packages.read_file(path, name, facts)

    return read


def found(document):
    return {finding.code: finding.level for finding in document.findings}


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth["file"])
def test_sample_is_what_its_truth_says(looked, truth):
    content = restored((FOLDER / truth["file"]).read_bytes(), truth["bytes"])

    document = looked(content, truth["file"])

    stated = {key: value for key, value in truth["video"].items() if value is not None}
    assert {key: document.as_json()["video"][key] for key in stated} == stated
    assert found(document) == {finding["code"]: Level(finding["level"]) for finding in truth["findings"]}
    assert (document.kind, document.accepted) == ("video", True)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (video(), set()),
        (video(moov_last=True), set()),
        (fragmented(), set()),
        (video(150_000), {"DURATION_SHORT"}),
        (video(320_000), {"DURATION_LONG"}),
        (video(turned=90), {"PORTRAIT"}),
        (video(turned=270), {"PORTRAIT"}),
        (video(turned=180), set()),
        (video(width=1080, height=1920), {"PORTRAIT"}),
        (video(width=1080, height=1920, turned=90), set()),
        (video(width=1440, height=1080, pixels=(4, 3)), set()),
        (video(width=1440, height=1080), {"ASPECT_NOT_16_9"}),
        (video(width=720, height=576, pixels=(64, 45)), {"NOT_HD"}),
        (video(picture=30_000), {"VIDEO_TRACK_SHORT"}),
        (video(sound=0), {"NO_AUDIO"}),
        (video(has_picture=False), {"NO_VIDEO_TRACK"}),
        (video(codec=b"hvc1"), {"CODEC_WEB_UNFRIENDLY"}),
        (video(brand=b"qt  "), {"NOT_MP4"}),
        (video(brand=b"3gp4"), {"NOT_MP4"}),
        (video()[28:], {"NOT_MP4"}),
        (matroska(), {"NOT_MP4"}),
        (video()[:-900], {"VIDEO_TRUNCATED"}),
        (fragmented()[:-40], {"VIDEO_TRUNCATED"}),
        (video(moov_last=True)[:-900], {"VIDEO_UNREADABLE"}),
        (video()[:40], {"VIDEO_UNREADABLE"}),
        (b"<html><body>404 Not Found</body></html>", {"VIDEO_UNREADABLE", "EXT_CONTENT_MISMATCH"}),
        (bytes(range(1, 256)) * 9, {"VIDEO_UNREADABLE", "EXT_CONTENT_MISMATCH"}),
        (b"", {"FILE_EMPTY"}),
    ],
)  # fmt: skip
def test_video_is_read_for_what_it_is(looked, content, expected):
    document = looked(content)

    assert set(found(document)) == expected
    assert document.kind == "video"


def test_container_is_named_whatever_the_suffix(looked):
    assert looked(video(brand=b"qt  "), "视频.mp4").video.container == "mov"
    assert looked(matroska(), "视频.mp4").video.container == "mkv"
    assert looked(video(), "视频.mov").video.container == "mp4"


def test_document_that_calls_itself_a_video_is_read_by_its_content(looked):
    document = looked(workbook())

    assert (document.kind, len(document.rows)) == ("summary", 2)
    assert "EXT_CONTENT_MISMATCH" in found(document)


def test_photograph_of_a_phone_is_no_video(looked):
    assert looked(b"\0\0\0\x18ftypheic" + bytes(40), "照片.heic").kind == "picture"


def test_video_of_gigabytes_is_looked_at_where_it_lies(tmp_path, facts):
    path = tmp_path / "长.mp4"
    with path.open("wb") as file:
        file.write(video(data=0)[:-8] + (3_000_000_008).to_bytes(4, "big") + b"mdat")
        file.seek(3_000_000_000 - 1, 1)
        file.write(b"\0")

    document = packages.read_file(path, path.name, facts)

    assert (found(document), document.video.duration_s) == ({}, 240)


@pytest.mark.parametrize("seed", range(20))
def test_mutated_video_is_answered(looked, seed):
    chance = random.Random(seed)
    data = bytearray(chance.choice([video(), fragmented(40), matroska(), video(moov_last=True)]))
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data))
        data[at : at + chance.randint(0, 6)] = chance.randbytes(chance.randint(0, 6))

    document = looked(bytes(data))

    assert document.findings or document.video
