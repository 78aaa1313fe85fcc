"""Text in blocks: escaped, within Slack's lengths, and never cut where it would break."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scheduling.model.text import clip
from handlers.ui.blocks import (
    as_written,
    button,
    clip_escaped,
    clip_lines,
    escape,
    full_text,
    mrkdwn,
    option,
    section,
    text_input,
    unmarked,
)


def test_exactly_three_characters_are_replaced() -> None:
    assert escape("A & B <c>") == "A &amp; B &lt;c&gt;"
    assert escape("<!channel> <@U1>") == "&lt;!channel&gt; &lt;@U1&gt;"
    assert escape('"it\'s"') == '"it\'s"'


@given(text=st.text(alphabet="&<>ab ", max_size=80), to=st.integers(10, 60))
def test_what_is_clipped_is_whole_entities_within_the_length(text: str, to: int) -> None:
    clipped = clip_escaped(text, to=to)
    assert len(clipped) <= to
    assert escape(html.unescape(clipped)) == clipped, "an entity was cut in two"
    assert text.startswith(html.unescape(clipped).removesuffix("…"))
    assert clipped == escape(text) or clipped.endswith("…")


def test_clipping_keeps_as_much_as_it_can() -> None:
    assert len(html.unescape(clip_escaped("&" * 100, to=52))) >= 10
    assert clip_escaped("x" * 100, to=52) == "x" * 51 + "…"


@pytest.mark.parametrize(("text", "clipped"), [("abc", "abc"), ("abcd", "ab…"), ("a bc", "a…")])
def test_a_text_too_long_ends_in_an_ellipsis(text: str, clipped: str) -> None:
    assert clip(text, to=3) == clipped


def test_slack_looks_for_no_names_or_links_in_what_is_written() -> None:
    assert mrkdwn("x")["verbatim"] is True
    assert len(section("x" * 4000)["text"]["text"]) == 3000
    assert len(option("v", text="x" * 90)["text"]["text"]) == 75


def test_nothing_hides_in_what_is_shown() -> None:
    hidden = "Doe\u200b \u202ev.\u2066 Roe\ud800\x00"
    assert escape(hidden) == clip_escaped(hidden, to=50) == "Doe v. Roe"
    assert button(hidden, action="a")["text"]["text"] == "Doe v. Roe"
    assert option("v", text=hidden)["text"]["text"] == "Doe v. Roe"


def test_a_field_begins_with_what_fits_it() -> None:
    several = "Doe\u200b\r\nv. Roe\n"
    line = text_input("a", label="A", value=several)["element"]
    lines = text_input("a", label="A", value=several, multiline=True)["element"]
    assert line["initial_value"] == "Doe v. Roe"
    assert lines["initial_value"] == "Doe\nv. Roe\n"
    assert "initial_value" not in text_input("a", label="A", value="\u200b")["element"]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Ruiz *v.* Marin", "Ruiz ∗v.∗ Marin"),
        ("_Sealed_ exhibits", "ˍSealedˍ exhibits"),
        ("~Old~ `new`", "∼Old∼ ˋnewˋ"),
        ("2026_CV_118 and 3*4", "2026_CV_118 and 3*4"),
        ("Müller_", "Müllerˍ"),
    ],
)
def test_signs_that_slack_would_take_for_marks_look_alike_and_mark_nothing(
    typed: str, shown: str
) -> None:
    assert unmarked(typed) == shown


def test_what_people_and_providers_wrote_is_escaped_unmarked_and_cut_whole() -> None:
    assert as_written("*a* <!here> & `b`", to=100) == "∗a∗ &lt;!here&gt; &amp; ˋbˋ"
    assert as_written("<<<<<", to=12) == "&lt;&lt;…"
    assert [each["text"]["text"] for each in full_text("Notes: _a_ *b*")] == ["Notes: ˍaˍ ∗b∗"]


def test_a_list_that_is_too_long_ends_with_a_whole_line() -> None:
    assert clip_lines(["abc", "de", "f"], to=6) == ["abc", "de"]
    assert clip_lines(["abc", "de", "f"], to=8) == ["abc", "de", "f"]
    assert clip_lines(["abc", "de"], to=2) == []
