"""What lies beside the rows that are not applied yet: row · Word · PDF · video · pictures."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from services.findings import errors
from services.intake.queries import Row
from services.materials.foreseeing import Foreseen
from services.materials.rules import Material
from services.materials.terms import Piece
from ui import material_panel, material_sets
from ui.phrases import literal

_ROWS_SHOWN = 14


def label(foreseen: Mapping[int, Foreseen]) -> str:
    """What the view is called, with how many rows lack something."""
    lacking = sum(not one.found.is_complete for one in foreseen.values())
    return f"材料（{lacking} 行待补）" if lacking else "材料（齐全）"


def view(rows: Sequence[Row], foreseen: Mapping[int, Foreseen], key: str) -> None:
    """The sets of all rows, and of the chosen one everything that was found."""
    st.markdown("收到的材料已按内容预先对应，入库后归入案例。点选一行，查看缺少的和不一致的。")
    sets = [foreseen[row.id].found for row in rows]
    event = st.dataframe(
        pd.DataFrame(
            [
                (
                    found.case.position,
                    found.case.enterprise or "（空）",
                    *(material_sets.SIGN[found.standing(piece).state] for piece in Piece),
                    len(errors(found.findings)),
                    found.case.case_name,
                )
                for found in sets
            ],
            columns=["行", "完成单位", *material_sets.SHORT.values(), "问题", "案例名称"],
        ),
        key=key,
        hide_index=True,
        width="stretch",
        height=38 + 35 * min(len(rows), _ROWS_SHOWN),
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "行": st.column_config.NumberColumn(width=50, pinned=True),
            "完成单位": st.column_config.TextColumn(width=150),
            **{short: st.column_config.TextColumn(width=80) for short in material_sets.SHORT.values()},
            "问题": st.column_config.NumberColumn(width=60, help="缺少的材料和必须处理的问题"),
            "案例名称": st.column_config.TextColumn(width="large"),
        },
    )
    chosen = event.selection.rows
    if chosen and chosen[0] < len(rows):
        one(foreseen[rows[chosen[0]].id])


def one(foreseen: Foreseen) -> None:
    """What was found about one row, its form field by field, and where each piece comes from."""
    found = foreseen.found
    with st.container(border=True):
        st.markdown(f"**第 {found.case.position} 行** · {literal(found.case.enterprise or '（空）')}")
        material_panel.badges(found)
        material_panel.findings(found.findings)
        for material in found.form.materials:
            if material.form is not None:
                material_panel.compared(found.case, material.form, "汇总表（这一行）")
        standings = (*(found.standing(piece) for piece in Piece), found.others)
        pieces = {material.id: material for standing in standings for material in standing.materials}
        for material in pieces.values():
            st.caption(
                f"{material.kind.label} · {literal(material.file_name)} · {_place(material, foreseen)}"
            )


def _place(material: Material, foreseen: Foreseen) -> str:
    reason = foreseen.arriving.get(material.id)
    return f"入库后归入此案例：{reason.label}" if reason else "已在案例中"
