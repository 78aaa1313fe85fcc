"""What only sessions say: their cards, *More*, and the errors of their forms."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from bot.scheduling.command_line.verbs import Verb
from bot.scheduling.model.form_field import Detail, details, form_fields
from bot.scheduling.model.record import ENDED, Phase, State
from bot.scheduling.model.session import Session, SessionBooking
from bot.scheduling.tasks.news import News
from bot.times.rails_names import unfamiliar_name
from handlers.messages import labels
from handlers.messages.presenter import BookingPresenter
from handlers.messages.providers import PREVAIL
from handlers.ui.blocks import as_written, escape, unmarked

FORM_TITLE = "Schedule a session"
SCHEDULE = "Schedule"

TITLE_NEEDED = "Enter a title."
TITLE_CUT = (
    "The title is too long to show here. Leave this as is to keep the full title; any change"
    " replaces it."
)

MORE_INVITEES = "Add invitees"
MORE_INVITEES_HINT = (
    "Prevail can't remove invitees. To leave someone out, cancel the session, then press Book again"
    " on its card; the form will be filled in."
)
ALREADY_INVITED = "Everyone here is already invited. Add someone else, or leave this blank."

DEPONENT_NEEDS_EMAIL = (
    "Prevail invites the deponent by email. Enter their email, or leave both fields blank."
)
DEPONENT_NEEDS_NAME = "Enter the deponent's name, or leave both fields blank."
NAME_ONLY = (
    "Enter only the name here, because cards show it. The email address goes in its own field."
)

LINK_NAME_ONLY = "Enter only the last part of the link, without slashes, such as doe-v-acme."
BAD_LINK_NAME = "A link name needs at least one letter or digit."
LONG_LINK_NAME = "A link name can have at most {most} characters. Choose a shorter one."
LINK_TAKEN = "Another session already uses this link name. Choose another, or leave it blank."

HOSTS_IN_SLACK = "Hosts from Slack"
HOSTS_IN_SLACK_HINT = "Docket uses the email address in their Slack profile."


def no_address(missing: int) -> str:
    """Say that people were chosen whose email address Slack does not tell."""
    who = "one person" if missing == 1 else f"{missing} people"
    return (
        f"Slack doesn't show Docket an email address for {who} chosen here. Remove them, and enter"
        " the address under Hosts."
    )


QUARTERS_ONLY = (
    "Prevail books in 15-minute steps. Choose one of these, or enter a different end time."
)


LISTED_AS_PARTICIPANTS = "Hosts whom Prevail lists as participants"

_NOTES = form_fields(Session)["notes"].label


def caption_cut(caption: str, *, notes: int) -> str:
    """Say that a caption was cut for the title, and where it is whole, as far as `notes` take it."""
    if len(caption) <= notes:
        return "The caption is too long for a title, so it's cut here. It's whole in *Notes*."
    return (
        "The caption is too long for a title, so it's cut here. *Notes* has its first"
        f" {notes:,} characters; the rest doesn't fit."
    )


class Origin(StrEnum):
    """Why a session is like the one that is booked, the likest first."""

    CASE = "same case"
    CHANNEL = "same channel"
    LAST = "your last session"


def filled_in(ref: str, *, origin: Origin, shown: Sequence[str], unshown: Mapping[str, str]) -> str:
    """Say which fields are filled in from another session, and what stands in those that are not shown.

    Fields are named by their labels.
    """
    others = (f"{label}: {as_written(text, to=300)}" for label, text in unshown.items())
    return f"*Filled in from {ref}*, {origin}: {' · '.join((*shown, *others))}"


def filled_in_anew(*, press: str) -> str:
    """Say above a form that nothing was done, since people were filled in for another case. Mrkdwn."""
    return (
        "Nothing has been done yet: the case has changed, and with it what is filled in. Check it and"
        f" press *{press}* again."
    )


def more(*, zone: str, channel: str) -> str:
    """Say which time zone counts where none is named, if there is one, and where the card goes."""
    times = f"Time zone: {escape(zone)}" if zone else ""
    card = f"Card: <#{channel}>" if channel else "Card: your direct messages with Docket"
    return "\n".join(filter(None, (times, card)))


def copied(ref: str, *, also_time: bool) -> str:
    """Say what the form for another session like one is filled in with."""
    if also_time:
        return f"Everything but the link name is copied from {ref}. Nothing is booked yet."
    return f"Everything but the date and the link name is copied from {ref}. Nothing is booked yet."


def day_2(ref: str, *, clock: str) -> str:
    """Say which day was chosen for the form for a session's second day."""
    return (
        f"Day 2 of {ref}: the next working day, also at {clock}. Everything but the link name is"
        " copied. Nothing is booked yet."
    )


_NOTICE = f"*{labels.COPY_NOTICE}* under *{labels.MORE}* has a text to paste."


class SessionPresenter(BookingPresenter[SessionBooking]):
    """A session at Prevail."""

    provider = PREVAIL
    noun = "session"
    expects_link = True
    has_edit_form = True
    can_book_again = True
    may_email_everybody = True
    emails = MappingProxyType(
        {
            Verb.NEW: (
                "Prevail emails an invitation to everyone entered here: the deponent, invitees, and"
                " hosts. It emails no one else."
            ),
            Verb.MOVE: (
                "Prevail's documentation promises no email about a move, so tell everyone invited"
                f" yourself. {_NOTICE}"
            ),
            Verb.EDIT: (
                "Prevail emails an invitation to the people you add. Its documentation promises no"
                " email about a new title, time, or duration, so tell the others yourself."
                f" {_NOTICE}"
            ),
            Verb.CANCEL: (
                "Prevail emails everyone invited only if you leave that box checked. Otherwise it"
                " emails no one."
            ),
        }
    )
    ended_note = "No one can join it."

    def after_start(self, phase: Phase, *, in_full: bool) -> str:
        """Say that it can still be canceled, and once it is over, that it may still go on."""
        if phase is Phase.STARTED:
            return (
                "*Its start time has passed*, so it can't be moved anymore. If nobody has joined,"
                f" `/session cancel {self.record.ref}` still asks Prevail to cancel it."
            )
        where = "you can still use the link" if in_full else "see *More* to join"
        return f"*Its scheduled time is over.* If it's still going on, {where}."

    def over(self, phase: Phase) -> str:
        """Refuse a change because its time has come."""
        ref, at = self.record.ref, self.record.written
        if phase is Phase.STARTED:
            return (
                f"{ref} was scheduled to start at {at}. That time has passed, so it can't be moved"
                f" or edited anymore. If nobody has joined, `/session cancel {ref}` still asks"
                " Prevail to cancel it. Then book a new one with `/session`."
            )
        return (
            f"{ref} was for {at}, and its scheduled time is over, so it can't be changed anymore."
            " To meet again, book a new one with `/session`."
        )

    def ambiguous(self) -> str:
        """Say that something may be this session; of a link name that somebody chose, only that."""
        if not self.record.session.link_name:
            return super().ambiguous()
        return (
            "Its link name is already taken at Prevail, and Docket can't tell whether this session"
            " is using it. Check in Prevail before you try again."
        )

    def duplicate_warning(self) -> str:
        """Say that Prevail's list may lag behind."""
        return "Docket checks there first, but Prevail may not show it yet."

    def linked_booking_note(self, news: News, *, done: str) -> str:
        """Say that its agent was not changed either."""
        del news, done
        agent = self.record.agent
        return f" Its agent {agent} wasn't changed, either." if agent else ""

    def cancel_effects(self, now: datetime) -> str:
        """Say that the link stops working, and what becomes of its agent."""
        if self.record.phase(now) is not Phase.UPCOMING:
            return (
                "Its start time has passed. Prevail cancels it only if no one is in it. The join"
                " link then stops working right away."
            )
        agent = self.record.agent
        also = f" Its agent {agent} will be canceled too." if agent else ""
        return f"The join link stops working.{also}"

    def move_effects(self, now: datetime) -> str:
        """Say that its agent moves too."""
        del now
        return f"Its agent {self.record.agent} moves with it." if self.record.agent else ""

    def people(self) -> list[str]:
        """Name who testifies."""
        deponent = self.record.session.deponent
        if deponent is None:
            return []
        role = deponent.role.value.capitalize()
        return [f"{role} {as_written(deponent.name, to=200)}"]

    def card_notes(self, phase: Phase) -> list[str]:
        """Say what Prevail calls its zone, and which agent is attached."""
        agent = self.agent_note() if phase is Phase.UPCOMING else ""
        return [note for note in (self._zone_note(), agent) if note]

    def detail_notes(self) -> list[str]:
        """Say how it stands with its hosts, and which agent is attached."""
        return [note for note in (self._hosts_note(), self.agent_note()) if note]

    def _zone_note(self) -> str:
        """Say under which zone's name Prevail shows its time, where nobody there would know it."""
        if self.record.state in ENDED or self.record.unreadable_time:
            return ""
        moment = self.record.moment
        name = unfamiliar_name(moment.zone, at=moment.instant)
        clock = moment.clock_written(self.record.reader)
        return f"Prevail may show this as {clock} {name}, which is the same time." if name else ""

    def _hosts_note(self) -> str:
        """Return whether all are hosts who should be, without their addresses; nothing if all is well."""
        booked = self.record.booked
        if booked is None:
            return ""
        if demoted := len(booked.demoted_hosts):
            who = "one host" if demoted == 1 else f"{demoted} hosts"
            listed = "as a participant" if demoted == 1 else "as participants"
            return (
                f"Prevail added {who} {listed} because only registered Prevail members can be"
                " hosts."
            )
        if booked.unconfirmed_hosts:
            return (
                "Prevail didn't say whether the hosts were added as hosts. Only registered"
                " Prevail members can be hosts."
            )
        return ""

    def agent_note(self) -> str:
        """Say which agent is attached; nothing if none is."""
        booking, agent = self.record, self.record.agent
        if not agent or booking.state in ENDED:
            return ""
        if booking.unreadable_time:
            return (
                f"Agent {agent} is still set for {booking.written} because Docket can't read the"
                " session's time. Move the session to fix both."
            )
        if booking.agent_apart:
            return f"Agent {agent} may join at a different time. See its own card."
        return f"Agent {agent} is attached; it moves and cancels with this session."

    def facts(self) -> list[str]:
        """Name who testifies; the others by their number, as addresses are private."""
        session, parts = self.record.session, []
        if session.deponent:
            role = session.deponent.role.value.capitalize()
            parts.append(f"{role} {escape(unmarked(session.deponent.name))}")
        if session.guests:
            hosts = f", {len(session.hosts)} as host" if session.hosts else ""
            parts.append(f"{len(session.guests)} invited{hosts}")
        return parts

    def private_details(self) -> list[Detail]:
        """Return what was entered, with what Prevail answered."""
        session, booked = self.record.session, self.record.booked
        # One that Docket chose is proof of whose session it is, until Prevail has it.
        shown = session.with_(link_name=self.record.remote_session_id) if booked else session
        deponent = details(session.deponent) if session.deponent else []
        demoted = Detail(LISTED_AS_PARTICIPANTS, ", ".join(booked.demoted_hosts) if booked else "")
        meeting = Detail("Zoom meeting", (booked.meeting_id or "") if booked else "")
        entered = [*deponent, *details(shown), demoted, meeting]
        # The longest stands last.
        return sorted(entered, key=lambda detail: detail.label == _NOTES)

    def notice_facts(self) -> list[str]:
        """Say where it is held, who testifies, and by which number one dials in; no password."""
        deponent, booked = self.record.session.deponent, self.record.booked
        facts = ["It's held remotely on Prevail."]
        if deponent:
            facts.append(f"The {deponent.role.value} is {deponent.name}.")
        if booked and booked.meeting_id:
            facts.append(f"Zoom meeting ID: {booked.meeting_id}.")
        if self.password():
            facts.append("The password will be sent separately.")
        return facts

    def password(self) -> str:
        """Return the password that Prevail gave."""
        booked = self.record.booked
        return booked.password.get_secret_value() if booked and booked.password else ""

    def can_have_agent(self) -> bool:
        """Return whether an agent may be sent: one can join, it is known when, and none is attached."""
        booking = self.record
        waiting = booking.state is State.CONFIRMED and not (
            booking.agent or booking.unreadable_time
        )
        return waiting and booking.join_url is not None
