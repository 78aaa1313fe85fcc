"""A value with parts replaced: what differs is checked and taken, and what doesn't costs nothing."""

from datetime import datetime

import pytest
from pydantic import ValidationError

from bot.scheduling.model.record import State
from bot.times.moment import Moment
from tests.builders import a_booking

# The hour that comes twice when clocks are set back.
TWICE = Moment(local=datetime(2027, 11, 7, 1, 30), zone="America/Los_Angeles")  # noqa: DTZ001 - wall clock
AGAIN = Moment(local=TWICE.local.replace(fold=1), zone=TWICE.zone)


def test_a_value_without_changes_is_that_value() -> None:
    booking = a_booking(moment=TWICE)
    assert booking.with_(moment=TWICE, asked=None, tries_known=0) is booking


def test_the_other_of_two_equal_hours_is_taken_although_the_clock_shows_the_same() -> None:
    assert a_booking(moment=TWICE).with_(moment=AGAIN).moment.local.fold == 1


def test_what_replaces_a_part_is_checked_beside_what_stays() -> None:
    booking = a_booking()
    assert booking.with_(asked=None, state="moving").state is State.MOVING
    with pytest.raises(ValidationError):
        booking.with_(asked=None, state="unheard of")
