"""The words of each language."""

import pytest

from bot.times.reading.languages.english import ENGLISH
from bot.times.reading.languages.french import FRENCH
from bot.times.reading.languages.german import GERMAN
from bot.times.reading.languages.language import Language
from bot.times.reading.languages.portuguese import PORTUGUESE
from bot.times.reading.languages.spanish import SPANISH
from bot.times.reading.parts import DayTime


@pytest.mark.parametrize("language", [ENGLISH, SPANISH, FRENCH, PORTUGUESE, GERMAN])
def test_no_word_stands_twice_where_the_later_would_hide_the_earlier(language: Language) -> None:
    words = [
        word
        for kind in language.words.values()
        for spellings in ([kind] if isinstance(kind, str) else kind.values())
        for word in spellings.split()
    ]
    assert {word for word in words if words.count(word) > 1} == set()


def test_a_word_for_any_hour_can_be_taught_as_a_part_of_the_day() -> None:
    dawn, teatime = DayTime(begins=6), DayTime(begins=16)
    assert (dawn.hours, teatime.hours) == ((6, 12), (16, 17))
    assert [part.includes(7) for part in (dawn, teatime)] == [True, False]
    assert [part.includes(16) for part in (dawn, teatime)] == [False, True]
