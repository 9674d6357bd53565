"""``manage.py assign``: proposes, publishes, says what would help, and never a traceback."""

import json

import pytest

from tests.services import assigning, reviewing
from tests.test_manage import manage


@pytest.fixture
def panel(sqlite, cast):
    return assigning.panel(cast)


def test_dry_run_shows_and_publishes_nothing(panel):
    done = manage("assign", "--dry-run", "--json", "--actor", "wang")

    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert (told["published"], told["reviews_per_case"], told["added"], told["removed"]) == (False, 3, 12, 0)
    assert sum(load["cases"] for load in told["loads"]) == 12
    assert told["gaps"] == {"without_expert": [], "below_minimum": []}
    assert len(told["components"]) == 1
    assert assigning.assigned(panel[0]) == set()


def test_publishes_what_the_dry_run_showed(panel):
    shown = json.loads(manage("assign", "--dry-run", "--json", "--actor", "wang").stdout)

    told = json.loads(manage("assign", "--json", "--actor", "wang").stdout)

    assert told == shown | {"published": True}
    assert len(assigning.assigned(panel[0])) == 12


def test_same_again_changes_nothing_and_is_no_error(panel):
    manage("assign", "--actor", "wang")

    done = manage("assign", "--actor", "wang")

    assert done.returncode == 0
    assert "与已公布的相同" in done.stdout


def test_words_name_loads_gaps_and_groups(panel):
    done = manage("assign", "--reviews-per-case", "2", "--actor", "wang")

    assert "每件 2 份" in done.stdout
    assert "专家1\t" in done.stdout
    assert "每件案例都有本类别的专家。" in done.stdout
    assert "宽严" in done.stdout
    assert reviewing.turn(panel[0]).reviews_per_case == 2


def test_change_of_what_is_published_needs_a_reason(panel):
    manage("assign", "--actor", "wang")

    refused = manage("assign", "--reviews-per-case", "4", "--json", "--actor", "wang")
    done = manage("assign", "--reviews-per-case", "4", "--reason", "增加一份", "--actor", "wang")

    assert (refused.returncode, json.loads(refused.stdout)["error"]["code"]) == (2, "REASON_MISSING")
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("--load-max", "1"), "RULE_VIOLATION", "把每位上限提高到 2 件"),
        (("--reviews-per-case", "7"), "RULE_VIOLATION", "再增加 1 位没有回避情形的专家"),
        (("--reviews-per-case", "0"), "INVALID_INPUT", "1 至 20 份"),
    ],
)
def test_impossible_numbers_are_refused_with_what_would_help(panel, options, code, told):
    done = manage("assign", *options, "--json", "--actor", "wang")

    error = json.loads(done.stdout)["error"]
    assert (done.returncode, error["code"]) == (2, code)
    assert told in error["message"] + error["hint"]
    assert assigning.assigned(panel[0]) == set()


def test_leadership_may_not_assign(panel):
    done = manage("assign", "--dry-run", "--json", "--actor", "chen")

    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, "NOT_ALLOWED")


def test_without_a_round_the_next_step_is_named(sqlite, cast):
    reviewing.passed(cast)

    done = manage("assign", "--actor", "wang")

    assert done.returncode == 2
    assert "请先筹备一轮评审" in done.stderr
