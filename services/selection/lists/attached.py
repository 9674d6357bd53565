"""Files that come with a decision: looked at by content, whatever they are called. Pure."""

from dataclasses import dataclass

from services.errors import InvalidInput
from services.intake.readers.container import sniff
from services.intake.readers.grid import Refused
from services.intake.vocabulary import KIND_NAMES

# A scan of several pages at full resolution; more is a mistake.
SIZE_MAX = 50 * 1024 * 1024
NAME_MAX = 200
# What a scanner or a phone makes.
SCANS = frozenset({"pdf", "picture"})
# What somebody encloses as evidence.
EVIDENCE = SCANS | {"docx", "doc", "xlsx", "xls", "archive"}
_ACCEPTED = {SCANS: "PDF 或图片", EVIDENCE: "PDF、图片、Word、Excel 或 zip 压缩包"}


@dataclass(frozen=True)
class Attached:
    """A file as it was sent."""

    name: str
    content: bytes


def check(attached: Attached | None, what: str, kinds: frozenset[str]) -> Attached:
    """The file that was sent, of one of these kinds, under a name that can be kept.

    :raises InvalidInput: none was sent, or it is empty, too large or of another kind.
    """
    accepted = _ACCEPTED[kinds]
    if attached is None:
        raise InvalidInput(f"还没有选择{what}。", f"请选择{accepted}文件。")
    size = len(attached.content)
    if not size:
        raise InvalidInput(f"{what}“{attached.name}”是空文件。", "请重新扫描或另存后再选择。")
    if size > SIZE_MAX:
        most = SIZE_MAX // 1024 // 1024
        raise InvalidInput(
            f"{what}“{attached.name}”有 {size / 1024 / 1024:.0f} MB，最大 {most} MB。",
            "请降低扫描的分辨率，或转为 PDF 后再选择。",
        )
    found = _kind(attached.content)
    if found not in kinds:
        named = KIND_NAMES.get(found, KIND_NAMES["unknown"])
        raise InvalidInput(f"{what}“{attached.name}”是{named}，不能使用。", f"请选择{accepted}文件。")
    return Attached(_name(attached.name), attached.content)


def _kind(content: bytes) -> str:
    try:
        found = sniff(content)
    except Refused:
        return "unknown"
    return "unknown" if found.encrypted else found.format


def _name(sent: str) -> str:
    """The bare name, as long as a name may be, its ending kept."""
    bare = sent.replace("\\", "/").rpartition("/")[2].strip()
    return bare if len(bare) <= NAME_MAX else bare[-NAME_MAX:]
