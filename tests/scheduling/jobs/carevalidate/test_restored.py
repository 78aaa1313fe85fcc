"""What a restored backup still had to do at CareValidate: it is looked up, and nothing is asked for."""

from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.transitions import begin_cancellation
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel
from tests.builders import NOW, OWNER
from tests.scheduling.jobs.bench import after
from tests.scheduling.jobs.carevalidate.bench import CareValidateBench, news_told


def asked(bench: CareValidateBench) -> int:
    """Count what CareValidate was asked to do."""
    return sum(request.method != "GET" for request in bench.care.received)


def test_what_was_booked_since_is_taken_over(bench: CareValidateBench) -> None:
    booking = bench.looked_up(bench.appointment())
    bench.do(Book(), booking)
    before, bench.restored = asked(bench), NOW
    found = after(bench.do(Book(), booking), booking)
    assert (found.state, found.trouble) == (State.CONFIRMED, None)
    assert asked(bench) == before


def test_what_was_booked_and_canceled_since_is_not_booked_again(bench: CareValidateBench) -> None:
    booking = bench.looked_up(bench.appointment())
    bench.do(Book(), booking)
    bench.care.provider.appointments[0].canceled = True
    before, bench.restored = asked(bench), NOW
    stands, follows = bench.through(Book(), booking)
    assert (stands.state, stands.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert news_told(follows)[-1] is EventType.NOT_BOOKED
    assert asked(bench) == before


def test_of_what_could_be_mistaken_for_it_nothing_is_taken_over(bench: CareValidateBench) -> None:
    """The backup is older than the look at what was there before."""
    bench.book()
    booking = bench.appointment()
    before, bench.restored = asked(bench), NOW
    stands, _ = bench.through(Book(), booking)
    assert stands.state is not State.BOOKING
    assert asked(bench) == before


def test_a_cancellation_that_was_made_since_is_said(bench: CareValidateBench) -> None:
    booking = begin_cancellation(bench.book())
    bench.do(Cancel(by=OWNER), booking)
    before, bench.restored = asked(bench), NOW
    gone, _ = bench.through(Cancel(by=OWNER), booking)
    assert gone.state is State.CANCELED
    assert asked(bench) == before


def test_one_by_its_id_is_left_to_a_person(bench: CareValidateBench) -> None:
    request = bench.looked_up_by_id(bench.book().remote_id)
    before, bench.restored = asked(bench), NOW
    stands, follows = bench.through(Book(), request)
    assert (stands.state, stands.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert news_told(follows) == [EventType.NOT_BOOKED]
    assert asked(bench) == before
