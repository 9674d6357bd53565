"""A tally is imported whole or not at all, once, with its source; a discarded one counts no more."""

from datetime import timedelta

import pytest
from sqlmodel import select

from services.audit.terms import LoggedAct
from services.edition import queries as editions
from services.edition.terms import Stage
from services.errors import InvalidInput, NotAllowed, ReasonMissing, RuleViolation, StageClosed, StaleView
from services.findings import Source
from services.scoring.tallies import actions, queries
from services.scoring.terms import ScoringMethod, VoteMapping
from services.selection.terms import ListKind
from services.store import engine as store
from services.store import files
from services.store.review_models import ReviewRound
from services.store.selection_models import ScoreSet, Tally, TallyCount
from tests.material import NOW
from tests.services import reviewing, selecting, staging
from tests.services.scoring.tallies.voting import SOURCE, bring, table


@pytest.fixture
def case_ids(database, cast):
    return reviewing.passed(cast, {"天门市": (1, 2), "潜江市": (3,)})


def counts(tally_id):
    with store.reading() as session:
        found = session.exec(
            select(TallyCount).where(TallyCount.tally_id == tally_id).order_by(TallyCount.case_id)
        )
        return [(one.case_id, one.votes, one.written, one.row) for one in found]


def tallies():
    with store.reading() as session:
        return list(session.exec(select(Tally).order_by(Tally.id)))


def counting_id():
    with store.reading() as session:
        found = queries.counting(session, editions.current(session))
        return found and found.id


def let_go(cast, tally_id, *, reason="平台导出有误", actor="wang"):
    with store.work() as session:
        actions.discard(session, actor=cast[actor], tally_id=tally_id, reason=reason, now=NOW)


def fixed_with(cast, tally_id, number, round_id):
    with store.work() as session:
        session.add(
            ScoreSet(
                edition_id=editions.current(session).id, number=number, purpose=ListKind.SHORTLIST,
                round_id=round_id, method=ScoringMethod.MEAN, required=1, tally_id=tally_id,
                vote_mapping=VoteMapping.LOG_CAPPED, vote_weight="1/10", basis="0" * 64,
                reason=None if number == 1 else "更正", fixed_by=cast["wang"].account_id,
                # Before the round was closed: nobody compares these scores with its sheets.
                fixed_at=NOW - timedelta(days=1),
            )
        )  # fmt: skip


def test_every_case_gets_its_votes_and_the_file_is_kept(case_ids, cast):
    content = table(dict(zip(case_ids, (120, 7, 0), strict=True)))
    before = staging.counter()

    tally_id = bring(cast, content)

    [stored] = tallies()
    names = {case.id: f"{case.case_name}；{case.enterprise}" for case in staging.cases()}
    assert counts(tally_id) == [
        (case_id, votes, names[case_id], row)
        for case_id, votes, row in zip(case_ids, (120, 7, 0), (2, 3, 4), strict=True)
    ]
    assert (stored.source, stored.counted_at, stored.imported_by) == (SOURCE, NOW, cast["wang"].account_id)
    assert files.load(stored.file_sha256) == content
    [entry] = staging.entries(before)
    told = {change["field"]: change["new"] for change in entry.changes}
    assert (entry.action, entry.subject_kind, entry.subject_id) == ("tally.import", "Tally", tally_id)
    assert (told["sha256"], told["votes"], told["count"], told["zeros"]) == (stored.file_sha256, 127, 3, 0)


def test_the_same_bytes_twice_change_nothing_and_say_so(case_ids, cast):
    content = table(dict.fromkeys(case_ids, 5))
    bring(cast, content)

    with staging.nothing_written(), pytest.raises(InvalidInput, match="完全相同，没有重复导入"):
        bring(cast, content, counted_at=NOW - timedelta(days=1))
    assert len(tallies()) == 1


def test_the_bytes_of_a_discarded_tally_may_come_again(case_ids, cast):
    content = table(dict.fromkeys(case_ids, 5))
    let_go(cast, bring(cast, content))

    assert bring(cast, content) == counting_id()


def test_missing_cases_count_as_zero_only_when_a_person_says_so(case_ids, cast):
    content = table({case_ids[0]: 5})
    rest = frozenset(case_ids[1:])

    with staging.nothing_written(), pytest.raises(RuleViolation, match="有 2 件案例没有出现"):
        bring(cast, content)
    with staging.nothing_written(), pytest.raises(StaleView):
        bring(cast, content, zeros=rest - {case_ids[2]})
    tally_id = bring(cast, content, zeros=rest)

    assert [one[1:] for one in counts(tally_id)][1:] == [(0, "", 0), (0, "", 0)]


def test_rows_nobody_matched_wait_for_a_decision(case_ids, cast):
    content = table(
        dict.fromkeys(case_ids[1:], 5), extra=[("江汉之光", "某公司", 30), ("茶叶品牌故事", "外省公司", 99)]
    )
    first, second = Source("Sheet", 4), Source("Sheet", 5)

    with staging.nothing_written(), pytest.raises(RuleViolation, match="有 2 行还没有对应到案例"):
        bring(cast, content)
    with staging.nothing_written(), pytest.raises(RuleViolation, match="对应到了同一件案例"):
        bring(cast, content, decided={first: case_ids[1], second: None}, zeros=frozenset(case_ids[:1]))
    tally_id = bring(cast, content, decided={first: case_ids[0], second: None})

    assert counts(tally_id)[0] == (case_ids[0], 30, "江汉之光；某公司", 4)


def test_unreadable_votes_import_nothing(case_ids, cast):
    content = table({case_ids[0]: "1.2万", case_ids[1]: 5, case_ids[2]: 6})

    with staging.nothing_written(), pytest.raises(RuleViolation, match="有 1 行的票数不能读取"):
        bring(cast, content)
    assert tallies() == []


def test_a_file_that_is_no_tally_imports_nothing(case_ids, cast):
    with staging.nothing_written(), pytest.raises(RuleViolation, match="这份文件不能导入"):
        bring(cast, b"%PDF-1.4")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"source": "  "}, "没有填写票数来源"),
        ({"source": "票" * 101}, "最多 100 字"),
        ({"counted_at": NOW + timedelta(seconds=1)}, "计票时间晚于现在"),
    ],
)
def test_date_and_source_are_required(case_ids, cast, options, told):
    with staging.nothing_written(), pytest.raises(InvalidInput, match=told):
        bring(cast, table(dict.fromkeys(case_ids, 5)), **options)


def test_a_case_withdrawn_since_the_preview_counts_no_more(case_ids, cast):
    content = table(dict.fromkeys(case_ids, 5))
    staging.withdraw(cast, next(case for case in staging.cases() if case.id == case_ids[0]))

    assert [one[0] for one in counts(bring(cast, content))] == case_ids[1:]


def test_discarding_keeps_the_tally_and_the_one_before_counts(case_ids, cast):
    earlier = bring(cast, table(dict.fromkeys(case_ids, 5)), counted_at=NOW - timedelta(days=1))
    later = bring(cast, table(dict.fromkeys(case_ids, 9)))
    before = staging.counter()

    let_go(cast, later)

    assert counting_id() == earlier
    assert len(counts(later)) == 3
    assert (tallies()[1].discarded_at, tallies()[1].discard_reason) == (NOW, "平台导出有误")
    [entry] = staging.entries(before)
    assert (entry.action, entry.reason) == ("tally.discard", "平台导出有误")
    with staging.nothing_written(), pytest.raises(RuleViolation, match="已经不采用"):
        let_go(cast, later)


def test_discarding_needs_a_reason(case_ids, cast):
    tally_id = bring(cast, table(dict.fromkeys(case_ids, 5)))

    with staging.nothing_written(), pytest.raises(ReasonMissing):
        let_go(cast, tally_id, reason=" ")


def test_a_tally_the_newest_scores_rest_on_stays_until_others_are_fixed(case_ids, cast):
    tally_id = bring(cast, table(dict.fromkeys(case_ids, 5)))
    selecting.scored(cast, dict.fromkeys(case_ids, 80))
    with store.reading() as session:
        round_id = session.exec(select(ReviewRound.id)).first()
    fixed_with(cast, tally_id, 2, round_id)

    with staging.nothing_written(), pytest.raises(RuleViolation, match="第 2 次核定的得分用到了"):
        let_go(cast, tally_id)
    fixed_with(cast, None, 3, round_id)
    let_go(cast, tally_id)

    assert counting_id() is None


ACTS = {
    LoggedAct.TALLY_IMPORT: lambda cast, content, tally_id, who: bring(cast, content, actor=who),
    LoggedAct.TALLY_DISCARD: lambda cast, content, tally_id, who: let_go(cast, tally_id, actor=who),
}


@pytest.mark.parametrize("act", ACTS)
def test_act_is_refused_to_everybody_else_and_in_another_stage(case_ids, cast, act):
    tally_id = bring(cast, table(dict.fromkeys(case_ids, 5)))
    new = table(dict.fromkeys(case_ids, 6))

    for who in ("admin", "zhao", "chen"):
        with staging.nothing_written(), pytest.raises(NotAllowed):
            ACTS[act](cast, new, tally_id, who)
    staging.move_to(cast, Stage.SELECT)
    with staging.nothing_written(), pytest.raises(StageClosed):
        ACTS[act](cast, new, tally_id, "wang")


@pytest.mark.parametrize("act", ACTS)
def test_act_writes_exactly_one_entry(case_ids, cast, act):
    tally_id = bring(cast, table(dict.fromkeys(case_ids, 5)))
    new = table(dict.fromkeys(case_ids, 6))
    before = staging.counter()

    ACTS[act](cast, new, tally_id, "li")

    [entry] = staging.entries(before)
    assert (entry.action, entry.actor) == (act.value, "li")
