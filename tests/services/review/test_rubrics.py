"""Changing a rubric: a new version each time, never under somebody who scores by it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.audit.rules import Change, change_line
from services.edition import actions as edition_actions
from services.edition import queries as editions
from services.edition.terms import Stage
from services.errors import InvalidInput, NotFound, ReasonMissing, RuleViolation, StageClosed, StaleView
from services.review.rubric import actions, queries
from services.review.rubric.rules import Rubric, fresh, rescaled
from services.review.sheets.terms import SheetState
from services.store import engine as store
from tests.material import NOW
from tests.services import reviewing, staging

CATEGORY = "技术创新"


def change(cast, criteria, *, seen=1, category=CATEGORY, actor="admin", reason="专家组会议意见", now=NOW):
    with store.work() as session:
        return actions.change(
            session,
            actor=cast[actor],
            category=category,
            criteria=criteria,
            seen=seen,
            reason=reason,
            now=now,
        )


def current(category=CATEGORY):
    with store.reading() as session:
        return queries.current(session, editions.current(session)).get(category)


def versions(category=CATEGORY):
    with store.reading() as session:
        return queries.versions(session, editions.current(session), category)


def reweighted():
    """The rubric with 5 points moved from the first criterion to the last."""
    first, *middle, last = current()[1].criteria
    return (
        rescaled(first, weight=first.weight - 5, scale=first.weight - 5),
        *middle,
        rescaled(last, weight=last.weight + 5, scale=last.weight + 5),
    )


def read_log(before):
    [entry] = staging.entries(before)
    return entry, [change_line(Change(**one)) for one in entry.changes]


def score(cast, state=SheetState.DRAFT):
    """Somebody begins to score a case, or hands it in, and the stage goes back; the sheet's rubric."""
    [case_id, _] = reviewing.passed(cast)
    reviewing.open_round(cast, [case_id], reviewing.register(cast["zhao"]))
    write = reviewing.save if state is SheetState.DRAFT else reviewing.submit
    write(cast["zhao"], case_id)
    staging.recommending(cast)
    with store.reading() as session:
        return queries.current(session, editions.current(session))[CATEGORY][0]


def test_first_version_is_the_editions_own(database, facts):
    [first] = versions()

    assert (first.number, first.by, first.reason) == (1, "系统", None)
    assert first.rubric == current()[1] == facts.rubrics[1]
    assert current()[0] == first.id
    with store.reading() as session:
        assert list(queries.current(session, editions.current(session))) == [
            "组织创新",
            "技术创新",
            "工艺创新",
        ]


def test_change_is_a_new_version_and_the_old_one_stays(database, cast):
    old_id, old = current()
    wanted = reweighted()
    later = NOW + timedelta(hours=1)

    assert change(cast, wanted, now=later) == 2

    newest, first = versions()
    assert (newest.number, newest.by, newest.at, newest.reason) == (2, "孙立", later, "专家组会议意见")
    assert current() == (newest.id, Rubric(CATEGORY, wanted))
    assert (first.id, first.rubric) == (old_id, old)
    with store.reading() as session:
        assert queries.of_id(session, old_id) == old
        assert queries.of_id(session, newest.id).criteria == wanted
        assert editions.facts(session).rubrics[1].criteria == wanted
    assert [v.number for v in versions("组织创新")] == [1]


def test_log_says_which_criterion_changed_and_how(database, cast):
    before = staging.counter()
    change(cast, reweighted())

    entry, lines = read_log(before)

    assert (entry.action, entry.subject_kind, entry.subject_name) == (
        "review.change_rubric",
        "Rubric",
        CATEGORY,
    )
    assert (entry.subject_id, entry.reason) == (current()[0], "专家组会议意见")
    assert lines[:3] == ["版本：1 → 2", "权重：原创性 20 → 原创性 15", "满分：原创性 20 → 原创性 15"]
    assert lines[3].startswith("等次：原创性：优 18–20 原理或方法首次提出")
    assert "权重：励志故事与科学家精神 10 → 励志故事与科学家精神 15" in lines
    assert all("先进性" not in line for line in lines)


def test_log_says_what_came_went_moved_and_was_reworded(database, cast):
    criteria = current()[1].criteria
    gone, *rest = criteria
    renamed = replace(rest[0], label="技术水平", clause="三（一）2")
    new = replace(
        fresh({c.key for c in criteria}, weight=gone.weight), label="推广前景", question="能推广吗？"
    )
    new = replace(new, levels=tuple(replace(level, anchor="说明") for level in new.levels))
    before = staging.counter()

    change(cast, (rest[1], renamed, *rest[2:], new))

    assert read_log(before)[1] == [
        "版本：1 → 2",
        "删去指标：原创性 20",
        "新增指标：推广前景 20",
        "指标名称：先进性 → 技术水平",
        "依据：技术水平：三（一）1 → 技术水平：三（一）2",
        "指标顺序：原创性、先进性、领域内知名度、性能、成本与关键难题、推动产业技术进步、科研历程与科学方法、"
        "励志故事与科学家精神 → 领域内知名度、技术水平、性能、成本与关键难题、推动产业技术进步、"
        "科研历程与科学方法、励志故事与科学家精神、推广前景",
    ]


def test_blanks_around_a_text_are_no_change(database, cast):
    criteria = tuple(replace(c, label=f" {c.label}　") for c in current()[1].criteria)

    with staging.nothing_written(), pytest.raises(InvalidInput, match="没有改动"):
        change(cast, criteria)


def test_unusable_rubric_is_refused_with_every_fault(database, cast):
    first, *rest = current()[1].criteria
    broken = (rescaled(replace(first, label=""), weight=15, scale=15), *rest)

    with staging.nothing_written(), pytest.raises(InvalidInput) as refused:
        change(cast, broken)

    assert "权重合计为 95，还差 5" in refused.value.message
    assert "名称还没有填写" in refused.value.message


def test_silence_staleness_and_a_category_nobody_knows_are_refused(database, cast):
    wanted = reweighted()

    with staging.nothing_written():
        with pytest.raises(ReasonMissing):
            change(cast, wanted, reason=" ")
        with pytest.raises(NotFound):
            change(cast, wanted, category="管理创新")
        with pytest.raises(StaleView):
            change(cast, wanted, seen=0)
    change(cast, wanted)
    with staging.nothing_written(), pytest.raises(StaleView, match="孙立"):
        change(cast, current()[1].criteria[::-1], seen=1)


def test_rubric_is_frozen_by_the_review_stage(database, cast):
    wanted = reweighted()
    staging.move_to(cast, Stage.REVIEW)

    with staging.nothing_written(), pytest.raises(StageClosed):
        change(cast, wanted)
    staging.move_to(cast, Stage.EXAMINE)

    assert change(cast, wanted) == 2


@pytest.mark.parametrize("state", SheetState)
def test_rubric_is_frozen_by_the_first_sheet_even_when_the_stage_went_back(database, cast, state):
    wanted = reweighted()
    rubric_id = score(cast, state)

    with staging.nothing_written(), pytest.raises(RuleViolation, match="已经固定"):
        change(cast, wanted)

    with store.reading() as session:
        assert queries.is_frozen(session, editions.current(session))
        assert queries.of_id(session, rubric_id) == current()[1]


def test_sheets_of_another_edition_freeze_nothing(database, cast, facts):
    score(cast)
    with store.work() as session:
        other = edition_actions.load(
            session, actor=cast["admin"], facts=replace(facts, code="hubei-2025"), reason="新一年", now=NOW
        )
        edition_actions.switch(session, actor=cast["admin"], edition_id=other, reason="新一年", now=NOW)

    with store.reading() as session:
        assert not queries.is_frozen(session, editions.current(session))
    assert [v.by for v in versions()] == ["孙立"]
    assert change(cast, reweighted()) == 2


def test_edition_without_rubrics_gets_its_first_on_screen(database, cast, facts):
    with store.work() as session:
        bare = replace(facts, code="hubei-2025", rubrics=())
        other = edition_actions.load(session, actor=cast["admin"], facts=bare, reason="新一年", now=NOW)
        edition_actions.switch(session, actor=cast["admin"], edition_id=other, reason="新一年", now=NOW)
    assert current() is None
    assert versions() == []

    assert change(cast, facts.rubrics[1].criteria, seen=0) == 1

    assert current()[1] == facts.rubrics[1]


def test_rubric_nobody_has_is_not_found(database):
    with pytest.raises(NotFound), store.reading() as session:
        queries.of_id(session, 999)
