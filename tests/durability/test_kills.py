"""Kills, briefly: `make kills` runs the same for long. What they compare is held to be able to fail."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.scheduling.model.record import FailureReason, State
from tests.deployment import Deployment
from tests.durability.kills.accounts import Accounts, Held, Message, Stored, Wish
from tests.durability.kills.people import Change, Ordered
from tests.durability.kills.run import run

START = datetime(2026, 12, 10, 15, tzinfo=UTC)
LATER = START + timedelta(hours=1)
NAME = "Deposition 1 remote"
WRITTEN = "Thu, Dec 10, 2026, 3:00 PM UTC"

WISH = Wish(key=NAME, accepted=True, starts=[START], titles=[NAME])
STORED = Stored(
    key=NAME,
    ref="S-0GPD",
    state=State.CONFIRMED,
    trouble=None,
    start=START,
    written=WRITTEN,
    title=NAME,
)
HELD = Held(key=NAME, living=True, start=START, title=NAME)
CARD = Message(text=f"{NAME}\nSession S-0GPD\n{WRITTEN}\nConfirmed", card_of="S-0GPD")
RECEIPT = Message(text=f"S-0GPD: booked for {WRITTEN}", private=True)
WHOLE = Accounts(wishes=[WISH], stored=[STORED], held=[HELD], messages=[CARD, RECEIPT])
ENDED = replace(STORED, state=State.CANCELED)
FAILED = replace(STORED, state=State.FAILED, trouble=FailureReason.REFUSED)


def said(text: str) -> Message:
    """Return the card with another text."""
    return replace(CARD, text=text)


def test_accounts_that_agree_are_no_finding() -> None:
    assert WHOLE.compare() == []


@pytest.mark.parametrize(
    ("accounts", "finding"),
    [
        (replace(WHOLE, stored=[], held=[], messages=[]), "lost: "),
        (replace(WHOLE, held=[]), "lost: "),
        (replace(WHOLE, held=[replace(HELD, living=False)]), "lost: "),
        (replace(WHOLE, held=[replace(HELD, start=LATER)]), "lost: "),
        (replace(WHOLE, held=[replace(HELD, title=f"{NAME} (2)")]), "lost: "),
        (replace(WHOLE, wishes=[replace(WISH, starts=[LATER])]), "lost: "),
        (replace(WHOLE, wishes=[replace(WISH, titles=[f"{NAME} (2)"])]), "lost: "),
        (replace(WHOLE, wishes=[replace(WISH, cancellations=[True])]), "lost: "),
        (replace(WHOLE, wishes=[]), "doubled: nobody asked"),
        (replace(WHOLE, stored=[STORED, STORED]), "doubled: "),
        (replace(WHOLE, held=[HELD, HELD]), "doubled: "),
        (replace(WHOLE, messages=[CARD, CARD]), "doubled: "),
        (replace(WHOLE, messages=[CARD]), "untold: "),
        (replace(WHOLE, messages=[CARD, replace(RECEIPT, private=False)]), "untold: "),
        (replace(WHOLE, messages=[replace(CARD, private=True)]), "untold: "),
        (replace(WHOLE, messages=[CARD, replace(RECEIPT, text="S-0GPD: Booking…")]), "untold: "),
        (replace(WHOLE, messages=[CARD, replace(RECEIPT, text="S-0GPD: booked")]), "untold: "),
        (
            replace(WHOLE, messages=[CARD, replace(RECEIPT, text=f"S-0GPD\nS-1GPD {WRITTEN}")]),
            "untold: ",
        ),
        (
            replace(WHOLE, stored=[replace(STORED, deponent="Pat", ref=ref) for ref in "AB"]),
            "doubled: Pat",
        ),
        (
            replace(WHOLE, messages=[CARD, *[Message(text="", marks=frozenset({"said-1"}))] * 2]),
            "doubled: said-1",
        ),
        (replace(WHOLE, stored=[FAILED], messages=[said("Not booked")]), "doubled: "),
        (replace(WHOLE, messages=[]), "untold: "),
        (replace(WHOLE, messages=[said("Not booked")]), "untold: "),
        (replace(WHOLE, messages=[said("Dec 11. Confirmed")]), "untold: "),
        (replace(WHOLE, messages=[said(f"{WRITTEN} Booking…")]), "unfinished: "),
        (replace(WHOLE, stored=[replace(STORED, state=State.MOVING)]), "unfinished: "),
        (
            replace(WHOLE, stored=[ENDED], held=[], messages=[said(f"{WRITTEN} Canceled")]),
            "lost: ",
        ),
    ],
)
def test_accounts_that_do_not_agree_are_found(accounts: Accounts, finding: str) -> None:
    assert any(found.startswith(finding) for found in accounts.compare())


def test_what_may_have_been_done_and_is_said_to_be_unknown_is_no_finding() -> None:
    unknown = replace(STORED, state=State.FAILED, trouble=FailureReason.UNKNOWN)
    card = said(f"{WRITTEN} Not known whether it was booked")
    messages = [card, replace(RECEIPT, text="S-0GPD: not known")]
    for held in ([], [HELD]):
        assert (
            Accounts(wishes=[WISH], stored=[unknown], held=held, messages=messages).compare() == []
        )


def test_what_was_not_accepted_may_be_there_or_not() -> None:
    wish = replace(WISH, accepted=False)
    assert replace(WHOLE, wishes=[wish]).compare() == []
    assert Accounts(wishes=[wish], stored=[], held=[], messages=[]).compare() == []


def test_a_request_is_held_once_it_is_done_and_its_card_says_so_in_its_own_words() -> None:
    wish = Wish(key="evt-1-remove", accepted=True, at_once=True)
    done = replace(STORED, key=wish.key, ref="E-0GPD", title="Remove", confirmed_as="Done.")
    held = Held(key=wish.key, living=True, start=LATER)
    card = Message(text="Remove\nRequest E-0GPD\nDone.", card_of="E-0GPD")
    told = replace(RECEIPT, text=f"E-0GPD: done at {WRITTEN}")
    whole = Accounts(wishes=[wish], stored=[done], held=[held], messages=[card, told])
    assert whole.compare() == []
    assert replace(whole, held=[]).compare() == [
        "lost: E-0GPD (evt-1-remove), confirmed, is not held"
    ]
    assert any("untold" in found for found in replace(whole, messages=[CARD]).compare())


def test_of_two_changes_at_once_either_may_be_last_and_one_not_accepted_may_count() -> None:
    wish = Wish(key=NAME, starts=[START])
    order = Ordered(wish, "/session", "#desk", NAME)
    even_later = LATER + timedelta(hours=1)
    order.settle((Change("starts", LATER), True), (Change("starts", even_later), True))
    assert wish.starts == [LATER, even_later]
    order.settle((Change("starts", START), True), (Change("cancellations", True), False))
    assert (wish.starts, wish.cancellations) == ([START], [False, True])


@pytest.mark.parametrize(("database", "processes"), [("sqlite", 1), ("postgresql", 3)])
def test_nothing_is_lost_or_doubled_or_untold_by_a_few_kills(
    deployment: Deployment, database: str, processes: int
) -> None:
    report = run(deployment, kills=3, seed=1, database=database, processes=processes)
    assert report.accepted > 0
    assert report.findings == []
