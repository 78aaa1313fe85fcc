"""A command's verbs: each has its function, what else they are called, and what was probably meant."""

import re

import pytest

from bot.scheduling.command_line.verbs import VERBS, Verb
from handlers.dispatch import COMMANDS
from tests.handlers.conftest import Office, last_whisper, last_whispered
from tests.handlers.session_steps import booked, ref_of

# CareValidate can move or change no appointment, and `/bookings` alone lists.
NOT_IN_HELP = {"/appointment": {Verb.MOVE, Verb.EDIT}, "/bookings": {Verb.LIST}}


def test_every_verb_of_every_command_has_its_function() -> None:
    """And no function stands there for a verb that nobody can type."""
    functions = {command: set(table) for command, table in COMMANDS.items()}
    assert functions == {command: set(verbs.verbs) for command, verbs in VERBS.items()}


@pytest.mark.parametrize("command", COMMANDS)
def test_help_names_every_verb_of_its_command(office: Office, command: str) -> None:
    """What can be typed is found there."""
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"{command} help")
    named = set(re.findall(rf"{command} ([a-z]+)", last_whisper(ana))) & set(Verb)
    unnamed = {Verb.NEW, Verb.HELP, *NOT_IN_HELP.get(command, ())}
    assert named == set(VERBS[command].verbs) - unnamed


def test_help_says_what_there_is(office: Office) -> None:
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session help")
    for verb in ("move", "edit", "cancel", "list", "show"):
        assert f"/session {verb}" in last_whisper(ana)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cancle S-7K2M", "/session cancel S-7K2M"),
        ("mvoe S-7K2M tomorrow 2pm", "/session move S-7K2M tomorrow 2pm"),
        ("lsit", "/session list"),
        ("hlep", "/session help"),
    ],
)
def test_what_nearly_is_a_verb_is_asked_about(office: Office, typed: str, meant: str) -> None:
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/session {typed}")
    assert f"Did you mean {meant}?" in last_whisper(ana)
    assert not ana.screen.is_open


@pytest.mark.parametrize("typed", ["cancel", "delete", "CANCEL", "Remove"])
def test_verbs_have_other_names_and_any_case(office: Office, typed: str) -> None:
    ref = ref_of(booked(office))
    screen = office.person("Ana Reyes").command("#depositions", f"/session {typed} {ref}")
    assert screen.title == f"Cancel {ref}?"


def test_what_is_no_verb_is_a_time_and_the_rest_a_title(office: Office) -> None:
    screen = office.person("Ana Reyes").command(
        "#depositions", "/session Doe & Roe depo tomorrow 2pm Pacific"
    )
    assert screen.title == "Schedule a session"
    assert screen.field("Title").value == "Doe & Roe depo"
    assert "2:00 PM P" in screen.field("When").value


def test_words_without_a_time_become_the_title(office: Office) -> None:
    screen = office.person("Ana Reyes").command("#depositions", "/session Jane Doe, volume two")
    assert screen.field("Title").value == "Jane Doe, volume two"
    assert screen.field("When").value == ""


def test_a_time_that_cannot_be_is_said_in_the_form_at_once(office: Office) -> None:
    screen = office.person("Ana Reyes").command("#depositions", "/session yesterday 2pm")
    assert screen.field("When").value == "yesterday 2pm"
    assert any("has passed" in text for text in screen.texts)


def test_a_command_about_payloads_is_a_command(office: Office) -> None:
    """Bolt takes a form with the word in it for an interaction."""
    screen = office.person("Ana Reyes").command(
        "#depositions", "/session payload review tomorrow 2pm"
    )
    assert screen.field("Title").value == "payload review"


def test_no_reference_and_nothing_to_offer(office: Office) -> None:
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session cancel")
    assert "no upcoming sessions" in last_whisper(ana)
    ana.command("#depositions", "/session show next")
    assert "no next session" in last_whisper(ana)


@pytest.mark.parametrize("verb", ["cancel", "list"])
def test_markup_typed_after_the_command_draws_nothing(office: Office, verb: str) -> None:
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/session {verb} <!channel>")
    whisper = last_whispered(ana)
    assert "<!channel>" not in whisper.source.text + str(whisper.source.blocks)


def test_a_place_that_may_be_a_name_is_asked_about_with_its_title_kept(office: Office) -> None:
    screen = office.person("Ana Reyes").command(
        "#depositions", "/session tomorrow 2pm Jordan deposition"
    )
    assert any("Jordan" in text for text in screen.texts)
    assert screen.field("Title").value == "Jordan deposition"
    assert screen.field("When").value == ""


@pytest.mark.parametrize(
    "blank",
    ["\u00a0", "\u202f", "\u3000", "\u2009", "\t", "\n", "\r\n", "\u2028", "\u2800", " \u00a0\n"],
    ids=ascii,
)
def test_any_blank_divides_words(office: Office, blank: str) -> None:
    """What looks divided is: one press must not book a second session (reported case 19)."""
    ref = ref_of(booked(office))
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/session move{blank}{ref} Jan 29 2027 3pm Pacific")
    assert screen.title == f"Move {ref}"
    assert "3pm" in screen.field("When").value
    screen = ana.command("#depositions", f"/session move {ref}{blank}Jan 29 2027 3pm Pacific")
    assert "3pm" in screen.field("When").value
    assert ana.command("#depositions", f"/session cancel{blank}{ref}").title == f"Cancel {ref}?"
    assert ana.command("#depositions", f"/session edit{blank}{ref}{blank}").title == f"Edit {ref}"
    ana.command("#depositions", f"/session list{blank}all")
    assert ref in last_whisper(ana)
    assert len(office.sessions) == 1


def test_a_blank_without_width_parts_a_verb_from_its_reference(office: Office) -> None:
    ref = ref_of(booked(office))
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/session move\u200b{ref}\u200bJan 29 2027 3pm Pacific")
    assert screen.title == f"Move {ref}"
    assert ana.command("#depositions", f"/session cancel\u2060{ref}").title == f"Cancel {ref}?"


@pytest.mark.parametrize(
    "typed", ["S‑{}", "S−{}", "S-\u200b{}", "(S-{}\u00a0)", "\u2068S-{}\u2069"]
)
def test_a_reference_is_read_as_it_was_pasted(office: Office, typed: str) -> None:
    ref = ref_of(booked(office))
    pasted = typed.format(ref.removeprefix("S-"))
    screen = office.person("Ana Reyes").command("#depositions", f"/session cancel {pasted}")
    assert screen.title == f"Cancel {ref}?"


def test_a_new_time_may_follow_the_word_to(office: Office) -> None:
    ref = ref_of(booked(office))
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/session move {ref} to Jan 29 2027 3pm Pacific")
    assert screen.field("When").value == "Jan 29 2027 3pm Pacific"
    screen = ana.command("#depositions", "/session move next To Jan 29 2027 3pm Pacific")
    assert screen.field("When").value == "Jan 29 2027 3pm Pacific"


@pytest.mark.parametrize(
    "typed",
    ["{} cancel", "please cancel {}", "{}: tomorrow 3pm Pacific", "pls move “{}” 3pm"],
)
def test_what_names_a_session_does_not_schedule_another(office: Office, typed: str) -> None:
    ref = ref_of(booked(office))
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/session {typed.format(ref)}")
    assert not screen.is_open
    assert f"{ref} is a booking's reference" in last_whisper(ana)
    assert f"/session cancel {ref}" in last_whisper(ana)


@pytest.mark.parametrize("typed", ["{}", "#{}"])
def test_a_reference_alone_shows_its_session(office: Office, typed: str) -> None:
    ref = ref_of(booked(office))
    # Without its dash a reference that has no digit is a word.
    without_dash = (ref.replace("-", ""), ref.replace("-", " ").lower())
    for said in (ref, ref.lower(), *(without_dash if any(map(str.isdigit, ref)) else ())):
        screen = office.person("Ana Reyes").command(
            "#depositions", f"/session {typed.format(said)}"
        )
        assert any(ref in shown for shown in (screen.title, *screen.texts))


def test_addresses_and_case_number_of_a_line_stand_in_their_own_fields(office: Office) -> None:
    screen = office.person("Ana Reyes").command(
        "#depositions", "/session Reyes PMK 24STCV03215 tomorrow 1pm, april.may@2pmlaw.com"
    )
    assert screen.field("Title").value == "Reyes PMK"
    assert screen.field("Case").value == "24STCV03215"
    assert "april.may@2pmlaw.com" in screen.field("Invitees").value
    assert "1:00 PM" in screen.field("When").value


def test_what_only_looks_like_a_reference_may_stand_in_a_title(office: Office) -> None:
    ref = ref_of(booked(office))
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", "/session Review of Exhibit S-0000 tomorrow 3pm Pacific")
    assert screen.field("Title").value == "Review of Exhibit S-0000"
    screen.close()
    screen = ana.command("#depositions", f"/session new After {ref} tomorrow 3pm Pacific")
    # What of a reference is left to the title varies: the reader of times may take its end for a length.
    assert screen.field("Title").label.startswith("Title")
