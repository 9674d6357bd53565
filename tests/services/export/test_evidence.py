"""The evidence bundle: complete, anonymous, checked before it leaves, and enough to do everything again."""

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from sqlmodel import select

from services.audit.actions import record
from services.audit.terms import LoggedAct
from services.edition import queries as editions
from services.errors import InvalidInput, NotAllowed, RuleViolation
from services.export.actions import export
from services.export.terms import ExportFormat, ExportKind
from services.selection.problem import Settled
from services.selection.runs.ties import drawn
from services.selection.terms import Effect, ListKind, TieMethod
from services.store.engine import work
from services.store.selection_models import (
    CaseScore,
    ConfirmedList,
    ListDecision,
    ListedCase,
    ScoreSet,
    SelectionRun,
    TieSettlement,
)
from tests.material import NOW
from tests.services import defended, selecting

ROOT = Path(__file__).parents[3]
LATER = NOW + timedelta(days=30)


@pytest.fixture
def listed(sqlite, cast):
    """Six scored cases, three of them on a confirmed list."""
    return defended.listed(cast)


@pytest.fixture
def listed_anywhere(database, cast):
    """The same on both databases."""
    return defended.listed(cast)


def bundled(cast, who="wang", now=NOW):
    with work() as session:
        return made(session, cast[who], now)


def made(session, actor, now=NOW):
    return export(session, actor=actor, kind=ExportKind.EVIDENCE, format=ExportFormat.ZIP, now=now)


def after(tamper, cast):
    """The bundle as it would be after somebody changed a row; nothing of that is kept."""
    with work() as session:
        tamper(session)
        session.flush()
        return made(session, cast["wang"])


def unpacked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def rerun(folder, *arguments):
    """The command line on another machine: a folder, no database."""
    environment = {
        key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "FILES_DIR")
    }
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments, "--json"],
        cwd=folder, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_bundle_unpacked_elsewhere_gives_the_same_list_and_fingerprint(listed_anywhere, cast, tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    with zipfile.ZipFile(io.BytesIO(bundled(cast).content)) as archive:
        archive.extractall(folder)

    answer = rerun(folder, "solve", "shortlist/problem.json")

    printed = (folder / "shortlist" / "fingerprint.txt").read_text().strip()
    with work() as session:
        confirmed = session.exec(select(ConfirmedList)).one()
        members = session.exec(select(ListedCase.case_id).order_by(ListedCase.place)).all()
    assert answer["fingerprint"] == printed == confirmed.fingerprint
    assert [int(one) for one in answer["ids"]] == list(members)
    calibrated = rerun(folder, "calibrate", "shortlist/reviews.json")
    assert [one["id"] for one in calibrated["reviewers"]] == ["R01", "R02", "R03"]
    assert len(calibrated["cases"]) == len(listed_anywhere)


def test_bundle_explains_itself_with_lines_that_run(listed, cast, tmp_path):
    files = unpacked(bundled(cast).content)
    text = files["说明.txt"].decode("utf-8-sig").replace("\r\n", "\n")
    script = text[text.index("# check.py") : text.index("# check.py 结束")]
    for name, content in files.items():
        (tmp_path / "bundle" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "bundle" / name).write_bytes(content)

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path / "bundle", capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["shortlist", files["shortlist/fingerprint.txt"].decode().strip()]
    assert set(files) >= {
        f"shortlist/{name}"
        for name in re.findall(r"^  (\S+\.(?:json|csv|txt))：", text, re.M)
        if not name.startswith("audit")
    }
    assert "{" not in text


def test_every_final_score_can_be_computed_again_by_hand(listed, cast):
    files = unpacked(bundled(cast).content)
    scores = rows(files["shortlist/scores.csv"])
    step = Decimal("0.0001")

    again = {}
    for row in scores:
        weight = Decimal(1) / 10
        mixed = (1 - weight) * Decimal(row["核定得分"]) + weight * Decimal(row["投票得分"])
        again[row["案例编号"]] = mixed.quantize(step, ROUND_HALF_UP)

    assert {row["投票权重"] for row in scores} == {"1/10"}
    assert again == {row["案例编号"]: Decimal(row["最终得分"]) for row in scores}
    assert again == {
        case["id"]: Decimal(case["score"]) for case in json.loads(files["shortlist/problem.json"])["cases"]
    }
    assert len(again) == 6


def test_means_follow_from_the_points_of_the_sheets(listed, cast):
    files = unpacked(bundled(cast).content)
    totals = {}
    for row in rows(files["shortlist/sheets.csv"]):
        given = Fraction(int(row["得分"]), int(row["满分"])) * int(row["权重"])
        totals.setdefault((row["案例编号"], row["专家"]), []).append((given, int(row["权重"])))

    means = {}
    for (case, _), parts in totals.items():
        means.setdefault(case, []).append(100 * sum(p for p, _ in parts) / sum(w for _, w in parts))

    assert {row["案例编号"]: Decimal(row["平均分"]) for row in rows(files["shortlist/scores.csv"])} == {
        case: (Decimal(sum(given).numerator) / sum(given).denominator / len(given)).quantize(
            Decimal("0.0001"), ROUND_HALF_UP
        )
        for case, given in means.items()
    }
    reviews = json.loads(files["shortlist/reviews.json"])["reviews"]
    assert {(case, who): Fraction(total) for case, who, total in reviews} == {
        key: 100 * sum(p for p, _ in parts) / sum(w for _, w in parts) for key, parts in totals.items()
    }


def test_bundle_names_no_reviewer_no_contact_and_no_telephone(listed, cast):
    with work() as session:
        record(
            session, actor=cast["wang"], action=LoggedAct.STAGE_MOVE, subject=editions.current(session),
            name="2024", at=NOW, reason="专家欧阳锋来电 13900001112 要求",
        )  # fmt: skip
    handed_out = bundled(cast)
    files = unpacked(handed_out.content)

    everything = b"\n".join([*files.values(), *(name.encode() for name in files), handed_out.name.encode()])
    contacts = ["张远", "李文博", *(f"138{number:08d}" for number in (1, 2, 3, 11, 12, 13))]
    reviewers = [*defended.REVIEWERS, *(f"1390000111{number}" for number in (1, 2, 3)), "expert0"]
    assert [one for one in (*contacts, *reviewers) if one.encode() in everything] == []
    assert "（含个人信息，未附）".encode() in files["audit.csv"]
    assert b"\xe5\x88\x9b\xe6\x96\xb0\xe6\x80\xa7\xe7\xaa\x81\xe5\x87\xba" not in everything


def test_extract_of_the_log_can_be_checked_entry_by_entry(listed_anywhere, cast):
    with work() as session:
        record(
            session, actor=cast["wang"], action=LoggedAct.STAGE_MOVE, subject=editions.current(session),
            name="2024", at=NOW, reason="欧阳锋",
        )  # fmt: skip
    files = unpacked(bundled(cast).content)

    entries, chain = rows(files["audit.csv"]), rows(files["audit_chain.csv"])

    linked = {int(row["编号"]): row["指纹"] for row in chain}
    assert list(linked) == list(range(min(linked), max(linked) + 1))
    for row in entries:
        assert linked[int(row["编号"])] == row["本条的指纹"]
        assert linked[int(row["编号"]) - 1] == row["前一条的指纹"]
    told = [row for row in entries if row["算出指纹的原文"] != "（含个人信息，未附）"]
    assert [hashlib.sha256(row["算出指纹的原文"].encode()).hexdigest() for row in told] == [
        row["本条的指纹"] for row in told
    ]
    assert all(json.loads(row["算出指纹的原文"])["previous"] == row["前一条的指纹"] for row in told)
    assert len(told) == len(entries) - 1 > 0


def test_sums_are_those_of_the_files(listed, cast):
    files = unpacked(bundled(cast).content)

    lines = dict(reversed(line.split("  ")) for line in files.pop("SHA256SUMS").decode().splitlines())

    assert lines == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def test_bundle_of_the_same_list_is_the_same_bytes_whenever_it_is_asked_for(listed, cast):
    first, second = bundled(cast), bundled(cast, now=LATER)

    assert first.content == second.content
    assert first.rows == 3


def test_problem_and_answer_are_those_of_the_run(listed_anywhere, cast):
    files = unpacked(bundled(cast).content)

    with work() as session:
        run = session.exec(select(SelectionRun)).one()
        assert json.loads(files["shortlist/problem.json"]) == run.problem
        assert json.loads(files["shortlist/answer.json"]) == run.answer
    assert [row["案例编号"] for row in rows(files["shortlist/list.csv"])] == run.answer["ids"]


def test_votes_are_told_by_count_with_the_hash_of_their_file(listed, cast):
    files = unpacked(bundled(cast).content)

    votes = rows(files["shortlist/votes.csv"])

    assert [(row["是否计入得分"], row["来源"]) for row in votes[::6]] == [
        ("不计入", defended.SOURCE),
        ("计入得分", defended.SOURCE),
    ]
    assert len({row["原始文件 SHA-256"] for row in votes}) == 2
    counting = {row["案例编号"]: row["票数"] for row in votes[6:]}
    assert counting == {row["案例编号"]: row["票数"] for row in rows(files["shortlist/scores.csv"])}


def test_ties_and_decisions_are_told_up_to_the_run(listed_anywhere, cast):
    def decision(case_id, at):
        return ListDecision(
            edition_id=edition.id, kind=ListKind.SHORTLIST, case_id=case_id, effect=Effect.EXCLUDED,
            reason="企业来函撤回", decided_by=cast["wang"].account_id, decided_at=at,
        )  # fmt: skip

    with work() as session:
        edition = editions.current(session)
        session.add_all([decision(listed_anywhere[0], NOW), decision(listed_anywhere[1], LATER)])
        session.add(
            TieSettlement(
                edition_id=edition.id,
                kind=ListKind.SHORTLIST,
                score_set_id=session.exec(select(ScoreSet.id)).one(),
                method=TieMethod.DRAW,
                order=[listed_anywhere[2], listed_anywhere[1]],
                seed="20241030",
                reason="同分",
                decided_by=cast["wang"].account_id,
                decided_at=NOW,
            )
        )

    files = unpacked(bundled(cast).content)

    [settled] = json.loads(files["shortlist/settlements.json"])
    [decided] = json.loads(files["shortlist/decisions.json"])
    assert (settled["order"], settled["seed"]) == (
        [str(listed_anywhere[2]), str(listed_anywhere[1])],
        "20241030",
    )
    assert (decided["case"], decided["reason"]) == (str(listed_anywhere[0]), "企业来函撤回")


def test_settings_are_told_with_where_they_come_from(listed, cast):
    files = unpacked(bundled(cast).content)

    settings = {one["key"]: one for one in json.loads(files["shortlist/rules.json"])["settings"]}
    method = json.loads(files["shortlist/method.json"])

    assert settings["shortlist.max_size"]["clause"] == "二（二）3"
    assert settings["shortlist.city_max"]["origin"] == "设定"
    assert {one["key"] for one in method["settings"]} == {"score.method", "votes.weight", "votes.mapping"}
    assert method["required_sheets"] == 3


def test_second_list_stands_in_a_folder_of_its_own(listed, cast):
    with work() as session:
        run = session.exec(select(SelectionRun)).one()
        base, score_set_id = run.id, run.score_set_id
        finals = {
            int(one["id"]): one["score"] for one in run.problem["cases"] if one["id"] in run.answer["ids"]
        }
    selecting.confirmed(cast, score_set_id, finals, kind=ListKind.LECTURE, base_run_id=base)

    handed_out = bundled(cast)

    files = unpacked(handed_out.content)
    assert handed_out.rows == 3 + 2
    assert len(rows(files["lecture/list.csv"])) == 2
    assert len(rows(files["shortlist/list.csv"])) == 3


def test_nothing_to_bundle_says_the_next_step(sqlite, cast):
    with pytest.raises(InvalidInput, match="还没有确认的名单"):
        bundled(cast)


@pytest.mark.parametrize("who", ["chen", "zhao", "admin"])
def test_bundle_is_the_committees(listed, cast, who):
    with pytest.raises(NotAllowed):
        bundled(cast, who)


def _score(session):
    session.exec(select(CaseScore)).first().final += 1


def _mean(session):
    session.exec(select(CaseScore)).first().mean += 1


def _points(session):
    session.exec(select(CaseScore)).first().vote_points += 100_000


def _fingerprint(session):
    run = session.exec(select(SelectionRun)).one()
    run.problem = {**run.problem, "rules": {**run.problem["rules"], "max_size": 4}}


def _member(session):
    run = session.exec(select(SelectionRun)).one()
    outside = next(int(one["id"]) for one in run.problem["cases"] if one["id"] not in run.answer["ids"])
    session.exec(select(ListedCase).where(ListedCase.place == 3)).one().case_id = outside


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (_score, "的得分与遴选时不一致"),
        (_mean, "的评分表与核定得分时不一致"),
        (_points, "的最终得分不能由核定得分和投票得分算出"),
        (_fingerprint, "得到的名单或指纹与确认的不一致"),
        (_member, "名单中的案例与重新求解的结果不一致"),
    ],
)
def test_what_does_not_add_up_does_not_leave(sqlite, cast, tamper, told):
    defended.listed(cast)

    with pytest.raises(RuleViolation, match=told):
        after(tamper, cast)


def test_name_of_a_reviewer_in_the_problem_is_refused(sqlite, cast):
    round_id, ids = defended.sheets(cast)
    score_set_id, finals = defended.scored(cast, round_id, ids)
    pinned = selecting.Rules(max_size=3, pinned=(Settled(str(ids[0]), "慕容复推荐"),))
    selecting.confirmed(cast, score_set_id, finals, rules=pinned)

    with pytest.raises(RuleViolation, match="写有专家姓名、联系人或电话"):
        bundled(cast)


def test_draw_can_be_repeated_as_the_explanation_says(listed, cast):
    text = unpacked(bundled(cast).content)["说明.txt"].decode("utf-8-sig")

    by_hand = sorted(listed, key=lambda one: hashlib.sha256(f"20241030:{one}".encode()).hexdigest())

    assert "“种子:案例编号”" in text
    assert drawn("20241030", listed) == by_hand
