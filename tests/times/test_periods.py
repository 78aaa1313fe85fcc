"""Which days a list means: those of the person who asks, in their own time zone."""

from datetime import UTC, datetime

import pytest

from bot.times.periods import A_DAY, LocalCalendar, read_date_range

# It is the evening of the 20th in London, and the morning of the 21st in Tokyo.
NOW = datetime(2027, 1, 20, 20, 0, tzinfo=UTC)
# A Tuesday, two days before Thanksgiving.
TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


# When today begins in each zone, and when it ends, in UTC.
TODAY = {
    "Asia/Tokyo": "2027-01-20T15:00 2027-01-21T15:00",
    "Europe/London": "2027-01-20T00:00 2027-01-21T00:00",
    "America/Los_Angeles": "2027-01-20T08:00 2027-01-21T08:00",
    "UTC": "2027-01-20T00:00 2027-01-21T00:00",
}


@pytest.mark.parametrize("zone", TODAY)
def test_today_is_the_readers_own_day(zone: str) -> None:
    days, rest = read_date_range("today", calendar=LocalCalendar(now=NOW, zone=zone))
    assert days
    ends = (end.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") for end in (days.first, days.after))
    assert (" ".join(ends), rest) == (TODAY[zone], "")


def test_a_list_is_grouped_by_the_readers_own_days() -> None:
    midnights = [datetime(2027, 1, 20, hour, 30, tzinfo=UTC) for hour in (14, 15)]
    in_tokyo, elsewhere = (
        LocalCalendar(now=NOW, zone=zone, locale="ja-JP") for zone in ("Asia/Tokyo", "UTC")
    )
    grouped = in_tokyo.by_day(midnights, at=lambda each: each)
    assert [len(some) for _, some in grouped] == [1, 1]
    assert len(elsewhere.by_day(midnights, at=lambda each: each)) == 1


# What is typed on that Tuesday; and the first day, the last and the words that are left.
DAYS = {
    "friday": "11-27 11-27",
    "Smith friday": "11-27 11-27 Smith",
    "Friday Smith": "11-27 11-27 Smith",
    "Ruiz 2pm tomorrow": "11-25 11-25 Ruiz",
    "tonight": "11-24 11-24",
    "Dec 9 10am": "12-09 12-09",
    "Smith-Jones friday": "11-27 11-27 Smith-Jones",
    "24-cv-1234 friday": "11-27 11-27 24-cv-1234",
    "thanksgiving": "11-26 11-26",
    # From one day to another.
    "Dec 9-12": "12-09 12-12",
    "9-12 Dec": "12-09 12-12",
    "Smith Dec 9-12": "12-09 12-12 Smith",
    "9-12 December Lee": "12-09 12-12 Lee",
    "12/9-12/12": "12-09 12-12",
    "2026-12-09..2026-12-12": "12-09 12-12",
    "2026-12-09 - 2026-12-12": "12-09 12-12",
    "between dec 9 and dec 12": "12-09 12-12",
    "from dec 9 until dec 12 Lee": "12-09 12-12 Lee",
    "mon-fri": "11-30 12-04",
    "today and tomorrow": "11-24 11-25",
    "this week": "11-24 11-29",
    # Periods, months and what is counted.
    "January": "01-01 01-31",
    "december Lee": "12-01 12-31 Lee",
    "Jan 2027 Smith": "01-01 01-31 Smith",
    "Smith in May": "05-01 05-31 Smith",
    "November": "11-01 11-30",
    "1/4–1/8": "01-04 01-08",
    "Jan 27-29 2027": "01-27 01-29",
    "week of Jan 4": "01-04 01-10",
    "Lee the week of 1/6/2027": "01-04 01-10 Lee",
    "week of Wed, Jan 6, 2027": "01-04 01-10",
    "next 3 days": "11-24 11-26",
    "Smith next 2 weeks": "11-24 12-07 Smith",
    "next 2 months": "11-24 01-23",
    "yesterday": "11-23 11-23",
    "past": "10-25 11-23",
    "past week": "11-17 11-23",
    "last 10 days Lee": "11-14 11-23 Lee",
    "last week": "11-16 11-22",
    "next month Lee": "12-01 12-31 Lee",
}


@pytest.mark.parametrize(("text", "means"), DAYS.items())
def test_days_are_read_as_times_are_with_other_words_around_them(text: str, means: str) -> None:
    calendar = LocalCalendar(now=TUESDAY, zone="America/New_York")
    days, others = read_date_range(text, calendar=calendar)
    assert days
    assert f"{days.first:%m-%d} {days.after - A_DAY:%m-%d} {others}".strip() == means


@pytest.mark.parametrize(
    "words",
    [
        "Sun Valley Ranch",
        "Black Friday stampede",
        "Eve Knight",
        "June Carter",
        "Lee-Smith",
        "May Park",
    ],
)
def test_a_name_that_is_also_a_day_is_looked_for_whole(words: str) -> None:
    calendar = LocalCalendar(now=TUESDAY, zone="America/New_York")
    assert read_date_range(words, calendar=calendar) == (None, words)


def test_days_are_read_in_the_readers_language_and_order() -> None:
    calendar = LocalCalendar(now=TUESDAY, zone="Europe/Berlin", locale="de-DE")
    days, rest = read_date_range("morgen Müller", calendar=calendar)
    assert days
    assert (days.said, rest) == ("on Wed 25 Nov 2026", "Müller")
    days, _ = read_date_range("9.12.", calendar=calendar)
    assert days
    assert days.said == "on Wed 9 Dec 2026"


def test_what_is_past_ends_now() -> None:
    calendar = LocalCalendar(now=TUESDAY, zone="America/New_York")
    for text, is_past in {"past": True, "past 3 days": True, "yesterday": False}.items():
        days, _ = read_date_range(text, calendar=calendar)
        assert days
        assert (days.is_past, days.after == TUESDAY) == (is_past, is_past)
