"""A telephone line between a browser and the server, that can be cut and mended, or be slow."""

import socket
import threading
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_PIECE = 65_536


class Line:
    """Everything sent to ``address`` goes on to the server, while the line holds."""

    def __init__(self, site):
        self._server = _door_of(site)
        self._holds = True
        self._words_go, self._answers_come = threading.Event(), threading.Event()
        self._words_go.set()
        self._answers_come.set()
        self._ends = []
        self._guard = threading.Lock()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._answer, daemon=True).start()

    def cut(self):
        """End every connection, and take no new one."""
        with self._guard:
            self._holds = False
            for end in self._ends:
                # Closing alone would leave a thread that waits to read with an open connection.
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
            self._ends.clear()
        # What was still waiting finds no end to go to.
        self._words_go.set()
        self._answers_come.set()

    def mend(self, site=None):
        """Take connections again, to another server where one is given."""
        if site is not None:
            self._server = _door_of(site)
        self._holds = True

    def fall_silent(self):
        """Carry nothing any more and say nothing about it, as under a bridge; cut it to end this."""
        self._words_go.clear()
        self._answers_come.clear()

    @contextmanager
    def slow(self):
        """What the browser sends inside still gets to the server; the answers come afterwards."""
        self._answers_come.clear()
        try:
            yield
        finally:
            self._answers_come.set()

    def close(self):
        """Take the line down."""
        self.cut()
        self._door.close()

    def _answer(self):
        while True:
            try:
                browser, _ = self._door.accept()
            except OSError:
                return
            self._connect(browser)

    def _connect(self, browser):
        with self._guard:
            if not self._holds:
                browser.close()
                return
            server = socket.create_connection(self._server)
            self._ends += [browser, server]
        for source, target, passes in (
            (browser, server, self._words_go),
            (server, browser, self._answers_come),
        ):
            threading.Thread(target=_carry, args=(source, target, passes), daemon=True).start()


@contextmanager
def line(site):
    """A line to the server that is taken down at the end."""
    held = Line(site)
    try:
        yield held
    finally:
        held.close()


def _door_of(site):
    return "127.0.0.1", urlsplit(site.address).port


def _carry(source, target, passes):
    with suppress(OSError):
        while piece := source.recv(_PIECE):
            passes.wait()
            target.sendall(piece)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
