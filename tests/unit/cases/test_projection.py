"""What each role sees of a case (invariant 13), and how decisions on names are remembered."""

from dataclasses import fields

import pytest

from services.cases import rules
from services.cases.actions import shown
from services.cases.rules import CaseView, pair, project, public
from services.cases.terms import CaseState
from services.terms import Park, Role
from tests.material import NOW

PRIVATE = {"contact_name", "contact_title", "phones"}
CASE = CaseView(
    id=1,
    city="武汉市",
    city_position=1,
    state=CaseState.APPLIED,
    state_reason=None,
    position=7,
    case_name="装备关键技术研发",
    enterprise="湖北鼎盛科技有限公司",
    enterprise_id=3,
    people=("张远",),
    contact_name="张远",
    contact_title="总工",
    phones=("13800000001",),
    enterprise_type="民营企业",
    category="技术创新",
    remark="联系电话 13800000001",
    county="江夏区",
    recommender="江夏区科协",
    park=Park.NOT_PARK,
    park_source="remark",
    version=2,
    updated_at=NOW,
    updated_by="王敏",
)


def hidden(view):
    return {f.name for f in fields(view) if getattr(view, f.name) != getattr(CASE, f.name)}


def test_every_role_has_its_projection():
    assert set(rules.HIDDEN) == set(Role)


def test_committee_sees_everything():
    assert project(CASE, Role.COMMITTEE) == CASE


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COMMITTEE])
def test_other_roles_see_no_phone_and_no_contact(role):
    seen = project(CASE, role)

    assert hidden(seen) >= PRIVATE
    assert "13800000001" not in repr(seen)


def test_reviewer_does_not_see_the_recommendation_order():
    assert project(CASE, Role.REVIEWER).position is None


def test_public_list_names_nobody_to_call():
    seen = public(CASE)

    assert PRIVATE | {"position", "updated_by"} <= hidden(seen)
    assert "13800000001" not in repr(seen)
    assert seen.enterprise == CASE.enterprise


def test_pair_of_names_is_remembered_in_one_order():
    assert pair("乙公司", "甲公司") == pair("甲公司", "乙公司")
    assert pair("Ａ 公司", "b公司")[0] == ("a公司", "Ａ 公司")


@pytest.mark.parametrize(
    ("value", "text"),
    [(("张远", "李文博"), "张远、李文博"), ([], ""), (None, ""), (Park.PARK, "园区科协推荐"), ("甲", "甲")],
)
def test_value_is_shown_as_a_person_edits_it(value, text):
    assert shown(value) == text
