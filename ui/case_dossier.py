"""What became of a case: its scores, the lists it is on or not, why, and its dossier to save."""

import streamlit as st

from services.accounts.rules import Actor
from services.edition.queries import current
from services.errors import DomainError
from services.export import dossier_facts
from services.export.delivering import deliver
from services.export.dossier_facts import Scored
from services.export.dossier_sections import absent
from services.export.drafting import Wish
from services.export.orders import ExportedFile
from services.export.terms import ExportFormat, ExportKind
from services.scoring.points import shown
from services.selection.lists import record as lists
from services.selection.lists.record import Record, SelectionRunRecord
from services.selection.terms import ListKind
from services.store.engine import reading
from ui import exporting, faults, session
from ui.phrases import literal

_READY = "case.dossier"


def section(actor: Actor, case_id: int) -> None:
    """The card on the case's page."""
    with st.container(border=True):
        st.subheader(ExportKind.DOSSIER.label, anchor=False)
        with reading() as opened:
            edition = current(opened)
            scored = dossier_facts.scored(opened, edition, case_id)
            records = {kind: lists.current(opened, edition, kind) for kind in ListKind}
        for kind, record in records.items():
            told = _figures(scored[kind]) if kind in scored else ""
            if record is not None:
                _stands(record, case_id, told)
            elif told:
                st.markdown(f"**{kind.label}** · {told}")
        st.caption(exporting.ABOUT[ExportKind.DOSSIER])
        if st.button("生成案例档案", key=f"{_READY}.build", icon=":material/description:"):
            _build(actor, case_id)
        _offer(case_id)


def _stands(record: Record, case_id: int, told: str) -> None:
    """Whether the case is on the confirmed list and why, beside its figures."""
    kind, place = record.run.kind, {one.case_id: one.place for one in record.members}.get(case_id)
    badge = f":green-badge[{kind.label}]" if place else f":gray-badge[未列入{kind.label}]"
    stands = f"第 {record.confirmed.version} 版" + (f"，按得分第 {place} 位" if place else "")
    st.markdown(" · ".join(filter(None, [f"{badge} {stands}", told])))
    try:
        reason = _reasons(record.confirmed.fingerprint, record.run).get(case_id)
    except DomainError as refusal:
        faults.show(refusal)
        return
    st.markdown(literal(reason or absent(kind)))


def _figures(one: Scored) -> str:
    rank = f"（第 {one.rank} 名）" if one.rank else ""
    return f"核定得分 {shown(one.score.official)} · 最终得分 {shown(one.score.final)}{rank}"


@st.cache_data(max_entries=8, show_spinner="正在分析入选原因…")
def _reasons(fingerprint: str, _run: SelectionRunRecord) -> dict[int, str]:
    """The reasons of all cases of the list with this fingerprint: solved again once, not for every case."""
    with reading() as opened:
        return dossier_facts.reasons(opened, _run)


def _build(actor: Actor, case_id: int) -> None:
    try:
        with st.spinner("正在生成…"):
            wish = Wish(ExportKind.DOSSIER, ExportFormat.DOCX, case_id=case_id)
            made = deliver(wish, actor=actor, now=session.now())
    except DomainError as refusal:
        faults.show(refusal)
        return
    st.session_state[_READY] = (case_id, made)


def _offer(case_id: int) -> None:
    """The download of what was built for this case, and for no other."""
    of, made = st.session_state.get(_READY, (None, None))
    if of != case_id or not isinstance(made, ExportedFile):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f":green[:material/check_circle:] {literal(made.name)} :gray[已与数据库核对一致。]",
            width="content",
        )
        exporting.download(made, f"{_READY}.download", is_primary=False)
