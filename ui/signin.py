"""The sign-in form, the hand-over of the session to the browser, and the first visit."""

import math
import secrets
from datetime import timedelta
from typing import Any

import streamlit as st

from services.accounts import actions, signing_in
from services.errors import DomainError
from services.store.engine import work
from ui import faults, session, wording

_TICKET = "signin.ticket"
_WAIT = "signin.wait"

# Exchanges the one-time ticket for an HttpOnly cookie: nothing of it stands in a URL.
_HAND_OVER_JS = """
export default function ({ data, parentElement }) {
  const say = parentElement.querySelector("p");
  const failed = () => { say.textContent = "登录没有完成，请刷新页面后重试。"; };
  fetch("/auth/session", { method: "POST", body: data.ticket, credentials: "same-origin" })
    .then(async (answer) => {
      if (answer.ok) { window.location.reload(); }
      else if (answer.status === 503) { say.textContent = await answer.text(); }
      else { failed(); }
    })
    .catch(failed);
}
"""


def form() -> None:
    """Ask for name and password; on success hand the session over to the browser."""
    ticket = st.session_state.pop(_TICKET, None)
    _, middle, _ = st.columns([1, 2, 1])
    with middle:
        st.title("企创工作台", anchor=False)
        st.caption("企业创新案例的征集、审查、评审与遴选")
        said = st.container()
        if ticket:
            said.info("正在登录…", icon=":material/hourglass_top:")
            _hand_over(ticket)
            return
        _ask(said)
        wording.translate()


def first_visit() -> None:
    """Create the system administrator: there is no default account and no default password."""
    _, middle, _ = st.columns([1, 2, 1])
    with middle:
        st.title("欢迎使用企创工作台", anchor=False)
        st.markdown("首次使用，请先创建**系统管理员**账号。系统管理员负责账号与活动设置，不参与审查和评审。")
        with st.form("first"):
            username = st.text_input("用户名", placeholder="例如 admin 或 王敏")
            display_name = st.text_input("姓名", placeholder="显示在页面和操作日志中")
            password = st.text_input("密码", type="password", help="至少 10 个字符，汉字、字母均可")
            repeated = st.text_input("再次输入密码", type="password")
            submitted = st.form_submit_button("创建并登录", type="primary", width="stretch")
        wording.translate()
        if submitted:
            _create_first(username, display_name, password, repeated)


def _create_first(username: str, display_name: str, password: str, repeated: str) -> None:
    if password != repeated:
        st.error("两次输入的密码不一致。请重新输入。", icon=":material/edit:")
        return
    try:
        hashed = actions.hash_password(password, username)
        with work() as opened:
            actions.create_first_administrator(
                opened,
                username=username,
                display_name=display_name,
                password_hash=hashed,
                now=session.now(),
                origin="app",
                address=session.address(),
            )
    except DomainError as refusal:
        faults.show(refusal)
        return
    st.session_state[_TICKET] = signing_in.sign_in(
        username, password, address=session.address(), now=session.now()
    ).ticket
    st.rerun()


def _hand_over(ticket: str) -> None:
    component = st.components.v2.component("session_hand_over", html="<p role='alert'></p>", js=_HAND_OVER_JS)
    component(data={"ticket": ticket}, key="signin.hand_over")


def _ask(said: Any) -> None:
    authenticator = _authenticator()
    # The library keeps the last failure in the session and would show it again on every run.
    st.session_state["authentication_status"] = None
    authenticator.login(
        fields={"Form name": "登录", "Username": "用户名", "Password": "密码", "Login": "登录"},
        key="signin.form",
    )
    if st.session_state.get(_TICKET):
        st.rerun()
    if st.session_state["authentication_status"] is False:
        said.error(_refused(st.session_state.pop(_WAIT, timedelta())), icon=":material/lock:")


def _refused(wait: timedelta) -> str:
    """The same words for an unknown, a disabled and a mistyped account."""
    first = "用户名或密码不正确，或账号已停用。"
    if wait >= timedelta(minutes=1):
        minutes = math.ceil(wait.total_seconds() / 60)
        return f"{first}尝试次数过多，请在 {minutes} 分钟后再试，或请系统管理员重置密码。"
    if wait:
        return f"{first}请在 {math.ceil(wait.total_seconds())} 秒后再试；连续 5 次不正确将锁定。"
    return f"{first}请核对后重试；连续 5 次不正确将锁定。"


def _authenticator() -> Any:
    # Imported here: outside a script run its cookie component would stay unregistered.
    import streamlit_authenticator as stauth  # noqa: PLC0415

    authenticator = stauth.Authenticate(
        {"usernames": {}},
        cookie_name="unused",
        cookie_key=secrets.token_hex(32),
        cookie_expiry_days=0,
        auto_hash=False,
        login_sleep_time=0,
    )
    model = authenticator.authentication_controller.authentication_model

    def check_credentials(username: str, password: str) -> bool:
        answer = signing_in.sign_in(username, password, address=session.address(), now=session.now())
        if answer.ticket is None:
            st.session_state[_WAIT] = answer.wait
            return False
        st.session_state[_TICKET] = answer.ticket
        model.credentials["usernames"][username] = {
            "name": username,
            "roles": [],
            "email": "",
            "password": "",
        }
        return True

    # The library gets no hashes and its counter is not used: our own check books the attempt in the database.
    model.check_credentials = check_credentials
    return authenticator
