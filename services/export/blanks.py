"""Builds 附件2 and 附件3: the blanks the committee hands out, an example of each, and a filled form."""

from collections.abc import Mapping
from datetime import datetime

from services.edition.rules import EditionFacts
from services.export import terms, word, wording
from services.export.documents import document
from services.export.listings import Listing, year_of
from services.export.rules import blank_rows, summary_listing
from services.export.terms import Mark
from services.export.wording import FormRow

# 附件2 on portrait A4, 156 mm wide.
_FORM_WIDTHS = (36, 120)
# 附件3 of the notice shows five rows; a Word table grows as it is filled in.
_WORD_ROWS = 5
_LINES_ABOVE_SEAL = 5
_BOX_GAP = " " * 6


def blank_summary_for_word(facts: EditionFacts) -> Listing:
    """附件3 as the notice prints it."""
    return summary_listing(facts, blank_rows(_WORD_ROWS), name=terms.NAME_BLANK_SUMMARY)


def blank_summary_for_excel(facts: EditionFacts) -> Listing:
    """附件3 with a row for every place of the largest quota (附件1)."""
    count = max(city.quota for city in facts.cities)
    return summary_listing(facts, blank_rows(count), name=terms.NAME_BLANK_SUMMARY)


def example_summary(facts: EditionFacts) -> Listing:
    """附件3 with three invented cases."""
    told = wording.examples()
    rows = [
        (
            str(number),
            case["case_name"],
            case["enterprise"],
            terms.PEOPLE_JOIN.join(case["people"]),
            case["contact"],
            terms.PHONES_BREAK.join(case["phones"]),
            case["enterprise_type"],
            case["category"],
            case["remark"],
        )
        for number, case in enumerate(told.summary, start=1)
    ]
    return summary_listing(
        facts,
        rows,
        name=terms.NAME_EXAMPLE.format(name=terms.NAME_BLANK_SUMMARY),
        association=told.city_association,
        mark=Mark.EXAMPLE,
    )


def blank_form(facts: EditionFacts, now: datetime) -> bytes:
    """附件2, the 推荐表, to be filled in."""
    return _form(facts, {}, None, now)


def example_form(facts: EditionFacts, now: datetime) -> bytes:
    """附件2 filled in for an invented enterprise."""
    return _form(facts, wording.examples().form, Mark.EXAMPLE, now)


def filled_form(facts: EditionFacts, filled: Mapping[str, str], now: datetime) -> bytes:
    """附件2 as an enterprise sends it, by the keys of its rows; ``seal`` is the seal line with its date."""
    return _form(facts, filled, None, now)


def form_rows(facts: EditionFacts, filled: Mapping[str, str]) -> list[tuple[str, str]]:
    """附件2 as label and text, row by row, the seal line last in its cell."""
    return [(row.label, "\n".join(_written(row, facts, filled))) for row in wording.form().rows]


def _form(facts: EditionFacts, filled: Mapping[str, str], mark: Mark | None, now: datetime) -> bytes:
    told = wording.form()
    title = told.title.format(year=year_of(facts))
    parts = [
        word.paragraph(word.run(told.annex, word.ANNEX), word.ANNEX),
        word.paragraph(word.run(title, word.TITLE), word.TITLE, align="center"),
        word.table("".join(_form_row(row, facts, filled) for row in told.rows), _FORM_WIDTHS),
        word.paragraph(word.run(told.note, word.NOTE), word.NOTE),
    ]
    return document(parts, title=title, now=now, mark=mark)


def _form_row(row: FormRow, facts: EditionFacts, filled: Mapping[str, str]) -> str:
    label = word.cell(
        word.paragraph(word.run(row.label, word.HEAD), word.HEAD, align="center"), _FORM_WIDTHS[0]
    )
    lines = _written(row, facts, filled)
    is_long = bool(row.prompt) or row.sealed or len(lines) > 1
    body = "".join(_line(line, is_seal=row.sealed and line == lines[-1], is_long=is_long) for line in lines)
    content = word.cell(body, _FORM_WIDTHS[1], upright="top" if is_long else "center")
    return word.row(label + content, is_whole=not is_long or row.sealed, height_mm=row.height_mm)


def _line(text: str, *, is_seal: bool, is_long: bool) -> str:
    if is_seal:
        return word.paragraph(word.run(text, word.CELL), word.CELL, align="right", indent_chars=(0, 100))
    return word.paragraph(word.run(text, word.CELL), word.CELL, first_line_chars=200 if is_long else 0)


def _written(row: FormRow, facts: EditionFacts, filled: Mapping[str, str]) -> list[str]:
    """What stands in the right cell, paragraph by paragraph."""
    text = filled.get(row.key, "").strip()
    if row.key == "category":
        return [_BOX_GAP.join(_box(category.name, chosen=text) for category in facts.categories)]
    lines = [row.prompt] if row.prompt and (row.keeps_prompt or not text) else []
    lines += text.split("\n") if text else []
    if row.sealed:
        seal = filled.get("seal", wording.form().seal)
        lines += [*[""] * (_LINES_ABOVE_SEAL - len(lines)), seal]
    return lines or [""]


def _box(category: str, *, chosen: str) -> str:
    return f"{category}{terms.TICKED_BOX if category == chosen else terms.BOX}"
