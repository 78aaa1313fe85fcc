"""Hours that a clock change skips or repeats, and what passes across one."""

from datetime import UTC, timedelta

import pytest

from bot.times.reading import Question, Reading, Refusal, read
from bot.times.zones import zone_info
from tests.times.phrase_tables import NOW, ZONE, local_time, meaning, moment_of

BEFORE_SPRING = local_time(2027, 3, 13, 10).replace(tzinfo=zone_info(ZONE))


@pytest.mark.parametrize(
    ("phrase", "neighbors"),
    [
        ("March 14 2027 2:30am", ("1:30 AM EST", "3:30 AM EDT")),
        ("March 14 2027 2:30am Pacific", ("1:30 AM PST", "3:30 AM PDT")),
        ("28 March 2027 1:30am London time", ("12:30 AM GMT", "2:30 AM BST")),
        ("tomorrow 2:30am", ("1:30 AM EST", "3:30 AM EDT")),
    ],
)
def test_a_skipped_hour_is_refused_with_its_neighbors(
    phrase: str, neighbors: tuple[str, str]
) -> None:
    answer = read(phrase, now=BEFORE_SPRING, zone=ZONE)
    assert isinstance(answer, Refusal)
    assert all(neighbor in answer.sentence for neighbor in neighbors)


def test_an_hour_that_comes_twice_is_asked_about() -> None:
    answer = read("November 7 2027 1:30am", now=NOW, zone=ZONE)
    assert isinstance(answer, Question)
    first, second = (choice.moment for choice in answer.choices)
    assert second.instant - first.instant == timedelta(hours=1)
    assert [first.abbreviation(), second.abbreviation()] == ["EDT", "EST"]


@pytest.mark.parametrize(
    ("said", "hour"), [("EDT", 5), ("EST", 6), ("-04:00", 5), ("UTC-5", 6), ("ET (UTC−4)", 5)]
)
def test_letters_or_an_offset_settle_an_hour_that_comes_twice(said: str, hour: int) -> None:
    assert moment_of(f"November 7 2027 1:30am {said}").instant.hour == hour


@pytest.mark.parametrize(
    ("phrase", "means"),
    [
        ("in 24 hours", "2027-03-14 11:00"),
        ("tomorrow at 10am", "2027-03-14 10:00"),
        ("tomorrow", "2027-03-14"),
        ("in 1 day", "2027-03-14"),
    ],
)
def test_hours_pass_and_days_are_of_the_wall_clock(phrase: str, means: str) -> None:
    assert meaning(read(phrase, now=BEFORE_SPRING, zone=ZONE)) == means


@pytest.mark.parametrize(
    ("phrase", "zone", "means", "note"),
    [
        ("July 1 2027 2pm EST", ZONE, "2027-07-01 14:00", "Docket read EST as Eastern time"),
        ("July 1 2027 2pm EDT", ZONE, "2027-07-01 14:00", None),
        (
            "July 1 2027 2pm MST",
            "America/Denver",
            "2027-07-01 14:00 America/Denver",
            "Docket read MST as Mountain time",
        ),
        ("July 1 2027 2pm MST", "America/Phoenix", "2027-07-01 14:00 America/Phoenix", None),
        ("Dec 1 2pm MST", "America/Phoenix", "2026-12-01 14:00 America/Phoenix", None),
    ],
)
def test_letters_out_of_season(phrase: str, zone: str, means: str, note: str | None) -> None:
    answer = read(phrase, now=NOW, zone=zone)
    assert meaning(answer) == means
    assert isinstance(answer, Reading)
    assert (answer.note is None) if note is None else (note in (answer.note or ""))


@pytest.mark.parametrize(
    ("phrase", "fold", "minutes"),
    [("in 30 minutes", 1, 30), ("in 1 hour", 0, 60), ("now", 1, 0), ("in 24 hours", 1, 1440)],
)
def test_hours_that_pass_need_no_asking_in_an_hour_that_comes_twice(
    phrase: str, fold: int, minutes: int
) -> None:
    now = local_time(2027, 11, 7, 1, 15).replace(tzinfo=zone_info(ZONE), fold=fold)
    passed = moment_of(phrase, now=now).instant - now.astimezone(UTC)
    assert passed == timedelta(minutes=minutes)


def test_the_first_of_two_same_hours_is_not_offered_when_it_is_over() -> None:
    now = local_time(2027, 11, 7, 1, 15).replace(tzinfo=zone_info(ZONE), fold=1)
    assert moment_of("today 1:45am", now=now).abbreviation() == "EST"
