"""Tasks for a provider; `follows`, `by`, `reply_to` and `looking` mean the same in all."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.scheduling.model.booking import Changes, Drift
from bot.scheduling.model.reply_to import ReplyTo
from bot.scheduling.model.text import Text
from bot.scheduling.model.value import StoredMoment, Value


class Book(Value):
    """Book it at the provider; `again` says that an earlier order may have been carried out unheard.

    Who asked for it is answered at its `reply_to`; it has none where nobody waits for an answer.
    """

    kind: Literal["schedule"] = "schedule"
    again: bool = False
    reply_to: ReplyTo | None = None


class Poll(Value):
    """See what the provider's team did with a request, or look up a booking whose answer was lost."""

    kind: Literal["watch"] = "watch"


class Change(Value):
    """Move or edit it at the provider, as `by` wanted; it `follows` where what it belongs to was moved.

    `looking` says that it was given up as unknown, so that it is only looked up.
    """

    kind: Literal["change"] = "change"
    by: str
    wanted: Changes
    follows: bool = False
    looking: bool = False
    reply_to: ReplyTo | None = None


class Cancel(Value):
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
    reply_to: ReplyTo | None = None


class ApplyZoneUpdate(Value):
    """Move the booking at the provider from `was` to what `moment` means by newer zone data.

    `was` is aware, in UTC. Nobody asked for it, so that a change that was asked for goes first, after
    which there is nothing to do. It is left to a process with this `version` of the data, or a newer.
    """

    kind: Literal["realign"] = "realign"
    was: datetime
    moment: StoredMoment
    version: str


class Claim(StrEnum):
    """What a person says of a request whose outcome is unknown: it was created, or it was not."""

    CREATED = "made"
    NOT_CREATED = "not made"


class CheckClaim(Value):
    """Look at the provider whether what `by` claims can be so, and answer in the Slack channel `at`.

    `sure` says that it is claimed although the provider lists something like it.
    """

    kind: Literal["settle"] = "settle"
    by: str
    at: str
    claim: Claim
    sure: bool = False


class Horizon(StrEnum):
    """Which bookings are compared with the provider's list together, by how soon they start."""

    DAY = "day"
    WEEK = "week"
    LATER = "later"


class CompareList(Value):
    """Compare the team's bookings within a horizon with what the provider lists; it is about no booking."""

    kind: Literal["compare list"] = "compare list"
    horizon: Horizon


class CheckDrift(Value):
    """Look once more how the provider holds a booking, which was `seen` to be otherwise than Docket has it.

    It was seen to be as it is here again where that is None.
    """

    kind: Literal["check drift"] = "check drift"
    seen: Drift | None


class AcceptDrift(Value):
    """Take over how the provider holds a booking, which `by` accepted."""

    kind: Literal["accept drift"] = "accept drift"
    by: str
    drift: Drift


ProviderTask = (
    Book
    | Poll
    | Change
    | Cancel
    | ApplyZoneUpdate
    | CheckClaim
    | CompareList
    | CheckDrift
    | AcceptDrift
)
