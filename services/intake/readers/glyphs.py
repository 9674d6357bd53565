"""The characters a symbol font makes of letters, so that a ticked box is known however it was set.

Word keeps R in Wingdings 2 as the letter, as F052 or as 0052, and shows ☑ for
all three. Only what may stand as a tick is listed; any other glyph of these
fonts is undecided. Codes: published mappings of the fonts to Unicode.
"""

import re
from collections.abc import Collection

from services.intake.readers.raw_form import UNDECIDED

TICK, EMPTY, CROSSED = "☑", "☐", "☒"
_FONTS: dict[str, dict[int, str]] = {
    "wingdings": {
        0xFE: TICK, 0xFC: "√", 0xFD: CROSSED, 0x78: CROSSED, 0xFB: "✗", 0xA8: EMPTY, 0x6F: EMPTY, 0x71: EMPTY,
        0x72: EMPTY, 0x6E: "■", 0x6C: "●", 0xA1: "○",
    },
    "wingdings 2": {
        0x52: TICK, 0x50: "√", 0x51: CROSSED, 0x53: CROSSED, 0x54: CROSSED, 0x4F: "✗", 0xA3: EMPTY,
    },
    "webdings": {0x61: "√", 0x63: EMPTY, 0x67: "■", 0x72: "✗"},
    "marlett": {0x61: "√", 0x62: "√"},
    "symbol": {0xD6: "√"},
}  # fmt: skip
# Where the font is lost, what no two of the fonts show differently as a box.
_WITHOUT_FONT = {
    0x52: TICK,
    0xFE: TICK,
    0xFC: "√",
    0xFD: CROSSED,
    0xA3: EMPTY,
    0xA8: EMPTY,
    0x6F: EMPTY,
}
# Letters are text even in Symbol, which sets Greek.
_TEXT_FONTS = frozenset({"symbol"})
_PRIVATE = range(0xF000, 0xF100)
_SYMBOL_FIELD = re.compile(r'\s*SYMBOL\s+(\d{1,5}|0x[0-9a-f]{1,4})(?:.*?\\f\s*"?([^"\\]+))?', re.IGNORECASE)
_MACRO_BUTTON = re.compile(r"\s*MACROBUTTON\s+\S+\s+(.*)", re.IGNORECASE | re.DOTALL)
_OVERSTRIKE = re.compile(r"\s*EQ\b.*\\[ox]\b", re.IGNORECASE | re.DOTALL)
_TICKS = re.compile("[√✓✔☑☒■●vV×✗✘]")
_EMPTY_BOXES = re.compile("[□☐○〇◯]")


def shown(text: str, fonts: Collection[str]) -> str:
    """A run's text as it looks in its fonts; Chinese keeps its own font and is left alone."""
    symbol = next((font for font in fonts if font in _FONTS), None)
    if symbol is None and not any(ord(character) in _PRIVATE for character in text):
        return text
    return "".join(_character(character, symbol) for character in text)


def symbol(code: str, font: str) -> str:
    """What ``w:sym`` shows; codes come as F052 and as 0052."""
    try:
        number = int(code, 16)
    except ValueError:
        return UNDECIDED
    return _glyph(number & 0xFF, _known(font)) if number in _PRIVATE or number < 0x100 else _unicode(number)


def field_result(instruction: str) -> str | None:
    """What a field shows that keeps no result: a box made by EQ, SYMBOL or MACROBUTTON.

    None where the field's own result is to be read.
    """
    found = _SYMBOL_FIELD.match(instruction)
    if found:
        number = int(found[1], 0) if found[1].lower().startswith("0x") else int(found[1])
        return symbol(f"{number:x}", found[2] or "")
    button = _MACRO_BUTTON.match(instruction)
    if button:
        return button[1].strip()
    return _equation(instruction) if instruction.strip().upper().startswith("EQ") else None


def _equation(instruction: str) -> str:
    """EQ \\o\\ac(□,√), Word's 带圈字符; any other equation is no box."""
    if not _OVERSTRIKE.match(instruction):
        return ""
    if UNDECIDED in instruction:
        return UNDECIDED
    arguments = instruction.partition("(")[2]
    if _TICKS.search(arguments):
        return TICK
    return EMPTY if _EMPTY_BOXES.search(arguments) else ""


def _character(character: str, symbol_font: str | None) -> str:
    code = ord(character)
    if code in _PRIVATE:
        return _glyph(code & 0xFF, symbol_font)
    is_text = symbol_font is None or symbol_font in _TEXT_FONTS
    if is_text or code > 0xFF or character.isspace():
        return character
    return _glyph(code, symbol_font)


def _glyph(code: int, font: str | None) -> str:
    return (_FONTS[font] if font else _WITHOUT_FONT).get(code, UNDECIDED)


def _known(font: str) -> str | None:
    name = font.strip().lower()
    return name if name in _FONTS else None


def _unicode(number: int) -> str:
    is_character = number < 0x110000 and not 0xD800 <= number <= 0xDFFF
    return chr(number) if is_character else UNDECIDED
