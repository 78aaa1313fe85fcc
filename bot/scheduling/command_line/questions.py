"""Lines that ask for something, in words, where a command was due: and the list that answers them."""

from bot.scheduling.command_line.typed_line import TypedLine, first_word
from bot.scheduling.command_line.verbs import Verb

NEXT_OR_LAST = frozenset({"next", "last"})


def words_of(words: str) -> frozenset[str]:
    """Return words that were written with blanks between them."""
    return frozenset(words.split())


_INTERROGATIVE = words_of(
    "who who's whos what what's whats when when's whens where where's wheres which why whose"
)
# Of the other languages that times are read in; some are names, too.
_FOREIGN = words_of(
    "quién quien qué cuándo cuando dónde donde cuál cual cuáles cómo cuántas cuántos hay"
    " quand où qui quel quelle quels quelles combien comment est-ce"
    " wann wo wer welche welcher welches wie gibt"
    " quem qual quais onde quando quantas quantos"
    " chi dove quale wanneer wie waar welke"
)
_INDEFINITE = words_of("any anything anyone anybody")
# What begins a question whatever follows; the others also begin what somebody is to do.
_SURE_AUXILIARY = words_of("is are does did was were isn't aren't doesn't didn't")
_AUXILIARY = _SURE_AUXILIARY | words_of("am do can could has have would should shall might")
_SUBJECTS = words_of("i we you they he she there it any anything anyone anybody that this someone")
_LOOKING = words_of("find search lookup look")
_TELLING = words_of("tell give get let send")
UNDOING = words_of("undo redo repeat duplicate copy clone restore revert")
_FREE = words_of("free available availability")
_AT_ITS_END = _FREE | words_of("open taken booked busy")
_ALONE = words_of(
    "hi hello hey thanks thank thx menu commands usage options settings config version about"
    " h man docs stop quit hilfe ayuda aide ajuda aiuto"
)
LIST_WORDS = words_of(
    "session sessions booking bookings agent agents appointment appointments calendar schedule agenda"
    " upcoming everything mine all depos hearings"
)
_DAYS = words_of(
    "today tomorrow tonight monday tuesday wednesday thursday friday saturday sunday"
    " mon tue tues wed thu thur thurs fri sat sun"
)
_SPANS = words_of("week month attention everyone")
_PERIODS = _DAYS | _SPANS | LIST_WORDS | words_of("this next on for the my our")
_FILLERS = words_of(
    "is are am the a an on my our me i we have has do any for in at to what whats it that of"
    " everything one please up about time title when list booked scheduled move cancel"
)
_QUESTION_WORDS = (
    _INTERROGATIVE | _INDEFINITE | _AUXILIARY | _SUBJECTS | _LOOKING | _TELLING | _FREE | _FILLERS
) - {"this"} | LIST_WORDS
_HOW = words_of("how why can could would should")
_COURTESY = words_of("one please pls thanks thx now")
_TITLES_OF_SEARCH = words_of("warrant term terms")


def is_undo(line: TypedLine) -> bool:
    """Say whether something is to be done again or undone, which nobody can."""
    if line.first not in UNDOING or line.is_name:
        return False
    told = line.first in ("undo", "redo") or line.second in NEXT_OR_LAST
    return told or len(line.bare) == 1


def answering_command(line: TypedLine) -> str | None:
    """Return the verb and words of the command that answers a question; None where none is asked."""
    if not _asks(line):
        return None
    if line.first in _HOW | _ALONE:
        return Verb.HELP
    if line.first in _FOREIGN:
        return Verb.LIST
    looked = search_words(line.text)
    return f"{Verb.SHOW if looked.lower() in NEXT_OR_LAST else Verb.LIST} {looked}".strip()


def search_words(text: str) -> str:
    """Return the words of a text that a list can be asked for."""
    said = (word.strip("?!,") for word in text.split())
    return " ".join(
        word for word in said if word and word.lower().replace("’", "'") not in _QUESTION_WORDS
    )


def is_next_or_last(text: str) -> bool:
    """Say whether words name the next booking, or the last, and nothing else: `next one`, `last please`."""
    first, *rest = text.lower().split() or [""]
    return first in NEXT_OR_LAST and set(rest) <= LIST_WORDS | _COURTESY


def split_next_or_last(text: str) -> tuple[str, str]:
    """Divide `next` or `last` from the words behind it, without what it is the next of; else no name."""
    name, behind = first_word(text)
    if name.lower() not in NEXT_OR_LAST:
        return "", text
    what, rest = first_word(behind)
    return name, rest if what.lower() in LIST_WORDS | {"one"} else behind


def is_period(text: str) -> bool:
    """Say whether words name days to list, and nothing else: `my week`, `tomorrow's bookings`."""
    return all(word.lower().removesuffix("'s") in _PERIODS for word in text.strip("?! ").split())


def _asks(line: TypedLine) -> bool:
    return _is_marked(line) or ((_begins(line) or _is_listing(line)) and not line.is_name)


def _is_marked(line: TypedLine) -> bool:
    """Whether a question is plain by its end: `…?`, `is 2pm free`; a title with its time asks nothing."""
    if line.first in _AUXILIARY and line.bare[-1] in _AT_ITS_END:
        return True
    if not line.asks:
        return False
    begins = line.first in _INTERROGATIVE | _INDEFINITE | _AUXILIARY | {"how"}
    return not line.has_clock_time or begins or bool(_FREE & set(line.bare))


# Words that begin a question where one of these follows.
_FOLLOWED = {
    "how": words_of("do many long can to does about"),
    **dict.fromkeys(_AUXILIARY, _SUBJECTS),
}


def _begins(line: TypedLine) -> bool:
    word, second = line.first, line.second
    if word in _SURE_AUXILIARY | _INDEFINITE | _INTERROGATIVE:
        return True
    if word in _FOREIGN:
        return "".join(line.words[1:2])[:1].islower() and not line.has_clock_time
    if word in _FOLLOWED:
        return second in _FOLLOWED[word]
    if word == "look" and second not in ("up", "for"):
        return False
    if word in _LOOKING:
        in_small = not line.is_capitalized and second not in _TITLES_OF_SEARCH
        return in_small or not line.has_clock_time
    return (word in _TELLING and second in ("me", "us")) or _is_free(line)


def _is_free(line: TypedLine) -> bool:
    return line.first in _FREE and (is_period(line.rest) or line.is_time(line.rest))


def _is_listing(line: TypedLine) -> bool:
    """Whether it only names what can be listed or shown: `my week`, `sessions friday`, `next one`."""
    if line.first in _ALONE:
        return set(line.bare[1:]) <= {"docket", "you", "there"}
    if is_next_or_last(" ".join(line.bare)):
        return True
    if line.first == "my" and line.second in LIST_WORDS | NEXT_OR_LAST:
        return True
    return is_period(line.text) and bool((LIST_WORDS | _SPANS | {"my"}) & set(line.bare))
