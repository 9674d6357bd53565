"""阶段、活动设置、我的账号、导出、总览。"""

from datetime import date

from services import office
from services.accounts.queries import idle_minutes
from services.edition.queries import current, facts
from services.edition.terms import Stage
from services.intake.batch import import_file
from services.store.engine import reading
from tests.material import NOW, PASSWORD, row, summary
from tests.pages.reading import button, words
from tests.services import selecting


def test_stage_says_what_moving_closes_and_moves(sign_in):
    app = sign_in("wang", "stage")

    assert "关闭：" in words(app)
    button(app, "推进到“资格审查”").click().run()

    with reading() as session:
        assert current(session).stage is Stage.EXAMINE


def test_stage_back_without_a_reason_is_refused(sign_in, move_stage):
    move_stage("examine")
    app = sign_in("wang", "stage")

    app.selectbox[0].set_value(Stage.RECOMMEND).run()
    button(app, "退回到“逐级推荐”").click().run()

    assert "退回到前面的阶段需要写明理由" in words(app)
    with reading() as session:
        assert current(session).stage is Stage.EXAMINE


def test_settings_are_changed_with_a_reason(sign_in):
    app = sign_in("admin", "settings")

    app.text_input[0].set_value("90")
    app.text_input[1].set_value("组委会会议决定")
    button(app, "保存设置").click().run()

    assert not app.exception
    with reading() as session:
        assert facts(session).number("shortlist.max_size") == 90


def test_settings_refuse_what_is_no_number_and_keep_it_on_screen(sign_in):
    app = sign_in("admin", "settings")

    app.text_input[0].set_value("一百")
    app.text_input[1].set_value("试试")
    button(app, "保存设置").click().run()

    assert "不能设为“一百”" in words(app)
    assert app.text_input[0].value == "一百"


def test_settings_of_how_the_tool_runs_stay_open_when_the_rules_are_frozen(sign_in, move_stage):
    move_stage("review")
    app = sign_in("admin", "settings")

    # Whom to turn to is corrected when a list is announced, long after the rules.
    assert sorted(app.selectbox[0].options) == [
        "公示和公布的落款单位",
        "公示期间的联系方式",
        "每日自动备份保留天数（0 为不自动备份）",
        "登录后无操作自动退出",
    ]
    app.selectbox[0].select("登录后无操作自动退出").run()
    app.text_input[0].set_value("3")
    app.text_input[1].set_value("办公室要求")
    button(app, "保存设置").click().run()
    assert "请填写 5 至 43,200 之间的整数" in words(app)

    app.text_input[0].set_value("30")
    button(app, "保存设置").click().run()
    with reading() as session:
        assert idle_minutes(session) == 30


def test_checklist_is_switched_by_the_administrator_with_a_reason(sign_in):
    app = sign_in("admin", "settings")
    [choice] = [box for box in app.selectbox if box.label == "启用或停用哪一项"]
    app = choice.set_value("name_length").run()

    button(app, "启用该项").click().run()
    assert "调整审查清单需要写明理由" in words(app)
    [field] = [
        f
        for f in app.text_input
        if f.label == "理由（记入操作日志）" and f.form_id == "settings.check.name_length"
    ]
    field.set_value("按专家组意见")
    button(app, "启用该项").click().run()

    assert not app.exception
    with reading() as session:
        assert "name_length" in {item.key for item in facts(session).checks}


def test_checklist_is_to_read_only_for_the_committee_and_in_the_review(sign_in, move_stage):
    assert "启用或停用哪一项" not in [box.label for box in sign_in("wang", "settings").selectbox]
    move_stage("review")

    assert "启用或停用哪一项" not in [box.label for box in sign_in("admin", "settings").selectbox]


def test_settings_of_the_committee_are_to_read_only(sign_in):
    app = sign_in("wang", "settings")

    assert not [b for b in app.button if b.label == "保存设置"]


def test_profile_changes_the_password(sign_in):
    app = sign_in("wang")

    for field, value in zip(
        app.text_input, (PASSWORD, "今年的桂花开得晚一些", "今年的桂花开得晚一些"), strict=True
    ):
        field.set_value(value)
    button(app, "修改密码").click().run()

    assert not app.exception
    assert "系统出错" not in words(app)


def test_profile_with_a_wrong_password_changes_nothing(sign_in):
    app = sign_in("wang")

    for field, value in zip(
        app.text_input, ("不对的密码不对的密码", "今年的桂花开得晚一些", "今年的桂花开得晚一些"), strict=True
    ):
        field.set_value(value)
    button(app, "修改密码").click().run()

    assert "当前密码不正确" in words(app)


def test_exports_build_a_file_and_offer_it(sign_in, cast):
    import_file(summary("武汉市", [row(1)]), "武汉市汇总表.xlsx", actor=cast["wang"], now=NOW)
    app = sign_in("wang", "exports")

    button(app, "生成 Excel 表格").click().run()

    assert not app.exception
    assert "共 1 件，已与数据库核对一致" in words(app)


def test_exports_say_in_a_line_what_cannot_be_made_yet(sign_in):
    app = sign_in("wang", "exports")

    assert not app.exception
    assert [tab.label for tab in app.tabs] == ["报送与案例", "评审", "遴选结果", "其他"]
    assert "还没有确认过入选案例名单。请先在“遴选”页运行遴选" in words(app)
    assert "exports.shortlist.docx" not in [one.key for one in app.button]


def test_exports_build_what_follows_from_a_confirmed_list(sign_in, cast):
    selecting.candidates(cast, size=3)
    selecting.confirm(cast, selecting.run(cast))
    app = sign_in("wang", "exports")

    for kind, form, name in (
        ("shortlist", "csv", "入选案例名单（第1版）.csv"),
        ("announcement", "docx", "拟入选名单公示（第1版）.docx"),
        ("letters", "zip", "各市州遴选结果函.zip"),
        ("scores", "xlsx", "得分汇总表（内部）.xlsx"),
    ):
        app.button(key=f"exports.{kind}.{form}").click().run()
        assert not app.exception
        assert app.session_state["exports.ready"][kind].name == name
    assert "入选案例名单还没有公示。" in words(app)


def test_exports_without_libreoffice_offer_no_pdf_and_say_why(sign_in, cast, monkeypatch):
    monkeypatch.setattr(office, "program", lambda: None)
    selecting.candidates(cast, size=3)
    selecting.confirm(cast, selecting.run(cast))

    app = sign_in("wang", "exports")

    assert "没有安装 LibreOffice，不能生成 PDF" in words(app)
    assert "exports.shortlist.pdf" not in [one.key for one in app.button]
    assert "exports.shortlist.docx" in [one.key for one in app.button]


def test_overview_empty_names_the_next_step(sign_in):
    app = sign_in("wang", "overview")

    assert not app.exception
    assert "材料接收" in words(app)


def test_overview_shows_leadership_figures_and_no_enterprise(sign_in, cast):
    import_file(summary("武汉市", [row(1)]), "武汉市汇总表.xlsx", actor=cast["wang"], now=NOW)

    app = sign_in("chen", "overview")

    assert "1 / 330" in [metric.value for metric in app.metric] or "1 / 330" in words(app)
    assert row(1)[2] not in str(app)


def test_holidays_of_a_year_are_entered_from_the_page(sign_in):
    app = sign_in("admin", "settings")
    area = {one.label: one for one in app.text_area}
    area["放假日期"].set_value("2027-01-01、2027-02-05至2027-02-11")
    next(one for one in app.text_input if one.key == "settings.holidays.reason").set_value("国务院办公厅通知")

    app = button(app, "登记节假日").click().run()

    assert not app.exception
    with reading() as session:
        assert date(2027, 2, 8) in facts(session).calendar.holidays
