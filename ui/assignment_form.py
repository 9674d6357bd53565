"""What the committee chooses for a proposal, and the button that publishes it."""

import streamlit as st

from services.accounts.rules import Actor
from services.review.assignment import actions
from services.review.assignment.queries import Board, Preview
from services.review.assignment.standing import BRIDGES_MAX, LOAD_LIMIT, SEED_LIMIT, Settings
from services.review.rounds.rules import REVIEWS_MAX
from ui import frame, session
from ui.phrases import REASON

_AUTOMATIC = "自动"
_SEEN = "assignment.seen"


def settings(last: Settings, board: Board) -> Settings:
    """The numbers, as they were published last until somebody changes one."""
    key = f"assignment.{board.turn.id}"
    columns = st.columns(4)
    reviews = columns[0].number_input(
        "每件案例几份", 1, REVIEWS_MAX, last.reviews_per_case, key=f"{key}.reviews", format="%d"
    )
    low = columns[1].number_input(
        "每位下限", 0, LOAD_LIMIT, last.load_min, key=f"{key}.low", placeholder=_AUTOMATIC, format="%d"
    )
    high = columns[2].number_input(
        "每位上限", 0, LOAD_LIMIT, last.load_max, key=f"{key}.high", placeholder=_AUTOMATIC, format="%d"
    )
    bridges = columns[3].number_input(
        "跨类评审数",
        0,
        BRIDGES_MAX,
        last.bridges,
        key=f"{key}.bridges",
        format="%d",
        help="每位专家另评几件本类别以外的案例，使各类别的打分宽严可以比较；一般 2 至 4 件。",
    )
    with st.expander("更多选项"):
        seed = st.number_input(
            "种子",
            0,
            SEED_LIMIT - 1,
            last.seed,
            key=f"{key}.seed",
            format="%d",
            help="同样的条件和种子，得到同样的方案；换一个数，得到另一个方案。",
        )
        is_capped = st.checkbox(
            "防串通：任何一位专家评到某一件案例的机会不超过一半",
            last.is_capped,
            key=f"{key}.capped",
            help="先为每件案例随机排除一半专家，再分配；专业对口的程度略有下降。",
        )
        is_fresh = bool(board.published) and st.checkbox(
            "重新分配：已公布但尚未开始评的也可以更换", key=f"{key}.fresh"
        )
    return Settings(reviews, low, high, bridges, seed, is_capped, is_fresh)


def publication(found: Preview, actor: Actor) -> None:
    """The button that makes the proposal the assignment; with a reason where one is published already."""
    if not found.is_change:
        st.success("方案与已公布的分配相同，没有需要公布的变化。", icon=":material/task_alt:")
        st.session_state[_SEEN] = found.fingerprint
        return
    board, added, removed = found.board, len(found.summary.added), len(found.summary.removed)
    with st.form("assignment.publish", border=False):
        reason = ""
        if board.published:
            reason = st.text_input(REASON, key=f"assignment.reason.{len(board.held)}.{len(board.published)}")
        pressed = st.form_submit_button("公布分配", type="primary", icon=":material/send:")
    if pressed:
        with frame.acting(f"分配已公布：新增 {added} 份，取消 {removed} 份。") as opened:
            actions.publish(
                opened,
                actor=actor,
                round_id=board.turn.id,
                settings=found.settings,
                # What the person read before pressing, not what the database has become since.
                seen=st.session_state.get(_SEEN, found.fingerprint),
                reason=reason,
                now=session.now(),
            )
    st.session_state[_SEEN] = found.fingerprint
