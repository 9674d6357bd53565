"""The parts of the overview: the first line, the figure cards, and a picture with the table behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import streamlit as st

from services.edition.rules import SHANGHAI, percent, today
from services.edition.terms import Stage
from services.review.rounds.progress import Standing
from services.review.rounds.terms import RoundState
from services.status.rules import CityStatus, Status, share_text
from services.status.terms import CaseList, Fill
from services.terms import Park
from ui import chart_card, charts, eligibility_chart, phrases, session
from ui.chart_card import small
from ui.overview_data import Overview, has_changed
from ui.palette import Palette, swatch

_PAGES = Path(__file__).parents[1] / "pages"
CASES, INTAKE, ELIGIBILITY, ROUNDS = (
    _PAGES / f"{file}.py" for file in ("cases", "intake", "eligibility", "rounds")
)

_NAMED = 3
_EVERY_SECONDS = 5


@dataclass(frozen=True)
class Figure:
    """One number, the one fact about it that needs attention, and where the things behind it are.

    Without words for ``link`` there is nothing to go to.
    """

    label: str
    value: str
    fact: str
    page: Path
    link: str
    query: Mapping[str, str]


def standing(status: Status) -> str:
    """Where the edition stands and what is due."""
    if status.stage is Stage.REVIEW and status.review is not None:
        return _review_standing(status, status.review)
    day, left = phrases.day(status.deadline), status.days_left
    if left > 0:
        due = f"距报送截止（{day}）还有 **{left} 天**"
    elif left == 0:
        due = f"**今天**（{day}）是报送截止日"
    else:
        due = f"报送已于 {day}截止，过去 **{-left} 天**"
    return f"当前阶段 **{status.stage.label}**，{due}"


def _review_standing(status: Status, found: Standing) -> str:
    told = f"当前阶段 **{status.stage.label}**，"
    left = (found.due - today(status.as_of)).days
    if found.state is not RoundState.OPEN:
        return f"{told}本轮评审{found.state.label}"
    if left < 0:
        return f"{told}已过评审截止日（{phrases.day(found.due)}） **{-left} 天**"
    if left == 0:
        return f"{told}**今天**（{phrases.day(found.due)}）评审截止"
    return f"{told}距评审截止（{phrases.day(found.due)}）还有 **{left} 天**"


@st.fragment(run_every=_EVERY_SECONDS)
def watch(shown: Status) -> None:
    """Ask every few seconds whether anything was done; only then does the page run again."""
    if has_changed(shown):
        session.run_again()
    now = session.now().astimezone(SHANGHAI)
    st.markdown(
        f":gray[:material/schedule: {phrases.day(now.date())} {now:%H:%M} 的数据，自动更新]",
        text_alignment="right",
    )


def figures(status: Status) -> tuple[Figure, ...]:
    """The four numbers a person comes for: while experts score, how far they are comes first."""
    if status.stage is Stage.REVIEW and status.review is not None:
        return (*_review(status.review), _recommended(status), _park_share(status))
    return (_reported(status), _recommended(status), _park_share(status), _problems(status))


def show_figures(shown: Sequence[Figure], *, may_open: bool) -> None:
    """The numbers as cards: four in a row, two by two on a phone."""
    grid = st.grid(len(shown), min_column_width=150, border=True, key="overview.figures")
    for figure in shown:
        with grid.cell().container(gap="xxsmall"):
            st.metric(figure.label, figure.value)
            st.markdown(small(figure.fact))
            if may_open and figure.link:
                st.page_link(
                    figure.page,
                    label=figure.link,
                    icon=":material/arrow_forward:",
                    icon_position="right",
                    query_params=dict(figure.query),
                )


def picture(overview: Overview, name: str, title: str, note: str, told: str, *, may_open: bool) -> Any:
    """A picture in a card with the table behind it; returns what was clicked, or None.

    ``told`` is the picture in one sentence, for whoever has it read out.
    """
    return chart_card.picture(
        overview.pictures[name],
        overview.tables[name],
        key=f"overview.{name}",
        title=title,
        note=note,
        told=told,
        may_open=may_open,
    )


def eligibility(overview: Overview, *, may_open: bool) -> None:
    """How far the 形式资格审查 has come, and what cities owe longest."""
    found, owed = overview.status.eligibility, overview.status.owed
    with st.container(border=True, key="overview.eligibility.card"):
        told = "，".join(f"{name} {count} 件" for name, count in eligibility_chart.steps(found)) + "。"
        chosen = picture(overview, "eligibility", "资格审查", "件数", told, may_open=may_open)
        st.markdown(small(eligibility_chart.owed_line(owed)))
        if owed:
            st.dataframe(overview.tables["owed"], hide_index=True, width="stretch", key="overview.owed")
    if chosen:
        st.switch_page(ELIGIBILITY)


def open_city(status: Status, name: str) -> None:
    """Go to the city's cases, or to its material while it has none."""
    city = next(city for city in status.cities if city.name == name)
    st.switch_page(CASES if city.recommended else INTAKE, query_params={"city": name})


def legend(entries: Sequence[tuple[str, str]]) -> None:
    """What the colours say; each entry stays in one piece when the line wraps on a phone."""
    with st.container(horizontal=True, gap="xsmall"):
        for colour, text in entries:
            st.markdown(small(f"{swatch(colour)} {text}"), width="content")


def fills(palette: Palette) -> list[tuple[str, str]]:
    """What the colours of the tiles say."""
    return [(charts.fill_colour(fill, palette), fill.label) for fill in Fill]


def parks(status: Status, palette: Palette) -> list[tuple[str, str]]:
    """Park, to be confirmed and other, as they stand in the bar; with their counts where there is but one."""
    ratio = status.parks[CaseList.RECOMMENDED]
    counts = ratio.counts
    parts = (
        (Park.PARK, counts.park, palette.park),
        (Park.UNKNOWN, counts.unknown, palette.unknown),
        (Park.NOT_PARK, counts.not_park, palette.not_park),
    )
    if status.confirmed:
        return [(colour, park.label) for park, _, colour in parts]
    return [
        (colour, f"{park.label} {count} 件（{share_text(Fraction(count, counts.total), least=ratio.least)}）")
        for park, count, colour in parts
    ]


def categories(status: Status, palette: Palette) -> list[tuple[str, str]]:
    """The kinds in the order they stand in each bar."""
    return kinds(list(status.categories), palette)


def kinds(names: Sequence[str], palette: Palette) -> list[tuple[str, str]]:
    """Kinds with the colours of their places."""
    return [(palette.kind(place), name) for place, name in enumerate(names)]


def curves(palette: Palette) -> list[tuple[str, str]]:
    """The two curves."""
    return [(palette.partial, "报送（虚线）"), (palette.full, "入库（实线）")]


def _review(found: Standing) -> tuple[Figure, Figure]:
    counted = found.histogram
    drafts = f"另有草稿 {found.drafts} 份" if found.drafts else "没有草稿"
    return (
        Figure(
            f"已满 {counted.needed} 份评分的案例",
            f"{counted.complete} / {counted.total}",
            f"还差 {counted.total - counted.complete} 件" if counted.complete < counted.total else "全部评满",
            ROUNDS,
            "评审进展",
            {},
        ),
        Figure("已提交评分表", f"{found.submitted} / {found.assigned}", drafts, ROUNDS, "评审进展", {}),
    )


def _reported(status: Status) -> Figure:
    fact = f"{_names(status.missing)}未报送" if status.missing else "全部市州已报送"
    if not status.reported:
        fact = "还没有市州报送"
    value = f"{len(status.reported)} / {len(status.cities)}"
    return Figure("已报送市州", value, fact, INTAKE, "材料接收", {})


def _recommended(status: Status) -> Figure:
    waiting = status.received - status.recommended
    if status.over:
        excess = sum(city.excess for city in status.over)
        fact = f":red[:material/error:] {_names(status.over)}超名额 {excess} 行"
    elif waiting > 0:
        fact = f"另有 {waiting} 行尚未入库"
    else:
        fact = "报送的案例已全部入库" if status.recommended else "还没有案例入库"
    return Figure("推荐案例", f"{status.recommended} / {status.quota}", fact, CASES, "案例库", {})


def _park_share(status: Status) -> Figure:
    ratio = status.parks[CaseList.RECOMMENDED]
    unknown = ratio.counts.unknown
    parts = [f"{unknown} 件待确认" if unknown else "全部已认定"] if ratio.counts.total else []
    if ratio.least is not None:
        parts.append(f"入选要求 ≥ {percent(ratio.least)}")
    which = Park.UNKNOWN if unknown else Park.PARK
    link = "待确认案例" if unknown else "园区科协案例" if ratio.counts.park else ""
    return Figure(
        "园区科协占比",
        share_text(ratio.counts.share, least=ratio.least),
        "，".join(parts),
        CASES,
        link,
        {"park": which.label},
    )


def _problems(status: Status) -> Figure:
    if not status.errors:
        fact = f"另有 {status.warnings} 处需要查看" if status.warnings else "没有未处理的问题"
    else:
        spread = f"分布在 {len(status.cities_with_errors)} 个市州"
        unplaced = f"，{status.unplaced_errors} 个属于市州未定的文件" if status.unplaced_errors else ""
        fact = f":red[:material/error:] {spread}{unplaced}"
    return Figure("待处理问题", str(status.errors), fact, INTAKE, "去处理", {})


def named(cities: Sequence[str]) -> str:
    """A few cities by name, of many the first and how many they are."""
    first = "、".join(cities[:_NAMED])
    return first if len(cities) <= _NAMED else f"{first}等 {len(cities)} 个市州"


def _names(cities: Sequence[CityStatus]) -> str:
    return named([city.short_name for city in cities])
