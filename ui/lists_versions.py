"""The versions of a list, the newest first: who made each, why, and what it changed."""

from collections.abc import Sequence

import streamlit as st

from services.scoring.points import shown
from services.selection.lists.rules import changed_told, list_name
from services.selection.lists.views import Version
from services.selection.objections.queries import Raised
from ui import lists_standing, lists_table
from ui.chart_card import small
from ui.phrases import literal


def show(versions: Sequence[Version], raised: Sequence[Raised]) -> None:
    """Every version, with the difference to the one before."""
    for one in versions:
        confirmed = one.confirmed
        with st.container(border=True, key=f"lists.version.{confirmed.id}"):
            badge = ":gray-badge[已被取代]" if confirmed.replaced_at else ":green-badge[当前]"
            st.markdown(
                f"**{list_name(confirmed.kind, confirmed.version)}**（{one.size} 件） {badge}　"
                f"{small(f'指纹 {lists_table.short(confirmed.fingerprint)}')}"
            )
            lists_standing.signature(one)
            if confirmed.reason:
                st.markdown(f"理由：{literal(confirmed.reason)}")
            followed = [found.id for found in raised if found.led_to == confirmed.version]
            if followed:
                named = "、".join(f"第 {number} 号" for number in sorted(followed))
                st.markdown(f"依据的异议：{named}")
            if one.changed is not None:
                st.markdown(f"与第 {confirmed.version - 1} 版相比：{literal(changed_told(one.changed))}")
                rescored = "、".join(
                    f"《{literal(case.case_name)}》{shown(case.score, 4)}" for case in one.changed.rescored
                )
                if rescored:
                    st.markdown(small(f"得分有变动（内部）：{rescored}"))
