"""What must always hold of a confirmed list and no constraint can say, counted without the solver."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from services.scoring.points import STEPS, shown
from services.selection.problem import fingerprint
from services.selection.terms import ListKind
from services.store.models import Case
from services.store.selection_models import CaseScore, ConfirmedList, ListedCase, SelectionRun
from services.store.violations import Violation

_DECIMALS = 4


@dataclass(frozen=True)
class _Stored:
    """A list as the tables hold it: its rows by place, the run's cases and answer by the problem's ids."""

    confirmed: ConfirmedList
    run: SelectionRun
    rows: tuple[ListedCase, ...]
    cases: Mapping[str, Mapping[str, Any]]
    ids: tuple[str, ...]
    fixed: Mapping[str, int | None]
    names: Mapping[int, str]

    @property
    def name(self) -> str:
        return f"{self.confirmed.kind.label}名单第 {self.confirmed.version} 版"

    def case(self, case_id: int | str) -> str:
        """How a case is named in a sentence."""
        number = int(case_id) if str(case_id).isdecimal() else 0
        return f"《{self.names.get(number, str(case_id))}》"


def of_list(session: Session, confirmed: ConfirmedList) -> Iterator[Violation]:
    """Everything that does not hold of one confirmed list (invariant 11)."""
    run = session.get_one(SelectionRun, confirmed.run_id)
    try:
        is_whole = fingerprint(run.problem, run.answer["ids"]) == run.fingerprint
        stored = _stored(session, confirmed, run)
        asked = [violation for check in _CHECKS for violation in check(session, stored)]
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        # Somebody wrote what is no problem and no answer: one list must not hide the others.
        is_whole, asked = False, []
    if not is_whole or confirmed.fingerprint != run.fingerprint:
        yield Violation(
            "LIST_RUN_DIFFERS",
            f"{confirmed.kind.label}名单第 {confirmed.version} 版与其依据的第 {run.number} 次遴选指纹不符："
            "得分、规则或结果被改动。",
        )
    yield from asked


def _stored(session: Session, confirmed: ConfirmedList, run: SelectionRun) -> _Stored:
    rows = session.exec(
        select(ListedCase).where(ListedCase.list_id == confirmed.id).order_by(col(ListedCase.place))
    ).all()
    cases = {case["id"]: case for case in run.problem["cases"]}
    numbers = {row.case_id for row in rows} | {int(one) for one in cases if one.isdecimal()}
    named = session.exec(select(Case.id, Case.case_name).where(col(Case.id).in_(numbers)))
    fixed = session.exec(
        select(CaseScore.case_id, CaseScore.final).where(CaseScore.score_set_id == run.score_set_id)
    )
    return _Stored(
        confirmed,
        run,
        tuple(rows),
        cases,
        tuple(run.answer["ids"]),
        {str(case_id): final for case_id, final in fixed},
        dict(named.all()),
    )


def _cases_are_the_answer(_session: Session, stored: _Stored) -> Iterator[Violation]:
    listed, ids = {str(row.case_id) for row in stored.rows}, set(stored.ids)
    for one in sorted(listed - ids, key=int):
        yield Violation(
            "LIST_CASE_DIFFERS", f"{stored.name}中的{stored.case(one)}不在所确认的遴选结果里，是后来加入的。"
        )
    for one in sorted(ids - listed):
        yield Violation(
            "LIST_CASE_DIFFERS", f"{stored.name}缺少{stored.case(one)}：它在所确认的遴选结果里，后来被去掉。"
        )


def _places_are_in_order(_session: Session, stored: _Stored) -> Iterator[Violation]:
    order = {one: place for place, one in enumerate(stored.ids, start=1)}
    for row in stored.rows:
        place = order.get(str(row.case_id), row.place)
        if row.place != place:
            yield Violation(
                "LIST_PLACE_DIFFERS",
                f"{stored.name}中{stored.case(row.case_id)}确认时第 {place} 位，现在记为第 {row.place} 位。",
            )


def _scores_are_those_confirmed(_session: Session, stored: _Stored) -> Iterator[Violation]:
    for row in stored.rows:
        case = stored.cases.get(str(row.case_id))
        if case is not None and row.score != _steps(case):
            yield Violation("LIST_SCORE_DIFFERS", _differing(stored, row.case_id, row.score, "名单里"))
    for case_id, case in stored.cases.items():
        final = stored.fixed.get(case_id)
        if final != _steps(case):
            yield Violation("LIST_SCORE_DIFFERS", _differing(stored, case_id, final, "核定得分里"))


def _differing(stored: _Stored, case_id: int | str, now: int | None, where: str) -> str:
    was = _steps(stored.cases[str(case_id)])
    return (
        f"{stored.name}确认之后得分被改动：{stored.case(case_id)}确认时 {shown(was, _DECIMALS)} 分，"
        f"{where}现在是 {shown(now, _DECIMALS)} 分。"
    )


def _steps(case: Mapping[str, Any]) -> int:
    return int(Decimal(case["score"]) * STEPS)


def _two_people_made_it(_session: Session, stored: _Stored) -> Iterator[Violation]:
    if stored.confirmed.confirmed_by == stored.run.made_by:
        yield Violation("LIST_BY_ONE", f"{stored.name}由同一人运行遴选并确认，没有经过两位成员。")


def _rules_hold(_session: Session, stored: _Stored) -> Iterator[Violation]:
    # Clause 二（二）3, counted from the rows and not by what solved it.
    rules, size = stored.run.problem["rules"], len(stored.rows)
    listed = [stored.cases[one] for row in stored.rows if (one := str(row.case_id)) in stored.cases]
    if size > rules["max_size"]:
        yield Violation("LIST_TOO_LONG", f"{stored.name}有 {size} 件，超过上限 {rules['max_size']} 件。")
    parks = {"park", *(["unknown"] if rules["park_unknown_counts_as"] == "park" else [])}
    park, share = sum(case["park"] in parks for case in listed), rules["park_share"]
    if share is not None and park * share["den"] < share["num"] * size:
        yield Violation(
            "LIST_SHARE_SHORT",
            f"{stored.name} {size} 件中园区科协推荐 {park} 件，不足 {share['num']}/{share['den']}。",
        )
    cap = rules["city_cap"]
    for city, count in Counter(case["city"] for case in listed).items() if cap is not None else ():
        most = cap["per_city"].get(city, cap["default"])
        if count > most:
            yield Violation("LIST_CITY_OVER", f"{stored.name}中{city}有 {count} 件，超过上限 {most} 件。")
    for one in {case["id"] for case in rules["excluded"]} & {case["id"] for case in listed}:
        yield Violation("LIST_HOLDS_EXCLUDED", f"{stored.name}里有不予入选的{stored.case(one)}。")


def _lectures_are_shortlisted(session: Session, stored: _Stored) -> Iterator[Violation]:
    if stored.confirmed.kind is not ListKind.LECTURE:
        return
    known = set(
        session.exec(
            select(ListedCase.case_id)
            .join(ConfirmedList, col(ConfirmedList.id) == col(ListedCase.list_id))
            .where(ConfirmedList.kind == ListKind.SHORTLIST, ConfirmedList.run_id == stored.run.base_run_id)
        )
    )
    for row in stored.rows:
        if row.case_id not in known:
            yield Violation(
                "LECTURE_NOT_LISTED",
                f"{stored.name}中的{stored.case(row.case_id)}不在已确认的入选案例名单里。",
            )


_CHECKS: tuple[Callable[[Session, _Stored], Iterator[Violation]], ...] = (
    _cases_are_the_answer,
    _places_are_in_order,
    _scores_are_those_confirmed,
    _two_people_made_it,
    _rules_hold,
    _lectures_are_shortlisted,
)


def _lists_are_what_was_confirmed(session: Session) -> Iterator[Violation]:
    for confirmed in session.exec(select(ConfirmedList).order_by(col(ConfirmedList.id))).all():
        yield from of_list(session, confirmed)


LIST_CHECKS: tuple[Callable[[Session], Iterator[Violation]], ...] = (_lists_are_what_was_confirmed,)
