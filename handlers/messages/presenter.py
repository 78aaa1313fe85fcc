"""What every kind of booking and request answers about itself; each kind's own is in a file of its own.

Everything is mrkdwn with user text escaped, but for hints, which stand in fields as plain text.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar, Generic

from bot.scheduling.command_line.verbs import Verb
from bot.scheduling.model.booking import AnyBooking
from bot.scheduling.model.form_field import Detail
from bot.scheduling.model.links import carries_secret
from bot.scheduling.model.record import AnyRecord, Phase, Visibility
from bot.scheduling.requests.request import AnyRequest
from bot.scheduling.tasks.news import News
from handlers.messages import times
from handlers.messages.providers import Provider, ask_administrator


class Presenter(ABC, Generic[AnyRecord]):
    """One booking or request, as people read of it.

    `noun` is what it is called, `ordered` what its owner did, `done` what its provider does with it, `failed`
    how it is said that it was not, where that is not `Not` and `done`,
    `enabled_by` the settings without which there is none of its kind, where they are not its
    provider's key. `expects_link` says whether there is a join link once it is confirmed, `has_edit_form`
    whether more than its time can be changed, `can_book_again` whether another one like it can be
    booked. `reason_hint` says who sees why it is canceled; it `may_tell_why` others, and
    `may_email_everybody` who is invited. `emails` says before each change, and before it is booked,
    whom its provider emails and whom it doesn't. `ended_note` says what nobody can do anymore where
    it ended at its provider, `done_instead` what a provider did that did not do as asked, with room
    for what it `said`, `list_again` how to have it listed anew.
    """

    provider: ClassVar[Provider]
    enabled_by: ClassVar[str] = ""
    noun: ClassVar[str]
    ordered: ClassVar[str] = "scheduled"
    done: ClassVar[str] = "booked"
    failed: ClassVar[str] = ""
    expects_link: ClassVar[bool] = False
    has_edit_form: ClassVar[bool] = False
    can_book_again: ClassVar[bool] = False
    reason_hint: ClassVar[str] = (
        "Only the owner and workspace admins see this unless you check the box below."
    )
    may_tell_why: ClassVar[bool] = True
    may_email_everybody: ClassVar[bool] = False
    emails: ClassVar[Mapping[Verb, str]] = MappingProxyType({})
    ended_note: ClassVar[str] = ""
    done_instead: ClassVar[str] = (
        "made a different change than you asked for.{said} The card shows the current details."
    )
    list_again: ClassVar[str] = ""

    def __init__(self, record: AnyRecord) -> None:
        """Keep the booking or request."""
        self.record = record

    @classmethod
    def needed_settings(cls) -> str:
        """Name the settings without which there is none of its kind."""
        return cls.enabled_by or cls.provider.key

    @property
    def a_noun(self) -> str:
        """Name the kind of thing it is: `a session`, `an agent`."""
        return f"{'an' if self.noun[0] in 'aeiou' else 'a'} {self.noun}"

    @abstractmethod
    def when(self) -> str:
        """Write when it is; nothing where it has no time of its own."""

    @abstractmethod
    def time_lines(self, *, shown: bool = True) -> list[str]:
        """Write when it is and how long it lasts; `shown` False keeps back a provider's own words."""

    def kind_and_time(self) -> str:
        """Say what it is and when, as the beginning of a sentence where nothing else may be said."""
        return self.a_noun.capitalize()

    @abstractmethod
    def progress(self) -> str:
        """Say what is under way until its provider has answered: `Booking`."""

    def confirmed(self) -> str:
        """Say that it is done."""
        return "*Confirmed*"

    @abstractmethod
    def booked(self) -> str:
        """Say to whoever asked for it that it is done, behind its reference and a colon."""

    def after_start(self, phase: Phase, *, in_full: bool) -> str:
        """Say what can still be done now that its time has come.

        `in_full` says that the join link stands beside it, and not only under *More*.
        """
        del phase, in_full
        return ""

    def never_booked(self) -> str:
        """Say that a cancellation had nothing to end; nothing where it had."""
        return ""

    def canceled_late(self) -> str:
        """Say what may happen although it is canceled; nothing where nothing can."""
        return ""

    @abstractmethod
    def over(self, phase: Phase) -> str:
        """Refuse a change because its time has come, and say what can be done instead."""

    def unknown(self, *, then: str, said: str = "") -> str:
        """Say that its provider left its outcome unknown, and where a person can look before `then`."""
        provider = self.provider.name
        return (
            f"{provider} gave no clear answer, and Docket couldn't find out whether it went"
            f" through.{said} Check {provider} before you {then}."
        )

    def gone(self, *, said: str) -> str:
        """Say that its provider does not have it."""
        provider = self.provider.name
        return (
            f"{provider} found no such {self.noun}.{said} If it's there,"
            f" {ask_administrator(provider)}"
        )

    def done_differently(self, *, said: str) -> str:
        """Say that its provider answered, and did otherwise than it was asked."""
        provider, instead = self.provider.name, self.done_instead.format(said=said)
        return f"{provider} answered, but {instead} Try again, or contact {provider}'s team."

    def ambiguous(self) -> str:
        """Say that what its provider has may be somebody else's, and nothing of what it is."""
        provider = self.provider.name
        return (
            f"{provider} lists something that may be this {self.noun} or someone else's, and Docket"
            f" can't tell which. Check in {provider} before you try again."
        )

    def duplicate_warning(self) -> str:
        """Say, where trying again may do once more what may be done already, what is looked at first."""
        return ""

    def last_known(self) -> str:
        """Say what its provider was last seen to hold, although its answer to a change was lost."""
        provider, seen = self.provider.name, self.record.seen
        last = f" on {times.at(seen)}" if seen else ""
        return f"{provider} last showed it like this{last}, but didn't answer about the change."

    def already_done_text(self, subject: str) -> str:
        """Say that nothing was changed because it was so already."""
        return f"{self.provider.name} already has it that way, so nothing was changed: {subject}."

    def changed_at_provider(self, where: str, subject: str) -> str:
        """Say that something other than its time was changed `where` its provider is."""
        return f"Renamed {where}: {subject}."

    def try_again(self) -> str:
        """Say how to order it once more."""
        card = self.record.card
        where = f" in <#{card.channel}>" if card and card.place is not Visibility.DIRECT else ""
        return f"Your entries are kept: press *Change and try again* on its card{where}."

    def linked_booking_note(self, news: News, *, done: str) -> str:
        """Say how it stands with what is attached to it, where a change was `done` to one of them alone."""
        del news, done
        return ""

    def cancel_effects(self, now: datetime) -> str:
        """Say what a cancellation does and does not do."""
        del now
        return ""

    def move_effects(self, now: datetime) -> str:
        """Say what a move may not do anymore, or does besides; nothing where there is nothing to say."""
        del now
        return ""

    def people(self) -> list[str]:
        """Name who takes part, as far as a card shows it: who testifies, the others by their number."""
        return []

    def card_notes(self, phase: Phase) -> list[str]:
        """Say in small print on a card what is otherwise than one expects."""
        del phase
        return []

    def detail_notes(self) -> list[str]:
        """Say the same under *More*."""
        return []

    def facts(self) -> list[str]:
        """Write what everybody who sees *More* may know besides."""
        return []

    def notice_facts(self) -> list[str]:
        """Write where it is held and what else its notice says beside the time. Plain text."""
        return []

    @abstractmethod
    def private_details(self) -> list[Detail]:
        """Return what only few may see under *More*."""

    @property
    def session_ref(self) -> str:
        """The reference of the session it belongs to: another is sent from there, not from here."""
        return ""

    def link_at(self, here: Visibility) -> str | None:
        """Return the join link that may be shown in a place, if there is one."""
        del here
        return None

    def hidden_link(self) -> str:
        """Say why the join link is not shown; nothing where there is none."""
        return ""

    def password(self) -> str:
        """Return the password that gets into it, for its owner alone; empty where there is none."""
        return ""

    @property
    def can_move(self) -> bool:
        """Return whether it can be moved at all."""
        return False

    @property
    def has_unreadable_time(self) -> bool:
        """Return whether nobody can read at which time its provider has it."""
        return False

    def can_have_agent(self) -> bool:
        """Return whether an agent may be sent to it now."""
        return False


class BookingPresenter(Presenter[AnyBooking]):
    """Something that happens at a time."""

    def when(self) -> str:
        """Write when it is; where nobody can read that, say where it can be seen."""
        return times.when(self.record)

    def time_lines(self, *, shown: bool = True) -> list[str]:
        """Write when it is and how long it lasts, in its own zone and in the reader's."""
        return times.lines(self.record, shown=shown)

    def kind_and_time(self) -> str:
        """Say what it is and when."""
        on = "," if self.record.unreadable_time else " on"
        return f"{super().kind_and_time()}{on} {self.when()}"

    def progress(self) -> str:
        """Say that it is being booked."""
        return "Booking"

    def booked(self) -> str:
        """Say for when it is booked."""
        return f"booked for *{self.when()}*."

    def done_differently(self, *, said: str) -> str:
        """Say the same, unless nobody can read at which time its provider has it."""
        if self.record.unreadable_time:
            return f"{times.unreadable_time(self.record)}{said}"
        return super().done_differently(said=said)

    def after_start(self, phase: Phase, *, in_full: bool) -> str:
        """Say that it stays as it is."""
        del phase, in_full
        return (
            "*Its start time has passed*, so it can't be changed here anymore. Contact"
            f" {self.provider.name} if something is wrong."
        )

    def over(self, phase: Phase) -> str:
        """Refuse a change because its time has come."""
        del phase
        return (
            f"{self.record.ref} was for {self.record.written}. That time has passed, so it can't be"
            f" changed here anymore. Contact {self.provider.name} if something is wrong."
        )

    def never_booked(self) -> str:
        """Say that its provider never had it."""
        never = self.record.never_booked
        return f" It was never booked at {self.provider.name}." if never else ""

    def link_at(self, here: Visibility) -> str | None:
        """Return the join link, unless a password may come with it and others read along."""
        return self.record.link_at(here)

    def hidden_link(self) -> str:
        """Say why the join link is not shown, and where its owner finds it."""
        link = self.record.join_url
        if not link:
            return ""
        why = "may contain a password, so it isn't" if carries_secret(link) else "isn't"
        return f"The join link {why} shown here. <@{self.record.owner}> can find it under *More*."

    @property
    def can_move(self) -> bool:
        """Return whether its provider can move it."""
        return self.record.can_move

    @property
    def has_unreadable_time(self) -> bool:
        """Return whether nobody can read at which time its provider has it."""
        return bool(self.record.unreadable_time)


class RequestPresenter(Presenter[AnyRequest]):
    """Something that is done once, as soon as it is asked for."""

    ordered = "asked for it"

    def when(self) -> str:
        """Write nothing: it has no time."""
        return ""

    def time_lines(self, *, shown: bool = True) -> list[str]:
        """Write nothing: it has no time."""
        del shown
        return []

    def progress(self) -> str:
        """Say whom Docket asks."""
        return f"Asking {self.provider.name}"

    def booked(self) -> str:
        """Say what was done."""
        return self.confirmed()

    def over(self, phase: Phase) -> str:
        """Refuse a change: there is nothing to change."""
        del phase
        return f"{self.record.ref} is {self.a_noun}, so it can't be changed."
