"""How things stand with the backups, which archives there are, and the button that makes one."""

import shlex
from collections.abc import Sequence
from datetime import datetime, timedelta

import pandas as pd
import streamlit as st

from services.accounts.rules import Actor
from services.backup import archive, making
from services.backup.queries import Archive, LastBackup
from services.backup.rules import made_at, state
from services.backup.terms import BackupState
from services.errors import DomainError
from ui import faults, frame, session
from ui.phrases import literal, when

_COLOUR = {BackupState.RECENT: "green", BackupState.OLD: "red"}
_NONE = "还没有备份。请点“立即备份”；自动备份打开时，程序每天也会自己备份一次。"
_OLD = "上次备份已超过 2 天。请点“立即备份”，并检查自动备份是否打开、备份目录是否可写。"
_ROWS_SHOWN = 10


def standing(last: LastBackup | None, now: datetime) -> None:
    """When the last backup was made, and what to do where that is too long ago."""
    if last is None:
        st.warning(_NONE, icon=":material/warning:")
        return
    found = state(last.at, now)
    st.markdown(
        f":{_COLOUR[found]}-badge[{found.label}] 上次备份：**{when(last.at)}**"
        f"（{_ago(now - last.at)}，{literal(last.who)}）"
    )
    if found is BackupState.OLD:
        st.error(_OLD, icon=":material/error:")
    if last.problems:
        st.warning(
            f"上次备份时有 {last.problems} 处问题（例如原始文件缺失），已写入该备份的清单。"
            "请在服务器上运行 python manage.py verify 查看。",
            icon=":material/warning:",
        )


def make(actor: Actor) -> None:
    """Make an archive now, while everybody else goes on working."""
    try:
        with st.spinner("正在备份，其他人可以继续使用…"):
            made = making.make(archive.made_directory(), actor=actor, now=session.now())
    except DomainError as refusal:
        faults.show(refusal)
    except Exception as error:
        faults.show_bug(error)
    else:
        frame.flash(f"备份完成：{made.path.name}（{size(made.size)}）。")
        st.rerun()


def archives(found: Sequence[Archive]) -> None:
    """The archives in the backup directory, newest first."""
    if not found:
        st.info("备份目录里还没有备份文件。请点“立即备份”生成第一份。")
        return
    st.dataframe(
        pd.DataFrame(
            [(when(one.at), size(one.size), one.name) for one in found], columns=["备份时间", "大小", "文件"]
        ),
        hide_index=True,
        width="stretch",
        height=38 + 35 * min(len(found), _ROWS_SHOWN),
    )


def how_to_restore(found: Sequence[Archive]) -> None:
    """The commands, with the archive one would take."""
    regular = [one.name for one in found if made_at(one.name)]
    path = shlex.quote(str(archive.directory() / (regular[0] if regular else "备份文件.zip")))
    st.markdown("在服务器上先停止程序，再在程序目录运行：")
    st.code(f"python manage.py restore {path} --replace\npython manage.py verify", language="bash")
    st.caption("恢复前会先核对备份是否完整；被替换的数据会自动另存一份。恢复后所有人须重新登录。")


def size(count: int) -> str:
    """So many bytes as a person says it."""
    if count < 1 << 20:
        return f"{count / (1 << 10):.0f} KB"
    return f"{count / (1 << 20):.1f} MB" if count < 1 << 30 else f"{count / (1 << 30):.1f} GB"


def _ago(past: timedelta) -> str:
    minutes = int(past.total_seconds() // 60)
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes} 分钟前"
    return f"{minutes // 60} 小时前" if minutes < 48 * 60 else f"{minutes // 60 // 24} 天前"
