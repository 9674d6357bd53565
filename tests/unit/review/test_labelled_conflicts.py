"""How often the detection of conflicts is right on what a person has judged; docs/detection.md says these figures."""

import re
from pathlib import Path

import pytest

from services.edition.toml_file import read as read_edition
from services.review.conflicts.rules import Expert, Parties, Policy, detect
from services.review.conflicts.terms import ConflictState
from tests.fixtures.labelled_conflicts import (
    CONNECTED,
    CONNECTED_LAST,
    CONNECTED_LATER,
    PEOPLE,
    UNCONNECTED,
    UNCONNECTED_LAST,
    UNCONNECTED_LATER,
)

FACTS = read_edition()
DOC = Path(__file__).parents[3] / "docs" / "detection.md"
LOTS = {
    "回避·单位，第一批": (CONNECTED, UNCONNECTED),
    "回避·单位，第二批": (CONNECTED_LATER, UNCONNECTED_LATER),
    "回避·单位，第三批": (CONNECTED_LAST, UNCONNECTED_LAST),
}


def by_employer(pair):
    employer, enterprise = pair
    expert, case = Expert(1, "无此人", employer), Parties(1, enterprise, "武汉市")
    return detect([expert], [case], FACTS, Policy())


def by_person(expert, case):
    (name, phone), (people, contact, phones) = expert, case
    someone = Expert(1, name, phones=(phone,) if phone else ())
    return detect(
        [someone], [Parties(1, "某某有限公司", "武汉市", (), people, contact, phones)], FACTS, Policy()
    )


def figures():
    """Found of those to be found and false alarms of those that are none, by the row of the docs."""
    counted = {
        name: (
            sum(bool(by_employer(p)) for p in yes),
            len(yes),
            sum(bool(by_employer(p)) for p in no),
            len(no),
        )
        for name, (yes, no) in LOTS.items()
    }
    yes, no = ([(e, c) for e, c, is_same in PEOPLE if is_same is wanted] for wanted in (True, False))
    counted["回避·本人"] = (
        sum(bool(by_person(*p)) for p in yes), len(yes), sum(bool(by_person(*p)) for p in no), len(no)
    )  # fmt: skip
    return counted


def test_figures_of_the_docs_are_those_of_today():
    written = DOC.read_text(encoding="utf-8")

    missing = [
        (name, found, wanted, alarms, harmless)
        for name, (found, wanted, alarms, harmless) in figures().items()
        if not re.search(rf"\| {name} \| {found} / {wanted} \| {alarms} / {harmless} \|", written)
    ]
    assert missing == []


def test_at_least_five_of_six_are_found_and_one_of_five_alarms_at_most():
    for found, wanted, alarms, harmless in figures().values():
        assert found * 6 >= wanted * 5
        assert alarms * 5 <= harmless


@pytest.mark.parametrize("pair", [pair for _, no in LOTS.values() for pair in no], ids=" / ".join)
def test_machine_never_confirms_what_a_person_judged_unconnected(pair):
    assert [found for found in by_employer(pair) if found.state is ConflictState.CONFIRMED] == []


@pytest.mark.parametrize(("expert", "case"), [(e, c) for e, c, is_same in PEOPLE if not is_same])
def test_machine_never_confirms_another_person(expert, case):
    assert [found for found in by_person(expert, case) if found.state is ConflictState.CONFIRMED] == []
