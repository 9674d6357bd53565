"""公平性: the confirmed list beside what it was drawn from, for the committee and for leadership."""

import pytest

from services.edition.terms import Stage
from services.scoring.points import as_stored, shown
from services.selection.problem import Rules, Share
from services.selection.terms import ListKind
from services.store import engine as store
from services.store.models import Case
from tests.pages.reading import button, words
from tests.services import fairing, staging


@pytest.fixture
def ids(sqlite, cast):
    """Five reviewed cases in the stage 遴选."""
    return fairing.reviewed(cast)


@pytest.fixture
def shortlist(ids, cast):
    """Three of them confirmed."""
    scored = fairing.scored(cast, ids)
    fairing.listed(cast, *scored)
    return scored


def everything(app):
    """All the page says, shows in a table or draws."""
    shown_tables = [frame.value.to_csv() for frame in app.dataframe]
    return "\n".join([words(app), *shown_tables, *(chart.proto.spec for chart in app.get("plotly_chart"))])


def tables(app):
    """The tables of the page by the name of their first column."""
    return {frame.value.columns[0]: frame.value for frame in app.dataframe}


def test_before_a_list_is_confirmed_the_page_names_the_next_step(sign_in, ids, cast):
    fairing.scored(cast, ids)

    app = sign_in("wang", "fairness")

    assert not app.exception
    assert "入选名单尚未确认" in words(app)
    assert "由另一位组委会成员确认名单" in words(app)
    assert not app.dataframe


def test_before_the_stage_leadership_is_told_to_wait(sign_in):
    app = sign_in("chen", "fairness")

    assert "组委会确认名单后，这里会显示" in words(app)


def test_report_begins_with_the_list_in_a_sentence(sign_in, shortlist):
    said = words(sign_in("chen", "fairness")).replace("\\", "")

    assert "3 件入选案例，从 5 件推荐案例中产生，来自 1 个市州" in said
    assert "园区科协推荐 1 件，占 33.3 %，达到 30 % 的要求（二（二）3）" in said
    assert "网络投票使 1 件入选、1 件落选" in said
    assert "第 1 版名单，10 月 30 日会议确认" in said


def test_every_comparison_has_its_table(sign_in, shortlist):
    app = sign_in("chen", "fairness")

    city = tables(app)["市州"].set_index("市州")
    assert list(city.loc["武汉市"][:5]) == [3, 3, 3, "100.0 %", "43.9 % 至 100.0 %"]
    assert list(city.loc["合计"][:3]) == [5, 5, 3]
    assert {"案例类型", "企业类型", "园区科协推荐"} < set(tables(app))


def test_list_is_by_city_without_places_and_scores(sign_in, shortlist):
    app = sign_in("chen", "fairness")

    table = tables(app)["序号"]
    assert list(table.columns) == ["序号", "市州", "案例名称", "完成单位", "案例类型", "企业类型", "园区科协"]
    assert list(table["案例名称"]) == [case.case_name for case in staging.cases("武汉市")]


def test_leadership_reads_no_score_no_phone_no_reviewer_and_nobody_outside(sign_in, shortlist, ids, cast):
    said = everything(sign_in("chen", "fairness"))

    scores = {shown(as_stored(score), decimals) for score in shortlist[1].values() for decimals in (2, 4)}
    with store.reading() as session:
        cases = [session.get_one(Case, case_id) for case_id in ids]
        secret = {phone for case in cases for phone in case.phones} | {case.contact_name for case in cases}
        outside = {text for case in cases[3:] for text in (case.case_name, case.enterprise)}
    secret |= {cast["zhao"].display_name, cast["wang"].display_name, "武汉大学"} | scores | outside
    assert [text for text in secret if text and text in said] == []
    assert cases[0].case_name in said


def test_committee_reads_which_cases_changed_places(sign_in, shortlist, ids):
    app = sign_in("wang", "fairness")

    table = tables(app)["因为"]
    assert list(table["结果"]) == ["因此入选", "因此未入选"]
    assert all("《" in name for name in table["案例"])


def test_lecture_list_is_chosen(sign_in, shortlist, cast):
    fairing.listed(cast, *shortlist, ListKind.LECTURE, Rules(max_size=1, park_share=Share(0, 1)))
    app = sign_in("chen", "fairness")
    assert "3 件入选案例" in words(app)

    app.segmented_control[0].set_value(ListKind.LECTURE).run()

    assert not app.exception
    assert "1 件宣讲案例，从 3 件入选案例中产生" in words(app).replace("\\", "")


def test_report_stays_in_later_stages(sign_in, shortlist, move_stage):
    move_stage(Stage.PROMOTE)

    assert "3 件入选案例" in words(sign_in("chen", "fairness"))


def test_leadership_takes_the_report_as_a_document(sign_in, shortlist):
    app = sign_in("chen", "fairness")

    button(app, "生成 Word 文档").click().run()

    assert not app.exception
    assert "公平性报告（内部）" in words(app).replace("\\", "")
