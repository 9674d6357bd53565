"""A box for a long text that keeps itself: on the server within two seconds, in the browser until then."""

import streamlit as st

from ui.sheet_light import WRITING, WRITTEN

_HTML = """
<label></label>
<div class="found" hidden><p></p><pre></pre><button class="take"></button><button class="drop"></button></div>
<textarea rows="5"></textarea>
<small></small>
"""
_CSS = """
:host { display: block; }
label { display: block; font-size: 0.95rem; font-weight: 600; margin-bottom: 0.4rem; }
:host, button { color: var(--st-text-color); }
textarea {
  box-sizing: border-box; width: 100%; min-height: 7.5rem; padding: 0.6rem 0.75rem; resize: vertical;
  font: inherit; font-size: 1rem; line-height: 1.6; color: var(--st-text-color);
  background: var(--st-secondary-background-color); border: 1px solid var(--st-border-color);
  border-radius: var(--st-base-radius, 0.5rem);
}
textarea:focus { outline: 2px solid var(--st-primary-color); outline-offset: -1px; }
textarea:disabled { opacity: 0.75; }
small { color: var(--st-gray-text-color, #5B6472); }
.found { border: 1px solid var(--st-border-color); padding: 0.6rem; margin-bottom: 0.5rem; }
.found[hidden] { display: none; }
.found p { margin: 0 0 0.4rem; }
.found pre { white-space: pre-wrap; font: inherit; margin: 0 0 0.5rem; max-height: 9rem; overflow: auto; }
button {
  font: inherit; padding: 0.3rem 0.8rem; margin-right: 0.5rem; border-radius: 0.5rem; cursor: pointer;
  border: 1px solid var(--st-border-color); background: var(--st-background-color);
}
"""
_JS = """
const SEND_AFTER = 1000, SEND_AGAIN = 5000, STILL_TYPED = 2500;
const boxes = new WeakMap();
const same = (one, other) => one.trim() === other.trim();

const local = {
  read: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  keep: (key, text, base) => {
    const at = new Date().toTimeString().slice(0, 5);
    try { localStorage.setItem(key, JSON.stringify({ text, base, at, when: Date.now() })); }
    catch { /* A full or forbidden store: the server still gets the text. */ }
  },
  drop: (key) => { try { localStorage.removeItem(key); } catch { /* As above. */ } },
};

export default function ({ data, parentElement, setStateValue }) {
  const find = (what) => parentElement.querySelector(what);
  const area = find("textarea"), found = find(".found");
  let box = boxes.get(parentElement);
  const count = () => { find("small").textContent = `${[...area.value].length} / ${box.data.limit} 字`; };
  const send = () => {
    clearTimeout(box.timer); box.timer = 0;
    if (!box.dirty || box.data.closed) { return; }
    box.sent += 1;
    box.set("written", { text: area.value, times: box.sent });
  };
  const write = () => {
    if (!box.dirty) { box.base = box.data.version; }
    box.dirty = true;
    local.keep(box.key, area.value, box.base);
    window.dispatchEvent(new Event(box.data.writing));
    count();
  };
  const open = () => {
    box.dirty = false; box.base = data.version; area.value = data.text; found.hidden = true;
    box.opened = { version: data.version, text: data.text };
    window.dispatchEvent(new Event(data.written));
    if (data.forget) { local.drop(box.key); }
    find_kept();
  };
  const find_kept = () => {
    const kept = data.closed ? null : local.read(box.key);
    if (!kept || same(kept.text, area.value)) { return; }
    // Somebody may be typing it in another tab this very moment, which saves it by itself.
    const left = STILL_TYPED - (Date.now() - kept.when);
    if (left > 0) { box.later = setTimeout(find_kept, left); return; }
    const isNext = kept.base === box.opened.version && same(box.data.text, box.opened.text);
    if (!box.dirty && isNext) { area.value = kept.text; write(); send(); return; }
    find(".found p").textContent = data.found.replace("{at}", kept.at);
    find(".found pre").textContent = kept.text;
    find(".take").textContent = data.take; find(".drop").textContent = data.drop;
    find(".take").onclick = () => { area.value = kept.text; found.hidden = true; write(); send(); };
    find(".drop").onclick = () => { local.drop(box.key); found.hidden = true; };
    found.hidden = false;
  };
  if (!box) {
    box = { sent: 0, timer: 0 };
    boxes.set(parentElement, box);
    area.addEventListener("input", (event) => {
      write();
      if (!event.isComposing && !box.timer) { box.timer = setTimeout(send, SEND_AFTER); }
    });
    area.addEventListener("compositionend", () => {
      if (!box.timer) { box.timer = setTimeout(send, SEND_AFTER); }
    });
    area.addEventListener("blur", () => { if (box.dirty) { send(); } });
    box.again = setInterval(() => { if (box.dirty && !box.timer) { send(); } }, SEND_AGAIN);
  }
  box.set = setStateValue;
  const isOther = box.mark !== data.mark;
  box.data = data; box.key = data.key;
  find("label").textContent = data.label;
  area.placeholder = data.placeholder; area.maxLength = data.limit; area.disabled = data.closed;
  area.setAttribute("aria-label", data.label);
  if (isOther) { box.mark = data.mark; open(); }
  else if (box.dirty && same(area.value, data.text)) {
    box.dirty = false; local.drop(box.key); window.dispatchEvent(new Event(data.written));
  }
  else if (!box.dirty && !same(area.value, data.text)) { area.value = data.text; }
  count();
  return () => {
    clearInterval(box.again); clearTimeout(box.timer); clearTimeout(box.later);
    boxes.delete(parentElement);
  };
}
"""


def box(
    label: str,
    *,
    text: str,
    version: int,
    owner: str,
    mark: str,
    limit: int,
    placeholder: str,
    is_closed: bool,
    forget: bool,
    key: str,
) -> None:
    """Show the box with the stored ``text``; what is typed comes as ``written.text`` under ``key``.

    It is there before the box is drawn, so that the box can be told what is
    stored of it. ``owner`` names the text in this browser; ``mark`` changes
    where the box is to take the stored text again. ``forget``: what the
    browser kept of it is no longer wanted.
    """
    component = st.components.v2.component("sheet_comment", html=_HTML, css=_CSS, js=_JS)
    component(
        data={
            "label": label,
            "text": text,
            "version": version,
            "key": f"qichuang.comment.{owner}",
            "mark": mark,
            "limit": limit,
            "placeholder": placeholder,
            "closed": is_closed,
            "forget": forget,
            "writing": WRITING,
            "written": WRITTEN,
            "found": "本机还有一段没有保存的意见（{at}）：",
            "take": "恢复到意见栏",
            "drop": "不要了",
        },
        default={"written": None},
        on_written_change=lambda: None,
        key=key,
    )
