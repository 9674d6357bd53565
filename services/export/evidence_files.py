"""The files of an evidence bundle (复核包) that belong to one confirmed list. Pure.

Cases go by their numbers, reviewers by codes; scores are decimal text, never floats.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from services.cases.rules import CaseView
from services.edition.rules import EditionFacts, Setting
from services.export import wording
from services.export.listings import Listing, Row, printable
from services.export.tables import csv_text
from services.review.rubric.rules import Rubric
from services.review.sheets.counted import Counted, codes
from services.scoring.points import as_decimal
from services.scoring.record import Snapshot
from services.selection.lists.record import Record
from services.store.selection_models import CaseScore, ScoreSet
from services.terms import Park

# Beyond any rubric that divides evenly; what does not is cut here, and the file says so.
_PLACES = 12
_SCORE_KEYS = ("score.", "votes.")
_MINUTES = "minutes_sha256"


@dataclass(frozen=True)
class Source:
    """Everything the database says about one confirmed list, without a telephone and without a comment.

    ``private`` are the names and telephones that may stand in nothing people typed.
    """

    record: Record
    fixed: ScoreSet
    scores: Mapping[int, CaseScore]
    sheets: Sequence[Counted]
    snapshots: Sequence[Snapshot]
    cases: Mapping[int, CaseView]
    facts: EditionFacts
    private: frozenset[str]

    @property
    def folder(self) -> str:
        """The folder its files stand in."""
        return self.record.run.kind.value

    def told(self, text: str | None) -> str | None:
        """What somebody typed, unless it names a person or a telephone."""
        return wording.evidence().withheld if text and names_somebody(text, self.private) else text


def names_somebody(text: str, private: Iterable[str]) -> bool:
    """Whether a text holds one of these names or telephones."""
    return any(one in text for one in private)


def documents(source: Source) -> dict[str, Any]:
    """The JSON files by name; the problem and the answer exactly as they are stored."""
    run = source.record.run
    return {
        "problem.json": run.problem,
        "answer.json": run.answer,
        "confirmation.json": _confirmation(source),
        "reviews.json": _reviews(source),
        "method.json": _method(source),
        "rules.json": {
            "list": run.kind.label,
            "rules": run.problem["rules"],
            "settings": _settings(source.facts, (f"{run.kind.value}.",)),
        },
        "settlements.json": [_settlement(source, place) for place in range(len(source.record.settlements))],
        "decisions.json": [_decision(source, place) for place in range(len(source.record.decisions))],
    }


def tables(source: Source) -> dict[str, Listing]:
    """The CSV files by name."""
    return {
        "list.csv": listing("list", _listed(source)),
        "scores.csv": listing("scores", _scores(source)),
        "sheets.csv": listing("sheets", _sheets(source)),
        "votes.csv": listing("votes", _votes(source)),
    }


def files(source: Source) -> list[tuple[str, bytes]]:
    """Every file of the list's folder, in the order the explanation names them."""
    written = {
        "fingerprint.txt": f"{source.record.confirmed.fingerprint}\n".encode(),
        **{name: as_bytes(content) for name, content in documents(source).items()},
        **{name: csv_text(table) for name, table in tables(source).items()},
    }
    return [(f"{source.folder}/{name}", written[name]) for name in wording.evidence().files]


def listing(name: str, rows: Iterable[Row]) -> Listing:
    """A table of the bundle; only its headings and rows are ever written."""
    return Listing(
        name=name,
        title=name,
        headings=wording.evidence().headings[name],
        widths=(),
        rows=tuple(tuple(printable(text) for text in row) for row in rows),
    )


def as_bytes(document: Any) -> bytes:
    """A JSON file as people can read it too."""
    return f"{json.dumps(document, ensure_ascii=False, indent=1)}\n".encode()


def half_up(exact: Fraction) -> Decimal:
    """An exact figure with four decimals, half up."""
    steps = exact * 10_000
    return Decimal((2 * steps.numerator + steps.denominator) // (2 * steps.denominator)).scaleb(-4)


def exact(total: Fraction) -> str:
    """A total in percent as decimal text: all its digits, or twelve decimals where it has no end."""
    value = Decimal(total.numerator) / Decimal(total.denominator)
    if Fraction(value) == total and -int(value.as_tuple().exponent) <= _PLACES:
        return format(value, "f")
    return format(value.quantize(Decimal(1).scaleb(-_PLACES), ROUND_HALF_UP), "f")


def points_text(stored: int | None) -> str:
    """A stored score with all its decimals; empty where there is none."""
    return "" if stored is None else format(as_decimal(stored), "f")


def moment(at: datetime) -> str:
    """A moment in UTC, as the log writes it."""
    return at.astimezone(UTC).isoformat()


def _confirmation(source: Source) -> dict[str, Any]:
    confirmed, run = source.record.confirmed, source.record.run
    return {
        "list": run.kind.label,
        "version": confirmed.version,
        "run": run.number,
        "run_at": moment(run.made_at),
        "confirmed_at": moment(confirmed.confirmed_at),
        "met_on": confirmed.met_on.isoformat(),
        "minutes_number": confirmed.minutes_number,
        _MINUTES: confirmed.minutes_sha256,
        "reason": source.told(confirmed.reason),
        "fingerprint": confirmed.fingerprint,
    }


def _reviews(source: Source) -> dict[str, Any]:
    """The reviews in the form ``manage.py calibrate`` reads."""
    called = codes(source.sheets)
    scored = sorted({one.case_id for one in source.sheets})
    categories = {case["id"]: case["category"] for case in source.record.run.problem["cases"]}
    reviews = sorted(
        ([str(one.case_id), called[one.reviewer_id], exact(one.total)] for one in source.sheets),
        key=lambda review: (int(review[0]), review[1]),
    )
    return {
        "reviews": reviews,
        "categories": {str(one): categories.get(str(one), source.cases[one].category) for one in scored},
    }


def _method(source: Source) -> dict[str, Any]:
    fixed, told = source.fixed, wording.evidence().told
    counting = next((one for one in source.snapshots if one.id == fixed.tally_id), None)
    rubrics = {one.rubric_id: one.rubric for one in source.sheets}
    return {
        "method": {"value": fixed.method.value, "label": fixed.method.label},
        "required_sheets": fixed.required,
        "votes": {
            "weight": fixed.vote_weight,
            "mapping": {"value": fixed.vote_mapping.value, "label": fixed.vote_mapping.label},
            "counted_at": None if counting is None else moment(counting.counted_at),
            "file_sha256": None if counting is None else counting.file_sha256,
        },
        "final": told["final"],
        "percentage": f"{told['percentage']}{told['unexact']}",
        "fixed": {"number": fixed.number, "at": moment(fixed.fixed_at), "basis": fixed.basis},
        "settings": _settings(source.facts, _SCORE_KEYS),
        "rubrics": {str(key): _rubric(rubrics[key]) for key in sorted(rubrics)},
    }


def _rubric(rubric: Rubric) -> dict[str, Any]:
    return {
        "category": rubric.category,
        "criteria": [
            {
                "key": one.key,
                "label": one.label,
                "weight": one.weight,
                "scale": one.scale,
                "origin": one.origin.label,
                "clause": one.clause,
            }
            for one in rubric.criteria
        ],
    }


def _settings(facts: EditionFacts, prefixes: tuple[str, ...]) -> list[dict[str, Any]]:
    return [_setting(one) for one in facts.settings.values() if one.key.startswith(prefixes)]


def _setting(one: Setting) -> dict[str, Any]:
    return {
        "key": one.key,
        "label": one.label,
        "value": one.value,
        "shown": one.shown,
        "origin": one.origin.label,
        "clause": one.clause,
    }


def _settlement(source: Source, place: int) -> dict[str, Any]:
    one, told = source.record.settlements[place], wording.evidence().told
    return {
        "method": {"value": one.method.value, "label": one.method.label},
        "order": [str(case_id) for case_id in one.order],
        "order_told": told["order"],
        "seed": one.seed,
        "seed_told": None if one.seed is None else told["draw"],
        "reason": source.told(one.reason),
        "decided_at": moment(one.decided_at),
    }


def _decision(source: Source, place: int) -> dict[str, Any]:
    one = source.record.decisions[place]
    return {
        "case": str(one.case_id),
        "effect": {"value": one.effect.value, "label": one.effect.label},
        "reason": source.told(one.reason),
        "decided_at": moment(one.decided_at),
        "after_objection": one.objection_id is not None,
        "lifted_at": None if one.lifted_at is None else moment(one.lifted_at),
        "lift_reason": source.told(one.lift_reason),
    }


def _listed(source: Source) -> Iterable[Row]:
    stated = {case["id"]: case for case in source.record.run.problem["cases"]}
    for one in source.record.members:
        case = stated[str(one.case_id)]
        park = Park(case["park"]).label
        named = (one.case_name, one.enterprise, case["city"], case["category"], park)
        yield (str(one.place), str(one.case_id), *named, points_text(one.score))


def _scores(source: Source) -> Iterable[Row]:
    finals, officials = (_ranks(source.scores, name) for name in ("final", "official"))
    for case_id, one in source.scores.items():
        case = source.cases[case_id]
        figures = (one.mean, one.spread, one.trimmed, one.corrected, one.official)
        yield (
            str(case_id),
            case.case_name,
            case.enterprise,
            str(one.sheets),
            *map(points_text, figures),
            "" if one.votes is None else str(one.votes),
            points_text(one.vote_points),
            source.fixed.vote_weight,
            points_text(one.final),
            finals.get(case_id, ""),
            officials.get(case_id, ""),
        )


def _ranks(scores: Mapping[int, CaseScore], name: str) -> dict[int, str]:
    """The rank of each case that has the score; equal ones share it."""
    values = {case_id: value for case_id, one in scores.items() if (value := getattr(one, name)) is not None}
    ordered = sorted(values.values(), reverse=True)
    return {case_id: str(ordered.index(value) + 1) for case_id, value in values.items()}


def _sheets(source: Source) -> Iterable[Row]:
    called = codes(source.sheets)
    for one in sorted(source.sheets, key=lambda one: (one.case_id, called[one.reviewer_id])):
        for criterion in one.rubric.criteria:
            numbers = (one.points[criterion.key], criterion.scale, criterion.weight)
            yield (
                str(one.case_id),
                called[one.reviewer_id],
                str(one.rubric_id),
                criterion.key,
                criterion.label,
                *map(str, numbers),
            )


def _votes(source: Source) -> Iterable[Row]:
    words = wording.evidence().words
    for one in source.snapshots:
        use = (
            "counting" if one.id == source.fixed.tally_id else "discarded" if one.is_discarded else "earlier"
        )
        about = (moment(one.counted_at), source.told(one.source) or "", one.file_sha256, words[use])
        for case_id, count in one.votes.items():
            yield (str(case_id), str(count), *about)
