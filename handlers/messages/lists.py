"""The headings and footnotes of lists."""

from collections.abc import Sequence
from datetime import timedelta

from bot.scheduling.command_line.verbs import COMMANDS
from bot.scheduling.model.record import Record
from bot.scheduling.model.reference import Kind
from handlers.messages import errors, times
from handlers.messages.presenters import presenter_for, presenter_of

NONE = "There are none."

PAGE = "Page {page} of {pages} · {all} in all · add words or days to narrow the list"

# What was heard of within so long was heard of at the same time.
ABOUT_NOW = timedelta(minutes=1)

# The days of a list that names none.
UPCOMING = "to come"


def none_to_change(kind: Kind) -> str:
    """Say that a person has nothing ahead to choose from."""
    return (
        f"You have no {presenter_for(kind).noun}s ahead that could be changed."
        f" `{COMMANDS[kind]} list all` shows everybody's."
    )


def as_last_heard(bookings: Sequence[Record]) -> str:
    """Say how old what is listed is, where the provider's people may have changed it since.

    Nothing of what no provider has said anything of.
    """
    told = [
        (booking.seen, booking.provider)
        for booking in bookings
        if booking.seen and presenter_of(booking).provider.has_list
    ]
    if not told:
        return ""
    providers = sorted({provider for _, provider in told})
    oldest, newest = min(seen for seen, _ in told), max(seen for seen, _ in told)
    since = times.at(oldest) if newest - oldest < ABOUT_NOW else f"of some {times.at(oldest)}"
    again = {presenter_of(booking).list_again for booking in bookings} - {""}
    return " ".join([f"As {' and '.join(providers)} last said, {since}.", *sorted(again)])


def not_listed(bookings: Sequence[Record]) -> str:
    """Say of bookings that their provider does not list them for the days that were asked about."""
    refs = errors.enumerated([booking.ref for booking in bookings])
    cards = "its card shows" if len(bookings) == 1 else "their cards show"
    return (
        f"{bookings[0].provider} does not list {refs} for then. Docket is looking what became of"
        f" that; {cards} it in a few minutes."
    )


def heading(kinds: frozenset[Kind], *, everybodys: bool, days: str, with_words: str = "") -> str:
    """Say what a list shows, as plain text."""
    things = f"{presenter_for(min(kinds)).noun}s" if len(kinds) == 1 else "bookings"
    whose = "Everybody's" if everybodys else "Your"
    words = f" with “{with_words}”" if with_words else ""
    return f"{whose} {things} {days}{words}"


def which(kind: Kind) -> str:
    """Ask which booking of a kind is meant."""
    return f"Which {presenter_for(kind).noun}?"
