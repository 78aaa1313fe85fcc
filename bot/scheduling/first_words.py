"""What a command line begins with: a verb, a reference, a question, or the words of a new booking."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.scheduling.references import ALPHABET, LENGTH, Kind, kind_of, parse_reference
from bot.times.reading import Question, Reading, Refusal
from bot.times.reading.answers import Answer

NEXT_OR_LAST = frozenset({"next", "last"})
# What of a line is looked at for a reference that opens no form.
_FIRST = 3
_SHORTEST_NEAR = 4

_IMPERATIVES = frozenset({"move", "cancel"})
# A reference without its dash and without a digit, which elsewhere is a word.
_DIGITLESS = re.compile(rf"[{''.join(Kind)}][{ALPHABET}]{{{LENGTH}}}", re.IGNORECASE)
_FIGURE = re.compile(
    r"(?:(?:to|by)\s+)?\d[\d:.]*\s*(?:[ap]\.?m\.?|h\w*|min\w*|days?|weeks?)?$", re.IGNORECASE
)
_INTERROGATIVE = frozenset(
    [
        "who",
        "who's",
        "whos",
        "what",
        "what's",
        "whats",
        "when",
        "when's",
        "whens",
        "where",
        "where's",
        "wheres",
        "which",
        "why",
    ]
)
_AUXILIARY = frozenset(
    ["is", "are", "am", "do", "does", "did", "can", "could", "has", "have", "was", "were"]
)
_SUBJECTS = frozenset(
    [
        "i",
        "we",
        "you",
        "they",
        "there",
        "it",
        "any",
        "anything",
        "anyone",
        "anybody",
        "that",
        "this",
    ]
)
_LOOKING = frozenset(["find", "search", "lookup", "look"])
_UNDOING = frozenset(["undo", "redo", "repeat", "duplicate", "copy", "clone", "restore"])
_PERIODS = frozenset(
    [
        "today",
        "tomorrow",
        "tonight",
        "week",
        "month",
        "all",
        "attention",
        "this",
        "next",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "mine",
        "everyone",
    ]
)
_FILLERS = frozenset(
    [
        "is",
        "are",
        "am",
        "the",
        "a",
        "an",
        "on",
        "my",
        "me",
        "i",
        "we",
        "have",
        "has",
        "do",
        "any",
        "for",
        "in",
        "at",
        "what",
        "whats",
    ]
)


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


VERBS = {
    "/session": Verbs(
        known=("new", "move", "edit", "cancel", "list", "show", "help"),
        also_called={
            "book": "new",
            "schedule": "new",
            "reschedule": "move",
            "postpone": "move",
            "push": "move",
            "change": "edit",
            "delete": "cancel",
            "remove": "cancel",
            "ls": "list",
            "info": "show",
            "view": "show",
            "?": "help",
        },
        kind=Kind.SESSION,
    ),
    "/agent": Verbs(
        known=("new", "move", "cancel", "remove", "add", "delete", "list", "show", "help"),
        also_called={
            "send": "new",
            "book": "new",
            "schedule": "new",
            "reschedule": "move",
            "postpone": "move",
            "edit": "move",
            "change": "move",
            "recall": "cancel",
            "ls": "list",
            "info": "show",
            "view": "show",
            "?": "help",
        },
        kind=Kind.AGENT,
    ),
    "/appointment": Verbs(
        known=("new", "cancel", "list", "slots", "show", "help", "move", "edit"),
        also_called={
            "book": "new",
            "schedule": "new",
            "delete": "cancel",
            "remove": "cancel",
            "ls": "list",
            "free": "slots",
            "availability": "slots",
            "info": "show",
            "view": "show",
            "reschedule": "move",
            "postpone": "move",
            "change": "edit",
            "?": "help",
        },
        kind=Kind.APPOINTMENT,
    ),
    "/bookings": Verbs(
        known=("list", "help", "attention"), also_called={"?": "help", "ls": "list"}, kind=None
    ),
}
_COMMANDS = {
    Kind.SESSION: "/session",
    Kind.AGENT: "/agent",
    Kind.APPOINTMENT: "/appointment",
    Kind.ERRAND: "/agent",
    Kind.CANCELLATION: "/appointment",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstWords:
    """The verb (None where only an answer in words is due), what it is about, and what follows."""

    verb: str | None
    ref: str = ""
    rest: str = ""
    did_you_mean: tuple[str, ...] = ()
    say: str = ""


def first_word(text: str) -> tuple[str, str]:
    """Divide a text at its first blank or end of line, without what else stands around the two."""
    first, *rest = text.split(maxsplit=1) or [""]
    return first, "".join(rest).strip()


def first_words(command: str, text: str, *, reading: Callable[[str], Answer]) -> FirstWords:
    """Say what a line begins with; `reading` reads words that must be a time and nothing else."""
    return _Line(command, text.strip(), reading).read()


@dataclass(frozen=True, slots=True)
class _Line:
    command: str
    text: str
    reading: Callable[[str], Answer]

    def is_time(self, words: str) -> bool:
        return bool(words.strip()) and not isinstance(self.reading(words), Refusal)

    def is_clocked(self, words: str) -> bool:
        """Say whether words are a time of day, and not a day alone."""
        match self.reading(words):
            case Reading() as one:
                return not one.date_only
            case Question(choices=choices):
                return any(not choice.date_only for choice in choices)
            case _:
                return False

    @property
    def verbs(self) -> Verbs:
        return VERBS[self.command]

    def read(self) -> FirstWords:
        return (
            self._verb()
            or self._near()
            or self._reference()
            or self._question()
            or self._unfinished()
            or FirstWords(verb="list" if self.verbs.kind is None else "new", rest=self.text)
        )

    def _verb(self) -> FirstWords | None:
        first, rest = first_word(self.text)
        verb = self.verbs.named(first)
        if verb is None or not self._follows(verb, rest, capital=first[:1].isupper()):
            return None
        ref, _ = leading(rest)
        return FirstWords(verb=verb, ref=ref, rest=rest)

    def _follows(self, verb: str, rest: str, *, capital: bool) -> bool:
        """Say whether what stands behind a verb can be its argument; else the line is a title."""
        if not rest or leading(rest)[0] or _DIGITLESS.fullmatch(rest):
            return True
        match verb:
            case "new":
                return not capital or self.is_time(rest)
            case "list":
                return self.is_time(rest) or not _time_at_end(rest, is_time=self.is_clocked)
            case "remove" | "add" | "slots" | "delete" | "attention":
                return not capital or len(rest.split()) == 1
            case "move":
                return self._names_one(rest) or self._is_new_time(rest)
            case "edit" | "cancel" | "show":
                return self._names_one(rest) or (verb == "cancel" and self._is_key(rest))
            case _:
                return self.verbs.named(rest) is not None

    def _names_one(self, rest: str) -> bool:
        first, behind = first_word(rest)
        return first.lower() in NEXT_OR_LAST and (not behind or self._is_new_time(behind))

    def _is_new_time(self, words: str) -> bool:
        """Say whether words can be where a booking is moved to; how far is read later, from its own time."""
        return bool(_FIGURE.match(words)) or self.is_time(without_to(words))

    def _is_key(self, rest: str) -> bool:
        """Say whether words can be an agent's key or CareValidate's own id."""
        key = first_word(rest)[0]
        is_key = any(mark.isdigit() for mark in key) or "@" in rest or rest == key
        return is_key and self.command in ("/agent", "/appointment")

    def _reference(self) -> FirstWords | None:
        """A booking that is named is shown, or asked about with the time beside it; no form is opened."""
        named = self._named()
        if named is None:
            return None
        ref, others = named
        command = _COMMANDS[kind_of(ref)]
        if kind_of(ref) is Kind.SESSION and self.command == "/agent" and not others:
            return FirstWords(verb="new", rest=ref)
        if not others and command == self.command:
            return FirstWords(verb="show", ref=ref, rest=ref)
        return FirstWords(verb=None, ref=ref, did_you_mean=self._about(ref, others))

    def _about(self, ref: str, others: str) -> tuple[str, ...]:
        """Return the commands that may be meant with this booking."""
        command = _COMMANDS[kind_of(ref)]
        show, cancel = f"{command} show {ref}", f"{command} cancel {ref}"
        if kind_of(ref) not in (Kind.SESSION, Kind.AGENT):
            return (show, cancel) if kind_of(ref) is Kind.APPOINTMENT else (show,)
        time = _time_at_end(others, is_time=self.is_time)
        move = f"{command} move {ref} {time or 'fri 3pm'}"
        verbs = {VERBS[command].named(word) for word in others.split()}
        if "cancel" in verbs:
            return (cancel, show, move)
        return (move, show, cancel) if time or "move" in verbs else (show, move, cancel)

    def _named(self) -> tuple[str, str] | None:
        """Return the reference among the first words and the words around it."""
        words = self.text.split()
        for at in range(min(_FIRST, len(words))):
            for size in (1, 2):
                said = words[at : at + size]
                ref = _parted(said) if size == 2 else self._alone(said[0])
                if ref:
                    return ref, " ".join((*words[:at], *words[at + len(said) :]))
        return None

    def _alone(self, word: str) -> str | None:
        """Return the reference that a word is; one whose letters are a word's, or a time's, is none."""
        ref = parse_reference(word)
        if ref is None or self.is_time(word):
            return None
        letters = re.sub(r"\W", "", word)[1:].upper()
        return (
            ref
            if any(mark.isdigit() for mark in letters) or set(letters) <= set(ALPHABET)
            else None
        )

    def _near(self) -> FirstWords | None:
        """A word one slip from a verb is asked about where what follows is that verb's argument."""
        first, rest = first_word(self.text)
        # A capitalized word is a name, unless a reference follows it.
        is_name = first != first.lower() and not leading(rest)[0]
        verb = None if is_name else self.verbs.near(first)
        if verb is None or (verb == "new" and rest) or not self._fits_near(verb, rest):
            return None
        meant = f"{self.command} {verb} {rest}".strip()
        return FirstWords(verb=None, rest=rest, did_you_mean=(meant,))

    def _fits_near(self, verb: str, rest: str) -> bool:
        if verb == "list":
            return not rest or _is_period(rest)
        return self._follows(verb, rest, capital=False)

    def _question(self) -> FirstWords | None:
        """What asks is answered with the list to ask, or with help."""
        first, rest = first_word(self.text.strip(" ?!"))
        word, second = first.lower().replace("’", "'"), first_word(rest)[0].lower()
        if word in _UNDOING and (not rest or word in ("undo", "redo") or second in NEXT_OR_LAST):
            return FirstWords(verb=None, say=self._help(word))
        if not self._asks(word, rest):
            return None
        return FirstWords(verb=None, did_you_mean=self._asked_for(word))

    def _asked_for(self, word: str) -> tuple[str, ...]:
        """Return the commands that answer a question: a list of what it names, and help."""
        if word in _HOW:
            return (f"{self.command} help",)
        said = self.text.strip(" ?!").split()
        words = " ".join(one for one in said if one.lower() not in _QUESTION_WORDS)
        verb = "show" if words.lower() in NEXT_OR_LAST else "list"
        return (f"{self.command} {verb} {words}".strip(), f"{self.command} help")

    def _asks(self, word: str, rest: str) -> bool:
        ends = self.text.endswith("?")
        if not ends and word not in _ASKING:
            return False
        second = first_word(rest)[0].lower()
        timed = bool(_time_at_end(self.text.strip(" ?!"), is_time=self.is_clocked))
        return (
            word in _INTERROGATIVE
            or (
                word in _AUXILIARY and (ends or second in _SUBJECTS or (word == "is" and not timed))
            )
            or (word == "how" and (ends or second in ("do", "many", "long", "can", "to")))
            or (word in _LOOKING and not timed)
            or (word in _LOOKING and self.text == self.text.lower() and second not in _AFTER_SEARCH)
            or (word == "my" and (_is_period(rest) or second in _LISTED))
            or (ends and not timed)
        )

    def _help(self, word: str) -> str:
        return (
            f"Docket has no “{word}”. `{self.command} list` shows what is booked, each with its"
            f" reference, and `{self.command} help` says what can be done with it."
        )

    def _unfinished(self) -> FirstWords | None:
        """`cancel the Okafor depo`: what is to be canceled is not named; nothing new is booked of it."""
        first, rest = first_word(self.text)
        verb = self.verbs.named(first)
        if verb not in _IMPERATIVES or first != first.lower():
            return None
        what, to, time = rest.rpartition(" to ")
        if to and self.is_time(time):
            return FirstWords(verb=None, did_you_mean=self._find(what))
        if _time_at_end(rest, is_time=self.is_time):
            return None
        return FirstWords(verb=None, did_you_mean=self._find(rest))

    def _find(self, what: str) -> tuple[str, ...]:
        words = [word for word in what.split() if word.lower() not in _FILLERS]
        return (f"{self.command} list {' '.join(words)}", f"{self.command} new {self.text}")


_LISTED = frozenset(
    ["session", "sessions", "booking", "bookings", "agents", "appointments", "calendar", "schedule"]
)
_QUESTION_WORDS = (_INTERROGATIVE | _LOOKING | _AUXILIARY | _FILLERS | _SUBJECTS | _LISTED) - {
    "this"
} | {"free", "available", "my"}
_HOW = frozenset({"how", "why", "can", "could"})
_ASKING = _INTERROGATIVE | _AUXILIARY | _LOOKING | {"how", "my"}
_AFTER_SEARCH = frozenset({"warrant", "term", "terms"})


def without_to(text: str) -> str:
    """Return a time without the “to” that people say before the new one."""
    word, time = first_word(text)
    return time if time and word.lower() == "to" else text


def _time_at_end(text: str, *, is_time: Callable[[str], bool]) -> str:
    """Return the longest time that a text ends or begins with, nothing for none."""
    words = text.split()
    for size in range(min(len(words), 8), 0, -1):
        for said in (words[-size:], words[:size]):
            time = without_to(" ".join(said))
            if is_time(time):
                return time
    return ""


def _is_period(text: str) -> bool:
    return all(
        word.lower() in _PERIODS | _LISTED | {"on", "for", "the"}
        for word in text.strip("?! ").split()
    )


def leading(text: str) -> tuple[str, str]:
    """Divide the reference that a text begins with from the rest; none is an empty one."""
    words = text.split()
    for size in (1, 2):
        said = words[:size]
        ref = parse_reference(said[0]) if len(said) == size == 1 else _parted(said)
        if ref:
            return ref, " ".join(words[size:])
    return "", text


def _parted(words: list[str]) -> str | None:
    """Return the reference typed with a blank in place of its dash: `s dy8p`."""
    if len(words) != 2 or len(words[0].strip("#(")) != 1:
        return None
    name = words[1]
    mixed = any(mark.isdigit() for mark in name) and any(mark.isalpha() for mark in name)
    clock = re.fullmatch(r"\d{1,4}[ap]m", name, re.IGNORECASE)
    return parse_reference(f"{words[0]}-{name}") if mixed and not clock else None


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
