"""评审进展：筹备、开启、结束一轮评审；谁还欠几份，哪些案例还不够份数，能不能按期完成。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.VIEW_REVIEW)

import streamlit as st

from services.edition.queries import current as current_edition
from services.edition.queries import facts as edition_facts
from services.edition.rules import is_open, today
from services.review.rounds import queries, watching
from services.review.rounds.terms import RoundState
from services.selection.terms import ListKind
from services.store.engine import reading
from ui import chart_card, round_charts, round_data, round_lists, round_manage, round_reminder, session
from ui.overview_cards import kinds, legend
from ui.phrases import day, literal

with reading() as opened:
    edition = current_edition(opened)
    facts = edition_facts(opened, edition)
    every = queries.rounds(opened, edition)
    unscorable = watching.unscorable(opened, edition)
    shortlisted = len(queries.covered(opened, edition, ListKind.LECTURE))
may_lead = is_open(facts.stage, Act.OPEN_ROUND)

frame.header("评审进展")
if not may_lead:
    st.info(f"当前处于“{facts.stage.label}”阶段。评审轮次在“专家评审”阶段筹备、开启和结束。")
if not every:
    if may_lead:
        st.markdown("还没有评审轮次。先筹备一轮，在“评审分配”页把案例分给专家，再回到这里开启。")
        round_manage.plan(actor, facts, shortlisted)
    st.stop()

names = {one.id: f"第 {one.number} 轮：{one.name}" for one in every}
turn = every[0]
if len(every) > 1:
    chosen = st.selectbox("轮次", list(names), format_func=names.__getitem__, key="rounds.shown")
    turn = next(one for one in every if one.id == chosen)
shown = round_data.current(turn.id)
found, standing = shown.progress, shown.progress.standing
about = {"actor": actor, "round_id": turn.id, "seen": round_manage.seen(turn.id, turn.version)}

with st.container(
    horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
):
    st.markdown(
        f"**{literal(turn.name)}** · {turn.purpose.label} · {turn.state.label} · "
        f"每件 {turn.reviews_per_case} 份 · {day(turn.due)} 24:00 截止",
        width="content",
    )
    round_data.watch(shown)
if may_lead and turn is every[0]:
    with st.container(horizontal=True, vertical_alignment="center", key="rounds.lead"):
        if turn.state is RoundState.PLANNED:
            round_manage.open_round(about, turn.name)
        if turn.state is RoundState.OPEN:
            round_manage.close_round(about, found)
        if turn.state is RoundState.CLOSED:
            round_manage.reopen_round(about)
        else:
            round_manage.change_due(about, turn.due)
if turn.state is RoundState.PLANNED:
    round_manage.before_opening(found, unscorable)
    round_manage.has_seen(turn.id, turn.version)
    st.stop()

round_lists.figures(found)
if found.blocked:
    st.warning(
        f"有 {found.blocked} 份分配因回避（含待认定）不计入，请在回避和分配中处理。", icon=":material/block:"
    )
left, right = st.columns(2)
with left, st.container(border=True, key="rounds.sheets.card"):
    told = round_charts.sheets_told(standing.histogram)
    chart_card.picture(
        shown.pictures["sheets"], shown.tables["sheets"], key="rounds.sheets", title="案例已有几份评分",
        note="件数", told=told, may_open=False,
    )  # fmt: skip
    legend(kinds(list(standing.histogram.by_category), shown.palette))
with right, st.container(border=True, key="rounds.pace.card"):
    told = round_charts.pace_told(found.pace)
    chart_card.picture(
        shown.pictures["pace"], shown.tables["pace"], key="rounds.pace", title="提交进度",
        note="实线为已提交，虚线为按期完成所需", told=told, may_open=False,
    )  # fmt: skip
    st.markdown(chart_card.small(told))

round_lists.people(found.people)
with st.container(border=True, key="rounds.remind.card"):
    st.markdown(f"**催办短文**　{chart_card.small('复制后粘贴到微信、短信或邮件')}")
    people = {one.id: one for one in found.people}
    # Who owes most is proposed once; a choice stays while others hand in.
    most = max(found.people, key=lambda one: one.load.outstanding, default=None)
    if most is not None:
        st.session_state.setdefault("rounds.remind", most.id)
    person = st.selectbox(
        "给哪位专家", list(people), format_func=lambda one: people[one].name, key="rounds.remind"
    )
    if person is not None:
        text = round_reminder.text(
            people[person], activity=facts.short_title, turn=turn.name, due=turn.due,
            today=today(session.now()), address=round_reminder.address(),
        )  # fmt: skip
        st.code(text, language=None, wrap_lines=True)
round_lists.owing(found.owing, standing)
round_lists.spreads(found)
if is_open(facts.stage, Act.REOPEN_SHEET):
    round_manage.return_sheet(actor, found.people, lambda one: round_data.handed_in(turn.id, one))
if may_lead and turn is every[0] and turn.state is RoundState.CLOSED:
    with st.expander("筹备新的一轮"):
        round_manage.plan(actor, facts, shortlisted)
round_manage.has_seen(turn.id, turn.version)
