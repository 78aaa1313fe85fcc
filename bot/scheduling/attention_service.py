"""The service behind `/bookings attention`: what needs attention, and what people decide about it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import KW_ONLY, dataclass
from datetime import timedelta
from typing import TypeGuard

from bot.scheduling.attention import (
    AttentionItem,
    AttentionReason,
    ClaimInProgress,
    NothingToResolve,
    attention_item,
    attention_reason,
    is_delayed,
    is_for_provider,
    is_undelivered,
    reminders,
)
from bot.scheduling.booking_service import BookingService
from bot.scheduling.jobs.retries import due
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.record import IN_PROGRESS, OUTCOME_UNKNOWN, FailureReason, Record, State
from bot.scheduling.model.reference import TIMED, Kind
from bot.scheduling.model.rights import (
    Actor,
    OnlyAdmins,
    handles_appointments,
    may_change,
    may_claim_created,
    may_see_unreadable,
)
from bot.scheduling.model.transitions import Reversible, can_give_up, mark_not_changed
from bot.scheduling.ports.results import Transition
from bot.scheduling.ports.store import (
    Decision,
    Entry,
    PendingJob,
    Search,
    Store,
    UsedKey,
)
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book, CheckClaim, Claim, Poll
from bot.scheduling.tasks.queue import Queue, Task, queue_of
from bot.scheduling.tasks.slack import DirectMessage, ShowCard
from bot.times.moment import UtcClock

# What was over so long ago nobody can do anything about.
LOOKS_BACK = timedelta(days=30)
# More than anybody goes through by hand.
MOST = 2_000

_SAYS = {Claim.CREATED: "said that it was made", Claim.NOT_CREATED: "said that it was not made"}


@dataclass(frozen=True, slots=True)
class AttentionService:
    """Lists the bookings of a workspace that need a person's attention, and carries out their decisions.

    `clock` gives the time now (aware UTC), `admins` are the Slack ids that the settings name.
    """

    booking_service: BookingService
    store: Store
    _: KW_ONLY
    admins: frozenset[str]
    clock: UtcClock

    def list_items(self, *, by: Actor) -> list[AttentionItem]:
        """Return what needs attention and is this person's to change, soonest first."""
        now, pending = self.clock(), self._pending_by_ref(by.team)
        found = (
            attention_item(booking, pending[booking.ref], now=now)
            for booking in self._candidates(by, pending)
            if may_change(by, booking)
        )
        concerns = [each for each in found if each is not None]
        return sorted(concerns, key=lambda each: (each.booking.starts, each.booking.ref))

    def _candidates(self, by: Actor, pending: dict[str, list[PendingJob]]) -> Iterator[Record]:
        """Give every booking that may need attention, each once."""
        everybodys = by.admin or handles_appointments(by)
        search = Search(
            team=by.team,
            owner=None if everybodys else by.user,
            start=self.clock() - LOOKS_BACK,
            kinds=frozenset(Kind),
            states=frozenset(State) - {State.CANCELED},
            unsettled=True,
            limit=MOST,
        )
        seen = set()
        for booking in self.store.select(search):
            seen.add(booking.ref)
            yield booking
        # What reached nobody yet may be about something that is canceled, or long over.
        for ref in (_refs_set_aside(pending) | self._refs_delayed(pending)) - seen:
            with suppress(Unreadable):
                kept = self.store.get(by.team, ref)
                if kept is not None:
                    yield kept

    def _refs_delayed(self, pending: Mapping[str, Sequence[PendingJob]]) -> set[str]:
        now = self.clock()
        return {
            ref for ref, jobs in pending.items() if any(is_delayed(job, now=now) for job in jobs)
        }

    def unreadable(self, *, by: Actor) -> list[str]:
        """Return the references of bookings with work set aside that cannot be read, as far as they know."""
        return [
            ref
            for ref in sorted(_refs_set_aside(self._pending_by_ref(by.team)))
            if self._hides(ref, by=by)
        ]

    def _hides(self, ref: str, *, by: Actor) -> bool:
        """Return whether a booking cannot be read, and this person may know that it is there."""
        try:
            self.store.get(by.team, ref)
        except Unreadable as unreadable:
            return may_see_unreadable(by, unreadable)
        return False

    def _pending_by_ref(self, team: str) -> dict[str, list[PendingJob]]:
        pending: dict[str, list[PendingJob]] = defaultdict(list)
        for each in self.store.pending(team):
            pending[each.ref].append(each)
        return pending

    def submit_claim(
        self, ref: str, claim: Claim, *, by: Actor, at: str, key: str, sure: bool = False
    ) -> Record:
        """Have a claim about an unknown outcome checked; the answer goes to the Slack channel `at`.

        Raises UsedKey, NoSuchBooking, NotYours, OnlyAdmins, NothingToResolve, ClaimInProgress.
        """

        def transition(booking: Record) -> Record:
            if attention_reason(booking) is not AttentionReason.UNKNOWN:
                raise NothingToResolve(booking)
            if any(map(_settles, self._pending(by.team, ref))):
                raise ClaimInProgress(booking)
            # Only what the provider never answered about may turn out to be somebody else's.
            takes_in = claim is Claim.CREATED and booking.provider_state is None
            if takes_in and not may_claim_created(by, booking):
                raise OnlyAdmins(booking, admins=self.admins)
            return booking

        task = CheckClaim(by=by.user, at=at, claim=claim, sure=sure)
        return self._decide(ref, transition, by=by, key=key, what=_SAYS[claim], then=(task,))

    def _decide(
        self,
        ref: str,
        transition: Transition,
        *,
        by: Actor,
        key: str,
        what: str,
        then: Sequence[Task],
        expedite: Queue | None = None,
    ) -> Record:
        """Write down what was decided, and have what follows done now."""
        now = self.clock()
        entry = Entry(by=by.user, what=what, at=now)
        return self.booking_service.decide(
            ref, transition, by=by, key=key, entry=entry, then=due(*then, at=now), expedite=expedite
        )

    def try_again(self, ref: str, *, by: Actor, key: str) -> Record:
        """Have what is stuck tried, or what is unknown looked at, at once.

        Nothing is asked for sooner than the provider's lists have had time to show what was asked
        before. Raises UsedKey, NoSuchBooking, NotYours, NothingToResolve.
        """
        is_worked_on = any(map(is_for_provider, self._pending(by.team, ref)))

        def transition(booking: Record) -> Record:
            looks = is_worked_on and attention_reason(booking) is not None
            is_held = isinstance(booking, Booking) and booking.as_of(self.clock()).hold is not None
            if is_held or (booking.state not in IN_PROGRESS and not looks):
                raise NothingToResolve(booking)
            return booking if is_worked_on else self._taken_up(booking)

        # A fault of Docket's own may have lost the work: what was to be made is looked for first.
        again = () if is_worked_on else (Book(again=True),)
        then, queue = (*again, ShowCard()), queue_of(Book(), ref=ref)
        what = "had it tried again"
        return self._decide(ref, transition, by=by, key=key, what=what, then=then, expedite=queue)

    def give_up(self, ref: str, *, by: Actor, key: str) -> Record:
        """Have what the provider has not done tried no more, after a last look at what it holds.

        Raises UsedKey, NoSuchBooking, NotYours, NothingToResolve.
        """

        def transition(booking: Record) -> Record:
            if not can_give_up(booking):
                raise NothingToResolve(booking)
            return booking.with_(given_up=True)

        queue = queue_of(Book(), ref=ref)
        return self._decide(
            ref, transition, by=by, key=key, what="gave up", then=(), expedite=queue
        )

    def _taken_up(self, booking: Record) -> Record:
        """Return a booking that no job works on anymore: a change that was lost is unknown."""
        if booking.state is State.BOOKING:
            return booking
        undone: Reversible = State.MOVING if booking.state is State.MOVING else State.CANCELING
        left = mark_not_changed(booking, undone, FailureReason.UNKNOWN)
        return left.with_(troubled_since=self.clock())

    def notify_now(self, ref: str, *, by: Actor, key: str) -> Record:
        """Have undelivered messages sent again. Raises UsedKey, NoSuchBooking, NotYours, NothingToResolve."""
        untold = [job.task for job in self._pending(by.team, ref) if is_undelivered(job)]

        def transition(booking: Record) -> Record:
            # Somebody else may have had it said in the same moment.
            if not any(map(is_undelivered, self._pending(by.team, ref))):
                raise NothingToResolve(booking)
            return booking

        # Of those who could not be told themselves only that is kept: they hear how it stands now.
        missed = {task.news.by for task in untold if _is_about_a_person(task)}
        stands = News(what=EventType.CURRENT_STATE)
        then = [DirectMessage(user=user, news=stands) for user in sorted(missed)]
        what = "had it said again"
        return self._decide(
            ref, transition, by=by, key=key, what=what, then=then, expedite=Queue.SLACK
        )

    def _pending(self, team: str, ref: str) -> list[PendingJob]:
        return self.store.pending(team, ref=ref)


def _refs_set_aside(pending: Mapping[str, Sequence[PendingJob]]) -> set[str]:
    return {ref for ref, jobs in pending.items() if any(job.is_set_aside for job in jobs)}


def _settles(job: PendingJob) -> bool:
    """Return whether a job is a claim that is being looked at."""
    return isinstance(job.task, CheckClaim) and not job.is_set_aside


def _is_about_a_person(task: Task | None) -> TypeGuard[DirectMessage]:
    """Return whether it is the message to others that somebody could not be notified."""
    return (
        isinstance(task, DirectMessage)
        and task.news.what is EventType.NOT_NOTIFIED
        and bool(task.news.by)
    )


def resume_unresolved(store: Store, *, clock: UtcClock) -> None:
    """Have looked at, and its owner reminded of, what an earlier release left unknown and dropped."""
    now = clock()
    for team in store.teams():
        search = Search(
            team=team,
            lasting=now,
            kinds=TIMED,
            states=frozenset({State.FAILED}),
            unsettled=True,
            limit=MOST,
        )
        for booking in store.select(search):
            if (
                attention_reason(booking) is not AttentionReason.UNKNOWN
                or booking.troubled_since is not None
            ):
                continue
            pending = store.pending(team, ref=booking.ref)
            is_polled = any(isinstance(job.task, Poll) for job in pending)
            is_dropped = booking.trouble in OUTCOME_UNKNOWN and not is_polled
            looks = (Poll(),) if is_dropped and booking.kind is not Kind.AGENT else ()
            with suppress(UsedKey, Unreadable):
                store.change(
                    team,
                    booking.ref,
                    Decision(
                        key=f"lost/{team}/{booking.ref}",
                        entry=Entry(by="", what="is looked for again", at=now),
                        then=[*due(*looks, at=now), *reminders(booking, since=now)],
                    ),
                    transition=lambda current: current.with_(troubled_since=now),
                )
