"""Events of a booking or request, as values; the sentences are made where they are shown."""

from enum import StrEnum

from bot.scheduling.model.booking import Changes
from bot.scheduling.model.text import Text
from bot.scheduling.model.value import StoredMoment, Value


class EventType(StrEnum):
    """What there is to tell."""

    UNDER_WAY = "under way"
    HELD = "held"
    BOOKED = "booked"
    REQUESTED = "requested"
    LINK_ARRIVED = "link arrived"
    LINK_REFUSED = "link refused"
    DIFFERENT_TIME = "other time"
    ORIGINAL_DETAILS = "as first ordered"
    NOT_AS_ORDERED = "not as ordered"
    NOT_BOOKED = "not booked"
    HOSTS_DEMOTED = "hosts demoted"
    MOVED = "moved"
    EDITED = "edited"
    NOT_CHANGED = "not changed"
    CANCELED = "cancelled"
    CANCELED_BY_PROVIDER = "cancelled by provider"
    GONE_AT_PROVIDER = "gone there"
    CHANGED_AT_PROVIDER = "changed there"
    LENGTH_CHANGED_AT_PROVIDER = "length changed there"
    DRIFTED = "drifted"
    ZONE_RULES_CHANGED = "clocks changed"
    ZONE_UPDATE_FAILED = "not realigned"
    ALREADY_DONE = "already so"
    FOUND_BOOKED = "found"
    NOT_CANCELED = "not cancelled"
    DELAYED = "held up"
    PROVIDER_UNREACHABLE = "cut off"
    CARD_MOVED = "card elsewhere"
    CARD_REDACTED = "card reduced"
    CARD_NOT_SHOWN = "card not shown"
    NOT_NOTIFIED = "not told"
    NOT_ANNOUNCED = "not announced"
    STILL_UNKNOWN = "still unknown"
    STILL_STUCK = "still stuck"
    STILL_DELAYED = "still delayed"
    CURRENT_STATE = "stands"
    RESOLVED = "known now"
    ADOPTED = "taken in"
    NO_MATCH = "none fits"
    SEVERAL_MATCHES = "several fit"
    MATCHES_ANOTHER = "fits another"
    STILL_LISTED = "still listed"
    DECLARED_NOT_CREATED = "declared not made"
    NOTHING_TO_RESOLVE = "settled already"
    LOOKUP_FAILED = "not looked up"
    LOOKUP_DELAYED = "looked up later"


# Nothing that happened to the booking itself: that something is not where it should be seen.
NOT_SHOWN = frozenset(
    {
        EventType.CARD_MOVED,
        EventType.CARD_REDACTED,
        EventType.CARD_NOT_SHOWN,
        EventType.NOT_ANNOUNCED,
        EventType.NOT_NOTIFIED,
    }
)


# What somebody has to hear although what is shown of the booking waits.
REMINDERS = frozenset(
    {
        EventType.PROVIDER_UNREACHABLE,
        EventType.STILL_UNKNOWN,
        EventType.STILL_STUCK,
        EventType.STILL_DELAYED,
        EventType.RESOLVED,
    }
)


# Of these, those about bookings, which are told together: who has fifty of them reads one message.
MERGED_REMINDERS = REMINDERS - {EventType.PROVIDER_UNREACHABLE}


class About(Value):
    """One more item of a merged reminder: the booking's reference, and fields as in `News`."""

    ref: str
    what: EventType
    trouble: str = ""
    channel: str = ""


class News(Value):
    """Something that happened to a booking, in values; the sentence is made where it is shown.

    `by` is a Slack user id (of NOT_NOTIFIED, of who could not be told), `before` the moment before a
    move, `why` a provider's or a person's own words, `channel` the Slack channel concerned, `also`
    more of them. Of NOT_ANNOUNCED, `missed` is what was to be said there; of NOT_NOTIFIED, `tried` are all
    who were asked so far to pass it on, `next` those of them whose turn is still to come, and `heard`
    says that one of them was told. It `follows` where it was to go along with
    something else, which itself was changed. `wanted` is what somebody wanted of it, and of MOVED and
    EDITED was done; `was` is what it had of that before. `others` are what the person is reminded of
    besides.
    """

    what: EventType
    by: str = ""
    before: StoredMoment | None = None
    after: StoredMoment | None = None
    why: Text = ""
    trouble: str = ""
    channel: str = ""
    also: tuple[str, ...] = ()
    missed: EventType | None = None
    tried: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    heard: bool = False
    follows: bool = False
    wanted: Changes | None = None
    was: Changes | None = None
    others: tuple[About, ...] = ()
