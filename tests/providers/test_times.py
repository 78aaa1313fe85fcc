"""Times in every notation that providers use are read where they are certain, else said to be unreadable."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.providers.times import ReportedTime, read, read_instant, written
from bot.times.moment import Moment
from bot.times.rails_zones import NEWEST, RAILS
from bot.times.zones import known_zones

NINE = datetime(2027, 1, 29, 9)  # noqa: DTZ001 - wall clock
DAY, EASTERN = "2027-01-29", "Eastern Time (US & Canada)"


def in_new_york(*, hour: int, minute: int = 0) -> Moment:
    local = datetime(2027, 1, 29, hour, minute)  # noqa: DTZ001 - wall clock
    return Moment(local=local, zone="America/New_York")


def instant_of(reported: ReportedTime) -> datetime:
    """Return the instant that was read."""
    assert reported.moment
    return reported.moment.instant


@pytest.mark.parametrize(
    ("clock", "hour", "minute"),
    [
        ("14:00", 14, 0),
        ("14:00:00", 14, 0),
        ("09:00", 9, 0),
        ("9:00am", 9, 0),
        ("9:00 a.m.", 9, 0),
        ("1:30 PM", 13, 30),
        ("01:30 PM", 13, 30),
        ("1:30PM", 13, 30),
        ("1:30\u00a0p.\u202fm.", 13, 30),
        ("01:30:00 pm", 13, 30),
        ("1 PM", 13, 0),
        ("12 AM", 0, 0),
        ("12:15 PM", 12, 15),
        ("1:30 PM EST", 13, 30),
        ("1:30 PM Eastern Time (US & Canada)", 13, 30),
        ("14:00-05:00", 14, 0),
        ("2027-01-29T14:00", 14, 0),
        ("2027-01-29 14:00:00", 14, 0),
        ("2027-01-29T14:00:00-05:00", 14, 0),
        ("2027-01-29 14:00:00 -0500", 14, 0),
        ("2027-01-29T19:00:00Z", 14, 0),
        ("2027-01-29T19:00:00.000Z", 14, 0),
        ("2027-01-30T03:00:00+00:00", 22, 0),
        ("2027-01-29T11:00:00-08:00", 14, 0),
    ],
)
def test_a_clock_is_read(clock: str, hour: int, minute: int) -> None:
    assert read(DAY, clock, EASTERN).moment == in_new_york(hour=hour, minute=minute)


@pytest.mark.parametrize(
    "clock",
    [
        "2000-01-01T13:30:00.000Z",
        "2000-01-01T13:30:00.000-05:00",
        "2000-01-01 13:30:00",
        "1970-01-01T13:30:00Z",
        "2027-01-28T14:00:00-05:00",
        "2027-01-30T14:00:00Z",
        "19:00Z",
        "1:30 PM PST",
        "2:30",
        "13:30 PM",
        "25:00",
        "14:60",
        "1330",
        "noonish",
        "９：００ｘ",
        "9:00 AM - 10:00 AM",
        14,
        13.5,
        True,
        ["09:00 AM"],
        {"hour": 9},
        -1,
        "9" * 10_000,
    ],
    ids=lambda given: str(given)[:30],
)
def test_a_clock_that_is_not_certain_is_unreadable(clock: Any) -> None:
    told = read(DAY, clock, EASTERN)
    assert told.moment is None
    assert told.unreadable.startswith(DAY)


@pytest.mark.parametrize(
    "zone",
    [
        EASTERN,
        "Eastern Time (US &amp; Canada)",
        "Eastern Time (US &amp;amp; Canada)",
        "Eastern Time (US and Canada)",
        "eastern time\u00a0(us & canada)",
        "(GMT-05:00) Eastern Time (US & Canada)",
        "(UTC-05:00) Eastern Time (US & Canada)",
        "(GMT−05:00) Eastern Time (US &amp; Canada)",
        "(GMT-04:00) Eastern Time (US & Canada)",
        "America/New_York",
        "america/new york",
        "US/Eastern",
        "EST5EDT",
        "Eastern Standard Time",
        "Eastern Time",
        "EST",
        "ET",
        "-05:00",
        "-0500",
        "UTC-5",
        "(GMT-05:00)",
        "Etc/GMT+5",
    ],
)
def test_a_zone_is_read(zone: str) -> None:
    assert instant_of(read(DAY, "09:00 AM", zone)) == in_new_york(hour=9).instant


@pytest.mark.parametrize(
    "zone",
    [
        "Narnia",
        "(GMT-06:00) Eastern Time (US & Canada)",
        "(GMT-05:00) Narnia",
        "Eastern Daylight Time",
        "EDT",
        "IST",
        "CET",
        "localtime",
        "-300",
        "-5",
        -300,
        True,
        {"name": "Eastern"},
        None,
        "",
        [],
    ],
    ids=str,
)
def test_a_zone_that_is_not_certain_makes_the_time_unreadable(zone: Any) -> None:
    told = read(DAY, "09:00 AM", zone)
    assert told.moment is None
    assert told.unreadable.startswith(f"{DAY} 09:00 AM")


@pytest.mark.parametrize(
    "zone", ["Eastern Standard Time", "EST", "PST", "Pacific Standard Time", "MST"]
)
def test_letters_of_the_other_season_are_not_certain(zone: str) -> None:
    assert read("2027-07-29", "09:00 AM", zone).moment is None


def test_an_instant_is_certain_whatever_its_zone_is_called() -> None:
    told = read(DAY, "2027-01-29T09:00:00-05:00", "Narnia")
    assert instant_of(told) == in_new_york(hour=9).instant


@pytest.mark.parametrize(
    "day",
    [
        "2027-01-29",
        "2027/01/29",
        "2027-1-29",
        "2027-01-29T00:00:00Z",
        "2027-01-29T00:00:00.000-05:00",
        "2027-01-29 00:00:00 UTC",
        "01/29/2027",
        "29.01.2027",
        "Jan 29, 2027",
        "January 29th, 2027",
        "29 January 2027",
        "Fri, Jan 29, 2027",
        "Friday 29 Jan 2027",
    ],
)
def test_a_date_is_read(day: str) -> None:
    assert read(day, "09:00 AM", EASTERN).moment == in_new_york(hour=9)


@pytest.mark.parametrize(
    "day",
    [
        "02/03/2027",
        "01/29/27",
        "29 01 2027",
        "Thu, Jan 29, 2027",
        "Smarch 29, 2027",
        "2027-02-30",
        "tomorrow",
        "1999-12-31",
        "2000-01-01",
        "2200-01-01",
        "9999-12-31",
        20270129,
        1801227600,
        "1801227600",
    ],
)
def test_a_date_that_is_not_certain_is_unreadable(day: Any) -> None:
    told = read(day, "09:00 AM", EASTERN)
    assert told.moment is None
    assert told.unreadable.startswith(str(day))


def test_a_whole_time_in_either_value_is_read() -> None:
    whole = "2027-01-29T14:00:00-05:00"
    for given_ in [(whole, None, EASTERN), (None, whole, EASTERN), (whole, "02:00 PM", EASTERN)]:
        assert read(*given_).moment == in_new_york(hour=14)
    assert read(whole, "03:00 PM", EASTERN).moment is None
    assert read("2027-01-29T00:00:00Z", None, EASTERN).moment is None


@pytest.mark.parametrize(
    ("day", "clock"),
    [("2027-03-14", "02:30 AM"), ("2027-11-07", "01:30 AM")],
    ids=["never", "twice"],
)
def test_an_hour_that_does_not_exist_or_comes_twice_is_unreadable(day: str, clock: str) -> None:
    assert read(day, clock, EASTERN).unreadable == f"{day} {clock} {EASTERN}"


def test_an_hour_that_comes_twice_is_read_where_it_says_which() -> None:
    first, second = (
        read("2027-11-07", f"01:30 AM {zone}", EASTERN).moment for zone in ("EDT", "EST")
    )
    assert first
    assert second
    assert (first.instant.hour, second.instant.hour) == (5, 6)


@pytest.mark.parametrize("nothing", [(None, None, EASTERN), ("", " ", ""), ([], {}, None)], ids=str)
def test_what_is_not_said_is_not_unreadable(nothing: tuple[Any, Any, Any]) -> None:
    told = read(*nothing)
    assert (told.moment, told.unreadable) == (None, "")


def test_the_words_shown_are_short_and_hold_no_link_or_address() -> None:
    told = read(DAY, "see https://zoom.us/j/1?pwd=hush or ana@firm.example", "x" * 500)
    assert "hush" not in told.unreadable
    assert "@" not in told.unreadable
    assert len(told.unreadable) <= 120


@given(
    zone=st.sampled_from(sorted({*RAILS.values(), *known_zones()})),
    instant=st.datetimes(datetime(2026, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis takes naive ends
)
@example(zone="America/New_York", instant=datetime(2027, 11, 7, 5, 30, tzinfo=UTC))
@example(zone="America/New_York", instant=datetime(2027, 11, 7, 6, 30, tzinfo=UTC))
def test_what_is_written_is_read(zone: str, instant: datetime) -> None:
    moment = Moment.at(instant.replace(second=0, microsecond=0), zone)
    said = written(moment)
    found = read(said["start_date"], said["start_time"], said["time_zone"]).moment
    assert found
    assert found.instant == moment.instant


@pytest.mark.parametrize("name", RAILS)
def test_rails_names_are_read_with_their_offset_in_front(name: str) -> None:
    plain = read(DAY, "09:00 AM", name).moment
    assert plain
    minutes = int(plain.offset.total_seconds() // 60)
    sign, size = "-" if minutes < 0 else "+", abs(minutes)
    fronted = read(DAY, "09:00 AM", f"(GMT{sign}{size // 60:02d}:{size % 60:02d}) {name}")
    assert fronted.moment == plain


@pytest.mark.parametrize(("name", "zone"), NEWEST.items())
def test_names_that_prevail_may_learn_are_understood(name: str, zone: str) -> None:
    assert read(DAY, "09:00 AM", name).moment == Moment(NINE, zone)
    assert read(DAY, "09:00 AM", name.upper()).moment == Moment(NINE, zone)


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("America/Vancouver", "Arizona"),
        ("America/Edmonton", "Saskatchewan"),
        ("America/Winnipeg", "Bogota"),
        ("America/Asuncion", "America/Asuncion"),
        ("Atlantic/Reykjavik", "Monrovia"),
    ],
)
def test_whoever_has_older_zone_data_gets_the_same_hour(zone: str, name: str) -> None:
    said = {"start_date": DAY, "start_time": "09:00 AM", "time_zone": name}
    assert written(Moment(NINE, zone)) == said
    found = read(*said.values()).moment
    assert found
    assert found.instant == Moment(NINE, zone).instant


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Vancouver", "America/Vancouver"),
        ("(GMT-07:00) Vancouver", "America/Vancouver"),
        ("(GMT-07:00) Yukon", "America/Whitehorse"),
        ("St Johns", "America/St_Johns"),
        ("Kiev", "Europe/Kiev"),
        ("Chisinau", "Europe/Chisinau"),
        ("Ho Chi Minh", "Asia/Ho_Chi_Minh"),
    ],
)
def test_a_zone_may_go_by_its_city(name: str, zone: str) -> None:
    assert read(DAY, "09:00 AM", name).moment == Moment(NINE, zone)


def test_a_standard_offset_that_the_law_has_ended_is_not_certain() -> None:
    assert read(DAY, "09:00 AM", "(GMT-08:00) Vancouver").moment is None


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(start_date=_JSON, start_time=_JSON, time_zone=_JSON)
def test_nothing_raises_and_what_is_there_is_never_passed_over(
    start_date: Any, start_time: Any, time_zone: Any
) -> None:
    told = read(start_date, start_time, time_zone)
    assert not (told.moment and told.unreadable)
    assert json.dumps(told.unreadable)


def hour_typed(clock: str) -> int:
    """Return the number that a clock begins with."""
    digits = re.match(r"\d+", clock)
    assert digits
    return int(digits[0])


@given(
    st.from_regex(r"(0?[1-9]|1[0-2])([:.][0-5][0-9])? ?[aApP]\.?[mM]\.?", fullmatch=True)
    | st.from_regex(r"([01][0-9]|2[0-3]):[0-5][0-9]", fullmatch=True)
)
def test_a_clock_that_is_read_shows_its_own_digits(clock: str) -> None:
    moment = read(DAY, clock, EASTERN).moment
    assert moment
    assert moment.local.hour % 12 == hour_typed(clock) % 12


@given(st.from_regex(r"\d{1,2}[:.]?\d{0,2} ?[aApP]?\.?[mM]?\.? ?[A-Z]{0,4}", fullmatch=True))
def test_of_what_is_hardly_a_clock_no_other_hour_is_read(clock: str) -> None:
    moment = read(DAY, clock, EASTERN).moment
    assert moment is None or moment.local.hour % 12 == hour_typed(clock) % 12


@pytest.mark.parametrize(
    "text",
    [
        "2027-01-21T15:00:00Z",
        "2027-01-21T15:00:00.000Z",
        "2027-01-21T15:00Z",
        "2027-01-21T09:00:00-06:00",
        "2027-01-21T15:00:00+0000",
        "2027-01-21 15:00:00 UTC",
    ],
)
def test_an_instant_is_read(text: str) -> None:
    moment = read_instant(text).moment
    assert moment
    assert moment.instant == datetime(2027, 1, 21, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2027-01-21T15:00:00",
        "2027-01-21",
        "soon",
        1800543600,
        True,
        "2000-01-01T15:00:00Z",
        ["x"],
        1e999,
    ],
    ids=str,
)
def test_an_instant_that_is_not_certain_is_unreadable(value: Any) -> None:
    told = read_instant(value)
    assert told.moment is None
    assert told.unreadable


def test_no_instant_is_nothing_said() -> None:
    assert not read_instant(None).unreadable
    assert not read_instant("").unreadable
