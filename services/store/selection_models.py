"""The tables of 得分 and 遴选: tallies, official scores, runs, ties, confirmed lists, objections.

Every score is a whole number of ten-thousandths of a point (``services.scoring.points``).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from services.scoring.terms import ScoringMethod, VoteMapping
from services.selection.terms import Effect, ListKind, ObjectionOutcome, ObjectionState, TieMethod
from services.store.columns import json_column, moment, one_of, term
from services.store.models import only_where


class Tally(SQLModel, table=True):
    """A dated count of the public vote (网络投票) as its platform gave it; a discarded one stays."""

    __table_args__ = (
        CheckConstraint("source <> ''", name="has_source"),
        CheckConstraint("(discarded_at IS NULL) = (discard_reason IS NULL)", name="discarded_has_reason"),
    )

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    source: str
    counted_at: datetime = moment()
    file_sha256: str = Field(foreign_key="storedfile.sha256")
    file_name: str
    imported_by: int = Field(foreign_key="account.id")
    imported_at: datetime = moment()
    discarded_at: datetime | None = moment(nullable=True)
    discard_reason: str | None = Field(default=None, sa_column=Column(Text))


class TallyCount(SQLModel, table=True):
    """The votes of one case in a tally, and how its row named the case."""

    __table_args__ = (
        UniqueConstraint("tally_id", "case_id"),
        CheckConstraint("votes >= 0", name="votes_not_negative"),
    )

    id: int = Field(default=None, primary_key=True)
    tally_id: int = Field(foreign_key="tally.id", index=True)
    case_id: int = Field(foreign_key="recommended_case.id", index=True)
    votes: int
    written: str = Field(sa_column=Column(Text, nullable=False))
    row: int


class ScoreSet(SQLModel, table=True):
    """A version of the official scores: of which round, by which method, with which votes. Never changed.

    ``basis`` is a SHA-256 over the sheets and counts it was computed from,
    ``required`` how many sheets give a case an official score at all.
    """

    __table_args__ = (
        UniqueConstraint("edition_id", "number"),
        one_of("purpose", ListKind),
        one_of("method", ScoringMethod),
        one_of("vote_mapping", VoteMapping),
        CheckConstraint("required > 0", name="required_positive"),
    )

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id")
    number: int
    purpose: ListKind = term(ListKind)
    round_id: int = Field(foreign_key="reviewround.id", index=True)
    method: ScoringMethod = term(ScoringMethod)
    required: int
    tally_id: int | None = Field(default=None, foreign_key="tally.id", index=True)
    vote_mapping: VoteMapping = term(VoteMapping)
    vote_weight: str
    basis: str
    reason: str | None = Field(default=None, sa_column=Column(Text))
    fixed_by: int = Field(foreign_key="account.id")
    fixed_at: datetime = moment()


class CaseScore(SQLModel, table=True):
    """What one case comes to in a set of scores; None where there is nothing to compute it from.

    ``official`` is the score by the set's method, ``final`` the same with the
    points of the votes; only ``final`` decides. ``spread`` is highest minus lowest.
    """

    __table_args__ = (
        UniqueConstraint("score_set_id", "case_id"),
        CheckConstraint("(official IS NULL) = (final IS NULL)", name="final_with_official"),
    )

    id: int = Field(default=None, primary_key=True)
    score_set_id: int = Field(foreign_key="scoreset.id", index=True)
    case_id: int = Field(foreign_key="recommended_case.id", index=True)
    sheets: int
    mean: int | None = None
    spread: int | None = None
    trimmed: int | None = None
    corrected: int | None = None
    official: int | None = None
    votes: int | None = None
    vote_points: int | None = None
    final: int | None = None


class ListDecision(SQLModel, table=True):
    """What people decided about a case before a list is solved: in or out, and why. A lifted one stays."""

    __table_args__ = (
        one_of("kind", ListKind),
        one_of("effect", Effect),
        only_where("uq_list_decision_standing", "kind", "case_id", where="lifted_at IS NULL"),
        CheckConstraint("(lifted_at IS NULL) = (lift_reason IS NULL)", name="lifted_has_reason"),
    )

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    kind: ListKind = term(ListKind)
    case_id: int = Field(foreign_key="recommended_case.id", index=True)
    effect: Effect = term(Effect)
    reason: str = Field(sa_column=Column(Text, nullable=False))
    objection_id: int | None = Field(default=None, foreign_key="objection.id", index=True)
    decided_by: int = Field(foreign_key="account.id")
    decided_at: datetime = moment()
    lifted_at: datetime | None = moment(nullable=True)
    lift_reason: str | None = Field(default=None, sa_column=Column(Text))


class SelectionRun(SQLModel, table=True):
    """A selection as it was run: the complete problem and its answer, in the form of ``manage.py solve``.

    ``fingerprint`` is the answer's. A lecture list is drawn from the confirmed
    shortlist, whose run is ``base_run_id``.
    """

    __table_args__ = (
        UniqueConstraint("edition_id", "kind", "number"),
        one_of("kind", ListKind),
        CheckConstraint("(kind = 'lecture') = (base_run_id IS NOT NULL)", name="lecture_has_base"),
    )

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    kind: ListKind = term(ListKind)
    number: int
    score_set_id: int = Field(foreign_key="scoreset.id", index=True)
    base_run_id: int | None = Field(default=None, foreign_key="selectionrun.id", index=True)
    problem: dict[str, Any] = json_column(dict)
    answer: dict[str, Any] = json_column(dict)
    fingerprint: str
    made_by: int = Field(foreign_key="account.id")
    made_at: datetime = moment()


class TieSettlement(SQLModel, table=True):
    """Who stands first among tied cases, decided on record; the newest under its scores gives ``tie_key``.

    ``order`` holds all cases tied at once, the first to be taken first: keys of
    several settlements would not compare. A draw can be repeated from its
    published ``seed``.
    """

    __table_args__ = (
        one_of("kind", ListKind),
        one_of("method", TieMethod),
        CheckConstraint("(method = 'draw') = (seed IS NOT NULL)", name="draw_has_seed"),
    )

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    kind: ListKind = term(ListKind)
    score_set_id: int = Field(foreign_key="scoreset.id", index=True)
    method: TieMethod = term(TieMethod)
    order: list[int] = json_column(list)
    seed: str | None = None
    reason: str = Field(sa_column=Column(Text, nullable=False))
    decided_by: int = Field(foreign_key="account.id")
    decided_at: datetime = moment()


class ConfirmedList(SQLModel, table=True):
    """A list the committee confirmed, in versions; the newest counts.

    Invariant 11: it is what ``solve`` gives for the stored problem of its run,
    and who confirmed it did not run it.
    """

    __table_args__ = (
        UniqueConstraint("edition_id", "kind", "version"),
        one_of("kind", ListKind),
        only_where("uq_confirmedlist_current", "edition_id", "kind", where="replaced_at IS NULL"),
        CheckConstraint("version = 1 OR reason IS NOT NULL", name="later_has_reason"),
        CheckConstraint(
            "(announced_on IS NULL) = (announced_until IS NULL)", name="announcement_has_both_ends"
        ),
    )

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    kind: ListKind = term(ListKind)
    version: int
    run_id: int = Field(foreign_key="selectionrun.id", unique=True)
    fingerprint: str
    met_on: date
    minutes_number: str
    minutes_sha256: str = Field(foreign_key="storedfile.sha256")
    minutes_name: str
    reason: str | None = Field(default=None, sa_column=Column(Text))
    confirmed_by: int = Field(foreign_key="account.id")
    confirmed_at: datetime = moment()
    replaced_at: datetime | None = moment(nullable=True)
    announced_on: date | None = None
    announced_until: date | None = None


class ListedCase(SQLModel, table=True):
    """A case of a confirmed list: its place by score, and the score that put it there."""

    __table_args__ = (
        UniqueConstraint("list_id", "case_id"),
        UniqueConstraint("list_id", "place"),
        CheckConstraint("place > 0", name="place_positive"),
    )

    id: int = Field(default=None, primary_key=True)
    list_id: int = Field(foreign_key="confirmedlist.id", index=True)
    case_id: int = Field(foreign_key="recommended_case.id", index=True)
    place: int
    score: int


class Objection(SQLModel, table=True):
    """What somebody objects to in an announced list, by real name, and what was answered.

    ``resulting_list_id`` is the version of the list it led to.
    """

    __table_args__ = (
        one_of("state", ObjectionState),
        one_of("outcome", ObjectionOutcome),
        CheckConstraint("objector <> ''", name="by_name"),
        CheckConstraint("(state = 'answered') = (outcome IS NOT NULL)", name="answered_has_outcome"),
        CheckConstraint("(state = 'answered') = (answered_at IS NOT NULL)", name="answered_has_moment"),
        Index("ix_objection_edition_state", "edition_id", "state"),
    )

    id: int = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id")
    list_id: int = Field(foreign_key="confirmedlist.id", index=True)
    case_id: int | None = Field(default=None, foreign_key="recommended_case.id", index=True)
    state: ObjectionState = term(ObjectionState)
    received_on: date
    objector: str
    objector_contact: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    file_sha256: str | None = Field(default=None, foreign_key="storedfile.sha256")
    file_name: str | None = None
    outcome: ObjectionOutcome | None = term(ObjectionOutcome, nullable=True)
    answer: str | None = Field(default=None, sa_column=Column(Text))
    registered_by: int = Field(foreign_key="account.id")
    registered_at: datetime = moment()
    answered_by: int | None = Field(default=None, foreign_key="account.id")
    answered_at: datetime | None = moment(nullable=True)
    resulting_list_id: int | None = Field(default=None, foreign_key="confirmedlist.id", index=True)
    version: int = 1
