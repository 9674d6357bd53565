"""Offline forms for the tests: any queue, its workbook, and the workbook as somebody changed it."""

import io
from dataclasses import replace
from datetime import date

from hypothesis import strategies as st
from openpyxl import load_workbook

from services.export.offline_form import form_workbook
from services.intake.readers import xlsx
from services.review.offline.reading import understand
from services.review.offline.rules import Form, FormCase, Owner
from services.review.rounds.terms import RoundState
from services.review.sheets.rules import Content, Saved
from tests.material import NOW
from tests.unit.review.rubrics import rubric, scored

FILE = "离线评分表.xlsx"
OWNER = Owner("hubei-2024", 7, 3)
# Where the first case stands, and its columns.
FIRST = 5
RUBRIC = replace(rubric(60, 30, 10), category="技术创新")
KEYS = RUBRIC.keys


def case(number, scores=None, comment="", *, version=0, **changed):
    """A case of the queue; stored where it has a version."""
    saved = Saved(Content(scores or {}, comment), version=version)
    plain = {"category": RUBRIC.category, "rubric_id": 1, "rubric": RUBRIC, "saved": saved}
    return FormCase(**{"id": number, "case_name": f"第{number}号案例", **plain, **changed})


def form(*cases, **changed):
    """A reviewer's queue."""
    plain = {
        "owner": OWNER, "activity": "2024年湖北省企业典型创新案例", "reviewer": "赵刚", "round_number": 1,
        "round_name": "专家评审", "due": date(2024, 10, 20), "turn": RoundState.OPEN,
        "cases": cases or (case(11), case(12), case(13)),
    }  # fmt: skip
    return Form(**(plain | changed))


def book(of):
    """The workbook of a form, to be changed."""
    return load_workbook(io.BytesIO(form_workbook(of, NOW)))


def saved(workbook):
    """The bytes of a workbook."""
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def grid(content):
    """What the reader's child hands over, without the child."""
    return xlsx.read(content, 5_000)


def read(workbook, of):
    """What is read back."""
    return understand(grid(saved(workbook)), FILE, of)


# What XML can hold, and some of what it cannot.
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_HARD = st.sampled_from(
    ["=1+1", "'好", "_x0041_", "第一行\n第二行", "a\tb", "-5", "+1", "@好", " 好 ", "0", "\x07"]
)


@st.composite
def queues(draw):
    """Any queue of up to two categories with any scores, half of them missing, and any comments."""
    cases = []
    for part in range(draw(st.integers(1, 2))):
        made, points = draw(scored())
        made = replace(made, category=f"类别{part}")
        for number in range(draw(st.integers(1, 3))):
            kept = {key: given for key, given in points.items() if draw(st.booleans())}
            version = draw(st.integers(1, 40)) if draw(st.booleans()) else 0
            comment = draw(st.one_of(_TEXT, _HARD)).strip() if version else ""
            scores = kept if version else {}
            cases.append(
                case(100 * part + number + 1, scores, comment, version=version,
                     category=made.category, rubric_id=part + 1, rubric=made)
            )  # fmt: skip
    return form(*cases)
