"""What a 推荐表 holds besides its category: recognised by content, read wherever it stands."""

from dataclasses import replace

import pytest

from services.edition.toml_file import read as read_edition
from services.findings import Level
from services.intake.reading import only_summary, read
from services.intake.receiving import receive_file
from tests.material import NOW
from tests.services import staging
from tests.services.intake.forms import (
    ABSTRACT,
    SIGNED,
    cell,
    choice,
    codes,
    complex_field,
    deleted,
    filled,
    form,
    inserted,
    package,
    paragraph,
    picture,
    relation,
    row,
    run,
    table,
    text,
    text_box,
    understood,
    vml_picture,
    with_pictures,
)

FACTS = read_edition()
PROMPT = "请结合上述选择案例类型，详细阐述科技人员从受到启发到锚定方向……字数一般不超过2000字，可另附页。"


def fields(**changed):
    return understood(form(**changed), FACTS).form


def test_good_form_is_read_whole_and_only_its_picture_is_missing():
    document = read(form(), "随便.docx", FACTS)

    assert (document.kind, document.accepted, document.city) == ("form", True, "天门市")
    assert [finding.code for finding in document.findings] == ["PICTURE_NONE"]
    assert document.as_json()["form"] == {
        "case_name": "“百炼”装备关键技术研发",
        "enterprise": "湖北百炼科技有限公司",
        "people": ["张远", "李文博"],
        "contact_name": "张远",
        "contact_title": "总工程师",
        "phones": ["13800000001"],
        "address": "湖北省天门市天门经开区创新大道1号",
        "honours": None,
        "category": ["技术创新"],
        "abstract_chars": len(ABSTRACT),
        "abstract_words": len(ABSTRACT),
        "pictures": [],
        "recommender_opinion": {
            "text": "该案例经本单位同意接受组织推荐，并承诺推荐材料中提供的全部信息真实可靠。",
            "date": "2024-09-09",
        },
        "city_opinion": {"text": "同意推荐。", "date": "2024-09-09"},
    }


@pytest.mark.parametrize("name", ["推荐汇总表.docx", "武汉市汇总表.docx", "a.doc", "a"])
def test_a_form_is_known_by_its_labels_and_not_by_its_name(name):
    assert read(form(), name, FACTS).kind == "form"


def test_labels_stand_however_people_write_them():
    cells = filled()
    named = {
        "案 例 名 称": cells["案例名称"],
        "推荐类型\n（勾选）": cells["案例类型"],
        "完成单位：": cells["完成单位"],
        "完成人员\n(团队)": cells["完成人员（团队）"],
        "联系人": "李娜",
        "职务": "主任",
        "联系方式": cells["联系电话"],
        "通讯地址": cells["联系地址"],
        "案\n例\n概\n要": ABSTRACT,
        "获奖情况": "省科技进步三等奖\n国家专利优秀奖",
        "推荐单位意见": SIGNED,
        "市（州）科协意见": "同意",
    }

    read_form = understood(form(body=table(*(row(*pair) for pair in named.items()))), FACTS).form

    assert (read_form.contact_name, read_form.contact_title) == ("李娜", "主任")
    assert read_form.honours == "省科技进步三等奖\n国家专利优秀奖"
    assert read_form.recommender_opinion.date == "2024-09-09"
    assert (read_form.city_opinion.text, read_form.city_opinion.date) == ("同意", None)
    assert read_form.category == ("技术创新",)


def test_two_pairs_in_a_row_and_rows_of_the_city_s_own_are_told_apart():
    cells = filled()
    body = table(
        row("案例名称", cells["案例名称"]),
        row("完成单位", cells["完成单位"], "统一社会信用代码", "91420000000000000X"),
        row("联系人及职务", "张远（总工程师）", "联系电话", "13800000001", "电子邮箱", "a@b.cn"),
        row("安全生产情况", "良好"),
        row("案例概要"),
        row(ABSTRACT),
        row("推荐单位意见", SIGNED),
        row("市级科协意见", SIGNED),
    )

    read_form = understood(form(body=body), FACTS).form

    assert read_form.enterprise == "湖北百炼科技有限公司"
    assert (read_form.contact_title, read_form.phones) == ("总工程师", ("13800000001",))
    assert read_form.abstract == ABSTRACT


def test_a_label_merged_over_rows_and_a_table_cut_in_two_are_one_form():
    merged = '<w:vMerge w:val="restart"/>'
    first = table(
        row("案例名称", "甲案例"),
        row("完成单位", "甲公司"),
        row(cell(text("案例概要"), merged), "上半。"),
        row(cell(text(""), "<w:vMerge/>"), "下半。"),
    )
    second = table(row("", "续。"), row("推荐单位意见", SIGNED), row("市级科协意见", SIGNED))

    read_form = understood(form(body=f"{first}{text('')}{second}"), FACTS).form

    assert read_form.abstract.split() == ["上半。", "下半。", "续。"]
    assert not read_form.city_opinion.is_blank


def test_label_and_content_in_one_cell_are_told_apart():
    body = table(
        row("案例名称：甲案例"),
        row("完成单位：甲公司"),
        row(f"案例概要：\n{ABSTRACT}"),
        row("推荐单位意见：同意"),
    )

    read_form = understood(form(body=body), FACTS).form

    assert (read_form.case_name, read_form.enterprise) == ("甲案例", "甲公司")
    assert (read_form.abstract, read_form.recommender_opinion.text) == (ABSTRACT, "同意")


def test_a_form_inside_another_table_is_found():
    inner = table(*(row(*pair) for pair in filled().items()))

    assert understood(form(body=table(row(f"{inner}{text('')}"))), FACTS).form.category == ("技术创新",)


def test_blank_template_behind_a_form_does_not_count_and_two_forms_are_refused():
    one = table(*(row(*pair) for pair in filled().items()))
    blank = table(*(row(label, "") for label in filled()))

    assert read(package(one + text("") + blank), "a.docx", FACTS).form.case_name == "“百炼”装备关键技术研发"
    two = read(package(one + text("") + one), "a.docx", FACTS)
    assert (two.kind, two.accepted, [f.code for f in two.findings]) == ("form", False, ["FILE_UNSUPPORTED"])
    assert "单独存为一个文件" in two.findings[0].hint


def test_a_filled_form_beside_the_blank_summary_table_is_a_form():
    header = table(
        row(
            "序号",
            "案例名称",
            "完成单位",
            "完成人员（团队）",
            "联系人及职务",
            "联系电话",
            "企业类型",
            "案例类型",
        )
    )
    one = table(*(row(*pair) for pair in filled().items()))

    assert read(package(one + text("") + header), "a.docx", FACTS).kind == "form"
    blank = table(*(row(label, "") for label in filled()))
    assert read(package(blank + text("") + header), "a.docx", FACTS).kind == "summary"


# 案例概要.
NESTED = f"{table(row('背景', '停机'), row('经过', '攻关'))}{text('')}"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (NESTED, "背景\n停机\n经过\n攻关"),
        (paragraph(text_box(text("写在文本框里"))), "写在文本框里"),
        (paragraph(run("甲"), inserted(run("乙")), deleted("丙"), run("丁")), "甲乙丁"),
        (paragraph(run("甲"), run("暗", "<w:vanish/>"), run("划", "<w:dstrike/>"), run("乙")), "甲乙"),
        (paragraph(run("甲"), complex_field([" PAGE "], result=run("乙"))), "甲乙"),
        (paragraph(run("重"), vml_picture("rId9", "object"), run("量")), "重量"),
        (f"{PROMPT}\n正文。", "正文。"),
        ("严禁以企业宣传、推广等为内容进行上报。\n正文。", "正文。"),
    ],
)
def test_abstract_is_read_where_it_stands(content, expected):
    assert fields(案例概要=content).abstract == expected


@pytest.mark.parametrize(
    "content", ["", PROMPT, "——", "　", "（见附页）", "字数一般不超过2000字，可另附页。"]
)
def test_abstract_nobody_wrote_is_empty(content):
    read_form = understood(form(案例概要=content), FACTS)

    assert (read_form.form.abstract, read_form.form.abstract_chars) == ("", 0)
    assert "ABSTRACT_EMPTY" in codes(read_form)


def test_abstract_over_the_cell_or_on_a_further_page_is_found():
    boxed = form(案例概要="", around=(paragraph(text_box(text(ABSTRACT))), ""))
    behind = form(案例概要="见附页", around=("", text("注：如有其他证明材料，可另附。", "附页", ABSTRACT)))
    further = form(案例概要="上半。", around=("", text("案例概要（续）", "下半。")))
    other = form(案例概要="全部。", around=("", text("注：如有其他证明材料，可另附。", "填表日期")))

    assert understood(boxed, FACTS).form.abstract == ABSTRACT
    assert understood(behind, FACTS).form.abstract == ABSTRACT
    assert understood(further, FACTS).form.abstract == "上半。\n下半。"
    assert understood(other, FACTS).form.abstract == "全部。"


def test_text_box_counts_once():
    twice = paragraph(text_box(text("十" * 10)))

    assert fields(案例概要=twice).abstract_chars == 10


@pytest.mark.parametrize(("count", "said"), [(2_000, False), (2_001, True)])
def test_abstract_is_measured_without_blanks(count, said):
    content = "创 " * count

    read_form = understood(form(案例概要=content), FACTS)

    assert (read_form.form.abstract_chars, read_form.form.abstract_words) == (count, count)
    assert ("ABSTRACT_OVER_2000" in codes(read_form)) is said


def test_both_counts_are_told():
    content = "创" * 1_900 + " abcdefghij" * 20

    found = understood(form(案例概要=content), FACTS).findings

    message = next(f.message for f in found if f.code == "ABSTRACT_OVER_2000")
    assert "2,100 字" in message
    assert "1,920 字" in message


def test_wording_of_an_advertisement_is_listed_and_facts_are_not():
    advertised = understood(form(案例概要="欢迎新老客户来电咨询，全国总代理，限时优惠。"), FACTS)
    factual = understood(form(案例概要="享受税收优惠政策，工人扫码入库，性能国内第一、国际领先。"), FACTS)

    message = next(f.message for f in advertised.findings if f.code == "PROMOTIONAL_WORDING")
    assert all(word in message for word in ("欢迎新老客户来电咨询", "全国总代理", "限时优惠"))
    assert "PROMOTIONAL_WORDING" not in codes(factual)


# Pictures.
@pytest.mark.parametrize(
    ("size", "code"),
    [
        (1_999_999, "PICTURE_UNDER_2M"),
        (2_000_000, "PICTURE_2MB_VS_2MIB"),
        (2_097_151, "PICTURE_2MB_VS_2MIB"),
        (2_097_152, None),
    ],
)
def test_picture_is_judged_by_its_bytes(size, code):
    read_form = understood(with_pictures(size), FACTS)

    assert [picture.size for picture in read_form.form.pictures] == [size]
    assert [c for c in codes(read_form) if c.startswith("PICTURE")] == ([code] if code else [])


@pytest.mark.parametrize(
    "place",
    [
        picture,
        lambda name: picture(name, "anchor"),
        vml_picture,
        lambda name: text_box(paragraph(picture(name))),
        lambda name: inserted(picture(name)),
    ],
)
def test_picture_is_counted_once_however_it_is_set(place):
    assert [p.size for p in understood(with_pictures(70, place=place), FACTS).form.pictures] == [70]


@pytest.mark.parametrize("count", [3, 4])
def test_more_than_three_pictures_are_said(count):
    read_form = understood(with_pictures(*[2_100_000] * count), FACTS)

    assert ("PICTURE_OVER_3" in codes(read_form)) is (count > 3)


def test_linked_picture_is_named_and_is_not_a_missing_one():
    target = "file:///C:/Users/wps/Desktop/现场.jpg"
    linked = relation("rId1", target, "External")

    for how in (picture("rId1", how="link"), picture("rId1"), vml_picture("rId1")):
        read_form = understood(form(案例概要=text(ABSTRACT) + paragraph(how), relations=linked), FACTS)
        assert [(p.name, p.is_linked) for p in read_form.form.pictures] == [(target, True)]
        assert [c for c in codes(read_form) if c.startswith("PICTURE")] == ["PICTURE_LINKED"]


def test_seal_tick_and_preview_are_no_pictures_of_the_case():
    links = relation("rId1", "media/a.png")
    seal = text(SIGNED) + paragraph(picture("rId1"))
    preview = text(ABSTRACT) + paragraph(vml_picture("rId1", "object"))
    gone = text(ABSTRACT) + paragraph(f'<w:del w:id="1">{picture("rId1")}</w:del>')

    for changed in ({"市级科协意见": seal}, {"案例概要": preview}, {"案例概要": gone}):
        read_form = understood(form(relations=links, parts={"word/media/a.png": b"x"}, **changed), FACTS)
        assert read_form.form.pictures == ()


def test_picture_on_a_further_page_counts():
    content = form(
        relations=relation("rId1", "/word/media/a.png"),
        parts={"word/media/a.png": b"x" * 99},
        around=("", paragraph(picture("rId1"))),
    )

    assert [p.size for p in understood(content, FACTS).form.pictures] == [99]


# Opinions, changes, required fields.
@pytest.mark.parametrize("label", ["推荐单位意见", "市级科协意见"])
@pytest.mark.parametrize(
    ("content", "is_blank"),
    [
        ("", True),
        ("（盖章）    年    月    日", True),
        ("（公章）\n2024年  月  日", True),
        ("负责人：      （签字）  年 月 日", True),
        ("（盖章）2024年9月9日", False),
        ("同意推荐", False),
        ("同意。（盖章）二〇二四年九月九日", False),
    ],
)
def test_opinion_is_blank_without_text_and_date(label, content, is_blank):
    code = {"推荐单位意见": "RECOMMENDER_OPINION_BLANK", "市级科协意见": "CITY_OPINION_BLANK"}[label]

    assert (code in codes(understood(form(**{label: content}), FACTS))) is is_blank


def test_seal_alone_is_a_blank_opinion():
    sealed = form(市级科协意见=paragraph(picture("rId1")), relations=relation("rId1", "media/seal.png"))

    assert "CITY_OPINION_BLANK" in codes(understood(sealed, FACTS))


def test_unaccepted_changes_are_said_wherever_they_are():
    changed = paragraph(run("甲公司"), deleted("（旧）"), inserted(run("二厂")))

    read_form = understood(form(完成单位=changed), FACTS)

    assert read_form.form.enterprise == "甲公司二厂"
    assert "TRACKED_CHANGES" in codes(read_form)
    assert "TRACKED_CHANGES" not in codes(understood(form(), FACTS))


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("案例名称", "case_name"),
        ("完成单位", "enterprise"),
        ("完成人员（团队）", "people"),
        ("联系人及职务", "contact_name"),
        ("联系电话", "phones"),
        ("联系地址", "address"),
    ],
)
def test_required_field_left_blank_is_named(label, field):
    found = understood(form(**{label: ""}), FACTS).findings
    missing = [f for f in found if f.code == "REQUIRED_MISSING"]

    assert [(f.field, f.clause) for f in missing] == [(field, "附件2")]
    assert missing[0].message.startswith("推荐表的")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"联系电话": "1380000"}, "PHONE_INVALID"),
        ({"联系电话": "1.38E+10"}, "PHONE_SCI_NOTATION"),
        ({"联系人及职务": "张远"}, "CONTACT_TITLE_MISSING"),
        ({"完成单位": "甲\u200b公司"}, "INVISIBLE_CHARS"),
        ({"案例名称": "=HYPERLINK(1)"}, "FORMULA_INJECTION"),
        ({"案例名称": paragraph(run("<script>a</script>"))}, "SUSPICIOUS_MARKUP"),
        ({"案例名称": "长" * 61}, "TEXT_TOO_LONG"),
    ],
)
def test_cells_are_checked_as_a_row_s_are(changed, code):
    read_form = understood(form(**changed), FACTS)

    assert codes(read_form) == [code, "PICTURE_NONE"] or codes(read_form) == ["PICTURE_NONE", code]


def test_address_in_another_city_is_said():
    document = read(form(), "a.docx", FACTS, city="武汉市")

    assert document.city == "武汉市"
    assert "ADDRESS_OUTSIDE_CITY" in [finding.code for finding in document.findings]


def test_levels_and_limits_are_the_edition_s():
    stricter = replace(
        FACTS,
        finding_levels={"PICTURE_UNDER_2M": Level.ERROR},
        settings=FACTS.settings
        | {
            "form.picture_min_bytes": replace(FACTS.settings["form.picture_min_bytes"], value="3000000"),
            "form.abstract_max": replace(FACTS.settings["form.abstract_max"], value="10"),
        },
    )

    found = understood(with_pictures(2_500_000), stricter).findings

    assert [(f.code, f.level) for f in found] == [
        ("ABSTRACT_OVER_2000", Level.WARNING),
        ("PICTURE_UNDER_2M", Level.ERROR),
    ]


# On the page that takes 汇总表 only.
def test_form_is_no_summary_and_says_where_it_will_be_received():
    refused = only_summary(read(form(), "a.docx", FACTS), FACTS)

    assert (refused.kind, refused.accepted, refused.findings[0].code) == ("form", False, "FILE_UNSUPPORTED")
    assert "案例材料" in refused.findings[0].hint


def test_received_form_is_not_staged(database, cast):
    staging.recommending(cast)

    received = receive_file(form(案例类型=choice(run("☑"), run("□"))), "a.docx", actor=cast["wang"], now=NOW)

    assert received.submission_id is None
    assert received.document.findings[0].code == "FILE_UNSUPPORTED"
