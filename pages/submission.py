"""报送核对：看清一份汇总表的问题，逐格更正，确认差异后入库。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.VIEW_SUBMISSIONS)

import streamlit as st

from services.edition.queries import facts as edition_facts
from services.intake import actions, queries
from services.intake.terms import RowState, SubmissionState
from services.materials import foreseeing
from services.materials import queries as material_queries
from services.store.engine import reading
from services.terms import Park
from ui import (
    material_panel,
    screens,
    session,
    submission_list,
    submission_materials,
    submission_plan,
    submission_problems,
    submission_table,
    versions,
)
from ui.phrases import STATE_COLOUR, literal, when
from ui.submission_cells import open_findings

typed_id = st.query_params.get("id", "")
if not typed_id.isdecimal():
    frame.header("报送核对")
    st.info("请先在“材料接收”页选择一份报送。")
    screens.link("intake", "前往材料接收", "inbox")
    st.stop()

with reading() as opened:
    facts = edition_facts(opened)
    detail = queries.submission(opened, int(typed_id))
    history = queries.submissions(opened, city=detail.view.city) if detail.view.city else []
    foreseen = foreseeing.foreseen(opened, detail.view.id)
    sealed = material_queries.sealed_tables(opened, detail.view.city) if detail.view.city else []
view, submission_id = detail.view, detail.view.id
is_open = view.state in (SubmissionState.STAGED, SubmissionState.APPLIED)

screens.link("intake", "返回材料接收", "arrow_back")
frame.header(submission_list.title(detail))
late = " :red-badge[截止日期之后收到]" if view.is_late else ""
st.markdown(
    f":{STATE_COLOUR[view.state]}-badge[{view.state.label}]{late} {literal(view.file_name)} · "
    f"{when(view.received_at)} 由{literal(view.received_by)}接收"
)
seen = versions.seen("submission", submission_id, view.version)
about = {"actor": actor, "seen": seen, "now": session.now(), "submission_id": submission_id}
key = f"submission.{submission_id}.{seen}"

if view.city is None and is_open:
    with st.container(border=True, horizontal=True, vertical_alignment="bottom"):
        city = st.selectbox(
            "这份报送属于哪个市州？", [c.name for c in facts.cities], index=None, placeholder="请选择市州"
        )
        if st.button("确定市州", type="primary", disabled=city is None):
            with frame.acting(f"已确定为{city}的报送。") as work:
                actions.choose_city(work, city=city, **about)
                versions.adopt("submission", submission_id)

submission_list.about_file(detail)
found = open_findings(detail)
problems = submission_problems.problem_rows(detail)
staged = [row for row in detail.rows if row.state is RowState.STAGED]
if is_open and staged:
    views = {"problems": f"只看问题（{len(problems)}）", "all": f"全部待入库行（{len(staged)}）"}
    if foreseen:
        views["materials"] = submission_materials.label(foreseen)
    shown = st.segmented_control(
        "显示",
        list(views),
        format_func=views.__getitem__,
        default="problems" if problems else "all",
        key=f"submission.view.{submission_id}",
        label_visibility="collapsed",
        required=True,
    )
    unknown = sum(row.park is Park.UNKNOWN for row in staged)
    if unknown:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{unknown}** 行没有写明是否园区科协推荐：", width="content")
            for park, label in ((Park.NOT_PARK, "其余均非园区科协推荐"), (Park.PARK, "其余均由园区科协推荐")):
                if st.button(label, key=f"{key}.{park.value}"):
                    with frame.acting(f"已将 {unknown} 行标为{park.label}。") as work:
                        actions.answer_park(work, park=park, **about)
                        versions.adopt("submission", submission_id)
    if shown == "all":
        typed = submission_table.table(detail, f"{key}.table")
        if st.button(
            f"保存更正（{sum(map(len, typed.values()))} 处）", disabled=not typed, key=f"{key}.save"
        ):
            with frame.acting("更正已保存，并重新检查。") as work:
                actions.correct(work, typed=typed, **about)
                versions.adopt("submission", submission_id)
    elif shown == "materials":
        submission_materials.view(staged, foreseen, f"{key}.materials")
    elif not problems:
        st.success("没有需要处理的行。", icon=":material/check_circle:")
    else:
        for row in submission_problems.page_of(problems, f"submission.page.{submission_id}"):
            submission_problems.problem(
                row, found[row.id], foreseen.get(row.id), facts, about, f"{key}.{row.id}"
            )

aside = [row for row in detail.rows if row.state is RowState.SET_ASIDE]
if is_open and aside:
    with st.expander(f"已搁置的行（{len(aside)}）", expanded=True):
        submission_problems.set_aside_rows(aside, about, key)
if is_open and view.city and staged:
    submission_plan.panel(detail, facts, about, key)
submission_table.closed_rows(detail)
material_panel.sealed(sealed, actor, key)
submission_list.footer(view, history, about, key)
