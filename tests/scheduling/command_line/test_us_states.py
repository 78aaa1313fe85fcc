"""States at the beginning of a text, by their names or codes."""

import pytest

from bot.scheduling.command_line.us_states import read_states


@pytest.mark.parametrize(
    ("text", "states", "rest"),
    [
        ("CA NY", ("CA", "NY"), ""),
        ("ca, ny tomorrow", ("CA", "NY"), "tomorrow"),
        ("New York and more", ("NY",), "and more"),
        ("West Virginia, Virginia", ("WV", "VA"), ""),
        ("CA in two weeks", ("CA",), "in two weeks"),
        ("CA IN", ("CA", "IN"), ""),
        ("in", ("IN",), ""),
        ("DC", ("DC",), ""),
        ("tomorrow", (), "tomorrow"),
        ("canada", (), "canada"),
    ],
)
def test_states_are_read_as_people_name_them(text: str, states: tuple[str, ...], rest: str) -> None:
    assert read_states(text) == (states, rest)
