"""Discs and USB sticks that came by post: noted when they arrive, read when they have been copied."""

from collections.abc import Sequence

import streamlit as st

from services.accounts.rules import Actor
from services.edition.rules import SHANGHAI, EditionFacts
from services.errors import DomainError
from services.materials import actions, discs
from services.materials.queries import PackageView
from services.materials.terms import Carrier
from ui import faults, frame, session
from ui.phrases import literal

_CARRIERS = (Carrier.USB, Carrier.DISC)


def panel(received: Sequence[PackageView], facts: EditionFacts, actor: Actor, *, is_open: bool) -> None:
    """The register of discs with what is on each, and the form for the next one."""
    posted = [one for one in received if one.carrier is not Carrier.UPLOAD]
    # A heading that counts would close under the hand of who registers one after another.
    with st.expander("寄来的光盘和 U 盘", icon=":material/album:", key="materials.discs", on_change="rerun"):
        st.markdown(
            f"视频太大，不经浏览器上传：先把光盘或 U 盘复制到服务器的 {literal(str(discs.directory()))} 里，"
            "一盘一个文件夹，再在这里登记、读取。视频留在原处，不另存，也不在备份里，请保管好光盘。"
        )
        if is_open:
            _register(facts, actor)
        for disc in posted:
            _disc(disc, actor, is_open=is_open)


def _register(facts: EditionFacts, actor: Actor) -> None:
    with st.form("materials.disc", border=False, clear_on_submit=True):
        columns = st.columns([2, 1, 3, 2])
        city = columns[0].selectbox(
            "市州", [c.name for c in facts.cities], index=None, placeholder="选择市州"
        )
        carrier = columns[1].selectbox("载体", _CARRIERS, format_func=lambda kind: kind.label)
        sender = columns[2].text_input("寄送单位或寄件人", placeholder="例如：鄂州市科协 周敏")
        today = session.now().astimezone(SHANGHAI).date()
        arrived = columns[3].date_input("收到日期", value=today, max_value=today, format="YYYY-MM-DD")
        if st.form_submit_button("登记", icon=":material/add:"):
            with frame.acting(f"已登记{city}的 {carrier.label}。") as opened:
                actions.register_disc(
                    opened,
                    actor=actor,
                    carrier=carrier,
                    city=city or "",
                    sender=sender,
                    arrived_on=arrived,
                    now=session.now(),
                )


def _disc(disc: PackageView, actor: Actor, *, is_open: bool) -> None:
    with st.container(border=True):
        late = " :red-badge[逾期]" if disc.is_late else ""
        count = sum(disc.kinds.values())
        said = f"文件夹“{literal(disc.folder)}”，{count} 个视频" if disc.folder else "还没有读取"
        unmatched = f"，{disc.unmatched} 个没有对应案例" if disc.unmatched else ""
        st.markdown(f"**{literal(disc.file_name)}**{late} {literal(disc.sender or '')}：{said}{unmatched}")
        if is_open:
            _read(disc, actor)


def _read(disc: PackageView, actor: Actor) -> None:
    folders = discs.folders()
    if not folders:
        st.caption("视频目录里还没有文件夹，复制之后刷新本页。")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        index = folders.index(disc.folder) if disc.folder in folders else None
        folder = st.selectbox(
            "文件夹",
            folders,
            index=index,
            placeholder="选择这张盘的文件夹",
            key=f"materials.disc.{disc.id}.folder",
            label_visibility="collapsed",
        )
        pressed = st.button("读取视频", key=f"materials.disc.{disc.id}.read", disabled=folder is None)
    if pressed and folder is not None:
        _go_through(disc, folder, actor)


def _go_through(disc: PackageView, folder: str, actor: Actor) -> None:
    bar = st.progress(0.0, "正在读取…")

    def progress(done: int, total: int, _name: str) -> None:
        bar.progress(done / total, f"已读取 {done} / {total} 个视频")

    try:
        taken = discs.read_disc(disc.id, folder, actor=actor, now=session.now(), progress=progress)
    except DomainError as refusal:
        faults.show(refusal)
    except Exception as error:
        faults.show_bug(error)
    else:
        frame.flash(f"新登记 {taken.added} 个视频，其中 {taken.matched} 个已对应到案例。")
        st.rerun()
