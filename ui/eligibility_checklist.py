"""The checklist of a case: what the machine found first, then all other points in few lines.

A quiet point is one chip. Whoever wants to judge it by itself takes it out with
a click; the others are confirmed together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from services.edition.terms import CheckKind
from services.eligibility import rules
from services.eligibility.rules import Given, Observed
from services.eligibility.terms import MachineState, Verdict
from services.eligibility.views import CaseExamination, Point
from ui.phrases import LEVEL_ICON, literal

_KEPT_HOW = "eligibility.kept_how"
_FILL = "eligibility.fill"
_ICON = {
    MachineState.PROBLEM: ":red[:material/error:]",
    MachineState.LOOK: ":orange[:material/warning:]",
    MachineState.CLEAR: ":green[:material/search_check:]",
    MachineState.UNKNOWN: ":gray[:material/visibility:]",
}
_ANSWERED = ":green[:material/check:]"
_NOISY = (MachineState.PROBLEM, MachineState.LOOK)
_TAKEN_OUT = "点一下可单独判断"
_EXAMPLE = "例如：查询信用中国和企业信用信息公示系统，无记录"


@dataclass(frozen=True)
class Typed:
    """What the examiner has changed on this screen, what they took out, and how declarations are checked."""

    answers: Mapping[str, Given]
    taken_out: frozenset[str]
    how: str


def checklist(view: CaseExamination, *, is_open: bool) -> Typed:
    """Every point in the order it needs a person; what was changed against what is stored."""
    key = f"eligibility.{view.case.id}.{st.session_state.get(_FILL, 0)}"
    noisy, looked, declared, clear = _groups(view.points)
    shown: dict[str, Given | None] = {}
    if noisy:
        st.markdown("**机器的检查结果，请判断**")
        shown |= {point.item.key: _point(point, key, is_open=is_open) for point in noisy}
    shown |= _quiet("由人查看", looked, key, is_open=is_open)
    how = _how(view.case.id, is_open=is_open) if declared else ""
    shown |= _quiet("由人核查", declared, key, is_open=is_open)
    shown |= _quiet("机器未发现问题", clear, key, is_open=is_open)
    stored = view.answers
    answers = {name: given for name, given in shown.items() if given and stored.get(name) != given}
    return Typed(answers, frozenset(name for name, given in shown.items() if given is None), how)


def refill() -> None:
    """Fill the answers anew from what is stored, on the next run."""
    st.session_state[_FILL] = st.session_state.get(_FILL, 0) + 1


def proposal(view: CaseExamination, typed: Typed) -> dict[str, Given]:
    """The answers one press would give: not to a point the examiner took out and has not judged yet."""
    answers = {**view.answers, **typed.answers}
    filled = rules.proposed(view.checklist, view.known, answers, typed.how)
    return {key: given for key, given in filled.items() if key not in typed.taken_out}


def confirmation(view: CaseExamination, filled: Mapping[str, Given]) -> str:
    """What one press confirms, in words: it is the examiner who says so, of every point by its kind."""
    _, looked, declared, clear = _groups([point for point in view.points if point.item.key in filled])
    parts = (
        (clear, f"机器未发现问题的 {len(clear)} 项"),
        (looked, f"由人查看的 {len(looked)} 项"),
        (declared, f"核查的 {len(declared)} 项"),
    )
    return "、".join(text for points, text in parts if points) + "均已核对，符合"


def _groups(points: Sequence[Point]) -> tuple[list[Point], list[Point], list[Point], list[Point]]:
    """Points with findings, points to look at, declarations, and points the machine finds clear."""
    noisy = [point for point in points if point.machine.state in _NOISY]
    rest = [point for point in points if point not in noisy]
    declared = [point for point in rest if point.item.kind is CheckKind.DECLARATION]
    clear = [
        point
        for point in rest
        if point.item.kind is CheckKind.MACHINE and point.machine.state is MachineState.CLEAR
    ]
    looked = [point for point in rest if point not in declared and point not in clear]
    return sorted(noisy, key=lambda p: p.machine.state is MachineState.LOOK), looked, declared, clear


def _quiet(title: str, points: Sequence[Point], key: str, *, is_open: bool) -> dict[str, Given | None]:
    """Points in chips; those taken out, or not plainly fine, by themselves below."""
    alone = [point for point in points if point.given and point.given.verdict is not Verdict.FINE]
    chips = {point.item.key: point for point in points if point not in alone}
    chosen = []
    if chips:
        chosen = st.pills(
            f"{title}（{_TAKEN_OUT}）",
            list(chips),
            format_func=lambda name: _chip(chips[name]),
            selection_mode="multi",
            key=f"{key}.{title}",
            disabled=not is_open,
            wrap=True,
        )
    elif alone:
        st.markdown(f"**{title}**")
    alone += [chips[name] for name in chosen]
    return {point.item.key: _point(point, key, is_open=is_open) for point in alone}


def _chip(point: Point) -> str:
    icon = _ANSWERED if point.given else _ICON[point.machine.state]
    return f"{icon} {_named(point)}"


def _named(point: Point) -> str:
    return f"{literal(point.item.label)} :gray[{literal(point.item.clause or point.item.origin.label)}]"


def _point(point: Point, key: str, *, is_open: bool) -> Given | None:
    """One point by itself: what the machine found, the verdict, and a note where one is needed."""
    item, given = point.item, point.given
    key = f"{key}.{item.key}"
    with st.container(gap="xxsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"{_ICON[point.machine.state]} {_named(point)}", width="content")
            chosen = st.segmented_control(
                item.label,
                list(Verdict),
                format_func=lambda verdict: verdict.label,
                default=given.verdict if given else None,
                key=key,
                label_visibility="collapsed",
                disabled=not is_open,
                width="content",
            )
        verdict = Verdict(chosen) if chosen else given.verdict if given else None
        for found in point.machine.findings:
            st.markdown(_said(found))
        note = _note(point, verdict, key, is_open=is_open)
    return Given(verdict, note.strip()) if verdict else None


def _note(point: Point, verdict: Verdict | None, key: str, *, is_open: bool) -> str:
    """The line for a note, where one is needed or there is one."""
    kept = point.given.note if point.given else ""
    is_problem = point.machine.state is MachineState.PROBLEM
    is_declared = point.item.kind is CheckKind.DECLARATION
    is_needed = verdict is Verdict.NOT_FINE or (verdict is not None and (is_problem or is_declared))
    if not is_needed and not kept:
        return ""
    asked = "说明（机器发现问题，通过须写明理由）" if is_problem else "核查方式" if is_declared else "说明"
    note: str = st.text_input(asked, value=kept, key=f"{key}.note", placeholder=asked, disabled=not is_open)
    return note


def _how(case_id: int, *, is_open: bool) -> str:
    """How declarations are checked: typed once, kept for the following cases."""
    how: str = st.text_input(
        "核查方式（填入三年内情况各项，之后的案例沿用）",
        value=st.session_state.get(_KEPT_HOW, ""),
        key=f"eligibility.how.{case_id}",
        placeholder=_EXAMPLE,
        disabled=not is_open,
    )
    st.session_state[_KEPT_HOW] = how
    return how


def _said(found: Observed) -> str:
    answered = f"  \n:green[报送核对时已说明：{literal(found.answer)}]" if found.answer else ""
    return f"{LEVEL_ICON[found.level]} {literal(found.message)} :gray[{literal(found.hint)}]{answered}"
