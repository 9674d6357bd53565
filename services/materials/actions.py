"""Receive packages and put their materials to cases, by what they say or by hand. The only writers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from services.accounts.rules import Actor
from services.audit.actions import record
from services.audit.rules import Change
from services.audit.terms import LoggedAct
from services.edition.queries import facts as edition_facts
from services.edition.queries import permit
from services.edition.rules import SHANGHAI
from services.edition.terms import Act
from services.errors import InvalidInput, NotFound, RuleViolation, StaleView, need_reason
from services.findings import Finding
from services.intake.actions import register_file
from services.intake.documents import Document
from services.intake.terms import DocumentKind, MatchReason
from services.materials import placing, queries, stored
from services.materials.rules import base_name, is_of_a_case
from services.materials.terms import DISC_NAME, Carrier, MaterialState
from services.store.material_models import Material, MaterialText, Package
from services.store.models import City, Edition


@dataclass(frozen=True)
class NewPiece:
    """A piece that was read: its bytes are kept under ``sha256``, or lie on a disc at ``path``."""

    document: Document
    size: int
    sha256: str | None = None
    path: str | None = None


@dataclass(frozen=True)
class NewPackage:
    """A package that was read. ``sha256`` and ``size`` are an archive's own."""

    file_name: str
    city: str | None
    pieces: tuple[NewPiece, ...]
    findings: tuple[Finding, ...] = ()
    sha256: str | None = None
    size: int = 0


@dataclass(frozen=True)
class Taken:
    """What became of a package: the pieces that were new, those that were there already, and the matched."""

    package_id: int
    is_new: bool
    added: int = 0
    known: int = 0
    matched: int = 0


def receive(session: Session, *, actor: Actor, package: NewPackage, now: datetime) -> Taken:
    """Register a package and put its pieces to cases as far as that can be told.

    The same bytes twice change nothing (invariant 3). A newer form, PDF or
    video takes the place of the older one, which is kept.
    """
    edition = _locked(session, permit(session, actor, Act.UPLOAD))
    known = queries.same_file(session, edition, package.sha256) if package.sha256 else None
    if known is not None:
        return Taken(known.id, is_new=False, known=len(package.pieces))
    if package.sha256:
        register_file(session, DocumentKind.ARCHIVE, package.sha256, package.size, now)
    kept = _insert_package(session, edition, package, actor, now)
    rows = _insert_new(session, edition, kept, package.pieces, actor, now)
    matched = placing.match(session, edition, rows)
    counts = Counter(row.kind for row in rows)
    record(
        session,
        actor=actor,
        action=LoggedAct.PACKAGE_RECEIVE,
        subject=kept,
        name=kept.file_name,
        changes=[
            Change("city", None, package.city),
            Change("materials", None, [f"{kind.label} {count}" for kind, count in counts.items()]),
            Change("matched", None, matched),
        ],
        at=now,
    )
    return Taken(kept.id, True, len(rows), len(package.pieces) - len(rows), matched)


def register_disc(
    session: Session,
    *,
    actor: Actor,
    carrier: Carrier,
    city: str,
    sender: str,
    arrived_on: date,
    now: datetime,
) -> int:
    """Note that a disc or a USB stick came by post; returns the id of its package.

    :raises InvalidInput: nobody is named as sender, or it is said to arrive in the future.
    :raises NotFound: the edition has no such city.
    """
    edition = _locked(session, permit(session, actor, Act.UPLOAD))
    sender = " ".join(sender.split())
    if not city:
        raise InvalidInput("没有选择市州。", "请选择寄送材料的市州。")
    if not sender:
        raise InvalidInput("没有写明寄送单位。", "请填写寄送单位或寄件人。")
    if arrived_on > now.astimezone(SHANGHAI).date():
        raise InvalidInput("收到日期晚于今天。", "请填写实际收到的日期。")
    city_id = _city_id(session, edition, city)
    if city_id is None:
        raise NotFound(f"市州“{city}”")
    disc = Package(
        edition_id=edition.id,
        city_id=city_id,
        carrier=carrier,
        file_name=DISC_NAME.format(city=city, carrier=carrier.label, day=arrived_on),
        sender=sender,
        arrived_on=arrived_on,
        is_late=edition_facts(session, edition).deadline < arrived_on,
        received_at=now,
        received_by=actor.display_name,
    )
    session.add(disc)
    session.flush()
    changes = [Change("city", None, city), Change("sender", None, sender)]
    _record(session, actor, LoggedAct.DISC_REGISTER, disc, changes, None, now)
    return disc.id


def add_pieces(
    session: Session,
    *,
    actor: Actor,
    package_id: int,
    folder: str,
    pieces: Sequence[NewPiece],
    now: datetime,
) -> Taken:
    """Register the videos that were read from a disc's folder, and put them to their cases.

    :raises NotFound: there is no such disc.
    """
    edition = _locked(session, permit(session, actor, Act.UPLOAD))
    disc = session.get(Package, package_id)
    if disc is None or disc.edition_id != edition.id or disc.carrier is Carrier.UPLOAD:
        raise NotFound("这张光盘或 U 盘")
    disc.folder = folder
    rows = _insert_new(session, edition, disc, pieces, actor, now)
    matched = placing.match(session, edition, rows)
    changes = [
        Change("folder", None, folder),
        Change("materials", None, len(rows)),
        Change("matched", None, matched),
    ]
    _record(session, actor, LoggedAct.DISC_READ, disc, changes, None, now)
    return Taken(disc.id, True, len(rows), len(pieces) - len(rows), matched)


def match_waiting(session: Session, *, actor: Actor, now: datetime) -> int:
    """Put pieces without a case to the cases there are by now; returns how many.

    Materials may come before their 汇总表 is applied. What a person has taken
    out of a case is left to a person.

    :raises InvalidInput: no piece can be told to belong to a case.
    """
    edition = _locked(session, permit(session, actor, Act.ARRANGE_MATERIALS))
    matched = placing.match(session, edition, queries.waiting(session, edition))
    if not matched:
        raise InvalidInput("没有能自动对应的材料。", "请为每份材料指定案例，或先将汇总表入库。")
    record(
        session,
        actor=actor,
        action=LoggedAct.MATERIALS_MATCH,
        subject=edition,
        name=edition.title,
        changes=[Change("matched", None, matched)],
        at=now,
    )
    return matched


def assign(
    session: Session, *, actor: Actor, material_id: int, case_id: int | None, seen: int, now: datetime
) -> None:
    """Say by hand which case a piece belongs to, or that it belongs to none of them.

    :raises StaleView: somebody changed the piece in the meantime; nothing was written.
    :raises InvalidInput: it is with that case already, or is nothing a case has.
    """
    edition, row = _open(session, actor, material_id, seen)
    if not is_of_a_case(row.kind, stored.print_of(row.content)):
        raise InvalidInput(
            "这份材料不属于单个案例。", "只有推荐表及其 PDF、视频、图片和证明材料可以指定案例。"
        )
    if row.case_id == case_id:
        raise InvalidInput("没有任何改动。", "请选择另一件案例。")
    before = row.case_id
    if case_id is None:
        # Who said so is kept: what a person took out is not put back by itself.
        row.case_id, row.reason, row.matched_by = None, None, actor.display_name
    else:
        if _case_name(session, edition, case_id) is None:
            raise NotFound("这件案例")
        placing.supersede(session, row, case_id)
        placing.place(row, case_id, MatchReason.BY_HAND, actor.display_name)
    row.version += 1
    session.flush()
    placing.compare(session, edition, {one for one in (before, case_id) if one is not None})
    change = Change("case", _case_name(session, edition, before), _case_name(session, edition, case_id))
    _record(session, actor, LoggedAct.MATERIAL_ASSIGN, row, [change], None, now)


def set_aside(
    session: Session, *, actor: Actor, material_id: int, seen: int, reason: str, now: datetime
) -> None:
    """Do not use a piece: it stays in the store, and counts for nothing.

    :raises RuleViolation: it is not in use.
    """
    edition, row = _open(session, actor, material_id, seen)
    reason = need_reason(reason, "不采用材料")
    if row.state is not MaterialState.CURRENT:
        raise RuleViolation("这份材料已经不在使用。", "无需重复办理。")
    row.state = MaterialState.SET_ASIDE
    row.set_aside_reason = reason
    row.version += 1
    session.flush()
    placing.compare(session, edition, {row.case_id} if row.case_id else set())
    change = Change("state", MaterialState.CURRENT.label, MaterialState.SET_ASIDE.label)
    _record(session, actor, LoggedAct.MATERIAL_SET_ASIDE, row, [change], reason, now)


def take_back(session: Session, *, actor: Actor, material_id: int, seen: int, now: datetime) -> None:
    """Use a piece again that was set aside or superseded; what took its place makes room.

    :raises RuleViolation: it is in use.
    """
    edition, row = _open(session, actor, material_id, seen)
    if row.state is MaterialState.CURRENT:
        raise RuleViolation("这份材料正在使用。", "无需重复办理。")
    before = row.state
    if row.case_id is not None:
        placing.supersede(session, row, row.case_id)
    row.state, row.set_aside_reason = MaterialState.CURRENT, None
    row.version += 1
    session.flush()
    placing.compare(session, edition, {row.case_id} if row.case_id else set())
    change = Change("state", before.label, MaterialState.CURRENT.label)
    _record(session, actor, LoggedAct.MATERIAL_TAKE_BACK, row, [change], None, now)


def _locked(session: Session, edition: Edition) -> Edition:
    """One writer of materials at a time: which piece is a case's current one is decided here."""
    session.refresh(edition, with_for_update=True)
    return edition


def _open(session: Session, actor: Actor, material_id: int, seen: int) -> tuple[Edition, Material]:
    edition = _locked(session, permit(session, actor, Act.ARRANGE_MATERIALS))
    row = queries.load(session, edition, material_id)
    if row.version != seen:
        raise StaleView(f"材料“{base_name(row.file_name)}”")
    return edition, row


def _insert_package(
    session: Session, edition: Edition, package: NewPackage, actor: Actor, now: datetime
) -> Package:
    kept = Package(
        edition_id=edition.id,
        city_id=_city_id(session, edition, package.city),
        carrier=Carrier.UPLOAD,
        file_name=package.file_name,
        file_sha256=package.sha256,
        findings=[finding.as_json() for finding in package.findings],
        is_late=edition_facts(session, edition).is_late(now),
        received_at=now,
        received_by=actor.display_name,
    )
    session.add(kept)
    session.flush()
    return kept


def _insert_new(
    session: Session,
    edition: Edition,
    package: Package,
    pieces: Sequence[NewPiece],
    actor: Actor,
    now: datetime,
) -> list[Material]:
    there = _there_already(session, edition)
    new = [piece for piece in pieces if (piece.document.kind, piece.sha256 or piece.path) not in there]
    rows = [_insert(session, package, piece, actor, now) for piece in new]
    session.flush()
    return rows


def _insert(session: Session, package: Package, piece: NewPiece, actor: Actor, now: datetime) -> Material:
    document = piece.document
    if piece.sha256:
        register_file(session, document.kind, piece.sha256, piece.size, now)
    row = Material(
        edition_id=package.edition_id,
        package_id=package.id,
        city_id=_city_id(session, session.get_one(Edition, package.edition_id), document.city)
        or package.city_id,
        kind=document.kind,
        state=MaterialState.CURRENT,
        file_name=document.file,
        size=piece.size,
        file_sha256=piece.sha256,
        path=piece.path,
        content=stored.content_of(document),
        findings=[finding.as_json() for finding in document.findings],
        received_at=now,
        received_by=actor.display_name,
    )
    session.add(row)
    session.flush()
    text = stored.text_of(document)
    if text is not None:
        session.add(MaterialText(material_id=row.id, text=text))
    return row


def _city_id(session: Session, edition: Edition, name: str | None) -> int | None:
    if name is None:
        return None
    return session.exec(select(City.id).where(City.edition_id == edition.id, City.name == name)).first()


def _there_already(session: Session, edition: Edition) -> set[tuple[DocumentKind, str | None]]:
    """What is in use: the same bytes again, in whatever package, change nothing."""
    rows = session.exec(
        select(Material.kind, Material.file_sha256, Material.path).where(
            Material.edition_id == edition.id, Material.state == MaterialState.CURRENT
        )
    )
    return {(DocumentKind(kind), sha256 or path) for kind, sha256, path in rows}


def _case_name(session: Session, edition: Edition, case_id: int | None) -> str | None:
    if case_id is None:
        return None
    return next((c.case_name for c in queries.registered(session, edition) if c.id == case_id), None)


def _record(
    session: Session,
    actor: Actor,
    act: LoggedAct,
    subject: Material | Package,
    changes: Sequence[Change],
    reason: str | None,
    now: datetime,
) -> None:
    record(
        session,
        actor=actor,
        action=act,
        subject=subject,
        name=base_name(subject.file_name),
        changes=changes,
        reason=reason,
        at=now,
    )
