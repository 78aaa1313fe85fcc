"""What every store finds."""

from datetime import timedelta

import pytest

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import Card, FailureReason, State
from bot.scheduling.model.session import Deponent
from bot.scheduling.ports.store import Store
from bot.times.moment import Moment
from tests.builders import (
    OTHER_TEAM,
    STRANGER,
    a_booking,
    a_session,
    an_agent,
    an_appointment,
    later,
    one_of_each,
)
from tests.store.steps import add, change, refs


@pytest.fixture
def shelf(store: Store) -> Store:
    """Four bookings, not in the order of their starts."""
    moment = a_booking().moment
    for ref, days, made, changes in (
        ("S-0003", 3, 0, {"session": a_session(title="Straße", case="44-ROE")}),
        ("S-0001", 1, 1, {"owner": STRANGER}),
        ("S-0002", 2, 2, {"state": State.CANCELED}),
        ("S-0004", 4, 3, {"team": OTHER_TEAM}),
    ):
        at = Moment(local=moment.local + timedelta(days=days), zone=moment.zone)
        add(store, a_booking(ref, moment=at, created=later(minutes=made), **changes))
    return store


def test_bookings_come_by_start_or_latest_made_first(shelf: Store) -> None:
    assert refs(shelf) == ["S-0001", "S-0002", "S-0003"]
    assert refs(shelf, latest_first=True) == ["S-0002", "S-0001", "S-0003"]
    assert refs(shelf, limit=2) == ["S-0001", "S-0002"]


def test_bookings_are_found_by_owner_and_state(shelf: Store) -> None:
    assert refs(shelf, owner=STRANGER) == ["S-0001"]
    assert refs(shelf, states=frozenset({State.BOOKING})) == ["S-0001", "S-0003"]
    assert refs(shelf, states=frozenset()) == []


def test_bookings_are_found_from_a_start_up_to_an_end(shelf: Store) -> None:
    start = a_booking().moment.instant
    day = timedelta(days=1)
    assert refs(shelf, start=start + 2 * day) == ["S-0002", "S-0003"]
    assert refs(shelf, end=start + 2 * day) == ["S-0001"]
    assert refs(shelf, start=start + day, end=start + 3 * day) == ["S-0001", "S-0002"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("strasse",), ["S-0003"]),
        (("STRASSE", "roe"), ["S-0003"]),
        (("strasse", "doe"), []),
        (("s-0003",), ["S-0003"]),
        (("%",), []),
        (("_",), []),
        (("' OR 1=1 --",), []),
    ],
)
def test_bookings_are_found_by_all_words(
    shelf: Store, words: tuple[str, ...], found: list[str]
) -> None:
    assert refs(shelf, words=words) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (("park",), ["S-0005"]),
        (("JANE.PARK@x.example",), ["S-0005"]),
        (("jane.park@y.example",), []),
        (("host@firm.example", "Court"), ["S-0005"]),
        (("firm",), []),
        (("pat@patient.example",), ["P-0005"]),
        (("quillfeather",), ["P-0005"]),
        (("omar@firm.example",), ["A-0005"]),
    ],
)
def test_bookings_are_found_by_people_and_their_whole_addresses(
    store: Store, typed: tuple[str, ...], found: list[str]
) -> None:
    deponent = Deponent(name="Jane Park", email="jane.park@x.example")
    people = {"hosts": ("host@firm.example",), "invitees": ("court@y.example",)}
    add(store, a_booking("S-0005", session=a_session(deponent=deponent, **people)))
    add(store, an_appointment("P-0005"))
    call = an_agent().call.with_(on_behalf_of="omar@firm.example")
    add(store, an_agent("A-0005", call=call))
    assert refs(store, words=typed) == found


@pytest.mark.parametrize(
    "word", ['"doe"', "c:\\docs", "\\n", "ÉTÉ", "straße", "ǅ", "ﬁling", "s-0009", "44/9"]
)
def test_words_are_found_however_they_are_written_down(store: Store, word: str) -> None:
    title = 'Re "Doe" in C:\\docs \\n été STRASSE ǆ FILING'
    add(store, a_booking("S-0009", session=a_session(title=title, case="44/9")))
    assert refs(store, words=(word,)) == ["S-0009"]


@pytest.mark.parametrize(
    "typed", ["muller", "MÜLLER", "mu\u0308ller", "24-cv", "1187", "v. acme", "&"]
)
def test_words_are_found_without_their_accents_and_marks(store: Store, typed: str) -> None:
    add(store, a_booking("S-0009", session=a_session(title="Müller v. Acme", case="24-CV-1187")))
    add(store, a_booking("S-0008", session=a_session(title="Miller")))
    assert refs(store, words=tuple(f"{typed} acme".split())) == ["S-0009"]


def test_the_beginning_of_a_word_is_enough_unless_it_is_encrypted(
    shelf: Store, keys: list[str]
) -> None:
    assert refs(shelf, words=("depos",)) == ([] if keys else ["S-0001", "S-0002"])
    assert refs(shelf, words=("eposition",)) == []


def test_marks_alone_are_no_words(shelf: Store) -> None:
    assert refs(shelf, words=("&", "—")) == []


def test_words_are_found_among_what_else_is_asked(shelf: Store) -> None:
    start = a_booking().moment.instant
    day = timedelta(days=1)
    assert refs(shelf, words=("doe",), owner=STRANGER) == ["S-0001"]
    assert refs(shelf, words=("doe",), start=start + 2 * day) == ["S-0002"]
    assert refs(shelf, words=("doe",), end=start + 2 * day) == ["S-0001"]
    assert refs(shelf, words=("doe",), latest_first=True) == ["S-0002", "S-0001"]
    assert refs(shelf, words=("doe",), lasting=start + 2 * day) == ["S-0002"]


def test_cards_are_found_where_they_are_and_where_they_were_left(store: Store) -> None:
    here, there = Card(channel="C1", ts="1.0"), Card(channel="C2", ts="2.0")
    add(store, a_booking("S-0001", card=here, created=later(minutes=1)))
    add(store, a_booking("S-0002", card=there, left=here, created=later(minutes=2)))
    add(store, a_booking("S-0003", card=here, left=here, created=later(minutes=3)))
    add(store, a_booking("S-0004", card=there, created=later(minutes=4)))
    assert refs(store, channel="C1", latest_first=True) == ["S-0003", "S-0002", "S-0001"]
    assert refs(store, channel="C1", latest_first=True, limit=2) == ["S-0003", "S-0002"]
    assert refs(store, channel="C2") == ["S-0002", "S-0004"]


def test_unsettled_bookings_are_told_from_others(store: Store) -> None:
    add(store, a_booking("S-0001"))
    add(store, a_booking("S-0002", state=State.CONFIRMED))
    add(store, a_booking("S-0003", state=State.CONFIRMED, trouble=FailureReason.UNKNOWN))
    add(store, a_booking("S-0004", state=State.FAILED, trouble=FailureReason.REFUSED))
    assert refs(store, unsettled=True) == ["S-0001", "S-0003"]
    change(store, "S-0001", transition=lambda b: b.with_(state=State.CONFIRMED))
    assert refs(store, unsettled=True) == ["S-0003"]


def test_what_other_kinds_are_called_is_found(store: Store) -> None:
    for booking in one_of_each():
        add(store, booking)
    assert refs(store, words=("meeting", "agent")) == ["A-7K2M"]
    assert refs(store, words=("telehealth",)) == ["P-7K2M"]


def test_what_has_moved_is_found_where_it_is_now(shelf: Store) -> None:
    def to_last(booking: Booking) -> Booking:
        last = Moment(local=booking.moment.local + timedelta(days=9), zone=booking.moment.zone)
        return booking.with_(moment=last, session=a_session(title="Renamed"))

    change(shelf, "S-0001", transition=to_last)
    assert refs(shelf) == ["S-0002", "S-0003", "S-0001"]
    assert refs(shelf, words=("renamed",)) == ["S-0001"]
    assert refs(shelf, words=("doe",)) == ["S-0002"]
