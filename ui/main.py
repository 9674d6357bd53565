"""The screen script: who is signed in, which pages that opens, and the page itself."""

from base64 import b64encode
from pathlib import Path

import streamlit as st

from services.accounts.queries import any_account
from services.accounts.rules import Actor
from services.edition.queries import current
from services.edition.rules import may
from services.errors import StoreUnavailable
from services.store.engine import reading
from ui import faults, session, signin, typed, wording
from ui.screens import SCREENS, Screen, path

# A file of our own: a Material or emoji icon would be fetched from outside the office. Within the
# page: a file of its own would be asked for before anybody has signed in.
_ICON = "data:image/png;base64," + b64encode((Path(__file__).parent / "icon.png").read_bytes()).decode()


def run() -> None:
    """Show the page this browser may see."""
    st.set_page_config(page_title="企创工作台", page_icon=_ICON, layout="wide")
    try:
        actor = session.signed_in()
        if actor is None:
            _signed_out()
        else:
            _signed_in(actor)
    except Exception as error:
        typed.hold()
        faults.show_any(error)
        if isinstance(error, StoreUnavailable):
            st.button("再试一次", key="main.again", icon=":material/refresh:")
            st.caption("您填写的内容没有丢失，恢复后会回到页面上。")
    finally:
        session.end_run()


def _signed_out() -> None:
    with reading() as opened:
        screen = signin.form if any_account(opened) else signin.first_visit
    # Every path is registered, so that a deep link survives signing in and an old sidebar disappears.
    paths = [st.Page(screen, title="登录", url_path=s.file) for s in SCREENS]
    st.navigation(
        [st.Page(screen, title="登录", default=True, url_path="sign-in"), *paths], position="hidden"
    ).run()


def _signed_in(actor: Actor) -> None:
    open_screens = [s for s in SCREENS if s.act is None or may(actor.role, s.act)]
    pages = {s.file: _page(s) for s in open_screens}
    first = "profile" if actor.must_change_password else open_screens[0].file
    home = st.Page(
        lambda: st.switch_page(pages[first]), title="首页", url_path="home", default=True, visibility="hidden"
    )
    sections: dict[str, list[st.Page]] = {"": [home]}
    for screen in open_screens:
        sections.setdefault(screen.section, []).append(pages[screen.file])
    page = st.navigation(sections, expanded=True)
    _sidebar(actor)
    typed.put_back()
    page.run()


def _page(screen: Screen) -> st.Page:
    return st.Page(
        path(screen.file),
        title=screen.title,
        icon=f":material/{screen.icon}:",
        url_path=screen.file,
        visibility="visible" if screen.is_listed else "hidden",
    )


def _sidebar(actor: Actor) -> None:
    with reading() as opened:
        edition = current(opened)
        title, stage = edition.short_title, edition.stage.label
    with st.sidebar:
        wording.translate()
        st.caption(f"{title}  \n当前阶段：{stage}")
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f":material/person: {actor.display_name}", width="content")
            left = st.button("退出登录", key="main.sign_out", type="tertiary")
    if left:
        session.sign_out(actor)
        st.rerun()


run()
