"""What the log is narrowed to. It stands in the address, so that a case or an account can link to its own."""

import streamlit as st

from services.audit.rules import LogFilter
from services.audit.terms import LoggedAct, RecordKind
from ui.case_table import condition


def narrowed() -> LogFilter:
    """The filter as the person and the address have it."""
    record_id = st.query_params.get("id", "")
    left, right = st.columns(2)
    with left:
        person = _text("人员", "姓名或用户名", "who", "person_search")
    with right:
        record = _text("名称", "案例、文件、账号等的名称", "q", "search")
    is_open = bool({"act", "kind", "since", "until"} & set(st.query_params))
    with st.expander("日期、事项、对象", expanded=is_open, icon=":material/filter_list:"):
        first, second, third, fourth = st.columns([1, 1, 2, 2])
        with first:
            since = st.date_input("从", value=None, format="YYYY-MM-DD", key="since", bind="query-params")
        with second:
            until = st.date_input("到", value=None, format="YYYY-MM-DD", key="until", bind="query-params")
        with third:
            acts = condition("事项", list(LoggedAct), "act", "全部事项")
        with fourth:
            kinds = condition("对象", list(RecordKind), "kind", "全部对象")
    return LogFilter(
        person=person,
        record=record,
        record_id=_one_record(record_id),
        kinds=kinds,
        acts=acts,
        since=since,
        until=until,
    )


def _text(label: str, hint: str, key: str, icon: str) -> str:
    return (
        st.text_input(label, placeholder=hint, key=key, bind="query-params", icon=f":material/{icon}:") or ""
    )


def _one_record(typed: str) -> int | None:
    """A link may ask for one record; the person can go on to the whole log."""
    if not typed.isdecimal() or len(typed) > 9:
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"只看第 {typed} 号记录的操作。", width="content")
        if st.button("查看全部", icon=":material/close:", type="tertiary"):
            del st.query_params["id"]
            st.rerun()
    return int(typed)
