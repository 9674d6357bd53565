"""The fairness report from a real database: what it counts is what the list holds."""

import pytest
from sqlalchemy import event
from sqlmodel import select

from services.edition.queries import current
from services.eligibility.terms import ExaminationState
from services.fairness import wording
from services.fairness.queries import confirmed_kinds, report
from services.fairness.rules import Change
from services.fairness.terms import Trait
from services.review.conflicts.terms import ConflictState
from services.selection.lists import queries as lists
from services.selection.problem import Rules, Share
from services.selection.terms import ListKind, RuleKind
from services.status.queries import status
from services.status.terms import CaseList
from services.store import engine as store
from services.store.eligibility_models import Examination
from services.store.review_models import Reviewer
from services.terms import Park, Role
from tests.material import NOW
from tests.services import fairing, reviewing, staging


@pytest.fixture
def ids(database, cast):
    """Five reviewed cases."""
    return fairing.reviewed(cast)


@pytest.fixture
def shortlist(ids, cast):
    """Three of them confirmed, votes included; score set and finals."""
    scored = fairing.scored(cast, ids)
    fairing.listed(cast, *scored)
    return scored


def told(kind=ListKind.SHORTLIST, viewer=Role.LEADERSHIP):
    with store.reading() as session:
        return report(session, viewer=viewer, kind=kind)


def groups(found, trait):
    return {
        group.name: (group.base, group.passed, group.chosen) for group in found.by(trait).groups if group.base
    }


def test_before_a_list_is_confirmed_there_is_no_report(ids, cast):
    fairing.scored(cast, ids)

    assert told() is None
    with store.reading() as session:
        assert confirmed_kinds(session) == []


def test_every_comparison_counts_the_cases_of_the_list(shortlist):
    found = told()

    assert groups(found, Trait.CITY) == {"武汉市": (3, 3, 3), "天门市": (2, 2, 0)}
    assert groups(found, Trait.PARK) == {
        Park.PARK.label: (2, 2, 1), Park.NOT_PARK.label: (2, 2, 1), Park.UNKNOWN.label: (1, 1, 1),
    }  # fmt: skip
    assert groups(found, Trait.ENTERPRISE_TYPE) == {"民营企业": (5, 5, 3)}
    assert len(found.by(Trait.CITY).groups) == 17


def test_report_status_and_list_count_the_same(shortlist):
    found = told()

    with store.reading() as session:
        counted = status(session, NOW)
        members = lists.members(session, lists.current(session, current(session), ListKind.SHORTLIST))
    assert found.size == len(members) == counted.count(CaseList.SHORTLISTED)
    for trait in Trait:
        assert found.by(trait).whole.chosen == found.size
    by_city = {group.name: group.chosen for group in found.by(Trait.CITY).groups}
    assert by_city == {city.name: city.shortlisted for city in counted.cities}
    assert [one.case_name for one in found.members] == [one.case_name for one in members]


def test_case_that_did_not_pass_is_recommended_and_not_eligible(ids, shortlist):
    with store.work() as session:
        [one] = session.exec(select(Examination).where(Examination.case_id == ids[3]))
        one.state, one.reason = ExaminationState.REFUSAL_PROPOSED, "材料不齐"

    assert groups(told(), Trait.CITY)["天门市"] == (2, 1, 0)


def test_votes_changed_one_place(ids, shortlist):
    found = told()

    assert found.votes.change == Change((str(ids[2]),), (str(ids[3]),))
    assert "不计投票时，有 1 件不会入选、1 件会入选" in wording.votes(found.votes)


def test_without_votes_there_is_nothing_to_tell_of_them(ids, cast):
    fairing.listed(cast, *fairing.scored(cast, ids, has_votes=False))

    assert told().votes is None
    assert wording.votes(None) == "网络投票没有计入得分。"


def test_park_rule_is_told_with_whom_it_let_in(ids, cast):
    scored = fairing.scored(cast, ids)
    fairing.listed(cast, *scored, rules=Rules(max_size=2, park_share=Share(1, 1)))

    [effect] = [one for one in told().rules if one.kind is RuleKind.PARK_SHARE]
    assert effect.change == Change((str(ids[4]),), (str(ids[2]),))
    assert "使 1 件入选、1 件让出位置" in wording.rules([effect], 0, 0)


def test_lecture_list_is_compared_with_the_shortlist(shortlist, cast):
    fairing.listed(cast, *shortlist, ListKind.LECTURE, Rules(max_size=1, park_share=Share(0, 1)))

    found = told(ListKind.LECTURE)

    assert groups(found, Trait.CITY) == {"武汉市": (3, 3, 1)}
    assert "1 件宣讲案例，从 3 件入选案例中产生" in wording.headline(found)
    with store.reading() as session:
        assert confirmed_kinds(session) == list(ListKind)


def test_withdrawn_case_of_a_confirmed_list_still_counts_on_both_sides(ids, cast, shortlist):
    case = next(case for case in staging.cases() if case.id == ids[0])
    staging.withdraw(cast, case)

    assert groups(told(), Trait.CITY)["武汉市"] == (3, 3, 3)


def test_reviewers_and_conflicts_are_counts(ids, cast):
    with store.reading() as session:
        first = session.exec(select(Reviewer.id)).one()
    reviewing.object_to(first, ids[4], ConflictState.SUSPECTED)
    fairing.listed(cast, *fairing.scored(cast, ids))

    found = told()

    # The sheet of a case with an open conflict does not count any more.
    assert (found.panel.reviewers, found.panel.sheets) == (1, {1: 4})
    assert found.panel.sd is None
    assert (found.avoidance.found, found.avoidance.declared, found.avoidance.suspected) == (1, 0, 1)
    assert "待认定 1 条" in wording.conflicts(found.avoidance)


def test_leadership_is_told_no_case_outside_the_list_no_score_and_no_reviewer(ids, cast, shortlist):
    outside = {case.case_name for case in staging.cases() if case.id in ids[3:]}

    found = repr(told())

    assert told().names == {}
    assert [name for name in outside if name in found] == []
    assert [score for score in map(str, shortlist[1].values()) if score in found] == []
    assert cast["zhao"].display_name not in found


def test_committee_is_told_which_cases_changed_places(ids, shortlist):
    found = told(viewer=Role.COMMITTEE)

    assert set(found.votes.change.joined + found.votes.change.left) <= set(found.names)


def test_number_of_queries_is_small(shortlist):
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(store.engine(), "before_cursor_execute", note)
    told()
    event.remove(store.engine(), "before_cursor_execute", note)

    assert len(statements) <= 30
