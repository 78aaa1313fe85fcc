"""What of a text can be seen: nothing hides in it, and nothing that people write is lost."""

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scheduling.model.text import visible, with_short_quotes

INVISIBLE = [
    *"\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2064\u2066\u2069\u206f\ufeff\u00ad\u034f",
    *"\u061c\u180b\u180e\u115f\u1160\u17b4\u2800\u3164\uffa0\ufe00\ufe0f\ufff9\ufffb\x00\x07\x1b\x7f",
    *"\x9b\ud800\udfff\U0001d173\U0001bca0\U000e0001\U000e0041\U000e007f\U000e0100\U000e01ef",
]
WRITTEN = [
    "Deposition of Jane Doe",
    "first line\nsecond line\twith a tab",
    "José Ñandú · Größe · Ελλάδα · Привет · שלום · 東京 · กรุงเทพ",
    "می\u200cخواهم",  # Persian: "I want", with the joiner that keeps its parts apart
    "क्\u200dष · क्\u200cष",  # Hindi: the half form and the one that does not join
    "👩\u200d⚕\ufe0f 👨🏽\u200d💻 🏳\ufe0f\u200d🌈 1\ufe0f⃣ ©\ufe0f ⚖\ufe0e ‼\ufe0f ↔\ufe0f",
    "葛\U000e0100城",  # the very form of a character that a place's name is written with
    "\u0600١٢٣",  # the Arabic number sign is drawn
]


@pytest.mark.parametrize("mark", INVISIBLE, ids=lambda mark: f"U+{ord(mark):04X}")
def test_what_nobody_can_see_is_left_out_wherever_it_stands(mark: str) -> None:
    assert visible(mark) == ""
    assert visible(mark * 3) == ""
    assert visible(f"{mark}Jane{mark} D{mark}oe{mark * 2}") == "Jane Doe"


@pytest.mark.parametrize("text", WRITTEN)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_a_mark_is_kept_once_and_only_where_it_is_drawn() -> None:
    assert visible("⚖\ufe0f\ufe0f\ufe01") == "⚖\ufe0f"
    assert visible("⚖\u200d\u200d⚖") == "⚖⚖"
    assert visible("Doe\ufe0f Roe\U000e0100") == "Doe Roe"
    assert visible("\u2800\ufe0f\u200d\u2800") == ""


@pytest.mark.parametrize("nameless", ["\ue000", "\u0378"])
def test_a_joiner_beside_a_character_without_a_name_is_left_out(nameless: str) -> None:
    assert visible(f"{nameless}\u200c{nameless}") == nameless * 2


def test_lines_end_one_way() -> None:
    assert visible("a\r\nb\rc\u2028d\u2029e\u0085f") == "a\nb\nc\nd\ne\nf"


def test_every_format_character_is_left_out_but_those_that_are_drawn() -> None:
    drawn = {0x600, 0x601, 0x602, 0x603, 0x604, 0x605, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2}
    drawn |= {0x110BD, 0x110CD}
    format_characters = {
        code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"
    }
    assert {code for code in format_characters if visible(f"a{chr(code)}b") != "ab"} == drawn


MARKS = st.sampled_from([*INVISIBLE, *"".join(WRITTEN)])


@given(st.text(st.characters(exclude_categories=()) | MARKS))
def test_what_is_seen_stays_so_and_can_be_written_down(text: str) -> None:
    seen = visible(text)
    assert visible(seen) == seen
    assert json.loads(json.dumps(seen).encode()) == seen
    seen.encode()


def test_a_long_text_of_marks_is_read_through_once() -> None:
    assert visible("\u200c" * 200_000) == ""
    assert len(visible("⚖\u200d" * 100_000)) == 199_999


def test_what_a_sentence_repeats_of_a_text_is_short() -> None:
    said = with_short_quotes(f"“{'x' * 400}” isn't “{'y' * 150}”. Enter a time, such as “2pm”.")
    assert said == f"“{'x' * 149}…” isn't “{'y' * 150}”. Enter a time, such as “2pm”."
