"""What was accepted is carried out once, whatever happens to the process, to Prevail or to Slack."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from time import monotonic

from sandbox.providers import Prevail
from sandbox.providers import Running as Provider
from sandbox.providers.prevail_sessions import State
from sandbox.slack import Slack
from sandbox.slack.faults import Fault
from sandbox.slack.person import Person, Screen, Shown
from tests.deployment import Deployment
from tests.durability.forms import HERE, open_form, send
from tests.handlers.conftest import Office, seen_by_all
from tests.handlers.session_steps import booked
from tests.waiting import wait_until

SHORT_LAG = {"PROVIDER_LAG_SECONDS": "1"}
SOON_AFTER_A_KILL = timedelta(seconds=45)


def submit(person: Person, title: str, *, when: str = "tomorrow 2pm Pacific") -> None:
    """Order a session, without waiting for what becomes of it."""
    send(open_form(person, f"/session {when}").fill("Title", title))


def card_of(person: Person, title: str, text: str) -> Shown:
    """Return a booking's card once it says so, and make sure that there is only one."""
    card = person.wait_for_message(HERE, title).wait_for_text(text)
    assert len([shown for shown in seen_by_all(person, HERE) if title in shown.text]) == 1
    return card


def posts(prevail: Provider[Prevail]) -> int:
    """Count the orders that have reached Prevail, whether it took them or not."""
    return sum(request.method == "POST" for request in prevail.received)


def wait_for_posts(prevail: Provider[Prevail], count: int) -> None:
    """Wait until so many orders have reached Prevail: a card may be there before they are sent."""
    prevail.wait_for(lambda: posts(prevail) == count)


def cards_posted(slack: Slack) -> int:
    """Count the cards that have reached Slack, whether it took them or not."""
    return sum(call.method == "chat.postMessage" for call in slack.calls)


def booked_titles(prevail: Provider[Prevail]) -> list[str]:
    """Return the titles of all sessions that Prevail has."""
    return sorted(session.remote.title for session in prevail.provider.sessions)


def press_cancel(card: Shown) -> Screen:
    """Cancel by the card's button, giving no reason."""
    return card.press("Cancel session").submit()


# The process


def test_what_a_killed_process_had_under_way_is_done_once_soon_after_its_restart(
    deployment: Deployment,
) -> None:
    slack, prevail = deployment.slack, deployment.prevail
    ana = slack.person("Ana Reyes")
    with deployment.serving(**SHORT_LAG) as bot:
        for n, (title, fault) in enumerate(
            {"Taken": "hang_after", "Not taken": "hang", "In two minds": "hold"}.items()
        ):
            prevail.faults.set(fault, method="POST")
            submit(ana, title)
            wait_for_posts(prevail, n + 1)
            card_of(ana, title, "Booking…")
        slack.misbehave("chat.postMessage", Fault.SLOW, seconds=60)
        submit(ana, "No card yet")
        wait_until(lambda: cards_posted(slack) == 4)
        bot.kill()
    killed = monotonic()
    with deployment.serving(**SHORT_LAG) as bot:
        ana.viewer.timeout = SOON_AFTER_A_KILL.total_seconds()
        titles = ["In two minds", "No card yet", "Not taken", "Taken"]
        for title in titles:
            card_of(ana, title, "Confirmed")
        assert monotonic() - killed < SOON_AFTER_A_KILL.total_seconds()
        prevail.faults.clear()
        prevail.wait_for(lambda: len(prevail.provider.sessions) >= len(titles))
        assert booked_titles(prevail) == titles
        assert len(seen_by_all(ana, HERE)) == len(titles)


def test_two_processes_on_one_database_do_everything_once(deployment: Deployment) -> None:
    slack, prevail = deployment.slack, deployment.prevail
    ana = slack.person("Ana Reyes")
    titles = [f"Session {n}" for n in range(8)]
    with ExitStack() as stack:
        bots = [stack.enter_context(deployment.serving(**SHORT_LAG)) for _ in range(2)]
        for n, title in enumerate(titles):
            slack.connect(f"{bots[n % 2].url}/slack/events")
            submit(ana, title)
        for title in titles:
            card_of(ana, title, "Confirmed")
        assert booked_titles(prevail) == titles
        assert posts(prevail) == len(titles)
        assert len(seen_by_all(ana, HERE)) == len(titles)
        assert all("locked" not in bot.log for bot in bots)


# Prevail


def test_whatever_becomes_of_the_first_try_it_is_booked_once(office: Office) -> None:
    ana = office.person("Ana Reyes")
    faults = ["drop_after", "drop_before", "500", "429_seconds", "429_date", "rubbish", "empty"]
    for fault in faults:
        office.prevail.faults.set(fault, method="POST")
        submit(ana, f"With {fault}")
    for fault in faults:
        card_of(ana, f"With {fault}", "Confirmed")
    assert len(office.sessions) == len(faults)
    taken_at_first = {"drop_after", "rubbish", "empty"}
    assert posts(office.prevail) == 2 * len(faults) - len(taken_at_first)


def test_a_provider_that_hangs_holds_up_nobody_who_does_not_need_it(office: Office) -> None:
    ana, ben = office.person("Ana Reyes"), office.person("Ben Okafor")
    first = booked(office, title="Booked before")
    titles = [f"Session {n}" for n in range(10)]
    office.prevail.faults.set("hold", times=len(titles), method="POST")
    for title in titles:
        submit(ana, title)
    for title in titles:
        card_of(ben, title, "Booking…")
    first.press("More")
    assert ana.screen.title.startswith("Session S-")
    office.prevail.faults.clear()
    for title in titles:
        card_of(ana, title, "Confirmed")
    assert posts(office.prevail) == len(titles) + 1


def test_a_cancellation_that_overtakes_a_booking_in_flight_follows_it(office: Office) -> None:
    office.prevail.faults.set("hold", method="POST")
    card = booked(office, title="Overtaken", until="Booking…")
    wait_for_posts(office.prevail, 1)
    press_cancel(card).wait_until_closed()
    card.wait_for_text("Canceling…")
    assert office.sessions == []
    office.prevail.faults.clear()
    card.wait_for_text("Canceled")
    assert [session.state for session in office.sessions] == [State.CANCELED]


def test_a_cancellation_leaves_nothing_at_prevail_of_a_booking_that_had_trouble(
    office: Office,
) -> None:
    faults = ["429", "500", "drop_after"]
    cards = []
    for count, fault in enumerate(faults, 1):
        office.prevail.faults.set(fault, method="POST")
        card = booked(office, title=f"With {fault}", until="Booking…")
        wait_for_posts(office.prevail, count)
        press_cancel(card).wait_until_closed()
        cards.append(card)
    for card in cards:
        card.wait_for_text("Canceled")
    assert [session.state for session in office.sessions] == [State.CANCELED]
    assert posts(office.prevail) == len(faults)


def test_a_move_that_is_refused_leaves_the_session_as_it_was_and_says_so(office: Office) -> None:
    card = booked(office, title="Staying")
    before = office.sessions[0].start
    office.prevail.faults.set("422", method="PATCH")
    card.press("Move").fill("When", "tomorrow 4pm Pacific").submit().wait_until_closed()
    told = office.person("Ana Reyes").wait_for_message("@app", "Not changed")
    assert "That time <is taken> & can't be booked" in told.text
    card.wait_for_text("2:00 PM")
    card.wait_for_text("Confirmed")
    assert office.sessions[0].start == before
    assert card.replies == []


def test_a_cancellation_whose_answer_is_lost_is_not_made_twice(office: Office) -> None:
    card = booked(office, title="Ended")
    office.prevail.faults.set("drop_after", path="*/cancel")
    press_cancel(card).wait_until_closed()
    card.wait_for_text("Canceled")
    cancels = [request for request in office.prevail.received if "/cancel" in request.path]
    assert len(cancels) == 1


# Slack


def test_a_card_is_there_once_whatever_becomes_of_its_first_posting(office: Office) -> None:
    ana = office.person("Ana Reyes")
    faults = [Fault.DROP_AFTER, Fault.DROP, Fault.RATE_LIMITED, Fault.ERROR]
    for fault in faults:
        office.slack.misbehave("chat.postMessage", fault, seconds=1)
        made = cards_posted(office.slack)
        submit(ana, f"{fault} met")
        wait_until(lambda made=made: cards_posted(office.slack) > made)  # type: ignore[misc] # mypy reads no defaults here
    for fault in faults:
        card_of(ana, f"{fault} met", "Confirmed")
    assert len(office.sessions) == len(faults)


def test_a_form_sent_twice_at_once_is_one_booking(office: Office) -> None:
    ana = office.person("Ana Reyes")
    open_form(ana, "/session tomorrow 2pm Pacific").fill("Title", "Pressed twice")
    view = office.slack.workspace.stacks[ana.id][-1]
    with ThreadPoolExecutor(2) as pool:
        for sent in [pool.submit(office.slack.client.submit, ana.id, view=view) for _ in range(2)]:
            sent.result()
    card_of(ana, "Pressed twice", "Confirmed")
    assert len(office.sessions) == 1
