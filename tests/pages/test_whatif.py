"""如果……会怎样: nothing before it is asked for, the curves when opened, the chances with their progress."""

import pytest
from streamlit.testing.v1 import AppTest

from services.store.engine import work
from services.store.models import Case
from services.terms import Park
from tests.pages.reading import button, words
from tests.services import selecting
from tests.services.scoring import rounds

SECONDS = 30
# What each of three reviewers gave each of four cases.
SHARES = ((0.9, 0.8, 0.85), (0.6, 0.55, 0.7), (0.7, 0.5, 0.6), (0.5, 0.4, 0.55))


# A page that shows nothing else.
PAGE = """
from services.edition.queries import current
from services.selection.runs.queries import stated
from services.selection.terms import ListKind
from services.store.engine import reading
from ui import selection_whatif

with reading() as session:
    found = stated(session, current(session), ListKind.SHORTLIST)
selection_whatif.show(found, ListKind.SHORTLIST)
"""


def opened(*parts):
    app = AppTest.from_string(PAGE, default_timeout=SECONDS)
    for part in parts:
        app.session_state[f"whatif.shortlist.{part}"] = True
    return app.run()


def reviewed(cast, shares=SHARES):
    """Four cases, two of them park, reviewed and not yet scored; the list holds two."""
    selecting.change_setting("shortlist.max_size", "2")
    found = rounds.closed(
        cast,
        shares,
        reviews_per_case=len(shares[0]),
        people=len(shares[0]),
        cities={"天门市": (1, 2), "潜江市": (3, 4)},
    )
    with work() as session:
        for place, case_id in enumerate(found):
            session.get_one(Case, case_id).park = Park.PARK if place in (1, 3) else Park.NOT_PARK
    return found


@pytest.fixture
def ids(sqlite, cast):
    """The same with scores from the sheets alone."""
    found = reviewed(cast)
    rounds.fix(cast)
    return found


def test_closed_parts_compute_nothing(ids):
    app = opened()

    assert not app.exception
    assert [one.label for one in app.expander] == ["换一个权重或占比会怎样", "入选的把握有多大"]
    assert words(app) == ""
    assert [kind for kind in ("button", "dataframe", "selectbox") if app.get(kind)] == []


def test_the_share_is_drawn_alone_where_there_were_no_votes(ids):
    app = opened("curves")

    assert not app.exception
    assert "没有计入网络投票，权重不影响名单" in words(app)
    assert "园区科协占比从 0 % 到 60 %，61 个取值中有 10 个名单与现行不同" in words(app)
    assert [one.label for one in app.selectbox] == ["看某一个园区科协占比的变化"]


def test_a_step_names_who_comes_and_goes(ids):
    app = opened("curves")
    app.selectbox[0].set_value(60).run()

    assert not app.exception
    assert "**新入选 1 件**" in words(app)
    assert "**落选 1 件**" in words(app)


def test_votes_are_drawn_beside_the_share(sqlite, cast):
    found = reviewed(cast)
    rounds.voted(cast, dict(zip(found, (500, 40, 60, 9000), strict=True)))
    rounds.fix(cast)
    app = opened("curves")

    assert not app.exception
    assert [one.label for one in app.selectbox] == [
        "看某一个网络投票权重的变化",
        "看某一个园区科协占比的变化",
    ]
    assert "没有计入网络投票" not in words(app)


def test_chances_are_drawn_when_asked_and_kept_until_the_problem_changes(ids):
    app = opened("likely")
    assert not app.dataframe
    button(app, "计算入选可能性").click().run()

    assert not app.exception
    assert "件案例的入选可能性在 20 % 与 80 % 之间" in words(app)
    everybody = app.toggle[0].set_value(False).run().dataframe[0].value
    assert list(everybody["入选可能性"]) == sorted(everybody["入选可能性"], reverse=True)
    assert everybody["入选可能性"].sum() == 200
    assert everybody.iloc[0]["现行名单"] == "入选"
    assert "计算入选可能性" not in [one.label for one in app.button]

    selecting.change_setting("shortlist.max_size", "1")
    assert button(app.run(), "计算入选可能性")


def test_a_single_reviewer_leaves_nothing_to_draw_from(sqlite, cast):
    reviewed(cast, [given[:1] for given in SHARES])
    rounds.fix(cast)
    app = opened("likely")
    button(app, "计算入选可能性").click().run()

    assert not app.exception
    assert "评分太少" in words(app)
