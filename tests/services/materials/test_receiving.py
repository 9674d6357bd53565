"""A package from the archive to the sets of its cases, byte for byte and only once."""

from datetime import UTC, datetime

import pytest

from services.edition.terms import Stage
from services.errors import InvalidInput, NotAllowed, StageClosed, StoreUnavailable
from services.intake.terms import DocumentKind, MatchReason, SubmissionState
from services.materials import queries
from services.materials.terms import MaterialState, Piece, PieceState
from services.store import engine as store
from services.store import files, invariants
from tests.fixtures.archive.build import gbk, utf8, zipped
from tests.fixtures.video.build import video
from tests.material import row, summary
from tests.services import staging
from tests.services.intake.pdfs import pdf, scan, words
from tests.services.materials.sending import (
    CITY,
    PICTURE,
    ROWS,
    form_of,
    match_waiting,
    materials,
    package_of,
    send,
    send_and_apply,
    sets,
    waiting,
)

LATE = datetime(2024, 9, 17, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def open_for_material(database, cast):
    staging.recommending(cast)


def states(found):
    return [found.standing(piece).state for piece in Piece]


def codes(found):
    return {finding.code for finding in found.findings}


def by_file(name):
    [found] = [one for one in materials() if one.file_name.endswith(name)]
    return found


def test_package_becomes_a_staged_table_and_complete_sets(cast, tmp_path):
    [received] = send(cast, tmp_path, {"鄂州市.zip": package_of(ROWS)})

    assert received.city == CITY
    assert (received.taken.added, received.taken.matched, received.refused) == (9, 0, ())
    view = staging.detail(received.staged[0].submission_id).view
    assert (view.state, view.city, view.file_name) == (SubmissionState.STAGED, CITY, f"{CITY}汇总表.xlsx")
    assert len(waiting()) == 9

    staging.apply(cast, received.staged[0].submission_id)
    assert match_waiting(cast) == 9

    assert waiting() == []
    assert [(found.case.enterprise, found.is_complete) for found in sets()] == [(r[2], True) for r in ROWS]
    assert {one.reason for one in materials()} == {
        MatchReason.BOTH_NAMES,
        MatchReason.COUNTERPART,
        MatchReason.FILE_NAME,
    }
    with store.reading() as session:
        assert invariants.check(session) == []


def test_every_member_is_kept_byte_for_byte_under_its_name(cast, tmp_path):
    content = package_of(ROWS[:1], extra=[gbk("报送材料/证明材料/專利證書誠.pptx", b"PK\x03\x04 no zip")])
    [received] = send(cast, tmp_path, {"鄂州市.zip": content})

    assert sorted(one.file_name for one in materials()) == sorted(
        [
            f"报送材料/推荐表/1.{ROWS[0][2]}.docx",
            f"报送材料/推荐表/1.{ROWS[0][2]}.pdf",
            f"报送材料/视频/1.{ROWS[0][2]}.mp4",
            "报送材料/证明材料/專利證書誠.pptx",
        ]
    )
    assert files.load(by_file(".docx").sha256) == form_of(ROWS[0])
    assert files.load(by_file(".mp4").sha256) == video()
    with store.reading() as session:
        kept = queries.package(session, received.taken.package_id)
    assert files.load(kept.file_sha256) == content


def test_same_archive_twice_changes_nothing(cast, tmp_path):
    content = package_of(ROWS)
    [received] = send(cast, tmp_path, {"鄂州市.zip": content})
    staging.apply(cast, received.staged[0].submission_id)
    match_waiting(cast)
    before = materials()

    with staging.nothing_written():
        [again] = send(cast, tmp_path, {"另一个名字.zip": content})

    assert (again.taken.is_new, again.taken.added, again.staged[0].is_new) == (False, 0, False)
    assert materials() == before


def test_same_member_in_another_package_changes_nothing(cast, tmp_path):
    send_and_apply(cast, tmp_path, ROWS[:1])
    [again] = send(cast, tmp_path, {"补.zip": package_of(ROWS[:1], folder="补报/", table=False)})

    assert (again.taken.is_new, again.taken.added, again.taken.known) == (True, 0, 3)
    assert [one.state for one in materials()] == [MaterialState.CURRENT] * 3


def test_newer_form_takes_the_older_ones_place_and_both_are_kept(cast, tmp_path):
    send_and_apply(cast, tmp_path, ROWS[:1])
    corrected = form_of(ROWS[0], **{"荣誉奖励": "省科技进步奖"})

    [received] = send(cast, tmp_path, {"更正的推荐表.docx": corrected})

    assert (received.taken.added, received.taken.matched, received.city) == (1, 1, CITY)
    forms = [one for one in materials() if one.kind is DocumentKind.FORM]
    assert [one.state for one in forms] == [MaterialState.SUPERSEDED, MaterialState.CURRENT]
    assert sets()[0].form.materials[0].form.honours == "省科技进步奖"
    assert all(files.is_intact(one.sha256) for one in forms)


def test_two_forms_of_one_case_in_a_package_leave_the_second_to_a_person(cast, tmp_path):
    second = gbk("报送材料/推荐表/再来一份.docx", form_of(ROWS[0], **{"荣誉奖励": "另一版"}))
    send_and_apply(cast, tmp_path, ROWS[:1], extra=[second])

    assert waiting() == ["报送材料/推荐表/再来一份.docx"]
    with pytest.raises(InvalidInput):
        match_waiting(cast)
    assert sets()[0].form.materials[0].form.honours is None


def test_form_that_disagrees_with_its_case_says_in_what(cast, tmp_path):
    other = {"联系电话": "13911112222", "案例名称": "另一个名称的案例"}
    send_and_apply(cast, tmp_path, ROWS[:1], extra=[])
    send(cast, tmp_path, {"a.docx": form_of(ROWS[0], **other)})

    [found] = sets()
    assert found.form.state is PieceState.DISAGREEING
    assert {"NAME_MISMATCH", "CONTACT_MISMATCH"} <= codes(found)
    said = next(f.message for f in found.findings if f.code == "NAME_MISMATCH")
    assert said == f"案例库中的案例名称为“{ROWS[0][1]}”，推荐表“a.docx”写的是“另一个名称的案例”。"


def test_pdf_of_another_case_is_noticed_and_forgiven_with_the_right_one(cast, tmp_path):
    wrong = gbk(
        f"推荐表/1.{ROWS[0][2]}.pdf", pdf(words("Some other case of some other enterprise, 13900000000"))
    )
    table = gbk("鄂州市汇总表.xlsx", summary(CITY, ROWS[:1]))
    word = gbk(f"推荐表/1.{ROWS[0][2]}.docx", form_of(ROWS[0]))
    [received] = send(cast, tmp_path, {"鄂州市.zip": zipped(table, word, wrong)})
    staging.apply(cast, received.staged[0].submission_id)
    match_waiting(cast)
    assert sets()[0].pdf.state is PieceState.DISAGREEING
    assert "PDF_WORD_MISMATCH" in codes(sets()[0])

    send(cast, tmp_path, {f"1.{ROWS[0][2]}.pdf": pdf(scan())})

    assert sets()[0].pdf.state is PieceState.PRESENT
    assert "PDF_WORD_MISMATCH" not in codes(sets()[0])


def test_what_a_case_lacks_is_named(cast, tmp_path):
    staging.bring(cast, CITY, list(ROWS[:1]))

    [found] = sets()
    assert states(found) == [PieceState.MISSING] * 4
    assert {"FORM_MISSING", "PDF_MISSING", "VIDEO_MISSING"} <= codes(found)
    assert not found.is_complete
    with store.reading() as session:
        counted = {one.city: one for one in queries.completeness(session)}
        assert queries.findings_of(session, [found.case.id]) == {found.case.id: found.findings}
    assert (counted[CITY].cases, counted[CITY].complete) == (1, 0)
    assert counted["武汉市"].cases == 0


def test_loose_picture_makes_up_for_a_form_without(cast, tmp_path):
    parts = [
        gbk("鄂州市汇总表.xlsx", summary(CITY, ROWS[:1])),
        gbk("一/推荐表.docx", form_of(ROWS[0], pictures=())),
        gbk("一/现场.png", PICTURE),
    ]
    [received] = send(cast, tmp_path, {"鄂州市.zip": zipped(*parts)})
    staging.apply(cast, received.staged[0].submission_id)
    match_waiting(cast)

    [found] = sets()
    assert found.pictures.state is PieceState.PRESENT
    assert "PICTURE_NONE" not in codes(found)
    assert by_file("现场.png").reason is MatchReason.SAME_FOLDER


def test_archive_inside_is_taken_out_with_its_names(cast, tmp_path):
    inner = zipped(gbk("推荐表.docx", form_of(ROWS[0])))
    send(cast, tmp_path, {"鄂州市.zip": zipped(gbk("鄂城区.zip", inner))})

    [found] = materials()
    assert found.file_name == "鄂城区.zip/推荐表.docx"
    assert files.load(found.sha256) == form_of(ROWS[0])


def test_hostile_members_are_named_and_the_rest_is_kept(cast, tmp_path):
    content = zipped(utf8("../../etc/x.docx", b"x"), gbk("推荐表.docx", form_of(ROWS[0])))
    [received] = send(cast, tmp_path, {"鄂州市.zip": content})

    assert [finding.code for finding in received.findings] == ["PATH_TRAVERSAL"]
    assert [one.file_name for one in materials()] == ["推荐表.docx"]


def test_member_that_cannot_be_read_is_kept_and_named(cast, tmp_path):
    [received] = send(cast, tmp_path, {"鄂州市.zip": zipped(gbk("推荐表.docx", b"PK\x03\x04damaged"))})

    assert [document.file for document in received.refused] == ["推荐表.docx"]
    [found] = materials()
    assert found.case_id is None
    assert files.load(found.sha256) == b"PK\x03\x04damaged"


def test_sealed_table_is_compared_with_its_rows_and_waits_for_no_case(cast, tmp_path):
    parts = [gbk("鄂州市汇总表.xlsx", summary(CITY, ROWS)), gbk("鄂州市汇总表.pdf", pdf(scan()))]
    [received] = send(cast, tmp_path, {"鄂州市.zip": zipped(*parts)})

    assert waiting() == []
    assert [finding.code for finding in received.findings] == []
    [alone] = send(
        cast, tmp_path, {"仙桃市.zip": zipped(gbk("仙桃市汇总表.xlsx", summary("仙桃市", [row(9)])))}
    )
    assert [finding.code for finding in alone.findings] == ["COUNTERPART_MISSING"]


def test_late_package_is_marked(cast, tmp_path):
    staging.move_to(cast, Stage.EXAMINE)
    [received] = send(cast, tmp_path, {"补正.docx": form_of(ROWS[0])}, now=LATE)

    with store.reading() as session:
        assert queries.package(session, received.taken.package_id).is_late


def test_roles_and_stages_that_do_not_receive(cast, tmp_path):
    for name in ("zhao", "chen", "admin"):
        with pytest.raises(NotAllowed):
            send(cast, tmp_path, {"a.docx": form_of(ROWS[0])}, actor=name)
    staging.move_to(cast, Stage.REVIEW)
    with pytest.raises(StageClosed):
        send(cast, tmp_path, {"a.docx": form_of(ROWS[0])})
    assert materials() == []


def test_files_that_cannot_be_kept_are_not_registered(cast, tmp_path, monkeypatch):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the directory should be")
    monkeypatch.setenv("FILES_DIR", str(blocked))

    with pytest.raises(StoreUnavailable):
        send(cast, tmp_path, {"a.docx": form_of(ROWS[0])})
    assert materials() == []


def test_table_that_came_sealed_only_is_kept_and_asked_for(cast, tmp_path):
    content = zipped(gbk(f"{CITY}汇总表.pdf", pdf(scan())), gbk("推荐表.docx", form_of(ROWS[0])))
    [received] = send(cast, tmp_path, {"鄂州市.zip": content})

    [finding] = received.findings
    assert finding.code == "COUNTERPART_MISSING"
    assert "只收到 PDF 版，缺 Word 或 Excel 版" in finding.message
    assert len(materials()) == 2
