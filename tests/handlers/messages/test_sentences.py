"""The sentences: every state, trouble and event of every kind is said, and no place hears too much."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.failures import Cause, Fault
from bot.scheduling.model.record import ENDED, Card, FailureReason, State, Visibility
from bot.scheduling.model.reference import CONFIDENTIAL, Kind
from bot.scheduling.model.rights import NotShown, NotYours, OnlyMembers
from bot.scheduling.model.transitions import InvalidTransition
from bot.scheduling.ports.store import LinkTaken
from bot.scheduling.refusals import AlreadyStarted, NoSuchBooking, NothingToChange
from bot.scheduling.requests.request import Request
from bot.scheduling.tasks.news import EventType, News
from bot.times.moment import Moment
from handlers.messages import (
    attention,
    cards,
    connection_faults,
    direct_messages,
    naming,
    refusals,
    states,
    threads,
    times,
)
from handlers.messages.errors import unreadable
from handlers.ui.blocks import LONGEST_SECTION, escape
from tests.builders import (
    MOMENT,
    OWNER,
    STRANGER,
    a_booking,
    a_session,
    an_agent,
    an_answer,
    an_appointment,
    one_of_each,
)

LATER = Moment(local=MOMENT.local + timedelta(hours=1), zone=MOMENT.zone)
LEFT_OVER = re.compile(r"[{}]|None|Trouble\.|State\.|Kind\.|\bnone\b|  ")
HOSTILE = "<!channel> & <@U1>"
MISHAPS = frozenset(
    {EventType.NOT_BOOKED, EventType.NOT_CHANGED, EventType.NOT_CANCELED, EventType.DELAYED}
)


def is_sentence(text: str) -> bool:
    """Return whether nothing of the program shows in what a person reads."""
    shown = re.sub(r"<!date\^[^>]*>", "", text)
    return bool(shown.strip()) and LEFT_OVER.search(shown) is None


@pytest.mark.parametrize("booking", one_of_each(), ids=lambda booking: booking.kind.name)
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("trouble", [None, *FailureReason])
def test_every_state_is_said_with_its_trouble(
    booking: Booking, state: State, trouble: FailureReason | None
) -> None:
    stands = booking.with_(state=state, trouble=trouble, reason=HOSTILE)
    assert is_sentence(states.state(stands))
    assert is_sentence(states.state_word(stands))
    assert HOSTILE not in states.state(stands)
    assert ("Confirmed" in states.state(stands)) <= (state is State.CONFIRMED)


def test_of_a_name_that_is_taken_nothing_is_said_but_that() -> None:
    named = a_booking(session=a_session(link_name="doe"), state=State.FAILED)
    for trouble in (FailureReason.NAME_TAKEN, FailureReason.AMBIGUOUS):
        assert "Its link name is already taken" in states.state(named.with_(trouble=trouble))
    unproven = states.state(a_booking(state=State.FAILED, trouble=FailureReason.AMBIGUOUS))
    assert "may be this session or someone else's" in unproven
    assert "link name" not in unproven


@pytest.mark.parametrize("make", [a_booking, an_appointment])
def test_what_was_never_booked_is_not_said_to_have_been_ended(make: Callable[..., Booking]) -> None:
    ended = make(state=State.CANCELED, never_booked=True)
    assert "It was never booked at" in states.state(ended)
    news = News(what=EventType.CANCELED, by=OWNER)
    assert "It was never booked at" in threads.line(ended, news=news, here=Visibility.DIRECT)
    assert "never" not in states.state(make(state=State.CANCELED))


def test_what_stands_as_it_was_first_entered_is_told_to_be_looked_at() -> None:
    told = direct_messages.direct_message(a_booking(), news=News(what=EventType.ORIGINAL_DETAILS))
    assert "as you first entered it" in told


@pytest.mark.parametrize("state", [State.CONFIRMED, State.FAILED])
def test_what_nobody_knows_is_to_be_looked_up_at_the_provider(state: State) -> None:
    unknown = a_booking(state=state, trouble=FailureReason.UNKNOWN)
    assert "Check Prevail before" in states.state(unknown)
    assert "Check Prevail" not in states.state(unknown.with_(trouble=None, state=State.CONFIRMED))


def test_where_there_is_nothing_to_look_in_nobody_is_said_to_look() -> None:
    unclear = {"state": State.BOOKING, "trouble": FailureReason.UNKNOWN}
    assert "Docket is asking again" in states.state(an_agent(**unclear))
    assert "Docket is checking" in states.state(an_appointment(**unclear))
    assert "asking Cronofy again" in attention.trying_again(an_agent(**unclear))
    assert "look" not in attention.looking_for(an_agent(**unclear))
    assert "is checking CareValidate and" in attention.looking_for(an_appointment(**unclear))


def test_a_look_that_may_find_nothing_promises_no_news() -> None:
    lost = a_booking(state=State.FAILED, trouble=FailureReason.UNKNOWN)
    assert "If nothing changes, it's still not known" in attention.trying_again(lost)
    assert "If nothing" not in attention.trying_again(a_booking(state=State.BOOKING, trouble=None))


@pytest.mark.parametrize("booking", one_of_each(), ids=lambda booking: booking.kind.name)
@pytest.mark.parametrize(
    "trouble", [FailureReason.UNKNOWN, FailureReason.AMBIGUOUS, FailureReason.INTERNAL]
)
def test_what_may_have_been_done_is_nowhere_said_not_to_be(
    booking: Booking, trouble: FailureReason
) -> None:
    unknown = booking.with_(state=State.FAILED, trouble=trouble)
    news = [News(what=what, trouble=trouble) for what in MISHAPS - {EventType.DELAYED}]
    said = [direct_messages.direct_message(booking, news=each) for each in news]
    said += [
        states.state(unknown),
        states.state_word(unknown),
        refusals.refusal(InvalidTransition(unknown)),
    ]
    denied = re.compile(r"\bnot (booked|sent|done|canceled|changed)|never", re.IGNORECASE)
    assert [text for text in said if denied.search(text)] == []
    assert all("known" in text or "may or may not" in text for text in said)


@pytest.mark.parametrize("booking", one_of_each(), ids=lambda booking: booking.kind.name)
@pytest.mark.parametrize("what", EventType)
@pytest.mark.parametrize("here", Visibility)
def test_every_event_is_said_in_every_place_and_to_a_person(
    booking: Booking, what: EventType, here: Visibility
) -> None:
    of_providers = FailureReason.NOT_ANSWERING if what in MISHAPS else ""
    trouble = Cause.MOVED if what is EventType.PROVIDER_UNREACHABLE else of_providers
    news = News(what=what, by=STRANGER, before=MOMENT, after=LATER, why=HOSTILE, trouble=trouble)
    line = threads.line(booking, news=news, here=here)
    told = direct_messages.direct_message(booking, news=news)
    assert is_sentence(line)
    assert is_sentence(told)
    assert HOSTILE not in line + told


@pytest.mark.parametrize(
    "what", [EventType.STILL_UNKNOWN, EventType.STILL_STUCK, EventType.CURRENT_STATE]
)
def test_a_reminder_says_nothing_that_an_administrator_may_not_know(what: EventType) -> None:
    for booking in one_of_each():
        told = direct_messages.direct_message(booking, news=News(what=what))
        assert booking.ref in told
        assert "appt-1" not in told
        assert (MOMENT.written() in told) <= (booking.kind not in CONFIDENTIAL)
    assert MOMENT.written() in direct_messages.direct_message(a_booking(), news=News(what=what))


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("America/Vancouver", "Prevail may show this as 1:30 PM Arizona, which is the same time."),
        ("America/Winnipeg", "Prevail may show this as 1:30 PM Bogota, which is the same time."),
        ("America/Toronto", ""),
        ("America/Los_Angeles", ""),
        ("America/Asuncion", ""),
    ],
)
def test_the_card_says_where_prevail_shows_an_odd_zone(zone: str, said: str) -> None:
    booking = a_booking(moment=Moment(MOMENT.local, zone), booked=an_answer())
    shown = cards.blocks(booking, here=Visibility.PUBLIC)
    assert (said in str(shown)) if said else ("Prevail may show" not in str(shown))
    assert "Prevail may show" not in str(cards.blocks(booking, here=Visibility.SHARED))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("trouble", [None, *FailureReason])
def test_a_shared_place_learns_type_time_and_state_alone(
    state: State, trouble: FailureReason | None
) -> None:
    secrets = ("Doe", "44-ROE", "Vogon", "prevail.example", "settled", OWNER, "because it rained")
    session = a_session(title="Doe v. Roe", case="44-ROE", notes="Vogon")
    booking = a_booking(
        session=session,
        booked=an_answer(),
        state=state,
        trouble=trouble,
        reason="because it rained",
        card=Card(channel="C1", ts="1.1", place=Visibility.SHARED),
    )
    said = [cards.fallback(booking, here=Visibility.SHARED)]
    said += [str(block) for block in cards.blocks(booking, here=Visibility.SHARED)]
    for what in EventType:
        news = News(what=what, by=OWNER, before=MOMENT, after=LATER, why="settled")
        said.append(threads.line(booking, news=news, here=Visibility.SHARED))
    assert [secret for secret in secrets if secret in " ".join(said)] == []
    assert MOMENT.written() in said[0]


@pytest.mark.parametrize("here", [Visibility.PUBLIC, Visibility.PRIVATE, Visibility.SHARED])
def test_no_channel_learns_of_an_appointment_more_than_type_time_and_state(
    here: Visibility,
) -> None:
    booking = an_appointment(
        state=State.CONFIRMED, card=Card(channel="C1", ts="1.1", place=here), reason="Quillfeather"
    )
    said = [cards.fallback(booking, here=here)]
    said += [str(block) for block in cards.blocks(booking, here=here)]
    said += [
        threads.line(booking, news=News(what=what, by=OWNER, why="hospice"), here=here)
        for what in EventType
    ]
    private = ("pat@patient.example", "Quillfeather", "hospice", OWNER)
    assert [secret for secret in private if secret in " ".join(said)] == []


@pytest.mark.parametrize("here", Visibility)
def test_the_link_to_an_agents_call_enters_no_place(here: Visibility) -> None:
    agent = an_agent(state=State.CONFIRMED)
    said = cards.fallback(agent, here=here) + str(cards.blocks(agent, here=here))
    assert "pwd=hush" not in said
    assert "ana@firm.example" not in said


def test_a_line_without_the_name_leaves_title_and_case_out() -> None:
    booking = a_booking(session=a_session(title="Doe v. Roe", case="44-ROE"))
    news = News(what=EventType.CANCELED, by=OWNER)
    said = threads.line(booking, news=news, here=Visibility.PUBLIC, named=False)
    assert "Roe" not in said
    assert "44-ROE" not in said
    assert MOMENT.written() in said
    assert "Doe v. Roe" in threads.line(booking, news=news, here=Visibility.PUBLIC)


def test_a_link_that_did_not_come_is_said_to_be_missing() -> None:
    news = News(what=EventType.LINK_ARRIVED)
    without = a_booking(booked=an_answer(join_url=None), state=State.CONFIRMED)
    for said in (
        direct_messages.direct_message(without, news=news),
        threads.line(without, news=news, here=Visibility.PUBLIC),
    ):
        assert "no join link" in said
        assert "Join:" not in said


def test_another_time_is_told_with_the_time_that_was_asked_for() -> None:
    other = News(what=EventType.DIFFERENT_TIME, before=MOMENT, after=LATER)
    booking = a_booking(moment=LATER)
    assert f"You asked for {MOMENT.written()}" in direct_messages.direct_message(
        booking, news=other
    )
    same = News(what=EventType.LINK_ARRIVED, before=MOMENT, after=MOMENT)
    assert "asked for" not in direct_messages.direct_message(
        a_booking(booked=an_answer()), news=same
    )


@pytest.mark.parametrize(
    "refusal",
    [
        NotYours(a_booking(), admins=frozenset({"U9"})),
        NotYours(an_appointment(), admins=frozenset({"U9"})),
        NotShown(a_booking()),
        OnlyMembers(a_booking()),
        AlreadyStarted(a_booking()),
        LinkTaken(),
        *[NoSuchBooking(name, kind=kind) for name in ("next", "x") for kind in Kind],
        *[AlreadyStarted(booking) for booking in one_of_each() if isinstance(booking, Booking)],
        *[NothingToChange(request) for request in one_of_each() if isinstance(request, Request)],
        *[
            InvalidTransition(booking.with_(state=state))
            for booking in one_of_each()
            for state in State
        ],
    ],
    ids=lambda refusal: type(refusal).__name__,
)
def test_every_refusal_says_why(refusal: Exception) -> None:
    assert is_sentence(refusals.refusal(refusal))


def test_a_refusal_names_whom_to_ask() -> None:
    asked = refusals.refusal(NotYours(a_booking(), admins=frozenset({"U9", OWNER})))
    assert asked.count(f"<@{OWNER}>") == 1
    assert "<@U9>" in asked
    assert f"<@{OWNER}>" in refusals.refusal(NotShown(a_booking()))
    of_a_patient = refusals.refusal(NotYours(an_appointment(), admins=frozenset()))
    assert "appointment staff" in of_a_patient
    assert "administrator" not in of_a_patient
    assert OWNER not in refusals.refusal(OnlyMembers(a_booking())), "strangers read no name"


def test_what_was_typed_is_quoted_as_text() -> None:
    assert escape(HOSTILE) in refusals.refusal(NoSuchBooking(HOSTILE))
    hostile = a_booking(session=a_session(title=HOSTILE, case=HOSTILE))
    assert HOSTILE not in naming.subject(hostile)
    assert HOSTILE not in cards.fallback(hostile, here=Visibility.PUBLIC)


@pytest.mark.parametrize("cause", Cause)
@pytest.mark.parametrize("provider", ["Prevail", "Cronofy", "CareValidate", "Slack"])
@pytest.mark.parametrize("detail", ["", HOSTILE])
def test_every_fault_is_said_with_who_has_it_and_what_to_do(
    cause: Cause, provider: str, detail: str
) -> None:
    said = connection_faults.explain(provider, Fault(cause, detail))
    assert is_sentence(said)
    assert provider in said
    assert re.search(r"\b([Cc]heck|[Ss]et) ", said)
    assert HOSTILE not in said


@pytest.mark.parametrize(
    ("length", "written"),
    [(15, "15 min"), (60, "1 hr"), (75, "1 hr 15 min"), (0, "0 min"), (24 * 60, "24 hr")],
)
def test_a_length_is_written_short(length: int, written: str) -> None:
    assert times.duration(timedelta(minutes=length)) == written


@pytest.mark.parametrize("state", sorted(ENDED))
def test_there_is_nothing_to_join_when_it_is_over(state: State) -> None:
    over = a_booking(booked=an_answer(), state=state)
    assert "Join" not in cards.fallback(over, here=Visibility.PUBLIC)


@pytest.mark.parametrize(
    ("count", "named", "more"),
    [(1, 1, ""), (2, 2, ""), (10, 10, ""), (11, 10, "1 more"), (300, 10, "290 more")],
)
def test_what_cannot_be_read_is_named_and_much_of_it_counted(
    count: int, named: int, more: str
) -> None:
    refs = [f"S-{number:04}" for number in range(count)]
    said = unreadable(refs)
    assert [ref for ref in refs if ref in said] == refs[:named]
    assert ("more" in said) == bool(more)
    assert more in said
    assert "can't read" in said
    assert len(said) < LONGEST_SECTION
