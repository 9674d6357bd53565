"""Leaves out the tests whose program is not installed, and says which they were and how to get it."""

import os
import shutil
import subprocess
import tempfile

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "/usr/bin/chromium", "/usr/bin/google-chrome")


def may_mount():
    """Whether this process may mount a small disk of its own."""
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True, check=False)
        if tried.returncode == 0:
            subprocess.run(["umount", folder], check=True)
    return tried.returncode == 0


def is_root():
    """Whether this process may work as another account of the machine."""
    return os.getuid() == 0


# marker: the program it needs or what finds out, its name, and how to get it
_NEEDS = {
    "browser": (BROWSERS, "Chromium", "apt-get install -y chromium fonts-noto-cjk"),
    "office": (("soffice", "libreoffice"), "LibreOffice", "apt-get install -y libreoffice-writer-nogui"),
    "mount": (may_mount, "挂载小容量磁盘的权限", "以 root 身份运行测试，容器需要 CAP_SYS_ADMIN"),
    "root": (is_root, "以另一个账号试写的权限", "以 root 身份运行测试"),
}
_LEFT_OUT = pytest.StashKey[dict]()


def program(names):
    """Where the first of these programs is installed, or None."""
    return next((found for found in map(shutil.which, names) if found), None)


def pytest_collection_modifyitems(config, items):
    """Leave out what cannot run here, and keep a note of it; the browser's tests come last."""
    left_out = config.stash.setdefault(_LEFT_OUT, {})
    for marker, (needed, _, _) in _NEEDS.items():
        lost = [item for item in items if item.get_closest_marker(marker)]
        if lost and not (needed() if callable(needed) else program(needed)):
            left_out[marker] = [item.nodeid for item in lost]
            items[:] = [item for item in items if item not in lost]
            config.hook.pytest_deselected(items=lost)
    # Playwright keeps an event loop on this thread until the end of the run: nothing comes after it.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_sessionfinish(session):
    """A parallel worker hands its note to the run it belongs to."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(_LEFT_OUT, {})


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Take a worker's note over; every worker has the same."""
    node.config.stash[_LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", {})


def pytest_terminal_summary(terminalreporter, config):
    """Name the tests that could not run and what they need."""
    for marker, tests in config.stash.get(_LEFT_OUT, {}).items():
        _, name, how = _NEEDS[marker]
        terminalreporter.section(f"没有运行的测试：缺少 {name}", yellow=True)
        terminalreporter.line(f"本机没有 {name}，下列 {len(tests)} 项测试没有运行。安装后即可运行：{how}")
        for test in tests:
            terminalreporter.line(f"  {test}")
