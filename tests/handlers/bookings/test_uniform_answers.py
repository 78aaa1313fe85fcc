"""A reference that somebody types: what they may not see is answered like what does not exist."""

import pytest

from handlers.messages.cards import CANCEL, MORE, MOVE
from sandbox.slack.people import CARLA
from tests.handlers.appointment_steps import booked_for, ref_in
from tests.handlers.conftest import Office, StartOffice, last_whisper
from tests.handlers.session_steps import booked, ref_of

PRIVATE, ELSEWHERE = "#smith-v-jones", "#general"
VERBS = {
    "S": ("/session show", "/session move", "/session edit", "/session cancel", "/agent"),
    "P": ("/appointment show", "/appointment cancel", "/session show", "/agent cancel"),
    "A": ("/agent show", "/agent move", "/agent cancel", "/agent remove"),
}


def an_agent(office: Office) -> str:
    """Schedule an agent of Ana's, with its card in her direct messages, and return its reference."""
    ana = office.person("Ana Reyes")
    ana.command("#watercooler", "/agent https://zoom.us/j/1 tomorrow 2pm Pacific")
    ana.screen.fill("Post card in", "").fill("On behalf of", "ana@firm.example").submit()
    card = ana.wait_for_message("@app", "Agent A-").wait_for_text("Confirmed")
    return card.text[card.text.index("A-") :][:6]


def answer(office: Office, name: str, line: str) -> str:
    """Type a command, and return what is said to this person alone."""
    person = office.person(name)
    person.command(ELSEWHERE, line)
    assert not person.screen.is_open, line
    return last_whisper(person, ELSEWHERE)


@pytest.mark.parametrize("name", ["Ben Okafor", "Dev Patel"])
def test_not_yours_and_not_there_are_answered_byte_for_byte_alike(
    office: Office, name: str
) -> None:
    refs = {
        "S": ref_of(booked(office, channel=PRIVATE, title="Privileged")),
        "P": ref_in(booked_for(office).text),
        "A": an_agent(office),
    }
    for letter, ref in refs.items():
        missing = f"{letter}-ZZZZ"
        for verb in VERBS[letter]:
            theirs, nothing = (answer(office, name, f"{verb} {each}") for each in (ref, missing))
            assert theirs.replace(ref, missing) == nothing, verb
            assert "no " in nothing, verb
        for typed in (ref.lower(), ref.replace("-", "")):
            theirs = answer(office, name, f"{VERBS[letter][0]} {typed}")
            nothing = answer(office, name, f"{VERBS[letter][0]} {missing}")
            assert theirs.replace(typed, missing).replace(ref, missing) == nothing


@pytest.mark.parametrize("name", ["Ben Okafor", "Dev Patel"])
def test_dockets_own_key_of_somebody_elses_agent_tells_nothing(office: Office, name: str) -> None:
    ref = an_agent(office)
    key = f"docket-t07harbor01-{ref.lower()}"
    missing = key.replace(ref.lower(), "a-zzzz")
    theirs, nothing = (answer(office, name, f"/agent cancel {each}") for each in (key, missing))
    assert theirs.replace(ref, "A-ZZZZ") == nothing
    assert not office.agents[0].canceled


def test_words_of_a_list_find_nothing_that_is_hidden(office: Office) -> None:
    ref = ref_of(booked(office, channel=PRIVATE, title="Privileged v. Doe"))
    for word in ("privileged", ref.lower(), ref):
        hidden = answer(office, "Ben Okafor", f"/session list all {word}")
        nothing = answer(office, "Ben Okafor", "/session list all zzzz")
        assert hidden.replace(word, "zzzz") == nothing


def test_a_form_forged_for_somebody_elses_tells_nothing_either(office: Office) -> None:
    theirs = ref_of(booked(office, channel=PRIVATE, title="Privileged"))
    own = booked(office, by="Ben Okafor", title="Bens own")
    said = []
    for ref in (theirs, "S-ZZZZ"):
        screen = office.person("Ben Okafor").command(
            "#depositions", f"/session cancel {ref_of(own)}"
        )
        view = screen._view()
        view.spec["private_metadata"] = view.spec["private_metadata"].replace(ref_of(own), ref)
        screen.submit()
        said.append(screen.errors["Reason"].replace(ref, "S-ZZZZ"))
        screen.dismiss()
    assert said[0] == said[1]
    assert not any(each.state == "canceled" for each in office.sessions)


def test_a_button_on_a_card_they_do_see_says_who_can_use_it(start_office: StartOffice) -> None:
    office = start_office(admin_users=frozenset({CARLA.id}))
    card = booked(office, channel=PRIVATE, title="Privileged")
    ben = office.person("Ben Okafor")
    shown = ben.wait_for_message(PRIVATE, "Confirmed")
    for action in (MOVE, CANCEL):
        shown.press({MOVE: "Move", CANCEL: "Cancel session"}[action])
        said = last_whisper(ben, PRIVATE)
        assert "Only @Ana Reyes, @Carla Stein" in said
        assert f"can change {ref_of(card)}." in said
    assert MORE in str(shown.source.blocks)


def test_next_and_last_are_ones_own(office: Office) -> None:
    booked(office, title="Anas")
    for word in ("next", "last"):
        assert f"no {word} session" in answer(office, "Ben Okafor", f"/session cancel {word}")
