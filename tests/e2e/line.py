"""A telephone line between a browser and the server, that can be cut and mended."""

import socket
import threading
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_PIECE = 65_536


class Line:
    """Everything sent to ``address`` goes on to the server, while the line holds."""

    def __init__(self, site):
        self._server = ("127.0.0.1", urlsplit(site.address).port)
        self._holds = True
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

    def mend(self):
        """Take connections again."""
        self._holds = True

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
        for source, target in ((browser, server), (server, browser)):
            threading.Thread(target=_carry, args=(source, target), daemon=True).start()


@contextmanager
def line(site):
    """A line to the server that is taken down at the end."""
    held = Line(site)
    try:
        yield held
    finally:
        held.close()


def _carry(source, target):
    with suppress(OSError):
        while piece := source.recv(_PIECE):
            target.sendall(piece)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
