"""The app as a person starts it: ``streamlit run app.py`` on a free port, with a database of its own."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS_TO_START = 60
SECONDS_TO_END = 15

# Run in a process of its own: the tests' process keeps its own engine and environment.
_FILL = """
import json
from datetime import UTC, datetime
from services.demo.actions import fill
print(json.dumps({p.role.value: [p.username, p.password] for p in fill(datetime.now(UTC))}))
"""


@dataclass(frozen=True)
class Site:
    """Where a server answers and which database it has."""

    address: str
    folder: Path

    def rows(self, question, *values):
        """What its database answers; nothing is written."""
        connection = sqlite3.connect(f"file:{self.folder / 'app.db'}?mode=ro", uri=True)
        try:
            return connection.execute(question, values).fetchall()
        finally:
            connection.close()


@contextmanager
def served(folder):
    """Run the app on the database in this folder; ends the server it started, and no other."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {"server.port": port, "server.address": "127.0.0.1", "server.headless": "true"}
    with (folder / "server.log").open("a") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *(f"--{k}={v}" for k, v in options.items())],
            cwd=ROOT,
            env=environment(folder),
            stdout=log,
            stderr=log,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(server, address, folder)
        yield Site(address, folder)
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def fill(folder):
    """Put the invented edition into the folder's database; the name and password of each role."""
    done = subprocess.run(
        [sys.executable, "-c", _FILL],
        cwd=ROOT,
        env=environment(folder),
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def environment(folder):
    """The settings of a server on this folder's database."""
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'app.db'}",
        "FILES_DIR": str(folder / "files"),
        "BACKUP_DIR": str(folder / "backups"),
        "PYTHONPATH": str(ROOT),
        "NO_PROXY": "127.0.0.1",
    }


def _wait(server, address, folder):
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError((folder / "server.log").read_text())
        try:
            # No proxy of this machine may stand between: the server is here.
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                f"{address}/_stcore/health", timeout=1
            )
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)
