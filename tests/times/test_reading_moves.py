"""Where a session is moved to, seen from today and from where it is."""

from datetime import datetime

import pytest

from bot.times.moment import Moment
from bot.times.reading import read
from bot.times.zones import zone_info
from tests.times.phrase_tables import TABLES, ZONE, meaning, phrase_and_meaning

NOW = datetime(2026, 11, 25, 10, 20, tzinfo=zone_info(ZONE))


def _moves() -> list[tuple[str, str, str]]:
    session, moves = "", []
    for line in (TABLES / "sessions_moved.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            session = line.removeprefix("= ")
        elif line and not line.startswith("#"):
            moves.append((session, *phrase_and_meaning(line)))
    return moves


@pytest.mark.parametrize(("session", "phrase", "means"), _moves())
def test_moving_a_session(session: str, phrase: str, means: str) -> None:
    at, zone = session.rsplit(" ", 1)
    was = Moment(datetime.fromisoformat(at), zone)
    assert meaning(read(phrase, now=NOW, zone=ZONE, was=was), home=zone) == means
