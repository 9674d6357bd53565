"""Forms made to harm, or broken on the way: the same container checks as for a 汇总表, and one document each."""

import io
import random
import zipfile
from copy import deepcopy

import pytest
from lxml import etree

from services.edition.toml_file import read as read_edition
from services.intake.forms import understand_form
from services.intake.readers import docx
from services.intake.readers.grid import Refused
from services.intake.reading import read
from tests.fixtures.summary.build import rewritten
from tests.services.intake.forms import (
    choice,
    form,
    package,
    paragraph,
    run,
    table,
    text,
    text_box,
    understood,
)
from tests.services.intake.test_form_ticks import WAYS

FACTS = read_edition()


def codes(content, name="a.docx"):
    return [finding.code for finding in read(content, name, FACTS).findings]


def test_form_with_a_dtd_is_refused():
    declared = rewritten(
        form(),
        lambda name, data: b'<!DOCTYPE a [<!ENTITY b "c">]>' + data if "document.xml" in name else data,
    )

    assert codes(declared) == ["XML_DTD"]


def test_form_that_expands_without_measure_is_refused():
    stream = io.BytesIO(form())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/a.emf", bytes(30_000_000))

    assert codes(stream.getvalue()) == ["ZIP_BOMB"]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_form_cut_off_is_named(share):
    content = form()

    assert codes(content[: int(len(content) * share)]) == ["FILE_CORRUPT"]


def test_form_with_a_password_is_named():
    stream = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    locked = stream + "EncryptedPackage".encode("utf-16-le").ljust(128, b"\0")

    assert codes(locked) == ["FILE_ENCRYPTED"]


@pytest.mark.parametrize(
    "broken",
    [
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> EQ \\o(□,√)</w:instrText></w:r>",
        "<w:r><w:fldChar w:fldCharType='end'/></w:r>" + run("技术创新☑"),
        "<w:r><w:sym w:font='Wingdings 2' w:char='XYZ'/></w:r>" + run("技术创新"),
        "<w:r><w:sym/></w:r>" + run("技术创新"),
        "<w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr></w:sdt>" + run("技术创新"),
        "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='99'/></w:ddList></w:ffData>"
        "</w:fldChar></w:r>" + run("技术创新☑"),
        "<w:fldSimple w:instr=' SYMBOL 99999 '/>" + run("技术创新"),
        "<w:r><w:drawing><a:blip r:embed='rId404'/></w:drawing></w:r>" + run("技术创新☑"),
    ],
)
def test_broken_markup_in_the_category_is_read_as_far_as_it_goes(broken):
    category = understood(form(案例类型=paragraph(broken)), FACTS).form.category

    assert category in (None, (), ("技术创新",))


def test_styles_that_are_based_on_each_other_end():
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:styleId="a"><w:basedOn w:val="b"/></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
        '<w:style w:styleId="box"><w:rPr><w:rFonts w:ascii="Wingdings 2"/></w:rPr></w:style>'
        '<w:style w:styleId="tick"><w:basedOn w:val="box"/></w:style></w:styles>'
    )
    link = '<Relationship Id="s" Type="http://x/styles" Target="styles.xml"/>'

    for style, expected in (("tick", ("技术创新",)), ("a", ())):
        ticked, empty = (run(letter, f'<w:rStyle w:val="{style}"/>') for letter in "R\u00a3")
        content = form(
            案例类型=choice(ticked, empty if style == "tick" else ""),
            parts={"word/styles.xml": styles},
            relations=link,
        )
        assert understood(content, FACTS).form.category == expected


def test_text_boxes_inside_text_boxes_are_read_once():
    nested = text("核心")
    for _ in range(8):
        nested = paragraph(text_box(nested))

    assert understood(form(案例概要=nested), FACTS).form.abstract == "核心"


def test_form_nested_deeper_than_any_person_nests_is_answered():
    deep = text("案例概要")
    for _ in range(60):
        deep = f"{table(f'<w:tr><w:tc>{deep}</w:tc></w:tr>')}{text('')}"

    document = read(package(deep + form_table()), "a.docx", FACTS)

    assert document.findings


def form_table():
    return table(
        *(
            f"<w:tr><w:tc>{text(label)}</w:tc><w:tc>{text('甲')}</w:tc></w:tr>"
            for label in ("案例名称", "完成单位", "案例概要", "联系地址")
        )
    )


def shuffled(data, chance):
    """Well-formed XML whose elements are dropped, doubled, moved and stripped at random."""
    root = etree.fromstring(data)
    for _ in range(chance.randint(1, 15)):
        element = chance.choice([each for each in root.iter() if each.getparent() is not None] or [root])
        parent = element.getparent()
        act = chance.randrange(4)
        if parent is None or act == 0:
            element.attrib.clear()
        elif act == 1:
            parent.remove(element)
        elif act == 2:
            parent.insert(chance.randrange(len(parent) + 1), deepcopy(element))
        else:
            element.tag = chance.choice([each.tag for each in root.iter()])
    return etree.tostring(root)


@pytest.mark.parametrize("seed", range(30))
def test_shuffled_form_is_understood_or_refused(seed):
    """In this process: whatever escapes here would only be a dead child there."""
    chance = random.Random(seed)
    ticked, empty = chance.choice(list(WAYS.values()))
    good = form(案例类型=choice(ticked, empty), 案例概要=paragraph(text_box(text("核心"))) + table("<w:tr/>"))
    for _ in range(20):
        content = rewritten(
            good, lambda name, data: shuffled(data, chance) if "document.xml" in name else data
        )
        try:
            raw = docx.read(content, 1_000).form
        except Refused:
            continue
        if raw is not None:
            assert understand_form(raw, FACTS, file="a.docx").form.abstract_words >= 0


def test_text_without_end_stops_the_reader():
    assert codes(form(案例概要=text(*["长" * 1_000_000] * 5))) == ["READER_STOPPED"]
