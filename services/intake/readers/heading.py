"""Reads what stands around the table of 附件3, and which city it speaks for.

Cities are known by exact names only. A county's name is not its city's:
宜城市 is not 宜昌市, and 恩施市 is a county of 恩施州.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.edition.rules import CityFacts, EditionFacts
from services.intake.documents import Meta
from services.intake.phones import phones_in
from services.intake.vocabulary import (
    ASSOCIATION_WORDS,
    DATE_LABELS,
    ORG_LABELS,
    PHONE_LABELS,
    REPORTER_LABELS,
)

_LABELS = (*ORG_LABELS, *REPORTER_LABELS, *PHONE_LABELS, *DATE_LABELS)
_ANY_LABEL = "|".join(sorted(map(re.escape, _LABELS), key=len, reverse=True))
# A heading is short; what is longer is no heading, and would be slow to search.
_LINE_MAX = 300
_LINES_MAX = 200
_DATE = re.compile(r"((?:19|20)\d{2})\s*[年./\-]\s*(\d{1,2})\s*[月./\-]\s*(\d{1,2})(?!\d)")
_CHINESE_DATE = re.compile(
    r"([二〇零○一三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日?"
)
_SEAL = re.compile(r"[（(]\s*(?:盖\s*章|公\s*章|签\s*章|章)\s*[)）]")
_ASSOCIATION = re.compile(rf"([^\s:：（）()，,。；;]{{2,30}}(?:{'|'.join(ASSOCIATION_WORDS)}))")
_DIGITS = {character: str(value % 10) for value, character in enumerate("〇一二三四五六七八九零○")} | {
    "零": "0",
    "○": "0",
}


@dataclass(frozen=True)
class CityClaim:
    """What one place says about the city: the text, and the city or county it names exactly."""

    text: str
    city: CityFacts | None
    county: str | None = None
    county_of: CityFacts | None = None


def meta_of(above: Sequence[str], below: Sequence[str]) -> Meta:
    """市级科协, date, 填报人 and telephone, wherever they stand around the table."""
    lines = [*_cut(above), *_cut(below)]
    return Meta(
        org=_org(_cut(above)) or _org(_cut(below)) or _unlabelled_org(_cut(above)),
        date=next((found for line in lines if (found := iso_date(line))), None),
        reporter=_labelled(lines, REPORTER_LABELS),
        reporter_phone=_phone(lines),
    )


def iso_date(text: str) -> str | None:
    """The first date in a text as 2024-09-10; None where there is none that exists."""
    match = _DATE.search(text)
    if match:
        return _valid(*map(int, match.groups()))
    chinese = _CHINESE_DATE.search("".join(text.split()))
    if chinese:
        year = int("".join(_DIGITS[character] for character in chinese.group(1)))
        return _valid(year, _chinese_number(chinese.group(2)), _chinese_number(chinese.group(3)))
    return None


def claim_in_heading(org: str | None, above: Sequence[str], facts: EditionFacts) -> CityClaim | None:
    """The city the heading writes: by 市级科协, else by a city's name in the title."""
    if org:
        return claim_of_org(org, facts)
    for line in _cut(above):
        claim = claim_in_name(line, facts)
        if claim is not None and claim.city is not None:
            return claim
    return None


def claim_of_org(org: str, facts: EditionFacts) -> CityClaim:
    """What an association's name says: 武汉市科协, 湖北省恩施州科学技术协会, 十堰市张湾区科协."""
    place = "".join(unicodedata.normalize("NFKC", org).split())
    for word in ASSOCIATION_WORDS:
        place = place.removesuffix(word)
    province = facts.province
    place = place.removeprefix(province) if place != province else place
    city = facts.city(place)
    if city is not None:
        return CityClaim(org, city)
    for candidate in facts.cities:
        if place in candidate.counties:
            return CityClaim(org, None, place, candidate)
        starts = [name for name in candidate.names if place.startswith(name)]
        if any(place.removeprefix(name) in candidate.counties for name in starts):
            return CityClaim(org, candidate)
    return CityClaim(org, None)


def claim_in_name(text: str, facts: EditionFacts) -> CityClaim | None:
    """The one city a file name or title names exactly; None where it names none or several."""
    found, counties = _places(text, facts)
    if len(found) == 1:
        return CityClaim(text, found[0])
    if not found and len(counties) == 1:
        county, city = counties[0]
        return CityClaim(text, None, county, city)
    return None


def _places(text: str, facts: EditionFacts) -> tuple[list[CityFacts], list[tuple[str, CityFacts]]]:
    """Cities and counties named in a text, the longest names first so that 恩施市 is not 恩施."""
    names: list[tuple[str, CityFacts, bool]] = [
        (name, city, is_county)
        for city in facts.cities
        for is_county, group in ((False, city.names), (True, city.counties))
        for name in group
    ]
    left = "".join(unicodedata.normalize("NFKC", text).split())
    cities: list[CityFacts] = []
    counties: list[tuple[str, CityFacts]] = []
    for name, city, is_county in sorted(names, key=lambda entry: len(entry[0]), reverse=True):
        if not re.search(_exactly(name), left):
            continue
        left = re.sub(_exactly(name), "\0", left)
        if is_county:
            counties.append((name, city))
        elif city not in cities:
            cities.append(city)
    return cities, counties


def _exactly(name: str) -> str:
    """A short name must not be the beginning of another place: 黄石 in 黄石港."""
    tail = "" if name[-1] in "市州区县" else "(?![市县区州港])"
    return re.escape(name) + tail


def _cut(lines: Sequence[str]) -> list[str]:
    return [line[:_LINE_MAX] for line in lines[:_LINES_MAX]]


def _org(lines: Sequence[str]) -> str | None:
    for line in lines:
        labelled = _labelled([_SEAL.sub("    ", line)], ORG_LABELS)
        if labelled and not re.match(r"[\d年月日\s]+$", labelled):
            return labelled
    return None


def _unlabelled_org(lines: Sequence[str]) -> str | None:
    """An association's name standing alone above the table; the label 市级科协 is none."""
    names = (match.group(1) for line in lines if len(line) < 80 for match in _ASSOCIATION.finditer(line))
    return next((name for name in names if name not in ORG_LABELS), None)


def _labelled(lines: Iterable[str], labels: Sequence[str]) -> str | None:
    """The text after one of these labels, up to a wide gap, a date, or the next label."""
    wanted = "|".join(sorted(map(re.escape, labels), key=len, reverse=True))
    pattern = re.compile(
        rf"(?:{wanted})\s*(?:[（(][^（）()]*[)）])?\s*[:：]\s*(?!(?:{_ANY_LABEL})\s*[:：])"
        rf"(.*?)(?=\s{{2,}}|(?:{_ANY_LABEL})\s*[:：]|(?:19|20)\d\d\s*[年./\-]|年\s*月|$)"
    )
    for line in lines:
        match = pattern.search(line)
        text = re.sub(r"\s+", " ", match.group(1)).strip(" ,，;；、。_") if match else ""
        if text:
            return _without_inner_blank(text)
    return None


def _without_inner_blank(text: str) -> str:
    """A name of two characters is often spread: 李 娜."""
    return text.replace(" ", "") if re.fullmatch(r"[\u3400-\u9fff] [\u3400-\u9fff]", text) else text


def _phone(lines: Sequence[str]) -> str | None:
    text = _labelled(lines, PHONE_LABELS)
    found = phones_in(text).valid if text else ()
    return found[0] if found else None


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _chinese_number(text: str) -> int:
    """一 to 三十一."""
    if "十" not in text:
        return int("".join(_DIGITS[character] for character in text))
    tens, _, ones = text.partition("十")
    return (int(_DIGITS[tens]) if tens else 1) * 10 + (int(_DIGITS[ones]) if ones else 0)
