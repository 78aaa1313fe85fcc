"""`docket …` as a process of its own, and everything it writes to its log."""

import os
import re
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 180.0

_ADDRESS = re.compile(r"http://\S+:\d+(?=/slack/events)")


class Process:
    """One running process; `log` is what it has written so far."""

    def __init__(self, *arguments: str, folder: Path, environment: Mapping[str, str]) -> None:
        """Start it in a folder, with these settings and no others."""
        self._written: list[str] = []
        self._changed = threading.Condition()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            cwd=folder,
            env=bare_environment() | dict(environment),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    @property
    def log(self) -> str:
        """All lines so far."""
        with self._changed:
            return "".join(self._written)

    @property
    def url(self) -> str:
        """Where it answers, as soon as it does."""
        found = self.wait_for(_ADDRESS)
        return found[0]

    def wait_for(self, pattern: re.Pattern[str]) -> re.Match[str]:
        """Return where the log says this, as soon as it does."""
        with self._changed:
            self._changed.wait_for(
                lambda: pattern.search("".join(self._written)) or self._process.poll() is not None,
                timeout=PATIENCE,
            )
            found = pattern.search("".join(self._written))
        assert found is not None, f"nothing like {pattern.pattern!r} in:\n{self.log}"
        return found

    def ask_to_stop(self) -> None:
        """Send SIGTERM, as whoever runs it does."""
        self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        self._process.kill()
        self.wait()

    def freeze(self) -> None:
        """Stop it where it stands, as a machine that is put to sleep does."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on as if nothing had happened."""
        self._process.send_signal(signal.SIGCONT)

    @contextmanager
    def disk_full(self) -> Iterator[None]:
        """Let it write no byte more into any file meanwhile."""
        limits = resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (0, limits[1]))
        try:
            yield
        finally:
            resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, limits)

    def wait(self) -> int:
        """Wait for its end, and return its exit status."""
        status = self._process.wait(timeout=PATIENCE)
        self._reader.join()
        return status

    def _read(self) -> None:
        assert self._process.stderr
        with self._process.stderr as lines:
            for line in lines:
                with self._changed:
                    self._written.append(line)
                    self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()


@contextmanager
def serving(folder: Path, environment: Mapping[str, str]) -> Iterator[Process]:
    """Run `docket serve` on a free port, and end it however the test goes."""
    process = Process("serve", folder=folder, environment={"PORT": "0"} | dict(environment))
    try:
        yield process
    finally:
        process.kill()


def bare_environment() -> dict[str, str]:
    """Return what a process needs to run at all, and none of the settings of who runs the tests."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT)}
