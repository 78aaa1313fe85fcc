"""Threads share a few heaps, so that what one has given back another takes."""

import subprocess
import sys

from tests.process import ROOT

GROWS = """
import sys, threading
if sys.argv[1:]:
    from bot.malloc import limit_heaps
    limit_heaps()
started = threading.Barrier(41)
def work() -> None:
    held = [bytes(2000) for _ in range(300)]
    del held
    started.wait()
threads = [threading.Thread(target=work) for _ in range(40)]
for thread in threads: thread.start()
heaps = open("/proc/self/maps").read().count("---p")
started.wait()
print(heaps)
"""


def heaps(*arguments: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", GROWS, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


def test_there_are_fewer_heaps_than_threads() -> None:
    assert heaps("limited") < heaps()
