"""Change by what a category is scored: always as a new version, never once somebody scores by it."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, select

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.edition.queries import permit
from services.edition.terms import Act
from services.errors import InvalidInput, NotFound, RuleViolation, StaleView, need_reason
from services.review.rubric import queries
from services.review.rubric.changes import changes_of
from services.review.rubric.rules import Criterion, Rubric, check, tidied
from services.review.rubric.stored import content_of
from services.store import review_models as tables
from services.store.models import Edition, EditionWord


def change(
    session: Session,
    *,
    actor: Actor,
    category: str,
    criteria: Sequence[Criterion],
    seen: int,
    reason: str,
    now: datetime,
) -> int:
    """Give a category another rubric and return its version; the earlier ones stay.

    ``seen`` is the version that was on screen, 0 where there was none yet.

    :raises StageClosed: the experts' review has begun (invariant 10).
    :raises RuleViolation: a sheet exists, so scores would no longer compare.
    :raises StaleView: somebody saved a newer version in the meantime.
    :raises InvalidInput: the criteria cannot be used, nothing differs, or no reason.
    """
    edition = permit(session, actor, Act.EDIT_RUBRIC)
    _let_one_at_a_time(session, edition)
    _refuse_frozen(session, edition)
    reason = need_reason(reason, "修改评分标准")
    latest = _latest(session, edition, category, seen)
    rubric = Rubric(category, tuple(tidied(criterion) for criterion in criteria))
    if found := check(rubric):
        raise InvalidInput(f"评分标准还不能保存：{''.join(found)}", "您填写的内容仍在页面上，改正后再保存。")
    changes = changes_of(latest or Rubric(category, ()), rubric)
    if not changes:
        raise InvalidInput("评分标准没有改动。", "请先修改，再保存。")
    kept = tables.Rubric(
        edition_id=edition.id,
        category=category,
        version=seen + 1,
        criteria=content_of(rubric.criteria),
        reason=reason,
        created_by=actor.username,
        created_at=now,
    )
    session.add(kept)
    record(
        session,
        actor=actor,
        action=LoggedAct.RUBRIC_CHANGE,
        subject=kept,
        name=category,
        changes=[Change("version", seen or None, kept.version), *changes],
        reason=reason,
        at=now,
    )
    return kept.version


def _let_one_at_a_time(session: Session, edition: Edition) -> None:
    # Two administrators would both read the same newest version and write the same next one.
    session.exec(select(Edition.id).where(Edition.id == edition.id).with_for_update()).one()


def _refuse_frozen(session: Session, edition: Edition) -> None:
    if queries.is_frozen(session, edition):
        raise RuleViolation(
            "已有评审专家按现行标准填写评分表，评分标准已经固定。",
            "如确需另一套标准，请在下一届次中设定。",
        )


def _latest(session: Session, edition: Edition, category: str, seen: int) -> Rubric | None:
    known = select(EditionWord.id).where(
        EditionWord.edition_id == edition.id, EditionWord.kind == "category", EditionWord.name == category
    )
    if session.exec(known).first() is None:
        raise NotFound(f"案例类型“{category}”")
    newest = next(iter(queries.versions(session, edition, category)), None)
    if (newest.number if newest else 0) != seen:
        raise StaleView(f"“{category}”的评分标准", newest.by if newest else None)
    return newest.rubric if newest else None
