"""What 附件4·五 asks of a video, at and beside every limit."""

from dataclasses import replace

import pytest

from services.findings import Level
from services.intake.documents import Video, ratio_in_words
from services.intake.videos import check, understand

GOOD = Video("mp4", 240, 1920, 1080, 16 / 9, "h264", True, True, 240, 240)


@pytest.fixture
def found(facts):
    def codes(**changed):
        return {f.code: f.level for f in check(replace(GOOD, **changed), facts, file="a.mp4")}

    return codes


def raw(*tracks, form="MPEG-4", brand="isom", has_moov=True, missing=0, **general):
    boxes = {"brand": brand, "has_moov": has_moov, "missing": missing}
    return {
        "general": {"format": form, "duration": 240_000, **general},
        "tracks": list(tracks),
        "boxes": boxes,
    }


def picture(**changed):
    return {
        "track_type": "Video",
        "format": "AVC",
        "duration": 240_000,
        "width": 1920,
        "height": 1080,
    } | changed


def test_good_video_has_no_finding(found):
    assert found() == {}


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (150, {"DURATION_SHORT": Level.ERROR}),
        (169, {"DURATION_SHORT": Level.ERROR}),
        (170, {"DURATION_SHORT": Level.WARNING}),
        (172, {"DURATION_SHORT": Level.WARNING}),
        (179.4, {"DURATION_SHORT": Level.WARNING}),
        (179.96, {}),
        (180, {}),
        (300, {}),
        (300.04, {}),
        (305, {"DURATION_LONG": Level.WARNING}),
        (310, {"DURATION_LONG": Level.WARNING}),
        (311, {"DURATION_LONG": Level.ERROR}),
        (320, {"DURATION_LONG": Level.ERROR}),
        (None, {}),
    ],
)
def test_length_near_the_limit_is_for_a_person_to_judge(found, seconds, expected):
    assert found(duration_s=seconds) == expected


def test_level_of_the_edition_goes_before_the_nearness(facts):
    mild = replace(facts, finding_levels={"DURATION_SHORT": Level.INFO})

    [finding] = check(replace(GOOD, duration_s=175), mild, file="a.mp4")

    assert finding.level is Level.INFO


def test_limits_are_those_of_the_edition(facts):
    settings = dict(facts.settings)
    settings["video.min_seconds"] = replace(settings["video.min_seconds"], value="250")
    settings["video.aspect"] = replace(settings["video.aspect"], value="4/3")

    findings = check(GOOD, replace(facts, settings=settings), file="a.mp4")

    assert [finding.code for finding in findings] == ["DURATION_SHORT", "ASPECT_NOT_16_9"]
    assert "4:3" in findings[1].message


@pytest.mark.parametrize(
    ("sound", "picture", "expected"),
    [
        (240, 30, {"VIDEO_TRACK_SHORT"}),
        (240, 229, {"VIDEO_TRACK_SHORT"}),
        (240, 231, set()),
        (30, 240, set()),
        (None, 30, set()),
    ],
)
def test_picture_that_ends_long_before_the_sound(found, sound, picture, expected):
    assert set(found(sound_s=sound, picture_s=picture)) == expected


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (1080, 1920, {"PORTRAIT"}),
        (1440, 1080, {"ASPECT_NOT_16_9"}),
        (1920, 1088, set()),
        (1920, 1100, {"ASPECT_NOT_16_9"}),
        (1280, 720, set()),
        (1024, 576, {"NOT_HD"}),
        (960, 720, {"ASPECT_NOT_16_9"}),
        (1080, 1080, {"ASPECT_NOT_16_9"}),
        (2560, 1080, {"ASPECT_NOT_16_9"}),
    ],
)
def test_picture_is_judged_as_displayed(found, width, height, expected):
    assert set(found(width=width, height=height, aspect=width / height)) == expected


def test_other_containers_codecs_and_tracks_are_named(found):
    assert found(container="mov") == {"NOT_MP4": Level.ERROR}
    assert found(container=None) == {"NOT_MP4": Level.ERROR}
    assert found(codec="hevc", is_common=False) == {"CODEC_WEB_UNFRIENDLY": Level.INFO}
    assert found(has_audio=False) == {"NO_AUDIO": Level.WARNING}
    assert found(has_picture=False, width=None, height=None, aspect=None) == {"NO_VIDEO_TRACK": Level.ERROR}
    assert found(missing=10) == {"VIDEO_TRUNCATED": Level.ERROR}
    assert found(has_picture=False, has_audio=False) == {"VIDEO_UNREADABLE": Level.ERROR}


@pytest.mark.parametrize(
    ("turned", "shown"),
    [
        ("0.000", (1920, 1080)),
        ("90.000", (1080, 1920)),
        ("180.000", (1920, 1080)),
        ("270.000", (1080, 1920)),
        ("-90", (1080, 1920)),
        (None, (1920, 1080)),
    ],
)
def test_rotation_counts_by_half_turns(turned, shown):
    video = understand(raw(picture(rotation=turned)))

    assert (video.width, video.height) == shown


def test_shape_of_pixels_counts():
    wide = understand(raw(picture(width=1440, pixel_aspect_ratio="1.333")))
    small = understand(raw(picture(width=720, height=576, pixel_aspect_ratio="1.422")))

    assert (wide.width, wide.height, wide.as_json()["display_aspect"]) == (1920, 1080, "16:9")
    assert (small.width, small.height, small.as_json()["display_aspect"]) == (1024, 576, "16:9")


@pytest.mark.parametrize(
    ("form", "brand", "has_moov", "container"),
    [
        ("MPEG-4", "isom", True, "mp4"),
        ("MPEG-4", "mp42", True, "mp4"),
        ("MPEG-4", "qt  ", True, "mov"),
        ("MPEG-4", "3gp4", True, "3gp"),
        ("MPEG-4", None, True, "mov"),
        (None, None, False, None),
    ],
)
def test_container_is_told_by_its_brand(form, brand, has_moov, container):
    assert understand(raw(picture(), form=form, brand=brand, has_moov=has_moov)).container == container


def test_what_mediainfo_says_beside_the_boxes_is_taken():
    assert understand(raw(picture(), form="Matroska") | {"boxes": None}).container == "mkv"
    assert understand(raw(picture(), istruncated="Yes")).missing == 0
    assert understand(raw(picture(), missing=7)).missing == 7
    assert understand(raw(picture(bit_depth=10))).is_common is False
    assert understand(raw(picture(chroma_subsampling="4:2:2"))).is_common is False


@pytest.mark.parametrize("odd", ["inf", "nan", "", "x", None, 0, -1])
def test_odd_numbers_are_no_harm(odd):
    video = understand(raw(picture(pixel_aspect_ratio=odd, rotation=odd, duration=odd), duration=odd))

    assert video.is_readable


@pytest.mark.parametrize(
    ("ratio", "words"),
    [(16 / 9, "16:9"), (1.775, "16:9"), (4 / 3, "4:3"), (0.5625, "9:16"), (1.0, "1:1"), (1.9, "1.90:1")],
)
def test_ratio_is_written_as_people_write_it(ratio, words):
    assert ratio_in_words(ratio) == words
