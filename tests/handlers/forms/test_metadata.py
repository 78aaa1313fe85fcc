"""Forms: a change is what differs from what the person saw, so that nobody's change is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.scheduling.model.booking import Changes
from bot.scheduling.model.form_field import LONGEST_CAPTION, form_fields
from bot.scheduling.model.reply_to import ReplyTo
from bot.scheduling.model.session import Session
from bot.scheduling.ports.store import TOKEN_LENGTH
from bot.store.sql.busy_times import MOST
from bot.times.moment import Moment
from handlers.forms.metadata import FormMetadata
from handlers.forms.reading import EnteredTime, person_when_opened
from handlers.sessions.defaults import FILLABLE, LONGEST
from handlers.slack.people import Person
from tests.builders import MOMENT, NOW, a_booking, a_session

SEEN = FormMetadata.of(a_booking(), now=NOW, reply_to=None)
HOUR = timedelta(hours=1)
LATER = Moment(local=MOMENT.local + HOUR, zone=MOMENT.zone)
SAME_ELSEWHERE = Moment.at(MOMENT.instant, "America/New_York")


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (EnteredTime(moment=MOMENT, duration=HOUR), Changes()),
        (EnteredTime(moment=LATER, duration=HOUR), Changes(moment=LATER)),
        (EnteredTime(moment=MOMENT, duration=2 * HOUR), Changes(duration=2 * HOUR)),
        (EnteredTime(moment=LATER, duration=2 * HOUR), Changes(moment=LATER, duration=2 * HOUR)),
        (EnteredTime(moment=SAME_ELSEWHERE, duration=HOUR), Changes(moment=SAME_ELSEWHERE)),
    ],
)
def test_only_what_differs_from_what_was_seen_is_wanted(
    asked: EnteredTime, wanted: Changes
) -> None:
    assert asked.wanted(SEEN) == wanted


def test_a_form_carries_what_the_person_saw_through_slack_and_back() -> None:
    assert FormMetadata.model_validate_json(SEEN.model_dump_json()) == SEEN
    assert (SEEN.ref, SEEN.title, SEEN.length) == ("S-7K2M", "Deposition of Jane Doe", HOUR)
    again = replace(MOMENT, local=MOMENT.local.replace(fold=1))
    folded = SEEN.model_copy(update={"was": again})
    read = FormMetadata.model_validate_json(folded.model_dump_json())
    assert read.was
    assert read.was.local.fold == 1


def test_a_title_too_long_for_its_field_is_not_shortened_by_saving_something_else() -> None:
    seen = FormMetadata.of(
        a_booking(session=a_session(title="Doe \n" + "x" * 3000)), now=NOW, reply_to=None
    )
    assert len(seen.title) <= LONGEST_CAPTION
    assert "\n" not in seen.title
    later = EnteredTime(moment=LATER, duration=HOUR)
    assert later.wanted(seen, title=seen.title) == Changes(moment=LATER)
    assert later.wanted(seen, title="Other").title == "Other"


@pytest.mark.parametrize(
    ("seen", "zone"),
    [
        (FormMetadata(zone="Europe/Paris"), "Europe/Paris"),
        (FormMetadata(was=MOMENT), MOMENT.zone),
        (FormMetadata(), "Asia/Tokyo"),
    ],
)
def test_the_zone_that_a_form_began_with_is_offered_still(seen: FormMetadata, zone: str) -> None:
    assert person_when_opened(Person(id="U1", zone="Asia/Tokyo"), seen).zone == zone


# Slack takes 3,000 characters (docs.slack.dev, reference/views).
MOST_METADATA = 3000
ANYWHERE = ReplyTo(
    user="U" + "0" * 63,
    channel="C" + "0" * 63,
    url=f"https://hooks.slack.com/{'x' * 276}",
    replaces=True,
)


def test_the_most_that_a_form_keeps_is_no_more_than_slack_takes() -> None:
    new = FormMetadata(
        copied="S-7K2M",
        channel="C" + "0" * 63,
        usual=HOUR,
        zone="America/Argentina/ComodRivadavia",
        was=MOMENT,
        opened=NOW,
        short=True,
        filled={form_fields(Session)[name].key: "x" * LONGEST for name in FILLABLE},
        filled_from="your last session: S-7K2M",
        filled_for="x" * LONGEST,
        fills=True,
        conflicts=("x" * TOKEN_LENGTH,) * (MOST + 1),
        reply_to=ANYWHERE,
    )
    longest = a_booking(session=a_session(title='"' * LONGEST_CAPTION))
    change = FormMetadata.of(longest, now=NOW, reply_to=ANYWHERE)
    assert max(len(each.model_dump_json()) for each in (new, change)) <= MOST_METADATA
