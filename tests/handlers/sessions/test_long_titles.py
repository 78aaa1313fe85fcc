"""Long captions are kept whole, or what is cut is said before anything is sent (reported case 26)."""

import pytest

from sandbox.slack.person import Screen, Shown
from tests.handlers.conftest import Office
from tests.handlers.session_steps import ref_of

CAPTION = (
    "In re: The Marriage of Alexandria Catherine Montgomery-Whitfield and Bartholomew Jonathan"
    " Worthington III; Estate of Josephine Esmeralda Villanueva-Castellanos, deceased, by and through"
    " its personal representative, v. Consolidated Amalgamated Manufacturing Holdings International,"
    " LLC, et al."
)
WHEN = "Jan 28 2027 1:30pm Pacific"


def caption(length: int) -> str:
    """Return a caption of so many characters, all its parties different."""
    parties = "; ".join(f"Alexandria Montgomery the {number:03}rd" for number in range(200))
    return f"In re: {parties}"[: length - 1].rstrip() + "."


def typed(office: Office, text: str) -> Screen:
    """Type `/session …`, and return the form that opens."""
    return office.person("Ana Reyes").command("#depositions", f"/session {text}")


def scheduled(office: Office, screen: Screen) -> Shown:
    """Send the form, and return the card once it is confirmed."""
    assert screen.submit().errors == {}
    ana = office.person("Ana Reyes")
    return ana.wait_for_message("#depositions", "In re").wait_for_text("Confirmed")


@pytest.mark.parametrize(
    "text", [f"{CAPTION} {WHEN}", f"{caption(600)} {WHEN}", f"{WHEN} {caption(900)}"], ids=len
)
def test_a_long_caption_is_sent_whole(office: Office, text: str) -> None:
    whole = text.replace(WHEN, "").strip()
    screen = typed(office, text)
    assert screen.field("Title").value == whole
    assert any("1:30 PM PST" in shown for shown in screen.texts)
    card = scheduled(office, screen)
    assert office.sessions[0].remote.title == whole
    assert whole in card.text
    screen = office.person("Ana Reyes").command("#depositions", f"/session show {ref_of(card)}")
    assert any(whole in shown for shown in screen.texts)


def test_a_caption_longer_than_a_title_stands_whole_in_the_notes_and_is_said_to(
    office: Office,
) -> None:
    whole = caption(2900)
    screen = typed(office, f"{whole} {WHEN}")
    assert screen.field("Title").value.endswith("…")
    assert any("It's whole in Notes" in shown for shown in screen.texts)
    card = scheduled(office, screen)
    assert office.sessions[0].details.additional_details == whole
    assert office.sessions[0].remote.title == screen_title(whole)
    screen = office.person("Ana Reyes").command("#depositions", f"/session show {ref_of(card)}")
    assert any(whole in shown for shown in screen.texts)


def screen_title(whole: str) -> str:
    """Return as much of a caption as a title holds."""
    return whole[:999].rstrip() + "…"


def test_what_fits_nowhere_is_said_to_be_cut(office: Office) -> None:
    screen = typed(office, f"{caption(5000)} {WHEN}")
    assert any("first 3,000 characters" in shown for shown in screen.texts)
    assert len(screen.field("Notes").value) <= 3000


def test_an_edit_leaves_a_long_title_as_it_is(office: Office) -> None:
    card = scheduled(office, typed(office, f"{caption(950)} {WHEN}"))
    screen = office.person("Ana Reyes").command("#depositions", f"/session edit {ref_of(card)}")
    assert screen.field("Title").value == caption(950)
    screen.fill("Add invitees", "kim@firm.example").submit()
    assert screen.errors == {}
    card.wait_for_reply("@Ana Reyes edited")
    assert office.sessions[0].remote.title == caption(950)


def test_the_longest_title_of_signs_that_slack_escapes_fits_everywhere(office: Office) -> None:
    whole = f"In re {'&<>' * 331}."
    screen = typed(office, WHEN).fill("Title", whole).fill("Case", "&" * 1000)
    card = scheduled(office, screen)
    assert office.sessions[0].remote.title == whole
    assert office.sessions[0].remote.case == "&" * 1000
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/session show {ref_of(card)}")
    assert whole in "".join(screen.texts)
    screen = ana.command("#depositions", f"/session edit {ref_of(card)}")
    assert screen.field("Title").value == whole
    assert ana.command("#depositions", f"/session move {ref_of(card)}").title.startswith("Move")


def test_a_title_longer_than_a_title_may_be_is_refused_under_its_field(office: Office) -> None:
    screen = typed(office, WHEN).fill("Title", "x" * 1001)
    assert list(screen.submit().errors) == ["Title"]
    assert office.sessions == []


@pytest.mark.parametrize("when", ["yesterday 2pm", "Feb 30 2027 2pm", "Jan 28 2020 1:30pm Pacific"])
def test_a_time_that_cannot_be_is_not_made_another_by_its_last_words(
    office: Office, when: str
) -> None:
    screen = typed(office, f"{caption(600)} {when}")
    assert screen.field("Title").value == f"{caption(600)} {when}"
    assert screen.field("When").value == ""
