"""The edition as data: its TOML, settings, deadline, and the table of stages, acts and roles."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.edition import rules, toml_file
from services.edition.rules import Setting
from services.edition.terms import Act, CheckKind, Origin, Stage, Unit
from services.errors import InvalidInput, NotAllowed, ReasonMissing, StageClosed, UnknownEdition
from services.review.rubric.rules import check
from services.terms import Role

TEXT = toml_file.DEFAULT.read_text(encoding="utf-8")
SHARE = Setting("shortlist.park_share", "园区比例", Unit.SHARE, "3/10", Origin.NOTICE)
WEIGHT, METHOD, CONTACT = rules.SCORING[1], rules.SCORING[0], rules.OPERATION[-1]
COUNT = Setting("shortlist.size", "入选数量", Unit.PIECES, "100", Origin.NOTICE)


def test_toml_of_the_notice_holds_its_quotas(facts):
    assert (len(facts.cities), facts.quota_total) == (17, 330)
    assert [w.name for w in facts.categories] == ["组织创新", "技术创新", "工艺创新"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("quota_total = 330", "quota_total = 331"),
        ('city = "武汉市"', 'city = "宜城市"'),
        ("quota_total = 330", ""),
        ('name = "黄石市"', 'name = "武汉市"'),
        ("deadline = ", "deadline = 3 #"),
        ("deadline = ", 'deadline = "2024-09-16" #'),
        ('unit = "个"', 'unit = "斤"'),
        ("[[cities]]", "[[cities"),
        ('item = "abstract"', 'item = "summary"'),
        ('key = "category"', 'key = "fields"'),
        ('code = "CATEGORY_WRONG"', 'code = "FIELDS_INCOMPLETE"'),
        ('kind = "machine"', 'kind = "robot"'),
        ('material = "summary"', 'material = "paper"'),
        ('clause = "三（一）1"\n', ""),
    ],
)
def test_toml_with_a_mistake_is_refused(old, new):
    assert old in TEXT

    with pytest.raises(UnknownEdition):
        toml_file.parse(TEXT.replace(old, new, 1), "x.toml")


def test_toml_with_a_setting_that_is_no_number_is_refused():
    broken = TEXT.replace(
        "[settings", '[settings."x.y"]\nlabel = "甲"\nunit = "个"\nvalue = "许多"\n\n[settings', 1
    )

    with pytest.raises(UnknownEdition):
        toml_file.parse(broken, "x.toml")


def test_toml_with_a_negative_quota_is_refused():
    low = TEXT.replace("quota = 40", "quota = -5", 1).replace("quota_total = 330", "quota_total = 285")

    with pytest.raises(UnknownEdition):
        toml_file.parse(low, "x.toml")


def test_rubrics_of_the_notice_are_in_its_order_and_add_up_to_100(facts):
    assert [rubric.category for rubric in facts.rubrics] == [w.name for w in facts.categories]
    for rubric in facts.rubrics:
        assert check(rubric) == ()
        assert 5 <= len(rubric.criteria) <= 7
        assert {c.clause for c in rubric.criteria} == {"三（一）1", "三（一）2"}
        assert all(c.scale == c.weight and len(c.levels) == 4 for c in rubric.criteria)
        assert max(len(level.anchor) for c in rubric.criteria for level in c.levels) <= 40


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("weight = 25", "weight = 20", "权重合计为 95，还差 5"),
        ("weight = 25", "weight = 2.5", "weight 2.5"),
        (
            'low = 23, high = 25, anchor = "',
            'low = 24, high = 25, anchor = "',
            "“良”到 22 分为止，应到 23 分",
        ),
        ('key = "novelty"', 'key = "effect"', "指标代码“effect”不止一项"),
        (
            '[[rubric]]\ncategory = "组织创新"',
            '[[rubric]]\ncategory = "管理创新"',
            "请为每个案例类型各写一份",
        ),
        (
            '[[rubric]]\ncategory = "组织创新"',
            '[[rubric]]\ncategory = "技术创新"',
            "请为每个案例类型各写一份",
        ),
    ],
    ids=str,
)
def test_toml_with_a_wrong_rubric_is_refused(old, new, said):
    assert old in TEXT

    with pytest.raises(UnknownEdition, match=said):
        toml_file.parse(TEXT.replace(old, new, 1), "x.toml")


def test_toml_without_rubrics_is_read():
    start, end = TEXT.index("# 评分标准："), TEXT.index("# 检查结果的级别可在此")

    assert toml_file.parse(TEXT[:start] + TEXT[end:], "x.toml").rubrics == ()


def test_toml_that_is_missing_is_refused(tmp_path):
    with pytest.raises(UnknownEdition):
        toml_file.read(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("setting", "typed", "stored"),
    [
        (SHARE, "30%", "3/10"),
        (SHARE, " 30 ％ ", "3/10"),
        (SHARE, "3/10", "3/10"),
        (SHARE, "3：10", "3/10"),
        (SHARE, "0.25", "1/4"),
        (SHARE, "1", "1"),
        (COUNT, "1,000", "1000"),
        (COUNT, "１００", "100"),
        (COUNT, "0", "0"),
        (WEIGHT, "50%", "1/2"),
        (METHOD, "扣除宽严度后的平均分", "corrected"),
        (CONTACT, "  电话：027-1 ，  电邮 a@b  ", "电话：027-1 ， 电邮 a@b"),
        (CONTACT, "", ""),
    ],
)
def test_setting_is_read_in_its_own_unit(setting, typed, stored):
    assert rules.parse_setting(setting, typed) == stored


@pytest.mark.parametrize(
    ("setting", "typed"),
    [
        (SHARE, "130%"),
        (SHARE, "3/0"),
        (SHARE, "-1/2"),
        (SHARE, "三成"),
        (SHARE, ""),
        (SHARE, "1e999999999"),
        (COUNT, "1.5"),
        (COUNT, "-1"),
        (COUNT, "30%"),
        (COUNT, "9" * 5000),
        (WEIGHT, "51%"),
        (METHOD, "中位数"),
        (METHOD, "corrected"),
        (CONTACT, "字" * 201),
    ],
)
def test_setting_refuses_what_it_cannot_be(setting, typed):
    with pytest.raises(InvalidInput):
        rules.parse_setting(setting, typed)


@given(st.fractions(min_value=0, max_value=1, max_denominator=1000))
def test_share_survives_being_typed(share):
    assert Fraction(rules.parse_setting(SHARE, f"{share.numerator}/{share.denominator}")) == share


@given(st.text(max_size=12))
def test_setting_takes_or_refuses_any_text(typed):
    try:
        stored = rules.parse_setting(COUNT, typed)
    except InvalidInput:
        return
    assert int(stored) >= 0


@given(st.integers(0, 100))
def test_percent_typed_is_percent_shown(percent):
    stored = rules.parse_setting(SHARE, f"{percent}%")

    assert rules.percent(Fraction(stored)) == f"{percent} %"


def test_deadline_ends_at_midnight_in_shanghai(facts):
    last = datetime.combine(facts.deadline, datetime.min.time(), UTC) + timedelta(hours=16)

    assert facts.deadline_at == last
    assert facts.is_late(last)
    assert not facts.is_late(last - timedelta(microseconds=1))


def test_days_left_counts_days_of_shanghai():
    evening = datetime(2024, 9, 15, 16, 30, tzinfo=UTC)

    assert rules.days_left(date(2024, 9, 16), evening) == 0
    assert rules.days_left(date(2024, 9, 15), evening) == -1


def test_city_is_found_by_its_very_names_only(facts):
    assert facts.city("恩施").name == facts.city("恩施州").name == "恩施州"
    assert facts.city("恩施市区") is None


def test_checklist_has_what_the_notice_asks_switched_on_and_the_rest_off(facts):
    assert {item.origin for item in facts.checks} == {Origin.NOTICE}
    assert {item.is_enabled for item in facts.checklist if item.origin is Origin.SETTING} == {False}
    assert {item.kind for item in facts.checks if item.clause == "三（一）3"} == {
        CheckKind.PERSON,
        CheckKind.DECLARATION,
    }


def test_reasons_offered_belong_to_points_that_are_switched_on(facts):
    assert {reason.item for reason in facts.reasons} == {item.key for item in facts.checks}


@pytest.mark.parametrize("typed", ["0", "366", "-1"])
def test_days_of_a_return_are_within_a_year(typed):
    with pytest.raises(InvalidInput):
        rules.parse_setting(rules.RETURN_DAYS, typed)
    assert not rules.RETURN_DAYS.is_operation


@pytest.mark.parametrize("act", list(Act))
def test_every_act_is_open_to_exactly_the_table(act):
    stages, roles = rules.PERMITTED[act]

    for role in Role:
        for stage in Stage:
            expected = NotAllowed if role not in roles else StageClosed if stage not in stages else None
            assert _refusal(role, stage, act) is expected


def test_what_a_move_opens_and_closes_are_disjoint():
    for previous in Stage:
        for stage in Stage:
            opened, closed = rules.opened_by(stage, previous), rules.closed_by(stage, previous)
            assert not set(opened) & set(closed)
            assert opened == rules.closed_by(previous, stage)


def test_reviewers_may_only_review_and_nobody_but_the_committee_sees_cases():
    assert [act for act in Act if rules.may(Role.REVIEWER, act)] == [
        Act.VIEW_OWN_REVIEW,
        Act.ACCEPT_PLEDGE,
        Act.DECLARE_CONFLICT,
        Act.SCORE,
    ]
    assert rules.PERMITTED[Act.VIEW_CASES][1] == {Role.COMMITTEE}


def test_stage_moves_forward_freely_and_back_with_a_reason():
    rules.check_move(Stage.COLLECT, Stage.REVIEW, "")
    rules.check_move(Stage.REVIEW, Stage.COLLECT, "漏收一市")
    with pytest.raises(ReasonMissing):
        rules.check_move(Stage.REVIEW, Stage.COLLECT, " ")
    with pytest.raises(InvalidInput):
        rules.check_move(Stage.REVIEW, Stage.REVIEW, "漏收一市")


def _refusal(role, stage, act):
    try:
        rules.permit(role, stage, act)
    except (NotAllowed, StageClosed) as refusal:
        return type(refusal)
    return None
