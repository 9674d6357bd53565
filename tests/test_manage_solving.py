"""``manage.py solve`` and ``calibrate``: the contract's document, no database, refusals in words."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from services.selection.problem import fingerprint
from services.store import engine
from tests.selecting import FIRST, case, problem
from tests.test_manage import manage
from tests.unit.scoring.panels import drawn

CASES = [case("C1", "86.25", "park"), case("C2", 91), case("C3", "80.0"), case("C4", 80)]


@pytest.fixture(autouse=True)
def no_database(monkeypatch):
    """Whoever asks for the database fails."""
    monkeypatch.setattr(engine, "engine", None)


def stated(tmp_path, name="问题.json", document=None):
    path = tmp_path / name
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def solvable(rules=FIRST):
    return problem(rules, CASES).as_json()


def test_solve_prints_the_document_of_the_contract(tmp_path):
    done = manage("solve", stated(tmp_path, document=solvable()), "--json")

    answer = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert answer == {
        "status": "optimal",
        "size": 3,
        "total_score": answer["total_score"],
        "ids": ["C2", "C1", "C3"],
        "in_every_optimum": ["C1", "C2"],
        "tied": ["C3", "C4"],
        "in_no_optimum": [],
        "cut_lines": {"park": "86.25", "not_park": "80.00"},
        "minimal_conflicts": [],
        "fingerprint": fingerprint(solvable(), ["C1", "C2", "C3"]),
    }
    assert Decimal(answer["total_score"]) == Decimal("257.25")


def test_solve_prints_the_conflicts_of_a_problem_without_a_list(tmp_path):
    pins = problem(FIRST, [CASES[1], CASES[2]]).rules
    rules = {**pins.as_json(), "pinned": [{"id": "C2", "reason": "定"}]}

    done = manage(
        "solve", stated(tmp_path, document=solvable() | {"rules": rules | {"max_size": 1}}), "--json"
    )

    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert (answer["status"], answer["size"], answer["total_score"], answer["ids"]) == (
        "infeasible",
        None,
        None,
        [],
    )
    assert answer["minimal_conflicts"] == [["max_size", "park_share", "pinned:C2"]]


def test_solve_answers_several_files_in_their_order(tmp_path):
    empty = problem(FIRST, []).as_json()
    files = [stated(tmp_path, "一.json", solvable()), stated(tmp_path, "二.json", empty)]

    done = manage("solve", *files, "--json")
    told = manage("solve", *files)

    assert [answer["size"] for answer in json.loads(done.stdout)["results"]] == [3, 0]
    assert told.stdout.startswith("一.json\n入选 3 件，总分 257.25：C2、C1、C3。")
    assert "同分待定 2 件：C3、C4。" in told.stdout
    assert "二.json\n没有案例，名单为空。" in told.stdout


def test_solve_says_in_words_what_is_settled_and_what_an_unknown_could_change(tmp_path):
    settled = [replace(one, tie_key=n) for n, one in enumerate(CASES)]
    unknown = case("C5", 99, "unknown")

    done = manage("solve", stated(tmp_path, document=problem(FIRST, settled).as_json()))
    open_question = manage("solve", stated(tmp_path, document=problem(FIRST, [*CASES, unknown]).as_json()))

    assert "同分待定 2 件：C3、C4。名单已按登记的先后（tie_key）取舍。" in done.stdout
    assert "1 件案例是否园区科协推荐待确认，按“非园区科协推荐”计；" in open_question.stdout
    assert "如果全部是：C3、C4 入选，没有落选的，总分 +160.00，件数 +2。" in open_question.stdout


def test_solve_says_in_words_why_there_is_no_list(tmp_path):
    rules = {**FIRST.as_json(), "pinned": [{"id": "C2", "reason": "定"}], "max_size": 1}

    done = manage("solve", stated(tmp_path, document={"rules": rules, "cases": solvable()["cases"]}))

    assert "互相冲突的规则共 1 组" in done.stdout
    assert "名单总数上限（1 件）、园区科协占比下限（3/10）、指定入选（C2）" in done.stdout


@pytest.mark.parametrize("command", ["solve", "calibrate"])
def test_a_file_that_cannot_be_used_is_refused_in_words(tmp_path, command):
    wrong = stated(tmp_path, "错.json", {"rules": 3})

    done = manage(command, wrong, "--json")
    missing = manage(command, tmp_path / "没有.json")

    assert done.returncode == missing.returncode == 2
    error = json.loads(done.stdout)["error"]
    assert error["code"] == "INVALID_INPUT"
    assert error["message"].startswith("错.json：文件内容缺少字段 ")
    assert error["hint"]
    assert missing.stderr.startswith("没有.json：无法读取这个文件。")
    assert missing.stdout == ""


def test_calibrate_prints_the_document_of_the_contract(tmp_path):
    reviews, _ = drawn(12, {"甲": 3.0, "乙": -3.0, "丙": 0.0, "丁": 0.0})
    listed = [[one.case, one.reviewer, str(one.score)] for one in reviews]

    done = manage(
        "calibrate", stated(tmp_path, document={"reviews": listed, "top_k": 4, "seed": 1}), "--json"
    )
    told = manage("calibrate", stated(tmp_path, document={"reviews": listed}))

    answer = json.loads(done.stdout)
    assert (done.returncode, told.returncode) == (0, 0)
    assert list(answer) == ["components", "comparable", "variance", "reviewers", "cases", "agreement"]
    assert list(answer["variance"]) == ["quality", "severity", "noise"]
    assert list(answer["reviewers"][0]) == ["id", "component", "n", "severity"]
    assert list(answer["cases"][0]) == [
        "id", "component", "n", "mean", "corrected_mean", "least_squares", "quality", "p_selected",
    ]  # fmt: skip
    assert list(answer["agreement"]) == ["alpha", "icc_1", "icc_k"]
    assert told.stdout.startswith("4 位专家，12 件案例。")
    assert "乙：-" in told.stdout
