"""A selection that counts is what solving gives, on the scores that were fixed; else ``verify`` says so."""

import copy

import pytest
from sqlmodel import select

from services.store import engine as store
from services.store import invariants
from services.store.selection_models import CaseScore, SelectionRun
from tests.services import selecting


def violations():
    with store.reading() as session:
        return [(one.code, one.message) for one in invariants.check(session)]


@pytest.fixture
def chosen(sqlite, cast):
    """A list of two out of three was run: the share of park is not asked."""
    ids = selecting.selecting_stage(cast)
    selecting.change_setting("shortlist.park_share", "0")
    selecting.change_setting("shortlist.max_size", "2")
    return ids, selecting.run(cast)


@pytest.fixture
def restored(chosen):
    """What a test spoils is put right again: the fixture of the database looks at the end."""
    with store.reading() as session:
        run = session.get_one(SelectionRun, chosen[1])
        kept = copy.deepcopy((run.problem, run.answer, run.fingerprint))
        scores = {one.id: one.final for one in session.exec(select(CaseScore))}
    yield chosen
    with store.work() as session:
        run = session.get_one(SelectionRun, chosen[1])
        run.problem, run.answer, run.fingerprint = kept
        for one in session.exec(select(CaseScore)):
            one.final = scores[one.id]


def spoil(run_id, change):
    """Change a stored run behind the program's back."""
    with store.work() as session:
        run = session.get_one(SelectionRun, run_id)
        problem, answer = copy.deepcopy((run.problem, run.answer))
        change(run, problem, answer)
        run.problem, run.answer = problem, answer


def test_sound_selection_says_nothing(chosen):
    assert violations() == []


def test_changed_answer_names_the_case(restored):
    ids, run_id = restored

    spoil(run_id, lambda run, problem, answer: answer["ids"].append(str(ids[0])))

    [(code, message)] = violations()
    assert code == "SELECTION_DIFFERS"
    assert selecting.stated().entries[str(ids[0])].name in message


def test_changed_rule_is_noticed_though_the_list_stays(restored):
    _, run_id = restored

    spoil(run_id, lambda run, problem, answer: problem["rules"].update(one_per_enterprise=False))

    assert [code for code, _ in violations()] == ["SELECTION_DIFFERS"]


def test_changed_fixed_score_names_the_case_and_both_scores(restored):
    ids, _ = restored
    with store.work() as session:
        session.exec(select(CaseScore).where(CaseScore.case_id == ids[1])).one().final += 1

    [(code, message)] = violations()
    assert code == "SELECTION_SCORE_DIFFERS"
    assert selecting.stated().entries[str(ids[1])].name in message
    assert "90.0000" in message
    assert "90.0001" in message


def test_changed_score_in_the_problem_is_noticed_twice(restored):
    _, run_id = restored

    spoil(run_id, lambda run, problem, answer: problem["cases"][0].update(score="99.0000"))

    assert [code for code, _ in violations()] == ["SELECTION_DIFFERS", "SELECTION_SCORE_DIFFERS"]


def test_problem_nobody_can_read_is_told(restored):
    _, run_id = restored

    spoil(run_id, lambda run, problem, answer: problem.pop("rules"))

    assert [code for code, _ in violations()] == ["SELECTION_UNREADABLE"]


def test_only_the_newest_and_the_confirmed_are_solved_again(restored, cast):
    _, run_id = restored
    selecting.run(cast)

    spoil(run_id, lambda run, problem, answer: answer.update(ids=[]))

    assert violations() == []
