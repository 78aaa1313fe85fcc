"""`docket serve` as a fork of a process that has read code and tables before.

To read them takes two seconds of processor, and a kill meanwhile breaks nothing off. What follows, from the
settings on, is what `docket serve` does.
"""

import os
import signal
from collections.abc import Mapping
from multiprocessing import get_context
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from bot.__main__ import main
from tests.process import PATIENCE, bare_environment
from tests.waiting import wait_until

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.durability.kills.preloaded"])


class ForkedProcess:
    """One running process on a port of its own; what it writes goes into a file of its folder."""

    def __init__(self, *, folder: Path, port: int, environment: Mapping[str, str]) -> None:
        """Start it in a folder, with these settings and no others."""
        self._url = f"http://127.0.0.1:{port}"
        settings = bare_environment() | {"PORT": str(port)} | dict(environment)
        self._process = _CONTEXT.Process(
            target=_serve, args=(folder, folder / f"docket-{port}.log", settings)
        )
        self._process.start()

    def wait_until_up(self) -> None:
        """Wait until it answers."""
        wait_until(self._answers, within=PATIENCE)

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        self._process.kill()
        self._process.join()

    def freeze(self) -> None:
        """Stop it where it stands, as a machine that is put to sleep does."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on as if nothing had happened."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def _answers(self) -> bool:
        assert self._process.is_alive(), "Docket has ended by itself"
        try:
            with urlopen(f"{self._url}/healthz", timeout=PATIENCE):  # noqa: S310 - this machine
                return True
        except HTTPError:
            return True
        except OSError:
            return False


def _serve(folder: Path, log: Path, settings: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(settings)
    os.chdir(folder)
    for stream, path in ((1, os.devnull), (2, log)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
    main(["serve"])
