"""Files made to harm, or broken on the way: every answer is a document, within the limits."""

import io
import os
import random
import resource
import time
import zipfile
from pathlib import Path

import pytest

from services.edition.toml_file import read as read_edition
from services.intake.readers import process
from services.intake.readers.grid import Refused
from services.intake.readers.process import read_in_child
from services.intake.reading import read
from tests.fixtures.summary.build import rewritten, workbook

FIXTURES = Path(__file__).parents[2] / "fixtures"
FOLDER = FIXTURES / "summary"
GOOD = ("武汉市汇总表.xlsx", "孝感市汇总表.docx", "鄂州市汇总表.xls", "荆门市汇总表.csv")
FORMS = tuple(
    FIXTURES / "form" / name
    for name in (
        "09-氢能叉车核心技术突破及应用.docx",
        "推荐表（天门科科光电技术股份有限公司）.docx",
        "附件2：2024年企业典型创新案例推荐表-湖北新尚信息技术.docx",
        "附件2：2024年企业典型创新案例推荐表-湖北新尚信息技术.pdf",
    )
)


@pytest.fixture(scope="module")
def facts():
    return read_edition()


def codes(document):
    return {finding.code for finding in document.findings}


def zipped(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize("name", [name for name in GOOD if not name.endswith(".csv")])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_read_names_a_truncated_file(facts, name, share):
    content = (FOLDER / name).read_bytes()
    document = read(content[: int(len(content) * share)], name, facts)
    assert not document.accepted
    assert codes(document) & {"FILE_CORRUPT", "FILE_UNSUPPORTED", "TEMPLATE_WRONG"}


def test_read_refuses_a_dtd_in_any_part_and_encoding(facts):
    for encoding in ("utf-8", "utf-16"):
        part = '<?xml version="1.0"?><!-- {} --><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.format("x" * 70_000)
        content = rewritten(
            workbook(),
            lambda name, data, part=part, encoding=encoding: (
                part.encode(encoding) if "styles" in name else data
            ),
        )
        assert codes(read(content, "a.xlsx", facts)) == {"XML_DTD"}


def test_read_refuses_what_expands_without_measure(facts):
    bomb = zipped({"[Content_Types].xml": "", "xl/workbook.xml": "<a>" + " " * 30_000_000 + "</a>"})
    assert codes(read(bomb, "a.xlsx", facts)) == {"ZIP_BOMB"}
    many = zipped({"[Content_Types].xml": "", "xl/workbook.xml": "", **{f"xl/{n}": "" for n in range(5_001)}})
    assert codes(read(many, "a.xlsx", facts)) == {"ZIP_BOMB"}


def test_read_refuses_a_package_that_lies_about_sizes(facts):
    content = bytearray(workbook())
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (5).to_bytes(4, "little")
    document = read(bytes(content), "a.xlsx", facts)
    assert not document.accepted or document.rows


def test_read_stops_one_text_repeated_without_end(facts):
    assert codes(read(("长" * 5_000_000).encode(), "a.csv", facts)) == {"READER_STOPPED"}


def test_read_names_a_file_over_the_limit(facts):
    document = read(b"a,b\n" * 6_000_000, "a.csv", facts)
    assert codes(document) == {"FILE_TOO_LARGE"}


def test_read_names_macros(facts):
    content = rewritten(workbook(), lambda _, data: data)
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    document = read(stream.getvalue(), "a.xlsm", facts)
    assert "HAS_MACRO" in codes(document)
    assert len(document.rows) == 2


def test_child_is_ended_at_its_time_limit():
    started = time.monotonic()
    with pytest.raises(Refused) as refusal:
        read_in_child(workbook(), "xlsx", 100, seconds=0.01)
    assert refusal.value.code == "READER_STOPPED"
    assert time.monotonic() - started < 5


def test_child_that_is_killed_by_its_memory_limit_is_a_refusal(monkeypatch, tmp_path):
    package = tmp_path / "services" / "intake" / "readers"
    package.mkdir(parents=True)
    (package / "child.py").write_text("import os, sys\nsys.stdin.buffer.read()\nos.kill(os.getpid(), 9)\n")
    monkeypatch.setattr(process, "_ROOT", tmp_path)
    with pytest.raises(Refused) as refusal:
        read_in_child(b"x", "text", 100)
    assert refusal.value.code == "READER_STOPPED"


def test_child_gets_no_secret_and_leaves_nothing_behind(monkeypatch, tmp_path):
    package = tmp_path / "services" / "intake" / "readers"
    package.mkdir(parents=True)
    (package / "child.py").write_text(
        "import json, os\nprint(json.dumps({'refused': ['FILE_CORRUPT', {'env': repr(os.environ), 'cwd': os.getcwd()}]}))\n"
    )
    monkeypatch.setattr(process, "_ROOT", tmp_path)
    monkeypatch.setenv("DATABASE_URL", "hidden")
    with pytest.raises(Refused) as refusal:
        read_in_child(b"x", "text", 100)
    assert "DATABASE_URL" not in refusal.value.facts["env"]
    assert not os.path.exists(refusal.value.facts["cwd"])


def test_read_takes_forty_rows_in_half_a_second(facts):
    content = (FOLDER / "武汉市汇总表.xlsx").read_bytes()
    read(content, "武汉市汇总表.xlsx", facts)
    took = []
    for _ in range(3):
        started = time.monotonic()
        read(content, "武汉市汇总表.xlsx", facts)
        took.append(time.monotonic() - started)
    assert min(took) < 0.5


def mutated(content, chance):
    """Bytes changed, cut, doubled or dropped at random."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data))
        act = chance.randrange(4)
        if act == 0:
            data[at] = chance.randrange(256)
        elif act == 1:
            del data[at : at + chance.randint(1, 60)]
        elif act == 2:
            data[at:at] = data[at : at + 40]
        else:
            data[at : at + 4] = chance.randbytes(4)
    return bytes(data) or b"x"


def mutate_inside(content, chance):
    """A package whose container is sound and whose parts are not."""
    return rewritten(
        content, lambda _, data: mutated(data, chance) if data and chance.random() < 0.3 else data
    )


def survive(facts, seed):
    chance = random.Random(seed)
    name = chance.choice(GOOD)
    content = (FOLDER / name).read_bytes()
    if name.endswith("x") and chance.random() < 0.7:
        content = mutate_inside(content, chance)
    else:
        content = mutated(content, chance)
    started = time.monotonic()
    document = read(content, name, facts)
    assert time.monotonic() - started < 31
    assert document.accepted == bool(document.rows)
    return document.accepted or bool(document.findings)


@pytest.mark.parametrize("seed", range(40))
def test_read_answers_for_mutated_files(facts, seed):
    assert survive(facts, seed)


def survive_as_form(facts, seed):
    chance = random.Random(seed)
    path = chance.choice(FORMS)
    content = path.read_bytes()
    if path.suffix == ".docx" and chance.random() < 0.8:
        content = mutate_inside(content, chance)
    else:
        content = mutated(content, chance)
    started = time.monotonic()
    document = read(content, path.name, facts)
    assert time.monotonic() - started < 31
    assert document.form is None or document.kind == "form"
    assert document.as_json()["rows"] == []
    return document.accepted or bool(document.findings)


@pytest.mark.parametrize("seed", range(40))
def test_read_answers_for_mutated_forms(facts, seed):
    assert survive_as_form(facts, seed)


@pytest.mark.fuzz
def test_read_answers_for_many_mutated_forms(facts):
    for seed in range(1_000, 3_000):
        assert survive_as_form(facts, seed)


@pytest.mark.fuzz
def test_read_answers_for_many_mutated_files(facts):
    for seed in range(1_000, 3_000):
        assert survive(facts, seed)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < 1.2 * 2**30


@pytest.mark.parametrize("seed", range(20))
def test_read_answers_for_random_bytes(facts, seed):
    chance = random.Random(seed)
    start = chance.choice(
        [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"<table>", b"{\\x"]
    )
    document = read(start + chance.randbytes(chance.randint(0, 5_000)), "a", facts)
    assert document.accepted is False
    assert document.findings


def test_no_bad_sample_takes_much_memory_or_time(facts):
    for path in sorted(FOLDER.glob("b*.xlsx")):
        started = time.monotonic()
        read(path.read_bytes(), path.name, facts)
        assert time.monotonic() - started < 30
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < 1.2 * 2**30
