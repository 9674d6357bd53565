"""Telephone numbers as people and spreadsheets write them."""

import re
import unicodedata
from dataclasses import dataclass

_SEPARATORS = re.compile(r"[、,;/|\n\r\t]+|或者?|及|和")
_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")
_LABELS = re.compile(r"[\u3400-\u9fff:()\[\]【】]|(?i:tel|mobile|phone)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
# 02x and 010 have eight digits, other area codes seven or eight.
_LAND_LINE = re.compile(r"(010|02\d)([2-9]\d{7})(?:-(\d{1,6}))?|(0[3-9]\d{2})([2-9]\d{6,7})(?:-(\d{1,6}))?")
_SERVICE = re.compile(r"[48]00\d{7}|95\d{3}|96\d{3,4}|1010\d{4}")
_INTERNATIONAL = re.compile(r"(?:\+|00)?86(?=1[3-9]\d{9}$)|(?:\+|00)86")


@dataclass(frozen=True)
class Phones:
    """What a cell gave: valid numbers, pieces that are none, and pieces a spreadsheet destroyed."""

    valid: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    destroyed: tuple[str, ...] = ()


def phones_in(text: str) -> Phones:
    """Every telephone number of a cell, as digits with a dash after the area code."""
    valid: list[str] = []
    invalid: list[str] = []
    destroyed: list[str] = []
    for piece in _pieces(text):
        scientific = _SCIENTIFIC.fullmatch(piece.replace(" ", ""))
        if scientific:
            number = _restored(*scientific.groups())
            (valid.append(number) if number else destroyed.append(piece))
            continue
        found = _numbers(piece)
        (valid.extend(found) if found else invalid.append(piece))
    return Phones(tuple(dict.fromkeys(valid)), tuple(invalid), tuple(destroyed))


def _pieces(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text)
    folded = re.sub(r"[‐-―−－]", "-", folded)
    return [piece.strip() for piece in _SEPARATORS.split(folded) if piece.strip()]


def _restored(first: str, rest: str | None, exponent: str) -> str | None:
    """The number in scientific notation, where no digit is lost."""
    digits = first + (rest or "")
    return _number(digits) if len(digits) == int(exponent) + 1 else None


def _numbers(piece: str) -> list[str]:
    """One number written with blanks, or several in a row; empty when any is wrong."""
    whole = _number(piece)
    if whole:
        return [whole]
    parts = [_number(part) for part in piece.split() if re.search(r"\d", part)]
    if parts and all(parts):
        return [part for part in parts if part]
    # Names between numbers: 张三13800000000李四13900000000.
    mobiles = re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", piece)
    left = re.sub(r"(?<!\d)1[3-9]\d{9}(?!\d)", "", piece)
    return mobiles if mobiles and not re.search(r"[\da-zA-Z]", left) else []


def _number(text: str) -> str | None:
    digits = re.sub(r"转|ext\.?|分机", "-", text, flags=re.IGNORECASE)
    digits = re.sub(r"\.0+$", "", _LABELS.sub(" ", digits).strip())
    digits = re.sub(r"[\s.]", "", digits).strip("-")
    digits = _international(digits)
    joined = digits.replace("-", "")
    if _MOBILE.fullmatch(joined) or _SERVICE.fullmatch(joined):
        return joined
    return _land_line(digits)


def _international(digits: str) -> str:
    match = _INTERNATIONAL.match(digits.replace("-", "") if digits.startswith("86") else digits)
    if not match:
        return digits
    rest = (digits.replace("-", "") if digits.startswith("86") else digits)[match.end() :].lstrip("-")
    return rest if rest.startswith(("0", "1")) else f"0{rest}"


def _land_line(digits: str) -> str | None:
    """A land line: the dash after the area code may be missing, one before an extension may not."""
    head, _, rest = digits.partition("-")
    # 027-8765-4321 is one number, 027-87654321-801 has an extension.
    for candidate in (head + rest, re.sub(r"^(\d+)-(\d{4})$", r"\1\2", head + rest)):
        match = _LAND_LINE.fullmatch(candidate)
        if match:
            area, number, extension = match.groups()[:3] if match[1] else match.groups()[3:]
            return f"{area}-{number}" + (f"-{extension}" if extension else "")
    return None
