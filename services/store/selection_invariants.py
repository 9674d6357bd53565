"""What must always hold of the selections that count: the newest of each list, and those confirmed.

Solving them again takes a second at most; ``verify`` may take it.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

from sqlmodel import Session, col, or_, select

from services.errors import DomainError
from services.scoring.points import as_decimal, as_stored, shown
from services.selection.problem import Problem, fingerprint
from services.selection.problem_file import from_json
from services.selection.rules import solve
from services.store.models import Case
from services.store.selection_models import CaseScore, ConfirmedList, SelectionRun
from services.store.violations import Violation


def _answers_follow_from_their_problems(session: Session) -> Iterator[Violation]:
    # Invariant 11: what is confirmed is what solving the stored problem gives.
    for run in _counting(session):
        problem = _problem(run)
        if problem is None:
            yield Violation("SELECTION_UNREADABLE", f"{_name(run)}存下的案例和规则已无法读出。")
            continue
        answer = solve(problem)
        marked = fingerprint(run.problem, answer.chosen.ids if answer.chosen else ())
        if marked != run.fingerprint or answer.as_json(marked) != run.answer:
            differing = set(run.answer.get("ids", ())) ^ set(answer.chosen.ids if answer.chosen else ())
            yield Violation(
                "SELECTION_DIFFERS",
                f"{_name(run)}的结果与按其案例和规则重新求解的不一致{_cases(session, differing)}。",
            )


def _scores_are_the_fixed_ones(session: Session) -> Iterator[Violation]:
    for run in _counting(session):
        problem = _problem(run)
        if problem is None:
            continue
        found = session.exec(
            select(CaseScore.case_id, CaseScore.final, Case.case_name)
            .join(Case, col(Case.id) == col(CaseScore.case_id))
            .where(CaseScore.score_set_id == run.score_set_id)
        )
        fixed = {str(case_id): (final, name) for case_id, final, name in found}
        for case in problem.cases:
            final, name = fixed.get(case.id, (None, None))
            if final is None or as_decimal(final) != case.score:
                yield Violation(
                    "SELECTION_SCORE_DIFFERS",
                    f"{_called(name, case.id)}在{_name(run)}中的得分是 {_shown(case.score)}，"
                    f"核定得分是 {shown(final, 4)}，两者不一致。",
                )


def _counting(session: Session) -> Iterator[SelectionRun]:
    """The runs of lists that are confirmed and current, and the newest of each list."""
    newest: dict[tuple[int, str], int] = {}
    for run_id, edition_id, kind in session.exec(
        select(SelectionRun.id, SelectionRun.edition_id, SelectionRun.kind).order_by(col(SelectionRun.number))
    ):
        newest[edition_id, kind] = run_id
    confirmed = select(ConfirmedList.run_id).where(col(ConfirmedList.replaced_at).is_(None))
    yield from session.exec(
        select(SelectionRun)
        .where(or_(col(SelectionRun.id).in_(confirmed), col(SelectionRun.id).in_(newest.values())))
        .order_by(col(SelectionRun.id))
    ).all()


def _problem(run: SelectionRun) -> Problem | None:
    try:
        return from_json(run.problem)
    except DomainError:
        return None


def _name(run: SelectionRun) -> str:
    return f"{run.kind.label}第 {run.number} 次遴选"


def _cases(session: Session, ids: set[str]) -> str:
    found = session.exec(
        select(Case.id, Case.case_name).where(col(Case.id).in_([int(one) for one in ids if one.isdecimal()]))
    )
    names = {str(case_id): name for case_id, name in found}
    told = "、".join(_called(names.get(one), one) for one in sorted(ids))
    return f"，不同的案例：{told}" if told else ""


def _called(name: str | None, case_id: str) -> str:
    return f"案例《{name}》" if name else f"案例 {case_id}"


def _shown(score: Decimal) -> str:
    try:
        return shown(as_stored(score), 4)
    except ValueError:
        return str(score)


SELECTION_CHECKS: tuple[Callable[[Session], Iterator[Violation]], ...] = (
    _answers_follow_from_their_problems,
    _scores_are_the_fixed_ones,
)
