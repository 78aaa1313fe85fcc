"""The words of each language."""

import pytest

from bot.times.reading.languages.english import ENGLISH
from bot.times.reading.languages.french import FRENCH
from bot.times.reading.languages.german import GERMAN
from bot.times.reading.languages.language import Language
from bot.times.reading.languages.portuguese import PORTUGUESE
from bot.times.reading.languages.spanish import SPANISH


@pytest.mark.parametrize("language", [ENGLISH, SPANISH, FRENCH, PORTUGUESE, GERMAN])
def test_no_word_stands_twice_where_the_later_would_hide_the_earlier(language: Language) -> None:
    words = [
        word
        for kind in language.words.values()
        for spellings in ([kind] if isinstance(kind, str) else kind.values())
        for word in spellings.split()
    ]
    assert {word for word in words if words.count(word) > 1} == set()
