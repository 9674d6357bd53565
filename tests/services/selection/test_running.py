"""Stating the problem of a list from what is stored, and running it."""

from decimal import Decimal

import pytest
from sqlmodel import select

from services.audit.terms import LoggedAct
from services.edition import queries as editions
from services.edition.terms import Stage
from services.errors import RuleViolation
from services.selection.problem import CityCap, Share, fingerprint
from services.selection.problem_file import from_json
from services.selection.rules import solve
from services.selection.runs import actions, queries
from services.selection.terms import ListKind, RuleKind, SolveStatus
from services.store import engine as store
from services.store.models import Case, EditionSetting
from services.store.selection_models import CaseScore, SelectionRun
from services.terms import Park
from tests.material import NOW
from tests.services import reviewing, selecting, staging


def stated(kind=ListKind.SHORTLIST):
    with store.reading() as session:
        return queries.stated(session, editions.current(session), kind)


def run(cast, kind=ListKind.SHORTLIST):
    with store.work() as session:
        return actions.run(session, actor=cast["wang"], kind=kind, now=NOW)


def change_setting(key, value):
    """As if it had been set before the rules were frozen."""
    with store.work() as session:
        session.exec(select(EditionSetting).where(EditionSetting.key == key)).one().value = value


@pytest.fixture
def scored(database, cast):
    """Four cases of two cities, three with an official score; the edition stands at the selection."""
    ids = reviewing.passed(cast, {"天门市": (1, 2), "潜江市": (3, 4)})
    staging.move_to(cast, Stage.SELECT)
    selecting.scored(cast, finals(ids))
    return ids


def finals(ids):
    return dict(zip(ids, ("81.5", "90", "90.0001"), strict=False))


def test_problem_holds_the_fixed_scores_and_the_rules_of_the_notice(scored):
    found = stated()

    assert [(case.id, case.score) for case in found.problem.cases] == [
        (str(scored[2]), Decimal("90.0001")),
        (str(scored[1]), Decimal("90.0000")),
        (str(scored[0]), Decimal("81.5000")),
    ]
    rules = found.problem.rules
    assert (rules.max_size, rules.park_share, rules.park_unknown_counts_as) == (
        100,
        Share(3, 10),
        Park.NOT_PARK,
    )
    assert (rules.city_cap, rules.category_min, rules.min_score, rules.one_per_enterprise) == (
        None,
        {},
        None,
        True,
    )
    assert [one.id for one in found.unscored] == [scored[3]]


def test_case_that_is_withdrawn_no_longer_enters(scored, cast):
    staging.withdraw(cast, staging.cases()[1])

    assert str(scored[1]) not in {case.id for case in stated().problem.cases}


def test_run_keeps_problem_and_answer_in_the_form_of_the_contract(scored, cast):
    made = run(cast)

    with store.reading() as session:
        kept = session.get_one(SelectionRun, made)
        entry = staging.entries()[-1]
    problem = stated().problem
    answer = solve(problem)
    marked = fingerprint(problem.as_json(), answer.chosen.ids)
    assert from_json(kept.problem) == problem
    assert kept.answer == answer.as_json(marked)
    assert (kept.fingerprint, kept.number, kept.made_by) == (marked, 1, cast["wang"].account_id)
    assert (entry.action, entry.actor) == (LoggedAct.SELECTION_RUN.value, "wang")


def test_second_run_is_numbered_on_and_the_first_stays(scored, cast):
    first, second = run(cast), run(cast)

    with store.reading() as session:
        edition = editions.current(session)
        assert [one.id for one in queries.runs(session, edition, ListKind.SHORTLIST)] == [second, first]
        assert queries.latest(session, edition, ListKind.SHORTLIST).number == 2


def test_run_is_refused_before_scores_are_fixed(database, cast):
    reviewing.passed(cast)
    staging.move_to(cast, Stage.SELECT)

    with staging.nothing_written(), pytest.raises(RuleViolation, match="核定得分"):
        run(cast)


def test_second_list_is_refused_before_the_first_is_confirmed(scored, cast):
    with staging.nothing_written(), pytest.raises(RuleViolation, match="已确认的入选案例"):
        run(cast, ListKind.LECTURE)


def test_second_list_is_drawn_from_the_confirmed_first_with_its_scores(scored, cast):
    score_set = stated().score_set.id
    selecting.confirmed(cast, score_set, finals(scored))

    found = stated(ListKind.LECTURE)

    assert [case.id for case in found.problem.cases] == [str(scored[2]), str(scored[1])]
    assert found.score_set.id == score_set
    rules = found.problem.rules
    assert (rules.max_size, rules.city_cap) == (10, CityCap(2))
    made = run(cast, ListKind.LECTURE)
    with store.reading() as session:
        assert session.get_one(SelectionRun, made).base_run_id == found.base_run_id


def test_second_list_is_scored_by_its_own_round_where_one_was_held(scored, cast):
    score_set = stated().score_set.id
    selecting.confirmed(cast, score_set, finals(scored))
    own = selecting.scored(cast, {scored[1]: 95, scored[2]: 70}, purpose=ListKind.LECTURE)

    found = stated(ListKind.LECTURE)

    assert found.score_set.id == own
    assert [(case.id, case.score) for case in found.problem.cases] == [
        (str(scored[1]), Decimal(95)),
        (str(scored[2]), Decimal(70)),
    ]


def test_run_stands_until_what_it_was_stated_from_changes(scored, cast):
    made = run(cast)
    with store.reading() as session:
        assert queries.differs(session, session.get_one(SelectionRun, made)).is_none

    change_setting("shortlist.max_size", "2")
    with store.work() as session:
        session.get_one(Case, scored[0]).park = Park.PARK
        lost = session.exec(select(CaseScore).where(CaseScore.case_id == scored[1])).one()
        lost.official = lost.final = None

    with store.reading() as session:
        found = queries.differs(session, session.get_one(SelectionRun, made))
    assert (found.rules, found.changed, found.gone, found.joined) == (
        (RuleKind.MAX_SIZE,),
        (str(scored[0]),),
        (str(scored[1]),),
        (),
    )


def test_rules_that_cannot_be_met_are_run_and_told_too(scored, cast):
    change_setting("shortlist.category_min.技术创新", "4")

    made = run(cast)

    with store.reading() as session:
        kept = session.get_one(SelectionRun, made)
    assert kept.answer["status"] == SolveStatus.INFEASIBLE.value
    assert kept.answer["minimal_conflicts"] == [["category_min:技术创新"]]
