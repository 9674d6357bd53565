"""What a reviewer is, which of those there are a row of a list means, and what it would change. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from services.edition.rules import CityFacts, EditionFacts
from services.errors import InvalidInput
from services.intake.names import name_key
from services.intake.phones import phones_in
from services.intake.texts import lookup, squeezed
from services.review.reviewers.terms import (
    ALL_CATEGORIES,
    LIST_JOIN,
    LISTS_APART,
    LOAD_WORDS,
    NO_WORDS,
    Known,
)

NAME_MAX = 20
EMPLOYER_MAX = 80
FIELDS_MAX = 200
LOAD_MAX = 999

_APART = re.compile(LISTS_APART)
_LOAD = re.compile(LOAD_WORDS)


@dataclass(frozen=True)
class Profile:
    """What is known of a reviewer. No categories means every category, no ``load_max`` no limit."""

    name: str
    employer: str = ""
    city: str | None = None
    fields: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    phone: str | None = None
    previous_editions: tuple[str, ...] = ()
    load_max: int | None = None


@dataclass(frozen=True)
class Registered:
    """A reviewer there is."""

    id: int
    profile: Profile
    is_active: bool = True
    version: int = 1


@dataclass(frozen=True)
class Match:
    """What a row is to the reviewers there are, which of them it means, and what it makes of that one.

    ``is_ambiguous``: more than one of them is surely meant.
    """

    known: Known
    candidates: tuple[Registered, ...] = ()
    merged: Profile | None = None
    is_ambiguous: bool = False


def match(profile: Profile, registered: Iterable[Registered]) -> Match:
    """Find the reviewer a row means: by name and employer, or by name and telephone.

    A namesake with neither in common is asked about.
    """
    namesakes = [one for one in registered if same_name(one.profile.name, profile.name)]
    sure = [one for one in namesakes if is_same(one.profile, profile)]
    if len(sure) == 1:
        merged = merge(sure[0].profile, profile)
        known = Known.UNCHANGED if merged == sure[0].profile else Known.CHANGED
        return Match(known, (sure[0],), merged)
    if sure or namesakes:
        return Match(Known.UNCLEAR, tuple(sure or namesakes), is_ambiguous=bool(sure))
    return Match(Known.NEW)


def same_name(one: str, other: str) -> bool:
    """Whether two names are equal but for blanks, widths and cases."""
    return name_key(one) == name_key(other)


def is_same(one: Profile, other: Profile) -> bool:
    """Whether two namesakes are one person: an employer or a telephone in common."""
    has_employer = bool(one.employer) and name_key(one.employer) == name_key(other.employer)
    return has_employer or (one.phone is not None and one.phone == other.phone)


def merge(old: Profile, new: Profile) -> Profile:
    """The old one with everything the new one says; an empty cell takes nothing away."""
    return replace(
        old,
        employer=new.employer or old.employer,
        city=new.city or old.city,
        fields=new.fields or old.fields,
        categories=new.categories or old.categories,
        phone=new.phone or old.phone,
        previous_editions=new.previous_editions or old.previous_editions,
        load_max=old.load_max if new.load_max is None else new.load_max,
    )


def city_in(text: str, facts: EditionFacts) -> str | None:
    """The city a cell names, also behind the province or before a county; None where it is none."""
    plain = squeezed(text).removeprefix(facts.province).removeprefix(facts.province.removesuffix("省"))
    exact = facts.city(squeezed(text)) or facts.city(plain)
    if exact:
        return exact.name
    return next((city.name for city in facts.cities if plain in _places(city)), None)


def _places(city: CityFacts) -> frozenset[str]:
    """The counties of a city, alone and behind its name."""
    return frozenset(f"{name}{county}" for county in city.counties for name in ("", *city.names))


def categories_in(text: str, facts: EditionFacts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The categories of a cell in the notice's order, and the pieces that are none.

    Nothing, or a word for all of them, means every category: an empty tuple.
    """
    spelled = {squeezed(s): word.name for word in facts.categories for s in (word.name, *word.aliases)}
    pieces = listed(text)
    found = {piece: lookup(spelled, piece) for piece in pieces if squeezed(piece) not in ALL_CATEGORIES}
    unknown = tuple(piece for piece, name in found.items() if name is None)
    if len(found) < len(pieces):
        return (), unknown
    names = set(found.values())
    ordered = tuple(word.name for word in facts.categories if word.name in names)
    return (() if len(ordered) == len(facts.categories) else ordered), unknown


def listed(text: str) -> tuple[str, ...]:
    """The things of a cell, apart by 、 ， ； / or a break; 无 and the like are nothing."""
    pieces = (" ".join(piece.split()) for piece in _APART.split(text))
    return tuple(dict.fromkeys(piece for piece in pieces if piece and piece not in NO_WORDS))


def load_in(text: str) -> int | None:
    """The number of cases a cell allows; None where it holds none.

    :raises ValueError: what it holds is no number of cases.
    """
    plain = squeezed(text)
    if not plain or plain in NO_WORDS or plain in ALL_CATEGORIES:
        return None
    found = _LOAD.match(plain)
    if found is None or int(found.group(1)) > LOAD_MAX:
        raise ValueError(text)
    return int(found.group(1))


def check(profile: Profile, facts: EditionFacts) -> Profile:
    """Let what a person typed pass, tidied.

    :raises InvalidInput: the name is missing, something is too long, or a word is not of the edition.
    """
    _check_lengths(profile)
    offered = tuple(word.name for word in facts.categories)
    strange = [name for name in profile.categories if name not in offered]
    if strange:
        raise InvalidInput(f"“{strange[0]}”不是本届的案例类型。", f"请选择：{LIST_JOIN.join(offered)}。")
    if profile.city is not None and facts.city(profile.city) is None:
        raise InvalidInput(f"“{profile.city}”不是本届的市州。", "请重新选择；省外专家请留空。")
    if profile.load_max is not None and not 0 <= profile.load_max <= LOAD_MAX:
        raise InvalidInput(f"评审上限应为 0 至 {LOAD_MAX} 的整数。", "不设上限请留空。")
    return replace(profile, phone=_one_phone(profile.phone))


def _check_lengths(profile: Profile) -> None:
    if not profile.name:
        raise InvalidInput("没有填写姓名。", "请填写姓名后再保存。")
    texts: Sequence[tuple[str, str, int]] = (
        ("姓名", profile.name, NAME_MAX),
        ("工作单位", profile.employer, EMPLOYER_MAX),
        ("研究领域", LIST_JOIN.join(profile.fields), FIELDS_MAX),
        ("曾参加届次", LIST_JOIN.join(profile.previous_editions), FIELDS_MAX),
    )
    for label, text, limit in texts:
        if len(text) > limit:
            raise InvalidInput(f"“{label}”有 {len(text)} 个字，多于 {limit} 个字。", "请缩短后再保存。")


def _one_phone(text: str | None) -> str | None:
    if text is None or not text.strip():
        return None
    read = phones_in(text)
    if len(read.valid) != 1 or read.invalid or read.destroyed:
        raise InvalidInput(
            f"“{text.strip()}”不是一个有效的电话号码。", "请填写 11 位手机号，或带区号的座机。"
        )
    return read.valid[0]
