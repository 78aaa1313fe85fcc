"""The words that a booking is found by, and the fields they may have to stand in."""

import pytest

from bot.scheduling.model.record import Record
from bot.scheduling.model.search_words import (
    Field,
    FieldFilter,
    are_among,
    has_in_field,
    is_indexed,
    words_in,
    words_of,
)
from bot.scheduling.model.session import Deponent
from tests.builders import a_booking, a_session, an_agent, an_appointment

SESSION = a_booking(
    session=a_session(
        case="2026-CV-118",
        deponent=Deponent(name="Jane Park", email="jane@park.example"),
        hosts=("h.lindqvist@firm.example",),
        invitees=("omar@court.example",),
        session_type="remote_deposition",
    )
)


def test_an_address_is_one_word_and_so_is_each_before_its_domain() -> None:
    assert words_in("Ask Zoë <J.Park@Firm.example>.") == {
        *("ask", "zoe", "j", "park", "j.park@firm.example"),
    }


def test_what_is_private_is_not_among_what_everybody_finds_it_by() -> None:
    everybodys = words_of(SESSION, private=False)
    assert {"jane", "park", "118", "deposition"} <= everybodys
    assert not any("@" in word or word == "omar" for word in everybodys)
    assert {"jane@park.example", "omar@court.example", "lindqvist"} <= words_of(SESSION)
    assert are_among(("Omar", "lind"), words_of(SESSION))
    assert not are_among(("omar",), everybodys)


@pytest.mark.parametrize(
    ("booking", "field", "text", "private"),
    [
        (SESSION, Field.CASE, "118", True),
        (SESSION, Field.DEPONENT, "jane park", True),
        (SESSION, Field.TYPE, "remote", True),
        (SESSION, Field.TYPE, "session", True),
        (an_agent(), Field.TYPE, "agent", True),
        (SESSION, Field.DEPONENT, "jane@park.example", False),
        (SESSION, Field.HOST, "lindqvist", False),
        (SESSION, Field.INVITEE, "omar", False),
        (an_appointment(), Field.INVITEE, "quillfeather", False),
    ],
)
def test_a_field_has_words_for_whoever_may_read_it(
    booking: Record, field: Field, text: str, *, private: bool
) -> None:
    """The last column says whether everybody who sees the booking may."""
    sought = FieldFilter(field, tuple(text.split()))
    assert has_in_field(booking, sought, private=True)
    assert has_in_field(booking, sought, private=False) is private
    others = (each for each in Field if each is not field)
    assert not any(
        has_in_field(booking, FieldFilter(each, sought.words), private=True) for each in others
    )


def test_a_session_without_a_deponent_has_nobody_in_that_field() -> None:
    sought = FieldFilter(Field.DEPONENT, ("jane",))
    assert not has_in_field(a_booking(), sought, private=True)


def test_only_the_type_is_not_among_the_words_that_are_indexed() -> None:
    assert [field for field in Field if not is_indexed(field)] == [Field.TYPE]


def test_a_word_of_any_length_is_looked_through_once() -> None:
    """A provider may send a title of any length; from each of its characters anew, this would take hours."""
    word = "x" * 1_000_000
    assert words_in(f"{word} jane@doe.example") == {word, "jane@doe.example", "jane"}
