"""Names of people and the title written behind a name."""

import re

from services.intake.vocabulary import TITLE_WORDS

_SEPARATORS = re.compile(r"[、，,；;/／|\n\r\t]+")
_HAN = r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·•]"
_HAN_ONLY = re.compile(rf"{_HAN}+")
_LATIN_ONLY = re.compile(r"[A-Za-zÀ-ɏ.'-]+")
_LIST_LABEL = re.compile(r"^\s*(?:团队|成员|团队成员|完成人员?|主要完成人员?|负责人)\s*[:：]\s*")
_TITLE = re.compile(
    rf"(?:{'|'.join(sorted(map(re.escape, TITLE_WORDS), key=len, reverse=True))})+", re.IGNORECASE
)
_BRACKETED = re.compile(r"\s*[（(]\s*(.*?)\s*[)）]\s*$")
_TITLE_MAX = 24
_NAME_LENGTHS = (2, 3, 4)


def people_in(text: str) -> tuple[str, ...]:
    """The people of a cell, split at separators and at blanks between full names."""
    pieces = _SEPARATORS.split(_LIST_LABEL.sub("", text))
    return tuple(name for piece in pieces for name in _full_names(piece.split()))


def contact_in(text: str) -> tuple[str | None, str | None]:
    """Name and title of 联系人及职务: apart by a blank, a break, a bracket, or written together."""
    bracketed = _BRACKETED.search(text)
    if bracketed and bracketed.start() > 0:
        return _joined(_full_names(text[: bracketed.start()].split())), bracketed.group(1) or None
    pieces = [piece for part in _SEPARATORS.split(text) for piece in _full_names(part.split())]
    if not pieces:
        return None, None
    if len(pieces) == 1:
        return _split_together(pieces[0])
    if _is_title(pieces[0]) and not _is_title(pieces[1]) and len(pieces) == 2:
        pieces.reverse()
    return pieces[0], " ".join(pieces[1:])


def _full_names(words: list[str]) -> list[str]:
    """Join what a blank has torn apart: 李 娜 is one name, so is John Smith; 张三 李四 are two."""
    names: list[str] = []
    left = list(reversed(words))
    while left:
        word = left.pop()
        if _is_single(word) and left and _HAN_ONLY.fullmatch(left[-1]) and len(left[-1]) <= 2:
            names.append(word + left.pop())
        elif _is_single(word) and names and _ends_open(names[-1]):
            names[-1] += word
        elif names and _LATIN_ONLY.fullmatch(word) and _LATIN_ONLY.fullmatch(names[-1].rpartition(" ")[2]):
            names[-1] = f"{names[-1]} {word}"
        else:
            names.append(word)
    return names


def _is_single(word: str) -> bool:
    """A single character is no full name: it belongs to its neighbour."""
    return len(word) == 1 and bool(_HAN_ONLY.fullmatch(word))


def _ends_open(name: str) -> bool:
    return len(name) == 2 and bool(_HAN_ONLY.fullmatch(name)) and not _is_title(name)


def _split_together(text: str) -> tuple[str | None, str | None]:
    """张三总经理: only where what follows the name is made of title words entirely."""
    for length in _NAME_LENGTHS:
        name, title = text[:length], text[length:]
        if title and _HAN_ONLY.fullmatch(name) and not _is_title(name) and _is_title(title):
            return name, title
    return text, None


def _is_title(text: str) -> bool:
    # Bounded: words inside words make long texts slow to refuse.
    return len(text) <= _TITLE_MAX and bool(_TITLE.fullmatch(text))


def _joined(names: list[str]) -> str | None:
    return " ".join(names) or None
