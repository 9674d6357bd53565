"""Reads an edition's TOML: the notice as data."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from services.edition.calendar import Calendar
from services.edition.rules import (
    CHOICES,
    OPERATION,
    RETURN_DAYS,
    REVIEW,
    SCORING,
    SELECTION,
    CheckItem,
    CityFacts,
    EditionFacts,
    ParkAssociation,
    Reason,
    Setting,
    Word,
    minima,
)
from services.edition.terms import CheckKind, Origin, Stage, Unit
from services.errors import UnknownEdition
from services.findings import Level
from services.intake.terms import DocumentKind
from services.review.rubric.rules import Rubric, check
from services.review.rubric.stored import rubric_of

EDITIONS = Path(__file__).parents[2] / "data" / "editions"
DEFAULT = EDITIONS / "hubei-2024.toml"


def read(path: Path = DEFAULT) -> EditionFacts:
    """The edition a TOML file describes.

    :raises UnknownEdition: the file is missing, is no TOML, lacks a value, or
        its quotas do not add up to its own total (附件1 合计).
    """
    try:
        return parse(path.read_text(encoding="utf-8"), path.name)
    except OSError as error:
        raise UnknownEdition(f"读不到届次文件 {path}。", "请检查路径后重试。") from error


def parse(text: str, name: str) -> EditionFacts:
    """The edition described by TOML text; ``name`` is for the refusal only."""
    try:
        facts, total = _facts(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise UnknownEdition(
            f"届次文件 {name} 有误：{error}。", "请对照 data/editions 中的示例改正。"
        ) from error
    if total != facts.quota_total:
        raise UnknownEdition(
            f"届次文件 {name} 的名额合计为 {facts.quota_total} 个，与 quota_total = {total} 不符。",
            "请核对附件1 后改正。",
        )
    _refuse_ambiguous_cities(facts.cities, name)
    _refuse_parks_elsewhere(facts, name)
    _refuse_loose_reasons(facts, name)
    _refuse_unusable_rubrics(facts, name)
    return facts


def _facts(data: Mapping[str, Any]) -> tuple[EditionFacts, int]:
    facts = EditionFacts(
        code=str(data["code"]),
        title=str(data["title"]),
        short_title=str(data.get("short_title", data["title"])),
        province=str(data["province"]),
        stage=Stage(data.get("stage", Stage.MOBILISE.value)),
        deadline=_day(data["deadline"]),
        cities=tuple(_city(position, city) for position, city in enumerate(data["cities"], start=1)),
        categories=_words(data["categories"]),
        enterprise_types=_words(data["enterprise_types"]),
        ambiguous_enterprise_types={
            k: tuple(v) for k, v in data.get("ambiguous_enterprise_types", {}).items()
        },
        settings={key: _setting(key, value) for key, value in data["settings"].items()}
        | {s.key: s for s in _unstated(data) if s.key not in data["settings"]},
        park_associations=tuple(ParkAssociation(**entry) for entry in data.get("park_associations", ())),
        finding_levels={code: Level(level) for code, level in data.get("finding_levels", {}).items()},
        checklist=tuple(_check(entry) for entry in data.get("checklist", ())),
        return_reasons=tuple(Reason(**entry) for entry in data.get("return_reasons", ())),
        rubrics=_rubrics(data),
        calendar=_calendar(data.get("calendar", {})),
    )
    return facts, int(data["quota_total"])


def _unstated(data: Mapping[str, Any]) -> tuple[Setting, ...]:
    return (RETURN_DAYS, *REVIEW, *SCORING, *SELECTION, *minima(_words(data["categories"])), *OPERATION)


def _calendar(data: Mapping[str, Any]) -> Calendar:
    return Calendar(*(frozenset(map(_day, data.get(key, ()))) for key in ("holidays", "workdays")))


def _city(position: int, data: Mapping[str, Any]) -> CityFacts:
    column, row = data["tile"]
    if int(data["quota"]) < 0:
        raise ValueError(f"{data['name']}: quota {data['quota']}")
    return CityFacts(
        name=data["name"],
        short_name=data["short_name"],
        quota=int(data["quota"]),
        position=position,
        tile=(int(column), int(row)),
        aliases=tuple(data.get("aliases", ())),
        counties=tuple(data.get("counties", ())),
        area_codes=tuple(data.get("area_codes", ())),
    )


def _day(value: object) -> date:
    # A moment is a date to Python, and a text is what people write by mistake.
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"deadline {value!r}")
    return value


def _words(entries: Iterable[Mapping[str, Any]]) -> tuple[Word, ...]:
    return tuple(Word(entry["name"], tuple(entry.get("aliases", ()))) for entry in entries)


def _setting(key: str, data: Mapping[str, Any]) -> Setting:
    unit = Unit.from_label(data["unit"])
    if unit is None:
        raise ValueError(f"{key}: unit “{data['unit']}”")
    origin = Origin(data.get("origin", Origin.NOTICE.value))
    setting = Setting(key, data["label"], unit, str(data["value"]), origin, data.get("clause"))
    if unit in CHOICES:
        # A ValueError for a word nobody knows.
        CHOICES[unit](setting.value)
    elif unit is not Unit.TEXT and (setting.share if unit is Unit.SHARE else int(setting.value)) < 0:
        raise ValueError(f"{key}: value {setting.value}")
    return setting


def _check(data: Mapping[str, Any]) -> CheckItem:
    origin = Origin(data.get("origin", Origin.NOTICE.value))
    if origin is Origin.NOTICE and "clause" not in data:
        raise ValueError(f"{data['key']}: clause")
    return CheckItem(
        key=data["key"],
        label=data["label"],
        kind=CheckKind(data["kind"]),
        origin=origin,
        clause=data.get("clause"),
        material=DocumentKind(data["material"]) if "material" in data else None,
        codes=tuple(data.get("codes", ())),
        is_enabled=bool(data.get("enabled", True)),
    )


def _rubrics(data: Mapping[str, Any]) -> tuple[Rubric, ...]:
    read = [rubric_of(entry["category"], entry["criteria"]) for entry in data.get("rubric", ())]
    order = [category["name"] for category in data["categories"]]
    # In the notice's order, as the tables give them back; a category nobody knows is refused later.
    return tuple(sorted(read, key=lambda r: order.index(r.category) if r.category in order else len(order)))


def _refuse_ambiguous_cities(cities: Iterable[CityFacts], name: str) -> None:
    counts = Counter(written for city in cities for written in city.names)
    twice = [written for written, count in counts.items() if count > 1]
    if twice:
        raise UnknownEdition(
            f"届次文件 {name} 中，{'、'.join(twice)} 指向不止一个市州。", "请改正市州名称或别称。"
        )


def _refuse_parks_elsewhere(facts: EditionFacts, name: str) -> None:
    known = {city.name for city in facts.cities}
    lost = [park.name for park in facts.park_associations if park.city is not None and park.city not in known]
    if lost:
        raise UnknownEdition(
            f"届次文件 {name} 中，园区科协{'、'.join(lost)}所属的市州不在市州名单里。",
            "请改用名单里的市州名称。",
        )


def _refuse_loose_reasons(facts: EditionFacts, name: str) -> None:
    keys = Counter(item.key for item in facts.checklist)
    codes = Counter(reason.code for reason in facts.return_reasons)
    twice = [key for counted in (keys, codes) for key, count in counted.items() if count > 1]
    # A case can only go back for a point that some reason speaks of, and the other way round.
    loose = keys.keys() ^ {reason.item for reason in facts.return_reasons}
    if twice or loose:
        raise UnknownEdition(
            f"届次文件 {name} 的审查清单与退回理由不相符：{'、'.join(sorted({*twice, *loose}))}。",
            "每个审查项目须有退回理由，代码不得重复。",
        )


def _refuse_unusable_rubrics(facts: EditionFacts, name: str) -> None:
    if not facts.rubrics:
        return
    categories = [category.name for category in facts.categories]
    if [rubric.category for rubric in facts.rubrics] != categories:
        raise UnknownEdition(
            f"届次文件 {name} 的评分标准写给了{'、'.join(rubric.category for rubric in facts.rubrics)}，"
            f"案例类型是{'、'.join(categories)}。",
            "请为每个案例类型各写一份。",
        )
    for rubric in facts.rubrics:
        if found := check(rubric):
            raise UnknownEdition(
                f"届次文件 {name} 中“{rubric.category}”的评分标准有误：{''.join(found)}", "请改正后重试。"
            )
