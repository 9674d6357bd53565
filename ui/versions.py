"""Which version of a record is on this screen: saving over a newer one is refused, what was typed stays."""

import streamlit as st


def seen(kind: str, record_id: int, current: int) -> int:
    """The version this screen was filled from.

    Where somebody has saved a newer one since, it says so and what was typed
    stays until the person asks for the newer content.
    """
    key = _key(kind, record_id)
    version: int = st.session_state.setdefault(key, current)
    if version != current:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(
                "其他人刚刚保存了新的版本。您正在填写的内容还在页面上，但不能直接保存。",
                icon=":material/sync_problem:",
            )
            if st.button("载入最新内容", key=f"{key}.adopt"):
                adopt(kind, record_id)
                st.rerun()
    return version


def adopt(kind: str, record_id: int) -> None:
    """Fill the screen from the newest version on its next run."""
    st.session_state.pop(_key(kind, record_id), None)


def _key(kind: str, record_id: int) -> str:
    return f"{kind}.seen.{record_id}"
