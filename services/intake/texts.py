"""What every cell goes through before its meaning is read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_FOLDED = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
# Zero-width, bidirectional and control characters, lone surrogates; not the
# variation selectors, which rare names need.
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_HAN_BREAK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ ]*[\r\n]+[ ]*(?=[\u3000-\u9fff\uff00-\uffef])")
_INJECTION = re.compile(r"[=+\-@\t][^\s]")
_MARKUP = re.compile(
    r"<\s*/?\s*(?:script|style|iframe|img|svg|object|embed|link|meta|html|body|form|input|a|b|i|u|p|div|span|br|table|td)"
    r"\b[^<]*>|<\s*script\b|javascript\s*:|\bon(?:error|load|click|mouseover)\s*=|&#x?[0-9a-f]+;",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Cleaned:
    """A text without invisible characters, and how many there were."""

    text: str
    invisible: int


def cleaned(raw: str) -> Cleaned:
    """Take out what cannot be seen but changes what is read."""
    text, count = INVISIBLE.subn("", raw)
    return Cleaned(text, count)


def tidy(text: str) -> str:
    """A text of one line, folded; one that begins like a formula stays as it is written."""
    return text.rstrip() if is_injection(text) else folded(text)


def folded(text: str) -> str:
    """Full-width letters and digits folded, no blanks around, no breaks inside; punctuation stays."""
    narrow = text.translate(_FOLDED).replace("\u3000", " ").replace("\u00a0", " ").strip()
    return re.sub(r"\s+", " ", _HAN_BREAK.sub("", narrow))


def tidy_lines(text: str) -> str:
    """A text whose line breaks separate people, each line folded."""
    return "\n".join(folded(line) for line in re.split(r"[\r\n]+", text))


def is_injection(text: str) -> bool:
    """Whether a spreadsheet might take this text for a formula when it is exported."""
    return bool(_INJECTION.match(text))


def has_markup(text: str) -> bool:
    """Whether a text holds HTML or script."""
    return bool(_MARKUP.search(text))


def squeezed(text: str) -> str:
    """A word for comparison: widths folded, no blanks at all."""
    return "".join(text.translate(_FOLDED).split())


def lookup(names: Mapping[str, str], text: str) -> str | None:
    """The word a spelling stands for, trying also without a bracket behind it."""
    plain = squeezed(text)
    return names.get(plain) or names.get(re.sub(r"[（(].*?[)）]$", "", plain))
