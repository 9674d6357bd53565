"""Register and import reviewers, let them drop out, link accounts, take promises. The only writers."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlmodel import Session, col, update

from services.accounts.enrolling import enrol
from services.accounts.queries import accounts
from services.accounts.rules import Actor, Newcomer, fold_username
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.edition.queries import facts as edition_facts
from services.edition.queries import permit
from services.edition.terms import Act
from services.errors import InvalidInput, StaleView, need_reason
from services.review.reviewers import queries, rules
from services.review.reviewers.queries import Candidate
from services.review.reviewers.rules import Profile
from services.review.reviewers.terms import Known, PledgeKind
from services.store.models import Edition
from services.store.review_models import Pledge, Reviewer
from services.terms import Role


@dataclass(frozen=True)
class Chosen:
    """A row of a list a person wants imported, and what the preview said of it.

    ``target`` is the reviewer it updates with the version that was compared;
    None adds a new one, also where a namesake is registered.
    """

    profile: Profile
    target: tuple[int, int] | None = None


@dataclass(frozen=True)
class Imported:
    """What an import did; ``unlinked`` are new reviewers more than one account could belong to."""

    added: int
    changed: int
    linked: int
    unlinked: tuple[str, ...] = ()


def import_list(session: Session, *, actor: Actor, chosen: Sequence[Chosen], now: datetime) -> Imported:
    """Add and update the reviewers of a list, all or none, as the preview showed it.

    New ones get the account of a reviewer of the same name where there is
    exactly one.

    :raises InvalidInput: no row is chosen, or a row cannot be used.
    :raises StaleView: somebody has registered or changed one of them since.
    """
    edition = _open(session, actor)
    if not chosen:
        raise InvalidInput("没有要导入的专家。", "请至少勾选一人。")
    facts = edition_facts(session, edition)
    before = queries.registered(session, edition)
    free = queries.free_accounts(session, edition)
    changes: list[Change] = []
    added: list[Reviewer] = []
    for one in chosen:
        profile = rules.check(one.profile, facts)
        if one.target is None:
            if rules.match(profile, before).known in (Known.CHANGED, Known.UNCHANGED):
                raise StaleView(f"“{profile.name}”的登记")
            added.append(_add(session, edition, profile, now))
            changes.append(Change("added", None, [profile.name, profile.employer]))
        else:
            changes += _update(session, edition, one.target, profile)
    linked, unlinked = _link_by_name(added, free)
    record(
        session,
        actor=actor,
        action=LoggedAct.REVIEWERS_IMPORT,
        subject=edition,
        name=edition.title,
        changes=changes,
        at=now,
    )
    return Imported(len(added), len(chosen) - len(added), linked, unlinked)


def register(session: Session, *, actor: Actor, profile: Profile, now: datetime) -> int:
    """Register one reviewer by hand and return the id; a fitting account is linked where there is one.

    :raises InvalidInput: something cannot be used, or the very person is registered already.
    """
    edition = _open(session, actor)
    profile = rules.check(profile, edition_facts(session, edition))
    known = queries.registered(session, edition)
    if any(
        rules.same_name(k.profile.name, profile.name) and rules.is_same(k.profile, profile) for k in known
    ):
        raise InvalidInput(f"“{profile.name}”已经登记。", "请在名单中修改该专家的资料。")
    free = queries.free_accounts(session, edition)
    made = _add(session, edition, profile, now)
    _link_by_name([made], free)
    session.flush()
    _record(session, LoggedAct.REVIEWER_REGISTER, actor, made, now, _differences(Profile(""), profile))
    return made.id


def edit(
    session: Session, *, actor: Actor, reviewer_id: int, profile: Profile, seen: int, now: datetime
) -> None:
    """Change what is known of a reviewer. Conflicts are looked for again by ``conflicts.actions.refresh``.

    :raises StaleView: somebody has saved a newer version.
    :raises InvalidInput: nothing is changed, or something cannot be used.
    """
    edition = _open(session, actor)
    stored = _claimed(session, edition, reviewer_id, seen)
    profile = rules.check(profile, edition_facts(session, edition))
    changes = _differences(queries.profile_of(stored), profile)
    if not changes:
        raise InvalidInput("没有修改任何内容。", "请修改后再保存。")
    _fill(stored, profile)
    _record(session, LoggedAct.REVIEWER_EDIT, actor, stored, now, changes)


def drop_out(
    session: Session, *, actor: Actor, reviewer_id: int, reason: str, seen: int, now: datetime
) -> None:
    """Let a reviewer take part no longer: sees no case from now on; sheets handed in stay.

    :raises ReasonMissing: nobody says why.
    """
    edition = _open(session, actor)
    reason = need_reason(reason, "停止参加评审")
    stored = _claimed(session, edition, reviewer_id, seen)
    if not stored.is_active:
        raise InvalidInput(f"“{stored.name}”已经停止参加评审。", "无需重复办理。")
    stored.is_active, stored.state_reason = False, reason
    _record(session, LoggedAct.REVIEWER_DROP, actor, stored, now, [], reason)


def bring_back(
    session: Session, *, actor: Actor, reviewer_id: int, reason: str, seen: int, now: datetime
) -> None:
    """Let a reviewer who had dropped out take part again.

    :raises ReasonMissing: nobody says why.
    """
    edition = _open(session, actor)
    reason = need_reason(reason, "恢复参加评审")
    stored = _claimed(session, edition, reviewer_id, seen)
    if stored.is_active:
        raise InvalidInput(f"“{stored.name}”正在参加评审。", "无需重复办理。")
    stored.is_active, stored.state_reason = True, None
    _record(session, LoggedAct.REVIEWER_RETURN, actor, stored, now, [], reason)


def link(
    session: Session, *, actor: Actor, reviewer_id: int, account_id: int, seen: int, now: datetime
) -> None:
    """Say which reviewer's account belongs to a reviewer.

    :raises InvalidInput: it is no usable reviewer's account, or belongs to another.
    """
    edition = _open(session, actor)
    stored = _claimed(session, edition, reviewer_id, seen)
    free = {one.account_id: one for one in queries.free_accounts(session, edition)}
    if stored.account_id is not None:
        raise InvalidInput(f"“{stored.name}”已经有账号。", "请刷新页面查看。")
    if account_id not in free:
        raise InvalidInput("这个账号不能关联：已停用、不是评审专家账号，或已属于另一位专家。", "请另选一个。")
    stored.account_id = account_id
    change = Change("account", None, free[account_id].username)
    _record(session, LoggedAct.REVIEWER_LINK, actor, stored, now, [change])


def create_accounts(session: Session, *, actor: Actor, people: Mapping[int, Newcomer], now: datetime) -> int:
    """Create the missing accounts of reviewers, by reviewer id, all or none; returns how many.

    The administrator's act, logged as the creation of accounts; account and
    reviewer are linked in the same transaction.

    :raises StaleView: a reviewer has got an account or dropped out meanwhile.
    :raises InvalidInput: nobody is named, or a username is taken or cannot be used.
    """
    edition = permit(session, actor, Act.MANAGE_ACCOUNTS)
    if any(person.role is not Role.REVIEWER for person in people.values()):
        raise InvalidInput("这里只能创建评审专家的账号。", "其他角色请在“按名单创建”中办理。")
    count = enrol(session, actor=actor, people=list(people.values()), now=now)
    made = {account.username: account.id for account in accounts(session)}
    for reviewer_id, person in people.items():
        stored = queries.reviewer_of(session, edition, reviewer_id)
        if stored.account_id is not None or not stored.is_active:
            raise StaleView(f"“{stored.name}”的登记")
        stored.account_id = made[fold_username(person.username)]
        stored.version += 1
    session.flush()
    return count


def accept_pledges(
    session: Session, *, actor: Actor, wordings: Mapping[PledgeKind, str], now: datetime
) -> None:
    """Keep what the reviewer who is signed in has promised, word for word, with time and address.

    ``wordings`` are the texts that were on the screen; every promise still
    missing must be among them.

    :raises InvalidInput: one of them is not accepted.
    :raises StaleView: a text was changed since it was shown.
    """
    edition = permit(session, actor, Act.ACCEPT_PLEDGE)
    me = queries.of_actor(session, edition, actor)
    session.refresh(me, with_for_update=True)
    missing = queries.missing_pledges(session, actor)
    if not missing:
        return
    for kind, text in missing.items():
        if kind not in wordings:
            raise InvalidInput(f"还没有接受{kind.label}。", "请阅读后勾选，再继续。")
        if wordings[kind] != text.wording:
            raise StaleView(kind.label)
        session.add(
            Pledge(reviewer_id=me.id, kind=kind, wording=text.wording, accepted_at=now, address=actor.address)
        )
    change = Change("pledge", None, [text.title for text in missing.values()])
    _record(session, LoggedAct.PLEDGE_ACCEPT, actor, me, now, [change])


def _open(session: Session, actor: Actor) -> Edition:
    """The edition under a lock, if its reviewers may be managed: two lists at once would double a person."""
    edition = permit(session, actor, Act.MANAGE_REVIEWERS)
    session.refresh(edition, with_for_update=True)
    return edition


def _claimed(session: Session, edition: Edition, reviewer_id: int, seen: int) -> Reviewer:
    """The reviewer at the version that was seen, one version on (invariant 8)."""
    stored = queries.reviewer_of(session, edition, reviewer_id)
    claimed = session.exec(
        update(Reviewer)
        .where(col(Reviewer.id) == reviewer_id, col(Reviewer.version) == seen)
        .values(version=seen + 1)
    )
    if claimed.rowcount != 1:
        raise StaleView(f"“{stored.name}”的登记")
    session.refresh(stored)
    return stored


def _add(session: Session, edition: Edition, profile: Profile, now: datetime) -> Reviewer:
    made = Reviewer(edition_id=edition.id, name=profile.name, created_at=now)
    _fill(made, profile)
    session.add(made)
    return made


def _update(session: Session, edition: Edition, target: tuple[int, int], profile: Profile) -> list[Change]:
    """Fill in what a row says of a reviewer; the log says whose, and never a telephone."""
    stored = _claimed(session, edition, *target)
    before = queries.profile_of(stored)
    merged = rules.merge(before, profile)
    _fill(stored, merged)
    told = [change.field for change in _differences(before, merged)]
    return [Change("changed", None, [merged.name, merged.employer, *told])] if told else []


def _fill(stored: Reviewer, profile: Profile) -> None:
    stored.name, stored.employer, stored.city = profile.name, profile.employer, profile.city
    stored.fields, stored.categories = list(profile.fields), list(profile.categories)
    stored.previous_editions = list(profile.previous_editions)
    stored.phone, stored.load_max = profile.phone, profile.load_max


def _differences(old: Profile, new: Profile) -> list[Change]:
    before, after = asdict(old), asdict(new)
    changed = [f.name for f in fields(Profile) if before[f.name] != after[f.name]]
    return [Change(_LOGGED.get(name, name), _plain(before[name]), _plain(after[name])) for name in changed]


# A reviewer's name is told as a person's, not as a case's field.
_LOGGED = {"name": "display_name"}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _link_by_name(added: Sequence[Reviewer], free: Sequence[Candidate]) -> tuple[int, tuple[str, ...]]:
    """Link each new reviewer to the one account of that name; where there are more, a person decides."""
    linked = 0
    unlinked: list[str] = []
    for one in added:
        fitting = queries.namesakes(list(free), one.name)
        is_only = sum(rules.same_name(other.name, one.name) for other in added) == 1
        if len(fitting) == 1 and is_only:
            one.account_id = fitting[0].account_id
            linked += 1
        elif fitting:
            unlinked.append(one.name)
    return linked, tuple(unlinked)


def _record(
    session: Session,
    action: LoggedAct,
    actor: Actor,
    stored: Reviewer,
    now: datetime,
    changes: Sequence[Change],
    reason: str | None = None,
) -> None:
    session.flush()
    record(
        session,
        actor=actor,
        action=action,
        subject=stored,
        name=stored.name,
        changes=changes,
        reason=reason,
        at=now,
    )
