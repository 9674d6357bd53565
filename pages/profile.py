"""我的账号：角色、当前阶段和修改密码。"""

from ui import frame

actor = frame.require(None)

import streamlit as st

from services.accounts import actions, signing_in
from services.accounts.queries import open_sessions
from services.edition.queries import current
from services.errors import DomainError
from services.store.engine import reading
from services.terms import Role
from ui import faults, session
from ui.phrases import literal, when

_DEVICES_SHOWN = 6

frame.header("我的账号", f"{actor.display_name}（{actor.username}），角色：**{actor.role.label}**。")

if actor.must_change_password:
    st.warning("这是您第一次登录，请先设置自己的密码，之后即可使用其他页面。", icon=":material/key:")
elif actor.role is Role.REVIEWER:
    with reading() as opened:
        stage = current(opened).stage
    st.info(f"活动目前处于“{stage.label}”阶段。评审任务将在“专家评审”阶段分配给您，届时在左侧导航中出现。")

with reading() as opened:
    devices = open_sessions(opened, actor.account_id, session.now())

left, right = st.columns(2)
with left, st.form("profile.password"):
    st.markdown("**修改密码**")
    now_used = st.text_input("当前密码", type="password")
    password = st.text_input("新密码", type="password", help="至少 10 个字符，汉字、字母均可")
    repeated = st.text_input("再次输入新密码", type="password")
    submitted = st.form_submit_button("修改密码", type="primary")
said = left.container()
if submitted and password != repeated:
    said.error("两次输入的新密码不一致。请重新输入。", icon=":material/edit:")
elif submitted and not signing_in.is_password_of(
    actor, now_used, address=session.address(), now=session.now()
):
    said.error("当前密码不正确，或尝试次数过多。请核对后稍等片刻再试。", icon=":material/lock:")
elif submitted:
    try:
        hashed = actions.hash_password(password, actor.username)
        with frame.acting("密码已修改，其他设备上的登录已退出。") as work:
            actions.change_password(
                work, actor=actor, password_hash=hashed, keep_token=session.token() or "", now=session.now()
            )
    except DomainError as refusal:
        with said:
            faults.show(refusal)

with right, st.container(border=True):
    st.markdown("**登录中的设备**")
    st.markdown(
        "  \n".join(
            f"{literal(device.address or '地址未知')} :gray[· 最近使用 {when(device.seen_at)}]"
            for device in devices[:_DEVICES_SHOWN]
        )
    )
    if len(devices) > _DEVICES_SHOWN:
        st.caption(f"另有 {len(devices) - _DEVICES_SHOWN} 处较早的登录。")
    st.caption("在别处登录过而不放心，可以退出全部登录，包括本机；之后用密码重新登录。")
    if st.button("退出全部登录", icon=":material/logout:"):
        session.sign_out_everywhere(actor)
        st.rerun()
