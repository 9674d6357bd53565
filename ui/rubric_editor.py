"""The editor of a rubric: one criterion at a time beside the whole as it would be read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from services.accounts.rules import Actor
from services.edition.terms import Origin
from services.review.rubric import actions
from services.review.rubric.queries import Version
from services.review.rubric.rules import (
    ANCHOR_MAX,
    LABEL_MAX,
    MOST_CRITERIA,
    QUESTION_MAX,
    TOTAL,
    Criterion,
    Level,
    Rubric,
    fresh,
    graded,
    rescaled,
)
from ui import frame, rubric_card, session, versions
from ui.phrases import REASON

_OWN = "组委会设定"
_NEW_WEIGHT = 10


@dataclass(frozen=True)
class _Draft:
    """What is being edited: kept for as long as the browser's session, whichever page is open."""

    edition_id: int
    category: str
    seen: int
    stored: tuple[Criterion, ...]

    @property
    def key(self) -> str:
        return f"{_prefix(self.edition_id, self.category)}{self.seen}"

    @property
    def chosen_key(self) -> str:
        return f"{self.key}.chosen.{self.fill}"

    @property
    def fill(self) -> int:
        """Grows when the draft is given up: its fields begin anew."""
        fill: int = st.session_state.get(f"{self.key}.fill", 0)
        return fill

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        kept: tuple[Criterion, ...] = st.session_state.get(self.key, self.stored)
        return kept

    def keep(self, criteria: Sequence[Criterion]) -> None:
        if tuple(criteria) == self.stored:
            st.session_state.pop(self.key, None)
        else:
            st.session_state[self.key] = tuple(criteria)

    def give_up(self) -> None:
        st.session_state.pop(self.key, None)
        st.session_state[f"{self.key}.fill"] = self.fill + 1


def has_draft(edition_id: int, category: str) -> bool:
    """Whether this browser holds changes to the category's rubric that are not saved."""
    # A criterion's fields begin the same way; the draft itself is the one that holds criteria.
    return any(
        isinstance(value, tuple) and str(key).startswith(_prefix(edition_id, category))
        for key, value in st.session_state.items()
    )


def _prefix(edition_id: int, category: str) -> str:
    return f"rubric.draft.{edition_id}.{category}."


def edit(actor: Actor, edition_id: int, category: str, kept: Mapping[str, Sequence[Version]]) -> None:
    """Change the newest version of a category's rubric into the next one."""
    newest = next(iter(kept[category]), None)
    seen = versions.seen(f"rubric.{category}", edition_id, newest.number if newest else 0)
    shown = next((version for version in kept[category] if version.number == seen), None)
    draft = _Draft(edition_id, category, seen, shown.rubric.criteria if shown else (fresh((), weight=TOTAL),))
    left, right = st.columns([1, 1], gap="large")
    with left:
        with st.container(border=True):
            chosen = _choose(draft)
            edited = _fields(draft, chosen, _clauses(kept))
            draft.keep([edited if c.key == edited.key else c for c in draft.criteria])
            _arrange(draft, chosen)
        _save(actor, draft)
    with right:
        st.markdown("**修改后专家看到的样子**")
        rubric_card.show(Rubric(category, draft.criteria), is_wide=False)


def _choose(draft: _Draft) -> Criterion:
    by_key = {criterion.key: criterion for criterion in draft.criteria}
    if st.session_state.get(draft.chosen_key) not in by_key:
        st.session_state[draft.chosen_key] = next(iter(by_key))
    key = st.selectbox(
        "修改哪一项指标",
        list(by_key),
        format_func=lambda k: by_key[k].label or "新指标",
        key=draft.chosen_key,
    )
    return by_key[key]


def _fields(draft: _Draft, criterion: Criterion, clauses: Sequence[str]) -> Criterion:
    """The criterion as its fields say; another weight brings the levels along."""
    key = f"{draft.key}.{draft.fill}.{criterion.key}"
    label = _text("指标名称", f"{key}.label", criterion.label, LABEL_MAX)
    question = _text("评审时问的问题", f"{key}.question", criterion.question, QUESTION_MAX)
    weight_cell, scale_cell, clause_cell = st.columns(3)
    with weight_cell:
        weight = _number("权重", f"{key}.weight", criterion.weight, low=1)
    with scale_cell:
        # Who changes the weight alone goes on thinking in points of a hundred.
        usual = weight if criterion.scale == criterion.weight else criterion.scale
        scale = _number(
            "满分", f"{key}.scale.{weight}", usual, low=1, help="一般与权重相同，专家按百分制打分。"
        )
    with clause_cell:
        clause = _clause(f"{key}.clause", criterion, clauses)
    sized = rescaled(criterion, weight=weight, scale=scale)
    return replace(
        sized,
        label=label,
        question=question,
        origin=Origin.NOTICE if clause else Origin.SETTING,
        clause=clause,
        levels=_levels(key, sized),
    )


def _levels(key: str, criterion: Criterion) -> tuple[Level, ...]:
    typed = []
    last = len(criterion.levels) - 1
    for place, level in enumerate(criterion.levels):
        begin_cell, anchor_cell = st.columns([1, 3])
        with begin_cell:
            # The fields follow the scale: on another one they begin where the proportion says.
            begin = _number(
                f"{level.label}：从几分起",
                f"{key}.begin.{place}.{criterion.scale}",
                level.low,
                low=0,
                is_fixed=place == last,
            )
        with anchor_cell:
            anchor = _text(f"{level.label}：怎样才算", f"{key}.anchor.{place}", level.anchor, ANCHOR_MAX)
        typed.append((level.label, begin, anchor))
    return graded(criterion.scale, typed)


def _clauses(kept: Mapping[str, Sequence[Version]]) -> list[str]:
    found = {c.clause for known in kept.values() for version in known for c in version.rubric.criteria}
    return sorted(clause for clause in found if clause)


def _clause(key: str, criterion: Criterion, clauses: Sequence[str]) -> str | None:
    st.session_state.setdefault(key, criterion.clause or _OWN)
    chosen: str = st.selectbox("依据", [*clauses, _OWN], key=key)
    return None if chosen == _OWN else chosen


def _text(label: str, key: str, stored: str, most: int) -> str:
    st.session_state.setdefault(key, stored)
    if most <= LABEL_MAX:
        return st.text_input(label, key=key, max_chars=most)
    typed = st.text_area(label, key=key, max_chars=most, height=68)
    # One sentence of one line, however it was typed.
    return "".join(typed.splitlines())


def _number(
    label: str, key: str, stored: int, *, low: int, help: str | None = None, is_fixed: bool = False
) -> int:
    st.session_state.setdefault(key, stored)
    return int(
        st.number_input(label, min_value=low, max_value=TOTAL, step=1, key=key, help=help, disabled=is_fixed)
    )


def _arrange(draft: _Draft, chosen: Criterion) -> None:
    place = [c.key for c in draft.criteria].index(chosen.key)
    last = len(draft.criteria) - 1
    with st.container(horizontal=True):
        _button("上移", "arrow_upward", _move, draft, place, place - 1, is_idle=place == 0)
        _button("下移", "arrow_downward", _move, draft, place, place + 1, is_idle=place == last)
        _button("删去", "delete", _remove, draft, place, is_idle=last == 0)
        _button("新增一项", "add", _add, draft, is_idle=last + 1 >= MOST_CRITERIA)


def _button(
    label: str, icon: str, act: Callable[..., None], draft: _Draft, *places: int, is_idle: bool
) -> None:
    # A callback runs before the fields are drawn, so that it may choose another criterion.
    st.button(
        label,
        icon=f":material/{icon}:",
        on_click=act,
        args=(draft, *places),
        disabled=is_idle,
        key=f"{draft.key}.{label}",
    )


def _move(draft: _Draft, place: int, to: int) -> None:
    criteria = list(draft.criteria)
    criteria.insert(to, criteria.pop(place))
    draft.keep(criteria)


def _remove(draft: _Draft, place: int) -> None:
    criteria = list(draft.criteria)
    del criteria[place]
    draft.keep(criteria)


def _add(draft: _Draft) -> None:
    used = {c.key for c in (*draft.criteria, *draft.stored)}
    new = fresh(used, weight=_NEW_WEIGHT)
    draft.keep([*draft.criteria, new])
    st.session_state[draft.chosen_key] = new.key


def _save(actor: Actor, draft: _Draft) -> None:
    is_changed = draft.criteria != draft.stored
    rubric = Rubric(draft.category, draft.criteria)
    st.markdown(f"**{rubric_card.total(rubric)}**")
    reason = st.text_input(REASON, key=f"{draft.key}.reason.{draft.fill}")
    with st.container(horizontal=True):
        saved = st.button("保存为新版本", type="primary", key=f"{draft.key}.save")
        st.button("放弃修改", on_click=draft.give_up, disabled=not is_changed, key=f"{draft.key}.drop")
    if saved:
        done = f"“{draft.category}”的评分标准已保存为第 {draft.seen + 1} 版。"
        with frame.acting(done, then=lambda: _end(draft)) as work:
            actions.change(
                work,
                actor=actor,
                category=draft.category,
                criteria=draft.criteria,
                seen=draft.seen,
                reason=reason,
                now=session.now(),
            )


def _end(draft: _Draft) -> None:
    draft.give_up()
    versions.adopt(f"rubric.{draft.category}", draft.edition_id)
