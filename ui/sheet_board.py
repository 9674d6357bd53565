"""What this tab holds of a sheet: what is typed, and on which stored version it was begun."""

from dataclasses import dataclass, replace
from datetime import datetime

import streamlit as st

from services.review.rubric.rules import Criterion, Rubric
from services.review.sheets.queries import Desk
from services.review.sheets.rules import Content, Saved

_BOARD = "sheet.board"


@dataclass
class Board:
    """A sheet in this tab.

    ``mark`` is the version its fields were filled from and stands in their
    keys: a browser that comes back after the server has forgotten it must not
    fill them again with what it remembers. ``seen`` and ``kept`` are what is
    stored of it, ``clash`` what somebody else stored since.
    """

    sheet: tuple[int, int, int]
    mark: int
    seen: int
    kept: Content
    saved_at: datetime | None = None
    clash: Saved | None = None
    forget: bool = False
    has_found: bool = False

    def key(self, field: str) -> str:
        """The key of a field of this sheet."""
        return ".".join(("sheet", *map(str, self.sheet), str(self.mark), field))

    def stored(self, saved: Saved) -> None:
        """The sheet stands so in the database now, by this tab's own doing."""
        self.seen, self.kept, self.saved_at, self.clash = saved.version, saved.content, saved.saved_at, None


def board(desk: Desk) -> Board:
    """This tab's board for the sheet; what was saved elsewhere is taken over while nothing is typed here."""
    found: Board | None = st.session_state.get(_BOARD)
    if found is None or found.sheet != _sheet(desk) or not _are_there(found, desk.rubric):
        return _fill(_begun(desk), desk)
    if _put_back(found, desk.rubric):
        return found
    if found.seen != desk.saved.version and found.clash is None and typed(found, desk.rubric) == found.kept:
        return take_stored(desk)
    return found


def typed(held: Board, rubric: Rubric) -> Content:
    """What stands in the fields; one that is empty is no 0."""
    points = {c.key: st.session_state.get(held.key(c.key)) for c in rubric.criteria}
    box = st.session_state.get(comment_key(held)) or {}
    text = (box.get("written") or {}).get("text", held.kept.comment)
    return Content({key: int(given) for key, given in points.items() if given is not None}, text.strip())


def take_stored(desk: Desk) -> Board:
    """Fill the fields from what is stored; what was typed here and in this browser is given up."""
    return _fill(replace(_begun(desk), forget=True), desk)


def propose(held: Board, criterion: Criterion) -> None:
    """A level was tapped: propose the middle of its points, unless the points are in it already."""
    points_key, level_key = held.key(criterion.key), held.key(f"{criterion.key}.level")
    points = st.session_state.get(points_key)
    level = next((one for one in criterion.levels if one.label == st.session_state.get(level_key)), None)
    if level is None:
        follow(held, criterion)
    elif points is None or not level.low <= points <= level.high:
        st.session_state[points_key] = (level.low + level.high + 1) // 2


def follow(held: Board, criterion: Criterion) -> None:
    """Points were typed: show the level they belong to."""
    points = st.session_state.get(held.key(criterion.key))
    level = criterion.level_of(int(points)) if points is not None else None
    st.session_state[held.key(f"{criterion.key}.level")] = level.label if level else None


def comment_key(held: Board) -> str:
    """The key of the comment box."""
    return held.key("comment")


def _begun(desk: Desk) -> Board:
    saved = desk.saved
    return Board(_sheet(desk), saved.version, saved.version, saved.content, saved.saved_at)


def _sheet(desk: Desk) -> tuple[int, int, int]:
    return desk.turn.id, desk.case.id, desk.reviewer_id


def _fill(held: Board, desk: Desk) -> Board:
    for criterion in desk.rubric.criteria:
        st.session_state[held.key(criterion.key)] = held.kept.scores.get(criterion.key)
        follow(held, criterion)
    st.session_state[_BOARD] = held
    return held


def _put_back(held: Board, rubric: Rubric) -> bool:
    """Fill in the points this browser kept because the server could not, once; whether there were any."""
    kept = (st.session_state.get(comment_key(held)) or {}).get("found")
    if not kept or held.has_found:
        return False
    held.has_found = True
    # Begun on an older version than is stored now, they are shown beside it like any other tab's.
    held.seen = int(kept["base"])
    for criterion in rubric.criteria:
        points = kept["scores"].get(criterion.key)
        if points is not None:
            st.session_state[held.key(criterion.key)] = int(points)
            follow(held, criterion)
    return True


def _are_there(held: Board, rubric: Rubric) -> bool:
    # Streamlit forgets the fields of a run that does not draw them, as when only the material is shown.
    return all(held.key(criterion.key) in st.session_state for criterion in rubric.criteria)
