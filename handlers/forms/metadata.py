"""What a form keeps in its `private_metadata`: its booking, and how that stood when it was opened."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field

from bot.scheduling.model.booking import Booking, Duration
from bot.scheduling.model.form_field import LONGEST_CAPTION
from bot.scheduling.model.record import Record
from bot.scheduling.model.reference import Ref
from bot.scheduling.model.reply_to import ReplyTo
from bot.scheduling.model.text import Text, one_line
from bot.scheduling.model.value import StoredMoment, Value
from bot.times.zones import is_known
from handlers.slack.payloads import Modal


def _a_zone(zone: str) -> str:
    """Refuse what is no IANA name; nothing stands for none."""
    if zone and not is_known(zone):
        raise ValueError("no time zone")
    return zone


class FormMetadata(Value):
    """What a form keeps in `private_metadata`: no secrets, and rights are checked again.

    `ref` is the booking that is changed or tried again, `copied` the one that a new one is like.
    `channel` is where it was opened, `shown` and `zone` the duration and the time zone that its lists
    began with, `was` the moment that is being moved or copied, `length` and `title` the booking's as
    its fields show them: a change is what differs from what the person saw, so that two people do not
    undo each other's changes unseen. `revision` is which of the booking they saw, and `opened` since
    when (aware UTC); a form without is from before there were any. `short` says that only the first
    fields are shown, `filled` what was filled in from another session by the fields' keys, `filled_from`
    which that was and why, and `filled_for` the case typed then; `fills` that this follows the case as it
    is typed. `usual` is which duration the list had before the text of the time named one, `conflicts`
    what is shown of what is in the way. `reply_to` is where they acted who opened it: with the
    response_url in it nobody can do more than answer them there.
    """

    ref: Ref = ""
    copied: Ref = ""
    channel: str = ""
    shown: Duration = timedelta(hours=1)
    usual: Duration | None = None
    zone: Annotated[str, AfterValidator(_a_zone)] = ""
    was: StoredMoment | None = None
    length: timedelta = timedelta(0)
    title: str = ""
    revision: Annotated[int, Field(ge=0, strict=True)] | None = None
    opened: AwareDatetime | None = None
    short: bool = False
    filled: dict[str, Text] = Field(default={})
    filled_from: Text = ""
    filled_for: Text = ""
    fills: bool = False
    reply_to: ReplyTo | None = None
    conflicts: tuple[str, ...] = ()

    @classmethod
    def of(cls, booking: Record, *, now: datetime, reply_to: ReplyTo | None) -> "FormMetadata":
        """Return the metadata of a form that changes a booking: how it stood when it was opened."""
        seen = cls(
            reply_to=reply_to,
            ref=booking.ref,
            revision=booking.revision,
            opened=now,
            title=one_line(booking.title, to=LONGEST_CAPTION),
        )
        if not isinstance(booking, Booking):
            return seen
        shown = booking.length or timedelta(hours=1)
        return seen.with_(was=booking.moment, length=booking.length, shown=shown)

    @classmethod
    def again(cls, failed: Record, *, now: datetime) -> "FormMetadata":
        """Return the metadata of a form that tries a failed booking again: which, and how it was seen."""
        return cls(ref=failed.ref).refreshed(failed, now=now)

    @classmethod
    def like(cls, booking: Booking) -> "FormMetadata":
        """Return the metadata of a form for a new booking that is like another."""
        return cls(copied=booking.ref, was=booking.moment)

    def refreshed(self, booking: Record, *, now: datetime) -> "FormMetadata":
        """Return the metadata of the same form once it says how the booking stands now."""
        return self.with_(revision=booking.revision, opened=now)

    def with_length(self, said: timedelta | None) -> "FormMetadata":
        """Return the metadata of the same form with the duration that the text of the time names.

        Where it names none anymore, that is the one from before.
        """
        usual = self.usual or self.shown
        if said is None:
            return self.with_(shown=usual, usual=None)
        return self.with_(shown=said, usual=usual)

    @property
    def shows_part_of_title(self) -> bool:
        """Return whether the title is longer than a form can show, as only a provider can make it."""
        return len(self.title) == LONGEST_CAPTION and self.title.endswith("…")

    @property
    def listed_zone(self) -> str:
        """The zone that the list began with: of a booking its own. Empty where there was none."""
        return self.zone or (self.was.zone if self.was else "")


NO_SOURCE = FormMetadata()


def form_metadata(modal: Modal) -> FormMetadata:
    """Read the metadata of a form. Raises ValidationError where Docket never wrote that."""
    return _read(modal.metadata)


@lru_cache(maxsize=64)
def _read(metadata: str) -> FormMetadata:
    """Read it once for a request, which asks for it in many places."""
    return FormMetadata.model_validate_json(metadata)
