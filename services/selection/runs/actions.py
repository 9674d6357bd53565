"""Run a selection, try one out, settle ties, decide about cases beforehand. The only writers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction

from sqlmodel import Session, SQLModel

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.cases.terms import CaseState
from services.edition.queries import one_at_a_time, permit
from services.edition.terms import Act
from services.errors import NotFound, need_reason
from services.selection.problem import fingerprint
from services.selection.rules import best, solve
from services.selection.runs import deciding, queries, rules, ties, trying, wording
from services.selection.runs.deciding import Ground
from services.selection.runs.queries import Stated
from services.selection.runs.ties import Way
from services.selection.runs.trying import Trial, Tried
from services.selection.terms import Effect, ListKind, Standing
from services.store.models import Case, Edition
from services.store.selection_models import ListDecision, Objection, SelectionRun, TieSettlement


def run(session: Session, *, actor: Actor, kind: ListKind, now: datetime) -> int:
    """Solve the problem as it stands and keep it whole with its answer; returns the run's id.

    A run is no list yet: a second member confirms it.

    :raises RuleViolation: no scores are fixed, they no longer are what the sheets
        give, or no first list is confirmed for the second; or no answer could be proven.
    """
    edition = permit(session, actor, Act.RUN_SELECTION)
    one_at_a_time(session, edition)
    stated = queries.stated(session, edition, kind)
    rules.check_fresh(is_stale=queries.is_stale(session, edition, stated.score_set))
    before = queries.latest(session, edition, kind)
    answer = solve(stated.problem)
    document = stated.problem.as_json()
    marked = fingerprint(document, answer.chosen.ids if answer.chosen else ())
    made = SelectionRun(
        edition_id=edition.id,
        kind=kind,
        number=before.number + 1 if before else 1,
        score_set_id=stated.score_set.id,
        base_run_id=stated.base_run_id,
        problem=document,
        answer=answer.as_json(marked),
        fingerprint=marked,
        made_by=actor.account_id,
        made_at=now,
    )
    session.add(made)
    session.flush()
    _record(
        session,
        actor,
        LoggedAct.SELECTION_RUN,
        made,
        rules.run_name(kind, made.number),
        [
            Change("selection_status", None, answer.status.label),
            Change("selected", None, answer.chosen.size if answer.chosen else 0),
            Change("tied", None, len(rules.open_ties(stated.problem, answer))),
            Change("fingerprint", None, marked),
        ],
        now,
    )
    return made.id


def try_out(session: Session, *, actor: Actor, kind: ListKind, trial: Trial, now: datetime) -> Tried:
    """Try other rules or another weight of the votes: nothing is kept but that it was tried.

    :raises RuleViolation: there is nothing to try on yet, or no answer could be proven.
    :raises InvalidInput: a weight beyond a half.
    """
    edition = permit(session, actor, Act.TRY_SELECTION)
    stated = queries.stated(session, edition, kind)
    found = trying.tried(stated.problem, stated.entries, best(stated.problem), trial)
    weight = Fraction(stated.score_set.vote_weight)
    told = wording.trial_told(stated.problem.rules, weight, trial, _naming(stated))
    _record(
        session,
        actor,
        LoggedAct.SELECTION_TRY,
        edition,
        kind.label,
        [
            Change("tried", None, told),
            Change("selected", None, found.chosen.size if found.chosen else 0),
            Change("fingerprint", None, found.fingerprint),
        ],
        now,
    )
    return found


def settle_tie(
    session: Session,
    *,
    actor: Actor,
    kind: ListKind,
    way: Way,
    cases: Sequence[int],
    reason: str,
    now: datetime,
) -> int:
    """Settle on record who stands first among the cases tied now; returns the settlement's id.

    ``cases`` are those the person saw, after deliberation in the order that was
    agreed on. Which list follows is for a new run to say.

    :raises RuleViolation: nothing is tied, it has been settled, or the further figure ties too.
    :raises StaleView: other cases are tied now.
    :raises InvalidInput: a case stands twice in the order.
    :raises ReasonMissing: nothing is said about when and how it was decided.
    """
    edition = permit(session, actor, Act.RUN_SELECTION)
    one_at_a_time(session, edition)
    reason = need_reason(reason, "确定同分先后")
    stated = queries.stated(session, edition, kind)
    answer = solve(stated.problem)
    tied = [int(one) for one in answer.having(Standing.TIED)]
    is_open = bool(rules.open_ties(stated.problem, answer))
    ties.check_tied(cases, tied, way.method, is_open=is_open)
    entries = {one.id: one for one in stated.entries.values()}
    made = TieSettlement(
        edition_id=edition.id,
        kind=kind,
        score_set_id=stated.score_set.id,
        method=way.method,
        order=way.order(cases, entries),
        seed=way.seed,
        reason=f"{way.second.label}：{reason}" if way.second else reason,
        decided_by=actor.account_id,
        decided_at=now,
    )
    session.add(made)
    session.flush()
    changes = [
        Change("method", None, way.method.label),
        *([Change("seed", None, way.seed)] if way.seed else []),
        Change("order", None, [entries[case_id].name for case_id in made.order]),
    ]
    _record(session, actor, LoggedAct.TIE_SETTLE, made, kind.label, changes, now, made.reason)
    return made.id


def decide_case(
    session: Session,
    *,
    actor: Actor,
    kind: ListKind,
    case_id: int,
    effect: Effect,
    reason: str,
    now: datetime,
    objection_id: int | None = None,
) -> int:
    """Put on record that a case is in a list or is not, whatever its score; returns the decision's id.

    :raises NotFound: the edition has no such applied case or objection.
    :raises RuleViolation: one stands already, or the rules are frozen (invariant 10).
    :raises ReasonMissing: nobody says why.
    """
    edition = permit(session, actor, Act.DECIDE_CASE)
    one_at_a_time(session, edition)
    reason = need_reason(reason, f"登记“{effect.label}”")
    case = session.get(Case, case_id)
    if case is None or case.edition_id != edition.id or case.state is not CaseState.APPLIED:
        raise NotFound("这件案例")
    ground = _ground(session, edition, objection_id)
    made_before = queries.standing_decisions(session, edition, kind)
    standing = next((one.effect for one in made_before if one.case_id == case_id), None)
    deciding.check_decision(edition.stage, effect, case_id, ground, standing)
    made = ListDecision(
        edition_id=edition.id,
        kind=kind,
        case_id=case_id,
        effect=effect,
        reason=reason,
        objection_id=objection_id,
        decided_by=actor.account_id,
        decided_at=now,
    )
    session.add(made)
    session.flush()
    changes = [Change("effect", None, f"{kind.label}：{effect.label}")]
    if objection_id is not None:
        changes.append(Change("objection", None, objection_id))
    _record(session, actor, LoggedAct.CASE_DECIDE, made, case.case_name, changes, now, reason)
    return made.id


def lift_decision(session: Session, *, actor: Actor, decision_id: int, reason: str, now: datetime) -> None:
    """Take back that a case is in a list or is not; the decision stays on record as lifted.

    :raises NotFound: there is none of this id that still stands.
    :raises RuleViolation: it is a rule, and the rules are frozen.
    :raises ReasonMissing: nobody says why.
    """
    edition = permit(session, actor, Act.DECIDE_CASE)
    one_at_a_time(session, edition)
    found = session.get(ListDecision, decision_id, populate_existing=True)
    if found is None or found.edition_id != edition.id or found.lifted_at is not None:
        raise NotFound("这项登记")
    reason = need_reason(reason, f"取消“{found.effect.label}”")
    deciding.check_lift(edition.stage, rests_on_objection=found.objection_id is not None)
    found.lifted_at, found.lift_reason = now, reason
    session.add(found)
    _record(
        session,
        actor,
        LoggedAct.CASE_LIFT,
        found,
        session.get_one(Case, found.case_id).case_name,
        [Change("effect", f"{found.kind.label}：{found.effect.label}", None)],
        now,
        reason,
    )


def _record(
    session: Session,
    actor: Actor,
    action: LoggedAct,
    subject: SQLModel,
    name: str,
    changes: Iterable[Change],
    now: datetime,
    reason: str | None = None,
) -> None:
    record(
        session,
        actor=actor,
        action=action,
        subject=subject,
        name=name,
        changes=changes,
        reason=reason,
        at=now,
    )


def _ground(session: Session, edition: Edition, objection_id: int | None) -> Ground | None:
    if objection_id is None:
        return None
    found = session.get(Objection, objection_id)
    if found is None or found.edition_id != edition.id:
        raise NotFound("这件异议")
    return Ground(found.outcome, found.case_id)


def _naming(stated: Stated) -> wording.Naming:
    return lambda key: f"《{stated.entries[key].name}》" if key in stated.entries else key
