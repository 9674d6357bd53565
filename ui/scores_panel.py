"""What the scores say of the panel: severity, agreement, and which cases they leave open."""

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd
import streamlit as st

from services.scoring.agreement import Agreement
from services.scoring.points import STEPS
from services.scoring.queries import Grey, ScoreTable, Version
from ui import chart_card, scores_charts, screens
from ui.chart_card import small
from ui.phrases import when
from ui.scores_data import Shown

_ROW_PX = 35
_LONGEST = 10
# From here on a chart scrolls in its card.
_ROWS_SHOWN, _CARD_PX = 24, 640
# How alpha is read: from this value on, in these words.
_AGREEMENT = ((0.8, "高"), (0.667, "较高"), (0.4, "中等"), (0.0, "偏低"), (-1.0, "没有一致可言"))


def severity(shown: Shown) -> None:
    """The reviewers' severity with intervals, by name: this page is the committee's alone."""
    found = shown.table.severity
    with st.container(border=True, key="scores.severity.card"):
        if shown.chart is None:
            st.markdown("**专家宽严度**")
            st.markdown(":gray[评分太少或完全一致，分不清宽严，暂不显示。]")
            return
        rows = [(one.name, one.found) for one in shown.people]
        told = scores_charts.severity_told(rows)
        tall = len(rows) > _ROWS_SHOWN
        with st.container(height=_CARD_PX, border=False) if tall else st.container():
            chart_card.picture(
                shown.chart, scores_charts.severity_table(rows), key="scores.severity", title="专家宽严度",
                note="打分比整体高或低多少分，横线为 95 % 区间", told=told, may_open=False,
            )  # fmt: skip
        st.markdown(small(f"{told}实心为明显有别，空心为不超出偶然。本图含姓名，仅供组委会。"))
        if found.is_comparable:
            st.markdown(_changed(shown.table))
        if not found.is_comparable:
            st.warning(
                f"评分把专家分成了 {found.components} 组，组与组之间没有共同评审的案例："
                "宽严度只能在组内比较，扣除宽严度后的平均分不能放在一起排，因此不显示。",
                icon=":material/warning:",
            )


def agreement(found: ScoreTable) -> None:
    """How far reviewers agree, in words and then in figures."""
    with st.container(border=True, key="scores.agreement.card"):
        st.markdown("**专家之间的一致程度**")
        st.markdown(agreement_told(found.severity.agreement, found.plan.required))
        known = found.severity.variances
        if known is not None:
            parts = {"案例本身": known.quality, "专家宽严": known.severity, "偶然": known.noise}
            total = sum(parts.values()) or 1.0
            shares = "，".join(f"{name}约 {value / total:.0%}" for name, value in parts.items())
            st.markdown(f"同类案例之间分数的差别，来自{shares}。".replace("%", " %"))


def agreement_told(found: Agreement, required: int) -> str:
    """Alpha and the two ICC as sentences a committee member can repeat."""
    if found.alpha is None:
        return ":gray[还没有两位专家共同评审的案例，无法计算。]"
    word = next((word for low, word in _AGREEMENT if found.alpha >= low), _AGREEMENT[-1][1])
    lines = [
        f"同一案例的各份评分，一致程度**{word}**（α 为 {found.alpha:.2f}，1 为完全一致，0 为各打各的）。"
    ]
    if found.icc_1 is not None and found.icc_k is not None:
        lines.append(
            f"只凭一份评分，分数的差别约有 {_percent(found.icc_1)} 反映案例本身；"
            f"取各份的平均，约有 {_percent(found.icc_k)}"
            f"（组内相关系数 {found.icc_1:.2f} 和 {found.icc_k:.2f}）。"
            f"每件 {required} 份评分取平均，正是为此。"
        )
    return "\n\n".join(lines)


def grey_zone(found: ScoreTable, grey: Sequence[Grey], *, may_deliberate: bool) -> None:
    """The cases the sheets leave open, as an agenda for deliberation and for extra reviews."""
    with st.container(border=True, key="scores.grey.card"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
        ):
            st.markdown(f"**临近最低入选分**　{small(f'前 {found.top} 名的边缘')}", width="content")
            screens.link("deliberation", "前往合议", "forum")
        st.markdown(
            "**临近最低入选分的先后主要是偶然**：换一组同样的专家，这些案例的先后很可能不同。"
            "可在合议中讨论，或为其增加一位专家。"
        )
        if not _has_chances(found):
            st.markdown(
                f":gray[{_why_no_chances(found)}]",
            )
            return
        if not may_deliberate:
            st.markdown(small("合议和增加专家在“专家评审”阶段办理。"))
        if not grey:
            st.markdown(":gray[没有入选可能在 20 % 至 80 % 之间的案例。]")
            return
        if found.lacking:
            st.markdown(small(f"还有 {len(found.lacking)} 件份数不足，以下只按已有的评分估计。"))
        chosen = _grey_table(grey)
        if chosen is not None:
            _open(chosen)
        st.markdown(
            small(
                "入选可能：按专家评分的误差抽样 4,000 次（种子 1），该案例进入前 "
                f"{found.top} 名的次数所占比例；不计投票、园区占比等规则，不决定名次。"
                "选中一行，打开它的合议；还没有合议的，打开案例。"
            )
        )


def versions(found: Sequence[Version]) -> None:
    """Every version of the scores, the newest first."""
    if not found:
        return
    with st.expander("核定得分的各个版本", key="scores.versions"):
        rows = [
            (
                one.number, when(one.at), one.by, one.method.label, "已计入" if one.has_votes else "未计入",
                f"{one.scored} / {one.cases}", one.reason or "—",
            )
            for one in found
        ]  # fmt: skip
        columns = ["版本", "时间", "核定人", "办法", "网络投票", "有核定得分的案例", "理由"]
        st.dataframe(
            pd.DataFrame(rows, columns=columns), hide_index=True, width="stretch", key="scores.versions.table"
        )


def _changed(found: ScoreTable) -> str:
    """How far the order depends on severity: what a committee asks when one reviewer stands apart."""
    by_official, by_corrected = (
        {row.case.id for row in found.rows if row.ranks.get(name, found.top + 1) <= found.top}
        for name in ("official", "corrected")
    )
    return (
        f"按核定得分与按扣除宽严度后的平均分各取前 {found.top} 名，"
        f"有 **{len(by_official - by_corrected)}** 件不同。"
    )


def _open(one: Grey) -> None:
    if one.deliberation:
        screens.go("deliberation", id=str(one.deliberation[0]))
    else:
        screens.go("case", id=str(one.row.case.id))


def _grey_table(grey: Sequence[Grey]) -> Grey | None:
    """The agenda; the case somebody chose."""
    rows = [
        (
            float(one.chance * 100),
            one.row.case.case_name,
            None if one.row.figures.final is None else one.row.figures.final / STEPS,
            one.row.ranks.get("final"),
            one.row.figures.sheets,
            one.deliberation[1].label if one.deliberation else "未发起",
            one.row.case.city,
            one.row.case.category,
        )
        for one in grey
    ]
    columns = ["入选可能", "案例", "得分", "名次", "份数", "合议", "市州", "案例类型"]
    event = st.dataframe(
        pd.DataFrame(rows, columns=columns).astype({"名次": "Int64"}),
        hide_index=True,
        width="stretch",
        height=_ROW_PX * (min(len(rows), _LONGEST) + 1) + 2,
        column_config={
            "入选可能": st.column_config.NumberColumn(format="%.0f %%", pinned=True, width=76),
            "案例": st.column_config.TextColumn(width=220),
            "得分": st.column_config.NumberColumn(format="%.4f"),
        },
        placeholder="—",
        key="scores.grey",
        on_select="rerun",
        selection_mode="single-row",
    )
    chosen = event.selection.rows
    return grey[chosen[0]] if chosen and chosen[0] < len(grey) else None


def _has_chances(found: ScoreTable) -> bool:
    return any(one.p_selected is not None for one in found.severity.cases)


def _why_no_chances(found: ScoreTable) -> str:
    if not found.severity.is_comparable:
        return "专家分成了互不相连的组，无法估计入选可能。"
    return "评分还太少，无法估计入选可能。"


def _percent(share: float | Decimal) -> str:
    return f"{max(float(share), 0) * 100:.0f} %"
