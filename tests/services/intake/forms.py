"""Builds 推荐表 files of bare Word XML, with every way cities have of filling one in."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from services.intake.forms import understand_form
from services.intake.readers import docx

CATEGORIES = ("组织创新", "技术创新", "工艺创新")
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
ABSTRACT = "团队从一次设备停机中受到启发，锚定国产替代方向，三年攻克核心技术，行业领先，国内第一。"
UNDERTAKING = "该案例经本单位同意接受组织推荐，并承诺推荐材料中提供的全部信息真实可靠。"
SEAL = "（盖章）    年    月    日"
SIGNED = "（盖章）  2024年9月9日"


# Runs and what stands in them.
def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def in_font(text, font, slots=("ascii", "hAnsi", "eastAsia")):
    fonts = " ".join(f"w:{slot}={quoteattr(font)}" for slot in slots)
    return run(text, f"<w:rFonts {fonts}/>")


def struck(text):
    return run(text, "<w:strike/>")


def symbol(char, font="Wingdings 2"):
    return f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'


def inserted(xml):
    return f'<w:ins w:id="1" w:author="a">{xml}</w:ins>'


def deleted(text):
    return f'<w:del w:id="2" w:author="a"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def complex_field(code, begin="", result=""):
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{begin}</w:fldChar></w:r>'
        + "".join(f'<w:r><w:instrText xml:space="preserve">{part}</w:instrText></w:r>' for part in code)
        + (f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}' if result else "")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def form_box(state):
    return complex_field(
        [" FORMCHECKBOX "], f"<w:ffData><w:checkBox><w:sizeAuto/>{state}</w:checkBox></w:ffData>"
    )


def check_box(state, content):
    checked = "" if state is None else f"<w14:checked{state}/>"
    return (
        f"<w:sdt><w:sdtPr><w14:checkbox>{checked}</w14:checkbox></w:sdtPr>"
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def dropdown(content, properties=""):
    items = "".join(f'<w:listItem w:value="{name}"/>' for name in CATEGORIES)
    return (
        f"<w:sdt><w:sdtPr>{properties}<w:dropDownList>{items}</w:dropDownList></w:sdtPr>"
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


# Shapes and pictures.
def text_box(content, fallback=None):
    """A text box as Word writes it: the same content once more for old programs."""
    box = f"<w:txbxContent>{content}</w:txbxContent>"
    second = box if fallback is None else f"<w:txbxContent>{fallback}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><a:graphic><a:graphicData>"
        f"<wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp>"
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{second}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


SHAPE = "<w:r><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp/></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
WORD_ART = '<w:r><w:pict><v:shape><v:textpath string="√"/></v:shape></w:pict></w:r>'


def picture(relation, kind="inline", how="embed"):
    blip = f'<pic:pic><pic:blipFill><a:blip r:{how}="{relation}"/></pic:blipFill></pic:pic>'
    graphic = f"<a:graphic><a:graphicData>{blip}</a:graphicData></a:graphic>"
    return f"<w:r><w:drawing><wp:{kind}>{graphic}</wp:{kind}></w:drawing></w:r>"


def vml_picture(relation, holder="pict"):
    return f'<w:r><w:{holder}><v:shape><v:imagedata r:id="{relation}"/></v:shape></w:{holder}></w:r>'


# Paragraphs, cells, tables.
def paragraph(*runs):
    return f"<w:p>{''.join(runs)}</w:p>"


def text(*lines):
    return "".join(paragraph(run(line)) for line in lines) or paragraph()


def cell(content, properties=""):
    inside = content if content.startswith("<") else text(*content.split("\n"))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells):
    return f"<w:tr>{''.join(each if each.startswith('<w:tc>') else cell(each) for each in cells)}</w:tr>"


def table(*rows):
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def choice(ticked, empty, chosen=("技术创新",), *, before=False):
    """The category cell: each word with its box, which ``ticked`` and ``empty`` are."""
    boxes = [ticked if name in chosen else empty for name in CATEGORIES]
    words = [run(name) for name in CATEGORIES]
    pairs = zip(boxes, words, strict=True) if before else zip(words, boxes, strict=True)
    return paragraph(run("      ").join(f"{first}{second}" for first, second in pairs))


def filled(**changed):
    """The cells of a good form; keyword arguments are other contents: XML, text, or several cells."""
    return {
        "案例名称": "“百炼”装备关键技术研发",
        "案例类型": choice(run("☑"), run("□")),
        "完成单位": "湖北百炼科技有限公司",
        "完成人员（团队）": "张远、李文博",
        "联系人及职务": "张远 总工程师",
        "联系电话": "13800000001",
        "联系地址": "湖北省天门市天门经开区创新大道1号",
        "案例概要": ABSTRACT,
        "荣誉奖励": "",
        "推荐单位意见": f"{UNDERTAKING}\n{SIGNED}",
        "市级科协意见": f"同意推荐。\n{SIGNED}",
        "备注": "",
    } | changed


def form(*, parts=None, relations="", body=None, around=("", ""), **changed):
    """A form as .docx bytes: the template's table, or ``body`` in its place."""
    contents = {
        label: each if isinstance(each, tuple) else (each,) for label, each in filled(**changed).items()
    }
    main = body or table(*(row(label, *cells) for label, cells in contents.items()))
    return package(f"{text('2024年企业典型创新案例推荐表')}{around[0]}{main}{around[1]}", parts, relations)


def package(body, parts=None, relations=""):
    kind = "http://schemas.openxmlformats.org/package/2006/relationships"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>"
        )
        archive.writestr(
            "word/_rels/document.xml.rels", f'<Relationships xmlns="{kind}">{relations}</Relationships>'
        )
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return stream.getvalue()


def relation(name, target, mode="", kind="image"):
    external = ' TargetMode="External"' if mode else ""
    return f'<Relationship Id="{name}" Type="http://x/{kind}" Target="{target}"{external}/>'


def with_pictures(*sizes, place=picture, **changed):
    """A form with pictures of these sizes in the 案例概要."""
    names = [f"rId{number}" for number in range(1, len(sizes) + 1)]
    media = {
        f"word/media/{name}.jpg": b"\xff\xd8" + b"x" * (size - 2)
        for name, size in zip(names, sizes, strict=True)
    }
    content = text(ABSTRACT) + "".join(paragraph(place(name)) for name in names)
    links = "".join(relation(name, f"media/{name}.jpg") for name in names)
    return form(parts=media, relations=links, **{"案例概要": content} | changed)


def understood(content, facts, **options):
    """A form read in this process, which is what makes a table of ways affordable."""
    raw = docx.read(content, 1_000).form
    assert raw is not None
    return understand_form(raw, facts, file="a.docx", **options)


def codes(read):
    return [finding.code for finding in read.findings]
