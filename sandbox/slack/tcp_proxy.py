"""A TCP proxy between the bot and its WebSocket connections, which can stop forwarding or reset them."""

import selectors
import socket
import struct
import threading
from contextlib import suppress
from typing import Final

_CHUNK: Final = 65536
_RESET: Final = struct.pack("ii", 1, 0)
"""Lingering for zero seconds: closing a connection then sends a TCP reset."""


class TcpProxy:
    """Forwards every connection at its own port to another port of this machine."""

    def __init__(self, *, to: int) -> None:
        self._to = to
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._wake, self._woken = socket.socketpair()
        self._lock = threading.Lock()
        self._ends: dict[socket.socket, socket.socket] = {}
        self._silent = False
        self._resetting = False
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="tcp-proxy", daemon=True)
        self._thread.start()

    def stop_forwarding(self) -> None:
        """Forward nothing more, without an end or an error; connections are still accepted."""
        self._set_silent(silent=True)

    def resume(self) -> None:
        """Forward everything again."""
        self._set_silent(silent=False)

    def reset(self) -> None:
        """Reset every connection."""
        with self._lock:
            self._resetting = True
        self._wake.send(b"!")

    def close(self) -> None:
        """Close every connection and the port."""
        with self._lock:
            self._closed = True
        with suppress(OSError):  # it has seen so by itself
            self._wake.send(b"!")
        self._thread.join()
        self._wake.close()

    def _set_silent(self, *, silent: bool) -> None:
        with self._lock:
            self._silent = silent
        self._wake.send(b"!")

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            for each in (self._listener, self._woken):
                selector.register(each, selectors.EVENT_READ, data=each)
            while not self._closed:
                for key, _ in selector.select():
                    self._serve(key.data, selector)
        for each in (*self._ends, self._listener, self._woken):
            each.close()

    def _serve(self, ready: socket.socket, selector: selectors.BaseSelector) -> None:
        if ready is self._woken:
            ready.recv(_CHUNK)
            self._apply(selector)
        elif ready is self._listener:
            self._accept(selector)
        elif ready in self._ends and not self._silent:
            self._forward(ready, selector)

    def _apply(self, selector: selectors.BaseSelector) -> None:
        with self._lock:
            resetting, self._resetting = self._resetting, False
        for each in list(self._ends):
            with suppress(KeyError):
                selector.unregister(each)
            if resetting:
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                each.close()
            elif not self._silent:
                selector.register(each, selectors.EVENT_READ, data=each)
        if resetting:
            self._ends.clear()

    def _accept(self, selector: selectors.BaseSelector) -> None:
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

    def _forward(self, ready: socket.socket, selector: selectors.BaseSelector) -> None:
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
