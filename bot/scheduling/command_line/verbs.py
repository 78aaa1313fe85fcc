"""The verbs of each command, what people also call them, and which one a slip may mean."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.scheduling.model.reference import Kind

_SHORTEST_NEAR = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbs:
    """The verbs that a command such as `/session` knows, and what people also call them."""

    known: tuple[str, ...]
    also_called: Mapping[str, str]
    kind: Kind | None

    def named(self, word: str) -> str | None:
        """Return the verb that a word is, in any case, or None."""
        verb = self.also_called.get(word.lower(), word.lower())
        return verb if verb in self.known else None

    def near(self, word: str) -> str | None:
        """Return the verb that a word is one slip from, or None."""
        words = (*self.known, *self.also_called)
        long = (verb for verb in words if len(verb) >= _SHORTEST_NEAR)
        found = next((verb for verb in long if one_slip(word.lower(), verb)), None)
        return self.named(found) if found else None


_NEW = "book schedule create reserve"
_MOVE = "reschedule resched postpone push bump delay shift"
_EDIT = "change update rename modify"
_CANCEL = "delete remove del rm drop unbook"
_LIST = "ls"
_SHOW = "info view details"
_HELP = "?"


def _called(**names: str) -> dict[str, str]:
    """Return each name with the verb it stands for."""
    return {name: verb for verb, some in names.items() for name in some.split()}


VERBS = {
    "/session": Verbs(
        known=("new", "move", "edit", "cancel", "list", "show", "help"),
        also_called=_called(
            new=_NEW,
            move=_MOVE,
            edit=_EDIT,
            cancel=_CANCEL,
            list=_LIST,
            show=_SHOW,
            help=_HELP,
        ),
        kind=Kind.SESSION,
    ),
    "/agent": Verbs(
        known=("new", "move", "cancel", "remove", "add", "delete", "list", "show", "help"),
        also_called=_called(
            new=f"{_NEW} send",
            move=f"{_MOVE} {_EDIT} edit",
            cancel="recall",
            list=_LIST,
            show=_SHOW,
            help=_HELP,
        ),
        kind=Kind.AGENT,
    ),
    "/appointment": Verbs(
        known=("new", "cancel", "list", "slots", "show", "help", "move", "edit"),
        also_called=_called(
            new=_NEW,
            move=_MOVE,
            edit=_EDIT,
            cancel=_CANCEL,
            list=_LIST,
            slots="free availability",
            show=_SHOW,
            help=_HELP,
        ),
        kind=Kind.APPOINTMENT,
    ),
    "/bookings": Verbs(
        known=("list", "help", "attention"),
        also_called=_called(list=_LIST, help=_HELP),
        kind=None,
    ),
}
COMMANDS = {
    Kind.SESSION: "/session",
    Kind.AGENT: "/agent",
    Kind.APPOINTMENT: "/appointment",
    Kind.CALENDAR_ACTION: "/agent",
    Kind.CANCELLATION: "/appointment",
}


def one_slip(one: str, other: str) -> bool:
    """Say whether a letter more, less, changed or swapped makes one word the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return one == other
    short, long = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return swapped or short[at + 1 :] == long[at + 1 :]
