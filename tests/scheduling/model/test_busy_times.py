"""Who is busy with a booking and when: whom names name, and what is free again."""

from datetime import timedelta

import pytest

from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.model.agent import Call
from bot.scheduling.model.appointment import Appointment
from bot.scheduling.model.booking import Booking, Changes, Drift, Hold
from bot.scheduling.model.busy_times import (
    UNKNOWN_LENGTH,
    BusyTime,
    Part,
    busy_times,
    matters,
    newly_busy,
)
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.session import Deponent
from bot.scheduling.model.transitions import begin_cancellation, begin_change, undo
from bot.times.moment import Moment
from tests.builders import (
    CALL,
    MOMENT,
    a_booking,
    a_calendar_action,
    a_session,
    an_agent,
    an_answer,
    an_appointment,
    later,
)

STARTS, HOUR = MOMENT.instant, timedelta(hours=1)
LATER = Moment.at(STARTS + timedelta(days=1), MOMENT.zone)


def names(booking: Booking, part: Part) -> set[str]:
    return {each.name for each in busy_times(booking) if each.part is part}


def spans(booking: Booking) -> set[tuple[timedelta, timedelta]]:
    """Return from when to when it takes place, counted from its usual time."""
    return {(each.starts - STARTS, each.ends - STARTS) for each in busy_times(booking)}


def of_deponent(name: str, email: str = "tbd@firm.example") -> Booking:
    return a_booking(session=a_session(deponent=Deponent(name=name, email=email)))


def confirmed() -> Booking:
    return apply_answer(an_answer())(a_booking())


@pytest.mark.parametrize(
    "name",
    ["jane  DOE", "Doe, Jane", "Jané Doe", "Ms. Jane Doe", "Dr. Jane Doe, MD", "Jane\tDoe"],
)
def test_a_name_is_the_same_however_it_is_written(name: str) -> None:
    assert names(of_deponent(name), Part.DEPONENT) == {"doe jane"}


@pytest.mark.parametrize(
    "name",
    [
        "TBD",
        "tba",
        "the witness",
        "Unknown",
        "N/A",
        "To be determined",
        "30(b)(6) witness",
        "PMK",
        "Witness A",
        "Witness 1",
        "?",
        "(name to be confirmed)",
    ],
)
def test_who_is_still_to_be_named_is_nobody(name: str) -> None:
    assert names(of_deponent(name), Part.DEPONENT) == set()
    case = a_session(case="2026-CV-118", deponent=Deponent(name=name, email="TBD@firm.example"))
    assert matters(a_booking(session=case)) == frozenset()


def test_a_deponent_is_known_by_name_and_by_address() -> None:
    known = {"doe jane", "jane@doe.example"}
    assert names(of_deponent("Jane Doe", "Jane@DOE.example"), Part.DEPONENT) == known
    assert names(of_deponent("The To"), Part.DEPONENT) == set()


@pytest.mark.parametrize(
    ("typed", "interpreter"),
    [
        ("Maria Lopez", {"lopez maria"}),
        ("Spanish interpreter: Maria Lopez (certified)", {"lopez maria"}),
        ("Spanish", set()),
        ("needed", set()),
        ("yes, ASL", set()),
        ("", set()),
    ],
)
def test_of_an_interpreter_only_the_name_counts(typed: str, interpreter: set[str]) -> None:
    booking = a_booking(session=a_session(interpreter=typed))
    assert names(booking, Part.INTERPRETER) == interpreter


def test_hosts_are_known_by_their_addresses() -> None:
    booking = a_booking(session=a_session(hosts=("Ana@Firm.example", "TBD@firm.example")))
    assert names(booking, Part.HOST) == {"ana@firm.example"}


def test_the_same_session_is_one_of_the_same_title_case_and_start() -> None:
    booking = a_booking(session=a_session(case="26-CV-1"))
    (name,) = names(booking, Part.TITLE)
    assert names(a_booking(session=a_session(case="26 cv 1")), Part.TITLE) == {name}
    assert names(a_booking(session=a_session(case="26-CV-2")), Part.TITLE) != {name}
    assert names(booking.with_(moment=LATER), Part.TITLE) != {name}
    assert names(a_booking(session=a_session(title="…")), Part.TITLE) == set()


def test_a_matter_is_a_case_and_a_deponent() -> None:
    doe = Deponent(name="Jane Doe", email="jane@doe.example")
    booking = a_booking(session=a_session(case="26-CV-1", deponent=doe))
    named = {"1 26 cv / doe jane", "1 26 cv / jane@doe.example"}
    assert {each.name for each in matters(booking)} == named
    assert all(each.part is not Part.MATTER for each in newly_busy(booking, before=None))


@pytest.mark.parametrize(
    "link",
    [
        "https://zoom.example/j/1?pwd=s3cret",
        "https://zoom.example/j/1/?from=mail&pwd=other#success",
        "https://ZOOM.example/j/1?passcode=1&From=mail",
    ],
)
def test_a_call_is_the_same_whatever_its_password(link: str) -> None:
    call = Call(join_url=link, on_behalf_of="ana@firm.example")
    (name,) = names(an_agent(call=call), Part.CALL)
    assert name.removesuffix("?from=mail") == "https://zoom.example/j/1"


def test_calls_that_a_query_tells_apart_are_two() -> None:
    one, other = (
        names(an_agent(call=Call(join_url=link, on_behalf_of="a@firm.example")), Part.CALL)
        for link in ("https://webex.example/j.php?mtid=m1", "https://webex.example/j.php?mtid=m2")
    )
    assert one != other


def test_an_agent_takes_its_call_and_an_appointment_whom_it_is_for() -> None:
    upper = Call(join_url="https://zoom.example/J/1/", on_behalf_of="ana@firm.example")
    taken = {"https://zoom.example/j/1"}
    assert names(an_agent(call=upper), Part.CALL) == taken
    assert names(an_appointment(), Part.INVITEE) == {"pat@patient.example"}
    assert spans(an_agent(call=CALL)) == {(timedelta(0), UNKNOWN_LENGTH)}
    held = Appointment(id="1", start=STARTS, end=STARTS + HOUR)
    assert spans(an_appointment(booked=held)) == {(timedelta(0), HOUR)}


def test_a_request_takes_nobody() -> None:
    assert busy_times(a_calendar_action()) == frozenset()


def test_what_has_come_to_nothing_takes_nobody() -> None:
    assert busy_times(a_booking(state=State.CANCELED)) == frozenset()
    refused = a_booking(state=State.FAILED, trouble=FailureReason.REFUSED)
    assert busy_times(refused) == frozenset()
    ended = Drift(ended=FailureReason.GONE)
    assert busy_times(a_booking(state=State.CONFIRMED, drift=ended)) == frozenset()


def test_what_may_have_been_booked_counts_as_booked() -> None:
    assert busy_times(a_booking(state=State.FAILED, trouble=FailureReason.UNKNOWN))


def test_what_is_moved_takes_its_old_time_and_its_new_one_until_it_is_settled() -> None:
    longer = Changes(moment=LATER, duration=2 * HOUR)
    moving = begin_change(confirmed(), longer)
    both = {(timedelta(0), HOUR), (timedelta(days=1), timedelta(days=1) + 2 * HOUR)}
    assert spans(moving) == both
    until = later(seconds=20)
    held = begin_change(confirmed(), longer).with_(hold=Hold(until=until, moment=LATER))
    assert spans(held) == both
    canceling = begin_cancellation(moving)
    assert spans(canceling.after(moving)) == both
    undone = undo(held, until=until).after(held)
    assert undone.wants is None
    assert spans(undone) == {(timedelta(0), HOUR)}


def test_what_an_earlier_version_holds_takes_both_times_too() -> None:
    held = begin_change(confirmed()).with_(hold=Hold(until=later(seconds=20), moment=LATER))
    assert spans(held) == {
        (timedelta(0), HOUR),
        (timedelta(days=1), timedelta(days=1) + HOUR),
    }
    canceled = begin_cancellation(confirmed()).with_(hold=Hold(until=later(seconds=20)))
    assert spans(canceled) == {(timedelta(0), HOUR)}


def test_new_is_what_was_not_taken_all_along() -> None:
    before = confirmed()
    assert (
        newly_busy(begin_change(before, Changes(duration=HOUR / 2)), before=before) == frozenset()
    )
    longer = newly_busy(begin_change(before, Changes(duration=2 * HOUR)), before=before)
    assert {(each.starts, each.ends) for each in longer} == {(STARTS, STARTS + 2 * HOUR)}
    (other,) = newly_busy(begin_change(before, Changes(title="Other")), before=before)
    assert (other.part, other.name.split(" / ")[0]) == (Part.TITLE, "other")


def test_a_long_name_is_told_by_its_hash() -> None:
    short, long = (BusyTime(Part.CALL, "x" * n, STARTS, STARTS) for n in (200, 201))
    assert short.key == f"call {'x' * 200}"
    assert len(long.key) == len("call ") + 64


class AnotherBooking(Booking):
    """A kind of booking that says nothing of who takes part."""

    @property
    def title(self) -> str:
        """What it is called."""
        return "Another"

    @property
    def provider_state(self) -> State | None:
        """Where it stands."""
        return None


def test_a_kind_that_names_nobody_takes_nobody() -> None:
    of_another = {name: getattr(an_agent(), name) for name in Booking.model_fields}
    assert busy_times(AnotherBooking(**of_another)) == frozenset()
