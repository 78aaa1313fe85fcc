"""What holds for every text and every time, tried with texts and times made up by Hypothesis."""

import time
from datetime import UTC, datetime, timedelta

from babel.localedata import locale_identifiers
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.scheduling.command_line.parser import parse_command
from bot.times.moment import Moment
from bot.times.reading import Question, Reading, Refusal, read
from bot.times.reading.languages import vocabulary
from bot.times.writing import MONTHS, Reader
from bot.times.zones import city, known_zones, offset_words, share_rules
from tests.times.phrase_tables import NOW, ZONE, meaning, sheets

LOOSE = (
    "1 2 3 10 12 15 30 45 99 0 00 07 2pm 14:30 7/6 2027 2027-01-28 , . - : / ( ) + ' "
    "+05:30 -0500 EST PT UTC-5 Portland London New York time Doe xyz 1430 ５ é"
)
WORDS = st.sampled_from([*vocabulary("en"), *vocabulary("de"), *LOOSE.split()])
PHRASES = st.lists(WORDS, min_size=1, max_size=40).map(" ".join)
TALK = (
    "2pm ET|monday 2pm|feb 8|9-10am PT|to|or|-|/|(|)|and|ends:|noon Paris|in 2 days|,|the 5th|hora|"
    "time in|local in"
)
CHUNKS = st.sampled_from(TALK.split("|"))
READERS_LOCALES = st.sampled_from([name.replace("_", "-") for name in sorted(locale_identifiers())])
LOCALES = st.sampled_from(["en-US", "en-GB", "en", "es-ES", "fr-FR", "pt-BR", "de-DE"])
ZONES = st.sampled_from(sorted(known_zones()))
CITIES = st.sampled_from([zone for zone in sorted(known_zones()) if city(zone)])
INSTANTS = st.datetimes(
    min_value=datetime(2026, 11, 21, 12, tzinfo=UTC).replace(tzinfo=None),
    max_value=datetime(2031, 12, 30, tzinfo=UTC).replace(tzinfo=None),
    timezones=st.just(UTC),
).map(lambda instant: instant.replace(second=0, microsecond=0))
MEANT = [
    (phrase, means)
    for sheet in sheets("english")
    for phrase, means in sheet.lines.items()
    if means[0].isdigit() and len(means) == len("2026-11-21 14:00") and "(" not in phrase
]


@settings(max_examples=400)
@given(st.one_of(PHRASES, st.text(max_size=200)), LOCALES, st.booleans())
@example("2 h 1 m " * 60, "en-US", True)
@example("½ ² ⅷ １2:３0", "de-DE", True)
def test_no_text_raises_and_every_answer_can_be_acted_on(
    text: str, locale: str, leftovers: bool
) -> None:
    answer = read(text, now=NOW, zone=ZONE, locale=locale, leftovers=leftovers)
    match answer:
        case Reading(moment=moment, date_only=True):
            assert moment.local.date() >= NOW.date()
        case Reading(moment=moment):
            assert moment.instant >= NOW - timedelta(minutes=1)
        case Question(sentence, choices):
            assert sentence
            assert choices
        case Refusal(sentence):
            assert sentence


@settings(max_examples=500)
@given(INSTANTS, ZONES, ZONES, READERS_LOCALES)
@example(datetime(2027, 1, 15, 18, tzinfo=UTC), "America/Los_Angeles", "America/Vancouver", "en-CA")
@example(datetime(2027, 1, 15, 18, tzinfo=UTC), "America/Chicago", "America/Havana", "en-US")
@example(datetime(2027, 1, 15, 18, tzinfo=UTC), "Asia/Manila", "America/Los_Angeles", "en-US")
def test_every_time_written_for_a_reader_is_read_back_by_them(
    instant: datetime, zone: str, home: str, locale: str
) -> None:
    moment = Moment.at(instant, zone)
    written = moment.written(Reader(locale, home))
    answer = read(written, now=NOW, zone=home, locale=locale)
    assert isinstance(answer, Reading), (written, answer)
    assert answer.moment.instant == instant
    assert answer.moment.local == moment.local


@settings(max_examples=200)
@given(INSTANTS, CITIES, READERS_LOCALES)
@example(datetime(2027, 4, 1, tzinfo=UTC), "America/St_Thomas", "en-US")
def test_a_time_written_is_read_back_as_the_same_where_it_is(
    instant: datetime, zone: str, locale: str
) -> None:
    """Whoever edits what a form shows does not move it to another zone by that."""
    moment = Moment.at(instant, zone)
    answer = read(moment.written(Reader(locale, zone)), now=NOW, zone=zone, locale=locale)
    assert isinstance(answer, Reading)
    assert answer.moment.instant == instant
    assert share_rules(answer.moment.zone, zone, at=instant)


@settings(max_examples=200)
@given(INSTANTS, ZONES, ZONES, READERS_LOCALES, READERS_LOCALES)
def test_what_was_written_for_everybody_is_never_read_as_another_time(
    instant: datetime, zone: str, home: str, owners: str, locale: str
) -> None:
    """A card is in its owner's way; letters that mean something else to a reader are asked about."""
    answer = read(
        Moment.at(instant, zone).written(Reader(owners)), now=NOW, zone=home, locale=locale
    )
    moments = [answer.moment] if isinstance(answer, Reading) else []
    if isinstance(answer, Question):
        moments = [choice.moment for choice in answer.choices]
    assert instant in [moment.instant for moment in moments]


@settings(max_examples=100)
@given(INSTANTS, ZONES, ZONES)
def test_what_earlier_versions_wrote_is_read_on(instant: datetime, zone: str, home: str) -> None:
    moment = Moment.at(instant, zone)
    day = f"{moment.local:%a} {moment.local.day} {MONTHS[moment.local.month]} {moment.local.year}"
    letters, _, _ = moment.written().rpartition("M ")[2].partition(" (")
    offset = "" if letters.startswith("UTC") else f" ({offset_words(moment.offset)})"
    old = f"{day}, {moment.local:%I:%M %p} {letters}{offset}"
    answer = read(old, now=NOW, zone=home)
    assert isinstance(answer, Reading), (old, answer)
    assert answer.moment.instant == instant


@settings(max_examples=100)
@given(INSTANTS, READERS_LOCALES)
@example(datetime(2026, 11, 27, 5, tzinfo=UTC), "fo")
def test_a_day_written_is_read_back(instant: datetime, locale: str) -> None:
    moment = Moment.at(instant, ZONE)
    answer = read(moment.day_written(Reader(locale)), now=NOW, zone=ZONE, locale=locale)
    assert isinstance(answer, Reading)
    assert answer.date_only
    assert answer.moment.local.date() == moment.local.date()


@given(st.sampled_from(MEANT), st.sampled_from(["please", "thanks", "ok"]), st.booleans())
def test_a_polite_word_does_not_move_a_time(
    known: tuple[str, str], polite: str, first: bool
) -> None:
    phrase, means = known
    text = f"{polite} {phrase}" if first else f"{phrase} {polite}"
    assert meaning(read(text, now=NOW, zone=ZONE)) == means


@given(st.sampled_from(MEANT), st.sampled_from(["ET", "Eastern", "New York time", "my time"]))
def test_naming_the_zone_one_is_in_does_not_move_a_time(known: tuple[str, str], zone: str) -> None:
    phrase, means = known
    answer = meaning(read(f"{phrase} {zone}", now=NOW, zone=ZONE))
    assert answer in (means, "refused")


@given(st.sampled_from(MEANT), st.sampled_from(["PT", "Central", "Denver time", "Atlantic time"]))
def test_naming_another_zone_does_not_move_the_clock(known: tuple[str, str], zone: str) -> None:
    phrase, _ = known
    plain = read(phrase, now=NOW, zone=ZONE)
    there = read(f"{phrase} {zone}", now=NOW, zone=ZONE)
    assume(isinstance(there, Reading))
    assert isinstance(plain, Reading)
    assert isinstance(there, Reading)
    assume("am/pm" not in plain.assumed)
    is_elapsed = there.moment.instant == plain.moment.instant
    assert is_elapsed or there.moment.local.time() == plain.moment.local.time()


@settings(max_examples=150)
@given(
    st.one_of(
        st.lists(WORDS, min_size=60, max_size=160), st.lists(CHUNKS, min_size=2, max_size=60)
    ).map(lambda words: " ".join(words)[:500]),
    LOCALES,
    st.booleans(),
)
@example("2pm ET 3pm ET 4pm PT 5pm CT 6pm ET 7pm PT 8pm PT", "en-US", False)
def test_no_text_takes_long(text: str, locale: str, leftovers: bool) -> None:
    started = time.process_time()
    read(text, now=NOW, zone=ZONE, locale=locale, leftovers=leftovers)
    assert time.process_time() - started < 10


LINES = st.sampled_from(
    ["Dec 9 10am", "tomorrow 2pm", "monday 9:30am", "12/8 1-3pm", "Thursday, Dec 3, 4pm PST"]
)
TITLES = (
    "Smith|v. Acme|depo|Dr. Wu|Vol 2|Exh 7|Day 2 of 3|30(b)(6)|Black Friday|April|May Jones|Sunday Rivers|"
    "Noon Yoon|24-cv-01234|2:24-cv-01234|DC-26-01234|310-555-0142|a.may+dec2@smith-day.com|5A|"
    "https://zoom.us/j/2pm|Rule 26(f)|3/4 ton|9/11|$5|#3|45M|24 hr Holter|PMK|hearing|Room 204"
)


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(TITLES.split("|")), min_size=1, max_size=4),
    LINES,
    st.lists(st.sampled_from(TITLES.split("|")), max_size=3),
)
def test_words_of_a_title_never_change_the_time_without_a_question(
    before: list[str], when: str, after: list[str]
) -> None:
    alone = read(when, now=NOW, zone=ZONE)
    assert isinstance(alone, Reading)
    answer = read(" ".join([*before, when, *after]), now=NOW, zone=ZONE, leftovers=True)
    assume(isinstance(answer, Reading))
    assert isinstance(answer, Reading)
    assert answer.moment.instant == alone.moment.instant
    assert answer.rest == " ".join([*before, *after])


COUNTS = "0 1 31 366 9999 10000 99999999999 10^30 1e30 0.5 -1 ½ 1,000 million"
STRETCHES = (
    "in {n} hours|{n} days later|{n} months earlier|{n} years from now|push back {n} weeks|+{n}y|{n}d ago|"
    "{n} business days later|Jan 1 {n} 10am|{n}-01-01 10:00|Dec 31 {n} 11:59pm|{n}pm|2pm UTC+{n}|"
    "first Monday of {n}|Easter {n}|{n} Mondays from now|tomorrow at 10 for {n} hours|{n}-W53-7|"
    "9999-12-31 23:59 UTC-12|9999-12-31 11pm UTC+14|0001-01-01 00:00|the day before|next week|midnight|"
    "10 not 11|the week of the 14th|next Friday|Tuesday 9|Christmas eve|the following Monday"
)
ENDS = st.sampled_from(
    [
        Moment(datetime.fromisoformat(local), zone)
        for local in (
            "9999-12-30T10:00",
            "8999-12-31T23:59",
            "1900-01-01T00:00",
            "0001-01-02T12:00",
        )
        for zone in ("Pacific/Kiritimati", "Etc/GMT+12", "America/New_York")
    ]
)


@settings(max_examples=100)
@given(st.sampled_from(STRETCHES.split("|")), st.sampled_from(COUNTS.split()), ENDS, LOCALES)
def test_no_number_and_no_session_is_too_large(
    phrase: str, count: str, was: Moment, locale: str
) -> None:
    text = phrase.format(n=count)
    for moved in (None, was):
        answer = read(text, now=NOW, zone=ZONE, locale=locale, was=moved)
        assert isinstance(answer, Reading | Question | Refusal)
    parsed = parse_command("/session", f"Hale {text} depo", now=NOW, zone=ZONE, locale=locale)
    assert parsed.verb == "new"
    assert was.written(Reader(locale, ZONE))
