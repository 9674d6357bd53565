"""Every action of the product with arguments it can be carried out with, and the records it acts upon."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from services.accounts import actions as accounts
from services.accounts import enrolling
from services.accounts.rules import Newcomer
from services.audit.terms import LoggedAct
from services.backup import actions as backups
from services.backup.rules import Made, Manifest
from services.cases import actions as cases
from services.edition import actions as editions
from services.edition import queries as edition_queries
from services.edition.terms import Stage
from services.export import actions as exports
from services.export.terms import ExportFormat, ExportKind
from services.intake import actions as intake
from services.intake import applying
from services.intake import queries as intake_queries
from services.intake.rules import ANSWER_NEW
from services.intake.terms import DocumentKind
from services.materials import actions as materials
from services.materials import queries as material_queries
from services.materials.actions import NewPackage, NewPiece
from services.materials.terms import Carrier
from services.review.rubric import actions as rubrics
from services.store import engine as store
from services.terms import Field, Park, Role
from tests.material import NOW, row
from tests.services import staging

CITY = "天门市"
NAMES = ("湖北江汉石化装备有限公司", "湖北江汉石化装备股份有限公司")


class World:
    """Records every action can act upon."""

    def __init__(self, cast, facts):
        staging.recommending(cast)
        self.pieces = pieces(cast, row(1)[2])
        self.applied = staging.bring(cast, CITY, [row(1), row(2)])
        staging.withdraw(cast, staging.cases(CITY)[1])
        self.staged = staging.receive(cast, "潜江市", [row(3), row(4, phones="12345"), row(5)])
        staging.do(intake.set_aside, cast, self.staged, row_id=staging.rows(self.staged)[2].id, reason="等")
        self.open = staging.receive(cast, "仙桃市", [row(6)])
        self.first, self.second = staging.rows(self.staged)[:2]
        self.aside = next(r for r in staging.detail(self.staged).rows if r.position == 3)
        self.error = intake_queries.blocking(staging.detail(self.staged).findings)[0].id
        self.facts = facts
        with store.work() as session:
            other = replace(facts, code="hubei-2023")
            self.other = editions.load(session, actor=cast["admin"], facts=other, reason="往年", now=NOW)
        with store.reading() as session:
            self.city = next(
                c for c in edition_queries.cities(session, edition_queries.current(session)) if c.name == CITY
            )
            self.setting = edition_queries.settings(session, edition_queries.current(session))[0]
        self.case = staging.cases(CITY)[0]
        self.gone = next(c for c in staging.cases(CITY, tuple(type(self.case.state))) if c.id != self.case.id)
        with store.work() as session:
            self.disc = materials.register_disc(
                session, actor=cast["wang"], carrier=Carrier.USB, city=CITY, sender="市科协",
                arrived_on=NOW.date(), now=NOW,
            )  # fmt: skip
        self.cast = cast
        with store.reading() as session:
            self.edition = edition_queries.current(session).stage
        with store.work() as session:
            self.unused = accounts.create(
                session, actor=cast["admin"], now=NOW, username="unused", display_name="", role=Role.REVIEWER,
                **HASH,
            )  # fmt: skip


def pieces(cast, enterprise):
    """A video that came before its case, and a picture that does not count."""
    video = replace(staging.document(CITY, []), kind=DocumentKind.VIDEO, file=f"{enterprise}.mp4")
    picture = replace(video, kind=DocumentKind.PICTURE, file="现场.png")
    new = [NewPiece(one, 1, staging.files.keep(one.file.encode())) for one in (video, picture)]
    with store.work() as session:
        materials.receive(
            session, actor=cast["wang"], package=NewPackage("包.zip", CITY, tuple(new)), now=NOW
        )
        sent, shown = material_queries.materials(session)
        materials.set_aside(
            session, actor=cast["wang"], material_id=shown.id, reason=staging.REASON, seen=1, now=NOW
        )
        sent, shown = material_queries.materials(session)
    return {"video": sent, "aside": shown}


def on_piece(world, name):
    return {"material_id": world.pieces[name].id, "seen": world.pieces[name].version}


def on_staged(world):
    return {"submission_id": world.staged, "seen": staging.detail(world.staged).view.version}


R = {"reason": staging.REASON}
HASH = {"password_hash": "x"}
MADE = Made(Path("a.zip"), 1, "0" * 64, Manifest(NOW, "0001", "hubei-2024", "活动", ()))
# Each action with its arguments, the act of the log, and one who may.
ACTIONS = {
    "receive": (
        lambda s, w, **a: intake.receive(s, document=_document(), sha256=_kept(b"new"), size=3, **a),
        LoggedAct.SUBMISSION_RECEIVE,
        "wang",
        True,
    ),
    "choose_city": (
        lambda s, w, **a: intake.choose_city(s, **on_staged(w), city="随州市", **a),
        LoggedAct.SUBMISSION_CITY,
        "wang",
        True,
    ),
    "correct": (
        lambda s, w, **a: intake.correct(s, **on_staged(w), typed={w.first.id: {Field.PEOPLE: "王"}}, **a),
        LoggedAct.ROW_CORRECT,
        "wang",
        True,
    ),
    "answer_park": (
        lambda s, w, **a: intake.answer_park(s, **on_staged(w), park=Park.PARK, **a),
        LoggedAct.PARK_ANSWER,
        "wang",
        True,
    ),
    "answer_finding": (
        lambda s, w, **a: intake.answer_finding(
            s, finding_id=w.error, answer="已核实", seen=on_staged(w)["seen"], **a
        ),
        LoggedAct.FINDING_ANSWER,
        "wang",
        True,
    ),
    "set_aside": (
        lambda s, w, **a: intake.set_aside(s, **on_staged(w), row_id=w.first.id, **R, **a),
        LoggedAct.ROW_SET_ASIDE,
        "wang",
        True,
    ),
    "take_back": (
        lambda s, w, **a: intake.take_back(s, **on_staged(w), row_id=w.aside.id, **a),
        LoggedAct.ROW_TAKE_BACK,
        "wang",
        True,
    ),
    "answer_match": (
        lambda s, w, **a: intake.answer_match(s, **on_staged(w), row_id=w.first.id, answer=ANSWER_NEW, **a),
        LoggedAct.ROW_MATCH,
        "wang",
        True,
    ),
    "discard": (
        lambda s, w, **a: intake.discard(s, **on_staged(w), **R, **a),
        LoggedAct.SUBMISSION_DISCARD,
        "wang",
        True,
    ),
    "apply": (
        lambda s, w, **a: applying.apply(s, submission_id=w.open, mode=None, seen=1, **a),
        LoggedAct.SUBMISSION_APPLY,
        "wang",
        True,
    ),
    "edit": (
        lambda s, w, **a: cases.edit(
            s, case_id=w.case.id, seen=w.case.version, typed={Field.PEOPLE: "王"}, **R, **a
        ),
        LoggedAct.CASE_EDIT,
        "wang",
        True,
    ),
    "withdraw": (
        lambda s, w, **a: cases.withdraw(s, case_id=w.case.id, seen=w.case.version, **R, **a),
        LoggedAct.CASE_WITHDRAW,
        "wang",
        True,
    ),
    "restore": (
        lambda s, w, **a: cases.restore(s, case_id=w.gone.id, seen=w.gone.version, **R, **a),
        LoggedAct.CASE_RESTORE,
        "wang",
        True,
    ),
    "same": (
        lambda s, w, **a: cases.decide_enterprise(s, names=NAMES, is_same=True, **R, **a),
        LoggedAct.ENTERPRISE_SAME,
        "wang",
        True,
    ),
    "different": (
        lambda s, w, **a: cases.decide_enterprise(s, names=NAMES, is_same=False, **R, **a),
        LoggedAct.ENTERPRISE_DIFFERENT,
        "wang",
        True,
    ),
    "export": (
        lambda s, w, **a: exports.export(
            s, kind=ExportKind.CASES_INTERNAL, format=ExportFormat.CSV, city=None, **a
        ),
        LoggedAct.EXPORT,
        "wang",
        False,
    ),
    "export_original": (
        lambda s, w, **a: exports.export_original(s, submission_id=w.open, **a),
        LoggedAct.EXPORT,
        "wang",
        False,
    ),
    "export_material": (
        lambda s, w, **a: exports.export_material(s, material_id=w.pieces["video"].id, **a),
        LoggedAct.EXPORT,
        "wang",
        False,
    ),
    "receive_package": (
        lambda s, w, **a: materials.receive(s, package=NewPackage("a.zip", CITY, ()), **a),
        LoggedAct.PACKAGE_RECEIVE,
        "wang",
        True,
    ),
    "register_disc": (
        lambda s, w, **a: materials.register_disc(
            s, carrier=Carrier.DISC, city=CITY, sender="天门市科协", arrived_on=NOW.date(), **a
        ),
        LoggedAct.DISC_REGISTER,
        "wang",
        True,
    ),
    "add_pieces": (
        lambda s, w, **a: materials.add_pieces(s, package_id=w.disc, folder="盘", pieces=(), **a),
        LoggedAct.DISC_READ,
        "wang",
        True,
    ),
    "match_waiting": (
        lambda s, w, **a: materials.match_waiting(s, **a),
        LoggedAct.MATERIALS_MATCH,
        "wang",
        True,
    ),
    "assign": (
        lambda s, w, **a: materials.assign(s, **on_piece(w, "video"), case_id=w.case.id, **a),
        LoggedAct.MATERIAL_ASSIGN,
        "wang",
        True,
    ),
    "set_aside_material": (
        lambda s, w, **a: materials.set_aside(s, **on_piece(w, "video"), **R, **a),
        LoggedAct.MATERIAL_SET_ASIDE,
        "wang",
        True,
    ),
    "take_back_material": (
        lambda s, w, **a: materials.take_back(s, **on_piece(w, "aside"), **a),
        LoggedAct.MATERIAL_TAKE_BACK,
        "wang",
        True,
    ),
    "change_role": (
        lambda s, w, **a: accounts.change_role(
            s, account_id=w.cast["li"].account_id, role=Role.REVIEWER, seen=Role.COMMITTEE, **R, **a
        ),
        LoggedAct.ROLE_CHANGE,
        "admin",
        False,
    ),
    "sign_out_everywhere": (
        lambda s, w, **a: accounts.sign_out_everywhere(s, account_id=w.cast["li"].account_id, **R, **a),
        LoggedAct.SIGN_OUT_EVERYWHERE,
        "admin",
        False,
    ),
    "move_stage": (
        lambda s, w, **a: editions.move_stage(
            s, target=Stage.COLLECT, seen=edition_queries.current(s).stage, **R, **a
        ),
        LoggedAct.STAGE_MOVE,
        "wang",
        False,
    ),
    "load": (
        lambda s, w, **a: editions.load(s, facts=_next(w.facts), **R, **a),
        LoggedAct.EDITION_LOAD,
        "admin",
        False,
    ),
    "switch": (
        lambda s, w, **a: editions.switch(s, edition_id=w.other, **R, **a),
        LoggedAct.EDITION_SWITCH,
        "admin",
        False,
    ),
    "change_setting": (
        lambda s, w, **a: editions.change_setting(
            s, key=w.setting.key, typed="1", seen=w.setting.value, **R, **a
        ),
        LoggedAct.SETTING_CHANGE,
        "admin",
        True,
    ),
    "change_quota": (
        lambda s, w, **a: editions.change_quota(s, city_id=w.city.id, quota=4, seen=5, **R, **a),
        LoggedAct.QUOTA_CHANGE,
        "admin",
        True,
    ),
    "change_deadline": (
        lambda s, w, **a: editions.change_deadline(
            s, deadline=date(2024, 9, 20), seen=w.facts.deadline, **R, **a
        ),
        LoggedAct.DEADLINE_CHANGE,
        "admin",
        True,
    ),
    "register_holidays": (
        lambda s, w, **a: editions.register_holidays(
            s, year=2027, holidays="2027-01-01、2027-02-05至2027-02-11", workdays="2027-02-14", **R, **a
        ),
        LoggedAct.HOLIDAYS_REGISTER,
        "admin",
        False,
    ),
    "register_park": (
        lambda s, w, **a: editions.register_park(s, name="东湖高新区科协", city_id=None, **R, **a),
        LoggedAct.PARK_REGISTER,
        "admin",
        True,
    ),
    "rubric.change": (
        lambda s, w, **a: rubrics.change(
            s, category="技术创新", criteria=_reordered(w.facts), seen=1, **R, **a
        ),
        LoggedAct.RUBRIC_CHANGE,
        "admin",
        True,
    ),
    "switch_check": (
        lambda s, w, **a: editions.switch_check(s, key="name_length", is_enabled=True, **R, **a),
        LoggedAct.CHECKLIST_CHANGE,
        "admin",
        True,
    ),
    "create": (
        lambda s, w, **a: accounts.create(
            s, username="new", display_name="新人", role=Role.LEADERSHIP, **HASH, **a
        ),
        LoggedAct.ACCOUNT_CREATE,
        "admin",
        False,
    ),
    "enrol": (
        lambda s, w, **a: enrolling.enrol(s, people=[Newcomer("new", "新人", Role.REVIEWER, "x")], **a),
        LoggedAct.ACCOUNTS_ENROL,
        "admin",
        False,
    ),
    "reissue": (
        lambda s, w, **a: enrolling.reissue(s, hashes={w.unused: "x"}, **a),
        LoggedAct.PASSWORDS_REISSUE,
        "admin",
        False,
    ),
    "disable": (
        lambda s, w, **a: accounts.set_disabled(
            s, account_id=w.cast["li"].account_id, is_disabled=True, **R, **a
        ),
        LoggedAct.ACCOUNT_DISABLE,
        "admin",
        False,
    ),
    "back_up": (
        lambda s, w, **a: backups.back_up(s, made=MADE, **a),
        LoggedAct.BACK_UP,
        "admin",
        False,
    ),
    "reset_password": (
        lambda s, w, **a: accounts.reset_password(s, account_id=w.cast["li"].account_id, **HASH, **a),
        LoggedAct.PASSWORD_RESET,
        "admin",
        False,
    ),
}


def _document():
    return staging.document(CITY, [row(9)])


def _kept(content):
    return staging.files.keep(content)


def _reordered(facts):
    return next(rubric for rubric in facts.rubrics if rubric.category == "技术创新").criteria[::-1]


def _next(facts):
    return replace(facts, code="hubei-2025")
