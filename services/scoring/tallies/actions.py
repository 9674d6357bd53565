"""Import a tally of the public vote and discard one. The only writers."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.edition.queries import facts as edition_facts
from services.edition.queries import permit
from services.edition.terms import Act
from services.errors import InvalidInput, RuleViolation, StaleView, need_reason
from services.findings import Source, errors
from services.intake.actions import register_file
from services.intake.queries import any_file
from services.intake.terms import DocumentKind
from services.scoring.tallies import queries, weighing
from services.scoring.tallies.matching import Count, Settled, match, settle
from services.scoring.tallies.reading import TallyFile
from services.scoring.tallies.rules import digest
from services.scoring.tallies.terms import VOTES_DIGEST
from services.store import files
from services.store.models import Edition
from services.store.selection_models import Tally, TallyCount

SOURCE_MAX = 100


def import_tally(
    session: Session,
    *,
    actor: Actor,
    file: TallyFile,
    decided: Mapping[Source, int | None],
    zeros: frozenset[int],
    counted_at: datetime,
    source: str,
    now: datetime,
) -> int:
    """Keep the file byte for byte and store the votes of every covered case; returns the tally's id.

    Rows are matched again with the cases as they stand now. ``decided`` says
    of rows nobody could match which case they mean, None to leave one out;
    ``zeros`` are the cases that are in no row and count with 0 votes because a
    person said so: those that were on the screen, no others.

    :raises InvalidInput: date or source is missing, or these bytes are a tally already.
    :raises RuleViolation: votes of a row cannot be read, a row waits for a decision, two rows mean one
        case, or cases are missing without being counted as 0.
    :raises StaleView: other cases are missing than were on the screen.
    :raises StoreUnavailable: the file cannot be kept.
    """
    edition = _open(session, actor)
    source = _check_about(source, counted_at, now)
    known = queries.known(session, edition)
    flaws = errors(file.findings)
    if flaws:
        raise RuleViolation("这份文件不能导入。", "".join(f"{one.message}{one.hint}" for one in flaws))
    met = match(file.rows, known, edition_facts(session, edition))
    settled = settle(met, decided, [one.id for one in known if one.is_covered])
    _check_settled(settled, zeros)
    files.expect(is_used=any_file(session))
    sha256 = files.keep(file.content)
    _check_new(session, edition, sha256)
    register_file(session, DocumentKind.ATTACHMENT, sha256, len(file.content), now)
    stored = Tally(
        edition_id=edition.id,
        source=source,
        counted_at=counted_at,
        file_sha256=sha256,
        file_name=file.name,
        imported_by=actor.account_id,
        imported_at=now,
    )
    votes = _store(session, stored, settled)
    _record(session, LoggedAct.TALLY_IMPORT, actor, stored, now, _changes(stored, settled, votes))
    return stored.id


def discard(session: Session, *, actor: Actor, tally_id: int, reason: str, now: datetime) -> None:
    """Let a tally count no more; it and its file stay.

    :raises ReasonMissing: nobody says why.
    :raises RuleViolation: it is discarded already, or the newest official scores rest on it.
    """
    edition = _open(session, actor)
    reason = need_reason(reason, "不采用网络投票结果")
    stored = queries.tally_of(session, edition, tally_id)
    session.refresh(stored, with_for_update=True)
    if stored.discarded_at is not None:
        raise RuleViolation("这次网络投票结果已经不采用。", "无需重复办理。")
    resting = weighing.rests_on(session, stored)
    if resting is not None:
        raise RuleViolation(
            f"第 {resting.number} 次核定的得分用到了这次网络投票结果，不能标为不采用。",
            "请先导入正确的结果，在“得分”页重新核定，再回到这里办理。",
        )
    stored.discarded_at, stored.discard_reason = now, reason
    _record(session, LoggedAct.TALLY_DISCARD, actor, stored, now, [], reason)


def _open(session: Session, actor: Actor) -> Edition:
    """The edition under a lock, if votes may be imported: the same file sent twice at once is one tally."""
    edition = permit(session, actor, Act.IMPORT_TALLY)
    session.refresh(edition, with_for_update=True)
    return edition


def _check_about(source: str, counted_at: datetime, now: datetime) -> str:
    source = " ".join(source.split())
    if not source:
        raise InvalidInput("没有填写票数来源。", "请填写投票平台的名称或网址。")
    if len(source) > SOURCE_MAX:
        raise InvalidInput(f"票数来源有 {len(source)} 字，最多 {SOURCE_MAX} 字。", "请删减后再导入。")
    if counted_at > now:
        raise InvalidInput("计票时间晚于现在。", "请填写票数在平台上统计的时间。")
    return source


def _check_settled(settled: Settled, zeros: frozenset[int]) -> None:
    if settled.flawed:
        raise RuleViolation(
            f"有 {len(settled.flawed)} 行的票数不能读取，没有导入。", "请在原表中改正后重新上传。"
        )
    if settled.open:
        raise RuleViolation(
            f"有 {len(settled.open)} 行还没有对应到案例，没有导入。", "请逐行指定案例，或选择不计入。"
        )
    if settled.doubled:
        rows = "、".join(str(one.row.source.row) for one in settled.doubled)
        raise RuleViolation(
            f"第 {rows} 行对应到了同一件案例，没有导入。", "请只保留一行，其余选择不计入；票数不会相加。"
        )
    if not settled.counts:
        raise RuleViolation("没有一件案例的票数可以导入。", "请核对是否传错文件。")
    if zeros != frozenset(settled.missing):
        if not zeros:
            raise RuleViolation(
                f"有 {len(settled.missing)} 件案例没有出现在文件中。",
                "确实没有得票的，请勾选按 0 票计；否则请补全后重新上传。",
            )
        raise StaleView("参评案例")


def _check_new(session: Session, edition: Edition, sha256: str) -> None:
    earlier = queries.of_file(session, edition, sha256)
    if earlier is not None:
        raise InvalidInput(
            f"这份文件与已导入的“{earlier.file_name}”完全相同，没有重复导入。",
            "如需重新导入，请先把那一次标为不采用。",
        )


def _store(session: Session, stored: Tally, settled: Settled) -> dict[int, int]:
    """Write the votes of every case, and return them."""
    session.add(stored)
    session.flush()
    counts = [*settled.counts, *(Count(case_id, 0, "", 0) for case_id in settled.missing)]
    session.add_all(
        TallyCount(tally_id=stored.id, case_id=one.case_id, votes=one.votes, written=one.written, row=one.row)
        for one in counts
    )
    return {one.case_id: one.votes for one in counts}


def _changes(stored: Tally, settled: Settled, votes: Mapping[int, int]) -> list[Change]:
    told = {
        "tally_source": stored.source,
        "counted_at": stored.counted_at.isoformat(),
        "sha256": stored.file_sha256,
        "count": len(votes),
        "votes": settled.total,
        VOTES_DIGEST: digest(votes),
        "zeros": len(settled.missing),
        "left_out": len(settled.left_out),
    }
    return [Change(field, None, value) for field, value in told.items()]


def _record(
    session: Session,
    action: LoggedAct,
    actor: Actor,
    stored: Tally,
    now: datetime,
    changes: list[Change],
    reason: str | None = None,
) -> None:
    session.flush()
    record(
        session,
        actor=actor,
        action=action,
        subject=stored,
        name=stored.file_name,
        changes=changes,
        reason=reason,
        at=now,
    )
