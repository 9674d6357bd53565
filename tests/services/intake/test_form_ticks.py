"""Every way a ticked box arrives (documents.md section 5), for each category, and what cannot be decided."""

import pytest

from services.edition.toml_file import read as read_edition
from tests.services.intake.forms import (
    CATEGORIES,
    SHAPE,
    WORD_ART,
    check_box,
    choice,
    codes,
    complex_field,
    deleted,
    dropdown,
    form,
    form_box,
    in_font,
    inserted,
    paragraph,
    picture,
    relation,
    run,
    struck,
    symbol,
    text,
    text_box,
    understood,
)

FACTS = read_edition()

ON, OFF = ' w14:val="1"', ' w14:val="0"'
# How a ticked and an empty box look, and whether they stand before the word.
WAYS = {
    "☑": (run("☑"), run("□")),
    "√ for the box": (run("√"), run("□")),
    "■": (run("■"), run("□")),
    "✓": (run("✓"), run("□")),
    "☒": (run("☒"), run("☐")),
    "V": (run("V"), run("□")),
    "√ beside the box": (run("□√"), run("□")),
    "√ before the box": (run("√□"), run("□")),
    "（√）": (run("（√）"), run("（  ）")),
    "( V )": (run("( V )"), run("(  )")),
    "√ and nothing": (run("√"), ""),
    "口 for a box": (run("√"), run("口")),
    "w:sym Wingdings 2 F052": (symbol("F052"), symbol("F0A3")),
    "w:sym Wingdings 2 0052": (symbol("0052"), symbol("00A3")),
    "w:sym in small letters": (symbol("f052"), symbol("f0a3")),
    "w:sym Wingdings 2 F050": (symbol("F050"), symbol("F0A3")),
    "w:sym Wingdings F0FE": (symbol("F0FE", "Wingdings"), symbol("F0A8", "Wingdings")),
    "w:sym Wingdings F0FC": (symbol("F0FC", "Wingdings"), symbol("F06F", "Wingdings")),
    "w:sym Symbol F0D6": (symbol("F0D6", "Symbol"), run("□")),
    "font R and £": (in_font("R", "Wingdings 2"), in_font("£", "Wingdings 2")),
    "font R and £, ascii only": (in_font("R", "Wingdings 2", ["ascii"]), in_font("£", "Wingdings 2", ["hAnsi"])),
    "font þ": (in_font("þ", "Wingdings"), in_font("¨", "Wingdings")),
    "font and private use": (in_font("\uf052", "Wingdings 2"), in_font("\uf0a3", "Wingdings 2")),
    "private use, font lost": (run("\uf0fe"), run("\uf0a8")),
    "R and £, font lost": (run("R"), run("£")),
    "w14:checkbox 2612": (check_box(ON, run("☒")), check_box(OFF, run("☐"))),
    "w14:checkbox 2611": (check_box(' w14:val="true"', run("☑")), check_box(None, run("☐"))),
    "w14:checkbox Wingdings 2 R": (check_box(ON, symbol("F052")), check_box(OFF, symbol("F0A3"))),
    "w14:checkbox without a value": (check_box("", run("☒")), check_box(OFF, run("☐"))),
    "ffData checked": (form_box('<w:default w:val="0"/><w:checked/>'), form_box('<w:default w:val="0"/>')),
    "ffData checked by value": (form_box('<w:checked w:val="1"/>'), form_box('<w:checked w:val="0"/>')),
    "ffData default only": (form_box('<w:default w:val="1"/>'), form_box('<w:default w:val="0"/>')),
    "ffData unticked again": (form_box("<w:default/>"), form_box('<w:default/><w:checked w:val="0"/>')),
    "EQ": (complex_field([r" EQ \o\ac(□,√)"]), run("□")),
    "EQ in pieces": (complex_field([" eq ", r"\o\ac(", "□", ",√)"]), complex_field([r" EQ \o\ac(□, )"])),
    "SYMBOL field": (complex_field([r' SYMBOL 82 \f "Wingdings 2" \s 12']), run("□")),
    "MACROBUTTON field": (complex_field([" MACROBUTTON Untick ☑"]), complex_field([" MACROBUTTON Tick □"])),
    "simple field": (r'<w:fldSimple w:instr=" EQ \o\ac(□,√)"/>', run("□")),
    "inserted": (deleted("□") + inserted(run("☑")), run("□")),
    "text deleted": (run("☑"), run("□") + deleted("☑")),
    "ruby over the box": (
        f"<w:r><w:ruby><w:rt>{run('√')}</w:rt><w:rubyBase>{run('□')}</w:rubyBase></w:ruby></w:r>", run("□"),
    ),
    "hidden tick on the others": (run("☑"), run("□") + run("√", "<w:vanish/>")),
}  # fmt: skip


@pytest.mark.parametrize("name", CATEGORIES)
@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_ticking_is_read(way, name):
    ticked, empty = WAYS[way]

    read = understood(form(案例类型=choice(ticked, empty, (name,))), FACTS)

    assert read.form.category == (name,)
    assert [code for code in codes(read) if code.startswith("CATEGORY")] == []


@pytest.mark.parametrize("way", ["☑", "font R and £", "w14:checkbox 2612", "ffData checked", "（√）"])
def test_boxes_before_the_words_are_read(way):
    ticked, empty = WAYS[way]

    assert understood(form(案例类型=choice(ticked, empty, before=True)), FACTS).form.category == ("技术创新",)


@pytest.mark.parametrize("way", [way for way in WAYS if WAYS[way][1]])
def test_no_tick_and_two_ticks_are_said(way):
    ticked, empty = WAYS[way]

    none = understood(form(案例类型=choice(ticked, empty, ())), FACTS)
    two = understood(form(案例类型=choice(ticked, empty, ("组织创新", "工艺创新"))), FACTS)

    assert none.form.category == ()
    assert "CATEGORY_NONE" in codes(none)
    assert two.form.category == ("组织创新", "工艺创新")
    assert "CATEGORY_MULTI" in codes(two)


@pytest.mark.parametrize("name", CATEGORIES)
def test_a_dropdown_says_its_choice(name):
    legacy = complex_field(
        [" FORMDROPDOWN "],
        f'<w:ffData><w:ddList><w:result w:val="{CATEGORIES.index(name)}"/>'
        + "".join(f'<w:listEntry w:val="{entry}"/>' for entry in CATEGORIES)
        + "</w:ddList></w:ffData>",
    )

    for content in (dropdown(run(name)), legacy, run(name)):
        assert understood(form(案例类型=paragraph(content)), FACTS).form.category == (name,)


def test_a_dropdown_nobody_used_is_no_choice():
    placeholder = dropdown(run("技术创新"), "<w:showingPlcHdr/>")

    assert understood(form(案例类型=paragraph(placeholder)), FACTS).form.category == ()


def test_a_tick_crossed_out_is_taken_back():
    again = paragraph(run("组织创新"), struck("☑"), run("  技术创新☑  工艺创新□"))
    only = paragraph(run("组织创新"), struck("☑"), run("  技术创新□  工艺创新□"))
    word = paragraph(struck("组织创新☑"), run("  技术创新☑  工艺创新□"))

    assert understood(form(案例类型=again), FACTS).form.category == ("技术创新",)
    assert understood(form(案例类型=only), FACTS).form.category == ()
    assert understood(form(案例类型=word), FACTS).form.category == ("技术创新",)


UNDECIDED = {
    "a floating √ in the cell": paragraph(run("组织创新□ 技术创新□ 工艺创新□"), text_box(text("√"))),
    "a shape in the cell": paragraph(run("组织创新□ 技术创新□ 工艺创新□"), SHAPE),
    "WordArt": paragraph(run("组织创新□ 技术创新□ 工艺创新□"), WORD_ART),
    "a picture of a tick": paragraph(run("组织创新□ 技术创新□"), picture("rId1"), run("工艺创新□")),
    "a control typed over": choice(check_box(OFF, run("☑")), check_box(OFF, run("☐"))),
    "a control emptied by hand": choice(check_box(ON, run("□")), check_box(OFF, run("☐"))),
    "a glyph nobody knows": choice(symbol("F0C4"), symbol("F0A3")),
    "× alone": paragraph(run("组织创新□ 技术创新× 工艺创新□")),
    "the others crossed out": paragraph(struck("组织创新"), run("技术创新"), struck("工艺创新")),
    "empty boxes crossed out": choice(run("□"), struck("□")),
    "a tick between two words": paragraph(run("组织创新 √ 技术创新 工艺创新")),
    "a word alone without its box": paragraph(run("组织创新□ 技术创新 工艺创新□")),
    "a tick without a word": paragraph(run("√")),
    "a root sign": paragraph(run("组织创新□ 技术创新"), "<m:oMath><m:rad/></m:oMath>", run("工艺创新□")),
}


@pytest.mark.parametrize("way", UNDECIDED)
def test_what_cannot_be_decided_is_asked(way):
    content = form(案例类型=UNDECIDED[way], relations=relation("rId1", "media/a.png"))

    read = understood(content, FACTS)

    assert read.form.category is None
    assert "CATEGORY_UNREADABLE" in codes(read)


def test_a_tick_floating_anywhere_makes_the_boxes_uncertain():
    floating = paragraph(text_box(text(" √ ")))

    for content in (form(around=(floating, "")), form(around=("", floating)), form(备注=floating)):
        assert understood(content, FACTS).form.category is None


def test_a_tick_deleted_or_kept_for_old_programs_floats_nowhere():
    gone = f'<w:del w:id="3"><w:r>{SHAPE}</w:r></w:del>'
    old = paragraph(text_box(text("附件2"), fallback=text("√")))

    assert understood(form(around=(paragraph(gone) + old, "")), FACTS).form.category == ("技术创新",)


def test_the_template_explaining_how_to_tick_is_no_tick():
    for hint in ("（请在所选类型后的□内打“√”）", "请在相应的□内打√："):
        content = paragraph(run(hint), run("组织创新□  技术创新□  工艺创新☑"))
        assert understood(form(案例类型=content), FACTS).form.category == ("工艺创新",)


@pytest.mark.parametrize(
    "cells",
    [
        ("组织创新□", "技术创新☑", "工艺创新□"),
        ("组织创新", "□", "技术创新", "√", "工艺创新", "□"),
        ("□", "组织创新", "√", "技术创新", "□", "工艺创新"),
        ("组织创新□\n技术创新☑\n工艺创新□",),
        ("组 织 创 新 □   技 术 创 新 √   工 艺 创 新 □",),
        ("□组织创新   ☑技术创新   □工艺创新",),
        ("组织创新、技术创新√、工艺创新",),
        ("组织创新□ √技术创新 工艺创新□",),
        ("组织创新×  技术创新√  工艺创新×",),
        ("组织□  技术☑  工艺□",),
        ("技术创新类",),
        ("技术创新☑",),
    ],
)
def test_words_and_boxes_are_read_however_they_are_set(cells):
    assert understood(form(案例类型=cells), FACTS).form.category == ("技术创新",)


@pytest.mark.parametrize("cell", ["", "组织创新  技术创新  工艺创新", "技术创新□", "其他"])
def test_nothing_said_is_nothing_ticked(cell):
    assert understood(form(案例类型=cell), FACTS).form.category == ()


def test_two_words_written_are_two_categories():
    assert understood(form(案例类型="技术创新、工艺创新"), FACTS).form.category == ("技术创新", "工艺创新")
