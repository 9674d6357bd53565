"""Starts processes that have the program loaded already: to load it takes two seconds of a core each time."""

import os
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

_CONTEXT = get_context("forkserver")
# One process that does nothing else loads these; every other is its copy.
_CONTEXT.set_forkserver_preload(["pytest", "manage", "tests.soak.worker", "tests.soak.writer"])


@dataclass(frozen=True)
class _Failure:
    """How a process came to its end by itself."""

    said: str


@dataclass(frozen=True)
class Started:
    """A process at work, and the line on which it tells what it does."""

    process: BaseProcess
    line: Connection

    def hear(self):
        """What it tells next.

        :raises AssertionError: it ended instead.
        """
        try:
            told = self.line.recv()
        except EOFError:
            raise AssertionError(f"ended with {self.wait()}") from None
        assert not isinstance(told, _Failure), told.said
        return told

    def say(self, word):
        """Tell it something."""
        self.line.send(word)

    def kill(self):
        """End it where it is; what it had told until then and nobody had heard.

        :raises AssertionError: it had ended by itself.
        """
        assert self.process.is_alive(), self.hear()
        self.process.kill()
        self.wait()
        told = []
        while self.line.poll():
            try:
                told.append(self.line.recv())
            except EOFError:
                break
        return told

    def wait(self):
        """Wait until it has ended; the number it ended with."""
        self.process.join()
        return self.process.exitcode


@contextmanager
def started(work, *arguments):
    """Run ``work(line, *arguments)`` in a process of its own, which is killed when the caller is done.

    It has this process's environment as it is now, and writes nothing to its output.
    """
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_begin, args=(work, theirs, dict(os.environ), arguments))
    process.start()
    # Its end of the line is its own: with it the line ends.
    theirs.close()
    try:
        yield Started(process, ours)
    finally:
        process.kill()
        process.join()
        ours.close()


def _begin(work, line, environment, arguments):
    os.environ.clear()
    os.environ.update(environment)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for output in (1, 2):
        os.dup2(nowhere, output)
    try:
        work(line, *arguments)
    except Exception:
        line.send(_Failure(traceback.format_exc()))
        raise
