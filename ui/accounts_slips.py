"""Hands out the slips of first passwords, and makes new ones where slips were lost."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import streamlit as st

from services.accounts import enrolling
from services.accounts.actions import generate_password
from services.accounts.queries import AccountView
from services.accounts.rules import Actor
from services.export.enrolment import Slip, slips
from services.export.terms import MIME, NAME_SLIPS, ExportFormat
from ui import frame, once, session
from ui.phrases import literal

PAGE = "批量创建账号"
_LOCAL = ("localhost", "127.0.0.1", "::1")


def pending() -> list[Slip]:
    """The slips that were made on this page and not given up yet."""
    made: list[Slip] = once.kept(PAGE) or []
    return made


def hand_out(made: Sequence[Slip], activity: str) -> None:
    """The download of the slips, until the person leaves or says that they are safe."""
    st.success(
        f"{len(made)} 张初始密码条已备好，请现在下载、打印、裁开，逐人当面发放。", icon=":material/key:"
    )
    st.markdown("密码只在此页保留：系统不保存密码，**离开或刷新本页后不能再次下载**。")
    address = st.text_input("登录地址（印在密码条上）", value=_here(), key="enrol.address", width=480).strip()
    if not address:
        st.warning("请填写登录地址，即大家在浏览器里打开本系统的网址。")
    elif urlsplit(address).hostname in _LOCAL:
        # Markdown would take the example and the full stop behind it for a link.
        example = literal("http://192.168.1.20:8501")
        st.warning(f"这是服务器本机的地址，别的电脑打不开。请改为大家能打开的网址，例如 {example}。")
    with st.container(horizontal=True):
        if address:
            content = slips(made, activity=activity, address=address, now=session.now())
            st.download_button(
                "下载密码条",
                content,
                file_name=f"{NAME_SLIPS}.docx",
                mime=MIME[ExportFormat.DOCX],
                type="primary",
                icon=":material/download:",
                on_click="ignore",
            )
        if st.button("已下载保存，清除密码"):
            once.forget()
            frame.flash("密码已从本页清除。遗失的密码条可在“补打密码条”中重新生成。")
            st.rerun()


def reissue(actor: Actor, known: Sequence[AccountView]) -> None:
    """Make new first passwords for accounts nobody has signed in with."""
    unused = {a.id: a for a in known if a.was_never_used}
    if not unused:
        st.info("没有从未登录过的账号。已登录过的人忘记密码，请在“账号”页逐个重置。")
        return
    st.markdown(
        f"有 {len(unused)} 个账号从未登录。密码条遗失的，可重新生成初始密码并打印；原来的初始密码随即作废。"
    )
    chosen = st.multiselect(
        "账号",
        list(unused),
        format_func=lambda i: f"{unused[i].display_name}（{unused[i].username}）",
        placeholder="选择密码条遗失的账号",
        key="enrol.reissue",
    )
    if st.button("重新生成初始密码并打印", disabled=not chosen):
        _reissue(actor, [unused[i] for i in chosen])


def hashed(people: Sequence[tuple[str, str]]) -> list[str]:
    """The hashes of these passwords and usernames, with the progress shown."""
    progress = st.progress(0.0)
    hashes = []
    for done, made in enumerate(enrolling.hash_all(people), start=1):
        hashes.append(made)
        progress.progress(done / len(people), f"正在生成初始密码 {done} / {len(people)}")
    return hashes


def _reissue(actor: Actor, accounts: Sequence[AccountView]) -> None:
    made = [Slip(a.display_name, a.username, generate_password()) for a in accounts]
    hashes = hashed([(slip.password, slip.username) for slip in made])
    once.keep(PAGE, made)
    with frame.acting(f"已为 {len(made)} 个账号重新生成初始密码。") as work:
        enrolling.reissue(
            work,
            actor=actor,
            hashes={a.id: made for a, made in zip(accounts, hashes, strict=True)},
            now=session.now(),
        )
    # Only a refusal comes here.
    once.forget()


def _here() -> str:
    """This site as the browser knows it; behind a proxy the origin still says http or https."""
    headers = st.context.headers
    host = headers.get("Host")
    return headers.get("Origin") or (f"http://{host}" if host else "")
