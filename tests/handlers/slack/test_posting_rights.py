"""Where a card may be ordered to: only where the person could post themselves."""

from collections.abc import Iterator

import pytest

from handlers.forms.submission import CHANNEL_PROBLEMS
from handlers.messages import forms
from handlers.slack.channels import Channels
from handlers.slack.people import Person
from handlers.slack.posting_rights import PostingProblem, PostingRights
from sandbox.slack.faults import Fault
from tests.handlers.canned import Canned, canned_slack
from tests.handlers.conftest import Office
from tests.handlers.forged_forms import Forger, Payload, as_sent, is_taken, with_field

HERE, ELSEWHERE = "C1", "C2"
ANA = Person(id="U1")
GUEST = Person(id="U1", guest=True)


@pytest.fixture
def slack() -> Iterator[Canned]:
    with canned_slack() as slack:
        yield slack


def problem(slack: Canned, *, person: Person = ANA, opened_in: str = ELSEWHERE) -> str:
    """Return what stands under the channel, nothing where the card may be posted there."""
    rights = PostingRights(slack.api, channels=Channels())
    found = rights.problem(HERE, person=person, opened_in=opened_in)
    return CHANNEL_PROBLEMS[found] if found else ""


@pytest.mark.parametrize(
    ("channel", "person", "is_in", "said"),
    [
        ({"is_channel": True}, ANA, False, ""),
        ({"is_channel": True}, GUEST, False, forms.CHANNEL_UNSEEN),
        ({"is_channel": True}, GUEST, True, ""),
        ({"is_private": True}, ANA, False, forms.CHANNEL_UNSEEN),
        ({"is_private": True}, ANA, True, ""),
        ({"is_mpim": True}, ANA, False, forms.CHANNEL_UNSEEN),
        ({"is_mpim": True, "is_private": True}, ANA, True, ""),
        ({"is_archived": True}, ANA, True, forms.CHANNEL_ARCHIVED),
        ({"is_private": True, "is_archived": True}, ANA, False, forms.CHANNEL_ARCHIVED),
    ],
)
def test_who_may_post_in_which_channel(
    slack: Canned, channel: dict[str, object], person: Person, is_in: bool, said: str
) -> None:
    slack.answer("conversations.info", channel={"id": HERE, **channel})
    theirs = [{"id": HERE}] if is_in else []
    slack.answer("users.conversations", channels=[{"id": "C9"}, *theirs])
    assert problem(slack, person=person) == said
    asked = [sent for method, sent in slack.asked if method == "users.conversations"]
    assert all(sent["user"] == "U1" for sent in asked)


def test_a_person_in_many_channels_is_looked_for_on_every_page(slack: Canned) -> None:
    slack.answer("conversations.info", channel={"id": HERE, "is_private": True})
    slack.answer(
        "users.conversations", channels=[{"id": "C9"}], response_metadata={"next_cursor": "more"}
    )
    assert problem(slack) == forms.CHANNEL_UNKNOWN, "the list never ended"
    pages = [sent.get("cursor") for method, sent in slack.asked if method == "users.conversations"]
    assert pages[:2] == [None, "more"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("channel_not_found", forms.CHANNEL_UNSEEN),
        ("missing_scope", forms.CHANNEL_UNSEEN),
        ("ratelimited", forms.CHANNEL_UNKNOWN),
        ("internal_error", forms.CHANNEL_UNKNOWN),
        ("unknown_method", ""),
    ],
)
def test_a_channel_slack_tells_nothing_about_is_refused_but_where_the_form_was_opened(
    slack: Canned, error: str, said: str
) -> None:
    slack.refuse("conversations.info", error)
    assert problem(slack) == said
    assert problem(slack, opened_in=HERE) == ""


def test_who_is_in_a_private_channel_is_asked_whenever_somebody_books(slack: Canned) -> None:
    rights = PostingRights(slack.api, channels=Channels())
    slack.answer("conversations.info", channel={"id": HERE, "is_private": True})
    slack.answer("users.conversations", channels=[{"id": HERE}])
    assert rights.problem(HERE, person=ANA, opened_in=HERE) is None
    slack.answer("users.conversations", channels=[])
    assert rights.problem(HERE, person=ANA, opened_in=HERE) is PostingProblem.UNSEEN
    assert slack.count("conversations.info") == 1


def test_the_form_opened_in_a_private_channel_proves_nothing_where_slack_says_who_is_in_it(
    slack: Canned,
) -> None:
    slack.answer("conversations.info", channel={"id": HERE, "is_private": True})
    slack.answer("users.conversations", channels=[])
    assert problem(slack, opened_in=HERE) == forms.CHANNEL_UNSEEN


# At the form


def ordered(
    office: Office, *, by: str, channel: str, line: str = "/session tomorrow 2pm"
) -> Payload:
    """Return a form by a person with a channel chosen that the list may not offer."""
    screen = office.person(by).command("#general", line)
    if line.startswith("/session"):
        screen.fill("Title", "Doe").press("More options")
    form = as_sent(screen)
    return with_field(form, "channel", lambda one: one | {"selected_conversation": channel})


@pytest.mark.parametrize(
    "line", ["/session tomorrow 2pm", "/agent https://zoom.example/j/1 tomorrow 2pm"]
)
def test_a_private_channel_is_only_for_who_is_in_it(office: Office, line: str) -> None:
    forger, private = Forger(office), office.slack.channel_id("#smith-v-jones")
    refused = forger.submit(ordered(office, by="Carla Stein", channel=private, line=line))
    assert refused["errors"] == {"channel": forms.CHANNEL_UNSEEN}
    assert forger.rows() == []
    assert is_taken(forger.submit(ordered(office, by="Ana Reyes", channel=private, line=line)))
    office.person("Ana Reyes").wait_for_message("#smith-v-jones")


@pytest.mark.parametrize(
    "channel", ["C0NOSUCHONE", "D0NOSUCHONE", "U07BENOKAFR", "general", "#general", "C1 C2", "<!x>"]
)
def test_a_channel_that_is_none_is_refused_and_nothing_is_booked(
    office: Office, channel: str
) -> None:
    forger = Forger(office)
    refused = forger.submit(ordered(office, by="Ana Reyes", channel=channel))
    assert list(refused["errors"]) == ["channel"]
    assert forger.rows() == []


def test_a_direct_message_is_only_for_whose_it_is(office: Office) -> None:
    forger, workspace = Forger(office), office.slack.workspace
    ana, ben = (office.person(name).id for name in ("Ana Reyes", "Ben Okafor"))
    own = workspace.dm(ana, workspace.bot.id).id
    between = workspace.dm(ana, ben).id
    others = workspace.dm(ben, workspace.bot.id).id
    for channel in (others, between):
        refused = forger.submit(ordered(office, by="Ana Reyes", channel=channel))
        assert refused["errors"] == {"channel": forms.CHANNEL_UNSEEN}
    assert is_taken(forger.submit(ordered(office, by="Ana Reyes", channel=own)))
    office.person("Ana Reyes").wait_for_message("@app", "Doe")


@pytest.mark.in_time
def test_where_slack_does_not_answer_another_channel_waits(office: Office) -> None:
    form = ordered(office, by="Ana Reyes", channel=office.slack.channel_id("#depositions"))
    office.slack.misbehave("conversations.info", Fault.SLOW, times=1, seconds=5)
    forger = Forger(office)
    assert forger.submit(form)["errors"] == {"channel": forms.CHANNEL_UNKNOWN}
    assert is_taken(forger.submit(form))
