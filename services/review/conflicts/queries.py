"""Reads conflicts: the one answer to who may not see what, and what the machine says today."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from services.audit.queries import logged
from services.audit.terms import LoggedAct
from services.cases.enterprises import decided_pairs, other_names
from services.cases.queries import cases
from services.cases.rules import CaseView
from services.edition.queries import current
from services.edition.queries import facts as edition_facts
from services.edition.rules import SAME_CITY
from services.errors import NotFound
from services.review.conflicts import rules
from services.review.conflicts.rules import Detected, Expert, Parties, Policy
from services.review.conflicts.terms import ConflictKind, ConflictState, Gap
from services.review.reviewers.queries import registered
from services.review.reviewers.rules import Profile, Registered
from services.store.models import Account, Edition
from services.store.review_models import Conflict
from services.terms import Role


@dataclass(frozen=True)
class ConflictView:
    """A conflict as the committee decides it: the reviewer beside the case, and the evidence."""

    id: int
    reviewer: Registered
    case: CaseView
    kind: ConflictKind
    state: ConflictState
    evidence: str
    reason: str | None
    found_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    version: int
    has_new_evidence: bool = False

    @property
    def is_of_person(self) -> bool:
        """Whether a person has said it, and no machine may take it back."""
        return self.decided_at is not None


@dataclass(frozen=True)
class Unverifiable:
    """A reviewer of whom the machine cannot say that there is no conflict."""

    reviewer: Registered
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Declaration:
    """An organisation a reviewer has named as own interest, also where no case is its own."""

    reviewer_id: int
    told: str
    reason: str | None
    at: datetime


@dataclass(frozen=True)
class Survey:
    """All there is to say of conflicts today; ``unrecorded`` is what a refresh would change."""

    conflicts: tuple[ConflictView, ...]
    unverifiable: tuple[Unverifiable, ...]
    declarations: tuple[tuple[Profile, Declaration], ...]
    unrecorded: int

    def of(self, state: ConflictState) -> list[ConflictView]:
        """The conflicts in this state."""
        return [one for one in self.conflicts if one.state is state]


def blocked(session: Session, reviewer_id: int) -> frozenset[int]:
    """The cases a reviewer may not see: confirmed, or suspected until a person decides (invariant 9)."""
    return frozenset(
        session.exec(
            select(Conflict.case_id).where(
                Conflict.reviewer_id == reviewer_id, col(Conflict.state) != ConflictState.CLEARED
            )
        )
    )


def survey(session: Session) -> Survey:
    """Everything the committee decides on, the suspected in the notice's city order of their cases."""
    edition = current(session)
    people = {one.id: one for one in registered(session, edition)}
    views = {view.id: view for view in cases(session, viewer=Role.COMMITTEE)}
    policy = policy_of(session, edition)
    today = {(d.reviewer_id, d.case_id, d.kind): d for d in detected(session, edition)}
    stored = stored_conflicts(session, edition)
    deciders = _names(session, stored)
    order = {case_id: place for place, case_id in enumerate(views)}
    found = [
        _view(one, people[one.reviewer_id], views[one.case_id], deciders, today)
        for one in sorted(
            (one for one in stored if one.case_id in views),
            key=lambda one: (order[one.case_id], one.reviewer_id, one.kind),
        )
    ]
    told = declarations(session, edition)
    return Survey(
        conflicts=tuple(found),
        unverifiable=tuple(
            Unverifiable(one, missing)
            for one in people.values()
            if one.is_active and (missing := rules.gaps(_expert(one, ()), policy))
        ),
        declarations=tuple(
            (people[one.reviewer_id].profile, one) for one in told if one.reviewer_id in people
        ),
        unrecorded=len(rules.plan(list(today.values()), [state_of(one) for one in stored]).changes),
    )


def detected(session: Session, edition: Edition) -> tuple[Detected, ...]:
    """What the machine says today of every reviewer who takes part and every applied case."""
    told: dict[int, list[str]] = defaultdict(list)
    for one in declarations(session, edition):
        told[one.reviewer_id].append(one.told)
    experts = [_expert(one, tuple(told[one.id])) for one in registered(session, edition) if one.is_active]
    facts = edition_facts(session, edition)
    return rules.detect(experts, parties(session, edition), facts, policy_of(session, edition))


def unrecorded(session: Session, edition: Edition) -> frozenset[tuple[int, int]]:
    """Case and reviewer of everything the machine would find today and nobody has recorded yet.

    What a person has cleared is recorded: it is no news.
    """
    known = {(one.case_id, one.reviewer_id, one.kind) for one in stored_conflicts(session, edition)}
    today = detected(session, edition)
    return frozenset(
        (one.case_id, one.reviewer_id)
        for one in today
        if (one.case_id, one.reviewer_id, one.kind) not in known
    )


def parties(session: Session, edition: Edition) -> list[Parties]:
    """Who stands behind every applied case."""
    found = cases(session, viewer=Role.COMMITTEE)
    names = other_names(session, edition)
    return [
        Parties(
            case_id=one.id,
            enterprise=one.enterprise,
            city=one.city,
            known_as=names.get(one.enterprise_id, ()),
            people=one.people,
            contact=one.contact_name,
            phones=one.phones or (),
        )
        for one in found
    ]


def policy_of(session: Session, edition: Edition) -> Policy:
    """What the edition and people have settled about conflicts."""
    setting = edition_facts(session, edition).settings.get(SAME_CITY)
    return Policy(setting is not None and setting.is_on, decided_pairs(session, edition).distinct)


def declarations(session: Session, edition: Edition) -> list[Declaration]:
    """The organisations reviewers have named, from the log: one that fits no case today may later."""
    people = {one.id for one in registered(session, edition)}
    found = logged(session, LoggedAct.CONFLICT_DECLARE, "Reviewer")
    return [
        Declaration(entry.subject_id, change["new"], entry.reason, entry.at)
        for entry in found
        if entry.subject_id in people
        for change in entry.changes
        if change["field"] == "declared"
    ]


def conflict_of(session: Session, edition: Edition, conflict_id: int) -> Conflict:
    """One conflict.

    :raises NotFound: the edition has none of this id.
    """
    found = session.get(Conflict, conflict_id)
    if found is None or found.edition_id != edition.id:
        raise NotFound("这条回避")
    return found


def stored_conflicts(session: Session, edition: Edition) -> list[Conflict]:
    """Every conflict of the edition."""
    return list(
        session.exec(select(Conflict).where(Conflict.edition_id == edition.id).order_by(col(Conflict.id)))
    )


def state_of(stored: Conflict) -> rules.Stored:
    """A stored conflict as the rules compare it."""
    said = Detected(stored.reviewer_id, stored.case_id, stored.kind, stored.state, stored.evidence)
    return rules.Stored(stored.id, said, is_of_person=stored.decided_at is not None)


def _view(
    stored: Conflict,
    reviewer: Registered,
    case: CaseView,
    deciders: dict[int, str],
    today: dict[tuple[int, int, ConflictKind], Detected],
) -> ConflictView:
    now = today.get((stored.reviewer_id, stored.case_id, stored.kind))
    return ConflictView(
        id=stored.id,
        reviewer=reviewer,
        case=case,
        kind=stored.kind,
        state=stored.state,
        evidence=stored.evidence,
        reason=stored.reason,
        found_at=stored.found_at,
        decided_by=deciders.get(stored.decided_by or 0),
        decided_at=stored.decided_at,
        version=stored.version,
        has_new_evidence=(
            stored.state is ConflictState.CLEARED and now is not None and now.evidence != stored.evidence
        ),
    )


def _names(session: Session, stored: list[Conflict]) -> dict[int, str]:
    wanted = {one.decided_by for one in stored if one.decided_by is not None}
    if not wanted:
        return {}
    return dict(
        session.exec(select(Account.id, Account.display_name).where(col(Account.id).in_(wanted))).all()
    )


def _expert(one: Registered, declared: tuple[str, ...]) -> Expert:
    profile = one.profile
    phones = (profile.phone,) if profile.phone else ()
    return Expert(one.id, profile.name, profile.employer, profile.city, phones, declared)
