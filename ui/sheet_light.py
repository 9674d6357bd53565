"""Says at every moment whether what a reviewer wrote is saved, also when the line is down."""

import streamlit as st

# Heard from the comment box (ui/sheet_comment.py): something was typed that the server has not confirmed,
# and everything typed is confirmed.
WRITING, WRITTEN = "qichuang:writing", "qichuang:written"

_HTML = "<span role='status' aria-live='polite'></span>"
_CSS = """
:host { display: block; }
span { font-size: 0.95rem; line-height: 1.4; white-space: nowrap; }
.saved { color: var(--st-green-text-color, #257A60); }
.busy { color: var(--st-gray-text-color, #5B6472); }
.lost { color: var(--st-red-text-color, #BC4B35); font-weight: 600; white-space: normal; }
"""
# A save takes a moment; only one that takes this long is worth a warning.
_JS = """
const PATIENCE = 6000, LOOK_EVERY = 5000, LOOK_FOR = 4000;
const lights = new WeakMap();

const reachable = async () => {
  if (!navigator.onLine) { return false; }
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LOOK_FOR);
  try { return (await fetch("/_stcore/health", { cache: "no-store", signal: stop.signal })).ok; }
  catch { return false; }
  finally { clearTimeout(timer); }
};

export default function ({ data, parentElement }) {
  let light = lights.get(parentElement);
  const say = (text, kind) => {
    const span = parentElement.querySelector("span");
    if (span && (span.textContent !== text || span.className !== kind)) {
      span.textContent = text; span.className = kind;
    }
  };
  const show = () => {
    const { told, line, since } = light;
    if (!line) { say(told.cut, "lost"); }
    else if (told.problem) { say(told.problem, "lost"); }
    else if (since && Date.now() - since > PATIENCE) { say(told.cut, "lost"); }
    else if (since) { say(told.busy, "busy"); }
    else { say(told.saved, told.saved === told.nothing ? "busy" : "saved"); }
  };
  if (!light) {
    light = { told: data, line: true, since: 0 };
    lights.set(parentElement, light);
    const writing = () => { light.since = light.since || Date.now(); show(); };
    const look = async () => { light.line = await reachable(); show(); };
    const written = () => { light.since = 0; show(); };
    window.addEventListener(data.writing, writing);
    window.addEventListener(data.written, written);
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    light.timers = [setInterval(look, LOOK_EVERY), setInterval(show, 1000)];
    light.leave = () => {
      light.timers.forEach(clearInterval);
      window.removeEventListener(data.writing, writing);
      window.removeEventListener(data.written, written);
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
      lights.delete(parentElement);
    };
  }
  light.told = data;
  show();
  return light.leave;
}
"""


def light(saved: str, *, problem: str | None = None, key: str) -> None:
    """Show that everything is saved (``saved`` says when), or the problem that keeps it from being."""
    component = st.components.v2.component("sheet_light", html=_HTML, css=_CSS, js=_JS)
    component(
        data={
            "saved": saved or _NOTHING,
            "nothing": _NOTHING,
            "busy": "正在保存…",
            "problem": problem,
            "cut": "未保存：连接中断，已写下的内容留在本机，恢复后自动保存",
            "writing": WRITING,
            "written": WRITTEN,
        },
        key=key,
        width="content",
    )


_NOTHING = "尚未填写"
