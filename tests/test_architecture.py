"""What holds of the source itself. The layers are held by import-linter (``make lint``)."""

import ast
import re
from pathlib import Path

import pytest

from services.audit.terms import LoggedAct

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "pages").glob("*.py"))
SERVICES = sorted(p for p in (ROOT / "services").rglob("*.py") if "migrations" not in p.parts)
FACES = [*PAGES, *sorted((ROOT / "ui").rglob("*.py")), ROOT / "app.py"]
CJK = re.compile("[\u4e00-\u9fff]")

# The only places that write rows.
WRITERS = {
    "actions.py",
    "signing_in.py",
    "applying.py",
    "checking.py",
    "registry.py",
    "restoring.py",
    "extra.py",
}

# Every capability refuses in its actions, queries and rules, with its own facts and the next step.
REFUSING = ("terms.py", "errors.py", "actions.py", "queries.py", "rules.py")
# Where else Chinese may stand in services, and why.
CHINESE = {
    "a refusal says its own facts and next step": {
        "accounts/enrolling.py", "edition/days.py", "accounts/registry.py", "edition/toml_file.py", "intake/applying.py",
        "materials/discs.py", "materials/previews.py", "review/assignment/extra.py",
        "review/assignment/standing.py", "review/rubric/stored.py", "review/sheets/handed_in.py",
        "review/sheets/hiding.py", "export/builders.py", "export/drafting.py", "export/orders.py", "export/results.py", "export/announcements.py",
        "export/confirmed.py", "export/pdf.py", "backup/archive.py", "backup/making.py", "backup/restoring.py",
        "json_file.py", "selection/problem_file.py", "selection/constrained.py", "selection/conflicts.py",
        "scoring/reviews_file.py", "scoring/official.py",
        "selection/runs/deciding.py", "selection/runs/ties.py", "selection/runs/trying.py",
        "store/selection_invariants.py",
        "store/engine.py", "store/outages.py", "store/files.py", "store/invariants.py",
        "store/review_invariants.py", "store/score_invariants.py",
        "store/list_invariants.py", "selection/lists/attached.py",
        "store/tally_invariants.py",
    },
    "what a finding says, and the words by which a file is read": {
        "findings.py", "intake/cities.py", "intake/names.py", "intake/parks.py", "intake/parsing.py",
        "intake/persons.py", "intake/phones.py", "intake/phrases.py", "intake/texts.py", "intake/vocabulary.py",
        "intake/reading.py", "intake/checks.py", "intake/readers", "accounts/roster.py", "accounts/listed.py",
        "intake/abstracts.py", "intake/forms.py", "intake/ticking.py", "intake/pdfs.py", "intake/videos.py",
        "review/conflicts/vocabulary.py",
        "scoring/tallies/reading.py",
    },
    "words that are tried as passwords": {"accounts/common_passwords.py"},
    "sentences of a page and of the log": {"selection/runs/wording.py"},
    "sentences of the command line": {
        "intake/batch.py", "intake/inspection.py", "materials/importing.py", "status/rules.py", "backup/rules.py", "backup/restoring.py",
        "startup.py", "selection/wording.py", "scoring/wording.py",
        "review/assignment/wording.py",
    },
    "the invented edition": {
        "demo/actions.py", "demo/examining.py", "demo/packages.py", "demo/reviewing.py", "demo/rules.py",
        "demo/selecting.py",
    },
    "sentences of the fairness report": {"fairness/wording.py"},
    "wording of exported documents": {
        "export/blanks.py", "export/documents.py", "export/enrolment.py", "export/rules.py", "export/wording.py", "export/listings.py",
        "export/dossier_facts.py", "export/dossier_sections.py", "export/tables.py", "export/word.py", "export/packages.py", "export/reopened.py", "export/score_sheets.py",
        "export/fairness_report.py", "export/confirmed.py", "export/score_summary.py",
    },
}  # fmt: skip


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path):
    """The modules a file imports."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def strings(path):
    """The texts of a file that are no docstrings."""
    parsed = tree(path)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(parsed)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(parsed):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_page_asks_for_the_right_before_anything_else(page):
    statements = [s for s in tree(page).body if not isinstance(s, ast.Expr)]
    guard = next(i for i, s in enumerate(statements) if not isinstance(s, ast.ImportFrom))
    before = {ast.unparse(s) for s in statements[:guard]}

    assert ast.unparse(statements[guard]).startswith("actor = frame.require(")
    assert "from ui import frame" in before
    assert all(
        re.fullmatch(r"from (ui import frame|services\.edition\.terms import \w+(, \w+)*)", s) for s in before
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_page_is_thin(page):
    assert len(page.read_text(encoding="utf-8").splitlines()) <= 120
    assert page.name.isascii()


def test_app_is_thin():
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) <= 100


def test_services_know_no_screen():
    faces = ("streamlit", "typer", "ui", "pages", "app", "manage")

    assert [p for p in SERVICES if any(m.split(".")[0] in faces for m in imported(p))] == []


def test_only_actions_write():
    found = {path.name for path in SERVICES if any(_writes(node) for node in ast.walk(tree(path)))}

    assert found <= WRITERS


def test_faces_write_nothing_themselves():
    assert [p for p in FACES if any(_writes(node) for node in ast.walk(tree(p)))] == []


def test_chinese_of_services_stands_where_it_may():
    allowed = tuple(place for places in CHINESE.values() for place in places)
    elsewhere = []
    for path in SERVICES:
        name = path.relative_to(ROOT / "services").as_posix()
        if path.name in REFUSING or name.startswith(allowed):
            continue
        if any(CJK.search(text) for text in strings(path)):
            elsewhere.append(name)

    assert elsewhere == []


def test_no_face_renders_foreign_markup():
    asked = [p for p in FACES if "unsafe_allow" in p.read_text(encoding="utf-8")]

    assert asked == []


def test_every_logged_act_is_done_somewhere():
    source = "\n".join(p.read_text(encoding="utf-8") for p in SERVICES)

    assert [act.name for act in LoggedAct if f"LoggedAct.{act.name}" not in source] == []


def test_actions_never_commit():
    calls = {"commit", "rollback"}
    found = [
        path
        for path in SERVICES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in calls
    ]

    assert found == []


def _writes(node):
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in ("insert", "update", "delete")
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        return node.func.value.id in ("session", "work") and node.func.attr in (
            "add",
            "add_all",
            "delete",
            "merge",
        )
    return False
