"""A refusal says what is wrong, and whether the text speaks of a time at all."""

import pytest

from bot.times.reading import Refusal, read
from tests.times.phrase_tables import NOW, ZONE


@pytest.mark.parametrize(
    "text",
    [
        "Jane Doe, volume two",
        "foo",
        "Doe v. Acme 2",
        "Exhibit 12",
        "Doe v. Houston",
        "PT evaluation",
    ],
)
def test_words_that_speak_of_no_time(text: str) -> None:
    assert refused(text, leftovers=True).about_time is False
    assert refused(text, leftovers=False).about_time is True


@pytest.mark.parametrize(
    "text",
    ["Doe yesterday", "Doe next week", "Doe every friday", "Doe 25:00", "Doe 14pm", "Doe asap"],
)
def test_a_time_that_cannot_be_booked_is_spoken_of(text: str) -> None:
    assert refused(text, leftovers=True).about_time is True


@pytest.mark.parametrize(("text", "said"), [("25:00 tomorrow", "“25:00”"), ("14pm", "“14 pm”")])
def test_what_is_no_clock_is_named(text: str, said: str) -> None:
    assert said in refused(text, leftovers=True).sentence


def refused(text: str, *, leftovers: bool) -> Refusal:
    answer = read(text, now=NOW, zone=ZONE, leftovers=leftovers)
    assert isinstance(answer, Refusal)
    return answer
