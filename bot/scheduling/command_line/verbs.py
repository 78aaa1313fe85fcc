"""The verbs of each command: how they are typed, their synonyms, and which one a typo may mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from bot.scheduling.model.reference import Kind

_SHORTEST_WITH_TYPO = 4


class Verb(StrEnum):
    """What somebody can have Docket do, by its word on the screen; the last five by a button alone."""

    NEW = "new"
    MOVE = "move"
    EDIT = "edit"
    COPY = "copy"
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
    REBOOK = "rebook"
    DAY_2 = "day-2"
    LINK = "link"
    NOTICE = "notice"


class Argument(StrEnum):
    """What can follow a verb; a line in which anything else does is the title of a new booking."""

    NEW_BOOKING = "time and title of a new booking"
    BOOKING = "a booking"
    BOOKING_THEN_TIME = "a booking, and perhaps a new time"
    BOOKING_OR_TIME = "a booking, its new time, or both"
    BOOKING_OR_ID = "a booking, or a provider's ID"
    WHAT_TO_LIST = "a time or words to search for"
    WORDS = "any words"
    NOTHING = "nothing"


# Arguments of verbs about one booking.
_BOOKING = {
    Argument.BOOKING,
    Argument.BOOKING_THEN_TIME,
    Argument.BOOKING_OR_TIME,
    Argument.BOOKING_OR_ID,
}


@dataclass(frozen=True, slots=True)
class VerbSyntax:
    """What follows a verb, how it is typed as Slack shows it, and its synonyms."""

    argument: Argument
    usage: str
    synonyms: str = ""


SYNTAX: Mapping[Verb, VerbSyntax] = {
    Verb.NEW: VerbSyntax(Argument.NEW_BOOKING, "[when]", "book schedule create reserve"),
    Verb.MOVE: VerbSyntax(
        Argument.BOOKING_OR_TIME,
        "move REF [when]",
        "reschedule resched postpone push bump delay shift",
    ),
    Verb.EDIT: VerbSyntax(Argument.BOOKING_THEN_TIME, "edit REF", "change update rename modify"),
    Verb.COPY: VerbSyntax(
        Argument.BOOKING_THEN_TIME, "copy REF [when]", "duplicate clone repeat rebook"
    ),
    Verb.CANCEL: VerbSyntax(
        Argument.BOOKING_OR_ID, "cancel REF", "delete remove del rm drop unbook"
    ),
    Verb.LIST: VerbSyntax(Argument.WHAT_TO_LIST, "list", "ls"),
    Verb.SLOTS: VerbSyntax(Argument.WORDS, "slots STATES [days]", "free availability"),
    Verb.SHOW: VerbSyntax(Argument.BOOKING, "show REF", "info view details"),
    Verb.REMOVE: VerbSyntax(Argument.WORDS, "remove, add or delete CALENDAR EVENT"),
    Verb.ADD: VerbSyntax(Argument.WORDS, ""),
    Verb.DELETE: VerbSyntax(Argument.WORDS, ""),
    Verb.ATTENTION: VerbSyntax(Argument.WORDS, "attention"),
    Verb.HELP: VerbSyntax(Argument.NOTHING, "help", "?"),
}
# Verbs about one booking.
ABOUT_ONE = frozenset(verb for verb, syntax in SYNTAX.items() if syntax.argument in _BOOKING)


@dataclass(frozen=True, kw_only=True)
class CommandVerbs:
    """The verbs of a command such as `/session`, in the order in which Slack shows them.

    `kind` is what the command books, or None if it only lists. `default` is the verb of a line without
    one. `usage` and `synonyms` replace those of a verb for this command; Slack shows no empty usage.
    """

    kind: Kind | None
    default: Verb = Verb.NEW
    verbs: tuple[Verb, ...]
    usage: Mapping[Verb, str] = field(default_factory=dict)
    synonyms: Mapping[Verb, str] = field(default_factory=dict)

    @property
    def usage_hint(self) -> str:
        """What Slack shows while the command is typed."""
        shown = (self.usage.get(verb, SYNTAX[verb].usage) for verb in self.verbs)
        return " · ".join(filter(None, shown))

    def named(self, word: str) -> Verb | None:
        """Return the verb that a word is, in any case, or None."""
        return self._names.get(word.lower())

    def near(self, word: str) -> Verb | None:
        """Return the verb that a word is one typo from, or None."""
        long = (
            (name, verb) for name, verb in self._names.items() if len(name) >= _SHORTEST_WITH_TYPO
        )
        return next((verb for name, verb in long if is_one_edit_away(word.lower(), name)), None)

    @cached_property
    def _names(self) -> dict[str, Verb]:
        """Return every word for a verb: first the verbs themselves, then their synonyms."""
        also_called = {
            name: verb
            for verb in self.verbs
            for name in self.synonyms.get(verb, SYNTAX[verb].synonyms).split()
        }
        return {verb.value: verb for verb in self.verbs} | also_called


VERBS: Mapping[str, CommandVerbs] = {
    "/session": CommandVerbs(
        kind=Kind.SESSION,
        verbs=(
            *(Verb.NEW, Verb.MOVE, Verb.EDIT, Verb.COPY, Verb.CANCEL),
            *(Verb.LIST, Verb.SHOW, Verb.HELP),
        ),
    ),
    "/agent": CommandVerbs(
        kind=Kind.AGENT,
        verbs=(
            *(Verb.NEW, Verb.MOVE, Verb.CANCEL, Verb.REMOVE, Verb.ADD, Verb.DELETE),
            *(Verb.LIST, Verb.SHOW, Verb.HELP),
        ),
        usage={Verb.NEW: "[join link] [when]"},
        synonyms={
            Verb.NEW: f"{SYNTAX[Verb.NEW].synonyms} send",
            # Only the time of an agent can be changed.
            Verb.MOVE: f"{SYNTAX[Verb.MOVE].synonyms} {SYNTAX[Verb.EDIT].synonyms} edit",
            Verb.CANCEL: "recall",
        },
    ),
    "/appointment": CommandVerbs(
        kind=Kind.APPOINTMENT,
        verbs=(
            *(Verb.NEW, Verb.SLOTS, Verb.LIST, Verb.CANCEL, Verb.SHOW, Verb.HELP),
            # Answered, but not shown: CareValidate cannot move or change an appointment.
            *(Verb.MOVE, Verb.EDIT),
        ),
        usage={
            Verb.LIST: "list [days or email]",
            Verb.CANCEL: "cancel REF or ID",
            **dict.fromkeys((Verb.MOVE, Verb.EDIT), ""),
        },
    ),
    "/bookings": CommandVerbs(
        kind=None,
        default=Verb.LIST,
        verbs=(Verb.LIST, Verb.ATTENTION, Verb.HELP),
        usage={Verb.LIST: "[today, week, month, a date, all, words]", Verb.HELP: ""},
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
    """Return whether one letter added, removed, changed or swapped turns one word into the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return one == other
    short, long = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return swapped or short[at + 1 :] == long[at + 1 :]
