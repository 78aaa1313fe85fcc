"""A command line as it was typed, and which of its words are a time."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from bot.scheduling.command_line.languages import english
from bot.scheduling.command_line.verbs import VERBS, CommandVerbs
from bot.times.reading import Question, Reading, Refusal
from bot.times.reading.answers import Answer

MOST_WORDS_OF_A_TIME = 8


@dataclass(frozen=True)
class TypedLine:
    """The text after a command, with what its words may be.

    `read_time` reads words that have to be a time and nothing else; `read_move` also takes how far a
    booking moves.
    """

    command: str
    text: str
    read_time: Callable[[str], Answer]
    read_move: Callable[[str], Answer]

    @property
    def verbs(self) -> CommandVerbs:
        """The verbs of the command."""
        return VERBS[self.command]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words, as they were typed."""
        return tuple(self.text.split())

    @cached_property
    def bare(self) -> tuple[str, ...]:
        """The words in lower case, without punctuation at their ends."""
        text = with_straight_apostrophes(self.text.lower())
        return tuple(bare for word in text.split() if (bare := word.strip(' ?!¿¡.,:;"“”')))

    @property
    def first(self) -> str:
        """The first of the bare words, empty where there is none."""
        return self.bare[0] if self.bare else ""

    @property
    def second(self) -> str:
        """The second of the bare words, empty where there is none."""
        return self.bare[1] if len(self.bare) > 1 else ""

    @property
    def rest(self) -> str:
        """The text after the first word."""
        return first_word(self.text)[1]

    @property
    def is_capitalized(self) -> bool:
        """Whether the line begins with a capital, and is not all in capitals."""
        return self.text[:1].isupper() and not self.text.isupper()

    @property
    def begins_with_name(self) -> bool:
        """Whether it begins with a name and has a time of day: `When I Work 2pm`, or `How v. Kim`."""
        if self.second in english.VERSUS:
            return True
        second = self.words[1] if len(self.words) > 1 else ""
        return self.is_capitalized and second[:1].isupper() and self.has_clock_time

    @property
    def ends_in_question_mark(self) -> bool:
        """Whether it ends in a question mark."""
        return self.text.rstrip(' !)"”').endswith("?")

    @cached_property
    def has_clock_time(self) -> bool:
        """Whether it ends or begins with a time of day."""
        return bool(time_at_either_end(self.text.strip(" ?!"), is_time=self.is_time_of_day))

    def is_time(self, words: str) -> bool:
        """Return whether words are a time and nothing else."""
        return bool(words.strip()) and not isinstance(self.read_time(words), Refusal)

    def is_time_of_day(self, words: str) -> bool:
        """Return whether words are a time of day, with or without a day."""
        match self.read_time(words):
            case Reading() as one:
                return not one.date_only
            case Question(choices=choices):
                return any(not choice.date_only for choice in choices)
            case _:
                return False

    def is_new_time(self, words: str) -> bool:
        """Return whether a booking can be moved to, or by, what words say: `to 3`, `1 week`."""
        time = without_to(words)
        ways = (time, f"{english.BY} {time}")
        return bool(time) and any(not isinstance(self.read_move(way), Refusal) for way in ways)

    def needs_verb(self, time: str, *, verb: str) -> bool:
        """Return whether only the verb tells the direction of a move: `postpone` 2 weeks."""
        is_open = bool(time) and isinstance(self.read_move(time), Question)
        return is_open and isinstance(self.read_move(f"{verb} {time}"), Reading)


def first_word(text: str) -> tuple[str, str]:
    """Split a text into its first word and the rest, both without blanks around them."""
    first, *rest = text.split(maxsplit=1) or [""]
    return first, "".join(rest).strip()


def with_straight_apostrophes(text: str) -> str:
    """Return a text with straight apostrophes in place of curly ones."""
    return text.replace("’", "'")


def without_to(text: str) -> str:
    """Return a new time without the “to” before it."""
    word, time = first_word(text)
    return time if time and word.lower() == english.TO else text


def time_at_either_end(text: str, *, is_time: Callable[[str], bool]) -> str:
    """Return the longest time that a text ends or begins with; empty if there is none."""
    words = text.split()
    for size in range(min(len(words), MOST_WORDS_OF_A_TIME), 0, -1):
        for said in (words[-size:], words[:size]):
            time = without_to(" ".join(said))
            if is_time(time):
                return time
    return ""
