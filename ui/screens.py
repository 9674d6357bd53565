"""Which pages there are, what opens each, and how one leads to another."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from services.edition.terms import Act

_PAGES = Path(__file__).parents[1] / "pages"


@dataclass(frozen=True)
class Screen:
    """A page: its file (which is its URL), its name, and the act that opens it. None: every account."""

    file: str
    title: str
    icon: str
    section: str
    act: Act | None
    is_listed: bool = True


SCREENS = (
    Screen("overview", "总览", "dashboard", "概况", Act.VIEW_OVERVIEW),
    Screen("stage", "阶段", "flag", "概况", Act.ADVANCE_STAGE),
    Screen("intake", "材料接收", "inbox", "材料", Act.VIEW_SUBMISSIONS),
    Screen("submission", "报送核对", "fact_check", "材料", Act.VIEW_SUBMISSIONS, is_listed=False),
    Screen("materials", "案例材料", "folder_zip", "材料", Act.VIEW_SUBMISSIONS),
    Screen("cases", "案例库", "folder_open", "材料", Act.VIEW_CASES),
    Screen("case", "案例", "article", "材料", Act.VIEW_CASES, is_listed=False),
    Screen("lookalikes", "疑似同一单位", "join_inner", "材料", Act.DECIDE_ENTERPRISE),
    Screen("eligibility", "资格审查", "rule", "材料", Act.EXAMINE_CASE),
    Screen("exports", "导出", "download", "材料", Act.EXPORT_TEMPLATES),
    Screen("rounds", "评审进展", "monitoring", "评审", Act.VIEW_REVIEW),
    Screen("reviewers", "评审专家", "groups", "评审", Act.MANAGE_REVIEWERS),
    Screen("conflicts", "回避", "visibility_off", "评审", Act.SETTLE_CONFLICT),
    Screen("assignment", "评审分配", "assignment_ind", "评审", Act.ASSIGN),
    Screen("deliberation", "合议", "forum", "评审", Act.VIEW_REVIEW),
    Screen("scoring", "我的评审", "grading", "评审", Act.VIEW_OWN_REVIEW),
    Screen("votes", "网络投票", "how_to_vote", "遴选", Act.VIEW_SELECTION),
    Screen("scores", "得分", "leaderboard", "遴选", Act.VIEW_SELECTION),
    Screen("selection", "遴选", "checklist", "遴选", Act.VIEW_SELECTION),
    Screen("lists", "名单", "verified", "遴选", Act.VIEW_SELECTION),
    Screen("fairness", "公平性", "balance", "遴选", Act.VIEW_RESULTS),
    Screen("accounts", "账号", "group", "管理", Act.MANAGE_ACCOUNTS),
    Screen("enrol", "批量创建账号", "group_add", "管理", Act.MANAGE_ACCOUNTS, is_listed=False),
    Screen("log", "操作日志", "history", "管理", Act.VIEW_LOG),
    Screen("settings", "活动设置", "tune", "管理", Act.VIEW_SETTINGS),
    Screen("backup", "备份", "backup", "管理", Act.BACK_UP),
    Screen("profile", "我的账号", "person", "管理", None),
)


def path(file: str) -> Path:
    """Where a page's file is: the screen script lies elsewhere, so that pages are named from the root."""
    return _PAGES / f"{file}.py"


def link(file: str, label: str, icon: str, **query: str) -> None:
    """A link to a page."""
    st.page_link(path(file), label=label, icon=f":material/{icon}:", query_params=query or None)


def go(file: str, **query: str) -> None:
    """Leave for another page at once."""
    st.switch_page(path(file), query_params=query or None)
