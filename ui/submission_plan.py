"""What applying a submission would do, shown before anything is written, and the act itself."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from services.edition.rules import EditionFacts, is_open
from services.edition.terms import Act
from services.errors import StageClosed
from services.intake import actions, applying, queries
from services.intake.rules import ANSWER_NEW, Match, Plan, StagedRow
from services.intake.terms import Mode, SubmissionState
from services.store.engine import reading
from services.terms import Field, Park
from ui import faults, frame, material_waiting, versions
from ui.phrases import literal

_MODES = {
    Mode.SUPPLEMENT: "补报：只增加和更新，其他案例不动",
    Mode.REPLACE: "替换：以这份为准，没有出现的案例将撤回",
}


def panel(detail: queries.SubmissionDetail, facts: EditionFacts, about: Mapping[str, Any], key: str) -> None:
    """Choose how the file counts, see the difference, and apply it."""
    with st.container(border=True):
        st.subheader("入库", anchor=False)
        if not is_open(facts.stage, Act.APPLY):
            faults.show(StageClosed(Act.APPLY.label, facts.stage.label, "逐级推荐"))
            return
        mode = _choose_mode(key) if detail.needs_mode else Mode.SUPPLEMENT
        if mode is None:
            return
        with reading() as session:
            plan = queries.plan_of(session, queries.load(session, detail.view.id), mode)
        _summary(plan)
        for found in plan.unclear:
            _ask(found, about, f"{key}.match.{found.row.id}")
        _apply(detail, plan, mode, about, key)


def _choose_mode(key: str) -> Mode | None:
    st.markdown("该市州已有入库的案例。这份文件是补报还是替换？")
    return st.radio(
        "报送方式",
        list(_MODES),
        index=None,
        format_func=_MODES.__getitem__,
        key=f"{key}.mode",
        label_visibility="collapsed",
    )


def _apply(
    detail: queries.SubmissionDetail, plan: Plan, mode: Mode, about: Mapping[str, Any], key: str
) -> None:
    if plan.blocked:
        st.warning(
            f"名额内还有 {len(plan.blocked)} 行存在必须处理的问题，请先在上方更正、说明或搁置。",
            icon=":material/rule:",
        )
    reason = ""
    if detail.view.is_late and detail.view.state is SubmissionState.STAGED:
        reason = st.text_input(
            "这份报送在截止日期之后收到。为什么仍然入库？（记入操作日志）",
            key=f"{key}.late",
            placeholder="例如：市州已提前说明，组委会同意延期",
        )
    if st.button(
        "入库", type="primary", disabled=not (plan.is_ready and plan.does_anything), key=f"{key}.apply"
    ):
        counts = f"新增 {len(plan.added)} 件，更新 {len(plan.changed)} 件，撤回 {len(plan.withdrawn)} 件"
        done = f"{detail.view.city}：{counts}。"
        with frame.acting(done, then=lambda: material_waiting.match_silently(about["actor"])) as work:
            applying.apply(work, mode=mode, reason=reason, **about)
            versions.adopt("submission", detail.view.id)


def _ask(found: Match, about: Mapping[str, Any], key: str) -> None:
    answer = _which_case(found, key)
    if answer is not None:
        with frame.acting("已确认对应案例。") as work:
            actions.answer_match(work, row_id=found.row.id, answer=answer, **about)
            versions.adopt("submission", about["submission_id"])


def _summary(plan: Plan) -> None:
    """The figures of the difference, and behind each the rows."""
    figures = (
        ("新增", len(plan.added)),
        ("更新", len(plan.changed)),
        ("不变", len(plan.unchanged)),
        ("撤回", len(plan.withdrawn)),
        ("暂不入库", len(plan.held_back) + len(plan.set_aside)),
    )
    with st.container(horizontal=True):
        for label, count in figures:
            st.metric(label, f"{count} 件", border=True, width=120)
    _changed(plan)
    _named(
        "将撤回的案例",
        [(None, str(c.values["enterprise"]), str(c.values["case_name"])) for c in plan.withdrawn],
    )
    _named("超出名额、暂不入库的行", _rows(plan.held_back))
    _named("已搁置的行", _rows(plan.set_aside))


def _which_case(found: Match, key: str) -> str | None:
    """Ask which existing case a row is; the answer once given."""
    st.markdown(f":orange[:material/help:] {literal(found.row.name)} 可能是已入库的案例，请确认：")
    options = {ANSWER_NEW: "新的案例，与下列都不同"}
    for case in found.candidates:
        options[str(case.id)] = f"就是《{case.values['case_name']}》（{case.values['enterprise']}）"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.radio(
            "对应案例", list(options), index=None, format_func=options.__getitem__, key=f"{key}.choice"
        )
        if st.button("确认", key=f"{key}.confirm", disabled=chosen is None):
            return chosen
    return None


def _changed(plan: Plan) -> None:
    if not plan.changed:
        return
    lines = [
        (str(case.values["case_name"]), Field(change.field).label, _shown(change.old), _shown(change.new))
        for _, case, diff in plan.changed
        for change in diff
    ]
    with st.expander(f"更新 {len(plan.changed)} 件，逐项对照", expanded=True):
        st.dataframe(
            pd.DataFrame(lines, columns=["案例", "字段", "原内容", "新内容"]),
            hide_index=True,
            width="stretch",
        )


def _named(title: str, rows: Sequence[tuple[int | None, str, str]]) -> None:
    if not rows:
        return
    with st.expander(f"{title}（{len(rows)}）", expanded=True):
        st.dataframe(
            pd.DataFrame(rows, columns=["行", "完成单位", "案例名称"]), hide_index=True, width="stretch"
        )


def _rows(rows: Sequence[StagedRow]) -> list[tuple[int | None, str, str]]:
    return [(r.position, str(r.values["enterprise"] or ""), str(r.values["case_name"] or "")) for r in rows]


def _shown(value: object) -> str:
    if isinstance(value, Park):
        return value.label
    return "、".join(value) if isinstance(value, list) else str(value or "")
