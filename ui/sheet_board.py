"""What this tab holds of a sheet: what is typed, and on which stored version it was begun."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from secrets import token_hex
from typing import Generic, TypeVar

import streamlit as st

from services.review.rubric.rules import Criterion, Rubric
from services.review.sheets.queries import Desk
from services.review.sheets.rules import Content, Saved
from ui import sheet_keeper

_BOARD = "sheet.board"

Value = TypeVar("Value", int, str)


@dataclass(frozen=True)
class Filled(Generic[Value]):
    """A field as it was filled last: its key, the value it began with, and how often it was filled before."""

    key: str
    value: Value | None
    turn: int


@dataclass
class Board:
    """A sheet in this tab.

    ``points`` are what is typed, by criterion; the fields show it. ``mark`` is
    the version they were filled from and stands in their keys: a browser that
    comes back after the server has forgotten it must not fill them again with
    what it remembers. ``seen`` and ``kept`` are what is stored of the sheet,
    ``clash`` what somebody else stored since. ``token`` is no other board's:
    to it the browser gives back what an earlier one did not store.
    """

    sheet: tuple[int, int, int]
    mark: int
    seen: int
    kept: Content
    saved_at: datetime | None = None
    clash: Saved | None = None
    forget: bool = False
    has_found: bool = False
    token: str = field(default_factory=lambda: token_hex(4))
    points: dict[str, int] = field(default_factory=dict)
    points_fields: dict[str, Filled[int]] = field(default_factory=dict)
    level_fields: dict[str, Filled[str]] = field(default_factory=dict)

    def key(self, name: str) -> str:
        """The key of something on this sheet."""
        return ".".join(("sheet", *map(str, self.sheet), str(self.mark), name))

    def stored(self, saved: Saved) -> None:
        """The sheet stands so in the database now, by this tab's own doing."""
        self.seen, self.kept, self.saved_at, self.clash = saved.version, saved.content, saved.saved_at, None

    def put(self, criterion: Criterion, points: int | None) -> None:
        """These are the points of the criterion now: show them and their level, where that is not shown."""
        self.points.pop(criterion.key, None)
        if points is not None:
            self.points[criterion.key] = points
        level = criterion.level_of(points) if points is not None else None
        self._show(self.points_fields, criterion, "points", points)
        self._show(self.level_fields, criterion, "level", level.label if level else None)

    def _show(
        self, fields: dict[str, Filled[Value]], criterion: Criterion, name: str, value: Value | None
    ) -> None:
        before = fields.get(criterion.key)
        if before is not None and st.session_state.get(before.key, before.value) == value:
            return
        # A new field, and no new value in the old one: with every tap a browser sends what all its fields
        # hold, and on a slow line that is what stood in them before this. Streamlit takes it for typed; and
        # where two answers come at once, an old field keeps what it showed.
        turn = before.turn + 1 if before is not None else 0
        fields[criterion.key] = Filled(self.key(f"{criterion.key}.{name}.{turn}"), value, turn)


def board(desk: Desk) -> Board:
    """This tab's board for the sheet; what was saved elsewhere is taken over while nothing is typed here."""
    found: Board | None = st.session_state.get(_BOARD)
    if found is None or found.sheet != _sheet(desk):
        return _fill(_begun(desk), desk)
    is_put_back = _put_back(found, desk.rubric)
    is_newer = found.seen != desk.saved.version and found.clash is None
    if is_newer and not is_put_back and typed(found) == found.kept:
        return take_stored(desk)
    # Streamlit forgets the fields of a run that does not draw them, as when only the material is shown.
    for criterion in desk.rubric.criteria:
        found.put(criterion, found.points.get(criterion.key))
    return found


def typed(held: Board) -> Content:
    """What stands in the fields; one that is empty is no 0."""
    box = st.session_state.get(comment_key(held)) or {}
    text = (box.get("written") or {}).get("text", held.kept.comment)
    return Content(dict(held.points), text.strip())


def take_stored(desk: Desk) -> Board:
    """Fill the fields from what is stored; what was typed here and in this browser is given up."""
    return _fill(replace(_begun(desk), forget=True), desk)


def propose(held: Board, criterion: Criterion, field_key: str) -> None:
    """A level was tapped in this field: propose the middle of its points, unless they are in it already."""
    if field_key != held.level_fields[criterion.key].key:
        return
    held.put(criterion, _proposed(held, criterion, st.session_state.get(field_key)))


def follow(held: Board, criterion: Criterion, field_key: str) -> None:
    """Points were typed into this field: show the level they belong to."""
    if field_key != held.points_fields[criterion.key].key:
        return
    points = st.session_state.get(field_key)
    held.put(criterion, int(points) if points is not None else None)


def comment_key(held: Board) -> str:
    """The key of the comment box."""
    return held.key("comment")


def keeper_key(held: Board) -> str:
    """The key of what keeps the points in the browser."""
    return held.key("keeper")


def _proposed(held: Board, criterion: Criterion, label: str | None) -> int | None:
    """The points a level stands for; those that are there, where they are within it or it is none."""
    points = held.points.get(criterion.key)
    level = next((one for one in criterion.levels if one.label == label), None)
    if level is None or (points is not None and level.low <= points <= level.high):
        return points
    return (level.low + level.high + 1) // 2


def _begun(desk: Desk) -> Board:
    saved = desk.saved
    return Board(_sheet(desk), saved.version, saved.version, saved.content, saved.saved_at)


def _sheet(desk: Desk) -> tuple[int, int, int]:
    return desk.turn.id, desk.case.id, desk.reviewer_id


def _fill(held: Board, desk: Desk) -> Board:
    for criterion in desk.rubric.criteria:
        held.put(criterion, held.kept.scores.get(criterion.key))
    st.session_state[_BOARD] = held
    return held


def _put_back(held: Board, rubric: Rubric) -> bool:
    """Fill in the points this browser kept because nobody stored them, once; whether there were any."""
    found = sheet_keeper.found(keeper_key(held), held.token)
    if found is None or held.has_found:
        return False
    held.has_found = True
    before = dict(held.points)
    for criterion in rubric.criteria:
        held.put(criterion, _kept(found, held, criterion))
    if held.points == before:
        return False
    # Begun on an older version than is stored now, they are shown beside it like any other tab's.
    held.seen = min(held.seen, found.version)
    return True


def _kept(found: sheet_keeper.Found, held: Board, criterion: Criterion) -> int | None:
    points = found.points.get(criterion.key)
    if points is not None and points <= criterion.scale:
        return points
    return _proposed(held, criterion, found.levels.get(criterion.key))
