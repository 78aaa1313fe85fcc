"""The headings and footnotes of lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.scheduling.model.record import Record, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.rights import Actor
from handlers.messages import errors, labels, refusals, states, times
from handlers.messages.presenters import presenter_for, presenter_of
from handlers.ui.blocks import as_written, escape

PAGE = "Page {page} of {pages} · {all} total · add words or days to narrow the list"
PAGE_OF_FIRST = "Page {page} of {pages} · the first {all} · add words or days to narrow the list"

# What was heard of within so long was heard of at the same time.
ABOUT_NOW = timedelta(minutes=1)

# To somebody who is no full member.
ONLY_OWN = "You're a guest here, so lists show only what you booked yourself."
# Of words that were looked for and not found.
NOT_READ = (
    "Docket read no days or filters in them: write days like `January`, `week of Jan 4`, or `next 3 days`,"
    " and filters like `case 2026-CV-118`, `host Lee`, `deponent Park`, `@person`, or `canceled`."
)

# Of what was looked for, a list repeats so much.
LONGEST_WORDS = 200

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


def join(link: str) -> str:
    """Write a link to join by, as mrkdwn; nothing for one that is too long to be written whole."""
    written = escape(link).replace("|", "%7C")
    return f"<{written}|{labels.JOIN}>" if len(link) <= states.LONGEST_LINK else ""


def unknown_person(typed: str) -> str:
    """Say that it isn't clear whose bookings are meant, and how to say it."""
    return (
        f"Docket can't tell who “{as_written(typed, to=60)}” is. Type `@` and choose the person from"
        " Slack's list, as in `list @Ana Reyes`."
    )


def no_address(user: str) -> str:
    """Say that somebody can't be looked for by an address that Slack does not tell."""
    return (
        f"Slack doesn't tell Docket the email address of <@{user}>, by which hosts and invitees are known."
        " Type the address itself, as in `host name@example.com`."
    )


def seen_by(actor: Actor) -> str:
    """Say why somebody sees no more than is theirs; nothing to a full member."""
    if not actor.known:
        return refusals.WHO_UNKNOWN
    return ONLY_OWN if actor.guest else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListScope:
    """What a list was asked for: which kinds, whose, the days and words it is narrowed to, if any.

    It is the reader's own unless it has an `owner`, by Slack's id, or is everybody's. `fields` are names
    with the words that stand in them, as mrkdwn.
    """

    kinds: frozenset[Kind]
    everybodys: bool
    owner: str = ""
    days: str = ""
    words: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    states: frozenset[State] = frozenset()
    also_canceled: bool = False

    @property
    def heading(self) -> str:
        """What the list shows, as mrkdwn; without days, what is upcoming."""
        whose = f"<@{self.owner}>'s" if self.owner else "Everyone's" if self.everybodys else "Your"
        words = f" matching “{as_written(self.words, to=LONGEST_WORDS)}”" if self.words else ""
        return f"{whose} {self._things}{words}"

    def none_found(self, *, may_add_all: bool) -> str:
        """Say that the list is empty, and how to find more, as mrkdwn.

        `may_add_all` says whether `all` would show this person more.
        """
        offers_all = may_add_all and not self.everybodys and not self.owner
        of_owner = f" of <@{self.owner}>" if self.owner else ""
        if self.words:
            add_all = ", or add `all` to search everyone's" if offers_all else ""
            words = as_written(self.words, to=LONGEST_WORDS)
            return (
                f"No {self._things}{of_owner} match “{words}”. Try other words{add_all}. {NOT_READ}"
            )
        if self.everybodys or self.owner:
            return f"There are no {self._things}{of_owner} that you have access to."
        add_all = " Add `all` to see everyone's." if offers_all else ""
        return f"You have no {self._things}.{add_all}"

    @property
    def _things(self) -> str:
        noun = presenter_for(min(self.kinds)).noun if len(self.kinds) == 1 else "booking"
        narrowed_to = " or ".join(sorted(map(states.word_for, self.states)))
        upcoming = "" if self.days else "upcoming"
        fields = " and ".join(f"{name} “{words}”" for name, words in self.fields)
        parts = (
            upcoming,
            narrowed_to,
            f"{noun}s",
            self.days,
            f"with {fields}" if fields else "",
            "including canceled ones" if self.also_canceled else "",
        )
        return " ".join(part for part in parts if part)


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
    noun, shown = presenter_for(kind).noun, as_written(text, to=60)
    return (
        f"No {noun} you can {verb} matches “{shown}”. Try a name, an email address, a case or a word of"
        f" the title, or `{command} list` for references. To book a new {noun}, start with"
        f" `{command} new`."
    )
