"""A stretch of network between the bot and its lines, which can fall silent, break, or be mended."""

import selectors
import socket
import struct
import threading
from contextlib import suppress
from typing import Final

_CHUNK: Final = 65536
_RESET: Final = struct.pack("ii", 1, 0)
"""Closing without lingering sends a reset instead of a farewell."""


class Tunnel:
    """Carries every connection to its own port on to another port of this machine."""

    def __init__(self, *, to: int) -> None:
        self._to = to
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._wake, self._woken = socket.socketpair()
        self._lock = threading.Lock()
        self._ends: dict[socket.socket, socket.socket] = {}
        self._silent = False
        self._breaking = False
        self._over = False
        self._thread = threading.Thread(target=self._run, name="tunnel", daemon=True)
        self._thread.start()

    def fall_silent(self) -> None:
        """Carry nothing more, and tell nobody: no end, no error, connections are taken and left."""
        self._order(silent=True)

    def mend(self) -> None:
        """Carry everything again."""
        self._order(silent=False)

    def reset(self) -> None:
        """Break every connection with a TCP reset."""
        with self._lock:
            self._breaking = True
        self._wake.send(b"!")

    def close(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._over = True
        with suppress(OSError):  # it has seen so by itself
            self._wake.send(b"!")
        self._thread.join()
        self._wake.close()

    def _order(self, *, silent: bool) -> None:
        with self._lock:
            self._silent = silent
        self._wake.send(b"!")

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            for each in (self._listener, self._woken):
                selector.register(each, selectors.EVENT_READ, data=each)
            while not self._over:
                for key, _ in selector.select():
                    self._serve(key.data, selector)
        for each in (*self._ends, self._listener, self._woken):
            each.close()

    def _serve(self, ready: socket.socket, selector: selectors.BaseSelector) -> None:
        if ready is self._woken:
            ready.recv(_CHUNK)
            self._follow_orders(selector)
        elif ready is self._listener:
            self._join(selector)
        elif ready in self._ends and not self._silent:
            self._carry(ready, selector)

    def _follow_orders(self, selector: selectors.BaseSelector) -> None:
        with self._lock:
            breaking, self._breaking = self._breaking, False
        for each in list(self._ends):
            with suppress(KeyError):
                selector.unregister(each)
            if breaking:
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                each.close()
            elif not self._silent:
                selector.register(each, selectors.EVENT_READ, data=each)
        if breaking:
            self._ends.clear()

    def _join(self, selector: selectors.BaseSelector) -> None:
        here, _ = self._listener.accept()
        try:
            there = socket.create_connection(("127.0.0.1", self._to))
        except OSError:
            here.close()
            return
        self._ends |= {here: there, there: here}
        if not self._silent:
            selector.register(here, selectors.EVENT_READ, data=here)
            selector.register(there, selectors.EVENT_READ, data=there)

    def _carry(self, ready: socket.socket, selector: selectors.BaseSelector) -> None:
        try:
            data = ready.recv(_CHUNK)
            self._ends[ready].sendall(data)
        except OSError:
            data = b""
        if data:
            return
        for each in (ready, self._ends[ready]):
            selector.unregister(each)
            del self._ends[each]
            each.close()
