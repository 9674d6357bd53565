"""Reading a JSON document a person or a script hands over, field by field.

Whatever is wrong is refused in a sentence that names the field. Faults of
one list are gathered, so that they show all at once.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Never, TypeVar

from services.errors import InvalidInput, RuleViolation

_T = TypeVar("_T")
_Kind = TypeVar("_Kind", bound=StrEnum)

_MOST_BYTES = 256 * 1024 * 1024
_SHOWN = 10
_LONGEST = 60
_LARGEST = 10**9
# Sixteen digits before the point and sixteen after are beyond any score.
_DECIMAL = re.compile(r"[0-9]{1,16}(\.[0-9]{1,16})?")
_HINT = "请改正后重新运行。"


def load(path: Path) -> Any:
    """The document in a file.

    :raises InvalidInput: the file cannot be read, is too large or is no strict JSON.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InvalidInput("文件超过 256 MB。", "请检查是否选错了文件。")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InvalidInput("无法读取这个文件。", "请检查文件是否存在、是否有权限读取。") from error
    except UnicodeDecodeError as error:
        raise InvalidInput("不是 UTF-8 编码的文本。", "请另存为 UTF-8 编码的 JSON。") from error
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 个字符处"
        raise InvalidInput(f"不是有效的 JSON，{where}有误。", _HINT) from error
    except (RecursionError, ValueError) as error:
        raise InvalidInput("不是可用的 JSON：嵌套过深或数字过长。", _HINT) from error


@contextmanager
def about(path: Path) -> Iterator[None]:
    """Whatever is refused within is said of this file."""
    try:
        yield
    except (InvalidInput, RuleViolation) as error:
        raise type(error)(f"{path.name}：{error.message}", error.hint) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise InvalidInput(f"字段 {name} 在同一处写了两次。", _HINT)
        found[name] = value
    return found


def _no_number(constant: str) -> Never:
    raise InvalidInput(f"{constant} 不是数字。", _HINT)


def gather(readings: Iterable[Callable[[], _T]]) -> list[_T]:
    """What each reading gives; if any is refused, one refusal with the sentences of all of them.

    :raises InvalidInput: a reading was refused; the first ten are told, and how many more there are.
    """
    results, faults = [], []
    for reading in readings:
        try:
            results.append(reading())
        except InvalidInput as error:
            faults.append(error)
    if faults:
        more = f"此外还有 {len(faults) - _SHOWN} 处。" if len(faults) > _SHOWN else ""
        raise InvalidInput("".join(fault.message for fault in faults[:_SHOWN]) + more, faults[0].hint)
    return results


@dataclass(frozen=True)
class Node:
    """A value of the document and where it stands, in words."""

    value: Any
    at: str = ""

    def fields(self, *needed: str, optional: Iterable[str] = ()) -> dict[str, "Node"]:
        """The fields of an object: all that are needed, and no others.

        :raises InvalidInput: one is missing, or one is unknown, so that a misspelt rule is not passed over.
        """
        found = self.object()
        missing = [name for name in needed if name not in found]
        unknown = [name for name in found if name not in (*needed, *optional)]
        if missing:
            raise InvalidInput(f"{self._where}缺少字段 {'、'.join(missing)}。", "请补全后重新运行。")
        if unknown:
            raise InvalidInput(f"{self._where}有不认识的字段 {'、'.join(unknown)}。", "请检查拼写或删去。")
        return found

    def object(self) -> dict[str, "Node"]:
        """The fields of an object whose names are free."""
        if not isinstance(self.value, dict):
            self.refuse("一个对象 {…}")
        for name in self.value:
            Node(name, f"{self._where}的字段名").text()
        return {name: Node(value, self._under(name)) for name, value in self.value.items()}

    def items(self) -> list["Node"]:
        """The items of a list."""
        if not isinstance(self.value, list):
            self.refuse("一个列表 […]")
        return [
            Node(value, f"{self._where}第 {number} 项") for number, value in enumerate(self.value, start=1)
        ]

    def text(self) -> str:
        """A text that says something."""
        if not isinstance(self.value, str) or not self.value.strip() or not _is_printable(self.value):
            self.refuse("不为空的文字")
        return str(self.value)

    def note(self) -> str:
        """A text that may be empty."""
        if not isinstance(self.value, str) or not _is_printable(self.value):
            self.refuse("文字")
        return str(self.value)

    def decimal(self) -> Decimal:
        """An exact number that is not negative, written as text so that it stays exact."""
        if not isinstance(self.value, str) or not _DECIMAL.fullmatch(self.value):
            self.refuse('写成文字的非负小数，如 "86.25"')
        return Decimal(self.value)

    def integer(self, least: int | None = None) -> int:
        """A whole number, of a size that still means something."""
        is_whole = isinstance(self.value, int) and not isinstance(self.value, bool)
        if not is_whole or (least is not None and self.value < least):
            self.refuse("整数" if least is None else f"不小于 {least} 的整数")
        if abs(self.value) > _LARGEST:
            self.refuse(f"不超过 {_LARGEST} 的整数")
        return int(self.value)

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            self.refuse(" true 或 false")
        return bool(self.value)

    def one_of(self, kinds: Iterable[_Kind]) -> _Kind:
        """One of these words."""
        known = {kind.value: kind for kind in kinds}
        if not isinstance(self.value, str) or self.value not in known:
            self.refuse(f" {'、'.join(known)} 之一")
        return known[self.value]

    def refuse(self, wanted: str) -> Never:
        """Say what should stand here.

        :raises InvalidInput: always.
        """
        shown = json.dumps(self.value, ensure_ascii=False)
        if not _is_printable(shown):
            shown = json.dumps(self.value)
        shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
        raise InvalidInput(f"{self._where}应为{wanted}，现为 {shown}。", _HINT)

    @property
    def _where(self) -> str:
        return f"{self.at} " if self.at else "文件内容"

    def _under(self, name: str) -> str:
        if not self.at:
            return name
        return f"{self.at}的 {name}" if self.at.endswith("项") else f"{self.at}.{name}"


def _is_printable(text: str) -> bool:
    """Whether the text can be written at all: half a surrogate pair cannot."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
