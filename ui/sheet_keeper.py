"""Keeps in the browser what was given and is not stored yet, and gives it back to a new session."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

_HTML = "<i hidden></i>"
_JS = """
// Somebody may be giving points in another tab this very moment, which stores them by itself.
const STILL_GIVEN = 2500;
// What the server has heard of this long ago and shows otherwise was changed since, not forgotten.
const SETTLED = 10000;
const keepers = new WeakMap();

const local = {
  read: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  keep: (key, kept) => {
    try { localStorage.setItem(key, JSON.stringify(kept)); }
    catch { /* A full or forbidden store: the server still gets the points. */ }
  },
  drop: (key) => { try { localStorage.removeItem(key); } catch { /* As above. */ } },
};

const field_of = (target, data) => {
  const name = Object.keys(data.fields).find((one) => target.closest?.(`.${one}`));
  return name && { ...data.fields[name], box: target.closest(`.${name}`) };
};

export default function ({ data, parentElement, setStateValue }) {
  let keeper = keepers.get(parentElement);
  const keep = (criterion, kind, value) => {
    const { key, version } = keeper.data;
    const kept = local.read(key) || { points: {}, levels: {}, base: version };
    delete kept.points[criterion]; delete kept.levels[criterion];
    if (value !== "") { kept[kind][criterion] = value; }
    local.keep(key, { ...kept, by: keeper.mark, when: Date.now() });
  };
  const number = ({ criterion, box }) => {
    const value = box.querySelector("input")?.value ?? "";
    keep(criterion, "points", /^[0-9]+$/.test(value) ? Number(value) : "");
  };
  const heard = (event) => {
    const field = keeper.data.closed ? null : field_of(event.target, keeper.data);
    if (!field) { return; }
    if (field.kind === "points") {
      // The steps beside a number change it after their click.
      if (event.type === "input" || event.target.closest("button")) { setTimeout(() => number(field), 0); }
      return;
    }
    const level = event.target.closest("[role=radio]");
    if (level && level.getAttribute("aria-checked") !== "true") {
      keep(field.criterion, "levels", level.textContent.trim());
    }
  };
  // What is left of the kept points without those that are stored.
  const left = () => {
    const kept = local.read(keeper.data.key);
    if (!kept) { return null; }
    for (const kind of ["points", "levels"]) {
      for (const [criterion, value] of Object.entries(kept[kind])) {
        if (keeper.data[kind][criterion] === value) { delete kept[kind][criterion]; }
      }
    }
    if (Object.keys({ ...kept.points, ...kept.levels }).length) { return kept; }
    local.drop(keeper.data.key);
    return null;
  };
  const give_back = () => {
    const kept = left();
    if (!kept || keeper.data.closed) { return; }
    const wait = STILL_GIVEN - (Date.now() - kept.when);
    if (wait > 0) { keeper.later = setTimeout(give_back, wait); return; }
    keeper.set("found", { ...kept, mark: keeper.data.mark });
  };
  if (!keeper) {
    keeper = {};
    keepers.set(parentElement, keeper);
    document.addEventListener("click", heard, true);
    document.addEventListener("input", heard, true);
    keeper.leave = () => {
      document.removeEventListener("click", heard, true);
      document.removeEventListener("input", heard, true);
      clearTimeout(keeper.later);
      keepers.delete(parentElement);
    };
  }
  const is_new = keeper.mark !== data.mark;
  Object.assign(keeper, { data, mark: data.mark, set: setStateValue });
  if (data.forget && is_new) { local.drop(data.key); }
  if (is_new) { clearTimeout(keeper.later); give_back(); return keeper.leave; }
  const kept = left();
  const is_heard = kept?.by === data.mark && Date.now() - kept.when > SETTLED;
  if (is_heard && !data.unsaved) { local.drop(data.key); }
  return keeper.leave;
}
"""


@dataclass(frozen=True)
class Found:
    """Points and tapped levels by criterion that were never stored, and the version they were begun on."""

    version: int
    points: Mapping[str, int]
    levels: Mapping[str, str]


def keeper(
    fields: Mapping[str, tuple[str, str]],
    *,
    points: Mapping[str, int],
    levels: Mapping[str, str],
    version: int,
    owner: str,
    mark: str,
    is_closed: bool,
    is_unsaved: bool,
    forget: bool,
    key: str,
) -> None:
    """Watch the ``fields``; what was given in them and never stored comes as ``found`` under ``key``.

    ``fields`` are criterion and kind (``points``, ``levels``) by the key of
    the field. ``points`` and ``levels`` are what is stored, in ``version``.
    ``owner`` names the sheet in this browser; ``mark`` changes with the
    session, which then is given back what the one before did not store.
    ``is_unsaved``: the server has what was given and cannot store it.
    ``forget``: what the browser kept is no longer wanted.
    """
    component = st.components.v2.component("sheet_keeper", html=_HTML, js=_JS)
    component(
        data={
            "fields": {
                _class(field): {"criterion": criterion, "kind": kind}
                for field, (criterion, kind) in fields.items()
            },
            "points": dict(points),
            "levels": dict(levels),
            "version": version,
            "key": f"qichuang.points.{owner}",
            "mark": mark,
            "closed": is_closed,
            "unsaved": is_unsaved,
            "forget": forget,
        },
        default={"found": None},
        on_found_change=lambda: None,
        key=key,
    )


def found(key: str, mark: str) -> Found | None:
    """What this browser gave back to the session of this ``mark``; nothing where it makes no sense."""
    given = (st.session_state.get(key) or {}).get("found")
    if not isinstance(given, dict) or given.get("mark") != mark:
        return None
    version, points, levels = given.get("base"), given.get("points"), given.get("levels")
    if not isinstance(version, int) or not isinstance(points, dict) or not isinstance(levels, dict):
        return None
    return Found(
        version,
        {name: value for name, value in points.items() if isinstance(value, int) and value >= 0},
        {name: value for name, value in levels.items() if isinstance(value, str)},
    )


def _class(key: str) -> str:
    # The class by which Streamlit lets a field be found in the page.
    return "st-key-" + "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "_-") else "-" for letter in key
    )
