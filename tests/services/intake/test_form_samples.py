"""Every sample form against its truth: values and findings."""

import json
from collections import Counter
from pathlib import Path

import pytest

from services.edition.toml_file import read as read_edition
from services.intake.reading import read

FOLDER = Path(__file__).parents[2] / "fixtures" / "form"
TRUTHS = sorted(FOLDER.glob("*.json"))
# What only a comparison with the form's PDF can find.
OF_A_PAIR = {"PDF_MISSING", "PDF_WORD_MISMATCH"}


@pytest.fixture(scope="module")
def facts():
    return read_edition()


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(path, marks=pytest.mark.office if "天门市_03" in path.stem else ()) for path in TRUTHS
    ],
    ids=lambda path: path.stem,
)
def pair(request, facts):
    truth = json.loads(request.param.read_text(encoding="utf-8"))
    file = truth["file"]
    return truth, read((FOLDER / file).read_bytes(), file, facts).as_json()


def test_read_gives_the_form_of_the_truth(pair):
    truth, document = pair

    assert (document["kind"], document["city"], document["accepted"]) == ("form", truth["city"], True)
    assert {key: document["form"][key] for key in truth["form"]} == truth["form"]


def test_read_gives_findings_of_the_truth_and_no_further_errors(pair):
    truth, document = pair
    wanted = Counter((f["code"], f["level"]) for f in truth["findings"] if f["code"] not in OF_A_PAIR)
    found = Counter((f["code"], f["level"]) for f in document["findings"])

    assert not wanted - found
    assert {code for code, level in found if level == "error"} <= {code for code, _ in wanted}
    assert "PROMOTIONAL_WORDING" not in {code for code, _ in found}
