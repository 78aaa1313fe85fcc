"""Phrases asked in other places at other times, their meanings written down before they were tried."""

from datetime import datetime

import pytest

from bot.times.reading import read
from bot.times.zones import zone_info
from tests.times.phrase_tables import lines, local_time, meaning_or_open

MARCH = local_time(2027, 3, 10, 15, 45).replace(tzinfo=zone_info("America/Chicago"))
FIRST_OF_MARCH = local_time(2027, 3, 1, 8).replace(tzinfo=zone_info("America/New_York"))
JUNE = local_time(2027, 6, 15, 9).replace(tzinfo=zone_info("America/Los_Angeles"))


@pytest.mark.parametrize(("phrase", "means"), lines("march"))
def test_what_a_coordinator_types(phrase: str, means: str) -> None:
    assert _read(phrase, now=MARCH, zone="America/Chicago") == means


@pytest.mark.parametrize(("phrase", "means"), lines("june"))
def test_what_tempts_to_a_wrong_reading(phrase: str, means: str) -> None:
    assert _read(phrase, now=JUNE, zone="America/Los_Angeles") == means


@pytest.mark.parametrize(("phrase", "means"), lines("calendars"))
def test_what_is_pasted_from_elsewhere(phrase: str, means: str) -> None:
    assert _read(phrase, now=FIRST_OF_MARCH, zone="America/New_York") == means


def _read(phrase: str, *, now: datetime, zone: str) -> str:
    return meaning_or_open(read(phrase, now=now, zone=zone), home=zone)
