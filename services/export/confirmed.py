"""Reads a confirmed list with all that its papers say of it: cases without contacts, period, what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlmodel import Session

from services.cases import queries as cases
from services.cases.rules import CaseFilter, CaseView
from services.cases.terms import CaseState
from services.errors import InvalidInput, RuleViolation
from services.export.results_wording import day
from services.export.rules import in_public_order
from services.selection.lists import queries as lists
from services.selection.objections import queries as objections
from services.selection.runs.queries import run_of
from services.selection.terms import ListKind, ObjectionState
from services.store.models import Edition
from services.store.selection_models import ConfirmedList, ScoreSet

_SHORT = 12


@dataclass(frozen=True)
class Listed:
    """A case of a list with its place and its score in ten-thousandths, both internal."""

    case: CaseView
    place: int
    score: int


@dataclass(frozen=True)
class ConfirmedView:
    """The version of a list that counts.

    ``came`` and ``left`` are against the version before. ``unsettled`` is how
    many objections nobody answered, or led to a decision no version follows yet.
    """

    kind: ListKind
    version: int
    fingerprint: str
    met_on: date
    minutes: str
    announced_on: date | None
    announced_until: date | None
    listed: tuple[Listed, ...]
    came: tuple[CaseView, ...]
    left: tuple[CaseView, ...]
    has_votes: bool
    unsettled: int

    @property
    def cases(self) -> list[CaseView]:
        """Its cases in public order."""
        return in_public_order(one.case for one in self.listed)

    @property
    def ids(self) -> frozenset[int]:
        """The ids of its cases."""
        return frozenset(one.case.id for one in self.listed)

    @property
    def short(self) -> str:
        """The beginning of the fingerprint: enough to tell two versions apart on paper."""
        return short_of(self.fingerprint)

    @property
    def stamp(self) -> str:
        """What identifies the list in the properties of a file."""
        return f"{self.kind.label}名单第 {self.version} 版 {self.fingerprint}"

    @property
    def footnote(self) -> str:
        """The same, short enough to stand beside a page number."""
        return f"{self.kind.label}名单第 {self.version} 版　指纹 {self.short}"

    def is_final(self, today: date) -> bool:
        """Whether its announcement is over and every objection answered."""
        is_over = self.announced_until is not None and self.announced_until < today
        return is_over and not self.unsettled

    def is_pending(self, today: date) -> bool:
        """Whether it is announced and could still change."""
        return self.announced_until is not None and not self.is_final(today)


def short_of(fingerprint: str) -> str:
    """The beginning of a fingerprint, as paper names it."""
    return fingerprint.rpartition(":")[2][:_SHORT]


def need_list(session: Session, edition: Edition, kind: ListKind) -> ConfirmedList:
    """The version of a list that counts, as it is stored.

    :raises InvalidInput: none was confirmed yet.
    :raises RuleViolation: what is stored no longer is what was confirmed.
    """
    found = lists.current(session, edition, kind)
    if found is None:
        raise InvalidInput(
            f"还没有确认过{kind.label}名单。", "请先在“遴选”页运行遴选，再由另一位组委会成员在“名单”页确认。"
        )
    if broken := lists.broken(session, found):
        raise RuleViolation(broken[0], "请系统管理员运行 manage.py verify 查明，再生成文件。")
    return found


def need_final(session: Session, edition: Edition, today: date) -> ConfirmedList:
    """The shortlist after its announcement.

    :raises InvalidInput: none is confirmed, it was not announced, or the announcement is not settled.
    :raises RuleViolation: what is stored no longer is what was confirmed.
    """
    found = need_list(session, edition, ListKind.SHORTLIST)
    if found.announced_until is None:
        raise InvalidInput("入选案例名单还没有公示。", "请先在“名单”页办理公示，公示期满后再生成公布通知。")
    if found.announced_until >= today:
        raise InvalidInput(
            f"入选案例名单的公示期到{day(found.announced_until)}，还没有期满。",
            "请在公示期满后再生成公布通知。",
        )
    if count := _unsettled(session, edition, ListKind.SHORTLIST):
        raise InvalidInput(
            f"对入选案例名单的异议还有 {count} 件没有办结。",
            "请先在“名单”页答复；异议成立的，请确认新的一版名单并公示，再生成公布通知。",
        )
    return found


def confirmed(session: Session, edition: Edition, kind: ListKind) -> ConfirmedView:
    """The version of a list that counts, with all that its papers say of it.

    :raises InvalidInput: none was confirmed yet.
    :raises RuleViolation: what is stored no longer is what was confirmed.
    """
    current = need_list(session, edition, kind)
    versions = lists.versions(session, edition, kind)
    known = {one.id: one for one in cases.public_cases(session, narrowed=CaseFilter(states=tuple(CaseState)))}
    members = lists.members(session, current)
    before = next((one for one in versions if one.version == current.version - 1), None)
    was = {one.case_id for one in lists.members(session, before)} if before else set()
    now = {one.case_id for one in members}
    return ConfirmedView(
        kind=kind,
        version=current.version,
        fingerprint=current.fingerprint,
        met_on=current.met_on,
        minutes=current.minutes_number,
        announced_on=current.announced_on,
        announced_until=current.announced_until,
        listed=tuple(Listed(known[one.case_id], one.place, one.score) for one in members),
        came=_named(known, now - was) if before else (),
        left=_named(known, was - now),
        has_votes=_has_votes(session, edition, current),
        unsettled=_unsettled(session, edition, kind),
    )


def _named(known: dict[int, CaseView], ids: Sequence[int] | set[int]) -> tuple[CaseView, ...]:
    return tuple(in_public_order(known[one] for one in ids))


def _has_votes(session: Session, edition: Edition, current: ConfirmedList) -> bool:
    run = run_of(session, edition, current.run_id)
    fixed = session.get_one(ScoreSet, run.score_set_id)
    return fixed.tally_id is not None and Fraction(fixed.vote_weight) > 0


def _unsettled(session: Session, edition: Edition, kind: ListKind) -> int:
    """How many objections are not answered, or led to a decision that no version of the list follows yet."""
    found = objections.raised(session, edition, kind)
    return sum(one.state is ObjectionState.OPEN or (one.is_pending and one.is_decided) for one in found)
