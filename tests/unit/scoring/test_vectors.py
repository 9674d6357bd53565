"""The worked panels every implementation has to answer alike: components, variances, worths."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from services.scoring.reviews_file import from_json
from services.scoring.rules import calibrate

_FILE = Path(__file__).parents[2] / "fixtures/truth/calibration_vectors.json"
VECTORS = {one["id"]: one for one in json.loads(_FILE.read_text(encoding="utf-8"))["vectors"]}
_PARTS = {"case": "quality", "reviewer": "severity", "noise": "noise"}


@pytest.mark.parametrize("name", VECTORS)
def test_the_answer_is_the_known_one(name):
    vector, expected = VECTORS[name], VECTORS[name]["answer"]
    stated = from_json({"reviews": vector["reviews"]})
    found = calibrate(stated.reviews)

    assert (found.components, found.is_comparable) == (expected["components"], expected["comparable"])
    for part, field in _PARTS.items():
        assert getattr(found.variances, field) == pytest.approx(
            expected["variance"][part], rel=0.05, abs=0.05
        )
    if expected["least_squares"]:
        worths = {one.id: float(one.least_squares) for one in found.cases}
        assert worths == pytest.approx({c: float(w) for c, w in expected["least_squares"].items()}, abs=1e-4)


@pytest.mark.parametrize(
    "name", [name for name, one in VECTORS.items() if one["answer"]["min_hits_in_true_top_k"]]
)
def test_the_best_are_found(name):
    vector = VECTORS[name]
    found = calibrate(from_json({"reviews": vector["reviews"]}).reviews)
    top = vector["top_k"]

    ranked = sorted(found.cases, key=lambda one: (-one.quality, one.id))[:top]
    true = sorted(vector["true_quality"], key=lambda one: (-Decimal(str(vector["true_quality"][one])), one))
    hits = {one.id for one in ranked} & set(true[:top])
    assert len(hits) >= vector["answer"]["min_hits_in_true_top_k"]
