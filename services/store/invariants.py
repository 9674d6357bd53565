"""What must always hold and no constraint can say; each check is one query and one sentence."""

from collections.abc import Callable, Iterator

from sqlmodel import Session, col, func, or_, select
from sqlmodel import case as sql_case

from services.audit.queries import first_break
from services.cases.terms import CaseState
from services.eligibility.terms import ExaminationState, ReturnState
from services.intake.names import name_key
from services.intake.terms import RowState, SubmissionState
from services.store import files
from services.store.eligibility_models import CaseReturn, Examination
from services.store.list_invariants import LIST_CHECKS
from services.store.models import Case, City, Edition, EnterpriseName, StoredFile, Submission, SubmissionRow
from services.store.review_invariants import REVIEW_CHECKS
from services.store.selection_invariants import SELECTION_CHECKS
from services.store.violations import Violation


def check(session: Session, *, with_files: bool = True) -> list[Violation]:
    """Everything that does not hold; empty for a sound database. Reading every file takes the longest."""
    asked = [one for one in CHECKS if with_files or one is not _files_are_intact]
    return [violation for one in asked for violation in one(session)]


def file_changed(session: Session, sha256: str) -> Violation:
    """What is said of a received file that is gone or is no longer what was received."""
    sent = session.exec(
        select(Submission.file_name, City.name)
        .join(City, col(City.id) == col(Submission.city_id), isouter=True)
        .where(Submission.file_sha256 == sha256)
        .order_by(col(Submission.id))
    ).first()
    name = f"“{sent[0]}”（{sent[1] or '市州待定'}）" if sent else ""
    what = "已被改动，与接收时不一致" if files.is_there(sha256) else "不在原始文件目录中"
    return Violation("FILE_CHANGED", f"原始文件{name} {sha256[:12]}… {what}。", file=sha256)


def _within_quota(session: Session) -> Iterator[Violation]:
    # Invariant 5: applied cases never exceed the quota.
    counted = session.exec(
        select(City.name, City.quota, func.count(col(Case.id)))
        .join(Case, (col(Case.city_id) == col(City.id)) & (col(Case.state) == CaseState.APPLIED))
        .group_by(col(City.id), col(City.name), col(City.quota))
        .having(func.count(col(Case.id)) > col(City.quota))
    )
    for name, quota, count in counted:
        yield Violation("OVER_QUOTA", f"{name}入库 {count} 件，超过名额 {quota} 个。")


def _one_per_enterprise(session: Session) -> Iterator[Violation]:
    # Invariant 5: one applied case per enterprise and city.
    doubled = session.exec(
        select(City.name, func.min(Case.enterprise), func.count(col(Case.id)))
        .join(Case, col(Case.city_id) == col(City.id))
        .where(Case.state == CaseState.APPLIED)
        .group_by(col(City.id), col(City.name), col(Case.enterprise_id))
        .having(func.count(col(Case.id)) > 1)
    )
    for city, enterprise, count in doubled:
        yield Violation("ENTERPRISE_TWICE", f"{city}“{enterprise}”有 {count} 件入库案例。")


def _cases_have_rows(session: Session) -> Iterator[Violation]:
    # Invariant 2: a case belongs to one city and one submission row. A case restored after a
    # replacement had withdrawn it keeps the superseded row it came with.
    stands = sql_case((col(SubmissionRow.state) == RowState.APPLIED, 1), else_=0)
    found = session.exec(
        select(Case.id, Case.case_name, func.count(col(SubmissionRow.id)), func.coalesce(func.sum(stands), 0))
        .join(SubmissionRow, col(SubmissionRow.case_id) == col(Case.id), isouter=True)
        .where(Case.state == CaseState.APPLIED)
        .group_by(col(Case.id), col(Case.case_name))
    )
    for case_id, name, rows, standing in found:
        if rows == 0 or standing > 1:
            yield Violation(
                "CASE_WITHOUT_ROW", f"案例 {case_id}《{name}》对应 {standing} 行报送，应为 1 行。"
            )


def _rows_match_cities(session: Session) -> Iterator[Violation]:
    found = session.exec(
        select(SubmissionRow.id, Case.case_name)
        .join(Case, col(Case.id) == col(SubmissionRow.case_id))
        .join(Submission, col(Submission.id) == col(SubmissionRow.submission_id))
        .where(Submission.city_id != Case.city_id)
    )
    for row_id, name in found:
        yield Violation("CITY_DIFFERS", f"报送行 {row_id} 与其案例《{name}》不属于同一市州。")


def _superseded_holds_nothing(session: Session) -> Iterator[Violation]:
    found = session.exec(
        select(Submission.id, Submission.file_name)
        .join(SubmissionRow, col(SubmissionRow.submission_id) == col(Submission.id))
        .where(Submission.state == SubmissionState.SUPERSEDED, SubmissionRow.state == RowState.APPLIED)
        .distinct()
    )
    for submission_id, name in found:
        yield Violation("SUPERSEDED_HOLDS_CASES", f"报送 {submission_id}“{name}”已被替换，却仍有入库的行。")


def _names_have_their_enterprise(session: Session) -> Iterator[Violation]:
    # Invariant 5: the identity the index uses is the one the name is registered under.
    names = session.exec(select(EnterpriseName.edition_id, EnterpriseName.key, EnterpriseName.enterprise_id))
    registered = {(edition, key): enterprise for edition, key, enterprise in names}
    for case in session.exec(select(Case)):
        if registered.get((case.edition_id, name_key(case.enterprise))) != case.enterprise_id:
            yield Violation(
                "ENTERPRISE_DIFFERS", f"案例 {case.id} 的单位“{case.enterprise}”与登记的单位不一致。"
            )


def _one_current_edition(session: Session) -> Iterator[Violation]:
    current = len(session.exec(select(Edition.id).where(col(Edition.is_current))).all())
    if current != 1:
        yield Violation("NO_CURRENT_EDITION", f"当前届次有 {current} 个，应为 1 个。")


def _refusals_take_two(session: Session) -> Iterator[Violation]:
    found = session.exec(
        select(Case.case_name)
        .join(Examination, col(Examination.case_id) == col(Case.id))
        .where(
            Examination.state == ExaminationState.REFUSED,
            or_(
                col(Examination.agreed_by).is_(None),
                col(Examination.decided_by).is_(None),
                Examination.agreed_by == Examination.decided_by,
            ),
        )
    )
    for name in found:
        yield Violation("REFUSED_BY_ONE", f"案例《{name}》不予通过，却没有经过两位成员。")


def _returns_belong_to_returned(session: Session) -> Iterator[Violation]:
    # A case is with its city exactly while its return is not settled; a proposed refusal may wait on it.
    found = session.exec(
        select(Case.case_name, Examination.state, CaseReturn.id)
        .join(Examination, col(Examination.case_id) == col(Case.id))
        .join(
            CaseReturn,
            (col(CaseReturn.examination_id) == col(Examination.id))
            & (col(CaseReturn.state) != ReturnState.SETTLED),
            isouter=True,
        )
    )
    for name, state, returned in found:
        is_lost = state is ExaminationState.RETURNED and returned is None
        is_loose = returned is not None and state not in (
            ExaminationState.RETURNED,
            ExaminationState.REFUSAL_PROPOSED,
        )
        if is_lost or is_loose:
            yield Violation(
                "RETURN_DIFFERS", f"案例《{name}》{ExaminationState(state).label}，与退回补正的记录不一致。"
            )


def _files_are_intact(session: Session) -> Iterator[Violation]:
    # Invariant 2: the original file is in the store under its SHA-256, unchanged.
    for sha256 in session.exec(select(StoredFile.sha256)):
        if not files.is_intact(sha256):
            yield file_changed(session, sha256)


def _log_is_whole(session: Session) -> Iterator[Violation]:
    # Invariant 12: the first broken link tells where the log was touched.
    found = first_break(session)
    if found is not None:
        last = "" if found.last == found.first else f"至 {found.last} "
        message = f"操作日志第 {found.first} {last}条{found.kind.label}。"
        yield Violation("LOG_BROKEN", message, entry=found.first)


CHECKS: tuple[Callable[[Session], Iterator[Violation]], ...] = (
    _one_current_edition,
    _within_quota,
    _one_per_enterprise,
    _cases_have_rows,
    _rows_match_cities,
    _superseded_holds_nothing,
    _names_have_their_enterprise,
    _refusals_take_two,
    _returns_belong_to_returned,
    *REVIEW_CHECKS,
    *LIST_CHECKS,
    *SELECTION_CHECKS,
    _files_are_intact,
    _log_is_whole,
)
