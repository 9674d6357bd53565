"""The accounts as a table, narrowed by name and state."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from services.accounts.queries import AccountView
from services.accounts.rules import fold_username
from services.accounts.terms import AccountState
from ui.phrases import when

_ALL = "全部"
_ROWS_SHOWN = 12


def panel(known: Sequence[AccountView]) -> list[AccountView]:
    """Show the accounts a person looks for, and return them."""
    found = _narrowed(known)
    if not found:
        st.info("没有符合条件的账号。请清空“查找”，或把状态改为“全部”。")
        return found
    st.dataframe(
        pd.DataFrame(
            [
                (
                    a.display_name,
                    a.username,
                    a.role.label,
                    a.state.label,
                    when(a.seen_at) if a.seen_at else "从未登录",
                    when(a.created_at),
                )
                for a in found
            ],
            columns=["姓名", "用户名", "角色", "状态", "最近登录", "创建时间"],
        ),
        hide_index=True,
        width="stretch",
        height=38 + 35 * min(len(found), _ROWS_SHOWN),
    )
    return found


def _narrowed(known: Sequence[AccountView]) -> list[AccountView]:
    counted = Counter(a.state for a in known)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            "查找", placeholder="姓名或用户名", key="accounts.search", icon=":material/search:", width=280
        )
        state = st.segmented_control(
            "状态",
            [_ALL, *AccountState],
            default=_ALL,
            format_func=lambda s: (
                f"{s}（{len(known)}）" if s == _ALL else f"{AccountState(s).label}（{counted[s]}）"
            ),
            key="accounts.state",
            required=True,
        )
    wanted = fold_username(typed)
    return [
        a
        for a in known
        if state in (_ALL, a.state) and (wanted in a.username or wanted in fold_username(a.display_name))
    ]
