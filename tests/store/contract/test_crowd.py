"""Every store serves many processes and threads at once."""

import subprocess
import sys
from collections import Counter

from tests.builders import TEAM
from tests.process import ROOT
from tests.store import crowd
from tests.store.steps import OpenStore, kinds, refs


def test_processes_and_threads_at_once_lose_nothing_and_wait_their_turn(
    url: str, keys: list[str], open_store: OpenStore
) -> None:
    names = "ABCD"
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.store.crowd", url, name, *keys],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    assert [process.communicate()[1] for process in processes] == [""] * len(names)
    store = open_store()
    made = [
        f"S-{p}{t}-{n}" for p in names for t in range(crowd.THREADS) for n in range(crowd.BOOKINGS)
    ]
    assert sorted(refs(store, limit=1000)) == sorted([crowd.SHARED, *made])
    counted = store.get(TEAM, crowd.SHARED)
    assert counted
    assert counted.title == str(len(made))
    assert kinds(store) == []
    once = Counter(["scheduled", "noted", "did schedule", "did show card"])
    for ref in made:
        assert Counter(entry.what for entry in store.history(TEAM, ref)) == once
