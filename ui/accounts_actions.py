"""What an administrator does with one account: role, disabling, password, sessions."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from services.accounts import actions
from services.accounts.queries import AccountView, open_sessions
from services.accounts.rules import Actor
from services.store.engine import Handle, reading
from services.terms import Role
from ui import frame, once, session
from ui.accounts_create import PAGE
from ui.phrases import REASON, when

_TURN = "accounts.turn.reason"


def panel(actor: Actor, others: Sequence[AccountView]) -> None:
    """Choose an account and act on it. The own account is no choice: another administrator sees to it."""
    with st.container(border=True):
        st.markdown("**办理一个账号**")
        if not others:
            st.info("没有可办理的账号。自己的账号请在“我的账号”页修改密码，其余由另一位系统管理员办理。")
            return
        by_id = {a.id: a for a in others}
        # By id: a changed account must not lose the choice.
        chosen = by_id[
            st.selectbox("账号", list(by_id), format_func=lambda i: _named(by_id[i]), key="accounts.chosen")
        ]
        _describe(chosen)
        # A reason is for one act: what comes after the act has its own.
        turn = st.session_state.get(_TURN, 0)
        reason = st.text_input(REASON, key=f"accounts.reason.{chosen.id}.{turn}")
        _buttons(actor, chosen, reason)
        _role(actor, chosen, reason)
        st.caption("停用、退出全部登录和调整角色须写理由。停用或重置密码后，该账号在所有设备上立即退出。")


def _named(account: AccountView) -> str:
    return f"{account.display_name}（{account.username}，{account.role.label}）"


def _describe(chosen: AccountView) -> None:
    with reading() as opened:
        count = len(open_sessions(opened, chosen.id, session.now()))
    seen = f"最近登录 {when(chosen.seen_at)}" if chosen.seen_at else "从未登录"
    devices = f"目前登录 {count} 处" if count else "目前没有登录"
    st.caption(f"{chosen.state.label} · {seen} · {devices}")


def _buttons(actor: Actor, chosen: AccountView, reason: str) -> None:
    verb = "启用" if chosen.is_disabled else "停用"
    with st.container(horizontal=True):
        changed = st.button(verb)
        signed_out = st.button("退出全部登录")
        reset = st.button("重置密码")
    if changed:
        with _acting(f"账号“{chosen.username}”已{verb}。") as work:
            actions.set_disabled(
                work,
                actor=actor,
                account_id=chosen.id,
                is_disabled=not chosen.is_disabled,
                reason=reason,
                now=session.now(),
            )
    if signed_out:
        with _acting(f"账号“{chosen.username}”已在所有设备上退出。") as work:
            actions.sign_out_everywhere(
                work, actor=actor, account_id=chosen.id, reason=reason, now=session.now()
            )
    if reset:
        _reset(actor, chosen)


def _reset(actor: Actor, chosen: AccountView) -> None:
    password = actions.generate_password()
    hashed = actions.hash_password(password, chosen.username)
    once.keep(PAGE, (chosen.username, password))
    with frame.acting(f"账号“{chosen.username}”的密码已重置。") as work:
        actions.reset_password(
            work, actor=actor, account_id=chosen.id, password_hash=hashed, now=session.now()
        )
    # Only a refusal comes here.
    once.forget()


def _role(actor: Actor, chosen: AccountView, reason: str) -> None:
    key = f"accounts.seen.{chosen.id}"
    # The role the person was looking at when choosing another.
    seen = Role(st.session_state.get(key, chosen.role))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        role = st.selectbox(
            "新的角色",
            [*Role],
            index=[*Role].index(chosen.role),
            format_func=lambda r: r.label,
            key=f"accounts.role.{chosen.id}",
            width=220,
        )
        changed = st.button("调整角色")
    st.session_state[key] = chosen.role
    if changed:
        with _acting(f"账号“{chosen.username}”的角色已调整为“{role.label}”。") as work:
            actions.change_role(
                work,
                actor=actor,
                account_id=chosen.id,
                role=role,
                seen=seen,
                reason=reason,
                now=session.now(),
            )


@contextmanager
def _acting(done: str) -> Iterator[Handle]:
    """Carry out one act; the next one asks for its own reason, a refusal leaves what was typed."""
    turn = st.session_state.get(_TURN, 0)
    st.session_state[_TURN] = turn + 1
    with frame.acting(done) as work:
        yield work
    # Only a refusal comes here.
    st.session_state[_TURN] = turn
