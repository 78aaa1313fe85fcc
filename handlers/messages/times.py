"""How the time and the length of a booking are written."""

import math
from datetime import datetime, timedelta

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import Record
from bot.times.moment import Moment
from handlers.ui.blocks import clip_escaped, escape


def duration(length: timedelta) -> str:
    """Write how long something lasts: `1 h 30 min`."""
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    parts = [f"{hours} hr"] if hours else []
    return " ".join([*parts, f"{minutes} min"] if minutes or not hours else parts)


def lines(booking: Booking, *, shown: bool = True) -> list[str]:
    """Write when it is and how long it lasts, in its own zone and, where that may differ, the reader's.

    `shown` False keeps a provider's own words to people who may see more than type, time and state.
    """
    length = f" · {duration(booking.length)}" if booking.length else ""
    if booking.unreadable_time:
        return [
            f"*{unreadable_time(booking, shown=shown)}*",
            f"Last known time: {booking.written}{length}",
        ]
    is_same = booking.moment.is_same_for(booking.reader)
    yours = [] if is_same else [f"Your time: {your_time(booking)}"]
    return [f"*{booking.written}*{length}", *yours]


def when(booking: Booking) -> str:
    """Write when it is; where nobody can read that, say where it can be seen."""
    if booking.unreadable_time:
        return f"time unknown, check {booking.provider}"
    return booking.written


def current(booking: Booking) -> str:
    """Write when it is, in the form that moves it."""
    return f"Currently scheduled for {escape(when(booking))}"


def unreadable_time(booking: Booking, *, shown: bool = True) -> str:
    """Say that the provider has it at a time that cannot be read, in which words, and what to do."""
    provider = booking.provider
    said = (
        f" the time as “{clip_escaped(booking.unreadable_time, to=200)}”, a format"
        if shown
        else " a time"
    )
    return (
        f"{provider} shows{said} that Docket can't read. Open it in {provider} to see when it is."
    )


def your_time(booking: Booking) -> str:
    """Write when it is so that Slack shows each reader their own clock."""
    seconds = int(booking.moment.instant.timestamp())
    return f"<!date^{seconds}^{{date_short_pretty}}, {{time}}|{escape(booking.written)}>"


def written(booking: Record, moment: Moment | None) -> str:
    """Write a time that it had or was to have."""
    return moment.written(booking.reader) if moment else ""


def at(time: datetime) -> str:
    """Write a time so that Slack shows each reader their own clock."""
    seconds = int(time.timestamp())
    return f"<!date^{seconds}^{{date_short_pretty}}, {{time}}|{time:%Y-%m-%d %H:%M} UTC>"


def wait(length: timedelta) -> str:
    """Write how long to wait, never too short."""
    seconds = math.ceil(length / timedelta(seconds=1))
    if seconds > 120:
        return duration(timedelta(minutes=math.ceil(seconds / 60)))
    return f"{seconds} second{'s' * (seconds != 1)}"


def ago(at: datetime) -> str:
    """Write when something happened so that each reader sees their own clock."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|at {at:%Y-%m-%d %H:%M} UTC>"
