"""A whole line: its time is the same whatever stands beside it, and no other word is lost."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.scheduling.command_line.parser import ParsedCommand, parse_command
from bot.times.moment import Moment
from bot.times.reading import Question, Reading, Refusal

NOW = datetime.fromisoformat("2026-11-25T10:20-05:00")
TIMES = {
    "Dec 9 10am": "2026-12-09T10:00",
    "Tuesday at 2:30pm": "2026-12-01T14:30",
    "12/10 9-11am": "2026-12-10T09:00",
}
ASIDES = (
    "2:26-cv-01184-JAK-PVC",
    "24STCV03215",
    "BC 712345",
    "654321/2026",
    "MDL 2741",
    "april.may@2pmlaw.com",
    "j_ortega+dec2@gmail.com",
    "zoom.us/j/98765?pwd=2pm",
    "(213) 555-0142 x12",
    "555-0142",
    "pc 774411#",
    "$1,200",
    "30(b)(6)",
    "DOB 3/4/1988",
)


def said(text: str) -> ParsedCommand:
    return parse_command("/session", text, now=NOW, zone="America/New_York")


@pytest.mark.parametrize("aside", ASIDES)
@pytest.mark.parametrize("time", TIMES)
def test_what_is_set_aside_changes_no_time_and_is_kept_to_the_letter(aside: str, time: str) -> None:
    for text in (
        f"Reyes depo {aside}, {time}",
        f"{aside} Reyes depo {time}",
        f"{time} Reyes {aside}",
    ):
        line = said(text)
        assert isinstance(line.when, Reading), text
        assert line.when.moment.local == datetime.fromisoformat(TIMES[time]), text
        kept = " ".join((line.title, line.case, *line.emails))
        assert aside in kept, text
        assert "Reyes" in line.title


@pytest.mark.parametrize(
    ("text", "title", "case", "emails"),
    [
        ("Ana Ruiz (ana@x.com, bob@y.org) prep", "Ana Ruiz prep", "", ("ana@x.com", "bob@y.org")),
        ('"Ruiz, Ana" <ana@x.com> prep', '"Ruiz, Ana" prep', "", ("ana@x.com",)),
        ("Doe depo (2026-CV-204)", "Doe depo", "2026-CV-204", ()),
        ("26-cv-4410 and 26-cv-4411 status", "and 26-cv-4411 status", "26-cv-4410", ()),
        ("Smith, Jones & Co., 24STCV03215", "Smith, Jones & Co.", "24STCV03215", ()),
    ],
)
def test_addresses_and_the_first_case_number_leave_the_title(
    text: str, title: str, case: str, emails: tuple[str, ...]
) -> None:
    for line in (said(text), said(f"{text} Dec 11 10am")):
        assert (line.title, line.case, line.emails) == (title, case, emails)


def test_a_length_is_said_in_minutes() -> None:
    assert said("Vance depo Dec 10 9-11 am").minutes == 120
    assert said("Vance depo Dec 10 9 am").minutes is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Smith depo | {}", "Smith depo"),
        ("{} | Smith depo |", "Smith depo"),
        ("Smith depo | {} | Zoom", "Smith depo | Zoom"),
        ("Smith depo / {}", "Smith depo"),
        ("Smith depo -> {}", "Smith depo"),
        ("Smith depo: {}", "Smith depo"),
        ("Smith depo • {}", "Smith depo"),
        ("Smith depo [{}]", "Smith depo"),
        ('Smith depo "{}"', "Smith depo"),
        ('"Smith depo {}"', '"Smith depo"'),
        ("Smith (Acme Corp.) depo {} (Zoom)", "Smith (Acme Corp.) depo (Zoom)"),
        ("Smith depo ({}, Zoom)", "Smith depo (Zoom)"),
        ("Smith depo (Zoom, {})", "Smith depo (Zoom)"),
        ("[URGENT] Smith depo {}", "[URGENT] Smith depo"),
        ("Smith | 24STCV03215 | {}", "Smith"),
        ("Smith / ana@x.com / {}", "Smith"),
        ("call {}", "call"),
        ("Best, {}", "Best"),
    ],
)
def test_a_title_keeps_its_own_marks_and_none_of_the_time(text: str, title: str) -> None:
    line = said(text.format("Dec 11 10am"))
    assert line.title == title
    assert isinstance(line.when, Reading)
    assert line.when.moment.local == datetime.fromisoformat("2026-12-11T10:00")


@pytest.mark.parametrize(
    "text",
    [
        "Vol 2 - {}",
        "day 2 of 3 – {}",
        "Exh 7 / {}",
        "Suite 1200 - {}",
        "Class of 2027, {}",
        "{} Part 20",
        "{} 26 L 29232",
        "{} Week 3",
        "ext. 1030 {}",
        "{} 24/7 Security",
    ],
)
def test_a_number_behind_its_word_is_no_part_of_a_time(text: str) -> None:
    line = said(f"Hale {text.format('Dec 11 10am')}")
    assert isinstance(line.when, Reading)
    assert line.when.moment.local == datetime.fromisoformat("2026-12-11T10:00")
    kept = f"{line.title} {line.case}"
    assert all(word in kept for word in text.format("").strip(" -–/,").split())


TITLE = (
    "Reyes|depo|Acme Corp.|Dr. Wu|hearing|PMK|(remote)|Vol 2|Exh 7|Day 2 of 3|Boxing Day|May Jones|"
    "Sunday Rivers|Room 204|#3|5A|3rd party|Five Guys|Motel 6|“quoted”|w/ Ruiz|re: notice|Q4|"
    "Black Friday|Jordan|Austin Reed|Eve Adams|June Park|Sun Valley Ranch|Sgt. Bell|pt 2|Alaska Air|"
    "UTC Aerospace|PT eval|Next Gen Labs|Morning Star|v. March|9/11 fund|Class of 2027|"
    "Christmas Tree Shops|Noon Yoon|Hour Glass Inc|24 Hour Fitness|5/3 Bank|Week 3"
)
NO_TIME = st.sampled_from(
    [*TITLE.split("|"), *ASIDES, "24-1234 x", "+44 20 7946 0958", "o'neil@x.co.uk"]
)
ELSEWHERE = {
    "fr-FR": ("mardi 1er décembre à 14h30", "2026-12-01T14:30"),
    "es-ES": ("el 9 de diciembre a las 10:30", "2026-12-09T10:30"),
    "de-DE": ("am 9. Dezember um 10 Uhr", "2026-12-09T10:00"),
    "pt-BR": ("9 de dezembro às 10h", "2026-12-09T10:00"),
}


@settings(max_examples=300)
@given(
    st.lists(NO_TIME, min_size=1, max_size=3),
    st.sampled_from(sorted(TIMES)),
    st.lists(NO_TIME, max_size=3),
)
def test_no_other_word_moves_a_time_without_a_question_or_is_lost(
    before: list[str], time: str, behind: list[str]
) -> None:
    line = said(" ".join(("Reyes", *before, time, *behind)))
    assert_at(TIMES[time], line, kept=(*before, *behind))


@settings(max_examples=300)
@given(
    st.lists(NO_TIME, max_size=2), st.sampled_from(sorted(ELSEWHERE)), st.lists(NO_TIME, max_size=2)
)
def test_no_other_word_moves_a_time_in_other_languages(
    before: list[str], locale: str, behind: list[str]
) -> None:
    time, moment = ELSEWHERE[locale]
    text = " ".join(("Reyes", *before, time, *behind))
    line = parse_command("/session", text, now=NOW, zone="America/New_York", locale=locale)
    assert_at(moment, line, kept=(*before, *behind))


def assert_at(moment: str, line: ParsedCommand, *, kept: tuple[str, ...]) -> None:
    """Hold a line to its time, and to the letters of every other word, unless it is asked about."""
    assert line.verb == "new"
    if isinstance(line.when, Reading):
        assert line.when.moment.local == datetime.fromisoformat(moment)
        words = " ".join((line.title, line.case, *line.emails))
        for word in " ".join(kept).split():
            assert word.strip(",;:") in words
    else:
        assert isinstance(line.when, Question | Refusal)


READ_IN = """
    fr-FR | Audience Dupont mardi 8 décembre à 9h30 | 2026-12-08T09:30 | Audience Dupont
    fr-FR | M. Avril mardi 9h30 | 2026-12-01T09:30 | M. Avril
    fr-FR | lundi à 14h30 - Dupont | 2026-11-30T14:30 | Dupont
    fr-FR | le 8 décembre à 9h 45M | 2026-12-08T09:00 | 45M
    de-DE | 8.12. 10 Uhr 45M | 2026-12-08T10:00 | 45M
    de-DE | 8.12. 9 Uhr 2 of 3 | 2026-12-08T09:00 | 2 of 3
    en-US | depo - Dec 8 10am | 2026-12-08T10:00 | depo
    en-US | mediation: Dec 8 10am | 2026-12-08T10:00 | mediation
    fr-FR | Dupont lundi à 14h30 / (Salle 204) | 2026-11-30T14:30 | Dupont (Salle 204)
    fr-FR | demain à 14h30 – Dupont | 2026-11-26T14:30 | Dupont
    pt-BR | segunda às 14h30 - Silva | 2026-11-30T14:30 | Silva
    es-ES | Vista García martes 8 de diciembre a las 9:30 | 2026-12-08T09:30 | Vista García
    es-ES | García martes de 10 a 12 | 2026-12-01T10:00 | García
    pt-BR | Silva terça 10h | 2026-12-01T10:00 | Silva
    de-DE | Müller 8.12. 9 Uhr | 2026-12-08T09:00 | Müller
    de-DE | Smith depo Fri 2pm | 2026-11-27T14:00 | Smith depo
"""


@pytest.mark.parametrize(
    ("locale", "text", "moment", "title"),
    [line.strip().split(" | ") for line in READ_IN.strip().splitlines()],
)
def test_a_line_is_read_in_the_language_that_leaves_fewer_words(
    locale: str, text: str, moment: str, title: str
) -> None:
    line = parse_command("/session", text, now=NOW, zone="America/New_York", locale=locale)
    assert isinstance(line.when, Reading)
    assert line.when.moment.local == datetime.fromisoformat(moment)
    assert line.title == title


def test_a_time_to_choose_at_the_end_of_a_long_text_is_asked_about() -> None:
    text = " ".join(["Plaintiff and counsel discuss the exhibits"] * 20)
    line = said(f"{text} tomorrow 2pm or 3pm")
    assert isinstance(line.when, Question)
    assert line.title == text


def test_a_long_text_without_a_time_is_a_title() -> None:
    text = " ".join(["Plaintiff and counsel discuss the exhibits"] * 20)
    assert (said(text).title, said(text).when) == (text, None)


@pytest.mark.parametrize("end", ["yesterday 2pm", "Friday Acme 2pm"])
def test_a_time_that_words_beside_it_change_is_not_taken_from_a_long_text(end: str) -> None:
    text = " ".join(["Plaintiff and counsel discuss the exhibits"] * 20) + f" {end}"
    line = said(text)
    assert not isinstance(line.when, Reading)
    assert (line.typed, line.title) == ("", text)


def test_a_long_text_may_begin_with_its_time() -> None:
    text = " ".join(["Plaintiff and counsel discuss the exhibits"] * 20)
    line = said(f"tomorrow 2pm {text}")
    assert (line.typed, line.title) == ("tomorrow 2pm", text)


def test_what_stands_behind_a_booking_to_move_is_read_from_its_time() -> None:
    was = Moment(datetime.fromisoformat("2026-12-08T10:00"), "America/New_York")
    text = "to 3pm for 90 minutes"
    line = parse_command("/session", text, now=NOW, zone=was.zone, was=was)
    assert (line.verb, line.typed, line.minutes) == ("move", text, 90)
    assert isinstance(line.when, Reading)
    assert line.when.moment.local == datetime.fromisoformat("2026-12-08T15:00")


LINK = "https://zoom.us/j/98412345678"


@pytest.mark.parametrize(
    ("text", "link", "typed", "title"),
    [
        (f"{LINK} tomorrow 2pm", LINK, "tomorrow 2pm", ""),
        ("to zoom.us/j/98412345678 tomorrow 2pm", LINK, "tomorrow 2pm", ""),
        (f"{LINK} tomorrow 2pm Lee depo", LINK, "Thu, Nov 26, 2026, 2:00 PM EST", "Lee depo"),
        (f"{LINK} Lee depo", LINK, "Lee depo", ""),
        # A link that was broken in two.
        (
            "https://zoom.us/j/984 12345678?pwd=1 tomorrow 2pm",
            "https://zoom.us/j/984",
            "12345678?pwd=1 tomorrow 2pm",
            "",
        ),
    ],
)
def test_an_agents_line_has_a_link_and_a_time(text: str, link: str, typed: str, title: str) -> None:
    line = parse_command("/agent", text, now=NOW, zone="America/New_York")
    assert line.pasted_links is not None
    assert (line.pasted_links.links, line.typed, line.title) == ((link,), typed, title)


def test_a_session_is_named_to_send_its_agent() -> None:
    line = parse_command("/agent", "S-DY8P", now=NOW, zone="America/New_York")
    assert (line.verb, line.ref, line.pasted_links) == ("new", "S-DY8P", None)


@pytest.mark.parametrize(
    ("text", "verb", "chosen", "title", "emails"),
    [
        ("initial consultation tomorrow 2pm", "new", "type-1", "", ()),
        ("list Consultation ana@b.com, tomorrow", "list", "type-2", "tomorrow", ("ana@b.com",)),
        ("slots CA week", "slots", "", "CA week", ()),
    ],
)
def test_a_line_may_name_one_of_its_choices(
    text: str, verb: str, chosen: str, title: str, emails: tuple[str, ...]
) -> None:
    """The longest of several names is meant."""
    choices = [("type-2", "Consultation"), ("type-1", "Initial consultation")]
    line = parse_command("/appointment", text, now=NOW, zone="America/New_York", choices=choices)
    assert (line.verb, line.chosen, line.title, line.emails) == (verb, chosen, title, emails)
