"""Whether two organisations belong together, from their names alone. Pure.

Equal names are the same. Anything less is only suspected and a person
decides: a brand may be shared by strangers, and a subsidiary may bear
another brand, which no name tells.
"""

import re
import unicodedata
from dataclasses import dataclass

from rapidfuzz import fuzz

from services.edition.rules import EditionFacts
from services.intake.names import CORE_RATIO, core_name, name_key
from services.intake.phrases import NAMES_EQUAL_CORE, NAMES_SIMILAR
from services.intake.vocabulary import LEGAL_FORMS
from services.review.conflicts.vocabulary import (
    COMMON_BRANDS,
    FORMER,
    FORMER_INSIDE,
    GROUP,
    INDUSTRY,
    NO_EMPLOYER,
    NUMBERED,
    PUBLIC_BODY,
    SCHOOL,
    SCHOOL_SHORT,
    STATUS,
    TIE_BRAND,
    TIE_GROUP,
    TIE_NAMES,
    TIE_PART,
    TIE_SCHOOL,
    TIE_SISTERS,
)

# Names this long are told in full; shorter ones stand in others by chance.
_WHOLE_NAME_MIN = 4
_SHARED_MIN = 4
_LONG_CORE_MIN = 6
_BRAND_MIN = 2
# Longer names cost time and tell nothing more.
_NAME_MAX = 60

_SPLIT = re.compile(r"[、，,;；/／|\n\r]+")
_FORMER, _FORMER_INSIDE = re.compile(FORMER), re.compile(FORMER_INSIDE)
_STATUS, _GROUP = re.compile(STATUS), re.compile(GROUP)
_PUBLIC_BODY, _SCHOOL = re.compile(PUBLIC_BODY), re.compile(SCHOOL)
_NUMBERED = re.compile(NUMBERED)
_TRADE = re.compile(rf"(?:{'|'.join(sorted(INDUSTRY, key=len, reverse=True))})*")


@dataclass(frozen=True)
class Organisation:
    """A name and what is compared of it.

    ``key`` makes two names the same, and so does what stands before a blank
    (``spellings``): behind it comes a department or a post. ``core`` is the
    name without place and legal form; ``brand`` (字号) the core without the
    trade behind it.
    """

    name: str
    key: str
    spellings: frozenset[str]
    core: str
    brand: str
    is_company: bool
    is_group: bool
    school: str | None

    @property
    def has_own_brand(self) -> bool:
        """Whether the brand says something: it is no place, school or trade that many share."""
        return self.is_company and len(self.brand) >= _BRAND_MIN and self.brand not in COMMON_BRANDS


def employers_in(text: str) -> tuple[str, ...]:
    """The organisations of a cell 工作单位, apart by marks; 原… and （退休） are no part of a name."""
    plain = _FORMER_INSIDE.sub(r"、\1、", unicodedata.normalize("NFKC", text))
    pieces = (_STATUS.sub("", _FORMER.sub("", piece.strip())).strip() for piece in _SPLIT.split(plain))
    return tuple(dict.fromkeys(piece for piece in pieces if piece and piece not in NO_EMPLOYER))


def organisation(name: str, facts: EditionFacts) -> Organisation:
    """What is compared of a name."""
    key = name_key(name)[:_NAME_MAX]
    core = core_name(key, facts)
    is_company = key.endswith(LEGAL_FORMS) or not _PUBLIC_BODY.search(key)
    school = _SCHOOL.match(key)
    return Organisation(
        name=name,
        key=key,
        spellings=frozenset({key, name_key(name.split(" ")[0])}),
        core=core,
        brand=_brand(core),
        is_company=is_company and school is None,
        is_group=bool(_GROUP.search(key)),
        school=school.group(1) if school else None,
    )


def tie(one: Organisation, other: Organisation) -> str | None:
    """Why two organisations of different names may belong together, in Chinese, or None."""
    if _is_part(one, other):
        return TIE_PART
    short = _short_of_school(one, other) or _short_of_school(other, one)
    if short:
        return TIE_SCHOOL.format(short=short)
    house = _house(one)
    if house and house == _house(other):
        return TIE_SISTERS.format(brand=house)
    return _tie_of_companies(one, other) if one.is_company and other.is_company else None


def _tie_of_companies(one: Organisation, other: Organisation) -> str | None:
    if one.core == other.core:
        return TIE_NAMES.format(reason=NAMES_EQUAL_CORE)
    score = round(fuzz.ratio(one.core, other.core))
    if score >= CORE_RATIO:
        return TIE_NAMES.format(reason=NAMES_SIMILAR.format(score=score))
    if one.brand == other.brand and one.has_own_brand:
        return TIE_BRAND.format(brand=one.brand)
    shared = _shared(one, other)
    return TIE_GROUP.format(brand=shared) if shared else None


def _is_part(one: Organisation, other: Organisation) -> bool:
    """Whether one name is the other's in full with something behind it: 武汉大学人民医院.

    A school may stand anywhere in a name, and a firm may have become an institute or the reverse.
    """
    shorter, longer = sorted((one.key, other.key), key=len)
    if len(shorter) >= _WHOLE_NAME_MIN and shorter != longer and longer.startswith(shorter):
        return True
    if any(a.school and a.school != b.school and a.school in b.key for a, b in ((one, other), (other, one))):
        return True
    short, long = sorted((one.core, other.core), key=len)
    is_firm = one.is_company or other.is_company
    return is_firm and len(short) >= _LONG_CORE_MIN and long.startswith(short) and not _TRADE.fullmatch(short)


def _short_of_school(school: Organisation, firm: Organisation) -> str | None:
    """The short name of a school a firm's name begins with: 华工激光 is of 华中科技大学."""
    if school.school is None or not firm.is_company:
        return None
    shorts = SCHOOL_SHORT.get(school.school, ())
    return next((short for short in shorts if firm.core.startswith(short) or short in firm.key[:6]), None)


def _house(one: Organisation) -> str | None:
    """What numbered institutes belong to; one whose core is the number alone is told by its place."""
    numbered = _NUMBERED.match(one.core)
    return numbered.group(1) if numbered and _NUMBERED.match(one.key) else None


def _shared(one: Organisation, other: Organisation) -> str | None:
    """What two firms' cores begin with, where it is long or one of the two is the group itself."""
    for group, member in ((one, other), (other, one)):
        if group.is_group and group.has_own_brand and member.core.startswith(group.brand):
            return group.brand
    for holder, within in ((one, other), (other, one)):
        if len(holder.brand) >= _SHARED_MIN and holder.has_own_brand and holder.brand in within.core:
            return holder.brand
    common = _common_prefix(one.core, other.core)
    is_telling = len(common) >= _SHARED_MIN and _brand(common) not in COMMON_BRANDS
    return common if is_telling and not _TRADE.fullmatch(common) else None


def _common_prefix(one: str, other: str) -> str:
    length = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    return one[: min(len(one), len(other))] if length is None else one[:length]


def _brand(core: str) -> str:
    """The core without the trade behind it, at least two characters: 三环锻造 is 三环."""
    for end in range(_BRAND_MIN, len(core)):
        if _TRADE.fullmatch(core[end:]):
            return core[:end]
    return core
