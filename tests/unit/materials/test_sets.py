"""How a case's set stands: each piece present, flawed, disagreeing or missing, and what makes up for what."""

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.findings import Finding, Level
from services.intake.documents import Form, Opinion, Picture
from services.intake.terms import DocumentKind
from services.materials import stored
from services.materials.rules import Material, Registered, completeness, material_set
from services.materials.terms import MaterialState, Piece, PieceState
from tests.material import NOW

CASE = Registered(1, "鄂州市", 1, "氢能叉车", "湖北中佳公司", "技术创新", "张远", ("13800000001",))
FORM = Form(
    CASE.case_name, CASE.enterprise, ("张远",), "张远", "总工", CASE.phones, "鄂州市", None, ("技术创新",),
    "概要", 2, 2, (Picture("a.jpg", 2_100_000),), Opinion("同意", None), Opinion("同意", None), "",
)  # fmt: skip


def material(kind, *codes, level=Level.ERROR, number=1, **changed):
    return Material(
        id=number,
        package_id=1,
        kind=kind,
        state=MaterialState.CURRENT,
        file_name=f"包/{number}.x",
        size=1,
        sha256="0" * 64,
        path=None,
        city="鄂州市",
        case_id=1,
        reason=None,
        findings=tuple(Finding(level, code, code, "") for code in codes),
        received_at=NOW,
        received_by="wang",
        version=1,
        **({"form": FORM} if kind is DocumentKind.FORM else {}) | changed,
    )


def whole(**changed):
    pieces = {
        "form": material(DocumentKind.FORM),
        "pdf": material(DocumentKind.PDF, number=2),
        "video": material(DocumentKind.VIDEO, number=3),
    }
    return [piece for piece in (pieces | changed).values() if piece is not None]


def stands(facts, materials):
    made = material_set(CASE, materials, facts)
    return {piece: made.standing(piece).state for piece in Piece}


def test_set_with_everything_is_complete(facts):
    made = material_set(CASE, whole(), facts)

    assert made.is_complete
    assert made.findings == ()


@pytest.mark.parametrize("name", ["form", "pdf", "video"])
def test_set_without_a_piece_says_which(facts, name):
    states = stands(facts, whole(**{name: None}))

    assert states[Piece(name)] is PieceState.MISSING
    assert not material_set(CASE, whole(**{name: None}), facts).is_complete


def test_flaws_and_disagreements_are_told_apart(facts):
    flawed = whole(video=material(DocumentKind.VIDEO, "DURATION_SHORT"))
    other = whole(pdf=material(DocumentKind.PDF, "PDF_WORD_MISMATCH"))
    looked_at = whole(video=material(DocumentKind.VIDEO, "NOT_HD", level=Level.WARNING))

    assert stands(facts, flawed)[Piece.VIDEO] is PieceState.FLAWED
    assert stands(facts, other)[Piece.PDF] is PieceState.DISAGREEING
    assert stands(facts, looked_at)[Piece.VIDEO] is PieceState.PRESENT


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("case_name", "另一个名称", "NAME_MISMATCH"),
        ("enterprise", "湖北另一公司", "ENTERPRISE_MISMATCH"),
        ("category", ("工艺创新",), "CATEGORY_MISMATCH"),
        ("contact_name", "李四", "CONTACT_MISMATCH"),
        ("phones", ("13911112222",), "CONTACT_MISMATCH"),
    ],
)
def test_form_is_compared_with_the_case_field_by_field(facts, field, value, code):
    form = material(DocumentKind.FORM, form=replace(FORM, **{field: value}))
    made = material_set(CASE, whole(form=form), facts)

    assert [finding.code for finding in made.form.findings] == [code]
    assert made.form.state is PieceState.DISAGREEING


def test_category_that_is_not_one_is_no_disagreement(facts):
    for category in (None, (), ("组织创新", "技术创新")):
        form = material(DocumentKind.FORM, form=replace(FORM, category=category))
        assert material_set(CASE, whole(form=form), facts).form.findings == ()


def test_pictures_stand_in_the_form_or_lie_beside_it(facts):
    bare = material(DocumentKind.FORM, "PICTURE_NONE", form=replace(FORM, pictures=()))
    loose = material(DocumentKind.PICTURE, number=4)

    assert stands(facts, whole(form=bare))[Piece.PICTURES] is PieceState.MISSING
    assert stands(facts, whole(form=bare, loose=loose))[Piece.PICTURES] is PieceState.PRESENT
    too_many = material(DocumentKind.FORM, "PICTURE_OVER_3")
    assert stands(facts, whole(form=too_many, loose=loose))[Piece.PICTURES] is PieceState.FLAWED


def test_what_is_not_in_use_counts_for_nothing(facts):
    aside = whole(video=replace(material(DocumentKind.VIDEO), state=MaterialState.SET_ASIDE))

    assert stands(facts, aside)[Piece.VIDEO] is PieceState.MISSING


def test_cities_are_counted_in_their_order_those_without_a_case_too(facts):
    sets = [material_set(CASE, whole(), facts), material_set(replace(CASE, id=2), whole(pdf=None), facts)]

    first, second = completeness(sets, ["武汉市", "鄂州市"])

    assert (first.city, first.cases, first.complete) == ("武汉市", 0, 0)
    assert (second.cases, second.complete, dict(second.present)[Piece.PDF]) == (2, 1, 1)


CODES = st.sampled_from(["CATEGORY_NONE", "PICTURE_OVER_3", "PDF_BROKEN", "NAME_MISMATCH", "NOT_HD"])
MATERIALS = st.builds(
    lambda kind, codes, level: material(kind, *codes, level=level),
    st.sampled_from([DocumentKind.FORM, DocumentKind.PDF, DocumentKind.VIDEO, DocumentKind.PICTURE]),
    st.lists(CODES, max_size=2),
    st.sampled_from(list(Level)),
)


@given(st.lists(MATERIALS, max_size=6))
def test_set_is_complete_exactly_when_no_piece_lacks_or_errs(facts, materials):
    made = material_set(CASE, materials, facts)

    is_missing = any(made.standing(piece).state is PieceState.MISSING for piece in Piece)
    errs = any(finding.level is Level.ERROR for finding in made.findings)
    assert made.is_complete == (not is_missing and not errs)


@given(st.lists(MATERIALS, max_size=6))
def test_nothing_the_readers_found_is_lost_in_a_set(facts, materials):
    made = material_set(CASE, materials, facts)
    has_loose = any(m.kind is DocumentKind.PICTURE for m in materials)
    kept = {f.code for f in made.findings}

    for one in materials:
        if one.kind is not DocumentKind.PICTURE:
            assert {f.code for f in one.findings} <= kept | ({"PICTURE_OVER_3"} if has_loose else set())


def test_form_comes_back_as_it_was_kept():
    kept = json.loads(json.dumps({"form": asdict(FORM)}))

    assert stored.form_of(kept) == FORM
