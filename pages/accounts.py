"""账号：创建、停用账号和重置密码。"""

from services.edition.terms import Act
from ui import frame

actor = frame.require(Act.MANAGE_ACCOUNTS)

import pandas as pd
import streamlit as st

from services.accounts import actions
from services.accounts.queries import accounts
from services.errors import DomainError
from services.store.engine import reading
from services.terms import Role
from ui import faults, session
from ui.phrases import REASON, when

frame.header(
    "账号", "一人一个账号，一个账号一个角色。初始密码只显示一次，请当面或电话告知，首次登录须自行修改。"
)

told = st.session_state.pop("accounts.told", None)
if told:
    st.success(f"账号“{told[0]}”的初始密码：`{told[1]}`。离开本页后不再显示。", icon=":material/key:")

with reading() as opened:
    known = accounts(opened)

st.dataframe(
    pd.DataFrame(
        [
            (
                a.username,
                a.display_name,
                a.role.label,
                "已停用" if a.is_disabled else "正常",
                when(a.seen_at) if a.seen_at else "从未登录",
            )
            for a in known
        ],
        columns=["用户名", "姓名", "角色", "状态", "最近登录"],
    ),
    hide_index=True,
    width="stretch",
)

left, right = st.columns(2)
with left, st.form("accounts.create"):
    st.markdown("**新建账号**")
    username = st.text_input("用户名", placeholder="登录时输入，例如 王敏")
    display_name = st.text_input("姓名")
    role = st.selectbox("角色", list(Role), format_func=lambda r: r.label)
    if st.form_submit_button("创建账号", type="primary"):
        try:
            password = actions.generate_password()
            hashed = actions.hash_password(password, username)
            with frame.acting(f"账号“{username}”已创建。") as work:
                actions.create(
                    work,
                    actor=actor,
                    username=username,
                    display_name=display_name,
                    role=role,
                    password_hash=hashed,
                    now=session.now(),
                )
                st.session_state["accounts.told"] = (username, password)
        except DomainError as refusal:
            faults.show(refusal)

others = [a for a in known if a.id != actor.account_id]
with right, st.container(border=True):
    st.markdown("**停用、启用或重置密码**")
    if not others:
        st.info("还没有其他账号。请先在左侧创建组委会、评审专家或领导的账号。")
        st.stop()
    chosen = st.selectbox(
        "账号", others, format_func=lambda a: f"{a.display_name}（{a.username}，{a.role.label}）"
    )
    reason = st.text_input(REASON, key="accounts.reason")
    verb = "启用" if chosen.is_disabled else "停用"
    with st.container(horizontal=True):
        if st.button(verb):
            with frame.acting(f"账号“{chosen.username}”已{verb}。") as work:
                actions.set_disabled(
                    work,
                    actor=actor,
                    account_id=chosen.id,
                    is_disabled=not chosen.is_disabled,
                    reason=reason,
                    now=session.now(),
                )
        if st.button("重置密码"):
            password = actions.generate_password()
            hashed = actions.hash_password(password, chosen.username)
            with frame.acting(f"账号“{chosen.username}”的密码已重置。") as work:
                actions.reset_password(
                    work, actor=actor, account_id=chosen.id, password_hash=hashed, now=session.now()
                )
                st.session_state["accounts.told"] = (chosen.username, password)
