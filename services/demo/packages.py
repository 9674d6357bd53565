"""Builds the package a city sends: of each case the 推荐表 with a picture, its PDF and its video."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

import docx
from docx.shared import Mm
from PIL import Image, ImageDraw

from services.demo import pdfs, videos
from services.demo.rules import Flaw, Row, Sending, Words, flawed, form_of, misprinted, seal_line
from services.edition.rules import SHANGHAI, CityFacts, EditionFacts
from services.export import wording
from services.export.blanks import filled_form, form_rows
from services.export.listings import year_of
from services.export.packages import packed, settled
from services.export.rules import summary_listing
from services.export.terms import TICKED_BOX

# Without compression more than the two million bytes 附件2 asks for.
_PICTURE = (1_200, 600)
_PICTURE_MM = 120
_HOUSES = 14
_BANDS = 34
_SIGNED_BEFORE = timedelta(days=3)
# A tick in a box is no character of the PDF's font.
_TICK = "√"


@dataclass(frozen=True)
class Maker:
    """Makes what a city sends at a moment; the same case always gets the same form, picture and video."""

    facts: EditionFacts
    words: Words
    now: datetime

    def package(self, sending: Sending, city: CityFacts, rows: Sequence[Row], table: bytes) -> bytes:
        """The zip; ``table`` is the city's 汇总表, which lies in it where it is the whole package."""
        files = []
        if sending.is_whole:
            files = [
                (f"{city.name}汇总表.xlsx", table),
                (f"{city.name}汇总表（盖章）.pdf", self._table(city, rows)),
            ]
        for row in rows:
            if int(row[0]) in sending.cases:
                files += self._pieces(sending, city, row)
        return packed(files, self.now)

    def missing_pdf(self, city: CityFacts, row: Row) -> bytes:
        """The scan of a case's form by itself, as a city sends it when it is asked for."""
        return pdfs.scanned(self._printed(self._filled(city, row)))

    def _pieces(self, sending: Sending, city: CityFacts, row: Row) -> Iterator[tuple[str, bytes]]:
        flaws, name = sending.cases[int(row[0])], f"{row[0]}.{row[2]}"
        filled = self._filled(city, row)
        form = filled_form(self.facts, flawed(filled, flaws), self.now)
        has_picture = Flaw.NO_PICTURE not in flaws
        yield f"推荐表/{name}.docx", _illustrated(form, Random(name), self.now) if has_picture else form
        if Flaw.NO_PDF not in flaws:
            printed = self._printed(misprinted(filled, flaws))
            yield f"推荐表/{name}.pdf", pdfs.scanned(printed) if sending.is_whole else printed
        if Flaw.NO_VIDEO not in flaws:
            yield f"视频/{name}.mp4", _video(flaws, Random(name))

    def _table(self, city: CityFacts, rows: Sequence[Row]) -> bytes:
        """The 汇总表 as it is printed and sealed: a line for each row."""
        title = summary_listing(self.facts, rows, name="").title
        seal = seal_line(self._signed())
        lines = [(row[0], "\n".join(row[1:])) for row in rows]
        return pdfs.printed(title, [*lines, (f"{city.name}科协", f"\n\n\n{seal}")], seal)

    def _filled(self, city: CityFacts, row: Row) -> dict[str, str]:
        return form_of(row, city, self.words.form, Random(row[2]), self._signed())

    def _signed(self) -> date:
        return (self.now.astimezone(SHANGHAI) - _SIGNED_BEFORE).date()

    def _printed(self, filled: Mapping[str, str]) -> bytes:
        rows = [(label, text.replace(TICKED_BOX, _TICK)) for label, text in form_rows(self.facts, filled)]
        return pdfs.printed(wording.form().title.format(year=year_of(self.facts)), rows, filled["seal"])


def _illustrated(form: bytes, random: Random, now: datetime) -> bytes:
    """The form with a picture under its 案例概要."""
    document = docx.Document(io.BytesIO(form))
    place = [row.key for row in wording.form().rows].index("abstract")
    cell = document.tables[0].cell(place, 1)
    cell.add_paragraph().add_run().add_picture(io.BytesIO(_picture(random)), width=Mm(_PICTURE_MM))
    target = io.BytesIO()
    document.save(target)
    return settled(target.getvalue(), now)


def _picture(random: Random) -> bytes:
    """A skyline: no photograph, but large, and another one each time."""
    wide, high = _PICTURE
    sky, walls = _colour(random, 150, 230), _colour(random, 40, 110)
    picture = Image.new("RGB", _PICTURE, sky)
    pen = ImageDraw.Draw(picture)
    for number in range(_HOUSES):
        left, top = number * wide // _HOUSES, random.randint(high // 4, high * 3 // 4)
        pen.rectangle((left, top, left + wide // _HOUSES - 12, high), fill=walls)
    target = io.BytesIO()
    picture.save(target, "PNG", compress_level=0)
    return target.getvalue()


def _video(flaws: frozenset[Flaw], random: Random) -> bytes:
    seconds = random.randint(95, 140) if Flaw.SHORT_VIDEO in flaws else random.randint(185, 290)
    top, low = _colour(random, 60, 190), _colour(random, 60, 190)
    bands = [
        (
            _between(top[0], low[0], at),
            _between(top[1], low[1], at),
            _between(top[2], low[2], at),
        )
        for at in range(_BANDS)
    ]
    size = {"width": 720, "height": 1_280} if Flaw.UPRIGHT_VIDEO in flaws else {}
    return videos.video(seconds, bands, **size)


def _colour(random: Random, low: int, high: int) -> tuple[int, int, int]:
    return random.randint(low, high), random.randint(low, high), random.randint(low, high)


def _between(start: int, end: int, at: int) -> int:
    return start + (end - start) * at // _BANDS
