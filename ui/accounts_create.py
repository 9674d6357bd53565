"""Creates one account, and shows a first password the one time it can be read."""

import streamlit as st

from services.accounts import actions
from services.accounts.rules import Actor
from services.errors import DomainError
from services.terms import Role
from ui import faults, frame, once, session
from ui.phrases import literal

PAGE = "账号"
_TURN = "accounts.turn"


def told() -> None:
    """The first password that was just made; the next run does not know it any more."""
    made = once.take(PAGE)
    if made is None:
        return
    username, password = made
    # A new form for the next person: the one on screen is done with.
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    with st.container(border=True):
        st.markdown(f":material/key: 账号“{literal(username)}”的初始密码：")
        st.code(password, language=None, width=320)
        st.caption("只显示这一次，请现在复制，当面或电话告知本人。遗失时可重置密码。")


def form(actor: Actor) -> None:
    """Create one account."""
    with st.form(f"accounts.create.{st.session_state.get(_TURN, 0)}"):
        st.markdown("**新建一个账号**")
        username = st.text_input("用户名", placeholder="登录时输入，例如 王敏")
        display_name = st.text_input("姓名")
        role = st.selectbox("角色", [*Role], format_func=lambda r: r.label)
        submitted = st.form_submit_button("创建账号", type="primary")
    if submitted:
        _create(actor, username, display_name, role)


def _create(actor: Actor, username: str, display_name: str, role: Role) -> None:
    password = actions.generate_password()
    try:
        hashed = actions.hash_password(password, username)
    except DomainError as refusal:
        faults.show(refusal)
        return
    once.keep(PAGE, (username.strip(), password))
    with frame.acting(f"账号“{username.strip()}”已创建。") as work:
        actions.create(
            work,
            actor=actor,
            username=username,
            display_name=display_name,
            role=role,
            password_hash=hashed,
            now=session.now(),
        )
    # Only a refusal comes here.
    once.forget()
