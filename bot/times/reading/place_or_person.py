"""Words behind a time that may be its place, and may as well be a name: `2pm Jordan deposition`."""

from dataclasses import replace

from bot.times.reading.answers import Answer, Question, Reading, Refusal, readings
from bot.times.reading.embedded_time import EmbeddedTime, Found
from bot.times.reading.finding import found_time
from bot.times.reading.languages.english import ENGLISH
from bot.times.reading.one_run import is_break
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.places.gazetteer import plain
from bot.times.reading.places.names import known_names
from bot.times.reading.tiling import Resolve
from bot.times.reading.token import Token
from bot.times.reading.zone_evidence import Says
from bot.times.zone_abbreviations import ABBREVIATIONS

_AROUND_NAMES = ' ()[]-–—,;:|"“”*_'


def unless_a_name(embedded: EmbeddedTime, *, found: Found, resolve: Resolve) -> Answer:
    """The answer found; asked about where what it took for a zone may be a name."""
    answer, left = found
    if not embedded.names_a_zone():
        return answer
    sure = found_time(replace(embedded, zones_that=Says.SURELY), resolve)
    if sure is None:
        return answer
    otherwise = sure[0]
    if isinstance(answer, Refusal) and not isinstance(otherwise, Refusal):
        answer, left = found_time(replace(embedded), unless_refused(resolve)) or sure
    taken = tuple(word for word in sure[1] if word not in left)
    if not taken:
        return answer
    likely = found_time(replace(embedded, zones_that=Says.LIKELY), resolve) or sure
    choices = _by_instant(answer, likely[0], otherwise)
    if len(choices) <= 1:
        return answer if _belongs_to_the_time(embedded.words, taken) else otherwise
    said = embedded.text[taken[0].start : taken[-1].end].strip(_AROUND_NAMES)
    return Question(f"Is “{said}” whose time is meant, or part of the title?", choices)


def _by_instant(*answers: Answer) -> tuple[Reading, ...]:
    """What the answers offer, each instant once."""
    offered = (choice for answer in answers for choice in readings(answer))
    return tuple({choice.moment.instant: choice for choice in offered}.values())


def unless_refused(resolve: Resolve) -> Resolve:
    """Likewise, but nothing for what is refused, so that its words are tried as a title's."""

    def accepted(said: PartialParse) -> Answer | None:
        answer = resolve(said)
        return None if isinstance(answer, Refusal) else answer

    return accepted


def _belongs_to_the_time(words: tuple[Token, ...], taken: tuple[Token, ...]) -> bool:
    """Whether a zone that changes nothing is none of the title's: `2pm ET Doe`, not `2pm Est. of Doe`."""
    first, end = taken[0], words.index(taken[-1]) + 1
    following = words[end] if end < len(words) else None
    zone = known_names().get(plain(" ".join(word.text for word in taken)))
    if following is None or is_break(following):
        return zone is not None and not zone.is_place
    is_short = first.is_in_capitals and len(first.text) == len("ET")
    if is_short and following.kind == "unknown" and not following.is_titled:
        return False
    is_letters = first.text in ABBREVIATIONS and not first.is_titled
    return is_letters and following.text not in ENGLISH.in_company_names
