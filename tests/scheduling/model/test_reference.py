"""References: what is printed on a card is understood however it is typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scheduling.model.reference import ALPHABET, Kind, new_reference, parse_reference


@given(kind=st.sampled_from(Kind), name=st.text(ALPHABET, min_size=4, max_size=4))
def test_every_reference_is_read_back_in_any_case(kind: Kind, name: str) -> None:
    drawn = iter(name)
    ref = new_reference(kind, choose=lambda _: next(drawn))
    assert ref == f"{kind}-{name}"
    for typed in (ref, ref.lower(), f" {ref}. ", f"({ref})", ref.replace("-", "–")):
        assert parse_reference(typed) == ref


@pytest.mark.parametrize(
    ("typed", "ref"),
    [
        ("s-7k2m", "S-7K2M"),
        ("s7k2m", "S-7K2M"),
        ("S_7K2M", "S-7K2M"),
        ("S—7K2M", "S-7K2M"),
        ("S‑7K2M", "S-7K2M"),
        ("S−7K2M", "S-7K2M"),
        ("S－7K2M", "S-7K2M"),
        ("\u200bS-\u00ad7K\u20602M\ufeff", "S-7K2M"),
        ("\u00a0S-7K2M\u202f", "S-7K2M"),
        ("S-OIL5", "S-0115"),
        ("a-0000", "A-0000"),
        ("#p-abcd", "P-ABCD"),
        ("s-7k2mx", "S-7K2MX"),
        ("(A–L4OIB)", "A-1401B"),
    ],
)
def test_a_reference_is_understood(typed: str, ref: str) -> None:
    assert parse_reference(typed) == ref


@pytest.mark.parametrize(
    "typed",
    ["", "April", "start", "S-7K2", "X-7K2M", "S-7K2U", "S- 7K2M", "next", "S-７Ｋ２Ｍ"],
)
def test_what_is_no_reference_is_none(typed: str) -> None:
    assert parse_reference(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["E-Trade", "E-filed", "A-12345", "A-IOIOI", "A-1OO1A", "S-7K2MXY", "S-7K2UX"],
)
def test_a_longer_reference_is_neither_a_word_nor_a_number(typed: str) -> None:
    assert parse_reference(typed) is None


@pytest.mark.parametrize("typed", ["S7K2MX", "Apt12B", "Pier39", "Suite5", "Covid19"])
def test_a_longer_reference_is_understood_with_its_dash_alone(typed: str) -> None:
    assert parse_reference(typed) is None


@pytest.mark.parametrize("kind", Kind)
def test_a_longer_reference_is_read_back_however_it_is_misread(kind: Kind) -> None:
    ref = new_reference(kind, longer=True)
    assert re.fullmatch(f"{kind}-[{ALPHABET}]{{5}}", ref)
    misread = ref[2:].replace("0", "O")
    for typed in (ref, ref.lower(), f"{kind}-{misread}", f"{kind}-{misread.replace('1', 'I')}"):
        assert parse_reference(typed) == ref


def test_a_longer_reference_is_drawn_until_it_has_a_letter_and_a_digit() -> None:
    drawn = iter("TRADE1234510A007K2MX")
    assert new_reference(Kind.SESSION, longer=True, choose=lambda _: next(drawn)) == "S-7K2MX"


@given(text=st.text(max_size=20))
def test_no_text_breaks_it(text: str) -> None:
    ref = parse_reference(text)
    assert ref is None or (ref[0] in "SAP" and set(ref[2:]) <= set(ALPHABET))


def test_references_are_drawn_by_chance() -> None:
    assert len({new_reference(Kind.SESSION) for _ in range(50)}) > 40
