"""Masks addresses, case numbers and the like in a line, so that none is read as part of a time."""

import re
from dataclasses import dataclass, replace

from bot.scheduling.command_line.entities import EntityKind, find_entities
from bot.scheduling.command_line.languages.english_entities import ROAD_NUMBER
from bot.scheduling.command_line.punctuation import tidy
from bot.times.reading import Question, Refusal
from bot.times.reading.answers import Answer

_LAST_MONTH, _LAST_DAY = 12, 31
_FRACTION = re.compile(r"\d{1,2}/\d{1,2}\b")
# No word of a language, place or name begins with it.
_PLACEHOLDER = "Xqz"


@dataclass(frozen=True, slots=True)
class MaskedLine:
    """A line without its addresses and its case number, and with a placeholder for each other entity.

    `masked` are the placeholders, each with the words that it stands for; `original` is the line.
    """

    text: str
    case: str
    emails: tuple[str, ...]
    masked: tuple[tuple[str, str], ...]
    original: str

    @classmethod
    def of(cls, line: str, *, day_first: bool) -> "MaskedLine":
        """Mask a line; the first of several case numbers is taken out, the others stay in the title."""
        found = find_entities(line, day_first=day_first)
        case = next((entity for entity in found if entity.kind is EntityKind.CASE_NUMBER), None)
        emails = tuple(entity for entity in found if entity.kind is EntityKind.EMAIL)
        text, masked = line, []
        for at, entity in reversed(tuple(enumerate(found))):
            words, placeholder = line[entity.start : entity.end], ""
            if entity is not case and entity not in emails:
                placeholder = _placeholder(at)
                masked.append((placeholder, words))
            before = text[: entity.start].removesuffix("#" if entity is case else "")
            text = before + placeholder + text[entity.end :]
        return cls(
            text=tidy(text),
            case=line[case.start : case.end] if case else "",
            emails=tuple(line[entity.start : entity.end] for entity in emails),
            masked=tuple(masked),
            original=line,
        )

    def refuse_masked_day(self) -> Refusal | None:
        """Return a refusal if something that was masked may be the day of a line without a time."""
        for _, words in reversed(self.masked):
            numbers = [int(number) for number in re.findall(r"\d+", words)]
            is_date = _FRACTION.match(words) and numbers[0] <= _LAST_MONTH
            if (is_date or ROAD_NUMBER.match(words)) and numbers[-1] <= _LAST_DAY:
                sentence = (
                    f"“{words}” could be the time or part of the title. Enter a day and time, such"
                    " as “tomorrow 2pm”."
                )
                return Refusal(sentence, rest=tidy(self.original))
        return None

    def restore(self, text: str) -> str:
        """Return a text with the masked words in place of their placeholders."""
        for placeholder, words in self.masked:
            text = text.replace(placeholder, words)
        return text

    def restore_answer(self, answer: Answer) -> Answer:
        """Return an answer with the masked words in place of their placeholders."""
        if isinstance(answer, Question):
            choices = (replace(one, rest=self.restore(one.rest)) for one in answer.choices)
            return Question(self.restore(answer.sentence), tuple(choices))
        if isinstance(answer, Refusal):
            answer = replace(answer, sentence=self.restore(answer.sentence))
        return replace(answer, rest=self.restore(answer.rest))


def _placeholder(number: int) -> str:
    """Return a word that has no digits, a different one for each number up to 99."""
    return _PLACEHOLDER + "".join(chr(ord("a") + int(digit)) for digit in f"{number:02}")
