"""What a command line begins with: verbs, references, questions, and titles that look like them."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.scheduling.command_line.parser import ParsedCommand, parse_command
from bot.scheduling.command_line.verbs import is_one_edit_away
from bot.times.reading import Reading

NOW = datetime.fromisoformat("2026-11-25T10:20-05:00")


def said(line: str) -> ParsedCommand:
    command, _, text = line.partition(" ")
    return parse_command(command, text, now=NOW, zone="America/New_York")


FOLDER = Path(__file__).parent


def table(name: str) -> list[tuple[str, ...]]:
    """Return the rows of a file of lines, each with what it is taken for, column by column."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [
        tuple(part.strip() for part in line.split("|"))
        for line in lines
        if not line.startswith("#")
    ]


def taken_for(line: str) -> str:
    taken = said(line)
    if taken.say:
        return "said"
    if taken.did_you_mean:
        return f"meant {taken.did_you_mean[0]}"
    is_titled = taken.verb == "new" and not line.startswith("/agent")
    return f"{taken.verb} {taken.title if is_titled else taken.rest}".strip()


@pytest.mark.parametrize(("line", "means"), table("first_words"))
def test_a_line_is_taken_for_what_it_begins_with(line: str, means: str) -> None:
    assert taken_for(line) == means


@pytest.mark.parametrize(("line", "title"), table("titles"))
def test_a_line_that_only_begins_like_a_verb_is_a_title(line: str, title: str) -> None:
    taken = said(line)
    assert (taken.verb, taken.did_you_mean, taken.title) == ("new", (), title)
    assert isinstance(taken.when, Reading)


@pytest.mark.parametrize("line", ["Stone depo TBD", "Listing of exhibits", "Canceled flights case"])
def test_a_line_without_a_time_is_a_title(line: str) -> None:
    taken = said(f"/session {line}")
    assert (taken.verb, taken.did_you_mean, taken.when, taken.title) == ("new", (), None, line)


@pytest.mark.parametrize(("line", "verb", "rest"), table("verbs"))
def test_a_verb_is_one_where_its_argument_follows(line: str, verb: str, rest: str) -> None:
    taken = said(line)
    assert (taken.verb, taken.rest, taken.did_you_mean, taken.say) == (verb, rest, (), "")


@pytest.mark.parametrize(("line", "name", "typed"), table("named_bookings"))
def test_a_booking_is_named_and_its_time_keeps_the_verb_that_gives_its_direction(
    line: str, name: str, typed: str
) -> None:
    taken = said(line)
    assert (taken.name, taken.typed) == (name, typed)
    assert taken.did_you_mean == ()


@pytest.mark.parametrize(("line", "verb", "ways"), table("described"))
def test_a_booking_is_described_and_its_words_are_divided_from_its_time(
    line: str, verb: str, ways: str
) -> None:
    taken = said(line)
    divided = [
        f"{' '.join(each.words)} +{' '.join(each.whole)} > {each.typed}".replace(" + ", " ").strip()
        for each in taken.described
    ]
    assert (taken.verb, taken.name, "; ".join(divided)) == (verb, "", ways)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("/session S-DY8P: tomorrow 3pm", "/session move S-DY8P tomorrow 3pm"),
        ("/session please postpone S-DY8P 1 week", "/session postpone S-DY8P 1 week"),
        ("/session i need to move S—DY8P", "/session move S-DY8P fri 3pm"),
        ("/session s 12pm fri 2pm", "/session move S-12PM fri 2pm"),
        ("/session S-DY8P delay by 30 min", "/session delay S-DY8P by 30 min"),
        ("/session S-DY8P postpone to friday 2pm", "/session move S-DY8P friday 2pm"),
        ("/session #sdy8p to friday 2pm", "/session move S-DY8P friday 2pm"),
        ("/session please cancel S-DY8P", "/session cancel S-DY8P"),
        ("/session Smith depo S-DY8P Friday 2pm", "/session move S-DY8P Friday 2pm"),
        ("/session S-10AM", None),
        ("/session p4k2a", "/appointment show P-4K2A"),
        ("/session A-7K2M friday 2pm", "/agent move A-7K2M friday 2pm"),
        ("/appointment s-dy8p tomorrow 2pm", "/session move S-DY8P tomorrow 2pm"),
        ("/bookings S-DY8P", "/session show S-DY8P"),
        ("/session Cancle S-DY8P", "/session cancel S-DY8P"),
        ("/session mov S-DY8P fri 2pm", "/session move S-DY8P fri 2pm"),
        ("/session cnacel next", "/session cancel next"),
        ("/session lsit friday", "/session list friday"),
        ("/session hepl", "/session help"),
        ("/session when is the Smith depo?", "/session list Smith depo"),
        ("/session what's next", "/session show next"),
        ("/session how do I cancel", "/session help"),
        ("/session is anyone free friday", "/session list friday"),
        ("/session find the Okafor depo", "/session list Okafor depo"),
        ("/session search Okafor Friday", "/session list Okafor Friday"),
        ("/session my sessions friday", "/session list friday"),
        ("/session Okafor depo?", "/session list Okafor depo"),
    ],
)
def test_what_is_no_new_booking_is_asked_about(line: str, meant: str | None) -> None:
    taken = said(line)
    assert taken.verb == (None if meant else "show")
    assert taken.did_you_mean[:1] == ((meant,) if meant else ())
    assert taken.when is None


@pytest.mark.parametrize("line", ["undo", "Undo last", "redo", "restore last"])
def test_what_cannot_be_done_is_said(line: str) -> None:
    assert "`/session help`" in said(f"/session {line}").say


@pytest.mark.parametrize("word", ["mvoe", "moe", "moves", "mote", "omve"])
def test_one_slip_is_a_letter_more_less_changed_or_swapped(word: str) -> None:
    assert is_one_edit_away(word, "move")
    assert not is_one_edit_away(word, "list")


def test_two_slips_are_another_word() -> None:
    assert not is_one_edit_away("moev s", "move")
    assert not is_one_edit_away("evom", "move")
