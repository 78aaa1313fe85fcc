"""The parts of a time may stand in any order, each in any of its forms, and mean the same."""

import itertools

import pytest

from bot.times.reading import Reading, read
from tests.times.phrase_tables import NOW, ZONE

DAYS = {
    "2027-03-04": "March 4|4 Mar|March 4th, 2027|the 4th of March|3/4|03/04/27|2027-03-04|Thu, Mar 4"
    "|4-Mar-2027|04-Mar-27|Thursday the 4th of March|first Thursday of March",
    "2026-11-24": "next Tuesday|Tuesday of next week|in 4 days|4 days from now|the 24th|Tue 24 Nov",
    "2026-12-04": "in 2 weeks|a fortnight from now|12/4|the first Friday of December|Dec 4th",
}
CLOCKS = {
    "14:00": "2pm|2:00 PM|2 p.m.|14:00|1400|14h00|two pm|2 in the afternoon|2 o'clock",
    "09:30": "9:30|9:30am|09:30|0930|9.30am|nine thirty|half past nine|9:30 in the morning",
    "12:00": "noon|12pm|12:00|12 noon",
}
ORDERS = (
    "{day} {clock}",
    "{clock} {day}",
    "{day}, {clock}",
    "{day} {clock} PT",
    "{clock} PT {day}",
)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("date", "days"), DAYS.items())
@pytest.mark.parametrize(("time", "clocks"), CLOCKS.items())
def test_any_order(order: str, date: str, days: str, time: str, clocks: str) -> None:
    for day, clock in itertools.product(days.split("|"), clocks.split("|")):
        phrase = order.format(day=day, clock=clock)
        answer = read(phrase, now=NOW, zone=ZONE)
        assert isinstance(answer, Reading), phrase
        assert f"{answer.moment.local:%Y-%m-%d %H:%M}" == f"{date} {time}", phrase
        assert answer.moment.zone == ("America/Los_Angeles" if "PT" in order else ZONE)
