"""Run a selection, try one out, settle ties, decide about cases beforehand. The only writers."""

from datetime import datetime

from sqlmodel import Session, select

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.edition.queries import permit
from services.edition.terms import Act
from services.selection.problem import fingerprint
from services.selection.rules import solve
from services.selection.runs import queries, rules
from services.selection.terms import ListKind
from services.store.models import Edition
from services.store.selection_models import SelectionRun


def run(session: Session, *, actor: Actor, kind: ListKind, now: datetime) -> int:
    """Solve the problem as it stands and keep it whole with its answer; returns the run's id.

    A run is no list yet: a second member confirms it.

    :raises RuleViolation: no scores are fixed, they no longer are what the sheets
        give, or no first list is confirmed for the second; or no answer could be proven.
    """
    edition = permit(session, actor, Act.RUN_SELECTION)
    # Two who run at once get two numbers.
    session.exec(select(Edition).where(Edition.id == edition.id).with_for_update(key_share=True)).one()
    stated = queries.stated(session, edition, kind)
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
    record(
        session,
        actor=actor,
        action=LoggedAct.SELECTION_RUN,
        subject=made,
        name=rules.run_name(kind, made.number),
        changes=[
            Change("selection_status", None, answer.status.label),
            Change("selected", None, answer.chosen.size if answer.chosen else 0),
            Change("tied", None, len(rules.open_ties(stated.problem, answer))),
            Change("fingerprint", None, marked),
        ],
        at=now,
    )
    return made.id
