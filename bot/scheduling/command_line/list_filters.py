"""What a list is narrowed to: whose, which kinds and states, which fields; other words are looked for."""

import re
from dataclasses import dataclass

from bot.scheduling.command_line.languages import english
from bot.scheduling.command_line.typed_line import with_straight_apostrophes
from bot.scheduling.model.record import State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.search_words import Field, FieldFilter

# Somebody as Slack writes them, or by their id as it can be copied there: unlike a name it has digits.
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|@?([UW](?=[A-Z]*[0-9])[A-Z0-9]{7,})")
# Around words that are looked for; an apostrophe may be part of a name.
_QUOTES = str.maketrans(dict.fromkeys('"“”„«»', " "))
_LABELS = "|".join((*english.FIELDS, *english.BEFORE_OWNER))
_LABEL = re.compile(rf"(?<!\S)({_LABELS}):(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilters:
    """What a list is narrowed to, as it was typed.

    `owner` is a person's Slack id, and `unknown` who was named in a way that tells nobody's. `rest` are
    the other words, with days among them and the names of fields before what stands in these.
    """

    everybodys: bool
    owner: str
    unknown: str
    kinds: frozenset[Kind]
    states: frozenset[State]
    also_canceled: bool
    rest: str


def read_filters(text: str, *, offered: frozenset[Kind]) -> ListFilters:
    """Read what a list of the kinds that are `offered` is narrowed to."""
    words = _LABEL.sub(r"\1 ", text.translate(_QUOTES)).split()
    rest: list[str] = []
    owner, unknown = "", ""
    said: set[str] = set()
    states: set[State] = set()
    kinds: set[Kind] = set()
    also_canceled = False
    for word in words:
        lower = with_straight_apostrophes(word.lower()).strip(",;")
        before = rest[-1].lower() if rest else ""
        person = person_in(word)
        if before in english.FIELDS:
            rest.append(word)
        elif person:
            owner = person
            rest = rest[:-1] if before in english.BEFORE_OWNER else rest
        elif word.startswith("@"):
            unknown = word
        elif lower in english.STATES:
            state = State(english.STATES[lower])
            also_canceled |= state is State.CANCELED and before in english.INCLUDING
            states |= set() if before in english.INCLUDING else {state}
            rest = rest[:-1] if before in english.INCLUDING else rest
        elif english.KINDS.get(lower) in offered:
            kinds.add(Kind(english.KINDS[lower]))
        elif lower in english.MINE | english.EVERYBODYS:
            said.add(lower)
        else:
            rest.append(word)
    return ListFilters(
        everybodys=not said.isdisjoint(english.EVERYBODYS),
        owner=owner,
        unknown=unknown,
        kinds=frozenset(kinds),
        states=frozenset(states),
        also_canceled=also_canceled,
        rest=" ".join(rest),
    )


def person_in(word: str) -> str:
    """Return the Slack id of whom a word names as Slack does; empty where it names nobody so."""
    found = _PERSON.fullmatch(word)
    return found[1] or found[2] if found else ""


def split_fields(text: str) -> tuple[tuple[str, ...], tuple[FieldFilter, ...]]:
    """Split words into those that may stand anywhere, and those behind the name of a field."""
    words: list[str] = []
    fields: dict[Field, list[str]] = {}
    of: list[str] = words
    for word in text.split():
        name = english.FIELDS.get(word.lower())
        if name:
            of = fields.setdefault(Field(name), [])
        else:
            of.append(word)
    # The name of a field with nothing behind it is a word like others.
    words += [field for field, behind in fields.items() if not behind]
    filled = tuple(FieldFilter(field, tuple(behind)) for field, behind in fields.items() if behind)
    return tuple(words), filled
