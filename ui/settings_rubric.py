"""评分标准 among the settings: read as a reviewer does, every version; for the administrator the editor."""

from collections.abc import Mapping, Sequence

import streamlit as st

from services.accounts.rules import Actor
from services.review.rubric.queries import Version
from ui import rubric_card, rubric_editor
from ui.phrases import literal, when

_EDIT = "rubric.edit"


def show(
    actor: Actor,
    edition_id: int,
    kept: Mapping[str, Sequence[Version]],
    *,
    is_editable: bool,
    is_frozen: bool,
) -> None:
    """The rubric of the chosen category; ``kept`` has each category's versions, the newest first."""
    st.caption(
        "专家按这里的标准打分，总分按百分制计算。标有条款的指标出自通知，权重、等次和说明都是组委会的设定。"
        "第一份评分表产生之后不再修改。"
    )
    if is_frozen:
        st.info("已有专家开始评分，评分标准已经固定。", icon=":material/lock:")
    category = st.segmented_control(
        "案例类型", list(kept), default=next(iter(kept), None), required=True, key="rubric.category"
    )
    if category is None:
        st.info("这一届次没有案例类型，无法设定评分标准。")
        return
    versions = kept[category]
    can_edit = is_editable and not is_frozen
    if can_edit:
        # Who comes back to the page finds what is not saved yet.
        st.session_state.setdefault(_EDIT, rubric_editor.has_draft(edition_id, category))
    if can_edit and st.toggle("修改评分标准", key=_EDIT):
        rubric_editor.edit(actor, edition_id, category, kept)
    elif versions:
        rubric_card.show(_chosen(category, versions).rubric)
    else:
        st.info("这一类型还没有评分标准，请系统管理员打开“修改评分标准”写第一版。")


def _chosen(category: str, versions: Sequence[Version]) -> Version:
    by_number = {version.number: version for version in versions}
    number = versions[0].number
    if len(versions) > 1:
        number = st.selectbox(
            "版本",
            list(by_number),
            format_func=lambda n: _named(by_number[n], versions[0]),
            key=f"rubric.of.{category}",
        )
    version = by_number[number]
    why = f"，理由：{literal(version.reason)}" if version.reason else "，随届次装载"
    st.caption(f"第 {version.number} 版，{literal(version.by)}，{when(version.at)}{why}")
    return version


def _named(version: Version, newest: Version) -> str:
    return f"第 {version.number} 版（现行）" if version is newest else f"第 {version.number} 版"
