"""The promises as files to print and sign: the words that were accepted, a page each, no telephone."""

import io
import zipfile

import pytest
from docx import Document
from sqlmodel import select

from services.errors import InvalidInput
from services.export.actions import export
from services.export.terms import ExportFormat, ExportKind
from services.review.reviewers import actions, queries
from services.review.reviewers.rules import Profile
from services.store import engine as store
from services.store.review_models import Pledge
from tests.material import NOW
from tests.services import reviewing


def exported(cast, form, **more):
    with store.work() as session:
        return export(session, actor=cast["wang"], kind=ExportKind.PLEDGES, format=form, now=NOW, **more)


def texts(content):
    return [p.text for p in Document(io.BytesIO(content)).paragraphs if p.text]


def register(cast, *profiles):
    with store.work() as session:
        for profile in profiles:
            actions.register(session, actor=cast["wang"], profile=profile, now=NOW)


def accept(cast):
    with store.work() as session:
        wordings = {k: t.wording for k, t in queries.missing_pledges(session, cast["zhao"]).items()}
        actions.accept_pledges(session, actor=cast["zhao"], wordings=wordings, now=NOW)


def test_one_file_holds_everybodys_promises_and_says_which_are_accepted(database, cast):
    register(cast, Profile("赵刚", "武汉大学", phone="13800000001"), Profile("李娜", "湖北大学"))
    accept(cast)

    made = exported(cast, ExportFormat.DOCX)

    said = texts(made.content)
    assert (made.name, made.rows) == ("评审承诺书.docx", 2)
    assert [line for line in said if line.startswith("承诺人：")] == ["承诺人：赵刚"] * 2 + [
        "承诺人：李娜"
    ] * 2
    assert sum("2024-09-10 10:30 登录系统签署" in line for line in said) == 2
    assert said.count("签名：") == 4
    assert "13800000001" not in "\n".join(said)
    assert exported(cast, ExportFormat.DOCX).content == made.content


def test_a_page_begins_with_every_promise_but_the_first(database, cast):
    register(cast, Profile("赵刚"))

    made = exported(cast, ExportFormat.DOCX)

    breaks = [
        p for p in Document(io.BytesIO(made.content)).paragraphs if p.paragraph_format.page_break_before
    ]
    assert [p.text[-5:] for p in breaks] == ["回避承诺书"]


def test_zip_has_a_file_for_each_also_for_namesakes(database, cast):
    register(cast, Profile("赵刚", "武汉大学"), Profile("李娜", "武汉大学"), Profile("李娜", "湖北大学"))

    made = exported(cast, ExportFormat.ZIP)

    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert archive.namelist() == [
            "评审承诺书（赵刚）.docx",
            "评审承诺书（李娜）2.docx",
            "评审承诺书（李娜）3.docx",
        ]
        assert texts(archive.read("评审承诺书（李娜）3.docx"))[-3] == "工作单位：湖北大学"


def test_words_that_were_accepted_are_printed_though_today_it_reads_otherwise(database, cast):
    register(cast, Profile("赵刚"))
    accept(cast)
    with store.work() as session:
        for one in session.exec(select(Pledge)):
            one.wording = "旧承诺书\n一、旧的第一条。"

    assert "一、旧的第一条。" in texts(exported(cast, ExportFormat.DOCX).content)


def test_nobody_to_promise_and_a_city_are_refused_in_words(database, cast):
    with pytest.raises(InvalidInput) as refused:
        exported(cast, ExportFormat.DOCX)
    assert "评审专家" in refused.value.hint
    with pytest.raises(InvalidInput):
        exported(cast, ExportFormat.DOCX, city="武汉市")
    assert reviewing.stored(Pledge) == []
