"""Words after a time that may be its place, and may as well be a name: `2pm Jordan deposition`."""

from dataclasses import replace

from bot.times.reading.answers import Answer, Question, Reading, Refusal, readings
from bot.times.reading.embedded.boundaries import is_separator
from bot.times.reading.embedded.embedded_time import EmbeddedAnswer, EmbeddedTime
from bot.times.reading.embedded.find_time import find_time
from bot.times.reading.embedded.zone_evidence import Confidence
from bot.times.reading.languages import in_any_language
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.places.gazetteer import lookup_key
from bot.times.reading.places.known_names import known_names
from bot.times.reading.token import Token
from bot.times.zone_abbreviations import ABBREVIATIONS

_AROUND_NAMES = ' ()[]-–—,;:|"“”*_'
_LETTERS_OF_A_WORD = 2
_IN_COMPANY_NAMES = in_any_language(lambda language: language.in_company_names)


def place_or_person(embedded: EmbeddedTime, found: EmbeddedAnswer) -> Answer:
    """The answer found; asked about where what it took for a zone may be a name."""
    if not embedded.line.names_a_zone():
        return found.answer
    sure = find_time(replace(embedded, zone_confidence=Confidence.SURELY))
    if sure is None:
        return found.answer
    if isinstance(found.answer, Refusal) and not isinstance(sure.answer, Refusal):
        found = find_time(ignoring_refusals(embedded)) or sure
    taken = tuple(word for word in sure.left if word not in found.left)
    if not taken:
        return found.answer
    likely = find_time(replace(embedded, zone_confidence=Confidence.LIKELY)) or sure
    choices = _by_instant(found, likely, sure)
    line = embedded.line
    if len(choices) <= 1:
        return found.answer if _belongs_to_the_time(line.words, taken) else sure.answer
    said = line.text[taken[0].start : taken[-1].end].strip(_AROUND_NAMES)
    return Question(f"Is “{said}” the time zone, or part of the title?", choices)


def _by_instant(*ways: EmbeddedAnswer) -> tuple[Reading, ...]:
    """What several ways offer, each moment once, as the last of them reads it."""
    choices = (choice for way in ways for choice in readings(way.answer))
    return tuple({choice.moment.instant: choice for choice in choices}.values())


def ignoring_refusals(embedded: EmbeddedTime) -> EmbeddedTime:
    """Likewise, but nothing for what is refused, so that its words are tried as a title's."""

    def resolve(parse: PartialParse) -> Answer | None:
        answer = embedded.resolve(parse)
        return None if isinstance(answer, Refusal) else answer

    return replace(embedded, resolve=resolve)


def _belongs_to_the_time(words: tuple[Token, ...], taken: tuple[Token, ...]) -> bool:
    """Whether a zone that changes nothing is none of the title's: `2pm ET Doe`, not `2pm Est. of Doe`."""
    first, end = taken[0], words.index(taken[-1]) + 1
    following = words[end] if end < len(words) else None
    zone = known_names().get(lookup_key(" ".join(word.text for word in taken)))
    if following is None or is_separator(following):
        return zone is not None and not zone.is_place
    is_short = first.is_in_capitals and len(first.text) == _LETTERS_OF_A_WORD
    if is_short and following.kind == "unknown" and not following.is_titled:
        return False
    is_letters = first.text in ABBREVIATIONS and not first.is_titled
    return is_letters and following.text not in _IN_COMPANY_NAMES
