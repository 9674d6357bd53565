"""The picture of the votes: leaders and sudden growth, numbered so that they are found in the table."""

from datetime import timedelta
from itertools import pairwise

from services.scoring.tallies.matching import Known
from services.scoring.tallies.rules import Snapshot, jumps
from tests.material import NOW
from ui.palette import DARK, LIGHT
from ui.votes_charts import LEADERS, Race, growth, growth_table, growth_told

CASES = range(1, 31)
KNOWN = {case: Known(case, f"案例{case}号", f"单位{case}", "天门市", True) for case in CASES}


def race(jumped=20, extra=500):
    first = {case: 3_000 - case * 50 for case in CASES}
    second = {case: votes + 60 for case, votes in first.items()}
    second[jumped] += extra
    found = [Snapshot(NOW + timedelta(days=day), votes) for day, votes in enumerate((first, second))]
    ranked = sorted(CASES, key=lambda case: (-second[case], case))
    return Race(found, ranked, jumps(found), KNOWN)


def test_leaders_and_a_sudden_case_beyond_them_are_drawn():
    drawn = race()

    assert [one.case_id for one in drawn.jumps] == [20]
    assert drawn.shown == [*drawn.ranked[:LEADERS], 20]
    assert growth_table(drawn)["案例"].tolist() == [f"案例{case}号" for case in drawn.shown]
    assert "突增 1 处" in growth_told(drawn)


def test_a_sudden_growth_is_warm_and_marked_where_it_ended():
    for palette in (LIGHT, DARK):
        figure = growth(race(), palette)

        lines = [one for one in figure.data if one.mode == "lines+markers"]
        [mark] = [one for one in figure.data if one.mode == "markers"]
        assert [one.line.color for one in lines] == [palette.full] * LEADERS + [palette.over]
        assert (mark.y, mark.marker.symbol, mark.marker.color) == (
            (2_560,),
            "triangle-up",
            palette.over,
        )


def test_the_places_at_the_ends_are_kept_apart():
    figure = growth(race(), LIGHT)

    heights = [one.y for one in figure.layout.annotations]
    gap = figure.layout.yaxis.range[1] * 16 / figure.layout.height
    assert all(above - below >= gap for above, below in pairwise(heights))


def test_moments_are_those_of_shanghai():
    figure = growth(race(), LIGHT)

    assert figure.layout.xaxis.ticktext == ("9/10", "9/11")
    assert figure.data[0].x[0] == "2024-09-10T10:30:00"
