"""The 案例概要 of a 推荐表: what of it is the template's prompt, how long it is, how it speaks. Pure."""

import re
import unicodedata
from dataclasses import dataclass

from services.intake.texts import INVISIBLE
from services.intake.vocabulary import PROMOTIONAL, PROMPT, PROMPT_SENTENCES, SEE_ELSEWHERE

_PROMPT = re.compile(PROMPT, re.DOTALL)
_ELSEWHERE = re.compile(SEE_ELSEWHERE)
_PROMOTIONAL = re.compile("|".join(PROMOTIONAL), re.IGNORECASE)
_LETTER = re.compile(r"[^\W_]")
_NOTE = re.compile(r"\s*注\s*[:：]")
_LATER_PAGE = re.compile(r"\s*[（(【]?\s*(?:附页|案例概要|续页|案例正文|案例全文)")
# Beyond this, further words tell a reader nothing.
_WORDS_MAX = 10


@dataclass(frozen=True)
class Length:
    """Both counts: characters without blanks, and words as Word counts them."""

    characters: int
    words: int


def own_text(written: str) -> str:
    """What somebody wrote into the cell: not the template's prompt, nor only a reference to another page."""
    text = _PROMPT.sub("", INVISIBLE.sub("", written))
    for sentence in PROMPT_SENTENCES:
        text = text.replace(sentence, "")
    text = text.strip()
    return "" if not _LETTER.search(text) or _ELSEWHERE.fullmatch("".join(text.split())) else text


def later_pages(behind: str, *, is_blank: bool) -> str:
    """The part of a text behind the table that is the 概要 (可另附页).

    Where the cell holds nothing, everything but the template's note; else
    only what stands under a heading that says so.
    """
    lines = [line for line in behind.split("\n") if not _NOTE.match(line)]
    start = next((index for index, line in enumerate(lines) if _LATER_PAGE.match(line)), None)
    if start is not None:
        return "\n".join(lines[start + 1 :]).strip()
    return "\n".join(lines).strip() if is_blank else ""


def length_of(text: str) -> Length:
    """Count as Word does: each Chinese character or mark is a word, and so is each run of others."""
    words = 0
    is_in_run = False
    for character in text:
        is_wide = _is_wide(character)
        is_run = not is_wide and not character.isspace()
        words += is_wide or (is_run and not is_in_run)
        is_in_run = is_run
    return Length(sum(1 for character in text if not character.isspace()), words)


def promotional_words(text: str) -> tuple[str, ...]:
    """Wording of an advertisement, as it stands in the text (三（一）3)."""
    flat = "".join(text.split())
    found = (match.group() for match in _PROMOTIONAL.finditer(flat))
    return tuple(dict.fromkeys(found))[:_WORDS_MAX]


def _is_wide(character: str) -> bool:
    """Chinese, and the quotation marks and dashes that Word sets in the Chinese font beside it."""
    if character.isspace():
        return False
    width = unicodedata.east_asian_width(character)
    is_mark = character >= "\u2010" and unicodedata.category(character)[0] != "L"
    return width in "WF" or (width == "A" and is_mark)
