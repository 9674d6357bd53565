"""Starts Streamlit with every script run timed: ``python tests/bench/timed.py run app.py …``.

A line per run goes to the file ``BENCH_LOG`` names: what ran (``full`` for a
page, ``idle`` for a fragment on its own) and for how many milliseconds,
garbage collection included.
"""

import os
import sys
import time

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.web import cli

_run_script = ScriptRunner._run_script


def _timed(self, rerun_data):
    start = time.perf_counter()
    _run_script(self, rerun_data)
    took = (time.perf_counter() - start) * 1000
    kind = "idle" if rerun_data.fragment_id or rerun_data.fragment_id_queue else "full"
    with open(os.environ["BENCH_LOG"], "a", encoding="ascii") as log:
        log.write(f"{kind} {took:.3f}\n")


ScriptRunner._run_script = _timed
cli.main(sys.argv[1:])
