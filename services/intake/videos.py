"""What a video is and what 附件4·五 says of it: MP4, three to five minutes or so, landscape, 16:9, HD.

The container is told by its brand and never by the suffix, the picture as it
is displayed: rotation and the shape of pixels count.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from services.edition.rules import EditionFacts
from services.findings import Finding, Level
from services.intake.documents import Video, ratio_in_words
from services.intake.readers.process import WALL_SECONDS, answer_of
from services.intake.terms import FindingCode

# "左右" of 附件4·五: so near to the limit a person decides.
_NEAR_SECONDS = 10
# A picture may fade out a little before the music does.
_TRACK_SECONDS = 10
_ASPECT_NEAR = 0.01
_MP4 = "mp4"
_CONTAINERS = {
    "Matroska": "mkv",
    "WebM": "webm",
    "AVI": "avi",
    "Windows Media": "wmv",
    "Flash Video": "flv",
    "MPEG-PS": "mpg",
    "MPEG-TS": "ts",
    "BDAV": "ts",
}
_CODECS = {
    "AVC": "h264",
    "HEVC": "hevc",
    "VP8": "vp8",
    "VP9": "vp9",
    "AV1": "av1",
    "MPEG-4 Visual": "mpeg4",
    "MPEG Video": "mpeg2",
    "ProRes": "prores",
}
_IN_BROWSERS = frozenset({"h264", "vp8", "vp9", "av1"})


def look(path: Path) -> Video:
    """What the video in a file is, read in a child where it lies.

    :raises Refused: the child was ended or died.
    """
    return understand(answer_of("video", [str(path.resolve())], b"", WALL_SECONDS)["video"])


def understand(raw: Mapping[str, Any]) -> Video:
    """The video that MediaInfo and the boxes describe."""
    picture = _track(raw, "Video")
    sound = _track(raw, "Audio")
    width, height, aspect = _displayed(picture)
    codec = _codec(picture)
    return Video(
        container=_container(raw),
        duration_s=_seconds(raw["general"]) or _seconds(picture) or _seconds(sound),
        width=width,
        height=height,
        aspect=aspect,
        codec=codec,
        has_picture=bool(picture),
        has_audio=bool(sound),
        picture_s=_seconds(picture),
        sound_s=_seconds(sound),
        missing=_missing(raw),
        is_common=codec in _IN_BROWSERS and _is_plain(picture),
    )


def check(video: Video, facts: EditionFacts, *, file: str) -> list[Finding]:
    """Everything the edition's settings find about a video."""
    return [
        _softened(code.finding(facts.finding_levels, **{"file": file} | told), told)  # type: ignore[arg-type]
        for code, told in _found(video, facts)
    ]


_Told = tuple[FindingCode, dict[str, object]]


def _found(video: Video, facts: EditionFacts) -> Iterator[_Told]:
    if not video.is_readable:
        yield FindingCode.VIDEO_UNREADABLE, {}
        return
    if video.container != _MP4:
        yield FindingCode.NOT_MP4, {"container": video.container or "其他"}
    if video.missing is not None:
        missing = f"（{video.missing:,} 字节）" if video.missing else ""
        yield FindingCode.VIDEO_TRUNCATED, {"missing": missing}
    yield from _about_duration(video, facts)
    if not video.has_picture:
        yield FindingCode.NO_VIDEO_TRACK, {}
        return
    yield from _about_picture(video, facts)
    if not video.has_audio:
        yield FindingCode.NO_AUDIO, {}


def _about_duration(video: Video, facts: EditionFacts) -> Iterator[_Told]:
    if video.duration_s is not None:
        # Half a second is what an editor's last frame makes of it.
        seconds = int(video.duration_s + 0.5)
        least, most = facts.number("video.min_seconds"), facts.number("video.max_seconds")
        told = {"duration": _minutes(seconds), "seconds": seconds}
        if seconds < least:
            yield FindingCode.DURATION_SHORT, told | {"limit": _minutes(least), "beyond": least - seconds}
        if seconds > most:
            yield FindingCode.DURATION_LONG, told | {"limit": _minutes(most), "beyond": seconds - most}
    if video.picture_s and video.sound_s and video.sound_s - video.picture_s > _TRACK_SECONDS:
        told = {"picture": _minutes(int(video.picture_s)), "sound": _minutes(int(video.sound_s))}
        yield FindingCode.VIDEO_TRACK_SHORT, told


def _about_picture(video: Video, facts: EditionFacts) -> Iterator[_Told]:
    if video.width is None or video.height is None or video.aspect is None:
        return
    size: dict[str, object] = {"width": video.width, "height": video.height}
    wanted = float(facts.settings["video.aspect"].share)
    if video.aspect < 1 < wanted:
        yield FindingCode.PORTRAIT, size
    elif abs(video.aspect / wanted - 1) > _ASPECT_NEAR:
        told = {"aspect": ratio_in_words(video.aspect), "wanted": facts.settings["video.aspect"].shown}
        yield FindingCode.ASPECT_NOT_16_9, size | told
    if video.height < facts.number("video.min_lines"):
        yield FindingCode.NOT_HD, size | {"limit": facts.number("video.min_lines")}
    if not video.is_common:
        yield FindingCode.CODEC_WEB_UNFRIENDLY, {"codec": video.codec or "其他"}


def _softened(finding: Finding, told: Mapping[str, object]) -> Finding:
    """An error so near to the limit that 左右 may cover it is a warning."""
    beyond = told.get("beyond")
    if finding.level is Level.ERROR and isinstance(beyond, int) and beyond <= _NEAR_SECONDS:
        return replace(finding, level=Level.WARNING)
    return finding


def _track(raw: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """The first track of a kind; empty where there is none."""
    return next((track for track in raw["tracks"] if track["track_type"] == kind), {})


def _container(raw: Mapping[str, Any]) -> str | None:
    boxes, form = raw["boxes"], raw["general"].get("format")
    if boxes is None:
        return _CONTAINERS.get(form, str(form).lower())
    brand = boxes["brand"]
    if brand is None:
        # QuickTime did without a brand before MP4 was.
        return "mov" if boxes["has_moov"] else None
    return {"qt": "mov", "3g": "3gp"}.get(brand[:2], _MP4)


def _missing(raw: Mapping[str, Any]) -> int | None:
    cut_off = (raw["boxes"] or {}).get("missing", 0)
    return cut_off if cut_off or raw["general"].get("istruncated") == "Yes" else None


def _displayed(picture: Mapping[str, Any]) -> tuple[int | None, int | None, float | None]:
    """Width, height and ratio on the screen: pixels made square, then turned."""
    width, height = picture.get("width"), picture.get("height")
    if not width or not height:
        return None, None, None
    pixel = _number(picture.get("pixel_aspect_ratio")) or 1.0
    aspect = width * pixel / height
    if round((_number(picture.get("rotation")) or 0.0) / 90) % 2:
        return height, round(width * pixel), 1 / aspect
    return round(width * pixel), height, aspect


def _codec(picture: Mapping[str, Any]) -> str | None:
    form = picture.get("format")
    return _CODECS.get(form, form.lower()) if form else None


def _is_plain(picture: Mapping[str, Any]) -> bool:
    """Eight bits and 4:2:0, the only form of H.264 that every browser plays."""
    return picture.get("bit_depth") in (8, None) and picture.get("chroma_subsampling") in ("4:2:0", None)


def _seconds(track: Mapping[str, Any]) -> float | None:
    value = _number(track.get("duration"))
    if value is None:
        return None
    return int(value) // 1000 if value % 1000 == 0 else round(value / 1000, 2)


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _minutes(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} 分 {rest} 秒" if rest else f"{minutes} 分钟"
