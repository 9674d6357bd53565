"""What the committee pastes into a chat or a mail to remind a reviewer."""

from datetime import date
from urllib.parse import urlsplit

import streamlit as st

from services.review.rounds.watching import Person
from ui.phrases import day

_WEEKDAYS = "一二三四五六日"
_HERE = ("localhost", "127.0.0.1", "::1")


def text(person: Person, *, activity: str, turn: str, due: date, today: date, address: str | None) -> str:
    """The reminder of one reviewer: what is owed, until when, and where; thanks where nothing is.

    It names no case: a chat is read by others too.
    """
    load = person.load
    greeting = f"{person.name}老师，您好！感谢您参加“{activity}”{turn}。"
    if not load.outstanding:
        return f"{greeting}您的 {load.assigned} 件案例已全部提交，辛苦了！"
    begun = f"（其中 {load.drafts} 份已填写、尚未提交）" if load.drafts else ""
    lines = [
        greeting,
        f"请您评审的案例共 {load.assigned} 件，已提交 {load.submitted} 份，"
        f"还有 {load.outstanding} 份未提交{begun}。",
        f"{_due(due, today)}评分表填写后请点“提交”，只保存的草稿不计入。",
    ]
    if person.seen_at is None:
        lines.append("您还没有登录过系统，账号和初始密码请与组委会联系。")
    elif person.unsigned:
        lines.append(f"请先在系统中签署{'、'.join(kind.label for kind in person.unsigned)}。")
    if address:
        lines.append(f"登录地址：{address}")
    lines.append("如有应当回避的案例，或材料无法打开，请与组委会联系。谢谢！")
    return "\n".join(lines)


def address() -> str | None:
    """Where the tool is, as this browser reaches it; None where others cannot."""
    parts = urlsplit(st.context.url or "")
    if not parts.hostname or parts.hostname in _HERE:
        return None
    return f"{parts.scheme}://{parts.netloc}/"


def _due(due: date, today: date) -> str:
    told = f"{day(due)}（星期{_WEEKDAYS[due.weekday()]}）24:00"
    left = (due - today).days
    if left < 0:
        return f"评审已于 {told} 截止，请尽快完成。"
    if left == 0:
        return f"评审今天（{told}）截止。"
    return f"评审将于 {told} 截止，还有 {left} 天。"
