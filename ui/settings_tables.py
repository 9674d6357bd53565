"""The edition's numbers to read: the notice's and the committee's own told apart."""

from collections.abc import Iterable, Sequence

import pandas as pd
import streamlit as st

from services.edition.queries import EditionView
from services.edition.rules import EditionFacts, Setting
from ui.phrases import when

# What a setting is about, by the first word of its key.
_GROUPS = {
    "shortlist": "入选与宣讲",
    "lecture": "入选与宣讲",
    "summary": "推荐汇总表",
    "form": "推荐表",
    "video": "短视频",
    "eligibility": "形式资格审查",
    "review": "专家评审",
    "access": "系统运行",
    "backup": "系统运行",
}
_OTHERS = "其他"


def settings(facts: EditionFacts) -> None:
    """Every number with its clause, or the word that it is a setting; what belongs together in one table."""
    for heading, members in _grouped(facts.settings.values()).items():
        st.markdown(f"**{heading}**")
        _table(
            [(s.label, s.shown, s.origin.label, s.clause or "") for s in members],
            ["项目", "数值", "来源", "条款"],
        )


def quotas(facts: EditionFacts) -> None:
    """The quotas in the notice's order (附件1)."""
    st.caption(f"名额合计 {facts.quota_total} 个（附件1）；报送截止 {facts.deadline.isoformat()} 24:00。")
    _table(
        [(c.position, c.name, c.quota, "、".join(c.aliases)) for c in facts.cities],
        ["序号", "市州", "名额", "其他写法"],
    )


def parks(facts: EditionFacts) -> None:
    """The register that tells park cases where the words 园区科协 do not."""
    st.caption("备注或推荐单位中写有名录里的名称，即认定为园区科协推荐；名称中含“园区科协”的不必登记。")
    _table([(p.name, p.city or "全省") for p in facts.park_associations], ["名称", "市州"])


def checklist(facts: EditionFacts) -> None:
    """The points of the 形式资格审查, those that are switched off at the end."""
    st.caption(f"启用 {len(facts.checks)} 项，共 {len(facts.checklist)} 项；来源为“设定”的不是通知的要求。")
    ordered = sorted(facts.checklist, key=lambda item: not item.is_enabled)
    _table(
        [
            (
                item.label,
                "启用" if item.is_enabled else "停用",
                item.kind.label,
                item.origin.label,
                item.clause or "",
            )
            for item in ordered
        ],
        ["审查项目", "状态", "由谁判断", "来源", "条款"],
    )


def holidays(facts: EditionFacts) -> None:
    """The years whose holidays are known, with how many days are off and made up for."""
    calendar = facts.calendar
    rows = [
        (
            str(year),
            *(sum(day.year == year for day in days) for days in (calendar.holidays, calendar.workdays)),
        )
        for year in calendar.years
    ]
    _table(rows, ["节假日年份", "放假天数", "调休上班天数"])


def editions(known: Sequence[EditionView]) -> None:
    """All editions; one is current."""
    _table(
        [(e.title, e.code, "当前" if e.is_current else "", when(e.created_at)) for e in known],
        ["届次", "代码", "状态", "装载时间"],
    )


def _grouped(settings: Iterable[Setting]) -> dict[str, list[Setting]]:
    groups: dict[str, list[Setting]] = {heading: [] for heading in (*_GROUPS.values(), _OTHERS)}
    for setting in settings:
        groups[_GROUPS.get(setting.key.partition(".")[0], _OTHERS)].append(setting)
    return {heading: members for heading, members in groups.items() if members}


def _table(rows: Sequence[tuple[object, ...]], columns: Sequence[str]) -> None:
    if not rows:
        st.info("还没有登记。")
        return
    frame = pd.DataFrame(rows, columns=list(columns))
    st.dataframe(frame, hide_index=True, width="stretch", height=38 + 35 * len(frame))
