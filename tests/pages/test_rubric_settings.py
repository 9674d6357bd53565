"""评分标准 among the settings: read by the office, changed by the administrator until somebody scores."""

import pytest

from services.edition import queries as editions
from services.edition.terms import Stage
from services.review.rubric import actions, queries
from services.store.engine import reading, work
from tests.material import NOW
from tests.pages.reading import button, words
from tests.services import staging
from ui.screens import path

ALL = ["组织创新", "技术创新", "工艺创新"]


def kept(category="组织创新"):
    """The newest version of a category."""
    with reading() as session:
        return queries.versions(session, editions.current(session), category)[0]


def field(app, label):
    """The field of the editor with this label."""
    inputs = [*app.text_input, *app.text_area, *app.number_input, *app.selectbox]
    return next(one for one in inputs if one.label == label and str(one.key).startswith("rubric."))


def fill(app, label, value):
    field(app, label).set_value(value)
    return app.run()


def give_reason(app):
    next(
        f for f in app.text_input if str(f.key).startswith("rubric.draft") and ".reason." in f.key
    ).set_value("专家组会议意见")
    return app.run()


@pytest.fixture
def editing(sign_in):
    app = sign_in("admin", "settings")
    [switch] = [t for t in app.toggle if t.label == "修改评分标准"]
    return switch.set_value(True).run()


@pytest.mark.parametrize("name", ["wang", "admin"])
def test_rubric_is_read_as_a_reviewer_will(sign_in, name):
    app = sign_in(name, "settings")
    told = words(app)

    assert "1\\. 创新独到性" in told.replace("**1. ", "**1\\. ")
    assert ":blue-badge[权重 25]" in told
    assert "战略定位、组织架构、管理模式或市场策略上有什么独到的创新？" in told
    assert ":gray[23–25 分] 做法在行业内首创" in told
    assert "共 6 项，权重合计 100。" in told
    assert "第 1 版，系统" in told


def test_other_categories_are_chosen(sign_in):
    app = sign_in("wang", "settings")
    [choice] = [c for c in app.segmented_control if c.label == "案例类型"]
    assert choice.options == ALL

    told = words(choice.set_value("工艺创新").run())

    assert "工匠精神" in told
    assert "共 7 项，权重合计 100。" in told


def test_committee_has_no_editor(sign_in):
    assert [t.label for t in sign_in("wang", "settings").toggle] == []


def test_editor_is_gone_when_the_review_has_begun(sign_in, move_stage):
    move_stage("review")

    assert [t.label for t in sign_in("admin", "settings").toggle] == []


def test_weights_that_do_not_add_up_are_said_and_refused_and_nothing_is_lost(editing):
    app = fill(editing, "权重", 30)
    assert "共 6 项，权重合计 105，多出 5。" in words(app)
    assert field(app, "优：从几分起").value == 28

    button(give_reason(app), "保存为新版本").click().run()

    assert "权重合计为 105，多出 5，请调整到 100。" in words(app)
    assert field(app, "权重").value == 30
    assert kept().number == 1


def test_changed_rubric_is_previewed_and_saved_with_a_reason(editing):
    app = fill(editing, "权重", 30)
    app = fill(app, "修改哪一项指标", "effect")
    app = fill(app, "权重", 20)
    app = fill(app, "优：怎样才算", "利润率三年翻番，\n有审计报告")
    assert "利润率三年翻番，有审计报告" in words(app)
    button(app, "保存为新版本").click().run()
    assert "修改评分标准需要写明理由" in words(app)

    button(give_reason(app), "保存为新版本").click().run()

    assert not app.exception
    version = kept()
    assert (version.number, version.by, version.reason) == (2, "孙立", "专家组会议意见")
    assert [c.weight for c in version.rubric.criteria] == [30, 20, 15, 10, 15, 10]
    assert version.rubric.criteria[1].levels[0].anchor == "利润率三年翻番，有审计报告"
    assert version.rubric.criteria[0].levels[0].low == 28


def test_criteria_are_moved_removed_and_added(editing):
    button(editing, "下移").click().run()
    assert "**1. 运营与竞争成效**" in words(editing)
    button(editing, "删去").click().run()
    assert "权重合计 75，还差 25。" in words(editing)

    app = button(editing, "新增一项").click().run()
    assert field(app, "修改哪一项指标").value == "criterion_1"
    app = fill(app, "权重", 25)
    app = fill(app, "指标名称", "带动就业")
    app = fill(app, "评审时问的问题", "带动了多少就业？")
    for level in "优良中差":
        app = fill(app, f"{level}：怎样才算", f"说明{level}")
    button(give_reason(app), "保存为新版本").click().run()

    assert not app.exception
    criteria = kept().rubric.criteria
    assert [c.key for c in criteria] == ["effect", "replicable", "lead", "process", "spirit", "criterion_1"]
    assert (criteria[-1].label, criteria[-1].origin.label) == ("带动就业", "设定")


def test_draft_outlives_a_look_elsewhere_and_is_given_up_when_asked(editing):
    app = fill(editing, "指标名称", "独到之处")
    [choice] = [c for c in app.segmented_control if c.label == "案例类型"]
    app = choice.set_value("技术创新").run()
    app = next(c for c in app.segmented_control if c.label == "案例类型").set_value("组织创新").run()
    assert field(app, "指标名称").value == "独到之处"

    app.switch_page(str(path("profile"))).run()
    app = app.switch_page(str(path("settings"))).run()
    assert field(app, "指标名称").value == "独到之处"

    button(app, "放弃修改").click().run()

    assert field(app, "指标名称").value == "创新独到性"


def test_newer_version_is_not_overwritten_and_what_was_typed_stays(editing, cast):
    app = give_reason(fill(editing, "指标名称", "独到之处"))
    with work() as session:
        criteria = kept().rubric.criteria[::-1]
        actions.change(
            session,
            actor=cast["admin"],
            category="组织创新",
            criteria=criteria,
            seen=1,
            reason="调序",
            now=NOW,
        )

    button(app, "保存为新版本").click().run()

    assert "刚刚保存了新的版本" in words(app)
    assert field(app, "指标名称").value == "独到之处"
    assert kept().number == 2
    button(app, "载入最新内容").click().run()
    assert "**1. 励志故事与报国情怀**" in words(app)


def test_earlier_versions_are_read_with_who_when_and_why(sign_in, cast):
    with work() as session:
        criteria = kept().rubric.criteria[::-1]
        actions.change(
            session,
            actor=cast["admin"],
            category="组织创新",
            criteria=criteria,
            seen=1,
            reason="*调序*",
            now=NOW,
        )
    app = sign_in("wang", "settings")
    assert "第 2 版，孙立，2024-09-10 10:30，理由：\\*调序\\*" in words(app)
    [choice] = [box for box in app.selectbox if box.label == "版本"]
    assert choice.options == ["第 2 版（现行）", "第 1 版"]

    app = choice.set_value(1).run()

    assert "**1. 创新独到性**" in words(app)


def test_yes_or_no_is_chosen_and_shown(sign_in):
    app = sign_in("admin", "settings")
    app = app.selectbox[0].set_value("review.same_city").run()
    [choice] = [r for r in app.radio if r.label == "专家回避所在市州的案例"]
    assert (choice.options, choice.value) == (["是", "否"], "否")

    choice.set_value("是")
    app.text_input[0].set_value("会议决定")
    button(app, "保存设置").click().run()

    assert not app.exception
    with reading() as session:
        assert editions.facts(session).settings["review.same_city"].is_on


def test_settings_of_the_review_stand_together(sign_in):
    app = sign_in("wang", "settings")
    headings = [m.value for m in app.markdown if m.value.startswith("**") and m.value.endswith("**")]

    place = headings.index("**专家评审**")
    table = app.dataframe[place - headings.index("**入选与宣讲**")].value

    assert "每件案例的评审份数" in list(table["项目"])
    assert len(table) == 6


def test_stage_that_went_back_lets_the_editor_return(sign_in, move_stage, cast):
    move_stage("review")
    staging.move_to(cast, Stage.EXAMINE)

    assert [t.label for t in sign_in("admin", "settings").toggle] == ["修改评分标准"]
