"""Every sample file against its truth: rows, values and findings."""

import json
from collections import Counter
from pathlib import Path

import pytest

from services.edition.toml_file import read as read_edition
from services.intake.reading import read

FOLDER = Path(__file__).parents[2] / "fixtures" / "summary"
TRUTHS = sorted(FOLDER.glob("*.json"))


@pytest.fixture(scope="module")
def facts():
    return read_edition()


@pytest.fixture(scope="module", params=TRUTHS, ids=lambda path: path.stem)
def pair(request, facts):
    truth = json.loads(request.param.read_text(encoding="utf-8"))
    file = truth["file"]
    return truth, read((FOLDER / file).read_bytes(), file, facts).as_json()


def test_read_gives_rows_and_meta_of_the_truth(pair):
    truth, document = pair
    for key in ("kind", "accepted", "city", "meta"):
        if key in truth:
            assert document[key] == truth[key]
    for expected, row in zip(truth.get("rows", ()), document["rows"], strict="rows" in truth):
        source_row = expected.pop("source_row")
        assert {key: row[key] for key in expected} == expected
        assert source_row in (None, row["source"]["row"])
    if "case_names" in truth:
        assert [row["case_name"] for row in document["rows"]] == truth["case_names"]


def test_read_gives_findings_of_the_truth_and_no_further_errors(pair):
    truth, document = pair
    wanted = Counter((f["code"], f["level"]) for f in truth["findings"])
    found = Counter((f["code"], f["level"]) for f in document["findings"])
    assert not wanted - found
    assert all(code in {code for code, _ in wanted} for code, level in found if level == "error")
    for finding in truth["findings"]:
        if "seq" in finding:
            same = [
                f for f in document["findings"] if (f["code"], f["seq"]) == (finding["code"], finding["seq"])
            ]
            assert [f for f in same if finding.get("field") in (None, f["field"])]


def test_read_refuses_what_must_be_refused(pair):
    truth, document = pair
    if truth.get("expect", "").startswith("reject") and "ask" not in truth["expect"]:
        assert document["accepted"] is False
        assert document["rows"] == []
