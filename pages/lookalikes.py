"""疑似同一单位：名称相近的完成单位，由人认定是否同一家。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.DECIDE_ENTERPRISE)

import pandas as pd
import streamlit as st

from services.cases.actions import decide_enterprise
from services.cases.enterprises import decisions, look_alike_queue
from services.store.engine import reading
from ui import session
from ui.phrases import REASON, literal, when

frame.header(
    "疑似同一单位",
    "系统只提示，不合并。认定为同一单位后，同一市州只能有其中一件案例；认定为不同单位后不再提示。",
)

with reading() as opened:
    queue = look_alike_queue(opened)
    decided = decisions(opened)

if not queue:
    st.success("没有需要认定的单位。", icon=":material/check_circle:")
else:
    st.caption(f"还有 {len(queue)} 组需要认定。")
for entry in queue[:20]:
    key = "lookalikes." + "|".join(entry.names)
    with st.container(border=True):
        st.caption(literal(entry.reason))
        for column, name, places in zip(st.columns(2), entry.names, (entry.first, entry.second), strict=True):
            with column:
                st.markdown(f"**{literal(name)}**")
                for place in places:
                    state = "" if place.case_id else "（待入库）"
                    st.caption(f"{literal(place.city)}《{literal(place.case_name)}》{state}")
        with st.form(key, border=False), st.container(horizontal=True, vertical_alignment="bottom"):
            reason = st.text_input(REASON, placeholder="例如：查营业执照，为同一单位更名")
            is_same = st.form_submit_button("是同一单位", key=f"{key}.same")
            is_different = st.form_submit_button("是不同单位", key=f"{key}.different")
        if is_same or is_different:
            with frame.acting("已记录认定结果。") as work:
                decide_enterprise(
                    work, actor=actor, names=entry.names, is_same=is_same, reason=reason, now=session.now()
                )
if len(queue) > 20:
    st.caption("先显示前 20 组，认定后依次显示其余各组。")

if decided:
    with st.expander(f"已认定（{len(decided)}）"):
        st.dataframe(
            pd.DataFrame(
                [
                    (
                        *d.names,
                        "同一单位" if d.is_same else "不同单位",
                        d.reason,
                        d.decided_by,
                        when(d.decided_at),
                    )
                    for d in decided
                ],
                columns=["单位一", "单位二", "认定", "理由", "认定人", "时间"],
            ),
            hide_index=True,
            width="stretch",
        )
