"""Where a session is moved to, seen from today and from where it is."""

from datetime import datetime

import pytest

from bot.times.moment import Moment
from bot.times.reading import read
from bot.times.zones import zone_info
from tests.times.phrase_tables import TABLES, ZONE, local_time, meaning, phrase_and_meaning

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


@pytest.mark.parametrize(
    ("locale", "phrase", "means"),
    [
        ("es-ES", "el lunes siguiente", "2026-12-14 10:00"),
        ("es-ES", "al día siguiente", "2026-12-09 10:00"),
        ("es-ES", "una hora más tarde", "2026-12-08 11:00"),
        ("es-ES", "dos días antes", "2026-12-06 10:00"),
        ("es-ES", "el mismo día a las 15", "2026-12-08 15:00"),
        ("es-ES", "viernes en lugar de martes", "2026-12-11 10:00"),
        ("fr-FR", "le lundi suivant", "2026-12-14 10:00"),
        ("fr-FR", "le lendemain à 14h", "2026-12-09 14:00"),
        ("fr-FR", "la veille", "2026-12-07 10:00"),
        ("fr-FR", "une heure plus tôt", "2026-12-08 09:00"),
        ("fr-FR", "repousser d'une heure", "2026-12-08 11:00"),
        ("fr-FR", "même heure vendredi", "2026-12-11 10:00"),
        ("pt-BR", "na segunda seguinte", "2026-12-14 10:00"),
        ("pt-BR", "no dia seguinte", "2026-12-09 10:00"),
        ("pt-BR", "uma hora mais tarde", "2026-12-08 11:00"),
        ("pt-BR", "antecipar uma hora", "2026-12-08 09:00"),
        ("de-DE", "am folgenden Montag", "2026-12-14 10:00"),
        ("de-DE", "am nächsten Tag", "2026-12-09 10:00"),
        ("de-DE", "eine Stunde später", "2026-12-08 11:00"),
        ("de-DE", "am gleichen Tag um 15 Uhr", "2026-12-08 15:00"),
        ("de-DE", "um eine Stunde verschieben", "ask 2026-12-08 11:00, 2026-12-08 09:00"),
        ("de-DE", "Freitag statt Dienstag", "2026-12-11 10:00"),
        ("de-DE", "auf Freitag 14 Uhr", "2026-12-11 14:00"),
    ],
)
def test_moving_a_session_in_other_languages(locale: str, phrase: str, means: str) -> None:
    was = Moment(local_time(2026, 12, 8, 10), ZONE)
    assert meaning(read(phrase, now=NOW, zone=ZONE, locale=locale, was=was)) == means
