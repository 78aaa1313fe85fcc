"""What a form says when its booking has changed since the form was opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.scheduling.model.record import Record, State
from bot.scheduling.ports.store import Entry
from handlers.messages import drift, history, naming, states, times
from handlers.ui.blocks import as_written, escape

NOTHING_CHANGED = "Nothing has changed. Change something, or close the form."


@dataclass(frozen=True, slots=True, kw_only=True)
class AsShown:
    """What a form shows of a booking that it changes; nothing in one that tries it again."""

    when: str
    length: timedelta
    title: str


def changed_meanwhile(
    booking: Record, *, was: AsShown, now: AsShown, since: Sequence[Entry], press: str
) -> str:
    """Say above a form what has changed since it was opened, and that nothing was done yet."""
    changes = history.done_since(since) or [_changed_there(booking)]
    return "\n".join(
        [
            (
                f"*{booking.ref} has changed since you opened this form, so nothing has been done"
                " yet.*"
            ),
            # A form that changes it shows what it is and when itself.
            *([] if was.when else [naming.subject(booking)]),
            *changes,
            *_differences(was, now),
            *([states.state(booking)] if booking.state is not State.CONFIRMED else []),
            *([drift.state(booking, where=" on its card")] if drift.word(booking) else []),
            f"Check the form, then press *{escape(press)}* again if you still want to.",
        ]
    )


def settled_meanwhile(booking: Record, *, since: Sequence[Entry], typed: Sequence[str]) -> str:
    """Say what changed about a booking while a form was open that can no longer be submitted."""
    kept = [f"You had entered: “{as_written(text, to=500)}”" for text in typed]
    nothing = "Your form wasn't submitted, and nothing else was changed."
    return "\n".join(
        [naming.subject(booking), *history.done_since(since), states.state(booking), nothing, *kept]
    )


def _changed_there(booking: Record) -> str:
    """Say that it was nobody with Docket, as far as is known."""
    return f"{booking.provider} has different details now, or something attached to it changed."


def _differences(was: AsShown, now: AsShown) -> list[str]:
    """Write what a form showed otherwise."""
    if not was.when:
        return []
    pairs = (
        ("Time", was.when, now.when),
        ("Title", was.title, now.title),
        ("Length", times.duration(was.length), times.duration(now.length)),
    )
    return [
        f"{name}: was {as_written(before, to=300)}, is now *{as_written(after, to=300)}*"
        for name, before, after in pairs
        if before != after
    ]


def sent_before(booking: Record) -> str:
    """Say that a form was sent before with other entries, which count. Plain text."""
    return (
        f"You already submitted this form, which created {booking.ref}. Close it, and use the"
        f" buttons on the card to change {booking.ref}."
    )
