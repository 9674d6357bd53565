"""Says in Chinese what Streamlit's own widgets say in English.

The widgets take no labels for these. A browser test fails on any English left
over, so a new release that changes its wording is noticed.
"""

import streamlit as st

_EXACT = {
    "Upload": "选择文件",
    "Browse files": "选择文件",
    "Drag and drop files here": "将文件拖到这里",
    "Drag and drop file here": "将文件拖到这里",
    "Drop files here": "将文件拖到这里",
    "Add files": "添加文件",
    "Choose an option": "请选择",
    "Choose options": "请选择",
    "No results": "没有匹配项",
    "No options to select": "没有可选项",
    "No options": "没有可选项",
    "Type to search": "输入文字查找",
    "Select all": "全选",
    "Clear all": "清空",
    "Clear value": "清空",
    "Choose a date": "选择日期",
    "Choose date": "选择日期",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.": (
        "用方向键移动，回车键选定，Esc 键关闭。"
    ),
    "Previous month": "上个月",
    "Next month": "下个月",
    "Clear date": "清空日期",
    "yyyy": "年",
    "mm": "月",
    "dd": "日",
    "Clear entry": "清空",
    "Clear selection": "取消选择",
    "Press Enter to apply": "按回车键生效",
    "Press Ctrl+Enter to apply": "按 Ctrl+回车生效",
    "Press ⌘+Enter to apply": "按 ⌘+回车生效",
    "Press Enter to submit form": "按回车键提交",
    "Press Ctrl+Enter to submit form": "按 Ctrl+回车提交",
    "Show password text": "显示密码",
    "Hide password text": "隐藏密码",
    "Show password": "显示密码",
    "Hide password": "隐藏密码",
    "Search": "搜索",
    "Close": "关闭",
    "Page not found": "没有这个页面",
    "The page that you have requested does not seem to exist. Running the app's main page.": (
        "地址有误，或您的账号不能打开它。已为您打开首页。"
    ),
    "Fullscreen": "全屏",
    "Close Search": "关闭搜索",
    "Previous Result": "上一处",
    "Next Result": "下一处",
    "Previous page": "上一页",
    "Next page": "下一页",
    "Close fullscreen": "退出全屏",
    "View fullscreen": "全屏查看",
    "Exit fullscreen": "退出全屏",
    "Download as CSV": "下载 CSV",
    "Show/hide columns": "显示或隐藏列",
    "Add row": "添加一行",
    "Delete row(s)": "删除所选行",
    "Sort ascending": "升序排列",
    "Sort descending": "降序排列",
    "Autosize": "自动列宽",
    "Autosize column": "自动列宽",
    "Copy column name": "复制列名",
    "Pin column": "固定该列",
    "Unpin column": "取消固定",
    "Hide column": "隐藏该列",
    "Statistics": "统计",
    "Show statistics": "显示统计",
    "Format": "格式",
    "empty": "（空）",
    "text": "文本",
    "number": "数字",
    "selectbox": "选项",
    "Remove": "移除",
    "Cancel": "取消",
    "Main menu": "主菜单",
    "Rerun": "刷新",
    "Settings": "显示设置",
    "Print": "打印",
    "Stop": "停止",
    "Running...": "正在处理…",
    "Connecting": "正在连接",
    "CONNECTING": "正在连接",
    "Connection error": "连接中断",
    "Is Streamlit still running?": "与服务器的连接已中断，请检查网络，页面会自动重新连接。",
    "Skip to main content": "跳到正文",
    "This file type is not allowed": "不支持这种文件",
    "Expand": "展开",
    "Collapse": "收起",
    "Expand sidebar": "展开导航",
    "Collapse sidebar": "收起导航",
    "Open sidebar": "展开导航",
    "Close sidebar": "收起导航",
    "View more": "展开更多",
    "View less": "收起",
    "Help": "说明",
    "Show help": "显示说明",
    "Copy to clipboard": "复制",
    "Copied": "已复制",
    "Dismiss": "关闭",
    "Increment": "增加",
    "Decrement": "减少",
    "add icon": "添加",
    "Error:": "错误：",
    "Clear search": "清空搜索",
    "Sidebar": "侧边栏",
    "App pages": "页面导航",
    "Open": "展开",
    "file upload": "选择文件",
    "Link to heading": "本节链接",
    "Dataframe column menu": "列菜单",
    "Selectbox options": "选项",
    "Multiselect options": "选项",
    "Selected values": "已选",
    "Pagination": "翻页",
    "Next": "下一页",
    "Previous": "上一页",
    "progress": "进度",
}

# Text with a figure or a name in it: pattern, replacement ($1, $2 … are the groups).
_PATTERNS = (
    (r"^(?:Limit )?(\d+(?:\.\d+)?)\s?(MB|KB|GB) per file(?: • (.*))?$", "每个文件不超过 $1 $2；$3"),
    (r"^(\d+)MB per file$", "每个文件不超过 $1 MB"),
    (r"^File must be (\S+) or smaller\.$", "文件不能超过 $1。"),
    # It names the file's MIME type, which tells nobody anything.
    (r"^.+ files are not allowed\.$", "不支持这种格式的文件，没有上传。"),
    (r"^Cancel upload of (.+)$", "取消上传 $1"),
    (r"^(\d+) options? available\.$", "共 $1 项可选"),
    (r"^year, (.+)$", "年，$1"),
    (r"^month, (.+)$", "月，$1"),
    (r"^day, (.+)$", "日，$1"),
    (r"^Choose date, (.+)$", "选择日期，$1"),
    (r"^Help for (.+)$", "$1的说明"),
    (r"^Remove (.+)$", "移除 $1"),
    (r"^You have requested page .*$", "地址有误，或您的账号不能打开它。已为您打开首页。"),
    (r"^Shortcut (.+)$", "快捷键 $1"),
    (r"^Page (\d+)$", "第 $1 页"),
    (r"^Showing page (\d+) of (\d+)$", "第 $1 页，共 $2 页"),
    (r"^Request failed with status code 413$", "文件超过允许的大小，没有上传。请压缩或拆分后重试。"),
    (r"^Request failed with status code (\d+)$", "上传没有完成（$1），请刷新页面后重试。"),
)

_JS = """
const done = new WeakMap();
const ATTRIBUTES = ["placeholder", "aria-label", "title"];
const THEIRS =
  "[data-testid=stFileUploaderDropzone], [data-testid=stDialog] header, [data-testid=stTooltipContent]";
const OURS = "[data-testid=stMarkdownContainer], [data-testid=stAlertContainer], textarea, script, style";

export default function ({ data }) {
  document.documentElement.lang = "zh-CN";
  if (window.qichuangWording) { return; }
  const patterns = data.patterns.map(([from, to]) => [new RegExp(from), to]);
  const say = (text) => {
    const bare = text.trim();
    if (!bare) { return null; }
    if (Object.hasOwn(data.exact, bare)) { return data.exact[bare]; }
    for (const [from, to] of patterns) {
      if (from.test(bare)) { return bare.replace(from, to).replace(/；(\\$\\d)?$/, ""); }
    }
    return null;
  };
  const translateText = (node) => {
    const parent = node.parentElement;
    if (!parent || (parent.closest(OURS) && !parent.closest(THEIRS))) { return; }
    const said = say(node.data);
    if (said !== null && said !== node.data) { node.data = said; }
  };
  const translateAttributes = (element) => {
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name);
      const said = value && say(value);
      if (said && said !== value) { element.setAttribute(name, said); }
    }
  };
  const translate = (root) => {
    if (root.nodeType === Node.TEXT_NODE) { translateText(root); return; }
    if (root.nodeType !== Node.ELEMENT_NODE) { return; }
    translateAttributes(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.nodeType === Node.TEXT_NODE) { translateText(node); } else { translateAttributes(node); }
    }
  };
  window.qichuangWording = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") { change.addedNodes.forEach(translate); }
      else { translate(change.target); }
    }
  });
  translate(document.body);
  window.qichuangWording.observe(document.body, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
}
"""


def translate() -> None:
    """Mount the translator; it stays for as long as the tab is open."""
    component = st.components.v2.component("wording", js=_JS)
    component(data={"exact": _EXACT, "patterns": [list(pair) for pair in _PATTERNS]}, key="wording", height=1)
