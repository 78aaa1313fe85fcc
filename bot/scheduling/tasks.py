"""What is left to do after a decision, as values that can be written down and done again safely."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from bot.scheduling.model.booking import Changes
from bot.scheduling.model.reference import Kind, kind_of
from bot.scheduling.model.text import Text
from bot.scheduling.model.value import StoredMoment, Value


class Queue(StrEnum):
    """Who has to answer: work for one never waits for workers held up by another."""

    SLACK = "slack"
    PREVAIL = "prevail"
    CRONOFY = "cronofy"
    CAREVALIDATE = "carevalidate"


class _Task(Value):
    """One thing to do for a booking."""


class Book(_Task):
    """Book it at the provider; `again` says that an earlier order may have been carried out unheard."""

    kind: Literal["schedule"] = "schedule"
    again: bool = False


class Watch(_Task):
    """See what the provider's team made of what was requested, or what became of a lost booking."""

    kind: Literal["watch"] = "watch"


class Change(_Task):
    """Move or edit it at the provider, as `by` wanted; it `follows` where what it belongs to was moved.

    `looking` says that it was given up as unknown, so that nothing is asked for any more.
    """

    kind: Literal["change"] = "change"
    by: str
    wanted: Changes
    follows: bool = False
    looking: bool = False


class Cancel(_Task):
    """Cancel it at the provider; `reason` is for the owner, and for channels only when `tell_why`.

    It `follows` where what it belongs to was canceled: that was announced already, and nobody did it
    where `by` is empty. `looking` is as in a change.
    """

    kind: Literal["cancel"] = "cancel"
    by: str
    reason: Text = ""
    tell_why: bool = False
    email_everybody: bool = True
    follows: bool = False
    looking: bool = False


class Realign(_Task):
    """Have the provider hold its `moment` by newer zone data; by the older it was at `was`.

    `was` is aware, in UTC. Nobody asked for it, so that a change that was asked for goes first, after
    which there is nothing to do. It is left to a process with this `version` of the data, or a newer.
    """

    kind: Literal["realign"] = "realign"
    was: datetime
    moment: StoredMoment
    version: str


class Claim(StrEnum):
    """What somebody says of what nobody knows: it was made, or it was not."""

    MADE = "made"
    NOT_MADE = "not made"


class CheckClaim(_Task):
    """Look at the provider whether what `by` claims can be so, and answer in the Slack channel `at`.

    `sure` says that it is claimed although the provider lists something like it.
    """

    kind: Literal["settle"] = "settle"
    by: str
    at: str
    claim: Claim
    sure: bool = False


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


class ShowCard(_Task):
    """Post the card, or edit it to say how the booking stands now.

    With `in_place` it is edited alone: where the card was taken away, none is posted anew.
    """

    kind: Literal["show card"] = "show card"
    in_place: bool = False


class ThreadLine(_Task):
    """Leave one line in the card's thread."""

    kind: Literal["thread line"] = "thread line"
    news: News


class Announce(_Task):
    """Say it in a channel."""

    kind: Literal["announce"] = "announce"
    news: News
    channel: str


class Tell(_Task):
    """Say it to one person, in their direct messages with Docket."""

    kind: Literal["tell"] = "tell"
    news: News
    user: str


class Whisper(_Task):
    """Say it to one person, where they are in a channel; if Slack will not, in their direct messages."""

    kind: Literal["whisper"] = "whisper"
    news: News
    user: str
    channel: str


class Remind(_Task):
    """Tell the owner, or the `admins`, unless what has needed attention since then (aware UTC) is settled.

    With `over` they are told that it is, who were told before that it was not. `delayed` says that it is
    Slack that takes so little in a `channel`, which is empty for the owner's direct messages.
    """

    kind: Literal["remind"] = "remind"
    since: datetime
    admins: bool = False
    over: bool = False
    delayed: bool = False
    channel: str = ""


Task = Annotated[
    Book
    | Watch
    | Change
    | Cancel
    | Realign
    | CheckClaim
    | ShowCard
    | ThreadLine
    | Announce
    | Tell
    | Whisper
    | Remind,
    Field(discriminator="kind"),
]
TASK: TypeAdapter[Task] = TypeAdapter(Task)


def merged(before: Task, later: Task, *, of: str = "") -> Task | None:
    """Return the one task that does for two about a booking, of which the earlier was not begun yet.

    None where each has to be done. A card shows how its booking stands by the time it is drawn. The
    later is about the booking `of` that reference, where that is another: only reminders are joined then.
    """
    match before, later:
        case Tell(user=user, news=first), Tell(user=other, news=second) if of and user == other:
            both = _together(first, second, of=of)
            return None if both is None else Tell(user=user, news=both)
        case _ if of:
            return None
        case Watch(), Watch():
            return before
        case ShowCard(), ShowCard():
            return ShowCard(in_place=before.in_place and later.in_place)
        case Tell(user=user, news=first), Tell(user=other, news=second) if user == other:
            news = _joined(first, second)
            return None if news is None else Tell(user=user, news=news)
        case _:
            return None


def _together(first: News, second: News, *, of: str) -> News | None:
    """Return one word of reminding that does for two about different bookings."""
    if first.what not in MERGED_REMINDERS or second.what not in MERGED_REMINDERS:
        return None
    about = About(ref=of, what=second.what, trouble=second.trouble, channel=second.channel)
    return first.with_(others=tuple(dict.fromkeys((*first.others, about, *second.others))))


def _joined(first: News, second: News) -> News | None:
    """Return one word to a person that does for two: what could not be shown is told once."""
    match first.what, second.what:
        case (EventType.NOT_TOLD, EventType.NOT_TOLD) if first.by == second.by:
            return first
        case (EventType.CARD_ELSEWHERE, EventType.NOT_ANNOUNCED):
            return _with_place(first, second)
        case (EventType.NOT_ANNOUNCED, EventType.NOT_ANNOUNCED) if _of_same(first, second):
            return _with_place(first, second)
        case _:
            return first if first == second and first.what in NOT_SHOWN else None


def _of_same(first: News, second: News) -> bool:
    """Say whether both are about the same thing that happened, wherever it was to be said."""
    nowhere: dict[str, Any] = {"channel": "", "also": (), "trouble": ""}
    return first.with_(**nowhere) == second.with_(**nowhere)


def _with_place(first: News, second: News) -> News | None:
    """Add the place of the second, unless it is another for another reason."""
    if second.channel in {first.channel, *first.also}:
        return first
    same = second.trouble == first.trouble
    return first.with_(also=(*first.also, second.channel)) if same else None


_LANES = {
    Kind.SESSION: Queue.PREVAIL,
    Kind.AGENT: Queue.CRONOFY,
    Kind.APPOINTMENT: Queue.CAREVALIDATE,
    Kind.CALENDAR_ACTION: Queue.CRONOFY,
    Kind.CANCELLATION: Queue.CAREVALIDATE,
}


def queue_of(task: Task, *, ref: str) -> Queue:
    """Say whose answer the task waits for; a reference's letter says the kind of its booking."""
    for_slack = isinstance(task, ShowCard | ThreadLine | Announce | Tell | Whisper | Remind)
    return Queue.SLACK if for_slack else _LANES[kind_of(ref)]


# What is said `once` may be said again after so long.
SAID_AGAIN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A task with the time (aware UTC) before which there is no point in trying it.

    `ref` names another booking of the team where the task is not for the one it follows from. What has
    a name in `once` is written once a day, whoever writes it.
    """

    task: Task
    at: datetime
    ref: str = ""
    once: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A task taken under a lease: `attempt` counts from 1, `since` is when it was first due."""

    id: int
    team: str
    ref: str
    task: Task
    attempt: int
    since: datetime
    lease: str
