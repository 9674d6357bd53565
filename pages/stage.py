"""阶段：届次走到哪一步，下一步会开放和关闭什么。"""

from services.edition.terms import Act, Stage
from ui import frame

actor = frame.require(Act.ADVANCE_STAGE)

import pandas as pd
import streamlit as st

from services.edition.actions import move_stage
from services.edition.queries import facts as edition_facts
from services.edition.rules import PERMITTED, closed_by, is_open, opened_by
from services.store.engine import reading
from ui import session
from ui.phrases import REASON, day

with reading() as opened:
    facts = edition_facts(opened)
now = facts.stage

frame.header(
    "阶段",
    f"当前阶段：**{now.label}**（第 {now.number} 步，共 {len(Stage)} 步）。"
    f"报送截止：{day(facts.deadline)} 24:00。",
)

steps = " → ".join(f"**:blue-background[{s.label}]**" if s is now else s.label for s in Stage)
st.markdown(steps)

with st.container(border=True):
    following = list(Stage)[min(now.number, len(Stage) - 1)]
    target = st.selectbox(
        "调整到",
        [s for s in Stage if s is not now],
        format_func=lambda s: s.label,
        index=[s for s in Stage if s is not now].index(following) if following is not now else 0,
        key=f"stage.target.{now.value}",
    )
    opens, closes = opened_by(target, now), closed_by(target, now)
    st.markdown(f":green[:material/lock_open: 开放：]{'、'.join(a.label for a in opens) or '无变化'}")
    st.markdown(f":orange[:material/lock: 关闭：]{'、'.join(a.label for a in closes) or '无变化'}")
    is_back = target.number < now.number
    with st.form("stage.move", border=False):
        reason = st.text_input(
            REASON if is_back else "说明（可不填，记入操作日志）", key=f"stage.reason.{target.value}"
        )
        moved = st.form_submit_button(f"{'退回' if is_back else '推进'}到“{target.label}”", type="primary")
    if moved:
        with frame.acting(f"已调整到“{target.label}”阶段。") as work:
            move_stage(work, actor=actor, target=target, seen=now, reason=reason, now=session.now())

with st.expander("各阶段可以办理的事项"):
    st.dataframe(
        pd.DataFrame(
            [
                (
                    act.label,
                    "、".join(r.label for r in sorted(PERMITTED[act][1])),
                    *("✓" if is_open(s, act) else "" for s in Stage),
                )
                for act in Act
            ],
            columns=["事项", "办理人", *(s.label for s in Stage)],
        ),
        hide_index=True,
        width="stretch",
        column_config={"事项": st.column_config.TextColumn(pinned=True)},
    )
