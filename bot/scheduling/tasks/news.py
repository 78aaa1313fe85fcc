"""What happened to a booking or request, in values; the sentences are made where they are shown."""

from enum import StrEnum

from bot.scheduling.model.booking import Changes
from bot.scheduling.model.text import Text
from bot.scheduling.model.value import StoredMoment, Value


class EventType(StrEnum):
    """What there is to tell."""

    BOOKED = "booked"
    REQUESTED = "requested"
    LINK_ARRIVED = "link arrived"
    LINK_REFUSED = "link refused"
    OTHER_TIME = "other time"
    AS_FIRST_ORDERED = "as first ordered"
    NOT_AS_ORDERED = "not as ordered"
    NOT_BOOKED = "not booked"
    HOSTS_DEMOTED = "hosts demoted"
    MOVED = "moved"
    EDITED = "edited"
    NOT_CHANGED = "not changed"
    CANCELED = "cancelled"
    CANCELED_BY_PROVIDER = "cancelled by provider"
    GONE_THERE = "gone there"
    CHANGED_THERE = "changed there"
    LENGTH_CHANGED_THERE = "length changed there"
    CLOCKS_CHANGED = "clocks changed"
    NOT_REALIGNED = "not realigned"
    ALREADY_SO = "already so"
    FOUND = "found"
    NOT_CANCELED = "not cancelled"
    DELAYED = "held up"
    CUT_OFF = "cut off"
    CARD_ELSEWHERE = "card elsewhere"
    CARD_REDUCED = "card reduced"
    CARD_NOT_SHOWN = "card not shown"
    NOT_TOLD = "not told"
    NOT_ANNOUNCED = "not announced"
    STILL_UNKNOWN = "still unknown"
    STILL_STUCK = "still stuck"
    STILL_DELAYED = "still delayed"
    STANDS = "stands"
    KNOWN_NOW = "known now"
    TAKEN_IN = "taken in"
    NONE_FITS = "none fits"
    SEVERAL_FIT = "several fit"
    FITS_ANOTHER = "fits another"
    STILL_LISTED = "still listed"
    DECLARED = "declared not made"
    SETTLED = "settled already"
    NOT_LOOKED_UP = "not looked up"
    LOOKED_UP_LATER = "looked up later"


# Nothing that happened to the booking itself: that something is not where it should be seen.
NOT_SHOWN = frozenset(
    {
        EventType.CARD_ELSEWHERE,
        EventType.CARD_REDUCED,
        EventType.CARD_NOT_SHOWN,
        EventType.NOT_ANNOUNCED,
        EventType.NOT_TOLD,
    }
)


# What somebody has to hear although what is shown of the booking waits.
REMINDERS = frozenset(
    {
        EventType.CUT_OFF,
        EventType.STILL_UNKNOWN,
        EventType.STILL_STUCK,
        EventType.STILL_DELAYED,
        EventType.KNOWN_NOW,
    }
)


# Of these, those about bookings, which are told together: who has fifty of them reads one message.
MERGED_REMINDERS = REMINDERS - {EventType.CUT_OFF}


class About(Value):
    """What else there is to say in one word of reminding: of which booking, and what, as in `News`."""

    ref: str
    what: EventType
    trouble: str = ""
    channel: str = ""


class News(Value):
    """Something that happened to a booking, in values; the sentence is made where it is shown.

    `by` is a Slack user id (of NOT_TOLD, of who could not be told), `before` the moment before a
    move, `why` a provider's or a person's own words, `channel` the Slack channel concerned, `also`
    more of them. Of NOT_ANNOUNCED, `missed` is what was to be said there; of NOT_TOLD, `tried` are all
    who were asked so far to pass it on, `next` those of them whose turn is still to come, and `heard`
    says that one of them was told. It `follows` where it was to go along with
    something else, which itself was changed. `wanted` is what somebody wanted of it. `others` are what
    the person is reminded of besides.
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
    others: tuple[About, ...] = ()
