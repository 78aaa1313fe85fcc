"""What a new session's form is filled in with: from the same case, the same channel, or the last session.

It follows the case as that is typed. Only a session is used of which this person may see everything, and
never who testifies, notes or a link name. Prevail writes to people as soon as a session is booked, so
people come from the same case alone.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.form_field import FieldKind, form_fields
from bot.scheduling.model.record import ENDED, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.rights import Actor, may_see_private_details
from bot.scheduling.model.search_words import Field, FieldFilter
from bot.scheduling.model.session import Session, SessionBooking
from bot.scheduling.personal_data import is_erased
from bot.scheduling.ports.store import Search
from handlers.forms.fields import only_channel
from handlers.forms.when_field import DURATION, duration_of, minutes
from handlers.messages.sessions import Origin
from handlers.services import Choices, Services

USUAL_DURATION = timedelta(hours=1)
A_YEAR = timedelta(days=366)
# So many of the newest are looked at.
MOST = 20
# What is longer isn't filled in: a form carries no more than 3,000 characters beside its fields.
LONGEST = 250

_FIELDS = form_fields(Session)
_PEOPLE = ("invitees", "hosts")
_PARTICULARS = ("preferred_manager", "video_provider", "session_type")
FILLABLE = (*_PEOPLE, *_PARTICULARS)
FILLABLE_KEYS = frozenset({DURATION, *(_FIELDS[name].key for name in FILLABLE)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """The session that fields are filled in from, and the text of each of these by the field's key."""

    ref: str
    origin: Origin
    filled: Mapping[str, str]

    @property
    def source(self) -> str:
        """What tells it from others: which session it is, and why that one."""
        return f"{self.origin}: {self.ref}"


def keys_entered(begun: Session, *, lasts: bool) -> frozenset[str]:
    """Return the keys of what is not filled in, because it was typed; `lasts` says so of the duration."""
    typed = {_FIELDS[name].key for name in FILLABLE if getattr(begun, name)}
    return frozenset(typed | ({DURATION} if lasts else set()))


def find(
    case: str, *, entered: Collection[str], channel: str, by: Actor, services: Services
) -> Defaults | None:
    """Return what the form of a session of a case that was begun in a Slack channel can be filled in with.

    Fields that are `entered` aren't. The first session that there is counts: the next of the
    case or else a past one, the latest whose card is in the channel, the person's last.
    """
    now, place = services.clock(), only_channel(channel)
    for origin, search, fields in _searches(case, channel=place, by=by, now=now):
        found = services.bookings.search(search, by=by, at=channel, fields=fields)
        like = next((each for each in found if _is_like(each, case, origin=origin, by=by)), None)
        if isinstance(like, SessionBooking):
            texts = _texts(like.session, origin=origin, choices=services.choices)
            filled = {key: text for key, text in texts if key not in entered}
            return Defaults(ref=like.ref, origin=origin, filled=filled) if filled else None
    return None


def _searches(
    case: str, *, channel: str, by: Actor, now: datetime
) -> Iterator[tuple[Origin, Search, tuple[FieldFilter, ...]]]:
    """Give the look-ups in turn, each by an index."""
    sessions = frozenset({Kind.SESSION})
    stands = frozenset(State) - ENDED
    standing = Search(team=by.team, kinds=sessions, states=stands, limit=MOST)
    newest = replace(standing, latest_first=True)
    if case:
        # Only by start are those with a word found without reading them all.
        theirs = replace(standing, owner=None if by.admin else by.user, words=(case,))
        fields = (FieldFilter(Field.CASE, (case,)),)
        yield Origin.CASE, replace(theirs, lasting=now), fields
        yield Origin.CASE, replace(theirs, start=now - A_YEAR, end=now), fields
    if channel:
        yield Origin.CHANNEL, replace(newest, channel=channel), ()
    yield Origin.LAST, replace(newest, owner=by.user), ()


def _is_like(booking: Booking, case: str, *, origin: Origin, by: Actor) -> bool:
    """Return whether a session that was found can be used."""
    same = origin is not Origin.CASE or is_same_case(booking.case, case)
    return same and may_see_private_details(by, booking) and not is_erased(booking)


def _texts(like: Session, *, origin: Origin, choices: Choices) -> Iterator[tuple[str, str]]:
    """Give what stands in the fields of a session by their keys, where an empty form has something else."""
    if like.duration != USUAL_DURATION:
        yield DURATION, str(minutes(like.duration))
    listed = {"video_provider": choices.video_providers, "session_type": choices.session_types}
    for name in FILLABLE if origin is Origin.CASE else _PARTICULARS:
        value = getattr(like, name)
        text = value if isinstance(value, str) else ", ".join(value)
        offered = [each for each, _ in listed.get(name, ())]
        is_usual = text in offered[:1] or bool(offered and text not in offered)
        if text and not is_usual and len(text) <= LONGEST:
            yield _FIELDS[name].key, text


def is_same_case(one: str, other: str) -> bool:
    """Return whether both are the whole name of one case."""
    return one.casefold() == other.casefold()


def names_people(filled: Collection[str]) -> bool:
    """Return whether any of the fields with these keys holds people, whom Prevail emails."""
    return any(_FIELDS[name].key in filled for name in _PEOPLE)


def filled_in(session: Session, filled: Mapping[str, str]) -> Session:
    """Return a session with all that is filled in, by the keys of the fields."""
    duration = filled.get(DURATION)
    return with_filled(session, filled).with_(
        duration=duration_of(duration) if duration else session.duration
    )


def with_filled(session: Session, filled: Mapping[str, str]) -> Session:
    """Return a session with what is filled in but for its duration, by the keys of the fields."""
    values = {name: filled[_FIELDS[name].key] for name in FILLABLE if _FIELDS[name].key in filled}
    return session.with_(
        **{
            name: tuple(text.split(", ")) if _FIELDS[name].kind is FieldKind.EMAILS else text
            for name, text in values.items()
        }
    )
