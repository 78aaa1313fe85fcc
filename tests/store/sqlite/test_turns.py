"""Whoever answers a person uses the file before those who have all the time."""

import threading
from contextlib import closing
from pathlib import Path

from bot.store.encryption import Keys
from bot.store.sqlite.database import SqliteDatabase
from tests.waiting import PATIENCE, wait_until

ANSWERS = "answers a person"


def patience(seconds: float) -> float:
    """Give threads that answer a person little time."""
    return min(seconds, PATIENCE) if threading.current_thread().name == ANSWERS else seconds


def test_whoever_answers_a_person_does_not_wait_for_all_the_others(tmp_path: Path) -> None:
    began: list[str] = []
    written: list[str] = []

    def write() -> None:
        name = threading.current_thread().name
        began.append(name)
        with db.writing():
            written.append(name)

    with closing(SqliteDatabase(tmp_path / "docket.db", keys=Keys(), patience=patience)) as db:
        work = [threading.Thread(target=write, name="works") for _ in range(20)]
        answer = threading.Thread(target=write, name=ANSWERS)
        with db.writing():
            for thread in work:
                thread.start()
            wait_until(lambda: len(began) == len(work))
            answer.start()
            wait_until(lambda: ANSWERS in began)
            # By now it waits, or is about to.
            threading.Event().wait(0.05)
        for thread in [*work, answer]:
            thread.join(PATIENCE)
    assert len(written) == 21
    assert written.index(ANSWERS) < 10
