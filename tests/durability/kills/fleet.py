"""Docket's processes on one database behind one address, killed and started anew."""

import socket
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Self

from tests.durability.kills.forked import ForkedProcess
from tests.reverse_proxy import ReverseProxy


class Fleet:
    """So many processes with the same settings; use it as a context manager."""

    def __init__(
        self,
        count: int,
        *,
        folder: Path,
        environment: dict[str, str],
        repeats: Callable[[], bool] = lambda: False,
    ) -> None:
        """Take the settings of all; `repeats` says of each request whether it comes twice."""
        self._ports = [_free_port() for _ in range(count)]
        self._folder = folder
        self._environment = environment
        self._repeats = repeats
        self._processes: list[ForkedProcess] = []
        self._stack = ExitStack()
        self.url = ""

    def __enter__(self) -> Self:
        backends = [f"http://127.0.0.1:{port}" for port in self._ports]
        proxy = ReverseProxy(backends, repeats=self._repeats)
        self.url = self._stack.enter_context(proxy.serving())
        self._processes = [self._start(port) for port in self._ports]
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
        self._stack.close()

    def __len__(self) -> int:
        return len(self._processes)

    def wait_until_up(self, which: int) -> None:
        """Wait until a process answers."""
        self._processes[which].wait_until_up()

    def end(self, which: int) -> None:
        """End a process in the middle of whatever it does."""
        self._processes[which].kill()

    def kill(self, which: int) -> None:
        """End a process in the middle of whatever it does, and start it anew."""
        self.end(which)
        self._processes[which] = self._start(self._ports[which])

    def freeze(self, which: int) -> None:
        """Stop a process where it stands."""
        self._processes[which].freeze()

    def thaw(self, which: int) -> None:
        """Let it go on as if nothing had happened."""
        self._processes[which].thaw()

    def _start(self, port: int) -> ForkedProcess:
        return ForkedProcess(folder=self._folder, port=port, environment=self._environment)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
