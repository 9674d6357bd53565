"""案例库、案例、疑似同一单位。"""

import pytest

from services.cases import actions, queries
from services.cases.enterprises import decisions
from services.intake.batch import import_file
from services.store.engine import reading, work
from services.terms import Field, Role
from tests.material import NOW, row, summary
from tests.pages.reading import button, words


@pytest.fixture
def ezhou(sqlite, cast):
    """Ten applied cases of 鄂州市, all found by their ids."""
    rows = [row(1, remark="鄂城区园区科协推荐"), *(row(n) for n in range(2, 11))]
    import_file(summary("鄂州市", rows), "鄂州市汇总表.xlsx", actor=cast["wang"], now=NOW)
    with reading() as session:
        return queries.cases(session, viewer=Role.COMMITTEE)


def test_cases_empty_names_the_next_step(sign_in):
    app = sign_in("wang", "cases")

    assert "还没有入库的案例。请先到“材料接收”页上传汇总表并入库。" in words(app)


def test_cases_link_narrows_to_what_it_carries(sign_in, ezhou):
    app = sign_in("wang", "cases", park="园区科协推荐")

    assert "共 1 件" in words(app)
    assert list(app.dataframe[0].value["案例名称"]) == [ezhou[0].case_name]


def test_cases_search_without_a_hit_says_so(sign_in, ezhou):
    app = sign_in("wang", "cases")

    app.text_input[0].set_value("没有这样的企业").run()

    assert "没有符合条件的案例" in words(app)


def test_cases_ask_the_same_queries_for_one_case_and_for_ten(sign_in, ezhou, cast, count_statements):
    app = sign_in("wang", "cases")
    with count_statements() as ten:
        app.run()
    for case in ezhou[1:]:
        with work() as session:
            actions.withdraw(
                session, actor=cast["wang"], case_id=case.id, seen=case.version, reason="测试", now=NOW
            )
    with count_statements() as one:
        app.run()

    assert one == ten


def test_case_edit_is_saved_with_its_reason_and_told_in_the_history(sign_in, ezhou):
    app = sign_in("wang", "case", id=str(ezhou[0].id))

    _field(app, "联系人").set_value("李文博")
    _field(app, "理由（记入操作日志）").set_value("企业来函更正")
    button(app, "保存修改").click().run()

    assert not app.exception
    assert "企业来函更正" in words(app)
    assert "联系人：张远 → 李文博" in words(app)
    with reading() as session:
        assert queries.case(session, viewer=Role.COMMITTEE, case_id=ezhou[0].id).contact_name == "李文博"


def test_case_edit_over_a_newer_version_is_refused_and_keeps_the_text(sign_in, ezhou, cast):
    case = ezhou[0]
    app = sign_in("wang", "case", id=str(case.id))

    with work() as session:
        actions.edit(
            session,
            actor=cast["li"],
            case_id=case.id,
            typed={Field.COUNTY: "鄂城区"},
            seen=case.version,
            reason="补充",
            now=NOW,
        )
    _field(app, "联系人").set_value("李文博")
    _field(app, "理由（记入操作日志）").set_value("企业来函更正")
    button(app, "保存修改").click().run()

    assert "李思”刚刚修改了案例" in words(app)
    assert _field(app, "联系人").value == "李文博"
    assert "其他人刚刚保存了新的版本" in words(app)
    assert list(app.dataframe[0].value["现在"]) == ["鄂城区"]
    button(app, "载入最新内容").click().run()
    assert _field(app, "县（市、区）").value == "鄂城区"


def test_case_withdrawn_without_a_reason_is_refused(sign_in, ezhou):
    app = sign_in("wang", "case", id=str(ezhou[0].id))

    button(app, "撤回案例").click().run()

    assert "撤回案例需要写明理由" in words(app)


def test_case_in_a_closed_stage_cannot_be_edited(sign_in, ezhou, move_stage):
    move_stage("review")

    app = sign_in("wang", "case", id=str(ezhou[0].id))

    assert "案例内容不能修改" in words(app)
    assert _field(app, "联系人").disabled


def test_lookalikes_are_decided_by_a_person(sign_in, cast):
    rows = [row(1, enterprise="湖北三江智能科技有限公司"), row(2, enterprise="湖北三江智能科技股份有限公司")]
    import_file(summary("鄂州市", rows), "鄂州市汇总表.xlsx", actor=cast["wang"], now=NOW)
    app = sign_in("wang", "lookalikes")

    app.text_input[0].set_value("营业执照不同")
    button(app, "是不同单位").click().run()

    assert "没有需要认定的单位" in words(app)
    with reading() as session:
        assert [(d.is_same, d.reason) for d in decisions(session)] == [(False, "营业执照不同")]


def test_lookalikes_in_one_city_cannot_both_stay_as_one_enterprise(sign_in, cast):
    rows = [row(1, enterprise="湖北三江智能科技有限公司"), row(2, enterprise="湖北三江智能科技股份有限公司")]
    import_file(summary("鄂州市", rows), "鄂州市汇总表.xlsx", actor=cast["wang"], now=NOW)
    app = sign_in("wang", "lookalikes")

    app.text_input[0].set_value("同一家，已更名")
    button(app, "是同一单位").click().run()

    assert "同一企业不超过 1 个" in words(app)


def _field(app, label):
    return next(field for field in app.text_input if field.label == label)
