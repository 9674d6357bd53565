"""How often the detectors are right on what a person has judged; docs/detection.md says these figures."""

import re
from pathlib import Path

from services.edition.toml_file import read as read_edition
from services.intake.abstracts import promotional_words
from services.intake.names import look_alikes
from tests.fixtures.labelled import (
    ADVERTISING,
    ADVERTISING_LATER,
    FACTUAL,
    FACTUAL_LATER,
    ONE_FIRM,
    TWO_FIRMS,
)

FACTS = read_edition()
DOC = Path(__file__).parents[3] / "docs" / "detection.md"


def figures():
    """Right and false alarms of the detectors, each of how many."""
    return {
        "广告用语，第一批": _counted(promotional_words, ADVERTISING, FACTUAL),
        "广告用语，第二批": _counted(promotional_words, ADVERTISING_LATER, FACTUAL_LATER),
        "疑似同一单位": _counted(lambda pair: look_alikes(list(pair), FACTS), ONE_FIRM, TWO_FIRMS),
    }


def _counted(detector, wanted, harmless):
    found, alarms = (sum(bool(detector(one)) for one in lot) for lot in (wanted, harmless))
    return found, len(wanted), alarms, len(harmless)


def test_figures_of_the_docs_are_those_of_today():
    written = DOC.read_text(encoding="utf-8")

    for name, (found, wanted, alarms, harmless) in figures().items():
        assert re.search(rf"\| {name} \| {found} / {wanted} \| {alarms} / {harmless} \|", written), (
            name,
            found,
            wanted,
            alarms,
            harmless,
        )


def test_detectors_alarm_seldom_and_miss_no_more_than_a_third():
    for found, wanted, alarms, harmless in figures().values():
        assert found * 3 >= wanted * 2
        assert alarms * 10 <= harmless
