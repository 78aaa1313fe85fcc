"""The headings and footnotes of lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.scheduling.model.record import Record
from bot.scheduling.model.reference import Kind
from handlers.messages import errors, times
from handlers.messages.presenters import presenter_for, presenter_of
from handlers.ui.blocks import clip_escaped, escape

PAGE = "Page {page} of {pages} · {all} total · add words or days to narrow the list"
PAGE_OF_FIRST = "Page {page} of {pages} · the first {all} · add words or days to narrow the list"

# What was heard of within so long was heard of at the same time.
ABOUT_NOW = timedelta(minutes=1)

# The days of a list that names none.
IN_A_YEAR = "in the next year"


def none_to_change(kind: Kind) -> str:
    """Say that a person has nothing ahead to choose from."""
    return f"You have no upcoming {presenter_for(kind).noun}s."


def as_last_heard(bookings: Sequence[Record]) -> str:
    """Say how old what is listed is, where the provider's people may have changed it since.

    Nothing of what no provider has said anything of.
    """
    last_heard = [
        (booking.seen, booking.provider)
        for booking in bookings
        if booking.seen and presenter_of(booking).provider.has_list
    ]
    if not last_heard:
        return ""
    providers = sorted({provider for _, provider in last_heard})
    oldest, newest = min(seen for seen, _ in last_heard), max(seen for seen, _ in last_heard)
    since = (
        times.at(oldest) if newest - oldest < ABOUT_NOW else f"some as early as {times.at(oldest)}"
    )
    again = {presenter_of(booking).list_again for booking in bookings} - {""}
    return " ".join([f"Last checked with {' and '.join(providers)}: {since}.", *sorted(again)])


def not_listed(bookings: Sequence[Record]) -> str:
    """Say of bookings that their provider does not list them for the days that were asked about."""
    refs = errors.enumerated([booking.ref for booking in bookings])
    cards = "its card will show" if len(bookings) == 1 else "their cards will show"
    return (
        f"{bookings[0].provider} doesn't list {refs} for those days. Docket is checking why;"
        f" {cards} the result in a few minutes."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListScope:
    """What a list was asked for: which kinds, whose, the days and words it is narrowed to, if any."""

    kinds: frozenset[Kind]
    everybodys: bool
    days: str = ""
    words: str = ""

    @property
    def heading(self) -> str:
        """What the list shows, as plain text; without days, what is upcoming."""
        whose = "Everyone's" if self.everybodys else "Your"
        words = f" matching “{self.words}”" if self.words else ""
        return f"{whose} {self._things}{words}"

    def none_found(self, *, may_add_all: bool) -> str:
        """Say that the list is empty, and how to find more, as mrkdwn.

        `may_add_all` says whether `all` would show this person more.
        """
        offers_all = may_add_all and not self.everybodys
        if self.words:
            add_all = ", or add `all` to search everyone's" if offers_all else ""
            return f"No {self._things} match “{escape(self.words)}”. Try other words{add_all}."
        if self.everybodys:
            return f"There are no {self._things} that you have access to."
        add_all = " Add `all` to see everyone's." if offers_all else ""
        return f"You have no {self._things}.{add_all}"

    @property
    def _things(self) -> str:
        noun = presenter_for(min(self.kinds)).noun if len(self.kinds) == 1 else "booking"
        return f"{noun}s {self.days}" if self.days else f"upcoming {noun}s"


def which(kind: Kind) -> str:
    """Ask which booking of a kind is meant."""
    return f"Which {presenter_for(kind).noun}?"


def which_of(kind: Kind, *, more: bool) -> str:
    """Ask which of several bookings is meant; where there are `more`, how to see fewer."""
    asked = which(kind)
    return (
        f"{asked} These are the first. Add words, such as the case, to see fewer."
        if more
        else asked
    )


def none_described(kind: Kind, *, verb: str, text: str, command: str) -> str:
    """Say that words describe nothing that this person can do it with, and what they can do, as mrkdwn."""
    noun, shown = presenter_for(kind).noun, clip_escaped(text, to=60)
    return (
        f"No {noun} you can {verb} matches “{shown}”. Try a name, an email address, a case or a word of"
        f" the title, or `{command} list` for references. To book a new {noun}, start with"
        f" `{command} new`."
    )
