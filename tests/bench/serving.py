"""Starts a Streamlit server for a measurement, with every run timed and everything it writes in one folder."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
MEBIBYTE = 2**20
# The product's own configuration leaves the collection after every run out; a bare page has it, as shipped.
AS_SHIPPED = {"STREAMLIT_RUNNER_POST_SCRIPT_GC": "true"}
_SECONDS_TO_END = 15
_LOOKS = 160


@dataclass(frozen=True)
class Served:
    """Where a server answers, and the lines its timed runs leave."""

    address: str
    log: Path
    pid: int

    def runs(self, kind):
        """The milliseconds of the runs of one kind since the last look."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.write_text("")
        return [float(line.split()[1]) for line in lines if line.startswith(kind)]

    def memory(self):
        """What the server holds in memory now, in MB."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        [held] = [line.split()[1] for line in lines if line.startswith("VmRSS:")]
        return int(held) * 1024 / MEBIBYTE

    def worked(self):
        """The milliseconds the server has worked so far, whoever else was at the machine."""
        # The fields behind the name, which may hold anything: user and system time are the 14th and 15th.
        after = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(after[11]) + int(after[12])) * 1000 / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(script, folder, name, settings=None):
    """Run a script on a free port until the caller is done; ends the server it started, and no other."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {"server.port": port, "server.address": "127.0.0.1", "server.headless": "true"}
    options |= {"server.fileWatcherType": "none", "browser.gatherUsageStats": "false"}
    log = folder / f"{name}.log"
    server = subprocess.Popen(
        [
            sys.executable,
            str(HERE / "timed.py"),
            "run",
            str(script),
            *(f"--{k}={v}" for k, v in options.items()),
        ],
        cwd=ROOT,
        env=environment(folder, name) | (settings or {}) | {"BENCH_LOG": str(log)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(server, f"http://127.0.0.1:{port}/_stcore/health")
        yield Served(f"http://127.0.0.1:{port}", log, server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(_SECONDS_TO_END)


def environment(folder, name):
    """The settings of a server whose database, files, backups and log lie in this folder."""
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / name}.db",
        "FILES_DIR": str(folder / "files"),
        "VIDEO_DIR": str(folder / "videos"),
        "BACKUP_DIR": str(folder / "backups"),
        "LOG_FILE": str(folder / f"{name}-run.log"),
        "PYTHONPATH": str(ROOT),
        "NO_PROXY": "127.0.0.1",
    }


def _wait(server, address):
    for _ in range(_LOOKS):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        try:
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=1)
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise TimeoutError(address)
