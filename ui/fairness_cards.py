"""The parts of the fairness page: a comparison in a card, what made the list so, the list itself."""

import pandas as pd
import streamlit as st

from services.accounts.rules import Actor
from services.errors import DomainError
from services.export.terms import ExportFormat, ExportKind
from services.fairness import wording
from services.fairness.queries import Report
from services.fairness.rules import Change
from services.fairness.terms import Trait
from services.selection.terms import ListKind
from ui import chart_card, exporting, faults, scores_charts
from ui.chart_card import small
from ui.fairness_data import Shown
from ui.phrases import day, literal


def empty(*, may_open: bool) -> None:
    """What there is to say before a list is confirmed."""
    st.info(
        "入选名单尚未确认，还没有可以比较的名单。"
        + (
            "下一步：在“名单”页由另一位组委会成员确认名单。"
            if may_open
            else "组委会确认名单后，这里会显示名单和公平性报告。"
        ),
        icon=":material/balance:",
    )


def chosen_kind(kinds: list[ListKind]) -> ListKind:
    """Which of the confirmed lists to show: the shortlist unless another is asked for."""
    if len(kinds) == 1:
        return kinds[0]
    asked = st.segmented_control(
        "名单",
        kinds,
        default=kinds[0],
        format_func=lambda kind: kind.label,
        key="fairness.kind",
        required=True,
    )
    return asked or kinds[0]


def lead(found: Report) -> None:
    """The list in three sentences, and which version of it this is."""
    st.markdown(f"**{literal(wording.headline(found))}**")
    st.markdown(literal(f"{wording.compared(found)}{wording.changed(found)}"))
    st.markdown(small(f"第 {found.version} 版名单，{day(found.met_on)}会议确认。"))


def comparison(shown: Shown, trait: Trait) -> None:
    """The picture of one trait with its table, and what it says."""
    part = shown.report.by(trait)
    with st.container(border=True, key=f"fairness.{trait.value}.card"):
        chart_card.picture(
            shown.pictures[trait],
            shown.tables[trait],
            key=f"fairness.{trait.value}",
            title=f"按{trait.label}",
            note=wording.axis(shown.report.kind),
            told=wording.of_trait(part),
            may_open=False,
        )
        st.markdown(small(literal(wording.of_trait(part))))


def causes(found: Report) -> None:
    """Votes and rules, reviewers, conflicts: a paragraph each."""
    left, middle, right = st.columns(3)
    with left, st.container(border=True, key="fairness.votes.card"):
        st.markdown("**网络投票与规则**")
        st.markdown(literal(wording.votes(found.votes)))
        st.markdown(literal(wording.rules(found.rules, found.pinned, found.excluded)))
        if found.names:
            _changed(found)
    with middle, st.container(border=True, key="fairness.reviewers.card"):
        st.markdown("**评审专家**")
        st.markdown(literal(wording.reviewers(found.panel)))
    with right, st.container(border=True, key="fairness.conflicts.card"):
        st.markdown("**回避**")
        st.markdown(literal(wording.conflicts(found.avoidance)))


def severity(shown: Shown) -> None:
    """How severe each reviewer is, without a name: whoever looks learns how far apart they are, not who."""
    if shown.severity is None or shown.report.panel is None:
        return
    rows = scores_charts.numbered(shown.report.panel.severities)
    told = scores_charts.severity_told(rows)
    with st.container(border=True, key="fairness.severity.card"):
        chart_card.picture(
            shown.severity,
            scores_charts.severity_table(rows),
            key="fairness.severity",
            title="专家宽严度",
            note="打分比整体高或低多少分，横线为 95 % 区间",
            told=told,
            may_open=False,
        )
        st.markdown(small(f"{told}按从严到宽编号，不含姓名。"))


def members(found: Report) -> None:
    """The list by city, as the public reads it."""
    st.markdown(f"**{found.kind.label}名单**　{small('按通知的市州顺序，排名不分先后')}")
    rows = [
        (number, one.city, one.case_name, one.enterprise, one.category, one.enterprise_type, one.park.label)
        for number, one in enumerate(found.members, start=1)
    ]
    columns = ["序号", "市州", "案例名称", "完成单位", "案例类型", "企业类型", "园区科协"]
    st.dataframe(
        pd.DataFrame(rows, columns=columns),
        hide_index=True,
        width="stretch",
        key="fairness.members",
        column_config={"序号": st.column_config.NumberColumn(pinned=True, width="small")},
    )


def document(actor: Actor) -> None:
    """The report as a Word file, for the file or to hand on."""
    with st.container(border=True, key="fairness.document"):
        st.markdown(f"**公平性报告文档**　{small('已确认的各份名单，标有“内部材料”')}")
        label = exporting.label(ExportKind.FAIRNESS, ExportFormat.DOCX)
        if st.button(label, key="fairness.build", icon=":material/description:"):
            try:
                exporting.prepare(actor, ExportKind.FAIRNESS, ExportFormat.DOCX, None)
            except DomainError as refusal:
                faults.show(refusal)
        exporting.offer(ExportKind.FAIRNESS)


def _changed(found: Report) -> None:
    parts = [("网络投票", found.votes.change)] if found.votes and found.votes.change else []
    parts += [(effect.kind.label, effect.change) for effect in found.rules]
    rows = [row for cause, change in parts for row in _rows(cause, change, found)]
    if not rows:
        return
    with st.popover("看变化的案例", type="tertiary", icon=":material/table:", key="fairness.changed"):
        st.dataframe(
            pd.DataFrame(rows, columns=["因为", "结果", "案例"]),
            hide_index=True,
            key="fairness.changed.table",
        )


def _rows(cause: str, change: Change, found: Report) -> list[tuple[str, str, str]]:
    groups = (("因此入选", change.joined), ("因此未入选", change.left), ("不能断定", change.undecided))
    return [(cause, said, found.names.get(one, one)) for said, these in groups for one in these]
