"""The worked problems every implementation has to answer alike: statuses, lists, ties, conflicts."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from services.selection.problem_file import from_json
from services.selection.rules import solve

_FILE = Path(__file__).parents[2] / "fixtures/truth/selection_vectors.json"
VECTORS = {one["id"]: one for one in json.loads(_FILE.read_text(encoding="utf-8"))["vectors"]}
# Lists whose order is not part of the answer.
_SETS = ("ids", "in_every_optimum", "tied", "in_no_optimum")


@pytest.mark.parametrize("name", VECTORS)
def test_the_answer_is_the_known_one(name):
    expected = VECTORS[name]["answer"]
    problem = from_json(VECTORS[name]["problem"])
    found = solve(problem).as_json("")

    assert found["status"] == expected["status"]
    if found["status"] == "infeasible":
        conflicts = [sorted(one) for one in found["minimal_conflicts"]]
        assert sorted(conflicts) == sorted(sorted(one) for one in expected["minimal_conflicts"])
        return
    assert found["size"] == expected["size"]
    assert Decimal(found["total_score"]) == Decimal(expected["total_score"])
    assert {key: sorted(found[key]) for key in _SETS} == {key: sorted(expected[key]) for key in _SETS}


def test_every_kind_of_problem_is_there():
    assert {one["kind"] for one in VECTORS.values()} >= {
        "stage1_basic", "stage1_mixed_enterprise", "few_park_shrink", "stage2_city_cap", "city_cap_per_city",
        "enterprise_in_two_cities", "ties", "decimal_traps", "park_unknown", "category_min", "min_score",
        "pinned_excluded", "infeasible", "edge", "counterexample",
    }  # fmt: skip
