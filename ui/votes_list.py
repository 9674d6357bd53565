"""The votes case by case, what stands out in their growth, and every snapshot that was imported."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from services.accounts.rules import Actor
from services.scoring.tallies import actions
from services.scoring.tallies.matching import Known
from services.scoring.tallies.queries import Kept
from services.scoring.tallies.rules import JUMP_MEDIANS, JUMP_SHARES, JUMP_VOTES, Fall, Jump
from ui import chart_card, frame, palette, session, ticked_table, votes_charts
from ui.chart_card import small
from ui.overview_cards import legend
from ui.phrases import REASON, literal, when
from ui.votes_charts import Race
from ui.votes_figures import Weighed


def growth(race: Race, falls: Sequence[Fall]) -> None:
    """How the votes grew, with what stands out told in words below."""
    with st.container(border=True, key="votes.growth.card"):
        if len(race.snapshots) < 2:
            st.markdown(f"**票数增长**　{small('再导入一次其他时间的结果后，这里显示两次之间的增长')}")
            return
        colours = palette.of(st.context.theme.type)
        chart_card.picture(
            votes_charts.growth(race, colours), votes_charts.growth_table(race), key="votes.growth",
            title="票数增长", note=_drawn(race),
            told=votes_charts.growth_told(race), may_open=False,
        )  # fmt: skip
        legend([(colours.full, "数字为票数名次，对照下表"), (colours.over, "突增，▲ 为突增之后的那次结果")])
        _stands_out(race, falls)


def cases(weighed: Weighed, race: Race) -> None:
    """Every case with its votes and points, the most votes first."""
    earlier = race.snapshots[-2].votes if len(race.snapshots) > 1 else {}
    jumped = {one.case_id for one in race.jumps}
    rows = [
        (
            place,
            weighed.votes[case],
            race.known[case].case_name,
            f"{weighed.points[case]:.2f}",
            weighed.votes[case] - earlier[case] if case in earlier else None,
            "突增" if case in jumped else "",
            race.known[case].enterprise,
            race.known[case].city,
        )
        for place, case in enumerate(race.ranked, start=1)
    ]
    columns = ["名次", "票数", "案例", "折算分", "比上次增加", "提示", "单位", "市州"]
    with st.container(border=True, key="votes.cases.card"):
        st.markdown(f"**各案例票数**　{small('内部资料，名次只按票数，不是得分名次')}")
        st.dataframe(
            pd.DataFrame(rows, columns=columns),
            hide_index=True,
            width="stretch",
            height=ticked_table.height(len(rows)),
            column_config={
                "名次": st.column_config.Column(pinned=True, width=50),
                "票数": st.column_config.NumberColumn(format="localized", width=80),
                "比上次增加": st.column_config.NumberColumn(format="localized"),
            },
            key="votes.cases",
        )


def snapshots(found: Sequence[Kept], counting: Kept | None, actor: Actor, *, may_import: bool) -> None:
    """Every import, the last counted first, and how one is taken out again."""
    rows = [
        (
            when(one.counted_at),
            _state(one, counting),
            one.total,
            one.cases,
            one.source,
            one.file_name,
            f"{one.imported_by} {when(one.imported_at)}",
            one.discard_reason or "",
        )
        for one in found
    ]
    columns = ["计票时间", "状态", "票数合计", "案例", "来源", "文件", "导入", "不采用的理由"]
    st.dataframe(
        pd.DataFrame(rows, columns=columns),
        hide_index=True,
        width="stretch",
        height=ticked_table.height(len(rows)),
        column_config={
            "计票时间": st.column_config.Column(pinned=True),
            "票数合计": st.column_config.NumberColumn(format="localized"),
        },
        key="votes.snapshots",
    )
    st.markdown(small("计票时间最晚、没有标为不采用的一次计入得分；收到的文件按原样保存。"))
    usable = {one.id: one for one in found if one.discarded_at is None}
    if may_import and usable:
        _discard(usable, actor)


def _discard(usable: Mapping[int, Kept], actor: Actor) -> None:
    with (
        st.popover("标为不采用", icon=":material/block:", key="votes.discard"),
        st.form("votes.discard.form", border=False),
    ):
        st.markdown(
            "导出有误或重复的结果可以标为不采用；文件和票数仍然保留，此后不再计入，也不画在增长图中。"
        )
        chosen = st.selectbox(
            "哪一次",
            list(usable),
            index=None,
            placeholder="请选择",
            format_func=lambda one: f"{when(usable[one].counted_at)} {usable[one].file_name}",
        )
        reason = st.text_input(REASON)
        pressed = st.form_submit_button("确认不采用")
    if pressed and chosen is None:
        st.warning("还没有选择哪一次结果。")
    if pressed and chosen is not None:
        done = f"{when(usable[chosen].counted_at)} 的结果已标为不采用。"
        with frame.acting(done) as work:
            actions.discard(work, actor=actor, tally_id=chosen, reason=reason, now=session.now())


def _state(one: Kept, counting: Kept | None) -> str:
    if one.discarded_at is not None:
        return "不采用"
    return "计入得分" if counting is not None and one.id == counting.id else "较早的结果"


def _stands_out(race: Race, falls: Sequence[Fall]) -> None:
    """Falls and jumps in words; a flag is a question to the platform, and nothing is taken off by itself."""
    for fall in falls:
        name, at = race.known[fall.case_id].case_name, when(race.snapshots[fall.place].counted_at)
        st.error(
            f"《{literal(name)}》的票数由 {fall.before:,} 减为 {fall.after:,}（{at}）。"
            "票数不应减少，请向投票平台核实，或将有误的一次标为不采用。",
            icon=":material/trending_down:",
        )
    if not race.jumps:
        st.markdown(f":green[:material/check:] {small('没有突增。' + _RULE)}")
        return
    for jump in race.jumps:
        st.markdown(f":orange[:material/warning:] {_jump(race.known, race, jump)}")
    st.markdown(small(f"突增不等于刷票，请向投票平台核实来源；系统不会自动扣除票数。{_RULE}"))


def _drawn(race: Race) -> str:
    """Which cases the picture shows."""
    leading = min(votes_charts.LEADERS, len(race.ranked))
    beyond = len(race.shown) - leading
    return f"票数领先的 {leading} 件" + (f"，另有突增的 {beyond} 件" if beyond else "")


def _jump(known: Mapping[int, Known], race: Race, jump: Jump) -> str:
    before, after = race.snapshots[jump.place - 1], race.snapshots[jump.place]
    place = race.ranked.index(jump.case_id) + 1 if jump.case_id in race.ranked else "—"
    name = literal(known[jump.case_id].case_name)
    return (
        f"第 {place} 名《{name}》{when(before.counted_at)} 至 {when(after.counted_at)} {literal(jump.reason)}"
    )


_RULE = (
    f"判断办法（设定）：两次结果之间增加至少 {JUMP_VOTES} 票，超过全部案例增量中位数的 {JUMP_MEDIANS} 倍，"
    f"并超过按原来所占份额应增票数的 {JUMP_SHARES} 倍。"
)
