"""The list that waits to be confirmed: its cases, what stands in the way, and the form to sign it with."""

from collections.abc import Mapping, Sequence

import streamlit as st

from services.accounts.rules import Actor
from services.edition.rules import EditionFacts, today
from services.selection.lists import actions, rules
from services.selection.lists.attached import SIZE_MAX_MB, Attached
from services.selection.lists.awaiting import Waiting
from services.selection.lists.rules import Obstacle
from services.selection.lists.terms import Check
from services.selection.lists.views import Version
from services.selection.objections.queries import Raised
from services.selection.terms import ListKind
from ui import frame, lists_table, screens, session
from ui.chart_card import small
from ui.phrases import literal, when

_SELECTION = ("selection", "前往遴选", "checklist")
# Where each thing that stands in the way is put right.
_WHERE: Mapping[Check, tuple[str, str, str]] = {
    **dict.fromkeys(Check, _SELECTION),
    Check.FRESH: ("scores", "前往得分", "leaderboard"),
    Check.PARK: ("cases", "前往案例库", "folder_open"),
}


def show(
    waiting: Waiting,
    current: Version | None,
    raised: Sequence[Raised],
    actor: Actor,
    facts: EditionFacts,
    *,
    may_act: bool,
) -> None:
    """Everything a member reads before signing, and the form to sign with."""
    found = waiting.found
    with st.container(border=True, key="lists.pending.card"):
        st.markdown(
            f"**第 {waiting.number} 次遴选的名单**　"
            f"{small(f'{when(waiting.made_at)} 由{literal(waiting.maker)}运行')}"
        )
        lists_table.figures(found.kind, waiting.members, waiting.cut_lines, facts)
        if current is not None and waiting.changed is not None:
            told = literal(rules.changed_told(waiting.changed))
            st.markdown(f"与已确认的第 {current.confirmed.version} 版相比：{told}")
        lists_table.fingerprint(waiting.fingerprint)
    obstacles = rules.obstacles(found, actor.account_id)
    _checklist(found.kind, {one.check: one for one in obstacles})
    if waiting.members:
        lists_table.table(waiting.members, "lists.pending.table")
    if may_act and _is_offered(waiting, obstacles):
        _form(waiting, current, [one for one in raised if one.is_pending], actor)


def _checklist(kind: ListKind, obstacles: Mapping[Check, Obstacle]) -> None:
    """All that must hold, at once: what does not, with the fact and the way to it."""
    with st.container(border=True, key="lists.checks.card"):
        said = f"还有 {len(obstacles)} 项未满足" if obstacles else "全部满足，可以确认"
        st.markdown(f"**确认前的核对**　{small(said)}")
        for one in obstacles.values():
            st.markdown(f":red[:material/cancel:] {literal(one.message)}:gray[{literal(one.hint)}]")
        held = [check.label for check in rules.checks(kind) if check not in obstacles]
        st.markdown("  \n".join(f":green[:material/check_circle:] {label}" for label in held))
        for page in dict.fromkeys(_WHERE[one] for one in obstacles if one is not Check.SECOND):
            screens.link(*page, **({"list": kind.label} if page is _SELECTION else {}))


def _is_offered(waiting: Waiting, obstacles: Sequence[Obstacle]) -> bool:
    """Once somebody has begun to fill the form in it stays, and pressing says why it is refused."""
    key = f"lists.offered.{waiting.found.kind.value}"
    st.session_state[key] = st.session_state.get(key, False) or not obstacles
    return bool(st.session_state[key])


def _form(waiting: Waiting, current: Version | None, pending: Sequence[Raised], actor: Actor) -> None:
    kind = waiting.found.kind
    # What was on the screen when the button was pressed, not what the database has become since.
    seen_key = f"lists.seen.{kind.value}"
    run_id, fingerprint = st.session_state.get(seen_key, (waiting.run_id, waiting.fingerprint))
    with st.form(f"lists.confirm.{kind.value}"):
        st.markdown(f"**确认{kind.label}名单**　{small('由遴选经办人以外的成员，依据会议纪要')}")
        with st.container(horizontal=True):
            met_on = st.date_input(
                "会议日期", value=None, format="YYYY-MM-DD", max_value=today(session.now())
            )
            number = st.text_input("纪要编号", placeholder="例如：鄂科协纪要〔2024〕12号")
        upload = st.file_uploader(
            "纪要扫描件（PDF 或图片）",
            max_upload_size=SIZE_MAX_MB,
            help="内部材料，原样保存，不随名单公开",
        )
        reason, objections = _replacing(current, pending) if current else ("", [])
        # Always the same words: with others, a press on a list that has just changed would be lost.
        is_pressed = st.form_submit_button("确认这份名单", type="primary", icon=":material/verified:")
    st.session_state[seen_key] = (waiting.run_id, waiting.fingerprint)
    if is_pressed:
        with frame.acting(f"{kind.label}名单已确认。") as work:
            actions.confirm(
                work,
                actor=actor,
                run_id=run_id,
                fingerprint=fingerprint,
                met_on=met_on,
                minutes_number=number,
                minutes=Attached(upload.name, upload.getvalue()) if upload else None,
                reason=reason,
                now=session.now(),
                objection_ids=objections,
            )


def _replacing(current: Version, pending: Sequence[Raised]) -> tuple[str, list[int]]:
    """Why there is to be another version, and the objections it follows from."""
    reason: str = st.text_area(
        f"更换第 {current.confirmed.version} 版的理由（记入操作日志）",
        placeholder="例如：第 1 号异议成立，取消一件案例，依次替补；不写异议人姓名",
    )
    if not pending:
        return reason, []
    named = {one.id: f"第 {one.id} 号异议（{one.case_name or '整份名单'}）" for one in pending}
    chosen = st.multiselect(
        "依据的异议", list(named), default=list(named), format_func=named.__getitem__, placeholder="请选择"
    )
    return reason, list(chosen)
