"""The verbs of each command, what people also call them, and which one a slip may mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from bot.scheduling.model.reference import Kind

_SHORTEST_NEAR = 4


class Verb(StrEnum):
    """What somebody can have Docket do, by its word on the screen; `again` by a button alone."""

    NEW = "new"
    MOVE = "move"
    EDIT = "edit"
    CANCEL = "cancel"
    LIST = "list"
    SLOTS = "slots"
    SHOW = "show"
    REMOVE = "remove"
    ADD = "add"
    DELETE = "delete"
    ATTENTION = "attention"
    HELP = "help"
    AGAIN = "again"


# What is done to one booking.
ABOUT_ONE = frozenset({Verb.MOVE, Verb.EDIT, Verb.CANCEL, Verb.SHOW})


@dataclass(frozen=True, kw_only=True)
class CommandVerbs:
    """The verbs of a command such as `/session`, each with what people also call it.

    `kind` is what the command books, None where it only lists; `default` is the verb of a line that
    names none. `usage_hint` is what Slack shows while the command is typed.
    """

    kind: Kind | None
    default: Verb = Verb.NEW
    synonyms: Mapping[Verb, str]
    usage_hint: str

    def named(self, word: str) -> Verb | None:
        """Return the verb that a word is, in any case, or None."""
        return self._names.get(word.lower())

    def near(self, word: str) -> Verb | None:
        """Return the verb that a word is one slip from, or None."""
        long = ((name, verb) for name, verb in self._names.items() if len(name) >= _SHORTEST_NEAR)
        return next((verb for name, verb in long if is_one_edit_away(word.lower(), name)), None)

    @cached_property
    def _names(self) -> dict[str, Verb]:
        """Return every word for a verb: first their own, then what people also call them."""
        also_called = {
            name: verb for verb, names in self.synonyms.items() for name in names.split()
        }
        return {verb.value: verb for verb in self.synonyms} | also_called


# What people also call each verb.
_SYNONYMS = {
    Verb.NEW: "book schedule create reserve",
    Verb.MOVE: "reschedule resched postpone push bump delay shift",
    Verb.EDIT: "change update rename modify",
    Verb.CANCEL: "delete remove del rm drop unbook",
    Verb.LIST: "ls",
    Verb.SLOTS: "free availability",
    Verb.SHOW: "info view details",
    Verb.HELP: "?",
}


def _verbs(*verbs: Verb, **other_synonyms: str) -> dict[Verb, str]:
    """Return the verbs with what people also call them; `other_synonyms` hold for one command."""
    return {verb: other_synonyms.get(verb, _SYNONYMS.get(verb, "")) for verb in verbs}


VERBS: Mapping[str, CommandVerbs] = {
    "/session": CommandVerbs(
        kind=Kind.SESSION,
        synonyms=_verbs(
            Verb.NEW, Verb.MOVE, Verb.EDIT, Verb.CANCEL, Verb.LIST, Verb.SHOW, Verb.HELP
        ),
        usage_hint="[when] · move REF [when] · edit REF · cancel REF · list · show REF · help",
    ),
    "/agent": CommandVerbs(
        kind=Kind.AGENT,
        synonyms=_verbs(
            *(Verb.NEW, Verb.MOVE, Verb.CANCEL, Verb.REMOVE, Verb.ADD, Verb.DELETE),
            *(Verb.LIST, Verb.SHOW, Verb.HELP),
            new=f"{_SYNONYMS[Verb.NEW]} send",
            # An agent has nothing to change but its time.
            move=f"{_SYNONYMS[Verb.MOVE]} {_SYNONYMS[Verb.EDIT]} edit",
            cancel="recall",
        ),
        usage_hint="[join link] [when] · move REF [when] · cancel REF"
        " · remove, add or delete CALENDAR EVENT · list · show REF · help",
    ),
    "/appointment": CommandVerbs(
        kind=Kind.APPOINTMENT,
        synonyms=_verbs(
            *(Verb.NEW, Verb.MOVE, Verb.EDIT, Verb.CANCEL),
            *(Verb.LIST, Verb.SLOTS, Verb.SHOW, Verb.HELP),
        ),
        usage_hint="[when] · slots STATES [days] · list [days or email] · cancel REF or ID"
        " · show REF · help",
    ),
    "/bookings": CommandVerbs(
        kind=None,
        default=Verb.LIST,
        synonyms=_verbs(Verb.LIST, Verb.ATTENTION, Verb.HELP),
        usage_hint="[today, week, month, a date, all, words] · attention",
    ),
}
COMMAND_OF_KIND = {
    Kind.SESSION: "/session",
    Kind.AGENT: "/agent",
    Kind.APPOINTMENT: "/appointment",
    Kind.CALENDAR_ACTION: "/agent",
    Kind.CANCELLATION: "/appointment",
}


def is_one_edit_away(one: str, other: str) -> bool:
    """Say whether a letter more, less, changed or swapped makes one word the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return one == other
    short, long = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return swapped or short[at + 1 :] == long[at + 1 :]
