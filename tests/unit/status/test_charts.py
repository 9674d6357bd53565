from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.edition import toml_file
from services.intake.terms import RowState
from services.status.counting import CaseGroup, RowGroup, Tally, assemble
from services.terms import Park
from ui import charts, share_charts
from ui.palette import DARK, LIGHT, contrast, swatch

FACTS = toml_file.read()
BOTH = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
DAY = date(2024, 9, 12)
STATUS = assemble(
    FACTS,
    Tally(
        rows=(
            RowGroup("武汉市", DAY, RowState.APPLIED, 40),
            RowGroup("宜昌市", DAY, RowState.APPLIED, 40),
            RowGroup("宜昌市", DAY, RowState.STAGED, 1),
            RowGroup("恩施州", DAY, RowState.STAGED, 12),
        ),
        cases=(
            CaseGroup("武汉市", "技术创新", "民营企业", Park.PARK, 40),
            CaseGroup("宜昌市", "工艺创新", "央企", Park.NOT_PARK, 25),
            CaseGroup("宜昌市", "工艺创新", "央企", Park.UNKNOWN, 15),
        ),
        cases_by_day=((DAY, 80),),
    ),
    datetime(2024, 9, 14, 2, 32, tzinfo=UTC),
)


@BOTH
def test_text_on_every_fill_reads_at_aa(palette):
    fills = [palette.full, palette.partial, palette.none, palette.over]
    fills += [palette.park, palette.unknown, palette.not_park, *palette.kinds]

    assert {
        fill: round(contrast(palette.ink(fill), fill), 2)
        for fill in fills
        if contrast(palette.ink(fill), fill) < 4.5
    } == {}


@BOTH
def test_text_beside_bars_reads_at_aa(palette):
    for colour in (palette.text, palette.muted, palette.over):
        assert contrast(colour, palette.background) >= 4.5


@BOTH
def test_bars_that_carry_no_text_of_their_own_stand_out_from_the_page(palette):
    for colour in (palette.full, palette.over, palette.kinds[0]):
        assert contrast(colour, palette.background) >= 3


def test_contrast_is_wcag_s():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_the_palette_and_the_theme_file_say_the_same():
    theme = (toml_file.EDITIONS.parents[1] / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    for palette in (LIGHT, DARK):
        for colour in (palette.background, palette.text, palette.muted, palette.over, palette.full):
            assert f'"{colour}"' in theme


@BOTH
def test_a_tile_says_in_words_what_its_colour_says(palette):
    tiles = dict(zip(STATUS_NAMES, charts.tile_map(STATUS, palette).data[0].text, strict=True))

    assert tiles["武汉市"] == "<b>武汉</b><br>40 / 40"
    assert tiles["宜昌市"] == "<b>宜昌</b><br>41 / 40<br>超 1"
    assert tiles["荆州市"] == "<b>荆州</b><br>0 / 25<br>未报送"


def test_no_two_tiles_share_a_place():
    assert len({city.tile for city in STATUS.cities}) == 17


def test_quota_bars_keep_the_notice_order_and_draw_the_quota():
    quota, received, values, mark = charts.quota_bars(STATUS, LIGHT).data

    assert list(quota.y) == STATUS_NAMES
    assert list(quota.x) == [city.quota for city in FACTS.cities]
    assert quota.width > received.width
    assert values.text[STATUS_NAMES.index("宜昌市")] == "  41 / 40　超 1"
    assert (list(mark.x), list(mark.y)) == ([40], ["宜昌市"])


def test_the_park_bar_draws_the_exact_limit_and_every_part():
    figure = share_charts.park_ratio(STATUS.parks, LIGHT)

    parts = [trace for trace in figure.data if trace.type == "bar"]
    assert [part.x[0] for part in parts] == [40 / 80, 15 / 80, 25 / 80]
    assert figure.layout.shapes[0].x0 == 0.3
    assert [note.text for note in figure.layout.annotations] == ["30 %"]


@given(
    st.fractions(0, 1, max_denominator=60),
    st.fractions(0, 1, max_denominator=60),
    st.fractions(0, 1, max_denominator=60),
)
def test_a_label_stays_in_its_part_and_clear_of_the_line(first, second, line):
    start, end = sorted((first, second))
    half = Fraction(7, 100)

    spot = share_charts.label_spot(start, end, line)

    if spot is not None:
        assert start + half <= spot <= end - half
        assert not spot - half < line < spot + half


def test_a_wide_part_keeps_its_label_on_the_wider_side_of_the_line():
    assert share_charts.label_spot(Fraction(0), Fraction(1), Fraction(3, 10)) == Fraction(65, 100)
    assert share_charts.label_spot(Fraction(25, 100), Fraction(35, 100), Fraction(3, 10)) is None


def test_the_curve_starts_from_nothing_and_reaches_today():
    assert [(entry.day.day, entry.received, entry.recommended) for entry in charts.drawn_days(STATUS)] == [
        (11, 0, 0),
        (12, 93, 80),
        (14, 93, 80),
    ]


def test_no_picture_carries_a_template_or_can_be_dragged():
    pictures = [charts.tile_map, charts.quota_bars, charts.over_time, share_charts.enterprise_types]
    for draw, palette in product(pictures, (LIGHT, DARK)):
        spec = draw(STATUS, palette).to_dict()
        assert "layout" not in spec["layout"]["template"]
        assert spec["layout"]["dragmode"] is False


def test_a_swatch_is_a_picture_without_words():
    assert swatch("#1B5E9E").startswith("![](data:image/svg+xml;base64,")


STATUS_NAMES = [city.name for city in STATUS.cities]
