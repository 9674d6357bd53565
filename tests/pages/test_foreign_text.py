"""What people and cities write is shown as written: no Markdown, no formula, no colour."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.receiving import receive_file
from tests.material import NOW, row, summary
from tests.pages.reading import words
from ui.phrases import literal

HOSTILE = "**粗**$x^2$:red[红][点此](a.b)<b>"
MARKS = set("\\`*_{}[]()#+-.!|~>$:<&")


@given(st.text(alphabet="武汉ab1*_[]()$:<>`~\\#|&!", max_size=20))
def test_literal_escapes_every_mark_and_keeps_the_rest(text):
    escaped = literal(text)

    assert escaped.replace("\\\\", "\0").replace("\\", "").replace("\0", "\\") == text
    plain = [c for i, c in enumerate(escaped) if c in MARKS and (i == 0 or escaped[i - 1] != "\\")]
    assert set(plain) <= {"\\"}


@pytest.mark.parametrize("page", ["submission", "intake"])
def test_page_shows_foreign_text_escaped(sign_in, cast, page):
    content = summary("鄂州市", [row(1, enterprise=f"湖北{HOSTILE}公司", phones="无")])
    received = receive_file(content, f"鄂州市{HOSTILE}.xlsx", actor=cast["wang"], now=NOW)

    app = sign_in("wang", page, id=str(received.submission_id))

    assert not app.exception
    assert literal(HOSTILE) in words(app)
    assert HOSTILE not in words(app)
