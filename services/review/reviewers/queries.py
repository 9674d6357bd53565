"""Reads the reviewers of the current edition, their accounts and what they have promised."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, func, select

from services.accounts.rules import Actor
from services.edition.queries import current
from services.errors import NotFound, PledgeMissing
from services.intake.names import name_key
from services.review.reviewers import wording
from services.review.reviewers.rules import Profile, Registered
from services.review.reviewers.terms import PledgeKind
from services.review.reviewers.wording import PledgeText
from services.store.models import Account, Edition
from services.store.review_models import Pledge, Reviewer
from services.terms import Role


@dataclass(frozen=True)
class ReviewerView:
    """A reviewer as the committee sees one. ``username`` is None while there is no account."""

    id: int
    profile: Profile
    is_active: bool
    state_reason: str | None
    account_id: int | None
    username: str | None
    pledged: Mapping[PledgeKind, datetime] = field(default_factory=dict)
    version: int = 1

    @property
    def has_pledged(self) -> bool:
        """Whether every promise has been accepted."""
        return len(self.pledged) == len(PledgeKind)


@dataclass(frozen=True)
class Candidate:
    """An account of a reviewer that no reviewer of the edition is linked to yet."""

    account_id: int
    username: str
    display_name: str


@dataclass(frozen=True)
class Accountless:
    """A reviewer without an account as the administrator sees one: no telephone (invariant 13)."""

    reviewer_id: int
    name: str
    employer: str


@dataclass(frozen=True)
class Accepted:
    """A promise somebody accepted, word for word."""

    kind: PledgeKind
    text: PledgeText
    at: datetime


def of_actor(session: Session, edition: Edition, actor: Actor) -> Reviewer:
    """The reviewer who is signed in.

    :raises NotFound: the account belongs to no reviewer of this edition, or to one who has dropped out.
    """
    found = session.exec(
        select(Reviewer).where(
            Reviewer.edition_id == edition.id,
            Reviewer.account_id == actor.account_id,
            col(Reviewer.is_active),
        )
    ).first()
    if found is None:
        raise NotFound("您的专家登记")
    return found


def reviewer_of(session: Session, edition: Edition, reviewer_id: int) -> Reviewer:
    """One reviewer.

    :raises NotFound: the edition has none of this id.
    """
    found = session.get(Reviewer, reviewer_id)
    if found is None or found.edition_id != edition.id:
        raise NotFound("这位评审专家")
    return found


def stored_reviewers(session: Session, edition: Edition) -> list[Reviewer]:
    """Every reviewer of the edition, in the order they were registered."""
    return list(
        session.exec(select(Reviewer).where(Reviewer.edition_id == edition.id).order_by(col(Reviewer.id)))
    )


def pledged(session: Session, edition: Edition, actor: Actor) -> Reviewer:
    """The reviewer who is signed in and has promised what is asked; nobody else is shown a case.

    :raises NotFound: the account belongs to no reviewer who takes part.
    :raises PledgeMissing: a promise has not been accepted yet.
    """
    me = of_actor(session, edition, actor)
    given = session.exec(select(func.count()).where(Pledge.reviewer_id == me.id)).one()
    if given < len(PledgeKind):
        raise PledgeMissing()
    return me


def registered(session: Session, edition: Edition) -> list[Registered]:
    """Every reviewer of the edition as the rules compare them."""
    return [
        Registered(one.id, profile_of(one), one.is_active, one.version)
        for one in stored_reviewers(session, edition)
    ]


def reviewers(session: Session) -> list[ReviewerView]:
    """The reviewers of the current edition with their accounts and promises: for the committee."""
    edition = current(session)
    found = stored_reviewers(session, edition)
    usernames = session.exec(
        select(Account.id, Account.username).join(Reviewer, col(Reviewer.account_id) == col(Account.id))
    )
    names = dict(usernames.all())
    pledged: dict[int, dict[PledgeKind, datetime]] = {}
    for promise in _pledges(session, edition):
        pledged.setdefault(promise.reviewer_id, {})[promise.kind] = promise.accepted_at
    return [
        ReviewerView(
            id=one.id,
            profile=profile_of(one),
            is_active=one.is_active,
            state_reason=one.state_reason,
            account_id=one.account_id,
            username=names.get(one.account_id or 0),
            pledged=pledged.get(one.id, {}),
            version=one.version,
        )
        for one in found
    ]


def without_account(session: Session) -> list[Accountless]:
    """The active reviewers nobody has created an account for: for the administrator."""
    return [
        Accountless(one.id, one.name, one.employer)
        for one in stored_reviewers(session, current(session))
        if one.account_id is None and one.is_active
    ]


def free_accounts(session: Session, edition: Edition) -> list[Candidate]:
    """The reviewers' accounts that can be used and belong to no reviewer of the edition yet."""
    taken = {one.account_id for one in stored_reviewers(session, edition)}
    found = session.exec(
        select(Account)
        .where(Account.role == Role.REVIEWER, col(Account.is_disabled).is_(False))
        .order_by(col(Account.username))
    )
    return [Candidate(a.id, a.username, a.display_name) for a in found if a.id not in taken]


def namesakes(candidates: list[Candidate], name: str) -> list[Candidate]:
    """Those of the accounts whose owner has this name."""
    return [one for one in candidates if name_key(one.display_name) == name_key(name)]


def missing_pledges(session: Session, actor: Actor) -> dict[PledgeKind, PledgeText]:
    """What the reviewer who is signed in has still to accept, as it reads today.

    :raises NotFound: the account belongs to no reviewer.
    """
    edition = current(session)
    me = of_actor(session, edition, actor)
    done = {promise.kind for promise in _pledges(session, edition) if promise.reviewer_id == me.id}
    return {kind: text for kind, text in wording.pledges(edition.title).items() if kind not in done}


def accepted(session: Session, edition: Edition) -> dict[int, list[Accepted]]:
    """What every reviewer has accepted, word for word, by reviewer."""
    found: dict[int, list[Accepted]] = {}
    for one in _pledges(session, edition):
        promise = Accepted(one.kind, wording.stored(one.wording), one.accepted_at)
        found.setdefault(one.reviewer_id, []).append(promise)
    return found


def profile_of(stored: Reviewer) -> Profile:
    """A stored reviewer as the rules see one."""
    return Profile(
        name=stored.name,
        employer=stored.employer,
        city=stored.city,
        fields=tuple(stored.fields),
        categories=tuple(stored.categories),
        phone=stored.phone,
        previous_editions=tuple(stored.previous_editions),
        load_max=stored.load_max,
    )


def _pledges(session: Session, edition: Edition) -> list[Pledge]:
    return list(
        session.exec(
            select(Pledge)
            .join(Reviewer, col(Reviewer.id) == col(Pledge.reviewer_id))
            .where(Reviewer.edition_id == edition.id)
            .order_by(col(Pledge.id))
        )
    )
