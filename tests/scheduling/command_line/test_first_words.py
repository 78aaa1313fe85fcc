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


TABLE = Path(__file__).parent / "first_words.txt"


def table() -> list[tuple[str, str]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    pairs = (line.rpartition(" | ") for line in lines if not line.startswith("#"))
    return [(line, means) for line, _, means in pairs]


def taken_for(line: str) -> str:
    taken = said(line)
    if taken.say:
        return "said"
    if taken.did_you_mean:
        return f"meant {taken.did_you_mean[0]}"
    is_titled = taken.verb == "new" and not line.startswith("/agent")
    return f"{taken.verb} {taken.title if is_titled else taken.rest}".strip()


@pytest.mark.parametrize(("line", "means"), table())
def test_a_line_is_taken_for_what_it_begins_with(line: str, means: str) -> None:
    assert taken_for(line) == means


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("/session Change of plea Dec 9 1:30pm", "Change of plea"),
        ("/session change of plea Dec 9 1:30pm", "change of plea"),
        ("/session Move to compel hearing Dec 10 10am", "Move to compel hearing"),
        ("/session move in inspection dec 9 10am", "move in inspection"),
        ("/session Show cause hearing Dec 9 9am", "Show cause hearing"),
        ("/session List price expert depo Dec 9 9am", "List price expert depo"),
        ("/session list price expert depo Dec 9 9am", "list price expert depo"),
        ("/session Edit bay tour Friday 2pm", "Edit bay tour"),
        ("/session Cancel culture expert Dec 9 9am", "Cancel culture expert"),
        ("/session Info session Friday 10am", "Info session"),
        ("/session Help desk training Dec 9 9am", "Help desk training"),
        ("/session Remove v. Lee Dec 9 9am", "Remove v. Lee"),
        ("/session Schedule A review Dec 9 9am", "Schedule A review"),
        ("/session Book of business expert Dec 9 9am", "Book of business expert"),
        ("/session New York v. Ruiz Dec 9 10am", "New York v. Ruiz"),
        ("/session new Smith depo Friday 2pm", "Smith depo"),
        ("/session New tomorrow 2pm", ""),
        ("/session Push notification expert Friday 2pm", "Push notification expert"),
        ("/session E-file hearing Dec 9 10am", "E-file hearing"),
        ("/session S-Corp depo Dec 9 10am", "S-Corp depo"),
        ("/session sep10 2pm Okafor depo", "Okafor depo"),
        ("/session Start of trial Dec 9 9am", "Start of trial"),
        ("/session shoe expert depo Dec 9 9am", "shoe expert depo"),
        ("/session exit interview friday 10am", "exit interview"),
        ("/session lit hold review Friday 2pm", "lit hold review"),
        ("/session love v. smith friday 2pm", "love v. smith"),
        ("/session will smith depo friday 2pm", "will smith depo"),
        ("/session How v. Kim Friday 2pm", "How v. Kim"),
        ("/session Find v. Lee Friday 2pm", "Find v. Lee"),
        ("/session Search warrant hearing Dec 9 10am", "Search warrant hearing"),
        ("/session Smith depo Friday 2pm?", "Smith depo"),
    ],
)
def test_a_line_that_only_begins_like_a_verb_is_a_title(line: str, title: str) -> None:
    taken = said(line)
    assert (taken.verb, taken.did_you_mean, taken.title) == ("new", (), title)
    assert isinstance(taken.when, Reading)


@pytest.mark.parametrize("line", ["Stone depo TBD", "Listing of exhibits", "Canceled flights case"])
def test_a_line_without_a_time_is_a_title(line: str) -> None:
    taken = said(f"/session {line}")
    assert (taken.verb, taken.did_you_mean, taken.when, taken.title) == ("new", (), None, line)


@pytest.mark.parametrize(
    ("line", "verb", "rest"),
    [
        ("/session move friday 2pm", "move", "friday 2pm"),
        ("/session move to 3", "move", "to 3"),
        ("/session postpone next 1 week", "move", "next 1 week"),
        ("/session move next to friday 2pm", "move", "next to friday 2pm"),
        ("/session Cancel s-dy8p", "cancel", "s-dy8p"),
        ("/session cancel last", "cancel", "last"),
        ("/session view S-DY8P", "show", "S-DY8P"),
        ("/session List Okafor", "list", "Okafor"),
        ("/session list next week", "list", "next week"),
        ("/session help move", "help", "move"),
        ("/agent show AYYTE", "show", "AYYTE"),
        ("/session ?", "help", ""),
        ("/session s dy8p", "show", "S-DY8P"),
        ("/session #SDY8P", "show", "S-DY8P"),
        ("/agent S-DY8P", "new", "S-DY8P"),
        ("/agent send S-DY8P", "new", "S-DY8P"),
        ("/agent cancel abc-key-123", "cancel", "abc-key-123"),
        ("/agent remove abc123", "remove", "abc123"),
        ("/agent tomorrow 2pm", "new", "tomorrow 2pm"),
        ("/appointment slots CA NY", "slots", "CA NY"),
        ("/appointment cancel 12345 ana@b.com", "cancel", "12345 ana@b.com"),
        ("/bookings next week", "list", "next week"),
        ("/bookings attention", "attention", ""),
        ("/bookings HELP", "help", ""),
    ],
)
def test_a_verb_is_one_where_its_argument_follows(line: str, verb: str, rest: str) -> None:
    taken = said(line)
    assert (taken.verb, taken.rest, taken.did_you_mean, taken.say) == (verb, rest, (), "")


@pytest.mark.parametrize(
    ("line", "name", "typed"),
    [
        ("/session move S-DY8P to friday 2pm", "S-DY8P", "friday 2pm"),
        ("/session reschedule s dy8p tomorrow", "S-DY8P", "tomorrow"),
        ("/session move #sdy8p: 3pm", "S-DY8P", "3pm"),
        ("/session move next to 3", "next", "3"),
        ("/session reschedule next one to friday 3pm", "next", "friday 3pm"),
        ("/session move Last session to 3pm", "Last", "3pm"),
        ("/session cancel next one", "next", ""),
        ("/session move to 3", "", "3"),
        ("/session move", "", ""),
        ("/session cancel Last", "Last", ""),
        ("/session show S-DY8P", "S-DY8P", ""),
        ("/session #SDY8P", "S-DY8P", ""),
        ("/agent move A-DY8P 30 min later", "A-DY8P", "30 min later"),
        ("/agent cancel a dy8p", "A-DY8P", ""),
        ("/agent remove A-DY8P", "A-DY8P", ""),
        ("/appointment cancel P-DY8P", "P-DY8P", ""),
        ("/session edit S-DY8P", "S-DY8P", ""),
        ("/session change S-DY8P time to 3pm", "S-DY8P", "3pm"),
        ("/session update S-DY8P to friday 2pm", "S-DY8P", "friday 2pm"),
        ("/session rename S-DY8P to Smith depo vol 2", "S-DY8P", ""),
        ("/session show S-DY8P please", "S-DY8P", ""),
        # Only these verbs say in which direction.
        ("/session postpone S-DY8P 2 weeks", "S-DY8P", "postpone 2 weeks"),
        ("/session Postpone S-DY8P by 2 weeks", "S-DY8P", "Postpone by 2 weeks"),
        ("/session delay s-dy8p an hour", "S-DY8P", "delay an hour"),
        ("/session push S-DY8P back 30 min", "S-DY8P", "push back 30 min"),
        ("/session delay 15 minutes", "", "delay 15 minutes"),
        ("/session push S-DY8P to 3", "S-DY8P", "3"),
        ("/session postpone S-DY8P 1 week later", "S-DY8P", "1 week later"),
        ("/session bump S-DY8P 1 week", "S-DY8P", "1 week"),
        ("/session shift next 1 hour", "next", "1 hour"),
        ("/session move S-DY8P 1 week", "S-DY8P", "1 week"),
    ],
)
def test_a_booking_is_named_and_its_time_keeps_the_verb_that_gives_its_direction(
    line: str, name: str, typed: str
) -> None:
    taken = said(line)
    assert (taken.name, taken.typed) == (name, typed)
    assert taken.did_you_mean == ()


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
        ("/session duplicate S-DY8P for Tuesday", "/session move S-DY8P for Tuesday"),
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
        ("/session cancel the Okafor depo", "/session list Okafor depo"),
        ("/session move okafor depo to friday 2pm", "/session list okafor depo"),
    ],
)
def test_what_is_no_new_booking_is_asked_about(line: str, meant: str | None) -> None:
    taken = said(line)
    assert taken.verb == (None if meant else "show")
    assert taken.did_you_mean[:1] == ((meant,) if meant else ())
    assert taken.when is None


@pytest.mark.parametrize("line", ["undo", "Undo last", "redo", "copy last"])
def test_what_cannot_be_done_is_said(line: str) -> None:
    assert "`/session help`" in said(f"/session {line}").say


@pytest.mark.parametrize("word", ["mvoe", "moe", "moves", "mote", "omve"])
def test_one_slip_is_a_letter_more_less_changed_or_swapped(word: str) -> None:
    assert is_one_edit_away(word, "move")
    assert not is_one_edit_away(word, "list")


def test_two_slips_are_another_word() -> None:
    assert not is_one_edit_away("moev s", "move")
    assert not is_one_edit_away("evom", "move")
