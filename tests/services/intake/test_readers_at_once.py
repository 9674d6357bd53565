"""However many send files at once, no more than two readers work: the pages of everybody else go on."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from services.intake.readers.process import read_in_child
from tests.material import row, summary

MOST = 2


def readers():
    """The children of this process that read a file now."""
    own = str(os.getpid())
    found = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = status.read_text().rsplit(")", 1)[1].split()[1]
            command = (status.parent / "cmdline").read_bytes()
        except (OSError, IndexError):
            continue
        found += parent == own and b"services.intake.readers.child" in command
    return found


def test_no_more_than_two_readers_work_at_once():
    content = summary("武汉市", [row(number) for number in range(1, 41)])
    most, is_over = [], threading.Event()

    def watch():
        while not is_over.wait(0.005):
            most.append(readers())

    watching = threading.Thread(target=watch)
    watching.start()
    with ThreadPoolExecutor(8) as pool:
        grids = list(pool.map(lambda _: read_in_child(content, "xlsx", 100), range(8)))
    is_over.set()
    watching.join()

    assert all(len(grid.tables) == 1 for grid in grids)
    assert 0 < max(most) <= MOST
