"""总览 in 遴选 and later: the lists come first, and only as they are confirmed."""

import pytest

from services.edition.terms import Stage
from services.selection.problem import Rules, Share
from services.selection.terms import ListKind
from services.store import engine as store
from services.store.models import Case
from tests.pages.reading import words
from tests.services import fairing


@pytest.fixture
def scored(sqlite, cast):
    """Five reviewed cases with scores, in the stage 遴选."""
    ids = fairing.reviewed(cast)
    return ids, *fairing.scored(cast, ids)


def metrics(app):
    return {one.label: one.value for one in app.metric}


def columns(app):
    return [tuple(frame.value.columns) for frame in app.dataframe]


def test_before_confirmation_the_page_says_so_and_counts_no_list(sign_in, scored):
    app = sign_in("chen", "overview")

    assert not app.exception
    assert "入选名单**尚未确认**" in words(app)
    assert metrics(app) == {
        "推荐案例": "5 / 330", "资格审查通过": "5 / 5", "入选案例": "未确认", "宣讲案例": "未确认",
    }  # fmt: skip
    funnel = next(frame.value for frame in app.dataframe if "占上一步" in frame.value.columns)
    assert list(funnel["案例"].isna()) == [False, False, True, True]


def test_run_that_nobody_confirmed_shows_on_no_screen(sign_in, scored, cast):
    before = words(sign_in("chen", "overview"))
    _, score_set, finals = scored
    fairing.undo_confirmation(fairing.listed(cast, score_set, finals))

    assert words(sign_in("chen", "overview")) == before


def test_confirmed_list_leads_the_first_screen(sign_in, scored, cast):
    _, score_set, finals = scored
    fairing.listed(cast, score_set, finals)

    app = sign_in("chen", "overview")

    assert not app.exception
    assert metrics(app) == {
        "入选案例": "3", "宣讲案例": "未确认", "园区科协占比": "33.3 %", "有案例入选的市州": "1 / 17",
    }  # fmt: skip
    assert "入选名单第 1 版**已确认**" in words(app)
    table = next(frame.value for frame in app.dataframe if "占推荐" in frame.value.columns).set_index("市州")
    assert list(table.loc["武汉市"]) == [3, 3, 3, "100.0 %", 0]
    assert list(table.loc["天门市"]) == [2, 2, 0, "0.0 %", 0]


def test_lectures_are_counted_once_they_are_confirmed(sign_in, scored, cast):
    _, score_set, finals = scored
    fairing.listed(cast, score_set, finals)
    fairing.listed(cast, score_set, finals, ListKind.LECTURE, Rules(max_size=1, park_share=Share(0, 1)))

    app = sign_in("wang", "overview")

    assert metrics(app)["宣讲案例"] == "1"
    parks = next(frame.value for frame in app.dataframe if "园区科协占比" in frame.value.columns)
    assert list(parks["合计"][:3]) == [5, 3, 1]


def test_scores_by_category_stay_on_the_page(sign_in, scored, cast):
    _, score_set, finals = scored
    fairing.listed(cast, score_set, finals)

    assert any("中位数" in names for names in columns(sign_in("chen", "overview")))


def test_lists_stay_first_in_later_stages(sign_in, scored, cast, move_stage):
    _, score_set, finals = scored
    fairing.listed(cast, score_set, finals)
    move_stage(Stage.PROMOTE)

    assert metrics(sign_in("chen", "overview"))["入选案例"] == "3"


def test_before_the_stage_nothing_is_said_of_lists(sign_in, scored, move_stage):
    move_stage(Stage.REVIEW)

    app = sign_in("chen", "overview")
    assert "入选案例" not in metrics(app)
    assert "尚未确认" not in words(app)


def test_leadership_reads_no_case_and_no_enterprise(sign_in, scored, cast):
    ids, score_set, finals = scored
    fairing.listed(cast, score_set, finals)

    app = sign_in("chen", "overview")
    said = words(app) + "".join(frame.value.to_csv() for frame in app.dataframe)
    with store.reading() as session:
        cases = [session.get_one(Case, case_id) for case_id in ids]
        secret = {text for case in cases for text in (case.case_name, case.enterprise, *case.phones)}
    assert [text for text in secret if text in said] == []
