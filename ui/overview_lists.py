"""The lists on the overview: from the recommended cases to the lectures, as far as they are confirmed.

Leadership reads this too: only confirmed lists are counted, nothing of a run.
"""

import streamlit as st

from services.edition.rules import percent, today
from services.edition.terms import Stage
from services.status.rules import Status, share_text
from services.status.terms import CaseList
from ui import list_charts, overview_intake, overview_review, screens
from ui import overview_cards as cards
from ui.chart_card import small
from ui.overview_cards import Figure
from ui.overview_data import Overview
from ui.phrases import day

_SHORTLIST, _LECTURE = CaseList.SHORTLISTED, CaseList.LECTURE
_UNCONFIRMED = "未确认"


def leads(status: Status) -> bool:
    """Whether the lists are what the first screen is about: from the stage they are made in."""
    return status.stage.number >= Stage.SELECT.number


def standing(status: Status) -> str:
    """Where the lists stand: confirmed or not, and the announcement (公示)."""
    told = f"当前阶段 **{status.stage.label}**，"
    found = status.confirmed.get(_SHORTLIST)
    if found is None:
        return f"{told}入选名单**尚未确认**"
    told += f"入选名单第 {found.version} 版**已确认**"
    if found.announced_until is not None:
        left = (found.announced_until - today(status.as_of)).days
        until = day(found.announced_until)
        told += f"，公示至 {until}（还有 {left} 天）" if left >= 0 else f"，公示已于 {until}结束"
    return f"{told}，宣讲名单**已确认**" if _LECTURE in status.confirmed else told


def figures(status: Status) -> tuple[Figure, ...]:
    """The four numbers of the lists; before one is confirmed what it will be drawn from."""
    lists = (_list(status, _SHORTLIST), _list(status, _LECTURE))
    if _SHORTLIST not in status.confirmed:
        return (_recommended(status), _eligible(status), *lists)
    return (*lists, _parks(status), _cities(status))


def show(overview: Overview, *, may_open: bool) -> None:
    """The way to the lectures and the park share beside the map; what each city got beside the scores."""
    is_confirmed = _SHORTLIST in overview.status.confirmed
    if is_confirmed:
        screens.link("fairness", "查看名单与公平性报告", "balance")
    else:
        st.info(
            "入选名单尚未确认。组委会会议确认之后，这里显示入选和宣讲案例的数量、园区科协占比和各市州的情况。",
            icon=":material/pending:",
        )
    left, right = st.columns(2)
    with left:
        _funnel(overview)
        if overview.status.recommended:
            overview_intake.park_card(overview, may_open=may_open)
    with right:
        of_map = _map if is_confirmed else overview_intake.map_card
        city = of_map(overview, may_open=may_open)
    left, right = st.columns(2)
    with left:
        of_bars = _bars if is_confirmed else overview_intake.quota_card
        city = of_bars(overview, may_open=may_open) or city
    with right:
        overview_review.cards_of(overview, may_open=may_open)
    if city:
        cards.open_city(overview.status, city)


def _funnel(overview: Overview) -> None:
    with st.container(border=True, key="overview.funnel.card"):
        told = "，".join(f"{step.name} {step.told}" for step in list_charts.steps(overview.status)) + "。"
        cards.picture(overview, "funnel", "从推荐到宣讲", "括号内为占上一步", told, may_open=False)


def _map(overview: Overview, *, may_open: bool) -> str | None:
    status = overview.status
    with st.container(border=True, key="overview.map.card"):
        told = f"{len(status.cities)} 个市州中 {_with_any(status)} 个有案例入选。"
        city: str | None = cards.picture(
            overview, "selected_map", "各市州入选情况", "入选数 / 推荐数", told, may_open=may_open
        )
        cards.legend(list_charts.selected_legend(status, overview.palette))
        st.markdown(small("件数少的市州，多一件或少一件比例就大不相同，比较见“公平性”页。"))
    return city


def _bars(overview: Overview, *, may_open: bool) -> str | None:
    with st.container(border=True, key="overview.quota.card"):
        told = "，".join(
            f"{city.name} {city.shortlisted} / {city.recommended}" for city in overview.status.cities
        )
        city: str | None = cards.picture(
            overview, "selected", "入选与推荐", "浅色底为推荐数", f"{told}。", may_open=may_open
        )
    return city


def _list(status: Status, which: CaseList) -> Figure:
    found = status.confirmed.get(which)
    if found is None:
        return Figure(which.label, _UNCONFIRMED, "名单尚未确认", cards.CASES, "", {})
    fact = f"第 {found.version} 版，{day(found.met_on)}会议确认"
    return Figure(which.label, str(status.count(which)), fact, cards.CASES, "", {})


def _parks(status: Status) -> Figure:
    ratio = status.parks[_SHORTLIST]
    needed = "" if ratio.least is None else f"，要求 ≥ {percent(ratio.least)}"
    fact = f"入选案例中 {ratio.counts.park} 件{needed}"
    return Figure(
        "园区科协占比", share_text(ratio.counts.share, least=ratio.least), fact, cards.CASES, "", {}
    )


def _cities(status: Status) -> Figure:
    without = [city.short_name for city in status.cities if not city.shortlisted]
    fact = f"{cards.named(without)}没有案例入选" if without else "各市州均有案例入选"
    value = f"{_with_any(status)} / {len(status.cities)}"
    return Figure("有案例入选的市州", value, fact, cards.CASES, "", {})


def _recommended(status: Status) -> Figure:
    return Figure(
        CaseList.RECOMMENDED.label, f"{status.recommended} / {status.quota}", "推荐数 / 名额",
        cards.CASES, "案例库", {},
    )  # fmt: skip


def _eligible(status: Status) -> Figure:
    left = status.recommended - status.eligible
    fact = f"{left} 件未通过或未办结" if left else "全部通过"
    value = f"{status.eligible} / {status.recommended}"
    return Figure("资格审查通过", value, fact, cards.ELIGIBILITY, "资格审查", {})


def _with_any(status: Status) -> int:
    return sum(city.shortlisted > 0 for city in status.cities)
