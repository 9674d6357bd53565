"""The six cities of the samples, read, applied and counted: what the dashboard and ``manage.py status`` show."""

from pathlib import Path

import pytest

from services.intake.batch import import_file
from services.status.queries import status
from services.store.engine import reading
from tests.material import NOW

FOLDER = Path(__file__).parents[2] / "fixtures" / "summary"
FILES = (
    "武汉市汇总表.xlsx",
    "十堰.xlsx",
    "孝感市汇总表.docx",
    "鄂州市汇总表.xls",
    "荆门市汇总表.csv",
    "潜江市汇总表.et",
)
# city: received, quota, recommended, state
EXPECTED = {
    "武汉市": (40, 40, 40, "full"),
    "十堰市": (25, 25, 25, "full"),
    "孝感市": (20, 20, 20, "full"),
    "鄂州市": (10, 10, 10, "full"),
    "荆门市": (16, 15, 15, "over"),
    "潜江市": (6, 5, 5, "over"),
}


@pytest.fixture
def outcomes(database, cast):
    """What became of each sample file."""
    return {
        name: import_file((FOLDER / name).read_bytes(), name, actor=cast["wang"], now=NOW) for name in FILES
    }


def test_sample_cities_fill_their_quotas(outcomes):
    with reading() as session:
        told = status(session, NOW).as_json()

    counted = {
        c["name"]: (c["received"], c["quota"], c["recommended"], c["state"])
        for c in told["cities"]
        if c["received"]
    }
    assert counted == EXPECTED
    assert told["totals"] == {"quota": 330, "received": 117, "recommended": 115, "cities_reported": 6}


def test_sample_cities_over_their_quota_name_the_row_held_back(outcomes):
    held_back = {name: outcome.applied.held_back for name, outcome in outcomes.items()}

    assert {name: [seq for seq, _, _ in rows] for name, rows in held_back.items() if rows} == {
        "荆门市汇总表.csv": [16],
        "潜江市汇总表.et": [6],
    }
