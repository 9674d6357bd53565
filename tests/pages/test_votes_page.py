"""网络投票页：先看对应结果再导入；须由人指定的不指定就不能导入；增长、突增、减少和不采用。"""

from datetime import date, timedelta

import pytest

from services.edition import queries as editions
from services.scoring.tallies import queries
from services.store import engine as store
from tests.material import NOW
from tests.pages.reading import button, words
from tests.services import reviewing, selecting, staging
from tests.services.scoring.tallies.voting import SOURCE, bring, table


@pytest.fixture
def case_ids(sqlite, cast):
    return reviewing.passed(cast, {"天门市": (1, 2), "潜江市": (3,)})


def counting():
    with store.reading() as session:
        tally = queries.counting(session, editions.current(session))
        return None if tally is None else (tally, queries.votes(session, tally))


def send(app, content):
    app.file_uploader[0].upload("票数.xlsx", content, "application/octet-stream")
    return button(app, "读取并核对").click().run()


def fill(app, *, clock="18:00", source=SOURCE):
    app.date_input[0].set_value(date(2024, 10, 8))
    named(app.text_input, "计票时刻（24 小时制）").set_value(clock)
    named(app.text_input, "票数来源").set_value(source)
    return button(app, "导入票数").click().run()


def named(widgets, label):
    [found] = [one for one in widgets if one.label == label]
    return found


def metric(app, label):
    [found] = [one.value for one in app.metric if one.label == label]
    return found


def test_empty_page_tells_the_frozen_rule_and_the_next_step(sign_in, case_ids):
    said = words(sign_in("wang", "votes"))

    assert "网络投票占得分的 **10 %**（设定）" in said
    assert "第 95 百分位" in said
    assert "下一步：上传从投票平台导出的表格" in said


def test_without_covered_cases_there_is_nothing_to_match(sign_in, sqlite, cast):
    app = sign_in("wang", "votes")

    assert "还没有通过形式资格审查的案例" in words(app)
    assert "在“专家评审”阶段导入和更正" in words(app)
    assert app.file_uploader == []


def test_tally_is_shown_before_it_is_imported(sign_in, case_ids):
    app = send(sign_in("wang", "votes"), table(dict(zip(case_ids, (120, 7, 30), strict=True))))

    assert metric(app, "已对应的案例") == "3 / 3"
    assert counting() is None
    app = fill(app)

    assert not app.exception
    tally, votes = counting()
    assert votes == dict(zip(case_ids, (120, 7, 30), strict=True))
    assert (tally.source, tally.counted_at.isoformat()) == (SOURCE, "2024-10-08T10:00:00+00:00")
    assert metric(app, "有票数记录的案例") == "3 / 3"
    assert metric(app, "规定权重") == "10 %"
    assert metric(app, "实际权重") == "—"


@pytest.mark.parametrize("clock", ["", "25:00", "下午六点", "18:61"])
def test_moment_is_asked_for_and_what_was_typed_stays(sign_in, case_ids, clock):
    app = send(sign_in("wang", "votes"), table(dict.fromkeys(case_ids, 5)))
    app = fill(app, clock=clock)

    assert "没有填写计票日期和时刻，或时刻不能识别" in words(app)
    assert named(app.text_input, "票数来源").value == SOURCE
    assert counting() is None


def test_missing_source_is_refused_with_the_next_step(sign_in, case_ids):
    app = send(sign_in("wang", "votes"), table(dict.fromkeys(case_ids, 5)))
    app = fill(app, source=" ")

    assert "没有填写票数来源" in words(app)
    assert counting() is None


def test_rows_without_a_case_are_decided_on_screen(sign_in, case_ids):
    content = table(
        dict.fromkeys(case_ids[1:], 5), extra=[("江汉之光", "某公司", 30), ("茶叶", "外省公司", 9)]
    )
    app = send(sign_in("wang", "votes"), content)
    assert button(app, "导入票数").disabled

    for box, chosen in zip(
        [b for b in app.selectbox if b.label == "对应案例"], (case_ids[0], -1), strict=True
    ):
        box.set_value(chosen)
    app = app.run()
    assert (metric(app, "已对应的案例"), metric(app, "不计入")) == ("3 / 3", "1 行")
    app = fill(app)

    assert not app.exception
    assert counting()[1] == dict(zip(case_ids, (30, 5, 5), strict=True))


def test_many_strangers_are_left_out_with_one_tick(sign_in, case_ids):
    strangers = [(f"外省作品{number}", f"外省单位{number}", number) for number in range(6)]
    app = send(sign_in("wang", "votes"), table(dict.fromkeys(case_ids, 5), extra=strangers))
    app = named(app.checkbox, "没有相近案例的 6 行都不计入").check().run()

    assert metric(app, "不计入") == "6 行"
    assert not button(app, "导入票数").disabled


def test_unreadable_votes_are_named_and_block(sign_in, case_ids):
    app = send(sign_in("wang", "votes"), table(dict(zip(case_ids, ("1.2万", 7, 30), strict=True))))

    assert "第 2 行的“票数”写作“1\\.2万”，是约数" in words(app)
    assert "有 1 行的票数不能读取" in words(app)
    assert button(app, "导入票数").disabled


def test_missing_cases_are_zero_only_when_ticked(sign_in, case_ids):
    app = send(sign_in("wang", "votes"), table({case_ids[0]: 5}))
    app = fill(app)
    assert "有 2 件案例没有出现在文件中" in words(app)
    assert counting() is None

    named(app.checkbox, "未出现的 2 件按 0 票计").check()
    app = button(app, "导入票数").click().run()

    assert not app.exception
    assert counting()[1] == dict(zip(case_ids, (5, 0, 0), strict=True))


def test_a_file_that_is_no_tally_says_what_is_missing(sign_in, case_ids):
    app = send(sign_in("wang", "votes"), "姓名,电话\n张三,123".encode())

    assert "没有找到“票数”这一列" in words(app)
    assert "导入票数" not in [one.label for one in app.button]


def test_the_same_file_again_is_told_before_anything_is_asked(sign_in, cast, case_ids):
    content = table(dict.fromkeys(case_ids, 5))
    bring(cast, content)

    app = send(sign_in("wang", "votes"), content)

    assert "完全相同，无需重复导入" in words(app)
    assert "导入票数" not in [one.label for one in app.button]


def test_growth_tells_jumps_and_falls(sign_in, cast, case_ids):
    bring(cast, table(dict(zip(case_ids, (500, 400, 300), strict=True))), counted_at=NOW - timedelta(days=1))
    bring(cast, table(dict(zip(case_ids, (510, 9_400, 290), strict=True))))

    app = sign_in("wang", "votes")

    names = {case.id: case.case_name for case in staging.cases()}
    said = words(app)
    assert f"第 1 名《{names[case_ids[1]]}》" in said
    assert "增加 9,000 票" in said
    assert f"《{names[case_ids[2]]}》的票数由 300 减为 290" in said
    assert "突增不等于刷票" in said


def test_effective_weight_stands_beside_the_nominal_one(sign_in, cast, case_ids):
    bring(cast, table(dict(zip(case_ids, (5, 50, 500), strict=True))))
    selecting.scored(cast, dict(zip(case_ids, (80, 81, 82), strict=True)))

    app = sign_in("wang", "votes")

    assert metric(app, "规定权重") == "10 %"
    # 0.1 × sd(60; 79.6 …; 100) against 0.9 × sd(80; 81; 82).
    assert float(metric(app, "实际权重").removesuffix(" %")) == pytest.approx(68.6, abs=0.6)
    assert "明显高于规定的 10 %" in words(app)


def test_a_tally_is_discarded_with_a_reason(sign_in, cast, case_ids):
    bring(cast, table(dict.fromkeys(case_ids, 5)))
    app = sign_in("wang", "votes")
    box = named(app.selectbox, "哪一次")
    box.set_value(counting()[0].id)
    app = button(app, "确认不采用").click().run()
    assert "需要写明理由" in words(app)

    named(app.text_input, "理由（记入操作日志）").set_value("平台导出有误")
    app = button(app, "确认不采用").click().run()

    assert not app.exception
    assert counting() is None


def test_afterwards_the_page_shows_and_imports_no_more(sign_in, cast, case_ids, move_stage):
    bring(cast, table(dict.fromkeys(case_ids, 5)))
    move_stage("select")

    app = sign_in("wang", "votes")

    assert "当前处于“遴选”阶段。网络投票结果在“专家评审”阶段导入和更正" in words(app)
    assert app.file_uploader == []
    assert metric(app, "票数合计") == "15"


def test_names_are_shown_as_they_were_written(sign_in, cast, case_ids):
    content = table(dict.fromkeys(case_ids, 5), extra=[("**粗** <b>x</b>", "$1", 3)])

    app = send(sign_in("wang", "votes"), content)

    assert "\\*\\*粗\\*\\*" in words(app)


def test_more_tallies_cost_no_more_queries(sign_in, cast, case_ids, count_statements):
    bring(cast, table(dict.fromkeys(case_ids, 5)), counted_at=NOW - timedelta(days=1))
    app = sign_in("wang", "votes")
    with count_statements() as one:
        app.run()
    bring(cast, table(dict.fromkeys(case_ids, 6)))

    with count_statements() as two:
        app.run()

    assert one == two
